"""A button pressed twice, two tabs, a retry on a bad line: the same words of the same person are one act."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from freezegun import freeze_time

from complaints.acting import SAID_ONCE_WITHIN
from complaints.correcting import add_to_complaint
from complaints.extending import days_to_choose, extend_assignment
from complaints.handling import accept_assignment, ask_complainant, assign_case, reply_to_complainant
from complaints.models import Assignment, Case, Translation
from complaints.responding import answer_question
from complaints.supporting import ask_for_help
from complaints.translating import write_translation
from complaints.workflow import ExtensionReason, Visibility
from notifications.models import Message
from tests.complaints.test_page_languages import BURMESE
from tests.factories import make_membership, make_user

pytestmark = pytest.mark.django_db
WORDS = "ช่างจะไปดูวันศุกร์นี้"


@pytest.fixture
def working(file, highways, wichai):
    """A case in Burmese, so that it can be translated too."""
    return accept_assignment(assign_case(file(BURMESE).complaint.case, highways, by=None), by=wichai)


def extend(part, by, text=WORDS, n=3):
    day = timezone.localdate(days_to_choose(Assignment.objects.get(pk=part.pk))[n - 1])
    return lambda: extend_assignment(part, until=day, reason=ExtensionReason.SURVEY, text=text, by=by)


def acts(part, by, malee):
    """Each act that adds words, ready to be done again and again, and the kind of its line."""
    case, told = part.case, part.case.complaints.get()
    return {
        "replied": lambda: reply_to_complainant(part, text=WORDS, by=by),
        "asked": lambda: ask_complainant(part, question=WORDS, by=by),
        "extended": extend(part, by),
        "translated": lambda: write_translation(case, told, text="ไฟดับ", by=by, assignment=part),
        "added": lambda: add_to_complaint(case, text=WORDS, by=malee),
    }


KINDS = ["replied", "asked", "extended", "translated", "added"]


def lines(part, kind):
    return part.case.events.filter(kind=kind).count()


@pytest.mark.parametrize("kind", KINDS)
class TestDoneAgainAtOnce:
    def test_is_one_line_and_one_message_and_no_refusal(self, working, wichai, malee, kind):
        act = acts(working, wichai, malee)[kind]
        act()
        told = Message.objects.count()
        before = Assignment.objects.get(pk=working.pk).due_at
        act()
        assert (lines(working, kind), Message.objects.count()) == (1, told)
        assert Assignment.objects.get(pk=working.pk).due_at == before
        assert Case.objects.get(pk=working.case_id).event_count == working.case.events.count()

    def test_by_somebody_else_is_another_act(self, working, highways, wichai, malee, kind):
        somchai = make_membership(make_user("สมชาย ศรีสุข"), highways).user
        acts(working, wichai, malee)[kind]()
        if kind == "asked":  # one question at a time
            with pytest.raises(ValidationError):
                acts(working, somchai, malee)[kind]()
        else:
            acts(working, somchai, somchai)[kind]()
            assert lines(working, kind) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", KINDS)
def test_two_at_once_are_one(working, wichai, malee, kind):
    act, refused = acts(working, wichai, malee)[kind], []
    start = threading.Barrier(2)

    def press():
        try:
            start.wait()
            act()
        except ValidationError as error:
            refused.append(error)
        finally:
            connection.close()

    both = [threading.Thread(target=press) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert refused == []
    assert lines(working, kind) == 1


class TestWhatIsNotTheSame:
    def test_other_words_are_told(self, working, wichai):
        for text in (WORDS, "เลื่อนเป็นวันเสาร์", WORDS):
            reply_to_complainant(working, text=text, by=wichai)
        assert lines(working, "replied") == 3

    def test_the_same_words_some_time_later_are_told_again(self, working, wichai):
        reply_to_complainant(working, text=WORDS, by=wichai)
        with freeze_time(timezone.now() + SAID_ONCE_WITHIN + timedelta(seconds=1)):
            reply_to_complainant(working, text=WORDS, by=wichai)
        assert lines(working, "replied") == 2

    def test_another_date_with_the_same_words_is_another_extension(self, working, wichai, settings):
        settings.EXTENSIONS_A_PART = 2
        extend(working, wichai, n=2)()
        extend(working, wichai, n=2)()
        assert lines(working, "extended") == 2

    def test_each_part_of_an_officer_of_two_agencies_speaks_for_itself(self, working, stranger, wichai):
        other = make_membership(wichai, stranger.active_roles[0].agency).agency
        theirs = accept_assignment(ask_for_help(working, other, request="ช่วยดูด้วย", by=wichai), by=wichai)
        reply_to_complainant(working, text=WORDS, by=wichai)
        reply_to_complainant(theirs, text=WORDS, by=wichai)
        assert lines(working, "replied") == 2

    def test_a_late_retry_of_a_question_asks_nothing_again(self, working, wichai, malee):
        ask_complainant(working, question=WORDS, by=wichai)
        answer_question(working.case, text="ฝั่งตลาด", by=malee)
        ask_complainant(working, question=WORDS, by=wichai)
        assert (lines(working, "asked"), Case.objects.get().asked_at) == (1, None)

    def test_of_an_unnamed_person_of_whom_only_the_hour_is_told(self, file):
        case = file(BURMESE, by=None, visibility=Visibility.ANONYMOUS).complaint.case
        for text in (WORDS, WORDS, "อีกเรื่องหนึ่ง"):
            add_to_complaint(case, text=text, by=None)
        assert case.events.filter(kind="added").count() == 2


class TestOnThePage:
    def test_a_form_sent_twice_says_twice_that_it_is_done(self, client, working, wichai):
        client.force_login(wichai)
        seen = {"reply-text": WORDS, "reply-seen": str(working.case.events.count())}
        for _press in range(2):
            answer = client.post(f"/office/{working.case.reference}/reply/", seen)
            assert answer.url == f"/office/{working.case.reference}/?sent=reply"
        assert lines(working, "replied") == 1

    def test_a_translation_too(self, client, working, wichai):
        client.force_login(wichai)
        sent = {"complaint": working.case.complaints.get().reference, "text": "ไฟดับ"}
        for _press in range(2):
            assert client.post(f"/office/{working.case.reference}/translate/", sent).status_code == 302
        assert Translation.objects.count() == 1
