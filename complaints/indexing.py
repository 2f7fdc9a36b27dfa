"""The words by which cases are found. The worker cuts them, not who files: that costs more than storing the case.

Names are read with each case, never taken from what the process keeps of them: who notices a new name has to be sure
that nobody cuts with the old one afterwards (complaints.recutting).
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import models, transaction
from django.db.models import F, Q, QuerySet

from complaints.models import Case, Complaint
from complaints.public_search import month_words
from complaints.searching import number_words, place_words
from directory.models import Agency, Topic
from records.resting import Resting, each_by_itself
from records.search import search_tokens
from records.segmentation import UNKNOWN, segmentation_here

BATCH = 50
_not_indexing, _not_publishing = Resting(), Resting()


class Cut(dict[str, str]):
    """Words of texts, each text cut once."""

    def __missing__(self, text: str) -> str:
        self[text] = tokens = search_tokens(text)
        return tokens


def index_cases() -> int:
    """Fill the search words of new cases."""
    version = segmentation_here().number
    waiting = Case.objects.filter(words__isnull=True).exclude(pk__in=_not_indexing.ids()).order_by("id")
    return _each(waiting, partial(_index, version=version), _not_indexing)


def index_public_cases() -> int:
    """Fill what everybody may search, of cases released lately."""
    version = segmentation_here().number
    waiting = Case.objects.public().filter(public_words__isnull=True).exclude(pk__in=_not_publishing.ids())
    return _each(waiting.order_by("id"), partial(_index_public, version=version), _not_publishing)


def with_what_is_told(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases with all that they are found by. is_searched, is_searched_by_all: whether they have words already."""
    told = cases.select_related("topic").prefetch_related("complaints__translations", "assignments__agency")
    return told.defer("words", "public_words").annotate(
        is_searched=Q(words__isnull=False), is_searched_by_all=Q(public_words__isnull=False)
    )


def write_words(case: Case, cut: Cut, *, version: int) -> None:
    """Put the words of a case down anew, those for everybody too where it has any. case: by `with_what_is_told`, locked."""
    written: dict[str, Any] = {"words": SearchVector(models.Value(words_of(case, cut)), config="simple")}
    if case.is_searched_by_all:  # type: ignore[attr-defined]
        written["public_words"] = _with_month(case, public_words_of(case, cut))
    Case.objects.filter(pk=case.pk).update(**written, words_version=version)


def words_of(case: Case, cut: Cut) -> str:
    """What the people of an office find it by: all that was told, its topic, its places and its numbers."""
    complaints = list(case.complaints.all())
    told = [words for complaint in complaints for words in _told(complaint)]
    # One by one: of each text its beginning counts, so that a translation does not fall off behind a long original.
    own = [cut[text] for text in [case.place_text, _names(case.topic), *told]]
    numbers = dict.fromkeys([case.reference, *(complaint.reference for complaint in complaints)])
    return " ".join([*own, *place_words(case.area_id), *(word for n in numbers for word in number_words(n))])


def public_words_of(case: Case, cut: Cut) -> str:
    """What everybody finds it by: the words that were released, its topic and who answers for it now."""
    lead = case.lead()
    named = [_names(case.topic), _names(lead.agency if lead else None)]
    text = " ".join([*named, case.public_place, case.public_text, case.public_translation])
    return " ".join([cut[text], *place_words(case.area_id), *number_words(case.reference)])


def _each(waiting: QuerySet[Case], act: Any, resting: Resting) -> int:
    with transaction.atomic():
        mine = with_what_is_told(waiting).select_for_update(skip_locked=True, of=("self",))
        return each_by_itself(mine[:BATCH], act, resting)


@transaction.atomic
def _index(case: Case, *, version: int) -> None:
    write_words(case, Cut(), version=version)


@transaction.atomic
def _index_public(case: Case, *, version: int) -> None:
    words = _with_month(case, public_words_of(case, Cut()))
    # Where its other words are of another version, one number cannot say both: they are cut anew together.
    of_both = models.Case(models.When(words_version=version, then=F("words_version")), default=UNKNOWN)
    Case.objects.filter(pk=case.pk).update(public_words=words, words_version=of_both)


def _with_month(case: Case, tokens: str) -> models.Func:
    words = SearchVector(models.Value(tokens), config="simple")
    return models.Func(words, month_words(case.created_at), function="tsvector_concat")


def _names(of: Topic | Agency | None) -> str:
    return f"{of.name_th} {of.name_en}" if of else ""


def _told(complaint: Complaint) -> list[str]:
    """The text, its translations, and what was typed as an answer, such as the number of a pole."""
    typed = [answer["answer"] for answer in complaint.answers if answer["kind"] in {"text", "number"}]
    if complaint.parted:  # a translation is of the whole text
        return [complaint.words_here, *typed]
    return [complaint.text, *(each.text for each in complaint.translations.all()), *typed]
