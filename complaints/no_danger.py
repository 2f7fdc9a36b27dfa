"""Thai phrases in which the letters of a word of danger stand, and nobody is in danger by it.

Thai has no spaces, so a word of danger also comes about where one word ends and the next begins ("ฝนตก|น้ำท่วม" holds
"ตกน้ำ"), and inside others ("มีดนตรี" holds "มีด"). They are put aside before words are looked for. The page's script reads
these patterns as well: only what Python's and JavaScript's have in common may stand here.
"""

from __future__ import annotations

from ml.keywords import RAIN_FELL

_BURST = "(?:ท่อ|ยาง|ส้วม|ประปา|ปอด|หู)[ก-๛]{0,12}?ระเบิด|น้ำระเบิด|(?:กับ|หลุม|เป็น)ระเบิด|ระเบิด(?:หิน|เสียง|ความ|อารมณ์)"
_TRANSFORMER = "หม้อแปลง[ก-๛]{0,20}?ระเบิด"
"""Where it burst there may be a fire, but neither a bomb nor somebody hurt."""

_NOT_NOW = (
    "(?:กลัว(?!มาก)|เกรง|เสี่ยง|อาจ(?!ารย์)|ป้องกัน|ถ้า|หาก|เดี๋ยว|เกือบ|ระวัง|รอให้|ต้องให้|ก่อน(?:จะ|ที่)|โอกาส|(?<!ไม่)เคย|เวลา(?!นี้)|ไม่มี(?:ใคร|คน|ผู้)"
    "|ไม่(?:ได้รับ|เกิด)|จะ(?:เกิด|มี|ได้รับ|โดน|ถูก|ทำให้)|กัน(?=คน|เด็ก|ตก|รถ))"
)
_HAPPENS = (
    "(?:บาดเจ็บ|เลือดออก|หมดสติ|จมน้ำ|ตกน้ำ|ไฟดูด|ไฟช[็๊]อต|รถชนคน|รถชนเด็ก|รถคว่ำ|ไฟไหม้|เพลิงไหม้|ไฟลุก|ประกายไฟ|ระเบิด|ตึกถล่ม|รั่ว)"
)
_FEARED = f"{_NOT_NOW}[ก-๛]{{0,20}}?{_HAPPENS}(?!ลาม|อยู่|แล้ว|มาแล้ว|ตอนนี้|เดี๋ยวนี้)|{_HAPPENS}(?:ได้(?!รับ|ยิน|กลิ่น)|บ่อย|ประจำ|ง่าย|หลายครั้ง)"
"""Feared, to come, long past or as it often happens: a matter for the agency, and none in which to call at once."""

NO_DANGER = {
    "191": (
        f"เหยิง|ยิง(?:ยาสลบ|เป้า|แสง|มุก|ตะปู|น๊อต|น็อต|พุก|ประทัด|พลุ|ไฟ|ปลา|หัวข้อ)|สนามยิง|ยิงปืนสนาม|ปืน(?:ใหญ่|ฉีด|ยิงตะปู)|{_TRANSFORMER}|{_BURST}|{_FEARED}"
        "|(?:ยา|โรง|พ่น|ฉีด)ฆ่า|ฆ่า(?:เชื้อ|ยุง|แมลง|หญ้า|สัตว์|ปลวก|หนู|มด|เวลา|วัชพืช|ลูกน้ำ)"
        "|มีด(?:นตรี|วง|อก|งห|รา|มาก|สนิท|ดับ|ไม่มีไฟ)"
    ),
    "1669": (
        f"{RAIN_FELL}|ลูกหมาตกน้ำ|{_TRANSFORMER}|{_BURST}|{_FEARED}|ไข้เลือดออก"
        "|ชัก(?:โครก|พระ|ช้า|ชวน|สี|ลาก|จูง|ว่าว|นำ|จะ|เริ่ม|ไม่|ดาบ|เย่อ|ธง|เงา|ใย|รอก|ที)|(?:ลิ้น|ตี|ดึง|ตีชา)ชัก"
    ),
    "199": f"{_BURST}|{_FEARED}",
}
"""By emergency number: what is put aside of a text before the number's words are looked for in it."""
