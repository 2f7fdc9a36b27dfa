import django.db.models.functions.comparison
from django.db import migrations, models

from directory.index_operations import AddIndexBesideWork


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("complaints", "0101_fill_urgency_and_channel")]

    operations = [
        AddIndexBesideWork(
            model_name='assignment',
            index=models.Index(condition=models.Q(('case_is_open', True), models.Q(('state__in', ['answered', 'approved', 'declined', 'transferred']), _negated=True)), fields=['agency', '-case_people', 'next_duty_at', 'id'], name='assignment_by_people'),
        ),
        AddIndexBesideWork(
            model_name='assignment',
            index=models.Index(models.F('agency'), django.db.models.functions.comparison.Coalesce('case_topic', 0), models.F('next_duty_at'), models.F('id'), condition=models.Q(('case_is_open', True), models.Q(('state__in', ['answered', 'approved', 'declined', 'transferred']), _negated=True)), name='assignment_by_topic'),
        ),
        AddIndexBesideWork(
            model_name='assignment',
            index=models.Index(models.F('agency'), models.Case(models.When(case_area__lt=100, then=django.db.models.expressions.CombinedExpression(models.F('case_area'), '*', models.Value(10000))), models.When(case_area__lt=10000, then=django.db.models.expressions.CombinedExpression(models.F('case_area'), '*', models.Value(100))), models.When(case_area__isnull=True, then=models.Value(10000000)), default=models.F('case_area'), output_field=models.BigIntegerField()), models.F('next_duty_at'), models.F('id'), condition=models.Q(('case_is_open', True), models.Q(('state__in', ['answered', 'approved', 'declined', 'transferred']), _negated=True)), name='assignment_by_area'),
        ),
        AddIndexBesideWork(
            model_name='assignment',
            index=models.Index(condition=models.Q(('case_is_open', True), models.Q(('state__in', ['answered', 'approved', 'declined', 'transferred']), _negated=True)), fields=['agency', 'state', 'next_duty_at', 'id'], name='assignment_by_state'),
        ),
        AddIndexBesideWork(
            model_name='assignment',
            index=models.Index(condition=models.Q(('case_is_open', True), models.Q(('state__in', ['answered', 'approved', 'declined', 'transferred']), _negated=True)), fields=['agency', 'case_is_urgent', 'next_duty_at', 'id'], name='assignment_by_urgency'),
        ),
        AddIndexBesideWork(
            model_name='assignment',
            index=models.Index(condition=models.Q(('case_is_open', True), models.Q(('state__in', ['answered', 'approved', 'declined', 'transferred']), _negated=True)), fields=['agency', 'case_channel', 'next_duty_at', 'id'], name='assignment_by_channel'),
        ),
    ]
