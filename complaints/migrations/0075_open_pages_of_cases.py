import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Written by every page of a case at an office and worth nothing after a crash: no WAL, no replication."""

    dependencies = [
        ('complaints', '0071_service_levels_so_far'),
        ('directory', '0010_letterheads'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_at', models.DateTimeField(verbose_name='opened at')),
                ('seen_at', models.DateTimeField(verbose_name='last seen at')),
                ('agency', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.agency')),
                ('case', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='complaints.case')),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'open page of a case',
                'verbose_name_plural': 'open pages of cases',
                'constraints': [models.UniqueConstraint(fields=('case', 'agency', 'user'), name='a_person_has_a_case_open_once_an_agency')],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE complaints_presence SET UNLOGGED", "ALTER TABLE complaints_presence SET LOGGED"
        ),
    ]
