"""Where a matter is dealt with quicker: said beside the way on, never instead of it."""

import csv

import pytest
from django.core.exceptions import ValidationError

from complaints import stoppers
from complaints.models import Complaint, StopperText
from complaints.stoppers import forget_quicker_ways, load_quicker_ways, quicker_ways
from directory.models import Area
from tests.complaints.conftest import without_outbox
from tests.complaints.test_question_pages import Visitor
from tests.factories import make_agency, make_area, make_topic

pytestmark = pytest.mark.django_db
OUT = "ไฟดับทั้งหมู่บ้านตั้งแต่ตีสอง"
CHILD = "ครูตีเด็ก ป.2 ด้วยไม้บรรทัดเหล็กจนแขนเขียว"


@pytest.fixture(autouse=True)
def _uploads_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def say(code, topic=None, area=None, **fields):
    fields = {"text_th": f"โทรแจ้งได้เลย ({code})", "text_en": f"Call ({code})", "phone": "1129", **fields}
    text = StopperText(code=code, topic=topic, area=area, source="ทำขึ้นสำหรับทดสอบ", **fields)
    text.full_clean()
    text.save()
    forget_quicker_ways()
    return text


@pytest.fixture
def outage(db):
    return make_topic("electricity/outage", "ไฟดับ")


@pytest.fixture
def bangkok(db):
    return make_area(10, "กรุงเทพมหานคร", "Bangkok")


@pytest.fixture
def visitor(client):
    return Visitor(client)


def codes(topic, area=None):
    return [text.code for text in quicker_ways(topic, area)]


class TestWhichIsSaid:
    def test_the_one_for_the_topic(self, outage):
        say("pea", outage)
        assert codes("electricity/outage") == ["pea"]
        assert codes("electricity/poles") == codes("") == codes("no/such") == []

    def test_the_one_for_the_whole_topic_for_its_parts(self, outage):
        say("any", outage.parent)
        assert codes("electricity/outage") == ["any"]

    def test_that_of_the_area_in_place_of_the_one_for_everywhere(self, outage, bangkok, sila):
        say("pea", outage)
        say("mea", outage, bangkok)
        district = make_area(1033, "คลองเตย")
        assert codes("electricity/outage", bangkok) == codes("electricity/outage", district) == ["mea"]
        assert codes("electricity/outage", sila) == codes("electricity/outage") == ["pea"]

    def test_one_for_an_area_whatever_the_topic(self, bangkok, sila):
        say("flood-centre", None, bangkok)
        assert codes("roads/pothole", bangkok) == ["flood-centre"]
        assert codes("roads/pothole", sila) == []

    def test_none_out_of_use(self, outage):
        say("pea", outage, is_active=False)
        assert codes("electricity/outage") == []

    def test_at_most_two(self, outage):
        for number in range(4):
            say(f"way-{number}", outage)
        assert len(codes("electricity/outage")) == 2


class TestNeverADeadEnd:
    def test_it_is_said_after_the_words_and_the_way_goes_on(self, visitor, outage):
        say("pea", outage, link="https://www.example.go.th/")
        visitor.tells(OUT)
        for shown in ("มีทางที่เร็วกว่า", "โทรแจ้งได้เลย (pea)", 'href="tel:1129"', 'href="https://www.example.go.th/"'):
            assert shown in visitor.html
        assert 'name="province"' in visitor.presses("answered").html
        visitor.presses("check")
        assert "โทรแจ้งได้เลย" not in visitor.html  # once is enough
        visitor.presses("send")
        assert Complaint.objects.count() == 1

    def test_whose_duty_it_is_in_this_area_is_said_at_the_check(self, visitor, outage, bangkok):
        say("mea", outage, bangkok, agency=make_agency("การไฟฟ้านครหลวง"))
        assert 'name="province"' in visitor.tells(OUT).html
        visitor.presses("check", province="10")
        assert "เรื่องนี้เป็นหน้าที่ของการไฟฟ้านครหลวง" in visitor.html
        assert "ส่งเรื่องนี้ต่อ" in visitor.html
        visitor.presses("send")
        assert Complaint.objects.count() == 1

    def test_on_one_question_a_page_it_is_said_at_the_check_and_can_be_sent(self, visitor):
        say("1300", make_topic("welfare-children/child-abuse", "ทำร้ายเด็ก"), phone="1300")
        visitor.tells(CHILD).presses(visibility="anonymous").goes("check")
        assert 'href="tel:1300"' in visitor.html
        assert without_outbox(visitor.html).count('data-module="leave"') == 2
        visitor.presses("send")
        assert Complaint.objects.get().is_anonymous

    def test_who_passes_it_by_as_wrong_hears_no_more_of_it(self, visitor, outage, bangkok):
        say("pea", outage)
        say("mea", outage, bangkok)
        visitor.tells(OUT).presses("skip").presses("check", province="10")
        assert "มีทางที่เร็วกว่า" not in visitor.html

    def test_nobody_else_is_held_up(self, visitor, outage):
        say("pea", outage)
        assert 'name="province"' in visitor.tells("ทางเท้าแตกเดินสะดุดทุกวัน").html


class TestStaffWriteThem:
    @pytest.mark.parametrize(
        "fields",
        [
            {"text_th": "แนบสำเนาทะเบียนบ้านไปด้วย"},
            {"text_en": "Bring a copy of your ID card"},
            {"phone": "javascript:alert(1)"},
            {"link": "javascript:alert(1)"},
            {"phone": "", "link": ""},
        ],
    )
    def test_and_are_told_what_cannot_stand_there(self, outage, fields):
        with pytest.raises(ValidationError):
            say("new", outage, **fields)

    def test_for_a_topic_or_an_area(self):
        with pytest.raises(ValidationError):
            say("new")

    def test_at_admin_and_it_is_said_at_once(self, admin_client, visitor, outage):
        told = {
            "code": "pea", "topic": outage.pk, "text_th": "โทร 1129", "text_en": "Call 1129", "phone": "1129",
            "source": "ประกาศของ กฟภ.", "is_active": "on",
        }  # fmt: skip
        assert admin_client.post("/admin/complaints/stoppertext/add/", told).status_code == 302
        assert 'href="tel:1129"' in visitor.tells(OUT).html


class TestTheStartingSet:
    @pytest.fixture
    def loaded(self):
        with stoppers._TABLE.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                make_topic(row["topic"])
                if row["area"]:
                    make_area(int(row["area"]), f"จังหวัด {row['area']}")
                if row["agency"]:
                    make_agency(row["agency"], code=row["agency"])
        return load_quicker_ways()

    def test_keeps_to_the_rules_for_staff_and_is_loaded_once(self, loaded):
        assert loaded == StopperText.objects.count() > 15
        for text in StopperText.objects.all():
            text.full_clean()
        assert load_quicker_ways() == 0

    def test_sends_bangkok_to_its_own_electricity_authority(self, loaded):
        assert [text.phone for text in quicker_ways("electricity/outage", Area.objects.get(pk=10))] == ["1130"]
        assert [text.phone for text in quicker_ways("electricity/outage")] == ["1129"]
