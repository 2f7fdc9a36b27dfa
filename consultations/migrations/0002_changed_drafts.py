# The kind of a line has a new choice; nothing changes in the database.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0001_notices'),
    ]

    operations = [
        migrations.AlterField(
            model_name='consultationevent',
            name='kind',
            field=models.CharField(choices=[('drafted', 'Draft begun'), ('changed', 'Draft changed'), ('announced', 'Announced'), ('extended', 'Closing moved'), ('withdrawn', 'Withdrawn')], max_length=16),
        ),
    ]
