"""The demo's law: read without anything remarkable, put in once, and linked with the draft that would change it."""

import csv
from datetime import date

import pytest

from config.demo_statutes import ROWS, STEPS, make_demo_laws
from consultations.laws.importing import read_text
from consultations.statutes.models import Law, Wording
from directory.models import Role
from directory.people import PEOPLE
from tests.factories import make_membership, make_user


def rows():
    with ROWS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["from_on"])
def test_is_read_as_it_is_meant(row):
    law = read_text(row["text"])
    assert not law.findings
    assert law.count("clause") >= 6


@pytest.mark.django_db
def test_is_put_in_once(council, announced):
    draft = announced(kind="policy")
    email = next(person.email for person in PEOPLE if person.key == "suda")
    make_membership(make_user("สุดา มั่นคง", email=email), council, Role.POLICY_TEAM)
    assert (make_demo_laws(), make_demo_laws()) == (1, 0)
    law = Law.objects.get()
    assert law.links.get().consultation == draft
    assert law.steps.count() == len(STEPS)
    first, second = Wording.objects.on(date(2021, 12, 31)).get(), Wording.objects.on(date(2022, 1, 1)).get()
    assert not first.provisions.filter(eid="clause_5-1").exists()
    assert second.provisions.filter(eid="clause_5-1").exists()
