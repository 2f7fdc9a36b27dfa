"""A small country for the routing tests: topics, places, agencies and rules."""

import pytest

from directory.models import AgencyKind, Role
from ml.serving import Prediction
from routing import asking
from routing.models import RoutingRule, RoutingThreshold
from tests.complaints.conftest import as_, file, khon_kaen, malee, sila, siriporn  # noqa: F401
from tests.factories import make_agency, make_area, make_membership, make_topic, make_user


@pytest.fixture(autouse=True)
def _no_model_loaded():
    yield
    asking.DECIDING.forget()
    asking.BESIDE.forget()


@pytest.fixture
def bangkok(db):
    return make_area(10, "กรุงเทพมหานคร", "Bangkok")


@pytest.fixture
def khlong_toei(bangkok):
    return make_area(1033, "คลองเตย", "Khlong Toei")


@pytest.fixture
def electricity(db):
    return make_topic("electricity", "ไฟฟ้า")


@pytest.fixture
def outage(electricity):
    return make_topic("electricity/outage", "ไฟดับ", parent=electricity)


@pytest.fixture
def pothole(db):
    return make_topic("roads/pothole", "ถนนเป็นหลุม", visibility_floor="public")


@pytest.fixture
def pea(db):
    return make_agency("การไฟฟ้าส่วนภูมิภาค", code="pea")


@pytest.fixture
def mea(db):
    return make_agency("การไฟฟ้านครหลวง", code="mea")


@pytest.fixture
def district_office(khlong_toei):
    return make_agency("สำนักงานเขตคลองเตย", code="bma-khlong-toei", kind=AgencyKind.BANGKOK_DISTRICT, area=khlong_toei)


@pytest.fixture
def wichai(pea):
    return make_membership(make_user("วิชัย ทองดี"), pea, Role.OFFICER).user


@pytest.fixture
def rule(db):
    """Write a rule: rule(topic, area, agency); agency=None means the local office."""

    def rule(topic, area, agency, **fields):
        return RoutingRule.objects.create(
            topic=topic, area=area, agency=agency, to_local=agency is None, source="ทดสอบ", **fields
        )

    return rule


@pytest.fixture
def threshold(db):
    return RoutingThreshold.objects.create(probability=0.7, decided_by="ผู้ก่อตั้ง", reason="ทดสอบ")


def says(*topics, urgent=False, abstain=False):
    """A prediction with these (code, probability) pairs."""
    return Prediction(
        id="1", topics=list(topics), urgent=urgent, abstain=abstain, words={code: ["คำ"] for code, _ in topics}
    )
