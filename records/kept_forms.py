"""A form on its way from one page to the next, kept for a day so that no page is itself the answer to a form.

The browser can then go back, forward and reload anywhere. What is kept is sealed under a key that only the browser has
(a cookie): nobody reads it from the table, a dump or a backup, and without the cookie it is noise (AES-256-GCM).
"""

import hashlib
import json
import secrets
import zlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils import timezone
from django.utils.crypto import salted_hmac

from records.models import KeptForm
from records.uploads import hash_of_token

KEPT_FOR = timedelta(hours=25)
"""24 hours, as files that wait for their form, and the part of one by which `kept_at` is rounded down."""
NONCE_BYTES = 12


def new_key() -> str:
    """A key for one browser: 256 random bits."""
    return secrets.token_urlsafe(32)


def keep_form(fields: Mapping[str, Any], *, key: str, token: str) -> str:
    """Keep what a form said, as JSON; returns the name by which it is opened. token: the form's own, for `replace_forms`."""
    name = secrets.token_urlsafe(12)
    KeptForm.objects.create(
        name_hash=_hash_of_name(name, key),
        token_hash=hash_of_token(token),
        sealed=_seal(fields, key, hash_of_token(token)),
        # The hour is enough: an anonymous complaint may have come of it (S8).
        kept_at=timezone.now().replace(minute=0, second=0, microsecond=0),
    )
    return name


def open_form(name: str, *, key: str) -> dict[str, Any] | None:
    """What was kept under this name by the browser with this key; None when it is another's, or gone."""
    kept = KeptForm.objects.filter(name_hash=_hash_of_name(name, key)).first()
    return _unseal(bytes(kept.sealed), key, kept.token_hash) if kept else None


def replace_forms(token: str, fields: Mapping[str, Any], *, key: str) -> None:
    """From now on every kept page of this form says this instead."""
    KeptForm.objects.filter(token_hash=hash_of_token(token)).update(sealed=_seal(fields, key, hash_of_token(token)))


def drop_forms(token: str) -> None:
    KeptForm.objects.filter(token_hash=hash_of_token(token)).delete()


def forget_old_forms(older_than: timedelta = KEPT_FOR) -> int:
    """Remove those that nobody goes on with any more. Returns how many."""
    return KeptForm.objects.filter(kept_at__lt=timezone.now() - older_than).delete()[0]


def _hash_of_name(name: str, key: str) -> str:
    return salted_hmac("records.kept_forms", f"{key}\0{name}", algorithm="sha256").hexdigest()


def _seal(fields: Mapping[str, Any], key: str, token_hash: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, zlib.compress(json.dumps(dict(fields)).encode()), token_hash.encode())


def _unseal(sealed: bytes, key: str, token_hash: str) -> dict[str, Any] | None:
    """None when it was not sealed so: under another key, for another form, or changed in the table."""
    try:
        opened = _cipher(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], token_hash.encode())
    except InvalidTag:
        return None
    fields: dict[str, Any] = json.loads(zlib.decompress(opened))
    return fields


def _cipher(key: str) -> AESGCM:
    return AESGCM(hashlib.sha256(key.encode()).digest())
