"""A consultation begun as a copy asks the same questions, numbered anew, and holds nobody's answer."""

import uuid

import pytest
from django.urls import reverse

from consultations.drafting import copy_of, draft_consultation
from consultations.models import Consultation
from consultations.questionnaires.branching import parts_of, shown_parts
from consultations.questionnaires.editing import change_question, close_question, reword_question, words_of
from consultations.questionnaires.filling import save_answers, send_sheet
from consultations.questionnaires.models import Kind, Question, Questionnaire, Section, Sheet
from tests.consultations.questionnaires.conftest import ALL, browser, question, words
from tests.consultations.test_pages import typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def copy(asked, council, suda):
    """Begins a consultation as a copy of the one that `begin` announced."""

    def copy(**more):
        begun = draft_consultation(
            copy_of(asked.consultation), agency=council, by=suda, earlier=asked.consultation, **more
        )
        return Questionnaire.objects.get(pk=begun.pk)

    return copy


def told(questionnaire):
    """Everything that is asked, without keys."""
    return [
        (
            (part.section.n, part.section.title_th, part.section.title_en),
            [
                (each.n, words_of(each), each.is_required, each.for_groups, each.shown_if_options)
                for each in part.questions
            ],
        )
        for part in parts_of(questionnaire)
    ]


class TestACopy:
    def test_asks_the_same(self, asked, copy):
        copied = copy()
        assert told(copied) == told(asked)
        assert (copied.question_count, copied.section_count) == (7, 2)
        assert not Question.objects.filter(questionnaire=copied, pk__in=asked.questions.values("pk")).exists()

    def test_branches_within_itself(self, asked, copy):
        copied = copy()
        parts = parts_of(copied)
        assert question(copied, 4).shown_if.questionnaire == copied
        yes, no = ({each.n for p in shown_parts(parts, {2: [n]}) for each in p.questions} for n in (1, 2))
        assert yes - no == {4}

    def test_holds_no_answer(self, asked, copy):
        save_answers(asked, ALL, visitor=browser())
        send_sheet(asked, visitor=browser())
        copied = copy()
        assert Sheet.objects.filter(questionnaire=asked).exists()
        assert not Sheet.objects.filter(questionnaire=copied).exists()
        assert copied.sent == 0

    def test_leaves_out_what_is_not_asked_any_more(self, asked, copy, suda):
        close_question(question(asked, 5), reason="ไม่จำเป็น", by=suda)
        reword_question(question(asked, 2), words(Kind.SINGLE, "เดินบ่อยไหม", ("ใช้", "ไม่ใช้")), reason="ชัดกว่า", by=suda)
        copied = copy()
        asked_now = [each.text_th for part in parts_of(copied) for each in part.questions]
        assert "พอใจเพียงใด" not in asked_now
        assert "เดินบ่อยไหม" in asked_now
        assert "ใช้ทางเท้าบ่อยไหม" not in asked_now
        assert sorted(copied.questions.values_list("n", flat=True)) == [1, 2, 3, 4, 5, 6]
        assert not copied.questions.filter(closed_at__isnull=False).exists()
        assert not copied.questions.filter(replaces__isnull=False).exists()

    def test_can_be_changed_without_the_one_before(self, asked, copy, suda):
        copied = copy()
        change_question(question(copied, 5), words(Kind.SCALE, "พอใจไหม", low_th="ไม่", high_th="มาก"), by=suda)
        assert question(asked, 5).text_th == "พอใจเพียงใด"

    def test_is_one_line_that_says_of_which(self, asked, copy):
        line = Consultation.objects.get(pk=copy().pk).events.get()
        assert (line.kind, line.facts) == ("drafted", {"from": asked.consultation.slug})

    def test_of_one_form_sent_twice_is_one(self, copy):
        token = str(uuid.uuid4())
        assert copy(token=token) == copy(token=token)
        assert Questionnaire.objects.count() == 2

    def test_asks_nothing_where_the_one_before_did_not(self, draft, council, suda):
        begun = draft_consultation(copy_of(draft()), agency=council, by=suda, earlier=draft())
        assert not Section.objects.filter(questionnaire=begun.pk).exists()


class TestThePage:
    @pytest.fixture
    def team(self, client, suda):
        client.force_login(suda)
        return client

    def where(self, asked):
        return f"{reverse('new_consultation')}?from={asked.consultation.slug}"

    def test_says_what_comes_along_and_brings_it(self, team, asked, council):
        shown = team.get(self.where(asked)).content.decode()
        assert f'action="{self.where(asked)}"' in shown
        assert f"เริ่มจาก “{asked.consultation.title_th}”" in shown
        team.post(self.where(asked), typed(agency=council.pk, form_token=str(uuid.uuid4())))
        assert told(Questionnaire.objects.exclude(pk=asked.pk).get()) == told(asked)

    def test_without_a_source_brings_nothing(self, team, asked, council):
        team.post(reverse("new_consultation"), typed(agency=council.pk, form_token=str(uuid.uuid4())))
        assert Consultation.objects.count() == 2
        assert Questionnaire.objects.count() == 1

    def test_copies_no_draft_of_another_agency(self, client, begin, nipa):
        hidden = begin(is_announced=False)
        client.force_login(nipa)
        data = typed(agency=nipa.memberships.get().agency_id, form_token=str(uuid.uuid4()))
        assert client.get(self.where(hidden)).status_code == 404
        assert client.post(self.where(hidden), data).status_code == 404
        assert Consultation.objects.count() == 1

    def test_copies_what_another_agency_has_announced(self, client, asked, nipa):
        client.force_login(nipa)
        data = typed(agency=nipa.memberships.get().agency_id, form_token=str(uuid.uuid4()))
        assert client.post(self.where(asked), data).status_code == 302
        assert Questionnaire.objects.count() == 2
