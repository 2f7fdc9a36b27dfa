"""What administrators change of roles, and what is refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from complaints import chores
from complaints.inviting import accept_invitation, invitation_behind, invite, link_of, roles_to_give
from complaints.moving_people import change_last_day, change_unit, move_to_agency, shut_out
from directory.models import Membership, Role, StaffInvitation
from tests.factories import make_agency, make_membership, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def manop(db):
    return make_membership(
        make_user("มานพ ระเบียบ", is_staff=True), make_agency(code="opm-ops"), Role.ADMINISTRATOR
    ).user


@pytest.fixture
def irrigation(db):
    return make_agency("กรมชลประทาน", code="rid")


def held(user):
    return user.memberships.select_related("agency", "user").earliest("id")


def code_of(act):
    with pytest.raises(ValidationError) as refused:
        act()
    error = refused.value
    return next(iter(error.error_dict.values()))[0].code if hasattr(error, "error_dict") else error.code


class TestMovingSomebody:
    def test_gives_the_same_role_at_the_other_agency_and_none_at_the_old(self, wichai, irrigation, manop):
        move_to_agency(held(wichai), irrigation, by=manop)
        wichai.forget_roles()
        assert [(one.agency, one.role) for one in wichai.active_roles] == [(irrigation, Role.OFFICER)]

    def test_leaves_open_cases_with_the_agency_for_everybody(self, working, wichai, highways, irrigation, manop):
        move_to_agency(held(wichai), irrigation, by=manop)
        assert chores.free_of_leavers.function() == 1
        working.refresh_from_db()
        assert (working.officer, working.agency, working.case_is_open) == (None, highways, True)

    def test_back_and_forth_on_one_day_is_one_role_at_a_time(self, wichai, highways, irrigation, manop):
        moved = move_to_agency(held(wichai), irrigation, by=manop)
        move_to_agency(moved, highways, by=manop)
        assert Membership.objects.current().filter(user=wichai, agency=highways).count() == 1

    def test_is_refused_for_oneself_and_to_closed_agencies(self, wichai, irrigation, manop):
        assert code_of(lambda: move_to_agency(held(manop), irrigation, by=manop)) == "own_role"
        gone = make_agency(closes_on=timezone.localdate() - timedelta(days=1))
        assert code_of(lambda: move_to_agency(held(wichai), gone, by=manop)) == "agency_is_closed"

    def test_twice_is_once(self, wichai, irrigation, manop):
        membership = held(wichai)
        move_to_agency(membership, irrigation, by=manop)
        assert code_of(lambda: move_to_agency(membership, irrigation, by=manop)) == "role_is_over"

    def test_into_a_unit_of_another_agency_is_refused(self, wichai, highways, irrigation, manop):
        assert (
            code_of(lambda: move_to_agency(held(wichai), irrigation, unit=make_unit(highways), by=manop))
            == "not_its_unit"
        )
        assert code_of(lambda: change_unit(held(wichai), make_unit(irrigation), by=manop)) == "not_its_unit"


class TestALastDay:
    def test_shuts_out_at_once_or_is_taken_back(self, wichai, manop):
        change_last_day(held(wichai), timezone.localdate() - timedelta(days=1), by=manop)
        wichai.forget_roles()
        assert wichai.active_roles == []

    def test_in_the_past_is_refused(self, wichai, manop):
        long_ago = timezone.localdate() - timedelta(days=2)
        assert code_of(lambda: change_last_day(held(wichai), long_ago, by=manop)) == "last_day_is_past"

    def test_is_not_before_the_first_and_stands_beside_its_column(self, wichai, manop):
        Membership.objects.filter(user=wichai).update(starts_on=timezone.localdate() + timedelta(days=3))
        with pytest.raises(ValidationError) as refused:
            change_last_day(held(wichai), timezone.localdate() + timedelta(days=2), by=manop)
        (error,) = refused.value.error_dict["ends_on"]
        assert error.code == "last_day_before_the_first"

    def test_can_be_taken_back_before_it_came(self, wichai, manop):
        change_last_day(held(wichai), timezone.localdate() + timedelta(days=9), by=manop)
        change_last_day(held(wichai), None, by=manop)
        assert held(wichai).ends_on is None


class TestInvitingAsAdministrator:
    def test_reaches_every_agency_and_every_role_but_their_own(self, manop, irrigation):
        assert set(roles_to_give(manop, irrigation)) == set(Role) - {Role.ADMINISTRATOR}
        sent = invite("a@example.org", irrigation, role=Role.TRIAGE_OFFICER, by=manop)
        assert invitation_behind(link_of(sent).rstrip("/").rsplit("/", 1)[1]) == sent
        with pytest.raises(ValidationError):
            invite("b@example.org", irrigation, role=Role.ADMINISTRATOR, by=manop)

    def test_is_not_for_administrators_who_are_no_staff_or_no_more(self, manop, irrigation):
        assert roles_to_give(make_membership(make_user(), irrigation, Role.ADMINISTRATOR).user, make_agency()) == []
        sent = invite("a@example.org", irrigation, role=Role.OFFICER, by=manop)
        manop.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
        assert invitation_behind(link_of(sent).rstrip("/").rsplit("/", 1)[1]) is None

    def test_an_officer_may_be_invited_as_auditor_too(self, manop, wichai, highways):
        assert invite(wichai.email, highways, role=Role.AUDITOR, by=manop)


class TestAnApproverWithoutCasework:
    def test_is_not_invited(self, manop, highways, irrigation, wichai):
        for email, agency in [("new@example.org", highways), (wichai.email, irrigation)]:
            with pytest.raises(ValidationError) as refused:
                invite(email, agency, role=Role.APPROVER, by=manop)
            assert refused.value.code == "approver_without_casework"
        assert not StaffInvitation.objects.exists()

    def test_is_invited_who_works_there_however_the_address_is_written(self, manop, highways, wichai):
        assert invite(wichai.email.upper(), highways, role=Role.APPROVER, by=manop)

    def test_counts_work_that_is_over_as_none(self, manop, highways, wichai):
        Membership.objects.filter(user=wichai).update(ends_on=timezone.localdate() - timedelta(days=1))
        with pytest.raises(ValidationError):
            invite(wichai.email, highways, role=Role.APPROVER, by=manop)

    def test_does_not_move_to_where_they_do_no_casework(self, manop, highways, irrigation, wichai):
        approves = make_membership(wichai, highways, Role.APPROVER)
        with pytest.raises(ValidationError) as refused:
            move_to_agency(approves, irrigation, by=manop)
        assert "agency" in refused.value.error_dict
        move_to_agency(held(wichai), irrigation, by=manop)
        assert move_to_agency(approves, irrigation, by=manop).agency == irrigation


class TestMovingSomebodyWhoBeganToday:
    def test_holds_at_once_and_leaves_no_old_role_until_midnight(self, wichai, highways, irrigation, manop):
        Membership.objects.filter(user=wichai).update(starts_on=timezone.localdate())
        move_to_agency(held(wichai), irrigation, by=manop)
        wichai.forget_roles()
        assert [one.agency for one in wichai.active_roles] == [irrigation]
        assert not Membership.objects.filter(user=wichai, agency=highways).exists()

    def test_and_one_who_began_earlier_keeps_the_days_they_had(self, wichai, highways, irrigation, manop):
        Membership.objects.filter(user=wichai).update(starts_on=timezone.localdate() - timedelta(days=9))
        move_to_agency(held(wichai), irrigation, by=manop)
        old = Membership.objects.get(user=wichai, agency=highways)
        assert old.ends_on == timezone.localdate() - timedelta(days=1)


class TestShuttingOut:
    def test_works_on_the_first_day_and_leaves_the_cases_to_the_agency(self, working, wichai, highways, manop):
        Membership.objects.filter(user=wichai).update(starts_on=timezone.localdate())
        told = held(wichai)
        shut_out(told, by=manop)
        wichai.forget_roles()
        assert wichai.active_roles == []
        assert told.events.latest("pgh_id").pgh_label == "delete", "the history keeps who held it"
        assert chores.free_of_leavers.function() == 1
        working.refresh_from_db()
        assert (working.officer, working.agency, working.case_is_open) == (None, highways, True)
        again = invitation_of(wichai, highways, manop)
        assert [one.role for one in again.active_roles] == [Role.OFFICER], "and may be taken back on the same day"

    def test_of_who_began_earlier_ends_with_yesterday(self, wichai, manop):
        Membership.objects.filter(user=wichai).update(starts_on=timezone.localdate() - timedelta(days=9))
        shut_out(held(wichai), by=manop)
        assert held(wichai).ends_on == timezone.localdate() - timedelta(days=1)
        assert code_of(lambda: shut_out(held(wichai), by=manop)) == "role_is_over"

    def test_is_refused_for_oneself(self, manop):
        assert code_of(lambda: shut_out(held(manop), by=manop)) == "own_role"

    def test_is_offered_on_the_page_of_the_role(self, client, wichai, manop):
        Membership.objects.filter(user=wichai).update(starts_on=timezone.localdate())
        client.force_login(manop)
        address = "/administration/people/row/?" + "&".join(f"key={k}" for k in (wichai.email, "doh", "", "officer"))
        assert "/administration/people/row/shut-out/" in client.get(address).content.decode()
        client.post(address.replace("/row/", "/row/shut-out/"))
        assert not Membership.objects.filter(user=wichai).exists()


def invitation_of(user, agency, by):
    invitation = invite(user.email, agency, role=Role.OFFICER, by=by)
    return accept_invitation(invitation, by=user)
