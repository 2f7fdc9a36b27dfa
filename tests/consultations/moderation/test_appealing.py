"""An author objects; another person decides; what is late goes up."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from consultations.moderation.acts import put_back, take_down
from consultations.moderation.appealing import MOST_RAISED, decide_appeal, make_appeal, raise_late_appeals
from consultations.moderation.models import Appeal, ModerationAct
from consultations.participation.models import Participant
from consultations.questionnaires.filling import withdraw_sheet
from directory.models import Role, User
from notifications.models import Message
from tests.consultations.moderation.conftest import browser, refused, write
from tests.factories import make_membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(consultation, proposed, suda):
    return take_down(consultation, "s4", rule="insult", reason="ด่าคน", by=suda)


@pytest.fixture
def appeal(taken):
    return make_appeal(taken, words="ไม่ได้ด่าใคร พูดถึงม้านั่ง")


def reach(*people):
    now = timezone.now()
    for number, person in enumerate(people):
        User.objects.filter(pk=person.pk).update(email=f"one{number}@example.org", email_confirmed_at=now)


def late(appeal, days=1):
    Appeal.objects.filter(pk=appeal.pk).update(due_at=timezone.now() - timedelta(days=days))


class TestAppealing:
    def test_waits_for_others_than_who_took_it_down(self, taken, suda, pim, head):
        reach(suda, pim, head)
        appeal = make_appeal(taken, words="ไม่ได้ด่าใคร")
        told = set(Message.objects.filter(event_key__contains=":appeal:").values_list("user", flat=True))
        assert told == {pim.pk, head.pk}
        assert appeal.due_at > appeal.made_at + timedelta(days=4)
        assert ModerationAct.objects.last().kind == "appealed" and ModerationAct.objects.last().by is None

    def test_again_is_the_one_there_is(self, taken, appeal):
        assert make_appeal(taken, words="อีกครั้ง") == appeal and Appeal.objects.get().words.startswith("ไม่ได้")

    def test_of_what_is_back_is_refused(self, taken, suda):
        put_back(taken, reason="อ่านผิด", by=suda)
        with refused("put_back_already"):
            make_appeal(taken, words="ไม่ได้ด่าใคร")

    def test_keeps_who_took_it_down_from_deciding_by_the_back_door(self, taken, appeal, suda):
        with refused("appealed"):
            put_back(taken, reason="อ่านผิด", by=suda)


class TestDeciding:
    def test_by_who_took_it_down_is_refused(self, appeal, suda):
        with refused("four_eyes"):
            decide_appeal(appeal, is_upheld=False, answer="ถูกแล้ว", by=suda)
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.update(decided_by=suda, decided_at=timezone.now(), is_upheld=False, answer="ถูกแล้ว")

    def test_by_its_author_is_refused(self, appeal, malee, council):
        """Who works for the team may take part like everybody else."""
        make_membership(malee, council, Role.POLICY_TEAM)
        with refused("own_appeal"):
            decide_appeal(appeal, is_upheld=True, answer="ถูกแล้ว", by=User.objects.get(pk=malee.pk))

    def test_by_another_agency_is_refused(self, appeal, nipa):
        with refused("not_your_agency"):
            decide_appeal(appeal, is_upheld=False, answer="ถูกแล้ว", by=nipa)

    def test_upheld_puts_it_back_and_tells(self, appeal, proposed, head, malee):
        decide_appeal(appeal, is_upheld=True, answer="ไม่ได้ด่าใครจริง", by=head)
        proposed.refresh_from_db()
        assert proposed.published_at and not proposed.refusal
        assert [act.kind for act in ModerationAct.objects.all()] == ["taken_down", "appealed", "upheld"]
        told = Message.objects.filter(user=malee, event_key__endswith=":decided").get()
        assert "ไม่ได้ด่าใครจริง" in told.body

    def test_dismissed_leaves_it_down(self, appeal, proposed, pim):
        decide_appeal(appeal, is_upheld=False, answer="คำนี้เป็นการด่า", by=pim)
        proposed.refresh_from_db()
        assert proposed.refusal == "insult"
        assert ModerationAct.objects.last().kind == "dismissed"

    def test_once_only(self, appeal, pim, head):
        decide_appeal(appeal, is_upheld=False, answer="คำนี้เป็นการด่า", by=pim)
        decide_appeal(appeal, is_upheld=False, answer="คำนี้เป็นการด่า", by=pim)
        with refused("decided_already"):
            decide_appeal(appeal, is_upheld=True, answer="ไม่ใช่", by=head)
        assert ModerationAct.objects.count() == 3

    def test_at_once_one_decides(self, transactional_db, rules, appeal, pim, head):
        def one(told):
            try:
                decide_appeal(appeal, is_upheld=told[1], answer="เหตุผล", by=told[0])
            except Exception as error:
                return getattr(error, "code", repr(error))
            finally:
                connection.close()
            return "done"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(one, [(pim, True), (head, False)])) == ["decided_already", "done"]

    def test_of_an_author_who_is_gone_still_ends(self, appeal, head):
        Participant.objects.filter(user__isnull=False).update(user=None)
        assert decide_appeal(appeal, is_upheld=True, answer="ไม่ได้ด่าใคร", by=head).is_upheld


class TestLate:
    def test_goes_up_to_the_head_and_again_three_days_later(self, appeal, suda, pim, head):
        reach(suda, pim, head)
        assert raise_late_appeals() == 0
        late(appeal)
        assert raise_late_appeals() == 1 and raise_late_appeals() == 0
        told = Message.objects.filter(event_key__contains=":late1:")
        assert set(told.values_list("user", flat=True)) == {head.pk}
        for _time in range(5):
            Appeal.objects.update(raised_at=timezone.now() - timedelta(days=4))
            raise_late_appeals()
        appeal.refresh_from_db()
        assert appeal.raised == MOST_RAISED
        assert ModerationAct.objects.filter(kind="raised").count() == MOST_RAISED

    def test_without_a_head_goes_to_the_head_above_or_a_colleague(self, appeal, council, pim):
        reach(pim)
        late(appeal)
        raise_late_appeals()
        assert Message.objects.get(event_key__contains=":late1:").user == pim

    def test_what_was_decided_or_taken_back_waits_no_longer(self, asked, suda, pim):
        answer = write(asked, "ด่า", browser())
        taken = take_down(asked.consultation, f"a{answer.pk}", rule="insult", reason="ด่าคน", by=suda)
        made = make_appeal(taken, words="ไม่ได้ด่า")
        withdraw_sheet(asked, visitor=browser())
        late(made)
        assert raise_late_appeals() == 0 and not Message.objects.filter(event_key__contains=":late").exists()
        made.refresh_from_db()
        assert made.raised == MOST_RAISED
