"""What an officer does with one case or with all that were ticked in the inbox: hand them over, accept them, undo it.

First a page shows what would happen to each; then it happens, each case by itself, and what was refused says why. The
inbox comes back as it was narrowed down: `asked` carries its address through the forms.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from complaints import queue
from complaints.handing_over import hand_over
from complaints.handing_over_forms import HandOverForm, key_of
from complaints.handling import accept_assignment
from complaints.listing import Told, told_in
from complaints.models import Assignment
from complaints.queue import PAGE
from complaints.queue_filters import Filters
from complaints.queue_words import address_of
from complaints.views.office import assignment_of, officer_of
from complaints.workflow import AssignmentState, Visibility
from directory.models import Unit, User

UNDO_SALT = "hand-over"
UNDO_WITHIN_S = 600
RESULTS = "handed_over"
KEPT_RESULTS = 5
"""In a session."""
LONGEST_QUERY = 2000


@dataclass(frozen=True)
class Chosen:
    """One case as the page lists it. beginning: "" of a confidential one. hindered: why nothing would happen, or ""."""

    assignment: Assignment
    beginning: str
    hindered: str = ""


# -- handing over ------------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def hand_over_case(request: HttpRequest, reference: str) -> HttpResponse:
    return _hand_over(request, [assignment_of(request, reference)])


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def hand_over_chosen(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return redirect("office")
    parts = _ticked(request)
    of_one = [part for part in parts if part.agency_id == parts[0].agency_id]
    if left := [part.case.reference for part in parts if part not in of_one]:
        sentence = _("These belong to another of your agencies, whose people you choose by themselves: %(references)s")
        messages.warning(request, sentence % {"references": ", ".join(left)})
    return _hand_over(request, of_one)


def _hand_over(request: HttpRequest, assignments: Sequence[Assignment]) -> HttpResponse:
    officer = officer_of(request)
    if not assignments:
        return _nothing_ticked(request)
    agency = assignments[0].agency
    is_sent = "confirm" in request.POST
    form = HandOverForm(request.POST if is_sent else None, agency=agency, by=officer)
    if is_sent and form.is_valid():
        person, unit = form.chosen()
        before = {each.pk: (each.officer, each.unit) for each in assignments}

        def act(assignment: Assignment) -> Assignment:
            return hand_over(assignment, officer=person, unit=unit, note=form.cleaned_data["text"], by=officer)

        done, refused = _each(assignments, act)
        to = person.full_name if person else unit.name if unit else ""
        told = {
            "done": [part.case.reference for part in done],
            "refused": [(part.case.reference, why) for part, why in refused],
            "to": to,
            "undo": undo_token(done, before, officer),
            "asked": _asked(request),
        }
        return redirect("handed_over", result=_keep_result(request, told))
    context = {"chosen": _listed(assignments), "form": form, "agency": agency, "asked": _asked(request)}
    return render(request, "complaints/hand_over.html", context, status=400 if is_sent else 200)


def _keep_result(request: HttpRequest, told: dict[str, Any]) -> str:
    """So that its page has an address of its own: whoever comes back to it finds it, with the button that undoes it."""
    result = secrets.token_urlsafe(6)
    newest = list(request.session.get(RESULTS, {}).items())[1 - KEPT_RESULTS :]
    request.session[RESULTS] = dict([*newest, (result, told)])
    return result


@never_cache
@login_required
@require_GET
def handed_over(request: HttpRequest, result: str) -> HttpResponse:
    """What became of a hand-over, to who did it, in the same session."""
    officer_of(request)
    told = request.session.get(RESULTS, {}).get(result)
    return render(request, "complaints/handed_over.html", told) if told else redirect("office")


@login_required
@require_POST
def undo_hand_over(request: HttpRequest) -> HttpResponse:
    """Give back what was handed over a moment ago, where nothing happened since."""
    officer = officer_of(request)
    try:
        told = signing.loads(request.POST.get("undo", ""), salt=UNDO_SALT, max_age=UNDO_WITHIN_S)
        steps = {step["case"]: step for step in told["steps"]} if told["by"] == key_of(officer) else {}
    except signing.BadSignature:
        steps = {}
    if not steps:
        messages.error(request, _("It is too late to undo this. Hand the cases over once more instead."))
        return _back_to_inbox(request)
    assignments = _parts_of(officer, list(steps))

    def act(assignment: Assignment) -> Assignment:
        step = steps[assignment.case.reference]
        person = _person(step["officer"])
        unit = Unit.objects.filter(agency=assignment.agency_id, name_th=step["unit"]).first() if not person else None
        return hand_over(
            assignment, officer=person, unit=unit, by=officer, seen=step["n"], gives_back=True, tells=False
        )

    done, refused = _each(assignments, act)
    _say(
        request, ngettext("%(n)s case is back where it was.", "%(n)s cases are back where they were.", len(done)), done
    )
    _say_refused(request, refused)
    return _back_to_inbox(request)


def undo_token(done: Sequence[Assignment], before: dict[int, tuple[User | None, Unit | None]], officer: User) -> str:
    """What `undo_hand_over` takes to give back what was done, or "". before: who had it, by the id of the part."""
    steps = []
    for assignment in done:
        person, unit = before[assignment.pk]
        steps.append(
            {
                "case": assignment.case.reference,
                "officer": key_of(person) if person else "",
                "unit": unit.name_th if unit else "",
                "n": assignment.case.event_count,
            }
        )
    return signing.dumps({"by": key_of(officer), "steps": steps}, salt=UNDO_SALT) if steps else ""


def _person(key: str) -> User | None:
    address = key.removeprefix("person:")
    by_address = {"email": address} if "@" in address else {"phone": address}
    return User.objects.filter(**by_address).first() if address else None


# -- accepting ---------------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def accept_chosen(request: HttpRequest) -> HttpResponse:
    """Accepting cannot be undone: the complainants are told at once. So nothing happens before it was read."""
    if request.method == "GET":
        return redirect("office")
    officer, assignments = officer_of(request), _ticked(request)
    if not assignments:
        return _nothing_ticked(request)
    if "confirm" not in request.POST:
        chosen = _listed(assignments, hindered=_not_to_accept)
        new = sum(not each.hindered for each in chosen)
        context = {"chosen": chosen, "new": new, "asked": _asked(request)}
        return render(request, "complaints/accept_chosen.html", context)
    done, refused = _each(assignments, lambda assignment: accept_assignment(assignment, by=officer))
    _say(request, ngettext("%(n)s case is now yours.", "%(n)s cases are now yours.", len(done)), done)
    _say_refused(request, refused)
    return _back_to_inbox(request)


def _not_to_accept(assignment: Assignment) -> str:
    return "" if assignment.state == AssignmentState.PROPOSED else _("It was accepted already")


# -- shared ------------------------------------------------------------------------------------------------------


def _ticked(request: HttpRequest) -> list[Assignment]:
    """The parts of the ticked cases that are this officer's to work on; of others not even that they exist."""
    return _parts_of(officer_of(request), request.POST.getlist("case")[:PAGE])


def _parts_of(officer: User, references: Sequence[str]) -> list[Assignment]:
    own = Assignment.objects.handled_by(officer).filter(case__reference__in=references)
    newest = {
        part.case.reference: part for part in own.select_related("case", "agency", "officer", "unit").order_by("id")
    }
    return [newest[reference] for reference in dict.fromkeys(references) if reference in newest]


def _listed(
    assignments: Sequence[Assignment], *, hindered: Callable[[Assignment], str] = lambda assignment: ""
) -> list[Chosen]:
    open_ones = [part.case_id for part in assignments if part.case.visibility != Visibility.CONFIDENTIAL]
    told = told_in(open_ones)
    return [Chosen(part, told.get(part.case_id, Told()).beginning, hindered(part)) for part in assignments]


def _each(
    assignments: Sequence[Assignment], act: Callable[[Assignment], Any]
) -> tuple[list[Assignment], list[tuple[Assignment, str]]]:
    """What was done, and what was refused with the reason. One act a case: what stops one does not stop the next."""
    done: list[Assignment] = []
    refused: list[tuple[Assignment, str]] = []
    for assignment in assignments:
        try:
            done.append(act(assignment))
        except ValidationError as error:
            refused.append((assignment, " ".join(error.messages)))
    return done, refused


def _say(request: HttpRequest, sentence: str, done: Sequence[Assignment]) -> None:
    if done:
        messages.success(request, sentence % {"n": len(done)})


def _say_refused(request: HttpRequest, refused: Sequence[tuple[Assignment, str]]) -> None:
    for assignment, why in refused:
        messages.warning(request, f"{assignment.case.reference}: {why}")


def _nothing_ticked(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("Tick the cases first, in the box before each."))
    return _back_to_inbox(request)


def _asked(request: HttpRequest) -> str:
    """The query of the inbox from which the cases were ticked, with what it knows and nothing else; "" for none."""
    told = QueryDict(request.POST.get("asked", "")[:LONGEST_QUERY])
    if not told:
        return ""
    view = told.get("view", "")
    return address_of(view if view in queue.VIEWS else "all", Filters.asked(told))


def _back_to_inbox(request: HttpRequest) -> HttpResponse:
    return redirect(reverse("office") + _asked(request))
