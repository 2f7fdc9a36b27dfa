"""Measuring: what is read, what is held back, and that the model beats the simplest rivals."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from ml.complaint_data import read_labelled, split_by_time
from ml.evaluate import main, measure, measure_in_folds
from ml.near_texts import groups_of_near_texts
from ml.scores import calibration_error, intervals, scores, sure_enough
from ml.topics import OneTopic, SaidWords, ThaiWords, topic_model
from tests.ml.conftest import labelled

COLUMNS = ("comment", "type", "timestamp")


@pytest.fixture
def table(tmp_path):
    """Write rows as a CSV file and give its path."""

    def write(*rows, name="complaints.csv", columns=COLUMNS):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns, *rows])
        return path

    return write


class TestReading:
    def test_menu6_keeps_what_people_chose_before_the_labels_changed(self, table):
        path = table(
            ("ขยะล้น", "ขยะ", "2022-06-01"),
            ("ไม่ได้เลือก", "อื่นๆ", "2022-06-01"),
            ("เลือกสองอย่าง", "ขยะ,จราจร", "2022-06-01"),
            ("เครื่องติดป้าย", "จราจร", "2022-09-01"),
        )
        assert [complaint.text for complaint in read_labelled(path, "menu6")] == ["ขยะล้น"]

    def test_labels24_keeps_what_the_machine_tagged_since_then(self, table):
        path = table(
            ("ถนนพัง", "ถนน,จราจร", "2022-10-01"), ("ไม่มีป้าย", "", "2022-10-01"), ("ก่อนหน้า", "ถนน", "2022-07-01")
        )
        assert [complaint.labels for complaint in read_labelled(path, "labels24")] == [{"ถนน", "จราจร"}]

    def test_puts_the_earliest_first(self, table):
        path = table(("ข", "ขยะ", "2022-07-02"), ("ก", "ขยะ", "2022-06-01"))
        assert [complaint.text for complaint in read_labelled(path, "menu6")] == ["ก", "ข"]

    def test_refuses_a_file_without_the_columns(self, table):
        with pytest.raises(ValueError, match="type"):
            read_labelled(table(("ก",), columns=("comment",)), "menu6")

    def test_refuses_a_file_with_nothing_for_the_task(self, table):
        with pytest.raises(ValueError, match="menu6"):
            read_labelled(table(("ก", "อื่นๆ", "2022-06-01")), "menu6")


class TestSplittingByTime:
    def test_measures_only_on_what_came_later(self):
        early, late = split_by_time(labelled(("ถนน", "ขยะ"), 10, "2022-06"), fraction=0.8)
        assert max(complaint.at for complaint in early) <= min(complaint.at for complaint in late)
        assert len(early) == 4 * len(late)

    def test_refuses_to_leave_one_side_empty(self):
        with pytest.raises(ValueError, match="cannot be split"):
            split_by_time(labelled(("ถนน",), 1, "2022-06"), fraction=1.0)


class TestTheModel:
    def test_learns_one_label_a_text(self):
        early, late = split_by_time(labelled(("ถนน", "น้ำท่วม", "ขยะ"), 20, "2022-06"))
        figures = measure(early, late, "thirteen")
        assert figures["macro_f1"] > figures["baseline_majority_macro_f1"]
        assert {"top1", "top3", "micro_f1", "macro_f1", "ece", "n"} <= set(figures)

    def test_learns_several_labels_a_text(self, small_complaints):
        figures = measure(small_complaints["traffy24"], small_complaints["traffy24"], "labels24")
        assert figures["micro_f1"] > figures["baseline_majority_micro_f1"]

    def test_counts_a_label_it_never_saw_as_missed(self):
        early = labelled(("ถนน", "ขยะ"), 20, "2022-06")
        late = labelled(("ถนน", "น้ำท่วม"), 5, "2022-08")
        assert measure(early, late, "thirteen")["macro_f1"] <= 0.5

    def test_refuses_to_learn_from_a_single_label(self):
        with pytest.raises(ValueError, match="fewer than two"):
            topic_model("menu6").fit(["ถนนพัง"] * 20, ["ถนน"] * 20)

    def test_beats_majority_and_keywords_on_real_complaints_made_later(self, shared_data):
        complaints = read_labelled(shared_data / "traffy_2022_2023.csv.gz", "menu6")[::5]
        figures = measure(*split_by_time(complaints), "menu6")
        assert figures["macro_f1"] > figures["baseline_keywords_macro_f1"] > figures["baseline_majority_macro_f1"]
        assert figures["top3"] > figures["baseline_keywords_top3"]
        assert figures["ece"] < 0.12


class TestCalibrationError:
    def test_is_nothing_when_confidence_is_what_comes_true(self):
        assert calibration_error(np.array([0.75] * 4), np.array([True, True, True, False])) == pytest.approx(0)

    def test_is_the_distance_when_it_is_not(self):
        assert calibration_error(np.array([0.9] * 4), np.array([True, True, False, False])) == pytest.approx(0.4)


class TestIntervals:
    TRUTH = [frozenset({"ก" if number % 3 else "ข"}) for number in range(300)]
    SAID = np.array([[True, False]] * 300)

    def test_hold_the_figure_and_are_wider_than_nothing(self):
        confidence = np.where(self.SAID, 0.7, 0.3)
        figures = scores(self.TRUTH, ["ก", "ข"], confidence, self.SAID)
        for name, (low, high) in intervals(self.TRUTH, ["ก", "ข"], confidence, self.SAID).items():
            assert low <= figures[name] + (name == "ece") <= high + (name == "ece"), name  # ece is drawn upwards
            assert low < high or name == "top3", name  # both labels are among the first three

    def test_narrow_with_more_texts(self):
        def width(times):
            probabilities = np.where(np.tile(self.SAID, (times, 1)), 0.7, 0.3)
            low, high = intervals(self.TRUTH * times, ["ก", "ข"], probabilities, probabilities > 0.5)["top1"]
            return high - low

        assert width(16) == pytest.approx(width(1) / 4, rel=0.2)


class TestBeingSureEnough:
    def test_takes_the_least_confidence_that_was_right_often_enough(self):
        confidence = np.array([0.99, 0.9, 0.8, 0.7, 0.6])
        assert sure_enough(confidence, np.array([True, True, True, False, False]), precision=0.9) == 0.8
        assert sure_enough(confidence, np.array([True, True, False, True, True]), precision=0.8) == 0.6

    def test_is_never_when_nothing_was_right_often_enough(self):
        assert sure_enough(np.array([0.9, 0.8]), np.array([False, True]), precision=0.9) == float("inf")


class TestNearTexts:
    POLE = "ไฟถนนหน้าตลาดสดบ้านโนนม่วงดับมาสองสัปดาห์แล้ว มืดมาก กลัวอันตราย ช่วยมาดูให้หน่อยครับ"

    def test_have_one_group_whatever_their_numbers_and_signs(self):
        copies = [self.POLE, f"{self.POLE} เสาที่ 14/7", self.POLE.replace(" ", "")]
        groups = groups_of_near_texts([*copies, "ขยะล้นถังหน้าโรงเรียน ไม่มีใครมาเก็บเลย", ""])
        assert len(set(groups[:3])) == 1
        assert len(set(groups)) == 3

    def test_leave_texts_of_one_topic_apart(self):
        other = "ไฟถนนในซอยวัดใหม่ดับทั้งแถบตั้งแต่วันจันทร์ ขอให้ส่งช่างมาซ่อมด้วยค่ะ"
        assert len(set(groups_of_near_texts([self.POLE, other]))) == 2

    def test_never_stand_on_both_sides_of_a_fold(self):
        twins = [replace(complaint, text=f"{complaint.text} ") for complaint in labelled(("ถนน", "ขยะ"), 10, "2022-06")]
        figures = measure_in_folds(twins + twins, "thirteen")
        assert figures["groups"] <= len(twins)
        assert len(figures["by_fold"]) == 5


class TestWordsThatWereSaid:
    def test_are_found_as_pieces_of_words_and_across_them(self):
        view = SaidWords(weight=0.5).fit([])
        terms = view.get_feature_names_out()
        row = view.transform(["ใต้ สะพานลอย มี หาบ เร่", ""]).toarray()
        assert {"สะพาน", "หาบเร่"} <= set(terms[row[0] > 0])
        assert set(row[0]) == {0, 0.5}
        assert not row[1].any()

    def test_know_the_fine_dust_by_its_number(self):
        cut = ThaiWords().transform(["ฝุ่นPM2.5เยอะ", "PM 2.5", "pm25", "pm250"])
        assert ["ฝุ่น จิ๋ว" in text for text in cut] == [True, True, True, False]

    def test_do_not_move_what_people_chose(self):
        X = csr_matrix(np.array([[1, 0, 1], [0, 1, 0]] * 20, dtype=np.float32))
        head = OneTopic(blind_to=1).fit(X, ["ก", "ข"] * 20)
        assert head.coef_.shape == (3, 2)
        assert not head.coef_[2].any()
        assert OneTopic().fit(X, ["ก", "ข"] * 20).coef_[2].any()


class TestTheCommand:
    def rows(self, month):
        return [(c.text, min(c.labels), c.at) for c in labelled(("ทางเท้า", "น้ำท่วม", "ขยะ"), 10, month)]

    def test_prints_one_object_for_two_files(self, table, capsys):
        train, test = table(*self.rows("2022-06"), name="a.csv"), table(*self.rows("2022-07"), name="b.csv")
        assert main(["--task", "menu6", "--train", str(train), "--test", str(test), "--json"]) == 0
        figures = json.loads(capsys.readouterr().out)
        assert figures["n"] == 90
        assert figures["macro_f1"] > 0.9

    def test_splits_a_single_file_by_time(self, table, capsys):
        data = table(*self.rows("2022-06"))
        assert main(["--task", "menu6", "--split", "time", "--data", str(data), "--fraction", "0.7", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["n"] == 27

    def test_says_which_file_is_unfit(self, table, capsys):
        unfit = str(table(("ก", "อื่นๆ", "2022-06-01")))
        assert main(["--task", "menu6", "--train", unfit, "--test", unfit]) == 2
        assert "complaints.csv" in capsys.readouterr().err
