"""Notices in words of one's own: who writes them, what they may hold, whose count, and that none is ever lost by them."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from complaints.handling import accept_assignment, ask_complainant, assign_case, propose_closing
from complaints.intake import Contact
from complaints.models import CaseEvent, Complainant
from complaints.notice_events import CHANNELS, CLOSELY, EVENTS, OF_AGENCIES
from complaints.notice_rules import check_words
from complaints.notice_words import words_of_ours
from complaints.notices import notify_complainants
from complaints.responding import confirm_resolution
from complaints.wording_notices import Place, example, keep_words, letters_and_parts, take_back_words
from complaints.workflow import Outcome, Visibility
from directory.languages import CODES
from directory.models import Role
from directory.thai_dates import show_date
from notifications.models import Channel, Message, NoticeText
from notifications.own_words import Words, forget_own_words
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
ACCEPTED = Words("{agency} รับเรื่อง {reference}", "{agency} รับเรื่องแล้ว จะตอบภายใน {due}\nเลขที่ {reference}\n{link}")
SHORT = Words("", "รับเรื่อง {reference} แล้ว {link}")


@pytest.fixture
def kanya(highways):
    """The supervisor of Highways."""
    return make_membership(make_user("กัญญา รุ่งเรือง"), highways, Role.SUPERVISOR).user


@pytest.fixture
def manop(db):
    """An administrator."""
    return make_membership(make_user("มานพ ระเบียบ", is_staff=True), make_agency("สำนักงาน"), Role.ADMINISTRATOR).user


@pytest.fixture
def told(file, roads):
    """A function that files a complaint of somebody who gets news by this channel."""

    def told(channel=Channel.EMAIL, language="th", **fields):
        contact = Contact(email="pa.nuan@example.org", phone="+66812345678")
        complaint = file(by=None, contact=contact, language=language, **fields).complaint
        people = Complainant.objects.filter(complaint=complaint)
        people.update(news_channel=channel, news_confirmed_at=timezone.now(), name="นวล <b>")
        Message.objects.all().delete()
        return complaint.case

    return told


def kept(event, words, *, language="th", channel="email", agency=None, seen=""):
    row = keep_words(Place(event, language, channel, agency), words, seen=seen)
    forget_own_words()
    return row


def last():
    return Message.objects.latest("id")


def accept(case, highways, wichai):
    return accept_assignment(assign_case(case, highways, by=None), by=wichai)


def codes(event, channel, subject, body):
    with pytest.raises(ValidationError) as error:
        check_words(EVENTS[event], channel, Words(subject, body))
    return {name: {each.code for each in errors} for name, errors in error.value.error_dict.items()}


class TestWhoseWordsCount:
    def test_the_program_s_where_nobody_wrote_any(self, told, highways, wichai):
        accept(told(), highways, wichai)
        assert "กรมทางหลวงรับเรื่องแล้ว" in last().subject or "กรมทางหลวง" in last().subject

    def test_those_for_all_and_before_them_the_agency_s(self, told, highways, wichai):
        part = accept(told(), highways, wichai)
        kept("accepted", ACCEPTED)
        part = accept(told(), highways, wichai)
        assert last().subject == f"กรมทางหลวง รับเรื่อง {part.case.complaints.get().reference}"
        assert f"จะตอบภายใน {show_date(timezone.localdate(part.due_at), 'long')}\n" in last().body
        kept("accepted", Words("ทางหลวงรับ {reference}", "ถึงแล้ว {reference} {link}"), agency=highways)
        accept(told(), highways, wichai)
        assert last().subject.startswith("ทางหลวงรับ ")

    def test_an_agency_s_are_of_its_cases_alone(self, told, highways, wichai):
        kept("accepted", ACCEPTED, agency=make_agency("การประปา"))
        accept(told(), highways, wichai)
        assert "จะตอบภายใน" not in last().body

    def test_each_language_and_channel_has_its_own(self, told, highways, wichai):
        kept("accepted", ACCEPTED), kept("accepted", SHORT, channel="sms")
        accept(told(language="en"), highways, wichai)
        assert "รับเรื่อง" not in last().subject
        part = accept(told(Channel.SMS), highways, wichai)
        reference = part.case.complaints.get().reference
        assert last().body == f"รับเรื่อง {reference} แล้ว http://127.0.0.1:8000/track/{reference}/"
        assert last().subject == ""

    def test_what_names_no_agency_is_worded_by_the_one_that_answers(self, told, highways, wichai):
        kept("confirmed", Words("จบ {reference}", "ขอบคุณ {reference}\n{next}\n{link}"), agency=highways)
        part = accept(told(), highways, wichai)
        propose_closing(part, answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, by=wichai, no_photo="ฝนตก กล้องเปียก ถ่ายไม่ได้")
        confirm_resolution(part.case, by=None)
        assert last().subject.startswith("จบ ") and "/survey/" in last().body

    def test_the_frame_stays(self, told, highways, wichai):
        kept("accepted", ACCEPTED)
        part = accept(told(), highways, wichai)
        reference = part.case.complaints.get().reference
        assert last().body.startswith("สวัสดี")
        assert f"/track/{reference}/news/" in last().body, "how to get no more of them"
        assert last().body.endswith("เสียงประชา เราไม่ขอรหัสผ่านหรือรหัสรับเรื่องทางอีเมล")

    def test_a_question_s_link_stands_where_the_words_want_it(self, told, highways, wichai):
        kept("asked", Words("ถาม {reference}", "ขอข้อมูลเพิ่ม {reference}\n\n{next}\n\nดู {link}"))
        kept("asked", Words("", "ถามเรื่อง {reference} {link}"), channel="sms")
        ask_complainant(accept(told(), highways, wichai), question="เสาต้นไหน", by=wichai)
        assert "/answer/" in last().body and "เสาต้นไหน" not in last().body
        ask_complainant(accept(told(Channel.SMS), highways, wichai), question="เสาต้นไหน", by=wichai)
        assert "/answer/" in last().body


class TestInConfidence:
    @pytest.mark.parametrize("channel", CHANNELS)
    def test_no_words_for_a_kind_of_news_are_taken(self, told, highways, wichai, bribery, channel):
        for kind in OF_AGENCIES:
            body = "เรื่องทุจริตของกรมทางหลวง {reference} {link}" + (
                " {next}" if channel == "email" and EVENTS[kind].has_next else ""
            )
            subject = "เรื่องทุจริต {reference}" if channel == "email" else ""
            kept(kind, Words(subject, body), channel=channel)
            kept(kind, Words(subject, body), channel=channel, agency=highways)
        case = told(channel, visibility=Visibility.CONFIDENTIAL, topic=bribery)
        for kind in CaseEvent.Kind:
            facts = (
                {"from": "th", "to": "my"}
                if "lang" in kind or "transl" in kind
                else {"from": "complaint", "to": "tip_off"}
            )
            notify_complainants(case, kind, agency=highways, facts=facts, due=timezone.now())
            case.event_count += 1
        said = [message.subject + message.body for message in Message.objects.all()]
        assert len(said) > 20 and not [each for each in said if "ทุจริต" in each or "ทางหลวง" in each]

    def test_has_one_text_for_all_news_that_only_the_installation_words(self, told, highways, wichai, bribery):
        assert CLOSELY in EVENTS and CLOSELY not in OF_AGENCIES
        assert set(EVENTS[CLOSELY].placeholders("email")) == {"news", "reference", "link", "house", "next"}
        kept(CLOSELY, Words("ข่าว {reference}", "มีข่าวใหม่ {reference}\n{next}\n{link}"))
        case = told(visibility=Visibility.CONFIDENTIAL, topic=bribery)
        notify_complainants(case, CaseEvent.Kind.ACCEPTED, agency=highways, due=timezone.now())
        assert last().subject.startswith("ข่าว ") and "ทางหลวง" not in last().body

    def test_an_agency_cannot_word_it(self, as_, kanya, highways):
        address = f"/office/notices/{highways.code}/{CLOSELY}/th/email/"
        assert as_(kanya).get(address).status_code == 404


class TestNothingIsLost:
    @pytest.mark.parametrize(
        ("subject", "body"),
        [
            ("x", "{nothing} {reference} {link}"),
            ("x", "no link {reference}"),
            ("{reference}", "{reference} {link} https://evil.org"),
            ("{", "{reference} {link}"),
            ("x", "{agency.__class__} {reference} {link}"),
        ],
    )
    def test_words_that_break_the_rules_give_way_to_the_program_s(self, told, highways, wichai, caplog, subject, body):
        NoticeText.objects.create(event="accepted", language="th", channel="email", subject=subject, body=body)
        forget_own_words()
        accept(told(), highways, wichai)
        assert "กรมทางหลวง" in last().subject and "evil" not in last().body
        assert "breaks the rules" in caplog.text and "นวล" not in caplog.text

    def test_an_agency_s_broken_ones_give_way_to_those_for_all(self, told, highways, wichai):
        kept("accepted", ACCEPTED)
        NoticeText.objects.create(
            event="accepted", agency=highways, language="th", channel="email", subject="x", body="broken"
        )
        forget_own_words()
        accept(told(), highways, wichai)
        assert "จะตอบภายใน" in last().body

    def test_a_placeholder_without_a_value_gives_way_too(self, told, highways):
        kept("accepted", ACCEPTED)
        notify_complainants(told(), CaseEvent.Kind.ACCEPTED, agency=highways)
        assert Message.objects.count() == 1 and "{due}" not in last().body and "จะตอบภายใน" not in last().body

    def test_what_is_filled_in_is_not_filled_in_again(self, told, wichai):
        agency = make_agency("กรม {link} {reference}", code="odd")
        kept("accepted", ACCEPTED)
        notify_complainants(told(), CaseEvent.Kind.ACCEPTED, agency=agency, due=timezone.now())
        assert "กรม {link} {reference} รับเรื่องแล้ว" in last().body

    def test_costs_no_question_to_the_database_a_notice(self, told, highways, wichai):
        kept("accepted", ACCEPTED), kept("accepted", ACCEPTED, agency=highways)
        case = told()
        notify_complainants(case, CaseEvent.Kind.ACCEPTED, agency=highways, due=timezone.now())
        with CaptureQueriesContext(connection) as asked:
            notify_complainants(case, CaseEvent.Kind.ACCEPTED, agency=highways, due=timezone.now())
        assert not [query for query in asked if "noticetext" in query["sql"]]

    def test_while_no_agency_worded_anything_nobody_looks_who_answers(self, told):
        kept("confirmed", Words("x {reference}", "{reference} {next} {link}"))
        case = told()
        with CaptureQueriesContext(connection) as asked:
            notify_complainants(case, CaseEvent.Kind.CONFIRMED)
        assert not [query for query in asked if "complaints_assignment" in query["sql"]]

    def test_every_notice_that_goes_out_can_be_worded(self):
        told = set()
        for file in (Path(__file__).parents[2] / "complaints").rglob("*.py"):
            told |= set(re.findall(r"notify_complainants\([^)]*?Kind\.([A-Z_]+)", file.read_text(encoding="utf-8")))
        assert len(told) > 20 and {name.lower() for name in told} <= EVENTS.keys()


class TestTheRules:
    @pytest.mark.parametrize("language", CODES)
    def test_let_the_program_s_own_words_through(self, language):
        with translation.override(language):
            for event in EVENTS.values():
                for channel in CHANNELS:
                    check_words(event, channel, words_of_ours(event.code, channel))

    @pytest.mark.parametrize("language", CODES)
    def test_those_read_as_the_program_s_do(self, language):
        """To begin with them changes nothing but the place of one line."""
        places = [Place(code, language, channel) for code in EVENTS for channel in CHANNELS]
        for place in places:
            if not place.is_one:
                continue
            with translation.override(language):
                ours = words_of_ours(place.event, place.channel)
            own, default = example(place, ours), example(place, None)
            assert own[0] == default[0]
            assert sorted("".join(own[1].split())) == sorted("".join(default[1].split()))
            if place.channel == "sms":
                assert own == default

    def test_name_what_is_unknown_and_what_is_missing(self):
        with pytest.raises(ValidationError) as error:
            check_words(EVENTS["accepted"], "email", Words("{reference}", "{phone} {agency}"))
        with translation.override("en"):
            said = " ".join(error.value.messages)
        assert "{phone} cannot stand here" in said and "This has to stand in the text: {reference}, {link}" in said

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("see https://evil.org", "other_address"),
            ("see evil.org/x", "other_address"),
            ("see WWW.evil", "other_address"),
            ("see evil．org", "other_address"),
            ("see ev\u200bil.or\u200bg", "other_address"),
            ("see //evil", "other_address"),
            ("write a@b.co", "other_address"),
            ("javascript:alert(1)", "other_address"),
            ("see 203.0.113.9", "other_address"),
            ("see пример.рф", "other_address"),
            ("see หน่วยงาน.ไทย", "other_address"),
            ("{reference}.com", "other_address"),
            ("evil.com/{reference}", "other_address"),
            ("<b>x</b>", "markup"),
            ("<script>", "markup"),
            ("&lt;b&gt;", "markup"),
            ("a\u202eb", "unseen_letters"),
            ("a\x07b", "unseen_letters"),
            ("{", "brace_alone"),
            ("{Reference}", "brace_alone"),
            ("{reference.__class__}", "brace_alone"),
            ("{{reference}}", "brace_alone"),
            ("{due}", "placeholder_unknown"),
            ("{next}", "placeholder_unknown"),
        ],
    )
    def test_refuse_what_leads_elsewhere_or_is_no_plain_text(self, text, code):
        assert code in codes("replied", "email", "{reference}", f"{text} {{reference}} {{link}}")["body"]
        assert code in codes("replied", "sms", "", f"{text} {{reference}} {{link}}")["body"]
        assert code in codes("replied", "email", f"{text} {{reference}}", "{reference} {link}")["subject"]

    def test_keep_an_address_whole(self):
        for body in ("{link}.evil {reference}", "{link}x {reference}", "https{link} {reference}", "{link}{reference}"):
            assert "link_not_alone" in codes("replied", "sms", "", body)["body"]

    def test_a_subject_is_one_line_without_the_link(self):
        assert codes("replied", "email", "{link}", "{reference} {link}") == {"subject": {"placeholder_unknown"}}
        assert codes("replied", "email", "", "{reference} {link}") == {"subject": {"no_subject"}}
        assert "subject_too_long" in codes("replied", "email", "a\nBcc: x", "{reference} {link}")["subject"]
        assert codes("replied", "sms", "x", "{reference} {link}") == {"subject": {"subject_of_an_sms"}}

    def test_a_question_and_an_end_keep_their_own_link(self):
        for event in ("asked", "confirmed", "closed_by_silence", CLOSELY):
            assert codes(event, "email", "{reference}", "{reference} {link}") == {"body": {"placeholder_missing"}}

    def test_let_plain_thai_through(self):
        text = "เรียนท่าน กฟภ. รับเรื่อง {reference} เมื่อ พ.ศ. 2569 เวลา 13.30 น. (โทร: 1129) ภายใน 3-5 วัน < 1 สัปดาห์ {link}"
        check_words(EVENTS["replied"], "sms", Words("", text))

    def test_count_an_sms_as_it_is_paid(self):
        assert letters_and_parts("a" * 160) == (160, 1) and letters_and_parts("a" * 161) == (161, 2)
        assert letters_and_parts("ก" * 70) == (70, 1) and letters_and_parts("ก" * 71) == (71, 2)
        assert letters_and_parts("€" * 80) == (160, 1) and letters_and_parts("😀" * 35) == (70, 1)


class TestThePages:
    def test_are_of_administrators_and_of_who_leads_the_agency(
        self, client, as_, kanya, manop, wichai, highways, malee
    ):
        all_of, one = "/administration/notices/", "/administration/notices/accepted/th/email/"
        own, own_one = f"/office/notices/{highways.code}/", f"/office/notices/{highways.code}/accepted/th/email/"
        for address in (all_of, one, own, own_one):
            assert client.get(address).headers["Location"].startswith("/accounts/login/")
        for person in (malee, wichai, kanya):
            assert [as_(person).get(address).status_code for address in (all_of, one)] == [404, 404]
            assert as_(person).post(one, {"subject": "x", "body": "x"}).status_code == 404
        for person in (malee, wichai, manop):
            assert [as_(person).get(address).status_code for address in (own, own_one)] == [404, 404]
        other = make_agency("การประปา", code="pwa")
        assert as_(kanya).get(f"/office/notices/{other.code}/").status_code == 404
        assert as_(kanya).post(f"/office/notices/{other.code}/accepted/th/email/", {"body": "x"}).status_code == 404
        assert [as_(kanya).get(address).status_code for address in (own, own_one)] == [200, 200]
        assert [as_(manop).get(address).status_code for address in (all_of, one)] == [200, 200]
        assert as_(kanya).get("/office/notices/").headers["Location"] == own
        assert not NoticeText.objects.exists()

    @pytest.mark.parametrize("where", ["nothing/th/email", "accepted/de/email", "accepted/th/page", "accepted/th/line"])
    def test_are_there_for_what_is_told_only(self, as_, manop, where):
        assert as_(manop).get(f"/administration/notices/{where}/").status_code == 404

    def test_show_begin_with_keep_and_take_back(self, as_, manop, django_capture_on_commit_callbacks):
        client, address = as_(manop), reverse("notice", args=["accepted", "en", "email"])
        page = client.get(address).content.decode()
        assert "Case {reference}: {news}" in page and "the Example Agency has accepted" in page.replace("The", "the")
        said = {"subject": "Yours: {reference}", "body": "By {due}, {agency}.\n{reference}\n{link}", "edition": ""}
        looked = client.post(address, said | {"look": "1"}).content.decode()
        assert "Yours: 69-7K3M-9QXT-Y" in looked and "Nothing is kept yet" in looked and not NoticeText.objects.exists()
        assert client.post(address, said).status_code == 302
        row = NoticeText.objects.get()
        listed = client.get("/administration/notices/?language=en").content.decode()
        assert listed.count(">Words of your own<") == 1
        assert manop.full_name in client.get(address).content.decode()
        client.post(address, {"back": "1", "edition": str(row.edition)})
        assert not NoticeText.objects.exists()
        page = client.get(address).content.decode()
        assert "Back to the platform's words" in page
        again = re.search(r"\?from=(\d+)", page)[0]
        assert "Yours: {reference}" in client.get(address + again).content.decode()
        assert client.post(address, {"back": "1", "edition": str(row.edition)}).status_code == 302, "pressed twice"

    def test_say_what_is_wrong_at_its_field(self, as_, kanya, highways):
        address = reverse("office_notice", args=[highways.code, "accepted", "en", "sms"])
        answer = as_(kanya).post(address, {"body": "<b>hi</b> https://evil.org", "edition": ""})
        page = answer.content.decode()
        assert answer.status_code == 400 and "{reference}, {link}" in page and "without HTML" in page
        assert "&lt;b&gt;hi" in page and "<b>hi" not in page

    def test_tell_how_long_an_sms_is(self, as_, manop):
        address = reverse("notice", args=["accepted", "th", "sms"])
        page = as_(manop).post(address, {"body": "รับ {reference} {link}", "edition": "", "look": "1"}).content.decode()
        assert re.search(r"\d+ letters, sent as 1 SMS|\d+ letters, sent and paid as \d SMS", page)

    def test_an_agency_sees_whose_words_count(self, as_, kanya, highways):
        kept("accepted", ACCEPTED)
        page = as_(kanya).get(reverse("office_notices", args=[highways.code])).content.decode()
        assert page.count(">Words for all agencies<") == 1 and "in confidence" not in page

    def test_of_two_who_change_it_from_the_same_page_the_second_is_told(self, as_, manop):
        first = kept("accepted", ACCEPTED)
        kept("accepted", Words("x {reference}", "{reference} {link}"), seen=str(first.edition))
        address = reverse("notice", args=["accepted", "th", "email"])
        said = {"subject": ACCEPTED.subject, "body": ACCEPTED.body, "edition": str(first.edition)}
        answer = as_(manop).post(address, said)
        assert answer.status_code == 400 and "Somebody else changed this text" in answer.content.decode()
        with pytest.raises(ValidationError):
            take_back_words(Place("accepted", "th", "email"), seen=str(first.edition))

    def test_keep_no_change_where_nothing_changed(self):
        first = kept("accepted", ACCEPTED)
        assert kept("accepted", ACCEPTED, seen=str(first.edition)).edition == first.edition
        assert NoticeText.pgh_event_model.objects.count() == 1

    def test_do_not_ask_more_with_more_texts(self, as_, kanya, highways, django_assert_max_num_queries):
        client, address = as_(kanya), reverse("office_notices", args=[highways.code])
        client.get(address)
        with CaptureQueriesContext(connection) as before:
            client.get(address)
        for event in ("accepted", "replied", "rejected"):
            kept(event, Words("x {reference}", "{reference} {link}"))
        with django_assert_max_num_queries(len(before)):
            client.get(address)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_at_the_same_moment_one_is_told():
    def begin(number):
        try:
            return keep_words(
                Place("replied", "th", "sms"), Words("", f"{number} {{reference}} {{link}}"), seen=""
            ).body
        except ValidationError as error:
            return error.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both:
        told = sorted(both.map(begin, [1, 2]))
    assert told[1] == "changed_meanwhile" and NoticeText.objects.get().body == told[0]
