"""The policy team writes a questionnaire, and what people have answered stays as it was asked."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from consultations.models import Consultation, ConsultationEvent
from consultations.participation.models import Identity, ShowsResults
from consultations.problems import problems
from consultations.questionnaires.editing import (
    ShownTo,
    add_question,
    add_section,
    change_question,
    close_question,
    delete_question,
    delete_section,
    drop_questionnaire,
    move,
    reword_question,
    set_up_questionnaire,
    words_of,
)
from consultations.questionnaires.filling import save_answers, send_sheet
from consultations.questionnaires.models import Answer, Kind, Question, Questionnaire, Section
from tests.consultations.announcements import sign_and_announce
from tests.consultations.questionnaires.conftest import ALL, browser, close, question, words

pytestmark = pytest.mark.django_db


def refused(act, *args, **kwargs):
    with pytest.raises(ValidationError) as error:
        act(*args, **kwargs)
    return error.value.code


def order(asked):
    return list(asked.questions.filter(closed_at=None).order_by("section__place", "place").values_list("n", flat=True))


class TestAskingAtAll:
    def test_is_a_way_to_take_part_where_there_is_no_page(self, draft, suda):
        consultation = draft(page="")
        assert "way_missing" in {each.code for each in problems(consultation)}
        found = set_up_questionnaire(
            consultation, lowest_identity=Identity.ANONYMOUS, shows_results=ShowsResults.AFTER_CLOSING, by=suda
        )
        consultation = Consultation.objects.get(pk=consultation.pk)
        assert {each.code for each in problems(consultation)} == {"way_missing", "questions_missing"}
        add_question(add_section(found, title_th="หนึ่ง", by=suda), words(Kind.OPEN), by=suda)
        consultation = Consultation.objects.get(pk=consultation.pk)
        assert problems(consultation) == []
        assert sign_and_announce(consultation, by=suda).announced_at

    def test_without_a_question_keeps_even_one_with_a_page_from_being_announced(self, draft, suda):
        consultation = draft()
        set_up_questionnaire(
            consultation, lowest_identity=Identity.ANONYMOUS, shows_results=ShowsResults.AFTER_CLOSING, by=suda
        )
        found = problems(Consultation.objects.get(pk=consultation.pk))
        assert [each.code for each in found] == ["questions_missing"]

    def test_is_not_decided_any_more_once_it_is_announced(self, asked, suda):
        wanted = {"lowest_identity": Identity.CONFIRMED, "shows_results": ShowsResults.AFTER_CLOSING, "by": suda}
        assert refused(set_up_questionnaire, asked.consultation, **wanted) == "announced_already"
        assert refused(drop_questionnaire, asked.consultation, by=suda) == "announced_already"

    def test_can_be_dropped_with_all_that_hangs_together(self, begin, suda):
        draft = begin(is_announced=False)
        drop_questionnaire(draft.consultation, by=suda)
        assert not Questionnaire.objects.exists() and not Question.objects.exists() and not Section.objects.exists()

    def test_is_refused_to_another_agency(self, begin, nipa):
        draft = begin(is_announced=False)
        section = draft.sections.first()
        assert refused(add_section, draft, title_th="หนึ่ง", by=nipa) == "not_your_agency"
        assert refused(add_question, section, words(Kind.OPEN), by=nipa) == "not_your_agency"
        assert refused(delete_question, question(draft, 1), by=nipa) == "not_your_agency"
        assert refused(move, section, up=False, by=nipa) == "not_your_agency"

    def test_takes_back_the_signature(self, begin, suda):
        from tests.consultations.announcements import sign_on_paper

        draft = begin(is_announced=False)
        sign_on_paper(draft.consultation, by=suda)
        move(question(draft, 2), up=True, by=suda)
        assert Consultation.objects.get(pk=draft.pk).signed_off_at is None


class TestWriting:
    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            (words(Kind.OPEN, "  \u200b "), "question_missing"),
            (words(Kind.OPEN, "ก" * 501), "words_too_long"),
            (words(Kind.SINGLE, options=("ใช้",)), "options_missing"),
            (words(Kind.SINGLE, options=("ใช้", "ใช้")), "options_alike"),
            (words(Kind.SINGLE, options=[f"{n}" for n in range(16)]), "too_many_options"),
            (words(Kind.RANKING, options=[f"{n}" for n in range(9)]), "too_many_options"),
            (words(Kind.MANY, options=("ก", "ข"), most=3), "most_out_of_range"),
            (words(Kind.OPEN, most=5001), "most_out_of_range"),
        ],
    )
    def test_refuses_what_nobody_could_answer(self, begin, suda, wrong, code):
        draft = begin(is_announced=False)
        assert refused(add_question, draft.sections.first(), wrong, by=suda) == code

    def test_asks_as_whom_once(self, begin, suda):
        draft = begin(is_announced=False)
        again = words(Kind.GROUP, "ตอบในนาม", ("ก", "ข"))
        assert refused(add_question, draft.sections.first(), again, by=suda) == "group_asked_already"

    def test_sent_twice_is_one_question(self, begin, suda):
        draft = begin(is_announced=False)
        section = draft.sections.first()
        first = add_question(section, words(Kind.OPEN, "อื่น ๆ"), by=suda)
        assert add_question(section, words(Kind.OPEN, "อื่น ๆ"), by=suda) == first

    def test_keeps_the_numbers_of_options_that_stay(self, begin, suda):
        draft = begin(is_announced=False)
        third = question(draft, 3)
        change_question(third, words(Kind.MANY, "ใช้ทำอะไร", ("วิ่ง", "รอรถ", "เดิน")), by=suda)
        assert [(each["n"], each["th"]) for each in question(draft, 3).options] == [(4, "วิ่ง"), (3, "รอรถ"), (1, "เดิน")]

    def test_moves_up_and_down_and_not_over_the_ends(self, begin, suda):
        draft = begin(is_announced=False)
        move(question(draft, 1), up=True, by=suda)
        assert order(draft) == [1, 2, 3, 4, 5, 6, 7]
        move(question(draft, 1), up=False, by=suda)
        move(question(draft, 7), up=True, by=suda)
        assert order(draft) == [2, 1, 3, 4, 5, 7, 6]

    def test_never_asks_what_hangs_on_an_answer_before_that(self, begin, suda):
        draft = begin(is_announced=False)
        first, second = draft.sections.all()
        assert refused(move, second, up=True, by=suda) == "asked_too_late"
        fourth = question(draft, 4)
        shown = ShownTo(question(draft, 2), [1])
        moved = {"section": first, "shown": shown, "by": suda}
        assert refused(change_question, fourth, words_of(fourth), **moved) == "asked_too_late"
        assert order(draft) == [1, 2, 3, 4, 5, 6, 7]

    def test_deletes_no_question_and_no_option_on_which_others_hang(self, begin, suda):
        draft = begin(is_announced=False)
        assert refused(delete_question, question(draft, 2), by=suda) == "question_in_use"
        assert refused(delete_question, question(draft, 1), by=suda) == "question_in_use"
        other = words(Kind.SINGLE, options=("ไม่ใช้", "บางครั้ง"))
        assert refused(change_question, question(draft, 2), other, by=suda) == "option_in_use"
        delete_question(question(draft, 3), by=suda)
        assert order(draft) == [1, 2, 4, 5, 6, 7]

    def test_leaves_one_question_once_it_is_announced(self, begin, suda):
        soon = begin(opens=1.0)
        for n in (7, 6, 5, 4, 3, 2):
            delete_question(question(soon, n), by=suda)
        assert refused(delete_question, question(soon, 1), by=suda) == "last_question"

    def test_deletes_no_part_that_holds_questions(self, begin, suda):
        draft = begin(is_announced=False)
        assert refused(delete_section, draft.sections.first(), by=suda) == "section_in_use"
        delete_section(add_section(draft, title_th="สาม", by=suda), by=suda)
        assert draft.sections.count() == 2


class TestOnceItIsOpen:
    def test_nothing_is_added_changed_moved_or_deleted(self, asked, suda):
        section, second = asked.sections.first(), question(asked, 2)
        assert refused(add_section, asked, title_th="สาม", by=suda) == "open_already"
        assert refused(add_question, section, words(Kind.OPEN), by=suda) == "open_already"
        assert refused(change_question, second, words_of(second), by=suda) == "open_already"
        assert refused(move, second, up=True, by=suda) == "open_already"
        assert refused(delete_question, second, by=suda) == "open_already"

    @pytest.mark.parametrize(
        "change", [{"text_th": "อื่น"}, {"kind": Kind.MANY}, {"options": []}, {"most": 1}, {"text_en": "Other"}]
    )
    def test_the_database_keeps_the_words_of_what_was_answered(self, asked, change):
        save_answers(asked, ALL, visitor=browser())
        send_sheet(asked, visitor=browser())
        with pytest.raises(DatabaseError), transaction.atomic():
            Question.objects.filter(questionnaire=asked, n=2).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            Question.objects.filter(questionnaire=asked, n=5).delete()

    def test_other_words_are_another_version_and_the_answers_stay_with_the_old(self, asked, suda):
        save_answers(asked, ALL, visitor=browser())
        send_sheet(asked, visitor=browser())
        old = question(asked, 2)
        new = reword_question(old, words(Kind.SINGLE, "ใช้ทุกวันไหม", ("ใช้", "ไม่ใช้")), reason="อ่านไม่ชัด", by=suda)
        old.refresh_from_db()
        assert (old.why_closed, old.text_th, new.replaces, new.n) == ("อ่านไม่ชัด", "ใช้ทางเท้าบ่อยไหม", old, 8)
        assert Answer.objects.get(question=old).value == [1]
        assert question(asked, 4).shown_if == new
        newest = ConsultationEvent.objects.filter(consultation=asked.pk).last()
        assert (newest.note, newest.facts) == ("อ่านไม่ชัด", {"question": 8, "instead_of": 2})

    def test_other_words_twice_are_one_version(self, asked, suda):
        other = words(Kind.SINGLE, "ใช้ทุกวันไหม", ("ใช้", "ไม่ใช้"))
        first = reword_question(question(asked, 2), other, reason="อ่านไม่ชัด", by=suda)
        assert reword_question(question(asked, 2), other, reason="อ่านไม่ชัด", by=suda) == first
        another = words(Kind.SINGLE, "ใช้ทุกเดือนไหม", ("ใช้", "ไม่ใช้"))
        assert refused(reword_question, question(asked, 2), another, reason="ไม่ชัด", by=suda) == "question_closed"

    def test_other_words_need_a_reason_and_keep_what_others_hang_on(self, asked, suda):
        second = question(asked, 2)
        other = words(Kind.SINGLE, "ใช้ทุกวันไหม", ("ใช้", "ไม่ใช้"))
        assert refused(reword_question, second, other, reason=" ", by=suda) == "note_missing"
        assert refused(reword_question, second, words_of(second), reason="ก", by=suda) == "same_words"
        gone = words(Kind.SINGLE, "ใช้ทุกวันไหม", ("ไม่ใช้", "บางครั้ง"))
        assert refused(reword_question, second, gone, reason="ก", by=suda) == "option_in_use"
        assert question(asked, 2).closed_at is None

    def test_a_question_is_closed_with_a_reason_and_not_deleted(self, asked, suda):
        closed = close_question(question(asked, 5), reason="ถามซ้ำ", by=suda)
        assert (closed.why_closed, closed.closed_by) == ("ถามซ้ำ", suda)
        assert close_question(question(asked, 5), reason="อีกครั้ง", by=suda).why_closed == "ถามซ้ำ"
        assert refused(close_question, question(asked, 6), reason="", by=suda) == "note_missing"
        assert refused(close_question, question(asked, 2), reason="ก", by=suda) == "question_in_use"
        assert refused(close_question, question(asked, 1), reason="ก", by=suda) == "question_in_use"

    def test_after_the_closing_nothing_at_all(self, asked, suda):
        close(asked)
        assert refused(close_question, question(asked, 5), reason="ก", by=suda) == "consultation_is_over"
        assert refused(add_section, asked, title_th="สาม", by=suda) == "consultation_is_over"
