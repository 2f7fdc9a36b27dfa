"""Words of danger in the languages people write in, and the numbers they bring."""

import pytest

from complaints.danger import NUMBERS, emergency_numbers


def numbers(text):
    return {each.number for each in emergency_numbers(text)}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("There is a man with a gun at the market", "191"),
        ("My neighbour was RAPED last night", "191"),
        ("They locked us in and took the passports, we are forced to work", "191"),
        ("He beats his wife and the children", "191"),
        ("My friend fell, he is bleeding and unconscious", "1669"),
        ("I can't breathe", "1669"),
        ("fire!!! the factory burns", "199"),
        ("There is a fire next to the fire station", "199"),
        ("The fire hydrant is broken and the market is on fire", "199"),
        ("The fire brigade has not come", "199"),
        ("Fire! Drill is still plugged in. Help", "199"),
        ("The shop is on fire. Her kids are inside", "199"),
        ("The house is burning, no fire hydrant works", "199"),
        ("I want to die", "1323"),
        ("ไฟไหม้", "199"),
        ("gunในบ้านข้าง ๆ", "191"),
        ("သူ့မှာ သေနတ်ရှိတယ်၊ သတ်မယ်လို့ ခြိမ်းခြောက်တယ်", "191"),
        ("ကျွန်မကို အခန်းထဲ ပိတ်လှောင်ထားတယ်", "191"),
        ("သူငယ်ချင်း သတိလစ်နေတယ် သွေးထွက်တယ်", "1669"),
        ("အိမ် မီးလောင်နေပြီ", "199"),
        ("သတ်သေချင်တယ်", "1323"),
        ("ມີຄົນຖືປືນຢູ່ຕະຫຼາດ", "191"),
        ("ນາຍຈ້າງກັກຂັງພວກເຮົາ", "191"),
        ("ໝູ່ຂ້ອຍໝົດສະຕິ", "1669"),
        ("ໄຟໄໝ້ເຮືອນ", "199"),
        ("ຢາກຕາຍ", "1323"),
        ("គាត់មានកាំភ្លើង", "191"),
        ("ថៅកែបង្ខាំងយើង", "191"),
        ("មិត្តខ្ញុំសន្លប់ ហូរឈាម", "1669"),
        ("ភ្លើងឆេះផ្ទះ", "199"),
        ("ខ្ញុំចង់ស្លាប់", "1323"),
        ("有人持枪", "191"),
        ("老板把我们关起来，不让我们离开", "191"),
        ("他昏迷了，一直流血", "1669"),
        ("工厂着火了", "199"),
        ("我不想活了", "1323"),
        ("Ada lelaki dengan pistol", "191"),
        ("Budak itu didera bapanya", "191"),
        ("Dia pengsan di tepi jalan", "1669"),
        ("Rumah terbakar", "199"),
        ("Saya rasa nak mati", "1323"),
    ],
)
def test_bring_the_number_to_call(text, number):
    assert number in numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        "They have begun to dig, the firefighters' road has a gunny bag and heavy traffic",
        "The grapes are draped over the fence, the drapery shop is noisy",
        "I was fired without pay. The skilled workers left",
        "The fire hydrant in front of the fire station leaks, the fire fighters know",
        "A campfire ban would help. Camp fires and fire-pits are a fire hazard",
        "My boss wants to fire us, there was no fire drill and no fire-extinguisher",
        "The street light at Soi 5 is broken since Monday",
        "လမ်းမီး မလင်းဘူး၊ ရေမလာဘူး",
        "အမှိုက်တွေ မသိမ်းဘူး",
        "ຂ້າພະເຈົ້າ ແລະ ຜູ້ຍິງ ຢູ່ບ້ານນີ້ ໄຟມອດ",
        "ຖະໜົນເປັນຂຸມ ນ້ຳບໍ່ໄຫຼ",
        "គេបាញ់ថ្នាំ",
        "ផ្លូវខូច ភ្លើងមិនភ្លឺ",
        "火车晚点，路灯坏了",
        "马路上有很多坑",
        "Kereta api lambat, lampu jalan rosak",
        "Sampah tidak dikutip, parit tersumbat",
    ],
)
def test_bring_none_in_everyday_words(text):
    assert numbers(text) == set()


def test_are_written_as_they_are_looked_for():
    """In small letters, and Latin ones without signs: another would never be found, on the page or by the server."""
    for number in NUMBERS:
        for word in number.words:
            assert word == word.lower().strip() and word
            assert not word[0].isascii() or word.replace(" ", "").isalpha(), word


@pytest.mark.parametrize(
    "text", ["เด็กตกน้ำ", "มีคนตกน้ำหน้าวัด", "รถตกน้ำ", "ฝนตกน้ำท่วม เด็กตกน้ำ", "จมน้ำ", "มีมีดตกอยู่", "ลูกชักเกร็ง", "โดนยิง", "ถูกซ้อม"]
)
def test_of_thai_are_heard_as_words(text):
    assert numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        *("ฝนตกน้ำท่วม", "ฝนตกน้ำขัง", "ฝนไม่ตกน้ำก็ขัง", "หลังฝนหยุดตกน้ำไม่ลง", "เวลาในตกน้ำท่วม", "ท่อประปาแตกน้ำท่วมถนน"),
        *("สวนนี้มีดนตรีดังทุกคืน", "ถนนมีดินหล่นเต็มเลน", "มีดวงไฟดับสามดวง", "มีด้วยหรือ", "สายไฟรุงรังยุ่งเหยิง"),
        *("ขอให้มาพ่นยาฆ่ายุง", "ถนนชักพระเป็นหลุม", "ชักโครกเสีย", "ลานฝึกซ้อมดนตรี", "ไข้เลือดออกระบาด"),
    ],
)
def test_of_thai_are_not_heard_where_words_meet(text):
    assert not numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        *("มอเตอร์ไซค์ล้มไปแล้ว ถนนเป็นหลุม", "เกิดอุบัติเหตุบ่อยครั้ง", "เสี่ยงโดนรถชน", "รถล้มหลายคันแล้ว", "เด็กเกือบตก"),
        *(
            "กลัวเด็กตกน้ำ",
            "ทำราวกันคนตกน้ำ",
            "สายไฟรุงรังกลัวไฟไหม้",
            "เคยเกิดเพลิงไหม้",
            "อาจทำให้ไฟฟ้าลัดวงจรเกิดไฟไหม้ได้",
            "ไม่มีใครบาดเจ็บ",
        ),
    ],
)
def test_of_what_is_feared_or_past_bring_no_box_that_says_call_now(text):
    assert not numbers(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("เพิ่งเกิดอุบัติเหตุหน้าตลาด", "1669"), ("รถชนคนหน้าวัด นอนอยู่กลางถนน", "1669"), ("รถชนกัน มีคนเจ็บ", "1669")),
        *(("กลัวมากไฟไหม้บ้านข้างๆ", "199"), ("ไม่เคยเห็นไฟไหม้ใหญ่ขนาดนี้", "199"), ("เกิดไฟไหม้ได้ยินเสียงระเบิด", "199")),
        *(("เวลานี้ไฟไหม้ตลาด", "199"), ("กลัวไฟไหม้ลามมาถึงบ้าน", "199"), ("กำลังจะจมน้ำ", "1669"), ("กลัวผัวตี เขามีมีด", "191")),
    ],
)
def test_of_what_happens_now_still_do(text, number):
    assert number in numbers(text)
