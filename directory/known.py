"""Areas, topics and agencies kept in the process for a moment: nearly every page names some, and they hardly ever change.

Everybody may read them. What is handed out is shared by all threads: read it, never change it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Generic, TypeVar

from django.db import models

from directory.models import Agency, Area, Topic, User
from directory.models.areas import codes_around
from directory.statements import Lookup, Prepared

Row = TypeVar("Row", bound=models.Model)


class KnownRows(Generic[Row]):
    """Rows by id. Only those that were asked for are fetched, all that are missing in one statement."""

    def __init__(self, model: type[Row], key: str, *, seconds: float) -> None:
        self._rows = Lookup(model, f"{key} = ANY(%s)")
        self._seconds = seconds
        self._kept: dict[int, Row] = {}
        self._kept_since = 0.0

    def by_id(self, ids: Iterable[int | None]) -> dict[int, Row]:
        """The rows with these ids; what is None or not there is left out."""
        now = time.monotonic()
        if now - self._kept_since > self._seconds:
            self._kept, self._kept_since = {}, now
        kept = self._kept
        wanted = {pk for pk in ids if pk is not None}
        if missing := wanted - kept.keys():
            kept.update(self._fetch(missing))
        return {pk: kept[pk] for pk in wanted if pk in kept}

    def get(self, pk: int | None) -> Row | None:
        return self.by_id([pk]).get(pk) if pk is not None else None

    def forget(self) -> None:
        """Drop everything kept (tests, and whoever has just changed a row)."""
        self._kept = {}

    def _fetch(self, ids: set[int]) -> dict[int, Row]:
        return {row.pk: row for row in self._rows(list(ids))}


class KnownAreas(KnownRows[Area]):
    """Areas come with those they lie in, up to the province, so that their full name asks for nothing more."""

    def _fetch(self, ids: set[int]) -> dict[int, Area]:
        found = super()._fetch({around for code in ids for around in codes_around(code)})
        for area in found.values():
            area.parent = found.get(area.parent_id) if area.parent_id else None
        return found


_topic_ids = Prepared("SELECT id FROM directory_topic WHERE code = ANY(%s)")


class KnownTopics(KnownRows[Topic]):
    """Topics come with the one they are part of."""

    def by_code(self, codes: Iterable[str]) -> dict[str, Topic]:
        """The topics with these codes; what is not there is left out."""
        found = self.by_id(pk for (pk,) in _topic_ids.rows([list(codes)]))
        return {topic.code: topic for topic in found.values()}

    def _fetch(self, ids: set[int]) -> dict[int, Topic]:
        found = super()._fetch(ids)
        upper = super()._fetch({topic.parent_id for topic in found.values() if topic.parent_id} - found.keys()) | found
        for topic in upper.values():
            topic.parent = upper.get(topic.parent_id) if topic.parent_id else None
        return upper


_people = Lookup(User, "id = ANY(%s)")


def people(ids: Iterable[int | None]) -> dict[int, User]:
    """Accounts by id, read anew each time: names and rights of people are never kept."""
    wanted = {pk for pk in ids if pk is not None}
    return {user.pk: user for user in _people(list(wanted))} if wanted else {}


areas = KnownAreas(Area, "code", seconds=60)
topics = KnownTopics(Topic, "id", seconds=5)
agencies = KnownRows(Agency, "id", seconds=5)


def forget_all() -> None:
    for rows in (areas, topics, agencies):
        rows.forget()
