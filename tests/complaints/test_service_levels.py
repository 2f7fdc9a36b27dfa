"""How long a step may take: the row that fits best, an agency's own first."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError
from freezegun import freeze_time

from complaints import service_levels
from complaints.extending import days_to_choose
from complaints.handling import accept_assignment, ask_complainant, assign_case
from complaints.models import ServiceLevel
from complaints.responding import answer_question
from complaints.service_levels import due, working_days
from directory.calendar import BANGKOK, add_working_days, forget_calendar, next_working_moment, working_time_between
from directory.models import Holiday
from tests.factories import make_membership, make_topic, make_user

pytestmark = pytest.mark.django_db
Step = ServiceLevel.Step
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=BANGKOK)


def at(day):
    """Ten o'clock of that day."""
    return datetime.fromisoformat(day).replace(hour=10, tzinfo=BANGKOK)


@pytest.fixture
def level():
    def level(step, days, **fields):
        row = ServiceLevel.objects.create(step=step, working_days=days, source="ทดสอบ", **fields)
        service_levels.forget_service_levels()
        return row

    return level


class TestAnAgencysOwn:
    @pytest.mark.parametrize(
        ("kind", "with_topic", "days"),
        [("complaint", False, 20), ("complaint", True, 9), ("praise", False, 3), ("praise", True, 3)],
    )
    def test_comes_before_the_one_for_all(self, level, roads, highways, kind, with_topic, days):
        level("resolve", 15)
        level("resolve", 7, topic=roads)
        level("resolve", 20, agency=highways)
        level("resolve", 9, agency=highways, topic=roads)
        level("resolve", 3, agency=highways, kind="praise")
        assert working_days(Step.RESOLVE, roads if with_topic else None, kind, highways.pk) == days

    def test_is_nothing_to_another_agency(self, level, roads, highways, stranger):
        level("resolve", 7, topic=roads)
        level("resolve", 20, agency=highways)
        other = stranger.active_roles[0].agency_id
        assert working_days(Step.RESOLVE, roads, agency_id=other) == working_days(Step.RESOLVE, roads) == 7

    def test_sets_the_dates_of_its_part(self, level, assignment, wichai, highways):
        level("resolve", 4, agency=highways)
        level("extend", 2, agency=highways)
        part = accept_assignment(assignment, by=wichai)
        assert part.due_at == add_working_days(next_working_moment(part.accepted_at), 4)
        assert len(days_to_choose(part)) == 2

    def test_is_written_once(self, level, highways):
        level("resolve", 4, agency=highways)
        with pytest.raises(IntegrityError):
            level("resolve", 5, agency=highways)


def test_the_shipped_rows_are_loaded_once_beside_an_agencys_own(level, highways, roads):
    level("accept", 1, agency=highways)
    for code in ("electricity", "water-supply", "waste", "flooding", "safety"):
        make_topic(code)
    assert service_levels.load_service_levels() > 10
    assert service_levels.load_service_levels() == 0
    assert ServiceLevel.objects.get(step="accept", agency=highways).working_days == 1


class TestDaysOffOfOneProvince:
    """The Cabinet gives some provinces a day off of their own."""

    @pytest.fixture(autouse=True)
    def day_off(self, khon_kaen):
        Holiday.objects.create(date=date(2026, 11, 25), name_th="วันหยุดของจังหวัด", area=khon_kaen, source="มติคณะรัฐมนตรี")
        forget_calendar()
        with freeze_time(MONDAY) as now:
            yield now

    def test_count_for_its_offices_alone(self, case, highways, centre):
        assert due(Step.ACCEPT, case, start=MONDAY, agency_id=highways.pk) == at("2026-11-26")
        assert due(Step.ACCEPT, case, start=MONDAY, agency_id=centre.pk) == at("2026-11-27")
        assert due(Step.ACCEPT, case, start=MONDAY) == at("2026-11-26")

    def test_are_waited_for_by_nobody_there(self, case, centre, roads, malee, day_off, khon_kaen):
        boonmee = make_membership(make_user("บุญมี สายทอง"), centre).user
        part = accept_assignment(assign_case(case, centre, by=None, topic=roads), by=boonmee)
        before = part.due_at
        day_off.move_to(at("2026-11-24"))
        ask_complainant(part, question="ฝั่งไหน", by=boonmee)
        day_off.move_to(at("2026-11-26"))
        answer_question(part.case, text="ฝั่งซ้าย", by=malee)
        part.refresh_from_db()
        assert part.paused == timedelta(hours=8)
        assert working_time_between(before, part.due_at, province_code=khon_kaen.pk) == timedelta(hours=8)
