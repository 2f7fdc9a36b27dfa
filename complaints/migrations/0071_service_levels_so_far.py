"""What stood in the service levels before their changes were kept: without it a first change would have nothing before it."""

from django.db import migrations

COLUMNS = '"id", "step", "kind", "topic_id", "agency_id", "working_days", "source", "is_confirmed"'


class Migration(migrations.Migration):

    dependencies = [('complaints', '0070_history_of_service_levels')]

    operations = [
        migrations.RunSQL(
            f"""
            INSERT INTO complaints_servicelevelevent ({COLUMNS}, pgh_obj_id, pgh_label, pgh_created_at)
            SELECT {COLUMNS}, id, 'before', NOW() FROM complaints_servicelevel
            """,  # noqa: S608 - words of our own
            migrations.RunSQL.noop,
        )
    ]
