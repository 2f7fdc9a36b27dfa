"""What stood there before the history began is its first line; and whose changes, and a file's, are found in few steps."""

from django.db import migrations

SO_FAR = """
INSERT INTO directory_userevent (is_active, is_staff, is_superuser, pgh_created_at, pgh_label, pgh_obj_id)
SELECT is_active, is_staff, is_superuser, now(), 'before', id FROM directory_user
WHERE is_staff OR is_superuser OR NOT is_active
"""


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0018_history_of_who_administers"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.RunSQL(SO_FAR, migrations.RunSQL.noop),
        migrations.RunSQL(
            "CREATE INDEX changes_of_a_person ON pghistory_context ((metadata -> 'user'))",
            "DROP INDEX changes_of_a_person",
        ),
        migrations.RunSQL(
            "CREATE INDEX changes_of_a_file ON pghistory_context ((metadata -> 'register_file'))"
            " WHERE metadata ? 'register_file'",
            "DROP INDEX changes_of_a_file",
        ),
    ]
