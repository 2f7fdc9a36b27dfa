"""What an officer narrows an inbox down to, as the page's address says it and as its statement asks it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint
from complaints.queue_order import SORTS
from complaints.searching import asked_for, number_in
from complaints.text_languages import NOT_THAI, chosen_language
from complaints.workflow import IN_HAND, RUNNING, CaseKind
from directory import known
from directory.calendar import BANGKOK
from directory.models import Agency, Area, Topic
from directory.statements import listed
from records.caching import kept_for

STANDING = IN_HAND - RUNNING
"""States in which the clock of an agency stands still."""
TYPED_LETTERS = 200
_LARGEST_CODE = 999_999
DUE = {"": _("At any time"), "today": _("By the end of today"), "week": _("Within seven days")}
_YES_OR_NO = ("urgent", "mine")
_LAST_DAY = {"today": 0, "week": 6}
"""Days from today."""


@dataclass(frozen=True)
class Filters:
    """typed: a reference, or words and places that all must fit (complaints.searching). language: as complaints.text_languages.chosen_language has it.

    topic: a topic's code, its parts included. area: a DOPA code, all that lies in it included; 0 is anywhere.
    mine: only what is with the officer who asks. due: one of DUE, what is late included, and nothing whose clock stands still. sort: one of complaints.queue_order.SORTS; it leaves nothing out.
    """

    typed: str = ""
    kind: str = ""
    language: str = ""
    topic: str = ""
    area: int = 0
    channel: str = ""
    urgent: bool = False
    mine: bool = False
    due: str = ""
    sort: str = ""

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> Filters:
        """What an address asks for; what nobody offers counts as not asked."""
        kind, channel, area = query.get("kind", ""), query.get("channel", ""), query.get("area", "")
        code = int(area) if area.isascii() and area.isdigit() and len(area) <= len(str(_LARGEST_CODE)) else 0
        return cls(
            typed=query.get("q", "").strip()[:TYPED_LETTERS],
            kind=kind if kind in CaseKind.values else "",
            language=chosen_language(query.get("language", "")),
            topic=query.get("topic", "") if topic_ids(query.get("topic", "")) else "",
            area=code,
            channel=channel if channel in Complaint.Channel.values else "",
            urgent=query.get("urgent", "") == "yes",
            mine=query.get("mine", "") == "yes",
            due=query.get("due", "") if query.get("due", "") in DUE else "",
            sort=query.get("sort", "") if query.get("sort", "") in SORTS else "",
        )

    @classmethod
    def asked_again(cls, kept: Mapping[str, Any]) -> Filters:
        """What was `kept`, less what nobody offers any more."""
        told = {key: str(value) for key, value in kept.items()}
        said = {name: "yes" if kept.get(name) is True else "" for name in _YES_OR_NO}
        return cls.asked(told | {"q": told.get("typed", "")} | said)

    def kept(self) -> dict[str, Any]:
        """What it asks for, to be stored."""
        return {key: value for key, value in asdict(self).items() if value}

    @property
    def is_narrowed(self) -> bool:
        """Whether it leaves anything out."""
        return replace(self, sort="") != Filters()

    @property
    def query(self) -> str:
        """The part of an address that asks for the same, without the view."""
        told = self.kept()
        if "typed" in told:
            told["q"] = told.pop("typed")
        return urlencode(told | {name: "yes" for name in _YES_OR_NO if getattr(self, name)})

    def parameters(self) -> dict[str, Any] | None:
        """The values of the statement's conditions; None where nothing could be found."""
        told: dict[str, Any] = {}
        if self.typed:
            if number := number_in(self.typed):
                told["reference"] = number
            elif words := asked_for(self.typed):
                told["words"] = words
            else:
                return None
        if self.kind:
            told["kind"] = self.kind
        if self.language:
            told["not_thai" if self.language == NOT_THAI else "language"] = self.language
        if self.topic:
            told["topics"] = topic_ids(self.topic)
        if self.area:
            told["area"] = self.area
        if self.channel:
            told["channel"] = self.channel
        if self.urgent:
            told["urgent"] = True
        if self.mine:
            told["mine"] = True
        if self.due:
            told["due_before"] = _due_before(self.due)
        return told


CONDITIONS = {
    "reference": "EXISTS (SELECT FROM complaints_complaint p WHERE p.case_id = c.id AND p.reference = %(reference)s)",
    "words": "c.words @@ to_tsquery('simple', %(words)s)",
    "kind": "c.kind = %(kind)s",
    # What was not told yet counts as Thai, as nearly all are.
    "language": """EXISTS (SELECT FROM complaints_complaint p WHERE p.case_id = c.id
        AND coalesce(nullif(p.text_language, ''), 'th') = %(language)s)""",
    "not_thai": "EXISTS (SELECT FROM complaints_complaint p WHERE p.case_id = c.id AND p.text_language NOT IN ('', 'th'))",
    "channel": "EXISTS (SELECT FROM complaints_complaint p WHERE p.case_id = c.id AND p.channel = %(channel)s)",
}
"""What must be so of a case, `c`, by the names of `Filters.parameters`."""
OF_THE_PART = {
    "mine": "a.officer_id = %(user)s",
    "urgent": "a.case_is_urgent = %(urgent)s",
    "topics": "a.case_topic = ANY(%(topics)s)",
    # The codes of what lies in an area begin with its own: 40 → 4001 → 400101.
    "area": "(a.case_area = %(area)s OR a.case_area BETWEEN %(area)s::bigint * 100 AND %(area)s::bigint * 100 + 99"
    " OR a.case_area BETWEEN %(area)s::bigint * 10000 AND %(area)s::bigint * 10000 + 9999)",
}
"""What must be so of the part of an agency, `a`, which an index of it finds."""
OF_THE_DATE = {"due_before": f"a.next_duty_at < %(due_before)s AND NOT a.state IN ({listed(STANDING)})"}
"""Where a walk along the dates of an agency's parts ends; while a clock stands still nothing is due."""


def _due_before(due: str) -> datetime:
    """The end of the last day, in Bangkok."""
    last = timezone.localdate(timezone=BANGKOK) + timedelta(days=_LAST_DAY[due])
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=BANGKOK)


def areas_to_choose(agencies: Iterable[Agency], chosen: int = 0) -> list[tuple[int, str]]:
    """Where the cases of these agencies may lie: the parts of their own area, or the provinces for those of the nation.

    And the chosen one, whatever it is, so that a list shows it.
    """
    own = {agency.area_id or 0 for agency in agencies}
    within = own.pop() if len(own) == 1 else 0
    parts = _parts_of_areas()
    if within not in parts:
        parts[within] = list(Area.objects.children_of(within) if within else Area.objects.provinces())
    offered = [(area.code, area.name) for area in parts[within]]
    other = known.areas.get(chosen) if chosen and chosen not in dict(offered) else None
    return [*offered, (other.code, other.full_name())] if other else offered


@kept_for(seconds=5)
def topics_in_groups() -> list[Topic]:
    """All there are, each followed by its parts."""
    return list(Topic.objects.in_groups())


@kept_for(seconds=60)
def _parts_of_areas() -> dict[int, list[Area]]:
    return {}


def topic_ids(code: str) -> list[int]:
    """Of a topic and its parts; none of an unknown one."""
    chosen = next((topic.pk for topic in topics_in_groups() if topic.code == code), None)
    return [topic.pk for topic in topics_in_groups() if chosen is not None and chosen in (topic.pk, topic.parent_id)]
