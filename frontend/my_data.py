"""What the house keeps about a person, as one archive to take away (promise P1)."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.http import FileResponse
from django.template.loader import render_to_string
from django.utils import timezone

from complaints.telling import sentence
from frontend.personal_register import KEPT, rows_of
from frontend.personal_rows import Owner, looks_at, own_comment_files, own_events, own_files, own_messages
from records.models import Upload

IN_MEMORY_BYTES = 1_000_000
PIECE_BYTES = 64 * 1024
LOOKS = """\
body { font:1.0625rem/1.65 Sarabun,"Noto Sans Thai",sans-serif; max-width:44rem; margin:2rem auto; padding:0 1rem; color:#1b1c22 }
h1,h2,h3 { line-height:1.3 }
section { border-top:1px solid #c9cad3; margin-top:2rem }
.meta { color:#565864 }
.words { white-space:pre-wrap; overflow-wrap:anywhere; border-left:3px solid #c9cad3; padding-left:1rem }
dt { font-weight:600 }
dd { margin:0 0 .5rem }
li { margin-bottom:.5rem }
"""


def everything_about(owner: Owner) -> dict[str, list[dict[str, Any]]]:
    """All rows about their owner, by table; tables without any are there too, empty."""
    return {table: rows_of(kept, owner) for table, kept in KEPT.items()}


def archive_of(owner: Owner) -> IO[bytes]:
    """A ZIP at its beginning: a page for people, data.json for programs, and the owner's files.

    Larger ones lie on the disk, never in memory.
    """
    archive: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        data = {"made_at": timezone.now(), "about": everything_about(owner)}
        bundle.writestr("data.html", page_about(owner))
        bundle.writestr("data.css", LOOKS)
        bundle.writestr("data.json", json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        for upload in KEPT["records.Upload"].rows(owner).filter(removed_at__isnull=True):
            with bundle.open(_path_of(upload), "w", force_zip64=True) as entry:
                for piece in _pieces(upload.stored_as):
                    entry.write(piece)
        for letter in KEPT["complaints.Letter"].rows(owner).filter(is_gone=False).exclude(stored_as=""):
            with bundle.open(
                f"letters/{letter.year}-{letter.n}-{letter.public_id}.pdf", "w", force_zip64=True
            ) as entry:
                for piece in _pieces(letter.stored_as):
                    entry.write(piece)
    archive.seek(0)
    return archive


def page_about(owner: Owner) -> str:
    """The same as a page without anything outside it, in the reader's language: what a person wants to read of it."""
    complaints = owner.complaints.select_related("case__topic__parent", "case__area__parent__parent").order_by("id")
    events: dict[int, list[dict[str, Any]]] = {}
    for event in own_events(owner).select_related("agency"):
        told = {"sentence": sentence(event.kind, event.agency, event.facts), "note": event.note, "at": event.at}
        events.setdefault(event.case_id, []).append(told)
    files: dict[str, list[dict[str, str]]] = {}
    for file in own_files(owner).select_related("upload", "complaint").filter(upload__removed_at__isnull=True):
        place = {"path": _path_of(file.upload), "name": file.upload.display_name}
        files.setdefault(file.complaint.reference if file.complaint else "", []).append(place)
    for sent in own_comment_files(owner).select_related("upload").filter(upload__removed_at__isnull=True):
        files.setdefault("", []).append({"path": _path_of(sent.upload), "name": sent.upload.display_name})
    about = {
        "person": owner.person,
        "complaints": [
            {"row": each, "events": events.get(each.case_id, []), "files": files.get(each.reference, [])}
            for each in complaints
        ],
        "other_files": files.get("", []),
        "looks": looks_at(owner).select_related("agency"),
        "messages": own_messages(owner),
        "made_at": timezone.now(),
    }
    return render_to_string("my_data/archive.html", about)


def _path_of(upload: Upload) -> str:
    return f"files/{upload.public_id}-{upload.display_name}"


def archive_answer(archive: IO[bytes], name: str) -> FileResponse:
    return FileResponse(archive, as_attachment=True, filename=name, content_type="application/zip")


def _pieces(stored_as: str) -> Iterator[bytes]:
    """The bytes of a stored file; none where it is missing, so that one lost file does not hold back all the rest."""
    try:
        with default_storage.open(stored_as) as content:
            yield from content.chunks(PIECE_BYTES)
    except FileNotFoundError:
        return
