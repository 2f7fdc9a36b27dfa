import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0019_who_administers_so_far'),
    ]

    operations = [
        migrations.AddField(
            model_name='registerfile',
            name='takes_back',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='takings_back', to='directory.registerfile', verbose_name='takes back'),
        ),
        migrations.AddConstraint(
            model_name='registerfile',
            constraint=models.UniqueConstraint(condition=models.Q(('applied_at__isnull', False)), fields=('takes_back',), name='a_file_is_taken_back_once'),
        ),
    ]
