"""A road, a light or a ditch that is dangerous to children: said of a place, and no harm that anybody does to a child.

"เด็ก" beside "อันตราย" is how people say that a street light cannot wait. Only what is plainly that is passed over: the
text speaks of a road, the children walk there or it is dangerous to them, and no word of somebody who does something
stands anywhere. Missing a child that is harmed would be worse than one panel too many, so whatever is left of the text
is read as before. Words are looked for inside others, as Thai is written: what is told apart by "(?<!ห)น้า" is หน้า from น้า.
"""

from __future__ import annotations

import re

_ROADS = (
    "ถนน|ซอย|ทางเท้า|ฟุตบาท|ทางเดิน|ทางข้าม|ทางม้าลาย|ทางเข้า|ไฟทาง|ไฟส่อง|เสาไฟ|สายไฟ|มืด|หลุม|ท่อ|สะพาน|น้ำท่วม|น้ำขัง|สัญญาณไฟ|ไฟแดง|คลอง"
    "|road|street|lane|pavement|sidewalk|footpath|crossing|bridge|pothole|drain|lamp|light|dark|soi "
    "|လမ်း|မီးတိုင်|မှောင်|ຖະໜົນ|ຖະຫນົນ|ທາງ|ໄຟ|ມືດ|ຂຸມ|ផ្លូវ|ភ្លើង|ងងឹត|路|街|巷|灯|燈|黑|暗|坑|桥|橋"
)
_SOMEBODY_DOES = (
    "ฉุด|ลักพา|(?<!ห)ลวง|โรคจิต|ดัก|แอบ|ตามหลัง|เดินตาม|ตามเด็ก|สะกดรอย|แปลกหน้า|คนร้าย|โจร|ขโมย|ปล้น|จี้|(?<!เ)ชิง|วิ่งราว|ข่ม|ขู่|ทำร้าย|ตี(?!เส้น|หนึ่ง|สอง|สาม|สี่|ห้า|น)|ตบ|เตะ|ต่อย|ซ้อม|ทุบ|จับ|(?<!น้ำ)(?<!ท่วม)(?<!รอ)ขัง|ล่าม|มัด"
    "|เมา|เสพ|ถือมีด|มีดจี้|มีดแทง|มีดขู่|ใช้มีด|พกมีด|ปืน|อาวุธ|ฆ่า|ตาย|เลือด|ลูบ|กอด|ก้น|โชว์|เพศ|เปลือย|ขอทาน|ขอเงิน|ไร้บ้าน|เร่ร่อน|คนจร|ค้ามนุษย์|ทิ้งเด็ก|ทิ้งลูก|ทิ้งไว้|มั่วสุม|อาชญากร|ใช้แรงงาน|(?<!ไม่)ทำงาน|ครู|พ่อ|แม่(?!น้ำ|ค้า)|ผัว|สามี|แฟน|ลุง|(?<!ห)น้า|ตาแก่|ผู้ชาย|ชายคน|วัยรุ่น"
    "|ถูก(?!ต้อง|ตัด|ปิด|รถ)|โดน(?!รถ)|ร้องไห้|กรี๊ด|ช่วยเด็ก"
    r"|\b(?:he|she|his|him|her|man|men|guys?|strangers?|someone|somebody|gang|drunk\w*|drugs?|knife|gun|follow\w*|touch\w*|grab\w*|hits?|hitting|beat\w*|chain\w*"
    r"|lock\w*|abus\w*|molest\w*|rap\w*|kidnap\w*|harass\w*|attack\w*|kill\w*|hurts?|hurting|died|father|mother|uncle|stepfather|stepmother|teachers?|cry\w*|scream\w*)\b"
    "|လူတစ်ယောက်|လူစိမ်း|ရိုက်|နှိပ်စက်|ဖမ်း|ခေါ်သွား|ဆရာ|အဖေ|အမေ|မူး|ထိ|ຄົນແປກ|ຜູ້ຊາຍ|ຕີ|ທຳຮ້າຍ|ທໍາຮ້າຍ|ຈັບ|ຂັງ|ຂູ່|ພໍ່|ແມ່(?!ນ)|ຄູ|ເມົາ|ລັກ|ຂົ່ມ"
    "|បុរស|មនុស្សចម្លែក|វាយ|ចាប់|រំលោភ|គំរាម|ឪពុក|ម្តាយ|គ្រូ|ស្រវឹង|ធ្វើបាប|陌生|男人|男子|有人|打|抓|摸|跟踪|跟蹤|拐|虐|伤害|傷害|爸|妈|媽|老师|老師|醉"
)
_CHILDREN = r"เด็ก(?:นักเรียน|นร\.?|ผู้หญิง|เล็ก|น้อย|อนุบาล|ประถม| |ๆ)*+"
_OTHERS = r"(?:ทั้ง|โดยเฉพาะ|เช่น|ต่อ|กับ|แก่|สำหรับ|และ|หรือ|รวมถึง|คนแก่|คนชรา|ผู้สูงอายุ|ผู้หญิง|ผู้สัญจร|ผู้ใช้ทาง|ผู้ใช้ถนน|คนเดินเท้า|คนเดิน|คน|ชาวบ้าน|ประชาชน|นักเรียน|ผู้ใหญ่|มาก|ๆ|ค่ะ|คะ|ครับ|[ ,])*+"
_IN_ENGLISH = r"\b(?:school ?children|children|child|kids?|daughters?|sons?|girls?|boys?)\b"
_SAID_OF_A_ROAD = (
    rf"(?:อันตราย|เสี่ยง|ไม่ปลอดภัย){_OTHERS}{_CHILDREN}",
    rf"{_CHILDREN}[ก-๛ ]{{0,15}}(?:เดิน|ข้าม|ปั่น|ขี่|วิ่งผ่าน|ผ่านทาง|สัญจร|ไปโรงเรียน|กลับบ้าน|ใช้ทาง|ใช้ถนน)(?:[ก-๛ ]{{0,40}}?(?<!อยู่ใน)(?<!ตกใน)อันตราย)?",
    rf"{_CHILDREN}{_OTHERS}(?:จะ|ค่อนข้าง|มัน|เกิด|ก็)*(?:อันตราย|เสี่ยง|ไม่ปลอดภัย)",
    r"\b(?:dangerous|unsafe|(?:not|n't) safe|risky|(?:a|the) danger|(?:a|the) risk|hazard)\s+(?:for|to)\s+(?:(?:the|our|my|all|small|young|little|school|old|older|elderly|people|women|adults|everyone|and|or|especially)[ ,]+)*"
    + _IN_ENGLISH,
    _IN_ENGLISH
    + r"(?:\s+(?!in danger)[a-z']+){0,4}?\s+(?:walk|walks|walking|cross|crosses|crossing|cycle|cycling|ride|go to school|going to school|come home|go home)\b",
    "ကလေး(?:တွေ|များ|ငယ်)*(?:အတွက်)? *(?:အရမ်း|အလွန်|သိပ်)? *(?:အန္တရာယ်|စိုးရိမ်)",
    "(?:ອັນຕະລາຍ|ສ່ຽງ)(?:ຫຼາຍ|ຫລາຍ)? *(?:ຕໍ່|ສຳລັບ|ສໍາລັບ|ແກ່|ກັບ) *ເດັກ(?:ນ້ອຍ|ນັກຮຽນ)*",
    "(?:គ្រោះថ្នាក់|មិនមានសុវត្ថិភាព)(?:ណាស់|ខ្លាំង)? *(?:ដល់|សម្រាប់|ចំពោះ) *(?:ក្មេង|កុមារ|កូន)(?:ៗ|តូច)*",
    "(?:对|對)?(?:孩子|小孩|儿童|兒童)(?:们|們)?(?:来说|來說|走路|上学|上學|回家|过马路|過馬路|走|经过|經過|晚上|都|也)*(?:很|太|非常|十分|特别|特別|会有|有)?(?:危险|危險|不安全)",
)
_ROAD = re.compile(_ROADS)
_DOES = re.compile(_SOMEBODY_DOES)
_SAID = re.compile("|".join(_SAID_OF_A_ROAD))


def without_children_on_a_road(text: str) -> str:
    """The text without the children for whom a road, a light or a ditch is dangerous. text: in small letters."""
    if not _ROAD.search(text) or _DOES.search(text):
        return text
    return _SAID.sub(" ", text)
