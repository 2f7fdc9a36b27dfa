"""An agency answers a theme once, may take more time once, and everybody in the theme who can be reached is told once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, connection, transaction
from django.utils import timezone

from consultations.models import Consultation, ConsultationEvent
from consultations.participation.models import Participant
from consultations.results import answering, telling
from consultations.results.answering import answer_duty, extend_duty, hand_duty
from consultations.results.lateness import escalate_late_duties
from consultations.results.models import Duty, Telling
from consultations.results.telling import tell_one
from consultations.themes.sorting import merge_themes, move_opinions
from directory.calendar import add_working_days
from directory.models import Role
from notifications.models import Message
from tests.consultations.results.conftest import of, refused, written_by
from tests.consultations.themes.conftest import find_again, members, theme_of
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
ANSWER = {"outcome": "changed", "reason_th": "เพิ่มข้อ 4: ปลูกต้นไม้ทุก 20 เมตร", "reason_en": "Trees every 20 m"}


def lines(kind):
    return list(ConsultationEvent.objects.filter(kind=kind))


def told_late():
    return [message.user for message in Message.objects.filter(event_key__contains=":late:").order_by("id")]


def told(duty):
    return Message.objects.filter(event_key=Telling.objects.get(duty=duty).key)


def late(duty, days=1):
    due = timezone.now() - timedelta(days=days)
    Duty.objects.filter(pk=duty.pk).update(due_at=due, next_step_at=due)
    Duty.objects.exclude(pk=duty.pk).update(next_step_at=timezone.now() + timedelta(days=300))
    return Duty.objects.get(pk=duty.pk)


class TestAnswering:
    def test_is_one_line_and_stays(self, duty, suda):
        answer_duty(duty, **ANSWER, by=suda)
        duty.refresh_from_db()
        assert (duty.outcome, duty.reason_th, duty.answered_by, duty.next_step_at) == (
            "changed", ANSWER["reason_th"], suda, None,
        )  # fmt: skip
        assert [(line.by, line.facts) for line in lines("duty_answered")] == [
            (suda, {"duty": duty.n, "outcome": "changed"})
        ]
        with pytest.raises(InternalError), transaction.atomic():
            Duty.objects.filter(pk=duty.pk).update(reason_th="อื่น")

    def test_is_for_the_agency_that_has_it_alone(self, duty, nipa, wichai, malee):
        for stranger in (nipa, wichai, malee):
            with refused("not_your_agency"):
                answer_duty(duty, **ANSWER, by=stranger)
            with refused("not_your_agency"):
                extend_duty(duty, reason="รอข้อมูล", by=stranger)
        assert not lines("duty_answered")

    def test_the_same_once_more_is_done_already_and_other_words_are_refused(self, duty, suda):
        answer_duty(duty, **ANSWER, by=suda)
        answer_duty(duty, **ANSWER, by=suda)
        with refused("answered_already"):
            answer_duty(duty, **(ANSWER | {"outcome": "partly"}), by=suda)
        assert len(lines("duty_answered")) == Telling.objects.count() == 1

    def test_needs_what_changes_and_why(self, duty, suda):
        with refused("outcome_missing"):
            answer_duty(duty, outcome="maybe", reason_th="ก", by=suda)
        with refused("note_missing"):
            answer_duty(duty, outcome="partly", reason_th=" \u200b", by=suda)
        with refused("note_too_long"):
            answer_duty(duty, outcome="partly", reason_th="ก" * 4001, by=suda)

    def test_killed_before_the_end_nothing_is_kept(self, duty, suda, monkeypatch):
        def dies(*_args, **_kwargs):
            raise KeyboardInterrupt

        monkeypatch.setattr(answering, "settle", dies)
        with pytest.raises(KeyboardInterrupt):
            answer_duty(duty, **ANSWER, by=suda)
        assert Duty.objects.open().filter(pk=duty.pk).exists()
        assert not lines("duty_answered")
        assert not Telling.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_one_stays(duty, suda):
    both = Barrier(2)

    def work(outcome):
        try:
            both.wait()
            answer_duty(duty, **(ANSWER | {"outcome": outcome}), by=suda)
        except ValidationError as error:
            return error.code
        finally:
            connection.close()
        return "kept"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(work, ["changed", "not_changed"]))
    assert told == ["answered_already", "kept"]
    assert len(lines("duty_answered")) == Telling.objects.count() == 1


class TestMoreTime:
    def test_is_taken_once_with_a_reason_that_everybody_reads(self, duty, suda):
        due = duty.due_at
        extend_duty(duty, reason="รอผลสำรวจ", by=suda)
        extend_duty(duty, reason="รอผลสำรวจ", by=suda)
        duty.refresh_from_db()
        assert duty.due_at == duty.next_step_at == add_working_days(due, 5)
        assert [line.note for line in lines("duty_extended")] == ["รอผลสำรวจ"]
        with refused("extended_already"):
            extend_duty(duty, reason="รออีก", by=suda)

    def test_is_not_taken_once_it_is_late(self, duty, suda):
        with refused("late_already"):
            extend_duty(late(duty), reason="รอผลสำรวจ", by=suda)

    def test_it_is_answered_after_it(self, duty, suda):
        extend_duty(duty, reason="รอผลสำรวจ", by=suda)
        answer_duty(duty, **ANSWER, by=suda)
        assert not Duty.objects.open().filter(pk=duty.pk).exists()
        with refused("answered_already"):
            extend_duty(duty, reason="รออีก", by=suda)


class TestAnotherAgency:
    def test_has_the_full_time_and_is_told(self, duty, suda, wichai, works):
        before = late(duty, days=3)
        hand_duty(before, agency=works, reason="เป็นงานก่อสร้าง", by=suda)
        duty.refresh_from_db()
        assert (duty.agency, duty.level) == (works, 0)
        assert duty.due_at > timezone.now()
        assert [line.note for line in lines("duty_handed")] == ["เป็นงานก่อสร้าง"]
        mail = Message.objects.get(user=wichai)
        assert duty.get_absolute_url() in mail.body
        assert "ต้นไม้" not in mail.body
        hand_duty(duty, agency=works, reason="อีกครั้ง", by=suda)
        assert len(lines("duty_handed")) == 1
        with refused("not_your_agency"):
            answer_duty(duty, **ANSWER, by=suda)
        answer_duty(duty, **ANSWER, by=wichai)

    def test_is_named_by_the_team_alone_and_works_here(self, duty, suda, nipa, wichai, works, council):
        with refused("not_your_agency"):
            hand_duty(duty, agency=works, reason="ก", by=wichai)
        with refused("nobody_answers_there"):
            hand_duty(duty, agency=make_agency("ไม่มีคน", code="empty"), reason="ก", by=suda)
        answer_duty(duty, **ANSWER, by=suda)
        with refused("answered_already"):
            hand_duty(duty, agency=works, reason="ก", by=suda)


class TestLateness:
    @pytest.fixture
    def line(self, council, works):
        """The agency lies below another one; each has a head who reads mail."""
        council.parent = works
        council.save()
        own = make_user("หัวหน้า เอง", email="head@example.go.th", email_confirmed_at=timezone.now())
        make_membership(own, council, Role.AGENCY_HEAD)
        return own

    def test_goes_to_the_head_and_then_one_agency_up(self, duty, line, wichai, council, works):
        late(duty)
        assert escalate_late_duties() == 1
        assert escalate_late_duties() == 0
        assert told_late() == [line]
        Duty.objects.filter(pk=duty.pk).update(next_step_at=timezone.now())
        assert escalate_late_duties() == 1
        assert told_late() == [line, wichai]
        assert [(one.by, one.facts["level"], one.facts["told"]) for one in lines("duty_late")] == [
            (None, 1, council.code), (None, 2, works.code),
        ]  # fmt: skip
        assert "/you-said/" in Message.objects.get(user=wichai).body

    def test_at_the_top_it_comes_again_without_another_line(self, duty, line, wichai):
        late(duty)
        for _day in range(4):
            Duty.objects.filter(pk=duty.pk).update(next_step_at=timezone.now())
            assert escalate_late_duties() == 1
        assert len(lines("duty_late")) == 2
        duty.refresh_from_db()
        assert duty.next_step_at > timezone.now()

    def test_of_an_agency_without_a_head_somebody_is_told_all_the_same(self, duty, suda):
        late(duty)
        assert escalate_late_duties() == 1
        assert told_late() == [suda]

    def test_what_is_answered_goes_nowhere(self, duty, suda, line):
        late(duty)
        answer_duty(duty, **ANSWER, by=suda)
        assert escalate_late_duties() == 0


class TestTelling:
    @pytest.fixture
    def by_malee(self, duty, closed, malee):
        written_by(malee, of(closed, "trees")[0])
        return duty

    def test_whoever_wrote_about_it_is_told_once_without_words_of_others(self, by_malee, suda, malee):
        answer_duty(by_malee, **ANSWER, by=suda)
        assert tell_one() == 1
        assert tell_one() == 0
        mail = Message.objects.get(user=malee)
        assert f"/you-said/#theme-{by_malee.n}" in mail.body
        for words in ("ต้นไม้", ANSWER["reason_th"]):
            assert words not in mail.body + mail.subject
        proof = Telling.objects.get()
        assert (proof.people, proof.mails, proof.texts) == (1, 1, 0)
        assert proof.told_at

    def test_nobody_else_is(self, by_malee, closed, suda):
        other = make_user("สมชาย อื่น", email_confirmed_at=timezone.now())
        written_by(other, of(closed, "stalls")[0])
        unconfirmed = make_user("ยังไม่ ยืนยัน", email_confirmed_at=None)
        written_by(unconfirmed, of(closed, "trees")[1])
        answer_duty(by_malee, **ANSWER, by=suda)
        tell_one()
        proof = Telling.objects.get()
        assert (proof.people, proof.mails) == (2, 1)
        assert not Message.objects.filter(user__in=[other, unconfirmed]).exists()

    def test_a_number_alone_gets_a_text(self, duty, closed, suda):
        phone = make_user(
            "โทรศัพท์ เท่านั้น", email_confirmed_at=None, phone="+66812345678", phone_confirmed_at=timezone.now()
        )
        written_by(phone, of(closed, "trees")[1])
        answer_duty(duty, **ANSWER, by=suda)
        tell_one()
        message = Message.objects.get(user=phone)
        assert message.channel == "sms"
        assert "/you-said/" in message.body

    def test_also_who_was_moved_elsewhere_and_who_is_in_what_it_was_merged_into(self, by_malee, closed, suda, malee):
        own, stalls = of(closed, "trees")[0], theme_of(closed, "stalls")
        other = make_user("สมชาย อื่น", email_confirmed_at=timezone.now())
        written_by(other, of(closed, "stalls")[0])
        move_opinions(by_malee.theme, texts=[f"s{own.n}"], to=theme_of(closed, "parking"), by=suda)
        merge_themes(by_malee.theme, into=stalls, by=suda)
        assert f"s{own.n}" not in members(by_malee.theme)
        answer_duty(by_malee, **ANSWER, by=suda)
        tell_one()
        assert {message.user for message in told(by_malee)} == {malee, other}

    def test_killed_before_the_end_it_comes_again(self, by_malee, suda, malee, monkeypatch):
        answer_duty(by_malee, **ANSWER, by=suda)

        def dies(*_args, **_kwargs):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(telling, "tell_people_by_text", dies)
            with pytest.raises(KeyboardInterrupt):
                tell_one()
        assert not told(by_malee).exists()
        assert tell_one() == 1
        assert Message.objects.filter(user=malee).count() == 1

    def test_an_account_that_was_erased_is_not(self, by_malee, suda, malee):
        Participant.objects.filter(user=malee).update(user=None)
        answer_duty(by_malee, **ANSWER, by=suda)
        tell_one()
        assert Telling.objects.get().people == 0


class TestTheState:
    def test_is_answered_in_full_once_it_is_reported_and_all_are_answered(self, duty, closed, suda):
        assert duty.consultation.state == "closed"
        Consultation.objects.filter(pk=closed.pk).update(reported_at=timezone.now())
        for each in Duty.objects.select_related("consultation"):
            assert Consultation.objects.get(pk=closed.pk).state == "reported"
            answer_duty(each, **ANSWER, by=suda)
        assert Consultation.objects.get(pk=closed.pk).state == "responded"
        assert Telling.objects.filter(kind="responded").count() == 1

    def test_is_not_any_more_where_one_more_has_to_be(self, duty, closed, suda, council):
        from consultations.results.making import make_duty
        from consultations.themes.sorting import split_theme

        Consultation.objects.filter(pk=closed.pk).update(reported_at=timezone.now())
        for each in Duty.objects.select_related("consultation"):
            answer_duty(each, **ANSWER, by=suda)
        trees = theme_of(closed, "trees")
        apart = split_theme(trees, texts=sorted(members(trees))[:2], name="อีกเรื่อง", by=suda)
        assert find_again(closed)
        make_duty(apart, agency=council, by=suda)
        assert Consultation.objects.get(pk=closed.pk).state == "reported"
