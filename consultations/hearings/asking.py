"""Asking at a hearing, and wanting a question answered. Whether it came in time the database's clock decides."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.acting import check_note
from consultations.hearings.history import check_not_cancelled, lock, lock_own
from consultations.hearings.models import (
    QUESTION_MAX_LETTERS,
    QUESTIONS_BEFORE,
    Asker,
    Hearing,
    MinutesVersion,
    Question,
    QuestionSupport,
    Stage,
)
from consultations.participation.taking_part import Visitor
from directory.models import User
from directory.statements import Prepared

OPEN_NOW = f"""hearing.cancelled_at IS NULL AND consultation.announced_at IS NOT NULL AND consultation.withdrawn_at IS NULL
    AND hearing.begins_at - interval '{int(QUESTIONS_BEFORE.total_seconds())} seconds' <= now() AND now() < hearing.ends_at"""
"""While it runs and a day before, by the database's clock, which is one for all processes."""

_JOIN = Prepared(f"""
    INSERT INTO hearings_asker (hearing_id, user_id, browser, identity)
    SELECT hearing.id, %(user)s::bigint, %(browser)s::text, %(identity)s::smallint
    FROM hearings_hearing hearing JOIN consultations_consultation consultation ON consultation.id = hearing.consultation_id
    WHERE hearing.id = %(hearing)s AND {OPEN_NOW}
    ON CONFLICT DO NOTHING
""")  # noqa: S608 - of our own words

_ASK = Prepared(f"""
    INSERT INTO hearings_question (hearing_id, author_id, text, asked_at, stage, hidden_reason, confirmed_supports,
        anonymous_supports)
    SELECT hearing.id, asker.id, %(text)s::text, now(), '{Stage.ASKED}', '', 0, 0
    FROM hearings_asker asker JOIN hearings_hearing hearing ON hearing.id = asker.hearing_id
    JOIN consultations_consultation consultation ON consultation.id = hearing.consultation_id
    WHERE asker.id = %(asker)s AND {OPEN_NOW}
    ON CONFLICT (author_id, text) WHERE withdrawn_at IS NULL DO NOTHING
""")  # noqa: S608 - of our own words

_SUPPORT = Prepared(f"""
    INSERT INTO hearings_questionsupport (question_id, asker_id, identity)
    SELECT question.id, asker.id, asker.identity
    FROM hearings_question question JOIN hearings_hearing hearing ON hearing.id = question.hearing_id
    JOIN consultations_consultation consultation ON consultation.id = hearing.consultation_id
    JOIN hearings_asker asker ON asker.hearing_id = hearing.id
    WHERE question.id = %(question)s AND asker.id = %(asker)s AND question.author_id <> asker.id
        AND question.hidden_at IS NULL AND question.withdrawn_at IS NULL AND {OPEN_NOW}
    ON CONFLICT (asker_id, question_id) DO NOTHING
""")  # noqa: S608 - of our own words


def find_asker(hearing: Hearing, visitor: Visitor) -> Asker | None:
    own = Asker.objects.filter(hearing=hearing)
    if visitor.user:
        return own.filter(user=visitor.user).first()
    return own.filter(browser=visitor.browser).first() if visitor.browser else None


@transaction.atomic
def ask_question(hearing: Hearing, *, text: str, visitor: Visitor) -> Question:
    """Keep a question; the same words of the same person once more are the same question.

    Raises ValidationError: note_missing, note_too_long, no_cookie, and what `refusal` gives.
    """
    text = " ".join(check_note(text, most=QUESTION_MAX_LETTERS).split())
    asker = _join(hearing, visitor)
    with connection.cursor() as cursor:
        _ASK.run(cursor, {"text": text, "asker": asker.pk})
    found = Question.objects.filter(author=asker, text=text, withdrawn_at=None).first()
    if found is None:
        raise refusal(hearing)
    return found


@transaction.atomic
def support_question(question: Question, *, visitor: Visitor) -> None:
    """Want it answered too; again is no mistake.

    Raises ValidationError: no_cookie, your_own_question, question_is_gone, and what `refusal` gives.
    """
    asker = _join(question.hearing, visitor)
    if question.author_id == asker.pk:
        raise ValidationError(_("This question is your own: it counts already."), code="your_own_question")
    with connection.cursor() as cursor:
        _SUPPORT.run(cursor, {"question": question.pk, "asker": asker.pk})
        if cursor.rowcount or QuestionSupport.objects.filter(question=question, asker=asker).exists():
            return
    if not Question.objects.to_read().filter(pk=question.pk).exists():
        raise _is_gone()
    raise refusal(question.hearing)


@transaction.atomic
def take_support_back(question: Question, *, visitor: Visitor) -> None:
    """Of nothing there is nothing to take back. Raises ValidationError as `refusal` gives it."""
    if not question.hearing.takes_questions:
        raise refusal(question.hearing)
    asker = _join(question.hearing, visitor)
    QuestionSupport.objects.filter(question=question, asker=asker).delete()


@transaction.atomic
def take_question_back(question: Question, *, visitor: Visitor) -> Question:
    """Take one's own question back until it is its turn: its words are wiped, and who wanted it answered goes with it.

    Again is no mistake; the same words can be asked anew. Raises ValidationError: not_your_question, question_had_its_turn.
    """
    hearing = lock(question.hearing)  # whoever publishes the minutes holds it while they copy the words
    question = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    asker = find_asker(hearing, visitor)
    if asker is None or asker.pk != question.author_id:
        raise ValidationError(_("This question is not yours."), code="not_your_question")
    if question.withdrawn_at:
        return question
    if question.stage != Stage.ASKED or MinutesVersion.objects.filter(hearing=question.hearing_id).exists():
        raise ValidationError(
            _("It is being answered, or was: it cannot be taken back any more."), code="question_had_its_turn"
        )
    QuestionSupport.objects.filter(question=question).delete()
    question.withdrawn_at, question.text = timezone.now(), ""
    question.save(update_fields=["withdrawn_at", "text"])
    return question


@transaction.atomic
def put_stage(question: Question, stage: str, *, by: User) -> Question:
    """That it is being answered, is answered, or waits again; again is no mistake. What was being answered before is answered.

    Raises ValidationError: not_your_agency, hearing_is_cancelled, not_begun, question_is_gone.
    """
    hearing = lock_own(question.hearing, by)
    question = Question.objects.select_for_update(no_key=True).get(pk=question.pk)
    check_not_cancelled(hearing)
    if question.hidden_at or question.withdrawn_at:
        raise _is_gone()
    if stage != Stage.ASKED and hearing.begins_at > timezone.now():
        raise ValidationError(_("The hearing has not begun yet."), code="not_begun")
    if question.stage == stage:
        return question
    staged = {"staged_at": timezone.now(), "staged_by": by}
    if stage == Stage.NOW:
        others = Question.objects.filter(hearing=hearing, stage=Stage.NOW)
        others.update(stage=Stage.ANSWERED, **staged)
    Question.objects.filter(pk=question.pk).update(stage=Stage(stage), **staged)
    question.refresh_from_db()
    return question


def _is_gone() -> ValidationError:
    return ValidationError(_("This question was taken down or taken back meanwhile."), code="question_is_gone")


def refusal(hearing: Hearing) -> ValidationError:
    """Why nobody can ask now."""
    hearing = Hearing.objects.select_related("consultation").get(pk=hearing.pk)
    if hearing.is_cancelled:
        return ValidationError(_("This hearing is cancelled."), code="hearing_is_cancelled")
    if timezone.now() < hearing.begins_at:
        return ValidationError(_("Questions are taken from a day before the hearing."), code="questions_not_open_yet")
    return ValidationError(_("This hearing is over, so your question could not be kept."), code="hearing_is_over")


@transaction.atomic
def part_from_questions(person: User) -> int:
    """An account is erased: nothing leads from its questions to the person any more. Returns at how many hearings.

    What it supported where questions are still taken is taken back, so that the person has no second voice there.
    """
    own = Asker.objects.filter(user=person).select_related("hearing__consultation")
    running = [asker for asker in own if asker.hearing.takes_questions]
    QuestionSupport.objects.filter(asker__in=running).delete()
    return Asker.objects.filter(user=person).update(user=None, browser=None)


def _join(hearing: Hearing, visitor: Visitor) -> Asker:
    """The asker this visitor acts as."""
    if not visitor.user and not visitor.browser:
        raise ValidationError(
            _("Your browser keeps no cookies of ours, so we cannot see to it that everybody has one voice."),
            code="no_cookie",
        )
    values = {
        "hearing": hearing.pk,
        "user": visitor.user.pk if visitor.user else None,
        "browser": None if visitor.user else visitor.browser,
        "identity": int(visitor.identity),
    }
    if find_asker(hearing, visitor) is None:
        with connection.cursor() as cursor:
            _JOIN.run(cursor, values)
    found = find_asker(hearing, visitor)
    if found is None:
        raise refusal(hearing)
    return found
