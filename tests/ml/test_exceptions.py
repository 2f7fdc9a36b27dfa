"""How often an exception is right: counted by time, each text once, and never the half in which the words were written."""

import csv
import gzip
import json
from pathlib import Path

import pytest

from ml import exceptions
from ml.exceptions import ByName, figures_of, half_of, holding, is_of, read_exceptions, read_forwards
from ml.offices import Settled

HIGHWAY = ByName("roads", "doh", "ทล.#|กรมทางหลวง")
RAILWAY = ByName("roads", "srt", "รางรถไฟ")
RULES = Path(__file__).parents[2] / "routing/reference/rules.csv"


def settled(text, office="กรมทางหลวง", district="บางเขน", at="2023-03-01"):
    return Settled(text, frozenset(), district, office, at)


@pytest.mark.parametrize(
    ("office", "agency", "expected"),
    [
        ("แขวงทางหลวงธนบุรี กรมทางหลวง", "doh", True),
        ("กรมทางหลวงชนบท กระทรวงคมนาคม", "doh", False),
        ("กรมทางหลวงชนบท กระทรวงคมนาคม", "drr", True),
        ("เขตบางเขน", "doh", False),
    ],
)
def test_an_office_is_of_its_agency(office, agency, expected):
    assert is_of(office, agency) == expected


def test_one_holds_in_its_topic_and_what_is_below_and_two_agencies_are_a_tie():
    both = [HIGHWAY, RAILWAY]
    assert holding("ทล. 304 พัง", "roads/pothole", both) == HIGHWAY
    assert holding("ทล. 304 พัง", "roadsters", both) is None
    assert holding("ทล. 304 พัง", "waste", both) is None
    assert holding("ทล. 304 ตรงรางรถไฟพัง", "roads", both) is None


def test_the_reported_half_holds_no_text_of_the_written_one():
    said = "ถนนเป็นหลุมลึกมากหน้าหมู่บ้านของเราช่วยมาดูด้วย"
    other = "ไฟส่องทางดับทั้งซอยตั้งแต่เมื่อวานนี้"
    tickets = [
        settled(said, at="1"),
        settled("สุนัขจรจัดไล่กัดคนในตลาด", at="2"),
        settled(said, at="3"),
        settled(other, at="4"),
    ]
    tickets += [settled(other, at="5"), settled("ขยะล้นถังมาสามวันแล้วไม่มีใครมาเก็บ", at="6")]
    assert [one.at for one in half_of(tickets, "reported")] == ["4", "6"]
    assert [one.at for one in half_of(tickets, "written")] == ["1", "2"]


def test_counts_what_it_would_decide_and_how_often_that_is_right():
    asked = [
        (settled("ทล. 304 พัง"), "roads/pothole"),
        (settled("ทล. 304 มืด", "เขตบางเขน"), "roads"),
        (settled("ทล. 304 มีสุนัข", "เขตบางเขน"), "trees-animals"),
        (settled("ถนนพัง", "เขตบางเขน"), "roads"),
    ]
    figures = figures_of([HIGHWAY], [HIGHWAY, RAILWAY], asked)
    assert {key: figures[key] for key in ("named", "n", "right", "district")} == {
        "named": 3,
        "n": 2,
        "right": 1,
        "district": 1,
    }
    assert figures["interval"] == [0.095, 0.905]


def test_those_of_bangkok_are_read_from_the_rules_that_ship():
    rows = read_exceptions(RULES)
    assert {"mwa", "doh", "drr", "nbtc"} <= {row.agency for row in rows}
    assert "pwa" not in {row.agency for row in rows}, "in Bangkok the water is another's"
    assert len({(row.topic, row.named) for row in rows}) == len(rows)


def test_forwards_are_read_by_time(tmp_path):
    path = tmp_path / "forwards.csv.gz"
    columns = ["comment", "type", "district", "forwarded_to", "timestamp"]
    with gzip.open(path, "wt", encoding="utf-8", newline="") as lines:
        table = csv.writer(lines)
        table.writerows([columns, ["b", "ถนน,จราจร", "x", "กรมทางหลวง", "2"], ["a", "", "x", "เขตx", "1"]])
    assert [(one.text, one.office) for one in read_forwards(path)] == [("a", "เขตx"), ("b", "กรมทางหลวง")]


def test_the_command_prints_the_figures_or_says_what_is_missing(tmp_path, capsys, monkeypatch):
    assert exceptions.main(["--data", str(tmp_path)]) == 2
    assert "ml.exceptions:" in capsys.readouterr().err
    told = [settled(f"ทล. {number} เป็นหลุมลึกมากที่หลัก {'กขคงจฉชซฌญ'[number] * 9}", at=str(number)) for number in range(10)]
    monkeypatch.setattr(exceptions, "read_forwards", lambda path: told)
    monkeypatch.setattr(exceptions, "read_settled", lambda path: told)
    assert exceptions.main(["--data", str(tmp_path), "--rules", str(RULES), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["half"] == "reported" and figures["texts"]["days"] <= 5
    assert {one["agency"] for one in figures["exceptions"]} >= {"doh", "srt"}
