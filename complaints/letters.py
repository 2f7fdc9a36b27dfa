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
from django.db.models import Q, QuerySet
from django.utils import timezone

from complaints.acting import moment_to_tell
from complaints.administrator_letters import tell_of_held_letters
from complaints.models import CaseEvent, Complaint, Letter, LetterCount, Referral
from complaints.notices import TOLD_TO_JOINED
from complaints.workflow import Visibility
from directory.models import Agency, Letterhead
from directory.statements import Prepared
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
KIND_OF_REFERRAL = {
    CaseEvent.Kind.REFERRED: Letter.Kind.REFERRAL,
    CaseEvent.Kind.REFERRAL_REMINDED: Letter.Kind.REMINDER,
}
"""Acts that write to an agency elsewhere, whether or not answers go out as letters."""
_heads = Prepared("SELECT acknowledges FROM directory_letterhead WHERE agency_id = %s AND is_on")
BATCH = 10
_resting = Resting()


def owe_letter(event: CaseEvent) -> list[Letter]:
    """Let letters tell of this act, where its agency sends such letters: one to who filed, and one to each whose case was
    joined into this one. Call it after `record`, in its transaction."""
    if event.agency is None:
        return []
    heads = _heads.rows([event.agency_id])
    kind = KIND_OF_ACT[CaseEvent.Kind(event.kind)]
    if not any(acknowledges or kind != Letter.Kind.ACKNOWLEDGEMENT for (acknowledges,) in heads):
        return []
    about = {"kind": kind, "case_id": event.case_id, "event": event, "agency": event.agency, "created_at": event.at}
    letters = Letter.objects.bulk_create(Letter(complaint=each, **about) for each in _who_is_told(event))
    wake(make_letters.name)
    return letters


def _who_is_told(event: CaseEvent) -> list[Complaint]:
    # Who speaks for all who signed told last.
    own = Complaint.objects.filter(case_id=event.case_id).order_by("-id")[:1]
    case = event.case
    if not case.joined_people or event.kind not in TOLD_TO_JOINED or case.visibility == Visibility.CONFIDENTIAL:
        return list(own)
    # As notices do: what was made of a part of this very case, and put back, was told by its author above.
    joined = Complaint.objects.filter(case__joined_into=case).exclude(part_of__case=case)
    return [*own, *joined.order_by("case_id", "-id").distinct("case_id")]


def owe_referral_letter(event: CaseEvent, referral: Referral) -> Letter:
    """Let a letter to an agency elsewhere follow from this act. Call it after `record`, in its transaction."""
    assert event.agency  # noqa: S101 - the line of a part
    letter = Letter.objects.create(
        kind=KIND_OF_REFERRAL[CaseEvent.Kind(event.kind)],
        case_id=event.case_id,
        referral=referral,
        event=event,
        agency=event.agency,
        created_at=event.at,
    )
    wake(make_letters.name)
    return letter


def number_letter(letter: Letter) -> Letter:
    """Give the next number of its agency in this year, and freeze what it says. One that has a number keeps it."""
    from complaints.letter_words import words_of
    from complaints.referral_words import words_to_agency

    with transaction.atomic():
        letter = _locked().get(pk=letter.pk)
        if letter.n is not None:
            return letter
        letter.dated = moment_to_tell(letter.complaint.case if letter.complaint else letter.case)
        letter.year = timezone.localdate(letter.dated).year + BUDDHIST_ERA
        letter.n = _next_number(letter.agency, letter.year)
        head = Letterhead.objects.get(agency=letter.agency)
        letter.number = f"{head.prefix}/{letter.n}"
        letter.refers_to = _earlier_of(letter).filter(n__isnull=False).order_by("-event__n").first()
        letter.says = words_to_agency(letter, head) if letter.referral else words_of(letter, head)
        letter.save()
    return letter


def _earlier_of(letter: Letter) -> QuerySet[Letter]:
    """What it refers to: the same answer told before, or the letter of which it reminds."""
    if letter.referral:
        return letter.referral.letters.filter(event__n__lt=letter.event.n)
    same = Letter.objects.filter(complaint=letter.complaint, agency=letter.agency, kind=letter.kind)
    return same.filter(case=letter.case, event__n__lt=letter.event.n)


def _next_number(agency: Agency, year: int) -> int:
    LetterCount.objects.get_or_create(agency=agency, year=year)
    count = LetterCount.objects.select_for_update().get(agency=agency, year=year)
    count.last += 1
    count.save(update_fields=["last"])
    return count.last


def make_letter(letter: Letter, key: Key) -> Letter | None:
    """Draw, sign and store a numbered letter. None where another worker is at it, or has done it."""
    with transaction.atomic():
        found = _locked(skip_locked=True).filter(pk=letter.pk).exclude(state=Letter.State.ISSUED).first()
        if found is None:
            return None
        found.bears_a_name = _names_somebody(found)
        pdf = sign_pdf(draw_letter(on_paper(found, key)), key, reason=found.number, location=found.says["office"])
        found.stored_as = _store(f"letters/{found.public_id}.pdf", pdf)
        found.is_test = key.is_test
        found.sha256, found.size_bytes = hashlib.sha256(pdf).hexdigest(), len(pdf)
        found.state, found.held_because, found.issued_at = Letter.State.ISSUED, "", timezone.now()
        found.save()
        _tell_of(found)
    return found


def _names_somebody(letter: Letter) -> bool:
    from complaints.letter_words import name_on_letter
    from complaints.referral_data import person_to_name

    if letter.referral:
        return person_to_name(letter.referral) is not None
    assert letter.complaint  # noqa: S101 - it goes to a person or an agency
    return bool(name_on_letter(letter.complaint))


def _tell_of(letter: Letter) -> None:
    """Open pages that it is there; and by mail the agency elsewhere that has to be reminded."""
    from complaints.referral_letters import mail_to_agency

    case = letter.case
    announce(f"case:{case.reference}:{case.event_count}")
    if letter.complaint and letter.complaint.case_id != case.pk:  # whose page counts the steps of both
        own = letter.complaint.case
        announce(f"case:{own.reference}:{own.event_count + case.event_count}")
    referral = letter.referral
    if referral and letter.kind == Letter.Kind.REMINDER and referral.is_out and referral.how == Referral.How.EMAIL:
        mail_to_agency(letter)


def on_paper(letter: Letter, key: Key) -> LetterOnPaper:
    """The letter as it is drawn: the name it goes to and the emblem as they are now, the rest as it was numbered."""
    from complaints.letter_words import addressee
    from complaints.referral_data import JSON_NAME, XML_NAME, as_json, as_xml
    from complaints.referral_words import about_complainant

    assert letter.dated  # noqa: S101 - numbered
    says: dict[str, Any] = {name: tuple(said) if isinstance(said, list) else said for name, said in letter.says.items()}
    emblem = Letterhead.objects.filter(agency=letter.agency).values_list("emblem", flat=True).first()
    if letter.referral:
        *told, how_to_answer, end = says["paragraphs"]
        if letter.kind == Letter.Kind.REFERRAL:
            told.append(about_complainant(letter.referral))
        says |= {"paragraphs": (*told, how_to_answer, end)}
        says |= {"attached": ((JSON_NAME, as_json(letter)), (XML_NAME, as_xml(letter)))}
    elif letter.complaint:
        says |= {"to": addressee(letter.complaint)}
    return LetterOnPaper(
        **says,
        number=letter.number,
        dated=timezone.localtime(letter.dated),
        emblem=bytes(emblem or b""),
        marked=NOT_VALID if key.is_test else "",
    )


def forget_letters(complaints: QuerySet[Complaint]) -> None:
    """Take the PDFs of letters to these people away, and those that name them to other agencies, in the transaction that
    takes their name; that they were issued stays."""
    naming = Q(referral__isnull=False, bears_a_name=True) | Q(referral__isnull=False) & ~Q(state=Letter.State.ISSUED)
    mine = Letter.objects.filter(Q(complaint__in=complaints) | (naming & Q(case__in=complaints.values("case"))))
    list(mine.order_by("pk").select_for_update())  # one that is being made at this moment is made first, and goes too
    mine.filter(state=Letter.State.ISSUED).filter(Q(referral__isnull=True) | Q(bears_a_name=True)).update(is_gone=True)
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
    tell_of_held_letters(error.code)


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
    return rows.select_related(
        "case__topic",
        "case__area",
        "complaint__case__topic",
        "event__assignment",
        "agency",
        "refers_to",
        "referral__agency",
        "referral__case",
    )


make_letters = Chore("make_letters", _make, every_s=30)
forget_gone_letters = Chore("forget_gone_letters", _forget_gone, every_s=600)
