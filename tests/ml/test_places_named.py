"""A place that is only named says where, not what; and where witnesses speak for different matters, people look."""

import pytest

from ml.merging import TopicTree
from ml.places_named import is_torn, only_places
from ml.serving import Classifier, newest_model

SURE = 0.7
"""From this likelihood on a case goes out by itself, but for safety (routing/reference/thresholds.csv)."""
TREE = TopicTree({"roads": "", "roads/pothole": "roads", "land": "", "flooding": ""})


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load(newest_model())


def test_is_no_more_than_a_place_beside_a_matter_that_the_rules_name():
    assert only_places(["หลุม", "หน้า", "โรงสี"], {"roads/pothole": 0.8, "land": 0.9}, TREE) == {"land"}


@pytest.mark.parametrize(
    ("cut", "spoken"),
    [
        (["โรงสี", "กด", "ราคา"], {"roads": 0.8, "land": 0.9}),  # the mill is the matter
        (["หน้า", "โรงสี", "โรงสี", "โกง"], {"roads": 0.8, "land": 0.9}),
        (["ไป", "โรงพยาบาล", "รอ", "นาน"], {"health": 0.75}),  # and here nothing else is
        (["หลุม", "หน้า", "โรงสี"], {"roads/pothole": 0.4, "land": 0.9}),
    ],
)
def test_is_the_matter_otherwise(cut, spoken):
    assert not only_places(cut, spoken, TREE)


def test_is_torn_when_rules_speak_only_for_another_matter_than_the_first():
    assert is_torn("flooding", {"roads/pothole": 0.8}, TREE)
    assert not is_torn("roads", {"roads/pothole": 0.8}, TREE)
    assert not is_torn("flooding", {"roads/pothole": 0.8, "flooding": 0.9}, TREE)
    assert not is_torn("flooding", {"roads/pothole": 0.5}, TREE)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("ไฟทางดับหน้าตลาดบ้านโนนม่วง", "electricity/street-lights"),
        ("ไฟถนนหน้าบ้านไม่ติดมาสามวันแล้ว", "electricity/street-lights"),
        ("ไฟส่องทางหน้าโรงสีดับสองดวง", "electricity/street-lights"),
        ("ถนนเป็นหลุมใหญ่หน้าโรงสีหนองกุง รถตกหลุมทุกวัน", "roads/pothole"),
        ("น้ำท่วมถนนหน้าโรงเรียน เด็กเดินลุยน้ำ", "flooding/flooded-street"),
        ("ท่อประปาแตกหน้าบ้าน น้ำไหลลงถนนทั้งคืน", "water-supply/burst-pipe"),
    ],
)
def test_of_an_everyday_sentence_the_matter_comes_first_and_is_sure(classifier, text, topic):
    (said,) = classifier.predict([{"id": 1, "text": text}])
    upper = topic.partition("/")[0]
    assert said.topics[0][0] == topic
    assert not said.abstain
    assert sum(probability for code, probability in said.topics if code.startswith(upper)) >= SURE


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("ไฟหน้าบ้านยายดับมาสามคืนแล้ว มืดมากเดินไปห้องน้ำไม่เห็น กลัวหกล้ม", "electricity/street-lights"),
        ("มีคนเอาขยะมาทิ้งข้างโรงเรียน หมาคุ้ยเต็มถนน", "waste/illegal-dumping"),
    ],
)
def test_of_a_sentence_with_two_matters_the_place_comes_behind_both(classifier, text, topic):
    (said,) = classifier.predict([{"id": 1, "text": text}])
    assert said.topics[0][0] == topic
    assert not {"buildings/public-toilets", "roads"} & {code for code, _ in said.topics[:2]}


def test_of_a_hole_that_is_told_like_a_flood_people_look(classifier):
    (said,) = classifier.predict([{"id": 1, "text": "หลุมใหญ่หน้าโรงสีหนองกุง รถมอเตอร์ไซค์ล้ม ฝนตกน้ำขังมองไม่เห็น"}])
    assert said.abstain or said.topics[0][0].startswith("roads")
    assert "land/crop-prices" not in [code for code, _ in said.topics[:2]]


def test_a_road_one_has_to_walk_on_takes_nothing_from_the_broken_pavement(shipped):
    text = "ฟุตบาทพังหน้าตลาด กระเบื้องหลุด เดินไม่ได้ ต้องลงไปเดินบนถนน ช่วยซ่อมทางเท้าด้วยค่ะ"
    said = shipped.predict([{"id": 1, "text": text}])[0]
    assert said.topics[0][0] == "roads/pavement" and said.topics[0][1] > 0.7
