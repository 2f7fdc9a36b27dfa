"""Words by which a text is marked for a person to look at. Marked only: a word alone never hides anything.

Each is found as whole words, as ml.thai_text cuts them, so that “หีบเลือกตั้ง” (ballot box) or “แกงกะหรี่” (curry) are no finding.
What people say of an office's work in strong words (“ห่วยแตก”, “เฮงซวย”, “โกง”) is deliberately not here.
"""

OBSCENE = (
    *("ควย", "หัวควย", "หี", "หน้าหี", "เย็ด", "เย็ดแม่", "เย็ดเข้", "แตด", "เงี่ยน", "ดอกทอง", "อีดอก", "กะหรี่"),
    *("ชักว่าว", "รับงานเสียว", "นัดเสียว", "xxx", "fuck", "fucking", "fucker", "motherfucker", "cunt", "cock"),
    *("pussy", "porn", "blowjob"),
)
INSULTING = (
    *("เหี้ย", "ไอ้เหี้ย", "ไอ้สัตว์", "ไอสัส", "ไอ้สัส", "สัส", "อีเหี้ย", "อีสัตว์", "ชาติหมา", "ไอ้ควาย", "อีควาย", "ไอ้ระยำ"),
    *("พ่อมึง", "แม่มึง", "ไอ้ชั่ว", "อีชั่ว", "ไอ้พม่า", "อีพม่า", "ไอ้มืด", "ไอ้แขก", "ไอ้ตุ๊ด", "อีกะเทย", "asshole", "bastard"),
    *("bitch", "whore", "nigger", "faggot", "scumbag"),
)
THREATENING = (
    *("ฆ่ามัน", "ฆ่ามึง", "ฆ่าให้ตาย", "ฆ่าทิ้ง", "ฆ่ายกครัว", "จะฆ่า", "เอาให้ตาย", "ยิงทิ้ง", "ยิงหัว", "ยิงมัน", "ยิงมึง", "กระทืบมัน"),
    *("กระทืบมึง", "กระทืบให้ตาย", "รุมกระทืบ", "เผาบ้านมัน", "เผาบ้านมึง", "เผามันทั้งเป็น", "ระเบิดบ้านมัน", "วางระเบิด", "ลากคอมา"),
    *("ระวังตัวไว้", "รู้ว่าบ้านอยู่ไหน", "ตายแน่มึง", "มึงตาย", "ตัดหัว", "ปาดคอ", "แขวนคอมัน", "i will kill", "kill you"),
    *(
        "kill him",
        "kill her",
        "kill them",
        "kill them all",
        "shoot him",
        "shoot her",
        "shoot them",
        "hang them",
        "burn his house",
    ),
    *(
        "burn her house",
        "burn their house",
        "burn their houses",
        "burn them",
        "beat him up",
        "beat them up",
        "we know where you live",
    ),
    *("i know where you live", "watch your back", "deserve to die", "deserves to die"),
)
INNOCENT = (
    *("ฆ่าเชื้อ", "ฆ่าหญ้า", "ฆ่าแมลง", "ฆ่ายุง", "ฆ่าเวลา", "cock fight", "cock fights", "cock fighting", "game cock"),
    *("แกงกะหรี่", "ข้าวแกงกะหรี่", "ผงกะหรี่", "กะหรี่ปั๊บ", "กะหรี่พัฟ", "พบเหี้ย", "ตัวเหี้ย", "เหี้ยเข้าบ้าน", "จับเหี้ย", "กันเหี้ย"),
)
"""Phrases in which one of these words says something else: no finding overlaps them."""
