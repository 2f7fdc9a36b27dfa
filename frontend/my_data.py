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
from django.utils import timezone

from frontend.personal_register import KEPT, rows_of
from frontend.personal_rows import Owner

IN_MEMORY_BYTES = 1_000_000
PIECE_BYTES = 64 * 1024


def everything_about(owner: Owner) -> dict[str, list[dict[str, Any]]]:
    """All rows about their owner, by table; tables without any are there too, empty."""
    return {table: rows_of(kept, owner) for table, kept in KEPT.items()}


def archive_of(owner: Owner) -> IO[bytes]:
    """A ZIP at its beginning: data.json and the owner's files. Larger ones lie on the disk, never in memory."""
    archive: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        data = {"made_at": timezone.now(), "about": everything_about(owner)}
        bundle.writestr("data.json", json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        for upload in KEPT["records.Upload"].rows(owner).filter(removed_at__isnull=True):
            with bundle.open(f"files/{upload.public_id}-{upload.display_name}", "w", force_zip64=True) as entry:
                for piece in _pieces(upload.stored_as):
                    entry.write(piece)
    archive.seek(0)
    return archive


def archive_answer(archive: IO[bytes], name: str) -> FileResponse:
    return FileResponse(archive, as_attachment=True, filename=name, content_type="application/zip")


def _pieces(stored_as: str) -> Iterator[bytes]:
    """The bytes of a stored file; none where it is missing, so that one lost file does not hold back all the rest."""
    try:
        with default_storage.open(stored_as) as content:
            yield from content.chunks(PIECE_BYTES)
    except FileNotFoundError:
        return
