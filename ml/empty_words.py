"""What people write whatever the problem is, and which numbers name a thing: for telling cases apart, in plain words."""

import re


def _words(lines: str) -> frozenset[str]:
    return frozenset(lines.split())


EMPTY_WORDS = _words("""
    ไม่ มี มา ที่ และ ให้ ค่ะ มาก ใน เป็น ครับ แล้ว ไป ได้ การ แจ้ง จะ บริเวณ ทำให้ เลย แต่ ก็ ด้วย ของ เรื่อง อยาก นี้ ว่า อยู่ ต้อง จาก ยัง ช่วย
    ๆ กับ ปัญหา ทำ รบกวน แก้ไข เพราะ หรือ ขอ เคย กัน นาน เพื่อ ซึ่ง เนื่องจาก สามารถ ต่อ อีก หน่อย เจ้าหน้าที่ กว่า คือ ถ้า ประชาชน คะ ได้รับ โดย
    ขอบคุณ ผู้ ตรวจสอบ ดำเนินการ อย่าง หน่วยงาน รอ จัดการ นะคะ อะไร จึง ร้องเรียน ขอให้ เมื่อ นะ ควร พอ แค่ อาจ แบบนี้ รับ ทราบ ต้องการ นั้น
    ดังกล่าว ที ผม สวัสดี ใช่ ใคร ไหน ที่จะ ความ เหมือน ไหม เรียบร้อย ท่าน เกี่ยวข้อง ฝาก หาก บ้าง สำหรับ หรือไม่ ทำไม ขอขอบคุณ เรียน กรุณา ด่วน
    ทุกท่าน จ้า จ้ะ ฮะ คับ นะครับ กทม กทม. กรุงเทพ กรุงเทพมหานคร เขต แขวง คุณ ดิฉัน หนู เรา โปรด ประสาน ขออนุญาต ขอความกรุณา ขอความอนุเคราะห์
    อนุเคราะห์ ล่วงหน้า ขอแสดงความนับถือ ผู้อำนวยการ ผอ. ผู้ว่า ผู้ว่าฯ ผู้ว่าการ ทดสอบ ตัวอย่าง
    a an and are at been by can check could dear fix for from hello has have here i in is it madam my of on or our please
    sir test thank thanks that the there this to us very was we with would you your
""")
"""Greetings, thanks, requests, the officials addressed, and little words: two cases that share these share nothing."""

FRAMES = re.compile(
    r"<[A-Z0-9]+>|https?://\S+|#[^\W\d]\S*|#1555"
    r"|พ\.?\s?ร\.?\s?บ\.?\s?รักษาความสะอาด\s?และ\s?ความเป็นระเบียบเรียบร้อยของบ้านเมือง"
    "|ขอร่วมเป็นพลังทำให้.{1,40}ร่วมบอกความฝันที่อยากให้เมืองดีขึ้น(?:.{1,60}พร้อมรายละเอียด(?:ดังนี้)?)?"
    r"|ความสูงระดับ\S+ น้ำท่วม(?:มาแล้ว)?(?:มากกว่า|น้อยกว่า) \d+ (?:วัน|สัปดาห์)(?:แล้ว)?"
    "|ကျေးဇူးတင်ပါ(?:သည်|တယ်)|ခင်ဗျာ|ຂອບໃຈ|ຊ່ວຍ|ແດ່|សូមអរគុណ|អរគុណ|សូម|谢谢|請|请"
)
"""Masks, addresses, tags, sentences of a form or a series, and thanks in scripts that are not cut into words."""

COUNTED = _words("จุด ต้น เสา เสาไฟ เสาไฟฟ้า ดวง หลัก ตู้ point pole lamp spot")
"""What a series of complaints counts: "จุดที่ 2", "เสาไฟต้นที่ 5"."""

BETWEEN = _words("ที่ เลข หมายเลข เบอร์ no no. number nr nr. #")
"""Stands between the thing and its number."""

AMOUNT_AFTER = _words("""
    วันที่ วัน เวลา เดือน ปี พ.ศ. พศ ประมาณ ราว จำนวน ช่วง ตั้งแต่ ถึง จนถึง เกือบ กว่า มากกว่า อายุ ครั้ง ครั้งที่ รอบ โทร โทร. สูง กว้าง ยาว ราคา
    ทุ่ม ตี about after at for last over since
""")
AMOUNT_BEFORE = _words("""
    เมตร ม. กม. กิโลเมตร เซนติเมตร ซม. วัน ปี เดือน สัปดาห์ อาทิตย์ ชั่วโมง ชม. นาที น. น ทุ่ม โมง ครั้ง รอบ คน ตัว คัน ดวง จุด ต้น บาท ใบ อัน แห่ง
    หลัง ห้อง ข้าง เลน ช่องทาง เปอร์เซ็นต์ % มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน
    ธันวาคม ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค. cars days dogs hours km lamps lights m metres
    minutes months people times weeks years
""")
"""A number after, or before, one of these is a date, a time or an amount: two people who tell of one thing differ in it."""
