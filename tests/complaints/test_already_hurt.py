"""Somebody was already hurt by what is complained of, or children walk past an open hole: urgent whatever the topic."""

import time

import pytest

from complaints.already_hurt import has_hurt_somebody
from complaints.danger import emergency_numbers, is_urgent_by_words


@pytest.mark.parametrize(
    "text",
    [
        "ฝาท่อหน้าโรงเรียนแตก เด็กเดินตกลงไปแล้วหนึ่งคน",
        "ฝาท่อหายมาเป็นเดือน เมื่อวานยายตกท่อขาหัก",
        "มีคนเดินตกท่อเมื่อคืน ไฟก็ไม่มี",
        "นร. พลัดตกบ่อน้ำหลังโรงเรียน",
        "เคยมีเด็กตกลงไปในบ่อนี้",
        "ลูกสาวตกท่อระบายน้ำ แผลเต็มขา",
        "ท่อกร่อนเป็นร่อง ทำให้คนเดินเท้าตกลงไป",
        "ทางเท้าพัง แม่สะดุดล้มหัวแตก เย็บ 5 เข็ม",
        "ถนนเป็นหลุมลึก มีคนตายแล้ว 2 ศพ ไม่มีใครมาดู",
        "กิ่งไม้หักลงมาโดนแม่ค้าบาดเจ็บ หน้าตลาด",
        "สายสื่อสารเกี่ยวคอคนขี่มอไซค์ ต้องนอนโรงพยาบาล",
        "ท่อไม่เรียบ คนแก่สะดุดล้ม เลือดออก",
        "ต้นไม้ล้มทับคนขายของบาดเจ็บ",
        "กิ่งไม้หล่นใส่คนตายแล้วหนึ่งราย ริมถนน",
        "หมาจรจัดกัดเด็กเลือดออก เย็บไปสามเข็ม",
        "กลัวมากตอนกลางคืน เมื่อวานเด็กตกท่อไปแล้ว",
    ],
)
def test_is_urgent_and_brings_the_ambulance(text):
    assert is_urgent_by_words(text, is_thai=True)
    assert "1669" in {each.number for each in emergency_numbers(text)}


@pytest.mark.parametrize(
    "text", ["ฝาท่อเปิดอ้าหน้าโรงเรียน ต้องเดินอ้อมทุกเช้า", "ฝาบ่อพักหาย กลัวเด็กตกลงไป", "ฝาท่อแตกหน้าโรงเรียน เด็กเกือบตก"]
)
def test_of_children_at_an_open_hole_is_urgent_and_nobody_is_told_to_call_an_ambulance(text):
    assert is_urgent_by_words(text, is_thai=True)
    assert not emergency_numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        # only feared, nearly, or to come
        "ท่อไม่มีฝา อาจมีคนตกท่อได้",
        "ทางเท้าพัง กลัวคนแก่หกล้มขาหัก",
        "พื้นลื่นหน้าตลาด เกรงว่าจะมีคนบาดเจ็บ",
        "ต้องรอให้มีคนตายก่อนหรือถึงจะซ่อมถนน",
        "คนเดินเกือบตกท่อหน้าตลาด",
        "เสาล้มทับรั้ว โชคดีไม่มีใครได้รับบาดเจ็บ",
        "ทางเท้าแบบนี้สะดุดบาดเจ็บได้ง่าย",
        "ทางเท้าเป็นหลุม ต้องเอากรวยมาปักกันคนตกลงไป",
        "สะพานคอหักอีกแล้ว รถกระแทกทุกคัน",
        # as people exaggerate
        "อากาศร้อนจะตายอยู่แล้ว ไฟดับอีก",
        "รถติดมาก จะบ้าตาย ถนนพระราม 2",
        "เหม็นจนจะอ้วกตายอยู่แล้ว ท่อตัน",
        "ตกใจมากค่าไฟแพง",
        "เสียงดังจนปวดหัวแทบแตก ถนนหน้าบ้าน",
        # other meanings of the same letters
        "เจ้าของบ้านกับคนในซอยตกลงกันแล้วว่าจะล้างท่อ",
        "คนในซอยฝากบอกว่าฝนตกลงไปในท่อไม่ทัน",
        "คนจนตกหล่นไม่ได้บัตร ถนนก็พัง",
        "ยุงเยอะ ไข้เลือดออกระบาดริมคลอง",
        # nobody, or nothing that anybody looks after
        "ขับรถตกหลุมยางแตก",
        "แมวตกลงไปในบ่อ",
        "คนในบ้านทำโทรศัพท์ตกท่อ",
        "ต้นไม้ตายแล้ว ช่วยตัดหน้าถนน",
        "ต้นไม้ยืนต้นตายแล้วริมถนน กลัวล้ม",
        "ต้นไม้มันตายแล้วค่ะ จะโค่นลงมาที่ถนน",
        "ตรงที่เคยปลูกต้นไม้ ปัจจุบันต้นไม้เสียชีวิตมานานแล้ว ทางเท้าเป็นดิน",
        "สายไฟกับกิ่งแห้งๆ ตายแล้วพันกัน",
        "สุนัขโดนชนบาดเจ็บ นอนริมถนน",
        "แม่ป่วยต้องเข้าโรงพยาบาล พยาบาลพูดจาไม่ดี",
        "ฝาท่อแตกหน้าตลาด",
        "เด็กแว้นแข่งรถหน้าตลาด ฝาท่อแตก",
    ],
)
def test_is_not_heard_where_nobody_was(text):
    assert not has_hurt_somebody(text)


@pytest.mark.parametrize("text", ["คน" * 2000, "เด็กตก" * 700, "บาดเจ็บ" * 570, "ฝาท่อ " * 660, "คนตกลงไป" * 500])
def test_costs_little_however_it_is_written(text):
    began = time.process_time()
    has_hurt_somebody(text)
    assert time.process_time() - began < 0.1
