"""Where several agencies work on one case: who still does, and what those that helped have answered."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from complaints.lines import Line
from complaints.models import Assignment, CaseEvent
from complaints.workflow import IN_HAND, AssignmentState, TransitionNotAllowed
from directory import known


def still_helping(parts: Iterable[Assignment]) -> list[Assignment]:
    """Of all parts of a case those of agencies that were asked to help and have not finished."""
    owing = IN_HAND | {AssignmentState.PROPOSED}
    return [part for part in parts if part.part == Assignment.Part.SUPPORTING and part.state in owing]


def have_helped(parts: Iterable[Assignment]) -> list[Assignment]:
    """Of all parts of a case those whose agency has helped, and whose answer stands."""
    return [part for part in parts if part.has_helped and part.answer]


def names_of(parts: Iterable[Assignment]) -> str:
    """Their agencies, as a sentence names them."""
    found = list(parts)
    agencies = known.agencies.by_id(part.agency_id for part in found)
    return ", ".join(agencies[part.agency_id].name_in_sentence for part in found)


def refuse_while_helped(parts: Iterable[Assignment]) -> None:
    """Raises TransitionNotAllowed (helpers_still_work), which whoever has seen it may pass over."""
    if helping := still_helping(parts):
        raise TransitionNotAllowed(
            _("%(agencies)s is still working on its part. Tick that you report the case as done all the same."),
            code="helpers_still_work",
            params={"agencies": names_of(helping)},
        )


def answers_that_stand(lines: Iterable[Line], parts: Iterable[Assignment]) -> list[Line]:
    """The newest answer of each agency that has helped, where this viewer may read its words. lines: theirs, newest first."""
    helped = {part.agency_id for part in have_helped(parts)}
    found: dict[int, Line] = {}
    for line in lines:
        if line.kind == CaseEvent.Kind.PART_DONE and line.note and line.agency and line.agency.pk in helped:
            found.setdefault(line.agency.pk, line)
    return list(found.values())
