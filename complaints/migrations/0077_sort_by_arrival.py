from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0076_earlier_cases")]

    operations = [
        migrations.AddIndex(
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
