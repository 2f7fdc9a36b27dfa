"""What a text in another language than Thai is about: enough to ask the questions of its topic."""

import pytest

from complaints.topic_guess import likely_topic
from complaints.topic_questions import load_topic_questions, questions_about
from complaints.topic_words import WORDS_OF_TOPIC
from directory.loading import load_reference


@pytest.mark.parametrize(("text", "topic"), [
    ("My employer has not paid my wages for two months. We are twelve workers", "labour/unpaid-wages"),
    ("The boss didn't pay us since September", "labour/unpaid-wages"),
    ("စက်ရုံက လုပ်ခ မပေးတာ နှစ်လရှိပြီ", "labour/unpaid-wages"),
    ("ນາຍຈ້າງບໍ່ຈ່າຍຄ່າແຮງສອງເດືອນແລ້ວ", "labour/unpaid-wages"),
    ("ថៅកែមិនបើកប្រាក់ខែពីរខែហើយ", "labour/unpaid-wages"),
    ("老板拖欠工资两个月了", "labour/unpaid-wages"),
    ("The street light in front of our dormitory is broken", "electricity/street-lights"),
    ("လမ်းမီး မလင်းတာ တစ်ပတ်ရှိပြီ", "electricity/street-lights"),
    ("家门口的路灯坏了", "electricity/street-lights"),
    ("There is a deep pothole near the school", "roads/pothole"),
])  # fmt: skip
def test_is_found_by_plain_words(text, topic):
    guess = likely_topic(text)
    assert guess and guess.topic == topic
    assert guess.words and all(word in WORDS_OF_TOPIC[topic] for word in guess.words)


@pytest.mark.parametrize("text", [
    "I want to thank the nurses of the hospital",
    "The street lights are out and there is a pothole as well",  # two topics: nobody knows which is meant
    "The waiter was dismissive and paid no attention",
    "ခင်ဗျားတို့ကို ကျေးဇူးတင်ပါတယ်",
    "谢谢你们的帮助",
    "qwerty",
    "",
])  # fmt: skip
def test_is_not_guessed_of_two_topics_or_none(text):
    assert likely_topic(text) is None


@pytest.mark.django_db
def test_every_topic_with_such_words_has_questions_to_ask():
    load_reference()
    load_topic_questions()
    assert [topic for topic in WORDS_OF_TOPIC if not questions_about(topic)] == []


def test_no_phrase_stands_under_two_topics():
    every = [word for words in WORDS_OF_TOPIC.values() for word in words]
    assert len(every) == len(set(every))
    assert all(word == word.strip().lower() and word for word in every)
