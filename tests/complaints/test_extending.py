"""An agency needs more time: one act, one line, and the complainant is told why and until when."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from complaints.extending import days_to_choose, extend_assignment
from complaints.handling import ask_complainant, propose_closing
from complaints.models import Assignment, CaseEvent
from complaints.responding import dispute_resolution
from complaints.workflow import ExtensionReason, Outcome
from directory.models import Role
from directory.thai_dates import show_date
from notifications.models import Message
from tests.factories import make_membership, make_user

pytestmark = pytest.mark.django_db
DONE_SO_FAR = "ลงดูหน้างานแล้วเมื่อวันจันทร์ ต้องสั่งฝาท่อใหม่ ระหว่างนี้วางแผงกั้นและติดไฟกระพริบไว้"


def nth_day(assignment, n):
    return timezone.localdate(days_to_choose(assignment)[n - 1])


def extend(assignment, by, n=3, **told):
    told = {"until": nth_day(assignment, n), "reason": ExtensionReason.MATERIAL, "text": DONE_SO_FAR} | told
    return extend_assignment(assignment, by=by, **told)


def overdue(assignment, days=2):
    Assignment.objects.filter(pk=assignment.pk).update(due_at=timezone.now() - timedelta(days=days))
    return Assignment.objects.select_related("case", "agency").get(pk=assignment.pk)


@pytest.fixture
def kanya(highways):
    """A supervisor of Highways."""
    return make_membership(make_user("กัญญา รุ่งเรือง"), highways, Role.SUPERVISOR).user


class TestAskingForMoreTime:
    def test_moves_the_date_and_keeps_the_old_one(self, working, wichai):
        before, wanted = working.due_at, nth_day(working, 3)
        extended = extend(working, wichai)
        assert timezone.localdate(extended.due_at) == wanted
        assert extended.due_before == before

    def test_is_one_line_with_both_dates_and_the_reason_and_the_reply_for_the_complainant(self, working, wichai):
        count = working.case.events.count()
        extend(working, wichai)
        line = CaseEvent.objects.filter(case=working.case).last()
        assert (line.n, line.kind, line.note) == (count + 1, "extended", DONE_SO_FAR)
        assert line.note_seen_by == "complainant"
        assert line.facts["reason"] == "material"
        assert line.facts["from"] < line.facts["until"]

    def test_tells_the_complainant_by_mail_that_there_is_a_new_date_and_not_what_was_written(self, working, wichai):
        extend(working, wichai)
        mail = Message.objects.latest("id")
        assert mail.recipient == "malee@example.org"
        assert "รอวัสดุหรืออะไหล่" not in mail.body  # a mail names the act, the page the particulars
        assert "ฝาท่อ" not in mail.subject + mail.body

    def test_needs_the_interim_reply(self, working, wichai):
        with pytest.raises(ValidationError) as refused:
            extend(working, wichai, text=" \u200b")
        assert refused.value.code == "note_missing"
        assert Assignment.objects.get(pk=working.pk).extensions == 0

    @pytest.mark.parametrize("days", [-1, 0, 400])
    def test_takes_no_day_before_the_old_one_and_none_far_away(self, working, wichai, days):
        with pytest.raises(ValidationError) as refused:
            extend(working, wichai, until=timezone.localdate(working.due_at) + timedelta(days=days))
        assert refused.value.code == "extension_out_of_range"

    def test_offers_working_days_only(self, working):
        assert all(day.weekday() < 5 for day in days_to_choose(working))
        assert len(days_to_choose(working)) == 15

    def test_is_open_twice_and_no_more(self, working, wichai, settings):
        settings.EXTENSIONS_A_PART = 2
        for _time in range(2):
            working = extend(working, wichai)
        with pytest.raises(ValidationError) as refused:
            extend(working, wichai)
        assert refused.value.code == "extended_too_often"

    def test_once_more_still_names_the_first_date(self, working, wichai, client):
        first = working.due_at
        for _time in range(2):
            working = extend(working, wichai)
        assert working.due_before == first, "to who waits for it, each new date is late by the whole of it"
        froms = [datetime.fromisoformat(line.facts["from"]) for line in working.case.events.filter(kind="extended")]
        assert froms[0] == first < froms[1], "the timeline has every step"
        shown = show_date(first)
        client.force_login(wichai)
        assert shown in client.get(reverse("office_case", args=[working.case.reference])).content.decode()

    def test_no_more_says_so_in_the_place_of_the_form(self, working, wichai, as_, settings):
        settings.EXTENSIONS_A_PART = 1
        address, said = reverse("office_case", args=[working.case.reference]), "The date was moved 1 times already"
        assert said not in as_(wichai).get(address).content.decode()
        extend(working, wichai)
        html = as_(wichai).get(address).content.decode()
        assert said in html and 'id="extend-title"' not in html

    def test_after_the_date_says_who_can(self, working, wichai, kanya, as_):
        late, said = overdue(working), "Only a supervisor of your agency can move it now"
        address = reverse("office_case", args=[late.case.reference])
        assert said in as_(wichai).get(address).content.decode()
        assert said not in as_(kanya).get(address).content.decode()

    def test_after_the_date_takes_a_supervisor(self, working, wichai, kanya):
        late = overdue(working)
        with pytest.raises(ValidationError) as refused:
            extend(late, wichai)
        assert refused.value.code == "extended_too_late"
        assert extend(late, kanya).due_at > timezone.now()

    def test_after_the_date_is_refused_to_a_supervisor_of_another_agency(self, working, stranger):
        make_membership(stranger, role=Role.SUPERVISOR)
        with pytest.raises(ValidationError) as refused:
            extend(overdue(working), stranger)
        assert refused.value.code == "extended_too_late"

    def test_is_refused_before_acceptance_while_asking_and_after_the_report(self, assignment, working, wichai):
        until = nth_day(working, 1)
        ask_complainant(working, question="ฝาท่อหน้าบ้านเลขที่เท่าไร", by=wichai)
        with pytest.raises(ValidationError) as refused:
            extend(working, wichai, until=until)
        assert refused.value.code == "nothing_is_due"

    def test_of_an_older_date_is_forgotten_when_the_complainant_objects(self, working, wichai, malee):
        extended = extend(working, wichai)
        propose_closing(extended, answer="ปิดฝาท่อแล้ว", outcome=Outcome.SOLVED, by=wichai)
        dispute_resolution(working.case, reason="ยังไม่ได้ปิด", by=malee)
        assert Assignment.objects.get().due_before is None


class TestOnThePages:
    def act(self, client, working, **fields):
        told = {"until": nth_day(working, 2).isoformat(), "reason": "material", "text": DONE_SO_FAR} | fields
        return client.post(
            f"/office/{working.case.reference}/extend/", {f"extend-{name}": value for name, value in told.items()}
        )

    def test_the_office_names_the_days_and_takes_one(self, client, working, wichai):
        client.force_login(wichai)
        shown = client.get(f"/office/{working.case.reference}/").content.decode()
        assert f'<option value="{nth_day(working, 2).isoformat()}">' in shown
        assert "เพิ่ม 2 วันทำการ" in shown
        assert self.act(client, working).status_code == 302
        assert "เลื่อนแล้ว กำหนดเดิม" in client.get(f"/office/{working.case.reference}/").content.decode()

    @pytest.mark.parametrize(
        ("fields", "told"),
        [({"until": ""}, "เลือกวันจากรายการ"), ({"until": "31/12/2569"}, "เลือกวันใดวันหนึ่งในรายการ"),
         ({"reason": "เพราะขี้เกียจ"}, ""), ({"text": ""}, "เขียนสักสองสามคำก่อน")],
    )  # fmt: skip
    def test_a_slip_comes_back_with_the_words(self, client, working, wichai, fields, told):
        client.force_login(wichai)
        response = self.act(client, working, **fields)
        assert response.status_code == 400
        assert told in response.content.decode()
        assert fields.get("text", DONE_SO_FAR) in response.content.decode()

    def test_a_day_that_nobody_offered_is_told_at_its_field(self, client, working, wichai):
        client.force_login(wichai)
        response = self.act(client, working, until="2599-01-04")
        assert response.status_code == 409
        assert 'id="id_extend-until-error"' in response.content.decode()

    def test_everything_that_is_wrong_is_told_at_once(self, client, working, wichai):
        client.force_login(wichai)
        html = self.act(client, working, until="2026-01-05", reason="", text=" ").content.decode()
        for field in ("until", "reason", "text"):
            assert f'id="id_extend-{field}-error"' in html
        assert html.count('<li><a href="#id_extend-') == 3

    def test_is_not_found_by_an_officer_of_another_agency(self, client, working, stranger):
        client.force_login(stranger)
        assert self.act(client, working).status_code == 404

    def test_everybody_sees_both_dates_and_the_reason_and_only_the_complainant_the_reply(
        self, client, working, wichai, malee
    ):
        extend(working, wichai)
        public = client.get(f"/track/{working.case.reference}/").content.decode()
        assert "ขอเวลาเพิ่ม: รอวัสดุหรืออะไหล่" in public
        assert "กำหนดเดิม" in public
        assert DONE_SO_FAR not in public
        client.force_login(malee)
        assert DONE_SO_FAR in client.get(f"/track/{working.case.reference}/").content.decode()

    def test_the_api_tells_both_dates_and_the_reason_and_not_the_reply(self, client, working, wichai):
        extended = extend(working, wichai)
        answer = client.get(f"/api/v1/cases/{working.case.reference}/")
        told = [line["extension"] for line in answer.json()["timeline"] if line["kind"] == "extended"]
        assert [(each["reason"], each["th"]) for each in told] == [("material", "รอวัสดุหรืออะไหล่")]
        assert datetime.fromisoformat(told[0]["until"]) == extended.due_at
        assert datetime.fromisoformat(told[0]["from"]) == extended.due_before
        assert DONE_SO_FAR not in answer.content.decode()
        assert {line["extension"] for line in answer.json()["timeline"] if line["kind"] != "extended"} == {None}
