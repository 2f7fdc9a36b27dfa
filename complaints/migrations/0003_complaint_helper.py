"""The helper who filed for somebody else gets a name that says so."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("complaints", "0002_assignment_next_duty_at")]

    operations = [migrations.RenameField("complaint", "filed_for", "helper")]
