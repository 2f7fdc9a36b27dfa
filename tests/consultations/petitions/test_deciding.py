"""Publishing, refusing by a public rule, taking down, the appeal, and handing on."""

import pytest
from django.db import IntegrityError, transaction

from consultations.petitions.appealing import decide_appeal, make_appeal
from consultations.petitions.deciding import hand_petition, publish_petition, refuse_petition
from consultations.petitions.models import Petition, PetitionAppeal, PetitionRule
from consultations.petitions.signing import sign_petition
from consultations.petitions.workflow import PetitionState
from consultations.petitions.writing import submit_petition
from directory.models import Role
from notifications.models import Message
from tests.consultations.petitions.conftest import fresh, refused, signed_by
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def down(sent, suda):
    return refuse_petition(sent, rule="insult", reason="ด่าชื่อคน", by=suda)


class TestPublishing:
    def test_opens_it_for_the_days_of_its_rule(self, petition):
        PetitionRule.objects.update(threshold=99)
        petition = fresh(petition)
        assert petition.state == PetitionState.OPEN and petition.threshold == 3
        assert (petition.closes_at - petition.published_at).days == 60
        assert petition.next_step_at is None

    def test_tells_the_author(self, petition, malee):
        assert Message.objects.filter(user=malee).count() == 1

    def test_again_changes_nothing(self, petition, suda):
        publish_petition(petition, by=suda)
        assert fresh(petition).event_count == 2

    def test_is_not_for_another_agency(self, sent, nipa):
        with refused("not_your_agency"):
            publish_petition(sent, by=nipa)

    def test_of_ones_own_is_for_somebody_else(self, written, suda):
        own = submit_petition(written(by=suda), by=suda)
        with refused("own_petition"):
            publish_petition(own, by=suda)


class TestRefusing:
    def test_names_a_rule_and_a_reason(self, sent, suda):
        with refused("note_missing"):
            refuse_petition(sent, rule="insult", reason=" ", by=suda)
        with refused("no_such_rule"):
            refuse_petition(sent, rule="several", reason="เพราะ", by=suda)
        down = refuse_petition(sent, rule="insult", reason="ด่าชื่อคน", by=suda)
        assert down.state == PetitionState.REFUSED and down.next_step_at is None

    def test_the_same_again_is_no_mistake_and_another_way_is(self, down, suda, head):
        refuse_petition(down, rule="insult", reason="ด่าชื่อคน", by=suda)
        with refused("decided_already"):
            refuse_petition(down, rule="threat", reason="ขู่", by=head)
        with refused("decided_already"):
            publish_petition(down, by=head)

    def test_takes_an_open_one_out_of_sight(self, petition, suda, malee):
        refuse_petition(petition, rule="personal_data", reason="มีเบอร์โทร", by=suda)
        assert not Petition.objects.public().exists()
        with refused("not_open_for_signatures"):
            sign_petition(petition, by=malee)

    def test_is_too_late_once_it_has_to_be_answered(self, reached, suda):
        with refused("decided_already"):
            refuse_petition(reached, rule="insult", reason="ด่า", by=suda)


class TestAppealing:
    def test_is_decided_by_somebody_else(self, down, malee, suda, head):
        appeal = make_appeal(down, words="ไม่ได้ด่าใคร", by=malee)
        assert fresh(down).next_step_at is not None
        with refused("four_eyes"):
            decide_appeal(appeal, is_upheld=False, answer="ด่าจริง", by=suda)
        with pytest.raises(IntegrityError), transaction.atomic():
            PetitionAppeal.objects.update(decided_by=suda)
        decide_appeal(appeal, is_upheld=True, answer="ไม่ผิดกติกา", by=head)
        assert fresh(down).state == PetitionState.OPEN

    def test_that_was_right_is_not_taken_down_again(self, down, malee, suda, head):
        """Its author would have no second appeal, and its words are the same."""
        decide_appeal(make_appeal(down, words="ไม่ได้ด่าใคร", by=malee), is_upheld=True, answer="ไม่ผิดกติกา", by=head)
        with refused("put_back"):
            refuse_petition(fresh(down), rule="insult", reason="ด่า", by=suda)
        assert fresh(down).state == PetitionState.OPEN

    def test_that_fails_leaves_it_refused(self, down, malee, head):
        appeal = make_appeal(down, words="ไม่ได้ด่าใคร", by=malee)
        decide_appeal(appeal, is_upheld=False, answer="ด่าจริง", by=head)
        decide_appeal(appeal, is_upheld=False, answer="ด่าจริง", by=head)
        assert fresh(down).state == PetitionState.REFUSED and fresh(down).next_step_at is None
        with refused("decided_already"):
            decide_appeal(appeal, is_upheld=True, answer="เปลี่ยนใจ", by=head)

    def test_is_made_once_and_by_its_author(self, down, malee, head):
        with refused("not_yours"):
            make_appeal(down, words="ช่วย", by=head)
        assert make_appeal(down, words="หนึ่ง", by=malee) == make_appeal(down, words="สอง", by=malee)

    def test_needs_a_refusal(self, petition, malee):
        with refused("nothing_to_appeal"):
            make_appeal(petition, words="ช่วย", by=malee)

    def test_gives_back_the_days_it_was_down(self, petition, suda, malee, head):
        before = petition.closes_at
        down = refuse_petition(petition, rule="insult", reason="ด่า", by=suda)
        decide_appeal(make_appeal(down, words="ไม่", by=malee), is_upheld=True, answer="ถูก", by=head)
        assert fresh(petition).closes_at > before


class TestHandingOn:
    def test_gives_the_other_agency_the_full_time(self, reached, suda, nipa):
        other = nipa.active_roles[0].agency
        due = reached.due_at
        handed = hand_petition(reached, agency=other, reason="สะพานเป็นของเขต", by=suda)
        assert handed.agency == other and handed.due_at >= due
        assert Message.objects.filter(user=nipa).exists()
        with refused("not_your_agency"):
            hand_petition(reached, agency=other, reason="อีกครั้ง", by=suda)

    def test_to_where_nobody_answers_or_of_what_waits_for_nobody_is_refused(self, petition, sent, suda, nipa):
        with refused("nothing_due"):
            hand_petition(petition, agency=nipa.active_roles[0].agency, reason="ของเขต", by=suda)
        signed_by(petition, 3)
        with refused("nobody_answers_there"):
            hand_petition(petition, agency=make_agency("ที่ไม่มีใคร"), reason="ไม่ใช่เรา", by=suda)


def test_an_officer_without_the_policy_role_handles_none(sent, council):
    officer = make_membership(make_user("วิชัย"), council, Role.OFFICER).user
    assert not Petition.objects.handled_by(officer).exists()
