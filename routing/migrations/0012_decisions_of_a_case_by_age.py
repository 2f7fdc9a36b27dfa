from django.db import migrations, models

from directory.index_operations import AddIndexBesideWork


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("routing", "0009_exceptions_by_what_is_named")]

    operations = [
        AddIndexBesideWork(
            model_name="routingdecision",
            index=models.Index(fields=["case", "-id"], name="decisions_of_a_case_by_age"),
        ),
    ]
