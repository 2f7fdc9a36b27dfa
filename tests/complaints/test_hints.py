"""The first guess from plain words, before any model has looked."""

import time

import pytest

from complaints.danger import emergency_numbers, is_urgent_by_words
from complaints.hints import is_dangerous_to_tell, is_sensitive, most_open, preselected_visibility, suggested_visibility
from complaints.progress import visibility_choices
from complaints.workflow import Visibility


@pytest.mark.parametrize(
    ("text", "visibility", "sensitive", "dangerous"),
    [
        ("ถนนหน้าบ้านเป็นหลุม", "public", False, False),
        ("ขอคัดสำเนาทะเบียนบ้านแล้วรอนาน", "agency", False, False),
        ("เสาไฟฟ้าเอียง กลัวล้มทับเด็กนักเรียน", "agency", True, False),  # a reason to hurry, not the matter
        ("ถนนหน้าโรงพยาบาลเป็นหลุม", "agency", True, False),  # a landmark
        ("ข้างบ้านเสพยาบ้ากันทุกคืน", "agency", True, False),
        ("พยาบาลให้ยาผิดคน", "agency", True, True),
        ("พ่อเลี้ยงล่ามโซ่เด็กไว้กับเตียง", "agency", True, True),
        ("สามีทำร้ายร่างกายลูก", "confidential", True, True),
        ("My husband beats my child every night and I am scared of him", "confidential", True, True),
        ("ครูลวนลามลูกสาวฉันที่โรงเรียน กลัวมาก", "agency", True, True),
        ("แม่ค้าตีราคาแพง ลูกค้าบ่น", "agency", False, False),
        ("ด่านหน้าตลาดเก็บส่วยรถบรรทุกบนถนน", "confidential", True, True),
        ("อบต.ฮั้วประมูลทุกโครงการ", "confidential", True, True),
        ("Police ask for a bribe at the checkpoint", "confidential", True, True),
    ],
)
def test_what_is_said_decides_how_closed_the_form_begins(text, visibility, sensitive, dangerous):
    assert suggested_visibility(text) == visibility
    assert is_sensitive(text) is sensitive
    assert is_dangerous_to_tell(text) is dangerous


@pytest.mark.parametrize(
    ("text", "ticked"),
    [
        ("ถนนหน้าตลาดเป็นหลุม", "public"),
        ("ไฟทางดับหน้าบ้านเลขที่ 12/3", None),
        ("ถนนเป็นหลุม โทรหาผม 081 234 5678", None),
        ("น้ำท่วมซอย แม่ติดเตียงออกไม่ได้", None),
        ("พยาบาลให้ยาผิดคน บ้านเลขที่ 5", "agency"),
    ],
)
def test_a_text_that_tells_of_a_person_is_never_ticked_as_public(text, ticked):
    assert preselected_visibility(text) == ticked


@pytest.mark.parametrize(
    "text",
    [
        "The street light is broken and a man there touched my daughter",
        "Flooded drain, and next door a child is beaten every night",
        "pothole, and the man with the gun is back",
        "street light: လမ်းမီး ပျက်တယ်၊ ကလေးကို ရိုက်တယ်",
        "flood ນ້ຳຖ້ວມ ແລະ ຕີລູກ ທຸກມື້",
        "flood ទឹកជំនន់ ហើយវាយក្មេង",
        "flood 淹水，有人打孩子",
        "drain tersumbat dan budak itu didera",
    ],
)
def test_harm_told_in_another_language_beside_a_street_matter_is_not_offered_to_everybody(text):
    assert suggested_visibility(text) != "public"
    assert is_sensitive(text)


@pytest.mark.parametrize(
    ("of_the_road", "of_harm"),
    [
        ("ไฟทางดับ มืดมาก อันตรายต่อเด็กนักเรียน", "ไฟทางดับ มืดมาก มีคนมาฉุดเด็กนักเรียน"),
        ("ไฟถนนเสีย เด็กๆ เดินกลับบ้านอันตรายมากค่ะ", "ไฟถนนเสีย เด็กๆ เดินกลับบ้านอันตราย มีคนโรคจิตดักรอ"),
        ("ซอยมืด ไม่ปลอดภัยทั้งเด็กและผู้ใหญ่", "ซอยมืด ข้างบ้านเด็กอยู่ในอันตราย"),
        ("ฝาท่อแตก เป็นอันตรายกับเด็ก ๆ ในชุมชน", "ฝาท่อแตก แล้วข้างบ้านล่ามเด็กไว้ เป็นอันตรายกับเด็ก ๆ"),
        ("ถนนเป็นหลุม เสี่ยงอันตรายต่อคนแก่และเด็ก", "ถนนเป็นหลุม ลุงคนนั้นเป็นอันตรายต่อเด็ก"),
        ("ไฟทางหน้าโรงเรียนดับ มืดมาก อันตรายต่อเด็กนักเรียน", "ไฟทางหน้าโรงเรียนดับ น้าคนนั้นเป็นอันตรายต่อเด็กนักเรียน"),
        ("น้ำท่วมขังบนทางหลวง เด็กเดินไปโรงเรียนลำบาก", "น้ำท่วมถนน เขาขังเด็กไว้ อันตรายต่อเด็ก"),
        ("เชิงสะพานไม่ได้ตีเส้น ไฟไม่ทำงาน อันตรายกับเด็ก ๆ", "เชิงสะพาน เขาตีเด็ก อันตรายกับเด็ก ๆ"),
        ("ทางเดินริมแม่น้ำมีดินถล่ม ไม่ปลอดภัยสำหรับเด็ก", "ทางเดินมืด แม่ไม่อยู่ ไม่ปลอดภัยสำหรับเด็ก"),
        ("มีเด็กข้ามถนนทุกเช้า รถเร็วมาก", "มีเด็กเดินขอเงินตรงไฟแดงทุกเช้า"),
        ("ทางข้ามมืด อันตรายกับเด็ก", "ทางข้ามมืด อันตรายกับเด็ก เห็นเด็กร้องไห้ทุกคืน"),
        ("It is dark, dangerous for children. The street light is out", "It is dark, a man touches children there"),
        ("The road is unsafe for our kids", "Down the road a father is a danger to our kids"),
        (
            "The pavement is broken and my daughter walks home there",
            "My daughter walks home on this road, he follows her",
        ),
        ("No street lamp, children cross the lane in the dark", "No street lamp. The children next door are in danger"),
        ("လမ်းမီး မလင်းဘူး၊ ကလေးတွေအတွက် အန္တရာယ်ရှိတယ်", "လမ်းမီး မလင်းဘူး၊ ကလေးကို ရိုက်တယ်"),
        ("ໄຟທາງມອດ ມືດຫຼາຍ ອັນຕະລາຍຕໍ່ເດັກນ້ອຍ", "ໄຟທາງມອດ ມີຄົນແປກໜ້າ ອັນຕະລາຍຕໍ່ເດັກນ້ອຍ"),
        ("ភ្លើងផ្លូវមិនភ្លឺ គ្រោះថ្នាក់ដល់ក្មេងៗ", "ផ្លូវងងឹត បុរសម្នាក់ គ្រោះថ្នាក់ដល់ក្មេងៗ"),
        ("路灯坏了，天黑对孩子很危险", "路灯坏了，有人跟踪孩子，对孩子很危险"),
    ],
)
def test_a_road_that_is_dangerous_to_children_is_no_harm_done_to_a_child(of_the_road, of_harm):
    assert not is_sensitive(of_the_road)
    assert is_sensitive(of_harm)


@pytest.mark.parametrize("piece", ["คนแก่", "เด็ก", "เด็ก ", "อันตรายเด็ก", "อันตรายคน", "children ", "dangerous for our "])
def test_no_text_keeps_the_first_guess_busy(piece):
    before = time.perf_counter()
    is_sensitive("ถนน" + piece * 4000)
    assert time.perf_counter() - before < 1


AT_HOME = [
    "ผัวตีลูกฉันจนช้ำ ฉันกลัวมาก",
    "แฟนทุบตีหนูกับน้อง ช่วยด้วย",
    "ความรุนแรงในครอบครัว สามีทำร้ายฉัน",
    "สามีทำร้ายร่างกายลูก",
    "พ่อเลี้ยงข่มขืนลูกสาว",
    "สามีตีลูกสาว ขู่จะฆ่า",
    "ไฟทางหน้าบ้านดับ แล้วสามีก็ซ้อมเมียทุกคืน",
    "My husband beats my child every night and I am scared of him. Please help",
    "丈夫家暴，打孩子",
]


@pytest.mark.parametrize("text", AT_HOME)
class TestHarmAtHome:
    def test_brings_help_at_once(self, text):
        assert {"1300", "191"} <= {each.number for each in emergency_numbers(text)}
        assert is_dangerous_to_tell(text)

    def test_is_never_offered_to_everybody(self, text):
        assert most_open(text) == Visibility.CONFIDENTIAL
        assert Visibility.PUBLIC not in {each.value for each in visibility_choices("", most_open(text))}

    def test_jumps_the_queue_whatever_the_model_says(self, text):
        assert is_urgent_by_words(text, is_thai=True)

    @pytest.mark.django_db
    def test_stays_with_named_officers_though_public_was_sent(self, text, file):
        complaint = file(text, visibility=Visibility.PUBLIC).complaint
        assert (complaint.case.visibility, complaint.case.public_text) == (Visibility.CONFIDENTIAL, "")


def test_a_street_matter_in_english_stays_open_whatever_its_words_contain():
    for text in (
        "The pothole is in front of the person's shop",
        "Garbage since last season",
    ):
        assert suggested_visibility(text) == "public", text


def test_what_may_be_dangerous_to_tell_is_never_offered_to_everybody():
    for text in ("หมอในคลินิกข้างถนนรักษาผิด", "ครูตีเด็กหน้าเสาธง", "ตำรวจจอดรถขวางทางเท้า"):
        assert suggested_visibility(text) != "public"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "visibility", "told"),
    [
        ("ด่านหน้าตลาดเก็บส่วยรถบรรทุกบนถนนทุกคืน", "public", True),
        ("ด่านหน้าตลาดเก็บส่วยรถบรรทุกบนถนนทุกคืน", "agency", False),
        ("ถนนหน้าบ้านเป็นหลุมลึกมาสองเดือนแล้ว", "public", False),
    ],
)
def test_who_opens_what_is_never_open_is_told_before_sending_that_it_may_be_closed(client, text, visibility, told):
    form = {"step": "check", "text": text, "visibility": visibility, "about": ""}
    html = client.post("/complaints/new/", form, follow=True).content.decode()
    assert 'value="send"' in html
    assert ("เรื่องทุจริต ตำรวจ สุขภาพ และเด็กถูกทำร้าย เราไม่เปิดให้ทุกคนเห็น" in html) is told
