"""Notes on the parts of a draft: left at a link, answered and ticked off by those who edit it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from consultations.models import Consultation
from consultations.previews.linking import revoke_link
from consultations.previews.models import ReviewNote
from consultations.previews.noting import MOST_NOTES, answer_note, leave_note, tick_note
from tests.consultations.announcements import sign_and_announce
from tests.consultations.test_drafting import refused

pytestmark = pytest.mark.django_db
WORDS = "ควรบอกด้วยว่าใครเป็นคนปรับ"


@pytest.fixture
def note(draft, link):
    def note(consultation=None, **more):
        made, _token = link(consultation or draft(), **more)
        return leave_note(made, about="about-reasons", about_words="ปัญหา", text=WORDS)

    return note


class TestANote:
    def test_is_one_when_it_is_sent_twice(self, draft, link):
        made, _token = link(draft())
        first = leave_note(made, about="days", about_words="วัน", text=WORDS)
        assert leave_note(made, about="days", about_words="วัน", text=WORDS) == first
        assert leave_note(made, about="changes", about_words="อื่น", text=WORDS) != first

    def test_is_not_for_a_link_that_only_reads(self, draft, link):
        made, _token = link(draft(), may_comment=False)
        with refused("only_reads"):
            leave_note(made, about="days", about_words="วัน", text=WORDS)

    def test_comes_too_late_once_the_link_is_dead(self, draft, link, suda):
        made, _token = link(draft())
        revoke_link(made, by=suda)
        with refused("link_is_dead"):
            leave_note(made, about="days", about_words="วัน", text=WORDS)
        written = draft()
        other, _token = link(written)
        sign_and_announce(written, by=suda)
        with refused("link_is_dead"):
            leave_note(other, about="days", about_words="วัน", text=WORDS)

    @pytest.mark.parametrize("text", ["", "  \u200b", "ก" * 4001])
    def test_has_words_and_not_too_many(self, draft, link, text):
        with pytest.raises(ValidationError, check=lambda error: error.code in {"note_missing", "note_too_long"}):
            leave_note(link(draft())[0], about="days", about_words="วัน", text=text)

    def test_is_not_left_without_end(self, note):
        first = note()
        rows = [ReviewNote(link=first.link, about="days", about_words="วัน", text=str(n)) for n in range(MOST_NOTES - 1)]
        ReviewNote.objects.bulk_create(rows)
        with refused("too_many_notes"):
            leave_note(first.link, about="days", about_words="วัน", text="อีกข้อ")

    def test_is_answered_and_ticked_off_by_those_who_edit(self, note, draft, suda, officer, invited):
        written = draft()
        left = note(written)
        assert answer_note(left, answer="จะเพิ่มในมาตรา ๒", by=suda).answered_by == suda
        done = tick_note(left, is_done=True, by=suda)
        assert tick_note(left, is_done=True, by=suda).done_at == done.done_at
        assert tick_note(left, is_done=False, by=suda).done_at is None
        with refused("not_your_agency"):
            tick_note(left, is_done=True, by=officer)
        invited(written)
        assert tick_note(left, is_done=True, by=officer).done_by == officer

    def test_takes_no_signature_back(self, note, draft, suda):
        written = draft()
        note(written)
        assert Consultation.objects.get(pk=written.pk).event_count == 1


class TestThePages:
    def address(self, token):
        return reverse("preview_consultation", args=[token])

    def test_take_a_note_and_show_it_to_its_reader_with_the_answer(self, client, draft, link, suda):
        token = link(draft())[1]
        answer = client.post(self.address(token), {"about": "about-reasons", "text": WORDS})
        assert answer.status_code == 302
        left = ReviewNote.objects.get()
        assert (left.about, left.text, left.about_words) == ("about-reasons", WORDS, "ปัญหาคืออะไร")
        answer_note(left, answer="จะเพิ่มในมาตรา ๒", by=suda)
        told = client.get(self.address(token)).content.decode()
        assert WORDS in told
        assert "จะเพิ่มในมาตรา ๒" in told

    def test_show_no_reader_what_another_said(self, client, draft, link, note):
        written = draft()
        note(written)
        assert WORDS not in client.get(self.address(link(written)[1])).content.decode()

    def test_refuse_a_part_that_is_none_and_no_words(self, client, draft, link):
        token = link(draft())[1]
        for data in ({"about": "text-99", "text": WORDS}, {"about": "days", "text": " "}):
            assert client.post(self.address(token), data).status_code == 400
        assert not ReviewNote.objects.exists()

    def test_take_none_from_a_link_that_only_reads(self, client, draft, link):
        token = link(draft(), may_comment=False)[1]
        assert 'id="note"' not in client.get(self.address(token)).content.decode()
        assert client.post(self.address(token), {"about": "days", "text": WORDS}).status_code == 400
        assert not ReviewNote.objects.exists()

    def test_show_words_as_text(self, client, draft, link, suda):
        written = draft()
        made, _token = link(written)
        leave_note(made, about="days", about_words="<b>", text="<script>alert(1)</script>")
        client.force_login(suda)
        told = client.get(reverse("manage_readers", args=[written.slug])).content.decode()
        assert "<script>alert(1)" not in told
        assert "&lt;script&gt;alert(1)" in told

    def test_answer_and_tick_for_the_team_alone(self, client, draft, note, suda, nipa):
        written = draft()
        left = note(written)
        client.force_login(nipa)
        answering = reverse("answer_review_note", args=[written.slug, left.pk])
        ticking = reverse("tick_review_note", args=[written.slug, left.pk])
        assert client.post(answering, {"answer": "ก"}).status_code == 404
        assert client.post(ticking, {"is_done": "yes"}).status_code == 404
        client.force_login(suda)
        assert client.post(answering, {"answer": ""}).status_code == 400
        client.post(answering, {"answer": "รับไว้"})
        client.post(ticking, {"is_done": "yes"})
        left.refresh_from_db()
        assert (left.answer, left.done_by) == ("รับไว้", suda)

    def test_answer_no_note_of_another_draft(self, client, draft, note, suda):
        left = note()
        client.force_login(suda)
        where = reverse("answer_review_note", args=[draft().slug, left.pk])
        assert client.post(where, {"answer": "ก"}).status_code == 404
