from django.db import migrations

BATCH = 5_000
# Chinese, Japanese, Burmese, Khmer and Lao were kept whole, and translations were not searched at all. What holds one
# of these scripts or has a translation loses its words here, and the worker cuts them again.
LETTERS = "[\u0e81-\u0edf\u1000-\u109f\u1780-\u17dd\u3041-\u30fc\u3400-\u9fff\ua9e0-\ua9fe\uaa60-\uaa7f\uf900-\ufaff]"
FORGET = """
    WITH taken AS (
        SELECT id FROM complaints_case WHERE id > %(after)s ORDER BY id LIMIT %(batch)s
    ), forgotten AS (
        UPDATE complaints_case c SET words = NULL, public_words = NULL
        FROM taken WHERE c.id = taken.id AND (c.words IS NOT NULL OR c.public_words IS NOT NULL) AND (
            concat_ws(' ', c.place_text, c.public_place, c.public_text) ~ %(letters)s
            OR EXISTS (
                SELECT FROM complaints_complaint p
                WHERE p.case_id = c.id AND concat_ws(' ', p.text, p.answers) ~ %(letters)s
            )
            OR EXISTS (SELECT FROM complaints_translation t WHERE t.case_id = c.id AND t.complaint_id IS NOT NULL)
        )
    )
    SELECT max(id) FROM taken
"""


def forget(apps, schema_editor):
    after = 0
    with schema_editor.connection.cursor() as cursor:
        while after is not None:
            cursor.execute(FORGET, {"after": after, "batch": BATCH, "letters": LETTERS})
            after = cursor.fetchone()[0]


class Migration(migrations.Migration):
    atomic = False  # each batch by itself: nobody who files waits for all of them

    dependencies = [("complaints", "0024_translations")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
