"""`/cases/`: what everybody may find and read. Every case comes through `Case.objects.public()`."""

from __future__ import annotations

import secrets
from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from complaints import public_cases, public_map
from complaints.api import address_of
from complaints.device import device_of, keep_device
from complaints.following import followed
from complaints.found_words import words_to_mark
from complaints.help_now import help_now
from complaints.lines import timeline
from complaints.look_ups import count_search
from complaints.me_too import has_said_me_too, names_of, say_me_too, take_back_me_too
from complaints.models import Case, CaseEvent
from complaints.progress import steps_of
from complaints.public_forms import FilterForm
from complaints.references import InvalidReference, normalise
from complaints.searching import FEW, meant_by
from complaints.text_languages import language_of_masked
from complaints.tracking import complete
from directory.models import User
from notifications.following import follow, follows, unfollow
from records.throttling import raise_if_throttled

ME_TOOS_AN_HOUR = 60
"""An address may be a whole village behind one telephone mast; a device counts once in any case."""
FOLLOWS_AN_HOUR = 400


@gzip_page
@never_cache
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    filters = form.filters()
    if filters.typed:
        count_search(request)
    return render(request, "complaints/public_cases.html", _list(request, form, filters))


def _list(request: HttpRequest, form: FilterForm, filters: public_cases.Filters) -> dict[str, object]:
    """The list, its filters, and what can be followed of them."""
    page = public_cases.page(filters, cursor=request.GET.get("after", "")[:200])
    asked, meant, shown_for = form.asked(), _meant(request, filters, page), filters
    if meant and not page.rows:
        asked, shown_for = asked | {"q": meant}, replace(filters, typed=meant)
        page = public_cases.page(shown_for)
    return {
        "meant": meant,
        "is_instead": shown_for is not filters,
        "exactly": "?" + urlencode(form.asked() | {"exactly": "yes"}),
        "as_meant": "?" + urlencode(form.asked() | {"q": meant}),
        "found_words": words_to_mark(shown_for.typed),
        "form": form,
        "filters": filters,
        "is_filtered": filters != public_cases.Filters(),
        "said": form.said(*IN_THE_FOLD),
        "can_follow": _can_follow(request, filters),
        "feed": form.address("cases_feed"),
        "rows": page.rows,
        "next_cursor": page.next_cursor,
        "is_cut_short": page.is_cut_short,
        "asked": urlencode(asked),
        "is_first_page": "after" not in request.GET,
    }


def _meant(request: HttpRequest, filters: public_cases.Filters, page: public_cases.PublicPage) -> str:
    """What was probably meant where few cases were found, if more hold that; "" else, and where exactly this is wanted."""
    if not filters.typed or page.is_cut_short or len(page.rows) >= FEW or {"after", "exactly"} & request.GET.keys():
        return ""
    meant = meant_by(filters.typed)
    if not meant:
        return ""
    others = public_cases.page(replace(filters, typed=meant))
    return meant if len(others.rows) > len(page.rows) else ""


IN_THE_FOLD = ("topic", "province", "district", "subdistrict", "kind", "state", "period", "order")
"""What stands folded under the words: the page names what was chosen there."""


def _can_follow(request: HttpRequest, filters: public_cases.Filters) -> list[dict[str, object]]:
    """The topic and the area of the filters, each with whether this person follows it."""
    subjects = [f"topic:{filters.topic.code}"] if filters.topic else []
    subjects += [f"area:{filters.area}"] if filters.area else []
    offered = [thing for subject in subjects if (thing := followed(subject))]
    user = request.user
    mine = follows(user, subjects) if subjects and isinstance(user, User) else set()
    return [{"thing": thing, "is_followed": thing.subject in mine} for thing in offered]


ON_THE_MAP = ("topic", "kind")
"""The filters by which the squares of the map are counted."""
BESIDE_THE_MAP = ("q", "province", "district", "subdistrict", "state", "period")


@gzip_page
@never_cache
@require_GET
def cases_map(request: HttpRequest) -> HttpResponse:
    """The map and, under it, the cases as a list: whoever cannot use the one has the other.

    The numbers know two of the filters; the page names the others, and the list under it and every link away keep them.
    """
    form = FilterForm(request.GET)
    filters = form.filters()
    if filters.typed:
        count_search(request)
    kept = {name: value for name, value in form.asked().items() if name not in ON_THE_MAP}
    shown = {
        "counted": urlencode(form.asked(*ON_THE_MAP)),
        "not_counted": form.said(*BESIDE_THE_MAP),
        "kept": kept,
        "province": str(filters.area or "")[:2],
        "back": form.address("cases"),
    }
    return render(request, "complaints/public_map.html", _list(request, form, filters) | shown)


@require_GET
def clusters(request: HttpRequest) -> HttpResponse:
    """`?bbox=west,south,east,north&zoom=6&topic=roads&kind=praise`: how many public cases lie where. The same for everybody."""
    try:
        box = public_map.Box.read(request.GET.get("bbox", ""))
        zoom = float(request.GET.get("zoom", ""))
        level = public_map.level_of(zoom)
    except (ValueError, OverflowError):
        return JsonResponse({"clusters": []}, status=400)
    filters = FilterForm(request.GET).filters()
    found = public_map.clusters(box, level, filters.topic, filters.kind)
    answer = JsonResponse({"clusters": [[c.longitude, c.latitude, c.cases, c.is_one_spot] for c in found]})
    answer.headers["Cache-Control"] = "public, max-age=5"
    return answer


@gzip_page
@never_cache
@require_GET
def public_case(request: HttpRequest, reference: str) -> HttpResponse:
    try:
        case = case_for_everybody(reference)
    except Http404:
        if gone := _no_longer_shown(request, reference):
            return gone
        raise
    if case.reference != reference:  # typed with Thai digits or small letters
        return redirect("public_case", reference=case.reference)
    template = "complaints/_public_case.html" if request.GET.get("part") else "complaints/public_case.html"
    return render(request, template, {**page_of(case), **_of_the_reader(request, case)})


def _no_longer_shown(request: HttpRequest, typed: str) -> HttpResponse | None:
    """What those read who followed a case or said "me too" while it was public; None for everybody else.

    Both could be done only then, so that they learn nothing but that it is shown no longer. Asked in the same way whether
    the case is hidden or there is none.
    """
    try:
        reference = normalise(typed)
    except InvalidReference:
        return None
    user = request.user if isinstance(request.user, User) else None
    subject = f"case:{reference}"
    is_followed = bool(user and follows(user, [subject]))
    names = names_of(reference, user=user, device=device_of(request))
    if not is_followed and not has_said_me_too(reference, names):
        return None
    shown = {"reference": reference, "subject": subject, "is_followed": is_followed}
    return render(request, "complaints/public_case_gone.html", shown, status=410)


def _of_the_reader(request: HttpRequest, case: Case) -> dict[str, object]:
    """What this reader has said and follows already."""
    user = request.user if isinstance(request.user, User) else None
    subject = f"case:{case.reference}"
    return {
        "has_said_me_too": has_said_me_too(
            case.reference, names_of(case.reference, user=user, device=device_of(request))
        ),
        "subject": subject,
        "is_followed": bool(user and follows(user, [subject])),
    }


@require_POST
def me_too(request: HttpRequest, reference: str) -> HttpResponse:
    """Count this person in or, with `take_back`, out; without an account it is the device that is counted."""
    raise_if_throttled("me_too", address_of(request), limit=ME_TOOS_AN_HOUR, per_seconds=3600)
    case = case_for_everybody(reference)
    user = request.user if isinstance(request.user, User) else None
    device = device_of(request) or ("" if user else secrets.token_urlsafe(16))
    names = names_of(case.reference, user=user, device=device)
    if request.POST.get("take_back"):
        take_back_me_too(case, names=names)
        messages.success(request, _("You are no longer counted."))
    else:
        say_me_too(case, names=names)
        messages.success(request, _("Counted. The agency sees how many people it troubles."))
    answer = redirect("public_case", reference=case.reference)
    if device and not user:
        keep_device(request, answer, device)
    return answer


@login_required
@require_POST
def follow_subject(request: HttpRequest) -> HttpResponse:
    """Begin or, with `stop`, end to follow a case, an area, a topic or what other rooms offer; `stay` comes back to `next`."""
    subject = request.POST.get("subject", "")[:80]
    if request.POST.get("stop"):
        unfollow(person_of(request), subject)
        messages.success(request, _("You follow it no longer."))
        return redirect(_back(request))
    raise_if_throttled("follow", str(request.user.pk), limit=FOLLOWS_AN_HOUR, per_seconds=3600)
    thing = followed(subject)
    if thing is None:
        raise Http404
    follow(person_of(request), subject)
    messages.success(request, _("You follow %(name)s. News comes by e-mail.") % {"name": thing.name})
    return redirect(_back(request) if request.POST.get("stay") else thing.address)


def person_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - login_required; for the type checker
    return request.user


def _back(request: HttpRequest) -> str:
    """The page of ours named by the form, else one's own."""
    back = request.POST.get("next", "")
    return back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else reverse("me")


def case_for_everybody(reference: str) -> Case:
    """The public case, or 404 for a wrong reference, a hidden case and no case alike (promise S2)."""
    try:
        case = Case.objects.public().filter(reference=normalise(reference)).first()
    except InvalidReference:
        case = None
    if case is None:
        raise Http404
    complete(case)
    return case


def page_of(case: Case) -> dict[str, object]:
    """What everybody reads of a case: nothing in it comes from the complaint itself."""
    return {
        "case": case,
        "heading": case.heading,
        "text_language": language_of_masked(case.public_text),
        "place": case.area.full_name(get_language()) if case.area else "",
        "steps": steps_of(case, is_mine=False),
        "lines": timeline(case, up_to=CaseEvent.Seen.PUBLIC),
        "lead": case.lead(),
        "help_now": help_now(case),
        "assignments": [a for a in case.assignments.all() if a.is_live],
        "pictures": list(case.files.filter(released_at__isnull=False).select_related("upload", "event").order_by("id")),
        "same_place": f"{reverse('cases')}?province={case.area.province_code}" if case.area else "",
    }
