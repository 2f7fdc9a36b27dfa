"""Every bar in one run: what is wanted, measured and reached; and which office had a ticket in the end."""

import gzip
import json
import random
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from ml import bars, evaluate, offices
from ml.bars import Bar, of_offices, page_of
from ml.evaluate import main
from ml.offices import Settled, office_figures, office_in_the_end, read_settled
from tests.ml.conftest import labelled


class TestABar:
    @pytest.mark.parametrize(
        ("wanted", "measured", "at_most", "reached"),
        [(0.7, 0.7, False, True), (0.7, 0.699, False, False), (3.0, 3.0, True, True), (3.0, 3.01, True, False)],
    )
    def test_is_reached_on_the_right_side(self, wanted, measured, at_most, reached):
        bar = Bar("x", wanted, measured, at_most)
        assert bar.is_reached is bar.told()["reached"] is reached
        assert ("**no**" in page_of([bar])) is not reached

    def test_of_offices_wants_more_than_the_standard_error(self):
        figures = {"kind_top3": 0.9, "kind_interval": [0.8, 0.95], "kind_n": 9, "shipped_top3": 0.7}
        figures |= {"top1": 0.5, "district": 0.49, "n": 9}
        reached = [
            of_offices({**figures, "difference": 0.01, "standard_error": e})[1].is_reached for e in (0.009, 0.011)
        ]
        assert reached == [True, False]


class TestTheCommand:
    def test_prints_every_bar_and_passes_the_report_on(self, monkeypatch, tmp_path, capsys):
        seen = []
        monkeypatch.setattr(bars, "all_bars", lambda *given, **named: seen.append((given, named)) or [Bar("x", 1, 2)])
        assert main(["--all", "--data", str(tmp_path), "--json", "--report", "r"]) == 0
        told = json.loads(capsys.readouterr().out)["bars"]
        assert [(bar["name"], bar["wanted"], bar["measured"], bar["reached"]) for bar in told] == [("x", 1, 2, True)]
        assert seen[0][0] == (tmp_path,) and str(seen[0][1]["report"]) == "r"

    def test_measures_every_task_and_writes_a_report_of_each(self, monkeypatch, tmp_path, capsys):
        monkeypatch.setattr(bars, "_costs", list)
        monkeypatch.setattr(bars, "_training", lambda folder: [])
        monkeypatch.setattr(bars, "load_model", lambda path: TestOffices().model())
        menu = labelled(("ทางเท้า", "น้ำท่วม", "ขยะ"), 10, "2022-06")
        tagged = labelled(("ถนน", "ทางเท้า", "น้ำท่วม"), 10, "2022-10")
        for name, complaints in ((bars.DATA_FILE, menu + tagged), (bars.FOLDS_FILE, menu)):
            with gzip.open(tmp_path / name, "wt", encoding="utf-8") as file:
                lines = [f"{one.text},{min(one.labels)},{one.at}" for one in complaints]
                file.write("\n".join(["comment,type,timestamp", *lines]))
        with gzip.open(tmp_path / bars.OFFICE_FILE, "wt", encoding="utf-8") as file:
            tickets = [f"{t.text},{min(t.kinds)},{t.office},{t.district},{t.at}" for t in TestOffices().tickets(80)]
            file.write("\n".join(["comment,type,organization,district,timestamp", *tickets]))
        assert main(["--all", "--data", str(tmp_path), "--report", str(tmp_path / "report")]) == 0
        told = capsys.readouterr()
        for name in (
            "6 classes: macro-F1",
            "top-3",
            "ECE",
            "coverage",
            "24 labels: micro-F1",
            "thirteen",
            "kind top-3",
            "office",
        ):
            assert name in told.out, name
        assert "offices" in told.err, "progress"
        assert (tmp_path / "report" / "bars.md").read_text(encoding="utf-8").strip() == told.out.strip()
        for task in ("menu6", "labels24", "thirteen"):
            assert (tmp_path / "report" / task / "report.md").is_file()

    def test_wants_a_folder(self, tmp_path, capsys):
        for asked in (["--all"], ["--all", "--data", str(tmp_path / "no.csv")], ["--all", "--task", "menu6"]):
            with pytest.raises(SystemExit):
                evaluate.main(asked)
        assert "--all" in capsys.readouterr().err

    def test_says_which_file_is_missing(self, monkeypatch, tmp_path, capsys):
        monkeypatch.setattr(bars, "_costs", list)
        monkeypatch.setattr(bars, "_training", lambda folder: [])
        assert main(["--all", "--data", str(tmp_path)]) == 2
        assert "traffy_2022_2023.csv.gz" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("chain", "office"),
    [
        ("กรุงเทพมหานคร, เพื่อนชัชชาติ, เขตบางรัก, ฝ่ายโยธา เขตบางรัก", "เขตบางรัก"),
        ("กรุงเทพมหานคร, เขตบางรัก, กรมทางหลวง, เพื่อนชัชชาติ", "กรมทางหลวง"),
        ("เขตบางรัก, การไฟฟ้านครหลวง เขตบางกะปิ", "การไฟฟ้านครหลวง เขตบางกะปิ"),
        ("เพื่อนชัชชาติ, กรุงเทพมหานคร", ""),
        ("", ""),
    ],
)
def test_the_office_in_the_end_is_the_last_that_is_one(chain, office):
    assert office_in_the_end(chain) == office


class TestOffices:
    WORDS = ("ไฟดับทั้งซอย", "ขยะล้นถังหน้าบ้าน", "ถนนเป็นหลุมลึก", "เสียงดังทั้งคืน", "หมาจรจัดไล่กัด")

    class Kinds:
        """Knows a kind by a word: light or waste."""

        classes_ = np.array(["ขยะ", "แสงสว่าง", "ก", "ข"])

        def predict_proba(self, words):
            return np.where(words.toarray()[:, :1] > 0, [0.0, 1.0, 0.2, 0.1], [1.0, 0.0, 0.2, 0.1])

    def model(self):
        letters = CountVectorizer(analyzer="char", vocabulary=["ไ", *"กขคงจชดตถทนบปผพมยรลวสหอ"])
        features = SimpleNamespace(transform=letters.transform)
        return SimpleNamespace(features=features, heads={"traffy24": self.Kinds()})

    def tickets(self, count):
        """Every second one is of light and goes to the electricity office, the others to their districts."""
        found = []
        for number in range(count):
            light = number % 2 == 0
            district = ("บางรัก", "สาทร")[number % 4 // 2]
            marks = "".join(random.Random(number).choices("กขคงจชดตถทนบปผพมยรลวสหอ", k=40))
            text = f"{'ไฟ' if light else 'ถัง'}{marks}"
            office = "การไฟฟ้า" if light else f"เขต{district}"
            kind = "ไฟฟ้า" if light else "อื่นๆ" if number % 4 == 1 else "ถังขยะ"
            found.append(Settled(text, frozenset({kind}), district, office, f"2023-11-{number:04d}"))
        return found

    def test_are_found_by_kind_where_the_district_is_wrong(self):
        figures = office_figures(self.tickets(80), self.model())
        assert figures["top1"] == 1.0 and figures["district"] == pytest.approx(0.5, abs=0.1)
        assert figures["difference"] > figures["standard_error"] > 0

    def test_the_shipped_model_is_asked_under_its_own_names_of_kinds(self):
        figures = office_figures(self.tickets(80), self.model())
        assert (figures["shipped_top3"], figures["shipped_n"]) == (1.0, 20), "it knows light alone"

    def test_kinds_are_learned_from_the_earlier_half(self):
        figures = office_figures(self.tickets(80), self.model())
        assert (figures["kind_top3"], figures["kind_n"]) == (1.0, 30), "อื่นๆ is no kind"

    def test_a_kind_that_came_up_later_counts_as_missed(self):
        tickets = self.tickets(80)
        tickets[70] = replace(tickets[70], kinds=frozenset({"ป้ายหาเสียง"}))
        figures = office_figures(tickets, self.model())
        assert (figures["kind_top3"], figures["kind_n"]) == (pytest.approx(29 / 30, abs=1e-4), 30)

    def test_nothing_of_the_later_half_is_learned(self):
        tickets = self.tickets(80)
        turned = [*tickets[:40], *(replace(one, office="กรมทางหลวง", kinds=frozenset({"ถนน"})) for one in tickets[40:])]
        figures = office_figures(turned, self.model())
        assert (figures["top1"], figures["kind_top3"]) == (0.0, 0.0)

    def test_leave_out_what_the_earlier_half_told_already(self):
        tickets = self.tickets(80)
        repeated = [*tickets[:40], *tickets[:2], *tickets[42:]]
        figures = office_figures(repeated, self.model())
        assert (figures["left_out"], figures["n"]) == (2, 38)

    def test_say_nothing_where_the_later_half_holds_nothing_new(self):
        with pytest.raises(ValueError, match="nothing new"):
            office_figures(self.tickets(40) * 2, self.model())

    def test_count_texts_that_are_the_same_as_one_in_the_standard_error(self):
        values = np.array([1.0, 0.0] * 20)
        alone = offices.clustered_error(values, np.arange(40))
        assert alone == pytest.approx(values.std(ddof=1) / 40**0.5, rel=1e-6)
        assert offices.clustered_error(values, np.arange(40) % 2) > 3 * alone

    def test_are_read_from_the_file_the_earliest_first(self, tmp_path):
        path = tmp_path / "a.csv.gz"
        rows = [
            "comment,type,organization,district,timestamp",
            "ข,ขยะ,เขตสาทร,สาทร,2",
            "ก,,เขตสาทร,สาทร,1",
            "ค,ขยะ,เพื่อนชัชชาติ,สาทร,3",
        ]
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.write("\n".join(rows))
        assert [one.text for one in read_settled(path)] == ["ก", "ข"]
        with gzip.open(path, "wt", encoding="utf-8") as file:
            file.write("comment\nก")
        with pytest.raises(ValueError, match="district"):
            read_settled(path)
