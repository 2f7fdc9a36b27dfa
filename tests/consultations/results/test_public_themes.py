"""Themes for everybody: only what a person confirmed under a name, masked, and the rest as a number."""

import pytest

from consultations.participation.models import Conversation, ShowsResults
from consultations.results.models import DutyRule
from consultations.themes.sorting import name_theme
from tests.consultations.results.conftest import close, make_all, rule
from tests.consultations.themes.conftest import SUBJECTS, theme_of, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["language"] = "en"


def page(client, conversation, status=200):
    answer = client.get(f"/consultations/{conversation.consultation.slug}/themes/")
    assert answer.status_code == status
    return answer.content.decode()


def test_without_a_name_are_only_a_number(client, found):
    told = page(client, found)
    assert "15 opinions" in told and "15 not yet read by a person" in told and "No theme yet" in told
    assert not any(text in told for text in SUBJECTS["trees"])


def test_with_a_name_are_told_with_typical_opinions_and_the_others_stay_unread(client, found, suda):
    name_theme(theme_of(found, "trees"), name="ร่มไม้", by=suda)
    told = page(client, found)
    assert "ร่มไม้" in told and "10 not yet read by a person" in told and "5 opinions" in told
    assert any(text in told for text in SUBJECTS["trees"])
    assert not any(text in told for text in SUBJECTS["parking"])


def test_hide_personal_data(client, found, suda):
    theme = theme_of(found, "trees")
    (made,) = write(found, ["ต้นไม้ร่มเงา โทรหาผม 081-234-5678"], name="phone")
    theme.typical = [made.text_id]
    theme.save()
    name_theme(theme, name="ร่มไม้", by=suda)
    assert "081-234-5678" not in page(client, found)


def test_lead_to_what_an_agency_has_to_answer(client, found, suda):
    close(found)
    rule()
    make_all()
    name_theme(theme_of(found, "trees"), name="ร่มไม้", by=suda)
    told = page(client, found)
    assert DutyRule.objects.exists() and "5 people" in told and "/you-said/#theme-" in told


def test_wait_for_the_closing_where_results_do(client, found, suda):
    name_theme(theme_of(found, "trees"), name="ร่มไม้", by=suda)
    Conversation.objects.filter(pk=found.pk).update(shows_results=ShowsResults.AFTER_CLOSING)
    told = page(client, found)
    assert "ร่มไม้" not in told and "Shown after it has closed" in told
    close(found)
    assert "ร่มไม้" in page(client, found)


def test_of_a_draft_are_not_found(client, draft):
    assert client.get(f"/consultations/{draft().slug}/themes/").status_code == 404


def test_cost_the_same_however_many_there_are(client, found, suda, django_assert_max_num_queries):
    for subject in SUBJECTS:
        name_theme(theme_of(found, subject), name=subject, by=suda)
    page(client, found)
    with django_assert_max_num_queries(14):
        page(client, found)
