"""Cutting the words of cases anew, by and by: when what cuts them is another, and when a topic or an agency is renamed.

Meanwhile a case is found by its old words. Nothing else of it changes, nothing comes on its timeline, and nobody waits:
its texts are cut before it is locked, and it is locked for as long as it takes to write their words. One worker at a time
has a case; whoever is killed leaves it as it was.

Of a new name the cases that are open are told; an ended one keeps the name under which it ended until its words are cut
anew for another reason. A place is found by any name it has when somebody types it (complaints.searching), so that its
cases need no new words.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from complaints.assignment_tables import ENDS_IN_SQL
from complaints.indexing import Cut, public_words_of, with_what_is_told, words_of, write_words
from complaints.models import Case, CaseToRecut
from complaints.workflow import GIVEN_AWAY
from directory.statements import listed
from records.models import SegmentationVersion
from records.resting import Resting, each_by_itself
from records.segmentation import current_segmentation, other_segmentations, segmentation_here

BATCH = 50
ROUND_S = 0.1
"""So long at a time: whoever waits for the worker waits no longer than that because of this."""
MOST_COUNTED = 50_000
_not_recutting = Resting()

NAMES_NOW = """(
        SELECT 'topic' AS of, id, name_th || ' ' || name_en AS names FROM directory_topic
        UNION ALL SELECT 'agency', id, name_th || ' ' || name_en FROM directory_agency
    ) AS now"""
NOTE_NEW = f"""
    INSERT INTO complaints_nameinwords (of, row, names)
    SELECT now.of, now.id, now.names FROM {NAMES_NOW}
    WHERE NOT EXISTS (SELECT FROM complaints_nameinwords n WHERE n.of = now.of AND n.row = now.id)
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - words of our own
NOTE_RENAMED = f"""
    UPDATE complaints_nameinwords n SET names = now.names FROM {NAMES_NOW}
    WHERE n.of = now.of AND n.row = now.id AND n.names <> now.names
    RETURNING n.of, n.row
"""  # noqa: S608 - words of our own
LIST_CASES = {
    "topic": f"""
    INSERT INTO complaints_casetorecut (case_id)
    SELECT id FROM complaints_case WHERE topic_id = ANY(%s) AND state NOT IN ({ENDS_IN_SQL}) ON CONFLICT DO NOTHING
""",  # noqa: S608 - words of our own
    # Only what everybody searches says who answers for a case.
    "agency": f"""
    INSERT INTO complaints_casetorecut (case_id)
    SELECT c.id FROM complaints_assignment a JOIN complaints_case c ON c.id = a.case_id
    WHERE a.agency_id = ANY(%s) AND a.case_is_open AND a.part = 'lead' AND a.state NOT IN ({listed(GIVEN_AWAY)})
        AND c.released_at IS NOT NULL
    ON CONFLICT DO NOTHING
""",  # noqa: S608 - words of our own
}


@dataclass(frozen=True)
class Recutting:
    """segmentation: by which words are cut now; None before any were. left: cases still to be cut anew, at most MOST_COUNTED."""

    segmentation: SegmentationVersion | None
    left: int
    is_more: bool = False


def still_to_recut() -> Recutting:
    """For administrators. Counts along an index that holds no more than there is left."""
    now = current_segmentation()
    if now is None:
        return Recutting(None, 0)
    old = Case.objects.filter(words__isnull=False, words_version__in=other_segmentations(now.pk))
    left = old.order_by()[: MOST_COUNTED + 1].count() + CaseToRecut.objects.all()[: MOST_COUNTED + 1].count()
    return Recutting(now, min(left, MOST_COUNTED), is_more=left > MOST_COUNTED)


def recut_cases() -> int:
    """Cut anew for a moment, the newest cases first; returns how many. Does nothing beside a worker of a newer release."""
    here = segmentation_here()
    if not here.is_current:
        return 0

    def recut(case: Case) -> bool:
        return _recut(case, here.number)

    return each_by_itself(_for_a_moment(_waiting(here.number)), recut, _not_recutting)


@transaction.atomic
def note_names() -> int:
    """Have the open cases of renamed topics and agencies cut anew; returns how many were renamed.

    What is new stands under no other name in any words. Two statements where nothing was renamed.
    """
    with connection.cursor() as cursor:
        cursor.execute(NOTE_NEW)
        cursor.execute(NOTE_RENAMED)
        renamed = cursor.fetchall()
    for of in LIST_CASES:
        if rows := [row for each, row in renamed if each == of]:
            _list_cases(of, rows)
    return len(renamed)


def _list_cases(of: str, rows: list[int]) -> None:
    with connection.cursor() as cursor:
        # One that is listed and being cut just now is waited for: it may be cut with the old name.
        cursor.execute(LIST_CASES[of], [rows])


def _waiting(version: int) -> list[Case]:
    """The newest of them, with their number only."""
    resting = _not_recutting.ids()
    listed_ones = CaseToRecut.objects.exclude(pk__in=resting).order_by("-pk").values_list("pk", flat=True)
    found = {*listed_ones[:BATCH]}
    for other in other_segmentations(version):  # one by one: each is the beginning of a stretch of the index
        old = Case.objects.filter(words__isnull=False, words_version=other).exclude(pk__in=resting)
        found.update(old.order_by("-id").values_list("pk", flat=True)[:BATCH])
    newest = sorted(found, reverse=True)[:BATCH]
    return list(Case.objects.only("reference").filter(pk__in=newest).order_by("-pk"))


def _for_a_moment(cases: Iterable[Case]) -> Iterator[Case]:
    until = time.monotonic() + ROUND_S
    for case in cases:
        yield case
        if time.monotonic() > until:
            return


@transaction.atomic
def _recut(case: Case, version: int) -> bool:
    if not _is_ours(case.pk):
        return False
    # Off the list before the names are read: who lists it meanwhile waits, and lists it again.
    was_listed, _rows = CaseToRecut.objects.filter(pk=case.pk).delete()
    told = with_what_is_told(Case.objects.filter(pk=case.pk))
    cut = Cut()
    for before in told:
        if before.words_version == version and not was_listed:
            return False
        words_of(before, cut)
        if before.is_searched_by_all:  # type: ignore[attr-defined]
            public_words_of(before, cut)
    row = told.select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:  # somebody works on it
        transaction.set_rollback(True)
        return False
    if not row.is_searched:  # type: ignore[attr-defined]  # its words come with the new ones
        return bool(was_listed)
    if row.words_version == version and not was_listed:
        return False
    write_words(row, cut, version=version)
    return True


def _is_ours(pk: int) -> bool:
    """Whether no other worker is at this case; it is ours until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('complaints.recutting'), hashint8(%s))", [pk])
        return bool(cursor.fetchone()[0])
