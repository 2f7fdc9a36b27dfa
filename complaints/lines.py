"""The timeline of a case as one viewer sees it: its lines, each with the words and files that are theirs to see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from complaints.case_reading import read_files
from complaints.models import Case, CaseEvent, CaseFile, Translation
from complaints.telling import FROM_COMPLAINANT, TO_JOINED, officer_behind, sentence
from complaints.text_languages import language_of, tag_of
from complaints.translation_tables import program_was_asked
from directory.known import agencies, people
from directory.models import Agency
from directory.statements import Lookup

Kind, Seen = CaseEvent.Kind, CaseEvent.Seen
_events = Lookup(CaseEvent, "case_id = %s AND seen_by = ANY(%s) ORDER BY n")
_ORDER = [Seen.PUBLIC, Seen.COMPLAINANT, Seen.AGENCY, Seen.INTERNAL]
_MOVES_A_DATE = frozenset({Kind.EXTENDED, Kind.ANSWERED, Kind.QUESTION_LAPSED})


@dataclass(frozen=True)
class Line:
    """A timeline entry as one viewer sees it; note and files are empty when they are not theirs to see."""

    n: int
    kind: str
    at: datetime
    agency: Agency | None
    sentence: str
    note: str
    note_is_private: bool
    by_complainant: bool
    officer: str
    """Who of the office did it, for officers alone: everybody else reads which agency, or that it was the office."""
    files: tuple[CaseFile, ...]
    seen_by: str
    """Who sees what this line tells (a CaseEvent.Seen): its note's readers, or everybody's line without one."""
    no_photo: str = ""
    """Why there is no picture of the finished work, for who reads the note."""
    why_again: str = ""
    """Why one that was used before is right, for the same."""
    moved: tuple[datetime, datetime] | None = None
    """The date that was moved, and to when."""
    facts: dict[str, object] = field(default_factory=dict)
    """What its sentence says, for the same sentence in another language; never shown as it is."""
    translations: tuple[Translation, ...] = ()
    """Of its note, where this viewer reads that."""
    translate_into: str = ""
    """The name of the language into which its note should be translated, for officers and for the complainant."""

    @property
    def program_was_asked(self) -> bool:
        return program_was_asked(self.translations)

    @property
    def note_tag(self) -> str:
        """The language of its note as `lang` of HTML says it."""
        return tag_of(language_of(self.note))


def timeline(
    case: Case,
    *,
    up_to: CaseEvent.Seen,
    own_agency: int | None = None,
    files: Iterable[CaseFile] | None = None,
    to_joined: bool = False,
) -> list[Line]:
    """The case's lines that somebody at this level may see, newest first. One query for strangers, at most four.

    own_agency: whose internal lines are among them, where the level is INTERNAL.
    to_joined: for who filed a case that was joined into this one: also the lines that say they are for them, wordless here.
    files: all of the case, where they have been read already (complaints.case_reading).
    """
    allowed = _ORDER[: _ORDER.index(up_to) + 1]
    read = {*allowed, Seen.COMPLAINANT} if to_joined else allowed
    events = _events(case.pk, [str(seen) for seen in read])
    events = [event for event in events if event.seen_by in allowed or TO_JOINED in event.facts]
    events = [event for event in events if event.seen_by != Seen.INTERNAL or event.agency_id == own_agency]
    to_office = up_to in {Seen.AGENCY, Seen.INTERNAL}
    officers = people(event.by_id for event in events) if to_office else {}
    attached: dict[int | None, list[CaseFile]] = {}
    if up_to != Seen.PUBLIC:  # strangers see no files
        for file in read_files(case) if files is None else files:
            attached.setdefault(file.event_id, []).append(file)
    named = agencies.by_id(event.agency_id for event in events)
    for event in events:
        event.agency = named[event.agency_id] if event.agency_id else None
        if to_office:
            event.by = officers[event.by_id] if event.by_id else None
    translated = translations_of(case, events, up_to=up_to)
    return [
        Line(
            n=event.n,
            kind=event.kind,
            at=event.at,
            agency=event.agency,
            sentence=sentence(event.kind, event.agency, event.facts),
            note=event.note if event.note_seen_by in allowed else "",
            note_is_private=event.note_seen_by in {Seen.AGENCY, Seen.INTERNAL},
            by_complainant=event.kind in FROM_COMPLAINANT,
            officer=officer.full_name if to_office and (officer := officer_behind(event)) else "",
            files=tuple(attached.get(event.pk, ())) if _files_are_theirs(event, allowed) else (),
            seen_by=event.note_seen_by if event.note else event.seen_by,
            no_photo=str(event.facts.get("no_photo", "")) if event.note_seen_by in allowed else "",
            why_again=str(event.facts.get("why_again", "")) if event.note_seen_by in allowed else "",
            moved=_moved(event.facts) if event.kind in _MOVES_A_DATE and event.facts else None,
            facts=event.facts,
            translations=translated.get(event.pk, ()) if event.note_seen_by in allowed else (),
        )
        for event in reversed(events)
    ]


def translations_of(
    case: Case, events: Iterable[CaseEvent], *, up_to: CaseEvent.Seen
) -> dict[int | None, tuple[Translation, ...]]:
    """The translations of the words in a case's timeline, by the line's id. Asked for only where it tells of one.

    Officers also see those that the program gave up.
    """
    if not any(event.kind in {Kind.TRANSLATED, Kind.TRANSLATION_ASKED} for event in events):
        return {}
    made = Translation.objects.filter(case=case, event__isnull=False).select_related("by").order_by("id")
    if up_to not in {Seen.AGENCY, Seen.INTERNAL}:
        made = made.exclude(state=Translation.State.PARKED)
    found: dict[int | None, tuple[Translation, ...]] = {}
    for each in made:
        found[each.event_id] = (*found.get(each.event_id, ()), each)
    return found


def _files_are_theirs(event: CaseEvent, allowed: list[CaseEvent.Seen]) -> bool:
    """Whoever reads the words of a line sees its files, unless they are for fewer."""
    return event.note_seen_by in allowed and event.facts.get("files", event.note_seen_by) in allowed


def _moved(facts: dict[str, str]) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(facts["from"]), datetime.fromisoformat(facts["until"])
