"""What the worker does with cases as time goes by: one bad row never stops the others (promise R10)."""

import logging

import pytest
from django.db import OperationalError

from complaints import chores, indexing
from complaints.models import Case
from records.resting import Resting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_rests(monkeypatch):
    for name in ("_not_closing", "_not_resuming", "_not_thanking"):
        monkeypatch.setattr(chores, name, Resting())
    for name in ("_not_indexing", "_not_publishing"):
        monkeypatch.setattr(indexing, name, Resting())


@pytest.fixture
def three(file):
    return [file(f"ถนนเป็นหลุมหน้าบ้านเลขที่ {number} ค่ะ").complaint.case for number in (1, 2, 3)]


@pytest.fixture
def poisoned(monkeypatch):
    """The words of the second text cannot be cut."""
    cut = indexing.search_tokens

    def search_tokens(text):
        if "บ้านเลขที่ 2" in text:
            raise RuntimeError("คำพิษ")
        return cut(text)

    monkeypatch.setattr(indexing, "search_tokens", search_tokens)


def indexed(cases):
    return [Case.objects.filter(pk=case.pk, words__isnull=False).exists() for case in cases]


class TestR10IndexingTexts:
    def test_R10_a_text_that_cannot_be_cut_takes_no_other_along(self, three, poisoned, caplog):
        assert chores.index_text.function() == 2
        assert indexed(three) == [True, False, True]
        assert three[1].reference in caplog.text
        assert "next try in 30 s" in caplog.text

    def test_R10_words_that_cannot_be_stored_take_no_other_along(self, three, monkeypatch):
        monkeypatch.setattr(indexing, "search_tokens", lambda text: "\0" if "บ้านเลขที่ 2" in text else "คำ")
        assert chores.index_text.function() == 2
        assert indexed(three) == [True, False, True]

    def test_R10_it_rests_and_leaves_its_place_to_those_behind(self, three, poisoned, monkeypatch, caplog):
        monkeypatch.setattr(indexing, "BATCH", 1)
        while chores.index_text.function():
            pass
        assert chores.index_text.function() == 1
        assert indexed(three) == [True, False, True]
        assert chores.index_text.function() == 0
        assert len([line for line in caplog.records if line.levelno == logging.ERROR]) == 1

    def test_it_is_indexed_when_it_has_rested_and_can_be(self, three, monkeypatch):
        with monkeypatch.context() as broken:
            broken.setattr(indexing, "search_tokens", lambda text: 1 / 0)
            assert chores.index_text.function() == 0
        assert chores.index_text.function() == 0
        for case in three:
            indexing._not_indexing.wake(case.pk)
        assert chores.index_text.function() == 3

    def test_a_database_that_is_away_is_no_fault_of_a_text(self, three, monkeypatch):
        def away(text):
            raise OperationalError

        monkeypatch.setattr(indexing, "search_tokens", away)
        with pytest.raises(OperationalError):
            chores.index_text.function()
        assert indexing._not_indexing.ids() == []
