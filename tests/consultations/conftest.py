"""Named people and places of the consultation tests."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.utils import timezone

from consultations.announcing import announce_consultation
from consultations.drafting import Draft, draft_consultation
from consultations.explaining import About, Explained
from directory.models import Role
from notifications.hub import the_hub
from tests.consultations.announcements import sign_on_paper
from tests.factories import make_agency, make_area, make_membership, make_user

EXPLAINED = tuple(Explained(about, "ทางเท้าแคบและชำรุด") for about in About)
TITLE = "ร่างข้อบัญญัติทางเท้าของเทศบาลเมืองศิลา"


@pytest.fixture
def council(db):
    return make_agency("สำนักงานปลัดสำนักนายกรัฐมนตรี", code="opm-ops")


@pytest.fixture
def suda(council):
    """Of the policy team."""
    return make_membership(make_user("สุดา มั่นคง"), council, Role.POLICY_TEAM).user


@pytest.fixture
def nipa(db):
    """Of another agency's policy team."""
    return make_membership(make_user("นิภา วงศ์ใหญ่"), make_agency("สำนักงานเขต", code="bma"), Role.POLICY_TEAM).user


@pytest.fixture
def sila(db):
    make_area(40, "ขอนแก่น", "Khon Kaen")
    make_area(4001, "เมืองขอนแก่น", "Mueang Khon Kaen")
    return make_area(400111, "ศิลา", "Sila")


@pytest.fixture
def draft(council, suda):
    """Keeps a draft that is complete unless told otherwise; opens and closes: days from now.

    Of the kind that needs most explanations and no text of law.
    """

    def draft(*, opens=-0.5, closes=20.0, by=None, agency=None, **fields):
        now = timezone.now()
        written = {
            "kind": "principles",
            "title_th": TITLE,
            "changes_th": "- รถเข็นผ่านได้ทุกช่วง\n- ห้ามจอดรถบนทางเท้า",
            "page": "https://www.law.go.th/listening",
            "explanations": EXPLAINED,
            "opens_at": now + timedelta(days=opens),
            "closes_at": now + timedelta(days=closes),
            **fields,
        }
        return draft_consultation(Draft(**written), agency=agency or council, by=by or suda)

    return draft


@pytest.fixture
def signed(draft, suda):
    """Keeps a draft that its agency's head, who does not work here, has signed on paper."""

    def signed(**fields):
        return sign_on_paper(draft(**fields), by=suda)

    return signed


@pytest.fixture
def announced(signed, suda):
    def announced(**fields):
        return announce_consultation(signed(**fields), by=suda)

    return announced


@pytest.fixture
async def hub():
    """For tests with sockets: the hub of a test ends with it, and so do the connections of its threads."""
    yield
    await the_hub().stop()
    await sync_to_async(connections.close_all)()
