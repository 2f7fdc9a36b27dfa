"""Looking up a case by its number, counted: nobody may guess numbers, and nobody is shut out because others look.

A mobile carrier's people share an address. So a case that is there counts against its own number only, and what counts
against the address are numbers that are not there: honest people hardly ever ask for one, because the check character
finds their slips.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint
from complaints.references import normalise, opens
from complaints.tracking import Tracked, case_by_reference, kept_by_code
from records.throttling import Limit, address_of, raise_if_throttled

LOOKS_A_MINUTE = 300
"""At one case from one address: everybody in a building who follows the same case, at each of its steps."""
GUESSES_AN_HOUR = 3600
"""From one address: 60 a minute in the long run, and room at once for a crowd that was told a wrong number."""


CODE_TRIES_AN_HOUR = 10
_TOO_MANY_CODES = _(
    "Too many codes that did not fit. You can try again from %(when)s. Until then 1111 helps day and night. A question of"
    " the agency can also be answered by the link in its mail, without a code."
)
SEARCHES_A_MINUTE = 120
"""By words, from one address, on whatever page."""


def complaint_opened_by(reference: str, code: str, *, address: str) -> Complaint:
    """The complaint that this receipt code opens; of a part of another, the code of that one does. Raises InvalidReference, ValidationError (receipt_code_wrong), Throttled.

    A number that is not there and a code that is wrong are not told apart (S2).
    """
    reference = normalise(reference)
    _count_try(f"{address} case:{reference}")
    complaint = Complaint.objects.filter(reference=reference).select_related("case").first()
    whole = kept_by_code(complaint) if complaint else None
    if complaint is None or whole is None or not opens(whole.reference, code, whole.receipt_hash):
        # Only wrong ones count against everybody behind an address, and against everybody who knows the number (S7).
        _count_try(address)
        _count_try(f"case:{reference}")
        raise ValidationError(
            _("The case number and the receipt code do not belong together. Compare both with your receipt."),
            code="receipt_code_wrong",
        )
    return complaint


def _count_try(who: str) -> None:
    raise_if_throttled("receipt_code", who, limit=CODE_TRIES_AN_HOUR, per_seconds=3600, sentence=_TOO_MANY_CODES)


def look_up(request: HttpRequest, reference: str) -> Tracked:
    """The case as this viewer may see it. Raises Http404 where `case_by_reference` finds none, and Throttled."""
    tracked = case_by_reference(reference, request)
    if tracked is None:
        count_guess(address_of(request))
        raise Http404
    count_look(address_of(request), tracked.complaint.reference, is_theirs=tracked.is_complainant)
    return tracked


def count_guess(address: str) -> None:
    """Of a number that leads nowhere for who asks. Raises Throttled."""
    guesses = _guesses(address)
    raise_if_throttled(guesses.scope, guesses.who, limit=guesses.acts, per_seconds=guesses.per_seconds)


def count_look(address: str, reference: str, *, is_theirs: bool) -> None:
    """At a case that is there. Raises Throttled: then a guesser cannot tell a hit from a miss.

    is_theirs: the complainant guesses nothing, and is let in whoever else guesses behind the same address.
    """
    shut_by = None if is_theirs else _guesses(address)
    raise_if_throttled("look_up", f"{address} {reference}", limit=LOOKS_A_MINUTE, per_seconds=60, shut_by=shut_by)


def _guesses(address: str) -> Limit:
    return Limit("guess", address, GUESSES_AN_HOUR, 3600)


def count_search(request: HttpRequest) -> None:
    """A search among the public cases. Raises Throttled."""
    raise_if_throttled("public_search", address_of(request), limit=SEARCHES_A_MINUTE, per_seconds=60)
