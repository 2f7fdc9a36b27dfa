"""The migration that forgets the words of texts which were not cut, for the worker to cut them."""

from importlib import import_module

import pytest
from django.contrib.postgres.search import SearchVector
from django.db import connection
from django.db.models import Value

from complaints import chores, queue
from complaints.handling import assign_case
from complaints.models import Case
from complaints.releasing import release_case
from complaints.translating import write_translation
from complaints.workflow import Visibility
from tests.complaints.test_page_languages import BURMESE

pytestmark = pytest.mark.django_db
migration = import_module("complaints.migrations.0025_words_without_spaces")
CHINESE = "路灯坏了三个月没人修"


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr(migration, "BATCH", 2)


def forget():
    whole = SearchVector(Value("ทั้งก้อน"), config="simple")
    Case.objects.update(words=whole)
    Case.objects.filter(released_at__isnull=False).update(public_words=whole)
    with connection.schema_editor() as editor:
        migration.forget(None, editor)


def test_forgets_these_and_leaves_thai_alone(file, wichai, roads):
    thai, english = file().complaint, file("The street light is broken").complaint
    burmese, chinese, mixed = file(BURMESE).complaint, file(CHINESE).complaint, file(f"ไฟดับ {CHINESE[:2]}").complaint
    placed = file(place_text="ໜ້າຕະຫຼາດ").complaint
    translated = file("Street light broken near the old market").complaint
    write_translation(translated.case, translated, text="ไฟถนนเสีย", by=wichai)
    released = file(BURMESE, visibility=Visibility.PUBLIC, topic=roads).complaint
    release_case(released.case, text=BURMESE, is_read=True, by=wichai)
    forget()
    kept = set(Case.objects.filter(words__isnull=False).values_list("pk", flat=True))
    assert kept == {thai.case_id, english.case_id}
    assert Case.objects.get(pk=released.case_id).public_words is None
    assert {burmese.case_id, chinese.case_id, mixed.case_id, placed.case_id, translated.case_id}.isdisjoint(kept)


def test_the_worker_cuts_them_and_they_are_found(file, highways, wichai):
    part = assign_case(file(CHINESE).complaint.case, highways, by=None)
    forget()
    chores.index_text.function()
    assert [row.assignment_id for row in queue.page(wichai, "all", queue.Filters(typed="路灯")).rows] == [part.pk]
