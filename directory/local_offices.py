"""Which local offices look after a place: those of the nearest area that any of them serves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from directory.known import agencies
from directory.models import Agency, AgencyKind, Area
from directory.statements import Prepared

LOCAL_KINDS = (AgencyKind.LOCAL_GOVERNMENT, AgencyKind.BANGKOK_DISTRICT, AgencyKind.PROVINCE_CENTRE)
Offices = Mapping[int, Sequence[Agency]]
"""The local offices at hand, by the code of the area they serve."""

_serving = Prepared(
    """
    SELECT at.area_id, agency.id
    FROM (
        SELECT id, area_id FROM directory_agency WHERE area_id = ANY(%(areas)s)
        UNION
        SELECT agency_id, area_id FROM directory_servicearea WHERE area_id = ANY(%(areas)s)
    ) at
    JOIN directory_agency agency ON agency.id = at.id
    WHERE agency.takes_complaints AND agency.kind = ANY(%(kinds)s)
        AND (agency.opens_on IS NULL OR agency.opens_on <= %(on)s)
        AND (agency.closes_on IS NULL OR agency.closes_on >= %(on)s)
    ORDER BY agency.id
    """
)
"""An agency is told once for an area, whether that is its own or one that it serves as well."""


def offices_in(areas: Iterable[int | None], on: date) -> Offices:
    """The local offices that serve one of these areas themselves, by its code; those around them are not looked at."""
    pairs = _serving.rows({"areas": list(areas), "kinds": [str(kind) for kind in LOCAL_KINDS], "on": on})
    known = agencies.by_id(agency for _area, agency in pairs)
    offices: dict[int, list[Agency]] = {}
    for area, agency in pairs:
        offices.setdefault(area, []).append(known[agency])
    return offices


def nearest_served(around: Iterable[int | None], offices: Offices) -> int | None:
    """The first of these areas, the nearest first, that a local office serves; None where none does."""
    return next((code for code in around if code in offices), None)


def offices_of(area: Area, on: date) -> Sequence[Agency]:
    """The local offices nearest to this place; several where they share it, none where nobody knows one."""
    around = [each.pk for each in area.up_to_province()]
    offices = offices_in(around, on)
    nearest = nearest_served(around, offices)
    return offices[nearest] if nearest is not None else ()
