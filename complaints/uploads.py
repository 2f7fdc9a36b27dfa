"""Files that a form has sent and that wait for it to be filed."""

from __future__ import annotations

import hmac

from directory.statements import Lookup
from records.models import Upload
from records.uploads import hash_of_token

_waiting = Lookup(Upload, "token_hash = %s AND attached_at IS NULL ORDER BY id")

UPLOADS_AN_HOUR = 60
"""Forms with files, each of up to five, from one address: a village behind one router stays far below it (S15)."""


def waiting_uploads(token: str) -> list[Upload]:
    """The files of the form with this token, in the order they came."""
    if not token:
        return []
    return _waiting(hash_of_token(token))


def waits_for(upload: Upload, token: str) -> bool:
    return bool(token) and hmac.compare_digest(upload.token_hash, hash_of_token(token))
