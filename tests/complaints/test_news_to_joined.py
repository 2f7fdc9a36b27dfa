"""What is news of a case reaches who filed a case that was joined into it; what is for the first complainant alone does not."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints.case_file_words import _where_it_goes_on
from complaints.delays import explain_delay, load_delay_reasons, reason_with
from complaints.extending import days_to_choose, extend_assignment
from complaints.handling import accept_assignment, ask_complainant
from complaints.joining import join_case, separate_case
from complaints.models import Assignment, CaseEvent, Complainant
from complaints.notice_events import EVENTS
from complaints.notices import TOLD_TO_JOINED, words_for_joined
from complaints.referring import answer_referral, end_referral
from complaints.supporting import ask_for_help, finish_part
from complaints.workflow import ExtensionReason
from notifications.models import Message
from tests.complaints.joined import confirm_addresses, now, part_of
from tests.complaints.letter_story import letterhead
from tests.complaints.referral_story import THEIR_ANSWER, sent
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
SO_FAR = "ลงดูหลุมแล้ว รอยางมะตอยอีกหนึ่งสัปดาห์ นัดคุณมาลี ใจดี ไว้ที่ 081-234-5678"
PART = "ติดป้ายเตือนแล้วสองข้างทาง บอกคุณมาลี ใจดี ที่ 081-234-5678 แล้ว"
LATE = "ยางมะตอยหมดคลัง ฝากบอกคุณมาลี ใจดี 081-234-5678"
Kind = CaseEvent.Kind

FOR_THE_FIRST_ALONE = {
    Kind.FILED: "it was theirs",
    Kind.ASKED: "a question to one person",
    Kind.QUESTION_LAPSED: "their silence",
    Kind.CORRECTED: "what they wished",
    Kind.CORRECTION_REFUSED: "what they wished",
    Kind.RELEASED: "their words are shown",
    Kind.TAKEN_BACK: "their words are shown no more",
    Kind.FILE_REMOVED: "their file",
    Kind.SPLIT: "their words told of several matters",
    Kind.TOOK_BACK: "their words told of several matters",
    Kind.REPLIED: "the officer chooses, and a fact of the line says so",
    Kind.DELAY: "the officer chooses, and a fact of the line says so",
    Kind.JOINED: "of the joined case itself",
    Kind.SEPARATED: "of the joined case itself",
    Kind.REJECTED: "whoever joined was let go before",
    Kind.WITHDRAWN: "whoever joined was let go before",
    Kind.CONVERTED: "whoever joined was let go before",
    Kind.ACKNOWLEDGED: "praise is joined with nothing",
    Kind.DELIVERED: "praise is joined with nothing",
}


@pytest.fixture
def together(first, second, wichai):
    """Malee's case, into which Somsak's was joined; both read mail."""
    Complainant.objects.filter(complaint__case=second).update(name="สมศักดิ์ เพื่อนบ้าน")
    confirm_addresses()
    join_case(second, first, by=wichai)
    return now(first)


@pytest.fixture
def page_of(as_, second):
    """What Somsak's page of his own case says, or another's who looks at it."""

    def page(user):
        return as_(user).get(reverse("track_case", args=[second.reference])).content.decode()

    return page


def extended(part, by, text=SO_FAR):
    until = timezone.localdate(days_to_choose(part)[2])
    return extend_assignment(part, until=until, reason=ExtensionReason.MATERIAL, text=text, by=by)


def helping(part, by):
    """The part of another agency that helps, accepted, with its officer."""
    other = make_agency("แขวงทางหลวงชนบทขอนแก่น", code="drr-kk")
    helper = make_membership(make_user("ประยูร ช่วยงาน"), other).user
    return accept_assignment(ask_for_help(part, other, request="ขอป้ายเตือน", by=by), by=helper)


def overdue(part):
    load_delay_reasons()
    Assignment.objects.filter(pk=part.pk).update(due_at=timezone.now() - timedelta(days=9))
    return Assignment.objects.get(pk=part.pk)


def mails_of(case):
    return list(Message.objects.filter(subject__contains=case.reference).order_by("id"))


def assert_hides_the_first(said, first):
    for secret in ("มาลี", "081-234-5678", first.reference):
        assert secret not in said


class TestMoreTime:
    def test_is_told_with_what_was_done_so_far_and_nobody_named(self, together, second, somsak, wichai, page_of):
        before = len(mails_of(second))
        extended(part_of(together), wichai)
        html = page_of(somsak)
        assert "What the agency wrote to all of you" in html and "รอยางมะตอยอีกหนึ่งสัปดาห์" in html
        assert_hides_the_first(html, together)
        [mail] = mails_of(second)[before:]
        assert "The new date" in mail.body or "วันใหม่" in mail.body
        assert "ยางมะตอย" not in mail.body
        assert_hides_the_first(mail.subject + mail.body, together)

    def test_is_read_by_who_filed_first_as_it_was_written(self, together, malee, wichai, as_):
        extended(part_of(together), wichai)
        html = as_(malee).get(reverse("track_case", args=[together.reference])).content.decode()
        assert "081-234-5678" in html

    def test_written_before_they_joined_stays_with_the_first(self, first, second, somsak, wichai, page_of):
        extended(part_of(first), wichai)
        join_case(second, now(first), by=wichai)
        assert "ยางมะตอย" not in page_of(somsak)

    def test_is_gone_for_who_was_taken_out_again_and_for_strangers(self, together, second, somsak, wichai, page_of):
        extended(part_of(together), wichai)
        assert "ยางมะตอย" not in page_of(make_user("คนแปลกหน้า"))
        separate_case(second, by=somsak)
        assert "ยางมะตอย" not in page_of(somsak)

    def test_of_the_agency_that_decides_an_appeal_stays_with_who_appealed(self, together):
        review = Assignment(case=together, part=Assignment.Part.REVIEW)
        assert words_for_joined(together, review) == {}
        assert words_for_joined(together, part_of(together)) != {}


class TestAPartThatIsDone:
    def test_is_told_on_the_page_and_by_mail_with_nobody_named(self, together, second, somsak, wichai, page_of):
        part = helping(part_of(together), wichai)
        before = len(mails_of(second))
        finish_part(part, answer=PART, by=part.officer)
        html = page_of(somsak)
        assert "has finished its part" in html and "ติดป้ายเตือนแล้วสองข้างทาง" in html
        assert_hides_the_first(html, together)
        [mail] = mails_of(second)[before:]
        assert "ป้ายเตือน" not in mail.body
        assert_hides_the_first(mail.subject + mail.body, together)


class TestWhyItIsLate:
    def test_is_told_where_the_complainant_may_read_it(self, together, second, somsak, wichai, page_of, client):
        before = len(mails_of(second))
        explain_delay(overdue(part_of(together)), reason_with("material"), text=LATE, is_told=True, by=wichai)
        html = page_of(somsak)
        assert "is late: It waits for material or spare parts" in html and "ยางมะตอยหมดคลัง" in html
        assert_hides_the_first(html, together)
        assert len(mails_of(second)) == before + 1
        client.logout()
        public = client.get(reverse("track_case", args=[together.reference])).content.decode()
        assert "is late: It waits" not in public and "ยางมะตอย" not in public

    def test_told_before_they_joined_stays_with_the_first(self, first, second, somsak, wichai, page_of):
        explain_delay(overdue(part_of(first)), reason_with("material"), text=LATE, is_told=True, by=wichai)
        join_case(second, now(first), by=wichai)
        assert "is late" not in page_of(somsak) and "ยางมะตอย" not in page_of(somsak)

    def test_kept_within_the_agency_is_told_to_nobody(self, together, second, somsak, wichai, page_of):
        before = len(mails_of(second))
        explain_delay(overdue(part_of(together)), reason_with("material"), text=LATE, is_told=False, by=wichai)
        assert "is late" not in page_of(somsak) and "ยางมะตอย" not in page_of(somsak)
        assert len(mails_of(second)) == before


class TestALetterToAnAgencyElsewhere:
    @pytest.fixture
    def out(self, together, highways, irrigation):
        letterhead(highways)
        return sent(part_of(together), irrigation)

    @pytest.mark.parametrize(
        ("act", "words", "told"),
        [
            (answer_referral, {"answer": THEIR_ANSWER}, "An answer came from"),
            (end_referral, {"reason": "คุณมาลีขอให้เราทำเอง"}, "No answer came from"),
        ],
    )
    @pytest.mark.usefixtures("with_a_key")
    def test_is_told_to_have_been_answered_or_not_without_the_words(
        self, out, together, second, somsak, wichai, page_of, act, words, told
    ):
        before = len(mails_of(second))
        act(out, by=wichai, **words)
        html = page_of(somsak)
        assert "irrigation" in html.lower() or "กรมชลประทาน" in html
        assert len(mails_of(second)) == before + 1
        assert "ประตูระบายน้ำแล้ว" not in html and "ขอให้เราทำเอง" not in html


class TestWhatIsForTheFirstAlone:
    def test_a_question_reaches_no_other(self, together, second, somsak, wichai, page_of):
        before = len(mails_of(second))
        ask_complainant(part_of(together), question="หลุมอยู่หน้าบ้านเลขที่เท่าไรครับ", by=wichai)
        assert "บ้านเลขที่เท่าไร" not in page_of(somsak)
        assert len(mails_of(second)) == before

    def test_every_kind_that_complainants_are_told_is_for_all_or_for_the_first(self):
        told = {kind for kind in Kind if kind.value in EVENTS}
        assert told - TOLD_TO_JOINED == set(FOR_THE_FIRST_ALONE)
        assert told >= TOLD_TO_JOINED


class TestOtherWaysToRead:
    def test_tell_the_same(self, together, second, somsak, wichai, client):
        extended(part_of(together), wichai)
        client.force_login(somsak)
        [news] = client.get(f"/api/v1/cases/{second.reference}/").json()["together"]["news"]
        assert "รอยางมะตอย" in news["text"]
        assert_hides_the_first(news["text"], together)
        steps = _where_it_goes_on(now(second), second.complaints.get())
        assert any("รอยางมะตอย" in words for _sentence, _small, words in steps)
        assert_hides_the_first(str(steps), together)


class TestTheOfficer:
    READ_BY = "Others who told of the same read it too"

    def test_reads_beside_the_words_who_else_reads_them(self, together, wichai, as_):
        page = as_(wichai).get(reverse("office_case", args=[together.reference])).content.decode()
        assert page.count(self.READ_BY) == 2, "where a date is moved and where it is reported as done"

    def test_reads_nothing_of_it_where_nobody_joined(self, first, wichai, as_):
        page = as_(wichai).get(reverse("office_case", args=[first.reference])).content.decode()
        assert self.READ_BY not in page
