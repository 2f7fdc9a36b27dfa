"""Beginning and closing a trial: a copy of the draft that nobody outside hears of, and that never becomes the real one."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from consultations.announcing import announce_consultation, extend_consultation, withdraw_consultation
from consultations.comments.models import Commenting
from consultations.dockets.joining import begin_docket
from consultations.drafting import DraftMovedOn, change_draft, draft_of
from consultations.hearings.planning import add_hearing
from consultations.laws.documents import add_document
from consultations.laws.models import Document, Provision
from consultations.models import Consultation
from consultations.participation.models import Statement
from consultations.pilots.running import begin_pilot, close_pilot
from consultations.promises.making import Owner, promise_after_answer
from consultations.promises.models import answers_without_promise
from consultations.questionnaires.models import Question
from notifications.following import follow
from notifications.models import Message
from tests.consultations.announcements import sign_and_announce, sign_on_paper
from tests.consultations.conftest import TITLE
from tests.consultations.hearings.conftest import plan
from tests.consultations.pilots.conftest import make_duty_in, over, vote
from tests.consultations.promises.conftest import words

pytestmark = pytest.mark.django_db


def refused(code, act, **named):
    with pytest.raises(ValidationError) as error:
        act(**named)
    assert code in {each.code for each in error.value.error_list}, error.value.error_list


class TestBeginning:
    def test_copies_the_words_questions_and_texts_and_opens_at_once(self, drafted, suda):
        draft = drafted()
        pilot = begin_pilot(draft, days=3, by=suda)
        assert pilot.title_th == f"(ทดลอง) {TITLE}" and pilot.slug.startswith("pilot-") and pilot.is_pilot
        assert (pilot.state, (pilot.closes_at - pilot.opens_at).days, pilot.announced_at) == ("open", 3, None)
        assert pilot.changes_th == draft.changes_th and len(pilot.explained()) == len(draft.explained())
        for model, way in ((Statement, "conversation"), (Question, "questionnaire"), (Document, "consultation")):
            assert (
                model.objects.filter(**{way: pilot.pk}).count() == model.objects.filter(**{way: draft.pk}).count() > 0
            )
        texts = [
            list(
                Provision.objects.filter(version__document__consultation=each).values_list("eid", "text", "above__eid")
            )
            for each in (draft, pilot)
        ]
        assert texts[0] == texts[1] and texts[0]
        assert Commenting.objects.filter(pk=pilot.pk).exists()
        draft.refresh_from_db()
        assert draft.state == "draft" and draft.is_draft and draft.page and not pilot.page

    def test_needs_no_signature_and_mails_nobody(self, drafted, suda, malee, sila):
        follow(malee, f"area:{sila.code}")
        begin_pilot(drafted(areas=(sila,)), days=3, by=suda)
        assert not Message.objects.exists()

    def test_twice_is_the_one_that_runs(self, drafted, suda):
        draft = drafted()
        assert begin_pilot(draft, days=3, by=suda) == begin_pilot(draft, days=9, by=suda)
        assert Consultation.objects.filter(pilot_of=draft).count() == 1

    def test_is_refused_to_others_and_where_there_is_nothing_to_try(self, draft, drafted, suda, nipa, announced, pilot):
        refused("not_your_agency", begin_pilot, consultation=drafted(), days=3, by=nipa)
        refused("way_missing", begin_pilot, consultation=draft(), days=3, by=suda)
        refused("announced_already", begin_pilot, consultation=announced(), days=3, by=suda)
        refused("is_a_pilot", begin_pilot, consultation=pilot, days=3, by=suda)

    @pytest.mark.parametrize("days", [0, -1, 61])
    def test_is_open_for_a_day_to_two_months(self, drafted, suda, days):
        refused("days_wrong", begin_pilot, consultation=drafted(), days=days, by=suda)

    def test_a_title_that_is_full_is_cut(self, drafted, suda):
        assert len(begin_pilot(drafted(title_th="ก" * 300), days=3, by=suda).title_th) == 300


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_begin_one(drafted, suda):
    draft = drafted()

    def begin(_n):
        try:
            return begin_pilot(Consultation.objects.get(pk=draft.pk), days=3, by=suda).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert len(set(both.map(begin, range(2)))) == 1


class TestClosing:
    def test_takes_no_more_answers_and_twice_is_once(self, pilot, suda):
        vote(pilot)
        closed = close_pilot(pilot, by=suda)
        assert closed.state == "closed" and close_pilot(pilot, by=suda).closes_at == closed.closes_at
        with pytest.raises(ValidationError) as error:
            vote(pilot, 2)
        assert error.value.code == "consultation_closed"

    def test_is_the_teams(self, pilot, nipa, announced, suda):
        refused("not_your_agency", close_pilot, pilot=pilot, by=nipa)
        refused("not_a_pilot", close_pilot, pilot=announced(), by=suda)


class TestNeverTheRealOne:
    def test_is_not_announced_by_the_act_nor_in_the_database(self, pilot, suda):
        with pytest.raises(DraftMovedOn):
            announce_consultation(pilot, by=suda)
        with pytest.raises(IntegrityError, match="a_pilot_has_a_window_and_is_never_announced"), transaction.atomic():
            Consultation.objects.filter(pk=pilot.pk).update(announced_at=pilot.opens_at)
        with pytest.raises(IntegrityError, match="a_pilot_is_known_by_its_address"), transaction.atomic():
            Consultation.objects.filter(pk=pilot.pk).update(pilot_of=None)

    def test_is_neither_changed_nor_signed_extended_withdrawn_or_joined(self, pilot, suda):
        words = draft_of(pilot)
        with pytest.raises(DraftMovedOn):
            change_draft(pilot, type(words)(kind=words.kind, title_th="อย่างอื่น"), seen=pilot.event_count, by=suda)
        with pytest.raises(DraftMovedOn):
            sign_on_paper(pilot, by=suda)
        refused("is_a_pilot", withdraw_consultation, consultation=pilot, reason="ไม่เอา", by=suda)
        later = over(pilot).closes_at.replace(year=2030)
        refused("is_a_pilot", extend_consultation, consultation=pilot, closes_at=later, reason="ขอเวลา", by=suda)
        refused("is_a_pilot", add_document, consultation=pilot, kind="draft", title_th="อีกร่าง", by=suda)
        refused("is_a_pilot", begin_docket, title_th="แฟ้ม", agency=pilot.agency, first=pilot, by=suda)

    def test_the_draft_is_announced_beside_it_without_its_answers(self, pilot, suda):
        vote(pilot)
        sign_and_announce(pilot.pilot_of, by=suda)
        real = Consultation.objects.announced().get()
        assert real.pk == pilot.pilot_of_id and not real.conversation.participants.exists()

    def test_has_no_hearing_and_promises_nothing(self, pilot, suda, client):
        refused("is_a_pilot", add_hearing, consultation=pilot, plan=plan(), by=suda)
        duty = make_duty_in(over(pilot), by=suda)
        client.force_login(suda)
        told = {"outcome": "changed", "reason_th": "ปลูกต้นไม้เพิ่ม", "reason_en": ""}
        answered = client.post(f"{duty.get_absolute_url()}answer/", told)
        assert answered.status_code == 302 and "promise" not in answered["Location"]
        duty.refresh_from_db()
        assert duty.outcome == "changed" and not answers_without_promise().exists()
        owner = Owner(pilot.agency, "กองช่าง")
        refused("is_a_pilot", promise_after_answer, duty=duty, words=words(), owner=owner, by=suda)


def test_no_consultation_gets_an_address_of_a_trial(draft):
    with pytest.raises(IntegrityError, match="a_pilot_is_known_by_its_address"), transaction.atomic():
        Consultation.objects.filter(pk=draft().pk).update(slug="pilot-k3m9qx")
