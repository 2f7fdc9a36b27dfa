"""The same words, or nearly, from many accounts and browsers: found by the worker, counted, told, and never taken out by itself."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from django.db import transaction
from django.utils import timezone

from consultations.models import Consultation
from consultations.moderation.acts import digest_of
from consultations.moderation.models import CopiesDown, Copy, CopyGroup, Moderating, Queued
from consultations.moderation.scanning import drop_gone, moderated
from consultations.moderation.sources import SOURCES, find_texts
from consultations.participation.grouping import FLOOR
from consultations.themes.sources import versions_of
from consultations.themes.turns import longest_waiting, rests
from ml.thai_text import clean, cut
from records.chores import Chore

FEWEST_TEXTS, FEWEST_PEOPLE = 5, 3
"""Fewer say the same by chance."""
FEWEST_WORDS = 6
"""“I agree with all of it” is no paragraph that somebody passes round."""
MOST_GROUPS = 200
TOLD = 5
_AT_ONCE = 5_000
_SOME = 5
_DOWN = "#"
"""Before the key of a set that was taken down, among the ids of texts."""


@dataclass
class Found:
    """One group: key of its words, ids of its texts with who wrote each and the digest of its words, the example of most copies."""

    key: str
    example: str
    members: list[tuple[str, str, str]]
    first_at: datetime
    last_at: datetime
    same_as: int | None = None
    """The set of copies, taken down before, that says the same."""

    @property
    def people(self) -> int:
        return len({who for _id, who, _digest in self.members})

    @property
    def is_large(self) -> bool:
        return len(self.members) >= FEWEST_TEXTS and self.people >= FEWEST_PEOPLE


def find_copies_of_one() -> int:
    """Seek the copies of one consultation whose texts changed. Returns how many were looked at."""
    now = timezone.now()
    running = moderated()
    known = Moderating.objects.in_bulk(running.values_list("pk", flat=True))
    versions = versions_of(running)
    for pk in longest_waiting(versions, known):
        moderating, version = known.get(pk), versions[pk]
        if moderating and moderating.found_at and (moderating.version == version or rests(moderating, now)):
            continue
        find_copies_in(Consultation.objects.get(pk=pk), version)
        return 1
    return 0


def find_copies_in(consultation: Consultation, version: str) -> list[CopyGroup]:
    """Look through all texts once more; what its author took back leaves the queue with it."""
    begun = time.monotonic()
    drop_gone(consultation)
    found = _find(consultation)
    return _keep(consultation, found, version, time.monotonic() - begun)


def _find(consultation: Consultation) -> list[Found]:
    """In one pass over the texts: each distinct one is cut once, and compared only with those that share a band of its hashes."""
    from ml.answers import read_answers  # numpy: in the worker only

    written: dict[str, tuple[str, datetime, str]] = {}
    down = _taken_down(consultation)

    def texts() -> Iterator[tuple[str, Sequence[str]]]:
        for pk, said in down.items():
            yield f"{_DOWN}{pk}", _words_of(clean(said))
        for source in SOURCES:
            for text in source.written(consultation, None, None):
                written[text.id] = text.who, text.at, _digest_of(text.words)
                yield text.id, _words_of(clean(text.words))

    answers = read_answers(texts())
    members: dict[int, list[str]] = {}
    for id, place in zip(answers.ids, answers.text.tolist(), strict=True):
        if place >= 0:
            members.setdefault(int(answers.origin[place]), []).append(id)
    groups = []
    for origin, every in members.items():
        start, end = answers.starts[origin], answers.starts[origin + 1]
        ids = [id for id in every if id[0] != _DOWN]
        same_as = max((int(id[1:]) for id in every if id[0] == _DOWN), default=None)
        if not ids or (len(ids) < FEWEST_TEXTS and same_as is None) or end - start < FEWEST_WORDS:
            continue
        words = "\n".join(answers.vocabulary[word] for word in answers.words[start:end].tolist())
        groups.append(_group(words, sorted(ids, key=lambda id: (written[id][1], id)), written, same_as))
    told = [each for each in groups if each.is_large or each.same_as]
    return sorted(told, key=lambda each: (-len(each.members), each.key))[:MOST_GROUPS]


def _taken_down(consultation: Consultation) -> dict[int, str]:
    """What sets of copies said that are down now, as long as one of them is still there to be read: {its key: words}."""
    down = CopiesDown.objects.filter(consultation=consultation, put_back_at=None).order_by("-n")[:MOST_GROUPS]
    some = {made.pk: list(made.taken.order_by("n").values_list("text", flat=True)[:_SOME]) for made in down}
    said = find_texts(consultation, [id for ids in some.values() for id in ids])
    # What most of them say: an author can write other words while it is down.
    there = {pk: [said[id].words for id in ids if id in said] for pk, ids in some.items()}
    return {pk: Counter(words).most_common(1)[0][0] for pk, words in there.items() if words}


def _group(words: str, ids: list[str], written: dict[str, tuple[str, datetime, str]], same_as: int | None) -> Found:
    key = blake2b(words.encode("utf-8", "replace"), digest_size=16).hexdigest()
    members = [(id, written[id][0], written[id][2]) for id in ids]
    return Found(key, ids[0], members, written[ids[0]][1], written[ids[-1]][1], same_as)


_digest_of = lru_cache(maxsize=2_000)(digest_of)


@lru_cache(maxsize=2_000)
def _words_of(cleaned: str) -> list[str]:
    return cut(cleaned)


@transaction.atomic
def _keep(consultation: Consultation, found: list[Found], version: str, took_s: float) -> list[CopyGroup]:
    Moderating.objects.get_or_create(consultation=consultation)
    moderating = Moderating.objects.select_for_update().get(pk=consultation.pk)
    CopyGroup.objects.filter(consultation=consultation).delete()
    kept = []
    _point_at(consultation, [each for each in found if not each.is_large])
    for each in found:
        if not each.is_large:
            continue
        group = CopyGroup.objects.create(
            consultation=consultation,
            key=each.key,
            example=each.example,
            texts=len(each.members),
            people=each.people,
            first_at=each.first_at,
            last_at=each.last_at,
            same_as_id=each.same_as,
        )
        rows = [Copy(group=group, text=text, who=who, digest=digest) for text, who, digest in each.members]
        Copy.objects.bulk_create(rows, batch_size=_AT_ONCE)
        kept.append(group)
    moderating.copies = [_told(group) for group in kept if group.people >= FLOOR][:TOLD]
    moderating.version, moderating.found_at, moderating.took_s = version, timezone.now(), took_s
    moderating.save(update_fields=["copies", "version", "found_at", "took_s"])
    return kept


def _point_at(consultation: Consultation, few: list[Found]) -> None:
    """Put into the queue what says the same as a set that was taken down and came in afterwards. A person decides."""
    same_as = {id: each.same_as for each in few for id, _who, _digest in each.members}
    known = {row.text: row for row in Queued.objects.filter(consultation=consultation, text__in=same_as)}
    new, told = [], []
    for text in find_texts(consultation, list(same_as)).values():
        row, digest = known.get(text.id), digest_of(text.words)
        if row is None:
            new.append(
                Queued(
                    consultation=consultation, text=text.id, digest=digest, same_as_id=same_as[text.id], since=text.at
                )
            )
        elif row.same_as_id != same_as[text.id] and (row.looked_at is None or row.digest != digest):
            row.same_as_id, row.looked_at, row.looked_by = same_as[text.id], None, None
            told.append(row)
    Queued.objects.bulk_create(new)
    Queued.objects.bulk_update(told, ["same_as", "looked_at", "looked_by"])


def _told(group: CopyGroup) -> dict[str, Any]:
    """For everybody: how many and since which day; not the words."""
    return {
        "texts": group.texts,
        "people": group.people,
        "since": timezone.localtime(group.first_at).date().isoformat(),
    }


find_copies = Chore("find_copies", find_copies_of_one, every_s=15, takes_long=True)
