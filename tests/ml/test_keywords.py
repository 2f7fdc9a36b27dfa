"""Keyword rules: which words speak for which topic, and when they are not meant."""

import pytest

from ml.keywords import URGENT, KeywordRules, Rule, read_rules
from ml.thai_text import words


@pytest.fixture(scope="module")
def rules() -> KeywordRules:
    return KeywordRules(read_rules())


def rule(*alternatives: str, unless: tuple[str, ...] = (), weight: float = 0.8) -> KeywordRules:
    def groups(cells):
        return tuple(tuple(cell.split("+")) for cell in cells)

    return KeywordRules([Rule("labour", weight, groups(alternatives), groups(unless))])


class TestARule:
    def test_speaks_when_one_of_its_words_stands_in_the_text(self):
        said = rule("ค่าแรง", "ค่าจ้าง").evidence(words("ยังไม่ได้ค่าแรงเลย"))
        assert said["labour"].probability == pytest.approx(0.8)
        assert said["labour"].words == ["ค่าแรง"]

    def test_is_surer_when_more_of_them_do(self):
        once = rule("ค่าแรง", "นายจ้าง").evidence(words("ค่าแรง"))["labour"]
        twice = rule("ค่าแรง", "นายจ้าง").evidence(words("นายจ้างไม่ให้ค่าแรง"))["labour"]
        assert twice.probability > once.probability

    def test_wants_both_parts_joined_by_plus(self):
        both = rule("นายจ้าง+ไม่จ่าย")
        assert both.evidence(words("นายจ้างที่โรงงานไม่จ่ายเงิน"))
        assert not both.evidence(words("นายจ้างใจดี"))

    def test_is_silent_when_an_exception_stands_there_too(self):
        assert not rule("ยุบ", unless=("ถนน",)).evidence(words("ถนนยุบ"))

    @pytest.mark.parametrize(
        ("part", "text"),
        [
            ("ลาออก", "ถึงเวลาออกเดินทาง"),  # from the end of one word into the next
            ("ดิน", "เดินทางลำบาก"),  # inside another syllable
            ("งู", "สองหูไม่ได้ยิน จูงหมา"),
            ("er", "server ล่ม"),
            ("199", "ราคา 1,199 บาท"),
        ],
    )
    def test_does_not_see_its_word_inside_others(self, part, text):
        assert not rule(part).evidence(words(text))

    def test_sees_its_word_in_a_compound_and_across_spaces(self):
        assert rule("ค่าแรง").evidence(words("ค่าแรงขั้นต่ำไม่ถึง"))
        assert rule("ไม่จ่ายค่าแรง").evidence(words("ไม่ จ่าย ค่าแรง"))


class TestTheRulesThatShip:
    @pytest.mark.parametrize(
        ("text", "topic"),
        [
            ("ร้านเลิกจ้างผมโดยไม่บอกล่วงหน้า ไม่ให้ค่าชดเชยครับ", "labour/dismissal"),
            ("เมื่อวานมีคอลเซ็นเตอร์โทรมาอ้างว่าเป็นตำรวจ", "online-telecom/scam-calls"),
            ("น้ำประปาไม่ไหลมาสามวันแล้วค่ะ", "water-supply/no-water"),
            ("เบี้ยผู้สูงอายุเดือนนี้ยังไม่เข้าบัญชีแม่", "welfare-children/elderly"),
            ("รังวัดที่ดินแล้วหลักเขตหาย", "land/boundary"),
            ("แท็กซี่ปฏิเสธผู้โดยสาร ไม่กดมิเตอร์", "public-transport/taxi"),
        ],
    )
    def test_know_plain_complaints(self, rules, text, topic):
        said = rules.evidence(words(text))
        assert max(said, key=lambda code: said[code].probability) == topic

    @pytest.mark.parametrize(
        "text", ["ไฟไหม้บ้านข้างๆ ตอนนี้เลย", "เขาขู่ฆ่าหนูค่ะ", "หนูไม่อยากมีชีวิตอยู่แล้ว", "แก๊สรั่วกลิ่นแรงมาก", "สายไฟขาดห้อยกลางถนน"]
    )
    def test_hear_danger_to_life(self, rules, text):
        assert URGENT in rules.evidence(words(text))

    @pytest.mark.parametrize("text", ["ถังดับเพลิงหมดอายุ", "ขอถังขยะเพิ่มหน้าตลาด", "ถนนเป็นหลุม ขอให้มาซ่อม"])
    def test_do_not_cry_wolf(self, rules, text):
        assert URGENT not in rules.evidence(words(text))

    @pytest.mark.parametrize("cut", [words, str.split])
    @pytest.mark.parametrize(
        "text", ["ฝนตกน้ำขัง", "ฝนไม่ตกน้ำก็ขัง", "หลังฝนหยุดตกน้ำไม่ลง", "ท่อแตกน้ำไหล", "เหม็นจนคนหายใจลำบาก"]
    )
    def test_is_not_heard_where_one_word_ends_and_the_next_begins(self, rules, text, cut):
        assert URGENT not in rules.evidence(cut(text))

    @pytest.mark.parametrize("text", ["เด็กตกน้ำ", "รถตกน้ำ", "ฝนตกน้ำท่วมถนน คนตกน้ำ", "ฝนตกหนัก เด็กตกน้ำ", "คนหายไปสามวัน"])
    def test_is_heard_beside_them(self, rules, text):
        assert URGENT in rules.evidence(words(text))


class TestReadingRuleFiles:
    def test_refuses_a_weight_that_is_no_probability(self, tmp_path):
        (tmp_path / "labour.csv").write_text("topic,weight,words,unless\nlabour,1.5,ค่าแรง,\n", encoding="utf-8")
        with pytest.raises(ValueError, match=r"labour\.csv, line 2"):
            read_rules(tmp_path)

    def test_refuses_a_line_with_a_comma_too_many(self, tmp_path):
        (tmp_path / "labour.csv").write_text("topic,weight,words,unless\nlabour,0.5,a,b,c\n", encoding="utf-8")
        with pytest.raises(ValueError, match=r"labour\.csv, line 2"):
            read_rules(tmp_path)

    def test_refuses_a_line_without_words(self, tmp_path):
        (tmp_path / "labour.csv").write_text("topic,weight,words,unless\nlabour,0.5, | ,\n", encoding="utf-8")
        with pytest.raises(ValueError, match="no words"):
            read_rules(tmp_path)
