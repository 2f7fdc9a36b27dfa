"""Making a model file: the labels' topics are read, and rules can be renewed without learning anew."""

import json
from dataclasses import replace

import pytest

from ml.keywords import URGENT, read_rules
from ml.merging import TopicTree
from ml.model_file import card_of, checksum, load_model, save_model, what_is_told_of
from ml.serving import Classifier
from ml.train import read_lumped, with_rules_of_today
from tests.ml.conftest import TREE

HEADING = "scheme,label,topic,also\n"


@pytest.fixture
def aliases(tmp_path):
    def aliases(*lines):
        path = tmp_path / "aliases.csv"
        path.write_text(HEADING + "\n".join(lines) + "\n", encoding="utf-8")
        return path

    return aliases


class TestLabelsThatLumpTopicsTogether:
    def test_name_the_others(self, aliases):
        path = aliases("traffy24,ถนน,roads,roads/pavement", "traffy24,น้ำท่วม,flooding,")
        assert read_lumped(path, TREE) == {"roads": ["roads/pavement"]}

    def test_are_refused_for_a_topic_that_is_not_there(self, aliases):
        with pytest.raises(ValueError, match="roads/moon"):
            read_lumped(aliases("traffy24,ถนน,roads,roads/moon"), TREE)

    def test_need_not_be_there_at_all(self, tmp_path):
        path = tmp_path / "of_before.csv"
        path.write_text("scheme,label,topic\ntraffy24,ถนน,roads\n", encoding="utf-8")
        assert read_lumped(path, TopicTree({"roads": ""})) == {}


def test_keeping_a_model_renews_its_rules_and_nothing_that_it_learned(small_model, tmp_path):
    model, card = with_rules_of_today(small_model, TREE, {"roads": ["roads/pavement"]}, version="2022-12-02")
    path = save_model(model, tmp_path, card)
    before, after = load_model(small_model), load_model(path)
    assert after.merging == before.merging
    assert after.lumped == {"roads": ["roads/pavement"]}
    assert len(after.rules) == len([rule for rule in read_rules() if rule.topic in {*TREE.parents, URGENT}])
    texts = ["ถนนเป็นหลุมเป็นบ่อ", "ฝนตกน้ำท่วมขังทั้งซอย"]
    for scheme, head in before.heads.items():
        learned = head.predict_proba(before.features.transform(texts))
        assert (after.heads[scheme].predict_proba(after.features.transform(texts)) == learned).all()
    said = json.loads(card_of(path).read_text(encoding="utf-8"))
    assert (said["sha256"], said["version"], said["purpose"]) == (checksum(path), "2022-12-02", "a test")
    assert Classifier.load(path).predict([{"id": 1, "text": texts[0]}])[0].topics


def test_keeping_a_model_of_older_rules_puts_in_those_of_today(small_model, tmp_path):
    today = load_model(small_model)
    older = replace(today, rules=[["roads", 1.0, ["คำเก่า"], []]])
    path = save_model(older, tmp_path, what_is_told_of(small_model))
    model, card = with_rules_of_today(path, TREE, {}, version="2022-12-02")
    kept = save_model(model, tmp_path, card)
    assert load_model(kept).rules == today.rules
