"""Examples for /dev/parts/: every part of the look in every state, with made-up content."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from frontend import icons, wording

COLOURS = [
    ("paper", "#fbf7f0"), ("surface", "#ffffff"), ("well", "#f4eee3"), ("ink", "#1d2a34"), ("ink-2", "#4a5863"),
    ("line", "#e2d9c9"), ("line-strong", "#7d7568"), ("kram-900", "#10304c"), ("kram-700", "#1b4b73"),
    ("kram-500", "#3b76a8"), ("kram-200", "#bcd3e6"), ("kram-100", "#dfeaf3"), ("khamin-400", "#f3b229"),
    ("khamin-700", "#7d5200"), ("khamin-100", "#fdf0d2"), ("toei-700", "#1c6845"), ("toei-100", "#dff1e6"),
    ("khrang-700", "#a3243a"), ("khrang-100", "#fbe4e6"), ("mangkhut-700", "#6c3a63"), ("thao-700", "#515c65"),
]  # fmt: skip


class ExampleForm(forms.Form):
    """One field of each kind."""

    text = forms.CharField(label="เรื่องที่แจ้ง", help_text="เล่าว่าเกิดอะไร ตั้งแต่เมื่อไร", max_length=4000, widget=forms.Textarea)
    reference = forms.CharField(label="เลขที่เรื่อง", error_messages={"required": "ใส่เลขที่เรื่องจากใบรับเรื่อง"})
    province = forms.ChoiceField(
        label="จังหวัด",
        choices=[("", "เลือกจังหวัด"), ("40", "ขอนแก่น"), ("10", "กรุงเทพมหานคร")],
        error_messages={"required": "เลือกจังหวัด หรือปักหมุดบนแผนที่"},
    )
    outcome = forms.ChoiceField(
        label="ผลของเรื่อง", choices=[("solved", "แก้ไขแล้ว"), ("explained", "ชี้แจงแล้ว ไม่ต้องแก้")], widget=forms.RadioSelect
    )
    news = forms.MultipleChoiceField(
        label="แจ้งข่าวทาง",
        choices=[("sms", "SMS"), ("email", "อีเมล")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agreed = forms.BooleanField(label="ฉันอ่านแล้ว และยอมให้เผยแพร่ข้อความนี้", required=False)
    photo = forms.FileField(label="เพิ่มรูปหรือ PDF", required=False)


class ExamplePlaceForm(forms.Form):
    latitude = forms.FloatField(widget=forms.HiddenInput)
    longitude = forms.FloatField(widget=forms.HiddenInput)
    province = forms.ChoiceField(label="จังหวัด", choices=[("", "เลือกจังหวัด"), ("40", "ขอนแก่น"), ("10", "กรุงเทพมหานคร")])
    district = forms.ChoiceField(label="อำเภอหรือเขต", choices=[("", "เลือกอำเภอ")])
    subdistrict = forms.ChoiceField(label="ตำบลหรือแขวง", choices=[("", "เลือกตำบล")])


def examples(request: HttpRequest) -> dict[str, Any]:
    """The context of the page; the form without and with mistakes."""
    return {
        "colours": COLOURS,
        "case_states": list(wording.CASE),
        "assignment_states": list(wording.ASSIGNMENT),
        "outcomes": list(wording.OUTCOME),
        "levels": list(wording.SEEN_BY),
        "pins": list(wording.PIN),
        "icon_names": sorted(icons.drawings()),
        "clocks": _clocks(),
        "form": ExampleForm(prefix="a", initial={"news": ["sms"], "agreed": True, "outcome": "solved"}),
        "place_form": ExamplePlaceForm(prefix="c"),
        "wrong_form": ExampleForm({"b-text": "ไฟทางดับ"}, prefix="b"),
    }


def _clocks() -> list[SimpleNamespace]:
    now = timezone.now()

    def part(state: str, given: timedelta, left: timedelta) -> SimpleNamespace:
        due_at = now + left
        return SimpleNamespace(
            state=state,
            accepted_at=due_at - given,
            proposed_at=due_at - given,
            accept_by=due_at,
            due_at=due_at,
            answered_at=now,
        )

    week = timedelta(days=7)
    return [
        part("working", week, timedelta(days=5, minutes=5)),
        part("working", week, timedelta(hours=3, minutes=5)),
        part("proposed", timedelta(days=1), timedelta(minutes=40, seconds=5)),
        part("working", week, timedelta(hours=-5, minutes=-5)),
        part("waiting", week, timedelta(days=2)),
        part("answered", week, timedelta(days=2)),
    ]
