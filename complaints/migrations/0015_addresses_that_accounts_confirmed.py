from django.db import migrations

BATCH = 5_000
# Mail went to every address so far. From now on to those only that the account has confirmed; whoever filed without an
# account is asked for a code on the page of the case.
FILL = """
    WITH taken AS (
        SELECT id FROM complaints_complainant
        WHERE id > %(after)s ORDER BY id LIMIT %(batch)s
    ), filled AS (
        UPDATE complaints_complainant c
        SET news_channel = 'email', news_confirmed_at = (
            SELECT person.email_confirmed_at FROM directory_user person
            WHERE person.id = c.user_id AND person.email = lower(c.email)
        )
        FROM taken WHERE c.id = taken.id AND c.email <> '' AND c.news_channel = 'page'
    )
    SELECT max(id) FROM taken
"""


def fill(apps, schema_editor):
    after = 0
    with schema_editor.connection.cursor() as cursor:
        while after is not None:
            cursor.execute(FILL, {"after": after, "batch": BATCH})
            after = cursor.fetchone()[0]


class Migration(migrations.Migration):
    atomic = False  # each batch by itself: nobody who files waits for all of them

    dependencies = [
        ("complaints", "0014_how_news_come"),
        ("directory", "0003_agency_takes_complaints"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
