"""Reading comments: those of a section, those whose words are gone, one with its replies. Statements do not grow with rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber

from complaints.personal_data import mask
from consultations.comments.anchors import in_units
from consultations.comments.models import Comment, Commenter, CommentFile, Mark, Place, Scope, Support
from consultations.laws.comparing import lines_of
from consultations.laws.models import Provision, Version
from consultations.laws.word_diff import Difference, word_diff
from directory.models import User

A_PAGE = 20
REPLIES_SHOWN = 3
REPLIES_A_PAGE = 50
MOST_OWN = 100
NEWEST, SUPPORTED = "newest", "supported"


@dataclass(frozen=True)
class Said:
    """One comment as everybody reads it: without personal data."""

    comment: Comment
    text: str
    is_own: bool
    is_supported: bool
    files: Sequence[CommentFile] = ()
    """Those that whoever reads may open."""

    @property
    def may_support(self) -> bool:
        return not (self.is_own or self.comment.is_of_agency or self.comment.withdrawn_at)


@dataclass(frozen=True)
class Thread:
    """A comment with its first replies. place: where it stands in the version that is read.

    name, old_name: of the section, there and where it was written.
    old: what it was written on, in lines; words: both sides, where the words have changed.
    """

    said: Said
    place: Place
    name: str
    old_name: str
    old: list[str]
    words: Difference | None = None
    replies: list[Said] = field(default_factory=list)
    replied: int = 0

    @property
    def more(self) -> int:
        return self.replied - len(self.replies)


@dataclass(frozen=True)
class Page:
    """next_after: number of the last one here, where there are more; else ""."""

    threads: list[Thread]
    next_after: str = ""


def comments_of(version: Version, unit: str, *, reader: Commenter | None, order: str = NEWEST, after: str = "") -> Page:
    """A page of the comments that stand at a section. after: number of the last one on the page before."""
    places = _shown(Place.objects.filter(version=version, unit=unit).exclude(mark=Mark.ORPHANED))
    return _page(places, version, reader, order, after)


def comments_gone(version: Version, *, reader: Commenter | None, after: str = "") -> Page:
    """Those on words that this version has not, the newest first."""
    places = _shown(Place.objects.filter(version=version, mark=Mark.ORPHANED))
    return _page(places, version, reader, NEWEST, after)


def thread_of(
    comment: Comment, version: Version, *, reader: Commenter | None, after: str = "", team: User | None = None
) -> tuple[Thread, str]:
    """One comment as it stands in a version, with a page of its replies, the oldest first; and after which more come.

    team: who of the policy team reads it, files that wait included.
    """
    place = Place.objects.filter(comment=comment, version=version).first() or Place(
        comment=comment, version=comment.version, mark=Mark.WRITTEN, unit=comment.unit, part=comment.part
    )
    place.comment = comment
    replies = (
        Comment.objects.to_read().filter(above=comment).select_related("author", "commenting__consultation__agency")
    )
    if begin := replies.filter(number=after).first():
        replies = replies.filter(pk__gt=begin.pk)
    found = list(replies.order_by("pk")[: REPLIES_A_PAGE + 1])
    shown = found[:REPLIES_A_PAGE]
    thread = _threads([place], version, reader, {comment.pk: (shown, len(shown))}, team)[0]
    return thread, shown[-1].number if len(found) > len(shown) else ""


def name_of(unit: Provision) -> str:
    """How people call a section."""
    return unit.label or unit.heading or str(unit.get_kind_display())


def names_of(units: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """Of sections, by version and id. One statement."""
    wanted = Q(pk__in=[])
    for version, unit in sorted(set(units)):
        wanted |= Q(version=version, eid=unit)
    return {(each.version_id, each.eid): name_of(each) for each in Provision.objects.filter(wanted)}


def own_comments(reader: Commenter | None) -> list[Comment]:
    """What somebody wrote and did not take back, the newest first."""
    if reader is None:
        return []
    own = Comment.objects.filter(author=reader, withdrawn_at=None).select_related("version__document", "above")
    return list(own.order_by("-pk")[:MOST_OWN])


def own_hidden(reader: Commenter | None, version: Version, unit: str) -> list[Comment]:
    """What a rule took out of sight of what somebody wrote at a section, the newest first."""
    if reader is None:
        return []
    here = Place.objects.filter(version=version, unit=unit, comment=OuterRef("root"))
    hidden = Comment.objects.filter(author=reader, withdrawn_at=None, hidden_at__isnull=False)
    found = hidden.annotate(root=Coalesce("above", "pk")).filter(Exists(here))
    return list(found.order_by("-pk")[:MOST_OWN])


def _shown(places: QuerySet[Place]) -> QuerySet[Place]:
    return places.filter(comment__in=Comment.objects.threads()).select_related(
        "comment__author", "comment__commenting__consultation__agency"
    )


def _page(places: QuerySet[Place], version: Version, reader: Commenter | None, order: str, after: str) -> Page:
    supports = F("comment__confirmed_supports") + F("comment__anonymous_supports")
    begin = Comment.objects.filter(number=after).first() if after else None
    if order == SUPPORTED:
        places = places.annotate(supports=supports).order_by("-supports", "-comment_id")
        if begin:
            places = places.filter(Q(supports__lt=begin.supports) | Q(supports=begin.supports, comment__lt=begin.pk))
    else:
        places = places.order_by("-comment_id")
        if begin:
            places = places.filter(comment__lt=begin.pk)
    found = list(places[: A_PAGE + 1])
    shown = found[:A_PAGE]
    threads = _threads(shown, version, reader, _first_replies([each.comment_id for each in shown]))
    return Page(threads, shown[-1].comment.number if len(found) > A_PAGE else "")


def _first_replies(comments: Sequence[int]) -> dict[int, tuple[list[Comment], int]]:
    """Of each of these comments the first replies, and how many there are."""
    under = Window(RowNumber(), partition_by=F("above"), order_by="id")
    many = Window(Count("id"), partition_by=F("above"))
    rows = (
        Comment.objects.to_read()
        .filter(above__in=comments)
        .annotate(place=under, many=many)
        .filter(place__lte=REPLIES_SHOWN)
        .select_related("author", "commenting__consultation__agency")
        .order_by("id")
    )
    told: dict[int, tuple[list[Comment], int]] = {}
    for row in rows if comments else ():
        told.setdefault(row.above_id or 0, ([], row.many))[0].append(row)
    return told


def _threads(
    places: Sequence[Place],
    version: Version,
    reader: Commenter | None,
    replies: dict[int, tuple[list[Comment], int]],
    team: User | None = None,
) -> list[Thread]:
    everything = [each.comment for each in places] + [reply for some, _many in replies.values() for reply in some]
    own = set()
    if reader is not None:
        supported = Support.objects.filter(commenter=reader, comment__in=[each.pk for each in everything])
        own = set(supported.values_list("comment", flat=True))
    files = files_of([each.comment for each in places], reader, team)
    said = {each.pk: _said(each, reader, own, files.get(each.pk, ())) for each in everything}
    texts = _texts(places, version)
    here = [(each.version_id, each.unit) for each in places]
    names = names_of([*here, *((each.comment.version_id, each.comment.unit) for each in places)])
    return [
        Thread(
            said[place.comment_id],
            place,
            names.get((place.version_id, place.unit), ""),
            names.get((place.comment.version_id, place.comment.unit), ""),
            *_words(place, texts),
            [said[each.pk] for each in replies.get(place.comment_id, ([], 0))[0]],
            replies.get(place.comment_id, ([], 0))[1],
        )
        for place in places
    ]


def files_of(
    comments: Iterable[Comment], reader: Commenter | None, team: User | None = None
) -> dict[int, list[CommentFile]]:
    """By comment, in the order they came. One statement."""
    told: dict[int, list[CommentFile]] = {}
    found = CommentFile.objects.visible_to(reader, team).filter(comment__in=[each.pk for each in comments])
    for file in found.select_related("upload").order_by("pk"):
        told.setdefault(file.comment_id, []).append(file)
    return told


def _said(comment: Comment, reader: Commenter | None, supported: set[int], files: Sequence[CommentFile]) -> Said:
    text = mask(comment.text, by_office=comment.is_of_agency)
    is_own = reader is not None and comment.author_id == reader.pk
    return Said(comment, text, is_own, comment.pk in supported, files)


Texts = dict[tuple[int, str], list[Provision]]
"""Rows of sections, by version and id."""


def _texts(places: Iterable[Place], version: Version) -> Texts:
    """Of the words that are shown with some comments: of paragraphs, and of both sides where they changed. One statement."""
    wanted: set[tuple[int, str]] = set()
    for place in places:
        comment = place.comment
        is_told = place.mark in {Mark.CHANGED, Mark.ORPHANED}
        if is_told or comment.scope == Scope.PARAGRAPH:
            wanted.add((comment.version_id, comment.unit))
        if place.mark == Mark.CHANGED:
            wanted.add((version.pk, place.unit))
    found: Texts = {each: [] for each in wanted}
    for row in Provision.objects.filter(in_units(sorted(wanted))).order_by("place") if wanted else ():
        for pk, unit in wanted:
            if row.version_id == pk and (row.eid == unit or row.eid.startswith(f"{unit}__")):
                found[pk, unit].append(row)
    return found


def _words(place: Place, texts: Texts) -> tuple[list[str], Difference | None]:
    comment = place.comment
    old = _lines(texts.get((comment.version_id, comment.unit), []), comment.part, comment.words)
    if place.mark != Mark.CHANGED:
        return old, None
    new = _lines(texts.get((place.version_id, place.unit), []), place.part, place.words)
    return old, word_diff(tuple(old), tuple(new))


def _lines(rows: list[Provision], part: str, words: str) -> list[str]:
    if words:
        return words.split("\n")
    if part:
        return [row.text for row in rows if row.eid == part]
    return lines_of(rows, 0) if rows else []
