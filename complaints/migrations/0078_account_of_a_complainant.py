import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Takes the index of the key away: `complainant_of_an_account`, made before, answers what it did."""

    dependencies = [
        ('complaints', '0077_sort_by_arrival'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='complainant',
            name='user',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='filed_as', to=settings.AUTH_USER_MODEL),
        ),
    ]
