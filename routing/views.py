"""The triage desk: cases that the routing was not sure of, the top proposals, one key to confirm, one to correct.

What officers do there: act_views.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from complaints import looks
from complaints.access import Viewer
from complaints.choosing import agencies_by_nearness
from complaints.duplicates import candidates_at_the_desk, may_have_others
from complaints.found_words import words_to_mark
from complaints.join_forms import OtherCaseForm
from complaints.lines import Line, timeline
from complaints.listing import Told, complete_cases, place_name
from complaints.models import Assignment, Case, CaseEvent
from complaints.office_forms import RemoveForm
from complaints.parts_of_cases import parts_elsewhere
from complaints.release_forms import DeskReleaseForm, TakeBackForm
from complaints.releasing import may_be_public
from complaints.searching import FEW, meant_by
from complaints.several_problems import hint_for
from complaints.splitting import may_be_split
from complaints.text_languages import TextLanguage
from complaints.topic_options import topic_options
from complaints.translating import may_ask_program, name_of_reader, show_translations, translations_into_thai
from complaints.translators import is_connected
from complaints.views.incidents import open_incidents
from complaints.workflow import DECLINES_BEFORE_CENTRAL_DESK, GIVEN_AWAY, AssignmentState, Visibility
from directory.models import Agency, Role, Topic, User
from routing.alarms import open_alarms
from routing.desk import joined_by
from routing.desk_queue import DeskFilters, Page, count, page, read
from routing.forms import ConvertForm, RejectForm, SendForm
from routing.marking import mark
from routing.models import RoutingDecision, RoutingRule

SIGNER = TimestampSigner(salt="shown at the desk")
SHOWN_LASTS_S = 12 * 3600
AGENCY_WAS_CLOSED = _("The agency that had it has been closed")


@dataclass(frozen=True)
class Waiting:
    case: Case
    told: Told
    place: str
    is_open: bool


def triage_officer_of(request: HttpRequest) -> User:
    """The signed-in triage officer; for everybody else the desk is not found."""
    user = request.user
    if not isinstance(user, User) or not Viewer(user).does_triage:
        raise Http404
    return user


# -- the desk ----------------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The queue, one open case and its proposals. `?case=` opens one; `?part=queue` is what the live page fetches."""
    return show_desk(request, triage_officer_of(request), request.GET.get("case", ""))


def show_desk(
    request: HttpRequest,
    officer: User,
    wanted: str,
    *,
    status: int = 200,
    typed: str = "",
    preview: dict[str, Any] | None = None,
    **refused: forms.Form,
) -> HttpResponse:
    """The desk with this case open. refused: `send_form`, `reject_form`, … that was sent and not taken.

    typed: words of a translation that was not taken, to be copied. preview: what everybody would read of a release."""
    filters, after = DeskFilters.asked(request.GET), cursor_of(request)
    typed_words, shown = filters.typed, page(filters, after)
    meant, instead = _meant(request, filters, shown)
    exactly, as_meant = f"?{filters.query}&exactly=yes", f"?{replace(filters, typed=meant).query}"
    is_instead = instead is not None and not shown.cases
    if instead is not None and is_instead:
        filters, shown = replace(filters, typed=meant), instead
    cases = shown.cases
    chosen = _open_case(cases, wanted)
    told = complete_cases(cases if chosen is None or chosen in cases else [*cases, chosen])
    context: dict[str, Any] = {
        "waiting": [Waiting(case, told.get(case.pk, Told()), place_name(case), case == chosen) for case in cases],
        "count": count(filters),
        "page": shown,
        "after": after,
        "filters": filters,
        "typed_words": typed_words,
        "meant": meant,
        "is_instead": is_instead,
        "exactly": exactly,
        "as_meant": as_meant,
        "found_words": words_to_mark(filters.typed),
        "choices": filters.choices(),
        "topic_options": topic_options(filters.topic),
        "alarms": open_alarms().count(),
        "incidents": open_incidents(Viewer(officer)),
        "kept": f"?{urlencode(kept)}" if (kept := kept_in(request) | ({"q": meant} if is_instead else {})) else "",
        "done_today": RoutingDecision.objects.filter(settled_by=officer, settled_at__gte=_midnight()).count(),
        "chosen": chosen,
        "gone": wanted if wanted and chosen is None else "",
        "joined": joined_by(officer, joined) if (joined := request.GET.get("joined", "")) else None,
    }
    if request.GET.get("part") == "queue":
        return render(request, "routing/_desk_queue.html", context)
    if chosen:
        context |= _look_at(request, chosen, officer)
        blank = {"send_form": SendForm(), "reject_form": RejectForm(), "convert_form": ConvertForm()}
        context |= {
            **blank,
            "remove_form": RemoveForm(prefix="remove", case=chosen),
            **_release_forms(chosen, refused),
            **refused,
        }
        context |= {"typed": typed, "preview": preview}
        context["refused"] = None if preview else next(iter(refused.values()), None)
    return render(request, "routing/desk.html", context, status=status)


def _meant(request: HttpRequest, filters: DeskFilters, shown: Page) -> tuple[str, Page | None]:
    """What was probably meant where few cases were found, with its page, if more hold that."""
    if not filters.typed or shown.is_cut or len(shown.cases) >= FEW or {"after", "exactly"} & request.GET.keys():
        return "", None
    meant = meant_by(filters.typed)
    instead = page(replace(filters, typed=meant)) if meant else None
    return (meant, instead) if instead and len(instead.cases) > len(shown.cases) else ("", None)


def cursor_of(request: HttpRequest) -> str:
    """Where the page of the queue begins, or "" at its beginning."""
    cursor = request.GET.get("after", "")[:100]
    return cursor if read(cursor) else ""


def kept_in(request: HttpRequest) -> dict[str, str]:
    """What stands in the address of every form and link of the desk: the queue as it was narrowed, and its page."""
    asked = DeskFilters.asked(request.GET).asks
    return asked | ({"after": after} if (after := cursor_of(request)) else {})


def _open_case(cases: list[Case], wanted: str) -> Case | None:
    """The wanted case while it is at the desk, else None; without a wish the first that waits."""
    if not wanted:
        return cases[0] if cases else None
    listed = next((case for case in cases if case.reference == wanted), None)
    return listed or Case.objects.at_the_triage_desk().filter(reference=wanted).first()


def _midnight() -> Any:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def _look_at(request: HttpRequest, case: Case, officer: User) -> dict[str, Any]:
    complaint = case.complaints.prefetch_related("files__upload").order_by("id")[0]
    decision = RoutingDecision.objects.filter(case=case).last()
    if case.visibility == Visibility.CONFIDENTIAL:
        agency = next(m.agency for m in officer.active_roles if m.role == Role.TRIAGE_OFFICER)
        looks.keep_look(request, case, looks.DESK, by=officer, agency=agency, reason="triage", fields=["text"])
    given_back = list(
        case.assignments.filter(part=Assignment.Part.LEAD, state__in=GIVEN_AWAY)
        .select_related("agency", "proposed_agency")
        .order_by("-id")
    )
    lines = timeline(case, up_to=CaseEvent.Seen.AGENCY)
    closed = _of_closed_agencies(given_back, lines)
    declined = [part for part in given_back if part not in closed]
    proposals = _open_proposals(decision)
    for proposal in proposals:
        proposal["declined"] = any(part.agency == proposal["agency"] for part in declined)
    show_translations([complaint], lines)
    near, national = agencies_by_nearness(case.area)
    marked = mark(complaint.words_here, [word for proposal in proposals for word in proposal["words"]])
    return {
        "shown": sign_shown(case, officer),
        "complaint": complaint,
        "in_thai": translations_into_thai(complaint),
        "pieces": marked,
        "kinds": {piece.kind for piece in marked},
        "files": list(complaint.files.all()),
        "threshold_percent": None if given_back else percent(decision.threshold if decision else None),
        "why": _why(decision, given_back, closed),
        "is_not_thai": decision is not None and decision.why == RoutingDecision.Why.NOT_THAI,
        "proposals": proposals,
        "declined": declined,
        "closed": closed,
        "candidates": candidates_at_the_desk(case, Viewer(officer)),
        "other_form": OtherCaseForm(case=case, officer=officer) if may_have_others(case) else None,
        "problems": hint_for(case, complaint.words_here),
        "elsewhere": parts_elsewhere(case, officer) if complaint.parted else [],
        "may_split": may_be_split(case),
        "for_the_central_desk": len(declined) >= DECLINES_BEFORE_CENTRAL_DESK,
        "lines": lines,
        "reads": name_of_reader(complaint),
        "may_ask_program": may_ask_program(case),
        "is_connected": is_connected(),
        "agencies_near": near,
        "agencies_national": national,
        "topics": _topics(),
        "all_languages": TextLanguage.choices,
    }


def _release_forms(case: Case, refused: Mapping[str, forms.Form]) -> dict[str, forms.Form]:
    """What lets everybody read the case and takes that back, where its author and its topic allow it; not those that are there."""
    found: dict[str, forms.Form] = {}
    if "release_form" not in refused and may_be_public(case):
        found["release_form"] = DeskReleaseForm(prefix="release", case=case)
    if "take_back_form" not in refused and case.released_at:
        found["take_back_form"] = TakeBackForm(prefix="take_back", case=case)
    return found


def _of_closed_agencies(given_back: list[Assignment], lines: list[Line]) -> list[Assignment]:
    """Those of these parts that nobody declined: their agency was closed (complaints.closed_agencies)."""
    told = {line.agency for line in lines if line.kind == CaseEvent.Kind.TRANSFERRED and line.facts.get("closed")}
    without_a_word = (part for part in given_back if part.state == AssignmentState.TRANSFERRED and not part.reason)
    return [part for part in without_a_word if part.agency in told]


def _open_proposals(decision: RoutingDecision | None) -> list[dict[str, Any]]:
    """The proposals of a decision without those of agencies that take no complaints any more, each with its place among
    them: its number is its own."""
    today = timezone.localdate()
    named = named_proposals(decision.proposals) if decision else []
    left = [each for each in named if each["agency"] is None or each["agency"].takes_complaints_on(today)]
    return [each | {"place": place} for place, each in enumerate(left, start=1)]


def _why(decision: RoutingDecision | None, given_back: list[Assignment], closed: list[Assignment]) -> str:
    """Why the case did not go out by itself, in a sentence; where agencies had it, why the last one has it no more."""
    if given_back:
        return str(AGENCY_WAS_CLOSED if given_back[0] in closed else RoutingDecision.Why.DECLINED.label)
    return str(RoutingDecision.Why(decision.why).label) if decision else ""


def percent(probability: float | None) -> int | None:
    return None if probability is None else round(probability * 100)


def _topics() -> list[Topic]:
    """The topics a case can be given, each group together."""
    return list(Topic.objects.active().in_groups().filter(parent__isnull=False))


def named_proposals(proposals: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The proposals of a decision with rows instead of codes, numbered from 1."""
    agencies = {a.code: a for a in Agency.objects.filter(code__in=[p["agency"] for p in proposals])}
    topics = {
        t.code: t for t in Topic.objects.filter(code__in=[p["topic"] for p in proposals]).select_related("parent")
    }
    asked = [p["rule"] for p in proposals if p["rule"]]
    rules = RoutingRule.objects.select_related("topic", "area__parent__parent").in_bulk(asked)
    return [
        {
            "number": number,
            "agency": agencies.get(p["agency"]),
            "topic": topics.get(p["topic"]),
            "percent": round(p["probability"] * 100),
            "words": p["words"],
            "rule": rules.get(p["rule"]),
            "problem": RoutingDecision.Why(p["problem"]).label if p["problem"] else "",
            "by_statement": p.get("by_statement", False),
            "named": p.get("named", ""),
            "earlier": p.get("earlier"),
        }
        for number, p in enumerate(proposals, start=1)
    ]


def sign_shown(case: Case, officer: User) -> str:
    """What the forms beside a case bring back, and nobody can make up."""
    return SIGNER.sign(f"{officer.pk}:{case.reference}")


def was_shown(signed: str, case: Case, officer: User) -> bool:
    try:
        return SIGNER.unsign(signed, max_age=SHOWN_LASTS_S) == f"{officer.pk}:{case.reference}"
    except BadSignature:
        return False
