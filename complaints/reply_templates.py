"""Texts to begin an answer with: which are offered, what of them is filled in by itself, and what a person must fill in.

Some are for everybody, others an agency keeps for its own people (views/office_templates.py).
"""

from __future__ import annotations

import re
from functools import cache

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from complaints.kind_tables import GAP
from complaints.kinds import REFERENCE
from complaints.models import Assignment, ReplyTemplate
from complaints.personal_data import KINDS
from complaints.workflow import CaseKind
from directory.languages import STAFF_CODES
from directory.models import Agency, User
from directory.reference_files import read_csv
from directory.reference_tables import add_missing
from directory.statements import Prepared
from directory.thai_dates import show_date
from records.caching import kept_for

MOST_OF_AN_AGENCY = 100


def templates_for(use: str, assignment: Assignment) -> list[ReplyTemplate]:
    """What this agency is offered: first its own, then those of the kind of case, then those for all kinds."""
    found = [row for row in offered_to(assignment) if row.use == use and row.kind in {assignment.case.kind, ""}]
    return sorted(found, key=lambda row: (row.agency_id is None, row.kind == ""))


def offered_to(assignment: Assignment | None) -> list[ReplyTemplate]:
    """All texts, of every use and kind; without a part of a case those for everybody."""
    return [*(assignment.own_templates if assignment else ()), *_for_everybody()]


def begin_with(template: ReplyTemplate, assignment: Assignment, officer: User) -> str:
    """The text with everything filled in that the case tells by itself; a gap of which it tells nothing stays."""
    known = facts_of(assignment, officer)
    return GAP.sub(lambda gap: known.get(gap.group()[1:-1].strip()) or gap.group(), template.text)


def facts_of(assignment: Assignment, officer: User) -> dict[str, str]:
    """What can stand in brackets and is filled in by itself. No place and no number: who else told of the same reads it."""
    topic = assignment.case.topic
    with override("th"):  # these texts are Thai
        return {
            "หน่วยงาน": assignment.agency.name_th,
            "เจ้าหน้าที่": officer.get_short_name(),
            "หัวข้อ": topic.name_th if topic else "",
            "วันครบกำหนด": show_date(assignment.due_at, "long") if assignment.due_at else "",
        }


KNOWN_GAPS = ("หน่วยงาน", "เจ้าหน้าที่", "หัวข้อ", "วันครบกำหนด")


MOST_WORDINGS = 2_000
"""Earlier wordings of an agency's texts that are looked at, the newest."""
_wordings = Prepared(f"""
    SELECT text FROM complaints_replytemplate
    WHERE (agency_id = %(agency)s::bigint OR agency_id IS NULL) AND strpos(text, '[') > 0
    UNION
    (SELECT text FROM complaints_replytemplateevent
    WHERE (agency_id = %(agency)s::bigint OR agency_id IS NULL) AND strpos(text, '[') > 0
    ORDER BY pgh_created_at DESC LIMIT {MOST_WORDINGS})""")  # noqa: S608 - a number of our own
_FIRST_WORD = re.compile(r"\[[^\[\]\s]++")
_UNCLOSED = re.compile(rf"{_FIRST_WORD.pattern}(?![^\[\]\n]*\])")


def refuse_open_gaps(text: str, agency: int | None) -> None:
    """Raises ValidationError (gap_left_open) for words that still hold a gap of a text to begin with, such as [date],
    also where one of its brackets was lost.

    agency: the id of whose texts count besides those for everybody. So do those that are offered no longer and what
    they said before: an officer may have begun with one a moment before it was changed. Brackets and dots of the
    officer's own are left alone.
    """
    if "[" not in text:
        return
    wordings = [wording for (wording,) in _wordings.rows({"agency": agency})]
    gaps = {gap for wording in wordings for gap in GAP.findall(wording)} | _hidden_before()
    first_words = tuple({word for wording in wordings for word in _FIRST_WORD.findall(wording)})
    left = [_as_told(text, found) for found in GAP.finditer(text) if found.group() in gaps]
    left += [word for word in _UNCLOSED.findall(text) if word.startswith(first_words)]
    if left:
        raise ValidationError(
            _("Still to be filled in: %(gaps)s. Write it there, or take the brackets out."),
            code="gap_left_open",
            params={"gaps": ", ".join(dict.fromkeys(left))},
        )


@cache
def _hidden_before() -> set[str]:
    """What stands for personal data in an answer that is begun with an earlier one, in both languages of the staff."""
    labels = set()
    for language in STAFF_CODES:
        with override(language):
            labels |= {f"[{label}]" for label in KINDS.values()}
    return labels


def _as_told(text: str, gap: re.Match[str]) -> str:
    """The gap and, where it has no name, the word before it."""
    if any(letter.isalnum() for letter in gap.group()):
        return gap.group()
    before = text[: gap.start()].split()
    return " ".join([*before[-1:], gap.group()])


@transaction.atomic
def keep_template(template: ReplyTemplate, agency: Agency) -> ReplyTemplate:
    """Keep a new or changed text of an agency. Raises ValidationError: too_many_templates, and those of its table."""
    agency = Agency.objects.select_for_update().get(pk=agency.pk)  # two at once are counted one after the other
    template.agency = agency
    if template.pk is None and agency.reply_templates.count() >= MOST_OF_AN_AGENCY:
        raise ValidationError(
            _("Your agency keeps %(most)s texts already. Change one that is no longer used."),
            code="too_many_templates",
            params={"most": MOST_OF_AN_AGENCY},
        )
    template.full_clean()
    template.save()
    return template


def offer_template(template: ReplyTemplate, *, is_offered: bool) -> None:
    """Offer it no longer, or again: nothing of it is lost."""
    template.is_active = is_offered
    template.save(update_fields=["is_active"])


@kept_for(seconds=5)
def _for_everybody() -> list[ReplyTemplate]:
    return list(ReplyTemplate.objects.filter(is_active=True, agency=None))


def forget_templates() -> None:
    """Drop what this process keeps of them, after a change."""
    _for_everybody.forget()


def load_templates() -> int:
    """Add the missing texts of reference/reply_templates.csv; staff's own changes stay. Returns how many are new."""
    return add_missing(
        [
            ReplyTemplate(
                use=ReplyTemplate.Use(row["use"]),
                kind=CaseKind(row["kind"]) if row["kind"] else "",
                name=row["name"],
                text=row["text"],
                position=number,
            )
            for number, row in enumerate(read_csv(REFERENCE / "reply_templates.csv"), start=1)
        ]
    )
