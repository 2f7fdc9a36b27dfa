"""The demo's agencies have somebody to whom late cases go up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from complaints.escalating import forget_ladder, ladder, load_escalation_rules, people_to_tell
from complaints.handling import assign_case
from complaints.models import Assignment
from config.demo_heads import appoint_heads
from directory.models import Membership, Role
from tests.complaints.conftest import file, highways, khon_kaen, malee, roads, sila  # noqa: F401
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ladder(db):
    load_escalation_rules()
    forget_ladder()
    yield
    forget_ladder()


@pytest.fixture
def part(file, highways, roads):  # noqa: F811
    return assign_case(file().complaint.case, highways, by=None, topic=roads)


def roles_at(agency):
    return sorted(Membership.objects.current().filter(agency=agency).values_list("role", flat=True))


def test_each_step_of_the_ladder_finds_somebody(part):
    Assignment.objects.update(accept_by=timezone.now() - timedelta(days=30))
    assert all(people_to_tell(part, rule)[1] == [] for rule in ladder())
    assert appoint_heads() == 2
    told = {rule.level: people_to_tell(part, rule)[1] for rule in ladder() if rule.clock == "accept"}
    assert [len(told[level]) for level in (1, 2, 3)] == [1, 1, 1]
    assert told[1] != told[2]


def test_nobody_comes_twice_nor_beside_who_leads_already(part, highways):  # noqa: F811
    head = make_membership(make_user("หัวหน้าเดิม"), highways, Role.AGENCY_HEAD)
    assert (appoint_heads(), appoint_heads()) == (1, 0)
    assert roles_at(highways) == [Role.AGENCY_HEAD, Role.SUPERVISOR]
    assert Membership.objects.get(role=Role.AGENCY_HEAD) == head


def test_nobody_comes_where_no_case_is_open_nor_above_who_has_some(part, highways, file, roads):  # noqa: F811
    highways.parent = make_agency("กระทรวงคมนาคม", code="mot")
    highways.save()
    other = make_agency("กรมอื่น", code="other")
    assign_case(file(text="ถนนหน้าบ้านเลขที่ 9 ทรุดตัวลึก").complaint.case, highways.parent, by=None, topic=roads)
    appoint_heads()
    assert roles_at(highways) and not roles_at(other) and not roles_at(highways.parent)
