"""The frame of what we write: a greeting, where to read on, and what we never ask for. The same words in every mail and text."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.installation import in_our_name, site_url


def letter(*parts: Iterable[str], to: str = "") -> str:
    """The body of a mail, in the language that is on. parts: lines each; an empty one leaves no gap. to: a name, or ""."""
    hello = _("Hello %(name)s") % {"name": to} if to else _("Hello")
    end = in_our_name(_("Siang Pracha. We never ask for your password or receipt code by mail."))
    return "\n\n".join(told for part in ([hello], *parts, [end]) if (told := "\n".join(part)))


def text(news: str, url: str, *, reference: str = "") -> str:
    """The same as an SMS, which is paid for by its length."""
    told = {"reference": reference, "news": news, "url": url}
    if reference:
        return in_our_name(_("Siang Pracha %(reference)s: %(news)s %(url)s"), short=True) % told
    return in_our_name(_("Siang Pracha: %(news)s %(url)s"), short=True) % told


def read_it(path: str) -> str:
    """The line that leads to a page of ours."""
    return read_at(site_url() + path)


def read_at(url: str) -> str:
    """The same of a whole address, or of what stands for one in a text that is being worded."""
    return _("Read it: %(url)s") % {"url": url}


def follow_no_longer() -> str:
    """The line that everybody gets who follows something."""
    return _("Follow it no longer: %(url)s") % {"url": site_url() + reverse("me") + "#follows"}
