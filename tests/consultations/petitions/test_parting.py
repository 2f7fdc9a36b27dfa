"""An account is erased: nothing leads from petitions to the person; and their copy holds what they wrote and signed."""

import pytest

from complaints.erasure import erase_person
from consultations.petitions.counting import add_up
from consultations.petitions.models import Petition, Signature
from consultations.petitions.signing import sign_petition
from frontend.personal_register import KEPT
from frontend.personal_rows import Owner
from tests.consultations.petitions.conftest import end, fresh
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_what_was_sent_stays_of_nobody_and_drafts_go(petition, written, malee):
    draft = written(title="ร่าง")
    erase_person(malee)
    assert fresh(petition).author is None and not Petition.objects.filter(pk=draft.pk).exists()


def test_a_signature_is_taken_back_while_it_is_open(petition):
    person = make_user("สมชาย")
    sign_petition(petition, by=person)
    erase_person(person)
    add_up()
    assert fresh(petition).signature_count == 0 and not Signature.objects.exists()


def test_after_the_closing_it_counts_and_has_no_name(petition):
    person = make_user("สมชาย")
    sign_petition(petition, shows_name=True, by=person)
    end(petition)
    erase_person(person)
    add_up()
    assert fresh(petition).signature_count == 1
    left = Signature.objects.get()
    assert (left.user, left.shows_name) == (None, False)


def test_the_copy_of_ones_data_holds_both(petition, malee):
    sign_petition(petition, by=malee)
    owner = Owner.of_account(malee)
    for table in ("petitions.Petition", "petitions.Signature"):
        assert KEPT[table].rows(owner).count() == 1
        assert KEPT[table].rows(Owner.of_account(make_user("คนอื่น"))).count() == 0
