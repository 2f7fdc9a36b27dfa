"""Who may see and who may work on a case."""

import pytest

from complaints.access import Viewer, read_grants, write_grants
from complaints.handling import accept_assignment, assign_case, decline_assignment, send_to_triage
from complaints.models import Assignment, Case
from complaints.workflow import Visibility
from directory.models import Role
from tests.factories import make_membership, make_user


def sees(viewer, case):
    listed = Case.objects.visible_to(viewer).filter(pk=case.pk).exists()
    try:
        Case.objects.find_visible(case.reference, viewer)
        found = True
    except Case.DoesNotExist:
        found = False
    assert listed == found  # one question asked in two ways
    return found


class TestSeeingACase:
    def test_is_for_its_complainant(self, case, malee):
        assert sees(Viewer(malee), case)

    def test_is_for_whoever_showed_its_receipt_code(self, case):
        assert sees(Viewer(granted=frozenset({case.reference})), case)

    @pytest.mark.parametrize("visibility", list(Visibility))
    def test_S1_is_not_for_strangers(self, file, stranger, visibility):
        case = file(visibility=visibility).complaint.case
        for viewer in (Viewer(), Viewer(make_user("คนอื่น")), Viewer(stranger), Viewer(granted=frozenset({"69-X"}))):
            assert not sees(viewer, case)

    def test_is_for_officers_of_its_agency_and_not_of_another(self, assignment, case, wichai, stranger):
        assert sees(Viewer(wichai), case)
        assert not sees(Viewer(stranger), case)

    def test_ends_for_an_agency_that_declined(self, assignment, case, wichai, centre):
        decline_assignment(assignment, reason="ไม่ใช่", proposed_agency=centre, by=wichai)
        assert not sees(Viewer(wichai), case)

    def test_is_for_the_triage_desk_only_while_the_case_is_there(self, case, siriporn, highways):
        assert not sees(Viewer(siriporn), case)
        send_to_triage(case)
        assert sees(Viewer(siriporn), case)
        assign_case(case, highways, by=siriporn)
        assert not sees(Viewer(siriporn), case)

    def test_is_for_nobody_whose_membership_has_ended(self, assignment, case, highways):
        from datetime import date

        former = make_membership(make_user("อดีตเจ้าหน้าที่"), highways, ends_on=date(2024, 1, 1)).user
        assert not sees(Viewer(former), case)

    def test_is_not_for_roles_without_casework(self, assignment, case, highways):
        auditor = make_membership(make_user("ผู้ตรวจ"), highways, Role.POLICY_TEAM).user
        assert not sees(Viewer(auditor), case)

    def test_public_needs_a_release(self, case):
        from django.utils import timezone

        assert not sees(Viewer(), case)
        Case.objects.filter(pk=case.pk).update(released_at=timezone.now())
        assert sees(Viewer(), case)


class TestAConfidentialCase:
    @pytest.fixture
    def secret(self, file, bribery, highways):
        case = file(visibility=Visibility.CONFIDENTIAL, topic=bribery).complaint.case
        return assign_case(case, highways, by=None)

    def test_is_for_the_named_officer_and_those_who_name_one(self, secret, highways, wichai):
        head = make_membership(make_user("ผู้อำนวยการ"), highways, Role.AGENCY_HEAD).user
        assert sees(Viewer(head), secret.case)
        assert not sees(Viewer(wichai), secret.case)
        accept_assignment(secret, by=head)
        Assignment.objects.filter(pk=secret.pk).update(officer=wichai)
        assert sees(Viewer(wichai), secret.case)

    def test_a_named_officer_who_left_the_agency_sees_nothing(self, secret, stranger):
        Assignment.objects.filter(pk=secret.pk).update(officer=stranger)
        assert not sees(Viewer(stranger), secret.case)

    def test_is_not_known_by_its_reference(self, secret):
        assert secret.case not in Case.objects.known_by_reference()


class TestGrants:
    def test_cannot_be_forged(self):
        assert read_grants("69-7K3M-9QXT-W") == frozenset()
        assert read_grants(write_grants(["69-7K3M-9QXT-W"]) + "x") == frozenset()
        assert read_grants(write_grants(["69-7K3M-9QXT-W"])) == {"69-7K3M-9QXT-W"}
