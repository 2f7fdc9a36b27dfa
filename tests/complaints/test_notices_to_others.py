"""Notices to followers, to those who signed and to people of an office, in words of one's own: whose count, and what stays."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints.approval_rules import forget_approval_rules
from complaints.approving import send_back_answer
from complaints.co_signing import co_sign, invite_co_signers
from complaints.following import mailing_of_release
from complaints.handing_over import hand_over
from complaints.handling import accept_assignment, assign_case, propose_closing
from complaints.internal_notes import write_note
from complaints.models import Approval, ApprovalRule, Case
from complaints.notice_events import EVENTS, OF_OFFICES
from complaints.office_letters import tell_leader
from complaints.releasing import release_case
from complaints.responding import confirm_resolution, withdraw_complaint
from complaints.wording_notices import Place, example, keep_words
from complaints.workflow import Outcome, Visibility
from directory.models import Role
from notifications.following import follow
from notifications.models import Message, NoticeText
from notifications.own_words import Words, forget_own_words
from tests.complaints.conftest import SMOKE
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
OTHERS = {code: event for code, event in EVENTS.items() if not event.is_of_complainants}
MAIL = Words("แจ้ง {reference}", "ถ้อยคำของเรา {news} ({house})\n{link}")


def kept(event, words=MAIL, *, channel="email", agency=None):
    row = keep_words(Place(event, "th", channel, agency), words, seen="")
    forget_own_words()
    return row


def mails_to(person):
    return list(Message.objects.filter(recipient=person.email).order_by("id"))


@pytest.fixture
def neighbour(db):
    return make_user("สมหญิง ใจดี", email="somying@example.org")


@pytest.fixture
def public(file, highways, roads, wichai):
    case = file(visibility=Visibility.PUBLIC, latitude=16.4419, longitude=102.8359).complaint.case
    return assign_case(case, highways, by=None, topic=roads).case


@pytest.fixture
def signed(file, malee, somsak):
    case = invite_co_signers(file(SMOKE).complaint.case, by=malee)
    return co_sign(case, by=somsak)


def end(case, officer, complainant):
    part = accept_assignment(case.assignments.get(), by=officer)
    propose_closing(part, answer="ปะหลุมแล้ว ดำเนินการเรียบร้อยทั้งหมด", outcome=Outcome.EXPLAINED, by=officer)
    confirm_resolution(Case.objects.get(pk=case.pk), by=complainant)


class TestWhoFollows:
    def test_reads_of_an_end_in_the_words_for_all_and_before_them_the_agency_s(
        self, public, neighbour, wichai, malee, highways
    ):
        case = release_case(public, text="หลุมลึก", by=wichai)
        follow(neighbour, f"case:{case.reference}")
        kept("followed_ended")
        kept("followed_ended", Words("ของหน่วยงาน {reference}", "ของหน่วยงาน {news}\n{link}"), agency=highways)
        kept("followed_ended", Words("ของอื่น", "ของอื่น {link}"), agency=make_agency("อื่น", code="other"))
        end(case, wichai, malee)
        (mail,) = mails_to(neighbour)
        assert mail.subject == f"ของหน่วยงาน {case.reference}" and f"/cases/{case.reference}/" in mail.body
        assert "#follows" in mail.body and mail.body.startswith("สวัสดี"), "the frame stays"

    def test_reads_of_a_new_case_as_whoever_released_it_was_shown(self, public, neighbour, wichai):
        follow(neighbour, "area:40")
        kept("followed_new")
        shown = mailing_of_release(public)
        case = release_case(public, text="หลุมลึก", by=wichai)
        (mail,) = mails_to(neighbour)
        assert mail.subject == f"แจ้ง {case.reference}" and "ถ้อยคำของเรา" in mail.body
        assert [(each.title, each.body) for each in shown.mails] == [(mail.subject, mail.body)]

    def test_reads_the_program_s_where_a_text_is_broken(self, public, neighbour, wichai, malee):
        case = release_case(public, text="หลุมลึก", by=wichai)
        follow(neighbour, f"case:{case.reference}")
        NoticeText.objects.create(event="followed_ended", language="th", channel="email", subject="x", body="ไม่มีทางไป")
        forget_own_words()
        end(case, wichai, malee)
        (mail,) = mails_to(neighbour)
        assert "ไม่มีทางไป" not in mail.body and case.reference in mail.subject


class TestWhoSigned:
    def test_reads_a_mail_or_a_text_message_in_these_words(self, signed, somsak, malee):
        other = make_user("อีกคน", phone="+66899999999", phone_confirmed_at=timezone.now())
        co_sign(Case.objects.get(pk=signed.pk), by=other)
        kept("followed_ended")
        kept("followed_ended", Words("", "ข้อความสั้น {reference} {link}"), channel="sms")
        withdraw_complaint(signed, by=malee)
        assert "ถ้อยคำของเรา" in mails_to(somsak)[-1].body
        (text,) = Message.objects.filter(channel="sms", recipient=other.phone)
        assert text.body.startswith(f"ข้อความสั้น {signed.reference} http")

    def test_reads_no_words_for_a_kind_of_news_once_it_is_in_confidence(self, signed, somsak, malee):
        kept("followed_ended", Words("เรื่องควันไฟ", "เรื่องควันไฟจบ {link}"))
        Case.objects.filter(pk=signed.pk).update(visibility=Visibility.CONFIDENTIAL)
        withdraw_complaint(Case.objects.get(pk=signed.pk), by=malee)
        assert mails_to(somsak)
        assert not [mail for mail in mails_to(somsak) if "ควัน" in mail.subject + mail.body]


class TestPeopleOfAnOffice:
    @pytest.fixture
    def worded(self, highways):
        """Every mail to an office, worded by Highways and otherwise by another agency."""
        other = make_agency("อื่น", code="other")
        for event in OF_OFFICES:
            kept(event, Words("{news}", f"คำของกรม {event}\n{{link}}"), agency=highways)
            kept(event, Words("{news}", "คำของหน่วยงานอื่น\n{link}"), agency=other)

    def test_read_what_is_handed_over_and_where_they_are_named(self, worded, working, wichai, somchai, kanya):
        hand_over(working, officer=somchai, note="ช่วยดูหน่อย", by=wichai)
        assert "คำของกรม office_handed" in mails_to(somchai)[-1].body
        write_note(working, text=f"@{kanya.full_name} ดูด้วย", by=somchai)
        mail = mails_to(kanya)[-1]
        assert "คำของกรม office_named" in mail.body and somchai.full_name in mail.subject
        assert f"/office/{working.case.reference}/" in mail.body and "ดูด้วย" not in mail.body

    def test_read_what_is_to_be_approved_and_what_came_back(self, worded, working, wichai, kanya, roads):
        ApprovalRule.objects.create(topic=roads, source="ก")
        forget_approval_rules()
        propose_closing(working, answer="ปะหลุมแล้ว ดำเนินการเรียบร้อยทั้งหมด", outcome=Outcome.EXPLAINED, by=wichai)
        assert "คำของกรม office_to_approve" in mails_to(kanya)[-1].body
        send_back_answer(Approval.objects.get(), reason="ยังไม่ครบ", by=kanya)
        assert "คำของกรม office_sent_back" in mails_to(wichai)[-1].body

    def test_who_lead_read_what_comes_up_to_them(self, worded, working, kanya):
        tell_leader(kanya, working, why="resolve", level=1, days=3, is_above=False)
        mail = mails_to(kanya)[-1]
        assert "คำของกรม office_raised" in mail.body and working.case.reference in mail.subject
        assert "ระดับ" not in mail.body

    def test_read_the_program_s_words_where_another_agency_wrote_some(self, working, kanya):
        kept("office_raised", Words("{news}", "คำของหน่วยงานอื่น\n{link}"), agency=make_agency("อื่น", code="other"))
        tell_leader(kanya, working, why="resolve", level=1, days=3, is_above=False)
        assert "หน่วยงานอื่น" not in mails_to(kanya)[-1].body

    def test_cost_no_question_more_than_in_the_program_s_words(self, working, kanya, somchai, wichai, highways):
        def asked():
            with CaptureQueriesContext(connection) as statements:
                tell_leader(kanya, working, why="resolve", level=1, days=3, is_above=False)
            Message.objects.all().delete()
            return len(statements)

        asked()
        plain = asked()
        kept("office_raised", agency=highways)
        asked()
        assert asked() == plain


class TestThePages:
    @pytest.mark.parametrize("code", OTHERS)
    def test_show_how_each_reads(self, as_, kanya, highways, code):
        client = as_(kanya)
        client.cookies["language"] = "th"
        address = f"/office/notices/{highways.code}/{code}/th/email/"
        answer = client.get(address)
        assert answer.status_code == 200 and "{reference}" in answer.content.decode()
        sent = {"subject": "หัวเรื่อง {reference}", "body": "ลองดู {news} {link}", "edition": ""}
        shown = client.post(address, sent | {"look": "1"}).content.decode()
        assert "หัวเรื่อง 69-7K3M-9QXT-Y" in shown and not NoticeText.objects.exists()
        assert client.post(address, sent).status_code == 302
        refused = client.post(address, sent | {"body": "ไม่มีทางไป {agency}"})
        assert refused.status_code == 400 and {"body"} <= set(refused.context["form"].errors)

    @pytest.mark.parametrize("place", ["th/sms", "my/email"])
    def test_are_not_there_for_what_never_goes_out(self, as_, kanya, highways, place):
        for code in OF_OFFICES:
            assert as_(kanya).get(f"/office/notices/{highways.code}/{code}/{place}/").status_code == 404

    def test_list_them_in_the_languages_they_go_out_in(self, as_, kanya, highways):
        address = f"/office/notices/{highways.code}/"
        for language, has in (("th", True), ("en", True), ("km", False)):
            shown = as_(kanya).get(address, {"language": language}).content.decode()
            assert ("/office_handed/" in shown) == has and "/followed_new/" in shown
            assert f"/followed_new/{language}/sms/" not in shown

    def test_are_not_there_for_an_officer_or_the_head_of_another_agency(self, as_, wichai, highways):
        head = make_membership(make_user(), make_agency("อื่น", code="other"), Role.SUPERVISOR).user
        for person in (wichai, head):
            assert as_(person).get(f"/office/notices/{highways.code}/office_handed/th/email/").status_code == 404


@pytest.mark.parametrize("code", OTHERS)
def test_an_example_holds_no_placeholder_and_names_the_made_up_case(code):
    for channel in EVENTS[code].channels:
        subject, body = example(Place(code, "th", channel), None)
        assert "69-7K3M-9QXT-Y" in subject + body and "{" not in subject + body and "%(" not in subject + body
