"""A trial goes the whole way that a real one goes: the worker finds themes, makes duties, marks opinions, and the report is read."""

import pytest

from consultations.moderation.models import Queued
from consultations.moderation.rules import load_rules
from consultations.moderation.scanning import scan_one
from consultations.participation.models import Conversation
from consultations.results.drawing import draw_waiting
from consultations.results.models import Duty, DutyRule
from consultations.results.reporting import keep_report, publish_report
from consultations.themes.finding import find_themes_of_one
from notifications.models import Message
from tests.consultations.pilots.conftest import make_duty_in, over
from tests.consultations.results.conftest import make_all
from tests.consultations.themes.conftest import SUBJECTS, write

pytestmark = pytest.mark.django_db


def test_themes_are_found_and_large_ones_have_to_be_answered(pilot):
    conversation = Conversation.objects.select_related("consultation").get(pk=pilot.pk)
    for subject, texts in SUBJECTS.items():
        write(conversation, texts, name=subject)
    assert find_themes_of_one() == 1
    over(pilot)
    DutyRule.objects.create(kind=pilot.kind, size=4, answer_days=10, extension_days=5, step_days=2, source="ทดสอบ")
    make_all()
    assert Duty.objects.filter(consultation=pilot, agency=pilot.agency).count() == len(SUBJECTS)
    assert not Message.objects.exists()


def test_what_a_person_should_see_is_marked_for_the_moderators(pilot):
    load_rules()
    conversation = Conversation.objects.select_related("consultation").get(pk=pilot.pk)
    write(conversation, ["ใครจอดรถบนทางเท้าจะกระทืบมัน"], name="x")
    scan_one(pilot, until=pilot.closes_at)
    assert Queued.objects.filter(consultation=pilot).count() == 1


def test_the_report_is_drawn_and_read_within_the_trial_alone(pilot, suda, come, client):
    make_duty_in(over(pilot), by=suda)
    keep_report(pilot, summary_th="คนเห็นด้วยกับทางเท้ากว้าง", summary_en="", parts=["", ""], quotes={}, seen=0, by=suda)
    publish_report(pilot, seen=1, by=suda)
    assert draw_waiting() == 1
    reads = [f"/consultations/{pilot.slug}/{rest}" for rest in ("results/", "results/report.pdf", "you-said/")]
    assert [client.get(each).status_code for each in reads] == [404] * 3
    tester = come(pilot)
    assert [tester.get(each).status_code for each in reads] == [200] * 3
    assert pilot.slug not in client.get("/consultations/you-said/").content.decode()
