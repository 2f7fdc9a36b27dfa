from django.db import migrations

BATCH = 5_000


def fill(apps, schema_editor):
    """Each part of an open or an urgent case asks its own trigger. The others do so when their case goes on again."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM complaints_assignment")
        for after in range(0, cursor.fetchone()[0], BATCH):
            cursor.execute(
                "UPDATE complaints_assignment part SET state = part.state FROM complaints_case c"
                " WHERE part.id > %s AND part.id <= %s AND c.id = part.case_id AND part.case_channel = ''"
                " AND (part.case_is_open OR c.is_urgent)",
                [after, after + BATCH],
            )


class Migration(migrations.Migration):
    atomic = False  # may be run again, and no office waits for all rows

    dependencies = [("complaints", "0100_parts_know_urgency_and_channel")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
