"""Making the model that ships.

    python -m ml.train --data DIR --topics topics.csv --aliases topic_aliases.csv --out ml/models

    python -m ml.train --keep ml/models/topics-VERSION.skops --topics topics.csv --aliases topic_aliases.csv --out ml/models

The second learns nothing anew: it puts the rules and aliases of today into a model that was trained before.
DIR holds traffy_2022_2023.csv.gz (see the README beside it); an agency trains on its own file of the same columns.
Writes topics-<version>.skops, its card as JSON for programs and as Markdown for people. Same data, same seed, same file.
"""

import argparse
import csv
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import log
from pathlib import Path
from typing import Any

from scipy.optimize import minimize_scalar
from sklearn.pipeline import FeatureUnion, Pipeline

from ml.card import write_card_page
from ml.complaint_data import DATA_FILE, Labelled, read_labelled, split_by_time
from ml.evaluate import Tried, figures_of, try_out
from ml.keywords import URGENT, KeywordRules, read_rules
from ml.merging import TopicTree, join_witnesses, learned_witnesses, share_groups
from ml.model_file import TopicModelFile, card_of, load_model, save_model, what_is_told_of
from ml.origin import describe
from ml.regions import by_district
from ml.topics import ThaiWords, head_for, text_views

SCHEMES = {"traffy24": "labels24", "menu6": "menu6"}
"""Label scheme of the topic tree → task of `ml.complaint_data` that reads its complaints."""

_MENU_WEIGHTS = (0.0, 0.3, 0.6, 0.9)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ml.train", description=__doc__.splitlines()[0])
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--data", type=Path, help=f"folder that holds {DATA_FILE}")
    source.add_argument("--keep", type=Path, help="a model whose weights stay; only its rules and aliases are new")
    parser.add_argument("--topics", type=Path, required=True, help="CSV with the columns code and parent")
    parser.add_argument(
        "--aliases", type=Path, required=True, help="CSV with the columns scheme, label, topic and also"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for the model and its card")
    parser.add_argument("--version", default=date.today().isoformat(), help="default: today's date")
    parser.add_argument("--random-state", type=int, default=0)
    given = parser.parse_args(arguments)
    tree = TopicTree({row["code"]: row["parent"] for row in _rows(given.topics)})
    lumped = read_lumped(given.aliases, tree)
    if given.keep:
        model, card = with_rules_of_today(given.keep, tree, lumped, version=given.version)
    else:
        model, card = _trained(given, tree, lumped)
    path = save_model(model, given.out, card)
    write_card_page(card_of(path))
    print(f"{path}: {path.stat().st_size} bytes")
    return 0


def _trained(
    given: argparse.Namespace, tree: TopicTree, lumped: dict[str, list[str]]
) -> tuple[TopicModelFile, dict[str, Any]]:
    complaints = {scheme: read_labelled(given.data / DATA_FILE, task) for scheme, task in SCHEMES.items()}
    topic_of = read_aliases(given.aliases, tree)
    model = train(complaints, tree, topic_of, version=given.version, random_state=given.random_state)
    tried = {task: _tried(complaints[scheme], task, given.random_state) for scheme, task in SCHEMES.items()}
    card = describe(given.data / DATA_FILE, complaints) | {
        "scores": {task: figures_of(of_task, random_state=given.random_state) for task, of_task in tried.items()},
        "merging": model.merging,
        "regions": by_district(tried["menu6"]),
    }
    return replace(model, lumped=lumped), card


def with_rules_of_today(
    path: Path, tree: TopicTree, lumped: dict[str, list[str]], *, version: str
) -> tuple[TopicModelFile, dict[str, Any]]:
    """A model as it was trained, with the rules of today, and its card without what belongs to the file.

    What merges the witnesses stays as calibrated: its few numbers hang on all rules together, not on single lines.
    Raises ModelRefused as `load_model` does.
    """
    model = replace(load_model(path), version=version, rules=_plain_rules(tree), lumped=lumped)
    return model, what_is_told_of(path)


def train(
    complaints: dict[str, list[Labelled]],
    tree: TopicTree,
    topic_of: dict[str, dict[str, str]],
    *,
    version: str,
    random_state: int = 0,
) -> TopicModelFile:
    """The model of everything: features and heads from all complaints, the merging from the latest fifth of each.

    complaints: label scheme → complaints, earliest first. topic_of: label scheme → label → topic code.
    """
    cut = {scheme: _cut(of_scheme) for scheme, of_scheme in complaints.items()}
    merging = calibrate_merging(cut, tree, topic_of, random_state=random_state)
    views, heads = fit_heads(cut, random_state=random_state)
    features = Pipeline([("cut", ThaiWords()), ("views", views)])
    return TopicModelFile(version, features, heads, topic_of, dict(tree.parents), _plain_rules(tree), merging)


def fit_heads(cut: dict[str, list[Labelled]], *, random_state: int = 0) -> tuple[FeatureUnion, dict[str, Any]]:
    """One vocabulary for all schemes, and one head a scheme. cut: complaints whose text is cut into words already."""
    views = text_views()
    features = views.fit_transform([complaint.text for of_scheme in cut.values() for complaint in of_scheme])
    heads: dict[str, Any] = {}
    for scheme, of_scheme in cut.items():
        X, features = features[: len(of_scheme)], features[len(of_scheme) :]
        was_chosen = all(len(complaint.labels) == 1 for complaint in of_scheme)
        labels: list[Any] = [min(c.labels) if was_chosen else c.labels for c in of_scheme]
        heads[scheme] = head_for("menu6" if was_chosen else "labels24", random_state).fit(X, labels)
    return views, heads


def calibrate_merging(
    cut: dict[str, list[Labelled]],
    tree: TopicTree,
    topic_of: dict[str, dict[str, str]],
    *,
    random_state: int = 0,
) -> dict[str, float]:
    """How far to believe the menu, and all witnesses together, from a later fifth that trained nothing.

    Both maximise the probability that falls on a right upper topic, each scheme counting the same.
    """
    splits = {scheme: split_by_time(of_scheme) for scheme, of_scheme in cut.items()}
    views, heads = fit_heads({scheme: early for scheme, (early, _) in splits.items()}, random_state=random_state)
    rules = KeywordRules(_rules(tree))
    late = {scheme: later for scheme, (_, later) in splits.items()}
    X = {scheme: views.transform([c.text for c in of_scheme]) for scheme, of_scheme in late.items()}
    spoken = {scheme: [_rule_witness(rules, c.text) for c in of_scheme] for scheme, of_scheme in late.items()}
    truth = {
        scheme: [{tree.group_of(topic_of[scheme][label]) for label in c.labels if label in topic_of[scheme]} for c in s]
        for scheme, s in late.items()
    }
    best = (float("inf"), {"trust": 1.0, "menu_weight": 0.0})
    for menu_weight in _MENU_WEIGHTS:
        evidence = {
            scheme: [
                join_witnesses(pair)
                for pair in zip(
                    learned_witnesses(heads, topic_of, X[scheme], menu_weight=menu_weight), spoken[scheme], strict=True
                )
            ]
            for scheme in late
        }

        def loss(trust: float, evidence: dict[str, list[dict[str, float]]] = evidence) -> float:
            return sum(_mean_loss(evidence[s], truth[s], tree, trust) for s in evidence)

        fitted = minimize_scalar(loss, bounds=(0.5, 0.99), method="bounded", options={"xatol": 0.01})
        figures = {"trust": round(float(fitted.x), 3), "menu_weight": menu_weight}
        best = min(best, (float(fitted.fun), figures), key=lambda found: found[0])
    return best[1]


def read_aliases(path: Path, tree: TopicTree) -> dict[str, dict[str, str]]:
    """Label scheme → label → topic code. Raises ValueError for a topic that is not in the tree."""
    topic_of: dict[str, dict[str, str]] = {}
    for row in _rows(path):
        if row["topic"] not in tree.parents:
            raise ValueError(f"{path.name}: the topic {row['topic']} of {row['label']} is not in the tree")
        topic_of.setdefault(row["scheme"], {})[row["label"]] = row["topic"]
    return topic_of


def read_lumped(path: Path, tree: TopicTree) -> dict[str, list[str]]:
    """The topic a label is learned as → the others it stands for too. Raises ValueError for a topic not in the tree."""
    lumped: dict[str, list[str]] = {}
    for row in _rows(path):
        others = (row.get("also") or "").split()
        if unknown := set(others).difference(tree.parents):
            raise ValueError(f"{path.name}: the topic {sorted(unknown)[0]} of {row['label']} is not in the tree")
        if others:
            lumped.setdefault(row["topic"], []).extend(others)
    return lumped


def _plain_rules(tree: TopicTree) -> list[list[Any]]:
    return [[rule.topic, rule.weight, rule.words, rule.unless] for rule in _rules(tree)]


def _tried(complaints: list[Labelled], task: str, random_state: int) -> Tried:
    early, late = split_by_time(complaints)
    return try_out(early, late, task, random_state=random_state)


def _rules(tree: TopicTree) -> list:
    """Those for topics of this tree; an office with a tree of its own keeps only what fits."""
    return [rule for rule in read_rules() if rule.topic == URGENT or rule.topic in tree.parents]


def _cut(complaints: list[Labelled]) -> list[Labelled]:
    texts = ThaiWords().transform([complaint.text for complaint in complaints])
    return [replace(complaint, text=text) for complaint, text in zip(complaints, texts, strict=True)]


def _rule_witness(rules: KeywordRules, text: str) -> dict[str, float]:
    return {code: said.probability for code, said in rules.evidence(text.split()).items() if code != URGENT}


def _mean_loss(evidence: list[dict[str, float]], truth: list[set[str]], tree: TopicTree, trust: float) -> float:
    total = 0.0
    for of_text, right in zip(evidence, truth, strict=True):
        groups = share_groups(of_text, tree, trust=trust)
        total -= log(max(sum(groups.get(group, 0.0) for group in right), 1e-3))
    return total / len(truth)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


if __name__ == "__main__":
    sys.exit(main())
