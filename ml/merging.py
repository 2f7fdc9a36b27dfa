"""One probability for each topic of the national tree, out of two kinds of witness.

The learned model knows only what a city's complaints were labelled with; keyword rules know the national topics. Each
says of each topic, on its own, how probable it is, so a complaint that neither knows stays unclaimed: nothing forces a
complaint about wages into a city class. How the two are joined, and why so, is told in docs/models.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_CERTAIN = 0.995


@dataclass(frozen=True)
class TopicTree:
    """The two levels of topics. parents: topic code → code of its parent, empty for the upper level."""

    parents: Mapping[str, str]

    def group_of(self, code: str) -> str:
        return self.parents.get(code) or code

    @property
    def groups(self) -> list[str]:
        return [code for code, parent in self.parents.items() if not parent]


def join_witnesses(witnesses: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Probability of each topic when any witness may be right alone: one minus the product of their doubts."""
    doubt: dict[str, float] = {}
    for witness in witnesses:
        for code, probability in witness.items():
            doubt[code] = doubt.get(code, 1.0) * (1.0 - min(probability, _CERTAIN))
    return {code: 1.0 - rest for code, rest in doubt.items()}


def learned_witnesses(
    heads: Mapping[str, Any], topic_of: Mapping[str, Mapping[str, str]], features: Any, *, menu_weight: float
) -> list[dict[str, float]]:
    """What the learned heads say of each text (row of features): topic code → probability, each on its own.

    A head of many labels speaks as it is. A head of exactly one label (people's choice from a menu) must always choose,
    so it is believed only as far as the others hold the text for a city complaint at all, times menu_weight.
    """
    said: list[dict[str, float]] = [{} for _ in range(features.shape[0])]
    for scheme in sorted(heads, key=lambda scheme: must_choose(heads[scheme])):
        head, codes = heads[scheme], topic_of[scheme]
        for row, probabilities in enumerate(head.predict_proba(features).tolist()):
            belief = 1.0
            if must_choose(head):
                belief = menu_weight * max(join_witnesses({"": p} for p in said[row].values()).values(), default=0.0)
            named = zip(head.classes_.tolist(), probabilities, strict=True)
            own = [{codes[label]: belief * probability} for label, probability in named if label in codes]
            said[row] = join_witnesses([said[row], *own])
    return said


def tell_apart(
    learned: Mapping[str, float], spoken: Mapping[str, float], lumped: Mapping[str, Iterable[str]]
) -> dict[str, float]:
    """What was learned, given to the topic that the rules speak for most among those that one label lumps together.

    lumped: the topic that a label was learned as → the others that it stands for as well. A city's "drains" are its
    broken covers too: of which of the two a text tells, only the rules can say.
    """
    told = dict(learned)
    for topic, others in lumped.items():
        meant = max((topic, *others), key=lambda code: spoken.get(code, 0.0))
        if meant != topic and topic in told:
            told |= join_witnesses([{meant: told.pop(topic)}, {meant: told.get(meant, 0.0)}])
    return told


def must_choose(head: Any) -> bool:
    """Whether a head's probabilities of one text sum to 1, so that it always names something."""
    return hasattr(head, "temperature_")


def share_out(evidence: Mapping[str, float], tree: TopicTree, *, trust: float = 1.0) -> dict[str, float]:
    """Turn the separate probabilities of topics into one distribution over the tree.

    Given that at most one topic is right, its probability is proportional to its odds, and "none of them" to 1: what
    is missing to a sum of 1 is the probability of none. First between the upper topics, then within each: what no
    finer topic claims stays with the upper one. trust: how far the witnesses are believed at all, 0 to 1, from
    calibration; without it two sure witnesses of different topics would leave nothing to "none of them".
    """
    finer: dict[str, dict[str, float]] = {}
    for code, probability in evidence.items():
        if (group := tree.group_of(code)) != code:
            finer.setdefault(group, {})[code] = _odds(probability)
    shares: dict[str, float] = {}
    for group, probability in share_groups(evidence, tree, trust=trust).items():
        within = finer.get(group, {})
        whole = 1.0 + sum(within.values())
        shares[group] = probability / whole
        for code, odds in within.items():
            shares[code] = probability * odds / whole
    return shares


def share_groups(evidence: Mapping[str, float], tree: TopicTree, *, trust: float = 1.0) -> dict[str, float]:
    """The first step of `share_out`: the distribution over the upper topics alone."""
    odds = {group: _odds(trust * p) for group, p in _by_group(evidence.items(), tree).items()}
    whole = 1.0 + sum(odds.values())
    return {group: value / whole for group, value in odds.items()}


def likeliest_group(shares: Mapping[str, float], tree: TopicTree) -> str:
    """The upper topic that has most of a distribution over the tree, what its finer topics have included."""
    whole: dict[str, float] = dict.fromkeys(tree.groups, 0.0)
    for code, share in shares.items():
        if (group := tree.group_of(code)) in whole:
            whole[group] += share
    return max(whole, key=whole.__getitem__)


def mix(first: Mapping[str, float], second: Mapping[str, float], weight: float) -> dict[str, float]:
    """Two distributions over topics as one; weight: of the second, 0 to 1. Without a second the first stays."""
    if not second or not weight:
        return dict(first)
    return {
        code: (1 - weight) * first.get(code, 0.0) + weight * second.get(code, 0.0)
        for code in first.keys() | second.keys()
    }


def _by_group(evidence: Iterable[tuple[str, float]], tree: TopicTree) -> dict[str, float]:
    return join_witnesses({tree.group_of(code): probability} for code, probability in evidence)


def _odds(probability: float) -> float:
    probability = min(probability, _CERTAIN)
    return probability / (1.0 - probability)
