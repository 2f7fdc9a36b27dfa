"""Themes, found by the worker: the web process only reads what is stored here, since ml.themes needs numpy (docs/themes.md)."""

from __future__ import annotations

import time
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from consultations.models import Consultation
from consultations.themes.models import Membership, Theme, Theming
from consultations.themes.sources import texts_of, versions_of
from consultations.themes.turns import longest_waiting, rests
from records.chores import Chore

AFTER_CLOSING = timedelta(days=7)
"""So long what the policy team still decides on proposals is followed."""
_AT_ONCE = 50_000


def find_themes_of_one() -> int:
    """Find the themes of one consultation whose texts changed, or in which somebody put one elsewhere. Returns how many were found."""
    now = timezone.now()
    running = Consultation.objects.under_way().filter(
        Q(closes_at__gt=now - AFTER_CLOSING) | Q(theming__act_count__gt=F("theming__acts_seen"))
    )
    versions = versions_of(running)
    known = Theming.objects.in_bulk(running.values_list("pk", flat=True))
    for pk in longest_waiting(versions.keys() | {pk for pk, one in known.items() if one.answers}, known):
        theming = known.get(pk)
        version = versions.get(pk, "")
        if theming and theming.found_at:
            is_same = theming.version == version and theming.acts_seen == theming.act_count
            if is_same or rests(theming, now):
                continue
        if find_themes_in(Consultation.objects.get(pk=pk), version):
            return 1
    return 0


def find_themes_in(consultation: Consultation, version: str) -> bool:
    """False where somebody acted, or another worker was faster, while they were sought: then they are sought again."""
    from ml.themes import OTHERS, find_themes  # numpy: in the worker only

    theming, _is_new = Theming.objects.get_or_create(consultation=consultation)
    begun = time.monotonic()
    rows = list(
        Membership.objects.filter(consultation=consultation)
        .values_list("text", "theme__number", "pinned_by")
        .iterator()
    )
    before = {text: OTHERS if number is None else number for text, number, _pinned in rows}
    pinned = {text: before[text] for text, _number, act in rows if act is not None}
    found = find_themes(texts_of(consultation), before=before, pinned=pinned, next_number=theming.next_number)
    return _keep(theming, found, before, version, time.monotonic() - begun)


@transaction.atomic
def _keep(theming: Theming, found: Any, before: dict[str, int], version: str, took_s: float) -> bool:
    now = Theming.objects.select_for_update().get(pk=theming.pk)
    if (now.act_count, now.found_at) != (theming.act_count, theming.found_at):
        return False
    themes = {theme.number: theme for theme in Theme.objects.filter(consultation=theming.pk)}
    for each in found.themes:
        theme = themes.setdefault(each.number, Theme(consultation_id=theming.pk, number=each.number))
        theme.words, theme.typical = each.words, each.typical
        theme.answers, theme.texts, theme.cohesion = each.answers, each.texts, each.cohesion
        theme.copies = [asdict(one) for one in each.copies]
        theme.save()
    gone = [theme for number, theme in themes.items() if number not in {each.number for each in found.themes}]
    belongs = dict(zip(found.ids, found.theme.tolist(), strict=True))
    _place(theming.pk, belongs, before, {number: theme.pk for number, theme in themes.items()})
    _take_out(gone)
    now.answers, now.others, now.empty = len(found.ids), found.others, found.empty
    now.copies = [asdict(one) for one in found.copies]
    now.next_number = max([now.next_number, *(number + 1 for number in themes)])
    now.version, now.acts_seen, now.found_at, now.took_s = version, now.act_count, timezone.now(), took_s
    now.save()
    return True


def _place(consultation: int, belongs: dict[str, int], before: dict[str, int], ids: dict[int, int]) -> None:
    """Write where each text belongs; a text that is gone, or was taken back, leaves."""
    gone = sorted(before.keys() - belongs.keys())
    Membership.objects.filter(consultation=consultation, text__in=gone).delete()
    moved = [(text, ids.get(number)) for text, number in belongs.items() if before.get(text) != number]
    for start in range(0, len(moved), _AT_ONCE):
        texts, themes = zip(*moved[start : start + _AT_ONCE], strict=True)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO themes_membership (consultation_id, text, theme_id)"
                " SELECT %s, found.text, found.theme FROM unnest(%s::varchar[], %s::bigint[]) AS found(text, theme)"
                " ON CONFLICT (consultation_id, text) DO UPDATE SET theme_id = EXCLUDED.theme_id",
                [consultation, list(texts), list(themes)],
            )


def _take_out(gone: list[Theme]) -> None:
    """Themes of which nothing is left; what the policy team named or merged, or has to be answered, stays, empty."""
    for theme in gone:
        theme.answers = theme.texts = 0
        theme.typical, theme.copies = [], []
        theme.save()
        is_kept = theme.is_kept or theme.name or theme.merged_into_id or theme.merged.exists()
        if not is_kept:
            theme.delete()


group_answers = Chore("group_answers", find_themes_of_one, every_s=15, takes_long=True)
