"""What papers and meetings say to sections: comments that the team enters, which belong to no account and no browser.

The window is not asked for here: `entering.stacks` looks, in the act that calls this. Who reads them sees where they came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from consultations.comments.anchors import Anchor, anchor_in, rows_of_unit
from consultations.comments.models import COMMENTED, Comment, Commenter, Commenting
from consultations.comments.writing import check_text, put_in_its_place, wipe
from consultations.laws.models import Version
from consultations.receipts import receipt_number


@dataclass(frozen=True)
class Remark:
    """What a form says to a section. document, version: their numbers; part: id of the paragraph, "" for the whole section."""

    document: int
    version: int
    unit: str
    part: str
    text: str


@dataclass(frozen=True)
class CheckedRemark:
    version: Version
    anchor: Anchor
    text: str

    def stands_where(self, comment: Comment) -> bool:
        own = (self.version.pk, self.anchor.unit, self.anchor.part, self.anchor.words)
        return own == (comment.version_id, comment.unit, comment.part, comment.words)

    def is_same(self, comment: Comment) -> bool:
        return self.stands_where(comment) and self.text == comment.text


def check_remarks(consultation_id: int, remarks: Iterable[Remark]) -> list[CheckedRemark]:
    """What of them can be kept; the same twice is one.

    Raises ValidationError: not_commented, no_such_section, and those of `anchor_in` and `check_text`.
    """
    told = list(remarks)
    if told and not Commenting.objects.filter(pk=consultation_id).exists():
        raise ValidationError(_("This text takes no comments."), code="not_commented")
    return list(dict.fromkeys(_checked(consultation_id, each) for each in told))


def keep_remarks(author: Commenter, remarks: Sequence[CheckedRemark]) -> None:
    """Let them be what this form says: the same ones stay, others are changed, written or taken back.

    What a rule took out of sight stays as it is, and is not written once more.
    """
    standing = Comment.objects.select_for_update(no_key=True).filter(author=author, withdrawn_at=None)
    before, left = list(standing.order_by("pk")), list(remarks)
    others: list[Comment] = []
    for comment in before:
        same = next((each for each in left if each.is_same(comment)), None)
        if same is not None:
            left.remove(same)
        elif comment.hidden_at is None:
            others.append(comment)
    for comment in others:
        other = next((each for each in left if each.stands_where(comment)), None)
        if other is None:
            wipe(Comment.objects.filter(pk=comment.pk))
        else:
            left.remove(other)
            _change(comment, other.text)
    for each in left:
        _write(author, each)


def take_remarks_back(author: Commenter) -> None:
    """Their words are wiped, hidden ones too; what others said under them stays."""
    wipe(Comment.objects.filter(author=author, withdrawn_at=None))


def remarks_of(author_id: int | None) -> tuple[Remark, ...]:
    """What of a form is read, the oldest first."""
    if author_id is None:  # nobody's are the agency's answers
        return ()
    own = Comment.objects.to_read().filter(author=author_id).order_by("pk")
    told = own.values_list("version__document__n", "version__number", "unit", "part", "text")
    return tuple(Remark(*each) for each in told)


def hidden_of(author_id: int | None) -> list[Comment]:
    """What a rule took out of sight of what a form says."""
    if author_id is None:
        return []
    return list(Comment.objects.filter(author=author_id, withdrawn_at=None, hidden_at__isnull=False).order_by("pk"))


def numbers_of(author_id: int | None) -> list[str]:
    """The numbers of what of a form was not taken back."""
    if author_id is None:
        return []
    own = Comment.objects.filter(author=author_id, withdrawn_at=None)
    return list(own.order_by("pk").values_list("number", flat=True))


def _checked(consultation_id: int, remark: Remark) -> CheckedRemark:
    own = Version.objects.standing().filter(document__consultation=consultation_id, document__kind__in=COMMENTED)
    version = own.filter(document__n=remark.document, number=remark.version, parts__gt=0).first()
    rows = rows_of_unit(version, remark.unit) if version else []
    if version is None or not rows:
        raise ValidationError(
            _("There is no such section in this text. Choose one of those shown."), code="no_such_section"
        )
    return CheckedRemark(version, anchor_in(rows, part=remark.part), check_text(remark.text))


def _write(author: Commenter, remark: CheckedRemark) -> None:
    """written_at says when it came here, for themes and moderation; the day on the paper stands with its stack."""
    where: dict[str, Any] = {name: getattr(remark.anchor, name) for name in ("scope", "unit", "part", "words")}
    comment = Comment.objects.create(
        commenting_id=author.commenting_id,
        number=receipt_number(),
        version=remark.version,
        author=author,
        text=remark.text,
        written_at=Now(),
        **where,
    )
    put_in_its_place(comment, remark.version)


def _change(comment: Comment, text: str) -> None:
    supported = F("confirmed_supports") + F("anonymous_supports")
    Comment.objects.filter(pk=comment.pk).update(text=text, changed_at=Now(), supported_before=supported)
