"""The questionnaire of the journeys: every kind of question once, and 40 people of two groups who sent it."""

ASKED = """
from consultations.models import Consultation
from consultations.participation.models import Identity, ShowsResults
from consultations.questionnaires.editing import ShownTo, add_question, add_section, set_up_questionnaire
from consultations.questionnaires.wording import QuestionWords
consultation = Consultation.objects.get(slug="%s")
by = consultation.events.first().by
found = set_up_questionnaire(
    consultation, lowest_identity=Identity.ANONYMOUS, shows_results=ShowsResults.AFTER_ANSWERING, by=by
)
one = add_section(found, title_th="เรื่องของคุณ", title_en="About you", by=by)
two = add_section(found, title_th="ทางเท้า", title_en="The pavement", by=by)
def asks(section, kind, text, *options, shown=ShownTo(), is_required=False, **more):
    told = tuple({"th": each, "en": ""} for each in options)
    words = QuestionWords(kind=kind, text_th=text, options=told, **more)
    return add_question(section, words, is_required=is_required, shown=shown, by=by)
asks(one, "group", "คุณตอบในฐานะใด", "คนเดินเท้า", "ผู้ค้า")
used = asks(one, "single", "คุณใช้ทางเท้าหน้าตลาดบ่อยไหม", "ทุกวัน", "บางวัน", "ไม่ใช้", is_required=True, text_en="How often do you use it?")
asks(one, "many", "ใช้ทางเท้าทำอะไร", "เดิน", "ขายของ", "รอรถ", most=2)
asks(two, "scale", "พอใจกับทางเท้าเพียงใด", low_th="ไม่พอใจเลย", high_th="พอใจมาก")
asks(two, "ranking", "ควรทำอะไรก่อน", "ขยายทางเท้า", "ปลูกต้นไม้", "ย้ายแผงค้า")
asks(two, "matrix", "แต่ละเรื่องเป็นอย่างไร", "ความสะอาด", "แสงสว่าง", low_th="แย่", high_th="ดี")
asks(two, "open", "อยากบอกอะไรอีกไหม", hint_th="ไม่ต้องใส่ชื่อหรือเบอร์โทร", shown=ShownTo(used, [1, 2]))
"""

ANSWERED = """
from consultations.participation.taking_part import Visitor
from consultations.questionnaires.counting import add_up
from consultations.questionnaires.filling import save_answers, send_sheet
from consultations.questionnaires.models import Questionnaire
found = Questionnaire.objects.select_related("consultation").get(consultation__slug="%s")
for n in range(40):
    told = {1: [1 + n %% 2], 2: [1 + n %% 3], 3: [1, 3], 4: [1 + n %% 5], 5: [1, 3, 2], 6: {"1": 2, "2": 1 + n %% 5}}
    told[7] = "โทรหาผมที่ 081-234-5678" if n == 39 else "ทางแคบ รถเข็นผ่านไม่ได้"
    visitor = Visitor(browser=f"sheet{n}")
    save_answers(found, told, visitor=visitor)
    send_sheet(found, visitor=visitor)
add_up()
"""
