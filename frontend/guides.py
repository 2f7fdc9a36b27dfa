"""`/help/`: guides in plain words. What they say of states and of who sees what is taken from where it is decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Max, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from complaints import danger
from complaints.kind_words import names_of_way
from complaints.kinds import outcomes_of
from complaints.models import ServiceLevel
from complaints.progress import visibility_choices
from complaints.service_levels import working_days
from complaints.workflow import CLOSED_BY_ITS_ANSWER
from directory.installation import the_installation
from directory.models import Agency, AgencyKind
from frontend import guide_words, wording
from frontend.context import plain_page
from frontend.routing_guide import card_json, routing_guide
from records.caching import kept_for

TEXTS_OF = date(2026, 11, 28)
"""The day on which notice, terms and statement took their present words; change it with them."""
ACCESSIBILITY_TESTED_ON = date(2026, 11, 23)


@dataclass(frozen=True)
class Guide:
    """One page of help. Its words stand in frontend/templates/guides/<name>.html."""

    name: str
    title: Promise
    about: Promise
    icon: str
    words: tuple[str, ...] = ()
    """What people write who have the question that it answers."""


GUIDES = (
    Guide(
        "filing",
        _("How to file"),
        _("Three steps, what happens next, and how long it takes"),
        "message-plus",
        (
            "ร้องเรียนยังไง",
            "ร้องเรียนอย่างไร",
            "ร้องเรียนได้ที่ไหน",
            "แจ้งเรื่องยังไง",
            "แจ้งเรื่องอย่างไร",
            "แจ้งที่ไหน",
            "กี่วันถึงจะ",
            "ใช้เวลากี่วัน",
            "how do i file",
            "how to complain",
        ),
    ),
    Guide(
        "kinds",
        _("Which kind to choose"),
        _("Complaint, question, suggestion, praise or tip-off: when, and what follows from each"),
        "list-check",
        (
            "ขอข้อมูลได้ที่ไหน",
            "อยากชมเชย",
            "แจ้งเบาะแสยังไง",
            "แจ้งเบาะแสอย่างไร",
            "ร้องเรียนหรือเสนอแนะ",
            "which kind",
        ),
    ),
    Guide(
        "together",
        _("One text, many names"),
        _("File with your neighbours: one speaks, the others sign by a link"),
        "users",
        (
            "ร่วมลงชื่อ",
            "ลงชื่อร่วมกัน",
            "ล่ารายชื่อ",
            "ร้องเรียนเป็นกลุ่ม",
            "ชาวบ้านทั้งหมู่บ้านขอ",
            "sign together",
            "collect signatures",
        ),
    ),
    Guide(
        "examples", _("Examples of good complaints"), _("Short, before and after: road, light, wages, bribes"), "edit"
    ),
    Guide(
        "states",
        _("What the states mean"),
        _("Every word you may see on a case, and what you can do"),
        "route",
        (
            "สถานะเรื่อง",
            "เรื่องถึงไหน",
            "ติดตามเรื่อง",
            "ตามเรื่องที่แจ้ง",
            "เรื่องที่แจ้งไว้",
            "เรื่องที่เคยแจ้ง",
            "รอเรื่อง",
            "my case number",
            "status of my",
        ),
    ),
    Guide(
        "who-sees",
        _("Who sees what"),
        _("The four ways to be seen, and what never becomes public"),
        "eye",
        (
            "ใครเห็น",
            "ไม่อยากให้ใครรู้",
            "ไม่เปิดเผยชื่อ",
            "ไม่ระบุชื่อ",
            "ปกปิดชื่อ",
            "กลัวเขารู้ว่าใครแจ้ง",
            "stay anonymous",
            "who can see",
        ),
    ),
    Guide(
        "routing",
        _("How a case finds its agency"),
        _("What the program does and what people do, how often it is right, and how to object"),
        "route",
        ("ทำไมส่งไปหน่วยงาน", "ส่งผิดหน่วยงาน", "ใครเลือกหน่วยงาน", "ปัญญาประดิษฐ์", "เอไอ", "wrong agency", "algorithm"),
    ),
    Guide("emergency", _("In an emergency"), _("Whom to call now, and what to say"), "phone"),
    Guide(
        "people",
        _("Talk to a person"),
        _("1111, and the Damrongdhama centre of your province"),
        "users",
        (
            "คุยกับเจ้าหน้าที่",
            "คุยกับคน",
            "เบอร์ติดต่อ",
            "เบอร์โทรติดต่อ",
            "ศูนย์ดำรงธรรม",
            "สายด่วน 1111",
            "talk to a person",
            "speak to somebody",
        ),
    ),
)
RULES = (
    Guide(
        "privacy",
        _("Privacy notice"),
        _("What we keep of you, why, who gets it, and what you can ask"),
        "shield-lock",
        ("ลบข้อมูลของ", "ลบบัญชี", "ข้อมูลส่วนบุคคลของฉัน", "ข้อมูลของฉันในระบบ", "delete my data", "my personal data"),
    ),
    Guide("terms", _("Terms of use"), _("What you can expect of us, and we of you"), "file-text"),
    Guide(
        "accessibility", _("Accessibility statement"), _("What was tested and how, and what is still missing"), "world"
    ),
)
_LETTERS_READ = 1200
_BY_NAME = {guide.name: guide for guide in (*GUIDES, *RULES)}


def guides_like(text: str, most: int) -> list[Guide]:
    """The guides that answer what this text asks, at most so many, the one with the most of its words first."""
    lowered = text[:_LETTERS_READ].lower()
    hits = [(sum(word in lowered for word in guide.words), guide) for guide in (*GUIDES, *RULES)]
    return [guide for count, guide in sorted(hits, key=lambda hit: -hit[0]) if count][: max(most, 0)]


@gzip_page
@require_GET
def show_guides(request: HttpRequest) -> HttpResponse:
    return render(request, "guides/index.html", {"guides": GUIDES, "rules": RULES, "numbers": danger.NUMBERS})


@gzip_page
@require_GET
def show_guide(request: HttpRequest, name: str) -> HttpResponse:
    guide = _BY_NAME.get(name)
    if guide is None:
        raise Http404
    knows = _KNOWS.get(name, dict)
    return render(request, f"guides/{name}.html", {"guide": guide, **knows()})


@require_GET
def show_model_card(request: HttpRequest) -> HttpResponse:
    card = card_json()
    if card is None:
        raise Http404
    return HttpResponse(card, content_type="application/json; charset=utf-8")


@gzip_page
@require_GET
def show_emergency(request: HttpRequest) -> HttpResponse:
    """The same for everybody in a language, because browsers keep it for times without a network."""
    page = {**plain_page(), "guide": _BY_NAME["emergency"], "first": guide_words.FIRST, "more": guide_words.MORE}
    return HttpResponse(render_to_string("guides/emergency.html", page))


def _filing() -> dict[str, Any]:
    step = ServiceLevel.Step
    return {"levels": _levels(), "answer": working_days(step.ANSWER, None), "confirm": working_days(step.CONFIRM, None)}


@kept_for(seconds=5)
def _levels() -> dict[str, int]:
    """Working days: to accept at most, and to report the work as done, from the quickest topic to the slowest."""
    accept = working_days(ServiceLevel.Step.ACCEPT, None)
    resolve = working_days(ServiceLevel.Step.RESOLVE, None)
    found = ServiceLevel.objects.filter(step=ServiceLevel.Step.RESOLVE, kind="", agency=None).aggregate(
        least=Min("working_days"), most=Max("working_days")
    )
    return {"accept": accept, "least": found["least"] or resolve, "most": found["most"] or resolve}


def _states() -> dict[str, Any]:
    return {
        "states": guide_words.STATES,
        "outcomes": guide_words.OUTCOMES,
        "of_kinds": guide_words.STATES_OF_KINDS,
    }


@dataclass(frozen=True)
class KindShown:
    """A kind with what staff have set for it: working days, and how it can end."""

    told: guide_words.KindTold
    label: Promise
    icon: str
    steps: list[Promise]
    days: int
    """Of work; of what its date closes, from the day it was sent there."""
    outcomes: list[str]
    closes_by_itself: bool


def _kinds() -> dict[str, Any]:
    return {"kinds": [_kind_shown(told) for told in guide_words.KINDS]}


def _kind_shown(told: guide_words.KindTold) -> KindShown:
    step, closes_by_itself = ServiceLevel.Step, told.name in CLOSED_BY_ITS_ANSWER
    return KindShown(
        told,
        wording.KIND[told.name].you,
        wording.KIND[told.name].icon,
        names_of_way(told.name, is_mine=True),
        working_days(step.RESOLVE, None, told.name)
        + (working_days(step.ACCEPT, None, told.name) if closes_by_itself else 0),
        [words for _outcome, words in outcomes_of(told.name)],
        closes_by_itself,
    )


def _who_sees() -> dict[str, Any]:
    return {"choices": visibility_choices("")}


@kept_for(seconds=5)
def _people() -> dict[str, Any]:
    centres = Agency.objects.active().filter(kind=AgencyKind.PROVINCE_CENTRE).select_related("area")
    return {"centres": list(centres.order_by("area__sort_key"))}


def _rules() -> dict[str, Any]:
    row = the_installation()
    return {
        "texts_of": TEXTS_OF,
        "tested_on": ACCESSIBILITY_TESTED_ON,
        "controller": row.controller or settings.CONTROLLER_NAME,
        "contact": row.data_protection_contact or settings.DATA_PROTECTION_CONTACT,
        "objection_days": working_days(ServiceLevel.Step.OBJECTION, None),
    }


_KNOWS: dict[str, Callable[[], dict[str, Any]]] = {
    "filing": _filing,
    "examples": lambda: {"examples": guide_words.EXAMPLES},
    "states": _states,
    "who-sees": _who_sees,
    "kinds": _kinds,
    "people": _people,
    "routing": routing_guide,
    "privacy": _rules,
    "terms": _rules,
    "accessibility": _rules,
}
