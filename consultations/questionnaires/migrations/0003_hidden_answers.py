from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('questionnaires', '0002_last_sheet_sent'),
    ]

    operations = [
        migrations.AddField(
            model_name='answer',
            name='hidden_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
