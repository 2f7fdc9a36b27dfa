"""Figures by district: those of the test told apart, few texts together, and chance named as chance."""

from dataclasses import replace

import numpy as np
import pytest

from ml.card import card_page
from ml.complaint_data import Labelled
from ml.evaluate import Tried
from ml.regions import FEW, by_district
from ml.wilson import wilson

CLASSES = ["ก", "ข", "ค", "ง"]


def tried(*districts, seed=0):
    """A test of texts (district, how many, share whose label is among the first three)."""
    asked, truth = [], []
    for district, count, share in districts:
        asked += [Labelled("ข้อความ", frozenset("ก"), "2022-07-01", district=district)] * count
        truth += [frozenset("ก" if number < round(share * count) else "ง") for number in range(count)]
    probabilities = np.tile([0.4, 0.3, 0.2, 0.1], (len(asked), 1))
    return Tried("menu6", 100, truth, CLASSES, probabilities, probabilities > 0.35, [0.5], {}, asked, [])


class TestByDistrict:
    def test_tells_each_district_with_texts_enough(self):
        told = by_district(tried(("บางรัก", 100, 0.9), ("สาทร", FEW, 1.0)))
        assert told["districts"]["บางรัก"]["top3"] == 0.9 and told["districts"]["บางรัก"]["n"] == 100
        assert set(told["districts"]) == {"บางรัก", "สาทร"} and "others" not in told

    def test_tells_those_with_few_together_and_those_without_a_place_with_them(self):
        told = by_district(tried(("บางรัก", FEW, 1.0), ("สาทร", FEW - 1, 0.0), ("พระนคร", 1, 1.0), ("", FEW + 10, 1.0)))
        assert set(told["districts"]) == {"บางรัก"}
        assert (told["others"]["districts"], told["others"]["n"]) == (2, FEW - 1 + 1 + FEW + 10)

    def test_every_text_counts_once(self):
        told = by_district(tried(("บางรัก", 70, 1.0), ("สาทร", 60, 0.5), ("พระนคร", 9, 1.0)))
        assert sum(one["n"] for one in (*told["districts"].values(), told["others"])) == 139

    def test_says_whether_chance_alone_would_do_it(self):
        assert by_district(tried(("บางรัก", 100, 0.95), ("สาทร", 100, 0.6)))["differences_p"] < 0.01
        assert by_district(tried(("บางรัก", 100, 0.9), ("สาทร", 100, 0.89)))["differences_p"] > 0.2

    def test_stands_on_the_page_of_the_card(self, small_model):
        told = by_district(tried(("บางรัก", 100, 0.9), ("สาทร", 9, 1.0)))
        card = {"version": "x", "purpose": "x", "bytes": 1, "sha256": "x", "vocabulary": "x", "split": "x"}
        card |= {"data": dict.fromkeys(("origin", "licence", "labels"), "x"), "versions": {}, "merging": {}}
        page = card_page({**card, "regions": told})
        assert "| บางรัก | 100 |" in page and "| 1 other districts together | 9 |" in page
        assert "nothing was measured in any other province" in page
        assert "By district" not in card_page(card)


@pytest.mark.parametrize(
    ("right", "of", "low", "high"), [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (45, 50, 0.7864, 0.9565)]
)
def test_wilsons_interval_is_that_of_the_textbook(right, of, low, high):
    assert wilson(right, of) == pytest.approx([low, high], abs=2e-4)


def test_a_complaint_knows_its_district(tmp_path):
    from ml.complaint_data import read_labelled

    path = tmp_path / "a.csv"
    path.write_text("comment,type,timestamp,district\nขยะล้น,ขยะ,2022-06-01,บางรัก\n", encoding="utf-8")
    assert [replace(one, text="") for one in read_labelled(path, "menu6")] == [
        Labelled("", frozenset({"ขยะ"}), "2022-06-01", district="บางรัก")
    ]
