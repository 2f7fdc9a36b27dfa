"""The command: cases in, pairs out, whatever the lines hold; and what judged pairs say of it."""

import json
import subprocess
import sys

import pytest

from ml.duplicates import pairs_among, read_case
from ml.json_lines import MAX_LINE_BYTES
from ml.judged_pairs import main as judge
from ml.judged_pairs import measure, read_judged
from ml.same_problem import INTERCEPT, MAX_CANDIDATES, WEIGHTS, is_near, likely_same

LAMP = "ไฟถนนหน้าตลาดสดบ้านโนนม่วงดับมาสองสัปดาห์ มืดมาก กลัวรถชน"
CASE = {"id": 1, "text": LAMP, "latitude": 13.75, "longitude": 100.5, "timestamp": "2026-06-01T12:00:00+07:00"}


def line(**changes):
    return json.dumps(CASE | changes).encode()


def run(*lines):
    done = subprocess.run([sys.executable, "-m", "ml.duplicates"], input=b"\n".join(lines), capture_output=True)
    return [json.loads(pair) for pair in done.stdout.splitlines()], done.stderr.decode(), done.returncode


class TestReading:
    @pytest.mark.parametrize(
        ("broken", "reason"),
        [
            (b"{broken", "not JSON"),
            (b"[1, 2]", "not a JSON object"),
            (b"\xff\xfe", "not JSON"),
            (b"[" * 100_000, "not JSON"),
            (b"x" * (MAX_LINE_BYTES + 1), "longer than"),
            (b'{"id": ' + b"9" * 10_000 + b"}", "not JSON"),
            (line(id=None), "id"),
            (line(id=""), "id"),
            (line(id=True), "id"),
            (line(id="x" * 201), "id"),
            (line(text=None), "text"),
            (line(text=" \n"), "text"),
            (line(text=5), "text"),
            (line(latitude=None), "latitude"),
            (line(latitude="13.7"), "latitude"),
            (line(latitude=True), "latitude"),
            (line(latitude=float("nan")), "latitude"),
            (line(latitude=10**400), "latitude"),
            (line(longitude=float("inf")), "longitude"),
            (line(longitude=180.1), "longitude"),
            (line(timestamp=None), "timestamp"),
            (line(timestamp=1654000000), "timestamp"),
            (line(timestamp="yesterday"), "timestamp"),
            (line(timestamp="2026-02-30"), "timestamp"),
            (line(timestamp="0001-01-01T00:00:00+14:00"), "timestamp"),
            (line(topic=["roads"]), "topic"),
        ],
    )
    def test_a_line_that_is_no_case_is_refused_with_its_reason(self, broken, reason):
        with pytest.raises(ValueError, match=reason):
            read_case(broken)

    def test_a_time_without_a_zone_is_bangkoks(self):
        assert read_case(line(timestamp="2026-06-01 12:00")).at == read_case(line()).at

    def test_a_case_may_stand_at_the_ends_of_the_earth(self):
        for latitude, longitude in ((90, 180), (-90, -180), (0, 0)):
            cases = [read_case(line(id=id, latitude=latitude, longitude=longitude)) for id in (1, 2)]
            assert len(list(pairs_among(cases))) == 1


class TestPairs:
    def test_are_the_same_as_if_every_case_were_compared_with_every_other(self):
        places = [(13.7 + n % 40 * 0.00031, 100.5 + n % 37 * 0.00029) for n in range(400)]
        cases = [
            read_case(line(id=n, latitude=north, longitude=east, text=LAMP if n % 3 else "ขยะล้นถังหน้าตลาด เหม็นมาก"))
            for n, (north, east) in enumerate(places)
        ]
        found = {(likely.other.id, case.id) for case, likely in pairs_among(cases)}
        ordered = sorted(cases, key=lambda case: (case.at, case.id))
        every = {
            (likely.other.id, case.id)
            for place, case in enumerate(ordered)
            for likely in likely_same(case, ordered[:place])
        }
        assert found == every
        assert len(every) > 400

    def test_name_the_earlier_case_first_whatever_the_order_of_the_lines(self):
        pairs, told, status = run(line(id="later", timestamp="2026-06-03"), b"", line(id="earlier"))
        assert (told, status) == ("", 0)
        assert [(pair["a"], pair["b"], pair["link"]) for pair in pairs] == [("earlier", "later", "auto")]
        assert 0.9 < pairs[0]["score"] <= 1

    def test_at_one_spot_are_bounded(self, monkeypatch):
        compared = []
        monkeypatch.setattr("ml.same_problem.is_near", lambda *pair: compared.append(pair) or is_near(*pair))
        one = read_case(line())
        cases = [type(one)(str(n), 13.75, 100.5, one.at, "", one.words, one.numbers) for n in range(3 * MAX_CANDIDATES)]
        assert list(pairs_among(cases))
        assert len(compared) <= MAX_CANDIDATES * len(cases)


class TestTheCommand:
    def test_refuses_bad_lines_by_number_and_still_answers_for_the_others(self):
        pairs, told, status = run(line(), b"{broken", line(id=2), line(id=2), line(id="1"), line(id=3, latitude=None))
        assert status == 1
        assert [(pair["a"], pair["b"]) for pair in pairs] == [("1", "2")]
        assert [message.split(": ")[1] for message in told.splitlines()] == ["line 2", "line 4", "line 5", "line 6"]
        assert LAMP not in told

    def test_has_nothing_to_say_of_nothing(self):
        assert run() == ([], "", 0)

    def test_survives_half_a_letter(self):
        pairs, _, status = run(line(id="\ud800", text=LAMP + "\ud800"), line(id=2))
        assert (len(pairs), status) == (1, 0)


class TestJudgedPairs:
    def test_give_the_weights_that_ship_and_keep_the_promise_unseen(self, shared_data):
        figures = measure(read_judged(shared_data / "dup_judged.tsv", [shared_data / "traffy_2022_2023.csv.gz"]))
        assert figures["precision_auto"]["unseen"] >= 0.95
        assert figures["recall_shown"]["unseen"] >= 0.8
        assert [figures["intercept"], *figures["weights"]] == pytest.approx([INTERCEPT, *WEIGHTS], abs=0.02)

    def test_whose_complaints_are_missing_are_refused(self, tmp_path, capsys):
        (tmp_path / "pairs.tsv").write_text("id_a\tid_b\tjudged\nA\tB\tyes\n", encoding="utf-8")
        (tmp_path / "texts.csv").write_text("ticket_id,comment,lat,lon,timestamp\n", encoding="utf-8")
        assert judge([str(tmp_path / "pairs.tsv"), str(tmp_path / "texts.csv")]) == 2
        assert "2 complaints of the pairs are missing" in capsys.readouterr().err
