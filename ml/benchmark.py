"""What classifying costs, for `manage.py bench`."""

import random
import statistics
import time

from ml.serving import Classifier, newest_model

# Written for this purpose; lengths follow the quartiles of real complaints (22, 79 and 284 characters at 10, 50, 90 %).
_PIECES = (
    "ไฟถนนดับทั้งซอยมาหลายวันแล้ว",
    "น้ำประปาไม่ไหลตั้งแต่เมื่อคืน",
    "ถนนหน้าหมู่บ้านเป็นหลุมเป็นบ่อ รถจักรยานยนต์ล้มบ่อย",
    "นายจ้างไม่จ่ายค่าแรงสองเดือนแล้วครับ",
    "มีคนโทรมาอ้างเป็นเจ้าหน้าที่แล้วหลอกให้โอนเงิน",
    "ขยะตกค้างหน้าตลาด ส่งกลิ่นเหม็นมากค่ะ",
    "ฝนตกทีไรน้ำท่วมขังเข้าบ้านทุกที ท่อระบายน้ำตัน",
    "รบกวนเจ้าหน้าที่มาตรวจสอบด้วย",
    "แจ้งไปแล้วสองครั้งยังไม่มีใครมาดู",
    "ร้านข้างบ้านเปิดเพลงเสียงดังถึงตีสอง นอนไม่ได้เลย",
    "หมาจรจัดไล่กัดเด็กหน้าโรงเรียน",
    "รถจอดซ้อนคันขวางทางเข้าบ้านทุกเช้า",
)
_LENGTHS = (22, 40, 79, 79, 150, 284)


def run(texts: int = 500, random_state: int = 0) -> dict[str, float]:
    """Milliseconds of CPU for one text, segmentation included, over `texts` texts of real lengths, one at a time.

    Figures: cpu_ms_median, cpu_ms_p95, cpu_ms_batch (each text's share of all at once), load_cpu_s.
    """
    before = time.process_time()
    classifier = Classifier.load(newest_model())
    load_cpu_s = time.process_time() - before
    complaints = [{"id": number, "text": text} for number, text in enumerate(_texts(texts, random_state))]
    classifier.predict(complaints[:5])
    spent = []
    for complaint in complaints:
        before = time.process_time()
        classifier.predict([complaint])
        spent.append((time.process_time() - before) * 1000)
    before = time.process_time()
    classifier.predict(complaints)
    batch = (time.process_time() - before) * 1000 / len(complaints)
    return {
        "cpu_ms_median": round(statistics.median(spent), 3),
        "cpu_ms_p95": round(statistics.quantiles(spent, n=20)[-1], 3),
        "cpu_ms_batch": round(batch, 3),
        "load_cpu_s": round(load_cpu_s, 2),
    }


def _texts(count: int, random_state: int) -> list[str]:
    chance = random.Random(random_state)
    texts = []
    for _ in range(count):
        length, text = chance.choice(_LENGTHS), ""
        while len(text) < length:
            text += f"{chance.choice(_PIECES)} "
        texts.append(text[:length])
    return texts
