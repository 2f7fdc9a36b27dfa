from dataclasses import dataclass
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.workflow import (
    ENDS,
    STEPS,
    AssignmentState,
    CaseState,
    TransitionNotAllowed,
    check_transition,
    public_state,
)

NOW = datetime(2026, 11, 22)


@dataclass
class Facts:
    joined_into_id: int | None = None
    withdrawn_at: datetime | None = None
    rejected_at: datetime | None = None
    appealed_at: datetime | None = None
    closed_at: datetime | None = None
    resolution_proposed_at: datetime | None = None
    asked_at: datetime | None = None


@dataclass
class Part:
    state: str
    part: str = "lead"


def parts(*states):
    return [Part(state) for state in states]


class TestPublicState:
    @pytest.mark.parametrize(
        ("states", "seen"),
        [
            ((), "received"),
            (("proposed",), "routed"),
            (("declined",), "triage"),
            (("declined", "transferred"), "triage"),
            (("declined", "proposed"), "routed"),
            (("working",), "in_progress"),
            (("proposed", "accepted"), "in_progress"),
            (("declined", "external"), "in_progress"),
            (("answered",), "in_progress"),
        ],
    )
    def test_follows_from_the_assignments(self, states, seen):
        assert public_state(Facts(), parts(*states)) == seen

    def test_is_triage_when_only_supporting_agencies_are_left(self):
        assert public_state(Facts(), [Part("declined"), Part("answered", "supporting")]) == CaseState.TRIAGE
        assert public_state(Facts(), [Part("answered", "supporting")]) == CaseState.IN_PROGRESS

    def test_is_triage_while_people_look_for_the_agency(self):
        assert public_state(Facts(), [], in_triage=True) == CaseState.TRIAGE

    @pytest.mark.parametrize(
        ("fact", "seen"),
        [
            ("withdrawn_at", "withdrawn"),
            ("rejected_at", "rejected"),
            ("appealed_at", "appealed"),
            ("closed_at", "closed"),
            ("resolution_proposed_at", "resolution_proposed"),
            ("asked_at", "awaiting_complainant"),
        ],
    )
    def test_a_fact_about_the_case_wins(self, fact, seen):
        assert public_state(Facts(**{fact: NOW}), parts("working", "proposed")) == seen

    def test_a_question_about_an_appeal_is_the_complainants_turn(self):
        assert public_state(Facts(appealed_at=NOW, asked_at=NOW), parts("answered")) == "awaiting_complainant"
        assert public_state(Facts(appealed_at=NOW, asked_at=NOW, rejected_at=NOW), parts()) == "rejected"

    def test_joined_wins_over_all(self):
        everything = {name: NOW for name in Facts.__annotations__ if name != "joined_into_id"}
        assert public_state(Facts(joined_into_id=7, **everything), parts("working")) == CaseState.JOINED

    @given(
        st.builds(Facts, *[st.sampled_from([None, NOW]) for _ in range(7)]),
        st.lists(st.builds(Part, st.sampled_from(AssignmentState.values))),
        st.booleans(),
    )
    def test_every_combination_has_one(self, facts, assignments, in_triage):
        assert public_state(facts, assignments, in_triage=in_triage) in CaseState


class TestSteps:
    def test_cover_every_state(self):
        assert set(STEPS) == set(AssignmentState)

    def test_every_state_is_reached_from_a_proposal(self):
        reached, todo = set(), [AssignmentState.PROPOSED]
        while todo:
            state = todo.pop()
            if state not in reached:
                reached.add(state)
                todo.extend(STEPS[state])
        assert reached == set(AssignmentState)

    def test_only_what_was_given_away_has_no_next_step(self):
        assert {state for state, nexts in STEPS.items() if not nexts} == {"declined", "transferred"}

    def test_a_step_that_is_not_in_the_table_is_refused(self):
        with pytest.raises(TransitionNotAllowed) as refused:
            check_transition("declined", AssignmentState.WORKING)
        assert refused.value.code == "transition_not_allowed"

    def test_the_ends_are_the_four_of_the_design(self):
        assert {"closed", "withdrawn", "rejected", "joined"} == ENDS
