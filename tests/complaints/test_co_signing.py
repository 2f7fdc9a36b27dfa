"""Collective filing: one text, one speaker, many who sign it too."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from complaints import queue
from complaints.access import Viewer
from complaints.co_signing import (
    co_sign,
    co_sign_link,
    invite_co_signers,
    reference_behind,
    stop_inviting,
    withdraw_co_signing,
)
from complaints.converting import convert_case
from complaints.erasure import erase_person
from complaints.handling import ask_complainant, propose_closing
from complaints.intake import Contact
from complaints.models import Case, CaseEvent, CoSigning, Invitation
from complaints.releasing import release_case
from complaints.responding import confirm_resolution, withdraw_complaint
from complaints.workflow import CaseKind, Outcome, Visibility
from notifications.models import Message, Subscription
from records.models import AccessLog
from tests.complaints.conftest import PHONE, SMOKE
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(file, malee):
    """A case of Malee's, with its link open."""
    return invite_co_signers(file(SMOKE).complaint.case, by=malee)


def path(case):
    """The address of the link, without the site."""
    return "/co-sign/" + co_sign_link(case).split("/co-sign/")[1]


def now(case):
    return Case.objects.get(pk=case.pk)


def refusal(act, *arguments, **named):
    with pytest.raises(ValidationError) as refused:
        act(*arguments, **named)
    return refused.value.code


class TestInviting:
    def test_is_one_line_that_the_agencies_read_and_strangers_do_not(self, shared):
        line = CaseEvent.objects.filter(case=shared).last()
        assert (line.kind, line.seen_by) == ("co_signing_opened", "complainant")

    @pytest.mark.parametrize("visibility", [Visibility.CONFIDENTIAL, Visibility.ANONYMOUS])
    def test_is_refused_in_confidence_and_without_a_name(self, file, malee, visibility):
        case = file(visibility=visibility, by=None, contact=Contact()).complaint.case
        assert refusal(invite_co_signers, case, by=None) == "co_signing_in_confidence"

    def test_is_refused_twice_and_after_the_end(self, shared, malee):
        assert refusal(invite_co_signers, shared, by=malee) == "invited_already"
        withdraw_complaint(shared, by=malee)
        assert refusal(invite_co_signers, shared, by=malee) == "case_has_ended"

    def test_a_stopped_link_leads_nowhere_even_after_a_new_one(self, shared, malee, somsak):
        token = path(shared).strip("/").rpartition("/")[2]
        co_sign(shared, by=somsak)
        stop_inviting(shared, by=malee)
        assert reference_behind(token) is None and co_sign_link(shared) == ""
        assert now(shared).co_signer_count == 1  # who has signed stays
        assert refusal(stop_inviting, shared, by=malee) == "not_invited"
        invite_co_signers(shared, by=malee)
        assert reference_behind(token) is None and path(shared).rstrip("/").rpartition("/")[2] != token

    def test_only_the_complainant_makes_or_closes_a_link(self, client, file, shared, somsak, wichai):
        other = file().complaint.case
        for who in (somsak, wichai):
            client.force_login(who)
            assert client.post(reverse("track_invite", args=[other.reference])).status_code == 404
            assert client.post(reverse("track_stop_inviting", args=[shared.reference])).status_code == 404
        assert not Invitation.objects.filter(case=other).exists() and Invitation.objects.get(case=shared).is_open


class TestTheLink:
    def test_shows_the_words_without_personal_data_and_not_who_filed(self, client, shared):
        html = client.get(path(shared)).content.decode()
        assert "ปล่อยควันดำ" in html
        for hidden in (PHONE, "สมชาย", "มาลี", "malee@example.org"):
            assert hidden not in html

    def test_shows_no_name_of_who_filed_before_and_after_signing(self, client, file, malee, somsak):
        text = "โรงงานปล่อยควันดำทุกคืน ลงชื่อ มาลี ใจดี แม่บ้านซอยสี่"
        case = invite_co_signers(file(text, contact=Contact(name="พี่ลี")).complaint.case, by=malee)
        address = path(case)
        client.force_login(somsak)
        pages = [client.get(address), client.post(f"{address}sign/", follow=True)]
        for html in (answer.content.decode() for answer in pages):
            assert "ปล่อยควันดำ" in html and "มาลี" not in html

    def test_shows_what_an_officer_has_released_as_soon_as_one_has(self, client, file, malee, somsak, wichai):
        case = file("โรงงานปล่อยควันดำทุกคืน เจ้าของคือเฮียหมู", visibility=Visibility.PUBLIC).complaint.case
        case = invite_co_signers(case, by=malee)
        assert "เฮียหมู" in client.get(path(case)).content.decode()  # what no program knows as a name
        release_case(case, text="โรงงานปล่อยควันดำทุกคืน", by=wichai)
        client.force_login(somsak)
        for answer in (client.get(path(case)), client.post(f"{path(case)}sign/", follow=True)):
            html = answer.content.decode()
            assert "ปล่อยควันดำ" in html and "เฮียหมู" not in html

    def test_is_made_after_reading_what_others_will_read_and_that_nobody_has_looked(self, client, file, malee):
        filed = file(SMOKE)
        client.force_login(malee)
        html = client.get(reverse("track_case", args=[filed.complaint.reference])).content.decode()
        before = html.partition('id="together"')[2].partition("</section>")[0]
        assert "ปล่อยควันดำ" in before and PHONE not in before and "สมชาย" not in before
        assert "อาจปิดไม่ครบ" in before and "เจ้าหน้าที่ยังไม่ได้ดูก่อน" in before

    def test_S2_a_forged_one_a_stopped_one_and_none_are_the_same(self, client, shared, malee):
        genuine = path(shared)
        stop_inviting(shared, by=malee)
        answers = [client.get(address) for address in (genuine, genuine[:-3] + "xx/", "/co-sign/x/")]
        assert {answer.status_code for answer in answers} == {404}

    def test_opens_nothing_else_of_the_case(self, client, shared, somsak):
        client.get(path(shared))
        assert "ปล่อยควันดำ" not in client.get(reverse("track_case", args=[shared.reference])).content.decode()
        assert not Case.objects.visible_to(Viewer(somsak)).filter(pk=shared.pk).exists()

    def test_is_shut_as_soon_as_the_case_is_kept_in_confidence(self, client, shared, somsak, wichai):
        address = path(shared)
        co_sign(shared, by=somsak)
        convert_case(shared, CaseKind.TIP_OFF, by=wichai)
        assert client.get(address).status_code == 404
        assert not Case.objects.visible_to(Viewer(somsak)).filter(pk=shared.pk).exists()
        client.force_login(somsak)
        assert client.get(reverse("track_case", args=[shared.reference])).status_code == 404

    def test_asks_a_visitor_to_sign_in_and_come_back(self, client, shared):
        assert f"?next={path(shared)}" in client.get(path(shared)).content.decode().replace("%3A", ":")
        assert client.post(f"{path(shared)}sign/").status_code == 302
        assert not CoSigning.objects.exists()


class TestSigning:
    def test_counts_once_a_person_and_is_no_line_of_the_timeline(self, client, shared, somsak):
        lines = shared.events.count()
        client.force_login(somsak)
        page = client.post(f"{path(shared)}sign/", follow=True).content.decode()
        assert "คุณร่วมลงชื่อในเรื่องนี้" in page and "ปล่อยควันดำ" in page and PHONE not in page
        assert refusal(co_sign, shared, by=somsak) == "co_signed_already"
        assert (now(shared).co_signer_count, CoSigning.objects.count(), shared.events.count()) == (1, 1, lines)

    def test_needs_a_confirmed_address(self, shared):
        unproven = make_user("ใครก็ไม่รู้", email="anybody@example.org", email_confirmed_at=None)
        assert refusal(co_sign, shared, by=unproven) == "contact_not_confirmed"

    def test_is_not_for_who_filed_it_nor_after_the_link_was_closed(self, shared, malee, somsak):
        assert refusal(co_sign, shared, by=malee) == "case_is_ones_own"
        stop_inviting(shared, by=malee)
        assert refusal(co_sign, shared, by=somsak) == "co_signing_closed"

    def test_is_taken_back_with_the_name_at_any_time(self, client, shared, malee, somsak):
        co_sign(shared, by=somsak)
        withdraw_complaint(shared, by=malee)
        client.force_login(somsak)
        client.post(reverse("co_sign_take_back", args=[shared.reference]))
        assert now(shared).co_signer_count == 0
        assert not CoSigning.objects.exists() and not Subscription.objects.exists()
        assert refusal(withdraw_co_signing, shared, by=somsak) == "not_co_signed"
        assert client.post(reverse("co_sign_take_back", args=[shared.reference])).status_code == 404

    def test_goes_with_a_person_who_is_erased(self, shared, somsak):
        co_sign(shared, by=somsak)
        erase_person(somsak)
        assert now(shared).co_signer_count == 0 and not CoSigning.objects.exists()

    def test_stands_on_ones_own_page_and_not_among_what_one_follows(self, client, shared, somsak):
        co_sign(shared, by=somsak)
        client.force_login(somsak)
        html = client.get("/me/").content.decode()
        assert shared.reference in html and "เรื่องที่ฉันร่วมลงชื่อ" in html and "co-sign:" not in html


class TestWhatEachOneSees:
    @pytest.fixture
    def signed(self, shared, highways, roads, wichai, somsak):
        """Signed by Somsak, being worked on by Wichai."""
        from complaints.handling import accept_assignment, assign_case

        co_sign(shared, by=somsak)
        return accept_assignment(assign_case(shared, highways, by=None, topic=roads), by=wichai)

    def office(self, client, wichai, case, **posted):
        client.force_login(wichai)
        address = reverse("office_case", args=[case.reference])
        return (client.post(address, posted, follow=True) if posted else client.get(address)).content.decode()

    def test_the_agency_sees_how_many_and_names_only_after_a_reason_that_is_kept(self, client, signed, wichai):
        assert [row.signers for row in queue.page(wichai, "all").rows] == [1]
        closed = self.office(client, wichai, signed.case)
        assert "ร่วมลงชื่อ 1 คน" in closed and "สมศักดิ์" not in closed
        opened = self.office(client, wichai, signed.case, **{"look-reason": "ต้องนัดทุกคนไปดูโรงงาน"})
        assert "สมศักดิ์" in opened
        assert AccessLog.objects.get().reason == "ต้องนัดทุกคนไปดูโรงงาน"

    def test_the_speaker_sees_how_many_and_no_name(self, client, signed, malee):
        client.force_login(malee)
        html = client.get(reverse("track_case", args=[signed.case.reference])).content.decode()
        assert "มีคนร่วมลงชื่อแล้ว 1 คน" in html and "สมศักดิ์" not in html

    def test_strangers_learn_neither(self, client, signed):
        html = client.get(reverse("track_case", args=[signed.case.reference])).content.decode()
        assert "ร่วมลงชื่อ" not in html
        api = client.get(f"/api/v1/cases/{signed.case.reference}/").content.decode()
        assert "sign" not in api

    def test_questions_go_to_the_speaker_alone(self, signed, wichai):
        ask_complainant(signed, question="ควันออกกี่โมง", by=wichai)
        assert not Message.objects.filter(recipient="somsak@example.org").exists()

    def test_a_co_signer_reads_no_private_answer_and_does_nothing(self, client, signed, wichai, somsak):
        ask_complainant(signed, question="ควันออกกี่โมง", by=wichai)
        client.force_login(somsak)
        html = client.get(reverse("track_case", args=[signed.case.reference])).content.decode()
        assert "ควันออกกี่โมง" not in html and PHONE not in html
        answer = client.post(reverse("track_answer", args=[signed.case.reference]), {"text": "สองทุ่ม"})
        assert answer.status_code == 404

    def test_everybody_who_signed_is_told_how_it_ends(self, signed, wichai, malee):
        propose_closing(signed, answer="ติดตัวกรองแล้ว", outcome=Outcome.SOLVED, by=wichai)
        confirm_resolution(now(signed.case), by=malee)
        told = Message.objects.get(recipient="somsak@example.org")
        assert signed.case.reference in told.subject and f"/track/{signed.case.reference}/" in told.body
        with translation.override("th"):
            assert PHONE not in told.body and "มาลี" not in told.body

    def test_and_when_the_speaker_withdraws_it(self, signed, malee):
        withdraw_complaint(signed.case, by=malee)
        assert Message.objects.filter(recipient="somsak@example.org").count() == 1
