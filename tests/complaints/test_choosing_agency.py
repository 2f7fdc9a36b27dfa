"""Who leads several agencies chooses for which a page is: the same page for letterheads, approvals and notices."""

import pytest
from django.urls import reverse

from directory.models import Role
from tests.factories import make_agency, make_membership

pytestmark = pytest.mark.django_db
PAGES = [
    ("office_letterheads", "office_letterhead", "office"),
    ("office_approval_agencies", "office_approval_topics", "office_approvals"),
    ("office_notices_choose", "office_notices", "office"),
]


@pytest.mark.parametrize(("address", "to", "back"), PAGES)
class TestChoosingAnAgency:
    def test_leads_to_each_of_them_and_back(self, as_, kanya, highways, address, to, back):
        make_membership(kanya, make_agency("กรมชลประทาน", code="rid"), Role.SUPERVISOR)
        make_agency("กรมอื่น", code="other")
        kanya.forget_roles()
        shown = as_(kanya).get(reverse(address)).content.decode().split("<main")[1]
        assert all(f'href="{reverse(to, args=[code])}"' in shown for code in (highways.code, "rid"))
        assert reverse(to, args=["other"]) not in shown
        assert f'href="{reverse(back)}"' in as_(kanya).get(reverse(address)).content.decode()

    def test_is_passed_over_by_who_leads_one(self, as_, kanya, highways, address, to, back):
        assert as_(kanya).get(reverse(address))["Location"] == reverse(to, args=[highways.code])

    def test_is_not_there_for_officers_and_citizens(self, as_, wichai, malee, address, to, back):
        assert as_(wichai).get(reverse(address)).status_code == 404
        assert as_(malee).get(reverse(address)).status_code == 404
