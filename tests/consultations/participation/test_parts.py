"""Results by place and over time: counted by steps, moved with who moves, and nothing told of few people."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from consultations.homes import tell_home
from consultations.models import Consultation
from consultations.participation.counting import add_up
from consultations.participation.floors import shown_places
from consultations.participation.models import Answer, Conversation, Identity, Participant, PartTally, Vote
from consultations.participation.part_counts import counted_part, people_apart
from consultations.participation.parts import Part, part_asked, parts_of, periods_of
from consultations.participation.results import results_of
from consultations.participation.taking_part import Visitor, part_from_answers
from consultations.participation.voting import cast_vote
from directory.models import Area
from tests.consultations.participation.conftest import browser, close
from tests.factories import make_area

pytestmark = pytest.mark.django_db
AGREE, DISAGREE = Answer.AGREE, Answer.DISAGREE


@pytest.fixture
def udon(sila):
    return make_area(41, "อุดรธานี", "Udon Thani")


def say(conversation, people, area=None, *, answer=AGREE, name="b", n=1):
    """So many browsers that live there give this answer."""
    for number in range(people):
        who = cast_vote(conversation, n, answer, visitor=browser(f"{name}-{number}"))
        if area is not None:
            tell_home(who, area)


def counted():
    while add_up():
        pass
    people_apart.forget()
    counted_part.forget()


def results(conversation, **part):
    return results_of(Conversation.objects.select_related("consultation").get(pk=conversation.pk), None, Part(**part))


class TestShownPlaces:
    @pytest.mark.parametrize(
        ("sizes", "everybody", "shown"),
        [
            ({}, 0, set()),
            ({40: 10}, 20, {40}),
            ({40: 9}, 40, set()),
            ({40: 12}, 15, set()),  # three who told nothing would follow
            ({40: 12}, 12, {40}),
            ({40: 12, 41: 15, 42: 7}, 34, {41}),  # seven would follow from all
            (
                {40: 30, 4001: 12, 4002: 11},
                60,
                {40, 4001},
            ),  # of 4002 and the seven who told only the province nothing follows
            ({40: 30, 4001: 20}, 60, {40, 4001}),
            ({40: 9, 4001: 9}, 60, set()),
            ({40: 25, 4001: 20, 4002: 5}, 60, {40}),
        ],
    )
    def test_hides_few_and_by_what_few_would_follow(self, sizes, everybody, shown):
        assert shown_places(sizes, everybody) == shown


class TestByPlace:
    def test_tells_what_people_of_a_province_and_a_district_say(self, conversation, sila, udon):
        say(conversation, 12, sila.parent, answer=DISAGREE, name="k")
        say(conversation, 11, udon, name="u")
        say(conversation, 13, name="o")
        counted()
        close(conversation)
        told = results(conversation, area=40)
        assert [(line.code, line.anonymous) for line in told.parts.provinces] == [(40, 12), (41, 11)]
        assert [(line.code, line.anonymous) for line in told.parts.districts] == [(4001, 12)]
        first = told.rows[0].statement.anonymous
        assert (first.agreed, first.disagreed) == (0, 12)
        assert results(conversation, area=41).rows[0].statement.anonymous.agreed == 11
        assert results(conversation, area=4001).rows[0].statement.anonymous.disagreed == 12
        assert results(conversation).rows[0].statement.anonymous.votes == 36

    def test_of_a_statement_that_few_there_answered_tells_nothing(self, conversation, sila):
        say(conversation, 12, sila.parent)
        say(conversation, 15, name="o")
        say(conversation, 9, answer=DISAGREE, n=2)
        say(conversation, 15, n=2, name="o")
        counted()
        close(conversation)
        rows = results(conversation, area=40).rows
        assert rows[0].statement.anonymous.votes == 12 and rows[1].statement.votes == 0

    @pytest.mark.parametrize("asked", ["area=42", "area=9999", "area=x", "period=99", "period=-1", "area=%E0%B9%94"])
    def test_of_what_is_not_shown_is_of_all(self, conversation, sila, asked):
        say(conversation, 5, sila.parent)
        say(conversation, 20, name="o")
        counted()
        close(conversation)
        told = results_of(conversation, None, part_asked(QueryDict(asked)))
        assert told.parts.chosen is None and told.rows[0].statement.anonymous.votes == 25

    def test_levels_have_a_floor_each(self, conversation, sila, malee):
        say(conversation, 12, sila.parent)
        say(conversation, 12, name="o")
        tell_home(cast_vote(conversation, 1, DISAGREE, visitor=Visitor(malee)), sila.parent)
        counted()
        close(conversation)
        told = results(conversation, area=40)
        assert told.parts.chosen.confirmed is None and told.parts.chosen.anonymous == 12
        assert told.rows[0].statement.confirmed.votes == 0 and told.rows[0].statement.anonymous.votes == 12


class TestMoving:
    def test_takes_ones_counts_along(self, conversation, sila, udon):
        who = cast_vote(conversation, 1, AGREE, visitor=browser())
        tell_home(who, sila.parent)
        cast_vote(conversation, 2, DISAGREE, visitor=browser())
        add_up()
        tell_home(Participant.objects.get(), udon)
        add_up()
        told = {
            (row.area, row.statement and row.statement.n): (row.agreed, row.disagreed, row.people)
            for row in PartTally.objects.filter(area__isnull=False).select_related("statement")
        }
        assert told[41, None] == (0, 0, 1) and told[41, 1] == (1, 0, 0) and told[41, 2] == (0, 1, 0)
        assert all(told[key] == (0, 0, 0) for key in told if key[0] != 41)

    def test_and_taking_it_back_leaves_none(self, conversation, sila):
        tell_home(cast_vote(conversation, 1, AGREE, visitor=browser()), sila.parent)
        tell_home(Participant.objects.get(), None)
        add_up()
        assert not PartTally.objects.filter(area__isnull=False).exclude(agreed=0, people=0).exists()
        assert PartTally.objects.get(day__isnull=False, statement=None).people == 1

    def test_an_erased_account_is_counted_nowhere_in_particular(self, conversation, sila, malee):
        tell_home(cast_vote(conversation, 1, AGREE, visitor=Visitor(malee)), sila.parent)
        close(conversation)
        part_from_answers(malee)
        add_up()
        assert not PartTally.objects.filter(area__isnull=False).exclude(agreed=0, people=0).exists()
        assert Vote.objects.get().area is None

    def test_sums_are_what_the_rows_say(self, conversation, sila, udon):
        say(conversation, 3, sila.parent)
        say(conversation, 2, udon, name="u", answer=DISAGREE)
        say(conversation, 2, sila.parent, name="u", answer=AGREE)
        add_up()
        for area in (40, 4001, 41):
            inside = Vote.objects.filter(area__in=[area, 4001] if area == 40 else [area])
            row = PartTally.objects.filter(area=area, statement__n=1).first()
            assert (row.agreed, row.disagreed) == (inside.filter(value=1).count(), inside.filter(value=-1).count())


class TestOverTime:
    def on(self, conversation, day, people, name, answer=AGREE):
        """So many came on a day since the opening."""
        say(conversation, people, name=name, answer=answer)
        at = conversation.consultation.opens_at + timedelta(days=day)
        new = Participant.objects.filter(browser__in=[browser(f"{name}-{n}").browser for n in range(people)])
        Vote.objects.filter(participant__in=new).update(cast_at=at)
        # As if they had come then: the count follows a row that changes its level or place, not its day of coming.
        for participant in new:
            Participant.objects.filter(pk=participant.pk).update(joined_at=at)

    def test_tells_a_long_consultation_by_weeks(self, conversation):
        now = timezone.now()
        Consultation.objects.filter(pk=conversation.pk).update(opens_at=now - timedelta(days=16))
        conversation.consultation.refresh_from_db()
        self.on(conversation, 1, 12, "first", DISAGREE)
        self.on(conversation, 9, 11, "second")
        counted()
        close(conversation)
        told = results(conversation, period=2)
        assert not told.parts.is_daily
        assert [(line.code, line.anonymous) for line in told.parts.periods] == [(1, 12), (2, 11)]
        assert (told.rows[0].statement.anonymous.agreed, told.rows[0].statement.anonymous.disagreed) == (11, 0)

    def test_hides_the_week_of_few_and_one_more(self, conversation):
        now = timezone.now()
        Consultation.objects.filter(pk=conversation.pk).update(opens_at=now - timedelta(days=16))
        conversation.consultation.refresh_from_db()
        for day, people, name in ((1, 12, "a"), (8, 15, "b"), (15, 3, "c")):
            self.on(conversation, day, people, name)
        counted()
        lines = parts_of(conversation.consultation, people_apart(conversation.pk)).periods
        assert [line.anonymous for line in lines] == [None, 15, None]

    def test_a_short_one_is_told_by_days_of_thai_time(self, begin):
        conversation = begin(opens=-0.5, closes=5, why_short="ร้านต้องรู้ก่อนสิ้นเดือน")
        periods = periods_of(conversation.consultation)
        assert periods.days == 1
        assert periods.number_of(periods.begin + timedelta(days=2)) == 3
        assert periods.number_of(periods.begin - timedelta(days=2)) == 1

    def test_paper_is_told_by_no_day(self, conversation):
        Consultation.objects.filter(pk=conversation.pk).update(opens_at=timezone.now() - timedelta(days=9))
        conversation.consultation.refresh_from_db()
        self.on(conversation, 1, 12, "here")
        for _form in range(11):
            entered = Participant.objects.create(conversation=conversation, identity=Identity.ENTERED)
            Vote.objects.create(
                participant=entered,
                statement=conversation.statements.first(),
                identity=Identity.ENTERED,
                value=AGREE,
                cast_at=conversation.consultation.opens_at + timedelta(days=1),
            )
        counted()
        close(conversation)
        assert results(conversation).rows[0].statement.entered.votes == 11
        told = results(conversation, period=2)
        assert told.parts.chosen
        told = told.rows[0].statement
        assert (told.anonymous.votes, told.entered.votes) == (12, 0), "they were typed then, not written"

    def test_an_answer_that_is_changed_on_another_day_moves(self, conversation):
        cast_vote(conversation, 1, AGREE, visitor=browser())
        Vote.objects.update(cast_at=timezone.now() - timedelta(days=3))
        cast_vote(conversation, 1, AGREE, visitor=browser())
        add_up()
        rows = PartTally.objects.filter(statement__n=1)
        assert [row.agreed for row in rows.order_by("day")] in ([0, 1], [1])
        assert sum(row.agreed for row in rows) == 1


class TestThePage:
    def test_links_what_is_large_enough_and_shows_it_alone(self, client, conversation, sila):
        client.cookies["language"] = "en"
        say(conversation, 12, sila.parent, answer=DISAGREE)
        say(conversation, 20, name="o")
        counted()
        close(conversation)
        at = f"/consultations/{conversation.consultation.slug}/statements/results/"
        told = client.get(at).content.decode()
        assert 'href="?area=40#numbers"' in told and "Only people who live in" not in told
        told = client.get(f"{at}?area=40").content.decode()
        assert "Only people who live in" in told and "Agree 0%, disagree 100%" in told
        assert 'href="?area=4001#numbers"' in told

    def test_costs_the_same_however_many_places_there_are(
        self, conversation, sila, udon, django_assert_max_num_queries
    ):
        say(conversation, 12, sila.parent)
        say(conversation, 12, udon, name="u")
        counted()
        close(conversation)
        Area.objects.get(pk=40)
        with django_assert_max_num_queries(15):
            results(conversation, area=4001)
