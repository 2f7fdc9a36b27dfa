"""Files that a form has sent and that wait for it to be filed."""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from directory.statements import Lookup
from records.models import Upload
from records.throttling import raise_if_throttled
from records.uploads import discard_upload, hash_of_token, store_upload

_waiting = Lookup(Upload, "token_hash = %s AND attached_at IS NULL ORDER BY id")

UPLOADS_AN_HOUR = 60
"""Forms with files, each of up to five, from one address: a village behind one router stays far below it (S15)."""
ALL_FILES = "all"


def token_from(sent: str) -> uuid.UUID:
    """The token that a form sent, or a new one for what is none: files are kept under it."""
    try:
        return uuid.UUID(sent)
    except ValueError:
        return uuid.uuid4()


def waiting_uploads(token: str) -> list[Upload]:
    """The files of the form with this token, in the order they came."""
    if not token:
        return []
    return _waiting(hash_of_token(token))


def waits_for(upload: Upload, token: str) -> bool:
    return bool(token) and hmac.compare_digest(upload.token_hash, hash_of_token(token))


def take_files(
    files: Sequence[File], token: str, *, address: str, once: bool = False, most: int | None = None
) -> list[ValidationError]:
    """Store files for the form with this token; returns what was wrong, one sentence a file.

    address: who sends, for the throttle only. once: as in `store_upload`. most: as many as a complaint takes, or fewer.
    Raises ValidationError (throttled).
    """
    allowed = settings.UPLOADS_A_COMPLAINT if most is None else most
    problems: list[ValidationError] = []
    if files:
        raise_if_throttled("upload", address, limit=UPLOADS_AN_HOUR, per_seconds=3600)
    room = allowed - len(waiting_uploads(token))
    for file in files:
        if room <= 0:
            problems.append(
                ValidationError(
                    _("Only %(allowed)d files can be sent. The others were left out."),
                    code="too_many_files",
                    params={"allowed": allowed},
                )
            )
            break
        try:
            store_upload(file, token=token, once=once)
            room -= 1
        except ValidationError as error:
            problems.append(ValidationError(f"{file.name}: {' '.join(error.messages)}", code=error.code))
    return problems


def remove_file(wanted: str, token: str) -> None:
    """Drop the waiting file of this public id, or all of them; what waits for another form stays."""
    for upload in waiting_uploads(token) if wanted else []:
        if wanted in {str(upload.public_id), ALL_FILES}:
            discard_upload(upload)
