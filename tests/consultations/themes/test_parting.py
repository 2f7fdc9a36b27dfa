"""Who is in a theme: by place, group and time, people and not opinions, counted once after the closing with the floors of all results."""

from datetime import timedelta

import pytest
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from consultations.models import Consultation
from consultations.participation.models import Identity, Participant
from consultations.participation.parts import periods_of
from consultations.questionnaires.models import Answer, Question, Sheet
from consultations.themes.models import Membership, Theme, Theming
from consultations.themes.parting import SETTLED, count_parts, count_parts_of_one, parted_of
from consultations.themes.sources import authors_of
from tests.consultations.questionnaires.conftest import begin as begin_questionnaire
from tests.consultations.questionnaires.conftest import close as close_it
from tests.consultations.themes.conftest import write
from tests.factories import make_area

__all__ = ["begin_questionnaire"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(begin_questionnaire):
    return begin_questionnaire()


def theme_of(consultation, texts, number=1, **fields):
    """A theme of these, as the worker keeps one."""
    Theming.objects.get_or_create(consultation=consultation, defaults={"answers": 45, "found_at": timezone.now()})
    told = {"name": "จอดรถ", "answers": len(texts), "texts": len(texts), "words": ["จอด"]}
    theme = Theme.objects.create(consultation=consultation, number=number, **told | fields)
    Membership.objects.bulk_create(Membership(consultation=consultation, text=text, theme=theme) for text in texts)
    return theme


@pytest.fixture
def said(asked, sila):
    """Ids of what 45 people wrote: 12 of Mueang Khon Kaen, 15 of Udon Thani, 7 and 5 of two others, 6 told no place."""
    for code, name in ((41, "อุดรธานี"), (42, "เลย"), (43, "หนองคาย")):
        make_area(code, name)
    places = [4001] * 12 + [41] * 15 + [42] * 7 + [43] * 5 + [None] * 6
    sheets = Sheet.objects.bulk_create(
        Sheet(
            questionnaire=asked,
            browser=f"{n:064}",
            identity=Identity.ANONYMOUS,
            number=f"N{n}",
            sent_at=timezone.now(),
            area_id=area,
        )
        for n, area in enumerate(places)
    )
    own_words = Question.objects.get(questionnaire=asked, n=4)
    given = [
        Answer(question=own_words, sheet=sheet, identity=sheet.identity, value=f"จอดรถ {sheet.number}")
        for sheet in sheets
    ]
    return [f"a{each.pk}" for each in Answer.objects.bulk_create(given)]


def parts(theme):
    """As it is counted once it has closed."""
    closes_at = timezone.now() - SETTLED - timedelta(minutes=1)
    Consultation.objects.filter(pk=theme.consultation_id).update(
        opens_at=closes_at - timedelta(days=20), closes_at=closes_at
    )
    assert count_parts_of_one() == 1
    theme.refresh_from_db()
    return theme.parts


class TestPlaces:
    def test_are_told_from_the_floor_on(self, asked, said):
        assert parts(theme_of(asked.consultation, said))["places"] == {"40": 12, "41": 15, "4001": 12}

    def test_nothing_by_which_few_could_be_found(self, asked, said):
        Sheet.objects.filter(Q(area=None) | Q(area=43)).update(area=41)
        assert parts(theme_of(asked.consultation, said))["places"] == {"41": 26}, (
            "7 of Loei would follow from the others"
        )

    def test_nothing_of_a_small_theme(self, asked, said):
        assert parts(theme_of(asked.consultation, said[:9])) == {"places": {}, "groups": [], "periods": {}}

    def test_each_level_is_floored_by_itself(self, asked, said, make_accounts):
        make_accounts(Sheet.objects.filter(area=4001).order_by("pk")[:3])
        assert "4001" not in parts(theme_of(asked.consultation, said))["places"], "3 with an account and 9 without"

    def test_paper_is_in_no_part(self, asked, said):
        Sheet.objects.filter(pk__in=Sheet.objects.filter(area=41).values("pk")[:8]).update(
            identity=Identity.ENTERED, browser=None
        )
        assert "41" not in parts(theme_of(asked.consultation, said))["places"]

    def test_what_was_merged_into_it_counts_with_it(self, asked, said):
        root = theme_of(asked.consultation, said[:20])
        merged = theme_of(asked.consultation, said[20:], number=2, merged_into=root)
        assert parts(root)["places"] == {"40": 12, "41": 15, "4001": 12}
        merged.refresh_from_db()
        assert merged.parts == {}

    def test_what_everybody_reads_is_told_by_no_place(self, conversation, sila):
        """Ten of one place who say the same would each be known by it."""
        written = write(conversation, [f"ห้ามจอดรถบนทางเท้าซอย {n}" for n in range(12)])
        Participant.objects.update(area=4001)
        told = parts(theme_of(conversation.consultation, [f"s{each.n}" for each in written]))
        assert told["places"] == {} and sum(told["periods"].values()) == 12


@pytest.fixture
def make_accounts():
    from tests.factories import make_user

    def make_accounts(sheets):
        for sheet in sheets:
            Sheet.objects.filter(pk=sheet.pk).update(
                user=make_user(f"คนที่ {sheet.pk}"), browser=None, identity=Identity.CONFIRMED
            )

    return make_accounts


class TestGroupsAndTimes:
    def test_groups_are_told_with_their_words(self, asked, said):
        Sheet.objects.filter(pk__in=Sheet.objects.order_by("pk").values("pk")[:25]).update(stakeholders=1)
        Sheet.objects.filter(pk__in=Sheet.objects.order_by("-pk").values("pk")[:4]).update(stakeholders=2)
        told = parts(theme_of(asked.consultation, said))["groups"]
        assert [people for _th, _en, people in told] == [25], "of the second group there are 4"

    def test_times_are_the_weeks_since_the_opening(self, asked, said):
        Sheet.objects.update(sent_at=F("sent_at") - timedelta(days=1))
        Sheet.objects.filter(area=41).update(sent_at=F("sent_at") - timedelta(days=15))
        assert parts(theme_of(asked.consultation, said))["periods"] == {"1": 15, "3": 30}


class TestWhen:
    def test_not_while_it_is_open_nor_right_after(self, asked, said):
        theme_of(asked.consultation, said)
        assert count_parts_of_one() == 0
        close_it(asked)
        assert count_parts_of_one() == 0

    def test_once_and_never_again(self, asked, said):
        theme = theme_of(asked.consultation, said)
        before = parts(theme)
        Sheet.objects.filter(area=42).update(area=4001)
        Theming.objects.update(act_count=F("act_count") + 1, found_at=timezone.now())
        assert count_parts_of_one() == 0
        theme.refresh_from_db()
        assert theme.parts == before

    def test_not_what_was_found_again_meanwhile(self, asked, said):
        theme_of(asked.consultation, said)
        before = Theming.objects.get()
        Theming.objects.update(act_count=F("act_count") + 1)
        assert not count_parts(before)
        assert Theming.objects.get().parted_at is None


class TestShown:
    def test_to_everybody_and_to_the_team(self, asked, said, client, suda):
        theme = theme_of(asked.consultation, said)
        parts(theme)
        slug = asked.consultation.slug
        html = client.get(reverse("public_themes", args=[slug])).text
        assert "จ.อุดรธานี" in html and "จ.เลย" not in html
        client.force_login(suda)
        assert "จ.อุดรธานี" in client.get(reverse("manage_theme", args=[slug, theme.number])).text

    def test_largest_first_with_bars(self, asked, said):
        theme = theme_of(asked.consultation, said)
        parts(theme)
        lines = parted_of(theme, periods_of(asked.consultation)).provinces
        assert [(line.words, line.people, line.percent) for line in lines] == [
            ("จ.อุดรธานี", 15, 100),
            ("จ.ขอนแก่น", 12, 80),
        ]

    def test_costs_as_many_queries_for_many_as_for_one(self, asked, said, client, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        page = reverse("public_themes", args=[asked.consultation.slug])
        theme_of(asked.consultation, said[:15])
        parts(theme_of(asked.consultation, said[15:30], number=2))
        client.get(page)
        with CaptureQueriesContext(connection) as few:
            client.get(page)
        for number in range(3, 9):
            theme_of(asked.consultation, [said[27 + number]], number=number)
        with django_assert_num_queries(len(few)):
            client.get(page)


def test_an_author_of_an_answer_has_a_place(asked, said):
    assert {each.area for each in authors_of(asked.consultation)} == {4001, 41, 42, 43, None}
