import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0052_sample_audit'),
    ]

    operations = [
        migrations.CreateModel(
            name='Split',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ranges', models.JSONField(default=list)),
                ('file_ids', models.JSONField(default=list)),
                ('split_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('complaint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='splits', to='complaints.complaint')),
                ('part', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='split_off', to='complaints.case')),
                ('whole', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='splits', to='complaints.case')),
            ],
            options={
                'verbose_name': 'part of a case',
                'verbose_name_plural': 'parts of cases',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('whole', models.F('part')), _negated=True), name='a_case_is_no_part_of_itself')],
            },
        ),
    ]
