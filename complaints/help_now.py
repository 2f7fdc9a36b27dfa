"""What is true of an urgent case, and whom to call meanwhile. No clock runs in hours, and outside office hours nobody may be reading.

The triage desk sees what is marked urgent first, and an agency has one working day to accept it; nothing more is promised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from complaints.danger import NUMBERS, EmergencyNumber, emergency_numbers, is_urgent_by_words
from complaints.models import Case, Complaint
from complaints.workflow import CaseState

_FOR_ANY_DANGER = NUMBERS[:2]
_READ_BY_NOBODY = frozenset({CaseState.RECEIVED, CaseState.TRIAGE, CaseState.ROUTED})
"""So far, as far as anybody knows."""


@dataclass(frozen=True)
class HelpNow:
    is_marked: bool
    """Urgent for the officers as well, not only by a word of danger."""
    numbers: Sequence[EmergencyNumber]
    is_taken_up: bool = False
    """An agency has accepted it, so somebody has read it."""


def help_now(case: Case, own: Complaint | None = None) -> HelpNow | None:
    """What stands beside the date of an urgent case; None where no danger is told or the case has ended.

    own: the reader's own complaint. Without it nobody learns from the numbers what the words speak of.
    """
    if case.is_ended:
        return None
    # Just filed, it is not marked yet; routing, a second later, goes by the same words.
    is_marked = case.is_urgent or (own is not None and is_urgent_by_words(own.text, is_thai=own.is_in_thai))
    numbers = (own and emergency_numbers(own.text)) or (_FOR_ANY_DANGER if is_marked else ())
    return HelpNow(is_marked, numbers, is_taken_up=case.state not in _READ_BY_NOBODY) if numbers else None
