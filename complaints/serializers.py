"""What the API takes and gives. The public serializer names its fields one by one, so that a new column never leaks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from rest_framework import serializers

from complaints.models import Case
from complaints.telling import Line, sentence_in
from complaints.workflow import CaseState, Visibility
from directory.known import areas
from directory.models import Area, Topic


class AreaIn(serializers.PrimaryKeyRelatedField[Area]):
    """An area by its code; the ones that are known already are not asked for again."""

    def to_internal_value(self, data: Any) -> Area:
        if isinstance(data, float):  # 1e400 is endless, and no other fraction is a code either
            self.fail("incorrect_type", data_type="float")
        known = areas.get(data) if type(data) is int else None
        return known or super().to_internal_value(data)


class ContactIn(serializers.Serializer[dict[str, str]]):
    name = serializers.CharField(max_length=150, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=20, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)


class ComplaintIn(serializers.Serializer[dict[str, object]]):
    """A filing: `{text, topic?, latitude?, longitude?, area?, place?, visibility?, contact?, language?}`."""

    text = serializers.CharField(
        max_length=120_000, trim_whitespace=False, allow_blank=True, help_text="At most 4,000 characters."
    )
    topic = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Topic.objects.select_related("parent").filter(is_active=True),
        required=False,
        allow_null=True,
        error_messages={"does_not_exist": _("There is no topic with the code “{value}”.")},
    )
    latitude = serializers.FloatField(required=False, allow_null=True, min_value=-90, max_value=90)
    longitude = serializers.FloatField(required=False, allow_null=True, min_value=-180, max_value=180)
    area = AreaIn(
        queryset=Area.objects.select_related("parent__parent"),
        required=False,
        allow_null=True,
        help_text="DOPA code of a province (2 digits), district (4) or sub-district (6).",
        error_messages={"does_not_exist": _("There is no area with the code “{pk_value}”.")},
    )
    place = serializers.CharField(max_length=300, required=False, allow_blank=True)
    visibility = serializers.ChoiceField(choices=Visibility.choices, default=Visibility.AGENCY)
    contact = ContactIn(required=False)
    language = serializers.ChoiceField(choices=["th", "en"], default="th")


class FiledOut(serializers.Serializer[dict[str, str]]):
    reference = serializers.CharField()
    receipt_code = serializers.CharField(help_text="Shown in this answer only; opens the private parts of the case.")
    tracking_url = serializers.CharField()
    state = serializers.CharField()
    emergency_numbers = serializers.ListField(child=serializers.CharField())


class SaidOut(serializers.Serializer[dict[str, str]]):
    th = serializers.CharField()
    en = serializers.CharField()


class ErrorOut(serializers.Serializer[dict[str, object]]):
    """What every error below /api/ looks like (config/api.py makes it)."""

    code = serializers.CharField(help_text="Stable: programs read this.")
    message = SaidOut(help_text="For people.")
    field = serializers.CharField(required=False, help_text="Which field of the request is wrong.")
    incident = serializers.CharField(required=False, help_text="Under which name our log keeps what broke.")


def public_case(case: Case, lines: list[Line]) -> dict[str, object]:
    """The public fields of a case, with the words for them in Thai and English."""
    lead = case.lead()
    return {
        "reference": case.reference,
        "state": case.state,
        "state_label": _both(CaseState(case.state)),
        "outcome": case.outcome or None,
        "topic": {"code": case.topic.code, "th": case.topic.name_th, "en": case.topic.name_en} if case.topic else None,
        "agency": {"code": lead.agency.code, "th": lead.agency.name_th, "en": lead.agency.name_en} if lead else None,
        "text": case.public_text if case.released_at else None,
        "filed_at": case.created_at,
        "due_at": lead.due_at if lead else None,
        "event_count": case.event_count,
        "timeline": [
            {
                "n": line.n,
                "kind": line.kind,
                "at": line.at,
                "agency": line.agency.code if line.agency else None,
                "th": sentence_in("th", line.kind, line.agency),
                "en": sentence_in("en", line.kind, line.agency),
            }
            for line in lines
        ],
    }


def _both(state: CaseState) -> dict[str, str]:
    texts = {}
    for language in ("th", "en"):
        with override(language):
            texts[language] = str(state.label)
    return texts
