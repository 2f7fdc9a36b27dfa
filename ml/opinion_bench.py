"""How near our opinion groups come to those that Pol.is published, and what the largest consultation costs.

    python -m ml.opinion_bench --data FOLDER [--red-dwarf PYTHON] [--json]
    python -m ml.opinion_bench --large [--voters 700000] [--statements 300] [--votes 5000000] [--json]

FOLDER: one folder for each conversation of compdemocracy/openData, with votes.csv, comments.csv (moderated -1: out) and
participants-votes.csv (group-id: what Pol.is published). ari_forced: the adjusted Rand index with as many groups as
published, over the people who are in a group both there and here; chosen: how many groups we take by ourselves.
--red-dwarf: a Python in whose environment PyPI's red-dwarf is installed; the same is measured of it, as a program of its own.
--large: votes made up from two opposed groups and some noise, always the same; seconds of CPU and gigabytes.
"""

import argparse
import csv
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import adjusted_rand_score

from ml.opinions import UNGROUPED, find_opinions
from ml.votes import Votes, read_votes

_RED_DWARF = """
import json, sys
from reddwarf.implementations.base import run_pipeline
asked = json.load(sys.stdin)
votes = [dict(zip(("participant_id", "statement_id", "vote", "modified"), (*row, 0))) for row in asked["votes"]]
found = {}
for name, count in (("forced", asked["groups"]), ("free", None)):
    done = run_pipeline(votes=votes, mod_out_statement_ids=asked["out"], force_group_count=count, random_state=0)
    groups = done.participants_df["cluster_id"].dropna()
    found[name] = {str(voter): int(group) for voter, group in groups.items()}
print("\\n" + json.dumps(found))
"""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m ml.opinion_bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--data", type=Path, metavar="FOLDER")
    asked.add_argument("--large", action="store_true")
    parser.add_argument("--red-dwarf", metavar="PYTHON")
    parser.add_argument("--voters", type=int, default=700_000)
    parser.add_argument("--statements", type=int, default=300)
    parser.add_argument("--votes", type=int, default=5_000_000)
    parser.add_argument("--random-state", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    try:
        if given.large:
            rows = [measure_large(given.voters, given.statements, given.votes, random_state=given.random_state)]
        else:
            folders = sorted(path.parent for path in given.data.glob("*/participants-votes.csv"))
            if not folders:
                raise ValueError(f"{given.data}: no conversation is there")
            rows = [measure(folder, given.red_dwarf, random_state=given.random_state) for folder in folders]
    except (OSError, ValueError, KeyError) as error:
        print(f"ml.opinion_bench: {error}", file=sys.stderr)
        return 2
    if not given.large and not given.red_dwarf:
        print("ml.opinion_bench: red-dwarf was not asked: name its Python with --red-dwarf", file=sys.stderr)
    print(json.dumps(rows) if given.json else _as_table(rows))
    return 0


def measure(folder: Path, red_dwarf: str | None = None, *, random_state: int = 0) -> dict[str, Any]:
    """Of one conversation. Raises OSError and ValueError where a file is missing or unfit, or red-dwarf cannot run."""
    votes = read_votes(folder / "votes.csv", [])
    moderated_out = {row["comment-id"] for row in _rows(folder / "comments.csv") if row["moderated"] == "-1"}
    published = {
        row["participant"]: int(row["group-id"]) for row in _rows(folder / "participants-votes.csv") if row["group-id"]
    }
    groups = len(set(published.values()))
    before = time.process_time()
    forced = find_opinions(votes, groups=groups, moderated_out=moderated_out, random_state=random_state)
    cpu_s = time.process_time() - before
    free = find_opinions(votes, moderated_out=moderated_out, random_state=random_state)
    figures = {
        "conversation": folder.name,
        "published": groups,
        "ari_forced": _ari(published, _as_map(forced)),
        "chosen": len(free.sizes),
        "people": len(published.keys() & _as_map(forced).keys()),
        "cpu_s": round(cpu_s, 2),
    }
    if red_dwarf:
        rival = _ask_red_dwarf(red_dwarf, votes, groups, moderated_out)
        figures |= {
            "red_dwarf_ari": _ari(published, rival["forced"]),
            "red_dwarf_chosen": len(set(rival["free"].values())),
        }
    return figures


def measure_large(voters: int, statements: int, votes: int, *, random_state: int = 0) -> dict[str, Any]:
    """Seconds of CPU and by the clock to find the groups of made-up votes, and the most memory the process held, in GB."""
    made, truth = large_votes(voters, statements, votes, random_state=random_state)
    held_before = _peak_gb()
    cpu, clock = time.process_time(), time.monotonic()
    found = find_opinions(made)
    cpu, clock = time.process_time() - cpu, time.monotonic() - clock
    is_in = found.group != UNGROUPED
    return {
        "voters": len(made.voters),
        "statements": len(made.statements),
        "votes": len(made.vote),
        "cpu_s": round(cpu, 1),
        "clock_s": round(clock, 1),
        "peak_gb": round(_peak_gb(), 2),
        "of_that_the_votes_gb": round(held_before, 2),
        "groups": len(found.sizes),
        "ari_with_truth": round(float(adjusted_rand_score(truth[is_in], found.group[is_in])), 3),
    }


def large_votes(voters: int, statements: int, votes: int, *, random_state: int = 0) -> tuple[Votes, np.ndarray]:
    """Votes of two opposed groups, one twice as large, most people on few statements; and the group of each voter."""
    chance = np.random.default_rng(random_state)
    truth = (chance.random(voters) < 1 / 3).astype(np.int64)
    busy = chance.exponential(size=voters) + 0.3
    voter = np.repeat(
        np.arange(voters), np.minimum(1 + chance.poisson((votes / voters - 1) * busy / busy.mean()), statements)
    )
    statement = chance.integers(0, statements, size=len(voter))
    cell = np.unique(voter * statements + statement)
    voter, statement = np.divmod(cell, statements)
    leaning = chance.normal(0, 1, statements) + np.array([[1.0], [-1.0]]) * chance.normal(0, 1, statements)
    likes = leaning[truth[voter], statement] + chance.normal(0, 1, len(voter))
    vote = np.where(np.abs(likes) < 0.3, 0, np.sign(likes)).astype(np.int8)
    return Votes(
        [str(one) for one in range(voters)], [str(one) for one in range(statements)], voter, statement, vote
    ), truth


def _ask_red_dwarf(python: str, votes: Votes, groups: int, moderated_out: set[str]) -> dict[str, dict[str, int]]:
    rows = zip(votes.voter.tolist(), votes.statement.tolist(), votes.vote.tolist(), strict=True)
    asked = {
        "votes": [
            [int(votes.voters[voter]), int(votes.statements[statement]), vote] for voter, statement, vote in rows
        ],
        "groups": groups,
        "out": [int(id) for id in sorted(moderated_out)],
    }
    done = subprocess.run([python, "-c", _RED_DWARF], input=json.dumps(asked), capture_output=True, text=True)
    if done.returncode:
        raise ValueError(f"red-dwarf does not run: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
    return json.loads(done.stdout.splitlines()[-1])


def _as_map(found) -> dict[str, int]:
    pairs = zip(found.voters, found.group.tolist(), strict=True)
    return {voter: group for voter, group in pairs if group != UNGROUPED}


def _ari(published: dict[str, int], found: dict[str, int]) -> float:
    both = sorted(published.keys() & found.keys())
    return round(float(adjusted_rand_score([published[one] for one in both], [found[one] for one in both])), 4)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _peak_gb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


def _as_table(rows: list[dict[str, Any]]) -> str:
    names = list(rows[0])
    lines = [names, *([str(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(names))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


if __name__ == "__main__":
    sys.exit(main())
