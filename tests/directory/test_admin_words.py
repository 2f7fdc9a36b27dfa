"""Nothing that Django says on the pages of the administration stays English on a Thai page."""

import re

import pytest
from django.contrib import admin
from django.utils import translation
from django.utils.translation import get_language, trans_real

from directory.models import AliasScheme, Role, TopicAlias
from tests.factories import make_agency, make_area, make_membership, make_topic, make_user

pytestmark = pytest.mark.django_db

THE_SAME_IN_THAI = {"LINE", "SMS", "PDF"}
THRESHOLD = {"probability": "0.9", "decided_by": "มานพ", "decided_on": "13/4/2569", "reason": "ทดลอง"}


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
    address = "/admin/directory/topicalias/"
    alias = {"scheme": AliasScheme.values[0], "label": "ถนน", "topic": make_topic("roads").pk}
    assert staff.post(f"{address}add/", {**alias, then: "1"}, follow=True).status_code == 200
    row = TopicAlias.objects.get()
    for sent in ({"label": "ทาง"}, {"label": "ถนน"}):
        assert staff.post(f"{address}{row.pk}/change/", {**alias, **sent, then: "1"}, follow=True).status_code == 200
    history = staff.get(f"{address}{row.pk}/history/").content.decode()
    for page in (f"{address}{row.pk}/change/", f"{address}{row.pk}/delete/", "/admin/"):
        assert staff.get(page).status_code == 200
    staff.post(address, {"action": "delete_selected"}, follow=True)
    staff.post(address, {"action": "", "_selected_action": [row.pk]}, follow=True)
    assert staff.post(address, {"action": "delete_selected", "_selected_action": [row.pk]}).status_code == 200
    assert staff.post(f"{address}{row.pk}/delete/", {"post": "yes"}, follow=True).status_code == 200
    assert not TopicAlias.objects.exists()
    assert "เปลี่ยน " in history
    assert english == set()


@pytest.mark.parametrize(
    "wrong",
    [
        {"decided_on": "31/2/2569"},
        {"decided_on": "13/4/3112"},
        {"probability": "x"},
        {"probability": "9"},
        {"decided_by": "ก" * 2000},
        {"topic": "999"},
    ],
    ids=str,
)
def test_when_a_threshold_is_refused(staff, english, wrong):
    answer = staff.post("/admin/routing/routingthreshold/add/", {**THRESHOLD, **wrong})
    assert answer.status_code == 200
    assert answer.context["errors"]
    assert english == set()


@pytest.mark.parametrize(
    "wrong", [{"opening_days": "x"}, {"notice_days": -1}, {"result_days": 10**12}, {"kind": "none"}], ids=str
)
def test_when_usual_lengths_are_refused(staff, english, wrong):
    sent = {"kind": "policy", "notice_days": 0, "opening_days": 15, "result_days": 30, "source": "ประกาศ"}
    answer = staff.post("/admin/consultations/lengths/add/", {**sent, **wrong})
    assert answer.status_code == 200
    assert answer.context["errors"]
    assert english == set()


def test_when_a_page_comes_without_its_inner_lists(staff, english):
    agency = make_agency()
    assert staff.post(f"/admin/directory/agency/{agency.pk}/change/", {"code": "x"}).status_code == 200
    assert english == set()


def test_when_a_row_may_not_go_because_others_need_it(staff, english):
    area = make_area(400114, "ศิลา")
    agency = make_agency("เทศบาลเมืองศิลา", area=area)
    make_membership(agency=agency)
    for page in (f"/admin/directory/agency/{agency.pk}/delete/", f"/admin/directory/area/{area.pk}/change/"):
        assert staff.get(page, follow=True).status_code in {200, 403, 404}
    assert english == set()
