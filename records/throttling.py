"""Limits on how often somebody may do something: leaky buckets in an unlogged table, one statement each.

Who it was is not stored: the key is an HMAC under a key that changes every day.
"""

import ipaddress
import math
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from directory.statements import Prepared

# Values: the key, three times what one act pours in, and what the bucket holds, both in seconds.
POUR = Prepared("""
    INSERT INTO records_throttlebucket AS bucket (key, empty_at)
    VALUES (%s, statement_timestamp() + make_interval(secs => %s))
    ON CONFLICT (key) DO UPDATE
    SET empty_at = greatest(bucket.empty_at, statement_timestamp()) + make_interval(secs => %s)
    WHERE greatest(bucket.empty_at, statement_timestamp()) + make_interval(secs => %s)
        <= statement_timestamp() + make_interval(secs => %s)
    RETURNING 1
""")


class Throttled(ValidationError):
    """Too many, too fast. `retry_after_s` says when the next one fits."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(
            _("That was too often. Wait a little, then try again. What you typed is still there."), code="throttled"
        )
        self.retry_after_s = retry_after_s


def allow(scope: str, who: str, *, limit: int, per_seconds: int) -> bool:
    """Count one act, and say whether it still fits.

    A bucket of `limit` acts that leaks empty in `per_seconds`: a burst of `limit` fits at once, then one more every
    `per_seconds / limit`. A refused act is not counted. settings.THROTTLE_SCALE multiplies every limit.
    Call it before a transaction is opened: inside one, whoever shares the bucket waits, and a rollback forgets.
    """
    drop_s = _drop(limit, per_seconds).total_seconds()
    with connection.cursor() as cursor:
        POUR.run(cursor, [_key_of_today(scope, who), drop_s, drop_s, drop_s, per_seconds])
        return cursor.fetchone() is not None


def raise_if_throttled(scope: str, who: str, *, limit: int, per_seconds: int) -> None:
    """The same for acts. Raises Throttled (code `throttled`)."""
    if not allow(scope, who, limit=limit, per_seconds=per_seconds):
        raise Throttled(retry_after_s=math.ceil(_drop(limit, per_seconds).total_seconds()))


def address_range(address: str) -> str:
    """The network to count an address under: an IPv4 address itself (many telephones share one), an IPv6 /64.

    Anything that is no address (a Unix socket) is counted as one.
    """
    try:
        parsed: Any = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    prefix = 32 if parsed.version == 4 else 64
    return str(ipaddress.ip_network((parsed, prefix), strict=False))


def forget_empty_buckets() -> int:
    """Remove buckets that have leaked empty. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM records_throttlebucket WHERE empty_at < statement_timestamp()")
        return cursor.rowcount


def _drop(limit: int, per_seconds: int) -> timedelta:
    scaled = max(1.0, limit * settings.THROTTLE_SCALE)
    return timedelta(microseconds=int(per_seconds * 1_000_000 / scaled))  # rounded down: `limit` drops always fit


def _key_of_today(scope: str, who: str) -> bytes:
    today = datetime.now(UTC).date().isoformat()
    return salted_hmac(f"records.throttling:{today}", f"{scope}\0{who}", algorithm="sha256").digest()[:16]
