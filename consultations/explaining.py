"""What a consultation has to explain, by its kind: data and pure functions, no I/O.

Sources: Constitution s. 77 para 2 and the law-drafting Act 2562 (problem, necessity, those affected, impact analysis are published
beside the draft); the Prime Minister's Office Regulation on public hearings 2548 (reasons, necessity, substance of a project);
the evaluation of laws in force under the same Act (aims, results, burden, licences, committees, penalties).
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from consultations.workflow import ConsultationKind

Kind = ConsultationKind
_TEMPLATES = Path(__file__).parent / "reference" / "templates.csv"
_GAP = re.compile(r"\[[^\]\n]*\]")
"""What a template leaves to its writer stands in square brackets."""


class About(TextChoices):
    """What is explained, in the order in which it is read."""

    REASONS = "reasons", _("What the problem is")
    NECESSITY = "necessity", _("Why it is needed")
    AIMS = "aims", _("What the law was made for")
    RESULTS = "results", _("What the law has brought about")
    AFFECTED = "affected", _("Whom it touches, and how")
    IMPACT = "impact", _("What it costs and what it brings")
    BURDEN = "burden", _("Burden and cost for people and the state")
    LICENCES = "licences", _("Licences that the law asks for")
    COMMITTEES = "committees", _("Committees that the law sets up")
    PENALTIES = "penalties", _("Penalties in the law")
    QUESTIONS = "questions", _("What we ask you")
    CONTACT = "contact", _("Whom to ask")


class Proposal(TextChoices):
    """What the agency means to do with a law in force."""

    KEEP = "keep", _("Keep the law as it is")
    AMEND = "amend", _("Amend the law")
    REPEAL = "repeal", _("Repeal the law")


class Explained(NamedTuple):
    """One explanation. th, en: plain text; en is "" where nobody translated it."""

    about: str
    th: str
    en: str = ""


_OF_LAWS = (About.REASONS, About.NECESSITY, About.AFFECTED, About.IMPACT, About.CONTACT)
NEEDED: dict[str, tuple[About, ...]] = {
    Kind.PRINCIPLES: (About.REASONS, About.NECESSITY, About.AFFECTED, About.CONTACT),
    Kind.DRAFT_LAW: _OF_LAWS,
    Kind.SUBORDINATE_RULE: _OF_LAWS,
    Kind.LAW_IN_FORCE: (About.AIMS, About.RESULTS, About.AFFECTED, About.BURDEN, About.CONTACT),
    Kind.POLICY: (About.REASONS, About.AFFECTED, About.CONTACT),
    Kind.PROJECT: (About.REASONS, About.NECESSITY, About.AFFECTED, About.CONTACT),
    Kind.BUDGET: (About.REASONS, About.CONTACT),
}
"""Without these a consultation is not announced."""
_BETTER_WITH: dict[str, tuple[About, ...]] = {
    Kind.PRINCIPLES: (About.IMPACT, About.QUESTIONS),
    Kind.DRAFT_LAW: (About.QUESTIONS,),
    Kind.SUBORDINATE_RULE: (About.QUESTIONS,),
    Kind.LAW_IN_FORCE: (About.LICENCES, About.COMMITTEES, About.PENALTIES, About.QUESTIONS),
    Kind.POLICY: (About.NECESSITY, About.IMPACT, About.QUESTIONS),
    Kind.PROJECT: (About.IMPACT, About.QUESTIONS),
    Kind.BUDGET: (About.AFFECTED, About.IMPACT, About.QUESTIONS),
}


def asked_of(kind: str) -> list[About]:
    """All that a consultation of this kind may explain, in the order of reading."""
    wanted = {*NEEDED.get(kind, ()), *_BETTER_WITH.get(kind, ())}
    return [about for about in About if about in wanted]


def missing(kind: str, given: list[Explained]) -> list[About]:
    """What is needed and not there."""
    there = {each.about for each in given if each.th}
    return [about for about in About if about in NEEDED.get(kind, ()) and about not in there]


def better_with(kind: str, given: list[Explained]) -> list[About]:
    """What is not needed, is not there, and would help those who answer."""
    there = {each.about for each in given if each.th}
    return [about for about in About if about in _BETTER_WITH.get(kind, ()) and about not in there]


def gaps(text: str) -> list[str]:
    """What our templates left to the writer and still stands in the text, such as "[ชื่อกฎหมาย]"."""
    return [gap for gap in _GAP.findall(text) if gap in _gaps_of_templates()]


@cache
def _gaps_of_templates() -> frozenset[str]:
    return frozenset(gap for _kind, row in _templates() for gap in _GAP.findall(row.th))


def template_of(kind: str) -> list[Explained]:
    """How an explanation of this kind usually begins, with gaps to fill."""
    return [row for at, row in _templates() if at == kind]


@cache
def _templates() -> list[tuple[str, Explained]]:
    with _TEMPLATES.open(encoding="utf-8", newline="") as lines:
        return [
            (kind, Explained(row["about"], row["th"].replace("|", "\n")))
            for row in csv.DictReader(lines)
            for kind in row["kinds"].split()
        ]
