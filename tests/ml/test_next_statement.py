"""Which statement is shown next: new ones get seen, dull ones less, and none never."""

import random
import subprocess
import sys
from collections import Counter

import pytest

from ml.next_statement import META_PRIORITY, Seen, draw_statement, importance, priority


@pytest.mark.parametrize(
    ("more", "less"),
    [
        (Seen(18, 0, 20), Seen(2, 0, 20)),
        (Seen(10, 0, 20), Seen(10, 10, 20)),
        (Seen(10, 2, 20, extremity=2.0), Seen(10, 2, 20, extremity=0.5)),
        (Seen(0, 0, 0), Seen(10, 0, 20)),
        (Seen(0, 0, 0), Seen(90, 0, 100)),
    ],
    ids=["agreed more", "passed less", "tells more", "new against middling", "new against liked"],
)
def test_what_has_priority(more, less):
    assert priority(more) > priority(less)


def test_the_numbers_of_the_metric():
    assert importance(Seen(0, 0, 0)) == pytest.approx(0.25)
    assert priority(Seen(0, 0, 0)) == pytest.approx((0.25 * 9) ** 2)
    # (1 - 4/22) * 2 * 19/22, with 1 + 8/16 for newness
    assert priority(Seen(18, 3, 20, extremity=1.0)) == pytest.approx((18 / 22 * 2 * 19 / 22 * 1.5) ** 2)
    assert priority(Seen(0, 0, 0, is_meta=True)) == META_PRIORITY**2


def test_nothing_is_left_to_draw():
    assert draw_statement({}, random.Random(0)) is None


def test_a_new_statement_among_old_ones_is_seen():
    """20 statements that 200 people voted on, and a 21st comes: by lot each would get a 21st of what is shown."""
    statements = {str(number): Seen(agreed=100, passed=40, votes=200, extremity=1.0) for number in range(20)}
    statements["new"] = Seen(0, 0, 0)
    chance = random.Random(1)
    first = []
    for _ in range(300):
        drawn = draw_statement(statements, chance)
        first.append(drawn)
        seen = statements[drawn]
        agrees = chance.random() < 0.5
        statements[drawn] = seen._replace(agreed=seen.agreed + agrees, votes=seen.votes + 1)
    assert first[:60].count("new") >= 3 * 60 / 21
    assert len(set(first)) == 21


def test_each_of_many_new_ones_reaches_people():
    statements = {str(number): Seen(0, 0, 0) for number in range(40)}
    chance = random.Random(2)
    shown: Counter[str] = Counter()
    for _ in range(100):
        left = dict(statements)
        for _ in range(8):
            drawn = draw_statement(left, chance)
            del left[drawn]
            seen = statements[drawn]
            says = chance.choice(["agree", "pass", "disagree"])
            statements[drawn] = Seen(seen.agreed + (says == "agree"), seen.passed + (says == "pass"), seen.votes + 1)
            shown[drawn] += 1
    assert len(shown) == 40
    # Fewer only for the few at which the first people shrugged.
    assert sorted(shown.values())[4] >= 800 / 40 / 2


def test_pages_may_draw_without_numpy():
    asked = "import sys, ml.next_statement; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked]).returncode == 0
