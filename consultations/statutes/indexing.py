"""Cutting laws into the words of the search: a worker's chore, a law's titles or one wording at a time."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Q, QuerySet, Value

from consultations.statutes.models import Law, LawProvision, LawWords, Wording
from records.chores import Chore
from records.resting import Resting, each_by_itself
from records.search import CONFIG, search_tokens
from records.segmentation import UNKNOWN, segmentation_here

PIECE = 3_000
"""Letters of a section that are cut at once: of a longer text `search_tokens` takes the beginning alone."""
TITLES_AT_ONCE = 20
_resting_laws, _resting_wordings = Resting(), Resting()


def _index() -> int:
    here = segmentation_here()

    def waiting(rows: QuerySet) -> QuerySet:  # type: ignore[type-arg]
        old = ~Q(cut_by=here.number) if here.is_current else Q(cut_by=UNKNOWN)
        return rows.filter(old).order_by("pk").select_for_update(skip_locked=True)

    with transaction.atomic():
        laws = waiting(Law.objects.exclude(pk__in=_resting_laws.ids()))[:TITLES_AT_ONCE]
        done = each_by_itself(laws, lambda law: _index_titles(law, here.number), _resting_laws)
    if done:
        return done
    with transaction.atomic():
        wordings = waiting(Wording.objects.standing().exclude(pk__in=_resting_wordings.ids()))[:1]
        return each_by_itself(wordings, lambda wording: _index_wording(wording, here.number), _resting_wordings)


index_laws = Chore("index_laws", _index, every_s=30, can_wait=True)


@transaction.atomic
def _index_titles(law: Law, version: int) -> None:
    said = " ".join(filter(None, (law.title_th, law.short_th, law.title_en, law.short_en, law.gazette)))
    LawWords.objects.filter(law=law, wording__isnull=True).delete()
    LawWords.objects.create(law=law, said=said, words=_words(said))
    Law.objects.filter(pk=law.pk).update(cut_by=version)


@transaction.atomic
def _index_wording(wording: Wording, version: int) -> None:
    LawWords.objects.filter(wording=wording).delete()
    rows = [
        LawWords(law_id=wording.law_id, wording=wording, provision=unit, said=said, words=_words(said))
        for unit, lines in sections_of(wording)
        for said in pieces_of(lines)
    ]
    LawWords.objects.bulk_create(rows, batch_size=500)
    Wording.objects.filter(pk=wording.pk).update(cut_by=version)


def sections_of(wording: Wording) -> Iterator[tuple[LawProvision, list[str]]]:
    """What is found as a whole: each section, heading or end of a law, with the lines that stand in it."""
    unit: LawProvision | None = None
    lines: list[str] = []
    for row in wording.provisions.order_by("place").iterator(chunk_size=2_000):
        if row.digest:
            if unit is not None:
                yield unit, lines
            unit, lines = row, []
        lines.append(" ".join(filter(None, (row.label, row.heading, row.text))))
    if unit is not None:
        yield unit, lines


def pieces_of(lines: list[str]) -> Iterator[str]:
    """The lines joined to pieces that can be cut at once; a line longer than that is divided."""
    said = ""
    for line in lines:
        for start in range(0, len(line), PIECE):
            part = line[start : start + PIECE]
            if said and len(said) + len(part) > PIECE:
                yield said
                said = ""
            said = f"{said} {part}".strip()
    if said:
        yield said


def _words(said: str) -> SearchVector:
    return SearchVector(Value(search_tokens(said)), config=CONFIG)
