"""Who speaks for all that signed: with a telephone number alone, handed on, and never left behind."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from complaints.access import Viewer
from complaints.answer_links import answer_link, question_behind
from complaints.co_signing import co_sign, co_sign_link, invite_co_signers
from complaints.complaint_tables import NOBODY
from complaints.converting import convert_case
from complaints.erasure import erase_person, open_cases_of, spoken_for_by
from complaints.handling import accept_assignment, ask_complainant, assign_case, propose_closing
from complaints.intake import Contact
from complaints.look_ups import complaint_opened_by
from complaints.models import Case, CaseEvent, Complainant, Complaint, CoSigning, Invitation
from complaints.responding import answer_question, confirm_resolution, withdraw_complaint
from complaints.speaking import keep_speaking, seek_speaker, take_over_speaking
from complaints.splitting import PartToMake, split_case
from complaints.workflow import CaseKind, Outcome
from notifications.models import Message, Subscription
from tests.complaints.conftest import PHONE, SMOKE
from tests.directory import sent_messages
from tests.directory.test_accounts import PASSWORD, code_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def boonmee(db):
    """A neighbour with nothing but a telephone."""
    person = make_user("บุญมี มีโทรศัพท์", phone="+66891112222", email_confirmed_at=None)
    person.phone_confirmed_at = timezone.now()
    person.save()
    return person


@pytest.fixture
def filed(file):
    return file(SMOKE)


@pytest.fixture
def shared(filed, malee, somsak):
    """A case of Malee's that Somsak signed."""
    case = invite_co_signers(filed.complaint.case, by=malee)
    co_sign(case, by=somsak)
    return now(case)


def now(case):
    return Case.objects.get(pk=case.pk)


def refusal(act, *arguments, **named):
    with pytest.raises(ValidationError) as refused:
        act(*arguments, **named)
    return refused.value.code


COUGH = "เด็กทั้งซอยไอ โทรถาม"


def split(case, words, *, by):
    at = case.complaints.get().text.index(words)
    return split_case(now(case), [PartToMake(ranges=((at, at + len(words)),))], by=by)[0]


def path(case):
    return "/co-sign/" + co_sign_link(case).split("/co-sign/")[1]


class TestSigningWithATelephone:
    @pytest.fixture(autouse=True)
    def _senders(self, settings):
        sent_messages.sms.clear()
        settings.SMS_SENDER = "tests.directory.sent_messages.remember_sms"

    def test_a_neighbour_makes_an_account_by_phone_and_comes_back_to_sign(self, client, shared):
        address = path(shared)
        form = {"full_name": "บุญมี มีโทรศัพท์", "email": "", "phone": "0891112222", "password1": PASSWORD}
        client.post(f"{reverse('account_signup')}?next={address}", {**form, "next": address})
        [(_phone, text, _language)] = sent_messages.sms
        page = client.post(reverse("account_verify_phone"), {"code": code_in(text)}, follow=True)
        assert page.redirect_chain[-1][0] == address
        assert f"{address}sign/" in page.content.decode()
        client.post(f"{address}sign/")
        assert now(shared).co_signer_count == 2

    def test_a_number_that_nobody_confirmed_signs_nothing(self, client, shared):
        unproven = make_user("ใครก็ไม่รู้", phone="+66893334444", email_confirmed_at=None)
        assert refusal(co_sign, shared, by=unproven) == "contact_not_confirmed"
        client.force_login(unproven)
        assert reverse("account_change_phone") in client.get(path(shared)).content.decode()

    def test_who_has_only_a_telephone_is_told_the_end_by_text(self, shared, malee, boonmee):
        co_sign(shared, by=boonmee)
        withdraw_complaint(shared, by=malee)
        told = Message.objects.get(recipient=boonmee.phone)
        assert told.channel == "sms" and shared.reference in told.body and PHONE not in told.body
        assert [m.channel for m in Message.objects.filter(recipient="somsak@example.org")] == ["email"]

    def test_who_only_follows_gets_no_text(self, shared, malee, boonmee):
        Subscription.objects.create(user=boonmee, subject=f"case:{shared.reference}")
        withdraw_complaint(shared, by=malee)
        assert not Message.objects.filter(recipient=boonmee.phone).exists()


class TestFromTheReceipt:
    def filing(self, client, **fields):
        sent = {"step": "send", "text": SMOKE, "form_token": "11111111-2222-4333-8444-555555555555", **fields}
        return client.post("/complaints/new/", sent, follow=True)

    def test_one_press_makes_the_link_and_the_code_stays_on_the_page(self, client):
        page = self.filing(client, visibility="agency").content.decode()
        case = Case.objects.get()
        invite = reverse("track_invite", args=[case.reference])
        assert invite in page and "ให้คนอื่นร่วมลงชื่อ" in page
        answer = client.post(invite, {"back": "receipt"}, follow=True)
        assert answer.redirect_chain[-1][0] == f"{reverse('receipt')}#together"
        html = answer.content.decode()
        assert co_sign_link(case) in html and "รหัสรับเรื่อง" in html
        assert f'data-copy="ฉันแจ้งเรื่องนี้ไว้กับเสียงประชา: {case.heading}' in html

    @pytest.mark.parametrize("fields", [{"visibility": "anonymous"}, {"visibility": "agency", "kind": "tip_off"}])
    def test_nothing_is_offered_in_confidence(self, client, fields):
        page = self.filing(client, **fields).content.decode()
        assert "รหัสรับเรื่อง" in page and "ให้คนอื่นร่วมลงชื่อ" not in page

    def test_back_leads_nowhere_else(self, client):
        self.filing(client, visibility="agency")
        answer = client.post(
            reverse("track_invite", args=[Case.objects.get().reference]), {"back": "https://evil.example"}
        )
        assert answer["Location"].startswith("/track/")


class TestAskingForAnotherSpeaker:
    def test_asks_those_who_signed_and_changes_nothing_yet(self, shared, filed, malee, boonmee):
        co_sign(shared, by=boonmee)
        seek_speaker(filed.complaint, by=malee)
        line = CaseEvent.objects.filter(case=shared).last()
        assert (line.kind, line.seen_by) == ("speaker_sought", "complainant")
        assert {m.recipient for m in Message.objects.filter(body__contains="ผู้แทนคนใหม่")} == {
            "somsak@example.org",
            boonmee.phone,
        }
        assert Complaint.objects.get(pk=filed.complaint.pk).complainant.user == malee

    def test_needs_somebody_who_signed_and_is_asked_once(self, file, shared, filed, malee):
        assert refusal(seek_speaker, file().complaint, by=malee) == "nobody_signed"
        seek_speaker(filed.complaint, by=malee)
        assert refusal(seek_speaker, filed.complaint, by=malee) == "speaker_sought_already"
        keep_speaking(filed.complaint, by=malee)
        assert refusal(keep_speaking, filed.complaint, by=malee) == "speaker_not_sought"
        seek_speaker(filed.complaint, by=malee)

    def test_is_the_speakers_alone(self, client, shared, somsak, wichai):
        for who in (somsak, wichai):
            client.force_login(who)
            for name in ("speaker_seek", "speaker_keep"):
                assert client.post(reverse(name, args=[shared.reference])).status_code == 404
        assert Invitation.objects.get().leaving is None


class TestTakingOver:
    @pytest.fixture
    def sought(self, shared, filed, malee):
        seek_speaker(filed.complaint, by=malee)
        return now(shared)

    def test_gives_the_new_speaker_a_complaint_of_their_own_with_the_signed_words(self, client, sought, somsak):
        client.force_login(somsak)
        address = reverse("track_case", args=[sought.reference])
        assert "ตกลงเป็นผู้แทน" in client.get(address).content.decode()
        page = client.post(reverse("speaker_take_over", args=[sought.reference]), follow=True)
        own = Complaint.objects.get(complainant__user=somsak)
        assert page.redirect_chain[-1][0] == reverse("track_case", args=[own.reference]) and own.case == sought
        assert "ปล่อยควันดำ" in own.text and PHONE not in own.text and "สมชาย" not in own.text
        html = page.content.decode()
        assert PHONE not in html and "มาลี" not in html and reverse("track_withdraw", args=[own.reference]) in html

    def test_the_one_before_signs_like_the_others_and_opens_nothing_more(self, client, sought, filed, malee, somsak):
        client.post("/track/", {"reference": sought.reference, "code": filed.receipt_code})  # this browser has it open
        take_over_speaking(sought, by=somsak)
        assert set(CoSigning.objects.values_list("user", flat=True)) == {malee.pk}
        assert now(sought).co_signer_count == 1
        html = client.get(reverse("track_case", args=[sought.reference])).content.decode()
        assert PHONE not in html
        assert client.post(reverse("track_withdraw", args=[sought.reference])).status_code == 404
        assert refusal(complaint_opened_by, sought.reference, filed.receipt_code, address="1") == "receipt_code_wrong"
        client.force_login(malee)
        assert "คุณร่วมลงชื่อในเรื่องนี้" in client.get(reverse("track_case", args=[sought.reference])).content.decode()
        assert client.post(reverse("track_withdraw", args=[sought.reference])).status_code == 404

    def test_questions_go_to_the_new_speaker_and_an_old_link_is_over(
        self, sought, filed, highways, wichai, malee, somsak
    ):
        part = accept_assignment(assign_case(sought, highways, by=None), by=wichai)
        ask_complainant(part, question="ควันออกกี่โมง", by=wichai)
        token = answer_link(now(sought), filed.complaint).strip("/").rpartition("/")[2]
        assert question_behind(token) is not None
        take_over_speaking(now(sought), by=somsak)
        assert question_behind(token) is None
        answer_question(now(sought), text="สองทุ่ม", by=somsak)
        Message.objects.all().delete()
        ask_complainant(part, question="ทุกคืนไหม", by=wichai)
        assert {m.recipient for m in Message.objects.all()} == {"somsak@example.org"}

    def test_is_for_one_who_signed_once_and_while_it_is_asked(self, client, sought, somsak, boonmee, wichai):
        assert refusal(take_over_speaking, sought, by=boonmee) == "not_co_signed"
        client.force_login(wichai)
        assert client.post(reverse("speaker_take_over", args=[sought.reference])).status_code == 404
        co_sign(sought, by=boonmee)
        take_over_speaking(sought, by=somsak)
        assert refusal(take_over_speaking, sought, by=boonmee) == "speaker_not_sought"
        assert refusal(co_sign, sought, by=somsak) == "case_is_ones_own"

    def test_is_shut_once_the_case_is_in_confidence_or_has_ended(self, sought, malee, somsak, wichai):
        convert_case(sought, CaseKind.TIP_OFF, by=wichai)
        assert refusal(take_over_speaking, sought, by=somsak) == "co_signing_closed"
        withdraw_complaint(sought, by=malee)
        assert refusal(take_over_speaking, sought, by=somsak) == "case_has_ended"

    def test_goes_on_to_the_next_one(self, sought, malee, somsak, boonmee):
        co_sign(sought, by=boonmee)
        own = take_over_speaking(sought, by=somsak)
        seek_speaker(own, by=somsak)
        take_over_speaking(sought, by=boonmee)
        assert set(CoSigning.objects.values_list("user", flat=True)) == {malee.pk, somsak.pk}
        assert now(sought).co_signer_count == 2

    def test_carries_nothing_of_what_goes_on_as_a_case_of_its_own(
        self, sought, filed, somsak, malee, highways, wichai, client
    ):
        part = accept_assignment(assign_case(sought, highways, by=None), by=wichai)
        made = split(sought, COUGH, by=wichai)
        Case.objects.filter(pk=made.pk).update(visibility="confidential", public_text="")
        own = take_over_speaking(now(sought), by=somsak)
        assert COUGH not in own.text and "ปล่อยควันดำ" in own.text
        assert Complaint.objects.get(case=made).complainant.user == malee  # who goes on with it
        client.force_login(wichai)
        client.cookies["language"] = "en"
        page = client.get(reverse("office_case", args=[part.case.reference])).content.decode()
        assert "1 part goes on as a case of its own" in page

    def test_is_refused_while_a_code_alone_opens_parts_of_it(self, file, somsak, highways, wichai, client):
        filed = file(SMOKE, by=None)
        case = invite_co_signers(filed.complaint.case, by=None)
        co_sign(case, by=somsak)
        seek_speaker(filed.complaint, by=None)
        made = split(case, COUGH, by=wichai)
        assert refusal(take_over_speaking, now(case), by=somsak) == "parts_are_open"
        assert complaint_opened_by(made.reference, filed.receipt_code, address="1").case == made
        keep_speaking(filed.complaint, by=None)
        assert refusal(seek_speaker, filed.complaint, by=None) == "parts_are_open"
        seek = reverse("speaker_seek", args=[case.reference])
        client.post("/track/", {"reference": case.reference, "code": filed.receipt_code})
        assert "เปลี่ยนผู้แทนได้เมื่อเรื่องเหล่านั้นปิดแล้ว" in client.post(seek, follow=True).content.decode()
        withdraw_complaint(now(made), by=None)
        seek_speaker(filed.complaint, by=None)
        take_over_speaking(now(case), by=somsak)

    def test_a_speaker_without_an_account_hands_over_too(self, file, somsak):
        filed = file(SMOKE, by=None, contact=Contact(phone="+66812345678"))
        case = invite_co_signers(filed.complaint.case, by=None)
        co_sign(case, by=somsak)
        seek_speaker(filed.complaint, by=None)
        take_over_speaking(case, by=somsak)
        assert now(case).co_signer_count == 0
        assert refusal(complaint_opened_by, case.reference, filed.receipt_code, address="1") == "receipt_code_wrong"

    def test_the_agency_reads_that_another_speaks(self, sought, highways, somsak, wichai, client):
        accept_assignment(assign_case(sought, highways, by=None), by=wichai)
        take_over_speaking(sought, by=somsak)
        client.force_login(wichai)
        html = client.get(reverse("office_case", args=[sought.reference])).content.decode()
        assert "คนที่ร่วมลงชื่อคนหนึ่งเป็นผู้แทนต่อจากนี้" in html and "สมศักดิ์" not in html


class TestASpeakerWhoLeaves:
    def test_may_be_erased_while_others_signed_and_the_case_goes_on(self, shared, filed, malee, somsak):
        assert open_cases_of(malee) == [] and spoken_for_by(malee) == [shared.reference]
        erase_person(malee)
        case = now(shared)
        assert not case.is_ended
        assert CaseEvent.objects.filter(case=case).last().kind == "speaker_left"
        assert Message.objects.filter(recipient="somsak@example.org").exists()
        own = take_over_speaking(case, by=somsak)
        assert Viewer(somsak).user.filed_as.get().complaint == own
        assert now(shared).co_signer_count == 0  # who was erased signs nothing

    def test_is_kept_while_nobody_signed(self, filed, malee):
        assert open_cases_of(malee) == [filed.complaint.reference]
        assert refusal(erase_person, malee) == "case_is_open"

    def test_is_told_what_keeps_them_at_a_cost_that_does_not_grow(self, file, malee, somsak, django_assert_num_queries):
        references = []
        for _case in range(4):
            filed = file(SMOKE)
            co_sign(invite_co_signers(filed.complaint.case, by=malee), by=somsak)
            references.append(filed.complaint.reference)
        with django_assert_num_queries(2):
            assert spoken_for_by(malee) == references
        with django_assert_num_queries(2):
            assert open_cases_of(malee) == []

    def test_leaves_nothing_of_themselves_in_the_row_of_who_complained(self):
        assert NOBODY.keys() == {field.name for field in Complainant._meta.fields} - {"id", "complaint"}

    def test_leaves_no_dead_end_where_nobody_takes_over(self, shared, highways, malee, wichai):
        part = accept_assignment(assign_case(shared, highways, by=None), by=wichai)
        erase_person(malee)
        propose_closing(part, answer="ติดตัวกรองแล้ว", outcome=Outcome.SOLVED, by=wichai)
        assert now(shared).confirm_by is not None  # silence confirms
        confirm_resolution(now(shared), by=None)
        assert now(shared).state == "closed"

    def test_says_on_the_page_what_becomes_of_the_case(self, client, shared, malee):
        client.force_login(malee)
        malee.last_login = timezone.now()
        malee.save()
        html = client.get(reverse("erase_me")).content.decode()
        assert shared.reference in html or client.get(reverse("erase_me")).status_code == 302
        page = client.get(reverse("track_case", args=[shared.reference])).content.decode()
        assert "มีคนร่วมลงชื่อ 1 คน เรื่องจะจบสำหรับพวกเขาด้วย" in page
