from django.db import migrations

BATCH = 5_000
# What complaints.searching.place_words and number_words give to those that are indexed from now on.
OF_PLACE = """ARRAY(SELECT DISTINCT 'inarea' || around FROM unnest(ARRAY[area_id, area_id / 100, area_id / 10000]) AS around
    WHERE around > 9)"""
OF_NUMBER = "ARRAY['number' || substr(letters, 3), 'ofyear' || substr(letters, 1, 2)]"
LETTERS = "lower(replace(c.reference, '-', ''))"
OF_COMPLAINTS = """ARRAY(SELECT unnest(ARRAY['number' || substr(letters, 3), 'ofyear' || substr(letters, 1, 2)])
    FROM (SELECT lower(replace(reference, '-', '')) AS letters FROM complaints_complaint WHERE case_id = taken.id) AS told)"""
OLD = "^(inarea[0-9]+|number[0-9a-z]{9}|ofyear[0-9]{2})$"
CHANGE = f"""
    WITH taken AS (
        SELECT c.id, {LETTERS} AS letters, area_id, topic_id FROM complaints_case c WHERE id > %(after)s ORDER BY id LIMIT %(batch)s
    ), said AS (
        SELECT taken.id, {OF_PLACE} || {OF_NUMBER} AS own, {OF_COMPLAINTS} AS of_complaints, topic.words AS topic, (
            SELECT agency.words FROM complaints_assignment a JOIN names agency ON agency.of = 'agency' AND agency.id = a.agency_id
            WHERE a.case_id = taken.id AND a.part = 'lead' AND a.state NOT IN ('declined', 'transferred')
            ORDER BY a.id DESC LIMIT 1) AS agency
        FROM taken LEFT JOIN names topic ON topic.of = 'topic' AND topic.id = taken.topic_id
    ), changed AS (
        UPDATE complaints_case c SET
            words = c.words || array_to_tsvector(said.own || said.of_complaints) || coalesce(said.topic, ''),
            public_words = c.public_words || array_to_tsvector(said.own) || coalesce(said.agency, '')
        FROM said WHERE c.id = said.id
    )
    SELECT max(id) FROM taken
"""  # noqa: S608 - words of our own
REMOVE = f"""
    WITH taken AS (
        SELECT id FROM complaints_case WHERE id > %(after)s ORDER BY id LIMIT %(batch)s
    ), changed AS (
        UPDATE complaints_case c SET
            words = ts_delete(c.words, ARRAY(SELECT word FROM unnest(tsvector_to_array(c.words)) AS word WHERE word ~ '{OLD}')),
            public_words = ts_delete(
                c.public_words, ARRAY(SELECT word FROM unnest(tsvector_to_array(c.public_words)) AS word WHERE word ~ '{OLD}'))
        FROM taken WHERE c.id = taken.id
    )
    SELECT max(id) FROM taken
"""  # noqa: S608 - words of our own


def name(apps, schema_editor):
    # The dictionary is loaded only where there is a case.
    if not apps.get_model("complaints", "Case").objects.exists():
        return
    from records.search import search_tokens

    with schema_editor.connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE names (of text, id bigint, words tsvector)")
        for of, model in (("topic", "Topic"), ("agency", "Agency")):
            for pk, thai, english in apps.get_model("directory", model).objects.values_list("id", "name_th", "name_en"):
                told = search_tokens(f"{thai} {english}")
                cursor.execute("INSERT INTO names VALUES (%s, %s, to_tsvector('simple', %s))", [of, pk, told])
        cursor.execute("CREATE INDEX ON names (of, id)")
        change(cursor, CHANGE)
        cursor.execute("DROP TABLE names")


def forget(apps, schema_editor):
    """Names of topics and agencies stay among the words: they cannot be told from those of the text, and do no harm."""
    with schema_editor.connection.cursor() as cursor:
        change(cursor, REMOVE)


def change(cursor, statement):
    after = 0
    while after is not None:
        cursor.execute(statement, {"after": after, "batch": BATCH})
        after = cursor.fetchone()[0]


class Migration(migrations.Migration):
    """Adds the words that complaints.chores indexes from now on to the cases that are indexed already."""

    atomic = False  # each batch by itself: nobody who files waits for all of them

    dependencies = [("complaints", "0086_words_name_place_topic_and_agency"), ("directory", "__first__")]

    operations = [migrations.RunPython(name, forget)]
