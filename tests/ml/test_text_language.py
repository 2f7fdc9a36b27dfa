"""In which language somebody wrote: enough to find them a reader, never worth a second of anybody's time."""

import time

import pytest

from ml.text_language import MAX_LETTERS, text_language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("th", "ถนนหน้าโรงเรียนบ้านหนองแวงเป็นหลุมลึกมาก ฝนตกแล้วมองไม่เห็น"),
        ("th", "รถเก๋ง Honda Civic จอดขวางทาง fire exit ของคอนโด The Base ทุกคืนเลย"),
        ("th", "น้ำไม่ไหล 3 วันแล้ว"),
        ("th", "ไฟดับ"),
        ("lo", "ໄຟຖະໜົນໜ້າຕະຫຼາດດັບມາສອງອາທິດແລ້ວ ຢ້ານເກີດອຸບັດຕິເຫດ"),
        ("lo", "ນ້ຳປະປາບໍ່ໄຫຼ ຢູ່ຊຸມຊົນ ตลาดไท"),
        ("my", "စက်ရုံရှေ့ လမ်းမီးတွေ ပျက်နေတာ နှစ်ပတ်ရှိပြီ။ ညဘက် လမ်းသွားရတာ ကြောက်စရာကောင်းတယ်။"),
        ("my", "အလုပ်ရှင်က လုပ်ခ မပေးဘူး Samut Sakhon မဟာชัย"),
        ("km", "ភ្លើងបំភ្លឺផ្លូវនៅមុខរោងចក្រខូចពីរសប្តាហ៍ហើយ ពេលយប់ងងឹតណាស់"),
        ("zh", "市场门口的路灯坏了两个星期，晚上很危险。"),
        ("zh", "唐人街的垃圾沒有人收 Yaowarat Road"),
        ("en", "The street light in front of the market has been broken for two weeks."),
        ("en", "Street light broken"),
        ("en", "There is a deep hole on ถนนมิตรภาพ near the school, please repair it"),
        ("ms", "Lampu jalan di depan masjid rosak sudah dua minggu, tolong baiki"),
        ("ms", "لمڤو جالن دڤن مسجد روسق سوده دوا ميڠݢو"),
        ("other", "سياراة متوقفة في الطريق منذ أسبوع"),
        ("other", "駅の前の街灯が壊れています。夜はとても危ないです。"),
        ("other", "시장 앞 가로등이 두 주째 고장났습니다"),
        ("other", "Đèn đường trước chợ bị hỏng đã hai tuần rồi"),
        ("other", "Die Laterne vor dem Markt ist seit zwei Wochen kaputt"),
        ("other", "Le lampadaire devant le marché ne marche plus depuis deux semaines"),
        ("other", "Уличный фонарь перед рынком не работает две недели"),
        ("other", "बाज़ार के सामने की बत्ती दो हफ़्ते से ख़राब है"),
        ("other", "ၾႆးတၢင်းၼႃႈၵၢတ်ႇၵွႆ သွင်ဝူင်ႈယဝ်ႉ"),  # Shan, in the letters of Burma
        ("other", "12345 67890"),
        ("other", "!!! ???"),
        ("other", ""),
    ],
)
def test_is_told(language, text):
    assert text_language(text) == language


@pytest.mark.parametrize("sign", ["ก", "a", "ျ", "\u0301", "中", "\U0001f600", "ˈ", " ", "'", "đ"])
def test_costs_little_whatever_is_written(sign):
    began = time.process_time()
    text_language(sign * 2_000_000)
    assert time.process_time() - began < 0.05


def test_does_not_look_beyond_the_longest_complaint():
    assert text_language("ก" * MAX_LETTERS + "က" * 90_000) == "th"


def test_a_text_with_half_a_character_is_no_error():
    assert text_language("\ud800\udfff ไฟดับ") == "th"
