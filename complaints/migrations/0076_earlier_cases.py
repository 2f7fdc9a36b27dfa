import django.db.models.deletion
import django.db.models.functions.math
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0075_open_pages_of_cases'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(django.db.models.functions.math.Floor(models.F('latitude') * 1000), django.db.models.functions.math.Floor(models.F('longitude') * 1000), models.F('created_at'), condition=models.Q(('latitude__isnull', False)), name='case_at_a_square'),
        ),
        # The new one first: it answers what the index of the key did.
        migrations.AddIndex(
            model_name='complainant',
            index=models.Index(condition=models.Q(('user__isnull', False)), fields=['user', '-id'], name='complainant_of_an_account'),
        ),
        migrations.AlterField(
            model_name='complainant',
            name='user',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='filed_as', to=settings.AUTH_USER_MODEL),
        ),
    ]
