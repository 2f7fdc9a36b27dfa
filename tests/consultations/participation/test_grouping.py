"""Who thinks alike: found by the worker, shown above a floor, drawn as a picture."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultations.participation.counting import add_up
from consultations.participation.grouping import FLOOR, PAUSE, find_groups
from consultations.participation.models import Conversation, Identity, OpinionGroups, Participant, Vote
from consultations.participation.picture import HEIGHT, WIDTH, picture_of
from consultations.participation.results import results_of
from consultations.participation.statements import withdraw_statement
from tests.consultations.participation.conftest import close

pytestmark = pytest.mark.django_db
N = 10


@pytest.fixture
def large(begin):
    return begin(statements=[f"ข้อความที่ {n}" for n in range(1, N + 1)])


def answer(conversation, sizes, *, identity=Identity.ANONYMOUS, name="b"):
    """People in camps of these sizes: camp 0 agrees to the first half and disagrees to the rest, camp 1 the other way
    round, camp 2 agrees to all; every tenth answer is another one."""
    statements = list(conversation.statements.order_by("n"))
    now = timezone.now()
    votes = []
    for camp, size in enumerate(sizes):
        for person in range(size):
            participant = Participant.objects.create(
                conversation=conversation, browser=f"{name}-{camp}-{person}", identity=identity
            )
            for place, statement in enumerate(statements):
                is_first = place < N // 2
                value = 1 if camp == 2 else (1 if is_first == (camp == 0) else -1)
                if (person + place) % 10 == 0:
                    value = 0
                votes.append(
                    Vote(participant=participant, statement=statement, identity=identity, value=value, cast_at=now)
                )
    Vote.objects.bulk_create(votes)
    add_up()


def found(conversation):
    assert find_groups() == 1
    return OpinionGroups.objects.get(conversation=conversation)


class TestGroups:
    def test_are_those_who_answer_alike(self, large):
        answer(large, [30, 20])
        told = found(large).told
        assert [group["people"] for group in told["groups"]] == [30, 20]
        assert told["grouped"] == told["people"] == 50
        groups = dict(Participant.objects.values_list("browser", "opinion_group"))
        assert {groups[f"b-0-{n}"] for n in range(30)} == {0}
        assert {groups[f"b-1-{n}"] for n in range(20)} == {1}

    def test_say_what_sets_them_apart(self, large):
        answer(large, [30, 20])
        told = found(large).told
        assert {(each["n"] <= N // 2, each["side"]) for each in told["groups"][0]["said"]} <= {
            (True, "agree"),
            (False, "disagree"),
        }
        assert told["counts"]["1"][0][0] > 20 and told["counts"]["1"][1][1] > 10

    def test_say_together_what_more_than_half_of_each_says_and_not_what_a_large_one_alone_does(self, large):
        answer(large, [60, 20])
        shared = large.statements.get(n=3)
        Vote.objects.filter(statement=shared).update(value=1)
        add_up()
        told = found(large).told
        assert [(each["n"], each["side"]) for each in told["together"]] == [(3, "agree")]

    def test_tell_how_many_of_each_are_anonymous(self, large):
        answer(large, [20, 20])
        answer(large, [10], identity=Identity.CONFIRMED, name="c")
        told = found(large).told
        assert [(group["people"], group["anonymous"]) for group in told["groups"]] == [(30, 20), (20, 20)]

    def test_of_too_few_people_are_not_shown(self, large):
        answer(large, [30, FLOOR - 1])
        groups = found(large)
        assert [group["people"] for group in groups.told["groups"]] == [30, 0]
        assert groups.told["groups"][1]["said"] == [] and {dot[3] for dot in groups.told["dots"]} == {0}
        assert all(counts[1] is None for counts in groups.told["counts"].values())
        results = results_of(close(large), None)
        assert results.few and not results.groups and results.picture is None

    def test_leave_withdrawn_statements_out(self, large, suda):
        answer(large, [30, 20])
        withdraw_statement(large.statements.get(n=1), reason="ถามซ้ำ", by=suda)
        told = found(large).told
        assert 1 not in {each["n"] for group in told["groups"] for each in group["said"]}
        assert 1 not in {each["n"] for each in told["together"]}

    def test_keep_their_letters_when_one_outgrows_the_other(self, large):
        answer(large, [30, 20])
        found(large)
        answer(large, [0, 30], name="later")
        OpinionGroups.objects.update(found_at=timezone.now() - timedelta(hours=1))
        told = found(large).told
        assert [group["people"] for group in told["groups"]] == [30, 50]

    def test_of_no_answers_are_none(self, large):
        assert find_groups() == 0
        answer(large, [1])
        Vote.objects.all().delete()
        add_up()
        assert found(large).told["groups"] in ([], [{"people": 0, "anonymous": 0, "said": []}])


class TestWhenTheyAreFound:
    def test_only_where_answers_changed(self, large):
        answer(large, [12, 12])
        found(large)
        OpinionGroups.objects.update(found_at=timezone.now() - timedelta(days=1))
        assert find_groups() == 0

    def test_not_again_within_a_minute(self, large):
        answer(large, [12, 12])
        found(large)
        answer(large, [12], name="more")
        OpinionGroups.objects.update(took_s=0)
        assert find_groups() == 0
        OpinionGroups.objects.update(found_at=timezone.now() - PAUSE - timedelta(seconds=1))
        assert find_groups() == 1

    def test_of_few_changes_only_after_ten_minutes(self, large):
        answer(large, [30, 30])
        found(large)
        Vote.objects.filter(pk=Vote.objects.filter(value=1).first().pk).update(value=0)
        add_up()
        OpinionGroups.objects.update(found_at=timezone.now() - timedelta(minutes=5))
        assert find_groups() == 0
        OpinionGroups.objects.update(found_at=timezone.now() - timedelta(minutes=11))
        assert find_groups() == 1

    def test_once_more_with_the_last_answers_after_the_closing(self, large):
        answer(large, [30, 30])
        found(large)
        Vote.objects.filter(pk=Vote.objects.filter(value=1).first().pk).update(value=0)
        add_up()
        close(large)
        OpinionGroups.objects.update(found_at=timezone.now() - timedelta(minutes=2))
        assert find_groups() == 1
        assert OpinionGroups.objects.get().changes == Conversation.objects.get().changes
        assert find_groups() == 0


class TestThePicture:
    def test_draws_every_shown_group_within_its_frame_with_its_letter(self, large):
        answer(large, [40, 30, 20])
        found(large)
        results = results_of(close(large), None)
        picture = results.picture
        assert [group.letter for group in results.groups] == [label.letter for label in picture.labels]
        assert all(0 < dot.x < WIDTH and 0 < dot.y < HEIGHT for dot in picture.dots)
        assert {dot.group for dot in picture.dots} == {group.number for group in results.groups}

    def test_draws_nothing_of_nothing(self):
        assert picture_of({}, []) is None

    def test_costs_the_same_however_many_people_there_are(self, large, django_assert_num_queries):
        answer(large, [40, 30])
        found(large)
        close(large)
        with django_assert_num_queries(6):
            results_of(large, None)
