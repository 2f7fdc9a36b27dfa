"""Who is registered for a hearing, as a table for the door; no cell is ever taken for a formula (records.spreadsheets)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from consultations.hearings.models import Hearing, Registration, Way
from records.spreadsheets import Cell, csv_of


def registrations_as_csv(hearing: Hearing) -> Iterator[bytes]:
    """A row for each who has a place or waits; no address and no account."""
    return csv_of(_table(hearing))


def _table(hearing: Hearing) -> Iterator[list[Cell]]:
    yield [
        _("number"), _("name"), _("in the name of"), _("how"), _("seat"), _("needs"), _("registered"), _("came"),
    ]  # fmt: skip
    for each in Registration.objects.filter(hearing=hearing).standing():
        seat = _("waiting list") if each.is_waiting else _("yes") if each.seat else ""
        wants = ", ".join(each.wants)
        way = str(Way(each.way).label)
        yield [each.number, each.name, each.body, way, seat, wants, each.registered_at, each.came_at]
