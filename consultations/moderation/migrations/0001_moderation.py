
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('consultations', '0006_ways_here'),
        ('participation', '0002_taken_down_by_a_rule'),
        ('questionnaires', '0004_index_of_hidden_answers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Moderating',
            fields=[
                ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='consultations.consultation')),
                ('act_count', models.PositiveIntegerField(default=0)),
                ('down', models.PositiveIntegerField(default=0)),
                ('scanned', models.JSONField(default=dict)),
                ('copies', models.JSONField(default=list)),
                ('version', models.CharField(blank=True, max_length=200)),
                ('found_at', models.DateTimeField(null=True)),
                ('took_s', models.FloatField(default=0)),
                ('without', models.JSONField(default=dict)),
                ('without_of', models.CharField(blank=True, max_length=60)),
            ],
            options={
                'verbose_name': 'state of moderation',
                'verbose_name_plural': 'states of moderation',
            },
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=16, unique=True, verbose_name='code')),
                ('place', models.PositiveSmallIntegerField(verbose_name='place in the list')),
                ('name_th', models.CharField(max_length=200, verbose_name='rule in Thai')),
                ('name_en', models.CharField(max_length=200, verbose_name='rule in English')),
                ('means_th', models.TextField(verbose_name='what it means, in Thai')),
                ('means_en', models.TextField(verbose_name='what it means, in English')),
                ('is_of_form', models.BooleanField(default=False, verbose_name='for proposed statements only')),
                ('source', models.CharField(max_length=300, verbose_name='source')),
            ],
            options={
                'verbose_name': 'rule of moderation',
                'verbose_name_plural': 'rules of moderation',
                'ordering': ['place'],
            },
        ),
        migrations.CreateModel(
            name='CopyGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=32)),
                ('example', models.CharField(max_length=40)),
                ('texts', models.PositiveIntegerField()),
                ('people', models.PositiveIntegerField()),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.consultation')),
            ],
            options={
                'verbose_name': 'copies of a text',
                'verbose_name_plural': 'copies of texts',
            },
        ),
        migrations.CreateModel(
            name='Copy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=40)),
                ('who', models.CharField(max_length=24)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='moderation.copygroup')),
            ],
            options={
                'verbose_name': 'copy of a text',
                'verbose_name_plural': 'copies of a text',
            },
        ),
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('copies', 'the same words'), ('group', 'an opinion group')], max_length=8)),
                ('what', models.CharField(max_length=40)),
                ('people', models.PositiveIntegerField()),
                ('reason', models.TextField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('why_taken_back', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='consultations.consultation')),
                ('taken_back_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'flag of coordinated voices',
                'verbose_name_plural': 'flags of coordinated voices',
            },
        ),
        migrations.CreateModel(
            name='FlaggedVoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('flag', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='voices', to='moderation.flag')),
                ('participant', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='participation.participant')),
                ('sheet', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='questionnaires.sheet')),
            ],
            options={
                'verbose_name': 'flagged voice',
                'verbose_name_plural': 'flagged voices',
            },
        ),
        migrations.CreateModel(
            name='Queued',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=40)),
                ('marks', models.JSONField(default=dict)),
                ('digest', models.CharField(blank=True, max_length=32)),
                ('reports', models.PositiveIntegerField(default=0)),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('looked_at', models.DateTimeField(blank=True, null=True)),
                ('consultation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.consultation')),
                ('looked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'text to look at',
                'verbose_name_plural': 'texts to look at',
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=40)),
                ('browser', models.CharField(blank=True, max_length=64, null=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('consultation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.consultation')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='moderation.rule')),
            ],
            options={
                'verbose_name': 'report of an opinion',
                'verbose_name_plural': 'reports of opinions',
            },
        ),
        migrations.CreateModel(
            name='ModerationAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('n', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('taken_down', 'Taken down'), ('put_back', 'Put back'), ('kept', 'Looked at, stays'), ('appealed', 'Appeal made'), ('raised', 'Late appeal told to those above'), ('upheld', 'Appeal upheld, put back'), ('dismissed', 'Appeal dismissed, stays down'), ('flagged', 'Flagged as coordinated'), ('unflagged', 'Flag taken back')], max_length=10)),
                ('text', models.CharField(blank=True, max_length=40)),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consultations.consultation')),
                ('rule', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='moderation.rule')),
            ],
            options={
                'verbose_name': 'history of moderation',
                'verbose_name_plural': 'histories of moderation',
                'ordering': ['n'],
            },
        ),
        migrations.CreateModel(
            name='TakenDown',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=40)),
                ('n', models.PositiveIntegerField()),
                ('reason', models.TextField(blank=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('put_back_at', models.DateTimeField(blank=True, null=True)),
                ('why_put_back', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='taken_down', to='consultations.consultation')),
                ('put_back_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='moderation.rule')),
            ],
            options={
                'verbose_name': 'opinion taken down',
                'verbose_name_plural': 'opinions taken down',
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField()),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField()),
                ('raised', models.PositiveSmallIntegerField(default=0)),
                ('raised_at', models.DateTimeField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('is_upheld', models.BooleanField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('against', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_down', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='appeal', to='moderation.takendown')),
            ],
            options={
                'verbose_name': 'appeal against moderation',
                'verbose_name_plural': 'appeals against moderation',
            },
        ),
        migrations.AddConstraint(
            model_name='copygroup',
            constraint=models.UniqueConstraint(fields=('consultation', 'key'), name='copies_are_known_by_a_key'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.UniqueConstraint(condition=models.Q(('taken_back_at__isnull', True)), fields=('consultation', 'kind', 'what'), name='voices_are_flagged_once'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_flag_says_why'),
        ),
        migrations.AddConstraint(
            model_name='flaggedvoice',
            constraint=models.CheckConstraint(condition=models.Q(('participant__isnull', False), ('sheet__isnull', False), _connector='XOR'), name='a_flagged_voice_is_a_participant_or_a_sheet'),
        ),
        migrations.AddIndex(
            model_name='queued',
            index=models.Index(condition=models.Q(('looked_at__isnull', True)), fields=['consultation', '-reports', 'since'], name='texts_to_look_at'),
        ),
        migrations.AddConstraint(
            model_name='queued',
            constraint=models.UniqueConstraint(fields=('consultation', 'text'), name='a_text_waits_once'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('consultation', 'text', 'user'), name='a_person_reports_a_text_once'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(condition=models.Q(('browser__isnull', False)), fields=('consultation', 'text', 'browser'), name='a_browser_reports_a_text_once'),
        ),
        migrations.AddConstraint(
            model_name='moderationact',
            constraint=models.UniqueConstraint(fields=('consultation', 'n'), name='a_moderation_number_is_used_once'),
        ),
        migrations.AddConstraint(
            model_name='moderationact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'taken_down'), _negated=True), ('rule__isnull', False), _connector='OR'), name='a_taking_down_names_a_rule'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='moderationact',
            trigger=pgtrigger.compiler.Trigger(name='a_history_of_moderation_is_append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7b6fe41feb83ce3ec10aca0aecd72febac2b3f18', operation='UPDATE OR DELETE', pgid='pgtrigger_a_history_of_moderation_is_append_only_58de8', table='moderation_moderationact', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='takendown',
            constraint=models.UniqueConstraint(condition=models.Q(('put_back_at__isnull', True)), fields=('consultation', 'text'), name='a_text_is_taken_down_once'),
        ),
        migrations.AddConstraint(
            model_name='takendown',
            constraint=models.UniqueConstraint(fields=('consultation', 'n'), name='a_taking_down_has_a_number'),
        ),
        migrations.AddIndex(
            model_name='appeal',
            index=models.Index(condition=models.Q(('decided_at__isnull', True)), fields=['due_at'], name='appeals_undecided'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('against')), _negated=True), _connector='OR'), name='an_appeal_is_decided_by_another_person'),
        ),
        migrations.AddConstraint(
            model_name='appeal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('is_upheld__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('is_upheld__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='a_decided_appeal_says_who_and_why'),
        ),
    ]
