"""Every page of a case told in confidence: nothing on it is read across a room, and one press leads away from it."""

import re

import pytest

from complaints.correcting import Correction, correct_case
from complaints.handling import assign_case
from complaints.intake import Contact
from complaints.workflow import Visibility
from tests.complaints.conftest import POTHOLE, without_outbox

pytestmark = pytest.mark.django_db
PAGES = ["", "news/", "correct/", "data/", "data/object/", "data/erase/"]
NUAN = Contact(name="ป้านวล ใจดี", email="pa.nuan@example.org")
WEATHER = "https://www.tmd.go.th/"


@pytest.fixture
def opened(client, file):
    """Open a case on this device by its receipt code; gives the address of its pages."""

    def opened(**fields):
        filed = file(by=None, contact=NUAN, **fields)
        client.post("/track/", {"reference": filed.complaint.reference, "code": filed.receipt_code})
        return filed.complaint, f"/track/{filed.complaint.reference}/"

    return opened


def open_words(html):
    """The page without its head, and without what stands folded away until somebody opens it."""
    html = html[html.index("<h1") : html.index("</main>")]
    while "<details" in html:  # from the innermost
        html = re.sub(r"<details(?:(?!<details).)*?</details>", "", html, flags=re.DOTALL)
    return html


@pytest.mark.parametrize("page", PAGES)
def test_has_the_quick_exit_which_closes_the_case_on_this_device(client, opened, page):
    complaint, address = opened(visibility=Visibility.CONFIDENTIAL)
    html = without_outbox(client.get(address + page).content.decode())
    assert html.count(f'href="{WEATHER}"') == 1
    assert f'action="{address}forget/"' in html
    assert f'data-key="case-{complaint.reference}"' in html


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("news/", {"news_channel": "email", "email": "x"}),
        ("correct/", {"province": "999999"}),
        ("data/erase/", {"code": ""}),
        ("data/object/", {"use": ""}),
        ("data/name/", {"full_name": ""}),
        ("add/", {"text": ""}),
    ],
)
def test_has_it_too_when_what_was_sent_is_refused(client, opened, page, fields):
    _complaint, address = opened(visibility=Visibility.CONFIDENTIAL)
    answer = client.post(address + page, fields)
    assert answer.status_code in {400, 409}
    assert WEATHER in without_outbox(answer.content.decode())


@pytest.mark.parametrize("page", PAGES)
def test_an_ordinary_case_has_none(client, opened, page):
    _complaint, address = opened(visibility=Visibility.AGENCY)
    assert WEATHER not in without_outbox(client.get(address + page).content.decode())


@pytest.mark.parametrize("page", PAGES)
def test_tells_across_a_room_neither_words_nor_topic_nor_place(client, opened, page, sila, bribery, highways):
    complaint, address = opened(visibility=Visibility.CONFIDENTIAL, topic=bribery, area=sila)
    assign_case(complaint.case, highways, by=None, topic=bribery)
    correct_case(complaint.case, Correction(place_text="ข้างบ้านผู้ใหญ่ลี"), by=None)
    html = client.get(address + page).content.decode()
    for private in (POTHOLE, bribery.name, sila.name_th, "ข้างบ้านผู้ใหญ่ลี"):
        assert private not in open_words(html), private
    assert bribery.name not in re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1]


@pytest.mark.parametrize("page", [*PAGES, "?show=why"])
def test_nor_does_it_name_an_agency_or_whom_to_call(client, opened, page, highways):
    complaint, address = opened(visibility=Visibility.CONFIDENTIAL, text="สามีตีฉันทุกคืน ลูกกลัวมาก")
    assign_case(complaint.case, highways, by=None)
    html = client.get(address + page).content.decode()
    for private in (highways.name_th, "1300", "ถูกทำร้าย"):
        assert private not in open_words(html), private


def test_shows_it_all_once_it_is_opened(client, opened, highways):
    complaint, address = opened(visibility=Visibility.CONFIDENTIAL, text="สามีตีฉันทุกคืน ลูกกลัวมาก")
    assign_case(complaint.case, highways, by=None)
    html = client.get(address).content.decode()
    assert highways.name_th in html and 'href="tel:1300"' in html
