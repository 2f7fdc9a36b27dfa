"""Themes for everybody: only what a person confirmed under a name, masked, and the rest as a number."""

import pytest

from consultations.participation.models import Conversation, ShowsResults
from consultations.results.figures import draw_up
from consultations.results.models import DutyRule
from consultations.results.reporting import keep_report, publish_report, report_of
from consultations.themes.sorting import name_theme
from tests.consultations.results.conftest import close, make_all, rule
from tests.consultations.themes.conftest import SUBJECTS, theme_of

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


def test_with_a_name_are_told_without_a_sentence_and_the_others_stay_unread(client, found, suda):
    name_theme(theme_of(found, "trees"), name="ร่มไม้", by=suda)
    told = page(client, found)
    assert "ร่มไม้" in told and "10 not yet read by a person" in told and "5 opinions" in told
    assert not any(text in told for texts in SUBJECTS.values() for text in texts)


def test_quote_what_the_team_chose_for_the_report(client, found, suda):
    name_theme(theme_of(found, "trees"), name="ร่มไม้", by=suda)
    consultation = close(found)
    parts = ["" for _each in report_of(consultation).parts]
    keep_report(consultation, summary_th="คนอยากได้ร่มไม้", summary_en="", parts=parts, quotes={}, seen=0, by=suda)
    publish_report(consultation, seen=1, by=suda)
    told = page(client, found)
    assert any(text in told for text in SUBJECTS["trees"]) and not any(text in told for text in SUBJECTS["parking"])


@pytest.mark.parametrize(("times", "is_told"), [(9, False), (10, True)])
def test_tell_of_copies_how_many_and_not_what(client, found, suda, times, is_told):
    theme = theme_of(found, "trees")
    theme.copies = [{"example": theme.typical[0], "answers": times}]
    theme.save()
    name_theme(theme, name="ร่มไม้", by=suda)
    assert (f"The same text came {times} times" in page(client, found)) is is_told
    report = draw_up(report_of(close(found)))
    assert next(each["copied"] for each in report["themes"] if each["number"] == theme.number) == (10 if is_told else 0)


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
