from django.db import migrations

BATCH = 5_000
# What complaints.public_search.month_words gives to those that are indexed from now on.
MONTH = """ARRAY['@' || to_char(created_at AT TIME ZONE 'UTC', 'YYYY'), '@' || to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM')]"""
CHANGE = """
    WITH taken AS (
        SELECT id FROM complaints_case WHERE id > %(after)s ORDER BY id LIMIT %(batch)s
    ), changed AS (
        UPDATE complaints_case c SET public_words = {words}
        FROM taken WHERE c.id = taken.id AND c.released_at IS NOT NULL AND c.public_words IS NOT NULL
    )
    SELECT max(id) FROM taken
"""


def add(apps, schema_editor):
    change(schema_editor, f"c.public_words || array_to_tsvector({MONTH})")


def remove(apps, schema_editor):
    change(schema_editor, f"ts_delete(c.public_words, {MONTH})")


def change(schema_editor, words):
    after = 0
    with schema_editor.connection.cursor() as cursor:
        while after is not None:
            cursor.execute(CHANGE.format(words=words), {"after": after, "batch": BATCH})
            after = cursor.fetchone()[0]


class Migration(migrations.Migration):
    atomic = False  # each batch by itself: nobody who files waits for all of them

    dependencies = [("complaints", "0028_public_translation")]

    operations = [migrations.RunPython(add, remove)]
