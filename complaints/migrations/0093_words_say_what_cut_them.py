import django.db.models.deletion
from django.db import migrations, models

# Names that are there already stand among the words since 0087: only later ones are new.
NOTE = """
    INSERT INTO complaints_nameinwords ("of", "row", names)
    SELECT 'topic', id, name_th || ' ' || name_en FROM directory_topic
    UNION ALL SELECT 'agency', id, name_th || ' ' || name_en FROM directory_agency
"""


class Migration(migrations.Migration):

    dependencies = [
        ("complaints", "0087_name_them_in_old_words"),
        ("directory", "__first__"),
        ("records", "0006_versions_of_search_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="words_version",
            # A constant: PostgreSQL writes no row for it. All that is there was cut by who knows what.
            field=models.SmallIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.CreateModel(
            name="CaseToRecut",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="complaints.case",
                    ),
                ),
            ],
            options={
                "verbose_name": "case whose search words are out of date",
                "verbose_name_plural": "cases whose search words are out of date",
            },
        ),
        migrations.CreateModel(
            name="NameInWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "of",
                    models.CharField(choices=[("topic", "Topic"), ("agency", "Agency")], max_length=8, verbose_name="of"),
                ),
                ("row", models.BigIntegerField(verbose_name="row")),
                ("names", models.TextField(verbose_name="names")),
            ],
            options={
                "verbose_name": "name among search words",
                "verbose_name_plural": "names among search words",
                "constraints": [models.UniqueConstraint(fields=("of", "row"), name="names_of_a_row_stand_once")],
            },
        ),
        migrations.RunSQL(NOTE, migrations.RunSQL.noop),
    ]
