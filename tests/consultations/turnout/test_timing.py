"""Time to answer: half and nine of ten of what is done, with how many they are, and what waits counted beside them."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from consultations.models import Consultation
from consultations.results.models import Duty
from consultations.themes.models import Theme
from consultations.turnout.reading import rows_of
from consultations.turnout.timing import Waited, days_of, timings_of
from tests.consultations.turnout.test_pages import PAGE, closed
from tests.factories import make_agency

__all__ = ["closed"]


def waited(days=None, *, late=False):
    begin = timezone.make_aware(datetime(2026, 11, 1, 23, 0))
    return Waited(begin, None if days is None else begin + timedelta(days=days), late)


class TestDays:
    def test_half_and_nine_of_ten_of_those_that_are_done(self):
        told = days_of(waited(days) for days in [1, 2, 3, 4, 5, 6, 7, 8, 9, 100])
        assert (told.done, told.median, told.p90, told.waiting) == (10, 5.5, 9, 0)

    def test_of_few_the_longest(self):
        told = days_of([waited(3), waited(30)])
        assert (told.median, told.p90) == (16.5, 30)

    def test_what_waits_is_counted_and_in_no_number_of_days(self):
        told = days_of([waited(4), waited(), waited(late=True)])
        assert (told.done, told.median, told.waiting, told.late) == (1, 4, 2, 1)
        nobody = days_of([waited(late=True)])
        assert (nobody.done, nobody.median, nobody.p90, nobody.waiting, nobody.late) == (0, None, None, 1, 1)

    def test_count_by_bangkok_s_calendar_and_late_no_more_once_done(self):
        begin = timezone.make_aware(datetime(2026, 11, 1, 23, 59))
        assert Waited(begin, begin + timedelta(minutes=2), True).days == 1
        assert days_of([Waited(begin, begin + timedelta(minutes=2), True)]).late == 0


def reported(row, after):
    closes = Consultation.objects.get(pk=row.pk).closes_at
    Consultation.objects.filter(pk=row.pk).update(reported_at=closes + timedelta(days=after))


def asked(row, agency, *, n=1, answered_after=None, due=30):
    theme = Theme.objects.create(consultation=row.consultation, number=n)
    made = timezone.now() - timedelta(days=20)
    told = {"made_at": made, "due_at": made + timedelta(days=due), "voices": 5, "answers": 5, "texts": 5}
    if answered_after is None:
        told |= {"next_step_at": made + timedelta(days=due)}
    else:
        by = row.consultation.events.first().by
        told |= {"answered_at": made + timedelta(days=answered_after), "answered_by": by}
        told |= {"outcome": "changed", "reason_th": "ก"}
    return Duty.objects.create(consultation=row.consultation, n=n, theme=theme, agency=agency, **told)


@pytest.mark.django_db
class TestOfConsultations:
    @pytest.fixture
    def three(self, closed, council):
        """Of a policy two, one reported after 10 days; of a budget one whose report is late."""
        old = timezone.localtime() - timedelta(days=100)
        old = old.replace(tzinfo=None)
        first, second = closed(on=old), closed(on=old)
        third = closed(on=old, kind="budget")
        reported(first, 10)
        Consultation.objects.filter(pk=second.pk).update(results_by=timezone.localdate() + timedelta(days=5))
        Consultation.objects.filter(pk=third.pk).update(results_by=timezone.localdate() - timedelta(days=5))
        other = make_agency("กรมโยธาธิการ", code="works")
        asked(first, council, answered_after=4)
        asked(first, other, n=2, due=10)
        return rows_of(year=None, agency="", kind="")

    def test_each_kind_and_agency_apart(self, three):
        told = timings_of([row.consultation for row in three])
        assert (told.total.reports.done, told.total.reports.median, told.total.reports.waiting) == (1, 10, 2)
        assert (told.total.reports.late, told.total.answers.late) == (1, 1)
        assert [(each.words, each.reports.done, each.reports.waiting, each.answers.done) for each in told.by_kind] == [
            ("นโยบาย", 1, 1, 1), ("งบประมาณ", 0, 1, 0),
        ]  # fmt: skip
        assert [(each.words, each.answers.done, each.answers.waiting) for each in told.by_agency] == [
            ("สำนักงานปลัดสำนักนายกรัฐมนตรี", 1, 0), ("กรมโยธาธิการ", 0, 1),
        ]  # fmt: skip

    def test_stands_on_the_page_and_in_the_file(self, client, three):
        client.cookies["language"] = "en"
        page = client.get(PAGE).text
        assert "half in 10 days, 9 of 10 in 10 (of 1 done)" in page
        assert "2 not yet, 1 of them late" in " ".join(page.replace("<br>", " ").split())
        rows = b"".join(client.get("/consultations/turnout.csv").streaming_content).decode("utf-8-sig")
        assert sorted(row[16:] for row in list(csv.reader(io.StringIO(rows)))[1:]) == [
            ["", "0", "0", "", "", "0"], ["", "0", "0", "", "", "0"], ["10", "2", "1", "4", "4", "1"],
        ]  # fmt: skip
