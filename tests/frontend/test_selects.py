"""Lists to choose from: what the page shows is what Django would have shown."""

import pytest
from django import forms
from django.test.html import parse_html
from django.utils.translation import gettext_lazy, override

from frontend.govuk_forms import render_field

GROUPS = [("", "ทั้งหมด"), ("ถนน & ทาง", [("a", "หลุม <b>"), ("b", "ฝาท่อ")]), (3, "น้ำ"), (None, "ไม่มี"), ("a", "again")]


def form_of(choices, *, required=False, initial=None, data=None, **attrs):
    class AForm(forms.Form):
        one = forms.ChoiceField(
            label="หนึ่ง", choices=choices, required=required, initial=initial, widget=forms.Select(attrs=attrs)
        )

    return AForm(data)


def shown(form, **attributes):
    html = str(render_field(form["one"], **attributes))
    return html[html.index("<select") : html.index("</select>") + len("</select>")]


@pytest.mark.parametrize("given", [
    {},
    {"initial": "a"},
    {"initial": 3},
    {"initial": "3"},
    {"data": {"one": "b"}},
    {"data": {"one": "no such"}},
    {"data": {}},
    {"required": True},
    {"required": True, "data": {"one": '"><script>'}},
    {"autocomplete": "off", "data-x": '"quoted"'},
])  # fmt: skip
def test_are_as_django_renders_them(given):
    form = form_of(GROUPS, **given)
    described = {"aria-describedby": f"{form['one'].auto_id}-error"} if form.errors else {}
    css = "govuk-select govuk-select--error" if form.errors else "govuk-select"
    django_s = str(form["one"].as_widget(attrs={"class": css, **described}))
    assert parse_html(shown(form)) == parse_html(django_s)


def test_are_in_the_language_of_the_reader():
    form = form_of([("", gettext_lazy("Monday"))])
    with override("th"):
        assert "จันทร์" in shown(form)
    with override("en"):
        assert "Monday" in shown(form)


def test_give_the_id_that_the_label_names_and_what_the_page_adds():
    html = str(render_field(form_of(GROUPS)["one"], data_module="x"))
    assert 'for="id_one"' in html and 'id="id_one"' in html and 'data-module="x"' in html


class Coloured(forms.Select):
    def create_option(self, *told, **more):
        option = super().create_option(*told, **more)
        option["attrs"]["data-colour"] = "red"
        return option


def test_leave_a_widget_with_options_of_its_own_to_itself():
    class AForm(forms.Form):
        one = forms.ChoiceField(choices=GROUPS, widget=Coloured)

    assert 'data-colour="red"' in shown(AForm())
