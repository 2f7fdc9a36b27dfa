from django.db import migrations, models

from directory.index_operations import AddIndexBesideWork


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("complaints", "0078_account_of_a_complainant")]

    operations = [
        AddIndexBesideWork(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("case_is_open", True), ("officer__isnull", False), ("state", "answered")),
                fields=["officer", "agency"],
                name="assignment_answered_by",
            ),
        ),
    ]
