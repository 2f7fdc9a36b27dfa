from django.db import migrations

BATCH = 5_000


def fill(apps, schema_editor):
    """Each part of an open case asks its own trigger. Those of a case that has ended do so when it goes on again."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM complaints_assignment")
        for after in range(0, cursor.fetchone()[0], BATCH):
            cursor.execute(
                "UPDATE complaints_assignment SET state = state"
                " WHERE id > %s AND id <= %s AND case_is_open AND case_channel = ''",
                [after, after + BATCH],
            )


class Migration(migrations.Migration):
    atomic = False  # may be run again, and no office waits for all rows

    dependencies = [("complaints", "0100_parts_know_urgency_and_channel")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
