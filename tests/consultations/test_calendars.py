"""The days of consultations as calendars that people's programs read."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from consultations.announcing import extend_consultation, withdraw_consultation
from consultations.models import Consultation, Lengths
from tests.consultations.conftest import TITLE
from tests.factories import make_area

pytestmark = pytest.mark.django_db


def events(client, address, **query):
    answer = client.get(address, query)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return {str(event["uid"]).split("@")[0]: event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def of(consultation):
    return reverse("consultation_calendar", args=[consultation.slug])


class TestOne:
    def test_has_its_opening_its_closing_and_the_day_of_its_results(self, client, announced):
        Lengths.objects.create(kind="principles", opening_days=15, result_days=30, source="ทดสอบ")
        consultation = announced(title_th=f"{TITLE}, ภาค 2; ฉบับ\\ใหม่ " + "ก" * 200)
        found = events(client, of(consultation))
        slug = consultation.slug
        assert set(found) == {f"{slug}-opens", f"{slug}-closes", f"{slug}-results"}
        closes = found[f"{slug}-closes"]
        assert abs(closes["dtstart"].dt - consultation.closes_at) < timedelta(seconds=1)
        assert consultation.title_th.strip() in str(closes["summary"])
        assert consultation.get_absolute_url() in str(closes["url"])
        assert found[f"{slug}-results"]["dtstart"].dt == consultation.results_by

    def test_moves_with_its_closing(self, client, announced, suda):
        consultation = announced()
        before = events(client, of(consultation))[f"{consultation.slug}-closes"]
        later = consultation.closes_at + timedelta(days=3)
        extend_consultation(consultation, closes_at=later, reason="ขอเวลา", by=suda)
        after = events(client, of(consultation))[f"{consultation.slug}-closes"]
        assert after["uid"] == before["uid"]
        assert after["sequence"] > before["sequence"]
        assert after["dtstart"].dt > before["dtstart"].dt

    def test_is_cancelled_when_it_is_withdrawn(self, client, announced, suda):
        consultation = withdraw_consultation(announced(), reason="ร่างผิด", by=suda)
        assert {str(each["status"]) for each in events(client, of(consultation)).values()} == {"CANCELLED"}

    def test_is_of_no_draft(self, client, draft):
        assert client.get(of(draft())).status_code == 404

    def test_writes_lines_that_no_title_can_add_to(self, client, announced):
        consultation = announced(title_th="ชื่อ\r\nATTACH:https://evil.example/x\nSTATUS:CANCELLED")
        content = client.get(of(consultation)).content.decode().replace("\r\n ", "")
        assert not [line for line in content.split("\r\n") if line.startswith(("ATTACH", "STATUS"))]
        assert all(len(line.encode()) <= 75 for line in client.get(of(consultation)).content.decode().split("\r\n"))


class TestAll:
    def test_holds_what_the_list_s_filters_find(self, client, announced, sila):
        make_area(10, "กรุงเทพมหานคร")
        here, budget = announced(areas=(sila,)), announced(kind="budget")
        address = reverse("consultations_calendar")
        assert {uid[:9] for uid in events(client, address)} == {here.slug, budget.slug}
        assert {uid[:9] for uid in events(client, address, kind="budget")} == {budget.slug}
        assert {uid[:9] for uid in events(client, address, province=10)} == {budget.slug}

    def test_holds_no_draft_and_nothing_long_over(self, client, announced, draft):
        draft()
        now = timezone.now()
        over = announced()
        Consultation.objects.filter(pk=over.pk).update(
            opens_at=now - timedelta(days=150), closes_at=now - timedelta(days=100)
        )
        assert events(client, reverse("consultations_calendar")) == {}

    def test_asks_the_database_as_often_for_more_of_them(self, client, announced, django_assert_max_num_queries):
        for _number in range(5):
            announced()
        with django_assert_max_num_queries(5):
            events(client, reverse("consultations_calendar"))
