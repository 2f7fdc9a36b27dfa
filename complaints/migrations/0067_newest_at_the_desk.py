from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0058_parts_know_topic_and_area")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(condition=models.Q(("state", "triage")), fields=["-id"], name="case_newest_at_the_desk"),
        ),
    ]
