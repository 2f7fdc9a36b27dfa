"""What the house refuses of a row besides what its table does. Each takes the row as it was, or None, as it would be, and who
changes it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from complaints.handing_over import DONE
from complaints.kind_tables import MOST_WORKING_DAYS
from complaints.models import Assignment
from directory.administrators import refuse_ending
from directory.models import Agency, AreaLevel, Holiday, Membership, Role, Topic, Unit, User
from frontend.administration.columns import Cells
from routing.models import RoutingRule

USUAL_DAYS = 90
"""A longer length is asked about again: somebody may have typed a nought too many."""
WORKING_DAYS_A_MONTH = 21


def check_agency(before: Agency | None, row: Agency, by: User) -> None:
    """Raises ValidationError: cases_are_open, parts_are_open, those of directory.administrators."""
    _refuse_ending_administrators(before, row, by)
    today = timezone.localdate()
    closes_now = row.closes_on is not None and row.closes_on < today
    was_closed = before is not None and before.closes_on is not None and before.closes_on < today
    if before is None or not closes_now or was_closed:
        return
    n = open_cases_with(row)
    if n:
        raise ValidationError(
            {
                "closes_on": ValidationError(
                    ngettext_lazy(
                        "%(n)s open case is with this agency. Choose a last day from today on: until then its people"
                        " work on or pass it on, and what is left after that goes back to triage by itself.",
                        "%(n)s open cases are with this agency. Choose a last day from today on: until then its people"
                        " work on or pass them on, and what is left after that goes back to triage by itself.",
                        n,
                    ),
                    code="cases_are_open",
                    params={"n": f"{n:,}"},
                )
            }
        )
    _refuse_open_parts(row)


def _refuse_ending_administrators(before: Agency | None, row: Agency, by: User) -> None:
    """A last day ends all roles at the agency, be it today or later."""
    if before is None or row.closes_on is None or row.closes_on == before.closes_on:
        return
    if Membership.objects.current().filter(agency=row, role=Role.ADMINISTRATOR).exists():
        try:
            refuse_ending(row, by=by)
        except ValidationError as error:
            raise ValidationError({"closes_on": error}) from error


def _refuse_open_parts(row: Agency) -> None:
    parts = Agency.objects.active().filter(parent=row)
    if n := parts.count():
        told = _("Other agencies are part of this one (%(n)s), such as %(one)s. Close those, or move them, first.")
        params = {"n": n, "one": parts[0].name_th}
        raise ValidationError({"closes_on": ValidationError(told, code="parts_are_open", params=params)})


def open_cases_with(agency: Agency) -> int:
    """How many open cases this agency has a part of."""
    return Assignment.objects.filter(agency=agency, case_is_open=True).exclude(state__in=DONE).count()


def check_topic(_before: Topic | None, row: Topic, _by: User) -> None:
    """Raises ValidationError: not_its_group, parts_are_in_use, group_is_off."""
    group = row.code.split("/")[0] if "/" in row.code else ""
    if (row.parent.code if row.parent else "") != group:
        told = _("What it is part of stands before the slash of its code.")
        raise ValidationError({"parent": ValidationError(told, code="not_its_group")})
    if not row.is_active and row.pk and (n := row.children.filter(is_active=True).count()):
        told = _("Parts of this topic are still in use (%(n)s). Take those out of use first.")
        raise ValidationError({"is_active": ValidationError(told, code="parts_are_in_use", params={"n": n})})
    if row.is_active and row.parent and not row.parent.is_active:
        told = _("The topic that it is part of is out of use. Take that into use first.")
        raise ValidationError({"is_active": ValidationError(told, code="group_is_off")})


def check_unit(_before: Unit | None, row: Unit, _by: User) -> None:
    """Raises ValidationError (not_its_agency)."""
    if row.parent and row.parent.agency_id != row.agency_id:
        told = _("That unit belongs to another agency.")
        raise ValidationError({"parent": ValidationError(told, code="not_its_agency")})


def check_rule(_before: RoutingRule | None, row: RoutingRule, _by: User) -> None:
    """Raises ValidationError: one_target, agency_takes_no_complaints."""
    if (row.agency_id is None) == (not row.to_local):
        told = _("Name an agency, or say that it goes to the local office: one of the two.")
        raise ValidationError({"agency": ValidationError(told, code="one_target")})
    today = timezone.localdate()
    is_over = row.ends_on is not None and row.ends_on < today
    if row.agency and not is_over and not row.agency.takes_complaints_on(max(today, row.starts_on or today)):
        told = _("This agency takes no complaints. Choose another one, or end the rule.")
        raise ValidationError({"agency": ValidationError(told, code="agency_takes_no_complaints")})


def check_holiday(_before: Holiday | None, row: Holiday, _by: User) -> None:
    """Raises ValidationError (no_province)."""
    if row.area and row.area.level != AreaLevel.PROVINCE:
        told = _("Days off are given to a whole province.")
        raise ValidationError({"area": ValidationError(told, code="no_province")})


def is_default_length(cells: Cells) -> bool:
    """Whether a service level holds wherever no row of an agency or a topic says otherwise."""
    return not (cells.get("topic") or cells.get("agency"))


def why_default_stays(cells: Cells) -> str:
    """Why a row is not removed whatever uses it, or ""."""
    if cells.get("kind") or not is_default_length(cells):
        return ""
    told = _(
        "This is the default of its step: without it no row would say how long the step takes. Change its days instead."
    )
    return str(told)


def doubt_long_length(old: Cells, cells: Cells) -> list[str]:
    """What is asked again before a length is kept. What is longer than a step may ever take is refused, not asked about."""
    days = cells.get("working_days", "")
    if not days.isdecimal() or days == old.get("working_days") or not USUAL_DAYS < int(days) <= MOST_WORKING_DAYS:
        return []
    told = _(
        "%(days)s working days are about %(months)s months. Until then the people wait, and no clock says that anybody is late."
    )
    return [str(told) % {"days": days, "months": round(int(days) / WORKING_DAYS_A_MONTH)}]


def on_a_loop(model: type[models.Model]) -> set[int]:
    """The rows of a tree that are part of themselves by way of others; one statement."""
    parents = dict(model._default_manager.order_by().values_list("pk", "parent_id"))
    safe: set[int | None] = {None}
    looped: set[int] = set()
    for start in parents:
        way: list[int] = []
        here: int | None = start
        while here not in safe and here not in looped and here not in way:
            way.append(here)  # type: ignore[arg-type]
            here = parents.get(here)  # type: ignore[arg-type]
        if here in way:
            looped.update(way[way.index(here) :])  # type: ignore[arg-type]
        safe.update(pk for pk in way if pk not in looped)
    return looped
