from django.db import migrations, models
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_cases_and_complaints")]

    operations = [
        migrations.RemoveIndex(model_name="assignment", name="assignment_queue"),
        migrations.RemoveIndex(model_name="assignment", name="assignment_of_officer"),
        migrations.AddField(
            model_name="assignment",
            name="next_duty_at",
            field=models.GeneratedField(
                db_persist=True,
                expression=Coalesce("due_at", "accept_by", "proposed_at"),
                output_field=models.DateTimeField(),
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["agency", "state", "next_duty_at", "id"], name="assignment_queue"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(
                    state__in=["accepted", "external", "proposed", "scheduled", "waiting", "working"],
                ),
                fields=["agency", "next_duty_at", "id"],
                name="assignment_in_hand",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(officer__isnull=False),
                fields=["officer", "next_duty_at", "id"],
                name="assignment_of_officer",
            ),
        ),
    ]
