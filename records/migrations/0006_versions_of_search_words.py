import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("records", "0005_looks_of_pictures")]

    operations = [
        migrations.CreateModel(
            name="SegmentationVersion",
            fields=[
                ("id", models.SmallAutoField(primary_key=True, serialize=False)),
                ("program", models.CharField(max_length=60, verbose_name="program")),
                ("dictionary", models.CharField(max_length=64, verbose_name="SHA-256 of its dictionary")),
                ("rules", models.PositiveSmallIntegerField(verbose_name="our own rules")),
                ("first_used_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="first used")),
                ("taken_up_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="taken up")),
            ],
            options={
                "verbose_name": "version of the search words",
                "verbose_name_plural": "versions of the search words",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("program", "dictionary", "rules"), name="a_way_to_cut_has_one_number"
                    )
                ],
            },
        ),
    ]
