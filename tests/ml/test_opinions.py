"""People who vote alike are found, whatever the order of the votes and whatever else stands in the file."""

import csv
import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.opinion_bench import large_votes, measure
from ml.opinion_bench import main as bench
from ml.opinion_clusters import BASE_CLUSTERS, agreement, find_grouping, silhouette
from ml.opinions import UNGROUPED, Smoothed, find_opinions, smooth_groups
from ml.opinions import main as opinions
from ml.votes import votes_of
from tests.ml.conftest import SHARED_DATA

CONVERSATIONS = SHARED_DATA.parent / "opinions"
HEADER = "timestamp,datetime,comment-id,voter-id,vote\n"


def rows_of(camps, statements=16, seed=0, share=0.85):
    """One row for each vote: camp after camp of so many people, each camp with its own answers, given with some noise."""
    chance = np.random.default_rng(seed)
    answers = np.sign(chance.normal(size=(len(camps), statements)))
    rows, truth = [], {}
    for camp, people in enumerate(camps):
        for _ in range(people):
            voter = str(len(truth))
            truth[voter] = camp
            for statement in range(statements):
                if chance.random() < share:
                    says = answers[camp, statement] if chance.random() < 0.9 else chance.integers(-1, 2)
                    rows.append((float(len(rows)), voter, str(statement), int(says)))
    return rows, truth


def camps_found(rows, truth, **asked):
    found = find_opinions(votes_of(rows), **asked)
    is_in = found.group != UNGROUPED
    expected = np.array([truth[voter] for voter in found.voters])
    return agreement(expected[is_in], found.group[is_in], np.ones(int(is_in.sum()))), found


class TestFindingGroups:
    @pytest.mark.parametrize("camps", [(30, 20), (90, 40), (40, 30, 25), (60, 45, 30)])
    def test_camps_are_found_and_counted(self, camps):
        alike, found = camps_found(*rows_of(camps))
        assert alike > 0.95
        assert len(found.sizes) == len(camps)
        assert found.sizes == sorted(found.sizes, reverse=True)

    def test_the_order_of_the_votes_changes_nothing(self):
        rows, _ = rows_of((75, 40), seed=3)
        shuffled = [rows[place] for place in np.random.default_rng(1).permutation(len(rows))]
        one, other = find_opinions(votes_of(rows), groups=2), find_opinions(votes_of(shuffled), groups=2)
        assert one.told() == other.told()

    def test_nor_do_the_names_of_the_voters(self):
        rows, truth = rows_of((60, 30), seed=3)
        turned = [(time, str(1000 - int(voter)), statement, vote) for time, voter, statement, vote in rows]
        assert camps_found(turned, {str(1000 - int(voter)): camp for voter, camp in truth.items()})[0] > 0.95

    def test_only_the_last_vote_counts(self):
        changed = votes_of([(5.0, "a", "1", 1), (9.0, "a", "1", -1), (7.0, "a", "1", 0)])
        assert changed.vote.tolist() == [-1]
        assert votes_of([(5.0, "a", "1", 1), (5.0, "a", "1", 0)]).vote.tolist() == [0]

    def test_who_voted_little_belongs_to_none_unless_too_few_voted_much(self):
        rows, _ = rows_of((20, 20))
        few = [(0.0, "once", "0", 1)]
        found = find_opinions(votes_of(rows + few))
        assert found.group[found.voters.index("once")] == UNGROUPED
        assert UNGROUPED not in find_opinions(votes_of([row for row in rows if int(row[1]) < 6] + few)).group

    def test_once_in_a_group_always_in_one(self):
        rows, _ = rows_of((20, 20))
        found = find_opinions(votes_of([*rows, (0.0, "once", "0", 1)]), stay={"once"})
        assert found.group[found.voters.index("once")] != UNGROUPED

    def test_a_group_keeps_its_number(self):
        rows, _ = rows_of((60, 30))
        first = find_opinions(votes_of(rows))
        turned = {voter: 1 - int(group) for voter, group in zip(first.voters, first.group, strict=True)}
        assert find_opinions(votes_of(rows), before=turned).group.tolist() == (1 - first.group).tolist()

    def test_a_statement_moderated_out_moves_nobody_and_is_never_told(self):
        rows, truth = rows_of((40, 30))
        loud = [(0.0, str(voter), "spam", 1 if voter % 2 else -1) for voter in range(70)]
        alike, found = camps_found(rows + loud, truth, moderated_out={"spam"})
        assert alike > 0.95
        assert found.extremity["spam"] == 0
        assert "spam" not in {one.statement for group in found.representative for one in group}

    def test_a_picture_needs_a_hundred_dots_at_most(self):
        _, found = camps_found(*rows_of((80, 50)))
        assert len(found.base_clusters) <= BASE_CLUSTERS
        assert sum(dot.voters for dot in found.base_clusters) == sum(found.sizes) == 130
        by_group = [sum(dot.voters for dot in found.base_clusters if dot.group == group) for group in (0, 1)]
        assert by_group == found.sizes

    def test_many_voters_are_found_by_a_grid(self):
        votes, truth = large_votes(30_000, 60, 400_000)
        found = find_opinions(votes, groups=2)
        is_in = found.group != UNGROUPED
        assert agreement(truth[is_in], found.group[is_in], np.ones(int(is_in.sum()))) > 0.8


class TestSmoothing:
    def test_the_number_of_groups_follows_after_four_times(self):
        shown, last = [], None
        for best in (2, 3, 2, 3, 3, 3, 3, 2):
            last = smooth_groups(best, last)
            shown.append(last.shown)
        assert shown == [2, 2, 2, 2, 2, 2, 3, 3]
        assert last == Smoothed(shown=3, best=2, times=1)


class TestWhatMustAlwaysHold:
    votes = st.lists(
        st.tuples(st.just(0.0), st.sampled_from("abcdefgh"), st.sampled_from("123456789"), st.sampled_from([-1, 0, 1])),
        max_size=60,
    )

    @settings(max_examples=60, deadline=None)
    @given(rows=votes, groups=st.none() | st.integers(1, 6), out=st.sets(st.sampled_from("123456789")))
    def test_for_any_votes(self, rows, groups, out):
        found = find_opinions(votes_of(rows), groups=groups, moderated_out=out)
        told = json.loads(json.dumps(found.told(), allow_nan=False))
        assert len(told["group"]) == len({voter for _, voter, _, _ in rows})
        assert sum(found.sizes) == sum(group != UNGROUPED for group in told["group"])
        assert all(found.sizes)
        assert len(found.sizes) <= (groups or 5)
        assert all(0 < low <= 1 for pair in found.group_aware.values() for low in pair)
        assert all(-1 <= value <= 1 for value in found.silhouettes.values())

    @settings(max_examples=30, deadline=None)
    @given(points=st.lists(st.tuples(*[st.floats(-5, 5)] * 2), min_size=2, max_size=30))
    def test_a_grouping_is_of_all_points(self, points):
        found = find_grouping(np.array(points))
        assert len(found.group) == len(points)
        assert -1 <= silhouette(np.array(points), found.group) <= 1


class TestTheCommand:
    def test_it_prints_voter_and_group(self, tmp_path, capsys):
        rows, truth = rows_of((30, 20))
        path = tmp_path / "votes.csv"
        path.write_text("\ufeff" + HEADER + "".join(f"{t},,{s},{voter},{vote}\n" for t, voter, s, vote in rows))
        assert opinions([str(path), "--groups", "2"]) == 0
        printed = list(csv.DictReader(capsys.readouterr().out.splitlines()))
        assert [row["voter-id"] for row in printed] == [str(voter) for voter in range(50)]
        assert {(truth[row["voter-id"]], row["group-id"]) for row in printed} == {(0, "0"), (1, "1")}

    def test_a_row_that_is_no_vote_is_refused_with_its_number(self, tmp_path, capsys):
        path = tmp_path / "votes.csv"
        bad = [
            "1,,0,a,2",
            "1,,0,a,nan",
            "nan,,0,a,1",
            "x,,0,a,1",
            "1,,,a,1",
            "1,,0,,1",
            "1,,0,a",
            f"1,,0,{'a' * 201},1",
        ]
        path.write_text(HEADER + "\n".join(["1,,0,a,1", *bad, "2,,0,ข,-1"]) + "\n")
        assert opinions([str(path)]) == 1
        out, err = capsys.readouterr()
        assert [line.split(",")[0] for line in out.splitlines()] == ["voter-id", "a", "ข"]
        assert [line.split(": ")[1] for line in err.splitlines()] == [f"row {number}" for number in range(3, 11)]

    @pytest.mark.parametrize(
        "body",
        [
            "",
            "1,,0,a,1\n",
            "1,,0,a,0\n1,,1,a,0\n1,,0,b,0\n",
            "1,,0,a,1\n1,,0,b,1\n1,,0,c,1\n1,,1,a,1\n1,,1,b,1\n1,,1,c,1\n",
            "1,,0,a,1\n1,,0,a,1\n1,,0,a,1\n",
            "1,,0,a,1\n1,,0,b,-1\n",
            "".join(f"1,,{n},v{n},1\n" for n in range(30)),
        ],
        ids=["nobody", "one voter", "all pass", "all the same", "twice", "one statement", "nobody alike"],
    )
    def test_too_little_to_group_is_no_error(self, body, tmp_path, capsys):
        path, out = tmp_path / "votes.csv", tmp_path / "out.txt"
        path.write_text(HEADER + body)
        out.write_text("0\n1\n")
        assert (
            opinions([str(path)]) == opinions([str(path), "--groups", "3", "--moderated-out", str(out), "--json"]) == 0
        )
        assert "nan" not in capsys.readouterr().out.lower()

    @pytest.mark.parametrize(
        "content", [b"", b"\xff\xfe\x00", b"a,b,c\n1,2,3\n", b"comment-id,voter-id\n", b"\x00" * 50]
    )
    def test_what_is_no_csv_of_votes_is_refused_with_its_reason(self, content, tmp_path, capsys):
        path = tmp_path / "votes.csv"
        path.write_bytes(content)
        assert opinions([str(path)]) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert err.startswith("ml.opinions: ")

    def test_as_a_program_it_ends_with_that_status_too(self, tmp_path):
        (tmp_path / "votes.csv").write_bytes(b"\xff\xfe")
        asked = [sys.executable, "-m", "ml.opinions", str(tmp_path / "votes.csv"), "--moderated-out", str(tmp_path)]
        done = subprocess.run(asked, capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Traceback" not in done.stderr

    def test_nor_is_a_missing_file_or_a_senseless_number(self, tmp_path, capsys):
        assert opinions([str(tmp_path / "none.csv")]) == 2
        for senseless in ("0", "-1", "two", "9" * 5000):
            with pytest.raises(SystemExit) as stopped:
                opinions([str(tmp_path), "--groups", senseless])
            assert stopped.value.code == 2


@pytest.mark.parametrize(
    ("conversation", "least"),
    [
        ("canadian-electoral-reform", 1.00),
        ("scoop-hivemind.biodiversity", 0.95),
        ("brexit-consensus", 0.88),
        ("vtaiwan.uberx", 0.85),
    ],
)
def test_groups_agree_with_those_that_polis_published(conversation, least):
    folder = CONVERSATIONS / conversation
    if not folder.is_dir():
        pytest.skip("the published conversations are not here (opinions/ in the folder shared beside the repository)")
    figures = measure(folder)
    assert figures["ari_forced"] >= least
    assert figures["chosen"] == figures["published"]


class TestTheBench:
    def test_it_prints_a_row_a_conversation_and_says_that_red_dwarf_was_not_asked(self, conversation, capsys):
        assert bench(["--data", str(conversation.parent), "--json"]) == 0
        out, err = capsys.readouterr()
        (row,) = json.loads(out)
        assert (row["published"], row["people"], row["ari_forced"]) == (2, 50, 1.0)
        assert "red-dwarf was not asked" in err

    def test_a_red_dwarf_that_is_not_there_and_a_folder_without_conversations_are_told(
        self, conversation, tmp_path, capsys
    ):
        assert bench(["--data", str(conversation.parent), "--red-dwarf", str(tmp_path / "none")]) == 2
        assert bench(["--data", str(conversation.parent), "--red-dwarf", sys.executable]) == 2
        assert bench(["--data", str(tmp_path / "empty")]) == 2
        assert capsys.readouterr().err.count("ml.opinion_bench: ") == 3

    @pytest.fixture
    def conversation(self, tmp_path):
        rows, truth = rows_of((30, 20))
        folder = tmp_path / "all" / "one"
        folder.mkdir(parents=True)
        lines = "".join(f"{t},,{s},{voter},{vote}\n" for t, voter, s, vote in rows)
        (folder / "votes.csv").write_text(HEADER + lines)
        (folder / "comments.csv").write_text("comment-id,moderated\n0,1\n")
        published = "".join(f"{voter},{camp}\n" for voter, camp in truth.items())
        (folder / "participants-votes.csv").write_text("participant,group-id\n" + published + "99,\n")
        return folder
