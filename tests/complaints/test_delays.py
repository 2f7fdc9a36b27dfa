"""A late case asks its officer why; those who lead see the reasons counted, and what came up to them."""

import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from complaints import chores
from complaints.delays import explain_delay, load_delay_reasons, reason_with, reasons_counted
from complaints.escalating import forget_ladder, load_escalation_rules
from complaints.handling import accept_assignment, assign_case
from complaints.models import Assignment, Case, CaseEvent, Delay, DelayReason, Escalation
from complaints.responding import withdraw_complaint
from complaints.workflow import TransitionNotAllowed, Visibility
from directory.calendar import BANGKOK
from directory.models import Role
from notifications.models import Message
from records.resting import Resting
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
WORDS = "ยางมะตอยหมดคลัง ของจะมาวันพุธค่ะ"


@pytest.fixture(autouse=True)
def in_office_hours():
    with freeze_time(datetime(2026, 11, 23, 10, 0, tzinfo=BANGKOK)) as now:
        yield now


@pytest.fixture(autouse=True)
def tables(monkeypatch):
    monkeypatch.setattr(chores, "_not_escalating", Resting())
    load_delay_reasons()
    load_escalation_rules()
    forget_ladder()


@pytest.fixture
def material():
    return reason_with("material")


@pytest.fixture
def late(working):
    Assignment.objects.filter(pk=working.pk).update(due_at=timezone.now() - timedelta(days=9))
    return Assignment.objects.get(pk=working.pk)


@pytest.fixture
def kanya(highways):
    return make_membership(make_user("กัญญา รุ่งเรือง", email="kanya@example.org"), highways, Role.SUPERVISOR).user


def post(client, part, **fields):
    page = reverse("office_delay", args=[part.case.reference])
    return client.post(page, {f"delay-{name}": value for name, value in fields.items()})


class TestTheReason:
    def test_is_kept_and_counted_and_read_by_the_agency_alone(self, late, wichai, material, malee, stranger, as_):
        explain_delay(late, material, text=WORDS, is_told=False, by=wichai)
        line = late.case.events.get(kind="delay")
        assert (line.seen_by, line.note_seen_by, line.note) == ("internal", "internal", WORDS)
        assert reasons_counted([late.agency_id]) == [(material.name, 1)]
        assert reasons_counted([stranger.active_roles[0].agency_id]) == []
        assert WORDS not in as_(malee).get(reverse("track_case", args=[late.case.reference])).content.decode()
        assert WORDS in as_(wichai).get(reverse("office_case", args=[late.case.reference])).content.decode()

    def test_is_told_to_the_complainant_in_a_plain_sentence_where_the_officer_allows_it(
        self, late, wichai, material, malee, client, as_
    ):
        before = Message.objects.count()
        explain_delay(late, material, text=WORDS, is_told=True, by=wichai)
        page = reverse("track_case", args=[late.case.reference])
        public = client.get(page).content.decode()
        assert WORDS not in public
        assert "is late: It waits" not in public
        html = as_(malee).get(page).content.decode()
        assert "is late: It waits for material or spare parts" in html
        assert WORDS in html
        assert Message.objects.count() == before + 1
        assert WORDS not in Message.objects.last().body

    def test_is_said_once_however_often_it_is_sent(self, late, wichai, material):
        for _ in range(2):
            explain_delay(late, material, text="", is_told=False, by=wichai)
        assert late.case.events.filter(kind="delay").count() == Delay.objects.count() == 1

    def test_is_one_for_a_date_and_another_for_the_next(self, late, wichai, somchai, material):
        explain_delay(late, material, text="", is_told=False, by=wichai)
        with pytest.raises(TransitionNotAllowed) as refused:
            explain_delay(late, reason_with("weather"), text="", is_told=False, by=somchai)
        assert refused.value.code == "delay_explained"
        Assignment.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(days=1))
        explain_delay(late, reason_with("weather"), text="", is_told=False, by=somchai)
        assert Delay.objects.count() == 2

    def test_that_says_nothing_needs_words(self, late, wichai):
        with pytest.raises(Exception, match="note_missing|ก่อน|words"):
            explain_delay(late, reason_with("other"), text=" ", is_told=False, by=wichai)
        assert not Delay.objects.exists()

    def test_is_not_taken_of_what_is_in_time_or_has_ended(self, working, wichai, malee, material):
        with pytest.raises(TransitionNotAllowed) as refused:
            explain_delay(working, material, text="", is_told=False, by=wichai)
        assert refused.value.code == "nothing_is_late"
        Assignment.objects.filter(pk=working.pk).update(due_at=timezone.now() - timedelta(days=1))
        withdraw_complaint(working.case, by=malee)
        with pytest.raises(TransitionNotAllowed):
            explain_delay(working, material, text="", is_told=False, by=wichai)

    @pytest.mark.parametrize(
        ("clock", "column", "state"), [("accept", "accept_by", "proposed"), ("update", "update_by", "working")]
    )
    def test_is_of_the_promise_that_was_not_kept(self, assignment, wichai, material, clock, column, state):
        part = assignment if state == "proposed" else accept_assignment(assignment, by=wichai)
        Assignment.objects.filter(pk=part.pk).update(**{column: timezone.now() - timedelta(days=3)})
        explain_delay(part, material, text="", is_told=False, by=wichai)
        assert Delay.objects.get().clock == clock


class TestThePage:
    def test_asks_while_it_is_late_and_nobody_has_said(self, working, wichai, material, as_):
        client, page = as_(wichai), reverse("office_case", args=[working.case.reference])
        assert "This is late. Why?" not in client.get(page).content.decode()
        Assignment.objects.filter(pk=working.pk).update(due_at=timezone.now() - timedelta(days=9))
        assert "This is late. Why?" in client.get(page).content.decode()
        assert post(client, working, reason="material", text="", is_told="on").status_code == 302
        assert "This is late. Why?" not in client.get(page).content.decode()
        assert Delay.objects.get().is_told

    @pytest.mark.parametrize("reason", ["", "nothing", "material'--", "ก" * 500])
    def test_keeps_the_words_of_a_form_that_is_refused(self, late, wichai, as_, reason):
        answer = post(as_(wichai), late, reason=reason, text=WORDS)
        assert answer.status_code == 400
        assert WORDS in answer.content.decode()
        assert not Delay.objects.exists()

    def test_offers_no_reason_that_is_out_of_use(self, late, wichai, as_):
        DelayReason.objects.filter(code="material").update(is_active=False)
        assert post(as_(wichai), late, reason="material", text="").status_code == 400

    def test_is_not_found_by_another_agency(self, late, stranger, as_):
        assert post(as_(stranger), late, reason="material", text="").status_code == 404
        assert not Delay.objects.exists()


class TestRaisedToYou:
    PAGE = "/office/late/"

    def test_is_for_those_who_lead(self, late, wichai, malee, kanya, as_, client):
        assert client.get(self.PAGE).status_code == 302
        for user, status in ((malee, 404), (wichai, 404), (kanya, 200)):
            assert as_(user).get(self.PAGE).status_code == status
        assert self.PAGE in as_(kanya).get(reverse("office")).content.decode()
        assert self.PAGE not in as_(wichai).get(reverse("office")).content.decode()

    def test_shows_each_case_once_with_its_level_and_its_reason(self, late, wichai, kanya, material, as_):
        chores.escalate_late_cases.function()
        html = as_(kanya).get(self.PAGE).content.decode()
        assert html.count(f">{late.case.reference}</a>") == 1
        assert "No reason given yet" in html
        explain_delay(late, material, text=WORDS, is_told=False, by=wichai)
        html = as_(kanya).get(self.PAGE).content.decode()
        assert "Reason: Waiting for material" in html
        assert WORDS not in html

    def test_shows_what_is_open_and_late_alone(self, late, malee, kanya, as_):
        chores.escalate_late_cases.function()
        withdraw_complaint(late.case, by=malee)
        assert late.case.reference not in as_(kanya).get(self.PAGE).content.decode()

    def test_is_counted_on_the_start_page_until_it_is_over(self, late, malee, kanya, as_):
        counted = re.compile(r'<a class="clock clock--late" href="/office/late/">.*?<b>1\s*</b>', re.DOTALL)
        assert not counted.search(as_(kanya).get("/office/today/").content.decode())
        chores.escalate_late_cases.function()
        assert counted.search(as_(kanya).get("/office/today/").content.decode())
        withdraw_complaint(late.case, by=malee)
        assert not counted.search(as_(kanya).get("/office/today/").content.decode())

    def test_nobody_above_finds_a_case_that_became_confidential(self, late, highways, as_):
        transport = make_agency("กระทรวงคมนาคม", code="mot")
        narong = make_membership(make_user("ณรงค์ มั่นคง"), transport, Role.SUPERVISOR).user
        other = make_membership(make_user("อื่น"), make_agency("กรมอื่น", code="other"), Role.AGENCY_HEAD).user
        Escalation.objects.create(
            assignment=late, agency=transport, why="resolve", level=3, was_due=late.due_at, at=timezone.now()
        )
        Assignment.objects.filter(pk=late.pk).update(escalation_level=3)
        assert late.case.reference in as_(narong).get(self.PAGE).content.decode()
        assert late.case.reference not in as_(other).get(self.PAGE).content.decode()
        Case.objects.filter(pk=late.case_id).update(visibility=Visibility.CONFIDENTIAL)
        assert late.case.reference not in as_(narong).get(self.PAGE).content.decode()

    def test_names_no_topic_of_a_confidential_one(self, file, highways, wichai, kanya, bribery, as_):
        part = accept_assignment(assign_case(file().complaint.case, highways, by=None, topic=bribery), by=wichai)
        Assignment.objects.filter(pk=part.pk).update(due_at=timezone.now() - timedelta(days=9))
        chores.escalate_late_cases.function()
        html = as_(kanya).get(self.PAGE).content.decode()
        assert part.case.reference in html
        assert "เรียกรับเงิน" not in html

    def test_says_that_the_ladder_rests_outside_office_hours(self, kanya, as_, in_office_hours):
        says = "The ladder rests outside office hours"
        assert says not in as_(kanya).get(self.PAGE).content.decode()
        in_office_hours.move_to(datetime(2026, 11, 27, 22, 0, tzinfo=BANGKOK))
        html = as_(kanya).get(self.PAGE).content.decode()
        assert says in html and 'datetime="2026-11-30T08:30+07:00"' in html  # from Friday night to Monday

    @pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "๑", "1' OR 1=1"])
    def test_takes_any_cursor(self, late, kanya, as_, before):
        assert as_(kanya).get(self.PAGE, {"before": before}).status_code == 200

    def test_costs_no_more_for_more(
        self, late, first, second, highways, kanya, wichai, as_, django_assert_max_num_queries
    ):
        client = as_(kanya)
        for case in (first, second):
            part = case.lead()
            Assignment.objects.filter(pk=part.pk).update(
                due_at=timezone.now() - timedelta(days=9), accept_by=timezone.now() - timedelta(days=9)
            )
        chores.escalate_late_cases.function()
        client.get(self.PAGE)
        with django_assert_max_num_queries(12):
            html = client.get(self.PAGE).content.decode()
        assert html.count("Level ") >= 3


def test_the_shipped_rows_are_loaded_once():
    assert load_delay_reasons() == 0
    assert DelayReason.objects.count() == 9
    assert CaseEvent.Kind.DELAY == "delay"
