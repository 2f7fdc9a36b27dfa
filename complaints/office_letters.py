"""Mails to the people of an office, and what the timeline says to them alone. No word of what a case is about: mail is
read over shoulders."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from complaints.models import Assignment
from directory.models import User
from directory.models.names import in_current_language
from notifications.letters import letter, read_it
from notifications.models import Channel
from notifications.outbox import enqueue


def how_late(why: str, days: int) -> str:
    """Which promise was not kept and by how much, as the end of a sentence about the case."""
    if why == "accept":
        told = ngettext("%(n)s working day late to be accepted", "%(n)s working days late to be accepted", days)
    elif why == "update":
        told = ngettext(
            "%(n)s working day late with news for the complainant",
            "%(n)s working days late with news for the complainant",
            days,
        )
    elif why == "resolve":
        told = ngettext("%(n)s working day late to be done", "%(n)s working days late to be done", days)
    else:
        return _("not done, says the complainant")
    return told % {"n": days}


def escalated_sentence(facts: Mapping[str, object]) -> str:
    """What the timeline says of a step up the ladder, to the agency alone."""
    level, days = int(str(facts.get("level", 1))), int(str(facts.get("days", 1)))
    late = capfirst(how_late(str(facts.get("clock", "resolve")), days))
    if not facts.get("to_th"):
        return _("Level %(level)s. %(late)s. Nobody leads here whom one could tell") % {"level": level, "late": late}
    agency = in_current_language(str(facts["to_th"]), str(facts.get("to_en", "")))
    told = {"level": level, "late": late, "agency": agency}
    return _("Level %(level)s. %(late)s. Told to those who lead %(agency)s") % told


def tell_leader(user: User, part: Assignment, *, why: str, level: int, days: int = 0, is_above: bool) -> None:
    """Queue a mail to somebody who leads that a case came up to them. Call it after `record`, in its transaction.

    is_above: of an agency above; they read what everybody may who knows the number.
    """
    case = part.case
    if not user.email or user.email_confirmed_at is None:
        return
    with override(user.language):
        told = {"reference": case.reference, "late": how_late(why, days)}
        subject = _("Case %(reference)s: %(late)s") % told
        lines = [subject, _("It has come to level %(level)s of the ladder, and so to you.") % {"level": level}]
        if is_above:
            lines.append(_("It is with %(agency)s.") % {"agency": part.agency.name_in_sentence})
        page = reverse("track_case" if is_above else "office_case", args=[case.reference])
        enqueue(
            f"case:{case.reference}:{case.event_count}:office",
            Channel.EMAIL,
            user.email,
            subject,
            letter(lines, [read_it(page)], to=user.get_short_name()),
            language=user.language,
            user=user,
        )
