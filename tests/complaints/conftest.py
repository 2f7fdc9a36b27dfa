"""Named people and places of the complaint tests."""

import re

import pytest

from complaints import letters
from complaints.handling import accept_assignment, assign_case
from complaints.intake import Contact, Submission, submit_complaint
from complaints.workflow import Visibility
from directory.models import AgencyKind, AreaLevel, Role
from directory.shape_loading import load_area_shapes
from tests.complaints.joined import AGAIN, HERE
from tests.complaints.referral_story import by_letter
from tests.directory.outlines import SOURCE, two_districts, write
from tests.factories import make_agency, make_area, make_membership, make_topic, make_user
from tests.records.keys import key_of_the_tests

PHONE = "081-234-5678"
SMOKE = f"โรงงานปล่อยควันดำทุกคืน เด็กทั้งซอยไอ โทรถาม นายสมชาย ใจกล้า {PHONE}"
POTHOLE = "ถนนหน้าโรงเรียนบ้านหนองแวงเป็นหลุมลึกมาก ฝนตกแล้วมองไม่เห็น รถมอไซล้มไปสองคันแล้ว"


@pytest.fixture
def malee(db):
    """A complainant with an account."""
    return make_user("มาลี ใจดี", email="malee@example.org")


@pytest.fixture
def somsak(db):
    """A neighbour who could sign too."""
    return make_user("สมศักดิ์ เพื่อนบ้าน", email="somsak@example.org")


@pytest.fixture
def khon_kaen(db):
    return make_area(40, "ขอนแก่น", "Khon Kaen")


@pytest.fixture
def sila(khon_kaen):
    make_area(4001, "เมืองขอนแก่น", "Mueang Khon Kaen")
    return make_area(400111, "ศิลา", "Sila")


@pytest.fixture
def outlines(khon_kaen, tmp_path):
    """Two made-up districts of Khon Kaen, side by side: เมืองขอนแก่น and, east of 102.8, บ้านฝาง."""
    make_area(4001, "เมืองขอนแก่น", "Mueang Khon Kaen")
    make_area(4002, "บ้านฝาง", "Ban Fang")
    load_area_shapes(write(tmp_path / "districts.geojson", two_districts()), level=AreaLevel.DISTRICT, source=SOURCE)


@pytest.fixture
def roads(db):
    return make_topic("roads/pothole", "ถนนเป็นหลุม", offers_public=True, visibility_floor="public")


@pytest.fixture
def bribery(db):
    return make_topic("corruption-conduct/bribery", "เรียกรับเงิน", visibility_floor="confidential")


@pytest.fixture
def highways(db):
    return make_agency("กรมทางหลวง", code="doh")


@pytest.fixture
def centre(khon_kaen):
    return make_agency(
        "ศูนย์ดำรงธรรมจังหวัดขอนแก่น", code="damrongdhama-khon-kaen", kind=AgencyKind.PROVINCE_CENTRE, area=khon_kaen
    )


@pytest.fixture
def wichai(highways):
    """An officer of Highways."""
    return make_membership(make_user("วิชัย ทองดี"), highways).user


@pytest.fixture
def somchai(highways):
    """Another officer of Highways."""
    return make_membership(make_user("สมชาย ศรีสุข"), highways).user


@pytest.fixture
def kanya(highways):
    """The supervisor at Highways."""
    return make_membership(make_user("กัญญา รุ่งเรือง"), highways, Role.SUPERVISOR).user


@pytest.fixture
def stranger(db):
    """An officer of another agency."""
    return make_membership(make_user("นิภา วงศ์ใหญ่"), make_agency("สำนักงานเขตคลองเตย", code="bma-khlong-toei")).user


@pytest.fixture
def lamai(centre):
    """A helper of the Damrongdhama centre of Khon Kaen."""
    return make_membership(make_user("ละไม เพ็ชรดี", email="lamai@example.org"), centre, Role.HELPER).user


@pytest.fixture
def as_(client):
    """Open pages as somebody, in English."""

    def as_(user):
        client.force_login(user)
        client.cookies["language"] = "en"
        return client

    return as_


@pytest.fixture
def siriporn(db):
    """A triage officer."""
    desk = make_agency("ศูนย์บริการประชาชน", code="central-desk")
    return make_membership(make_user("ศิริพร แก้วมณี"), desk, Role.TRIAGE_OFFICER).user


@pytest.fixture
def file(malee, sila):
    """File a complaint of Malee's; keyword arguments change the submission."""

    def file(text=POTHOLE, by=malee, **fields):
        fields.setdefault("area", sila)
        fields.setdefault("contact", Contact(name="มาลี ใจดี", email="malee@example.org") if by else Contact())
        return submit_complaint(Submission(text=text, **fields), by=by)

    return file


@pytest.fixture
def case(file):
    return file(visibility=Visibility.PUBLIC).complaint.case


@pytest.fixture
def assignment(case, highways, roads):
    """The case, sent to Highways and not accepted yet."""
    return assign_case(case, highways, by=None, topic=roads)


@pytest.fixture
def working(assignment, wichai):
    """The case, being worked on by Wichai of Highways."""
    return accept_assignment(assignment, by=wichai)


@pytest.fixture
def first(file, highways, roads, wichai):
    """Malee's case, in the hands of Highways."""
    case = file(visibility=Visibility.PUBLIC, **HERE).complaint.case
    return accept_assignment(assign_case(case, highways, by=None, topic=roads), by=wichai).case


@pytest.fixture
def second(file, somsak, highways, roads):
    """Somsak's case of the same hole, told later, sent to Highways."""
    case = file(
        text=AGAIN, by=somsak, visibility=Visibility.PUBLIC, latitude=16.43215, longitude=102.82315
    ).complaint.case
    return assign_case(case, highways, by=None, topic=roads).case


def without_outbox(html: str) -> str:
    """A page without the box of what waits on the device: hidden on every page, with a way out of its own."""
    return re.sub(r'<section class="page read outbox".*?</section>', "", html, flags=re.DOTALL)


@pytest.fixture
def with_a_key(settings, tmp_path):
    """Letters can be signed, and lie where only this test looks."""
    settings.LETTER_KEY = str(key_of_the_tests())
    settings.MEDIA_ROOT = tmp_path / "media"
    letters._resting = type(letters._resting)()


@pytest.fixture
def irrigation(db):
    """An agency that does not work here, and gets letters."""
    return by_letter()
