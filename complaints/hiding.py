"""Taking a case out of the public's sight: what every act does by which it stops being open to everybody."""

from __future__ import annotations

from complaints.models import Case
from complaints.timeline import areas_to_tell
from notifications.live import announce

PUBLIC_PLACE = ("public_place", "public_latitude", "public_longitude", "public_words")
PUBLIC_FIELDS = (*PUBLIC_PLACE, "public_answer", "public_translation", "released_at")


def hide_from_public(case: Case) -> tuple[str, ...]:
    """Hide a locked case and its pictures from everybody. Returns the fields to store; `settle` or `save` stores them.

    `public_text` stays: it is what an officer may release again. The agency's answer is offered anew from its own words.
    """
    if case.released_at is None:
        return ()
    case.files.filter(released_at__isnull=False).update(released_at=None)
    hide_place_from_public(case)
    case.public_answer = case.public_translation = ""
    case.released_at = None
    announce(*areas_to_tell(case.area_id))
    return PUBLIC_FIELDS


def hide_place_from_public(case: Case) -> tuple[str, ...]:
    """Of a locked case whose place was corrected: the landmark and pin an officer released are those of another place.

    Its text stays to be read; they may release the new place with it. Returns the fields to store.
    """
    if case.released_at is None:
        return ()
    case.public_place = ""
    case.public_latitude = case.public_longitude = None
    case.public_words = None  # the landmark was in them; the worker cuts them again
    return PUBLIC_PLACE
