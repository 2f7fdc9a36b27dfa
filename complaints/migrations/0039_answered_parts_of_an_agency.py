from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0038_texts_of_agencies'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(condition=models.Q(('answered_at__isnull', False)), fields=['agency', '-answered_at', '-id'], name='assignment_answered'),
        ),
    ]
