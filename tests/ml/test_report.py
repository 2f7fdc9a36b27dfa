"""The report of a measuring: true figures, every rival, pictures that can be read, and no text of anybody."""

import subprocess
import sys

import numpy as np
import pytest

from config.bench.web_process import NEVER_LOADED
from ml import fasttext_rival, report
from ml.complaint_data import split_by_time
from ml.confusions import confusion_table, most_confused
from ml.evaluate import figures_of, main, try_in_folds, try_out
from ml.report import joined, write_report
from ml.scores import mean_interval
from tests.ml.conftest import labelled

THREE = ("ทางเท้า", "น้ำท่วม", "ขยะ")


@pytest.fixture(scope="module")
def tried():
    return try_out(*split_by_time(labelled(THREE, 20, "2022-06")), "menu6")


class TestTheReport:
    def test_tells_every_figure_of_the_model_and_its_rivals(self, tried, tmp_path):
        text = write_report([tried], tmp_path).read_text(encoding="utf-8")
        figures = figures_of(tried)
        for name in ("", "baseline_keywords_", "baseline_majority_"):
            row = " | ".join(f"{figures[name + figure]:.3f}" for figure in ("top1", "top3"))
            cells = [line for line in text.splitlines() if line.startswith("| ")]
            assert any(all(cell in line for cell in row.split(" | ")) for line in cells), (name, row)
        assert f"threshold validated for 90% ({tried.thresholds[0]:.3f})" in text
        assert all(f"| {label} |" in text for label in THREE)

    def test_holds_no_text_of_a_complaint(self, tried, tmp_path):
        text = write_report([tried], tmp_path).read_text(encoding="utf-8")
        assert not [complaint for complaint in tried.asked if complaint.text in text]

    def test_says_what_is_not_installed_and_how_to_add_it(self, tried, tmp_path, monkeypatch):
        monkeypatch.setattr(report, "is_installed", lambda: False)
        monkeypatch.setattr(report.importlib.util, "find_spec", lambda name: None)
        text = write_report([tried], tmp_path).read_text(encoding="utf-8")
        assert "pip install fasttext" in text and "requirements-dev.txt" in text
        assert "fastText |" not in text and not list(tmp_path.glob("*.png"))

    def test_warns_of_labels_that_a_machine_gave(self, small_complaints, tmp_path):
        given = small_complaints["traffy24"]
        text = write_report([try_out(given, given, "labels24")], tmp_path).read_text(encoding="utf-8")
        assert "agreement with that machine" in text

    def test_joins_folds_over_the_labels_of_all(self):
        groups, folds = try_in_folds(labelled(THREE, 10, "2022-06"), "thirteen", folds=3)
        every = joined(folds)
        assert len(every.truth) == len(every.said) == len(every.probabilities) == 90
        assert len(every.thresholds) == 3 and set(every.rivals) == {"majority", "keywords"}
        assert np.allclose(every.probabilities.sum(axis=1), 1)

    def test_leaves_the_printed_figures_as_they_are(self, tmp_path, capsys):
        path = tmp_path / "complaints.csv"
        rows = [f"{c.text},{min(c.labels)},{c.at}" for c in labelled(THREE, 10, "2022-06")]
        path.write_text("\n".join(["comment,type,timestamp", *rows]), encoding="utf-8")
        asked = ["--task", "menu6", "--data", str(path), "--json"]
        assert main(asked) == 0
        before = capsys.readouterr().out
        assert main([*asked, "--report", str(tmp_path / "report")]) == 0
        assert capsys.readouterr().out == before
        assert (tmp_path / "report" / "report.md").is_file()


class TestPictures:
    def test_are_drawn_the_same_each_time(self, tried, tmp_path):
        pytest.importorskip("matplotlib", reason="matplotlib is not installed (requirements-dev.txt)")
        for folder in ("one", "two"):
            write_report([tried], tmp_path / folder)
        for name in ("reliability.png", "coverage.png", "confusion.png"):
            one, two = ((tmp_path / folder / name).read_bytes() for folder in ("one", "two"))
            assert one.startswith(b"\x89PNG") and one == two, name

    def test_have_a_letter_for_all_that_is_written(self, tried, tmp_path, recwarn):
        pytest.importorskip("matplotlib", reason="matplotlib is not installed (requirements-dev.txt)")
        from ml import pictures

        if not pictures.FONTS.is_dir():
            pytest.skip("the front end is not installed, so Sarabun is not here (npm ci)")
        write_report([tried], tmp_path)
        assert not [str(one.message) for one in recwarn if "Glyph" in str(one.message) or "font" in str(one.message)]

    def test_are_nothing_that_measuring_or_serving_loads(self):
        asked = "import sys, ml.evaluate, ml.report, ml.serving; print('matplotlib' in sys.modules, 'fasttext' in sys.modules)"
        done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
        assert done.stdout.split() == ["False", "False"]
        assert "matplotlib" in NEVER_LOADED


class TestConfusions:
    CLASSES = ("ก", "ข", "ค")

    def table(self, truth, first, said):
        probabilities = np.array([[0.8 if name == one else 0.1 for name in self.CLASSES] for one in first])
        claimed = np.array([[name in of_text for name in self.CLASSES] for of_text in said])
        return confusion_table([frozenset(one) for one in truth], self.CLASSES, probabilities, claimed)

    def test_count_each_text_once_in_the_row_of_its_label(self):
        labels, table = self.table(["ก", "ก", "ข"], ["ก", "ข", "ข"], ["ก", "ข", "ข"])
        assert table.tolist() == [[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]]
        pair = most_confused(labels, table)[0]
        assert (pair.true, pair.taken_for, pair.count, pair.share) == ("ก", "ข", 1, 0.5)

    def test_do_not_call_a_label_wrong_that_the_text_carries_too(self):
        labels, table = self.table(["กข"], ["ก"], ["ก"])
        assert table.tolist() == [[1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]]
        assert most_confused(labels, table) == []

    def test_know_a_label_that_the_model_never_saw(self):
        labels, table = self.table(["ฮ"], ["ก"], ["ก"])
        assert table[labels.index("ฮ"), labels.index("ก")] == 1


class TestFastText:
    def test_is_taught_the_same_labels(self, tried):
        pytest.importorskip("fasttext", reason="fastText is not installed: it is optional")
        probabilities, said = fasttext_rival.fasttext_rival(
            tried.learned, [complaint.text for complaint in tried.asked], tried.classes, multilabel=False
        )
        assert probabilities.shape == said.shape == (len(tried.asked), 3)
        assert (said.sum(axis=1) == 1).all()
        right = [tried.classes[row.argmax()] in labels for row, labels in zip(said, tried.truth, strict=True)]
        assert np.mean(right) > 0.9


def test_the_interval_of_a_mean_holds_it_and_narrows_with_more():
    few, many = (mean_interval(np.array([True, True, True, False] * times)) for times in (10, 1000))
    assert few[0] < 0.75 < few[1] and many[0] < 0.75 < many[1]
    assert many[1] - many[0] < (few[1] - few[0]) / 5
