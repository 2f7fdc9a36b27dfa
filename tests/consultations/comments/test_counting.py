"""How many comments there are: sums that follow every act, told to open pages with the number."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from config.sockets import urlpatterns
from consultations.comments.counting import add_up, count_comments, said_in, totals_of
from consultations.comments.models import Change, Comment, Mark, Place, Tally
from consultations.comments.placing import place_again, place_some
from consultations.comments.writing import change_comment, withdraw_comment
from tests.consultations.comments.conftest import browser, newest, say
from tests.consultations.laws.drafts import SECOND
from tests.notifications.sockets import Socket


def hide(comment):
    Comment.objects.filter(pk=comment.pk).update(hidden_at=timezone.now(), hidden_reason="insult")


def show(comment):
    Comment.objects.filter(pk=comment.pk).update(hidden_at=None, hidden_reason="")


def counted_one_by_one(version):
    shown = Place.objects.filter(version=version, comment__hidden_at=None, comment__withdrawn_at=None)
    beside = shown.exclude(mark=Mark.ORPHANED).values_list("unit").annotate(Count("pk"))
    return dict(beside), shown.filter(mark=Mark.ORPHANED).count()


def told(version):
    counts = count_comments(version.pk)
    return counts.by_unit, counts.gone


@pytest.mark.django_db
class TestTheCounts:
    def test_are_right_before_and_after_they_are_added_up(self, commenting):
        version = newest(commenting)
        for number in range(3):
            say(commenting, visitor=browser(number))
        assert told(version) == ({"sec_3": 3}, 0)
        assert said_in(commenting.pk) == 3
        assert add_up() > 0 and add_up() == 0
        assert not Change.objects.exists() and Tally.objects.get(version=version).comments == 3
        assert told(version) == ({"sec_3": 3}, 0)
        assert said_in(commenting.pk) == 3

    def test_follow_what_is_taken_down_shown_again_and_taken_back(self, commenting):
        version = newest(commenting)
        first, second = say(commenting, visitor=browser(1)), say(commenting, visitor=browser(2))
        hide(first)
        assert told(version) == ({"sec_3": 1}, 0)
        withdraw_comment(second, visitor=browser(2))
        hide(second)  # taken back and then taken down: not twice
        add_up()
        assert (told(version), said_in(commenting.pk)) == (({}, 0), 0)
        show(first)
        assert (told(version), said_in(commenting.pk)) == (({"sec_3": 1}, 0), 1)

    def test_of_a_reply_is_of_the_consultation_alone(self, commenting):
        comment = say(commenting)
        say(commenting, above=comment, visitor=browser(2))
        assert (told(newest(commenting)), said_in(commenting.pk)) == (({"sec_3": 1}, 0), 2)

    def test_do_not_move_with_other_words_or_the_same_act_again(self, commenting):
        comment = say(commenting)
        add_up()
        change_comment(comment, text="ขอแก้คำ: กว้างสองเมตรก็พอ", visitor=browser())
        assert add_up() == 0
        hide(comment)
        hide(comment)
        add_up()
        assert said_in(commenting.pk) == 0

    def test_are_those_of_each_version_also_when_places_are_made_again(self, commenting, keep_next):
        version = newest(commenting)
        for unit in ("sec_1", "sec_2", "sec_3"):
            for number in range(2):
                say(commenting, unit, visitor=browser(f"{unit}{number}"))
        hide(Comment.objects.first())
        second = keep_next(commenting, SECOND)
        while place_some():
            pass
        for each in (version, second):
            assert told(each) == counted_one_by_one(each)
        place_again(second)
        assert told(second) == ({}, 0)
        while place_some():
            pass
        add_up()
        assert told(second) == counted_one_by_one(second)
        here, gone = totals_of([version.pk, second.pk])[second.pk]
        assert here + gone == 5

    def test_of_a_version_that_is_gone_stop_nothing(self, commenting):
        say(commenting)
        Change.objects.create(version_id=987_654, unit="sec_1", step=1)
        assert add_up() > 0
        assert not Change.objects.exists() and said_in(commenting.pk) == 1


@pytest.mark.django_db(transaction=True)
def test_a_comment_taken_down_while_it_is_placed_is_counted_by_one_of_both(commenting, keep_next):
    comment = say(commenting)
    second = keep_next(commenting, SECOND)
    has_placed, may_commit = threading.Event(), threading.Event()

    def place():
        with transaction.atomic():
            place_some()
            has_placed.set()
            may_commit.wait(5)
        connection.close()

    def take_down():
        has_placed.wait(5)
        threading.Timer(0.3, may_commit.set).start()
        began = time.monotonic()
        hide(comment)
        connection.close()
        return time.monotonic() - began

    with ThreadPoolExecutor(2) as pool:
        placing, waited = pool.submit(place), pool.submit(take_down)
        placing.result()
        assert waited.result() > 0.2
    assert told(second) == counted_one_by_one(second) == ({}, 0)


@pytest.mark.usefixtures("hub")
class TestOpenPages:
    def socket(self, commenting):
        return Socket(URLRouter(urlpatterns), f"/ws/consultations/{commenting.consultation.slug}/comments/")

    @pytest.mark.django_db(transaction=True)
    async def test_hear_many_comments_once_with_the_number(self, commenting):
        page = self.socket(commenting)
        assert await page.open()
        for number in range(3):
            await sync_to_async(say)(commenting, visitor=browser(number))
        assert await page.hears_nothing()
        await sync_to_async(add_up)()
        assert await page.hear() == {"topic": "comments", "n": 3}
        await page.close()

    @pytest.mark.django_db(transaction=True)
    async def test_are_none_of_a_draft(self, begin):
        draft = await sync_to_async(begin)(is_announced=False)
        assert not await self.socket(draft).open()
