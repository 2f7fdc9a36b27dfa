from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0094_words_of_another_version")]

    operations = [
        migrations.AddField(model_name="letter", name="is_test", field=models.BooleanField(blank=True, null=True)),
    ]
