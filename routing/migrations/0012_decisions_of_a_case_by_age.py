from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("routing", "0009_exceptions_by_what_is_named")]

    operations = [
        migrations.AddIndex(
            model_name="routingdecision",
            index=models.Index(fields=["case", "-id"], name="decisions_of_a_case_by_age"),
        ),
    ]
