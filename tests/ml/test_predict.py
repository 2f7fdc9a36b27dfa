"""The command: lines of JSON in, as many answers out, whatever the lines hold."""

import json
import subprocess
import sys

import pytest

from ml.json_lines import MAX_LINE_BYTES
from ml.predict import answers, read_line


def said(classifier, *lines):
    return list(answers(classifier, lines))


class TestAnswers:
    def test_come_in_order_with_their_ids(self, small_classifier):
        lines = [json.dumps({"id": n, "text": "ถนนเป็นหลุมเป็นบ่อ"}).encode() for n in range(450)]
        assert [answer["id"] for answer in said(small_classifier, *lines)] == list(range(450))

    def test_have_the_promised_shape(self, small_classifier):
        (answer,) = said(
            small_classifier, b'{"id": "a", "text": "\xe0\xb8\x99\xe0\xb9\x89\xe0\xb8\xb3", "latitude": null}'
        )
        assert set(answer) == {"id", "topics", "urgent", "abstain"}
        assert all(set(topic) == {"code", "probability"} for topic in answer["topics"])

    @pytest.mark.parametrize(
        ("line", "id"),
        [
            (b"{broken", None),
            (b"[1, 2]", None),
            (b'"text"', None),
            (b"\xff\xfe", None),
            (b'{"text": "\xe0\xb8\x81"}', None),
            (b'{"id": 7}', 7),
            (b'{"id": 7, "text": null}', 7),
            (b'{"id": 7, "text": 5}', 7),
            (b"[" * 100_000, None),
            (b"x" * (MAX_LINE_BYTES + 1), None),
        ],
    )
    def test_to_a_broken_line_abstain_and_say_why(self, small_classifier, line, id):
        (answer,) = said(small_classifier, line)
        assert answer["id"] == id
        assert answer["abstain"]
        assert answer["error"]

    def test_to_good_lines_are_given_between_broken_ones(self, small_classifier):
        good = json.dumps({"id": 1, "text": "น้ำท่วมขังในซอย"}).encode()
        assert ["error" in answer for answer in said(small_classifier, b"?", good, b"?", good)] == [
            True,
            False,
            True,
            False,
        ]

    def test_empty_lines_are_skipped(self, small_classifier):
        assert said(small_classifier, b"\n", b"  \n") == []

    def test_the_mark_at_the_beginning_of_a_windows_file_is_forgiven(self):
        assert read_line(b'\xef\xbb\xbf{"id": 1, "text": "x"}') == {"id": 1, "text": "x"}


def test_the_command_answers_with_the_shipped_model():
    lines = "\n".join(
        [
            json.dumps({"id": "ก-1", "text": "ไฟถนนดับทั้งซอย"}),
            "broken",
            json.dumps({"id": "ก-2", "text": "😀"}),
            '{"id": "surrogate", "text": "\\ud800"}',
        ]
    )
    done = subprocess.run([sys.executable, "-m", "ml.predict"], input=lines.encode(), capture_output=True, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["ก-1", None, "ก-2", "surrogate"]
    assert answers[0]["topics"][0]["code"] == "electricity/street-lights"
    assert [answer["abstain"] for answer in answers] == [False, True, True, True]


def test_the_command_says_what_is_wrong_with_a_missing_model(tmp_path):
    command = [sys.executable, "-m", "ml.predict", "--model", str(tmp_path / "topics-none.skops")]
    done = subprocess.run(command, input=b"", capture_output=True)
    assert done.returncode == 2
    assert b"there is no model" in done.stderr
