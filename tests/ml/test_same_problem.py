"""Whether two cases are one problem: what speaks for it, what against it, and what never suffices."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from ml.same_problem import (
    MAX_CANDIDATES,
    MAX_LINKS,
    distance_m,
    is_near,
    likely_same,
    look_at,
    numbers_differ,
    score_of,
)

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
LAMP = "ไฟถนนหน้าตลาดสดบ้านโนนม่วงดับมาสองสัปดาห์ มืดมาก กลัวรถชน"
A_METRE = 1 / 111_195


def case(text, *, metres=0.0, days=0.0, topic="", id="case"):
    return look_at(id, text, 13.75 + metres * A_METRE, 100.5, NOON + timedelta(days=days), topic)


def link(one, other):
    found = likely_same(one, [other])
    return found[0].link if found else None


class TestTheSameProblem:
    def test_told_twice_is_linked(self):
        assert link(case(LAMP), case(f"เรียน เจ้าหน้าที่ {LAMP} รบกวนตรวจสอบด้วย ขอบคุณครับ", metres=5, days=3)) == "auto"

    def test_told_in_other_words_is_shown_to_a_person(self):
        assert link(case(LAMP), case("ตลาดสดโนนม่วง ไฟถนนดับหลายดวง กลางคืนมืด", metres=30, days=2)) == "suggest"

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (
                "The street light in front of the fresh market is broken",
                "Street light broken, fresh market. Thank you!",
            ),
            ("လမ်းမီးတိုင် ပျက်နေသည် ညဘက် မှောင်တယ်", "ညဘက် မှောင်တယ် လမ်းမီးတိုင် ပျက်နေသည် ကျေးဇူးတင်ပါသည်"),
            ("ໄຟຖະໜົນດັບ ຢູ່ໜ້າຕະຫຼາດ", "ໄຟຖະໜົນດັບ ຢູ່ໜ້າຕະຫຼາດ ຂອບໃຈ"),
            ("市场前面的路灯坏了 晚上很黑", "市场前面的路灯坏了 谢谢"),
        ],
    )
    def test_is_known_in_other_scripts(self, one, other):
        assert link(case(one), case(other)) == "auto"

    def test_is_as_likely_whichever_is_looked_at_first(self):
        one, other = case(LAMP), case("ตลาดสดโนนม่วง ไฟถนนดับ", metres=40)
        assert score_of(one, other) == pytest.approx(score_of(other, one))

    def test_is_less_likely_the_farther_apart(self):
        scores = [score_of(case(LAMP), case(LAMP, metres=metres)) for metres in (0, 10, 40, 90)]
        assert scores == sorted(scores, reverse=True)
        assert link(case(LAMP), case(LAMP, metres=90)) == "suggest"


class TestAnotherProblem:
    def test_at_the_same_spot_is_not_linked(self):
        assert link(case(LAMP), case("ขยะล้นถัง ส่งกลิ่นเหม็น ไม่มีรถมาเก็บเลย")) is None

    def test_asked_for_as_politely_is_not_linked(self):
        polite = "เรียน เจ้าหน้าที่ที่เกี่ยวข้อง รบกวนช่วยตรวจสอบและดำเนินการแก้ไขด้วยครับ ขอบคุณครับ"
        assert link(case(f"{polite} ท่อตัน"), case(f"{polite} สุนัขจรจัด")) is None

    def test_of_a_series_is_never_linked_by_itself(self):
        series = "แจ้งทางเท้าชำรุด (จุดที่ {}) แผ่นปูแตก เดินสะดุด หน้าโรงเรียนบ้านหนองบัว ถนนมิตรภาพ"
        first, second = case(series.format(1)), case(series.format(2))
        assert link(first, second) == "suggest"
        assert link(first, case(series.format(1))) == "auto"

    def test_of_another_topic_is_not_even_compared(self):
        assert not is_near(case(LAMP, topic="electricity/street-lights"), case(LAMP, topic="roads/pavement"))

    @pytest.mark.parametrize(
        ("one", "other"), [("", "roads"), ("roads", "roads"), ("roads", "roads/pavement"), ("roads/pavement", "roads")]
    )
    def test_is_not_proven_by_a_topic_that_is_unknown_or_wider(self, one, other):
        assert is_near(case(LAMP, topic=one), case(LAMP, topic=other))

    def test_is_not_told_apart_by_the_beginning_of_a_topic_code(self):
        assert not is_near(case(LAMP, topic="road"), case(LAMP, topic="roads"))


class TestPlaceAndTimeAlone:
    @pytest.mark.parametrize("text", ["", "😀😀", "...", "ครับ", "ขอบคุณครับ", "<PHONE> https://example.org/a", "12345"])
    def test_never_link(self, text):
        assert link(case(text), case(text)) is None
        assert link(case(text), case(LAMP)) is None

    def test_and_two_words_are_left_to_a_person(self):
        assert link(case("ไฟดับ"), case("ไฟดับ")) == "suggest"

    @pytest.mark.parametrize(("metres", "days"), [(101, 0), (0, 14.1), (0, -14.1)])
    def test_end_the_comparison_beyond_their_limits(self, metres, days):
        assert link(case(LAMP), case(LAMP, metres=metres, days=days)) is None

    def test_are_met_on_both_sides_of_the_date_line(self):
        east, west = (look_at("x", LAMP, 0.0, longitude, NOON) for longitude in (179.9999, -179.9999))
        assert distance_m(east, west) == pytest.approx(22.2, abs=0.1)


class TestNumbers:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("ทางเท้าพัง จุดที่ 2", "ทางเท้าพัง จุดที่ 5"),
            ("เสาไฟต้นที่ 5 ดับ", "เสาไฟต้นที่ ๖ ดับ"),
            ("เสาไฟฟ้าหมายเลข 12 เอียง", "เสาไฟฟ้าหมายเลข 13 เอียง"),
            ("หน้าบ้านเลขที่ 75/124", "หน้าบ้านเลขที่ 75/126"),
            ("น้ำท่วมซอย 3", "น้ำท่วมซอย 5"),
            ("กิ่งไม้หักปากซอยลาดพร้าว 95", "กิ่งไม้หักปากซอยนวมินทร์ 41"),
            ("ทางเท้าพัง", "ทางเท้าพัง จุดที่ 2"),
            ("pole no. 5 is dark", "pole no. 6 is dark"),
            ("路灯5号坏了", "路灯6号坏了"),
        ],
    )
    def test_of_another_thing_speak_against(self, one, other):
        assert numbers_differ(case(one), case(other))

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("ไฟดับ 3 ดวง", "ไฟดับ 5 ดวง"),
            ("ร้านเปิดเพลงดัง วันที่ 3 เวลา 22.00 น.", "ร้านเปิดเพลงดัง วันที่ 9 เวลา 23.30 น."),
            ("ถนนพังมา 2 เดือน", "ถนนพังมา 6 เดือน"),
            ("แจ้งเมื่อธันวาคม 2565", "แจ้งเมื่อธันวาคม 2566"),
            ("น้ำท่วมซอย 3", "น้ำท่วมซอย 3 หน้าบ้านเลขที่ 9"),
            ("น้ำท่วมซอย 3", "น้ำท่วม"),
            ("โทร 0812345678", "โทร 0898765432"),
        ],
    )
    def test_of_dates_and_amounts_do_not(self, one, other):
        assert not numbers_differ(case(one), case(other))


class TestManyCandidates:
    def test_only_the_newest_are_compared(self):
        old = case(LAMP, days=-10, id="old")
        newer = [case("ขยะล้นถัง", days=-1, id=str(number)) for number in range(MAX_CANDIDATES)]
        assert likely_same(case(LAMP), [old, *newer[1:]])[0].other is old
        assert likely_same(case(LAMP), [old, *newer]) == []

    def test_only_the_likeliest_are_told_and_they_come_first(self):
        others = [case(LAMP, metres=metres, id=str(metres)) for metres in range(MAX_LINKS + 10)]
        assert [likely.other.id for likely in likely_same(case(LAMP), others[::-1])] == [
            str(n) for n in range(MAX_LINKS)
        ]

    def test_a_text_without_end_is_read_to_4000_characters(self):
        assert (
            look_at("x", LAMP + " ก" * 1_000_000, 0, 0, NOON).words
            == look_at("x", LAMP + " ก" * 9_000, 0, 0, NOON).words
        )
        assert "ท้ายสุด" not in look_at("x", "ก" + "ข ง" * 2_000 + " ท้ายสุด", 0, 0, NOON).words


def test_the_web_process_loads_no_numpy_for_it():
    asked = (
        "import sys, ml.same_problem; print(sorted({'numpy', 'sklearn', 'scipy', 'django'}.intersection(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
