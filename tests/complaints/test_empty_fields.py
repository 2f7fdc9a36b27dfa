"""Every form, sent empty: what is missing is said in plain words, never in Django's."""

import pytest
from django import forms
from django.urls import get_resolver, reverse
from django.utils import translation

from complaints.handling import ask_complainant
from complaints.objecting import object_to_use_in_case
from complaints.rights_tables import Objection
from directory.models import Role
from tests.factories import make_membership, make_user

LEFT_OVERS = (
    "ฟิลด์นี้จำเป็น", "โปรดแก้ไขข้อผิดพลาด", "กรุณาแก้ไขข้อผิดพลาด", "ไม่ว่าง", "This field is required", "Please correct", "Enter a valid",
)  # fmt: skip
languages = pytest.mark.parametrize("language", ["th", "en"])
FILING = [{"step": step} for step in ("where", "answered", "check", "send")]
AT_THE_OFFICE = ("ask", "reply", "decline", "extend", "close", "convert", "release", "help", "remove-file", "translate")


def all_forms(above: type = forms.BaseForm) -> set[type]:
    below = set(above.__subclasses__())
    return below.union(*(all_forms(form) for form in below))


@languages
def test_no_form_has_djangos_own_word_for_an_empty_field(language):
    _ = get_resolver().url_patterns  # brings all of them in
    with translation.override(language):
        said = {
            f"{form.__module__}.{form.__name__}.{name}: {field.error_messages['required']}"
            for form in all_forms()
            if not form.__module__.startswith("django.")  # fields that no person sees
            for name, field in getattr(form, "base_fields", {}).items()
            if str(field.error_messages["required"]).startswith(LEFT_OVERS)
        }
    assert said == set()


@pytest.mark.django_db
class TestSentEmpty:
    def told(self, client, address, fields=None):
        html = client.post(address, fields or {}, follow=True).content.decode()
        words = html.partition("<main")[2].partition("</main>")[0] or html
        ours = [left for left in LEFT_OVERS if not (address.startswith("/admin/") and left == "Please correct")]
        assert not [left for left in ours if left in words], address
        return words

    @languages
    def test_by_a_visitor(self, client, language):
        client.cookies["language"] = language
        for fields in FILING:
            assert "govuk-error-summary" in self.told(client, "/complaints/new/", fields)
        for address in (
            "/track/",
            "/accounts/login/",
            "/accounts/signup/",
            "/accounts/login/code/",
            "/accounts/password/reset/",
        ):
            assert "error" in self.told(client, address), address

    @languages
    def test_by_who_filed(self, client, working, wichai, malee, language):
        ask_complainant(working, question="เสาต้นไหน", by=wichai)
        client.cookies["language"] = language
        client.force_login(malee)
        reference = working.case.complaints.get().reference
        for act in ("answer", "add", "correct", "withdraw", "dispute", "news", "data/object"):
            self.told(client, f"/track/{reference}/{act}/")
        for address in ("/me/data/object/", "/me/data/erase/", "/accounts/email/", "/accounts/password/change/"):
            self.told(client, address)

    @languages
    def test_at_the_office(self, client, working, wichai, language):
        client.cookies["language"] = language
        client.force_login(wichai)
        for act in AT_THE_OFFICE:
            self.told(client, f"/office/{working.case.reference}/{act}/")

    @languages
    def test_in_the_answer_to_an_objection_whose_dates_are_written_as_everywhere(
        self, client, file, highways, language
    ):
        complaint = file().complaint
        objection = object_to_use_in_case(complaint, Objection.Use.values[0], reason="ไม่อยากให้เก็บ")
        administrator = make_user("ผู้ดูแล ระบบ", is_staff=True)
        make_membership(administrator, highways, role=Role.ADMINISTRATOR)
        client.cookies["language"] = language
        client.force_login(administrator)
        address = reverse("admin:complaints_objection_change", args=[objection.pk])
        shown = client.get(address).content.decode()
        told = self.told(client, address)
        if language == "th":
            year = objection.made_at.year
            for html in (shown, told):
                assert str(year + 543) in html and f" {year}" not in html
            assert "ยังว่างอยู่" in told and "Please correct" not in told
