from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0105_people_named_in_notes")]

    operations = [
        migrations.AlterField(
            model_name="complainant", name="phone", field=models.CharField(blank=True, max_length=24)
        ),
    ]
