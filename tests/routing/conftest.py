"""A small country for the routing tests: topics, places, agencies and rules; and models of their own."""

import shutil
from dataclasses import replace

import pytest
from django.contrib.auth.models import Permission

from directory.models import AgencyKind, Role
from ml.model_file import card_of, checksum, load_model, save_model
from ml.serving import Prediction, newest_model
from routing import asking
from routing.comparing import Compared, Paired
from routing.deciding import route_case
from routing.models import ModelVersion, RoutingRule, RoutingThreshold
from tests.complaints.conftest import as_, file, khon_kaen, malee, sila, siriporn  # noqa: F401
from tests.factories import make_agency, make_area, make_membership, make_topic, make_user

SHIPPED = newest_model()
NAME = SHIPPED.stem.removeprefix("topics-")


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


@pytest.fixture
def registry(settings, tmp_path):
    settings.MODEL_REGISTRY = str(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def renamed(tmp_path_factory):
    """The shipped model as version 2026-12-01.1."""
    model = replace(load_model(SHIPPED), version="2026-12-01.1")
    return save_model(model, tmp_path_factory.mktemp("renamed"), {"purpose": "a test"})


@pytest.fixture
def version(registry, renamed):
    """A registered model: version("2026-12-01.1") has a file too."""

    def version(name="2026-12-01.1"):
        if name in renamed.name:
            for path in (renamed, card_of(renamed)):
                shutil.copy(path, registry)
        return ModelVersion.objects.create(
            version=name, sha256=checksum(renamed), base=NAME, fingerprint="f" * 64, lessons=100
        )

    return version


@pytest.fixture
def boss(db):
    boss = make_user("ผู้ดูแล", email="boss@example.org", is_staff=True)
    boss.user_permissions.add(Permission.objects.get(codename="add_modelchange"))
    return boss


@pytest.fixture
def better(monkeypatch):
    def better(paired=None):
        paired = paired or Paired(of=400, old_right=300, new_right=350, mended=60, broken=10)
        monkeypatch.setattr("routing.learning.compare", lambda change: Compared(paired, paired))

    better()
    return better


@pytest.fixture
def routed(file, threshold, rule, electricity, pothole, pea, mea):  # noqa: F811 - the fixture
    rule(electricity, None, pea)
    rule(pothole, None, mea)

    def routed(*topics):
        case = file().complaint.case
        route_case(case, says(*(topics or [("electricity", 0.9)])), model_version=NAME)
        case.refresh_from_db()
        return case

    return routed
