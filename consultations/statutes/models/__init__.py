"""The tables of the law database: laws and their wordings, and whom a law concerns."""

from consultations.statutes.models.laws import (
    InForce,
    Law,
    LawChange,
    LawKind,
    LawLink,
    LawProvision,
    LawReading,
    LawStep,
    LawWords,
    LinkRole,
    StepKind,
    Wording,
)
from consultations.statutes.models.stakeholders import Stakeholder, StakeholderNotice, StakeholderTelling

__all__ = [
    "InForce",
    "Law",
    "LawChange",
    "LawKind",
    "LawLink",
    "LawProvision",
    "LawReading",
    "LawStep",
    "LawWords",
    "LinkRole",
    "Stakeholder",
    "StakeholderNotice",
    "StakeholderTelling",
    "StepKind",
    "Wording",
]
