"""All comments of a consultation as a table for spreadsheets; no cell is ever taken for a formula (records.spreadsheets)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from consultations.comments.models import COMMENT_MAX_LETTERS, Comment, CommentFile, Commenting, Mark, Place, Scope
from consultations.comments.models.attached import CommentFileQuerySet
from consultations.laws.models import Version
from records.spreadsheets import Cell, csv_of

_AT_ONCE = 2000


def newest_places(commenting: Commenting) -> QuerySet[Place]:
    """Of every comment that was not taken back, where it stands in the newest version in which it was placed; hidden ones too."""
    later = Place.objects.filter(comment=OuterRef("comment"), version__number__gt=OuterRef("version__number"))
    own = Place.objects.filter(comment__commenting=commenting.pk, comment__withdrawn_at=None)
    return own.filter(~Exists(later))


def comments_as_csv(commenting: Commenting) -> Iterator[bytes]:
    """A row for each comment and reply, the oldest first, read in portions. Whole words, as they were written."""
    return csv_of(_table(commenting), most=COMMENT_MAX_LETTERS)


def _table(commenting: Commenting) -> Iterator[list[Cell]]:
    yield [
        _("number"), _("reply to"), _("text"), _("version"), _("section"), _("about"), _("paragraph"), _("words"),
        _("what became of the words"), _("newest version"), _("section there"), _("who"), _("comment"), _("written"),
        _("changed"), _("people with an account who think so too"), _("anonymous ones"), _("taken down by the rule"),
        _("files"),
    ]  # fmt: skip
    titles = dict(commenting.texts().values_list("pk", "title_th"))
    versions = {pk: (titles.get(document, ""), number) for pk, document, number in _versions(titles)}
    rows = Comment.objects.filter(commenting=commenting.pk, withdrawn_at=None).select_related("author", "above")
    last = 0
    while portion := list(rows.filter(pk__gt=last).order_by("pk")[:_AT_ONCE]):
        last = portion[-1].pk
        files = number_of_files(CommentFile.objects.standing(), portion)
        places = {each.comment_id: each for each in newest_places(commenting).filter(comment__in=portion)}
        for comment in portion:
            yield [*_row(comment, places.get(comment.pk), versions), files.get(comment.pk, 0)]


def number_of_files(files: CommentFileQuerySet, comments: Collection[Comment]) -> dict[int, int]:
    """Of these comments, how many of these files each has."""
    by_comment = files.filter(comment__in=[each.pk for each in comments]).order_by().values("comment")
    return dict(by_comment.annotate(many=Count("pk")).values_list("comment", "many"))


def _versions(titles: dict[int, str]) -> Iterator[tuple[int, int, int]]:
    yield from Version.objects.filter(document__in=titles).values_list("pk", "document", "number")


def _row(comment: Comment, place: Place | None, versions: dict[int, tuple[str, int]]) -> list[Cell]:
    title, number = versions.get(comment.version_id, ("", 0))
    return [
        comment.number,
        comment.above.number if comment.above else "",
        title,
        number,
        comment.unit,
        str(Scope(comment.scope).label) if comment.above is None else "",
        comment.part,
        comment.words,
        str(Mark(place.mark).label) if place else "",
        versions.get(place.version_id, ("", None))[1] if place else None,
        place.unit if place else "",
        _who(comment),
        comment.text,
        comment.written_at,
        comment.changed_at,
        comment.confirmed_supports,
        comment.anonymous_supports,
        comment.hidden_by,
    ]


def _who(comment: Comment) -> str:
    if comment.author is None:
        return _("the agency")
    if comment.is_entered:
        return _("from paper and meetings")
    return _("an account") if comment.author.identity else _("anonymous")
