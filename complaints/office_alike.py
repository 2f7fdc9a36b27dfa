"""What may be the same as what somebody tells a helper just now: public cases alone, as every citizen sees them.

A helper sees no case of any agency, their own included, so nothing here shows that a hidden one exists.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from complaints.already_told import Told, already_told
from complaints.danger import emergency_numbers
from complaints.office_assist_form import AssistForm, is_in_confidence
from complaints.public_cases import PublicRow
from complaints.similar import similar_answers
from complaints.topic_questions import topic_in_use
from complaints.workflow import CaseKind


class Alike(NamedTuple):
    """already: open cases that can be joined, at most three. answered: those that ended well, at most three."""

    already: Sequence[PublicRow] = ()
    answered: Sequence[PublicRow] = ()


def alike(form: AssistForm) -> Alike:
    """For what is typed so far; nothing where it is told in confidence, where somebody is in danger, or for praise."""
    text = str(form["text"].value() or "")
    if not form.is_bound or not text.strip() or is_in_confidence(form) or emergency_numbers(text):
        return Alike()
    data = form.cleaned_data
    if data.get("kind") != CaseKind.COMPLAINT:
        return Alike()
    about = str(form["about"].value() or "")
    topic = topic_in_use(about)
    latitude, longitude = data.get("latitude"), data.get("longitude")
    area, pin = data.get("area"), None if latitude is None or longitude is None else (latitude, longitude)
    told = Told(text, latitude, longitude, topic.code if topic else "", area, data.get("place_text") or "")
    found = similar_answers(text, area, pin)
    same_kind = [row for row in already_told(told) if row.kind == CaseKind.COMPLAINT]
    return Alike(same_kind, [*found.answers, *found.elsewhere])
