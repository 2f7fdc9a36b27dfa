"""Where cases wait (C1-17): how long each part of a case was in each step, told by the lines of its timeline.

A step begins with a line and lasts until the next line that begins one. Lines of the own part count, and those of the
complainant or of time that end what the own part began: an answer ends our question, not another agency's. Deciding an
appeal is no step on that way.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from complaints.models import CaseEvent
from directory.statements import listed

Kind = CaseEvent.Kind
STEPS = {
    "finding": _("Finding the responsible agency"),
    "accepting": _("Waiting to be accepted"),
    "working": _("Being worked on"),
    "approving": _("Waiting for a colleague's approval"),
    "asking": _("Waiting for the complainant's answer"),
    "confirming": _("Waiting for the complainant to confirm"),
    "elsewhere": _("Waiting for an agency elsewhere to answer a letter"),
}
"""In the order of a case's way. The first is the time before the case came to the agency; it has no line of this part."""
SHORT_NAMES = {
    "finding": _("Finding the agency"),
    "accepting": _("To be accepted"),
    "working": _("At work"),
    "approving": _("To be approved"),
    "asking": _("Asked the complainant"),
    "confirming": _("To be confirmed"),
    "elsewhere": _("With an agency elsewhere"),
}
"""For the head of a narrow column."""
_NO_STEP = "none"
BEGINS = {
    Kind.ROUTED: "accepting",
    Kind.HELP_ASKED: "accepting",
    Kind.ACCEPTED: "working",
    Kind.ASKED: "asking",
    Kind.RESOLUTION_PROPOSED: "confirming",
    Kind.AUDIT_REOPENED: "working",
    Kind.REFERRAL_SENT: "elsewhere",
    Kind.REFERRAL_ANSWERED: "working",
    Kind.REFERRAL_ENDED: "working",
    Kind.APPROVAL_ASKED: "approving",
    Kind.ANSWER_SENT_BACK: "working",
    Kind.ANSWER_TAKEN_BACK: "working",
    Kind.PART_DONE: _NO_STEP,
    Kind.ACKNOWLEDGED: _NO_STEP,
    Kind.DELIVERED: _NO_STEP,
    Kind.DECLINED: _NO_STEP,
    Kind.TRANSFERRED: _NO_STEP,
    Kind.HELP_REFUSED: _NO_STEP,
}
"""Lines of the own part."""
_CAME_BY_TRANSFER = f"kind = '{Kind.TRANSFERRED}' AND at = proposed_at"
"""The line of another part, by which the case came to this one: both were written at one moment."""
ENDS_ANOTHER = {
    Kind.ANSWERED: (Kind.ASKED, "working"),
    Kind.QUESTION_LAPSED: (Kind.ASKED, "working"),
    Kind.DISPUTED: (Kind.RESOLUTION_PROPOSED, "working"),
    Kind.APPEAL_GRANTED: (Kind.RESOLUTION_PROPOSED, "working"),
}
"""Lines of the whole case that begin a step only after that line of the own part, with none between that began another:
an end that was no end, as by silence before an appeal or by an appeal that was taken back, is passed over."""
_ANSWERS = frozenset({Kind.ANSWERED, Kind.QUESTION_LAPSED})
"""They may answer another agency: between a report and what sends it back, who decides an appeal has asked."""
ENDS_THE_CASE = frozenset({
    Kind.CONFIRMED, Kind.CLOSED_BY_SILENCE, Kind.WITHDRAWN, Kind.REJECTED, Kind.JOINED, Kind.PUT_BACK, Kind.APPEALED,
    Kind.APPEAL_UPHELD,
})  # fmt: skip
"""With an appeal nothing is left to the agency that answered: the time of the one above is not its own."""
CHANGES_NO_STEP = frozenset({
    Kind.FILED, Kind.TRIAGE, Kind.REPLIED, Kind.TOPIC_CORRECTED, Kind.RELEASED, Kind.TAKEN_BACK, Kind.EXTENDED, Kind.ADDED,
    Kind.CORRECTION_ASKED, Kind.CORRECTED, Kind.CORRECTION_REFUSED, Kind.CORRECTION_DROPPED, Kind.CONVERTED,
    Kind.SPEAKER_SOUGHT, Kind.SPEAKER_STAYS, Kind.SPEAKER_CHANGED, Kind.SPEAKER_LEFT, Kind.CO_SIGNING_OPENED,
    Kind.CO_SIGNING_STOPPED, Kind.CLOSED_TO_PUBLIC, Kind.FILE_REMOVED, Kind.LANGUAGE_CORRECTED, Kind.TRANSLATION_ASKED,
    Kind.TRANSLATED, Kind.TOOK_IN, Kind.SEPARATED, Kind.LET_GO, Kind.HANDED_OVER, Kind.INTERNAL_NOTE, Kind.ESCALATED,
    Kind.DELAY, Kind.SPLIT, Kind.SPLIT_OFF, Kind.TOOK_BACK, Kind.APPEAL_TAKEN_BACK, Kind.ANSWER_APPROVED, Kind.REFERRED,
    Kind.REFERRAL_DROPPED, Kind.REFERRAL_RECEIVED, Kind.REFERRAL_REMINDED,
})  # fmt: skip
"""A test holds that every kind of line is in one of these: a new one has to be thought of."""


def waits_of(parts: str) -> str:
    """A select of seconds in each step, a row a part: `id` and the names of STEPS; null where it was never in one.

    parts: the name of a table with the columns of a part, and `filed_at`. What still lasts ends at %(now)s.
    """
    begun = f"WHEN {_CAME_BY_TRANSFER} THEN 'accepting' " + " ".join(
        f"WHEN kind = '{kind}' THEN '{step}'" for kind, step in BEGINS.items()
    )
    ended = " ".join(
        f"WHEN kind = '{kind}' AND {'before' if kind in _ANSWERS else 'before_answers'} = '{own}' THEN '{step}'"
        for kind, (own, step) in ENDS_ANOTHER.items()
    )
    own_steps = [name for name in STEPS if name != "finding"]
    sums = ", ".join(f"sum(seconds) FILTER (WHERE step = '{name}') AS {name}" for name in own_steps)
    return f"""
        SELECT part.id, {", ".join(f"spent.{name}" for name in own_steps)},
            CASE WHEN part.part = 'lead' THEN {_seconds("part.proposed_at - part.filed_at")} END AS finding
        FROM {parts} AS part LEFT JOIN (
            SELECT id, {sums} FROM (
                SELECT id, step, {_seconds("lead(at, 1, %(now)s) OVER (PARTITION BY id ORDER BY n) - at")} AS seconds
                FROM (
                    SELECT id, n, at, proposed_at, CASE {begun} {ended} WHEN kind IN ({listed(ENDS_THE_CASE)}) THEN '{_NO_STEP}' END AS step
                    FROM (
                        SELECT p.id, p.proposed_at, e.n, e.at, e.kind, lag(e.kind) OVER (PARTITION BY p.id, e.kind IN ({listed(ENDS_THE_CASE)}) ORDER BY e.n) AS before,
                            lag(e.kind) OVER (PARTITION BY p.id, e.kind IN ({listed(ENDS_THE_CASE)}), e.kind IN ({listed(_ANSWERS)}) ORDER BY e.n) AS before_answers
                        FROM (SELECT * FROM {parts} AS each WHERE each.part <> 'review') AS p CROSS JOIN LATERAL (
                            SELECT n, at, kind FROM complaints_caseevent WHERE case_id = p.case_id AND (
                                assignment_id = p.id AND kind IN ({listed(BEGINS)})
                                OR {_CAME_BY_TRANSFER}
                                OR kind IN ({listed([*ENDS_ANOTHER, *ENDS_THE_CASE])})
                            ) OFFSET 0
                        ) AS e
                    ) AS line
                ) AS begun WHERE step IS NOT NULL
            ) AS stay GROUP BY id
        ) AS spent ON spent.id = part.id"""  # noqa: S608 - words of our own


def _seconds(length: str) -> str:
    return f"greatest(extract(epoch FROM {length})::float8, 0)"
