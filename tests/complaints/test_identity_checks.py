"""Identity checked at a counter: the code of the holder, what the officer does with it, and how it is undone."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from complaints.erasure import erase_person
from complaints.identity_checks import LISTED, check_of, holder_of, new_code, undo, verify
from complaints.views import identity
from directory.models import IdentityCheck, IdentityCode, Role, User
from notifications.models import Message
from records.models import AccessLog
from tests.factories import make_agency, make_membership, make_user

PAGE, OWN = "/office/assist/identity/", "/me/identity/"
CARD = IdentityCheck.Document.CITIZEN_CARD


def refused(act, *args, **options):
    with pytest.raises(ValidationError) as error:
        act(*args, **options)
    return error.value.error_list[0].code


@pytest.fixture
def checked(malee, lamai, centre):
    return verify(new_code(malee)[0], agency=centre, document=CARD, by=lamai)


@pytest.mark.django_db
class TestCode:
    def test_verifies_the_account_and_says_by_whom(self, checked, malee, lamai, centre):
        malee.refresh_from_db()
        assert malee.identity_verified_at == checked.at
        assert (checked.by, checked.agency, checked.document) == (lamai, centre, CARD)

    def test_is_stored_as_a_hash_alone(self, malee):
        code, _until = new_code(malee)
        assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", code)
        assert code.replace("-", "") not in IdentityCode.objects.get().code_hash.upper()

    def test_is_forgiven_what_looks_alike_and_how_it_is_written(self, malee, lamai):
        code, _until = new_code(malee)
        assert holder_of(code.lower().replace("-", " ").replace("0", "o"), by=lamai) == malee

    def test_works_once(self, checked, malee, lamai, centre):
        assert not IdentityCode.objects.exists()
        undo(checked, by=malee)
        code, _until = new_code(malee)
        verify(code, agency=centre, document=CARD, by=lamai)
        undo(check_of(malee), by=malee)
        assert refused(verify, code, agency=centre, document=CARD, by=lamai) == "wrong_code"

    def test_works_ten_minutes(self, malee, lamai):
        code, until = new_code(malee)
        assert holder_of(code, by=lamai, now=until - timedelta(seconds=1)) == malee
        assert refused(holder_of, code, by=lamai, now=until) == "wrong_code"

    def test_a_new_one_ends_the_one_before(self, malee, lamai):
        first, _until = new_code(malee)
        second, _until = new_code(malee)
        assert refused(holder_of, first, by=lamai) == "wrong_code"
        assert holder_of(second, by=lamai) == malee

    @pytest.mark.parametrize("code", ["", "0000-0000", "ก" * 40, "' OR 1=1"])
    def test_what_is_none_opens_nothing(self, malee, lamai, code):
        new_code(malee)
        assert refused(holder_of, code, by=lamai) == "wrong_code"

    def test_of_an_account_that_is_shut_opens_nothing(self, malee, lamai):
        code, _until = new_code(malee)
        User.objects.update(is_active=False)
        assert refused(holder_of, code, by=lamai) == "wrong_code"

    def test_is_not_given_to_whom_has_no_name_or_is_verified(self, checked, malee):
        assert refused(new_code, malee) == "verified_already"
        assert refused(new_code, make_user("")) == "no_name"


@pytest.mark.django_db
class TestWhoMay:
    def test_not_for_ones_own_account(self, lamai, centre):
        code, _until = new_code(lamai)
        assert refused(verify, code, agency=centre, document=CARD, by=lamai) == "own_account"
        with pytest.raises(IntegrityError), transaction.atomic():
            IdentityCheck.objects.create(user=lamai, by=lamai, agency=centre, document=CARD)

    def test_not_who_is_no_helper_or_of_another_agency(self, malee, wichai, lamai, centre, highways):
        code, _until = new_code(malee)
        assert refused(verify, code, agency=centre, document=CARD, by=wichai) == "not_your_agency"
        assert refused(verify, code, agency=highways, document=CARD, by=lamai) == "not_your_agency"
        assert check_of(malee) is None

    def test_others_find_no_page(self, as_, wichai, malee):
        for person in (wichai, malee):
            assert as_(person).get(PAGE).status_code == 404
            assert as_(person).post(f"{PAGE}1/undo/").status_code == 404

    def test_visitors_are_asked_to_sign_in(self, client):
        for address in (PAGE, OWN):
            assert "login" in client.get(address).url


@pytest.mark.django_db
class TestUndo:
    def test_by_the_holder(self, as_, checked, malee):
        as_(malee).post(f"{OWN}undo/")
        malee.refresh_from_db()
        assert malee.identity_verified_at is None and check_of(malee) is None
        assert IdentityCheck.objects.get().ended_by == malee

    def test_by_the_agency_with_a_reason(self, as_, checked, malee, lamai):
        as_(lamai).post(f"{PAGE}{checked.pk}/undo/", {"why": " "})
        assert check_of(malee)
        as_(lamai).post(f"{PAGE}{checked.pk}/undo/", {"why": "พิมพ์รหัสของคนอื่น"})
        malee.refresh_from_db()
        assert malee.identity_verified_at is None
        assert "พิมพ์รหัสของคนอื่น" in Message.objects.get(event_key=f"identity-undone:{checked.pk}").body

    def test_not_by_another_agency(self, as_, checked, malee):
        other = make_membership(make_user("อื่น"), make_agency("หน่วยอื่น"), Role.HELPER).user
        assert refused(undo, checked, by=other, why="x") == "not_your_agency"
        assert as_(other).post(f"{PAGE}{checked.pk}/undo/", {"why": "x"}).status_code == 404

    def test_not_by_the_agency_after_a_week(self, as_, checked, malee):
        IdentityCheck.objects.update(at=timezone.now() - LISTED - timedelta(minutes=1))
        assert as_(checked.by).post(f"{PAGE}{checked.pk}/undo/", {"why": "x"}).status_code == 404
        assert check_of(malee), "and the holder still can"
        assert undo(checked, by=malee)

    def test_twice_is_once_and_says_so(self, as_, checked, malee):
        assert undo(checked, by=malee) and not undo(checked, by=malee)
        page = as_(checked.by).post(f"{PAGE}{checked.pk}/undo/", {"why": "x"}, follow=True).content.decode()
        assert "This check was undone already." in page and "The check is undone." not in page
        assert Message.objects.filter(event_key__startswith="identity-undone").count() == 1

    def test_goes_with_the_account(self, checked, malee):
        erase_person(malee)
        assert not IdentityCheck.objects.exists()
        assert User.objects.get(pk=malee.pk).identity_verified_at is None


@pytest.mark.django_db
class TestTold:
    def test_to_the_holder_by_mail_on_their_page_and_in_the_log(self, as_, checked, malee, centre):
        assert centre.name_th in Message.objects.get(user=malee).body
        assert AccessLog.objects.get(subject=f"person:{malee.pk}").agency == centre
        told = as_(malee).get(OWN).content.decode()
        assert "Your identity is verified" in told and centre.name_th in told and "Show the code" not in told


@pytest.mark.django_db
class TestPages:
    def test_from_the_code_to_the_check(self, as_, malee, lamai, centre):
        shown = as_(malee).post(f"{OWN}code/").content.decode()
        code = re.search(r'refbig">([^<]+)<', shown)[1]
        asked = as_(lamai).post(PAGE, {"code": code})
        assert asked.status_code == 200 and "มาลี ใจดี" in asked.content.decode()
        second = {"code": code, "document_step": "yes", "agency": centre.pk}
        assert as_(lamai).post(PAGE, second).status_code == 400  # no document
        assert check_of(malee) is None
        assert as_(lamai).post(PAGE, {**second, "document": "passport"}).status_code == 302
        assert check_of(malee).document == "passport"
        assert "มาลี ใจดี" in as_(lamai).get(PAGE).content.decode()

    def test_a_wrong_code_says_no_more_than_that(self, as_, malee, lamai):
        code, _until = new_code(malee)
        IdentityCode.objects.update(expires_at=timezone.now())
        old = as_(lamai).post(PAGE, {"code": code})
        unknown = as_(lamai).post(PAGE, {"code": "0000-0000"})
        assert old.status_code == unknown.status_code == 400
        assert "This code opens nothing" in old.content.decode() and "มาลี" not in old.content.decode()
        assert "This code opens nothing" in unknown.content.decode()

    def test_many_wrong_codes_are_too_many(self, as_, malee, lamai, monkeypatch):
        monkeypatch.setattr(identity, "TRIES_AN_HOUR", 2)
        code, _until = new_code(malee)
        answers = [as_(lamai).post(PAGE, {"code": "0000-0000"}).status_code for _try in range(2)]
        assert answers == [400, 400]
        late = as_(lamai).post(PAGE, {"code": code})
        assert late.status_code == 429 and "มาลี" not in late.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_verifies(malee, lamai, centre):
    other = make_membership(make_user("สุดา"), centre, Role.HELPER).user
    code, _until = new_code(malee)
    begin = Barrier(2)

    def run(officer):
        begin.wait()
        try:
            return verify(code, agency=centre, document=CARD, by=officer) and "verified"
        except ValidationError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(run, [lamai, other])) == ["verified", "wrong_code"]
    assert IdentityCheck.objects.count() == 1
