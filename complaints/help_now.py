"""What is true of an urgent case, and whom to call meanwhile. No clock runs in hours, and at night nobody may be reading.

The triage desk sees what is marked urgent first, and an agency sees the mark in its list; nothing more is promised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from complaints.danger import NUMBERS, EmergencyNumber, emergency_numbers, is_urgent_by_words
from complaints.models import Case, Complaint
from complaints.text_languages import TextLanguage

_FOR_ANY_DANGER = NUMBERS[:2]


@dataclass(frozen=True)
class HelpNow:
    is_marked: bool
    """Urgent for the officers as well, not only by a word of danger."""
    numbers: Sequence[EmergencyNumber]


def help_now(case: Case, own: Complaint | None = None) -> HelpNow | None:
    """What stands beside the date of an urgent case; None where no danger is told or the case has ended.

    own: the reader's own complaint. Without it nobody learns from the numbers what the words speak of.
    """
    if case.is_ended:
        return None
    words = own.text if own else ""
    # Just filed, it is not marked yet; routing, a second later, goes by the same words.
    is_thai = own is None or own.text_language in {"", TextLanguage.THAI}
    is_marked = case.is_urgent or is_urgent_by_words(words, is_thai=is_thai)
    numbers = emergency_numbers(words) or (_FOR_ANY_DANGER if is_marked else ())
    return HelpNow(is_marked, numbers) if numbers else None
