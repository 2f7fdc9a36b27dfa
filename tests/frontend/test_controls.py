"""Controls to type in: what the page shows is what Django would have shown."""

import pytest
from django import forms
from django.test.html import parse_html

from frontend.govuk_forms import WRITTEN_HERE, render_field

FIELDS = {
    forms.TextInput: forms.CharField,
    forms.EmailInput: forms.EmailField,
    forms.NumberInput: forms.IntegerField,
    forms.HiddenInput: forms.CharField,
    forms.Textarea: forms.CharField,
}
VALUES = ["", None, "ถนนพัง", '"><script>', "\n เริ่มด้วยบรรทัดว่าง", "a & b", 0, 7]


def form_of(widget, *, value=None, data=None, required=False, **attrs):
    limits = {"max_length": 20} if FIELDS[widget] is forms.CharField else {}

    class AForm(forms.Form):
        one = FIELDS[widget](initial=value, required=required, widget=widget(attrs=attrs), **limits)

    return AForm(data, prefix="p")


def control_in(html):
    begin = min(place for place in (html.find("<input"), html.find("<textarea")) if place >= 0)
    end = html.index("</textarea>") + len("</textarea>") if "<textarea" in html else html.index(">", begin) + 1
    return html[begin:end]


def test_every_widget_that_is_written_here_is_tried():
    assert set(FIELDS) == WRITTEN_HERE


@pytest.mark.parametrize("widget", FIELDS)
@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("is_bound", [False, True])
def test_are_as_django_renders_them(widget, value, is_bound):
    given = {"data": {"p-one": "" if value is None else str(value)}} if is_bound else {"value": value}
    form = form_of(
        widget, required=True, autocomplete="off", disabled=False, autofocus=True, **{"data-x": '"q"'}, **given
    )
    html = control_in(str(render_field(form["one"], data_module="x")))
    attrs = {"data-module": "x"}
    if widget is not forms.HiddenInput:
        css = "govuk-textarea" if widget is forms.Textarea else "govuk-input"
        attrs |= {"class": f"{css} {css}--error" if form.errors else css}
        if form.errors:
            attrs |= {"aria-describedby": "id_p-one-error"}
    assert parse_html(html) == parse_html(str(form["one"].as_widget(attrs=attrs)))
    assert html.count("<") == (2 if widget is forms.Textarea else 1), "nothing typed becomes an element"


def test_a_line_break_at_the_beginning_is_not_swallowed():
    assert ">\n\nก" in str(render_field(form_of(forms.Textarea, value="\nก")["one"]))


class Shouting(forms.TextInput):
    def get_context(self, name, value, attrs):
        return super().get_context(name, str(value).upper(), attrs)


def test_leave_a_widget_that_draws_itself_otherwise_to_itself():
    class AForm(forms.Form):
        one = forms.CharField(initial="loud", widget=Shouting)

    assert 'value="LOUD"' in str(render_field(AForm()["one"]))
