"""Whoever has a case already owes its complainant news within a week of now: nobody is late by a rule that is new."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

BATCH = 5000
_FILL = """
    UPDATE complaints_assignment SET update_by = %s WHERE id IN (
        SELECT a.id FROM complaints_assignment a JOIN complaints_case c ON c.id = a.case_id
        WHERE a.id > %s AND a.case_is_open AND a.part = 'lead' AND c.kind <> 'praise' AND a.update_by IS NULL
            AND a.state IN ('accepted', 'working', 'waiting', 'scheduled')
        ORDER BY a.id LIMIT %s
    ) RETURNING id
"""


def promise_news(apps, schema_editor):
    until, last = timezone.now() + timedelta(days=7), 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(_FILL, [until, last, BATCH])
            done = [row[0] for row in cursor.fetchall()]
            if not done:
                return
            last = max(done)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("complaints", "0043_when_the_next_news_is_due")]
    operations = [migrations.RunPython(promise_news, migrations.RunPython.noop)]
