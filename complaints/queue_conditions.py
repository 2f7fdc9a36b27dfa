"""Whom a part of an agency `a` is shown to, and what belongs to which view of the inbox: SQL, with the values of `queue.parameters_of`."""

from __future__ import annotations

from complaints.assignment_tables import UNCONFIRMED
from complaints.workflow import IN_HAND, RUNNING, AssignmentState
from directory.statements import listed

VISIBLE = "(NOT a.case_is_confidential OR a.officer_id = %(user)s OR a.agency_id = ANY(%(leading)s))"
OWED = f"a.case_is_open AND a.state IN ({listed({*IN_HAND, AssignmentState.PROPOSED})})"
_RUNNING = f"a.state IN ({listed(RUNNING)})"
OVERDUE = f"""a.next_duty_at < %(now)s AND (a.state = 'proposed' AND a.accept_by < %(now)s
        OR {_RUNNING} AND a.due_at < %(now)s)"""
VIEW_CONDITIONS = {
    "all": OWED,
    "new": "a.case_is_open AND a.state = 'proposed'",
    "mine": f"{OWED} AND a.officer_id = %(user)s",
    "unit": f"{OWED} AND a.unit_id = ANY(%(units)s)",
    "absent": f"""{OWED} AND (a.officer_id = ANY(%(covered)s)
        OR a.case_is_confidential AND a.officer_id = ANY(%(covered_in_confidence)s))""",
    "overdue": f"{OWED} AND {OVERDUE}",
    "silent": f"a.case_is_open AND {_RUNNING} AND a.update_by < %(now)s",
    "people": f"{OWED} AND a.case_people > 0",
    "appeals": f"{OWED} AND a.part = 'review'",
    "to_approve": """a.case_is_open AND a.approve_by IS NOT NULL AND a.agency_id = ANY(%(approving)s) AND EXISTS (
        SELECT FROM complaints_approval w
        WHERE w.assignment_id = a.id AND w.became = '' AND w.written_by_id <> %(user)s)
        AND NOT EXISTS (SELECT FROM complaints_complainant t JOIN complaints_complaint f ON f.id = t.complaint_id
            JOIN complaints_case d ON d.id = f.case_id
            WHERE t.user_id = %(user)s AND a.case_id IN (d.id, d.joined_into_id))
        AND NOT EXISTS (SELECT FROM complaints_cosigning s JOIN complaints_case d ON d.id = s.case_id
            WHERE s.user_id = %(user)s AND a.case_id IN (d.id, d.joined_into_id))
        AND NOT (a.part = 'review' AND EXISTS (SELECT FROM complaints_appeal p
            WHERE p.part_id = a.id AND p.became = '' AND (p.against_id = ANY(%(at)s) OR EXISTS (
                SELECT FROM complaints_caseevent e WHERE e.case_id = a.case_id AND e.by_id = %(user)s
                AND (e.agency_id = p.against_id OR p.rejected_before_at IS NOT NULL AND e.kind = 'rejected')))))""",
    "waiting": "a.case_is_open AND a.state = 'waiting'",
    "to_confirm": "a.case_is_open AND a.state = 'answered'",
    "done": "a.state = 'approved'",
    "ended": f"NOT a.case_is_open AND a.state IN ({listed(UNCONFIRMED)})",
}
