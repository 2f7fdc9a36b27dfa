"""Loading the reference data: areas, topics, agencies, days off, office hours."""

from django.db import transaction
from django.utils import timezone

from directory import reference_files
from directory.models import Agency, Area, Holiday, OfficeHours, Topic, TopicAlias
from directory.reference_tables import Changes, Row, bring_in


@transaction.atomic
def load_reference() -> list[Changes]:
    """Bring all reference data into the tables, all or nothing; says what changed in each.

    Rows that staff changed or deleted stay as they left them. Raises ValueError for a file that contradicts itself.
    """
    this_year = timezone.localdate().year
    return [
        bring_in_areas(),
        bring_in(Topic, reference_files.topics(), key=lambda row: row["code"]),
        bring_in(TopicAlias, reference_files.topic_aliases(), key=lambda row: f"{row['scheme']}:{row['label']}"),
        bring_in(Agency, reference_files.agencies(), key=lambda row: row["code"]),
        bring_in(Holiday, reference_files.days_off(range(this_year - 1, this_year + 3)), key=_day_and_area),
        bring_in(OfficeHours, reference_files.office_hours(), key=lambda row: str(row["weekday"])),
    ]


def bring_in_areas() -> Changes:
    """Areas follow the package alone: nobody edits them by hand, and codes it no longer lists stay for old cases."""
    changes = Changes("area")
    columns = ["code", "level", "parent_id", "name_th", "name_en", "postal_code"]
    present = {row["code"]: row for row in Area.objects.values(*columns)}
    new: list[Area] = []
    changed: list[Area] = []
    for row in reference_files.areas():
        if present.get(row["code"]) == row:
            changes.unchanged += 1
        elif row["code"] in present:
            changed.append(Area(**row))
            changes.updated.append(str(row["code"]))
        else:
            new.append(Area(**row))
            changes.added.append(str(row["code"]))
    Area.objects.bulk_create(new, batch_size=2000)
    Area.objects.bulk_update(changed, ["level", "parent", "name_th", "name_en", "postal_code"], batch_size=500)
    return changes


def _day_and_area(row: Row) -> str:
    return f"{row['date']}:{row['area__code'] or ''}"
