from django.db import migrations


class Migration(migrations.Migration):
    """Throttles are written on nearly every request and worth nothing after a crash: no WAL, no replication."""

    dependencies = [("records", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE records_throttlebucket SET UNLOGGED", "ALTER TABLE records_throttlebucket SET LOGGED"
        ),
    ]
