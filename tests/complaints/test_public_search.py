"""Words in the public search: the same cases whichever way they are found, at a bounded cost, and none that is hidden."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from complaints import chores, public_cases, public_search
from complaints.models import Case
from complaints.public_cases import Filters, lately_released, page
from complaints.public_search import first_of
from complaints.releasing import release_case
from complaints.workflow import CaseKind, Visibility

pytestmark = pytest.mark.django_db
RARE, COMMON, NO_CASE = "หิ่งห้อย", "ถนน", "เพนกวิน"
ORDERS = {"": ["-created_at", "-reference"], "people": ["-me_too_count", "-created_at", "-reference"]}


@pytest.fixture
def days_between():
    return 1


@pytest.fixture
def village(file, wichai, roads, days_between):
    """Twelve public cases of a road, the newest first; the third and the ninth tell of fireflies as well."""
    cases = []
    for number in range(12):
        text = f"ถนนซอย {number} พัง" + (" มืดจนเห็นหิ่งห้อย" if number in {2, 8} else "")
        kind = CaseKind.PRAISE if number % 5 == 0 else CaseKind.COMPLAINT
        case = file(text, visibility=Visibility.PUBLIC, topic=roads, kind=kind).complaint.case
        release_case(case, text=text, by=wichai)
        at = timezone.now() - timezone.timedelta(days=number * days_between)
        Case.objects.filter(pk=case.pk).update(created_at=at, me_too_count=number % 4)
        cases.append(case)
    chores.index_public_text.function()
    return [case.reference for case in cases]


WAYS = {
    "walked": {"LOOKED_THROUGH": 5_000, "FEW": 0, "GATHERED": 0},
    "gathered": {"LOOKED_THROUGH": 1, "FEW": 100, "GATHERED": 100},
    "by month": {"LOOKED_THROUGH": 1, "FEW": 0, "GATHERED": 100},
    "some months a page": {"LOOKED_THROUGH": 1, "FEW": 0, "GATHERED": 100, "MONTHS": 1},
    "cut short": {"LOOKED_THROUGH": 3, "FEW": 0, "GATHERED": 0},
}


@pytest.fixture(params=list(WAYS))
def way(request, monkeypatch):
    """Tables so small that each way of finding is taken."""
    for name, value in WAYS[request.param].items():
        monkeypatch.setattr(public_search, name, value)
    return request.param


@pytest.fixture
def pages_of_three(monkeypatch):
    monkeypatch.setattr(public_cases, "PAGE", 3)


def references(filters):
    """Of all pages, one after the other."""
    found, cursor = [], ""
    for _page in range(20):
        one = page(filters, cursor=cursor)
        found += [row.reference for row in one.rows]
        cursor = one.next_cursor
        if not cursor:
            return found
    raise AssertionError("The pages never end")


@pytest.mark.usefixtures("way", "pages_of_three")
class TestWhicheverWayTheyAreFound:
    @pytest.mark.parametrize("order", list(ORDERS))
    def test_common_words_give_each_case_once_in_the_order_asked_for(self, village, order):
        expected = list(Case.objects.order_by(*ORDERS[order]).values_list("reference", flat=True))
        assert references(Filters(typed=COMMON, order=order)) == expected

    @pytest.mark.parametrize("typed", [RARE, f"{COMMON} {RARE}", f"{RARE} {COMMON}"])
    def test_a_rare_word_alone_or_with_a_common_one_gives_its_two(self, village, typed):
        assert references(Filters(typed=typed)) == [village[2], village[8]]

    @pytest.mark.parametrize("typed", [NO_CASE, f"{COMMON} {NO_CASE}", "'&!|:*", "ๆๆๆ"])
    def test_words_of_no_case_give_nothing(self, village, typed):
        assert references(Filters(typed=typed)) == []

    def test_other_filters_hold_as_well(self, village, roads, sila):
        praised = [village[number] for number in (0, 5, 10)]
        assert references(Filters(typed=COMMON, kind="praise")) == praised
        assert references(Filters(typed=COMMON, topic=roads)) == village
        assert references(Filters(typed=RARE, topic=roads.parent, area=40, state="open")) == [village[2], village[8]]
        assert references(Filters(typed=RARE, area=sila.code, days=4)) == [village[2]]
        assert references(Filters(typed=RARE, state="closed")) == []


@pytest.mark.usefixtures("way", "pages_of_three")
class TestOverTheYears:
    @pytest.fixture(params=[20, 45, 120])
    def days_between(self, request):
        return request.param

    @pytest.mark.parametrize("typed", [RARE, f"{COMMON} {RARE}"])
    def test_a_word_of_a_time_long_past_is_found(self, village, typed):
        assert references(Filters(typed=typed)) == [village[2], village[8]]

    def test_common_words_give_each_case_once_the_newest_first(self, village):
        assert references(Filters(typed=COMMON)) == village
        assert references(Filters(typed=COMMON, kind="praise")) == [village[number] for number in (0, 5, 10)]


class TestMonths:
    def test_are_no_words_that_anybody_can_type(self, village):
        year = f"{timezone.now():%Y}"
        assert [references(Filters(typed=typed)) for typed in (f"@{year}", year, f"@{year}-11", f"'@{year}'")] == [
            []
        ] * 4

    def test_without_any_of_the_words_are_passed_over(self, village, monkeypatch):
        for name, value in WAYS["by month"].items():
            monkeypatch.setattr(public_search, name, value)
        Case.objects.filter(reference=village[8]).update(created_at=timezone.now() - timezone.timedelta(days=2_000))
        Case.objects.filter(reference__in=[village[2], village[8]]).update(public_words=None)
        chores.index_public_text.function()
        gathered, of = [], public_search._of
        monkeypatch.setattr(public_search, "_of", lambda cases, time: gathered.append(time) or of(cases, time))
        assert references(Filters(typed=RARE)) == [village[2], village[8]]
        assert len([time for time in gathered if "-" in time]) <= 2 * 12 + 2, "only months of years that have any"


class TestALongSearch:
    @pytest.fixture(autouse=True)
    def _short(self, monkeypatch):
        for name, value in WAYS["cut short"].items():
            monkeypatch.setattr(public_search, name, value)

    def test_is_cut_short_and_says_so_and_goes_on(self, client, village):
        client.cookies["language"] = "en"
        first = page(Filters(typed=RARE, order="people"))
        assert not first.rows and first.is_cut_short
        asked = {"q": RARE, "order": "people"}
        nothing = client.get(reverse("cases"), asked).content.decode()
        assert "Look further" in nothing and "Nothing like this in public" not in nothing
        shown = client.get(reverse("cases"), {**asked, "after": first.next_cursor}).content.decode()
        assert village[2] in shown and "Look further" in shown and "That was the last one" not in shown

    def test_S1_ends_where_it_ends_however_many_hidden_cases_hold_the_words(self, client, village, file, wichai):
        before = client.get(reverse("cases"), {"q": RARE}).content.decode()
        for visibility in Visibility:
            for _times in range(3):
                file(f"{COMMON} มี{RARE}", visibility=visibility)
        chores.index_text.function()
        chores.index_public_text.function()
        assert client.get(reverse("cases"), {"q": RARE}).content.decode() == before


class TestItsCost:
    def test_a_common_word_needs_no_more_than_the_walk(self, village, monkeypatch):
        def never(*_):
            raise AssertionError("gathered")

        monkeypatch.setattr(public_search, "_gathered", never)
        monkeypatch.setattr(public_cases, "PAGE", 5)
        assert len(page(Filters(typed=COMMON)).rows) == 5

    @pytest.mark.parametrize("narrowed", [{}, {"kind": "praise"}, {"topic": "roads"}, {"area": "sila"}])
    def test_the_walk_goes_along_an_index_and_sorts_nothing(self, village, roads, sila, narrowed):
        of = {"roads": roads, "sila": sila.code}
        filters = Filters(typed=COMMON, **{name: of.get(value, value) for name, value in narrowed.items()})
        among = public_cases._indexed_newest_first(filters)
        assert "Sort" not in plan_of(among.order_by(*ORDERS[""])[:5_000])

    @pytest.mark.parametrize("order", [ORDERS["people"], ["-released_at"]])
    def test_so_does_that_of_other_orders(self, village, order):
        assert "Sort" not in plan_of(Case.objects.public().order_by(*order)[:5_000])

    def test_a_pasted_letter_is_searched_by_its_beginning(self, client, village):
        assert village[2] not in client.get(reverse("cases"), {"q": "ขอความกรุณา" * 5_000}).content.decode()
        begins = f"{RARE} " + " " * 300 + "ขอความกรุณา" * 5_000
        assert village[2] in client.get(reverse("cases"), {"q": begins}).content.decode()

    @pytest.mark.parametrize(
        "typed", ["หหหหหห่่่่่งงห้อยยยย", "ถนนนนนนนน" * 2_000, "เ" * 9_000, "🦟" * 5_000, "a b c " * 999]
    )
    def test_misspelt_or_endless_text_breaks_nothing(self, client, village, typed):
        assert client.get(reverse("cases"), {"q": typed}).status_code == 200


class TestTheFeed:
    def test_finds_words_too(self, village, way):
        assert {case.reference for case in lately_released(Filters(typed=RARE), 2)} <= {village[2], village[8]}


def plan_of(cases):
    """How PostgreSQL goes about it where it may neither read a whole table nor sort, if it can do without."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
    return cases.explain()


def test_first_of_no_words_is_nothing():
    assert first_of(Case.objects.none(), among=Case.objects.public(), order=["-id"], most=3).ids == []
