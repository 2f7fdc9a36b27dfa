"""Petitions of the town: open with one signature missing, answered, refused, to be checked, joined, to join. Prints slugs."""

PETITIONED = """
from consultations.participation.taking_part import Visitor
from consultations.petitions.answering import Answered, answer_petition
from consultations.petitions.counting import add_up
from consultations.petitions.deciding import publish_petition, refuse_petition
from consultations.petitions.indexing import index_petitions
from consultations.petitions.joining import agree_to_join, propose_joining
from consultations.petitions.models import Petition, PetitionRule
from consultations.petitions.reporting import report_petition
from consultations.petitions.signing import sign_petition
from consultations.petitions.writing import Words, keep_draft, submit_petition
from directory.models import Agency, Area, User
who = {key: User.objects.get(email=key + "@demo.invalid") for key in ("malee", "somchai", "suda", "anan", "boonmee", "wichai")}
PetitionRule.objects.filter(level="subdistrict").update(threshold=4)
agency, sila, suda = Agency.objects.get(code="opm-ops"), Area.objects.get(code=400114), who["suda"]

def sent(title, author):
    words = Words(title, "ติดไฟบนสะพานลอย\\nตัดกิ่งไม้ที่บังไฟ", "ตอนเย็นมืดมาก เด็กเดินไม่เห็นขั้นบันได", agency, None, sila)
    return submit_petition(keep_draft(words, by=who[author]), by=who[author])

def published(title, author, *signers):
    petition = publish_petition(sent(title, author), by=suda)
    for signer in signers:
        sign_petition(petition, shows_name=signer == "anan", by=who[signer])
    while add_up():
        pass
    return Petition.objects.get(pk=petition.pk)

opened = published("ขอไฟส่องสว่างบนสะพานลอยหน้าโรงเรียน", "somchai", "anan", "boonmee", "wichai")
answered = published("ขอทางม้าลายหน้าตลาดบ้านหนองกุง", "somchai", "anan", "boonmee", "wichai", "malee")
for _look in range(20):
    answered.refresh_from_db()
    if answered.reached_at:
        break
    add_up()
    import time; time.sleep(0.5)  # the worker may be adding up at this moment
answer_petition(answered, answers=[Answered("done", "ติดแล้ว 6 ดวง"), Answered("not_done", "ต้นไม้เป็นของวัด")], by=suda)
refused = refuse_petition(sent("ขอให้ย้ายป้าแดงออกไป", "malee"), rule="personal_data", reason="มีชื่อคนในเรื่อง", by=suda)
checked = sent("ขอม้านั่งที่ป้ายรถเมล์", "somchai")
index_petitions.function()
target = published("ขอไฟถนนเลียบคลอง", "somchai")
joined, proposed, alike = (
    published(title, author, "boonmee", *more)
    for title, author, more in (
        ("ขอไฟทางเข้าโรงเรียน", "somchai", ["malee"]), ("ขอไฟริมคลองหลังวัด", "malee", []), ("ขอไฟปากซอยวัด", "malee", []),
    )
)
for each in (joined, proposed):
    propose_joining(each, target, reason="ขอไฟริมถนนเส้นเดียวกัน", as_author=False, by=suda)
agree_to_join(joined, as_author=True, by=who["somchai"])
report_petition(proposed, rule="personal_data", words="มีชื่อคนในเหตุผล", visitor=Visitor(browser="reader"))
print(target.slug, joined.slug, proposed.slug, alike.slug, opened.slug, answered.slug, refused.slug, checked.slug)
"""
