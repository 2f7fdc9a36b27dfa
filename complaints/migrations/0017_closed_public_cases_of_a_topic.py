from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0016_quicker_ways'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('released_at__isnull', False), ('state', 'closed')), fields=['topic', '-closed_at'], name='case_public_closed_of_a_topic'),
        ),
    ]
