"""What people write in a questionnaire in their own words is grouped into themes as well."""

import pytest
from django.urls import reverse

from consultations.models import Consultation
from consultations.questionnaires.counting import add_up
from consultations.questionnaires.filling import save_answers, withdraw_sheet
from consultations.questionnaires.models import Answer
from consultations.themes.finding import find_themes_of_one
from consultations.themes.models import Membership, Theme
from consultations.themes.sources import SOURCES, said_in, texts_of, versions_of
from tests.consultations.questionnaires.conftest import ALL, asked, begin, browser
from tests.consultations.questionnaires.test_filling import fill
from tests.consultations.themes.conftest import SUBJECTS

__all__ = ["asked", "begin"]

pytestmark = pytest.mark.django_db


def version(asked) -> str:
    add_up()
    return versions_of(Consultation.objects.filter(pk=asked.pk)).get(asked.pk, "")


def test_nobody_wrote_anything(asked):
    assert version(asked) == ""
    assert list(texts_of(asked.consultation)) == []


def test_every_sheet_that_was_sent_counts_and_no_draft(asked):
    fill(asked, browser(1), q4="อยากได้ร่มไม้")
    save_answers(asked, {**ALL, 4: "ทางเท้าแคบ"}, visitor=browser(2))
    ((key, tokens),) = texts_of(asked.consultation)
    assert key == f"a{Answer.objects.get(question__n=4).pk}" and "ร่มไม้" in "".join(tokens)
    assert said_in(asked.consultation, [key, "a999999", "s1"]) == {key: "อยากได้ร่มไม้"}


def test_of_another_consultation_is_said_nothing(asked, begin):
    fill(asked, browser(1))
    key = next(key for key, _tokens in texts_of(asked.consultation))
    other = begin(title_th="อีกเรื่องหนึ่ง")
    assert said_in(other.consultation, [key]) == {}
    assert list(texts_of(other.consultation)) == []


@pytest.mark.django_db(transaction=True)
def test_words_that_change_or_are_taken_back_are_another_version(asked):
    """In transactions of their own: the database's clock stands still within one."""
    fill(asked, browser(1))
    first = version(asked)
    fill(asked, browser(1), q4="เปลี่ยนใจแล้ว")
    changed = version(asked)
    assert Answer.objects.filter(question__n=4).count() == 1, "the same row with other words"
    fill(asked, browser(2))
    more = version(asked)
    withdraw_sheet(asked, visitor=browser(2))
    assert len({"", first, changed, more}) == 4
    assert version(asked) == changed, "and the texts are those of then"


def test_sheets_without_words_make_no_theme(asked):
    fill(asked, browser(1), q2=[2])
    assert version(asked) and list(texts_of(asked.consultation)) == []
    find_themes_of_one()
    assert not Theme.objects.exists()


def test_they_become_themes_on_the_team_s_page(asked, client, suda):
    for subject, texts in SUBJECTS.items():
        for number, text in enumerate(texts):
            fill(asked, browser(f"{subject}{number}"), q4=text)
    add_up()
    assert find_themes_of_one() == 1
    assert Theme.objects.filter(consultation=asked.pk).count() >= 2
    assert Membership.objects.filter(consultation=asked.pk, theme__isnull=False).count() >= 10
    client.force_login(suda)
    page = client.get(reverse("manage_themes", args=[asked.consultation.slug])).content.decode()
    assert any(text in page for texts in SUBJECTS.values() for text in texts)


def test_looking_costs_the_same_for_many(asked, django_assert_num_queries):
    fill(asked, browser(1))
    add_up()
    for number in range(2, 8):
        fill(asked, browser(number))
    with django_assert_num_queries(len(SOURCES)):
        versions_of(Consultation.objects.filter(pk=asked.pk))
