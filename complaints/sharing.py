"""What a page shows of collective filing: to the speaker, and to who signed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from complaints.co_signing import co_sign_link
from complaints.models import Case, Complaint
from complaints.releasing import proposed_text
from complaints.speaking import is_sought
from complaints.workflow import IN_CONFIDENCE
from directory.installation import in_our_name


def shown_to_speaker(case: Case, complaint: Complaint) -> dict[str, Any]:
    """For the page of who filed. Nothing is offered in confidence, without a name, and after the end."""
    # The act looks at all complaints of the case.
    may_invite = not case.is_ended and not {case.visibility, complaint.visibility} & IN_CONFIDENCE
    link = co_sign_link(case) if may_invite else ""
    message = in_our_name(_("I filed this with Siang Pracha: %(heading)s. Read it and sign it too: %(link)s"))
    return {
        "may_invite": may_invite,
        "co_sign_link": link,
        "co_sign_message": message % {"heading": case.heading, "link": link} if link else "",
        "to_sign": proposed_text(case) if may_invite and not link else "",
        "is_speaker_sought": bool(may_invite and case.co_signer_count and is_sought(case)),
    }


def shown_to_co_signer(case: Case) -> dict[str, Any]:
    return {"has_signed": True, "is_speaker_sought": is_sought(case)}
