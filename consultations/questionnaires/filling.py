"""Filling a sheet in: kept as it grows, sent, changed, withdrawn. Whether it came in time the database's clock decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg2.extras import Json

from consultations.participation.models import Identity
from consultations.participation.taking_part import OPEN_NOW, Visitor, check_level, identity_too_low, refusal
from consultations.questionnaires.answers import check_answer, is_complete
from consultations.questionnaires.branching import Part, parts_of, questions_in, shown_parts
from consultations.questionnaires.models import Answer, Kind, Question, Questionnaire, Sheet
from consultations.receipts import receipt_number
from directory.models import Area, User
from directory.statements import Prepared

_BEGIN = Prepared(f"""
    INSERT INTO questionnaires_sheet
        (questionnaire_id, user_id, browser, identity, stakeholders, draft, is_changed, is_put_away, begun_at)
    SELECT questionnaire.consultation_id, %(user)s::bigint, %(browser)s::text, %(identity)s::smallint, 0, '{{}}', true, false, now()
    FROM questionnaires_questionnaire questionnaire
    JOIN consultations_consultation consultation ON consultation.id = questionnaire.consultation_id
    WHERE questionnaire.consultation_id = %(questionnaire)s AND questionnaire.lowest_identity <= %(identity)s::smallint
        AND {OPEN_NOW}
    ON CONFLICT DO NOTHING
""")  # noqa: S608 - of our own words

_SAVE = f"""
    UPDATE questionnaires_sheet sheet SET draft = %s, is_changed = %s, saved_at = now()
    FROM consultations_consultation consultation
    WHERE sheet.id = %s AND consultation.id = sheet.questionnaire_id AND {OPEN_NOW}
    RETURNING saved_at
"""  # noqa: S608 - of our own words

_HOLD = "SELECT FROM consultations_consultation WHERE id = %s FOR SHARE"
"""A question that is closed at this moment is closed before or after, never in between."""

_SEND = f"""
    UPDATE questionnaires_sheet sheet
    SET sent_at = now(), number = coalesce(number, %s), stakeholders = %s, is_changed = false
    FROM questionnaires_questionnaire questionnaire
    JOIN consultations_consultation consultation ON consultation.id = questionnaire.consultation_id
    WHERE sheet.id = %s AND questionnaire.consultation_id = sheet.questionnaire_id
        AND sheet.identity >= questionnaire.lowest_identity AND {OPEN_NOW}
    RETURNING sheet.sent_at, sheet.number
"""  # noqa: S608 - of our own words


class AnswersMissing(ValidationError):
    """What has to be answered first. questions: those, in their order."""

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__(_("Some questions still have to be answered."), code="answers_missing")
        self.questions = questions


def find_sheet(questionnaire: Questionnaire, visitor: Visitor) -> Sheet | None:
    """That of this account; with nobody signed in that of this browser, which may be an account's (`is_anothers`)."""
    own = Sheet.objects.filter(questionnaire=questionnaire)
    if visitor.user:
        return own.filter(user=visitor.user).first()
    return own.filter(browser=visitor.browser).first() if visitor.browser else None


def find_offered(questionnaire: Questionnaire, visitor: Visitor) -> Sheet | None:
    """What was filled in without an account in this browser, for the account to take over or not: it may be somebody else's."""
    if not visitor.user or not visitor.browser or find_sheet(questionnaire, visitor):
        return None
    found = Sheet.objects.filter(questionnaire=questionnaire, browser=visitor.browser, identity=Identity.ANONYMOUS)
    return found.filter(is_put_away=False).first()


def is_anothers(sheet: Sheet | None, visitor: Visitor) -> bool:
    """An account's sheet with nobody signed in, or one put away: whoever sits there now neither reads nor changes it."""
    return sheet is not None and ((sheet.user_id is not None and visitor.user is None) or sheet.is_put_away)


@transaction.atomic
def save_answers(
    questionnaire: Questionnaire,
    answers: Mapping[int, Any],
    *,
    visitor: Visitor,
    sheet: Sheet | None = None,
    parts: Sequence[Part] = (),
) -> Sheet:
    """Keep what somebody filled in, by the number of the question; None takes an answer out. Nothing is counted until it is sent.

    Other answers of the sheet stay: two windows keep both what they say. sheet, parts: where they have just been read. Raises ValidationError: what `refusal` and
    `answers.check_answer` give, identity_too_low, sign_in_again, put_away, no_cookie.
    """
    asked = {each.n: each for each in questions_in(parts or parts_of(questionnaire))}
    sheet = _lock(sheet or _sheet_of(questionnaire, visitor))
    _check_own(sheet, visitor)
    check_level(questionnaire, visitor)
    draft = dict(sheet.draft)
    for n, value in answers.items():
        if n not in asked:
            continue  # closed while the page was open: the page that comes next says so
        if (checked := check_answer(asked[n], value)) is None:
            draft.pop(str(n), None)
        else:
            draft[str(n)] = checked
    is_changed = sheet.is_changed or draft != sheet.draft
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, [Json(draft), is_changed, sheet.pk])
        saved = cursor.fetchone()
    if saved is None:
        raise refusal(questionnaire) or identity_too_low(questionnaire.lowest_identity)
    sheet.draft, sheet.is_changed, sheet.saved_at = draft, is_changed, saved[0]
    return sheet


@transaction.atomic
def send_sheet(questionnaire: Questionnaire, *, visitor: Visitor) -> Sheet:
    """Count what was filled in, in place of what this sheet said before; the same once more changes nothing.

    Only what is asked of somebody who answers so counts. An answer to a question that was closed since stays as it was sent.
    Raises AnswersMissing, and ValidationError: nothing_filled_in, and as `save_answers`.
    """
    sheet = find_sheet(questionnaire, visitor)
    if sheet is None:
        raise refusal(questionnaire) or ValidationError(
            _("There is nothing to send yet. Answer a question first."), code="nothing_filled_in"
        )
    _check_own(sheet, visitor)
    check_level(questionnaire, visitor)
    sheet = _lock(sheet)
    if sheet.sent_at and not sheet.is_changed:
        return sheet
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [questionnaire.pk])
        counted = _counted(questionnaire, sheet)
        group = next((value[0] for question, value in counted.items() if question.kind == Kind.GROUP), 0)
        cursor.execute(_SEND, [receipt_number(), group, sheet.pk])
        sent = cursor.fetchone()
    if sent is None:
        raise refusal(questionnaire) or identity_too_low(questionnaire.lowest_identity)
    (sheet.sent_at, sheet.number), sheet.stakeholders, sheet.is_changed = sent, group, False
    _count(sheet, counted)
    return sheet


@transaction.atomic
def withdraw_sheet(questionnaire: Questionnaire, *, visitor: Visitor) -> None:
    """Take everything back; it is counted no longer, and one can begin again. Of nothing there is nothing to take back.

    Raises ValidationError as `refusal` does, sign_in_again, put_away.
    """
    if found := refusal(questionnaire):
        raise found
    sheet = find_sheet(questionnaire, visitor)
    if sheet is not None:
        _check_own(sheet, visitor)
        _wipe(_lock(sheet))


@transaction.atomic
def take_over(questionnaire: Questionnaire, *, visitor: Visitor) -> Sheet | None:
    """What was filled in without an account in this browser is this account's from now on, and counted so. None: there is nothing.

    Raises ValidationError as `refusal` does.
    """
    if found := refusal(questionnaire):
        raise found
    offered = find_offered(questionnaire, visitor)
    if offered is None:
        return find_sheet(questionnaire, visitor)
    sheet = _lock(offered)
    if sheet.user_id is not None:
        return find_sheet(questionnaire, visitor)
    try:
        with transaction.atomic():
            sheet.user, sheet.identity = visitor.user, visitor.identity
            sheet.save(update_fields=["user", "identity"])
    except IntegrityError:  # the account has begun elsewhere meanwhile: that one counts
        return find_sheet(questionnaire, visitor)
    Answer.objects.filter(sheet=sheet).update(identity=visitor.identity)
    return sheet


@transaction.atomic
def tell_sheet_area(sheet: Sheet, area: Area | None) -> None:
    """Where somebody lives, by their own choice: a province or a district; None takes it back. What was sent is counted there at once.

    Raises ValidationError as `refusal` does, and withdrawn_meanwhile.
    """
    if found := refusal(sheet.questionnaire):
        raise found
    locked = _lock(sheet)
    locked.area = area
    locked.save(update_fields=["area"])
    Answer.objects.filter(sheet=locked).update(area=locked.area_id)


@transaction.atomic
def put_away(questionnaire: Questionnaire, *, visitor: Visitor) -> None:
    """Show a sheet that was sent without an account no longer in this browser, for others use it too. It counts as it is.

    Raises ValidationError: not_sent_yet, sign_in_again.
    """
    sheet = find_sheet(questionnaire, visitor)
    if sheet is None or sheet.is_put_away:
        return
    _check_own(sheet, visitor)
    sheet = _lock(sheet)
    if sheet.sent_at is None or sheet.identity != Identity.ANONYMOUS:
        raise ValidationError(_("Send your answers first, or withdraw them."), code="not_sent_yet")
    sheet.is_put_away, sheet.draft, sheet.is_changed = True, {}, False
    sheet.save(update_fields=["is_put_away", "draft", "is_changed"])


@transaction.atomic
def part_from_sheets(person: User) -> int:
    """An account is erased: nothing leads from its sheets to the person any more. Returns how many there were.

    Where a consultation is still open the sheet is taken back, so that somebody who comes again has not two voices.
    """
    own = list(
        Sheet.objects.filter(user=person).select_related("questionnaire").select_for_update(of=["self"]).order_by("pk")
    )
    for sheet in own:
        if sheet.sent_at is None or refusal(sheet.questionnaire) is None:
            _wipe(sheet)
            continue
        sheet.user, sheet.browser, sheet.area, sheet.draft = None, None, None, {}
        sheet.save(update_fields=["user", "browser", "area", "draft"])
        Answer.objects.filter(sheet=sheet).update(area=None)
    return len(own)


def wipe_drafts(*, at_once: int = 1000) -> int:
    """What was filled in and not sent goes once its consultation has ended. Returns how many sheets were looked after."""
    ended = """
        sheet.questionnaire_id = consultation.id
        AND (consultation.withdrawn_at IS NOT NULL OR consultation.closes_at <= now())
    """
    some = f"""
        SELECT sheet.id FROM questionnaires_sheet sheet JOIN consultations_consultation consultation ON {ended}
        WHERE (sheet.sent_at IS NULL OR sheet.draft <> '{{}}') AND sheet.sent_at IS %s NULL LIMIT %s FOR UPDATE OF sheet SKIP LOCKED
    """  # noqa: S608 - of our own words
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH gone AS (DELETE FROM questionnaires_sheet WHERE id IN ({some % ("", "%s")}) RETURNING questionnaire_id),
            counted AS (
                UPDATE questionnaires_questionnaire questionnaire SET given_up = given_up + more.sheets
                FROM (SELECT questionnaire_id, count(*) AS sheets FROM gone GROUP BY 1) AS more
                WHERE questionnaire.consultation_id = more.questionnaire_id
            )
            SELECT count(*) FROM gone
            """,  # noqa: S608
            [at_once],
        )
        gone = cursor.fetchone()[0]
        cursor.execute(
            f"UPDATE questionnaires_sheet SET draft = '{{}}', is_changed = false WHERE id IN ({some % ('NOT', '%s')})",  # noqa: S608
            [at_once],
        )
        return int(gone + cursor.rowcount)


def answers_of(sheet: Sheet | None) -> dict[int, Any]:
    """What is filled in, by the number of the question."""
    return {int(n): value for n, value in sheet.draft.items()} if sheet else {}


def sent_answers_of(sheet: Sheet) -> list[Answer]:
    """What is counted, in the order of the questions; those of closed ones too."""
    own = Answer.objects.filter(sheet=sheet).select_related("question__section")
    return list(own.order_by("question__section__place", "question__place", "question__n"))


def _sheet_of(questionnaire: Questionnaire, visitor: Visitor) -> Sheet:
    sheet = find_sheet(questionnaire, visitor)
    if sheet is None:
        sheet = _begin(questionnaire, visitor)
    return sheet


def _begin(questionnaire: Questionnaire, visitor: Visitor) -> Sheet:
    if not visitor.user and not visitor.browser:
        raise ValidationError(
            _("Your browser keeps no cookies of ours, so we cannot see to it that everybody answers once."),
            code="no_cookie",
        )
    with connection.cursor() as cursor:
        _BEGIN.run(
            cursor,
            {
                "questionnaire": questionnaire.pk,
                "user": visitor.user.pk if visitor.user else None,
                "browser": None if visitor.user else visitor.browser,
                "identity": int(visitor.identity),
            },
        )
    sheet = find_sheet(questionnaire, visitor)
    if sheet is None:
        raise refusal(questionnaire) or identity_too_low(questionnaire.lowest_identity)
    return sheet


def _check_own(sheet: Sheet, visitor: Visitor) -> None:
    if sheet.is_put_away:
        raise ValidationError(
            _("This browser has answered, and its answers are put away. Sign in to answer as somebody else."),
            code="put_away",
        )
    if sheet.user_id is not None and visitor.user is None:
        raise ValidationError(
            _("What this browser answered belongs to an account. Sign in to go on with it."), code="sign_in_again"
        )


def _lock(sheet: Sheet) -> Sheet:
    """As it is now. Raises ValidationError (withdrawn_meanwhile) where another window has taken it back."""
    locked = Sheet.objects.select_for_update().filter(pk=sheet.pk).first()
    if locked is None:
        raise ValidationError(
            _("Another window has just withdrawn these answers. Begin again."), code="withdrawn_meanwhile"
        )
    return locked


def _counted(questionnaire: Questionnaire, sheet: Sheet) -> dict[Question, Any]:
    """What of a sheet counts: checked once more, since questions can change while somebody fills it in."""
    told = answers_of(sheet)
    shown = questions_in(shown_parts(parts_of(questionnaire), told))
    counted = {each: check_answer(each, told[each.n]) for each in shown if each.n in told}
    if missing := [each for each in shown if each.is_required and not is_complete(each, counted.get(each))]:
        raise AnswersMissing(missing)
    if not counted:
        raise ValidationError(_("There is nothing to send yet. Answer a question first."), code="nothing_filled_in")
    return counted


def _count(sheet: Sheet, counted: Mapping[Question, Any]) -> None:
    assert sheet.sent_at is not None  # noqa: S101 - it was just sent; for the type checker
    of_sheet = {"stakeholders": sheet.stakeholders, "area": sheet.area_id, "day": timezone.localdate(sheet.sent_at)}
    before = Answer.objects.filter(sheet=sheet)
    before.filter(question__closed_at=None).exclude(question__in=list(counted)).delete()
    before.exclude(question__in=list(counted)).update(**of_sheet)
    Answer.objects.bulk_create(
        [
            Answer(sheet=sheet, question=question, identity=sheet.identity, value=value, **of_sheet)
            for question, value in counted.items()
        ],
        update_conflicts=True,
        unique_fields=["sheet", "question"],
        update_fields=["value", "identity", *of_sheet],
    )


def _wipe(sheet: Sheet) -> None:
    Answer.objects.filter(sheet=sheet).delete()
    sheet.delete()
