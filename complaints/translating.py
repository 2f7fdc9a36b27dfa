"""What officers do about a text that not everybody of a case can read: say its language, translate it, have it translated.

The original is never replaced: translations stand beside it, with who or what made them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from complaints.acting import NOTE_MAX_LETTERS, check_note
from complaints.intake import without_invisible
from complaints.lines import Line
from complaints.models import Assignment, Case, CaseEvent, Complaint, Translation
from complaints.personal_data import mask
from complaints.telling import is_by_office
from complaints.text_languages import TextLanguage, language_of, of_page
from complaints.timeline import lock, record, settle
from complaints.translation_tables import program_was_asked
from complaints.translators import Translator, TranslatorFailed, is_connected, the_translator
from complaints.workflow import Visibility
from directory.models import User
from records.chores import Chore, wake

log = logging.getLogger(__name__)
Kind, Seen, State = CaseEvent.Kind, CaseEvent.Seen, Translation.State
Original = Complaint | CaseEvent
"""What can be translated: a complaint's text, or the words in a line of the timeline."""
LEASE = timedelta(minutes=2)
"""Longer than any translator may take (translators.TIME_LIMIT_S)."""
MOST_TRIES = 5
"""With pauses of 1, 2, 4 and 8 minutes; then the officer is told, and may ask again or write it."""
TO_READ_BY_OFFICE = frozenset({Seen.AGENCY, Seen.INTERNAL})


@transaction.atomic
def correct_language(
    complaint: Complaint, language: str, *, by: User, assignment: Assignment | None = None
) -> Complaint:
    """Say in which language a complaint is written, where the program was wrong. The agencies read that it was.

    assignment: the part of the agency whose officer does it; None at the triage desk.
    Raises ValidationError: language_unknown, language_is_the_same.
    """
    if language not in TextLanguage.values:
        raise ValidationError(_("Choose a language from the list."), code="language_unknown")
    case = lock(complaint.case)
    complaint.refresh_from_db(fields=["text_language"])
    before, complaint.text_language = complaint.text_language, language
    if before == language:
        raise ValidationError(_("This language stands there already."), code="language_is_the_same")
    complaint.save(update_fields=["text_language"])
    facts = {"from": before, "to": language, "complaint": complaint.reference}
    record(case, Kind.LANGUAGE_CORRECTED, by=by, assignment=assignment, seen_by=Seen.AGENCY, facts=facts)
    settle(case)
    return complaint


# -- what is translated into which language ----------------------------------------------------------------------


def language_to_read_in(complaint: Complaint) -> TextLanguage:
    """In which language this complainant reads best: that of their words, else that of their pages."""
    if complaint.text_language not in {"", TextLanguage.THAI, TextLanguage.OTHER}:
        return TextLanguage(complaint.text_language)
    return of_page(complaint.language)


def source_of(original: Original) -> TextLanguage:
    if isinstance(original, Complaint):
        return TextLanguage(original.text_language or language_of(original.text))
    return language_of(original.note)


def target_for(case: Case, original: Original) -> TextLanguage | None:
    """Into which language a text of this case should be translated; None where everybody can read it.

    A complainant's words into Thai; the office's words to them into the language they read.
    """
    target = TextLanguage.THAI
    if isinstance(original, CaseEvent) and is_by_office(original.kind, original.agency_id):
        if original.note_seen_by in TO_READ_BY_OFFICE:
            return None  # officers among themselves
        target = _reader(case)
    return None if source_of(original) == target else target


def _reader(case: Case) -> TextLanguage:
    first = case.complaints.order_by("id").first()
    return language_to_read_in(first) if first else TextLanguage.THAI


def name_of_reader(complaint: Complaint) -> str:
    """For officers: the name of the language this complainant reads, "" where it is Thai."""
    reader = language_to_read_in(complaint)
    return "" if reader == TextLanguage.THAI else str(reader.label)


def _is_to_complainant(event: CaseEvent) -> bool:
    return is_by_office(event.kind, event.agency_id) and event.note_seen_by not in TO_READ_BY_OFFICE


def offer_translations(complaints: Sequence[Complaint], lines: list[Line]) -> list[Line]:
    """The lines of a timeline as officers see them, each with the language into which its words could be translated.

    complaints: those of the case, oldest first.
    """
    reader = language_to_read_in(complaints[0]) if complaints else TextLanguage.THAI
    return [replace(line, translate_into=_offer(line, reader)) if line.note else line for line in lines]


def offer_to_reader(complaint: Complaint, lines: list[Line]) -> list[Line]:
    """The lines as the complainant sees them, those of the office with the language they read, where none says it in that."""
    is_first = complaint.reference == complaint.case.reference
    reader = language_to_read_in(complaint) if is_first else _reader(complaint.case)
    return [replace(line, translate_into=_offer_to_reader(line, reader)) if line.note else line for line in lines]


def _offer_to_reader(line: Line, reader: TextLanguage) -> str:
    is_theirs = not is_by_office(line.kind, line.agency)
    has_one = any(each.target == reader for each in line.translations)
    return "" if is_theirs or has_one or language_of(line.note) == reader else str(reader.label)


def show_translations(complaints: Iterable[Complaint], lines: list[Line]) -> None:
    """Give each complaint of a case what officers see beside it: its translations, and the language it still needs.

    lines: of the case's timeline, which tells whether there is a translation at all.
    """
    complaints, made = list(complaints), dict[int | None, list[Translation]]()
    if any(line.kind in {Kind.TRANSLATED, Kind.TRANSLATION_ASKED} for line in lines):
        for each in Translation.objects.filter(complaint__in=complaints).select_related("by").order_by("id"):
            made.setdefault(each.complaint_id, []).append(each)
    for complaint in complaints:
        if would_tell_more(complaint):
            complaint.shown_translations, complaint.program_was_asked, complaint.translate_into = [], False, ""
            continue
        shown = made.get(complaint.pk, [])
        needs_one = source_of(complaint) != TextLanguage.THAI and all(each.is_by_program for each in shown)
        complaint.shown_translations = shown
        complaint.program_was_asked = program_was_asked(shown)
        complaint.translate_into = str(TextLanguage.THAI.label) if needs_one else ""


def would_tell_more(complaint: Complaint) -> bool:
    """Whether a translation, which is of the whole text, would tell of a part that is kept closer than its case."""
    closer = Case.objects.filter(split_off__complaint=complaint, split_off__undone_at=None)
    closer = closer.filter(visibility=Visibility.CONFIDENTIAL).exclude(pk=complaint.case_id)
    return bool(complaint.parted) and complaint.case.visibility != Visibility.CONFIDENTIAL and closer.exists()


def translations_into_thai(complaint: Complaint) -> list[Translation]:
    """Those that are done of the shown ones (`show_translations`): what an officer reads before everybody may."""
    shown = complaint.shown_translations
    return [each for each in shown if each.state == State.DONE and each.target == TextLanguage.THAI]


def _offer(line: Line, reader: TextLanguage) -> str:
    if line.agency is not None and line.note_is_private:
        return ""
    target = reader if is_by_office(line.kind, line.agency) else TextLanguage.THAI
    has_one = any(not each.is_by_program for each in line.translations)
    return "" if has_one or language_of(line.note) == target else str(target.label)


def words_to_complainant(case: Case, number: str) -> CaseEvent | None:
    """What the office wrote to the complainant in the line of this number (as typed); None for anything else."""
    n = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 0
    line = case.events.exclude(note="").filter(n=n).first()
    return line if line and _is_to_complainant(line) else None


def may_ask_program(case: Case) -> bool:
    """Whether a program may see the words of this case. Confidential ones stay in the house unless it is said otherwise."""
    may_see = case.visibility != Visibility.CONFIDENTIAL or settings.TRANSLATOR_SEES_CONFIDENTIAL
    return is_connected() and may_see


# -- the acts ----------------------------------------------------------------------------------------------------


@transaction.atomic
def write_translation(
    case: Case, original: Original, *, text: str, by: User, assignment: Assignment | None = None
) -> Translation:
    """Keep an officer's translation of a text. Of words to the complainant they read it too. The same twice is one.

    Raises ValidationError: nothing_to_translate, note_missing, note_too_long.
    """
    text = check_note(text)
    case = lock(case)
    target = _target(case, original)
    if same := _of(original).filter(by=by, engine="", target=target, text=text).first():
        return same
    made = _about(case, original, target, by=by)
    made.text, made.state, made.made_at = text, State.DONE, timezone.now()
    made.save()
    _record_done(case, made, by=by, assignment=assignment)
    return made


@transaction.atomic
def ask_translation(
    case: Case, original: Original, *, by: User | None, assignment: Assignment | None = None
) -> Translation:
    """Have a text translated by the program of the house; a worker does it (`translate_texts`).

    by: the officer; None for the complainant, who asks it of what the office wrote to them.
    Raises ValidationError: nothing_to_translate, no_translator, confidential_stays_here, translation_is_asked.
    """
    case = lock(case)
    target, program = _target(case, original), the_translator()
    if program is None:
        raise ValidationError(_("No translation program is connected here."), code="no_translator")
    if not may_ask_program(case):
        raise ValidationError(
            _("The words of a confidential case do not leave the house. Ask a colleague to translate them."),
            code="confidential_stays_here",
        )
    asked = _of(original).exclude(engine="").filter(target=target).select_for_update().first()
    if asked is not None and asked.state != State.PARKED:
        raise ValidationError(_("This translation was asked for already."), code="translation_is_asked")
    asked = asked or _about(case, original, target, by=by)
    asked.engine, asked.state, asked.by, asked.tries, asked.next_try_at = (
        program.name,
        State.WAITING,
        by,
        0,
        timezone.now(),
    )
    asked.save()
    facts = {"from": asked.source, "to": asked.target}
    seen_by = Seen.AGENCY if by else Seen.COMPLAINANT
    record(case, Kind.TRANSLATION_ASKED, by=by, assignment=assignment, seen_by=seen_by, facts=facts)
    settle(case)
    wake(translate_texts.name)
    return asked


def _target(case: Case, original: Original) -> TextLanguage:
    target = target_for(case, original)
    if target is None:
        raise ValidationError(_("Everybody of this case can read this text as it is."), code="nothing_to_translate")
    return target


def _of(original: Original) -> QuerySet[Translation]:
    return original.translations.all()


def _about(case: Case, original: Original, target: TextLanguage, *, by: User | None) -> Translation:
    of = {"complaint": original} if isinstance(original, Complaint) else {"event": original}
    return Translation(case=case, source=source_of(original), target=target, by=by, **of)


def _record_done(case: Case, made: Translation, *, by: User | None, assignment: Assignment | None = None) -> None:
    is_to_complainant = made.event is not None and _is_to_complainant(made.event)
    record(
        case,
        Kind.TRANSLATED,
        by=by,
        assignment=assignment,
        seen_by=Seen.COMPLAINANT if is_to_complainant else Seen.AGENCY,
        facts={"from": made.source, "to": made.target, "engine": made.engine},
    )
    if made.complaint_id is None:
        settle(case)
        return
    case.words = None  # the worker cuts them again: a complaint is found by its translations too
    settle(case, "words")


# -- the program's part ------------------------------------------------------------------------------------------


def _translate_waiting(batch: int = 1) -> int:
    """Translate what was asked for, one at a turn: other chores of the worker wait. What fails again and again is parked."""
    tried = 0
    program = the_translator()
    while program is not None and tried < batch and (wanted := _take_next()):
        try:
            _keep(wanted, _translated(wanted, program))
        except (OperationalError, InterfaceError):
            raise  # the database is at fault, not the text
        except Exception as error:
            _try_again(wanted, error)
        tried += 1
    return tried


def _take_next() -> Translation | None:
    """One whose time has come, leased: a worker killed over it leaves it to the next when the lease is over."""
    now = timezone.now()
    with transaction.atomic():
        waiting = Translation.objects.filter(state=State.WAITING, next_try_at__lte=now).order_by("next_try_at", "id")
        wanted = waiting.select_for_update(skip_locked=True).first()
        if wanted is not None:
            wanted.tries += 1
            wanted.next_try_at = now + LEASE
            wanted.save(update_fields=["tries", "next_try_at"])
    return wanted


def _translated(wanted: Translation, program: Translator) -> str:
    """Asks the program, outside of any transaction; personal data is hidden before the words go out."""
    if not may_ask_program(wanted.case):
        raise TranslatorFailed("the case has become confidential")
    with override("en"):  # its marks for what is hidden
        text = mask(wanted.original)
    said = without_invisible(program.translate(text, wanted.source, wanted.target))
    if not said or len(said) > 4 * NOTE_MAX_LETTERS:
        raise TranslatorFailed("an empty or endless translation")
    return said


@transaction.atomic
def _keep(wanted: Translation, text: str) -> None:
    case = lock(wanted.case)
    # Only if it is still ours: after a lease has run out, another worker may have done it.
    mine = Translation.objects.filter(pk=wanted.pk, state=State.WAITING, tries=wanted.tries)
    if mine.update(state=State.DONE, text=text, made_at=timezone.now(), last_error=""):
        _record_done(case, wanted, by=None)


def _try_again(wanted: Translation, error: Exception) -> None:
    is_parked = wanted.tries >= MOST_TRIES
    pause = timedelta(minutes=2 ** (wanted.tries - 1))
    Translation.objects.filter(pk=wanted.pk, state=State.WAITING, tries=wanted.tries).update(
        state=State.PARKED if is_parked else State.WAITING,
        next_try_at=timezone.now() + pause,
        last_error=f"{type(error).__name__}: {error}"[:200],
    )
    log.warning(
        "Translation %s %s after %d tries: %s", wanted.pk, "parked" if is_parked else "waits", wanted.tries, error
    )


translate_texts = Chore("translate_texts", _translate_waiting, every_s=30)
