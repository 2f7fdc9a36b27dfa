"""What people settled, learned on top of a model whose own data is not there any more."""

import json
import random

import numpy as np
import pytest

from ml.lessons import FEWEST, Lesson, TooFewLessons, fingerprint, teach
from ml.model_file import MAX_MODEL_BYTES, ModelRefused, card_of, load_model
from ml.serving import LESSONS, Classifier
from ml.topics import MIN_COMPLAINTS
from tests.ml.conftest import _SENTENCES

FLOOD, ROAD = _SENTENCES["น้ำท่วม"], _SENTENCES["ถนน"]


def settled(rounds=30):
    """People hold what the base calls a flood for unpaid wages; of roads they say what the base says."""
    return [
        Lesson(f"{text} ซอย{turn}", topic)
        for turn in range(rounds)
        for texts, topic in ((FLOOD, "labour/unpaid-wages"), (ROAD, "roads"))
        for text in texts
    ]


@pytest.fixture(scope="module")
def taught(small_model, tmp_path_factory):
    return teach(small_model, settled(), tmp_path_factory.mktemp("taught"), version="2026-12-01.1")


def first(path, text):
    told = Classifier.load(path).predict([{"id": "1", "text": text}])[0]
    return (told.topics[0][0] if told.topics else "", told)


class TestTeaching:
    def test_what_people_settled_comes_first(self, small_model, taught):
        assert first(small_model, FLOOD[0])[0] == "flooding"
        topic, told = first(taught, FLOOD[0])
        assert topic == "labour/unpaid-wages"
        assert sum(share for _, share in told.topics) <= 1.0001
        assert "น้ำท่วม" in "".join(told.words[topic])

    def test_what_no_lesson_speaks_of_stays_as_it_was(self, small_model, taught):
        for text in ("", "qwerty", "กขฃ", "จมูก"):
            assert first(taught, text)[1] == first(small_model, text)[1]

    def test_the_card_says_how_often_it_was_right_later(self, taught):
        told = json.loads(card_of(taught).read_text())["lessons"]
        assert (told["count"], told["later"]) == (180, 36)
        assert told["right_before"] == 18 and told["right_after"] == 36
        assert told["fingerprint"] == fingerprint(settled())
        assert "36 of 36" in card_of(taught).with_suffix(".md").read_text()

    def test_lessons_that_contradict_each_other_are_not_believed(self, small_model, tmp_path):
        dice = random.Random(3)
        topics = ("roads", "flooding", "waste", "labour/dismissal")
        noise = [Lesson(one.text, dice.choice(topics)) for one in settled()]
        path = teach(small_model, noise, tmp_path, version="1")
        assert load_model(path).merging["lessons_weight"] == 0
        assert first(path, FLOOD[0])[1] == first(small_model, FLOOD[0])[1]

    def test_one_that_counts_for_nothing_teaches_nothing(self, small_model, tmp_path):
        wrong = [Lesson(f"{text} ซอย{turn}", "roads", weight=0.001) for turn in range(30) for text in FLOOD]
        mixed = [one for pair in zip(settled(15), wrong, strict=False) for one in pair]
        assert first(teach(small_model, mixed, tmp_path, version="1"), FLOOD[0])[0] == "labour/unpaid-wages"

    def test_same_lessons_same_weights(self, small_model, taught, tmp_path):
        again = teach(small_model, settled(), tmp_path, version="2026-12-01.1")
        assert np.array_equal(load_model(again).heads[LESSONS].coef_, load_model(taught).heads[LESSONS].coef_)
        assert again.stat().st_size < MAX_MODEL_BYTES

    @pytest.mark.parametrize(
        "lessons",
        [
            [],
            settled()[: FEWEST - 1],
            [Lesson(FLOOD[0], "flooding")] * 200,
            [Lesson(FLOOD[0], "flooding"), Lesson(FLOOD[0], "roads")] * (MIN_COMPLAINTS - 1),
            [Lesson(FLOOD[0], "no-such-topic"), Lesson(FLOOD[0], "another")] * 200,
        ],
    )
    def test_says_of_too_few_that_they_are_too_few(self, small_model, tmp_path, lessons):
        with pytest.raises(TooFewLessons):
            teach(small_model, lessons, tmp_path, version="1")
        assert not list(tmp_path.iterdir())

    def test_refuses_a_base_that_its_card_does_not_vouch_for(self, small_model, tmp_path):
        broken = tmp_path / small_model.name
        broken.write_bytes(small_model.read_bytes() + b"x")
        card_of(broken).write_bytes(card_of(small_model).read_bytes())
        with pytest.raises(ModelRefused):
            teach(broken, settled(), tmp_path, version="1")


class TestPrivacy:
    def test_keeps_no_word_that_fewer_than_five_lessons_hold(self, small_model, tmp_path):
        rare = "กระเบื้อง"  # a word of the base, said in too few lessons
        lessons = [*settled(), *[Lesson(f"{rare}หลุดทั้งแถบ", "roads")] * (MIN_COMPLAINTS - 1)]
        model = load_model(teach(small_model, lessons, tmp_path, version="1"))
        words = model.features.named_steps["views"].transformer_list[0][1].get_feature_names_out()
        assert rare in words
        texts = model.features.named_steps["cut"].transform([one.text for one in lessons])
        kept = [str(words[column]) for column in model.heads[LESSONS].columns_]
        assert kept and rare not in kept
        assert all(sum(f" {word} " in f" {text} " for text in texts) >= MIN_COMPLAINTS for word in kept)


def test_a_fingerprint_is_of_what_is_taught_not_of_its_order():
    lessons = settled(2)
    assert fingerprint(lessons) == fingerprint(lessons[::-1])
    assert fingerprint(lessons) != fingerprint([*lessons[1:], Lesson(lessons[0].text, "roads")])
