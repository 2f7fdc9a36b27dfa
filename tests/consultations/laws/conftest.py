"""What the tests of law texts share."""

import time
from contextlib import contextmanager

import pytest

from consultations.laws.documents import add_document, keep_text, look_at_text
from tests.factories import make_user


@pytest.fixture
def cpu_seconds():
    """Holds what is done within it to so many seconds of this process's CPU, whatever else the machine does."""

    @contextmanager
    def cpu_seconds(most):
        begun = time.process_time()
        yield
        assert time.process_time() - begun < most

    return cpu_seconds


@pytest.fixture
def add(suda):
    """Adds a document to a consultation."""

    def add(consultation, *, kind="draft", title_th="ร่างพระราชบัญญัติทางเท้า", **told):
        return add_document(consultation, kind=kind, title_th=title_th, by=suda, **told)

    return add


@pytest.fixture
def document(draft, add):
    """Of a consultation that is not announced yet."""
    return add(draft())


@pytest.fixture
def keep(suda):
    """Looks at a text and keeps it."""

    def keep(document, text, *, reason=""):
        document.refresh_from_db()
        reading = look_at_text(document, pasted=text, reason=reason, by=suda)
        return keep_text(reading, seen=document.kept, by=suda)

    return keep


@pytest.fixture
def make_citizen(db):
    """Of no agency."""
    return make_user("มาลี ใจดี")
