"""The demo's trial runs for its team, and nobody outside learns of it."""

import pytest
from django.urls import reverse

from config.demo_pilots import TITLE, begin_demo_trial
from consultations.models import Consultation
from consultations.workflow import ConsultationState
from directory.models import Role
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db


def test_runs_once_for_its_team_alone(client):
    suda = make_user("สุดา มั่นคง", email="suda@demo.invalid")
    make_membership(suda, make_agency(code="opm-ops"), Role.POLICY_TEAM)
    assert (begin_demo_trial(), begin_demo_trial()) == (1, 0)
    trial = Consultation.objects.get(pilot_of__isnull=False)
    assert trial.state == ConsultationState.OPEN and TITLE in trial.title_th
    assert not Consultation.objects.announced()
    address = trial.get_absolute_url()
    assert client.get(address).status_code == 404
    client.force_login(suda)
    assert client.get(address).status_code == 200
    assert TITLE in client.get(reverse("manage_consultations")).content.decode()
