"""Which agencies a person may choose from for a case: a list short enough to read, even with 7,800 local governments."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from directory.models import Agency, AgencyKind, Area


def agencies_to_choose(area: Area | None) -> QuerySet[Agency]:
    """Agencies of the nation and of the province of this area that take complaints; without an area no local ones."""
    active = Agency.objects.taking_complaints()
    if area is None:
        return active.exclude(kind__in=[AgencyKind.LOCAL_GOVERNMENT, AgencyKind.BANGKOK_DISTRICT])
    in_province = active.serving(area.province_code).values("pk")
    return active.filter(Q(area__isnull=True) | Q(pk__in=in_province))


def agencies_by_nearness(area: Area | None) -> tuple[list[Agency], list[Agency]]:
    """The same in two lists for a select with two groups: of the province (or of any, without an area), of the nation."""
    agencies = list(agencies_to_choose(area))
    return [a for a in agencies if a.area_id], [a for a in agencies if not a.area_id]
