"""What of a draft law changed, section by section, with what people said to each: drawn up from its versions and comments.

The text as it was first put to the public beside the newest one. Each told section is JSON:

    {"key", "names": [before, after], "change": a Change or "" where there is no later text yet, "before", "after": lines of
    [[text, is changed], …], "accounts", "anonymous", "entered": comments, "supports", "quotes": masked, "why": of the policy team}

key: the id of the section in the newest text; of one that was taken out "-" and its id in the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, Sum, Window
from django.db.models.functions import RowNumber

from complaints.personal_data import mask
from consultations.comments.models import Comment, Place
from consultations.laws.comparing import Change, Pair, Unit, lines_of
from consultations.laws.comparisons import pairs_of, rows_of_units
from consultations.laws.models import Document, DocumentKind, Provision, Version
from consultations.laws.structure import RANKS
from consultations.laws.texts import outline_of
from consultations.laws.word_diff import Run, word_diff
from consultations.models import Consultation
from consultations.participation.models import ACCOUNTS, Identity

MOST_SECTIONS = 60
"""Of more, those that most people spoke of, then those that changed."""
MOST_QUOTES = 2
MOST_LETTERS = 4_000
"""Of one side of a section; a longer one is told by its beginning, and stands whole with the text."""
Told = dict[str, Any]


def changed_sections(consultation: Consultation, whys: dict[str, str]) -> Told:
    """{"versions": [numbers], "sections": […], "left_out", "gone": comments on words that are nowhere any more}; {} without a draft."""
    texts = _texts(consultation)
    if not texts:
        return {}
    first, newest = texts[0], texts[-1]
    pairs = pairs_of(first, newest) if first != newest else [_alone(unit) for unit in outline_of(newest)]
    said = _said(first, newest)
    wanted = [pair for pair in pairs if _is_section(pair) and (_is_changed(pair) or key_of(pair) in said)]
    ranked = sorted(wanted, key=lambda pair: -said.get(key_of(pair), Said()).comments)[:MOST_SECTIONS]
    chosen = {key_of(pair) for pair in ranked}
    shown = [pair for pair in wanted if key_of(pair) in chosen]
    old = rows_of_units(first, [pair.before for pair in shown if pair.before]) if first != newest else {}
    new = rows_of_units(newest, [pair.after for pair in shown if pair.after])
    return {
        "versions": [first.number, newest.number] if first != newest else [newest.number],
        "sections": [_section(pair, old, new, said.get(key_of(pair), Said()), whys) for pair in shown],
        "left_out": len(wanted) - len(shown),
        "gone": sum(each.comments for key, each in said.items() if key.startswith("-") and key not in chosen),
    }


def key_of(pair: Pair) -> str:
    return pair.after.eid if pair.after else f"-{pair.before.eid}" if pair.before else ""


def _texts(consultation: Consultation) -> list[Version]:
    """The versions of the draft law that can be read, the first one first."""
    drafts = Document.objects.filter(consultation=consultation, kind=DocumentKind.DRAFT).order_by("n")
    for document in drafts:
        if texts := list(document.versions.standing().filter(parts__gt=0).order_by("number")):
            return texts
    return []


def _alone(unit: Unit) -> Pair:
    return Pair(None, unit, Change.UNCHANGED)


def _is_section(pair: Pair) -> bool:
    return (pair.after or pair.before or Unit("", "", "", "", 0)).kind not in RANKS


def _is_changed(pair: Pair) -> bool:
    return pair.change != Change.UNCHANGED


@dataclass
class Said:
    """What people said to one section."""

    accounts: int = 0
    anonymous: int = 0
    entered: int = 0
    supports: int = 0
    quotes: list[str] = field(default_factory=list)

    @property
    def comments(self) -> int:
        return self.accounts + self.anonymous + self.entered


def _said(first: Version, newest: Version) -> dict[str, Said]:
    """By the key of the section. Two statements, however many comments there are."""
    shown = Place.objects.filter(version=newest, comment__in=Comment.objects.to_read().filter(above=None))
    keys = _keys_of_first(first, newest)
    supports = F("comment__confirmed_supports") + F("comment__anonymous_supports")
    levels = [
        Count("pk", filter=Q(comment__author__identity__in=identities))
        for identities in (ACCOUNTS, [Identity.ANONYMOUS], [Identity.ENTERED])
    ]
    told: dict[str, Said] = defaultdict(Said)
    counted = (
        shown.order_by()
        .values_list(*_WHERE)
        .annotate(accounts=levels[0], anonymous=levels[1], entered=levels[2], supports=Sum(supports))
    )
    for unit, old_unit, version, accounts, anonymous, entered, supported in counted:
        said = told[_key_of_place(unit, old_unit, version == first.pk, keys)]
        said.accounts += accounts
        said.anonymous += anonymous
        said.entered += entered
        said.supports += supported
    rank = Window(
        RowNumber(), partition_by=[F(name) for name in _WHERE], order_by=[supports.desc(), F("comment").asc()]
    )
    best = shown.annotate(rank=rank, supports=supports).filter(rank__lte=MOST_QUOTES).order_by("-supports", "comment")
    for unit, old_unit, version, text in best.values_list(*_WHERE, "comment__text"):
        told[_key_of_place(unit, old_unit, version == first.pk, keys)].quotes.append(text)
    return told


_WHERE = ("unit", "comment__unit", "comment__version")
"""Where a comment stands in the newest text, and where it was written."""


def _key_of_place(unit: str, old_unit: str, is_of_first: bool, keys: dict[str, str]) -> str:
    """Of words that are gone the section that is left of it, or the one where they stood; "-" where neither is told here."""
    return unit or (keys.get(old_unit, "-") if is_of_first else "-")


def _keys_of_first(first: Version, newest: Version) -> dict[str, str]:
    if first == newest:
        return {}
    return {pair.before.eid: key_of(pair) for pair in pairs_of(first, newest) if pair.before}


def _section(
    pair: Pair,
    old: dict[int, list[Provision]],
    new: dict[int, list[Provision]],
    said: Said,
    whys: dict[str, str],
) -> Told:
    before = old.get(pair.before.place, []) if pair.before else []
    after = new.get(pair.after.place, []) if pair.after else []
    is_only_text = pair.before is None and pair.change == Change.UNCHANGED
    words = word_diff(tuple(_lines(after if is_only_text else before)), tuple(_lines(after)))
    return {
        "key": key_of(pair),
        "names": [_name(rows) for rows in (before, after)],
        "change": "" if is_only_text else pair.change.value,
        "before": _runs(words.before) if before and _is_changed(pair) else [],
        "after": _runs(words.after),
        "accounts": said.accounts,
        "anonymous": said.anonymous,
        "entered": said.entered,
        "supports": said.supports,
        "quotes": [mask(text) for text in said.quotes[:MOST_QUOTES]],
        "why": whys.get(key_of(pair), ""),
    }


def _lines(rows: Sequence[Provision]) -> list[str]:
    """As far as MOST_LETTERS."""
    lines: list[str] = []
    letters = 0
    for line in lines_of(rows, 0) if rows else []:
        if letters + len(line) > MOST_LETTERS:
            return [*lines, line[: MOST_LETTERS - letters] + " …"]
        lines.append(line)
        letters += len(line)
    return lines


def _runs(lines: Iterable[Iterable[Run]]) -> list[list[list[Any]]]:
    return [[[run.text, run.is_changed] for run in line] for line in lines]


def _name(rows: Sequence[Provision]) -> str:
    if not rows:
        return ""
    return " ".join(part for part in (rows[0].label, rows[0].heading) if part) or str(rows[0].get_kind_display())
