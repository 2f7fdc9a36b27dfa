from django.db import migrations, models

from directory.index_operations import AddIndexBesideWork


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("complaints", "0093_words_say_what_cut_them")]

    operations = [
        AddIndexBesideWork(
            model_name="case",
            index=models.Index(
                condition=models.Q(("words__isnull", False)),
                fields=["words_version", "-id"],
                name="case_words_of_a_version",
            ),
        ),
    ]
