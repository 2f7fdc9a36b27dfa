"""Searching what waits at the triage desk: by words, place, topic and number, and nothing that is not there."""

import pytest

from complaints import chores
from complaints.handling import send_to_triage
from complaints.models import Case
from complaints.workflow import Visibility
from directory import known
from directory.place_search import forget_places
from routing import desk_queue
from routing.desk_queue import DeskFilters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places(sila):
    forget_places()
    known.forget_all()
    yield
    forget_places()


@pytest.fixture
def waiting(file):
    """A case that waits at the desk, with these words."""

    def waiting(text, **fields):
        case = file(text, **fields).complaint.case
        send_to_triage(case)
        chores.index_text.function()
        return Case.objects.get(pk=case.pk)

    return waiting


def found(typed, **filters):
    return [case.reference for case in desk_queue.page(DeskFilters(typed=typed, **filters)).cases]


def test_a_waiting_case_is_found_by_words_place_and_number(waiting):
    lamp, _other = waiting("ไฟทางดับมืดมาก"), waiting("ถังขยะล้น", area=None)
    year, first, *_rest = lamp.reference.split("-")
    for typed in ("ไฟทาง", "ขอนแก่น", "ต.ศิลา ไฟ", lamp.reference, f"{year}-{first}", f"{year}-{first}-", first.lower()):
        assert found(typed) == [lamp.reference], typed
    assert found("คลองเตย") == found("ไฟทาง ถังขยะ") == found("!!") == []
    assert desk_queue.count(DeskFilters(typed="ไฟทาง")).n == 1 and desk_queue.count(DeskFilters(typed="!!")).n == 0
    assert found("ไฟทาง", area=40) == [lamp.reference] and found("ไฟทาง", area=10) == []


def test_what_does_not_wait_there_is_not_found(waiting, file):
    elsewhere = file("ไฟทางดับ").complaint.case
    chores.index_text.function()
    assert found("ไฟทาง") == found(elsewhere.reference) == found(elsewhere.reference[:7]) == []


def test_pages_of_a_search_hold_each_case_once(waiting, monkeypatch):
    monkeypatch.setattr(desk_queue, "PAGE", 2)
    cases = [waiting(f"ไฟทางดับ จุดที่ {n}").reference for n in range(5)]
    filters, cursor, shown = DeskFilters(typed="ไฟทาง"), "", []
    for _page in range(5):
        one = desk_queue.page(filters, cursor)
        shown += [case.reference for case in one.cases]
        cursor = one.next_cursor
        if not cursor:
            break
    assert shown == cases


def test_the_page_has_a_field_marks_the_words_and_keeps_the_search(client, siriporn, waiting):
    case = waiting("ไฟทางดับมืดมาก")
    client.force_login(siriporn)
    client.cookies["language"] = "en"
    shown = client.get("/desk/", {"q": "ไฟทาง"}).content.decode()
    assert 'name="q"' in shown and "<mark>ไฟทาง</mark>" in shown and case.reference in shown
    assert "q=%E0%B9%84" in shown, "links keep the search"
    slip = client.get("/desk/", {"q": "ไฟทางดัป"}).content.decode()
    assert case.reference in slip and "These are the cases for “ไฟทางดับ”" in slip
    assert case.reference not in client.get("/desk/", {"q": "ไฟทางดัป", "exactly": "yes"}).content.decode()


def test_a_confidential_case_shows_no_word_of_it(client, siriporn, waiting):
    case = waiting("หัวหน้าเรียกเงินใต้โต๊ะ", visibility=Visibility.CONFIDENTIAL)
    client.force_login(siriporn)
    shown = client.get("/desk/", {"q": case.reference[:7], "part": "queue"}).content.decode()
    assert case.reference in shown and "ใต้โต๊ะ" not in shown


def test_S2_nobody_but_the_desk_searches_it(client, waiting, wichai, malee):
    waiting("ไฟทางดับ")
    for user in (wichai, malee):
        client.force_login(user)
        assert client.get("/desk/", {"q": "ไฟทาง"}).status_code == 404


@pytest.mark.parametrize("typed", ["(" * 199, "' | 'x", "a:* & !b", "\x00a", "-" * 199, "ก" * 100_000, "\u200b", "69-"])
def test_I13_no_input_breaks_it(client, siriporn, waiting, typed):
    waiting("ไฟทางดับ")
    client.force_login(siriporn)
    assert client.get("/desk/", {"q": typed}).status_code == 200
