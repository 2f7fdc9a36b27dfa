import django.db.models.deletion
import django.db.models.functions.math
from django.db import migrations, models

from directory.index_operations import AddIndexBesideWork


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('complaints', '0075_open_pages_of_cases'),
    ]

    operations = [
        AddIndexBesideWork(
            model_name='case',
            index=models.Index(django.db.models.functions.math.Floor(models.F('latitude') * 1000), django.db.models.functions.math.Floor(models.F('longitude') * 1000), models.F('created_at'), condition=models.Q(('latitude__isnull', False)), name='case_at_a_square'),
        ),
        AddIndexBesideWork(
            model_name='complainant',
            index=models.Index(condition=models.Q(('user__isnull', False)), fields=['user', '-id'], name='complainant_of_an_account'),
        ),
    ]
