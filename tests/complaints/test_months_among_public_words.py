"""The migration that adds the month of filing to the words of public cases, and takes it away again."""

from importlib import import_module

import pytest
from django.db import connection

from complaints import chores
from complaints.models import Case
from complaints.releasing import release_case
from complaints.workflow import Visibility

pytestmark = pytest.mark.django_db
migration = import_module("complaints.migrations.0029_months_among_public_words")


def words():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, tsvector_to_array(public_words) FROM complaints_case ORDER BY id")
        return {key: set(found or ()) for key, found in cursor.fetchall()}


def test_it_gives_what_the_worker_gives_and_takes_only_that_away(file, wichai, roads, monkeypatch):
    monkeypatch.setattr(migration, "BATCH", 2)
    cases = [file(f"ถนนพัง 2026 ซอย {n}", visibility=Visibility.PUBLIC, topic=roads).complaint.case for n in range(5)]
    for case in cases[:4]:
        release_case(case, text="ถนนพัง 2026", by=wichai)
    chores.index_public_text.function()
    worker = words()
    month = f"@{Case.objects.get(pk=cases[0].pk).created_at:%Y-%m}"
    assert [month in worker[case.pk] for case in cases] == [True] * 4 + [False]
    with connection.schema_editor() as editor:
        migration.remove(None, editor)
        bare = words()
        assert not any(word.startswith("@") for found in bare.values() for word in found)
        assert "2026" in bare[cases[0].pk]
        migration.add(None, editor)
    assert words() == worker
