"""Two kinds of witness, one distribution over the tree."""

import pytest

from ml.merging import TopicTree, join_witnesses, share_out

TREE = TopicTree({"roads": "", "roads/pothole": "roads", "roads/bridge": "roads", "labour": "", "waste": ""})


class TestJoining:
    def test_two_witnesses_are_surer_than_one(self):
        assert join_witnesses([{"roads": 0.5}, {"roads": 0.5}])["roads"] == pytest.approx(0.75)

    def test_one_who_says_nothing_takes_nothing_away(self):
        assert join_witnesses([{"roads": 0.5}, {"labour": 0.9}])["roads"] == pytest.approx(0.5)


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
