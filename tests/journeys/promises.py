"""What the town's agency promised after its answer; filled with the slug of the consultation and the e-mail of who promises."""

from __future__ import annotations

from config.bench.house import House
from directory.people import PEOPLE

PROMISED = """
from datetime import timedelta
from django.utils import timezone
from config.demo_clock import clock_at
from consultations.promises.keeping import keep_promise, reach_milestone
from consultations.promises.making import Owner, Words, promise_after_answer, promise_after_report
from consultations.promises.models import Promise
from consultations.results.models import Duty
from directory.models import User
duty = Duty.objects.select_related("consultation", "agency").get(consultation__slug="%s", n=1)
by, today = User.objects.get(email="%s"), timezone.localdate()
owner = Owner(duty.agency, "กองช่าง")
if not Promise.objects.exists():
    with clock_at(timezone.now() - timedelta(days=9)):
        late = Words("ตั้งเก้าอี้ใต้ต้นไม้", today - timedelta(days=2))
        promise_after_answer(duty, late, owner=owner, by=by)
    words = Words("ปลูกต้นไม้หน้าตลาด 12 ต้น", today + timedelta(days=40), milestones=[
        ("ขุดหลุม", today + timedelta(days=5)), ("ปลูกครบ", today + timedelta(days=30))])
    promise = promise_after_answer(duty, words, owner=owner, by=by)
    reach_milestone(promise.milestones.first(), note="ขุดแล้ว", by=by)
    ramps = promise_after_report(duty.consultation, Words("ทำทางลาด 3 จุด", today), owner=owner, by=by)
    keep_promise(ramps, state="kept", evidence="https://www.example.org/ramps", by=by)
"""


def promises_after(house: House, key: str, consultation: str) -> str:
    """The path of the promise that is on its way; another one is late, a third one is kept."""
    slug = consultation.rstrip("/").rpartition("/")[2]
    email = next(person.email for person in PEOPLE if person.key == key)
    house.manage("shell", "-c", PROMISED % (slug, email))
    found = house.ask("SELECT slug FROM promises_promise WHERE text_th LIKE 'ปลูกต้นไม้หน้าตลาด%'")
    return f"/consultations/promises/{found[0][0]}/"
