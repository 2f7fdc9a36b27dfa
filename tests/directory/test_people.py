"""Who holds which role, where and when."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from directory.models import Membership, Role, User
from directory.people import PEOPLE, make_demo_people
from tests.factories import make_agency, make_membership, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


class TestAnAccount:
    def test_needs_an_email_or_a_phone(self):
        with pytest.raises(ValueError, match="neither|needs"):
            User.objects.create_user(full_name="มาลี ใจดี")

    def test_the_database_insists(self):
        with pytest.raises(IntegrityError, match="an_account_has_an_email_or_a_phone"):
            User.objects.create(full_name="มาลี ใจดี")

    def test_keeps_its_email_in_lower_case(self):
        assert User.objects.create_user("Malee@Example.ORG", full_name="มาลี ใจดี").email == "malee@example.org"
        with pytest.raises(IntegrityError, match="an_email_is_kept_in_lower_case"):
            User.objects.create(email="Malee2@example.org")

    @pytest.mark.parametrize("phone", ["0812345678", "+66 81 234 5678", "เบอร์"])
    def test_keeps_its_phone_in_e164(self, phone):
        with pytest.raises(IntegrityError, match="a_phone_is_kept_as_e164"):
            User.objects.create(phone=phone)

    def test_many_have_no_phone(self):
        make_user()
        make_user()
        assert User.objects.filter(phone=None).count() == 2

    def test_has_no_password_unless_one_was_set(self):
        assert not make_user().has_usable_password()


class TestRoles:
    def test_are_held_in_an_agency(self):
        pea, mwa = make_agency("การไฟฟ้าส่วนภูมิภาค"), make_agency("การประปานครหลวง")
        wichai = make_membership(agency=pea, role=Role.OFFICER).user
        assert wichai.has_role(Role.OFFICER)
        assert wichai.has_role(Role.OFFICER, pea)
        assert not wichai.has_role(Role.OFFICER, mwa)
        assert not wichai.has_role(Role.SUPERVISOR, pea)
        assert wichai.agencies_with_role(Role.OFFICER, Role.SUPERVISOR) == {pea.pk}

    @pytest.mark.parametrize(
        ("starts", "ends", "held"),
        [(0, None, True), (0, 0, True), (-9, 9, True), (1, None, False), (-9, -1, False)],
    )
    def test_are_held_from_the_first_to_the_last_day(self, starts, ends, held):
        today = TODAY()
        ends_on = None if ends is None else today + timedelta(days=ends)
        wichai = make_membership(starts_on=today + timedelta(days=starts), ends_on=ends_on).user
        assert wichai.has_role(Role.OFFICER) is held

    def test_end_with_their_agency(self):
        closed = make_agency("เทศบาลที่ยุบแล้ว", closes_on=TODAY() - timedelta(days=1))
        assert make_membership(agency=closed).user.active_roles == []

    def test_are_none_for_someone_shut_out(self):
        wichai = make_membership().user
        wichai.is_active = False
        assert not wichai.has_role(Role.OFFICER)

    def test_are_none_for_a_citizen(self):
        assert make_user().active_roles == []

    def test_are_asked_of_the_database_once(self, django_assert_num_queries):
        wichai = User.objects.get(pk=make_membership().user.pk)
        with django_assert_num_queries(2):  # the second for the agency, which the process then knows for a while
            assert wichai.has_role(Role.OFFICER)
            assert not wichai.has_role(Role.AUDITOR)
            assert wichai.active_roles[0].agency.name_th
            assert str(wichai.active_roles[0])

    def test_are_those_that_memberships_now_has(self):
        closed = make_agency("การรถไฟแห่งหนึ่ง", closes_on=date(2026, 1, 1))
        wichai = make_membership(role=Role.OFFICER).user
        make_membership(wichai, closed, Role.SUPERVISOR)
        make_membership(wichai, role=Role.AUDITOR, ends_on=date(2026, 1, 1))
        assert wichai.active_roles == list(wichai.memberships_now())
        assert [held.role for held in wichai.active_roles] == [Role.OFFICER]

    def test_do_not_end_before_they_start(self):
        with pytest.raises(IntegrityError, match="a_role_does_not_end_before_it_starts"):
            make_membership(starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 31))

    def test_are_not_given_twice_on_a_day(self):
        held = make_membership()
        with pytest.raises(IntegrityError, match="a_role_is_given_once_on_a_day"):
            make_membership(held.user, held.agency)

    def test_leave_a_trace_of_every_change(self):
        held = make_membership(unit=None)
        Membership.objects.filter(pk=held.pk).update(role=Role.SUPERVISOR)
        held.delete()
        assert [(event.pgh_label, event.role) for event in Membership.pgh_event_model.objects.order_by("pgh_id")] == [
            ("insert", "officer"),
            ("update", "supervisor"),
            ("delete", "supervisor"),
        ]

    def test_nobody_rewrites_the_trace(self):
        make_membership()
        events = Membership.pgh_event_model.objects.all()
        with pytest.raises(Exception, match="append_only"), transaction.atomic():
            events.update(role="administrator")


class TestDemoPeople:
    @pytest.fixture
    def agencies(self):
        for person in PEOPLE:
            if person.agency_code:
                make_agency(code=person.agency_code)

    def test_are_one_for_every_role_and_two_citizens(self, agencies):
        stored = make_demo_people()
        besides_another = {Role.APPROVER}  # an officer has it too, once who leads the agency names them
        assert {one.person.role for one in stored} == set(Role.values) - besides_another | {""}
        assert sum(one.person.role == "" for one in stored) == 2
        assert all(one.user.has_role(one.person.role, one.agency) for one in stored if one.agency)

    def test_are_made_once(self, agencies):
        make_demo_people()
        make_demo_people()
        assert User.objects.count() == len(PEOPLE)
        assert Membership.objects.count() == len([person for person in PEOPLE if person.agency_code])

    def test_cannot_be_entered_with_a_password(self, agencies):
        assert not any(one.user.has_usable_password() for one in make_demo_people())

    def test_of_them_only_the_administrator_is_staff(self, agencies):
        assert {one.person.role for one in make_demo_people() if one.user.is_staff} == {Role.ADMINISTRATOR}


def test_a_unit_belongs_to_its_agency():
    pea = make_agency("การไฟฟ้าส่วนภูมิภาค")
    unit = make_unit(pea, "แผนกมิเตอร์")
    assert make_membership(agency=pea, unit=unit).unit.name == "แผนกมิเตอร์"
