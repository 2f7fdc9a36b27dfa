"""REST: file a complaint, read the public fields of a case."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import transaction
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from complaints.danger import emergency_numbers
from complaints.intake import Contact, Filed, Submission, check_place, submit_complaint
from complaints.kind_hints import kind_nobody_confirms
from complaints.lines import timeline
from complaints.look_ups import complaint_opened_by, look_up
from complaints.models import Assignment, Case, Complainant, Complaint
from complaints.reaching import confirm_address, count_code, may_send_code, send_again
from complaints.references import receipt_code
from complaints.serializers import (
    ComplaintIn,
    ErrorOut,
    FiledOut,
    NewsCodeIn,
    NewsOut,
    ReceiptCodeIn,
    TopicOut,
    news_answer,
    public_case,
    question_out,
    together_answer,
)
from complaints.shared_places import check_office
from complaints.together import together_with
from complaints.topic_questions import check_answers, questions_about
from complaints.workflow import CaseKind, Visibility
from directory.installation import site_url
from directory.models import Topic, User
from records.caching import kept_for
from records.idempotency import claim
from records.throttling import address_of, raise_if_throttled

FILINGS_AN_HOUR = 120
SHAPE = ComplaintIn()
"""One for all requests: it keeps nothing of what it looks at, and to make its fields anew costs half a millisecond."""
NEWS_CODE = NewsCodeIn()
RECEIPT_CODE = ReceiptCodeIn()


def errors(*statuses: int) -> dict[int, type[ErrorOut]]:
    """For the schema: these, and what may happen to any request."""
    return dict.fromkeys([*statuses, 429, 500, 503], ErrorOut)


class ComplaintsView(APIView):
    """`POST /api/v1/complaints/`"""

    serializer_class = ComplaintIn

    @extend_schema(
        operation_id="file_complaint",
        request=ComplaintIn,
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                str,
                OpenApiParameter.HEADER,
                description="Repeat it to retry safely for 24 hours: the same body gets the same answer, another body 422, "
                "a request that still runs 409.",
            )
        ],
        responses={201: FiledOut, **errors(400, 409, 413, 422)},
    )
    def post(self, request: Request) -> Response:
        raise_if_throttled("file", address_of(request), limit=FILINGS_AN_HOUR, per_seconds=3600)
        data = SHAPE.run_validation(request.data)
        key = request.headers.get("Idempotency-Key", "")
        contact, person = data.get("contact", {}), request.user if isinstance(request.user, User) else None
        data["may_send_code"] = may_send_code(
            data["channel"], email=contact.get("email", ""), phone=contact.get("phone", ""), owner=person
        )
        with transaction.atomic():
            answer = self._file_once(key, request, data) if key else self._file(request, data, b"")
        return Response(answer, status=201)

    def _file_once(self, key: str, request: Request, data: dict[str, Any]) -> dict[str, Any]:
        fingerprint = hashlib.sha256(json.dumps(request.data, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        claimed = claim("api", key, fingerprint)
        seed = claimed.salt + key.encode()
        if claimed.state == "done":
            complaint = Complaint.objects.select_related("case", "complainant").get(reference=claimed.answer_reference)
            known = getattr(complaint, "complainant", None)
            return answer_of(Filed(complaint, receipt_code(complaint.reference, seed), known))
        answer = self._file(request, data, seed)
        claimed.finish(answer["reference"])
        return answer

    def _file(self, request: Request, data: dict[str, Any], seed: bytes) -> dict[str, Any]:
        filed = submit_complaint(
            Submission(
                text=data["text"],
                kind=CaseKind(data.get("kind") or kind_nobody_confirms(data["text"])),
                topic=data.get("topic"),
                latitude=data.get("latitude"),
                longitude=data.get("longitude"),
                area=data.get("area"),
                place_text=data.get("place", ""),
                answers=[*check_answers(data.get("topic"), data.get("answers") or {}), *_office_said(data)],
                visibility=Visibility(data["visibility"]),
                contact=Contact(**data.get("contact", {})),
                news_channel=data["channel"],
                may_send_code=data["may_send_code"],
                channel=Complaint.Channel.API,
                language=data["language"],
                seed=seed,
            ),
            by=request.user if isinstance(request.user, User) else None,
        )
        return answer_of(filed)


def _office_said(data: dict[str, Any]) -> list[dict[str, Any]]:
    said = data.get("local_office", "")
    return (
        check_office(said, check_place(data.get("latitude"), data.get("longitude"), data.get("area"))) if said else []
    )


class CaseView(APIView):
    """`GET /api/v1/cases/<reference>/`"""

    @extend_schema(
        operation_id="read_case",
        responses={200: OpenApiResponse(description="The public fields of a case"), **errors(404)},
    )
    def get(self, request: Request, reference: str) -> Response:
        """For who filed it (by account, or after the receipt code in the same browser) with `news` as well."""
        tracked = look_up(request, reference)
        answers = tracked.complaint.answers if tracked.is_complainant or _works_on(request, tracked.case) else None
        case = public_case(tracked.case, timeline(tracked.case, up_to=tracked.public_level), answers)
        if tracked.is_complainant and (together := together_with(tracked.case, tracked.complaint)):
            case["together"] = together_answer(together)
        if tracked.is_complainant:
            case["news"] = news_answer(Complainant.objects.filter(complaint=tracked.complaint).first())
        return Response(case)


def _works_on(request: Request, case: Case) -> bool:
    return request.user.is_authenticated and Assignment.objects.handled_by(request.user).filter(case=case).exists()


class TopicsView(APIView):
    """`GET /api/v1/topics/`"""

    @extend_schema(operation_id="list_topics", responses={200: TopicOut(many=True), **errors()})
    def get(self, request: Request) -> Response:
        return Response(_topics())


@kept_for(seconds=5)
def _topics() -> list[dict[str, Any]]:
    return [
        {
            "code": topic.code,
            "part_of": topic.parent.code if topic.parent else None,
            "th": topic.name_th,
            "en": topic.name_en,
            "questions": [question_out(question) for question in questions_about(topic.code)],
        }
        for topic in Topic.objects.active().select_related("parent")
    ]


class NewsCodeView(APIView):
    """`POST /api/v1/cases/<reference>/news-code/`"""

    serializer_class = NewsCodeIn

    @extend_schema(
        operation_id="confirm_news_address", request=NewsCodeIn, responses={200: NewsOut, **errors(400, 404, 409)}
    )
    def post(self, request: Request, reference: str) -> Response:
        """Confirm the address of `channel` by the code that was sent there. Five tries, 15 minutes."""
        data = NEWS_CODE.run_validation(request.data)
        complaint = complaint_opened_by(reference, data["receipt_code"], address=address_of(request))
        confirm_address(complaint, data["code"])
        return Response(news_answer(Complainant.objects.get(complaint=complaint)))


class NewCodeView(APIView):
    """`POST /api/v1/cases/<reference>/news-code/again/`"""

    serializer_class = ReceiptCodeIn

    @extend_schema(
        operation_id="send_news_code_again", request=ReceiptCodeIn, responses={200: NewsOut, **errors(400, 404, 409)}
    )
    def post(self, request: Request, reference: str) -> Response:
        """Send a new code to the address of `channel`; the one before is worth nothing any more."""
        data = RECEIPT_CODE.run_validation(request.data)
        complaint = complaint_opened_by(reference, data["receipt_code"], address=address_of(request))
        known = Complainant.objects.filter(complaint=complaint).first()
        if known is not None and known.news_address and known.news_confirmed_at is None:
            count_code(complaint, known.news_channel, known.news_address, sender=address_of(request))
        send_again(complaint)
        return Response(news_answer(Complainant.objects.get(complaint=complaint)))


def answer_of(filed: Filed) -> dict[str, Any]:
    complaint = filed.complaint
    return {
        "reference": complaint.reference,
        "receipt_code": filed.receipt_code,
        "tracking_url": site_url() + reverse("track_case", args=[complaint.reference]),
        "state": "received",
        "kind": str(complaint.case.kind),
        "news": news_answer(filed.complainant),
        "emergency_numbers": [number.number for number in emergency_numbers(complaint.text)],
    }
