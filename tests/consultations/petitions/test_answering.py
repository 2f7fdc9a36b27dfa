"""The answer point by point, who is told, and what happens when it is late."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from consultations.petitions.answering import Answered, answer_petition
from consultations.petitions.lateness import escalate_late_petitions
from consultations.petitions.models import AnswerPoint, Petition, PetitionEvent, PetitionNews
from consultations.petitions.signing import sign_petition
from consultations.petitions.telling import ask_to_tell, tell_one
from consultations.petitions.workflow import PetitionState
from directory.models import Role
from notifications.models import Message
from tests.consultations.petitions.conftest import fresh, refused
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
ANSWERS = [Answered("done", "ติดแล้ว 6 ดวง"), Answered("not_done", "ต้นไม้เป็นของเอกชน")]


def late(petition, *, days=20):
    at = timezone.now() - timedelta(days=days)
    Petition.objects.filter(pk=petition.pk).update(due_at=at, next_step_at=at)


class TestAnswering:
    def test_says_of_each_point_what_is_done_and_why(self, reached, suda):
        answered = answer_petition(reached, answers=ANSWERS, answer="ขอบคุณ", by=suda)
        assert answered.state == PetitionState.ANSWERED and answered.next_step_at is None
        told = [(each.asked, each.outcome) for each in AnswerPoint.objects.all()]
        assert told == [("ติดไฟบนสะพานลอย", "done"), ("ตัดกิ่งไม้ที่บังไฟ", "not_done")]

    @pytest.mark.parametrize(
        ("answers", "code"),
        [
            (ANSWERS[:1], "point_missing"),
            ([ANSWERS[0], Answered("", "เพราะ")], "outcome_missing"),
            ([ANSWERS[0], Answered("partly", "  ")], "note_missing"),
        ],
    )
    def test_in_part_is_refused(self, reached, suda, answers, code):
        with refused(code):
            answer_petition(reached, answers=answers, by=suda)
        assert not AnswerPoint.objects.exists() and not fresh(reached).answered_at

    def test_before_the_threshold_or_by_another_agency_is_refused(self, petition, suda, nipa):
        with refused("not_reached"):
            answer_petition(petition, answers=ANSWERS, by=suda)
        with refused("not_your_agency"):
            answer_petition(petition, answers=ANSWERS, by=nipa)

    def test_stays(self, reached, suda):
        answer_petition(reached, answers=ANSWERS, by=suda)
        answer_petition(reached, answers=ANSWERS, by=suda)
        assert AnswerPoint.objects.count() == 2
        with refused("answered_already"):
            answer_petition(reached, answers=ANSWERS, answer="อีกอย่าง", by=suda)
        with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
            Petition.objects.filter(pk=reached.pk).update(answer="อื่น")
        with pytest.raises(DatabaseError), transaction.atomic():
            AnswerPoint.objects.all().delete()

    def test_ends_the_signing(self, reached, suda, malee):
        answer_petition(reached, answers=ANSWERS, by=suda)
        with refused("not_open_for_signatures"):
            sign_petition(reached, by=malee)


class TestTelling:
    def test_reaches_everybody_who_signed_and_the_author_once(self, reached, suda):
        assert tell_one() == 1
        Message.objects.all().delete()
        answer_petition(reached, answers=ANSWERS, by=suda)
        assert tell_one() == 1 and tell_one() == 0
        news = PetitionNews.objects.get(kind="answered")
        assert (news.people, news.mails) == (4, 4)
        assert Message.objects.filter(event_key=f"petition:{reached.slug}:answered").count() == 4

    def test_goes_by_text_to_who_has_a_number_alone(self, petition):
        sign_petition(
            petition,
            by=make_user("ปู่", phone="+66812345678", phone_confirmed_at=timezone.now(), email_confirmed_at=None),
        )
        ask_to_tell(petition, PetitionNews.Kind.REACHED)
        tell_one()
        assert PetitionNews.objects.get().texts == 1


class TestLateness:
    def test_goes_to_the_head_and_then_one_agency_up(self, reached, council, head):
        ministry = make_agency("กระทรวง", code="ministry")
        boss = make_membership(make_user("ท่านรอง"), ministry, Role.AGENCY_HEAD).user
        council.parent = ministry
        council.save()
        late(reached)
        assert escalate_late_petitions() == 1 and escalate_late_petitions() == 0
        assert Message.objects.filter(user=head, event_key__contains=":late:").count() == 1
        Petition.objects.update(next_step_at=timezone.now())
        escalate_late_petitions()
        assert Message.objects.filter(user=boss, event_key__contains=":late:").count() == 1
        assert [each.facts["told"] for each in PetitionEvent.objects.filter(kind="late")] == [council.code, "ministry"]

    def test_at_the_top_it_comes_again_without_another_line(self, reached, head):
        for _time in range(3):
            late(reached)
            escalate_late_petitions()
        assert PetitionEvent.objects.filter(kind="late").count() == 1 and fresh(reached).next_step_at > timezone.now()

    def test_the_same_for_what_is_not_published_in_time(self, sent, head):
        late(sent)
        assert escalate_late_petitions() == 1
        assert Message.objects.filter(user=head, event_key__contains=":late:").exists()

    def test_is_over_with_the_answer(self, reached, suda, head):
        answer_petition(reached, answers=ANSWERS, by=suda)
        assert escalate_late_petitions() == 0


def test_what_waits_for_its_agency_never_waits_without_a_timer(reached):
    with pytest.raises(DatabaseError), transaction.atomic():
        Petition.objects.filter(pk=reached.pk).update(next_step_at=None)
