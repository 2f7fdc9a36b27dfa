from django.db import migrations

# As the squares were then: the code that counts them now knows columns which come later.
COUNT = """
    INSERT INTO complaints_publicsquare (level, topic, x, y, cases, sum_x, sum_y)
    SELECT level, topics.id, px >> level, py >> level, count(*), sum(px), sum(py)
    FROM (
        SELECT topic_id, floor(public_longitude * 1000)::int AS px, floor(public_latitude * 1000)::int AS py
        FROM complaints_case WHERE public_latitude IS NOT NULL
    ) AS placed
    CROSS JOIN generate_series(0, 11) AS level
    CROSS JOIN LATERAL (
        SELECT 0 AS id UNION ALL SELECT topic_id::int WHERE topic_id IS NOT NULL
        UNION ALL SELECT parent_id::int FROM directory_topic
        WHERE directory_topic.id = placed.topic_id AND parent_id IS NOT NULL
    ) AS topics
    GROUP BY level, topics.id, px >> level, py >> level
"""


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0010_me_too_and_squares'),
    ]

    operations = [
        # Cases released before there were triggers.
        migrations.RunSQL(["TRUNCATE complaints_publicsquare", COUNT], migrations.RunSQL.noop),
    ]
