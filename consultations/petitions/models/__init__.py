"""Petitions: what many people ask an agency for, who signs, and what the agency answers."""

from consultations.petitions.models.answers import AnswerPoint, PetitionAppeal, PetitionNews, PointOutcome
from consultations.petitions.models.joinings import WHY_JOINED_MAX_LETTERS, Joining
from consultations.petitions.models.petitions import (
    ASKS_MAX_LETTERS,
    MOST_POINTS,
    TITLE_MAX_LETTERS,
    WHY_MAX_LETTERS,
    Petition,
    PetitionEvent,
    PetitionQuerySet,
)
from consultations.petitions.models.reports import REPORT_MAX_LETTERS, PetitionReport
from consultations.petitions.models.rules import PetitionLevel, PetitionRule
from consultations.petitions.models.signatures import Signature, SignatureStep

__all__ = [
    "ASKS_MAX_LETTERS",
    "MOST_POINTS",
    "REPORT_MAX_LETTERS",
    "TITLE_MAX_LETTERS",
    "WHY_MAX_LETTERS",
    "WHY_JOINED_MAX_LETTERS",
    "AnswerPoint",
    "Joining",
    "Petition",
    "PetitionAppeal",
    "PetitionEvent",
    "PetitionLevel",
    "PetitionNews",
    "PetitionQuerySet",
    "PetitionReport",
    "PetitionRule",
    "PointOutcome",
    "Signature",
    "SignatureStep",
]
