"""REST: the laws, what each says on a day, and every change in its order. Read only, open to everybody."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from complaints.api import errors
from consultations.statutes.exporting import law_as_plain, text_as_plain, wording_as_plain
from consultations.statutes.forms import day_asked
from consultations.statutes.models import InForce, Law, LawChange, LawKind, LawLink, LawStep
from consultations.statutes.searching import Asked, find_laws
from consultations.statutes.views import shown_on
from directory.digits import typed_number
from directory.installation import site_url
from directory.models import Agency
from records.throttling import address_of, raise_if_throttled

READS_A_MINUTE = 600
CHANGES_A_PAGE = 500
LARGEST_POSITION = 18
"""Digits of a cursor."""


def _asked(name: str, kind: Any, description: str) -> OpenApiParameter:
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=description)


_ON = _asked("on", OpenApiTypes.DATE, "A day, 2022-01-01 or 1/1/2565; today when left out.")


class LawsView(APIView):
    """`GET /api/v1/laws/`"""

    @extend_schema(
        operation_id="list_laws",
        parameters=[
            _asked("q", str, "Words that stand in one section, or in the titles."),
            _asked("agency", str, "Code of the responsible agency."),
            OpenApiParameter("kind", str, OpenApiParameter.QUERY, enum=LawKind.values),
            OpenApiParameter("state", str, OpenApiParameter.QUERY, enum=InForce.values),
            _asked("after", str, "`next` of the page before."),
        ],
        responses={200: OpenApiResponse(description="`laws`, 20 a page, and `next`"), **errors(400)},
    )
    def get(self, request: Request) -> Response:
        """In the order of their Thai titles; with `q` the best first, at most 200, each with some of its `sections`."""
        _count(request)
        asked, after = _wanted(request), request.GET.get("after", "")
        page = max(typed_number(after, digits=2, otherwise=1), 1)
        today = timezone.localdate()
        found = find_laws(asked, day=today, after="" if asked.typed else after[:16], page=page)
        laws = []
        for each in found.laws:
            told = law_as_plain(each.law, day=today)
            if asked.typed:
                told["sections"] = [{"id": s.eid, "label": s.label, "text": s.said} for s in each.sections]
            laws.append(told)
        return Response({"laws": laws, "next": found.next or None})


class LawView(APIView):
    """`GET /api/v1/laws/<id>/`"""

    @extend_schema(
        operation_id="read_law",
        responses={200: OpenApiResponse(description="A law, its wordings, steps and consultations"), **errors(404)},
    )
    def get(self, request: Request, slug: str) -> Response:
        _count(request)
        law = get_object_or_404(Law.objects.select_related("agency"), slug=slug)
        links = law.links.filter(consultation__announced_at__isnull=False).select_related("consultation")
        steps = law.steps.filter(taken_back_at__isnull=True)
        told = law_as_plain(law, day=timezone.localdate()) | {
            "wordings": [wording_as_plain(each) for each in law.wordings.standing()],
            "steps": [_step(each) for each in steps],
            "consultations": [_link(each) for each in links.order_by("consultation__opens_at", "pk")],
        }
        return Response(told)


class LawTextView(APIView):
    """`GET /api/v1/laws/<id>/text/`"""

    @extend_schema(
        operation_id="read_law_text",
        parameters=[_ON],
        responses={200: OpenApiResponse(description="What the law said on that day"), **errors(400, 404)},
    )
    def get(self, request: Request, slug: str) -> Response:
        """404 for a day on which it had no text. As Akoma Ntoso: `/laws/<id>/text.xml?on=`."""
        _count(request)
        law = get_object_or_404(Law.objects.select_related("agency"), slug=slug)
        day = _day(request.GET.get("on", ""))
        wording = shown_on(list(law.wordings.standing()), day)
        if wording is None:
            raise Http404
        return Response(text_as_plain(law, wording, day=day))


class LawChangesView(APIView):
    """`GET /api/v1/law-changes/`"""

    @extend_schema(
        operation_id="list_law_changes",
        parameters=[_asked("after", int, "The last `position` that was read; 0 to begin.")],
        responses={200: OpenApiResponse(description="`changes`, 500 a page, and `next`"), **errors(400)},
    )
    def get(self, request: Request) -> Response:
        """Positions only grow, and nothing ever appears before one that was read. `next` is where to go on, also when nothing is new."""
        _count(request)
        after = typed_number(request.GET.get("after", "0"), digits=LARGEST_POSITION, otherwise=None)
        if after is None:
            raise _wrong("after", _("This is no position of the feed."), "no_such_position")
        rows = LawChange.objects.filter(position__gt=after).select_related("law").order_by("position")
        found = list(rows[:CHANGES_A_PAGE])
        last = found[-1].position if found else after
        return Response({"changes": [_change(each) for each in found], "next": last})


def _count(request: Request) -> None:
    raise_if_throttled("laws-api", address_of(request), limit=READS_A_MINUTE, per_seconds=60)


def _wanted(request: Request) -> Asked:
    kind, state, code = (request.GET.get(name, "") for name in ("kind", "state", "agency"))
    if kind and kind not in LawKind.values:
        raise _wrong("kind", _("There is no such kind of law."), "no_such_kind")
    if state and state not in InForce.values:
        raise _wrong("state", _("There is no such state of a law."), "no_such_state")
    agency = Agency.objects.filter(code=code).first() if code else None
    if code and agency is None:
        raise _wrong("agency", _("There is no such agency."), "no_such_agency")
    return Asked(request.GET.get("q", "").strip()[:200], agency.pk if agency else None, kind, state)


def _day(typed: str) -> date:
    day = day_asked(typed) if typed else timezone.localdate()
    if day is None:
        raise _wrong("on", _("Write the day like this: 2022-01-01."), "no_such_day")
    return day


def _wrong(field: str, sentence: Any, code: str) -> ValidationError:
    error = ValidationError(sentence, code=code)
    error.field = field  # type: ignore[attr-defined]
    return error


def _step(step: LawStep) -> dict[str, Any]:
    told = {"n": step.n, "kind": step.kind, "on": step.on.isoformat(), "what": {"th": step.what_th, "en": step.what_en}}
    return told | {"source": step.source, "link": step.link}


def _link(link: LawLink) -> dict[str, Any]:
    consultation = link.consultation
    return {
        "id": consultation.slug,
        "role": link.role,
        "kind": consultation.kind,
        "title": {"th": consultation.title_th, "en": consultation.title_en},
        "state": str(consultation.state),
        "page": site_url() + consultation.get_absolute_url(),
    }


def _change(change: LawChange) -> dict[str, Any]:
    told = {"position": change.position, "law": change.law.slug, "kind": change.kind, "facts": change.facts}
    return told | {"at": change.at.isoformat()}
