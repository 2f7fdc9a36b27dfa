"""Comments on the draft law of the journeys, run in a shell of the house."""

COMMENTED = """
from consultations.comments.anchors import anchor_in, rows_of_unit
from consultations.comments.answering import answer_comment
from config.demo_pictures import picture_of
from consultations.comments.models import CommentFile, Commenting
from consultations.comments.writing import change_comment, support_comment, write_comment
from consultations.laws.models import Document
from consultations.moderation.files import let_through
from consultations.participation.taking_part import Visitor
from directory.models import User
commenting = Commenting.objects.get(consultation__slug="%s")
version = Document.objects.get(consultation=commenting.pk).versions.standing().last()
def say(n, unit, text, above=None, **where):
    anchor = anchor_in(rows_of_unit(version, unit), **where)
    return write_comment(commenting, version, anchor, text=text, visitor=Visitor(browser=f"c{n}"), above=above)
narrow = say(1, "sec_3", "หน้าตลาดแคบกว่านี้ รถเข็นผ่านไม่ได้", part="sec_3__para_1", words="หนึ่งเมตรครึ่ง")
say(2, "sec_3", "เห็นด้วย โทรถามผมได้ที่ 081-234-5678", above=narrow)
answer_comment(narrow, text="รับไว้พิจารณาในร่างฉบับถัดไป", by=User.objects.filter(memberships__agency=commenting.consultation.agency).first())
for n in range(3, 8):
    support_comment(narrow, visitor=Visitor(browser=f"c{n}"))
say(3, "sec_3", "เสาไฟหน้าบ้านผมก็ย้ายไม่ได้ ควรยกเว้นให้ชัด", words="เสาไฟฟ้าที่ย้ายไม่ได้")
late = say(4, "sec_6", "หนึ่งปีนานไป ขอครึ่งปี")
say(5, "sec_4", "ห้ามจอดตลอดวันไม่ไหว ร้านต้องลงของตอนเช้า")
def photograph(n, comment):
    street = picture_of(f"comment-{n}", is_done=False)
    token = f"demo-comment-{n}-before"
    change_comment(comment, text=comment.text, visitor=Visitor(browser=f"c{n}"), token=token)
    return CommentFile.objects.get(upload=street)
consultation = commenting.consultation
team = User.objects.filter(memberships__agency=consultation.agency, memberships__role="policy_team").first()
let_through(consultation, photograph(1, narrow).text_id, by=team)
photograph(4, late)
"""

FOLLOWED = """
from consultations.comments.placing import place_some
while place_some():
    pass
"""
