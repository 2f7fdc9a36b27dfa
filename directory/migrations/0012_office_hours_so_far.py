"""What stood in the office hours before their changes were kept: without it a first change would have nothing before it."""

from django.db import migrations

COLUMNS = '"id", "weekday", "opens", "closes"'


class Migration(migrations.Migration):

    dependencies = [('directory', '0011_register_files_and_history_of_hours')]

    operations = [
        migrations.RunSQL(
            f"""
            INSERT INTO directory_officehoursevent ({COLUMNS}, pgh_obj_id, pgh_label, pgh_created_at)
            SELECT {COLUMNS}, id, 'before', NOW() FROM directory_officehours
            """,  # noqa: S608 - words of our own
            migrations.RunSQL.noop,
        )
    ]
