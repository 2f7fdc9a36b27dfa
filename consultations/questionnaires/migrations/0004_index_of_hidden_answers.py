from django.db import migrations, models

from directory.index_operations import AddIndexBesideWork


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('questionnaires', '0003_hidden_answers'),
    ]

    operations = [
        AddIndexBesideWork(
            model_name='answer',
            index=models.Index(condition=models.Q(('hidden_at__isnull', False)), fields=['question'], name='hidden_answers'),
        ),
    ]
