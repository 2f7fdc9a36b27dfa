from django.db import migrations, models

from directory.index_operations import AddIndexBesideWork


class Migration(migrations.Migration):
    atomic = False

    dependencies = [('complaints', '0059_answers_to_approve')]

    operations = [
        AddIndexBesideWork(
            model_name='assignment',
            index=models.Index(condition=models.Q(('approve_by__isnull', False), ('case_is_open', True)), fields=['agency', 'approve_by', 'id'], name='assignment_to_approve'),
        ),
        AddIndexBesideWork(
            model_name='assignment',
            index=models.Index(condition=models.Q(('approve_by__isnull', False), ('case_is_open', True)), fields=['approval_level', 'approve_by'], name='assignment_unapproved_by_level'),
        ),
    ]
