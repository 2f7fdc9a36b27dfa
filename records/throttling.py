"""Limits on how often somebody may do something: leaky buckets in an unlogged table, one statement each.

Who it was is not stored: the key is an HMAC under a key that changes every day.
"""

import ipaddress
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from directory.statements import Prepared
from directory.thai_dates import show_date, show_time

# size: what the bucket holds; drop: what one act pours in; both in seconds. shut_by: a bucket that must have room, or NULL.
POUR = Prepared("""
    INSERT INTO records_throttlebucket AS bucket (key, empty_at)
    SELECT %(key)s, statement_timestamp() + make_interval(secs => %(drop)s)
    WHERE NOT EXISTS (
        SELECT FROM records_throttlebucket AS other WHERE other.key = %(shut_by)s AND other.empty_at
            + make_interval(secs => %(others_drop)s) > statement_timestamp() + make_interval(secs => %(others_size)s)
    )
    ON CONFLICT (key) DO UPDATE
    SET empty_at = greatest(bucket.empty_at, statement_timestamp()) + make_interval(secs => %(drop)s)
    WHERE greatest(bucket.empty_at, statement_timestamp()) + make_interval(secs => %(drop)s)
        <= statement_timestamp() + make_interval(secs => %(size)s)
    RETURNING 1
""")
WAIT = Prepared("""
    SELECT extract(epoch FROM empty_at - statement_timestamp())::float8 + %(drop)s - %(size)s
    FROM records_throttlebucket WHERE key = %(key)s
""")


@dataclass(frozen=True)
class Limit:
    """So many acts of this kind by somebody in so much time. settings.THROTTLE_SCALE multiplies the number."""

    scope: str
    who: str
    acts: int
    per_seconds: int

    @property
    def drop_s(self) -> float:
        """What one act pours into the bucket; rounded down, so that all of them always fit."""
        scaled = max(1.0, self.acts * settings.THROTTLE_SCALE)
        return timedelta(microseconds=int(self.per_seconds * 1_000_000 / scaled)).total_seconds()

    @property
    def key(self) -> bytes:
        today = datetime.now(UTC).date().isoformat()
        said = f"{self.scope}\0{self.who}"
        return salted_hmac(f"records.throttling:{today}", said, algorithm="sha256").digest()[:16]


class Throttled(ValidationError):
    """Too many, too fast. `retry_after_s` says when the next one fits; `%(when)s` in a sentence says it by the clock."""

    def __init__(self, retry_after_s: int, sentence: Any = None) -> None:
        at = timezone.now() + timedelta(seconds=retry_after_s)
        super().__init__(
            sentence or _("That was too often. You can try again from %(when)s. What you typed is still there."),
            code="throttled",
            params={"when": lazy(_by_the_clock, str)(at)},  # in each reader's language
        )
        self.retry_after_s = retry_after_s


def _by_the_clock(at: datetime) -> str:
    """The next full minute, with its day where that is not today."""
    minute = (at + timedelta(seconds=59)).replace(second=0, microsecond=0)
    is_today = timezone.localdate(minute) == timezone.localdate()
    return show_time(minute) if is_today else f"{show_date(minute, 'day')} {show_time(minute)}"


def allow(scope: str, who: str, *, limit: int, per_seconds: int, shut_by: Limit | None = None) -> bool:
    """Count one act, and say whether it still fits.

    A bucket of `limit` acts that leaks empty in `per_seconds`: a burst of `limit` fits at once, then one more every
    `per_seconds / limit`. A refused act is not counted. Nothing fits while `shut_by` is full; nothing is counted there.
    Call it before a transaction is opened: inside one, whoever shares the bucket waits, and a rollback forgets.
    """
    return _pour(Limit(scope, who, limit, per_seconds), shut_by)


def raise_if_throttled(
    scope: str,
    who: str,
    *,
    limit: int,
    per_seconds: int,
    shut_by: Limit | None = None,
    sentence: Any = None,
) -> None:
    """The same for acts. Raises Throttled (code `throttled`). sentence: told instead of the general one."""
    asked = Limit(scope, who, limit, per_seconds)
    if not _pour(asked, shut_by):
        raise Throttled(max(_wait_s(each) for each in (asked, shut_by) if each), sentence)


def _wait_s(limit: Limit) -> int:
    """Seconds until one more fits: at the latest when the day's key changes."""
    with connection.cursor() as cursor:
        WAIT.run(cursor, {"key": limit.key, "drop": limit.drop_s, "size": limit.per_seconds})
        found = cursor.fetchone()
    now = datetime.now(UTC)
    new_key_s = 86_400 - (now.hour * 3600 + now.minute * 60 + now.second)
    return max(1, min(math.ceil(found[0]), new_key_s)) if found else 1


def _pour(limit: Limit, shut_by: Limit | None) -> bool:
    values: dict[str, Any] = {"key": limit.key, "drop": limit.drop_s, "size": limit.per_seconds}
    others: dict[str, Any] = {"shut_by": None, "others_drop": 0, "others_size": 0}
    if shut_by:
        others = {"shut_by": shut_by.key, "others_drop": shut_by.drop_s, "others_size": shut_by.per_seconds}
    with connection.cursor() as cursor:
        POUR.run(cursor, values | others)
        return cursor.fetchone() is not None


def address_of(request: Any) -> str:
    """Who asks, for throttles only: never stored but as the day's HMAC."""
    return address_range(str(request.META.get("REMOTE_ADDR", "")))


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
