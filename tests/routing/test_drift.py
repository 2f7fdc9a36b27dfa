"""Last week beside the four before: what moved raises its own alarm, and nothing else does."""

import random
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints.handling import accept_assignment, decline_assignment
from complaints.models import Assignment
from routing import asking, drift
from routing.alarms import Kind, open_alarms
from routing.drift import FEWEST, figures, watch_drift
from routing.models import DriftReport, RoutingDecision, RoutingThreshold
from routing.outcomes import Judged

pytestmark = pytest.mark.django_db
NOW = timezone.now()
BEFORE, LATELY = 20, 3
"""Days ago."""


@pytest.fixture
def decided(file, pea):
    """Decisions of that day: decided(BEFORE, 300, topics=("roads",), likelihood=0.8)."""
    case = file().complaint.case

    def decided(days_ago, count, topics=("roads", "waste"), likelihood=0.8, why="sure", case=case):
        dice = random.Random(case.pk)
        return RoutingDecision.objects.bulk_create(
            RoutingDecision(
                case=case,
                did="assigned",
                why=why,
                made_at=NOW - timedelta(days=days_ago, minutes=number),
                proposals=[
                    {
                        "topic": topics[number % len(topics)],
                        "agency": "pea",
                        "probability": min(1.0, max(0.0, dice.gauss(likelihood, 0.05))),
                    }
                ],
            )
            for number in range(count)
        )

    return decided


class Knows:
    version = "t"

    def __init__(self, *shares):
        self.shares = list(shares)

    def known_shares(self, texts):
        assert all(isinstance(text, str) for text in texts)
        return [self.shares.pop(0)] * 300


@pytest.fixture(autouse=True)
def knows(monkeypatch):
    """The share of words known: knows(before, lately)."""

    def knows(*shares):
        monkeypatch.setattr(asking.DECIDING, "model", Knows(*shares))
        monkeypatch.setattr(asking.DECIDING, "next_look", float("inf"))

    knows(0.9, 0.9)
    return knows


def alarms():
    DriftReport.objects.all().delete()
    assert watch_drift.function() == 1
    return {alarm.kind for alarm in open_alarms()}


class TestAnAlarm:
    def test_is_not_raised_while_all_is_as_it_was(self, decided):
        decided(BEFORE, 400)
        decided(LATELY, 300)
        assert alarms() == set()
        assert set(DriftReport.objects.get().figures) == {Kind.WORDS, Kind.TOPICS, Kind.CONFIDENCE}

    def test_is_raised_by_another_mix_of_topics(self, decided):
        decided(BEFORE, 400)
        decided(LATELY, 300, topics=("roads", "flooding", "flooding", "flooding/drains"))
        assert alarms() == {Kind.TOPICS}

    def test_is_raised_by_a_model_that_is_less_sure(self, decided):
        decided(BEFORE, 400)
        decided(LATELY, 300, likelihood=0.7)
        assert alarms() == {Kind.CONFIDENCE}

    def test_is_not_raised_by_a_model_that_is_surer(self, decided):
        decided(BEFORE, 400, likelihood=0.6)
        decided(LATELY, 300, likelihood=0.9)
        assert alarms() == set()

    def test_is_raised_by_other_words(self, decided, knows):
        decided(BEFORE, 400)
        decided(LATELY, 300)
        knows(0.92, 0.8)
        assert alarms() == {Kind.WORDS}

    def test_is_not_raised_by_few(self, decided, knows):
        knows()
        decided(BEFORE, 400)
        decided(LATELY, FEWEST - 1, topics=("flooding",), likelihood=0.2)
        assert alarms() == set()
        assert DriftReport.objects.get().figures == {}

    def test_is_not_raised_by_what_no_text_decided(self, decided):
        decided(BEFORE, 400)
        decided(LATELY, 300)
        decided(LATELY, 900, topics=("flooding",), likelihood=0.1, why="chosen")
        assert alarms() == set()

    def test_ends_by_itself(self, decided, knows):
        decided(BEFORE, 400)
        decided(LATELY, 300, likelihood=0.7)
        assert alarms() == {Kind.CONFIDENCE}
        RoutingDecision.objects.filter(made_at__gte=NOW - timedelta(days=7)).delete()
        decided(LATELY, 300)
        knows(0.9, 0.9)
        assert alarms() == set()

    def test_is_raised_by_more_corrections(self, decided, file, pea, mea, wichai, monkeypatch):
        from complaints.handling import assign_case

        monkeypatch.setattr(drift, "FEWEST", 4)
        for days_ago, declines in ((BEFORE, 0), (LATELY, 12)):
            for number in range(12):
                case = file(text=f"ไฟดับ {days_ago} {number}").complaint.case
                assign_case(case, pea, by=None)
                part = Assignment.objects.get(case=case)
                if number < declines:
                    decline_assignment(part, by=wichai, reason="ไม่ใช่หน้าที่", proposed_agency=mea)
                else:
                    accept_assignment(part, by=wichai)
                decided(days_ago, 1, case=case)
        assert alarms() == {Kind.CORRECTIONS}


class TestWatching:
    def test_is_done_once_a_day_whoever_comes_first(self, decided):
        assert watch_drift.function() == 1
        assert watch_drift.function() == 0
        assert DriftReport.objects.count() == 1

    def test_goes_on_without_a_model(self, decided, monkeypatch):
        monkeypatch.setattr(asking.DECIDING, "model", None)
        decided(BEFORE, 400)
        decided(LATELY, 300)
        assert set(figures(NOW)) == {Kind.TOPICS, Kind.CONFIDENCE}


def test_known_words_are_counted_by_the_shipped_model():
    from ml.serving import Classifier, newest_model

    shares = Classifier.load(newest_model()).known_shares(["ถนนเป็นหลุม รถล้ม", "ฮฮฎฎ ฬฬฆฆ", "", "1234"])
    assert len(shares) == 2
    assert shares[0] > 0.9 and shares[1] < 0.5


class TestWhatGoesOutByItself:
    @pytest.fixture
    def threshold(self):
        return RoutingThreshold.objects.create(
            topic=None, probability=0.8, target=0.9, decided_by="ทดสอบ", decided_on=NOW.date(), reason="ทดสอบ"
        )

    @pytest.fixture
    def judged(self, monkeypatch):
        """So many decisions that went out by themselves, so many of them right."""

        def judged(right, of):
            rows = [Judged("roads", 0.9, NOW, True, number < right) for number in range(of)]
            monkeypatch.setattr(drift, "judged_decisions", lambda *args, **kwargs: rows)
            DriftReport.objects.all().delete()
            watch_drift.function()

        return judged

    def test_raises_an_alarm_once_it_is_plainly_below_its_target_and_ends_it(self, threshold, judged):
        judged(60, 100)
        (alarm,) = open_alarms()
        assert (alarm.kind, alarm.subject) == (Kind.PRECISION, "*")
        assert alarm.facts == {"right": 60, "of": 100, "target": 0.9}
        judged(92, 100)
        assert not open_alarms().exists()

    @pytest.mark.parametrize(("right", "of"), [(86, 100), (10, 29)], ids=["not plainly", "too few"])
    def test_raises_none_where_chance_may_have_done_it(self, right, of, threshold, judged):
        judged(right, of)
        assert not open_alarms().exists()

    def test_raises_none_where_staff_set_no_target(self, threshold, judged):
        RoutingThreshold.objects.update(target=None)
        judged(10, 100)
        assert not open_alarms().exists()

    def test_is_told_in_words_on_the_page_of_models(self, threshold, judged, siriporn, as_):
        judged(60, 100)
        html = as_(siriporn).get(reverse("models")).content.decode()
        assert "60 of 100 were right, wanted are 90%" in html
