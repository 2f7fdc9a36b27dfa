"""The demo's answer that waits for a second person: the electricity authority chose a topic, and one of its answers."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from complaints.approval_rules import choose_topics
from complaints.handling import propose_closing
from complaints.models import Assignment
from complaints.workflow import IN_HAND, Outcome
from config.demo_clock import clock_at
from directory.calendar import office_calendar
from directory.models import Agency, Topic, User
from directory.people import PEOPLE

TOPIC = "electricity/connection"
ANSWER = (
    "เราไปดูที่บ้านแล้ว จุดนี้ห่างจากแนวสายไฟเดิม 1.4 กิโลเมตร ปีนี้ขยายเขตไฟฟ้าให้ไม่ได้เพราะงบประมาณของปีนี้ใช้หมดแล้ว "
    "เราใส่บ้านของคุณไว้ในแผนขยายเขตปีหน้า และจะแจ้งลำดับให้ทราบภายในเดือนมกราคม "
    "ระหว่างนี้ขอชุดโซลาร์ของโครงการบ้านห่างไกลได้ที่สำนักงานอำเภอ"
)


def leave_one_to_approve() -> None:
    """The last act of the demo's stories: Vichai has answered, and Kanya has not looked at it yet."""
    people = {person.key: person for person in PEOPLE}
    officer, leader = (User.objects.get(email=people[key].email) for key in ("wichai", "kanya"))
    agency, topic = Agency.objects.get(code=people["kanya"].agency_code), Topic.objects.get(code=TOPIC)
    choose_topics(agency, [topic], by=leader)
    parts = Assignment.objects.filter(agency=agency, part=Assignment.Part.LEAD, case__topic=topic, case_is_open=True)
    waiting = parts.filter(state__in=sorted(IN_HAND), case__asked_at__isnull=True).select_related("case").first()
    if waiting is None:  # the routing was surer than the story
        return
    moment = timezone.now() - timedelta(hours=2)
    calendar = office_calendar()
    while not calendar.is_working_moment(moment):
        moment -= timedelta(hours=1)
    with clock_at(moment):
        propose_closing(waiting, answer=ANSWER, outcome=Outcome.REFUSED, by=officer)
