"""Nothing that Django says on the pages of the administration stays English on a Thai page."""

import re

import pytest
from django.contrib import admin
from django.utils import translation
from django.utils.translation import get_language, trans_real

from directory.models import Holiday, Role
from tests.factories import make_agency, make_area, make_membership, make_topic, make_user

pytestmark = pytest.mark.django_db

THE_SAME_IN_THAI = {"LINE", "SMS", "PDF"}
HOLIDAY = {"date": "2026-04-13", "name_th": "วันสงกรานต์", "kind": "public", "source": "ประกาศ"}


@pytest.fixture
def staff(client):
    administrator = make_membership(make_user("มานพ ระเบียบ", is_staff=True), role=Role.ADMINISTRATOR).user
    client.force_login(administrator)
    client.cookies["language"] = "th"
    return client


@pytest.fixture
def english(monkeypatch):
    """What was to be said in Thai from here on and was said in the words of the code."""
    said: set[str] = set()
    for name, first, last in (("gettext", 0, 1), ("ngettext", 0, 2), ("pgettext", 1, 2), ("npgettext", 1, 3)):
        look_up = getattr(trans_real, name)

        def heard(*told, look_up=look_up, of=slice(first, last)):
            answer = look_up(*told)
            words = str(answer)
            if get_language() == "th" and words in map(str, told[of]) and re.search("[A-Za-z]{3}", words):
                said.add(words)
            return answer

        monkeypatch.setattr(translation._trans, name, heard, raising=False)
    return said


def counts_of(page):
    """What the hidden fields of a page's inner lists hold."""
    return dict(re.findall(r'name="([^"]+_FORMS)" value="(\d+)"', page.content.decode()))


@pytest.mark.parametrize("model", admin.site._registry, ids=str)
def test_on_the_list_and_the_form_of_everything(staff, english, model):
    address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    for page in (address, f"{address}?q=zzz", f"{address}999999/change/"):
        assert staff.get(page, follow=True).status_code == 200
    form = staff.get(f"{address}add/")
    if form.status_code == 200:
        assert staff.post(f"{address}add/", counts_of(form)).status_code == 200
    assert english - THE_SAME_IN_THAI == set()


def test_on_the_front_pages(staff, english):
    for page in ("/admin/", "/admin/directory/", "/admin/routing/", "/admin/complaints/"):
        assert staff.get(page).status_code == 200
    assert english == set()


@pytest.mark.parametrize("then", ["_save", "_continue", "_addanother"])
def test_when_a_row_is_added_changed_and_deleted(staff, english, then):
    address = "/admin/directory/holiday/"
    assert staff.post(f"{address}add/", {**HOLIDAY, then: "1"}, follow=True).status_code == 200
    row = Holiday.objects.get()
    for sent in ({"name_th": "สงกรานต์"}, {"name_th": "วันสงกรานต์"}):
        assert staff.post(f"{address}{row.pk}/change/", {**HOLIDAY, **sent, then: "1"}, follow=True).status_code == 200
    history = staff.get(f"{address}{row.pk}/history/").content.decode()
    for page in (f"{address}{row.pk}/change/", f"{address}{row.pk}/delete/", "/admin/"):
        assert staff.get(page).status_code == 200
    staff.post(address, {"action": "delete_selected"}, follow=True)
    staff.post(address, {"action": "", "_selected_action": [row.pk]}, follow=True)
    assert staff.post(address, {"action": "delete_selected", "_selected_action": [row.pk]}).status_code == 200
    assert staff.post(f"{address}{row.pk}/delete/", {"post": "yes"}, follow=True).status_code == 200
    assert not Holiday.objects.exists()
    assert "เปลี่ยน ชื่อไทย" in history
    assert english == set()


@pytest.mark.parametrize(
    "wrong",
    [
        {"date": "31/2/2569"},
        {"date": "2026-04-14"},  # there already
        {"kind": "none"},
        {"name_th": "ก" * 2000},
    ],
    ids=["no day of the calendar", "there already", "no such kind", "too long"],
)
def test_when_a_holiday_is_refused(staff, english, wrong):
    Holiday.objects.create(**{**HOLIDAY, "date": "2026-04-14"})
    answer = staff.post("/admin/directory/holiday/add/", {**HOLIDAY, **wrong})
    assert answer.status_code == 200
    assert answer.context["errors"]
    assert english == set()


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "มี วรรค"},
        {"position": "x"},
        {"position": -1},
        {"position": 10**12},
        {"code": "roads"},
        {"parent": "999"},
    ],
    ids=str,
)
def test_when_a_topic_is_refused(staff, english, wrong):
    make_topic("roads")
    sent = {"code": "water", "name_th": "น้ำ", "name_en": "Water", "urgency": "normal", "position": 1}
    none = {"aliases-TOTAL_FORMS": 0, "aliases-INITIAL_FORMS": 0}
    answer = staff.post("/admin/directory/topic/add/", {**sent, "visibility_floor": "public", **none, **wrong})
    assert answer.status_code == 200
    assert answer.context["errors"]
    assert english == set()


def test_when_a_page_comes_without_its_inner_lists(staff, english):
    assert staff.post("/admin/directory/agency/add/", {"code": "x"}).status_code == 200
    assert english == set()


def test_when_a_row_may_not_go_because_others_need_it(staff, english):
    area = make_area(400114, "ศิลา")
    agency = make_agency("เทศบาลเมืองศิลา", area=area)
    make_membership(agency=agency)
    for page in (f"/admin/directory/agency/{agency.pk}/delete/", f"/admin/directory/area/{area.pk}/change/"):
        assert staff.get(page, follow=True).status_code in {200, 403, 404}
    assert english == set()
