from django.db import migrations, models

from directory.index_operations import AddIndexBesideWork


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("complaints", "0079_answers_of_leavers")]

    operations = [
        AddIndexBesideWork(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(
                    ("case_is_open", False),
                    ("state__in", ["accepted", "answered", "external", "proposed", "scheduled", "waiting", "working"]),
                ),
                fields=["agency", "next_duty_at", "id"],
                name="assignment_ended_with_case",
            ),
        ),
    ]
