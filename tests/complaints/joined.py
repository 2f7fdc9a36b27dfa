"""What the tests of joined cases look at."""

from django.utils import timezone

from complaints.models import Assignment, Case, CaseEvent, Complainant

HERE = {"latitude": 16.43210, "longitude": 102.82310}
AGAIN = "หลุมลึกหน้าโรงเรียนบ้านหนองแวง รถมอไซล้มเพราะมองไม่เห็นหลุมตอนฝนตก"


def now(case):
    return Case.objects.get(pk=case.pk)


def part_of(case):
    return Assignment.objects.get(case=case)


def kinds(case):
    return list(CaseEvent.objects.filter(case=case).values_list("kind", flat=True))


def code(refused):
    return refused.value.code


def confirm_addresses():
    Complainant.objects.exclude(email="").update(news_channel="email", news_confirmed_at=timezone.now())
