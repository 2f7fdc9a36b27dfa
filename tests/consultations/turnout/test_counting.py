"""Who took part: counted once after the closing, by way, level, place and group, and nothing about few people."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from consultations.comments.models import Comment
from consultations.comments.writing import support_comment, withdraw_comment
from consultations.models import Consultation
from consultations.participation import counting as votes
from consultations.participation.models import Answer, Participant
from consultations.participation.part_counts import people_apart
from consultations.participation.taking_part import Visitor
from consultations.participation.voting import cast_vote
from consultations.questionnaires import counting as sheets
from consultations.questionnaires.filling import save_answers, send_sheet, wipe_drafts, withdraw_sheet
from consultations.questionnaires.models import Sheet
from consultations.turnout.counting import SETTLED, count_closed, turnout_of
from consultations.turnout.models import Turnout
from tests.consultations.comments.conftest import say
from tests.consultations.participation.conftest import browser, close
from tests.consultations.questionnaires.conftest import ALL
from tests.factories import make_area, make_user

pytestmark = pytest.mark.django_db
LONG_AGO = SETTLED + timedelta(minutes=1)


def add_up():
    votes.add_up()
    sheets.add_up()


def counted(consultation):
    assert count_closed() == 1
    return Turnout.objects.get(consultation=consultation)


def confirmed(n):
    return Visitor(make_user(f"คนที่ {n}", email_confirmed_at=timezone.now()))


class TestWhen:
    @pytest.mark.parametrize(
        ("ago", "is_counted"), [(SETTLED + timedelta(seconds=5), 1), (SETTLED - timedelta(seconds=5), 0)]
    )
    def test_some_minutes_after_the_closing(self, begin_conversation, ago, is_counted):
        close(begin_conversation(), ago=ago)
        assert count_closed() == is_counted

    def test_once(self, begin_conversation):
        close(begin_conversation(), ago=LONG_AGO)
        assert (count_closed(), count_closed()) == (1, 0)

    def test_never_a_draft_or_what_was_withdrawn(self, begin_conversation):
        close(begin_conversation(is_announced=False), ago=LONG_AGO)
        gone = close(begin_conversation(), ago=LONG_AGO)
        Consultation.objects.filter(pk=gone.pk).update(withdrawn_at=timezone.now(), why_withdrawn="เลิก")
        assert count_closed() == 0

    @pytest.mark.django_db(transaction=True)
    def test_by_two_workers_at_once_it_is_counted_once(self, begin_conversation):
        conversation = close(begin_conversation(), ago=LONG_AGO)

        def count():
            try:
                return count_closed()
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda _n: count(), range(2)))
        assert Turnout.objects.filter(consultation=conversation.pk).count() == 1


class TestStatements:
    def test_people_are_counted_by_level(self, begin_conversation):
        conversation = begin_conversation()
        for n in range(3):
            cast_vote(conversation, 1, Answer.AGREE, visitor=browser(n))
            cast_vote(conversation, 2, Answer.PASS, visitor=browser(n))
        cast_vote(conversation, 1, Answer.DISAGREE, visitor=confirmed(1))
        add_up()
        turnout = counted(close(conversation, ago=LONG_AGO).consultation)
        assert (turnout.voters_confirmed, turnout.voters_anonymous, turnout.people) == (1, 3, 4)
        assert (turnout.sheets_begun, turnout.sheets) == (None, None)

    def test_of_provinces_nothing_is_told_by_which_few_could_be_found(self, begin_conversation, sila):
        conversation = begin_conversation()
        for n in range(34):
            cast_vote(conversation, 1, Answer.AGREE, visitor=browser(n))
        people = list(Participant.objects.order_by("pk").values_list("pk", flat=True))
        make_area(41, "อุดรธานี", "Udon Thani")
        make_area(42, "เลย", "Loei")
        for area, some in ((4001, people[:12]), (41, people[12:27]), (42, people[27:])):
            Participant.objects.filter(pk__in=some).update(area=area)
        add_up()
        turnout = turnout_of(conversation.consultation)
        assert turnout.provinces == {"41": 15}, "7 of Loei alone would follow from all who told where they live"

    def test_provinces_are_asked_anew_without_taking_from_pages_what_they_keep(self, begin_conversation, sila):
        conversation = begin_conversation()
        kept = people_apart(conversation.pk)
        for n in range(12):
            cast_vote(conversation, 1, Answer.AGREE, visitor=browser(n))
        Participant.objects.update(area=40)
        add_up()
        assert turnout_of(conversation.consultation).provinces == {"40": 12}
        assert people_apart(conversation.pk) is kept


class TestQuestionnaires:
    def test_what_was_begun_is_counted_even_when_it_was_wiped_before(self, begin_questionnaire):
        asked = begin_questionnaire()
        for n in range(4):
            save_answers(asked, ALL, visitor=browser(n))
        for n in range(2):
            send_sheet(asked, visitor=browser(n))
        withdraw_sheet(asked, visitor=browser(1))
        add_up()
        before = turnout_of(asked.consultation)
        close(asked, ago=LONG_AGO)
        assert wipe_drafts(at_once=1) == 2, "one is gone, of the sent one what it had kept"
        asked.refresh_from_db()
        between = turnout_of(asked.consultation)
        while wipe_drafts(at_once=1):
            pass
        assert Sheet.objects.count() == 1
        after = counted(asked.consultation)
        assert [(each.sheets_begun, each.sheets) for each in (before, between, after)] == [(3, 1)] * 3, (
            "what was taken back leaves nothing"
        )

    def test_the_time_is_told_from_the_floor_on(self, begin_questionnaire):
        asked = begin_questionnaire()
        for n in range(10):
            if n == 9:
                add_up()
                assert turnout_of(asked.consultation).median_s is None
            save_answers(asked, ALL, visitor=browser(n))
            send_sheet(asked, visitor=browser(n))
            Sheet.objects.filter(browser=browser(n).browser).update(begun_at=timezone.now() - timedelta(minutes=n))
        add_up()
        assert turnout_of(asked.consultation).median_s == pytest.approx(270, abs=5)

    def test_groups_are_told_by_their_words_each_level_floored_by_itself(self, begin_questionnaire):
        asked = begin_questionnaire()
        for n in range(31):
            save_answers(asked, {**ALL, 1: [1 + n % 2]}, visitor=browser(n))
            send_sheet(asked, visitor=browser(n))
        for n in range(2):
            save_answers(asked, {**ALL, 1: [2]}, visitor=(visitor := confirmed(n)))
            send_sheet(asked, visitor=visitor)
        add_up()
        turnout = turnout_of(asked.consultation)
        assert (turnout.sheets_confirmed, turnout.sheets_anonymous) == (2, 31)
        assert turnout.groups == [["ประชาชน", "", 16], ["ผู้ค้า", "", 15]], "the two accounts are too few to be told"


class TestComments:
    def test_voices_are_counted_by_level_once_each(self, begin_commenting):
        commenting = begin_commenting()
        comment = say(commenting, visitor=(account := confirmed(1)))
        say(commenting, text="อีกเรื่อง", visitor=account)
        say(commenting, above=comment, text="จริงด้วย", visitor=browser(1))
        support_comment(comment, visitor=browser(2))
        gone = say(commenting, text="ขอถอน", visitor=browser(3))
        withdraw_comment(gone, visitor=browser(3))
        turnout = counted(close(commenting, ago=LONG_AGO).consultation)
        assert (turnout.comments_confirmed, turnout.comments_anonymous, turnout.people) == (1, 2, 3)
        assert (turnout.voters_confirmed, turnout.sheets_begun) == (None, None)

    def test_what_a_rule_took_out_of_sight_makes_nobody_absent(self, begin_commenting):
        commenting = begin_commenting()
        say(commenting, visitor=browser(1))
        Comment.objects.update(hidden_at=timezone.now(), hidden_reason="insult")
        assert turnout_of(commenting.consultation).comments_anonymous == 1

    def test_are_none_where_none_are_taken(self, begin_conversation):
        turnout = turnout_of(begin_conversation().consultation)
        assert (turnout.comments_confirmed, turnout.comments_anonymous) == (None, None)
