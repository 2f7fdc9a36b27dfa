"""A letter that a test certificate signed says so wherever it is met, for good, whatever key signs later."""

from contextlib import contextmanager
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection
from django.db.utils import InternalError
from django.urls import reverse

from complaints.case_file_words import _letters
from complaints.models import CaseFilePdf, Letter
from complaints.referral_letters import link_to
from frontend.my_data import everything_about
from frontend.personal_rows import Owner
from records.pdf_signing import load_key
from tests.complaints.letter_story import answer, letterhead, made
from tests.complaints.referral_story import letter_of, sent
from tests.records.keys import key_in_earnest, key_of_the_tests

pytestmark = pytest.mark.usefixtures("with_a_key")

OF_PAGE, OF_LIST = "this letter is not valid", "Signed as a test: not valid"


@pytest.fixture
def part(working, highways):
    letterhead(highways)
    return working


@pytest.fixture
def in_earnest(settings):
    settings.LETTER_KEY = str(key_in_earnest())
    assert not load_key().is_test


@pytest.fixture
def read(client):
    """A page in English, for somebody or for a stranger."""

    def page(address, by=None):
        client.logout()
        if by:
            client.force_login(by)
        client.cookies["language"] = "en"
        return client.get(address).content.decode()

    return page


def verify(letter):
    return reverse("letter", args=[letter.public_id])


def lists(part, malee, wichai):
    yield reverse("track_case", args=[part.case.reference]), malee
    yield reverse("office_case", args=[part.case.reference]), wichai


class TestSignedAsATest:
    def test_is_said_behind_the_code_on_it(self, part, read):
        answer(part)
        [letter] = made(part)
        page = read(verify(letter))
        assert OF_PAGE in page and "This letter is a test" in page
        assert "This letter was issued" not in page and letter.sha256 in page

    def test_is_said_in_the_lists_of_both_sides(self, part, read, malee, wichai):
        answer(part)
        made(part)
        for address, by in lists(part, malee, wichai):
            assert OF_LIST in read(address, by), address

    def test_is_said_in_the_file_of_the_case_and_in_what_is_kept_about_them(self, part, malee):
        answer(part)
        [letter] = made(part)
        [entry] = _letters(CaseFilePdf(case=part.case))
        assert entry[0] == letter.number and entry[2]
        assert everything_about(Owner.of_account(malee))["complaints.Letter"][0]["is_test"] is True

    def test_is_said_to_the_agency_elsewhere(self, part, irrigation, read):
        assert OF_PAGE in read(link_to(letter_of(sent(part, irrigation))))

    def test_stays_so_once_the_key_is_another(self, part, read, in_earnest, settings):
        settings.LETTER_KEY = str(key_of_the_tests())
        answer(part)
        [letter] = made(part)
        settings.LETTER_KEY = str(key_in_earnest())
        assert OF_PAGE in read(verify(letter))
        with pytest.raises(InternalError):
            Letter.objects.update(is_test=False)


class TestSignedInEarnest:
    def test_says_nothing_of_a_test_whatever_the_settings_are_now(
        self, part, in_earnest, read, malee, wichai, settings
    ):
        answer(part)
        [letter] = made(part)
        settings.LETTER_KEY = str(key_of_the_tests())
        assert letter.is_test is False
        assert OF_PAGE not in read(verify(letter))
        for address, by in lists(part, malee, wichai):
            assert OF_LIST not in read(address, by), address


@contextmanager
def as_it_was():
    """Without the trigger, as while the migration runs."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = DEFAULT")


class TestLettersOfBefore:
    """What the migration reads in the PDFs that are kept."""

    def of_before(self, part) -> Letter:
        answer(part)
        [letter] = made(part)
        with as_it_was():
            Letter.objects.update(is_test=None)
        return letter

    def migrated(self, letter) -> bool | None:
        with as_it_was():
            import_module("complaints.migrations.0098_read_what_signed_old_letters").read(apps, None)
        letter.refresh_from_db()
        return letter.is_test

    def test_tell_it_by_the_certificate_that_lies_in_them(self, part):
        assert self.migrated(self.of_before(part)) is True

    def test_signed_in_earnest_are_no_tests(self, part, in_earnest):
        assert self.migrated(self.of_before(part)) is False

    def test_are_left_open_where_the_file_is_gone(self, part):
        letter = self.of_before(part)
        default_storage.delete(letter.stored_as)
        assert self.migrated(letter) is None
