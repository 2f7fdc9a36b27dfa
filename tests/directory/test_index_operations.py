"""An index that is made while everybody goes on writing: whole afterwards, also after it was killed halfway."""

import pytest
from django.apps import apps
from django.db import NotSupportedError, connection, models
from django.db.migrations.state import ProjectState

from directory.index_operations import AddIndexBesideWork

NAME = "agency_by_english_name_for_a_test"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _gone_afterwards():
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {NAME}")


def migrate(*, atomic=False, backwards=False):
    operation = AddIndexBesideWork("agency", models.Index(fields=["name_en"], name=NAME))
    before = ProjectState.from_apps(apps)
    after = before.clone()
    operation.state_forwards("directory", after)
    with connection.schema_editor(atomic=atomic) as editor:
        if backwards:
            operation.database_backwards("directory", editor, after, before)
        else:
            operation.database_forwards("directory", editor, before, after)


def state_of_the_index():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexrelid, indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [NAME])
        return cursor.fetchone()


def test_is_made_and_taken_away_again():
    migrate()
    assert state_of_the_index()[1] is True
    migrate(backwards=True)
    assert state_of_the_index() is None


def test_one_that_is_whole_stays_as_it_is():
    migrate()
    before = state_of_the_index()
    migrate()
    assert state_of_the_index() == before


def test_what_a_killed_run_left_behind_is_made_anew():
    migrate()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = to_regclass(%s)", [NAME])
    broken = state_of_the_index()
    migrate()
    assert state_of_the_index()[1] is True and state_of_the_index() != broken


def test_is_refused_within_a_transaction():
    with pytest.raises(NotSupportedError):
        migrate(atomic=True)
