"""Somebody always administers: what would end that is refused on every page, also where two end each other at once."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from complaints.appointing import appoint_administrator
from complaints.moving_people import change_last_day, move_to_agency, shut_out
from directory.administrators import administer_today
from directory.models import Agency, Membership, Role, User
from notifications.models import Message
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db


def administrator(name="มานพ ระเบียบ", agency=None, **more):
    return make_membership(make_user(name, is_staff=True), agency or make_agency(), Role.ADMINISTRATOR, **more).user


@pytest.fixture
def manop(db):
    return administrator()


def role_of(user):
    return user.memberships.select_related("agency", "user").get(role=Role.ADMINISTRATOR)


def code_of(act):
    with pytest.raises(ValidationError) as refused:
        act()
    error = refused.value
    return next(iter(error.error_dict.values()))[0].code if hasattr(error, "error_dict") else error.code


def send(client, user, **flags):
    """Save the page of a person at /admin/ with these ticks."""
    told = {"full_name": user.full_name, "email": user.email, "language": "th", **flags}
    told |= {f"memberships-{part}": 0 for part in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return client.post(reverse("admin:directory_user_change", args=[user.pk]), told)


class TestThePageOfAPerson:
    @pytest.mark.parametrize("flags", [{"is_active": "on"}, {"is_staff": "on"}, {}])
    def test_ends_nobodys_own_administration(self, client, manop, flags):
        administrator("สุดา มั่นคง")
        client.force_login(manop)
        assert send(client, manop, **flags).status_code == 200
        assert client.get("/administration/").status_code == 200

    def test_ends_that_of_another_one(self, client, manop):
        suda = administrator("สุดา มั่นคง")
        client.force_login(manop)
        assert send(client, suda, is_active="on").status_code == 302
        assert set(administer_today()) == {manop}

    def test_leaves_no_superuser_alone_with_a_role_that_ends(self, client, manop):
        root = User.objects.create_superuser("root@example.org", "long enough 1")
        role = role_of(manop)
        Membership.objects.filter(pk=role.pk).update(ends_on=timezone.localdate() + timedelta(days=3))
        client.force_login(manop)
        answer = send(client, root, is_active="on")
        assert "จะไม่เหลือ" in answer.content.decode()
        root.refresh_from_db()
        assert root.is_staff

    def test_changes_what_ends_nothing(self, client, manop):
        client.force_login(manop)
        manop.full_name = "มานพ ใหม่"
        assert send(client, manop, is_active="on", is_staff="on").status_code == 302
        assert send(client, make_user("มาลี ใจดี")).status_code == 302, "a citizen may be shut out"

    def test_has_no_role_to_change(self, client, manop):
        client.force_login(manop)
        client.post(reverse("admin:directory_membership_add"), {"user": manop.pk, "role": "administrator"})
        assert Membership.objects.count() == 1
        role = reverse("admin:directory_membership_change", args=[role_of(manop).pk])
        client.post(role, {"ends_on": "28/11/2569"})
        client.post(reverse("admin:directory_membership_delete", args=[role_of(manop).pk]), {"post": "yes"})
        assert role_of(manop).ends_on is None
        assert "/administration/people/" in client.get(role).content.decode()


class TestTheRole:
    def test_of_another_one_ends(self, manop):
        suda = administrator("สุดา มั่นคง")
        shut_out(role_of(suda), by=manop)
        assert set(administer_today()) == {manop}

    def test_does_not_end_where_only_somebody_with_a_last_day_would_be_left(self, manop):
        suda = administrator("สุดา มั่นคง", ends_on=timezone.localdate() + timedelta(days=1))
        assert code_of(lambda: shut_out(role_of(manop), by=suda)) == "last_administrator"
        later = timezone.localdate() + timedelta(days=30)
        assert code_of(lambda: change_last_day(role_of(manop), later, by=suda)) == "last_administrator"

    def test_moves_to_no_agency_that_closes_where_nobody_else_is(self, manop):
        suda = administrator("สุดา มั่นคง", ends_on=timezone.localdate() + timedelta(days=1))
        closing = make_agency(closes_on=timezone.localdate() + timedelta(days=9))
        assert code_of(lambda: move_to_agency(role_of(manop), closing, by=suda)) == "last_administrator"
        move_to_agency(role_of(manop), make_agency(), by=suda)

    def test_is_ended_by_nobody_who_is_none_any_more(self, manop):
        suda, third = administrator("สุดา มั่นคง"), administrator("ชัย พรหมมา")
        shut_out(role_of(suda), by=manop)
        assert code_of(lambda: shut_out(role_of(third), by=suda)) == "administers_no_more"


@pytest.mark.django_db(transaction=True)
def test_two_who_end_each_other_at_once_leave_one():
    first, second = administrator("หนึ่ง ก"), administrator("สอง ข")
    both, told = threading.Barrier(2), []

    def end(other, by):
        try:
            both.wait()
            shut_out(role_of(other), by=by)
            told.append("done")
        except ValidationError as error:
            told.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=end, args=pair) for pair in ((first, second), (second, first))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(told) == ["administers_no_more", "done"]
    assert administer_today().count() == 1


class TestAnAgencyOfAdministrators:
    def close(self, client, agency):
        from tests.frontend.administration.sending import row_page, typed

        page = row_page("agencies", agency.code)
        return client.post(page, typed(client.get(page)) | {"closes_on": "31/12/2599"})

    def test_does_not_close_where_nobody_is_elsewhere(self, client, manop):
        agency = role_of(manop).agency
        client.force_login(manop)
        answer = self.close(client, agency)
        assert set(answer.context["form"].errors) == {"closes_on"}
        administrator("สุดา มั่นคง")
        assert set(self.close(client, agency).context["form"].errors) == {"closes_on"}, "nor one's own"
        client.force_login(administrator("ชัย พรหมมา"))
        assert self.close(client, agency).status_code == 302
        assert Agency.objects.get(pk=agency.pk).closes_on


class TestAppointing:
    def test_makes_a_colleague_an_administrator_and_tells_all_of_them(self, client, manop):
        suda = make_membership(make_user("สุดา มั่นคง", email_confirmed_at=timezone.now()), make_agency(code="doh")).user
        client.force_login(manop)
        told = {"user": suda.email, "agency": "doh", "role": "administrator"}
        assert client.post("/administration/people/new/", told).status_code == 302
        assert set(administer_today()) == {manop, suda}
        mails = Message.objects.filter(event_key__startswith="new-administrator")
        assert suda.email in set(mails.values_list("recipient", flat=True))
        assert "สุดา มั่นคง" in mails[0].body
        client.force_login(User.objects.get(pk=suda.pk))
        assert client.get("/administration/").status_code == 200

    def test_is_for_nobody_whom_the_installation_does_not_know(self, manop):
        agency = make_agency()
        stranger = make_user("มาลี ใจดี", email_confirmed_at=timezone.now())
        left = make_membership(
            make_user(email_confirmed_at=timezone.now()),
            agency,
            ends_on=timezone.localdate() - timedelta(days=1),
            starts_on="2020-01-01",
        ).user
        unsure = make_membership(make_user(email_confirmed_at=None), agency).user
        for email in ("nobody@example.org", stranger.email, left.email, unsure.email):
            assert code_of(lambda email=email: appoint_administrator(email, agency, by=manop)) == "no_such_colleague"
        assert code_of(lambda: appoint_administrator(manop.email, agency, by=manop)) in {
            "administers_already",
            "no_such_colleague",
        }
        assert code_of(lambda: appoint_administrator(unsure.email, agency, by=unsure)) == "administers_no_more"
