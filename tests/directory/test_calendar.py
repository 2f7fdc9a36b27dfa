"""From when a complaint's clock counts, and when an agency's time is up."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from directory.calendar import (
    KEPT_FOR_S,
    OfficeCalendar,
    add_working_days,
    add_working_time,
    next_working_moment,
    office_calendar,
    working_days_between,
    working_time_between,
)
from directory.models import Holiday, OfficeHours
from directory.reference_files import days_off
from tests.factories import make_area

BANGKOK = ZoneInfo("Asia/Bangkok")


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=BANGKOK)


@pytest.fixture
def thai_days_off(db):
    Holiday.objects.bulk_create(
        Holiday(date=row["date"], name_th=row["name_th"], kind=row["kind"], source=row["source"])
        for row in days_off(range(2024, 2028))
    )


@pytest.mark.parametrize(
    ("received", "counts_from"),
    [
        ("2026-11-20 10:00", "2026-11-20 10:00"),  # Friday in office hours: at once
        ("2026-11-20 08:29", "2026-11-20 08:30"),  # before the doors open
        ("2026-11-20 12:15", "2026-11-20 12:15"),  # lunch is not modelled
        ("2026-11-20 16:29", "2026-11-20 16:29"),  # the last minute
        ("2026-11-20 16:30", "2026-11-23 08:30"),  # Friday at closing -> Monday
        ("2026-11-21 11:00", "2026-11-23 08:30"),  # Saturday
        ("2026-04-10 18:00", "2026-04-16 08:30"),  # Friday evening before Songkran (13-15 April)
        ("2026-04-14 09:00", "2026-04-16 08:30"),  # in the middle of Songkran
        ("2026-12-04 20:00", "2026-12-08 08:30"),  # 5 December is a Saturday: Monday is its substitution day
        ("2025-12-30 17:00", "2026-01-05 08:30"),  # 31st, 1st, the Cabinet's extra 2nd, then a weekend
        ("2024-04-12 10:00", "2024-04-17 08:30"),  # extra day on the 12th, Songkran, substitution on the 16th
    ],
)
def test_outside_office_hours_a_complaint_counts_from_the_next_working_moment(thai_days_off, received, counts_from):
    assert next_working_moment(at(received)) == at(counts_from)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-04-09 10:00", 1, "2026-04-10 10:00"),  # Thursday -> Friday
        ("2026-04-10 10:00", 1, "2026-04-16 10:00"),  # Friday -> Thursday: Songkran is 13-15 April
        ("2026-04-11 10:00", 1, "2026-04-17 08:30"),  # a Saturday counts from Thursday 8.30, one day on is Friday
        ("2026-11-20 14:00", 7, "2026-12-01 14:00"),  # seven working days, one weekend and a half
        ("2026-12-29 15:00", 3, "2027-01-05 15:00"),  # over the year end: 31 December and 1 January are off
        ("2026-05-29 09:00", 1, "2026-06-02 09:00"),  # Visakha on a Sunday: Monday 1 June is off as well
        ("2026-04-30 09:00", 1, "2026-05-01 09:00"),  # offices work on Labour Day
        ("2025-08-08 09:00", 1, "2025-08-13 09:00"),  # extra day on the 11th beside Mother's Day on the 12th
    ],
)
def test_days_off_do_not_count(thai_days_off, start, days, due):
    assert add_working_days(at(start), days) == at(due)


@pytest.mark.parametrize(
    ("a", "b", "days"),
    [
        ("2026-11-20", "2026-11-20", 0),
        ("2026-11-20", "2026-11-23", 1),
        ("2026-04-10", "2026-04-16", 1),
        ("2026-04-10", "2026-04-15", 0),
        ("2026-11-23", "2026-11-20", -1),
    ],
)
def test_working_days_between_counts_the_last_day_and_not_the_first(thai_days_off, a, b, days):
    assert working_days_between(date.fromisoformat(a), date.fromisoformat(b)) == days


class TestTimeZones:
    def test_a_moment_in_utc_is_read_in_bangkok(self, thai_days_off):
        # 22.00 UTC on Sunday is 5.00 on Monday in Bangkok.
        received = datetime(2026, 11, 22, 22, 0, tzinfo=ZoneInfo("UTC"))
        assert next_working_moment(received) == at("2026-11-23 08:30")

    def test_a_day_is_the_day_in_bangkok(self, thai_days_off):
        late_on_thursday_in_utc = datetime(2026, 11, 19, 20, 0, tzinfo=ZoneInfo("UTC"))
        assert working_days_between(late_on_thursday_in_utc, at("2026-11-20 09:00")) == 0


class TestOfficeHoursAreRows:
    def test_a_half_day_ends_its_working_time_early(self, db):
        for weekday in range(4):
            OfficeHours.objects.create(weekday=weekday, opens=time(8, 30), closes=time(16, 30))
        OfficeHours.objects.create(weekday=4, opens=time(8, 30), closes=time(12, 0))
        assert next_working_moment(at("2026-11-20 13:00")) == at("2026-11-23 08:30")
        assert add_working_days(at("2026-11-19 15:00"), 1) == at("2026-11-20 11:59")

    def test_split_shifts_close_in_between(self, db):
        for weekday in range(5):
            OfficeHours.objects.create(weekday=weekday, opens=time(13), closes=time(16, 30))
            OfficeHours.objects.create(weekday=weekday, opens=time(8, 30), closes=time(12))
        assert next_working_moment(at("2026-11-20 12:15")) == at("2026-11-20 13:00")
        assert next_working_moment(at("2026-11-20 17:00")) == at("2026-11-23 08:30")
        assert add_working_days(at("2026-11-20 12:15"), 1) == at("2026-11-23 13:00")
        assert working_time_between(at("2026-11-20 11:00"), at("2026-11-23 09:00")) == timedelta(hours=5)

    def test_two_shifts_that_overlap_are_refused_in_the_form_and_harm_nothing_in_the_table(self, db):
        OfficeHours.objects.create(weekday=4, opens=time(8), closes=time(12))
        late = OfficeHours(weekday=4, opens=time(11), closes=time(16))
        with pytest.raises(ValidationError) as refused:
            late.full_clean()
        assert "shifts_overlap" in {error.code for error in refused.value.error_dict["__all__"]}
        late.save()
        assert working_time_between(at("2026-11-20 00:00"), at("2026-11-21 00:00")) == timedelta(hours=8)

    @pytest.mark.parametrize(
        ("closed_from", "closed_until", "open_on_that_day"),
        [
            (time(12), None, [("08:30", True), ("11:59", True), ("12:00", False), ("16:00", False)]),
            (None, time(12), [("09:00", False), ("12:00", True), ("16:29", True)]),
            (time(10), time(11), [("09:59", True), ("10:00", False), ("11:00", True)]),
            (time(8), time(17), [("08:30", False), ("16:29", False)]),
        ],
    )
    def test_a_half_day_off_closes_a_part_of_one_day(self, db, closed_from, closed_until, open_on_that_day):
        """Friday 31 December 2027."""
        Holiday.objects.create(
            date=date(2027, 12, 31),
            name_th="หยุดครึ่งวัน",
            source="มติคณะรัฐมนตรี",
            closed_from=closed_from,
            closed_until=closed_until,
        )
        calendar = office_calendar()
        for hour, is_open in open_on_that_day:
            assert calendar.is_working_moment(at(f"2027-12-31 {hour}")) == is_open
        assert calendar.is_working_day(date(2027, 12, 31)) == any(is_open for _hour, is_open in open_on_that_day)
        assert calendar.is_working_moment(at("2028-01-03 15:00"))

    def test_a_half_day_off_on_a_weekend_opens_nothing(self, db):
        Holiday.objects.create(date=date(2026, 11, 21), name_th="ครึ่งวัน", source="ทดสอบ", closed_from=time(12))
        assert not office_calendar().is_working_day(date(2026, 11, 21))

    def test_a_weekday_without_a_row_is_a_day_off(self, db):
        for weekday in range(4):
            OfficeHours.objects.create(weekday=weekday, opens=time(9), closes=time(17))
        assert next_working_moment(at("2026-11-20 10:00")) == at("2026-11-23 09:00")

    def test_a_row_that_staff_add_is_seen_within_a_minute(self, db):
        monday = at("2026-11-23 10:00")
        with freeze_time("2026-11-20 10:00") as now:
            assert office_calendar().is_working_moment(monday)
            Holiday.objects.create(date=monday.date(), name_th="วันหยุดพิเศษ", source="มติคณะรัฐมนตรี")
            now.tick(KEPT_FOR_S + 1)
            assert not office_calendar().is_working_moment(monday)


class TestDaysOffOfOneProvince:
    def test_count_there_and_nowhere_else(self, db):
        yala = make_area(95, "ยะลา")
        Holiday.objects.create(date=date(2026, 11, 24), name_th="วันหยุดของจังหวัด", area=yala, source="มติคณะรัฐมนตรี")
        assert next_working_moment(at("2026-11-24 10:00"), province_code=95) == at("2026-11-25 08:30")
        assert next_working_moment(at("2026-11-24 10:00")) == at("2026-11-24 10:00")


class TestRefusals:
    @pytest.mark.parametrize("days", [0, -3])
    def test_no_days_or_fewer_cannot_be_added(self, db, days):
        with pytest.raises(ValueError, match="at least 1"):
            add_working_days(at("2026-11-20 10:00"), days)

    def test_a_calendar_without_working_days_says_so_instead_of_looking_for_ever(self):
        closed = OfficeCalendar(
            {0: ((time(8), time(16)),)}, frozenset(date(2026, 1, 5) + timedelta(7 * n) for n in range(99))
        )
        with pytest.raises(ValueError, match="no working day within a year"):
            closed.next_working_moment(at("2026-01-06 10:00"))


moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(BANGKOK))
shifts = st.sampled_from(
    [
        ((time(8, 30), time(16, 30)),),
        ((time(8, 30), time(12)),),
        ((time(13), time(20)),),
        ((time(8, 30), time(12)), (time(13), time(16, 30))),
        ((time(6), time(9)), (time(11), time(12)), (time(17), time(20))),
    ]
)
weeks = st.dictionaries(st.integers(0, 6), shifts, min_size=1)
dates = st.dates(date(2024, 1, 1), date(2028, 12, 31))
closures = st.frozensets(dates, max_size=40)
calendars = st.builds(OfficeCalendar, weeks, closures, st.dictionaries(dates, shifts, max_size=10))
lengths = st.timedeltas(timedelta(0), timedelta(days=5))


class TestDeadlinesNeverMoveBackwards:
    @given(calendars, moments)
    def test_R11_the_next_working_moment_is_a_working_moment_and_not_earlier(self, calendar, moment):
        found = calendar.next_working_moment(moment)
        assert found >= moment
        assert calendar.is_working_moment(found)
        assert calendar.next_working_moment(found) == found

    @given(calendars, moments, st.integers(1, 60))
    def test_R11_a_due_date_is_a_later_working_moment(self, calendar, moment, days):
        due = calendar.add_working_days(moment, days)
        assert due > moment
        assert calendar.is_working_moment(due)

    @given(calendars, moments, st.timedeltas(timedelta(0), timedelta(days=30)), st.integers(1, 30))
    def test_R11_a_later_start_is_never_due_earlier(self, calendar, moment, later, days):
        assert calendar.add_working_days(moment + later, days) >= calendar.add_working_days(moment, days)

    @given(calendars, moments, st.integers(1, 30))
    def test_as_many_days_lie_between_as_were_added(self, calendar, moment, days):
        begin = calendar.next_working_moment(moment)
        due = calendar.add_working_days(moment, days)
        assert calendar.working_days_between(begin.date(), due.date()) == days

    @given(calendars, dates, st.integers(1, 20))
    def test_the_last_day_before_some_working_days_is_the_last(self, calendar, today, days):
        found = calendar.last_day_before(today, days)
        assert calendar.working_days_between(found, today) >= days
        assert calendar.working_days_between(found + timedelta(days=1), today) < days

    @given(calendars, dates)
    def test_the_last_working_day_is_before_today_and_none_lies_between(self, calendar, today):
        found = calendar.last_working_day(today)
        assert found < today and calendar.is_working_day(found)
        assert calendar.working_days_between(found, today - timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2026-11-20 10:00", timedelta(hours=2), "2026-11-20 12:00"),
        ("2026-11-20 15:30", timedelta(hours=2), "2026-11-23 09:30"),  # over a weekend
        ("2026-11-20 15:30", timedelta(hours=1), "2026-11-20 16:30"),  # until the doors close, not until Monday
        ("2026-04-10 16:00", timedelta(hours=1), "2026-04-16 09:00"),  # over Songkran
        ("2026-12-04 12:00", timedelta(hours=8), "2026-12-08 12:00"),  # over a substitution day
        ("2026-11-21 11:00", timedelta(0), "2026-11-21 11:00"),  # nothing moves nothing
    ],
)
def test_working_time_is_added_where_offices_are_open(thai_days_off, start, length, end):
    assert add_working_time(at(start), length) == at(end)
    if length:
        assert working_time_between(at(start), at(end)) == length


class TestWorkingTime:
    @given(calendars, moments, lengths)
    def test_what_is_added_lies_between(self, calendar, moment, length):
        assert calendar.working_time_between(moment, calendar.add_working_time(moment, length)) == length

    @given(calendars, moments, lengths, lengths)
    def test_two_spans_make_one(self, calendar, moment, first, second):
        middle, end = moment + first, moment + first + second
        spans = calendar.working_time_between(moment, middle) + calendar.working_time_between(middle, end)
        assert calendar.working_time_between(moment, end) == spans == -calendar.working_time_between(end, moment)

    @given(calendars, moments, lengths)
    def test_no_more_is_worked_than_the_clock_goes(self, calendar, moment, length):
        assert timedelta(0) <= calendar.working_time_between(moment, moment + length) <= length
