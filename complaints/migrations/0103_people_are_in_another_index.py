from django.contrib.postgres.operations import RemoveIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    """assignment_by_people holds the same rows in the same order, and those that trouble nobody else as well."""

    atomic = False

    dependencies = [("complaints", "0102_sort_the_inbox")]

    operations = [RemoveIndexConcurrently(model_name="assignment", name="assignment_most_people")]
