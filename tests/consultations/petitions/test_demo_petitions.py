"""The demo's petitions: one needs a single signature more, one is answered, one waits to be checked."""

import pytest

from config.demo_petitions import make_demo_petitions
from consultations.moderation.rules import load_rules
from consultations.petitions.counting import add_up, close_petitions
from consultations.petitions.models import Petition
from consultations.petitions.rules import load_petition_rules
from consultations.petitions.signing import sign_petition
from consultations.petitions.workflow import PetitionState
from directory.models import Agency
from directory.people import PEOPLE, make_demo_people
from tests.factories import make_agency, make_area, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo():
    for code in {person.agency_code for person in PEOPLE if person.agency_code}:
        make_agency(code, code=code)
    make_area(40, "ขอนแก่น")
    load_rules()
    load_petition_rules()
    make_demo_people()
    assert make_demo_petitions() == 3 and make_demo_petitions() == 0


def test_stand_as_the_demo_tells(demo):
    close_petitions()
    states = {each.title[:12]: each.state for each in Petition.objects.order_by("pk")}
    assert list(states.values()) == [PetitionState.OPEN, PetitionState.ANSWERED, PetitionState.CHECKED]
    first = Petition.objects.order_by("pk")[0]
    assert first.missing == 1 and 0 < first.days_left < 7
    sign_petition(first, by=make_user("คนสุดท้าย"))
    add_up()
    first.refresh_from_db()
    assert first.state == PetitionState.REACHED and Agency.objects.get(code="opm-ops") == first.agency
