from datetime import timedelta

import pytest
from django.db import connection
from django.utils.translation import override
from freezegun import freeze_time

from records.models import ThrottleBucket
from records.throttling import Limit, Throttled, address_range, allow, forget_empty_buckets, raise_if_throttled

pytestmark = pytest.mark.django_db
MALI, SOMCHAI = "203.0.113.7", "198.51.100.9"


def look_up(who: str = MALI, scope: str = "look_up") -> bool:
    return allow(scope, who, limit=3, per_seconds=60)


def an_earlier_time(minutes: float) -> None:
    """As if everything had happened some minutes ago."""
    for bucket in ThrottleBucket.objects.all():
        ThrottleBucket.objects.filter(pk=bucket.pk).update(empty_at=bucket.empty_at - timedelta(minutes=minutes))


class TestALimitOfThreeAMinute:
    def test_lets_three_through_and_no_fourth(self):
        assert [look_up() for _ in range(5)] == [True, True, True, False, False]

    def test_counts_each_person_and_each_act_alone(self):
        for _ in range(3):
            look_up()
        assert look_up(SOMCHAI)
        assert look_up(scope="file")
        assert not look_up()

    def test_leaves_room_for_one_more_after_a_third_of_the_minute(self):
        for _ in range(3):
            look_up()
        an_earlier_time(minutes=1 / 3)
        assert [look_up(), look_up()] == [True, False]

    def test_is_forgotten_after_the_minute(self):
        for _ in range(9):
            look_up()
        an_earlier_time(minutes=1)
        assert [look_up() for _ in range(4)] == [True, True, True, False]

    @pytest.mark.parametrize("limit", [1, 6, 7, 59, 60, 1_000])
    def test_holds_exactly_for_any_number(self, limit):
        taken = sum(allow("any", MALI, limit=limit, per_seconds=86_400) for _ in range(min(limit, 70) + 2))
        assert taken == min(limit, 72)

    def test_is_raised_for_acts(self):
        for _ in range(3):
            raise_if_throttled("file", MALI, limit=3, per_seconds=60)
        with pytest.raises(Throttled) as refused:
            raise_if_throttled("file", MALI, limit=3, per_seconds=60)
        assert refused.value.code == "throttled"
        assert refused.value.retry_after_s in {19, 20}  # the bucket leaks while we count

    def test_says_how_long_it_is_really_shut(self):
        for _ in range(3):
            look_up()
        an_earlier_time(minutes=1 / 6)
        with pytest.raises(Throttled) as refused:
            raise_if_throttled("look_up", MALI, limit=3, per_seconds=60)
        assert refused.value.retry_after_s in {9, 10}

    def test_says_when_it_opens_where_another_bucket_shuts_it(self):
        for _ in range(2):
            allow("guess", MALI, limit=2, per_seconds=60)
        with pytest.raises(Throttled) as refused:
            raise_if_throttled("first", MALI, limit=3, per_seconds=60, shut_by=Limit("guess", MALI, 2, 60))
        assert refused.value.retry_after_s in {29, 30}

    @pytest.mark.parametrize(
        ("now", "wait_s", "thai", "english"),
        [
            ("2026-11-28 07:20:10Z", 20, "14.21 น.", "14:21"),
            ("2026-11-28 07:20:00Z", 360, "14.26 น.", "14:26"),
            ("2026-11-28 16:50:00Z", 900, "29 พ.ย. 0.05 น.", "29 Nov 00:05"),
        ],
    )
    def test_names_the_hour_by_the_readers_clock(self, now, wait_s, thai, english):
        with freeze_time(now):
            refused = Throttled(wait_s)
            for language, when in (("th", thai), ("en", english)):
                with override(language):
                    assert when in refused.messages[0]

    def test_never_names_an_hour_after_the_key_has_changed(self):
        with freeze_time("2026-11-28 23:58:30Z"):
            allow("code_to", MALI, limit=1, per_seconds=86_400)
            with pytest.raises(Throttled) as refused:
                raise_if_throttled("code_to", MALI, limit=1, per_seconds=86_400)
        assert refused.value.retry_after_s <= 90

    def test_is_scaled_by_a_setting(self, settings):
        settings.THROTTLE_SCALE = 2
        assert [look_up() for _ in range(7)] == [True] * 6 + [False]

    def test_is_one_statement(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            look_up()


class TestABucketThatShutsAnother:
    GUESSES = Limit("guess", MALI, 2, 60)

    def look(self) -> bool:
        return allow("look_up", MALI, limit=3, per_seconds=60, shut_by=self.GUESSES)

    def guess(self) -> bool:
        return allow("guess", MALI, limit=2, per_seconds=60)

    def test_leaves_it_open_while_there_is_room(self):
        self.guess()
        assert [self.look() for _ in range(4)] == [True, True, True, False]

    def test_shuts_it_when_full_for_the_first_look_and_for_later_ones(self):
        assert self.look()
        for _ in range(2):
            self.guess()
        assert not self.look()
        assert not allow("look_up", SOMCHAI, limit=3, per_seconds=60, shut_by=self.GUESSES)

    def test_opens_it_again_as_it_leaks(self):
        for _ in range(2):
            self.guess()
        an_earlier_time(minutes=1 / 2)
        assert self.look()

    def test_is_not_filled_by_what_it_shuts(self):
        for _ in range(3):
            self.look()
        assert [self.guess() for _ in range(3)] == [True, True, False]

    def test_costs_no_statement_of_its_own(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            self.look()


class TestWhoItWas:
    def test_S6_is_not_stored(self):
        look_up()
        stored = bytes(ThrottleBucket.objects.get().key)
        assert len(stored) == 16
        assert MALI.encode() not in stored

    def test_S6_cannot_be_followed_from_one_day_to_the_next(self):
        with freeze_time("2026-11-22 23:00:00Z"):
            look_up()
        with freeze_time("2026-11-23 01:00:00Z"):
            look_up()
        assert ThrottleBucket.objects.count() == 2

    @pytest.mark.parametrize(
        ("address", "counted_as"),
        [
            ("203.0.113.7", "203.0.113.7/32"),
            ("::ffff:203.0.113.7", "203.0.113.7/32"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("", "unknown"),
            ("๑๒๗.๐.๐.๑", "unknown"),
        ],
    )
    def test_is_counted_by_network(self, address, counted_as):
        assert address_range(address) == counted_as


def test_empty_buckets_are_removed():
    look_up(MALI)
    an_earlier_time(minutes=2)
    look_up(SOMCHAI)
    assert forget_empty_buckets() == 1
    assert ThrottleBucket.objects.count() == 1


def test_the_table_is_not_logged():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'records_throttlebucket'")
        assert cursor.fetchone() == ("u",)
