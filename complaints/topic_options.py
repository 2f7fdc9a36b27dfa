"""The topics to narrow a queue by, as the options of a list: each upper topic as a whole, and its parts below it."""

from __future__ import annotations

from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from complaints.queue_filters import topics_in_groups
from directory.models import Topic
from records.caching import kept_by_key


def topic_options(chosen: str = "") -> SafeString:
    """Those in use, in the reader's language; and the chosen one, whatever it is, so that the list shows it.

    chosen: the code of a topic, or "".
    """
    return _drawn((get_language() or "", chosen))


@kept_by_key(seconds=5)
def _drawn(asked: tuple[str, str]) -> SafeString:
    """A hundred and more options, of which most pages want the same."""
    chosen = asked[1]
    offered = [topic for topic in topics_in_groups() if topic.is_active or topic.code == chosen]
    groups = groupby(offered, key=lambda topic: topic.parent or topic)
    return SafeString("".join(_group(upper, list(topics), chosen) for upper, topics in groups))


def _group(upper: Topic, topics: list[Topic], chosen: str) -> str:
    if topics == [upper]:
        return _option(upper.code, upper.name, chosen)
    whole = _("%(topic)s: all of it") % {"topic": upper.name}
    named = [(topic.code, whole if topic == upper else topic.name, chosen) for topic in topics]
    inside = format_html_join("", "{}", ((_option(*each),) for each in named))
    return format_html('<optgroup label="{}">{}</optgroup>', upper.name, inside)


def _option(code: str, name: str, chosen: str) -> SafeString:
    return format_html('<option value="{}"{}>{}</option>', code, SafeString(" selected" * (code == chosen)), name)
