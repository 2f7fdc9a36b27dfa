from django.db import migrations, models

from directory.index_operations import AddIndexBesideWork


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("complaints", "0076_earlier_cases")]

    operations = [
        AddIndexBesideWork(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(
                    ("case_is_open", True),
                    ("state__in", ["accepted", "external", "proposed", "scheduled", "waiting", "working"]),
                ),
                fields=["agency", "proposed_at", "id"],
                name="assignment_arrived",
            ),
        ),
    ]
