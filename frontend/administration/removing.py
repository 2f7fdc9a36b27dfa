"""What holds once a row of a register is gone, for whoever is asked whether to remove it. Every count is bounded."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.models import Assignment, Case, ReplyTemplate, ServiceLevel
from complaints.public_cases import within
from complaints.service_levels import FALLBACK_DAYS, Key, lengths_in_order
from complaints.workflow import ENDS, CaseKind, CaseState
from directory.models import Holiday, OfficeHours, Topic
from frontend.administration.which_length import way_of
from routing.models import RoutingRule
from routing.rules import Found, responsible_agencies

MOST_COUNTED = 1_000


def what_holds_then(row: models.Model) -> list[str]:
    """Sentences; the row is one that nothing points at."""
    if isinstance(row, OfficeHours):
        return [*_hours_then(row), _told_dates_stay()]
    if isinstance(row, Holiday):
        return _holiday_then(row)
    if isinstance(row, ServiceLevel):
        return _level_then(row)
    if isinstance(row, RoutingRule):
        return _rule_then(row)
    if isinstance(row, ReplyTemplate):
        return [_("It is offered no more. Answers that were begun with it stay as they are, drafts too.")]
    return [_("Nothing else uses it, and nothing takes its place")]


def _told_dates_stay() -> str:
    return _("Dates that were told already stay as they are.")


def _hours_then(row: OfficeHours) -> list[str]:
    others = OfficeHours.objects.exclude(pk=row.pk)
    if not others.exists():
        return [_("Without any office hours the standard of the system holds: Monday to Friday, 8.30 to 16.30.")]
    if not others.filter(weekday=row.weekday).exists():
        return [_("Offices are closed on a weekday that has no hours any more.")]
    return []


def _holiday_then(row: Holiday) -> list[str]:
    if row.area_id and Holiday.objects.filter(date=row.date, area=None).exists():
        return [_("Offices stay closed on this day all the same: it is a day off everywhere."), _told_dates_stay()]
    after = Assignment.objects.filter(case_is_open=True, due_at__date__gte=row.date)
    if row.area_id:
        after = after.filter(Q(agency__area=row.area_id) | Q(agency__area__parent=row.area_id))
    return [
        _("Clocks that begin from now on count it as a day like others."),
        _("With a date on this day or later: %(cases)s.") % {"cases": _bounded(after.values("case_id").distinct())},
        _told_dates_stay(),
    ]


def _level_then(row: ServiceLevel) -> list[str]:
    """Which topics and open cases the row holds for, and which rows hold for them then."""
    topics, kinds, then = _held_by(row)
    if not then:
        return [_("It holds for no case: other rows come before it everywhere. Nothing changes.")]
    said = [
        _("It holds for %(topics)s and %(cases)s now.")
        % {"topics": _topics(len(topics)), "cases": _cases_of(row, topics, kinds)}
    ]
    if row.agency_id is None and ServiceLevel.objects.filter(step=row.step, agency__isnull=False).exists():
        said.append(_("Agencies with a length of their own keep that."))
    said += [_takes_its_place(found, len(some)) for found, some in then.items()]
    return [
        *said,
        _("Dates that were told already stay as they are; what begins from now on counts by the new length."),
    ]


def _held_by(row: ServiceLevel) -> tuple[set[int | None], set[str], dict[tuple[str, int], set[int | None]]]:
    """Ids of topics (None: cases without one) and kinds for which the row holds; and of the rows that hold then the name with
    their days, for which topics."""
    own = Key(row.step, row.agency_id, row.kind, row.topic_id)
    step, agency = ServiceLevel.Step(row.step), row.agency
    touched: set[int | None] = set()
    kinds: set[str] = set()
    then: dict[tuple[str, int], set[int | None]] = {}
    for topic in _topics_under(row):
        for kind in [row.kind] if row.kind else CaseKind.values:
            found = lengths_in_order(step, topic, kind, row.agency_id)
            if not found or found[0][0] != own:
                continue
            touched.add(topic.pk if topic else None)
            kinds.add(kind)
            behind = way_of(*found[1], topic, agency) if found[1:] else None
            name = behind.for_whom if behind else _("Standard of the system")
            days = behind.days if behind else FALLBACK_DAYS[step]
            then.setdefault((name, days), set()).add(topic.pk if topic else None)
    return touched, kinds, then


def _topics_under(row: ServiceLevel | RoutingRule) -> list[Topic | None]:
    known = Topic.objects.select_related("parent").order_by("code")
    if row.topic_id is None:
        return [*known, None]
    return [*known.filter(Q(pk=row.topic_id) | Q(parent=row.topic_id))]


def _takes_its_place(found: tuple[str, int], topics: int) -> str:
    name, days = found
    words = ngettext(
        "Then: %(name)s, %(days)s working day (%(topics)s).",
        "Then: %(name)s, %(days)s working days (%(topics)s).",
        days,
    )
    return words % {"name": name, "days": days, "topics": _topics(topics)}


def _topics(n: int) -> str:
    return ngettext("%(n)s topic", "%(n)s topics", n) % {"n": f"{n:,}"}


def _cases_of(row: ServiceLevel, topics: set[int | None], kinds: set[str]) -> str:
    open_cases: QuerySet[Any]
    if row.agency_id:
        parts = Assignment.objects.filter(agency=row.agency_id, case_is_open=True, case__kind__in=kinds)
        open_cases = parts.filter(_among(topics, "case_topic")).values("case_id").distinct()
    else:
        open_cases = Case.objects.filter(_among(topics, "topic"), kind__in=kinds).exclude(state__in=ENDS).values("pk")
    return _bounded(open_cases)


def _rule_then(row: RoutingRule) -> list[str]:
    """What the rule decides, and who is named without it. An exception is looked at for a text that names its thing."""
    today = timezone.localdate()
    if row.ends_on and row.ends_on < today:
        return [_("It has ended: nothing changes."), _sent_cases_stay()]
    on = max(today, row.starts_on or today)
    topics = [topic for topic in _topics_under(row) if topic]
    now = responsible_agencies(topics, row.area, on=on)
    then = responsible_agencies(topics, row.area, on=on, without=row)
    decided = [t.pk for t in topics if row.named or row == now[t.pk].rule or row in now[t.pk].against]
    if not decided:
        return [_("It decides nothing: other rules come before it everywhere. Nothing changes."), _sent_cases_stay()]
    waiting = Case.objects.filter(topic__in=decided, state__in=[CaseState.RECEIVED, CaseState.TRIAGE])
    if row.area_id:
        waiting = waiting.filter(within(row.area_id))
    groups: dict[str, int] = {}
    for pk in decided:
        groups[_target(then[pk])] = groups.get(_target(then[pk]), 0) + 1
    said = _("It decides for %(topics)s now; of those %(cases)s wait to be sent to an agency.")
    return [
        said % {"topics": _topics(len(decided)), "cases": _bounded(waiting.values("pk"))},
        *(_("Then: %(name)s (%(topics)s).") % {"name": name, "topics": _topics(n)} for name, n in groups.items()),
        _sent_cases_stay(),
    ]


def _target(found: Found) -> str:
    if found.agency:
        return found.agency.name
    return (
        _("the local office")
        if found.rule and found.rule.to_local
        else _("no agency is named, people at the triage desk decide")
    )


def _sent_cases_stay() -> str:
    return _("Cases that were sent already stay with their agency.")


def _among(topics: set[int | None], column: str) -> Q:
    known = Q(**{f"{column}__in": [pk for pk in topics if pk]})
    return known | Q(**{f"{column}__isnull": True}) if None in topics else known


def _bounded(rows: QuerySet[Any]) -> str:
    n = rows.order_by()[: MOST_COUNTED + 1].count()
    if n > MOST_COUNTED:
        return _("more than %(n)s open cases") % {"n": f"{MOST_COUNTED:,}"}
    return ngettext("%(n)s open case", "%(n)s open cases", n) % {"n": f"{n:,}"}
