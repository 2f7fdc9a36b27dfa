"""REST: petitions, and what agencies answered to them. Read only, open to everybody; never who signed or wrote one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from complaints.api import errors
from consultations.petitions.models import Petition
from consultations.petitions.searching import SHOWN, Asked, find_petitions
from consultations.petitions.views import to_read
from directory.digits import typed_number
from directory.installation import site_url
from directory.models import Agency, Topic
from records.throttling import address_of, raise_if_throttled

READS_A_MINUTE = 600


def _asked(name: str, description: str, **options: Any) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.QUERY, description=description, **options)


class PetitionsView(APIView):
    """`GET /api/v1/petitions/`"""

    @extend_schema(
        operation_id="list_petitions",
        parameters=[
            _asked("q", "Words that stand in it."),
            _asked("state", "All when left out.", enum=list(SHOWN)),
            _asked("agency", "Code of the agency."),
            _asked("topic", "Code of a topic; one above it holds those below."),
            _asked("area", "Code of a place; it holds those in it."),
            _asked("after", "`next` of the page before."),
        ],
        responses={200: OpenApiResponse(description="`petitions`, 20 a page, and `next`"), **errors(400)},
    )
    def get(self, request: Request) -> Response:
        """Those that are published, the newest first; `soon` those that close first."""
        _count(request)
        found = find_petitions(_wanted(request), now=timezone.now(), after=request.GET.get("after", "")[:16])
        return Response(
            {"petitions": [petition_as_plain(each) for each in found.petitions], "next": found.next or None}
        )


class PetitionView(APIView):
    """`GET /api/v1/petitions/<id>/`"""

    @extend_schema(
        operation_id="read_petition",
        responses={200: OpenApiResponse(description="A petition and what was answered"), **errors(404)},
    )
    def get(self, request: Request, slug: str) -> Response:
        _count(request)
        found = get_object_or_404(to_read(Petition.objects.public()), slug=slug)
        points = [
            {"n": each.n, "asked": each.asked, "outcome": each.outcome, "text": each.text}
            for each in found.answer_points.all()
        ]
        told = {"points": found.points, "why": found.why, "answer": found.answer, "answers": points}
        return Response(petition_as_plain(found) | told)


def petition_as_plain(petition: Petition) -> dict[str, Any]:
    """Moments in ISO 8601; None where there is none."""
    agency, topic = petition.agency, petition.topic
    return {
        "id": petition.slug,
        "title": petition.title,
        "state": str(petition.state),
        "agency": {"code": agency.code, "name": {"th": agency.name_th, "en": agency.name_en}} if agency else None,
        "topic": topic.code if topic else None,
        "area": petition.area_id,
        "signatures": petition.signature_count,
        "threshold": petition.threshold,
        "published_at": _iso(petition.published_at),
        "closes_at": _iso(petition.closes_at),
        "reached_at": _iso(petition.reached_at),
        "answer_due_at": _iso(petition.due_at),
        "answered_at": _iso(petition.answered_at),
        "joined_at": _iso(petition.joined_at),
        "joined_into": petition.other.slug if petition.other else None,
        "page": site_url() + petition.get_absolute_url(),
    }


def _count(request: Request) -> None:
    raise_if_throttled("petitions-api", address_of(request), limit=READS_A_MINUTE, per_seconds=60)


def _wanted(request: Request) -> Asked:
    state, code, topic_code = (request.GET.get(name, "") for name in ("state", "agency", "topic"))
    if state and state not in SHOWN:
        raise _wrong("state", _("There is no such state of a petition."), "no_such_state")
    agency = Agency.objects.filter(code=code).first() if code else None
    if code and agency is None:
        raise _wrong("agency", _("There is no such agency."), "no_such_agency")
    topic = Topic.objects.filter(code=topic_code).first() if topic_code else None
    if topic_code and topic is None:
        raise _wrong("topic", _("There is no such topic."), "no_such_topic")
    area = typed_number(request.GET.get("area", ""), digits=6, otherwise=None)
    if request.GET.get("area") and area is None:
        raise _wrong("area", _("There is no such place."), "no_such_place")
    return Asked(state, request.GET.get("q", "").strip()[:200], agency, topic, area)


def _wrong(field: str, sentence: Any, code: str) -> ValidationError:
    error = ValidationError(sentence, code=code)
    error.field = field  # type: ignore[attr-defined]
    return error


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
