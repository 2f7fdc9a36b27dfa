from django.db import migrations, models

from directory.index_operations import AddIndexBesideWork


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("complaints", "0063_referrals_by_letter")]

    operations = [
        AddIndexBesideWork(
            model_name="case",
            index=models.Index(condition=models.Q(("state", "triage")), fields=["-id"], name="case_newest_at_the_desk"),
        ),
    ]
