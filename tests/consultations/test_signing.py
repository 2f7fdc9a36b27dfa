"""The head of an agency signs a draft off before it is announced: who may, what falls with a change, who is told."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.announcing import announce_consultation
from consultations.drafting import DraftMovedOn, change_draft, draft_of
from consultations.models import Consultation
from consultations.participation.models import Identity, ShowsResults
from consultations.participation.statements import add_statement, set_up_conversation
from consultations.questionnaires.editing import add_question, add_section, set_up_questionnaire
from consultations.questionnaires.wording import QuestionWords
from consultations.signing import ask_sign_off, note_paper, send_back, sent_back_of, sign_off
from directory.models import Membership, Role
from notifications.models import Message
from tests.consultations.announcements import put_in_text
from tests.consultations.test_announcing import refused
from tests.consultations.test_pages import page
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db


def kinds(consultation):
    return [line.kind for line in consultation.events.all()]


@pytest.fixture
def head(council):
    return make_membership(make_user("วิษณุ ใจดี", email="head@example.org"), council, Role.AGENCY_HEAD).user


@pytest.fixture
def asked(draft, suda, head):
    written = draft()
    return ask_sign_off(written, seen=1, by=suda)


class TestAnnouncing:
    def test_waits_for_the_head(self, draft, suda, head):
        with refused("not_signed_off"):
            announce_consultation(draft(), by=suda)
        assert not Consultation.objects.announced()

    def test_by_the_head_is_signing_it_off(self, draft, head):
        assert announce_consultation(draft(), by=head).announced_at

    def test_by_the_head_of_another_agency_is_not(self, draft, suda, council):
        other = make_membership(make_user(), make_agency("กรมอื่น", code="other"), Role.AGENCY_HEAD).user
        make_membership(other, council, Role.POLICY_TEAM)
        with refused("not_signed_off"):
            announce_consultation(draft(), by=other)

    def test_by_the_team_follows_the_signature(self, asked, suda, head):
        signed = sign_off(asked, seen=2, by=head)
        assert announce_consultation(signed, by=suda, seen=3).announced_at
        assert kinds(signed) == ["drafted", "sign_off_asked", "signed_off", "announced"]

    def test_needs_a_new_signature_for_new_words(self, asked, suda, head):
        signed = sign_off(asked, seen=2, by=head)
        changed = change_draft(signed, replace(draft_of(signed), title_th="ชื่ออื่น"), seen=3, by=suda)
        assert (changed.signed_off_at, changed.sign_off_asked_at) == (None, None)
        with refused("not_signed_off"):
            announce_consultation(changed, by=suda)

    def test_keeps_the_signature_where_the_same_words_are_saved_once_more(self, asked, suda, head):
        signed = sign_off(asked, seen=2, by=head)
        assert change_draft(signed, draft_of(signed), seen=3, by=suda).signed_off_at


class TestAsking:
    def test_tells_the_head_by_mail_and_once(self, asked, suda, head):
        ask_sign_off(asked, seen=2, by=suda)
        mail = Message.objects.get()
        assert (mail.recipient, asked.slug in mail.body) == ("head@example.org", True)
        assert kinds(asked) == ["drafted", "sign_off_asked"]

    def test_writes_to_no_address_that_nobody_confirmed(self, draft, suda, council):
        unconfirmed = make_user("ยังไม่ยืนยัน", email="x@example.org", email_confirmed_at=None)
        make_membership(unconfirmed, council, Role.AGENCY_HEAD)
        assert ask_sign_off(draft(), seen=1, by=suda).sign_off_asked_at
        assert not Message.objects.exists()

    def test_is_for_a_draft_that_could_be_announced(self, draft, suda, head):
        with refused("changes_missing"):
            ask_sign_off(draft(changes_th=""), seen=1, by=suda)

    def test_is_for_the_words_that_were_read(self, draft, suda, head):
        with pytest.raises(DraftMovedOn):
            ask_sign_off(draft(), seen=0, by=suda)

    def test_without_a_head_says_what_to_do_instead(self, draft, suda):
        with refused("no_head_here"):
            ask_sign_off(draft(), seen=1, by=suda)

    def test_does_not_ask_a_head_who_has_left(self, draft, suda, head):
        yesterday = timezone.localdate() - timedelta(days=1)
        Membership.objects.filter(user=head).update(starts_on=yesterday - timedelta(days=9), ends_on=yesterday)
        with refused("no_head_here"):
            ask_sign_off(draft(), seen=1, by=suda)


class TestSigning:
    def test_is_the_head_s_alone(self, asked, suda):
        with refused("not_the_head"):
            sign_off(asked, seen=2, by=suda)

    def test_is_for_the_words_that_were_read(self, asked, head):
        with pytest.raises(DraftMovedOn):
            sign_off(asked, seen=1, by=head)

    def test_tells_who_asked(self, asked, suda, head):
        sign_off(asked, seen=2, by=head)
        assert Message.objects.filter(user=suda).count() == 1

    def test_twice_is_once(self, asked, head):
        for _press in range(2):
            sign_off(asked, seen=2, by=head)
        assert kinds(asked) == ["drafted", "sign_off_asked", "signed_off"]

    @pytest.mark.django_db(transaction=True)
    def test_while_the_team_changes_the_words_leaves_no_signature_under_other_words(self, asked, suda, head):
        together, other = Barrier(2), replace(draft_of(asked), title_th="ชื่ออื่น")

        def press(act):
            together.wait(10)
            try:
                act()
            except DraftMovedOn:
                pass
            finally:
                connection.close()

        acts = [lambda: sign_off(asked, seen=2, by=head), lambda: change_draft(asked, other, seen=2, by=suda)]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(press, acts))
        asked.refresh_from_db()
        assert (asked.title_th == "ชื่ออื่น") != bool(asked.signed_off_at)

    def test_after_it_was_announced_is_refused(self, announced, council):
        consultation = announced()
        head = make_membership(make_user(), council, Role.AGENCY_HEAD).user
        with pytest.raises(DraftMovedOn):
            sign_off(consultation, seen=consultation.event_count, by=head)


class TestSendingBack:
    def test_says_why_to_the_team_until_it_is_laid_before_the_head_again(self, asked, suda, head):
        sent = send_back(asked, reason="บอกงบประมาณด้วย", by=head)
        assert sent_back_of(sent).note == "บอกงบประมาณด้วย"
        assert Message.objects.filter(user=suda).count() == 1
        changed = change_draft(sent, replace(draft_of(sent), title_th="ชื่ออื่น"), seen=3, by=suda)
        assert sent_back_of(changed)
        assert sent_back_of(ask_sign_off(changed, seen=4, by=suda)) is None

    def test_needs_a_reason_and_something_to_send_back(self, asked, suda, head, draft):
        with refused("note_missing"):
            send_back(asked, reason=" ", by=head)
        with refused("not_asked"):
            send_back(draft(), reason="แก้ก่อน", by=head)
        with refused("not_the_head"):
            send_back(asked, reason="แก้ก่อน", by=suda)

    def test_twice_is_once(self, asked, head):
        for _press in range(2):
            send_back(asked, reason="แก้ก่อน", by=head)
        assert kinds(asked) == ["drafted", "sign_off_asked", "sign_off_refused"]


class TestPaper:
    def test_is_noted_with_its_number_and_day(self, draft, suda):
        day = timezone.localdate() - timedelta(days=2)
        noted = note_paper(draft(), number=" นร  0105/12 ", signed_on=day, seen=1, by=suda)
        assert noted.events.last().facts == {"number": "นร 0105/12", "on": day.isoformat()}

    def test_is_not_for_an_agency_whose_head_works_here(self, draft, suda, head):
        with refused("has_a_head"):
            note_paper(draft(), number="1", signed_on=timezone.localdate(), seen=1, by=suda)

    @pytest.mark.parametrize(
        ("number", "days", "code"),
        [(" ", 0, "number_missing"), ("ก" * 61, 0, "number_missing"), ("1", 1, "signed_in_the_future")],
    )
    def test_is_refused_of_nonsense(self, draft, suda, number, days, code):
        with refused(code):
            note_paper(draft(), number=number, signed_on=timezone.localdate() + timedelta(days=days), seen=1, by=suda)


class TestThePages:
    def test_of_the_team_lay_it_before_the_head_and_say_that_it_waits(self, client, draft, suda, head):
        client.force_login(suda)
        address = reverse("announce_consultation", args=[draft().slug])
        told = page(client, address)
        assert "วิษณุ ใจดี" in told
        assert "Announce to everybody" not in told
        client.post(reverse("ask_sign_off", args=[Consultation.objects.get().slug]), {"seen": 1})
        told = page(client, address)
        assert "It lies before the head" in told
        assert "Lay it before the head" not in told
        assert "Lies before the head" in page(client, reverse("manage_consultations"))

    def test_of_the_head_sign_and_send_back(self, client, asked, head):
        client.force_login(head)
        address = reverse("announce_consultation", args=[asked.slug])
        told = page(client, address)
        assert "Sign off and announce to everybody" in told
        assert client.post(reverse("refuse_sign_off", args=[asked.slug]), {"reason": " "}).status_code == 400
        client.post(reverse("refuse_sign_off", args=[asked.slug]), {"reason": "บอกงบประมาณด้วย"})
        assert "บอกงบประมาณด้วย" in page(client, reverse("manage_consultation", args=[asked.slug]))
        assert client.post(reverse("refuse_sign_off", args=[asked.slug]), {"reason": "อีกข้อ"}).status_code == 409
        client.post(reverse("sign_off", args=[asked.slug]), {"seen": 3})
        assert "Signed off" in page(client, address)

    def test_show_nobody_outside_who_signed(self, client, announced):
        told = page(client, announced().get_absolute_url())
        assert "0105" not in told
        assert "on paper" not in told

    @pytest.mark.parametrize("act", ["ask_sign_off", "sign_off", "refuse_sign_off", "note_paper"])
    def test_of_another_agency_find_nothing(self, client, asked, nipa, act):
        client.force_login(nipa)
        assert client.post(reverse(act, args=[asked.slug]), {"seen": 2, "reason": "x"}).status_code == 404

    def test_answer_an_act_that_is_refused_with_words(self, client, asked, suda):
        client.force_login(suda)
        address = reverse("announce_consultation", args=[asked.slug])
        told = client.post(reverse("sign_off", args=[asked.slug]), {"seen": 2}, follow=True, HTTP_REFERER=address)
        assert "เฉพาะหัวหน้าหน่วยงาน" in told.content.decode()


def test_an_act_names_all_its_refusals(draft, suda, head):
    with pytest.raises(ValidationError) as wrong:
        ask_sign_off(draft(title_th="", changes_th=""), seen=1, by=suda)
    assert [each.code for each in wrong.value.error_list] == ["title_missing", "changes_missing"]


class TestTheHeadsPage:
    def test_shows_all_that_is_signed(self, client, draft, suda, head):
        written = draft(kind="draft_law", why_short="เร่งด่วน")
        put_in_text(written, by=suda, text="มาตรา ๑ ห้ามจอดรถบนทางเท้า\nมาตรา ๒ ห้ามตั้งแผง")
        ask_everything(written, by=suda)
        client.force_login(head)
        told = page(client, reverse("announce_consultation", args=[written.slug]))
        for words in (
            "ทางเท้าแคบและชำรุด",
            "ห้ามตั้งแผง",
            "ใช้ทางเท้าบ่อยไหม",
            "ไม่ใช้เลย",
            "รถเข็นควรผ่านได้ทุกช่วง",
            "เร่งด่วน",
            "usually 15 days",
            "Open for",
        ):
            assert words in told

    def test_says_where_a_long_text_goes_on(self, client, draft, suda, head, monkeypatch):
        monkeypatch.setattr("consultations.laws.opening.SHOWN", 2)
        written = draft(kind="draft_law")
        put_in_text(written, by=suda, text="\n".join(f"มาตรา {n} ห้ามจอดรถช่วงที่ {n}" for n in range(1, 5)))
        client.force_login(head)
        told = page(client, reverse("announce_consultation", args=[written.slug]))
        assert "ช่วงที่ 1" in told
        assert "ช่วงที่ 4" not in told
        assert f"{written.get_absolute_url()}text/1/" in told
        assert client.get(f"{written.get_absolute_url()}text/1/").status_code == 200

    def test_leads_to_no_page_that_is_not_open_yet(self, client, draft, suda, head):
        written = draft()
        ask_everything(written, by=suda)
        client.force_login(head)
        told = page(client, reverse("announce_consultation", args=[written.slug]))
        for name in ("questionnaire", "statements", "consultation_calendar"):
            assert f'href="{reverse(name, args=[written.slug])}"' not in told

    def test_asks_as_often_however_much_is_signed(self, client, draft, suda, head):
        few, many = draft(), draft()
        for written, times in ((few, 1), (many, 4)):
            ask_everything(written, by=suda, times=times)
            for _each in range(times):
                put_in_text(written, by=suda)
        client.force_login(head)
        counts = []
        for written in (few, many):
            where = reverse("announce_consultation", args=[written.slug])
            client.get(where)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(where).status_code == 200
            counts.append(len(captured))
        assert counts[0] == counts[1]


def ask_everything(consultation, *, by, times=1):
    """A questionnaire of one part and so many questions, and as many statements."""
    taken = {"lowest_identity": Identity.ANONYMOUS, "shows_results": ShowsResults.AFTER_ANSWERING, "by": by}
    asked = set_up_questionnaire(consultation, **taken)
    section = add_section(asked, title_th="ทางเท้า", by=by)
    conversation = set_up_conversation(consultation, takes_proposals=False, **taken)
    for n in range(times):
        more = f" {n}" if n else ""
        options = ({"th": "ใช้", "en": ""}, {"th": "ไม่ใช้เลย", "en": ""})
        words = QuestionWords(kind="single", text_th=f"ใช้ทางเท้าบ่อยไหม{more}", options=options)
        add_question(section, words, by=by)
        add_statement(conversation, text=f"รถเข็นควรผ่านได้ทุกช่วง{more}", by=by)
