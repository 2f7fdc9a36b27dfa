"""Making a case one of another kind: one act that keeps its number, its timeline and its followers."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from complaints import service_levels
from complaints.converting import convert_case
from complaints.extending import days_to_choose, extend_assignment
from complaints.handling import assign_case, propose_closing, send_to_triage
from complaints.me_too import say_me_too
from complaints.models import Assignment, Case, CaseEvent, ServiceLevel
from complaints.releasing import release_case
from complaints.responding import withdraw_complaint
from complaints.telling import sentence_in
from complaints.workflow import CaseKind, ExtensionReason, Outcome, Visibility
from directory.calendar import add_working_days, next_working_moment
from notifications.following import follow
from notifications.models import Message, Subscription
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def lengths(db):
    for kind, days in (("", 15), ("praise", 5), ("suggestion", 30)):
        ServiceLevel.objects.create(step="resolve", kind=kind, working_days=days, source="ทดสอบ")
    service_levels.forget_service_levels()


def now(case):
    return Case.objects.get(pk=case.pk)


class TestConverting:
    def test_keeps_number_timeline_and_followers(self, working, wichai, roads):
        neighbour = make_user("สมศักดิ์ เพื่อนบ้าน")
        case = release_case(working.case, text="หลุมหน้าโรงเรียน", by=wichai)
        follow(neighbour, f"case:{case.reference}")
        say_me_too(case, names=["บ้านเลขที่ถัดไป"])
        before = list(case.events.values_list("n", "kind"))
        convert_case(case, CaseKind.SUGGESTION, by=wichai, assignment=working)
        after = now(case)
        assert (after.kind, after.reference, after.me_too_count) == ("suggestion", case.reference, 1)
        assert after.released_at is not None
        assert list(after.events.values_list("n", "kind"))[:-1] == before
        assert Subscription.objects.filter(user=neighbour, subject=f"case:{case.reference}").exists()

    def test_is_one_line_that_says_both_words_and_a_mail_to_the_complainant(self, working, wichai):
        convert_case(working.case, CaseKind.INFORMATION, by=wichai, assignment=working, reason="คุณถามเวลาทำการ")
        line = CaseEvent.objects.filter(case=working.case).last()
        assert (line.kind, line.facts, line.note) == (
            "converted",
            {"from": "complaint", "to": "information_request"},
            "คุณถามเวลาทำการ",
        )
        told = sentence_in("th", line.kind, line.agency, line.facts)
        assert "แจ้งปัญหาหรือร้องเรียน" in told and "ขอข้อมูล" in told
        assert told in Message.objects.filter(recipient="malee@example.org").last().body

    def test_is_refused_for_the_same_kind_and_twice(self, working, wichai):
        convert_case(working.case, CaseKind.PRAISE, by=wichai, assignment=working)
        with pytest.raises(ValidationError) as refused:
            convert_case(working.case, CaseKind.PRAISE, by=wichai, assignment=working)
        assert refused.value.code == "kind_is_the_same"
        assert CaseEvent.objects.filter(kind="converted").count() == 1

    def test_is_refused_once_the_case_has_ended_or_while_the_complainant_is_asked_to_confirm(
        self, working, wichai, malee
    ):
        propose_closing(working, answer="เสร็จแล้ว", outcome=Outcome.SOLVED, by=wichai)
        with pytest.raises(ValidationError) as refused:
            convert_case(working.case, CaseKind.PRAISE, by=wichai)
        assert refused.value.code == "closing_is_proposed"
        withdraw_complaint(working.case, by=malee)
        with pytest.raises(ValidationError) as refused:
            convert_case(working.case, CaseKind.PRAISE, by=wichai)
        assert refused.value.code == "case_has_ended"

    def test_to_a_tip_off_closes_it_to_everybody_and_never_opens_again(self, working, wichai):
        case = release_case(working.case, text="หลุมหน้าโรงเรียน", by=wichai)
        convert_case(case, CaseKind.TIP_OFF, by=wichai, assignment=working)
        hidden = now(case)
        assert (hidden.visibility, hidden.released_at, hidden.public_text) == ("confidential", None, "")
        convert_case(case, CaseKind.COMPLAINT, by=wichai, assignment=working)
        assert now(case).visibility == Visibility.CONFIDENTIAL


class TestTheClockOfAConvertedCase:
    def test_counts_from_where_the_old_one_began(self, lengths, working, wichai):
        convert_case(working.case, CaseKind.SUGGESTION, by=wichai, assignment=working)
        part = Assignment.objects.get()
        assert part.due_at == add_working_days(next_working_moment(part.accepted_at), 30)

    def test_gives_nobody_time_by_going_to_and_fro(self, lengths, working, wichai):
        promised = Assignment.objects.get().due_at
        for kind in (CaseKind.SUGGESTION, CaseKind.COMPLAINT):
            convert_case(working.case, kind, by=wichai, assignment=working)
        assert Assignment.objects.get().due_at == promised

    def test_makes_no_part_late_at_once(self, lengths, working, wichai):
        Assignment.objects.update(accepted_at=timezone.now() - timedelta(days=40))
        convert_case(working.case, CaseKind.PRAISE, by=wichai, assignment=working)
        assert Assignment.objects.get().due_at >= add_working_days(next_working_moment(timezone.now()), 1) - timedelta(
            minutes=1
        )

    def test_keeps_days_that_were_added_meanwhile(self, lengths, working, wichai):
        until = timezone.localdate(days_to_choose(working)[2])
        extend_assignment(working, until=until, reason=ExtensionReason.MATERIAL, text="รอของ", by=wichai)
        convert_case(working.case, CaseKind.SUGGESTION, by=wichai, assignment=working)
        part = Assignment.objects.get()
        assert part.due_at >= add_working_days(next_working_moment(part.accepted_at), 32)


class TestAtTheOffice:
    def send(self, client, case, **fields):
        return client.post(reverse("office_convert", args=[case.reference]), fields)

    def test_an_officer_does_it_with_one_form(self, client, working, wichai):
        client.force_login(wichai)
        page = client.get(reverse("office_case", args=[working.case.reference])).content.decode()
        assert "เปลี่ยนลักษณะเรื่อง" in page
        self.send(client, working.case, **{"convert-kind": "suggestion"})
        assert now(working.case).kind == "suggestion"

    def test_a_stranger_finds_nothing(self, client, working, stranger):
        client.force_login(stranger)
        assert self.send(client, working.case, **{"convert-kind": "praise"}).status_code == 404
        assert now(working.case).kind == "complaint"

    @pytest.mark.parametrize("kind", ["", "complaint", "spell"])
    def test_what_is_no_other_kind_is_told_at_the_field(self, client, working, wichai, kind):
        client.force_login(wichai)
        answer = self.send(client, working.case, **{"convert-kind": kind})
        assert answer.status_code == 400 and now(working.case).kind == "complaint"

    def test_who_may_not_see_it_afterwards_is_led_to_the_inbox(self, client, assignment, wichai):
        client.force_login(wichai)
        answer = self.send(client, assignment.case, **{"convert-kind": "tip_off"})
        assert answer.status_code == 302
        assert answer["Location"].partition("?")[0] == reverse("office")

    def test_the_complainant_reads_it_on_the_tracking_page(self, client, working, wichai, malee):
        convert_case(working.case, CaseKind.PRAISE, by=wichai, assignment=working)
        client.force_login(malee)
        html = client.get(reverse("track_case", args=[working.case.reference])).content.decode()
        assert "เปลี่ยนลักษณะเรื่องจาก “แจ้งปัญหาหรือร้องเรียน” เป็น “ชมเชย”" in html


class TestAtTheDesk:
    def test_a_triage_officer_does_it_and_the_case_stays(self, client, case, siriporn):
        send_to_triage(case)
        client.force_login(siriporn)
        answer = client.post(
            reverse("desk_convert", args=[case.reference]), {"kind": "information_request"}, follow=True
        )
        assert answer.status_code == 200 and case.reference in answer.content.decode()
        assert (now(case).kind, now(case).state) == ("information_request", "triage")

    def test_not_once_it_has_left_the_desk(self, client, case, highways, siriporn):
        assign_case(case, highways, by=None)
        client.force_login(siriporn)
        assert client.post(reverse("desk_convert", args=[case.reference]), {"kind": "praise"}).status_code == 404

    def test_nobody_else_finds_the_address(self, client, case, wichai):
        send_to_triage(case)
        client.force_login(wichai)
        assert client.post(reverse("desk_convert", args=[case.reference]), {"kind": "praise"}).status_code == 404
