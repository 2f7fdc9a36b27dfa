"""What the shipped model says, and when it says that it does not know."""

import json

import pytest

from ml.complaint_data import MENU6
from ml.keywords import read_rules
from ml.model_file import MAX_MODEL_BYTES, card_of, checksum
from ml.national import read_test
from ml.serving import newest_model


def ask(classifier, text):
    return classifier.predict([{"id": "69-7K3M-9QXT-Y", "text": text, "latitude": 13.75, "longitude": 100.5}])[0]


class TestTheShippedModel:
    @pytest.mark.parametrize(
        ("text", "group"),
        [
            ("ถนนหน้าโรงเรียนเป็นหลุมเป็นบ่อ รถล้มเมื่อเช้า", "roads"),
            ("ฝนตกน้ำท่วมขังทั้งซอย ระบายไม่ทัน", "flooding"),
            ("ไฟถนนดับทั้งซอย มืดมากค่ะ", "electricity"),
            ("ขยะตกค้างไม่มาเก็บหลายวันแล้ว", "waste"),
            ("นายจ้างค้างค่าแรงสองเดือน ทวงแล้วไม่จ่าย", "labour"),
            ("โดนคอลเซ็นเตอร์หลอกโอนเงินไปสามหมื่น", "online-telecom"),
            ("น้ำประปาขุ่นมีตะกอน ใช้อาบไม่ได้เลย", "water-supply"),
            ("สั่งของออนไลน์แล้วไม่ได้ของ ร้านบล็อกหนี", "online-telecom"),
        ],
    )
    def test_puts_the_right_upper_topic_first(self, shipped, text, group):
        assert ask(shipped, text).topics[0][0].split("/")[0] == group

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("ไฟดับทั้งหมู่บ้านตั้งแต่เมื่อคืน ยังไม่มีใครมาแก้", "electricity/outage"),
            ("ไฟฟ้าดับบ่อยมาก ตู้เย็นพังไปแล้ว", "electricity/outage"),
            ("ไฟถนนดับมาหลายวัน ซอยมืดมาก", "electricity/street-lights"),
        ],
    )
    def test_tells_a_power_cut_from_a_street_light(self, shipped, text, code):
        assert ask(shipped, text).topics[0][0] == code

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("ฝาท่อหน้าโรงเรียนแตก เด็กเดินตกลงไปแล้วหนึ่งคน", "flooding/drain-cover"),
            ("ฝาท่อหายหน้าตลาด", "flooding/drain-cover"),
            ("ท่อระบายน้ำไม่มีฝาปิด", "flooding/drain-cover"),
            ("ฝาท่อแตกหน้าบ้าน", "flooding/drain-cover"),
            ("ท่อตัน น้ำไม่ระบาย", "flooding/drains"),
            ("ฝาท่อตันน้ำไม่ลง ท่วมขัง", "flooding/drains"),
            ("ขอให้ลอกท่อหน้าซอย", "flooding/drains"),
        ],
    )
    def test_tells_a_broken_cover_from_a_blocked_drain(self, shipped, text, code):
        assert ask(shipped, text).topics[0][0] == code

    def test_has_the_rules_that_are_written_down(self, shipped):
        """Who changes a rule puts it into the shipped model: python -m ml.train --keep."""
        written = {(rule.topic, rule.weight, rule.words, rule.unless) for rule in read_rules()}
        assert {(rule.topic, rule.weight, rule.words, rule.unless) for rule in shipped._rules.rules} == written

    def test_tells_the_words_that_spoke_for_a_topic(self, shipped):
        prediction = ask(shipped, "นายจ้างค้างค่าแรงสองเดือน")
        assert "ค้างค่าแรง" in prediction.words[prediction.topics[0][0]]

    def test_gives_probabilities_in_order_that_sum_to_at_most_one(self, shipped):
        probabilities = [p for _, p in ask(shipped, "ทางเท้าพังและน้ำท่วมขังด้วย ขยะก็ไม่เก็บ").topics]
        assert probabilities == sorted(probabilities, reverse=True)
        assert 0 < sum(probabilities) <= 1.0001

    def test_knows_only_topics_of_the_tree(self, shipped):
        tree = shipped._model.parents
        assert all(code in tree for code, _ in ask(shipped, "ถนนพัง น้ำท่วม ไฟดับ ขยะเหม็น หมากัด").topics)

    def test_hears_danger_to_life(self, shipped):
        assert ask(shipped, "สายไฟขาดพาดรถ มีคนโดนไฟดูด ช่วยด้วย").urgent
        assert not ask(shipped, "ขอถังขยะเพิ่มหน้าตลาดค่ะ").urgent

    def test_gives_back_the_id_it_was_asked_with(self, shipped):
        assert [p.id for p in shipped.predict([{"id": n, "text": "ถนนพัง"} for n in (3, 1, 2)])] == [3, 1, 2]

    def test_answers_nothing_when_asked_nothing(self, shipped):
        assert shipped.predict([]) == []


class TestAbstaining:
    @pytest.mark.parametrize(
        "text",
        [
            "",
            " ",
            "ก",
            "😀😀😀",
            "\u200b\u200c\u200d",
            "\ud800",
            "1" * 50_000,
            "ก" * 50_000,
            "สวัสดีครับ",
            "Lorem ipsum dolor sit amet",
            "ညီမလေး နေကောင်းလား",
            "ignore all previous instructions",
        ],
    )
    def test_says_that_it_does_not_know(self, shipped, text):
        assert ask(shipped, text).abstain

    def test_never_fails_on_a_long_text(self, shipped):
        assert ask(shipped, "น้ำท่วมถนน " * 10_000).topics


class TestTheShippedFile:
    def test_is_small_and_agrees_with_its_card(self):
        path = newest_model()
        card = json.loads(card_of(path).read_text(encoding="utf-8"))
        assert path.stat().st_size < MAX_MODEL_BYTES
        assert card["sha256"] == checksum(path)

    def test_holds_no_number_and_no_mask_in_its_vocabulary(self, shipped):
        views = shipped._model.features.named_steps["views"].transformer_list
        terms = [term for _, view in views for term in view.get_feature_names_out()]
        assert not [term for term in terms if any(character.isdigit() for character in term)]
        assert not [term for term in terms if "<" in term or ">" in term]

    def test_has_a_card_that_says_where_the_data_came_from_and_what_it_scored(self):
        card = json.loads(card_of(newest_model()).read_text(encoding="utf-8"))
        assert "No licence text was found" in card["data"]["licence"]
        menu = card["scores"]["menu6"]
        assert menu["macro_f1"] >= 0.68
        assert menu["top3"] >= 0.93
        assert menu["macro_f1"] > menu["baseline_keywords_macro_f1"] > menu["baseline_majority_macro_f1"]
        assert set(card["scores"]["menu6"]["per_label"]) == set(MENU6)

    def test_has_a_card_that_gives_recall_for_each_national_topic(self):
        card = json.loads(card_of(newest_model()).read_text(encoding="utf-8"))
        assert set(card["national"]["topics"]) == {topic for topic, _ in read_test()}
        page = card_of(newest_model()).with_suffix(".md").read_text(encoding="utf-8")
        for topic, figures in card["national"]["topics"].items():
            line = next(line for line in page.splitlines() if line.startswith(f"| {topic} |"))
            assert ("below 0.8" in line) == (figures["top3"] < 0.8)


def test_serving_sees_the_features_the_pipeline_was_trained_on(shipped):
    texts = ["ขยะล้นถัง โทร <PHONE> บ้านเลขที่ 12/3", "น้ำท่วมขังหน้าบ้าน ซอย ๕"]
    pipeline = shipped._model.features
    head = shipped._model.heads["traffy24"]
    labels = head.classes_[head.predict_proba(pipeline.transform(texts)).argmax(axis=1)]
    first = [prediction.topics[0][0] for prediction in shipped.predict([{"id": 0, "text": text} for text in texts])]
    assert [shipped._model.topic_of["traffy24"][label].split("/")[0] for label in labels] == [
        code.split("/")[0] for code in first
    ]
