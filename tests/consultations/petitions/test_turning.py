"""Somebody has a case of their own about what a petition asks: a draft of a complaint, and the petition goes on untouched."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from complaints.models import Complaint, Draft
from consultations.petitions.deciding import publish_petition, refuse_petition
from consultations.petitions.signing import sign_petition
from consultations.petitions.turning import own_case_draft_of
from consultations.petitions.writing import submit_petition
from tests.consultations.petitions.conftest import ASKS, TITLE, WHY, end, fresh, refused, rule
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(db):
    return make_user("สมศรี ผู้อ่าน")


def test_holds_title_ask_place_and_address_and_not_why(petition, reader):
    draft = own_case_draft_of(petition, by=reader)
    text = draft.fields["text"]
    assert TITLE in text and ASKS in text and WHY not in text and petition.get_absolute_url() in text
    assert not Complaint.objects.exists()


def test_names_the_place_of_the_petition(written, malee, suda, sila, reader):
    rule()
    petition = publish_petition(submit_petition(written(area=sila), by=malee), by=suda)
    fields = own_case_draft_of(petition, by=reader).fields
    assert {name: fields[name] for name in ("province", "subdistrict")} == {"province": "40", "subdistrict": "400111"}


def test_is_for_signers_and_the_author_too_while_it_runs_and_after(petition, reader, malee):
    sign_petition(petition, by=reader)
    before = (fresh(petition).event_count, fresh(petition).state)
    assert own_case_draft_of(petition, by=reader).user == reader and own_case_draft_of(petition, by=malee).user == malee
    assert (fresh(petition).event_count, fresh(petition).state) == before
    end(petition)
    assert own_case_draft_of(petition, by=make_user("อีกคน")).pk


def test_again_is_the_draft_there_is_with_what_was_changed(petition, reader):
    first = own_case_draft_of(petition, by=reader)
    first.fields["text"] += "\n\nไฟหน้าบ้านผมดับสองดวง"
    first.save()
    again = own_case_draft_of(petition, by=reader)
    assert again.key == first.key and "สองดวง" in again.fields["text"] and Draft.objects.count() == 1


def test_by_two_presses_at_once_is_one(transactional_db, petition, reader):
    def press(_n):
        try:
            return own_case_draft_of(petition, by=reader).key
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(press, range(2)))) == 1
    assert Draft.objects.count() == 1


def test_of_one_that_is_not_shown_is_refused(petition, written, suda, malee, reader, client):
    refuse_petition(petition, rule="insult", reason="ด่า", by=suda)
    with refused("not_shown"):
        own_case_draft_of(petition, by=reader)
    client.force_login(reader)
    for hidden in (petition, written(title="ร่าง")):
        assert client.post(reverse("own_case_of_petition", args=[hidden.slug])).status_code == 404
    assert not Draft.objects.exists()


def test_the_page_leads_to_the_form_and_a_visitor_to_the_sign_in(client, petition, reader):
    address = reverse("own_case_of_petition", args=[petition.slug])
    assert "/accounts/login/" in client.post(address).url
    assert address not in client.get(petition.get_absolute_url()).content.decode()
    client.force_login(reader)
    assert address in client.get(petition.get_absolute_url()).content.decode()
    answer = client.post(address)
    draft = Draft.objects.get(user=reader)
    assert answer.url == f"/complaints/new/?draft={draft.key}" and TITLE in client.get(answer.url).content.decode()
