"""Taking a case out of the public's sight: what every act does by which it stops being open to everybody."""

from __future__ import annotations

from complaints.models import Case

PUBLIC_FIELDS = ("public_place", "public_latitude", "public_longitude", "public_words", "released_at")


def hide_from_public(case: Case) -> tuple[str, ...]:
    """Hide a locked case and its pictures from everybody. Returns the fields to store; `settle` or `save` stores them.

    `public_text` stays: it is what an officer may release again.
    """
    if case.released_at is None:
        return ()
    case.files.filter(released_at__isnull=False).update(released_at=None)
    case.public_place = ""
    case.public_latitude = case.public_longitude = case.public_words = case.released_at = None
    return PUBLIC_FIELDS
