"""The places of a consultation, chosen by their names: what the pages do without a script, and what is refused."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.models import Consultation
from consultations.signing import note_paper
from directory.models import Agency, Topic
from tests.consultations.conftest import TITLE
from tests.consultations.test_pages import page, typed
from tests.factories import make_area, make_topic

pytestmark = pytest.mark.django_db

NEW = "/consultations/manage/new/"


@pytest.fixture
def team(client, suda, sila):
    make_area(10, "กรุงเทพมหานคร", "Bangkok")
    client.cookies["language"] = "en"
    client.force_login(suda)
    return client


def sent(**changes):
    return typed(agency=str(Agency.objects.get(code="opm-ops").pk), title_th=TITLE, **changes)


def ticks(answer):
    """The codes of the list, and whether each is ticked."""
    found = re.findall(r'name="places" type="checkbox" value="(\d+)"( checked)?', answer.content.decode())
    return {int(code): bool(ticked) for code, ticked in found}


def kept():
    return [area.code for area in Consultation.objects.get().places()]


class TestLookingForAPlace:
    def test_comes_back_with_what_fits_to_be_ticked_and_with_all_that_was_typed(self, team):
        answer = team.post(NEW, sent(places=["10"], look_for="ศิลา", then="find"))
        assert answer.status_code == 200
        assert ticks(answer) == {10: True, 400111: False}
        told = answer.content.decode()
        assert "Found for “ศิลา”" in told
        assert f'value="{TITLE}"' in told
        assert "ทุกหน่วยงานตอบใน 15 วัน" in told
        assert not Consultation.objects.exists()

    def test_complains_of_nothing_that_is_still_missing(self, team):
        told = team.post(NEW, {"look_for": "ศิลา", "then": "find"}).content.decode()
        assert "govuk-error-summary" not in told
        assert "Error:" not in told

    def test_leaves_the_box_empty_so_that_the_next_press_keeps_the_draft(self, team):
        answer = team.post(NEW, sent(look_for="ศิลา", then="find"))
        assert re.search(r'<input[^>]*id="id_look_for"(?![^>]*\bvalue=)', answer.content.decode())
        assert team.post(NEW, sent(places=["400111"], look_for="")).status_code == 302
        assert kept() == [400111]

    def test_says_so_when_no_place_is_called_that(self, team):
        assert (
            "No place is called “แดนสนธยา”" in team.post(NEW, sent(look_for="แดนสนธยา", then="find")).content.decode()
        )

    def test_works_on_a_draft_that_is_there_and_forgets_no_tick(self, team, draft, sila):
        address = reverse("manage_consultation", args=[draft(areas=(sila,)).slug])
        answer = team.post(address, sent(places=["400111"], look_for="Bangkok", then="find", seen=1))
        assert ticks(answer) == {400111: True, 10: False}
        assert 'name="seen" value="1"' in answer.content.decode()


class TestChoosing:
    def test_the_whole_country_is_what_nothing_ticked_means(self, team):
        assert "The whole country, as long as no place is chosen" in page(team, NEW)
        team.post(NEW, sent())
        assert kept() == []
        assert Consultation.objects.get().is_nationwide

    def test_several_and_taking_one_away(self, team):
        made = team.post(NEW, sent(places=["400111", "10"]))
        assert kept() == [10, 400111]
        assert ticks(team.get(made.headers["Location"])) == {10: True, 400111: True}
        team.post(made.headers["Location"], sent(places=["10"], seen=1))
        assert kept() == [10]

    @pytest.mark.parametrize("codes", ["10 400111", "10,400111", "๑๐\n๔๐๐๑๑๑", " 400111;10 / 10"])
    def test_by_pasted_codes(self, team, codes):
        team.post(NEW, sent(place_codes=codes))
        assert kept() == [10, 400111]

    def test_by_both_at_once(self, team):
        team.post(NEW, sent(places=["10"], place_codes="10 400111"))
        assert kept() == [10, 400111]

    def test_what_two_people_chose_differently_is_told_by_name(self, team, draft, sila):
        consultation = draft(areas=(sila,))
        address = reverse("manage_consultation", args=[consultation.slug])
        team.post(address, sent(places=["400111"], seen=1))
        answer = team.post(address, sent(places=["10"], seen=1))
        (difference,) = [each for each in answer.context["differences"] if each.label == "Places it is about"]
        assert (difference.stored, difference.typed) == (
            "Sila sub-district, Mueang Khon Kaen district, Khon Kaen",
            "Bangkok",
        )
        assert ticks(answer) == {10: True}


class TestIsToldAtTheFieldWhen:
    @pytest.mark.parametrize(
        ("wrong", "field", "said"),
        [
            ({"place_codes": "40 999"}, "place_codes", "No place has the code 999"),
            ({"place_codes": "4²"}, "place_codes", "No place has the code 4²"),
            ({"place_codes": "40000000000000000000"}, "place_codes", "No place has the code 40000000000000000000"),
            ({"places": ["999"]}, "look_for", "No place has the code 999"),
            ({"places": ["x' OR 1=1"]}, "look_for", "No place has the code"),
            ({"look_for": "แดนสนธยา"}, "look_for", "No place is called “แดนสนธยา”"),
        ],
    )
    def test_there_is_no_such_place(self, team, wrong, field, said):
        told = team.post(NEW, sent(**wrong)).content.decode()
        assert re.search(rf'<a href="#id_{field}">[^<]*{re.escape(said)}', told)
        assert re.search(rf'id="id_{field}-error"[^§]*?{re.escape(said)}', told)
        assert not Consultation.objects.exists()

    def test_it_was_looked_for_and_not_chosen_or_the_whole_country_would_be_asked(self, team):
        answer = team.post(NEW, sent(look_for="ศิลา"))
        assert answer.status_code == 400
        assert ticks(answer) == {400111: False}
        assert "You looked for “ศิลา” and chose nothing yet" in answer.content.decode()
        assert not Consultation.objects.exists()

    def test_there_are_too_many(self, team):
        codes = [str(make_area(code, f"จังหวัด {code}").code) for code in range(11, 62)]
        answer = team.post(NEW, sent(places=codes))
        assert answer.status_code == 400
        assert "At most 50 places" in answer.content.decode()
        assert team.post(NEW, sent(places=codes[:50])).status_code == 302


def test_topics_stand_in_their_groups_in_the_order_of_the_house(team):
    Topic.objects.all().delete()
    for code, position in (("water", 20), ("air", 30), ("roads", 10)):
        make_topic(code, position=position)
        for part, inner in (("b", 10), ("a", 20)):
            make_topic(f"{code}/{part}", position=inner)
    told = page(team, NEW)
    listed = re.findall(
        r'<optgroup label|<option value="([a-z/]+)"', told.split('name="topic"')[1].split("</select>")[0]
    )
    assert [code for code in listed if code] == [
        f"{code}{part}" for code in ("roads", "water", "air") for part in ("", "/b", "/a")
    ]
    assert listed.count("") == 3


def test_the_announced_one_says_its_places(team):
    made = team.post(NEW, sent(places=["400111"]))
    preview = team.post(made.headers["Location"], sent(places=["400111"], seen=1, then="announce"))
    consultation = Consultation.objects.get()
    note_paper(consultation, number="1", signed_on=timezone.localdate(), seen=1, by=consultation.events.first().by)
    team.post(preview.headers["Location"], {"seen": 2})
    consultation.refresh_from_db()
    assert consultation.announced_at <= timezone.now()
    assert "Sila" in page(team, consultation.get_absolute_url())
