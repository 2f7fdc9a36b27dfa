"""What the API takes and gives. The public serializer names its fields one by one, so that a new column never leaks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from rest_framework import serializers

from complaints.kind_words import state_words
from complaints.kinds import outcome_words
from complaints.lines import Line
from complaints.models import Case, CaseEvent, Complainant
from complaints.telling import sentence_in
from complaints.together import Together
from complaints.topic_tables import TopicQuestion
from complaints.workflow import CaseKind, CaseState, ExtensionReason, Visibility
from directory.known import areas
from directory.languages import CODES
from directory.models import Area, Topic
from notifications.models import Channel


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
    """A filing.

    `{text, kind?, topic?, latitude?, longitude?, area?, place?, visibility?, contact?, channel?, language?, answers?, local_office?}`.
    """

    text = serializers.CharField(
        max_length=120_000, trim_whitespace=False, allow_blank=True, help_text="At most 4,000 characters."
    )
    kind = serializers.ChoiceField(
        choices=CaseKind.choices,
        required=False,
        help_text="Without it the text decides, but never for `tip_off`: a tip-off is always confidential, "
        "and its reference alone does not open it.",
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
    channel = serializers.ChoiceField(
        choices=Channel.choices,
        default="",
        allow_blank=True,
        help_text="How news shall come: page, email or sms, whose address must be in `contact`. Nothing of the case goes"
        " there before the code that we send to it was typed. Without it: email where there is one, else page.",
    )
    language = serializers.ChoiceField(
        choices=CODES,
        default="th",
        help_text="In which the complainant gets news; labels of the API stay Thai and English.",
    )
    answers = serializers.DictField(
        required=False,
        help_text="To the questions of the topic, by their codes as GET /api/v1/topics/ lists them; none has to be there.",
    )
    local_office = serializers.CharField(
        max_length=60,
        required=False,
        allow_blank=True,
        help_text="Where two or three local offices share the place: the code of the one that looks after it, as the "
        "complainant says, or `unknown`. One that does not serve the place is refused (`office_not_of_the_place`).",
    )


class NewsOut(serializers.Serializer[dict[str, object]]):
    channel = serializers.ChoiceField(choices=Channel.choices)
    is_confirmed = serializers.BooleanField(help_text="Whether news go there already.")


class NewsCodeIn(serializers.Serializer[dict[str, str]]):
    receipt_code = serializers.CharField(max_length=60)
    code = serializers.CharField(max_length=40)


class ReceiptCodeIn(serializers.Serializer[dict[str, str]]):
    receipt_code = serializers.CharField(max_length=60)


class FiledOut(serializers.Serializer[dict[str, str]]):
    reference = serializers.CharField()
    receipt_code = serializers.CharField(help_text="Shown in this answer only; opens the private parts of the case.")
    tracking_url = serializers.CharField()
    state = serializers.CharField()
    kind = serializers.ChoiceField(choices=CaseKind.choices)
    news = NewsOut()
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


class ChoiceOut(SaidOut):
    code = serializers.CharField()


class ConditionOut(serializers.Serializer[dict[str, str]]):
    question = serializers.CharField()
    answer = serializers.CharField()


class QuestionOut(serializers.Serializer[dict[str, object]]):
    code = serializers.CharField()
    kind = serializers.ChoiceField(choices=TopicQuestion.Kind.choices)
    must_be_answered = serializers.BooleanField(
        help_text="On our own pages. What an API files is taken without answers too."
    )
    asked = SaidOut()
    hint = SaidOut()
    choices = ChoiceOut(many=True)
    only_after = ConditionOut(allow_null=True, help_text="Asked only after this answer to an earlier question.")


class TopicOut(SaidOut):
    """A topic in use, with the questions that are asked about it and about what it is part of, in their order."""

    code = serializers.CharField()
    part_of = serializers.CharField(allow_null=True, help_text="The code of the topic above it.")
    questions = QuestionOut(many=True)


def question_out(question: TopicQuestion) -> dict[str, object]:
    earlier = question.only_after
    return {
        "code": question.code,
        "kind": question.kind,
        "must_be_answered": question.is_required,
        "asked": {"th": question.wording_th, "en": question.wording_en},
        "hint": {"th": question.hint_th, "en": question.hint_en},
        "choices": [{"code": each.code, "th": each.name_th, "en": each.name_en} for each in question.options],
        "only_after": {"question": earlier.code, "answer": question.only_after_answer} if earlier else None,
    }


def news_answer(complainant: Complainant | None) -> dict[str, object]:
    """How its complainant gets news: the channel, never the address."""
    channel = complainant.news_channel if complainant else Channel.PAGE.value
    is_confirmed = channel == Channel.PAGE or bool(complainant and complainant.news_confirmed_at)
    return {"channel": str(channel), "is_confirmed": is_confirmed}


def public_case(case: Case, lines: list[Line], answers: list[dict[str, Any]] | None = None) -> dict[str, object]:
    """The public fields of a case, with the words for them in Thai and English.

    answers: to the topic's questions, for who filed it and the agencies that work on it; None for everybody else.
    """
    lead = case.lead()
    return {
        "reference": case.reference,
        "state": case.state,
        "state_label": _in_both(lambda: _state_words(case)),
        "kind": case.kind,
        "kind_label": _both(CaseKind(case.kind)),
        "outcome": case.outcome or None,
        "outcome_label": _outcome_in_both(case),
        "topic": {"code": case.topic.code, "th": case.topic.name_th, "en": case.topic.name_en} if case.topic else None,
        "agency": {"code": lead.agency.code, "th": lead.agency.name_th, "en": lead.agency.name_en} if lead else None,
        "text": case.public_text if case.released_at else None,
        "translation": (case.public_translation or None) if case.released_at else None,
        "answer": (case.public_answer or None) if case.released_at else None,
        "filed_at": case.created_at,
        "due_at": lead.due_at if lead and not case.joined_into_id else None,
        "joined_into": _joined_into(case),
        "answers": answers,
        "event_count": case.event_count,
        "timeline": [
            {
                "n": line.n,
                "kind": line.kind,
                "at": line.at,
                "agency": line.agency.code if line.agency else None,
                "th": sentence_in("th", line.kind, line.agency, line.facts),
                "en": sentence_in("en", line.kind, line.agency, line.facts),
                "extension": _extension(line),
            }
            for line in lines
        ],
    }


def together_answer(together: Together) -> dict[str, object]:
    """How the case goes on into which the complainant's was joined; the answer has personal data hidden."""
    lead = together.case.lead()
    return {
        "state": together.case.state,
        "outcome": together.case.outcome or None,
        "due_at": lead.due_at if lead else None,
        "answer": together.answer or None,
        "news": [{"at": line.at, "text": line.note} for line in together.lines if line.note],
        "reference": together.public or None,
    }


def _joined_into(case: Case) -> str | None:
    """The number of the case in which this one goes on, where everybody reads that one."""
    if case.joined_into_id is None:
        return None
    return Case.objects.public().filter(pk=case.joined_into_id).values_list("reference", flat=True).first()


def _extension(line: Line) -> dict[str, object] | None:
    """Of a date that was moved: from when to when, and why."""
    if line.moved is None or line.kind != CaseEvent.Kind.EXTENDED:
        return None
    before, until = line.moved
    reason = ExtensionReason(str(line.facts["reason"]))
    return {"from": before, "until": until, "reason": reason.value, **_both(reason)}


def _both(named: CaseState | CaseKind | ExtensionReason) -> dict[str, str]:
    return _in_both(lambda: str(named.label))


def _state_words(case: Case) -> str:
    said = state_words(case.kind, case.state, case.outcome)
    return str(said[0] if said else CaseState(case.state).label)


def _outcome_in_both(case: Case) -> dict[str, str] | None:
    return _in_both(lambda: outcome_words(case.outcome, case.kind)) if case.outcome else None


def _in_both(say: Callable[[], str]) -> dict[str, str]:
    texts = {}
    for language in ("th", "en"):
        with override(language):
            texts[language] = say()
    return texts
