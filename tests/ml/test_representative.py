"""What a group stands for, and what all agree on."""

import math

import numpy as np
import pytest

from ml.representative import MOST, consensus, group_aware, representative, z_of_proportion, z_of_two


def counts_of(*groups):
    """(3, groups, statements) from one list of (disagree, pass, agree) for each group."""
    return np.array(groups).transpose(2, 0, 1)


NONE_OUT = np.zeros(3, dtype=bool)


def test_the_tests_by_hand():
    assert z_of_proportion(9, 9) == pytest.approx(2 * math.sqrt(10) * 0.5)
    assert z_of_proportion(0, 0) == pytest.approx(1.0)
    # 10 of 11 against 1 of 11: pooled one half.
    assert z_of_two(9, 10, 0, 10) == pytest.approx((10 / 11 - 1 / 11) / math.sqrt(0.25 * 2 / 11))
    assert z_of_two(10, 10, 10, 10) == 0
    assert z_of_two(3, 10, 8, 12) == pytest.approx(-z_of_two(8, 12, 3, 10))


def test_what_divides_stands_for_both_groups_and_what_unites_for_neither():
    counts = counts_of([(2, 0, 38), (20, 0, 20), (1, 1, 38)], [(37, 1, 2), (20, 0, 20), (1, 1, 38)])
    one, other = representative(counts, ["divides", "splits", "unites"], NONE_OUT)
    assert [(told.statement, told.side, told.is_significant) for told in one] == [("divides", "agree", True)]
    assert ("divides", "disagree") in {(told.statement, told.side) for told in other if told.is_significant}
    assert (one[0].said, one[0].votes, one[0].probability) == (38, 40, pytest.approx(39 / 42))
    assert {told.statement for told in other if told.is_significant} == {"divides"}


def test_agreements_come_before_disagreements_and_no_more_than_five():
    strong = [(0, 0, 30)] * 4 + [(30, 0, 0)] * 4
    weak = [(30, 0, 0)] * 4 + [(0, 0, 30)] * 4
    for told in representative(counts_of(strong, weak), [str(n) for n in range(8)], np.zeros(8, dtype=bool)):
        assert len(told) == MOST
        assert [one.side for one in told] == sorted(one.side for one in told)
        assert told[0].is_first


def test_a_group_without_anything_significant_still_has_a_face():
    counts = counts_of([(1, 0, 1)], [(1, 0, 1)])
    assert [len(told) for told in representative(counts, ["0"], np.zeros(1, dtype=bool))] == [1, 1]


def test_one_group_alone_stands_for_nothing_and_what_is_out_is_not_told():
    assert representative(counts_of([(0, 0, 9)]), ["0"], np.zeros(1, dtype=bool)) == [[]]
    counts = counts_of([(0, 0, 30)], [(30, 0, 0)])
    assert representative(counts, ["0"], np.ones(1, dtype=bool)) == [[], []]
    assert consensus(counts.sum(axis=1), ["0"], np.ones(1, dtype=bool)) == []


def test_consensus_needs_more_than_half_significantly():
    counts = np.array([[1, 20, 60, 0], [0, 0, 0, 0], [40, 20, 4, 1]])
    told = consensus(counts, ["liked", "split", "disliked", "seen once"], np.zeros(4, dtype=bool))
    assert [(one.statement, one.side) for one in told] == [
        ("liked", "agree"),
        ("seen once", "agree"),
        ("disliked", "disagree"),
    ]


def test_a_statement_that_one_group_dislikes_has_no_group_aware_consensus():
    agree, disagree = group_aware(counts_of([(0, 0, 98), (10, 0, 88)], [(8, 0, 0), (1, 0, 7)]))
    assert agree[0] == pytest.approx(99 / 100 * 1 / 10)
    assert agree[1] > 5 * agree[0]
    assert disagree[0] == pytest.approx(1 / 100 * 9 / 10)
