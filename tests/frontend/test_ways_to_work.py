"""Who works here finds their desk: after signing in, and from citizens' pages on a phone."""

import re

import pytest
from django.conf import settings
from django.test import RequestFactory

from directory.accounts import AccountAdapter
from directory.models import AgencyKind, Role, User
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
BEGINS_AT = {
    Role.OFFICER: "/office/today/",
    Role.SUPERVISOR: "/office/today/",
    Role.AGENCY_HEAD: "/office/today/",
    Role.TRIAGE_OFFICER: "/desk/",
    Role.HELPER: "/office/assist/",
    Role.AUDITOR: "/office/audit/",
    Role.POLICY_TEAM: "/consultations/manage/",
    Role.ADMINISTRATOR: "/administration/",
    Role.APPROVER: "/office/approvals/",
    # Have no pages of their own.
    Role.MODERATOR: settings.LOGIN_REDIRECT_URL,
    Role.NETWORK_MEMBER: settings.LOGIN_REDIRECT_URL,
}


@pytest.fixture
def office():
    return make_agency("กรมทางหลวง", code="doh", kind=AgencyKind.DEPARTMENT)


@pytest.fixture
def holder(office):
    """Somebody who holds these roles."""

    def holder(*roles: Role) -> User:
        person = make_user("ปราณี บุญช่วย", email="pranee@example.org")
        for role in roles:
            make_membership(person, office, role)
        User.objects.filter(pk=person.pk).update(is_staff=Role.ADMINISTRATOR in roles)
        return User.objects.get(pk=person.pk)

    return holder


def place_of(person):
    request = RequestFactory().get("/accounts/login/")
    request.user = person
    return AccountAdapter(request).get_login_redirect_url(request)


def desk_row(page):
    return re.findall(r'<nav class="desk-row page".*?</nav>', page.content.decode(), re.DOTALL)


class TestSigningIn:
    @pytest.mark.parametrize("role", Role)
    def test_leads_each_role_to_its_work_and_the_page_is_there(self, client, holder, role):
        person = holder(role)
        place = place_of(person)
        assert place == BEGINS_AT[role]
        client.force_login(person)
        assert client.get(place).status_code == 200

    def test_leads_a_citizen_to_their_cases(self, holder):
        assert place_of(holder()) == "/me/"

    def test_leads_an_administrator_who_may_not_open_these_pages_elsewhere(self, holder):
        person = holder(Role.ADMINISTRATOR)
        person.is_staff = False
        assert place_of(person) == "/me/"

    def test_leads_an_officer_who_also_approves_to_their_day(self, holder):
        assert place_of(holder(Role.APPROVER, Role.OFFICER)) == "/office/today/"

    def test_tells_who_approves_and_nothing_else_why_nothing_waits(self, client, holder, office):
        client.force_login(holder(Role.APPROVER))
        page = client.get("/office/approvals/").content.decode()
        assert office.name_th in page.partition("<main")[2] and "/office/today/" not in page
        client.force_login(make_membership(make_user(), office, Role.OFFICER).user)
        assert office.name_th not in client.get("/office/approvals/").content.decode().partition("<main")[2]

    def test_of_two_roles_the_cases_come_first(self, holder):
        assert place_of(holder(Role.HELPER, Role.OFFICER)) == "/office/today/"


class TestTheRowOnAPhone:
    @pytest.mark.parametrize("address", ["/", "/me/", "/complaints/new/"])
    def test_shows_a_helper_the_way_to_file_for_somebody(self, client, holder, address):
        client.force_login(holder(Role.HELPER))
        (row,) = desk_row(client.get(address))
        assert re.findall(r'<a href="([^"]+)"', row) == ["/office/assist/"]

    def test_shows_every_desk_of_who_has_several(self, client, holder):
        client.force_login(holder(Role.OFFICER, Role.TRIAGE_OFFICER, Role.ADMINISTRATOR))
        (row,) = desk_row(client.get("/me/"))
        assert set(re.findall(r'<a href="([^"]+)"', row)) == {
            "/desk/",
            "/office/today/",
            "/office/",
            "/administration/",
        }

    def test_is_not_there_for_citizens_and_visitors(self, client, holder):
        assert not desk_row(client.get("/"))
        client.force_login(holder())
        assert not desk_row(client.get("/me/"))


class TestFilingAsACitizenDoes:
    def test_a_helper_is_told_where_filing_for_somebody_is(self, client, holder):
        client.force_login(holder(Role.HELPER))
        page = client.get("/complaints/new/").content.decode()
        assert 'href="/office/assist/"' in page.partition("<main")[2].partition("</main")[0]

    def test_nobody_else_is(self, client, holder):
        client.force_login(holder(Role.OFFICER))
        assert "/office/assist/" not in client.get("/complaints/new/").content.decode()
