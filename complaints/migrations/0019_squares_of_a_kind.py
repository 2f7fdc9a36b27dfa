import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# Every square counted all kinds as one; those of complaints keep these rows, the few others move to rows of their own.
KNOW_THEIR_KIND = """
    INSERT INTO complaints_publicsquare AS square (level, topic, kind, x, y, cases, sum_x, sum_y)
    SELECT level, topics.id, kind, px >> level, py >> level, sum(n), sum(n * px), sum(n * py)
    FROM (
        SELECT n, topic_id, CASE WHEN n = 1 THEN kind ELSE 'complaint' END AS kind,
            floor(public_longitude * 1000)::int AS px, floor(public_latitude * 1000)::int AS py
        FROM complaints_case CROSS JOIN (VALUES (1), (-1)) AS moved (n)
        WHERE public_latitude IS NOT NULL AND kind <> 'complaint'
    ) AS placed
    CROSS JOIN generate_series(0, 11) AS level
    CROSS JOIN LATERAL (
        SELECT 0 AS id UNION ALL SELECT topic_id::int WHERE topic_id IS NOT NULL
        UNION ALL SELECT parent_id::int FROM directory_topic
        WHERE directory_topic.id = placed.topic_id AND parent_id IS NOT NULL
    ) AS topics
    GROUP BY level, topics.id, kind, px >> level, py >> level
    ON CONFLICT (level, topic, x, y, kind) DO UPDATE SET
        cases = square.cases + EXCLUDED.cases,
        sum_x = square.sum_x + EXCLUDED.sum_x,
        sum_y = square.sum_y + EXCLUDED.sum_y
"""
ADD_THE_KINDS_UP = """
    INSERT INTO complaints_publicsquare AS square (level, topic, kind, x, y, cases, sum_x, sum_y)
    SELECT level, topic, 'complaint', x, y, sum(cases), sum(sum_x), sum(sum_y)
    FROM complaints_publicsquare WHERE kind <> 'complaint' GROUP BY level, topic, x, y
    ON CONFLICT (level, topic, x, y, kind) DO UPDATE SET
        cases = square.cases + EXCLUDED.cases,
        sum_x = square.sum_x + EXCLUDED.sum_x,
        sum_y = square.sum_y + EXCLUDED.sum_y;
    DELETE FROM complaints_publicsquare WHERE kind <> 'complaint';
"""


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0018_co_signing'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='case',
            name='squares_learn_of_a_new_case',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='case',
            name='squares_learn_of_a_change',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='case',
            name='squares_learn_that_a_case_is_gone',
        ),
        migrations.RemoveConstraint(
            model_name='publicsquare',
            name='a_square_is_counted_once_a_topic',
        ),
        migrations.AddField(
            model_name='publicsquare',
            name='kind',
            field=models.CharField(choices=[('complaint', 'Complaint or problem'), ('suggestion', 'Suggestion'), ('information_request', 'Information request'), ('praise', 'Praise'), ('tip_off', 'Tip-off')], db_default='complaint', max_length=24),
        ),
        migrations.AddConstraint(
            model_name='publicsquare',
            constraint=models.UniqueConstraint(fields=('level', 'topic', 'x', 'y', 'kind'), name='a_square_is_counted_once_a_topic_and_kind'),
        ),
        migrations.RunSQL(KNOW_THEIR_KIND, ADD_THE_KINDS_UP),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='squares_learn_of_a_new_case', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.public_latitude IS NOT NULL)', func='\n    INSERT INTO complaints_publicsquare AS square (level, topic, kind, x, y, cases, sum_x, sum_y)\n    SELECT level, topics.id, kind, px >> level, py >> level, sum(n), sum(n * px), sum(n * py)\n    FROM (\n        SELECT n, topic_id, kind, floor(longitude * 1000)::int AS px, floor(latitude * 1000)::int AS py\n        FROM (VALUES (1, NEW.topic_id, NEW.kind, NEW.public_latitude, NEW.public_longitude)) AS changed (n, topic_id, kind, latitude, longitude) WHERE latitude IS NOT NULL\n    ) AS placed\n    CROSS JOIN generate_series(0, 11) AS level\n    CROSS JOIN LATERAL (\n        SELECT 0 AS id UNION ALL SELECT topic_id::int WHERE topic_id IS NOT NULL\n        UNION ALL SELECT parent_id::int FROM directory_topic\n        WHERE directory_topic.id = placed.topic_id AND parent_id IS NOT NULL\n    ) AS topics\n    GROUP BY level, topics.id, kind, px >> level, py >> level\n    HAVING sum(n) <> 0 OR sum(n * px) <> 0 OR sum(n * py) <> 0\n    ORDER BY level, topics.id, px >> level, py >> level, kind\n    ON CONFLICT (level, topic, x, y, kind) DO UPDATE SET\n        cases = square.cases + EXCLUDED.cases,\n        sum_x = square.sum_x + EXCLUDED.sum_x,\n        sum_y = square.sum_y + EXCLUDED.sum_y\n; RETURN NULL;', hash='6a9363561ba7a166389c5bbbeff4c252916d1ce4', operation='INSERT', pgid='pgtrigger_squares_learn_of_a_new_case_a054f', table='complaints_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='squares_learn_of_a_change', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.public_latitude IS NOT NULL OR NEW.public_latitude IS NOT NULL) AND (OLD.topic_id, OLD.kind, OLD.public_latitude, OLD.public_longitude) IS DISTINCT FROM (NEW.topic_id, NEW.kind, NEW.public_latitude, NEW.public_longitude))', func='\n    INSERT INTO complaints_publicsquare AS square (level, topic, kind, x, y, cases, sum_x, sum_y)\n    SELECT level, topics.id, kind, px >> level, py >> level, sum(n), sum(n * px), sum(n * py)\n    FROM (\n        SELECT n, topic_id, kind, floor(longitude * 1000)::int AS px, floor(latitude * 1000)::int AS py\n        FROM (VALUES (-1, OLD.topic_id, OLD.kind, OLD.public_latitude, OLD.public_longitude), (1, NEW.topic_id, NEW.kind, NEW.public_latitude, NEW.public_longitude)) AS changed (n, topic_id, kind, latitude, longitude) WHERE latitude IS NOT NULL\n    ) AS placed\n    CROSS JOIN generate_series(0, 11) AS level\n    CROSS JOIN LATERAL (\n        SELECT 0 AS id UNION ALL SELECT topic_id::int WHERE topic_id IS NOT NULL\n        UNION ALL SELECT parent_id::int FROM directory_topic\n        WHERE directory_topic.id = placed.topic_id AND parent_id IS NOT NULL\n    ) AS topics\n    GROUP BY level, topics.id, kind, px >> level, py >> level\n    HAVING sum(n) <> 0 OR sum(n * px) <> 0 OR sum(n * py) <> 0\n    ORDER BY level, topics.id, px >> level, py >> level, kind\n    ON CONFLICT (level, topic, x, y, kind) DO UPDATE SET\n        cases = square.cases + EXCLUDED.cases,\n        sum_x = square.sum_x + EXCLUDED.sum_x,\n        sum_y = square.sum_y + EXCLUDED.sum_y\n; RETURN NULL;', hash='ec1d670565c2c164da0d2f76977031c0ef2bf748', operation='UPDATE', pgid='pgtrigger_squares_learn_of_a_change_72aba', table='complaints_case', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='case',
            trigger=pgtrigger.compiler.Trigger(name='squares_learn_that_a_case_is_gone', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.public_latitude IS NOT NULL)', func='\n    INSERT INTO complaints_publicsquare AS square (level, topic, kind, x, y, cases, sum_x, sum_y)\n    SELECT level, topics.id, kind, px >> level, py >> level, sum(n), sum(n * px), sum(n * py)\n    FROM (\n        SELECT n, topic_id, kind, floor(longitude * 1000)::int AS px, floor(latitude * 1000)::int AS py\n        FROM (VALUES (-1, OLD.topic_id, OLD.kind, OLD.public_latitude, OLD.public_longitude)) AS changed (n, topic_id, kind, latitude, longitude) WHERE latitude IS NOT NULL\n    ) AS placed\n    CROSS JOIN generate_series(0, 11) AS level\n    CROSS JOIN LATERAL (\n        SELECT 0 AS id UNION ALL SELECT topic_id::int WHERE topic_id IS NOT NULL\n        UNION ALL SELECT parent_id::int FROM directory_topic\n        WHERE directory_topic.id = placed.topic_id AND parent_id IS NOT NULL\n    ) AS topics\n    GROUP BY level, topics.id, kind, px >> level, py >> level\n    HAVING sum(n) <> 0 OR sum(n * px) <> 0 OR sum(n * py) <> 0\n    ORDER BY level, topics.id, px >> level, py >> level, kind\n    ON CONFLICT (level, topic, x, y, kind) DO UPDATE SET\n        cases = square.cases + EXCLUDED.cases,\n        sum_x = square.sum_x + EXCLUDED.sum_x,\n        sum_y = square.sum_y + EXCLUDED.sum_y\n; RETURN NULL;', hash='b7d9dbbac8d83b98e0a2c773aaf908403f6f9e6b', operation='DELETE', pgid='pgtrigger_squares_learn_that_a_case_is_gone_c0dd1', table='complaints_case', when='AFTER')),
        ),
    ]
