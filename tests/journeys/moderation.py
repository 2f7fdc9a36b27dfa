"""What happens in the town's consultation before moderators look at it; filled with its slug and the e-mail of who moderates."""

MODERATED = """
from datetime import timedelta
from django.utils import timezone
from consultations.models import Consultation
from consultations.moderation.acts import take_down
from consultations.moderation.copies import find_copies_in
from consultations.moderation.scanning import scan_one
from consultations.participation.models import Conversation, Statement
from consultations.participation.statements import propose_statement, publish_statement
from consultations.participation.taking_part import Visitor
from consultations.themes.sources import versions_of
from directory.models import User
consultation, suda = Consultation.objects.get(slug="%s"), User.objects.get(email="%s")
conversation = Conversation.objects.get(pk=consultation.pk)
published = Statement.objects.waiting().filter(conversation=conversation).order_by("n").first()
publish_statement(published, by=suda)
gone = propose_statement(conversation, text="รับซื้อที่ดินริมถนน โทร 089-876-5432", visitor=Visitor(browser="p40"))
publish_statement(gone, by=suda)
take_down(consultation, gone.text_id, rule="advertising", reason="เป็นประกาศซื้อที่ดิน", by=suda)
propose_statement(conversation, text="ใครจอดรถบนทางเท้าจะกระทืบมัน", visitor=Visitor(browser="p41"))
for n, end in enumerate(("", "ครับ", "ค่ะ", "นะครับ", "นะคะ", "ด้วยครับ")):
    words = "ขอให้ตำรวจยกรถทุกคันที่จอดขวางบนทางเท้าหน้าตลาดทันที และปรับเจ้าของรถให้หนักทุกครั้ง" + end
    propose_statement(conversation, text=words, visitor=Visitor(browser=f"p5{n}"))
scan_one(consultation, until=timezone.now() + timedelta(seconds=1))
# Found as the worker finds them: what is only written down here would be gone with its next look.
found = find_copies_in(consultation, versions_of(Consultation.objects.filter(pk=consultation.pk))[consultation.pk])
assert [each.texts for each in found] == [6], found
"""
