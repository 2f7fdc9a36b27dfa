"""Letters of agencies: owed with the act they tell of, numbered and made by the worker, found by whom they go to.

The act writes one row. The worker gives the next number of the agency under a lock, in a transaction of its own, so that
a letter that fails keeps its number and none is left out; then it draws, signs and stores the PDF under a name that
follows from the row: killed in between it does the same once more, and there is one letter.
"""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from complaints.acting import moment_to_tell
from complaints.letter_mail import tell_administrators
from complaints.models import CaseEvent, Complaint, Letter, LetterCount
from directory.models import Agency, Letterhead
from directory.thai_dates import BUDDHIST_ERA
from notifications.live import announce
from records.chores import Chore, wake
from records.official_letter import Letter as LetterOnPaper
from records.official_letter import draw_letter
from records.pdf_signing import NOT_VALID, CannotSign, Key, load_key, sign_pdf
from records.resting import Resting, each_by_itself

log = logging.getLogger(__name__)

KIND_OF_ACT = {
    CaseEvent.Kind.ACCEPTED: Letter.Kind.ACKNOWLEDGEMENT,
    CaseEvent.Kind.PART_DONE: Letter.Kind.ANSWER,
    CaseEvent.Kind.RESOLUTION_PROPOSED: Letter.Kind.ANSWER,
    CaseEvent.Kind.ACKNOWLEDGED: Letter.Kind.ANSWER,
}
"""Acts of an agency that a letter tells of, where the agency sends letters."""
BATCH = 10
_resting = Resting()


def owe_letter(event: CaseEvent) -> Letter | None:
    """Let a letter tell of this act, where its agency sends such letters. Call it after `record`, in its transaction."""
    if event.agency is None:
        return None
    head = Letterhead.objects.filter(agency=event.agency, is_on=True).only("acknowledges").first()
    kind = KIND_OF_ACT[CaseEvent.Kind(event.kind)]
    if head is None or (kind == Letter.Kind.ACKNOWLEDGEMENT and not head.acknowledges):
        return None
    # Who speaks for all who signed told last.
    complaint = Complaint.objects.filter(case_id=event.case_id).order_by("-id").first()
    if complaint is None:
        return None
    letter = Letter.objects.create(
        kind=kind, case_id=event.case_id, complaint=complaint, event=event, agency=event.agency, created_at=event.at
    )
    wake(make_letters.name)
    return letter


def number_letter(letter: Letter) -> Letter:
    """Give the next number of its agency in this year, and freeze what it says. One that has a number keeps it."""
    from complaints.letter_words import words_of

    with transaction.atomic():
        letter = _locked().get(pk=letter.pk)
        if letter.n is not None:
            return letter
        letter.dated = moment_to_tell(letter.case)
        letter.year = timezone.localdate(letter.dated).year + BUDDHIST_ERA
        letter.n = _next_number(letter.agency, letter.year)
        head = Letterhead.objects.get(agency=letter.agency)
        letter.number = f"{head.prefix}/{letter.n}"
        letter.refers_to = (
            Letter.objects.filter(case=letter.case, complaint=letter.complaint, agency=letter.agency, kind=letter.kind)
            .filter(n__isnull=False, event__n__lt=letter.event.n)
            .order_by("-event__n")
            .first()
        )
        letter.says = words_of(letter, head)
        letter.save()
    return letter


def _next_number(agency: Agency, year: int) -> int:
    LetterCount.objects.get_or_create(agency=agency, year=year)
    count = LetterCount.objects.select_for_update().get(agency=agency, year=year)
    count.last += 1
    count.save(update_fields=["last"])
    return count.last


def make_letter(letter: Letter, key: Key) -> Letter | None:
    """Draw, sign and store a numbered letter. None where another worker is at it, or has done it."""
    from complaints.letter_words import name_on_letter

    with transaction.atomic():
        found = _locked(skip_locked=True).filter(pk=letter.pk).exclude(state=Letter.State.ISSUED).first()
        if found is None:
            return None
        found.bears_a_name = bool(name_on_letter(found.complaint))
        pdf = sign_pdf(draw_letter(on_paper(found, key)), key, reason=found.number, location=found.says["office"])
        found.stored_as = _store(f"letters/{found.public_id}.pdf", pdf)
        found.sha256, found.size_bytes = hashlib.sha256(pdf).hexdigest(), len(pdf)
        found.state, found.held_because, found.issued_at = Letter.State.ISSUED, "", timezone.now()
        found.save()
        announce(f"case:{found.case.reference}:{found.case.event_count}")
    return found


def on_paper(letter: Letter, key: Key) -> LetterOnPaper:
    """The letter as it is drawn: the name it goes to and the emblem as they are now, the rest as it was numbered."""
    from complaints.letter_words import addressee

    assert letter.dated  # noqa: S101 - numbered
    says: dict[str, Any] = {name: tuple(said) if isinstance(said, list) else said for name, said in letter.says.items()}
    emblem = Letterhead.objects.filter(agency=letter.agency).values_list("emblem", flat=True).first()
    return LetterOnPaper(
        **says,
        number=letter.number,
        dated=timezone.localtime(letter.dated),
        to=addressee(letter.complaint),
        emblem=bytes(emblem or b""),
        marked=NOT_VALID if key.is_test else "",
    )


def forget_letters(complaints: QuerySet[Complaint]) -> None:
    """Take the PDFs of letters to these people away, in the transaction that takes their name; that they were issued stays."""
    mine = Letter.objects.filter(complaint__in=complaints)
    list(mine.order_by("pk").select_for_update())  # one that is being made at this moment is made first, and goes too
    mine.filter(state=Letter.State.ISSUED).update(is_gone=True)
    transaction.on_commit(_forget_gone)


def _make() -> int:
    waiting = Letter.objects.to_make().exclude(pk__in=_resting.ids())
    # The numbers first, whatever becomes of the key: in the order of the acts, and behind no letter that is held back.
    done = each_by_itself(waiting.filter(n__isnull=True)[:BATCH], number_letter, _resting)
    numbered = list(waiting.filter(n__isnull=False)[:BATCH])
    if not numbered:
        return done
    try:
        key = load_key()
    except CannotSign as error:
        _hold_back(error)
        return done
    return done + each_by_itself(numbered, lambda letter: make_letter(letter, key) is not None, _resting)


@transaction.atomic
def _hold_back(error: CannotSign) -> None:
    """Nothing goes out unsigned. The log hears of it once, administrators once a day while it lasts."""
    waiting = Letter.objects.to_make().filter(n__isnull=False).exclude(held_because=error.code)
    if held := waiting.order_by().update(state=Letter.State.HELD, held_because=error.code):
        log.error("Letters are held back, %s of them: %s", held, error)
    tell_administrators(error.code)


def _forget_gone(batch: int = 100) -> int:
    """Delete the bytes of letters that are gone. Safe to run twice and beside others."""
    gone = list(Letter.objects.filter(is_gone=True).exclude(stored_as="").order_by("id")[:batch])
    for letter in gone:
        default_storage.delete(letter.stored_as)
        Letter.objects.filter(pk=letter.pk).update(stored_as="")
    return len(gone)


def _store(name: str, content: bytes) -> str:
    """Under this very name: what a killed worker left there is the same letter, half made."""
    default_storage.delete(name)
    return default_storage.save(name, ContentFile(content))


def _locked(**options: Any) -> QuerySet[Letter]:
    rows = Letter.objects.select_for_update(of=("self",), **options)
    return rows.select_related("case__topic", "complaint", "event__assignment", "agency", "refers_to")


make_letters = Chore("make_letters", _make, every_s=30)
forget_gone_letters = Chore("forget_gone_letters", _forget_gone, every_s=600)
