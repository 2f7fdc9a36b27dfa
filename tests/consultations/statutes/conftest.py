"""Laws in force that exist nowhere, for the tests."""

from datetime import date

import pytest

from consultations.statutes.registering import Entry, register_law
from consultations.statutes.wordings import Since, keep_wording, read_law
from tests.consultations.laws.drafts import FIRST
from tests.factories import make_user

BEGAN = date(2018, 10, 1)
AMENDED = date(2022, 1, 1)


def entry(**told) -> Entry:
    words = {
        "kind": "act",
        "title_th": "พระราชบัญญัติทางเท้าที่ทุกคนเดินได้ พ.ศ. 2561",
        "source": "ทำขึ้นสำหรับทดสอบ",
        "in_force_since": BEGAN,
    }
    return Entry(**(words | told))


def since(day=BEGAN, **told) -> Since:
    return Since(day, "ทำขึ้นสำหรับทดสอบ", **told)


@pytest.fixture
def register(council, suda):
    def register(**told):
        agency, by = told.pop("agency", council), told.pop("by", suda)
        return register_law(entry(**told), agency=agency, by=by)

    return register


@pytest.fixture
def law(register):
    """In the register, without a text."""
    return register()


@pytest.fixture
def keep(suda):
    """Keeps a text as the wording of a law from a day on."""

    def keep(law, text=FIRST, day=BEGAN, **told):
        return keep_wording(law, read_law(pasted=text), since(day, **told), by=suda)[0]

    return keep


@pytest.fixture
def malee(db):
    """Of no agency."""
    return make_user("มาลี ใจดี", email="malee@example.org")
