"""To whom a letter goes: คุณ before a name, nothing more before a title, and no first name taken for one."""

import pytest

from complaints.letter_titles import courteous

NAMES = """
พลอย ใจดี|พลกฤต ทองคำ|พลเดช มั่นคง|พันธิวา ศรีสุข|พันธ์ศักดิ์ ดีงาม|ร้อยแก้ว จันทร์หอม|คุณากร แก้วมณี|คุณานนต์ สายทอง
คุณภัทร วงศ์ใหญ่|พระพาย ลมเย็น|พระนาย สุวรรณรัฐ|นางนวล ทะเลงาม|นายิกา บุญมา|มาลี ใจดี|มนัส พลอยงาม|ม. ใจดี
เด็กดี มีสุข|ดรุณี แก้วใส|หม่อน ใบเขียว|ศศิธร พันเอกชัย|เรืองศรี พลเอกศักดิ์|สมชาย นายดี
Drake Miller|Mrinal Sen|Msizi Zulu|Mali Jaidee|Melissa Mr
"""
TITLES = """
นายสมชาย ใจดี|นาย สมชาย ใจดี|นางมาลี ใจดี|นาง มาลี ใจดี|นางสาวกัญญา รุ่งเรือง|นางสาว กัญญา|น.ส.กัญญา รุ่งเรือง
น.ส. กัญญา รุ่งเรือง|คุณมาลี ใจดี|คุณ มาลี ใจดี|คุณหญิงมาลี ใจดี|เด็กชายเอก ใจดี|ด.ญ.แก้ว ใจดี|ดร.มาลี ใจดี|ผศ.ดร.มาลี ใจดี
รองศาสตราจารย์ มาลี ใจดี|นายแพทย์สมชาย ใจดี|พญ.มาลี ใจดี|พระ สมชาย|พระครูสังฆรักษ์ สมชาย|พระมหาสมชาย ใจดี|ม.ร.ว.มาลี ใจดี
หม่อมหลวงมาลี ใจดี|พล.อ.สมชาย ใจดี|พล.ต.อ. สมชาย ใจดี|พ.ต.อ.สมชาย ใจดี|พ.ต.ท.หญิง มาลี ใจดี|พันเอกสมชาย ใจดี|พันตำรวจโท สมชาย
ร้อยตรี สมชาย ใจดี|ร้อยเอกหญิง มาลี|ว่าที่ร้อยตรีสมชาย ใจดี|ว่าที่ ร.ต.สมชาย ใจดี|จ.ส.อ.สมชาย ใจดี|จ่าสิบเอก สมชาย|ดาบตำรวจสมชาย
ด.ต.สมชาย ใจดี|นาวาอากาศโท สมชาย|เรือตรี สมชาย|พลตำรวจตรี สมชาย|Mr. Tom Miller|MRS Ann Miller|Dr Ann Miller|Prof. Ann Miller
"""


def each(words):
    return [name.strip() for line in words.split("\n") for name in line.split("|") if name.strip()]


@pytest.mark.parametrize("name", each(NAMES))
def test_a_name_gets_khun(name):
    assert courteous(name) == f"คุณ{name}"


@pytest.mark.parametrize("name", each(TITLES))
def test_a_title_stays_as_it_was_given(name):
    assert courteous(name) == name
