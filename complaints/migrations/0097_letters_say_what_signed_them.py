from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0087_name_them_in_old_words")]

    operations = [
        migrations.AddField(model_name="letter", name="is_test", field=models.BooleanField(blank=True, null=True)),
    ]
