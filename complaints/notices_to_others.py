"""Notices to those who follow or signed a case and to people of an office, in the program's words or in those that somebody
wrote instead. The frame stays: a greeting, how to follow it no longer, what we never ask for."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language

from complaints.models import Case
from complaints.notice_words import Told, Written, subject_of, write
from directory.installation import site_url
from directory.models import Agency
from notifications.letters import follow_no_longer, letter, read_it, text
from notifications.own_words import any_agency_has_words, own_words


def worded_by(case: Case, agency: Agency | None = None) -> int | None:
    """Whose words a notice about this case takes, where that agency has some: this one's, or of who answers for the case."""
    if agency:
        return agency.pk
    lead = case.lead() if any_agency_has_words() else None
    return lead.agency_id if lead else None


def in_words(told: Told, channel: str, agency_id: int | None, *, closely: bool = False) -> Written:
    """The notice in the language that is on.

    closely: in confidence, where no words for a kind of news are taken, for they would tell which it is.
    """
    own = () if closely else own_words(told.event, get_language() or "", channel, agency_id)
    return write(told, channel, own)


def mail_to_followers(event: str, reference: str, news: str, page: str) -> Told:
    """page: its path, of what they follow."""
    end = (follow_no_longer(),)
    ours = subject_of(reference, news), letter([news], [read_it(page), *end])
    return Told(event, reference, news, site_url() + page, "", ours=ours, end=end)


def text_to_signers(event: str, reference: str, news: str, page: str) -> Told:
    link = site_url() + page
    return Told(event, reference, news, link, "", ours=("", text(news, link, reference=reference)))


def mail_to_office(event: str, reference: str, news: str, page: str, *, to: str, more: Sequence[str] = ()) -> Told:
    """to: the name of who gets it. more: what the program says besides the news, and words of one's own do not."""
    ours = news, letter([news, *more], [read_it(page)], to=to)
    return Told(event, reference, news, site_url() + page, "", name=to, ours=ours, end=())
