"""A hearing of the journeys that goes on now, run in a shell of the house."""

HELD = """
from datetime import timedelta
from django.utils import timezone
from consultations.hearings.asking import ask_question, put_stage, support_question
from consultations.hearings.counting_questions import add_up
from consultations.hearings.models import Hearing
from consultations.hearings.planning import Plan, add_hearing
from consultations.hearings.registering import Told, register
from consultations.models import Consultation
from consultations.participation.taking_part import Visitor
from directory.models import User
consultation, by = Consultation.objects.get(slug="%s"), User.objects.get(email="%s")
begins_at = timezone.now() + timedelta(days=1)
plan = Plan(title_th="เวทีรับฟังที่ศิลา", begins_at=begins_at, ends_at=begins_at + timedelta(hours=3),
    place="หอประชุมเทศบาลเมืองศิลา", address="ถนนมิตรภาพ", latitude=16.4467, longitude=102.833, seats=2,
    access="มีทางลาด", link="https://meet.example.go.th/sila")
hearing = add_hearing(consultation, plan, by=by)
register(hearing, Told(way="hall", name="สมหญิง", body="ชมรมคนพิการศิลา", needs_wheelchair=True))
register(hearing, Told(way="online", needs_sign_language=True))
register(hearing, Told(way="hall"))
Hearing.objects.filter(pk=hearing.pk).update(
    begins_at=timezone.now() - timedelta(minutes=5), ends_at=timezone.now() + timedelta(hours=3))
hearing = Hearing.objects.select_related("consultation__agency").get(pk=hearing.pk)
first = ask_question(hearing, text="งบทางเท้าปีนี้มีเท่าไร", visitor=Visitor(browser="h1"))
ask_question(hearing, text="ไฟส่องทางจะติดเมื่อไร โทรบอกที่ 081-234-5678 ได้ไหม", visitor=Visitor(browser="h2"))
support_question(first, visitor=Visitor(browser="h2"))
put_stage(first, "now", by=by)
add_up()
"""
