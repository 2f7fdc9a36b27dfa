"""Beside the date of an urgent case stands what is true of the night, and whom to call instead."""

import re

import pytest
from freezegun import freeze_time

from complaints.answer_links import answer_link
from complaints.handling import ask_complainant, reject_case, send_to_triage
from complaints.help_now import help_now
from complaints.models import Case
from complaints.workflow import Visibility

pytestmark = pytest.mark.django_db
BEATEN = "สามีตีฉันทุกคืน ลูกกลัวมาก"
COVER = "ฝาท่อหน้าโรงเรียนแตก เด็กเดินตกลงไปแล้วหนึ่งคน"
LIGHT = "ไฟทางหน้าตลาดดับมาสองสัปดาห์แล้ว"
CLOSED = "เปิดทำการอีกครั้งวันจันทร์ 8.30 น."
SUNDAY_MORNING = "2026-11-29 01:29:00Z"
MONDAY_MORNING = "2026-11-30 03:00:00Z"
NOT_THE_DAY_OF_HELP = "ไม่ใช่วันที่ความช่วยเหลือจะมาถึง"


def page(response):
    return response.content.decode()


def next_block(html):
    """The block of what happens next, where the date stands."""
    return re.search(r'<section class="card stack-s next.*?</section>', html, re.DOTALL)[0]


def numbers_in(html):
    return set(re.findall(r'href="tel:(\d+)"', html))


class TestWhoFiledIt:
    @pytest.mark.parametrize(("text", "numbers"), [(BEATEN, {"191", "1300"}), (COVER, {"1669"})])
    def test_reads_beside_the_date_whom_to_call_tonight(self, client, file, malee, text, numbers):
        client.force_login(malee)
        case = file(text).complaint.case
        with freeze_time(SUNDAY_MORNING):
            html = page(client.get(f"/track/{case.reference}/"))
        told = next_block(html)
        assert html.count(CLOSED) == 1
        assert NOT_THE_DAY_OF_HELP in told
        assert "ด่วน" in told
        assert numbers_in(told) == numbers

    def test_reads_nothing_of_closed_offices_while_they_are_open(self, client, file, malee):
        client.force_login(malee)
        case = file(COVER).complaint.case
        with freeze_time(MONDAY_MORNING):
            html = page(client.get(f"/track/{case.reference}/"))
        assert "เปิดทำการอีกครั้ง" not in html
        assert "1669" in numbers_in(html)

    def test_reads_nothing_of_them_once_an_agency_has_accepted_it(self, client, working, malee):
        Case.objects.update(is_urgent=True)
        client.force_login(malee)
        with freeze_time(SUNDAY_MORNING):
            html = page(client.get(f"/track/{working.case.reference}/"))
        assert "เปิดทำการอีกครั้ง" not in html
        assert NOT_THE_DAY_OF_HELP in html

    def test_reads_nothing_of_it_of_a_street_light(self, client, file, malee):
        client.force_login(malee)
        with freeze_time(SUNDAY_MORNING):
            html = page(client.get(f"/track/{file(LIGHT).complaint.case.reference}/"))
        assert CLOSED not in html
        assert NOT_THE_DAY_OF_HELP not in html

    def test_is_told_the_general_numbers_where_only_the_routing_heard_danger(self, file):
        filed = file(LIGHT)
        send_to_triage(filed.complaint.case, is_urgent=True)
        told = help_now(Case.objects.get(), filed.complaint)
        assert told.is_marked
        assert [each.number for each in told.numbers] == ["191", "1669"]

    def test_is_not_told_that_it_is_urgent_where_only_a_number_fits(self, file):
        told = help_now((filed := file("มีมีดตกอยู่ในสวนสาธารณะ")).complaint.case, filed.complaint)
        assert not told.is_marked
        assert [each.number for each in told.numbers] == ["191"]

    def test_is_told_nothing_once_it_has_ended(self, file, siriporn):
        filed = file(BEATEN)
        reject_case(filed.complaint.case, reason="ซ้ำกับเรื่องก่อน", by=siriporn)
        assert help_now(Case.objects.get(), filed.complaint) is None


class TestAStranger:
    def test_does_not_learn_from_the_numbers_what_was_told(self, client, file):
        case = file("ลูกชายฉันอยากตาย ซึมเศร้ามาก", visibility=Visibility.AGENCY).complaint.case
        assert not numbers_in(page(client.get(f"/track/{case.reference}/"))) & {"1323"}
        send_to_triage(case, is_urgent=True)
        with freeze_time(SUNDAY_MORNING):
            told = next_block(page(client.get(f"/track/{case.reference}/")))
        assert CLOSED in told
        assert numbers_in(told) == {"191", "1669"}

    def test_reads_it_beside_the_date_of_a_public_case(self, client, case):
        Case.objects.filter(pk=case.pk).update(is_urgent=True, released_at=case.created_at, public_text=COVER)
        with freeze_time(SUNDAY_MORNING):
            assert CLOSED in page(client.get(f"/cases/{case.reference}/"))
            Case.objects.filter(pk=case.pk).update(is_urgent=False)
            assert CLOSED not in page(client.get(f"/cases/{case.reference}/"))


def test_the_link_in_a_mail_tells_a_reader_of_the_mailbox_no_more_than_the_mark(client, working, wichai, settings):
    ask_complainant(working, question="ตรงไหนครับ", by=wichai)
    Case.objects.update(is_urgent=True)
    case = Case.objects.get()
    html = page(client.get(answer_link(case, case.complaints.get()).removeprefix(settings.SITE_URL)))
    assert NOT_THE_DAY_OF_HELP in html
    assert numbers_in(html) >= {"191", "1669"}
