"""Which opinions are moderated: each kind of them is one Source. A new kind is registered by one line in SOURCES."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consultations.comments.models import Comment, CommentFile
from consultations.hearings.models import Question
from consultations.models import Consultation
from consultations.moderation.comment_source import (
    accounts_of_comments,
    comment_texts,
    find_comments,
    hide_comments,
    is_author_of_comment,
    is_comment_read,
    restore_comments,
)
from consultations.moderation.file_source import (
    accounts_of_files,
    find_files,
    hide_files,
    is_author_of_file,
    is_file_read,
    no_words,
    restore_files,
)
from consultations.moderation.models import TakenDown
from consultations.moderation.question_source import (
    accounts_of_questions,
    find_questions,
    hide_questions,
    is_author_of_question,
    is_question_read,
    question_texts,
    restore_questions,
)
from consultations.moderation.statement_source import (
    accounts_of_statements,
    find_statements,
    hide_statement,
    hide_statements,
    is_author_of_statement,
    is_statement_asked,
    restore_statements,
    statement_texts,
)
from consultations.moderation.texts import Text, between, numbers, text_gone
from consultations.participation.browsers import visitor_of
from consultations.participation.models import Refusal, Statement
from consultations.questionnaires.filling import find_sheet, is_anothers
from consultations.questionnaires.models import Answer, Kind
from directory.models import User

HideMany = Callable[[Consultation, Collection[str], Refusal, str, User], set[str]]
RestoreMany = Callable[[Consultation, Collection[str], User], None]


@dataclass(frozen=True)
class Source:
    """One kind of opinions. Ids are `key` and digits, 40 letters at most. way: the part of addresses below which its author's
    browser is known, `/consultations/<slug>/<way>/`; the author reads at the route `receipt` what became of it.

    written: the texts that stand, oldest first, of those written after one moment and up to another (None: no bound).
    find: these ids, taken down or not; what is gone is left out. hide and restore are called in the transaction of an act.
    is_reportable: whether everybody can read it now. accounts: whom to tell, of those whose authors have an account.
    hide_many, restore_many: the same for many at once, whose act has asked already who may; hide_many says which it hid.
    """

    key: str
    way: str
    name: str | Promise
    receipt: str
    written: Callable[[Consultation, datetime | None, datetime | None], Iterator[Text]]
    find: Callable[[Consultation, Collection[str]], dict[str, Text]]
    hide: Callable[[Consultation, str, Refusal, str, User], None]
    restore: Callable[[Consultation, str, User], None]
    is_author: Callable[[HttpRequest, Consultation, str], bool]
    accounts: Callable[[Consultation, Collection[str]], dict[str, User]]
    is_reportable: Callable[[Consultation, str], bool]
    hide_many: HideMany
    restore_many: RestoreMany

    def account(self, consultation: Consultation, text: str) -> User | None:
        return self.accounts(consultation, [text]).get(text)

    def receipt_of(self, consultation: Consultation) -> str:
        return reverse(self.receipt, args=[consultation.slug])


def source_of(text: str) -> Source | None:
    return next((source for source in SOURCES if text[:1] == source.key and text[1:].isdecimal()), None)


def find_texts(consultation: Consultation, ids: Collection[str]) -> dict[str, Text]:
    """One query a source."""
    told: dict[str, Text] = {}
    for source in SOURCES:
        if wanted := [id for id in ids if id[:1] == source.key]:
            told |= source.find(consultation, wanted)
    return told


def _own_words(consultation: Consultation) -> Q:
    return Q(question__questionnaire=consultation.pk, question__kind=Kind.OPEN)


def _answer_texts(consultation: Consultation, after: datetime | None, until: datetime | None) -> Iterator[Text]:
    given = Answer.objects.filter(_own_words(consultation), hidden_at__isnull=True)
    given = given.filter(sheet__questionnaire=consultation.pk, sheet__sent_at__isnull=False)
    given = given.filter(*between("sheet__sent_at", after, until)).order_by("sheet__sent_at", "pk")
    for pk, words, sheet, at in given.values_list("pk", "value", "sheet", "sheet__sent_at").iterator():
        yield Text(f"a{pk}", str(words), f"h{sheet}", at or timezone.now())


def _find_answers(consultation: Consultation, ids: Collection[str]) -> dict[str, Text]:
    found = Answer.objects.filter(_own_words(consultation), pk__in=numbers(ids)).select_related("sheet")
    return {
        f"a{each.pk}": Text(
            f"a{each.pk}",
            str(each.value),
            f"h{each.sheet_id}",
            each.sheet.sent_at or each.sheet.begun_at,
            is_shown=each.hidden_at is None,
        )
        for each in found
    }


def _answer(consultation: Consultation, id: str) -> Answer:
    return Answer.objects.select_related("sheet__user").get(_own_words(consultation), pk=int(id[1:]))


def _is_author_of_answer(request: HttpRequest, consultation: Consultation, id: str) -> bool:
    visitor, answer = visitor_of(request, consultation), _answer(consultation, id)
    sheet = find_sheet(answer.sheet.questionnaire, visitor)
    return sheet is not None and sheet.pk == answer.sheet_id and not is_anothers(sheet, visitor)


def _hide_answers(
    consultation: Consultation, ids: Collection[str], _rule: Refusal, _reason: str, _by: User
) -> set[str]:
    shown = Answer.objects.filter(_own_words(consultation), pk__in=numbers(ids), hidden_at__isnull=True)
    hidden = list(shown.select_for_update(of=("self",)).values_list("pk", flat=True))
    Answer.objects.filter(pk__in=hidden).update(hidden_at=timezone.now())
    return {f"a{pk}" for pk in hidden}


def _restore_answers(consultation: Consultation, ids: Collection[str], _by: User) -> None:
    # In two statements: an update by a join of tables that nothing is known of yet goes through all answers for each.
    own = Answer.objects.filter(_own_words(consultation), pk__in=numbers(ids)).values_list("pk", flat=True)
    Answer.objects.filter(pk__in=list(own)).update(hidden_at=None)


def _accounts_of_answers(consultation: Consultation, ids: Collection[str]) -> dict[str, User]:
    written = Answer.objects.filter(_own_words(consultation), pk__in=numbers(ids), sheet__user__isnull=False)
    return {f"a{each.pk}": each.sheet.user for each in written.select_related("sheet__user") if each.sheet.user}


def _is_never_public(_consultation: Consultation, _id: str) -> bool:
    """Answers in own words are quoted only where the team puts them."""
    return False


def _one_of(hide_many: HideMany) -> Callable[[Consultation, str, Refusal, str, User], None]:
    """Hides a single one. Raises ValidationError (text_gone): it was taken back at this moment."""

    def hide(consultation: Consultation, id: str, rule: Refusal, reason: str, by: User) -> None:
        if not hide_many(consultation, [id], rule, reason, by):
            raise text_gone()

    return hide


def _one_back(restore_many: RestoreMany) -> Callable[[Consultation, str, User], None]:
    return lambda consultation, id, by: restore_many(consultation, [id], by)


def taken_down_of(person: User | None) -> QuerySet[TakenDown]:
    """What was taken down of what this person wrote."""
    statements = Statement.objects.filter(conversation=OuterRef("consultation"), author__user=person)
    statements = statements.annotate(id_here=Concat(Value("s"), "n", output_field=CharField()))
    answers = Answer.objects.filter(question__questionnaire=OuterRef("consultation"), sheet__user=person)
    answers = answers.annotate(id_here=Concat(Value("a"), "pk", output_field=CharField()))
    comments = Comment.objects.filter(commenting=OuterRef("consultation"), author__user=person)
    comments = comments.annotate(id_here=Concat(Value("c"), "pk", output_field=CharField()))
    questions = Question.objects.filter(hearing__consultation=OuterRef("consultation"), author__user=person)
    questions = questions.annotate(id_here=Concat(Value("q"), "pk", output_field=CharField()))
    files = CommentFile.objects.filter(comment__commenting=OuterRef("consultation"), comment__author__user=person)
    files = files.annotate(id_here=Concat(Value("f"), "pk", output_field=CharField()))
    written = Q()
    for own in (statements, answers, comments, questions, files):
        written |= Q(Exists(own.filter(id_here=OuterRef("text"))))
    return TakenDown.objects.filter(written) if person else TakenDown.objects.none()


SOURCES = [
    Source(
        key="s",
        way="statements",
        name=_("Proposed statement"),
        receipt="own_answers",
        written=statement_texts,
        find=find_statements,
        hide=hide_statement,
        restore=_one_back(restore_statements),
        is_author=is_author_of_statement,
        accounts=accounts_of_statements,
        is_reportable=is_statement_asked,
        hide_many=hide_statements,
        restore_many=restore_statements,
    ),
    Source(
        key="a",
        way="questionnaire",
        name=_("Answer in own words"),
        receipt="questionnaire",
        written=_answer_texts,
        find=_find_answers,
        hide=_one_of(_hide_answers),
        restore=_one_back(_restore_answers),
        is_author=_is_author_of_answer,
        accounts=_accounts_of_answers,
        is_reportable=_is_never_public,
        hide_many=_hide_answers,
        restore_many=_restore_answers,
    ),
    Source(
        key="c",
        way="comments",
        name=_("Comment on a text of law"),
        receipt="comments",
        written=comment_texts,
        find=find_comments,
        hide=_one_of(hide_comments),
        restore=_one_back(restore_comments),
        is_author=is_author_of_comment,
        accounts=accounts_of_comments,
        is_reportable=is_comment_read,
        hide_many=hide_comments,
        restore_many=restore_comments,
    ),
    Source(
        key="q",
        way="hearings",
        name=_("Question at a hearing"),
        receipt="hearings",
        written=question_texts,
        find=find_questions,
        hide=_one_of(hide_questions),
        restore=_one_back(restore_questions),
        is_author=is_author_of_question,
        accounts=accounts_of_questions,
        is_reportable=is_question_read,
        hide_many=hide_questions,
        restore_many=restore_questions,
    ),
    Source(
        key="f",
        way="comments",
        name=_("File with a comment"),
        receipt="comments",
        written=no_words,
        find=find_files,
        hide=_one_of(hide_files),
        restore=_one_back(restore_files),
        is_author=is_author_of_file,
        accounts=accounts_of_files,
        is_reportable=is_file_read,
        hide_many=hide_files,
        restore_many=restore_files,
    ),
]
