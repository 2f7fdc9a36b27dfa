"""What a form says to sections of the draft law: who is refused, how it is counted, corrected and taken out."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from consultations.comments.counting import add_up, count_comments, people_who_commented, said_in
from consultations.comments.entered import Remark
from consultations.comments.models import Comment, Commenter, Mark, Place
from consultations.comments.placing import place_some
from consultations.entering.entries import Told, correct_form, enter_form, take_out, told_of
from consultations.entering.models import Entry
from consultations.entering.reading import came_in
from consultations.entering.stacks import begin_stack
from consultations.moderation.comment_source import accounts_of_comments, find_comments, hide_comments
from consultations.participation.models import Identity, Refusal
from tests.consultations.comments.conftest import close, newest, say
from tests.consultations.entering.conftest import about
from tests.consultations.entering.test_entering import at, code_of
from tests.consultations.laws.drafts import FIRST, SECOND

pytestmark = pytest.mark.django_db
NARROW = "ทางเท้าหน้าวัดแคบกว่านี้มาก"


def remark(unit="sec_3", part="", text=NARROW, *, document=1, version=1):
    return Remark(document, version, unit, part, text)


def told(*remarks):
    return Told(remarks=remarks or (remark(),))


class TestEntering:
    def test_keeps_each_comment_where_it_belongs_and_counts_it_apart(self, law_stack, suda):
        entry = enter_form(
            law_stack, told(remark(), remark("sec_3", "sec_3__para_1", "ขอสองเมตร"), remark("sec_4")), by=suda
        )
        add_up()
        assert (entry.commenter.identity, entry.commenter.user, entry.commenter.browser) == (
            Identity.ENTERED,
            None,
            None,
        )
        assert count_comments(newest(law_stack.consultation).pk).by_unit == {"sec_3": 2, "sec_4": 1}
        people = people_who_commented(law_stack.consultation_id)
        assert (people.confirmed, people.anonymous, people.entered) == (0, 0, 1)
        [came] = came_in(law_stack.consultation_id, way="commenter")
        assert (came.stack, came.entered) == (law_stack, 1)
        assert came_in(law_stack.consultation_id, way="sheet") == []

    def test_the_same_words_to_the_same_section_are_one(self, law_stack, suda):
        enter_form(law_stack, told(remark(), remark()), by=suda)
        assert Comment.objects.count() == 1

    def test_the_same_form_sent_twice_is_one(self, law_stack, suda):
        token = "0b9c0d6e-2f6b-4c5e-9a29-1b3ad3a86d3e"
        first = enter_form(law_stack, told(), by=suda, token=token)
        assert enter_form(law_stack, told(), by=suda, token=token) == first
        assert Comment.objects.count() == Entry.objects.count() == 1

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            (remark("sec_99"), "no_such_section"),
            (remark("chp_1"), "no_such_section"),
            (remark("sec_3__para_1"), "no_such_section"),
            (remark(version=2), "no_such_section"),
            (remark(document=2), "no_such_section"),
            (remark(part="sec_4__para_1"), "paragraph_missing"),
            (remark(text=" "), "note_missing"),
            (remark(text="ก" * 4001), "note_too_long"),
        ],
    )
    def test_refuses_what_nobody_can_have_commented_on(self, law_stack, suda, wrong, code):
        assert code_of(enter_form, law_stack, told(remark("sec_4"), wrong), by=suda) == code
        assert not Comment.objects.exists() and not Commenter.objects.exists() and not Entry.objects.exists()

    def test_takes_as_many_letters_as_others_write(self, law_stack, suda):
        enter_form(law_stack, told(remark(text="ก" * 4000)), by=suda)
        assert len(Comment.objects.get().text) == 4000

    def test_refuses_the_text_of_another_consultation(self, begin_commenting, suda):
        other = begin_commenting(title_th="ร่างอื่น", text=FIRST.replace("มาตรา ๔ ห้าม", "มาตรา ๔/๑ ห้าม"))
        pile = begin_stack(begin_commenting().consultation, about(), by=suda)
        assert code_of(enter_form, pile, told(remark("sec_4-1")), by=suda) == "no_such_section"
        assert not other.comments.exists()

    def test_another_agency_may_not(self, law_stack, nipa):
        assert code_of(enter_form, law_stack, told(), by=nipa) == "not_your_agency"

    def test_the_database_keeps_them_nobodys(self, law_stack, suda):
        entry = enter_form(law_stack, told(), by=suda)
        with pytest.raises(IntegrityError), transaction.atomic():
            Commenter.objects.filter(pk=entry.commenter_id).update(user=suda)
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.filter(pk=entry.pk).update(commenter=None)


class TestWhen:
    def test_after_the_closing_until_the_report_is_published(self, law_stack, commenting, suda):
        close(commenting)
        entry = enter_form(law_stack, told(), by=suda)
        at(law_stack.consultation, opens_at=-9, closes_at=-2, reported_at=-1)
        for act in (
            lambda: enter_form(law_stack, told(), by=suda),
            lambda: correct_form(entry, told(remark("sec_4")), reason="อ่านผิด", seen=0, by=suda),
            lambda: take_out(entry, reason="ซ้ำ", by=suda),
        ):
            assert code_of(act) == "report_is_published"
        assert Comment.objects.get().text == NARROW

    def test_what_was_written_on_an_earlier_text_goes_along(self, law_stack, commenting, suda, keep_next):
        keep_next(commenting, SECOND)
        while place_some():
            pass
        enter_form(law_stack, told(remark("sec_6", text="หนึ่งปีนานไป")), by=suda)
        while place_some():
            pass
        placed = Place.objects.get(version=newest(commenting))
        assert (placed.mark, placed.unit) == (Mark.MOVED, "sec_7")


class TestPuttingRight:
    def test_the_same_stay_others_are_changed_written_and_taken_back(self, law_stack, suda):
        entry = enter_form(law_stack, told(remark(), remark("sec_4"), remark("sec_5")), by=suda)
        before = list(Comment.objects.order_by("pk").values_list("number", flat=True))
        correct_form(
            entry, told(remark(), remark("sec_4", text="ห้ามจอดก็ดี"), remark("sec_6")), reason="อ่านผิด", seen=0, by=suda
        )
        same, changed, gone, new = Comment.objects.order_by("pk")
        assert (same.changed_at, same.text) == (None, NARROW)
        assert changed.changed_at and changed.text == "ห้ามจอดก็ดี"
        assert gone.withdrawn_at and not gone.text and new.unit == "sec_6"
        line = law_stack.events.order_by("n").last()
        assert (line.kind, line.facts["comments"]) == ("corrected", before)
        assert NARROW not in str(line.facts)

    def test_taking_out_wipes_them_and_leaves_what_others_said(self, law_stack, commenting, suda):
        entry = enter_form(law_stack, told(), by=suda)
        comment = Comment.objects.get()
        reply = say(commenting, text="เห็นด้วย", above=comment)
        for _twice in range(2):
            take_out(entry, reason="กรอกซ้ำ", by=suda)
        comment.refresh_from_db()
        add_up()
        assert comment.withdrawn_at and not comment.text
        assert list(Comment.objects.to_read()) == [reply] and said_in(commenting.pk) == 1
        assert people_who_commented(commenting.pk).entered == 0
        assert enter_form(law_stack, told(), by=suda, n=1).commenter_id != comment.author_id

    def test_correcting_to_none_leaves_nobody_who_comments(self, law_stack, suda):
        entry = enter_form(law_stack, told(), by=suda)
        assert code_of(correct_form, entry, Told(), reason="x", seen=0, by=suda) == "nothing_filled_in"
        assert told_of(entry).remarks == (remark(),)

    def test_the_agencys_answers_are_no_part_of_a_form_without_comments(self, law_stack, commenting, suda):
        from consultations.comments.answering import answer_comment

        answer_comment(say(commenting), text="รับไว้", by=suda)
        assert told_of(Entry(stack=law_stack)).remarks == ()


class TestModeration:
    def test_takes_down_and_asks_nobody(self, law_stack, suda):
        enter_form(law_stack, told(), by=suda)
        comment = Comment.objects.get()
        assert accounts_of_comments(law_stack.consultation, [comment.text_id]) == {}
        assert hide_comments(law_stack.consultation, [comment.text_id], Refusal.INSULT, "", suda) == {comment.text_id}
        assert not find_comments(law_stack.consultation, [comment.text_id])[comment.text_id].is_shown

    def test_what_is_taken_down_stays_so_whatever_is_corrected(self, law_stack, suda):
        entry = enter_form(law_stack, told(remark(), remark("sec_4")), by=suda)
        hidden = Comment.objects.get(unit="sec_3")
        hide_comments(law_stack.consultation, [hidden.text_id], Refusal.INSULT, "", suda)
        assert told_of(entry).remarks == (remark("sec_4"),)
        correct_form(
            entry, told(remark(), remark("sec_5")), reason="อ่านผิด", seen=0, by=suda
        )  # loaded before it was hidden
        correct_form(entry, told(remark("sec_5")), reason="อ่านผิด", seen=1, by=suda)
        hidden.refresh_from_db()
        assert hidden.hidden_at and hidden.text == NARROW
        assert [each.unit for each in Comment.objects.to_read()] == ["sec_5"]
        take_out(entry, reason="ซ้ำ", by=suda)
        assert not Comment.objects.filter(withdrawn_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_colleagues_who_save_at_once_are_both_kept(law_stack, suda):
    together = Barrier(3)

    def save(n):
        together.wait()
        try:
            return enter_form(law_stack, told(remark(text=f"{NARROW} {n}")), by=suda).n
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as colleagues:
        assert sorted(colleagues.map(save, range(3))) == [1, 2, 3]
    add_up()
    assert said_in(law_stack.consultation_id) == people_who_commented(law_stack.consultation_id).entered == 3


@pytest.mark.django_db(transaction=True)
def test_of_two_who_correct_at_once_one_looks_first(law_stack, suda):
    entry = enter_form(law_stack, told(), by=suda)
    together = Barrier(2)

    def correct(unit):
        together.wait()
        try:
            correct_form(Entry.objects.get(pk=entry.pk), told(remark(unit)), reason="อ่านผิด", seen=0, by=suda)
        except ValidationError as error:
            return error.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as colleagues:
        assert sorted(colleagues.map(correct, ["sec_4", "sec_5"])) == ["", "changed_meanwhile"]
    assert Comment.objects.to_read().count() == 1
