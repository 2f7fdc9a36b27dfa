"""The drawn pictures of the demo: none of them is taken for another one, or its story could not be told."""

import itertools

from complaints.repeated_pictures import SAME_ACROSS, SAME_AS_BEFORE, SAME_IN_ALL
from config.demo_pictures import is_photographed, street
from config.demo_story import stories
from records.picture_looks import bits_between, look_of


def differs(one, other):
    """Bits across, and in all."""
    across = bits_between(one.across, other.across)
    return across, across + bits_between(one.down, other.down)


def test_no_picture_after_the_work_was_used_before():
    keys = [row["key"] for row in stories() if is_photographed(row)]
    assert len(keys) > 20
    before = [look_of(street(key, is_done=False)) for key in keys]
    after = [look_of(street(key, is_done=True)) for key in keys]
    assert None not in before + after
    assert [pair for pair in zip(before, after, strict=True) if differs(*pair)[1] <= SAME_AS_BEFORE] == []
    alike = [differs(*pair) for pair in itertools.combinations(after, 2)]
    assert [pair for pair in alike if pair[0] <= SAME_ACROSS and pair[1] <= SAME_IN_ALL] == []
