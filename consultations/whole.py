"""All that a consultation shows and asks, on one page: for the head who signs it, and for those who read it before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from consultations.lengths import lengths_of
from consultations.models import Consultation


def whole_of(consultation: Consultation) -> dict[str, Any]:
    """Its texts, questions and statements, and its days beside the usual ones.

    In as many statements, however much there is. opening_days: None while its days are not set.
    """
    questionnaire = getattr(consultation, "questionnaire", None)
    conversation = getattr(consultation, "conversation", None)
    opens_at, closes_at = consultation.opens_at, consultation.closes_at
    return {
        "texts": consultation.documents.opened(),  # type: ignore[attr-defined]
        "outline": questionnaire.outline() if questionnaire else [],
        "statements": list(conversation.statements.shown()) if conversation else [],
        "usual": lengths_of(consultation.kind),
        "opening_days": (closes_at - opens_at) // timedelta(days=1) if opens_at and closes_at else None,
    }
