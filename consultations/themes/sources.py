"""Which free texts of a consultation are grouped into themes: each kind of them is one Source."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from consultations.comments.models import Comment
from consultations.models import Consultation
from consultations.participation.models import Statement
from consultations.questionnaires.models import Answer, Kind, Questionnaire, Sheet
from ml.thai_text import words


class Author(NamedTuple):
    """Who wrote a text. voice: who wrote several is one; that of an account is the same in every source, others begin with its key.

    account: None of a browser and of what came on paper. area: code of the province or district that was told, of answers alone:
    statements and comments are read by everybody, and the place beside one could name its author. group: as which stakeholders
    somebody answered, 0 where none was told.
    """

    text: str
    voice: str
    account: int | None
    area: int | None
    at: datetime | None
    identity: int
    group: int = 0


@dataclass(frozen=True)
class Source:
    """One kind of free texts. Ids are of 40 letters at most and begin with `key`, by which sources are told apart.

    versions: of these consultations what changes whenever a text comes, goes or changes; nothing of those without a text.
    texts: (id, tokens) of every text that counts, for the worker. said: the words of these ids; what is gone is left out.
    """

    key: str
    versions: Callable[[QuerySet[Consultation]], dict[int, str]]
    texts: Callable[[Consultation], Iterator[tuple[str, Sequence[str] | str]]]
    said: Callable[[Consultation, Collection[str]], dict[str, str]]
    authors: Callable[[Consultation], Iterator[Author]]
    """Of every text that counts."""


def versions_of(consultations: QuerySet[Consultation]) -> dict[int, str]:
    """Of each of these consultations that has free texts."""
    told: dict[int, list[str]] = {}
    for source in SOURCES:
        for pk, version in source.versions(consultations).items():
            told.setdefault(pk, []).append(f"{source.key}{version}")
    return {pk: " ".join(each)[:200] for pk, each in told.items()}


def texts_of(consultation: Consultation) -> Iterator[tuple[str, Sequence[str] | str]]:
    for source in SOURCES:
        yield from source.texts(consultation)


def said_in(consultation: Consultation, ids: Collection[str]) -> dict[str, str]:
    """The words of each of these ids, one query a source."""
    told: dict[str, str] = {}
    for source in SOURCES:
        if wanted := [id for id in ids if id.startswith(source.key)]:
            told |= source.said(consultation, wanted)
    return told


def authors_of(consultation: Consultation) -> Iterator[Author]:
    for source in SOURCES:
        yield from source.authors(consultation)


def voice_of(key: str, row: int, account: int | None) -> str:
    """row: who took part, as the source knows them."""
    return f"{key}{row}" if account is None else f"u{account}"


_PROPOSED = Q(author__isnull=False, refusal="", withdrawn_at__isnull=True)
"""Citizens' statements, published or waiting; those that were refused by a rule or withdrawn count no longer."""


def _statement_versions(consultations: QuerySet[Consultation]) -> dict[int, str]:
    proposed = Statement.objects.filter(_PROPOSED, conversation__in=consultations.values("pk"))
    told = proposed.values_list("conversation").annotate(many=Count("pk"), last=Max("n"))
    return {pk: f"{many}.{last}" for pk, many, last in told}


def _statement_texts(consultation: Consultation) -> Iterator[tuple[str, Sequence[str] | str]]:
    proposed = Statement.objects.filter(_PROPOSED, conversation=consultation.pk)
    for n, text in proposed.values_list("n", "text").iterator():
        yield f"s{n}", words(text)


def _statements_said(consultation: Consultation, ids: Collection[str]) -> dict[str, str]:
    numbers = [int(id[1:]) for id in ids]
    proposed = Statement.objects.filter(_PROPOSED, conversation=consultation.pk, n__in=numbers)
    return {f"s{n}": text for n, text in proposed.values_list("n", "text")}


def _statement_authors(consultation: Consultation) -> Iterator[Author]:
    proposed = Statement.objects.filter(_PROPOSED, conversation=consultation.pk)
    rows = proposed.values_list("n", "author", "author__user", "written_at", "author__identity")
    for n, participant, user, at, identity in rows.iterator():
        yield Author(f"s{n}", voice_of("s", participant, user), user, None, at, identity)


def _answer_versions(consultations: QuerySet[Consultation]) -> dict[int, str]:
    """Whoever changes an answer sends the whole sheet again, and who takes it back is counted no longer."""
    with_words = Questionnaire.objects.filter(
        consultation__in=consultations.values("pk"), sent__gt=0, questions__kind=Kind.OPEN
    )
    newest = Sheet.objects.filter(questionnaire=OuterRef("pk"), sent_at__isnull=False).order_by("-sent_at")
    hidden = Answer.objects.filter(question__questionnaire=OuterRef("pk"), hidden_at__isnull=False)
    many = hidden.order_by().values("question__questionnaire").annotate(many=Count("pk")).values("many")
    told = with_words.distinct().values_list("pk", "sent", Subquery(newest.values("sent_at")[:1]), Subquery(many))
    return {pk: f"{sent}.{last.timestamp() if last else 0}.{out or 0}" for pk, sent, last, out in told}


def _own_words(consultation: Consultation) -> QuerySet[Answer]:
    """Without what a rule took out of sight."""
    told = Answer.objects.filter(question__questionnaire=consultation.pk, question__kind=Kind.OPEN)
    return told.filter(hidden_at__isnull=True)


def _answer_texts(consultation: Consultation) -> Iterator[tuple[str, Sequence[str] | str]]:
    for pk, text in _own_words(consultation).values_list("pk", "value").iterator():
        yield f"a{pk}", words(str(text))


def _answers_said(consultation: Consultation, ids: Collection[str]) -> dict[str, str]:
    given = _own_words(consultation).filter(pk__in=[int(id[1:]) for id in ids])
    return {f"a{pk}": str(text) for pk, text in given.values_list("pk", "value")}


def _answer_authors(consultation: Consultation) -> Iterator[Author]:
    rows = _own_words(consultation).values_list(
        "pk", "sheet", "sheet__user", "sheet__area", "sheet__sent_at", "sheet__identity", "sheet__stakeholders"
    )
    for pk, sheet, user, area, at, identity, group in rows.iterator():
        yield Author(f"a{pk}", voice_of("a", sheet, user), user, area, at, identity, group)


def _read_comments() -> QuerySet[Comment]:
    """Citizens' comments and replies that everybody reads; not what the agency answers."""
    return Comment.objects.to_read().filter(author__isnull=False)


def _comment_versions(consultations: QuerySet[Consultation]) -> dict[int, str]:
    """Also how many are hidden and since when: one hidden and another shown again is other words, and as many."""
    read = Q(hidden_at__isnull=True, withdrawn_at__isnull=True)
    written = Comment.objects.filter(author__isnull=False, commenting__in=consultations.values("pk"))
    told = written.values_list("commenting").annotate(
        many=Count("pk", filter=read),
        last=Max("pk", filter=read),
        changed=Max("changed_at", filter=read),
        hidden=Count("hidden_at"),
        newest=Max("hidden_at"),
    )
    return {
        pk: f"{many}.{last}.{_seconds(changed)}.{hidden}.{_seconds(newest)}"
        for pk, many, last, changed, hidden, newest in told
        if many
    }


def _seconds(at: datetime | None) -> float:
    return at.timestamp() if at else 0


def _comment_texts(consultation: Consultation) -> Iterator[tuple[str, Sequence[str] | str]]:
    for pk, text in _read_comments().filter(commenting=consultation.pk).values_list("pk", "text").iterator():
        yield f"c{pk}", words(text)


def _comments_said(consultation: Consultation, ids: Collection[str]) -> dict[str, str]:
    written = _read_comments().filter(commenting=consultation.pk, pk__in=[int(id[1:]) for id in ids])
    return {f"c{pk}": text for pk, text in written.values_list("pk", "text")}


def _comment_authors(consultation: Consultation) -> Iterator[Author]:
    written = _read_comments().filter(commenting=consultation.pk)
    rows = written.values_list("pk", "author", "author__user", "written_at", "author__identity")
    for pk, author, user, at, identity in rows.iterator():
        assert identity is not None  # noqa: S101 - they have an author; for the type checker
        yield Author(f"c{pk}", voice_of("c", author, user), user, None, at, identity)


SOURCES = [
    Source("s", _statement_versions, _statement_texts, _statements_said, _statement_authors),
    Source("a", _answer_versions, _answer_texts, _answers_said, _answer_authors),
    Source("c", _comment_versions, _comment_texts, _comments_said, _comment_authors),
]
