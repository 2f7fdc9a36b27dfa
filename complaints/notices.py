"""Telling complainants that their case moved. A notice is a row of the outbox, written with the act itself (R6).

A mail says that something happened and where to look, never what was written: mail is read over shoulders. A question of
an agency comes with a link that opens that question alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.answer_links import answer_link
from complaints.models import Case, CaseEvent, Complainant
from complaints.telling import sentence
from complaints.workflow import Visibility
from directory.models import Agency
from notifications.outbox import enqueue


def notify_complainants(
    case: Case,
    kind: CaseEvent.Kind,
    *,
    agency: Agency | None = None,
    people: Iterable[Complainant] | None = None,
    facts: dict[str, str] | None = None,
) -> None:
    """Queue a mail to every complainant of the case who gave an address. Call it after `record`, in its transaction.

    people: those complainants with their complaints, where the caller has them at hand.
    facts: what the sentence of the line says besides the outcome.
    """
    if people is None:
        people = Complainant.objects.filter(complaint__case_id=case.pk).select_related("complaint")
    for person in people:
        if not person.email:
            continue
        language = person.complaint.language
        with override(language):
            enqueue(
                f"case:{case.reference}:{case.event_count}",
                "email",
                person.email,
                _("Case %(reference)s: %(news)s")
                % {"reference": person.complaint.reference, "news": _news(case, kind, agency, facts)},
                _body(case, kind, _news(case, kind, agency, facts), person),
                language=language,
                user=person.user,
            )


def _news(case: Case, kind: CaseEvent.Kind, agency: Agency | None, facts: dict[str, str] | None) -> str:
    """What happened; of a confidential case only that something did, for whoever else reads this mailbox."""
    if case.visibility == Visibility.CONFIDENTIAL:
        return _("there is news")
    return sentence(kind, agency, {"outcome": case.outcome, "kind": case.kind, **(facts or {})})


def _body(case: Case, kind: CaseEvent.Kind, news: str, person: Complainant) -> str:
    reference = person.complaint.reference
    lines = [
        # By name only where the account's owner chose it: anybody may type any address and any name into the form.
        _("Hello %(name)s") % {"name": person.name} if person.user_id and person.name else _("Hello"),
        "",
        news,
        "",
        *_what_now(case, kind, person),
        _("Case number: %(reference)s") % {"reference": reference},
        _("See every step: %(url)s") % {"url": settings.SITE_URL + reverse("track_case", args=[reference])},
        "",
        _("Siang Pracha. We never ask for your password or receipt code by mail."),
    ]
    return "\n".join(lines)


def _what_now(case: Case, kind: CaseEvent.Kind, person: Complainant) -> list[str]:
    if kind == CaseEvent.Kind.ASKED:
        if link := answer_link(case, person.complaint):
            return [
                _("The agency needs your answer before it can go on. Read its question and answer here:"),
                link,
                _("The link opens this one question, without a code, until it is answered. Do not pass it on."),
                "",
            ]
        return [_("The agency needs your answer before it can go on. Open the page below to answer."), ""]
    if kind == CaseEvent.Kind.EXTENDED:
        return [_("The new date, the reason and what was done so far stand on the page below."), ""]
    if kind == CaseEvent.Kind.RESOLUTION_PROPOSED:
        return [_("Please look whether it is really done and say so on the page below."), ""]
    return []
