"""The demo's texts of law: each is read without anything remarkable, and hangs on a consultation that there is."""

import csv
from pathlib import Path

import pytest

from config.demo_laws import ROWS, put_in_texts
from consultations.laws.findings import sentences_of
from consultations.laws.importing import read_text
from consultations.laws.models import Version
from tests.consultations.announcements import sign_and_announce


def rows(file):
    with Path(file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("row", rows(ROWS), ids=lambda row: f"{row['kind']} {bool(row['reason'])}")
def test_is_read_as_it_is_meant(row):
    law = read_text(row["text"])
    is_law = row["kind"] == "draft"
    assert [each.code for each in sentences_of(law.findings)] == ([] if is_law else ["no_sections"])
    assert bool(law.count("clause")) == is_law


def test_hangs_on_consultations_of_the_demo():
    keys = {row["key"] for row in rows(ROWS.parent / "consultations.csv")}
    assert {row["consultation"] for row in rows(ROWS)} <= keys


@pytest.mark.django_db
def test_is_put_in_with_its_versions(draft, suda):

    consultation = draft()
    put_in_texts(consultation, "answer-days", by=suda, after_announcing=False)
    consultation = sign_and_announce(consultation, by=suda)
    put_in_texts(consultation, "answer-days", by=suda, after_announcing=True)
    told = Version.objects.standing().order_by("document__n", "number").values_list("document__n", "number")
    assert list(told) == [(1, 1), (1, 2), (2, 1)]
