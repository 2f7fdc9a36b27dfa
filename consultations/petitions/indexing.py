"""Cutting published petitions into the words of the search: a worker's chore."""

from __future__ import annotations

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Q, Value

from consultations.petitions.models import Petition
from records.chores import Chore
from records.resting import Resting, each_by_itself
from records.search import CONFIG, search_tokens
from records.segmentation import UNKNOWN, segmentation_here

AT_ONCE = 20
_resting = Resting()


@transaction.atomic
def _index() -> int:
    here = segmentation_here()
    old = ~Q(cut_by=here.number) if here.is_current else Q(cut_by=UNKNOWN)
    waiting = Petition.objects.filter(old, published_at__isnull=False).exclude(pk__in=_resting.ids())
    rows = waiting.order_by("pk").select_for_update(skip_locked=True, no_key=True)[:AT_ONCE]
    return each_by_itself(rows, lambda petition: _cut(petition, here.number), _resting)


index_petitions = Chore("index_petitions", _index, every_s=15, can_wait=True)


def _cut(petition: Petition, version: int) -> None:
    said = " ".join((petition.title, petition.asks, petition.why))
    words = SearchVector(Value(search_tokens(said)), config=CONFIG)
    Petition.objects.filter(pk=petition.pk).update(words=words, cut_by=version)
