"""The demo's comments on texts of law: the rows of demo/comments.csv, written by people made up, some before a new version came."""

from __future__ import annotations

import csv
from pathlib import Path

from config.demo_pictures import picture_of, token_of
from consultations.comments.anchors import Anchor, anchor_in, rows_of_unit
from consultations.comments.answering import answer_comment
from consultations.comments.models import Comment, Commenting
from consultations.comments.placing import place_some
from consultations.comments.setting_up import set_up_commenting
from consultations.comments.writing import support_comment, write_comment
from consultations.laws.models import Version
from consultations.models import Consultation
from consultations.moderation.files import let_through
from consultations.participation.models import Identity
from consultations.participation.taking_part import Visitor, hash_of_browser
from directory.models import User

ROWS = Path(__file__).parent / "demo" / "comments.csv"
AGENCY = "agency"
SHOWN = "shown"
"""Of a picture that the team has let through; any other waits for it."""


def take_comments(consultation: Consultation, key: str, *, by: User) -> None:
    """Before it is announced; most take none."""
    if _rows(key):
        set_up_commenting(consultation, lowest_identity=Identity.ANONYMOUS, by=by)


def comment_on_texts(consultation: Consultation, key: str, *, number: int, by: User) -> None:
    """What people say to this version of its first text, as long as it is the newest; earlier ones are put in their places in it."""
    rows = [row for row in _rows(key) if row["version"] == str(number)]
    if not rows:
        return
    commenting = Commenting.objects.get(pk=consultation.pk)
    version = Version.objects.standing().get(document__consultation=consultation, document__n=1, number=number)
    while place_some():
        pass
    said: dict[str, Comment] = {}
    for row in rows:
        comment = _write(commenting, version, row, said[row["under"]] if row["under"] else None, by)
        said[row["key"] or comment.number] = comment
        for supporter in range(int(row["supports"])):
            support_comment(comment, visitor=_visitor(consultation, f"supporter-{supporter}"))


def _write(commenting: Commenting, version: Version, row: dict[str, str], under: Comment | None, by: User) -> Comment:
    if row["who"] == AGENCY and under is not None:
        return answer_comment(under, text=row["text"], by=by)
    anchor = Anchor("")
    if under is None:
        anchor = anchor_in(rows_of_unit(version, row["section"]), part=row["paragraph"], words=row["words"])
    token = ""
    if row["file"]:
        token = token_of(f"comment-{row['who']}", is_done=False)
        picture_of(f"comment-{row['who']}", is_done=False)
    visitor = _visitor(commenting.consultation, row["who"])
    comment = write_comment(commenting, version, anchor, text=row["text"], visitor=visitor, above=under, token=token)
    if row["file"] == SHOWN:
        let_through(commenting.consultation, comment.files.get().text_id, by=by)
    return comment


def _visitor(consultation: Consultation, who: str) -> Visitor:
    return Visitor(browser=hash_of_browser(consultation.slug, f"comment-{who}"))


def _rows(key: str) -> list[dict[str, str]]:
    with ROWS.open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["consultation"] == key]
