"""Who is in a theme: by place, group and time, people and not opinions, with the floors of all results."""

from datetime import timedelta

import pytest
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from consultations.models import Consultation
from consultations.participation.models import Identity, Participant, Statement
from consultations.themes.models import Membership, Theme, Theming
from consultations.themes.parting import AGAIN, SETTLED, count_parts, count_parts_of_one, parted_of
from tests.consultations.participation.conftest import close
from tests.consultations.themes.conftest import write
from tests.factories import make_area

pytestmark = pytest.mark.django_db


@pytest.fixture
def provinces(sila):
    for code, name in ((41, "อุดรธานี"), (42, "เลย"), (43, "หนองคาย")):
        make_area(code, name)


def theme_of(conversation, statements, number=1, **fields):
    """A theme of these, as the worker keeps one."""
    Theming.objects.get_or_create(
        consultation=conversation.consultation, defaults={"answers": len(statements), "found_at": timezone.now()}
    )
    told = {"name": "จอดรถ", "answers": len(statements), "texts": len(statements), "words": ["จอด"]}
    theme = Theme.objects.create(consultation=conversation.consultation, number=number, **told | fields)
    Membership.objects.bulk_create(
        Membership(consultation=conversation.consultation, text=f"s{each.n}", theme=theme) for each in statements
    )
    return theme


def live(statements, *places):
    """places: (area, how many) from the first on."""
    people = [each.author_id for each in statements]
    for area, many in places:
        Participant.objects.filter(pk__in=people[:many]).update(area=area)
        people = people[many:]


def parts(theme):
    assert count_parts_of_one() == 1
    theme.refresh_from_db()
    return theme.parts


@pytest.fixture
def said(conversation, provinces):
    """45 people: 12 of Mueang Khon Kaen, 15 of Udon Thani, 7 and 5 of two others, 6 told no place."""
    said = write(conversation, [f"ห้ามจอดรถบนทางเท้าซอย {n}" for n in range(45)])
    live(said, (4001, 12), (41, 15), (42, 7), (43, 5))
    return said


class TestPlaces:
    def test_are_told_from_the_floor_on(self, conversation, said):
        assert parts(theme_of(conversation, said))["places"] == {"40": 12, "41": 15, "4001": 12}

    def test_nothing_by_which_few_could_be_found(self, conversation, said):
        Participant.objects.filter(Q(area=None) | Q(area=43)).update(area=41)
        assert parts(theme_of(conversation, said))["places"] == {"41": 26}, (
            "7 of Loei would follow from all and the others"
        )

    def test_nothing_of_a_small_theme(self, conversation, said):
        assert parts(theme_of(conversation, said[:9])) == {}

    def test_a_person_who_wrote_twice_is_one(self, conversation, said):
        Statement.objects.filter(pk__in=[each.pk for each in said[1:4]]).update(author=said[0].author)
        assert parts(theme_of(conversation, said))["places"] == {"41": 15}, "9 people of Mueang Khon Kaen wrote 12"

    def test_paper_is_in_no_part(self, conversation, said):
        Participant.objects.filter(pk__in=[each.author_id for each in said[12:20]]).update(
            identity=Identity.ENTERED, browser=None
        )
        assert "41" not in parts(theme_of(conversation, said))["places"]

    def test_what_was_merged_into_it_counts_with_it(self, conversation, said):
        root = theme_of(conversation, said[:20])
        merged = theme_of(conversation, said[20:], number=2, merged_into=root)
        assert parts(root)["places"] == {"40": 12, "41": 15, "4001": 12}
        merged.refresh_from_db()
        assert merged.parts == {}


class TestTimes:
    def test_are_told_by_the_weeks_since_the_opening(self, conversation, said):
        consultation = conversation.consultation
        Consultation.objects.filter(pk=consultation.pk).update(
            opens_at=timezone.now() - timedelta(days=20), closes_at=timezone.now() + timedelta(days=5)
        )
        Statement.objects.filter(pk__in=[each.pk for each in said[:20]]).update(
            written_at=F("written_at") - timedelta(days=15)
        )
        assert parts(theme_of(conversation, said))["periods"] == {"1": 20, "3": 25}


class TestWhen:
    def test_it_rests_until_somebody_may_have_told_a_place(self, conversation, said):
        theme_of(conversation, said)
        assert (count_parts_of_one(), count_parts_of_one()) == (1, 0)
        Theming.objects.update(
            parted_at=timezone.now() - AGAIN - timedelta(seconds=5), found_at=F("found_at") - AGAIN * 2
        )
        assert (count_parts_of_one(), count_parts_of_one()) == (1, 0)

    def test_a_last_time_after_the_closing(self, conversation, said):
        theme_of(conversation, said)
        close(conversation, ago=SETTLED + timedelta(hours=1))
        Theming.objects.update(
            parted_at=timezone.now() - timedelta(hours=2), found_at=timezone.now() - timedelta(days=1)
        )
        assert (count_parts_of_one(), count_parts_of_one()) == (1, 0)
        Theming.objects.update(parted_at=timezone.now() - timedelta(minutes=20))
        assert count_parts_of_one() == 0

    def test_not_what_was_found_again_meanwhile(self, conversation, said):
        theme_of(conversation, said)
        before = Theming.objects.get()
        Theming.objects.update(act_count=F("act_count") + 1)
        assert not count_parts(before)
        assert Theming.objects.get().parted_at is None


class TestShown:
    def test_to_everybody_and_to_the_team(self, conversation, said, client, suda):
        theme = theme_of(conversation, said)
        parts(theme)
        slug = conversation.consultation.slug
        html = client.get(reverse("public_themes", args=[slug])).text
        assert "จ.อุดรธานี" in html and "จ.เลย" not in html
        client.force_login(suda)
        assert "จ.อุดรธานี" in client.get(reverse("manage_theme", args=[slug, theme.number])).text

    def test_largest_first_with_bars(self, conversation, said):
        theme = theme_of(conversation, said)
        parts(theme)
        lines = parted_of(theme).provinces
        assert [(line.words, line.people, line.percent) for line in lines] == [
            ("จ.อุดรธานี", 15, 100),
            ("จ.ขอนแก่น", 12, 80),
        ]
