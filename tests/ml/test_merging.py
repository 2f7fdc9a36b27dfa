"""Two kinds of witness, one distribution over the tree."""

import pytest

from ml.merging import TopicTree, join_witnesses, share_out, tell_apart

TREE = TopicTree({"roads": "", "roads/pothole": "roads", "roads/bridge": "roads", "labour": "", "waste": ""})


class TestJoining:
    def test_two_witnesses_are_surer_than_one(self):
        assert join_witnesses([{"roads": 0.5}, {"roads": 0.5}])["roads"] == pytest.approx(0.75)

    def test_one_who_says_nothing_takes_nothing_away(self):
        assert join_witnesses([{"roads": 0.5}, {"labour": 0.9}])["roads"] == pytest.approx(0.5)


class TestTellingApart:
    LUMPED = {"flooding/drains": ["flooding/drain-cover"]}

    def test_what_was_learned_goes_to_the_topic_that_the_rules_speak_for(self):
        told = tell_apart({"flooding/drains": 0.9, "roads": 0.2}, {"flooding/drain-cover": 0.8}, self.LUMPED)
        assert told == {"flooding/drain-cover": pytest.approx(0.9), "roads": 0.2}

    @pytest.mark.parametrize(
        "spoken", [{}, {"flooding/drains": 0.7}, {"flooding/drains": 0.7, "flooding/drain-cover": 0.7}]
    )
    def test_it_stays_where_they_do_not_know_better(self, spoken):
        assert tell_apart({"flooding/drains": 0.9}, spoken, self.LUMPED) == {"flooding/drains": 0.9}

    def test_it_joins_what_was_learned_of_that_topic_itself(self):
        learned = {"flooding/drains": 0.5, "flooding/drain-cover": 0.5}
        assert tell_apart(learned, {"flooding/drain-cover": 0.8}, self.LUMPED) == {"flooding/drain-cover": 0.75}


class TestSharingOut:
    def test_what_nobody_claims_is_missing_from_the_sum(self):
        assert sum(share_out({"roads": 0.2}, TREE).values()) == pytest.approx(0.2)

    def test_never_sums_to_more_than_one(self):
        evidence = {"roads": 0.99, "roads/pothole": 0.99, "labour": 0.99, "waste": 1.0}
        assert sum(share_out(evidence, TREE).values()) <= 1

    def test_nothing_forces_a_complaint_about_wages_into_a_city_class(self):
        shares = share_out({"roads": 0.05, "waste": 0.04, "labour": 0.9}, TREE)
        assert max(shares, key=shares.get) == "labour"
        assert shares["roads"] < 0.05

    def test_a_finer_topic_takes_over_what_it_claims_and_the_rest_stays_above(self):
        shares = share_out({"roads": 0.9, "roads/pothole": 0.8}, TREE)
        assert shares["roads/pothole"] == pytest.approx(4 * shares["roads"])

    def test_no_evidence_is_no_topic(self):
        assert share_out({}, TREE) == {}
