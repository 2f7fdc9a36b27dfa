"""How a notice reads: in the program's own words, or in those that somebody wrote instead.

Words that cannot be filled in never cost a notice: the next ones are taken, at last the program's own.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from complaints.endings import ENDED
from complaints.kind_asking import asking
from complaints.models import CaseEvent
from complaints.notice_events import EVENTS, OF_OFFICES
from complaints.notice_rules import PLACEHOLDER, is_sound
from directory.installation import house_name
from notifications.letters import letter, read_at, text
from notifications.models import Channel
from notifications.own_words import Words

logger = logging.getLogger(__name__)
Kind = CaseEvent.Kind
_TOO_MANY_LINES = re.compile(r"\n{3,}")


Written = tuple[str, str]
"""Subject and body; a text message has no subject."""


@dataclass(frozen=True)
class Told:
    """What a notice tells, in the language that is on. In confidence news says only that there is some, agency and due nothing.

    link: the page of the case, or in a text message the shortest way to what waits. next: lines, what the person can do now.
    """

    event: str
    reference: str
    news: str
    link: str
    news_page: str
    agency: str = ""
    due: str = ""
    next: tuple[str, ...] = ()
    name: str = ""
    """Of the person, in a mail to an account."""
    ours: Written | None = None
    """What the program says by itself, where it is no notice to a complainant."""
    end: tuple[str, ...] | None = None
    """The lines that no words of one's own take away; None: the way to get news otherwise or none."""


def write(told: Told, channel: str, own: Iterable[Words] = ()) -> Written:
    """The notice. own: words instead of the program's, the most specific first."""
    for words in own:
        try:
            if is_sound(told.event, channel, words):
                return _in_own_words(told, channel, words)
        except Exception:
            logger.exception("a text of a notice cannot be filled in: %s %s", told.event, channel)
        else:
            logger.error("a text of a notice breaks the rules and is left out: %s %s", told.event, channel)
    return told.ours or _in_ours(told, channel)


def _in_ours(told: Told, channel: str) -> Written:
    if channel == Channel.SMS:
        return "", text(told.news, told.link, reference=told.reference)
    subject = subject_of(told.reference, told.news)
    where = [*_where(told.reference, told.link), _another_way(told)]
    return subject, letter([capfirst(told.news)], [*told.next, *where], to=told.name)


def subject_of(reference: str, news: str) -> str:
    return _("Case %(reference)s: %(news)s") % {"reference": reference, "news": news}


def _in_own_words(told: Told, channel: str, words: Words) -> Written:
    values = {
        "news": told.news,
        "reference": told.reference,
        "link": told.link,
        "agency": told.agency,
        "due": told.due,
        "house": house_name(short=channel == Channel.SMS),
    }
    values = {name: value for name, value in values.items() if value}
    if EVENTS[told.event].has_next:
        values["next"] = "\n".join(told.next).strip()
    if channel == Channel.SMS:
        return "", " ".join(_fill(words.body, values).split())
    subject = _fill(words.subject, values)
    body = _TOO_MANY_LINES.sub("\n\n", _fill(words.body, values | {"news": capfirst(told.news)})).strip()
    end = [_another_way(told)] if told.end is None else told.end
    return subject, letter([body], end, to=told.name)


def _fill(template: str, values: dict[str, str]) -> str:
    """Raises KeyError for a placeholder without a value. What is filled in is not looked at again."""
    return PLACEHOLDER.sub(lambda found: values[found.group(1)], template)


def _where(reference: str, link: str) -> list[str]:
    return [_("Case number: %(reference)s") % {"reference": reference}, _("See every step: %(url)s") % {"url": link}]


def _another_way(told: Told) -> str:
    return _("Get news another way, or none: %(url)s") % {"url": told.news_page}


def words_of_ours(event: str, channel: str) -> Words:
    """The program's own words in the language that is on, with placeholders, to begin with."""
    if channel == Channel.SMS:
        return Words("", text("{news}", "{link}", reference="{reference}"))
    if not EVENTS[event].is_of_complainants:
        subject = "{news}" if event in OF_OFFICES else subject_of("{reference}", "{news}")
        return Words(subject, "{news}\n\n" + read_at("{link}"))
    subject = subject_of("{reference}", "{news}")
    after = ["{next}"] if EVENTS[event].has_next else []
    return Words(subject, "\n\n".join(["{news}", *after, "\n".join(_where("{reference}", "{link}"))]))


def what_now(
    kind: str | None,
    case_kind: str,
    *,
    outcome: str = "",
    answer: str = "",
    survey: str = "",
    closely: bool = False,
    joined: bool = False,
) -> tuple[str, ...]:
    """Lines: what the person can do now, each block with an empty line after it.

    answer, survey: the link of the one question, and of those about the end; "" where nobody gets one. closely: told in
    confidence. joined: it is another person's case that this one was joined into, and this one may step out of it.
    """
    if kind == Kind.APPEAL_UPHELD and not joined:
        return (_("The reasons, and what you can still do elsewhere, stand on the page below."), "")
    if kind in ENDED and survey:
        return (
            _("How did it go? Five short questions, without signing in:"),
            survey,
            _("You can change your answers there for 60 days. Do not pass the link on."),
            "",
        )
    if joined and kind != Kind.EXTENDED:
        if kind != Kind.RESOLUTION_PROPOSED:
            return ()
        return (_("Look whether it is done for you too. If not, take your case out again on the page below"), "")
    if kind == Kind.ASKED and answer:
        return (
            _("The agency needs your answer before it can go on. Read its question and answer here:"),
            answer,
            _("The link opens this one question, without a code, until it is answered. Do not pass it on."),
            "",
        )
    if kind == Kind.ASKED:
        return (_("The agency needs your answer before it can go on. Open the page below to answer."), "")
    if kind == Kind.EXTENDED:
        return (_("The new date, the reason and what was done so far stand on the page below."), "")
    if kind == Kind.RESOLUTION_PROPOSED and closely:
        return (_("Read the answer on the page below."), "")  # the words of its kind would tell of a tip-off
    if kind == Kind.RESOLUTION_PROPOSED:
        return (str(asking(case_kind, outcome).mail), "")
    return ()
