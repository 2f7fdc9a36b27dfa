"""`/cases/`: what everybody finds, and that nothing hidden shows in it."""

import re

import pytest
from django.urls import reverse

from complaints import chores, public_cases
from complaints.models import Case
from complaints.public_cases import Filters
from complaints.releasing import release_case, take_back_release
from complaints.workflow import Visibility
from tests.factories import make_area, make_topic

pytestmark = pytest.mark.django_db
SECRET = "ป้าศรีร้านก๋วยเตี๋ยว"


@pytest.fixture
def released(file, wichai, roads):
    """File a public case and release it with this text."""

    def released(text="ไฟทางหน้าตลาดดับสองต้น", told=None, topic=roads, **fields):
        case = file(told or f"{text} ถาม{SECRET}ได้", visibility=Visibility.PUBLIC, topic=topic, **fields).complaint.case
        return release_case(case, text=text, by=wichai)

    return released


@pytest.fixture
def english(client):
    client.cookies["language"] = "en"
    return client


def found(client, **query):
    return client.get(reverse("cases"), query).content.decode()


def references(**filters):
    return [row.reference for row in public_cases.page(Filters(**filters)).rows]


class TestTheList:
    def test_without_a_case_says_so(self, english):
        assert "No case is public yet" in found(english)

    def test_shows_released_cases_only(self, client, released, file):
        case = released()
        hidden = [file(visibility=visibility).complaint.case for visibility in Visibility]
        page = found(client)
        assert case.reference in page and "ไฟทางหน้าตลาดดับ" in page
        assert not any(other.reference in page for other in hidden)

    def test_begins_with_the_cases_its_filters_folded_and_named(self, english, released, roads):
        case = released()
        page = english.get(reverse("cases"), {"topic": roads.code, "period": "30"}).content.decode()
        fold = re.search(r"<details[^>]*>.*?</details>", page.partition('role="search"')[2], re.S)[0]
        assert not re.match(r"<details[^>]* open", fold)
        assert 'name="topic"' in fold and 'name="q"' not in fold
        named = re.findall(r'<span class="tag">([^<]*)</span>', fold.partition("</summary>")[0])
        assert [each.partition(":")[0] for each in named] == ["Topic", "Filed"]
        assert page.index(case.reference) < page.index("public-ways")

    def test_S1_says_the_same_whether_hidden_cases_exist_or_not(self, english, released, file):
        released()
        before = found(english)
        for visibility in Visibility:
            file(visibility=visibility)
        assert found(english) == before

    def test_a_case_taken_back_is_gone(self, client, released, wichai):
        case = take_back_release(released(), by=wichai)
        assert case.reference not in found(client)

    def test_page_after_page_shows_each_case_once(self, released):
        cases = {released(f"หลุมที่ {number} ลึกมาก").reference for number in range(public_cases.PAGE + 3)}
        first = public_cases.page(Filters())
        second = public_cases.page(Filters(), cursor=first.next_cursor)
        assert len(first.rows) == public_cases.PAGE and second.next_cursor == ""
        assert {row.reference for row in (*first.rows, *second.rows)} == cases

    @pytest.mark.parametrize("cursor", ["x", "%00", "ก", "MjAyNi0xMS0yMyAx", "e30", "MjAyNi0wMS0wMVQwMDowMDowMCB4"])
    def test_a_cursor_that_is_none_begins_at_the_top(self, client, released, cursor):
        assert released().reference in found(client, after=cursor)

    def test_costs_the_same_for_one_case_and_for_many(self, released, django_assert_num_queries):
        released()
        public_cases.page(Filters())  # the topic, the area and the agency are known from now on
        for number in range(4):
            released(f"หลุมที่ {number} ลึกมาก")
        with django_assert_num_queries(3):
            public_cases.page(Filters())


class TestTheFilters:
    def test_a_topic_holds_its_parts(self, released, roads):
        street, water = released(), released(topic=make_topic("water/leak", "ท่อแตก", visibility_floor="public"))
        assert references(topic=roads.parent) == [street.reference]
        assert references(topic=roads) == [street.reference]
        assert references(topic=water.topic) == [water.reference]

    @pytest.mark.parametrize("area", [40, 4001, 400111])
    def test_an_area_holds_its_parts(self, released, area):
        here, elsewhere = released(), released(area=make_area(100601, "คลองจั่น"))
        assert references(area=area) == [here.reference]
        assert elsewhere.reference in references()

    def test_a_province_told_without_a_district_counts_too(self, released, khon_kaen):
        case = released(area=khon_kaen)
        assert references(area=40) == [case.reference]

    def test_a_state(self, released):
        case = released()
        assert references(state="open") == [case.reference]
        assert references(state="closed") == []

    def test_a_time(self, released):
        case, old = released(), released()
        Case.objects.filter(pk=old.pk).update(created_at="2024-01-01T00:00:00Z")
        assert references(days=30) == [case.reference]

    def test_in_the_address_filter_the_page(self, client, released, roads):
        case = released()
        for query in ({"topic": "roads/pothole"}, {"province": "40"}, {"province": "40", "district": "4001"}):
            assert case.reference in found(client, **query)
        assert case.reference not in found(client, province="10")
        assert case.reference not in found(client, state="closed")

    @pytest.mark.parametrize("query", [
        {"topic": "' OR 1=1"}, {"province": "๔๐"}, {"province": "9" * 400}, {"district": "x"}, {"period": "-1"},
        {"state": "<script>"}, {"q": "' & ! | :*"}, {"q": "ก" * 5000}, {"province": "-1", "subdistrict": "400111"},
    ])  # fmt: skip
    def test_that_make_no_sense_break_nothing(self, client, released, query):
        released()
        assert client.get(reverse("cases"), query).status_code == 200

    @pytest.mark.parametrize(("query", "name"), [
        ({"topic": "labour-nonsense"}, "Topic"), ({"kind": "x"}, "Kind of case"), ({"district": "4001"}, "District (amphoe or khet)"),
        ({"topic": "labour-nonsense", "province": "x"}, "Province, Topic"),
    ])  # fmt: skip
    @pytest.mark.parametrize("page", ["cases", "cases_map"])
    def test_that_no_list_offers_filter_nothing_and_the_page_says_which(self, english, released, page, query, name):
        case = released()
        shown = english.get(reverse(page), query).content.decode()
        assert f"Not filtered by: {name}<" in shown
        assert case.reference in shown
        assert "govuk-error-message" not in shown and "Select a valid choice" not in shown
        assert (
            "nonsense" not in shown.partition("<main")[2].partition("</main>")[0]
        )  # nor does any link ask for it again

    def test_that_make_sense_beside_one_that_does_not_still_hold(self, english, released):
        case = released()
        shown = english.get(reverse("cases"), {"topic": "labour-nonsense", "state": "closed"}).content.decode()
        assert case.reference not in shown and "Not filtered by: Topic<" in shown

    def test_that_find_nothing_offer_a_way_on(self, english, released):
        released()
        page = found(english, state="closed")
        assert "Nothing like this in public" in page and reverse("new_complaint") in page


class TestTheSearch:
    @pytest.fixture(autouse=True)
    def _every_text_indexed(self, released):
        self.case = released()
        chores.index_text.function()
        assert chores.index_public_text.function() == 1

    def test_finds_words_inside_words(self):
        assert references(typed="ตลาด") == [self.case.reference]

    def test_finds_a_reference_with_thai_digits(self):
        thai = self.case.reference.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
        assert references(typed=thai) == [self.case.reference]

    @pytest.mark.parametrize("typed", [SECRET, "ก๋วยเตี๋ยว", "ป้าศรี", "มาลี"])
    def test_S11_never_searches_what_was_not_released(self, typed):
        assert references(typed=typed) == []

    def test_S1_does_not_find_a_hidden_case_by_its_reference(self, file):
        assert references(typed=file().complaint.case.reference) == []

    def test_forgets_the_words_of_a_case_taken_back_and_changed(self, wichai):
        take_back_release(self.case, by=wichai)
        assert references(typed="ตลาด") == []
        release_case(self.case, text="ไฟดับหน้าวัด", by=wichai)
        chores.index_public_text.function()
        assert references(typed="ตลาด") == [] and references(typed="วัด") == [self.case.reference]


class TestThePageOfACase:
    def test_shows_the_released_text_and_nothing_of_the_complaint(self, client, released):
        case = released(place_text="หน้าบ้านป้าศรี 99/1")
        page = client.get(reverse("public_case", args=[case.reference])).content.decode()
        assert "ไฟทางหน้าตลาดดับสองต้น" in page
        for private in (SECRET, "มาลี", "malee@example.org", "99/1"):
            assert private not in page

    @pytest.mark.parametrize("visibility", list(Visibility))
    def test_S2_of_a_hidden_case_is_the_same_as_none(self, client, file, visibility):
        hidden = client.get(reverse("public_case", args=[file(visibility=visibility).complaint.case.reference]))
        none = client.get(reverse("public_case", args=["69-0000-0000-0"]))
        assert hidden.status_code == none.status_code == 404

    def test_is_not_found_once_it_is_taken_back(self, client, released, wichai):
        case = take_back_release(released(), by=wichai)
        for query in ({}, {"part": "1"}):
            assert client.get(reverse("public_case", args=[case.reference]), query).status_code == 404

    def test_forgives_how_the_reference_is_typed(self, client, released):
        case = released()
        answer = client.get(reverse("public_case", args=[case.reference.lower()]))
        assert answer["Location"] == reverse("public_case", args=[case.reference])
