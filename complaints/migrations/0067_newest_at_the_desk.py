from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0063_referrals_by_letter")]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(condition=models.Q(("state", "triage")), fields=["-id"], name="case_newest_at_the_desk"),
        ),
    ]
