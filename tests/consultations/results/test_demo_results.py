"""The demo's answered consultation: its themes are found, answered and reported, each at its time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.demo_promises import promise_changes
from config.demo_results import report_results
from config.demo_statements import answer_statements, ask_statements
from consultations.models import Consultation
from consultations.promises.models import Promise, PromiseStep
from consultations.results.models import Duty, ReportVersion
from tests.consultations.announcements import sign_and_announce


@pytest.mark.django_db
def test_is_answered_and_reported_before_today(draft, suda, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    consultation = draft()
    ask_statements(consultation, "plain-words", by=suda)
    sign_and_announce(consultation, by=suda)
    now = timezone.now()
    times = {"opens_at": now - timedelta(days=40), "closes_at": now - timedelta(days=12)}
    Consultation.objects.filter(pk=consultation.pk).update(**times)
    consultation = Consultation.objects.select_related("agency").get(pk=consultation.pk)
    answer_statements(consultation, "plain-words")
    report_results(consultation, "plain-words", by=suda)
    consultation.refresh_from_db()
    assert consultation.state == "responded"
    assert consultation.responded_at < now
    assert sorted(Duty.objects.values_list("outcome", flat=True)) == ["changed", "partly"]
    version = ReportVersion.objects.get()
    assert version.pdf_state == "ready"
    assert len(version.told["parts"]) == 2
    assert all(theme["quotes"] for theme in version.told["themes"])
    promise_changes(consultation, "plain-words", by=suda)
    assert sorted(promise.shown_state for promise in Promise.objects.all()) == ["in_progress", "kept", "late"]
    assert all(step.at < now for step in PromiseStep.objects.all())


@pytest.mark.django_db
def test_of_other_consultations_nothing_came_yet(draft, suda):
    report_results(draft(), "answer-days", by=suda)
    assert not ReportVersion.objects.exists()
