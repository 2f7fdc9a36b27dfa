"""The same request sent twice is one act (promise R4): the client names it by a key, and repeats the key to retry.

The claim is a row in the transaction of the act: if that rolls back, the key is free again. The key itself is not
stored, nor the request: only HMACs, under a salt from which the act may derive secrets it can show again.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from directory.statements import Prepared
from records.models import IdempotencyKey

KEPT_FOR = timedelta(hours=25)
"""24 hours and the part of one by which `created_at` is rounded down."""
LONGEST_KEY = 200

# Whoever holds the lock may insert; whoever does not must not wait for the row, so it never tries to insert.
# The lock ends with the transaction, after the row has become visible.
CLAIM = Prepared("""
    INSERT INTO records_idempotencykey (scope, key_hash, fingerprint, salt, state, answer_reference, created_at)
    SELECT %(scope)s, %(key_hash)s, %(fingerprint)s, %(salt)s, 'running', '', %(now)s::timestamptz
    WHERE pg_try_advisory_xact_lock(%(lock)s::bigint)
    ON CONFLICT (key_hash) DO NOTHING
    RETURNING id
""")

FINISH = Prepared("UPDATE records_idempotencykey SET state = 'done', answer_reference = %s WHERE id = %s")


class KeyReused(ValidationError):
    """The key belongs to another request (HTTP 422)."""

    def __init__(self) -> None:
        super().__init__(_("This Idempotency-Key was used for another request. Use a new key."), code="key_reused")


class KeyRunning(ValidationError):
    """A request with this key is being answered just now (HTTP 409)."""

    def __init__(self) -> None:
        super().__init__(_("The same request is being handled already. Ask again in a moment."), code="key_running")


@dataclass(frozen=True)
class Claim:
    """What `claim` found. salt: 16 random bytes, the same each time this key is claimed.

    state: `new`, to be ended by `finish`; or `done`, with the reference the first request was answered with.
    """

    id: int
    state: Literal["new", "done"]
    salt: bytes
    answer_reference: str = ""

    def finish(self, answer_reference: str) -> None:
        """Remember the answer, in the same transaction as the claim."""
        with connection.cursor() as cursor:
            FINISH.run(cursor, [answer_reference, self.id])


def claim(scope: str, key: str, fingerprint: str) -> Claim:
    """Take a key for this request, or learn that it has been answered.

    scope: who may share keys, such as `api`. fingerprint: equal for equal requests, such as a hash of the body.
    Must be called inside the transaction of the act. Raises KeyRunning, KeyReused, and ValidationError
    (code `key_malformed`) for a key that is empty, too long or not printable.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("claim() belongs into the transaction of the act it guards")
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise ValidationError(
            _("An Idempotency-Key has 1 to %(longest)d printable characters."),
            code="key_malformed",
            params={"longest": LONGEST_KEY},
        )
    digest = salted_hmac("records.idempotency.key", f"{scope}\0{key}", algorithm="sha256").digest()
    salt = secrets.token_hex(16)
    claimed = {
        "scope": scope,
        "key_hash": digest.hex(),
        "fingerprint": _hash_of_request(fingerprint, salt),
        "salt": salt,
        # The hour is enough: the row leads to the complaint, and one may be anonymous (S8).
        "now": timezone.now().replace(minute=0, second=0, microsecond=0),
        "lock": int.from_bytes(digest[:8], "big", signed=True),
    }
    with connection.cursor() as cursor:
        CLAIM.run(cursor, claimed)
        row = cursor.fetchone()
    if row is not None:
        return Claim(id=row[0], state="new", salt=bytes.fromhex(salt))
    return _answered(digest.hex(), fingerprint)


def _answered(key_hash: str, fingerprint: str) -> Claim:
    known = IdempotencyKey.objects.filter(key_hash=key_hash).first()
    if known is None:
        raise KeyRunning
    if not constant_time_compare(known.fingerprint, _hash_of_request(fingerprint, known.salt)):
        raise KeyReused
    if known.state != IdempotencyKey.State.DONE:
        raise KeyRunning
    return Claim(id=known.pk, state="done", salt=bytes.fromhex(known.salt), answer_reference=known.answer_reference)


def _hash_of_request(fingerprint: str, salt: str) -> str:
    return salted_hmac(f"records.idempotency.request:{salt}", fingerprint, algorithm="sha256").hexdigest()


def forget_old_keys(older_than: timedelta = KEPT_FOR) -> int:
    """Remove keys nobody retries any more. Returns how many."""
    return IdempotencyKey.objects.filter(created_at__lt=timezone.now() - older_than).delete()[0]
