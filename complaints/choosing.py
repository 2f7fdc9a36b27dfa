"""Which agencies a person may choose from for a case: a list short enough to read, even with 7,800 local governments."""

from __future__ import annotations

from django.db.models import Q

from directory.models import Agency, AgencyKind, Area
from records.caching import kept_by_key


def agencies_by_nearness(area: Area | None) -> tuple[list[Agency], list[Agency]]:
    """Agencies that take complaints, in two lists for a select with two groups: of the province, of the nation.

    Without an area those that have one, but no local governments.
    """
    return _near_and_national(area.province_code if area else None)


@kept_by_key(seconds=30)
def _near_and_national(province: int | None) -> tuple[list[Agency], list[Agency]]:
    """Every page of a case asks for them, some twice. Whoever chooses one that was closed meanwhile is refused by the act."""
    agencies = Agency.objects.taking_complaints()
    if province is None:
        agencies = agencies.exclude(kind__in=[AgencyKind.LOCAL_GOVERNMENT, AgencyKind.BANGKOK_DISTRICT])
    else:
        in_province = agencies.serving(province).values("pk")
        agencies = agencies.filter(Q(area__isnull=True) | Q(pk__in=in_province))
    found = list(agencies)
    return [a for a in found if a.area_id], [a for a in found if not a.area_id]
