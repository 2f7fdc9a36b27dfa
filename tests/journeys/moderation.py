"""What happens in the town's consultation before moderators look at it; filled with its slug and the e-mail of who moderates."""

MODERATED = """
from datetime import timedelta
from django.utils import timezone
from consultations.models import Consultation
from consultations.moderation.acts import take_down
from consultations.moderation.models import CopyGroup
from consultations.moderation.scanning import scan_one
from consultations.participation.models import Conversation, Statement
from consultations.participation.statements import propose_statement, publish_statement
from consultations.participation.taking_part import Visitor
from directory.models import User
consultation, suda = Consultation.objects.get(slug="%s"), User.objects.get(email="%s")
conversation = Conversation.objects.get(pk=consultation.pk)
published = Statement.objects.waiting().filter(conversation=conversation).order_by("n").first()
publish_statement(published, by=suda)
gone = propose_statement(conversation, text="รับซื้อที่ดินริมถนน โทร 089-876-5432", visitor=Visitor(browser="p40"))
publish_statement(gone, by=suda)
take_down(consultation, gone.text_id, rule="advertising", reason="เป็นประกาศซื้อที่ดิน", by=suda)
propose_statement(conversation, text="ใครจอดรถบนทางเท้าจะกระทืบมัน", visitor=Visitor(browser="p41"))
scan_one(consultation, until=timezone.now() + timedelta(seconds=1))
now = timezone.now()
CopyGroup.objects.create(
    consultation=consultation, key="k", example=published.text_id, texts=14, people=12, first_at=now, last_at=now
)
"""
