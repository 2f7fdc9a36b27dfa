"""The same words, or nearly, from many accounts and browsers: found by the worker, counted, told, and never taken out by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from django.db import transaction
from django.utils import timezone

from consultations.models import Consultation
from consultations.moderation.models import Copy, CopyGroup, Moderating
from consultations.moderation.scanning import drop_gone, moderated
from consultations.moderation.sources import SOURCES
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


@dataclass
class Found:
    """One group: key of its words, ids of its texts and who wrote each, the example of most copies."""

    key: str
    example: str
    members: list[tuple[str, str]]
    first_at: datetime
    last_at: datetime

    @property
    def people(self) -> int:
        return len({who for _id, who in self.members})


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

    written: dict[str, tuple[str, datetime]] = {}

    def texts() -> Iterator[tuple[str, Sequence[str]]]:
        for source in SOURCES:
            for text in source.written(consultation, None, None):
                written[text.id] = text.who, text.at
                yield text.id, _words_of(clean(text.words))

    answers = read_answers(texts())
    members: dict[int, list[str]] = {}
    for id, place in zip(answers.ids, answers.text.tolist(), strict=True):
        if place >= 0:
            members.setdefault(int(answers.origin[place]), []).append(id)
    groups = []
    for origin, ids in members.items():
        start, end = answers.starts[origin], answers.starts[origin + 1]
        if len(ids) < FEWEST_TEXTS or end - start < FEWEST_WORDS:
            continue
        words = "\n".join(answers.vocabulary[word] for word in answers.words[start:end].tolist())
        groups.append(_group(words, sorted(ids, key=lambda id: (written[id][1], id)), written))
    large = [each for each in groups if each.people >= FEWEST_PEOPLE]
    return sorted(large, key=lambda each: (-len(each.members), each.key))[:MOST_GROUPS]


def _group(words: str, ids: list[str], written: dict[str, tuple[str, datetime]]) -> Found:
    key = blake2b(words.encode("utf-8", "replace"), digest_size=16).hexdigest()
    members = [(id, written[id][0]) for id in ids]
    return Found(key, ids[0], members, written[ids[0]][1], written[ids[-1]][1])


@lru_cache(maxsize=2_000)
def _words_of(cleaned: str) -> list[str]:
    return cut(cleaned)


@transaction.atomic
def _keep(consultation: Consultation, found: list[Found], version: str, took_s: float) -> list[CopyGroup]:
    Moderating.objects.get_or_create(consultation=consultation)
    moderating = Moderating.objects.select_for_update().get(pk=consultation.pk)
    CopyGroup.objects.filter(consultation=consultation).delete()
    kept = []
    for each in found:
        group = CopyGroup.objects.create(
            consultation=consultation,
            key=each.key,
            example=each.example,
            texts=len(each.members),
            people=each.people,
            first_at=each.first_at,
            last_at=each.last_at,
        )
        rows = [Copy(group=group, text=text, who=who) for text, who in each.members]
        Copy.objects.bulk_create(rows, batch_size=_AT_ONCE)
        kept.append(group)
    moderating.copies = [_told(group) for group in kept if group.people >= FLOOR][:TOLD]
    moderating.version, moderating.found_at, moderating.took_s = version, timezone.now(), took_s
    moderating.save(update_fields=["copies", "version", "found_at", "took_s"])
    return kept


def _told(group: CopyGroup) -> dict[str, Any]:
    """For everybody: how many and since which day; not the words."""
    return {
        "texts": group.texts,
        "people": group.people,
        "since": timezone.localtime(group.first_at).date().isoformat(),
    }


find_copies = Chore("find_copies", find_copies_of_one, every_s=15, takes_long=True)
