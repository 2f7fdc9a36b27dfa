"""A law handed out for programs: its entry, its text on one day as JSON or Akoma Ntoso. Both are read again (files)."""

from __future__ import annotations

from datetime import date
from typing import Any

from consultations.laws.akoma_ntoso import Work, as_akoma_ntoso
from consultations.laws.structure import as_plain
from consultations.statutes.models import Law, LawKind, Wording
from directory.installation import site_url

GAZETTE = "ราชกิจจานุเบกษา"


def law_as_plain(law: Law, *, day: date) -> dict[str, Any]:
    """The entry of a law. state: on this day. Days in ISO 8601 and the common era; None where there is none."""
    return {
        "id": law.slug,
        "kind": law.kind,
        "title": {"th": law.title_th, "en": law.title_en},
        "short_title": {"th": law.short_th, "en": law.short_en},
        "agency": {"code": law.agency.code, "name": {"th": law.agency.name_th, "en": law.agency.name_en}},
        "gazette": law.gazette,
        "gazette_on": _iso(law.gazette_on),
        "in_force_since": _iso(law.in_force_since),
        "in_force_until": _iso(law.in_force_until),
        "state": str(law.state_on(day)),
        "source": law.source,
        "link": law.link,
        "page": site_url() + law.get_absolute_url(),
    }


def wording_as_plain(wording: Wording) -> dict[str, Any]:
    return {
        "from": wording.from_on.isoformat(),
        "amended_by": wording.amended_by,
        "gazette": wording.gazette,
        "gazette_on": _iso(wording.gazette_on),
        "source": wording.source,
        "why_corrected": wording.why_corrected,
    }


def text_as_plain(law: Law, wording: Wording, *, day: date) -> dict[str, Any]:
    """`provisions` as `structure.as_plain` has them: the shape in which a text is read again."""
    rows = list(wording.provisions.select_related("above"))
    told = {"law": law_as_plain(law, day=day), "wording": wording_as_plain(wording)}
    return told | {"provisions": as_plain(rows)}


def text_as_akoma_ntoso(law: Law, wording: Wording) -> str:
    root = "doc" if law.kind in {LawKind.RULE, LawKind.LOCAL_ORDINANCE} else "act"
    began = law.in_force_since or wording.from_on
    dates = {"in-force": law.in_force_since, "gazette": law.gazette_on, "repeal": law.in_force_until}
    work = Work(
        root=root,
        kind=law.kind,
        number=law.slug,
        expression=wording.from_on.isoformat(),
        agency_code=law.agency.code,
        agency_name=law.agency.name_th,
        address=site_url() + law.get_absolute_url(),
        aliases={"title": law.title_th, "title-en": law.title_en, "short": law.short_th, "short-en": law.short_en},
        made_on=began,
        dates={name: day for name, day in dates.items() if day} or {"in-force": began},
        publication=(GAZETTE, wording.gazette, wording.gazette_on) if wording.gazette_on else None,
        expression_dates={"in-force": wording.from_on},
    )
    return as_akoma_ntoso(list(wording.provisions.all()), work)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
