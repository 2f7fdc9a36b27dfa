"""Closings drawn by chance, looked at by auditors of other agencies; what is false is open again."""

import threading
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from complaints import chores
from complaints.appealing import appeal_case, take_back_appeal, uphold_answer
from complaints.audit_sampling import draw_sample, how_many, load_audit_rules, pool_of, sample
from complaints.auditing import audit_closing, faults_found, shown_score, shown_scores
from complaints.escalating import forget_ladder, load_escalation_rules
from complaints.handling import accept_assignment, assign_case, propose_closing
from complaints.lines import timeline
from complaints.models import (
    Assignment,
    Audit,
    AuditDraw,
    AuditRule,
    AuditScore,
    Case,
    CaseEvent,
    CaseFile,
    Closing,
    Complaint,
    CoSigning,
    Escalation,
)
from complaints.responding import close_by_silence, confirm_resolution
from complaints.views.office_sending import refuse_if_somebody_was_faster
from complaints.workflow import AssignmentState, CaseState, Outcome, Visibility
from directory.calendar import BANGKOK
from directory.models import Role
from notifications.models import Message
from records.models import AccessLog, Upload
from records.uploads import store_upload
from tests.complaints.conftest import PHONE, SMOKE
from tests.factories import make_agency, make_membership, make_user
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=BANGKOK)
WHY = "หลุมยังอยู่ที่เดิม รูปที่แนบเป็นถนนคนละเส้น"
ALL_YES = {"dealt_with": "yes", "answers": "yes", "in_time": "yes", "evidence": "yes"}
NOT_DONE = {"dealt_with": "no", "answers": "no", "in_time": "yes", "evidence": "no"}


@pytest.fixture(autouse=True)
def now():
    with freeze_time(MONDAY) as now:
        yield now


@pytest.fixture
def rule(db):
    return AuditRule.objects.create(share_percent=100, minimum=1, source="ทดสอบ")


@pytest.fixture
def opm(db):
    return make_agency("สำนักงานปลัดสำนักนายกรัฐมนตรี", code="opm-ops")


@pytest.fixture
def orathai(opm):
    """An auditor."""
    return make_membership(make_user("อรทัย สุจริต", email="orathai@example.org"), opm, Role.AUDITOR).user


@pytest.fixture
def secrets_auditor(opm):
    """An auditor who may see what is confidential."""
    user = make_membership(make_user("สุจินต์ เที่ยงธรรม"), opm, Role.AUDITOR).user
    return make_membership(user, opm, Role.SUPERVISOR).user


@pytest.fixture
def close(file, highways, roads, wichai, malee):
    """A case that Highways reported as done and Malee confirmed."""

    def close(agency=highways, by=wichai, **fields):
        fields.setdefault("visibility", Visibility.PUBLIC)
        case = file(**fields).complaint.case
        part = accept_assignment(assign_case(case, agency, by=None, topic=roads), by=by)
        propose_closing(part, answer="ปะหลุมแล้ว โทร 081-234-5678", outcome=Outcome.SOLVED, by=by, no_photo="ฝนตกหนัก")
        return confirm_resolution(case, by=malee)

    return close


@pytest.fixture
def drawn(close, rule, now):
    """One closing that was drawn the next morning."""
    close()
    now.move_to(MONDAY + timedelta(days=1))
    assert draw_sample() == 1
    return Audit.objects.get()


@pytest.fixture
def leader_above(highways):
    ministry = make_agency("กระทรวงคมนาคม", code="mot")
    highways.parent = ministry
    highways.save()
    return make_membership(make_user("ณรงค์ มั่นคง"), ministry, Role.SUPERVISOR).user


@pytest.fixture
def silent(leader_above, file, highways, roads, wichai, now):
    """A case that silence closed; somebody above may decide an appeal."""
    case = file(visibility=Visibility.PUBLIC).complaint.case
    part = accept_assignment(assign_case(case, highways, by=None, topic=roads), by=wichai)
    propose_closing(part, answer="ปะหลุมแล้ว", outcome=Outcome.SOLVED, by=wichai, no_photo="ฝนตกหนัก ถ่ายไม่ได้")
    now.move_to(Case.objects.get(pk=case.pk).confirm_by + timedelta(minutes=1))
    return close_by_silence(case)


@pytest.fixture
def appealed(silent, rule, malee, now):
    """An audit of a case in which an appeal is open now."""
    now.move_to(silent.closed_at + timedelta(days=1))
    draw_sample()
    appeal_case(silent, reason="ยังไม่ซ่อม", by=malee)
    return Audit.objects.get()


def judge(audit, by, verdict="false", found=NOT_DONE, reason=WHY):
    return audit_closing(audit, found=found, verdict=verdict, reason=reason, by=by)


def audited(close, rule, now, by, verdicts):
    """So many closings, drawn and judged."""
    for _verdict in verdicts:
        close()
    now.move_to(timezone.now() + timedelta(days=1))
    draw_sample()
    for audit, verdict in zip(Audit.objects.to_do().order_by("pk"), verdicts, strict=True):
        judge(audit, by, verdict, ALL_YES if verdict == "sound" else NOT_DONE)


class TestTheDraw:
    @pytest.mark.parametrize(
        ("share", "minimum", "closings", "drawn"),
        [(2, 1, 0, 0), (2, 1, 1, 1), (2, 1, 100, 2), (2, 1, 101, 3), (0, 0, 50, 0), (100, 1, 7, 7), (10, 5, 3, 3)],
    )
    def test_takes_the_share_rounded_up_at_least_the_minimum_at_most_all(self, share, minimum, closings, drawn):
        assert how_many(AuditRule(share_percent=share, minimum=minimum), closings) == drawn

    def test_is_the_same_for_the_same_seed_and_another_for_another(self):
        ids = range(1000)
        assert sample(ids, "a", 20) == sample(reversed(ids), "a", 20)
        assert sample(ids, "a", 20) != sample(ids, "b", 20)

    def test_favours_nobody(self):
        drawn = [each for seed in range(400) for each in sample(range(10), str(seed), 1)]
        assert all(20 <= drawn.count(each) <= 62 for each in range(10))

    def test_comes_the_day_after_from_what_was_closed_that_day(self, close, rule, now):
        case = close()
        assert draw_sample() == 0  # of yesterday, when nothing was closed
        now.move_to(MONDAY + timedelta(days=1))
        assert draw_sample() == 1
        assert Audit.objects.get().case == case
        draw = AuditDraw.objects.order_by("-until").first()
        assert (draw.pool, len(draw.seed)) == (1, 32)

    def test_can_be_drawn_again_from_its_row(self, close, rule, now):
        AuditRule.objects.update(share_percent=50)
        for _each in range(6):
            close()
        now.move_to(MONDAY + timedelta(days=1))
        draw_sample()
        draw = AuditDraw.objects.get()
        found = set(Audit.objects.values_list("closing", flat=True))
        pool = set(Closing.objects.values_list("pk", flat=True))
        assert found == set(sample(pool, draw.seed, 3))
        assert len(found) == 3

    def test_twice_a_day_draws_once(self, close, rule, now):
        close()
        now.move_to(MONDAY + timedelta(days=1))
        assert chores.draw_audit_sample.function() == 1
        now.move_to(MONDAY + timedelta(days=1, hours=9))
        assert chores.draw_audit_sample.function() == 0
        assert AuditDraw.objects.count() == 1

    def test_no_day_is_left_out_where_the_worker_stood_still(self, close, rule, now):
        draw_sample()
        close()
        now.move_to(MONDAY + timedelta(days=4))
        assert draw_sample() == 1

    def test_a_closing_is_drawn_once(self, drawn, now):
        assert pool_of(MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)) == []
        with pytest.raises(IntegrityError), transaction.atomic():
            Audit.objects.create(draw=drawn.draw, closing=drawn.closing, case=drawn.case, agency=drawn.agency)

    def test_what_was_opened_again_meanwhile_is_not_drawn(self, close, rule, now):
        case = close()
        Case.objects.filter(pk=case.pk).update(state="in_progress")
        now.move_to(MONDAY + timedelta(days=1))
        assert draw_sample() == 0

    def test_an_agency_may_have_a_rule_of_its_own(self, close, rule, now, highways, stranger):
        AuditRule.objects.create(agency=highways, share_percent=0, minimum=0, source="ทดสอบ")
        close()
        close(agency=stranger.active_roles[0].agency, by=stranger)
        now.move_to(MONDAY + timedelta(days=1))
        assert draw_sample() == 1
        assert Audit.objects.get().agency.code == "bma-khlong-toei"

    def test_without_a_rule_nothing_is_drawn(self, close, now):
        close()
        now.move_to(MONDAY + timedelta(days=1))
        assert draw_sample() == 0

    def test_the_rule_we_bring_is_marked_as_ours(self):
        assert load_audit_rules() == 1
        assert load_audit_rules() == 0
        assert AuditRule.objects.get().source.startswith("เรากำหนดเอง")

    @pytest.mark.django_db(transaction=True)
    def test_two_workers_at_once_draw_once(self, close, rule, now):
        close()
        now.move_to(MONDAY + timedelta(days=1))
        drawn = []

        def work():
            drawn.append(draw_sample())
            connection.close()

        threads = [threading.Thread(target=work) for _ in range(2)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        assert sorted(drawn) == [0, 1]
        assert Audit.objects.count() == 1


class TestWhoAudits:
    def test_an_auditor_of_another_agency(self, drawn, orathai):
        assert list(Audit.objects.audited_by(orathai)) == [drawn]

    def test_nobody_who_is_no_auditor(self, drawn, wichai, kanya, stranger, siriporn, malee):
        for user in (wichai, kanya, stranger, siriporn, malee):
            assert not Audit.objects.audited_by(user).exists()

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.OFFICER, Role.POLICY_TEAM])
    def test_no_auditor_who_belongs_to_the_agency(self, drawn, orathai, highways, role):
        make_membership(orathai, highways, role)
        assert not Audit.objects.audited_by(orathai).exists()

    def test_no_auditor_who_worked_on_the_case_once(self, drawn, wichai, opm, highways):
        wichai.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
        wichai.forget_roles()
        make_membership(wichai, opm, Role.AUDITOR)
        assert not Audit.objects.audited_by(wichai).exists()

    def test_no_auditor_who_filed_it(self, drawn, malee, opm):
        make_membership(malee, opm, Role.AUDITOR)
        assert not Audit.objects.audited_by(malee).exists()

    def test_no_auditor_whose_own_case_was_joined_into_it(self, drawn, file, somsak, opm):
        Case.objects.filter(pk=file(by=somsak).complaint.case_id).update(joined_into=drawn.case_id)
        make_membership(somsak, opm, Role.AUDITOR)
        assert not Audit.objects.audited_by(somsak).exists()

    def test_no_auditor_who_signed_it(self, drawn, somsak, opm):
        CoSigning.objects.create(case=drawn.case, user=somsak)
        make_membership(somsak, opm, Role.AUDITOR)
        assert not Audit.objects.audited_by(somsak).exists()

    @pytest.mark.parametrize(("state", "may"), [("answered", False), ("proposed", False), ("declined", True)])
    def test_no_auditor_of_an_agency_that_helps_in_it(self, drawn, orathai, opm, state, may):
        Assignment.objects.create(
            case=drawn.case, agency=opm, part="supporting", state=state, due_at=timezone.now(), reason="ไม่ใช่ของเรา"
        )
        assert Audit.objects.audited_by(orathai).exists() is may

    def test_a_confidential_one_only_with_that_role(self, drawn, orathai, secrets_auditor):
        Case.objects.filter(pk=drawn.case_id).update(visibility=Visibility.CONFIDENTIAL, public_text="")
        assert not Audit.objects.audited_by(orathai).exists()
        assert Audit.objects.audited_by(secrets_auditor).exists()

    def test_whoever_may_not_is_refused_by_the_act_too(self, drawn, wichai):
        with pytest.raises(ValidationError) as refused:
            judge(drawn, wichai)
        assert refused.value.code == "not_yours_to_audit"
        assert Audit.objects.get().verdict == ""


class TestAVerdict:
    @pytest.mark.parametrize(("verdict", "found"), [("sound", ALL_YES), ("lacking", NOT_DONE)])
    def test_leaves_the_case_alone(self, drawn, orathai, verdict, found):
        judge(drawn, orathai, verdict, found)
        assert Case.objects.get().state == CaseState.CLOSED
        assert not CaseEvent.objects.filter(kind="audit_reopened").exists()
        audit = Audit.objects.get()
        assert (audit.verdict, audit.auditor, audit.in_time) == (verdict, orathai, "yes")

    def test_of_a_false_closing_opens_the_case_again(self, drawn, orathai, kanya, wichai):
        load_escalation_rules()
        forget_ladder()
        judge(drawn, orathai)
        case = Case.objects.get()
        lead = case.lead()
        assert (case.state, case.closed_at, case.confirmed_at, case.outcome) == ("in_progress", None, None, "")
        assert (lead.state, lead.officer) == (AssignmentState.WORKING, wichai)
        assert lead.due_at > timezone.now()
        assert lead.escalation_level == 1
        assert Escalation.objects.get().why == "audit"
        line = timeline(case, up_to=CaseEvent.Seen.COMPLAINANT)[0]
        assert (line.kind, line.note) == ("audit_reopened", WHY)
        for who_reads in (CaseEvent.Seen.COMPLAINANT, CaseEvent.Seen.INTERNAL):
            assert timeline(case, up_to=who_reads, own_agency=lead.agency_id)[0].officer == ""
        assert timeline(case, up_to=CaseEvent.Seen.PUBLIC)[0].note == ""
        assert Message.objects.filter(recipient=kanya.email, event_key__endswith=":office").exists()
        assert Message.objects.filter(recipient="malee@example.org").order_by("-pk").first() is not None
        forget_ladder()

    def test_of_a_false_closing_names_no_auditor_who_was_faster(self, drawn, orathai, wichai):
        seen = Case.objects.get().event_count
        judge(drawn, orathai)
        with pytest.raises(ValidationError) as refused:
            refuse_if_somebody_was_faster(Case.objects.get().lead(), wichai, seen)
        assert str(refused.value.params["name"]) == "ผู้ตรวจสอบ"

    @pytest.mark.parametrize("verdict", ["false", "lacking"])
    def test_waits_while_an_appeal_is_decided(self, appealed, orathai, verdict):
        assert not Audit.objects.audited_by(orathai).to_do().exists()
        with pytest.raises(ValidationError) as refused:
            judge(appealed, orathai, verdict)
        assert refused.value.code == "appeal_is_open"
        assert Audit.objects.get().verdict == "" and not AuditScore.objects.exists()

    def test_is_asked_for_again_once_the_appeal_was_taken_back(self, appealed, orathai, malee):
        take_back_appeal(appealed.case, by=malee)
        assert list(Audit.objects.audited_by(orathai).to_do()) == [appealed]
        judge(appealed, orathai)
        assert Case.objects.get().state == CaseState.IN_PROGRESS

    def test_opens_nothing_that_was_upheld_on_appeal(self, appealed, orathai, leader_above):
        uphold_answer(appealed.case.appeals.get().part, reasons="ตรวจแล้ว ซ่อมจริง", by=leader_above)
        assert not Audit.objects.audited_by(orathai).to_do().exists()
        with pytest.raises(ValidationError) as refused:
            judge(appealed, orathai)
        assert refused.value.code == "upheld_on_appeal"
        assert Case.objects.get().state == CaseState.CLOSED

    def test_upheld_answers_are_not_drawn(self, silent, leader_above, rule, malee, now):
        appeal = appeal_case(silent, reason="ยังไม่ซ่อม", by=malee)
        uphold_answer(appeal.part, reasons="ตรวจแล้ว ซ่อมจริง", by=leader_above)
        closed = Case.objects.get().closed_at
        assert pool_of(closed - timedelta(days=1), closed + timedelta(days=1)) == []

    def test_of_a_case_that_is_open_already_opens_nothing(self, drawn, orathai):
        Case.objects.update(state="in_progress", closed_at=None)
        before = Case.objects.get().reopened_count
        judge(drawn, orathai)
        assert Case.objects.get().reopened_count == before
        assert Audit.objects.get().verdict == "false"

    def test_is_given_once(self, drawn, orathai, opm):
        judge(drawn, orathai)
        other = make_membership(make_user("อีกคน"), opm, Role.AUDITOR).user
        for user in (orathai, other):
            with pytest.raises(ValidationError) as refused:
                judge(drawn, user, "sound", ALL_YES)
            assert refused.value.code == "audited_already"
        assert CaseEvent.objects.filter(kind="audit_reopened").count() == 1

    @pytest.mark.parametrize(
        ("told", "code"),
        [
            ({"found": {**NOT_DONE, "in_time": ""}}, "answer_missing"),
            ({"found": {}}, "answer_missing"),
            ({"found": {**NOT_DONE, "evidence": "maybe"}}, "answer_missing"),
            ({"verdict": "perfect"}, "verdict_missing"),
            ({"verdict": ""}, "verdict_missing"),
            ({"reason": "  "}, "note_missing"),
            ({"verdict": "lacking", "reason": ""}, "note_missing"),
            ({"found": {**NOT_DONE, "dealt_with": "yes"}}, "verdict_contradicts"),
        ],
    )
    def test_is_refused_where_something_is_missing(self, drawn, orathai, told, code):
        with pytest.raises(ValidationError) as refused:
            judge(drawn, orathai, **told)
        assert refused.value.code == code
        assert Case.objects.get().state == CaseState.CLOSED
        assert not AuditScore.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_two_auditors_at_once_is_one_verdict(self, drawn, orathai, opm):
        other = make_membership(make_user("อีกคน"), opm, Role.AUDITOR).user
        results = []

        def send(user):
            try:
                results.append(judge(Audit.objects.get(), user).verdict)
            except ValidationError as error:
                results.append(error.code)
            finally:
                connection.close()

        threads = [threading.Thread(target=send, args=[user]) for user in (orathai, other)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        assert sorted(results) == ["audited_already", "false"]
        assert AuditScore.objects.get().false == 1


class TestScores:
    def test_show_nothing_before_five(self, close, rule, now, orathai, highways):
        audited(close, rule, now, orathai, ["sound"] * 4)
        assert shown_score(highways) is None
        assert shown_scores() == []

    def test_move_in_steps_of_five(self, close, rule, now, orathai, highways):
        audited(close, rule, now, orathai, ["sound"] * 4 + ["lacking"])
        score = shown_score(highways)
        assert (score.shown, score.sound_percent) == (5, 80)
        audited(close, rule, now, orathai, ["lacking"])
        assert (shown_score(highways).shown, shown_score(highways).shown_lacking) == (5, 1)

    def test_leave_out_what_is_confidential(self, drawn, secrets_auditor):
        Case.objects.update(visibility=Visibility.CONFIDENTIAL, public_text="")
        judge(drawn, secrets_auditor, "sound", ALL_YES)
        assert not AuditScore.objects.exists()

    def test_stand_where_closings_are_looked_at_and_on_the_overview(self, close, rule, now, orathai, kanya, as_):
        audited(close, rule, now, orathai, ["sound"] * 4 + ["lacking"])
        client = as_(kanya)
        for address in ("/closings/", "/office/overview/"):
            assert "80% sound, of 5 closings audited" in client.get(address).content.decode()
        assert WHY in client.get("/closings/").content.decode()

    def test_everybody_reads_the_sums(self, client, close, rule, now, orathai):
        audited(close, rule, now, orathai, ["sound"] * 4 + ["lacking"])
        client.cookies["language"] = "en"
        html = client.get("/satisfaction/").content.decode()
        assert "Checked by auditors" in html
        assert WHY not in html

    def test_an_agency_reads_nothing_of_another(self, close, rule, now, orathai, as_):
        audited(close, rule, now, orathai, ["sound"] * 4 + ["lacking"])
        leader = make_membership(make_user("หัวหน้า"), make_agency("อื่น"), Role.SUPERVISOR).user
        assert "closings audited" not in as_(leader).get("/closings/").content.decode()

    def test_faults_of_a_confidential_case_are_not_for_auditors_of_the_agency(self, drawn, secrets_auditor, highways):
        Case.objects.update(visibility=Visibility.CONFIDENTIAL, public_text="")
        judge(drawn, secrets_auditor, "lacking")
        inside = make_membership(make_user("ภายใน"), highways, Role.AUDITOR).user
        leader = make_membership(make_user("หัวหน้า"), highways, Role.AGENCY_HEAD).user
        assert faults_found(inside) == []
        assert [audit.pk for audit in faults_found(leader)] == [drawn.pk]


class TestThePages:
    def address(self, audit):
        return reverse("audit", args=[audit.public_id])

    @pytest.mark.parametrize("who", ["wichai", "kanya", "stranger", "siriporn", "malee"])
    def test_are_not_found_by_who_is_no_auditor(self, request, drawn, as_, who):
        client = as_(request.getfixturevalue(who))
        assert client.get("/office/audit/").status_code == 404
        assert client.get(self.address(drawn)).status_code == 404
        assert client.post(self.address(drawn), {"verdict": "sound"}).status_code == 404

    def test_ask_a_visitor_to_sign_in(self, client, drawn):
        assert client.get("/office/audit/").status_code == 302
        assert client.get(self.address(drawn)).status_code == 302

    def test_list_what_is_to_do(self, as_, orathai, drawn):
        html = as_(orathai).get("/office/audit/").content.decode()
        assert drawn.case.reference in html
        assert self.address(drawn) in html

    def test_ask_as_much_of_the_database_for_many_as_for_one(
        self, as_, orathai, close, rule, now, django_assert_max_num_queries
    ):
        for _each in range(6):
            close()
        now.move_to(MONDAY + timedelta(days=1))
        draw_sample()
        client = as_(orathai)
        with django_assert_max_num_queries(9):
            assert client.get("/office/audit/").status_code == 200

    def test_show_answer_and_timeline_without_personal_data(self, as_, orathai, close, rule, now):
        close(text=SMOKE)
        now.move_to(MONDAY + timedelta(days=1))
        draw_sample()
        html = as_(orathai).get(self.address(Audit.objects.get())).content.decode()
        assert "ปะหลุมแล้ว" in html
        assert "โรงงานปล่อยควันดำ" in html
        for hidden in (PHONE, "081-234-5678", "สมชาย ใจกล้า", "มาลี ใจดี", "malee@example.org"):
            assert hidden not in html

    def test_show_no_words_of_a_part_and_no_name_of_an_account(self, as_, orathai, close, rule, now, malee):
        case = close(text="มาลี ใจดี แจ้งว่าถนนเป็นหลุมลึกมาก นายช่างเรียกเงินใต้โต๊ะทุกครั้ง")
        text = case.complaints.get().text
        at = text.index("นายช่าง")
        Complaint.objects.filter(case=case).update(parted=[[at, len(text)]])
        case.complaints.get().complainant.__class__.objects.filter(complaint__case=case).update(name="")
        now.move_to(MONDAY + timedelta(days=1))
        draw_sample()
        html = as_(orathai).get(self.address(Audit.objects.get())).content.decode()
        assert "ถนนเป็นหลุมลึกมาก" in html
        assert "ใต้โต๊ะ" not in html and malee.full_name not in html

    def test_keep_a_verdict(self, as_, orathai, drawn):
        done = as_(orathai).post(self.address(drawn), {**ALL_YES, "verdict": "sound", "reason": ""}, follow=True)
        assert "Your verdict is kept." in done.content.decode()
        assert "Nothing to audit" in done.content.decode()
        assert Audit.objects.get().verdict == "sound"

    def test_bring_back_what_was_typed(self, as_, orathai, drawn):
        refused = as_(orathai).post(self.address(drawn), {**NOT_DONE, "in_time": "", "verdict": "false", "reason": WHY})
        assert refused.status_code == 400
        assert WHY in refused.content.decode()
        refused = as_(orathai).post(self.address(drawn), {**NOT_DONE, "verdict": "false", "reason": ""})
        assert refused.status_code == 409
        assert "Write a few words first" in refused.content.decode()

    def test_of_one_that_is_done_take_no_other_verdict(self, as_, orathai, drawn):
        judge(drawn, orathai, "lacking")
        again = as_(orathai).post(self.address(drawn), {**ALL_YES, "verdict": "sound"})
        assert again.status_code == 409
        assert Audit.objects.get().verdict == "lacking"
        assert WHY in as_(orathai).get(self.address(drawn)).content.decode()

    def test_of_a_confidential_one_ask_for_a_reason_that_is_kept(self, as_, secrets_auditor, orathai, drawn):
        Case.objects.update(visibility=Visibility.CONFIDENTIAL, public_text="")
        assert as_(orathai).get(self.address(drawn)).status_code == 404
        client = as_(secrets_auditor)
        assert "ปะหลุมแล้ว" not in client.get(self.address(drawn)).content.decode()
        assert client.post(self.address(drawn), {"look-reason": "x"}).status_code == 400
        assert client.post(self.address(drawn), {**ALL_YES, "verdict": "sound"}).status_code in {200, 400}
        assert Audit.objects.get().verdict == ""
        client.post(self.address(drawn), {"look-reason": "ตรวจการปิดเรื่องที่สุ่มได้"})
        assert "ปะหลุมแล้ว" in client.get(self.address(drawn)).content.decode()
        assert AccessLog.objects.filter(subject=f"case:{drawn.case.reference}").count() == 1

    def test_strangers_and_hostile_addresses(self, as_, orathai, drawn):
        client = as_(orathai)
        assert client.get("/office/audit/00000000-0000-0000-0000-000000000000/").status_code == 404
        for after in ("x", "-1", "9" * 30, "๑"):
            assert client.get("/office/audit/", {"after": after}).status_code == 200


class TestPictures:
    @pytest.fixture(autouse=True)
    def _uploads_here(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

    def test_are_for_those_who_may_audit_it_alone(self, as_, orathai, stranger, drawn):
        upload = store_upload(SimpleUploadedFile("หลัง.jpg", phone_photo()), token="5" * 32)
        Upload.objects.filter(pk=upload.pk).update(attached_at=timezone.now())
        CaseFile.objects.create(case=drawn.case, event=drawn.closing.event, upload=upload)
        address = reverse("file", args=[upload.public_id])
        client = as_(orathai)
        assert address in client.get(reverse("audit", args=[drawn.public_id])).content.decode()
        assert client.get(address).status_code == 200
        Case.objects.update(visibility=Visibility.CONFIDENTIAL, public_text="")
        assert client.get(address).status_code == 404
        assert as_(stranger).get(address).status_code == 404

    def test_of_the_complaint_are_not_among_them(self, as_, orathai, drawn):
        upload = store_upload(SimpleUploadedFile("ก่อน.jpg", phone_photo()), token="5" * 32)
        Upload.objects.filter(pk=upload.pk).update(attached_at=timezone.now())
        CaseFile.objects.create(case=drawn.case, complaint=drawn.case.complaints.get(), upload=upload)
        assert as_(orathai).get(reverse("file", args=[upload.public_id])).status_code == 404
