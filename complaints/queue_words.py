"""What an inbox is narrowed down to and sorted by, in words, and the ways from there to another order."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints import queue
from complaints.models import Complaint
from complaints.queue_filters import DUE, Filters, topics_in_groups
from complaints.queue_order import SORTS, is_sortable, order_of
from complaints.text_languages import language_choices
from complaints.workflow import CaseKind
from directory import known


def words_of(view: str, filters: Filters) -> list[str]:
    """What the inbox shows, in words."""
    return [str(queue.VIEW_NAMES[view]), *(said for _name, said in _said(filters))]


class Chosen(NamedTuple):
    """One thing that is chosen besides the words typed, and the address of the inbox without it."""

    words: str
    address: str


def chosen(view: str, filters: Filters) -> list[Chosen]:
    offered = Filters()
    return [
        Chosen(said, address_of(view, replace(filters, **{name: getattr(offered, name)})))
        for name, said in _said(filters)
        if name != "typed" and (name != "sort" or is_sortable(view))
    ]


def _said(filters: Filters) -> list[tuple[str, str]]:
    """Each thing that is asked for: the name of its field, and its words."""
    said = [("typed", f"“{filters.typed}”")] if filters.typed else []
    if filters.topic:
        said += [("topic", topic.name) for topic in topics_in_groups() if topic.code == filters.topic]
    if filters.area:
        area = known.areas.get(filters.area)
        said.append(("area", area.full_name() if area else str(filters.area)))
    for name, choices in (
        ("kind", CaseKind.choices),
        ("channel", Complaint.Channel.choices),
        ("language", language_choices()),
        ("due", DUE.items()),
        ("sort", SORTS.items()),
    ):
        value = getattr(filters, name)
        said += [(name, str(label)) for choice, label in choices if value and choice == value]
    said += [("urgent", _("Urgent"))] if filters.urgent else []
    return said + ([("mine", _("With me"))] if filters.mine else [])


def address_of(view: str, filters: Filters) -> str:
    """The query of the inbox that shows this, from its first page on."""
    return f"?{urlencode({'view': view})}" + (f"&{filters.query}" if filters.query else "")


class Head(NamedTuple):
    """The head of a column. address: of the list sorted by it, "" where it cannot be. is_sorted: as aria-sort says it, or ""."""

    name: Promise
    address: str
    is_sorted: str


_COLUMNS = (
    (gettext_lazy("Time"), "due"),
    (gettext_lazy("Case"), ""),
    (gettext_lazy("State"), "state"),
    (gettext_lazy("Topic"), "topic"),
    (gettext_lazy("Area"), "area"),
    (gettext_lazy("Responsible officer"), ""),
)


def heads(view: str, filters: Filters) -> list[Head]:
    """Of the table. Who follows the head by which the list is sorted turns it round."""
    now = order_of(view, filters.sort)
    found = []
    for name, by in _COLUMNS:
        if not by or not is_sortable(view):
            found.append(Head(name, "", ""))
            continue
        is_up, is_down = now is order_of(view, by), now is order_of(view, f"-{by}")
        address = address_of(view, replace(filters, sort=f"-{by}" if is_up else by))
        found.append(Head(name, address, "ascending" if is_up else "descending" if is_down else ""))
    return found
