"""What every template knows besides its view's own context. Asks nothing of the database for visitors."""

import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.utils.translation.trans_real import parse_accept_lang_header

from complaints.device import drafts_of
from directory.languages import PAGE_LANGUAGES, PageLanguage, page_language
from directory.models import User
from directory.places import shape_files


@dataclass(frozen=True)
class Door:
    """One entry of a menu. `short` stands in the phone's row of doors; without it the door is in the menu of words alone.

    A sixth one would break the words of the row at 320 px; phones have the consultations in the foot.
    """

    address: str
    label: Promise
    short: Promise | str
    icon: str
    is_here: bool = False


CITIZENS_DOORS = [
    Door("/", pgettext_lazy("menu", "Home"), pgettext_lazy("menu", "Home"), "home"),
    Door("/complaints/new/", _("File a complaint"), pgettext_lazy("menu", "File"), "message-plus"),
    Door("/track/", _("Follow a case"), pgettext_lazy("menu", "Follow"), "route"),
    Door("/cases/", _("Public cases"), pgettext_lazy("menu", "Public"), "world"),
    Door("/consultations/", _("Have your say"), "", "messages"),
    Door("/me/", _("My cases"), pgettext_lazy("menu", "Mine"), "user"),
]
DESK_DOORS = {
    "/desk/": Door("/desk/", _("Triage"), _("Triage"), "search"),
    "/office/": Door("/office/", _("Cases of the agency"), _("Cases of the agency"), "inbox"),
    "/office/today/": Door("/office/today/", _("Your day"), _("Your day"), "calendar-event"),
    "/office/approvals/": Door("/office/approvals/", _("Answers to approve"), _("Answers to approve"), "circle-check"),
    "/office/assist/": Door("/office/assist/", _("File for somebody"), _("File for somebody"), "message-plus"),
    "/office/overview/": Door("/office/overview/", _("Overview"), _("Overview"), "list-check"),
    "/closings/": Door("/closings/", _("Reported as done"), _("Reported as done"), "circle-check"),
    "/office/audit/": Door("/office/audit/", _("Audit"), _("Audit"), "list-check"),
    "/administration/": Door("/administration/", pgettext_lazy("registers", "Administration"), "", "settings"),
    "/consultations/manage/": Door("/consultations/manage/", _("Consultations"), _("Consultations"), "messages"),
}
LONGEST_HEADER = 200
ROLES_AT_THE_DESK = {
    "/desk/": {"triage_officer", "administrator"},
    "/office/today/": {"officer", "supervisor", "agency_head"},
    "/office/": {"officer", "supervisor", "agency_head"},
    "/office/approvals/": {"approver"},
    "/office/assist/": {"helper"},
    "/office/overview/": {"supervisor", "agency_head"},
    "/closings/": {"supervisor", "agency_head", "auditor"},
    "/office/audit/": {"auditor"},
    "/consultations/manage/": {"policy_team", "agency_head"},
}


def page(request: HttpRequest) -> dict[str, Any]:
    """Language, menus and where the reader is."""
    return {
        **plain_page(),
        "doors": [_here(door, request.path) for door in CITIZENS_DOORS],
        "desk_doors": SimpleLazyObject(lambda: desk_doors(request)),
        "demo_mode": settings.DEMO,
        # By the hour: what a device keeps for weeks is aged by it, for its own clock may be wrong by a year.
        "made_at": int(time.time() // 3600 * 3600),
        "has_base_map": bool(settings.PMTILES_FILE),
        "map_credit": settings.MAP_CREDIT,
        "shape_files": SimpleLazyObject(shape_files),
        "offered_language": offered_language(request),
        "drafts_of": SimpleLazyObject(lambda: _drafts_of(request)),
    }


def offered_language(request: HttpRequest) -> PageLanguage | None:
    """The browser's own language, for who has chosen none yet: offered, never taken. None for Thai and what we do not speak."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return None
    for wanted, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:LONGEST_HEADER]):
        spoken = wanted.split("-")[0]
        for language in PAGE_LANGUAGES:
            if language.code.split("-")[0] == spoken:
                return None if language.code == settings.LANGUAGE_CODE else language
    return None


def plain_page() -> dict[str, Any]:
    """What base.html needs on a page that knows no reader: errors and the offline page. No session, no database."""
    return {"page_language": page_language(), "page_languages": PAGE_LANGUAGES, "doors": CITIZENS_DOORS}


def desk_doors(request: HttpRequest) -> list[Door]:
    """The desks this person works at; none for everybody else."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    roles = {held.role for held in user.active_roles}
    doors = [DESK_DOORS[address] for address, allowed in ROLES_AT_THE_DESK.items() if roles & allowed]
    if admin.site.has_permission(request):  # more than a role: as at /admin/
        doors.append(DESK_DOORS["/administration/"])
    # One desk lies within another's address: one is at the inner one, not at both.
    within = max((door.address for door in doors if request.path.startswith(door.address)), key=len, default="")
    return [_here(door, request.path if door.address == within else "") for door in doors]


def _drafts_of(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    return drafts_of(user) if isinstance(user, User) else ""


def _here(door: Door, path: str) -> Door:
    is_here = path == "/" if door.address == "/" else path.startswith(door.address)
    return Door(door.address, door.label, door.short, door.icon, is_here)
