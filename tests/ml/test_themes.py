"""Answers that say the same become a theme, told by its words; copies are counted and never louder than what they are."""

import io
import json
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from ml.answers import NEAR, read_answers
from ml.theme_bench import large_answers, measure_large, measure_texts
from ml.theme_bench import main as bench
from ml.theme_clusters import OTHERS, find_centres, settle
from ml.themes import find_themes
from ml.themes import main as themes
from tests.ml.conftest import labelled

PEOPLE_SAY = {
    "fees": ["ค่าธรรมเนียม", "แพง", "ลด", "ราคา", "ใบอนุญาต", "ผู้ประกอบการ", "รายย่อย", "เก็บ", "ภาษี", "บาท", "ต้นทุน"],
    "noise": ["เสียงดัง", "กลางคืน", "ร้าน", "เหล้า", "ดนตรี", "นอน", "เดซิเบล", "ตำรวจ", "ปิด", "ตีสอง", "ชุมชน"],
    "trees": ["ต้นไม้", "ปลูก", "ร่มเงา", "ตัด", "กิ่ง", "สวน", "สาธารณะ", "สีเขียว", "ราก", "รดน้ำ", "อนุรักษ์"],
    "buses": ["รถเมล์", "สาย", "ป้าย", "คนขับ", "ตาราง", "เที่ยว", "โดยสาร", "ขนส่ง", "รอ", "นาน", "เบียด"],
}
PASTED = [
    "ขอ",
    "คัดค้าน",
    "ร่าง",
    "กฎหมาย",
    "ฉบับ",
    "นี้",
    "ทั้งฉบับ",
    "เพราะ",
    "ประชาชน",
    "ไม่",
    "มี",
    "ส่วนร่วม",
    "ตั้งแต่",
    "ต้น",
    "และ",
    "ขอ",
    "ให้",
    "ถอน",
    "ร่าง",
    "ทันที",
]


def said(each, seed=0, length=6, start=0):
    """(id, tokens) of so many answers about each subject, and their subjects."""
    chance = np.random.default_rng(seed)
    answers, truth = [], {}
    for subject, words in PEOPLE_SAY.items():
        for _ in range(each):
            id = f"{start + len(answers):05}"
            answers.append((id, [str(word) for word in chance.choice(words, size=length)]))
            truth[id] = subject
    return answers, truth


def alike(truth, found):
    return adjusted_rand_score([truth[id] for id in found.ids], found.theme)


class TestFindingThemes:
    @pytest.mark.parametrize("each", [4, 15, 125])
    def test_subjects_are_found_in_few_answers_and_in_many(self, each):
        answers, truth = said(each)
        found = find_themes(answers)
        assert alike(truth, found) > 0.7
        assert 3 <= len(found.themes) <= 6

    def test_a_theme_is_told_by_its_own_words_and_answers(self):
        answers, truth = said(40)
        for theme in find_themes(answers).themes:
            subject = truth[theme.typical[0]]
            assert set(theme.words) <= set(PEOPLE_SAY[subject])
            assert {truth[id] for id in theme.typical} == {subject}
            assert 3 <= len(theme.typical) <= 5

    def test_little_words_and_numbers_name_no_theme(self):
        answers, _ = said(30)
        answers = [(id, [*tokens, "ครับ", "ที่", "12", "๕"]) for id, tokens in answers]
        told = {word for theme in find_themes(answers).themes for word in theme.words}
        assert told
        assert told.isdisjoint({"ครับ", "ที่", "12", "๕"})

    def test_what_nobody_else_says_is_forced_into_no_theme(self):
        answers, _ = said(30)
        alone = [("x1", ["quantum", "chromodynamics"]), ("x2", ["ဆူညံ"]), ("x3", ["鸡蛋", "面包"])]
        found = find_themes(answers + alone)
        of = dict(zip(found.ids, found.theme.tolist(), strict=True))
        assert [of["x1"], of["x2"], of["x3"]] == [OTHERS] * 3
        assert found.others >= 3

    def test_the_order_of_the_answers_changes_nothing(self):
        answers, _ = said(30)
        shuffled = [answers[place] for place in np.random.default_rng(1).permutation(len(answers))]
        one, other = find_themes(answers), find_themes(shuffled)
        assert one.themes == other.themes
        assert one.theme.tolist() == other.theme.tolist()

    def test_languages_may_be_mixed(self):
        answers, truth = said(30)
        english = [
            "please",
            "lower",
            "the",
            "entry",
            "fee",
            "for",
            "museums",
            "students",
            "seniors",
            "free",
            "weekend",
            "ticket",
        ]
        chance = np.random.default_rng(5)
        for number in range(30):
            answers.append((f"en{number}", [str(word) for word in chance.choice(english, size=7)]))
            truth[f"en{number}"] = "museums"
        assert alike(truth, find_themes(answers)) > 0.7

    def test_tokens_may_be_one_string(self):
        answers, _ = said(20)
        joined = [(id, " ".join(tokens)) for id, tokens in answers]
        assert find_themes(answers).themes == find_themes(joined).themes

    def test_where_all_are_alike_three_are_told_all_the_same(self):
        answers = [(f"{number}", ["ปลูก", "ต้นไม้", "ร่มเงา", f"คำ{number}"]) for number in range(8)]
        assert [len(theme.typical) for theme in find_themes(answers, themes=1).themes] == [3]


class TestCopies:
    def test_a_pasted_paragraph_is_told_with_its_number_and_swamps_nothing(self):
        answers, truth = said(30)
        without = find_themes(answers)
        chance = np.random.default_rng(3)
        for number in range(2_000):
            tokens = list(PASTED)
            if number % 3 == 0:
                tokens[int(chance.integers(len(tokens)))] = f"คำ{number}"
            answers.append((f"p{number:05}", tokens))
            truth[f"p{number:05}"] = "pasted"
        found = find_themes(answers)
        assert found.copies[0].answers == 2_000
        pasted = [theme for theme in found.themes if theme.answers >= 2_000]
        assert [theme.texts for theme in pasted] == [1]
        assert pasted[0].copies[0].answers == 2_000
        assert found.themes[-1] == pasted[0], "the theme of most texts stands first, not the loudest"
        assert len(found.themes) == len(without.themes) + 1
        assert alike(truth, found) > 0.7

    def test_nobody_is_left_out_of_the_count(self):
        answers, _ = said(20)
        answers += [(f"p{number}", PASTED) for number in range(50)] + [("e1", []), ("e2", "… !")]
        found = find_themes(answers)
        assert sum(theme.answers for theme in found.themes) + found.others == len(answers) == len(found.ids)
        assert found.empty == 2

    def test_one_other_word_is_a_copy_and_another_sentence_is_none(self):
        changed = [*PASTED[:7], "อื่น", *PASTED[8:]]
        half = [*PASTED[:9], *["รถเมล์", "สาย", "ป้าย", "คนขับ", "ตาราง", "เที่ยว", "โดยสาร", "ขนส่ง"]]
        read = read_answers([("a", PASTED), ("b", PASTED), ("c", changed), ("d", half)])
        place = dict(zip(read.ids, read.text.tolist(), strict=True))
        assert read.origin[place["c"]] == place["a"] == place["b"]
        assert read.origin[place["d"]] == place["d"]

    def test_short_answers_are_copies_only_when_they_are_the_same(self):
        read = read_answers([("a", ["เห็นด้วย"]), ("b", ["เห็นด้วย"]), ("c", ["ไม่", "เห็นด้วย"]), ("d", ["เห็นด้วย", "ไม่"])])
        assert read.count.tolist() == [2, 1, 1]
        assert read.origin.tolist() == [0, 1, 2]

    def test_copies_are_exactly_those_whose_pairs_of_words_are_near(self):
        chance = np.random.default_rng(0)
        words = [f"w{number}" for number in range(400)]
        answers = []
        for number in range(300):
            tokens = [str(word) for word in chance.choice(words, size=25)]
            answers.append((f"{number}a", tokens))
            other = list(tokens)
            for place in chance.integers(0, 25, size=number % 6):
                other[place] = str(chance.choice(words))
            answers.append((f"{number}b", other))
        read = read_answers(answers)
        tokens_of = dict(answers)
        place = dict(zip(read.ids, read.text.tolist(), strict=True))

        def pairs(tokens):
            return set(zip(tokens, tokens[1:], strict=False))

        missed = 0
        for number in range(300):
            one, other = pairs(tokens_of[f"{number}a"]), pairs(tokens_of[f"{number}b"])
            is_near = len(one & other) / len(one | other) >= NEAR
            is_one = read.origin[place[f"{number}a"]] == read.origin[place[f"{number}b"]]
            assert is_near or not is_one
            missed += is_near and not is_one
        assert missed <= 5


class TestStability:
    def test_a_theme_keeps_its_number_when_more_answers_come(self):
        answers, truth = said(30)
        first = find_themes(answers)
        before = dict(zip(first.ids, first.theme.tolist(), strict=True))
        more, their_truth = said(20, seed=9, start=1000)
        second = find_themes(answers + more, before=before)
        subject = {theme.number: truth[theme.typical[0]] for theme in first.themes}
        assert {theme.number for theme in second.themes} == set(subject)
        for theme in second.themes:
            assert {(truth | their_truth)[id] for id in theme.typical} == {subject[theme.number]}

    def test_also_when_all_are_found_anew_since_most_texts_are_new(self):
        answers, truth = said(30)
        first = find_themes(answers, next_number=70)
        assert min(theme.number for theme in first.themes) == 70
        before = dict(zip(first.ids, first.theme.tolist(), strict=True))
        more, their_truth = said(90, seed=9, start=1000)
        second = find_themes(answers + more, before=before)
        subject = {theme.number: truth[theme.typical[0]] for theme in first.themes}
        kept = [theme for theme in second.themes if theme.number in subject]
        assert len(kept) >= 3
        for theme in kept:
            assert (truth | their_truth)[theme.typical[0]] == subject[theme.number]

    def test_a_new_subject_gets_a_number_that_no_theme_ever_had(self):
        answers, _ = said(30)
        first = find_themes(answers)
        before = dict(zip(first.ids, first.theme.tolist(), strict=True))
        chance = np.random.default_rng(4)
        new = ["โรงเรียน", "ครู", "นักเรียน", "สอบ", "หลักสูตร", "การบ้าน", "เทอม", "ห้องเรียน", "อาหารกลางวัน"]
        more = [(f"s{number}", [str(word) for word in chance.choice(new, size=6)]) for number in range(30)]
        second = find_themes(answers + more, before=before, next_number=90)
        of = dict(zip(second.ids, second.theme.tolist(), strict=True))
        theirs = {of[id] for id, _ in more} - {OTHERS}
        assert theirs
        assert min(theirs) >= 90

    def test_what_a_person_put_somewhere_stays_there(self):
        answers, truth = said(30)
        noise = [id for id, subject in truth.items() if subject == "noise"]
        trees = [id for id, subject in truth.items() if subject == "trees"]
        pinned = dict.fromkeys(noise[:10], 7) | {trees[0]: 7, trees[1]: OTHERS}
        found = find_themes(answers, pinned=pinned)
        of = dict(zip(found.ids, found.theme.tolist(), strict=True))
        assert {of[id] for id in noise[:10]} == {7}
        assert of[trees[0]] == 7
        assert of[trees[1]] == OTHERS
        assert sum(of[id] == 7 for id in noise) > 20, "answers like those of a confirmed theme join it"
        assert sum(of[id] == 7 for id in trees) < 5

    def test_a_confirmed_theme_stays_however_small(self):
        answers, truth = said(30)
        answers.append(("odd", ["ดาวเทียม", "อวกาศ", "จรวด"]))
        found = find_themes(answers, pinned={"odd": 3})
        assert [theme.answers for theme in found.themes if theme.number == 3] == [1]


class TestWhatMustAlwaysHold:
    answers = st.lists(
        st.tuples(
            st.integers(0, 99).map(str),
            st.lists(st.sampled_from(["ก", "ข", "คน", "รถ", "", "!", "12", "x"]), max_size=9),
        ),
        max_size=40,
    )
    numbers = st.dictionaries(st.integers(0, 99).map(str), st.integers(-1, 4), max_size=20)

    @settings(max_examples=60, deadline=None)
    @given(answers=answers, before=numbers, pinned=numbers)
    def test_for_any_answers(self, answers, before, pinned):
        found = find_themes(answers, before=before, pinned=pinned)
        assert found.ids == sorted({id for id, _ in answers})
        assert sum(theme.answers for theme in found.themes) + found.others == len(found.ids)
        assert len({theme.number for theme in found.themes}) == len(found.themes)
        assert {theme.number for theme in found.themes} == set(found.theme.tolist()) - {OTHERS}
        assert all(0 <= theme.cohesion <= 1 and theme.answers > 0 for theme in found.themes)
        of = dict(zip(found.ids, found.theme.tolist(), strict=True))
        assert all(of[id] == number for id, number in pinned.items() if id in of)

    @pytest.mark.parametrize(
        "tokens",
        [[], ["เห็นด้วย"], ["12"], ["คำ"] * 5_000, [f"คำ{number}" for number in range(5_000)], ["\ud800", "\x00", "🙂"]],
    )
    def test_all_the_same(self, tokens):
        found = find_themes([(str(number), tokens) for number in range(30)])
        assert len(found.themes) <= 1
        assert sum(theme.answers for theme in found.themes) + found.others == 30

    def test_points_near_no_centre_are_left_over(self):
        points = np.eye(8, dtype=np.float32)
        assert (settle(points, find_centres(points))[0] == OTHERS).all()


class TestTheCommand:
    def test_it_prints_themes_others_and_where_each_answer_belongs(self, monkeypatch, capsys):
        answers, _ = said(12)
        lines = [json.dumps({"id": id, "tokens": tokens}) for id, tokens in answers]
        lines += [json.dumps({"id": number, "text": "ร้านเหล้าเปิดเพลงเสียงดังถึงตีสอง นอนไม่ได้"}) for number in (7, 8)]
        status, rows, _ = run(monkeypatch, capsys, lines)
        assert status == 0
        told = [row for row in rows if "words" in row]
        assert told
        assert {"answers", "texts", "share", "cohesion", "typical", "copies"} <= set(told[0])
        assert sum("others" in row for row in rows) == 1
        assert len([row for row in rows if set(row) == {"id", "theme"}]) == len(answers) + 2

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("{", "not JSON"),
            ('{"id": "a"}', "neither tokens nor text"),
            ('{"id": "a", "tokens": [1]}', "neither tokens nor text"),
            ('{"tokens": ["a"]}', "id is missing"),
            ('{"id": "first", "tokens": ["a"]}', "earlier line"),
        ],
    )
    def test_what_is_no_answer_is_refused_and_the_others_count(self, monkeypatch, capsys, line, reason):
        status, rows, told = run(monkeypatch, capsys, ['{"id": "first", "tokens": "ก ข"}', line])
        assert status == 1
        assert "line 2" in told
        assert reason in told
        assert rows[-1]["id"] == "first"


class TestTheBench:
    def test_without_data_it_says_so(self, tmp_path, capsys):
        assert bench(["--data", str(tmp_path)]) == 0
        assert "skipped" in capsys.readouterr().err

    def test_themes_beat_plain_k_means_nmf_and_lda(self):
        figures = measure_texts(labelled(("ถนน", "ทางเท้า", "น้ำท่วม", "ขยะ"), 8, "2022-10"))
        assert figures["ari"] >= max(figures["k_means_ari"], figures["nmf_ari"], figures["lda_ari"])

    def test_made_up_answers_are_always_the_same(self):
        one, other = list(large_answers(300, 50, [])), list(large_answers(300, 50, []))
        assert one == other
        figures = measure_large(3_000, 200)
        assert figures["ari_with_truth"] > 0.5
        assert figures["copies"][0] > 250


def run(monkeypatch, capsys, lines):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\n".join(lines).encode())))
    status = themes([])
    out, told = capsys.readouterr()
    return status, [json.loads(line) for line in out.splitlines()], told
