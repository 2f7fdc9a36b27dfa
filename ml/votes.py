"""Votes on statements: who said agree, disagree or pass to which, as a list of votes and as counts."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

AGREE, PASS, DISAGREE = 1, 0, -1
MAX_ID = 200
_COLUMNS = ("comment-id", "voter-id", "vote")


@dataclass(frozen=True)
class Votes:
    """The last vote of each voter on each statement. voters and statements: ids in their natural order.

    voter, statement: for each vote the place of its voter and of its statement in those; vote: AGREE, PASS or DISAGREE.
    """

    voters: list[str]
    statements: list[str]
    voter: np.ndarray
    statement: np.ndarray
    vote: np.ndarray

    def sparse(self, values: np.ndarray) -> csr_array:
        """(voters, statements): one value for each vote, nothing where nobody voted."""
        return csr_array((values, (self.voter, self.statement)), shape=(len(self.voters), len(self.statements)))

    def per_voter(self) -> np.ndarray:
        return np.bincount(self.voter, minlength=len(self.voters))

    def counts(self, group: np.ndarray, groups: int) -> np.ndarray:
        """(3, groups, statements): how many said disagree, pass and agree. group: of each voter; below 0 is not counted."""
        of_vote = group[self.voter].astype(np.int64)
        counted = of_vote >= 0
        many = len(self.statements)
        cell = ((self.vote[counted] + 1) * groups + of_vote[counted]) * many + self.statement[counted]
        return np.bincount(cell, minlength=3 * groups * many).reshape(3, groups, many)


def votes_of(rows: Iterable[tuple[float, str, str, int]]) -> Votes:
    """From (time, voter, statement, vote) in any order: the latest counts; of votes at the same time the one given last."""
    voters: dict[str, int] = {}
    statements: dict[str, int] = {}
    taken = [
        (time, voters.setdefault(voter, len(voters)), statements.setdefault(statement, len(statements)), vote)
        for time, voter, statement, vote in rows
    ]
    time = np.array([row[0] for row in taken], dtype=np.float64)
    whole = np.array([row[1:] for row in taken], dtype=np.int64).reshape(-1, 3)
    voter, voter_ids = _in_natural_order(whole[:, 0], voters)
    statement, statement_ids = _in_natural_order(whole[:, 1], statements)
    cell = voter * max(len(statements), 1) + statement
    order = np.lexsort((np.arange(len(cell)), time, cell))
    is_last = np.append(np.diff(cell[order]) != 0, True)[: len(order)]
    kept = order[is_last]
    return Votes(voter_ids, statement_ids, voter[kept], statement[kept], whole[kept, 2].astype(np.int8))


def read_votes(path: Path, refused: list[str]) -> Votes:
    """The votes of a CSV in Pol.is' form: timestamp (may be missing), comment-id, voter-id, vote (1, 0, -1).

    What is wrong with a row that is no vote is added to refused, with its line. Raises OSError when the file cannot be
    read, ValueError when it is no such CSV.
    """
    with path.open(encoding="utf-8-sig", newline="") as lines:
        try:
            return votes_of(_rows(csv.reader(lines), refused))
        except (UnicodeDecodeError, csv.Error) as error:
            raise ValueError(f"{path}: not a CSV in UTF-8: {error}") from None
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None


def natural_order(id: str) -> tuple[int, int, str]:
    """Numbers by their value before all other ids."""
    is_number = id.isascii() and id.removeprefix("-").isdigit()
    return (0, int(id), id) if is_number else (1, 0, id)


def _rows(lines: Iterator[list[str]], refused: list[str]) -> Iterator[tuple[float, str, str, int]]:
    header = [name.strip().lower() for name in next(lines, [])]
    if missing := [name for name in _COLUMNS if name not in header]:
        raise ValueError(f"the column {missing[0]} is missing")
    statement_at, voter_at, vote_at = (header.index(name) for name in _COLUMNS)
    time_at = header.index("timestamp") if "timestamp" in header else None
    for number, row in enumerate(lines, start=2):
        if not row:
            continue
        try:
            if len(row) != len(header):
                raise ValueError(f"{len(row)} fields instead of {len(header)}")
            time = 0.0 if time_at is None else _time(row[time_at])
            yield time, _id(row[voter_at], "voter-id"), _id(row[statement_at], "comment-id"), _vote(row[vote_at])
        except ValueError as error:
            refused.append(f"row {number}: {error}")


def _time(text: str) -> float:
    try:
        time = float(text)
    except ValueError:
        time = float("nan")
    if not np.isfinite(time):
        raise ValueError("timestamp is not a number")
    return time


def _id(text: str, name: str) -> str:
    id = text.strip()
    if not 0 < len(id) <= MAX_ID or not id.isprintable():
        raise ValueError(f"{name} is empty, longer than {MAX_ID} characters or not printable")
    return id


def _vote(text: str) -> int:
    vote = {"1": AGREE, "0": PASS, "-1": DISAGREE}.get(text.strip())
    if vote is None:
        raise ValueError("vote is not 1, 0 or -1")
    return vote


def _in_natural_order(places: np.ndarray, known: dict[str, int]) -> tuple[np.ndarray, list[str]]:
    ids = sorted(known, key=natural_order)
    new_place = np.empty(len(ids), dtype=np.int64)
    new_place[[known[id] for id in ids]] = np.arange(len(ids))
    return new_place[places], ids
