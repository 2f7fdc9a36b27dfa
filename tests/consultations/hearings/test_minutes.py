"""Minutes are written after the hearing, published with counts alone, and stay as they were published."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, ProgrammingError, transaction
from django.urls import reverse
from django.utils.translation import override

from consultations.hearings.asking import ask_question, put_stage
from consultations.hearings.counting import held_in
from consultations.hearings.minutes import Written, keep_minutes, newest_of, publish_minutes
from consultations.hearings.models import Minutes, MinutesVersion
from consultations.hearings.planning import cancel_hearing
from consultations.hearings.registering import check_in
from consultations.participation.taking_part import Visitor
from consultations.results.figures import draw_up as draw_report
from consultations.results.report_words import sections_of
from consultations.results.reporting import report_of
from records.models import Upload
from tests.consultations.hearings.conftest import code_of, come, move_clock_to
from tests.consultations.test_pages import page
from tests.records.files import pdf as a_pdf

pytestmark = pytest.mark.django_db
SAID = "คนส่วนใหญ่ขอทางลาด"
WRITTEN = Written(said=SAID, decisions="- เทศบาลทำทางลาดภายในมีนาคม\n", guests=4, online=3)


@pytest.fixture
def over(hearing, suda):
    """One came to the hall; one question was answered there, one with a telephone number was not."""
    running = move_clock_to(hearing, timedelta(minutes=-5))
    check_in(come(running, name="สมชาย ใจกล้า"), came=True, by=suda)
    come(running)
    asked = [
        ask_question(running, text=text, visitor=Visitor(browser=f"m{n}"))
        for n, text in enumerate(("ตอบแล้วในห้อง", "โทรหาผมที่ 081-234-5678 ได้ไหม"))
    ]
    put_stage(asked[0], "answered", by=suda)
    hearing = move_clock_to(hearing, timedelta(hours=-4))
    hearing.left = asked[1]
    return hearing


class TestWriting:
    def test_waits_for_the_end(self, hearing, suda):
        running = move_clock_to(hearing, timedelta(minutes=-5))
        assert code_of(lambda: keep_minutes(running, WRITTEN, seen=0, by=suda)) == "not_over_yet"

    def test_is_refused_to_another_agency_and_of_a_cancelled_hearing(self, hearing, over, suda, nipa):
        assert code_of(lambda: keep_minutes(over, WRITTEN, seen=0, by=nipa)) == "not_your_agency"
        cancel_hearing(move_clock_to(hearing, timedelta(days=1)), reason="ไฟดับ", by=suda)
        assert code_of(lambda: keep_minutes(over, WRITTEN, seen=0, by=suda)) == "hearing_is_cancelled"

    def test_over_what_a_colleague_has_just_kept_is_refused(self, over, suda, colleague):
        keep_minutes(over, WRITTEN, seen=0, by=colleague)
        assert code_of(lambda: keep_minutes(over, WRITTEN, seen=0, by=suda)) == "changed_meanwhile"

    def test_shows_nobody_a_draft(self, client, over, suda):
        keep_minutes(over, WRITTEN, seen=0, by=suda)
        assert client.get(reverse("hearing_minutes", args=[over.consultation.slug, 1])).status_code == 404
        assert SAID not in page(client, over.get_absolute_url())

    def test_takes_a_pdf_and_nothing_else(self, over, suda):
        assert code_of(lambda: keep_minutes(over, Written(pdf=b"MZ..."), seen=0, by=suda)) == "pdf_is_none"

    def test_a_pdf_that_came_too_late_leaves_no_bytes(self, over, suda, small_pdf, tmp_path):
        keep_minutes(over, WRITTEN, seen=0, by=suda)
        late = Written(said=SAID, pdf=small_pdf.read())
        assert code_of(lambda: keep_minutes(over, late, seen=0, by=suda)) == "changed_meanwhile"
        assert not Upload.objects.exists() and not [path for path in tmp_path.rglob("*") if path.is_file()]


class TestPublishing:
    def test_tells_counts_decisions_and_answers_and_no_name(self, client, over, suda):
        answers = {over.left.pk: "โทร 1111 ได้ทุกวัน", 999: "ไม่มีคำถามนี้"}
        keep_minutes(over, Written(**vars(WRITTEN) | {"answers": answers}), seen=0, by=suda)
        told = publish_minutes(over, seen=1, by=suda).told
        assert (told["hall"], told["online"], told["questions"]) == (5, 3, 2)
        assert told["decisions"] == ["เทศบาลทำทางลาดภายในมีนาคม"]
        assert [each["answer"] for each in told["answers"]] == ["โทร 1111 ได้ทุกวัน"]
        shown = page(client, reverse("hearing_minutes", args=[over.consultation.slug, 1]))
        assert SAID in shown and "สมชาย" not in shown and "081-234-5678" not in shown

    def test_needs_words(self, over, suda):
        assert code_of(lambda: publish_minutes(over, seen=0, by=suda)) == "minutes_missing"

    def test_twice_the_same_is_one_version(self, over, suda):
        keep_minutes(over, WRITTEN, seen=0, by=suda)
        assert publish_minutes(over, seen=1, by=suda) == publish_minutes(over, seen=1, by=suda)

    def test_once_more_needs_a_reason_and_keeps_what_was_there(self, client, over, suda):
        keep_minutes(over, WRITTEN, seen=0, by=suda)
        publish_minutes(over, seen=1, by=suda)
        keep_minutes(over, Written(said="คนส่วนใหญ่ขอร่มไม้"), seen=1, by=suda)
        assert code_of(lambda: publish_minutes(over, seen=2, by=suda)) == "note_missing"
        publish_minutes(over, seen=2, reason="จดผิด", by=suda)
        path = reverse("hearing_minutes", args=[over.consultation.slug, 1])
        assert SAID in page(client, path, version="1") and "จดผิด" in page(client, path)
        assert [line.kind for line in over.events.all()][-2:] == ["minutes", "minutes_changed"]

    def test_cannot_be_undone_whoever_writes_it(self, over, suda):
        keep_minutes(over, WRITTEN, seen=0, by=suda)
        publish_minutes(over, seen=1, by=suda)
        for change in (lambda rows: rows.update(reason="แก้"), lambda rows: rows.delete()):
            with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
                change(MinutesVersion.objects.all())

    def test_is_a_line_of_the_result_report(self, over, suda):
        keep_minutes(over, WRITTEN, seen=0, by=suda)
        publish_minutes(over, seen=1, by=suda)
        told = draw_report(report_of(over.consultation))
        assert told["hearings"] == {"held": 1, "came": 8, "questions": 2} == held_in(over.consultation)
        version = MinutesVersion(told=told)  # anything that holds what is told
        with override("en"):
            assert [entries for heading, entries in sections_of(version) if heading == "Hearings"] == [
                [("", "", "Held: 1 · people who came: 8 · questions: 2")]
            ]


class TestThePageOfTheTeam:
    def test_keeps_and_publishes_with_a_pdf(self, client, over, suda, nipa, small_pdf):
        path = reverse("manage_minutes", args=[over.consultation.slug, 1])
        client.force_login(nipa)
        assert client.get(path).status_code == 404
        client.force_login(suda)
        sent = {"said": SAID, "seen": "0", f"answer_{over.left.pk}": "ได้", "pdf": small_pdf}
        assert client.post(path, sent).status_code == 302
        assert Minutes.objects.get().answers == {str(over.left.pk): "ได้"}
        assert SAID in page(client, path)
        assert client.post(f"{path}publish/", {"seen": "0"}).status_code == 400
        assert client.post(f"{path}publish/", {"seen": "1"}).status_code == 302
        assert newest_of(over).pdf
        public = reverse("hearing_minutes_pdf", args=[over.consultation.slug, 1, 1])
        client.logout()
        assert client.get(public)["Content-Type"] == "application/pdf"
        published = newest_of(over).pdf
        for edits in (1, 2):
            keep_minutes(over, Written(said=SAID, pdf=a_pdf()), seen=edits, by=suda)
        assert Minutes.objects.get().pdf not in (None, published)
        assert Upload.objects.get(pk=published.pk).removed_at is None
        assert Upload.objects.filter(removed_at__isnull=False).count() == 1  # a draft's, which nobody reads any more
        assert client.get(public.replace("1.pdf", "2.pdf")).status_code == 404


@pytest.fixture
def small_pdf(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return SimpleUploadedFile("minutes.pdf", a_pdf(), content_type="application/pdf")
