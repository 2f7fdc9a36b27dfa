"""Who may open the files of a case; of a confidential one only after a look whose reason is kept (promise S14)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from complaints.access import GRANT_COOKIE, write_grants
from complaints.handling import (
    accept_assignment,
    assign_case,
    decline_assignment,
    propose_closing,
    send_to_triage,
)
from complaints.models import Assignment, CaseFile
from complaints.workflow import Outcome, Visibility
from directory.models import Role
from records.models import AccessLog
from records.uploads import store_upload
from tests.factories import make_membership, make_user
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _uploads_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def photo():
    return store_upload(SimpleUploadedFile("หลักฐาน.jpg", phone_photo(), "image/jpeg"), token="แบบฟอร์ม")


@pytest.fixture
def filed(file):
    """File a complaint with a picture."""

    def filed(**fields):
        return file(uploads=[photo()], **fields).complaint.case

    return filed


@pytest.fixture
def secret(filed, highways, bribery, wichai):
    """A confidential case with Wichai of Highways, who is named in it and has sent a picture himself."""
    part = assign_case(filed(visibility=Visibility.CONFIDENTIAL), highways, by=None, topic=bribery)
    part = accept_assignment(part, by=wichai)
    propose_closing(part, answer="สอบแล้ว", outcome=Outcome.SOLVED, by=wichai, uploads=[photo()])
    return part.case


def statuses(client, case):
    """What each file of the case answers: those of the complaint first, those of the agency's answer after them."""
    files = CaseFile.objects.filter(case=case).select_related("upload").order_by("id")
    return [client.get(reverse("file", args=[kept.upload.public_id])).status_code for kept in files]


def as_(client, user):
    client.force_login(user)
    return client


def look(client, case):
    return client.post(reverse("office_case", args=[case.reference]), {"look-reason": "สอบข้อเท็จจริง"})


@pytest.fixture
def supervisor(highways):
    return make_membership(make_user("กัญญา รุ่งเรือง"), highways, Role.SUPERVISOR).user


@pytest.fixture
def head(highways):
    return make_membership(make_user("ผู้อำนวยการ"), highways, Role.AGENCY_HEAD).user


class TestTheFilesOfACase:
    def test_are_for_its_complainant_and_its_agency(self, client, filed, highways, malee, wichai):
        case = filed()
        assign_case(case, highways, by=None)
        assert statuses(as_(client, malee), case) == [200]
        assert statuses(as_(client, wichai), case) == [200]

    def test_S1_are_not_found_by_anybody_else(self, client, filed, highways, stranger, siriporn):
        case = filed(visibility=Visibility.PUBLIC)
        assign_case(case, highways, by=None)
        assert statuses(client, case) == [404]
        for user in (stranger, siriporn, make_user("คนอื่น")):
            assert statuses(as_(client, user), case) == [404]

    def test_end_for_an_agency_that_declined(self, client, filed, highways, centre, wichai):
        part = assign_case(filed(), highways, by=None)
        decline_assignment(part, reason="ไม่ใช่ทางหลวง", proposed_agency=centre, by=wichai)
        assert statuses(as_(client, wichai), part.case) == [404]

    def test_are_for_the_triage_desk_only_while_the_case_is_there(self, client, filed, highways, siriporn):
        case = filed()
        send_to_triage(case)
        assert statuses(as_(client, siriporn), case) == [200]
        assign_case(case, highways, by=siriporn)
        assert statuses(as_(client, siriporn), case) == [404]


class TestTheFilesOfAConfidentialCase:
    def test_are_for_its_complainant_by_account_and_by_receipt_code(self, client, secret, malee):
        assert statuses(as_(client, malee), secret) == [200, 200]
        client.logout()
        client.cookies[GRANT_COOKIE] = write_grants([secret.reference])
        assert statuses(client, secret) == [200, 200]

    @pytest.mark.parametrize("who", ["wichai", "supervisor", "head"])
    def test_S14_open_for_those_who_may_only_after_a_look_with_a_reason(self, client, secret, who, request):
        client = as_(client, request.getfixturevalue(who))
        assert statuses(client, secret) == [404, 404]
        look(client, secret)
        assert AccessLog.objects.get().reason == "สอบข้อเท็จจริง"
        assert statuses(client, secret) == [200, 200]

    @pytest.mark.parametrize("reason", ["", "ดู"])
    def test_S14_stay_closed_without_a_real_reason(self, client, secret, supervisor, reason):
        client = as_(client, supervisor)
        client.post(reverse("office_case", args=[secret.reference]), {"look-reason": reason})
        assert statuses(client, secret) == [404, 404]

    def test_S14_close_again_when_the_look_is_over(self, client, secret, supervisor):
        client = as_(client, supervisor)
        look(client, secret)
        with freeze_time(timezone.now() + timedelta(minutes=31)):
            assert statuses(client, secret) == [404, 404]

    def test_are_not_opened_by_a_look_at_another_case(self, client, secret, filed, highways, bribery, supervisor):
        other = filed(visibility=Visibility.CONFIDENTIAL)
        assign_case(other, highways, by=None, topic=bribery)
        client = as_(client, supervisor)
        look(client, other)
        assert statuses(client, secret) == [404, 404]

    def test_are_not_opened_by_a_look_at_who_complained_before_it_was_confidential(
        self, client, filed, highways, roads, supervisor
    ):
        part = assign_case(filed(), highways, by=None, topic=roads)
        client = as_(client, supervisor)
        look(client, part.case)
        part.case.visibility = Visibility.CONFIDENTIAL
        part.case.save()
        assert statuses(client, part.case) == [404]

    def test_S1_are_not_found_by_anybody_else_whatever_they_try(self, client, secret, highways, stranger, siriporn):
        colleague = make_membership(make_user("สมชาย ศรีสุข"), highways).user
        for user in (colleague, stranger, siriporn, make_user("คนอื่น")):
            client = as_(client, user)
            look(client, secret)
            assert statuses(client, secret) == [404, 404]
        assert not AccessLog.objects.exists()

    def test_end_for_an_officer_whose_name_is_taken_off_the_case(self, client, secret, wichai):
        client = as_(client, wichai)
        look(client, secret)
        Assignment.objects.filter(case=secret).update(officer=None)
        assert statuses(client, secret) == [404, 404]

    def test_S14_open_at_the_triage_desk_once_the_case_was_opened_there(self, client, filed, siriporn, highways):
        case = filed(visibility=Visibility.CONFIDENTIAL)
        send_to_triage(case)
        client = as_(client, siriporn)
        assert statuses(client, case) == [404]
        client.get(reverse("desk"), {"case": case.reference})
        assert AccessLog.objects.get().subject == f"case:{case.reference}"
        assert statuses(client, case) == [200]
        assign_case(case, highways, by=siriporn)
        assert statuses(client, case) == [404]

    def test_S14_a_look_at_the_desk_opens_nothing_in_the_office(self, client, filed, siriporn, highways):
        case = filed(visibility=Visibility.CONFIDENTIAL)
        make_membership(siriporn, highways, Role.SUPERVISOR)
        send_to_triage(case)
        client = as_(client, siriporn)
        client.get(reverse("desk"), {"case": case.reference})
        assign_case(case, highways, by=siriporn)
        assert statuses(client, case) == [404]
