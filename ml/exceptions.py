"""How often the exceptions of the routing rules are right: where a text names a highway, had its agency the case in the end?

    python -m ml.exceptions --data DIR [--rules FILE] [--half written|reported] [--lift] [--json]

DIR holds officers' forwards (`traffy_agency_forwards_2023.csv.gz`: only tickets that left their district) and all tickets of
a few days (`traffy_agency_2023_11.csv.gz`), all of Bangkok. The words were written with the earlier half of each in sight;
what is reported is the later one, without texts that are nearly one of the earlier, and nearly the same texts once.
--lift: also what the exceptions do for the first office of `ml.offices`; chosen by folds inside the earlier half.
"""

import argparse
import csv
import gzip
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.model_selection import GroupKFold

from ml.complaint_data import split_labels
from ml.model_file import TopicModelFile, load_model
from ml.named import Told
from ml.near_texts import groups_of_near_texts
from ml.offices import OFFICE_FILE, OWN_DISTRICT, Settled, clustered_error, ranked, read_settled, role
from ml.serving import Classifier, ModelRefused, newest_model
from ml.wilson import wilson

FORWARDS_FILE = "traffy_agency_forwards_2023.csv.gz"
RULES = Path("routing/reference/rules.csv")
BANGKOK = "10"

OFFICES = {
    "doh": ("กรมทางหลวง", "แขวงทางหลวง"),
    "drr": ("ทางหลวงชนบท",),
    "exat": ("การทางพิเศษ",),
    "srt": ("การรถไฟแห่งประเทศไทย",),
    "nbtc": ("กสทช",),
    "mwa": ("ประปา",),
    "mea": ("การไฟฟ้านครหลวง",),
    "mrta": ("รฟม", "BTS"),
    "local": ("เขต", "กทม"),
}
"""What the offices of an agency are called there. Those of Rural Roads bear the name of Highways in theirs."""


@dataclass(frozen=True)
class ByName:
    """An exception: what is named, of a topic, has this agency. topic: with all below it; "" is any."""

    topic: str
    agency: str
    named: str


GIVEN_UP = tuple(
    ByName(topic, "doh", "รามอินทรา|วิภาวดี|วิภาวดีรังสิต|กาญจนาภิเษก|พระราม 2") for topic in ("roads", "flooding/drain-cover")
)
"""Highways by their names: right in the written half, mostly by one person's reports, and never in the reported one."""

TRIED = (
    ByName("roads", "exat", "ทางด่วน|ทางพิเศษ"),
    ByName("roads", "mrta", "ก่อสร้างรถไฟฟ้า|การก่อสร้างรถไฟฟ้า|สร้างรถไฟฟ้า|ทำรถไฟฟ้า|โครงการรถไฟฟ้า"),
    ByName("roads", "mrta", "รถไฟฟ้า|bts|mrt|บีทีเอส"),
    ByName("roads", "srt", "สถานีรถไฟ"),
    ByName("roads", "mea", "เสาไฟฟ้า|เสาไฟ|หม้อแปลง"),
    ByName("electricity", "doh", "ทางหลวง|ทางหลวง#|กรมทางหลวง|รามอินทรา|วิภาวดี|วิภาวดีรังสิต|กาญจนาภิเษก|พระราม 2"),
    ByName("electricity", "nbtc", "สายไฟ+ห้อย|สายไฟ+หย่อน|สายไฟ+ระโยง|สายไฟ+รก|สายไฟ+พัน|สายไฟ+เกี่ยว"),
    ByName("roads", "doh", "บรมราชชนนี|สุขสวัสดิ์|สุวินทวงศ์|ประเสริฐมนูกิจ|แจ้งวัฒนะ"),
    ByName("flooding", "rid", "ประตูระบายน้ำ|ประตูน้ำ"),
    ByName("", "marine", "แม่น้ำ|ท่าเรือ|โป๊ะ|เจ้าพระยา"),
)
"""What did not predict in the written half, or is told by the topic already."""


Asked = tuple[Settled, str]
"""A ticket and the likeliest topic of its text."""


def read_exceptions(path: Path) -> list[ByName]:
    """The exceptions that hold in Bangkok. Raises ValueError where the column `named` is missing."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if any("named" not in row for row in rows):
        raise ValueError(f"{path.name}: the column named is missing")
    rows = [row for row in rows if row["named"] and row["area"] in {"", BANGKOK}]
    here = {(row["topic"], row["named"]): row for row in sorted(rows, key=lambda row: row["area"])}
    return [ByName(row["topic"], row["agency"], row["named"]) for row in here.values()]


def read_forwards(path: Path) -> list[Settled]:
    """Tickets that an officer sent on, the earliest first; the office is the one they were sent to."""
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: row["timestamp"])
    return [
        Settled(row["comment"], split_labels(row["type"]), row["district"], row["forwarded_to"], row["timestamp"])
        for row in rows
    ]


def is_of(office: str, agency: str) -> bool:
    """Whether an office, as the tickets call it, is of this agency."""
    if agency == "doh" and "ชนบท" in office:
        return False
    return any(name in office for name in OFFICES.get(agency, (agency,)))


def holding(text: str, topic: str, exceptions: Iterable[ByName]) -> ByName | None:
    """The exception that decides a text of this topic; None where none does, or two name different agencies."""
    about = [one for one in exceptions if f"{topic}/".startswith(f"{one.topic}/" if one.topic else "")]
    named = Told(text).named({one.named for one in about})
    held = [one for one in about if one.named in named]
    return held[0] if len({one.agency for one in held}) == 1 else None


def half_of(settled: Sequence[Settled], half: str) -> list[Settled]:
    """One half by time, "written" the earlier and "reported" the later, of nearly the same texts the first."""
    groups = groups_of_near_texts([one.text for one in settled]).tolist()
    middle = len(settled) // 2
    seen = set(groups[:middle]) if half == "reported" else set()
    kept = []
    for number in range(middle, len(settled)) if half == "reported" else range(middle):
        if groups[number] not in seen:
            kept.append(settled[number])
        seen.add(groups[number])
    return kept


def figures_of(rows: Sequence[ByName], among: Sequence[ByName], asked: Sequence[Asked]) -> dict[str, Any]:
    """named: texts that name it, whatever their topic. n: those it would decide; right, with its interval, of these.

    rows: those of one exception, one a topic. district: of the n, those that the district of the pin had.
    """
    agency, words, every = rows[0].agency, rows[0].named, {one.named for one in among}
    decided = [one for one, topic in asked if holding(one.text, topic, among) in rows]
    right = sum(is_of(one.office, agency) for one in decided)
    return {
        "named": sum(words in Told(one.text).named(every) for one, _topic in asked),
        "n": len(decided),
        "right": right,
        "interval": [round(end, 3) for end in wilson(right, len(decided))],
        "district": sum(bool(one.district) and one.district in one.office for one in decided),
    }


def lift(
    settled: Sequence[Settled], topics: Sequence[str], model: TopicModelFile, among: Sequence[ByName]
) -> dict[str, Any]:
    """What the exceptions do for the first office of ml.offices: over its answer, or as features of it.

    folds: top-1 of each way inside the earlier half; the best of them (`way`) is then tried on the later half. held: later
    texts in which an exception holds; held_gain: how many more of these alone are right, so that it shows what is not theirs.
    among: those of the one look at the later half, with what was given up after it.
    """
    kinds = model.heads["traffy24"].predict_proba(model.features.transform([one.text for one in settled]))
    groups = groups_of_near_texts([one.text for one in settled])
    held = [holding(one.text, topic, among) for one, topic in zip(settled, topics, strict=True)]
    half = len(settled) // 2

    def ways(learned: Sequence[int], asked: Sequence[int]) -> dict[str, np.ndarray]:
        order = [*learned, *asked]
        mine, theirs = [settled[n] for n in order], [held[n] for n in order]
        codes = np.array([[one is not None and one.agency == code for code in OFFICES] for one in theirs], dtype=float)
        told = {
            way: ranked(mine, kinds[order], len(learned), groups[list(learned)], 0, beside)[len(learned) :]
            for way, beside in (("plain", None), ("features", codes))
        }
        right = {
            way: np.array([said == role(settled[n]) for n, said in zip(asked, each, strict=True)])
            for way, each in told.items()
        }
        over = [
            is_of(settled[n].office, one.agency) if (one := held[n]) else right["plain"][place]
            for place, n in enumerate(asked)
        ]
        return {**right, "over": np.array(over)}

    parts = [ways(*part) for part in GroupKFold(5).split(range(half), groups=groups[:half])]
    folds = {way: round(float(np.concatenate([part[way] for part in parts]).mean()), 4) for way in parts[0]}
    way = max(folds, key=lambda one: folds[one])
    later = [n for n in range(half, len(settled)) if groups[n] not in set(groups[:half].tolist())]
    right = ways(range(half), later)[way].astype(float)
    by_pin = np.array([role(settled[n]) == OWN_DISTRICT for n in later])
    difference = right - by_pin
    is_held = np.array([held[n] is not None for n in later])
    return {
        "folds": folds,
        "way": way,
        "top1": round(float(right.mean()), 4),
        "district": round(float(by_pin.mean()), 4),
        "difference": round(float(difference.mean()), 4),
        "standard_error": round(clustered_error(difference, groups[later]), 4),
        "n": len(later),
        "held": int(is_held.sum()),
        "held_gain": int(difference[is_held].sum()),
    }


def run(data: Path, rules: Path, half: str, *, with_lift: bool) -> dict[str, Any]:
    """All figures: exceptions and tried (agency, words, forwards, days), and lift where that is asked."""
    model = load_model(newest_model())
    classifier = Classifier(model)

    def asked(settled: Sequence[Settled]) -> list[Asked]:
        told = classifier.predict([{"id": "", "text": one.text} for one in settled])
        return [(one, each.topics[0][0] if each.topics else "") for one, each in zip(settled, told, strict=True)]

    exceptions, days = read_exceptions(rules), read_settled(data / OFFICE_FILE)
    files = {
        "forwards": asked(half_of(read_forwards(data / FORWARDS_FILE), half)),
        "days": asked(half_of(days, half)),
    }

    def told(rows: Sequence[ByName], among: Sequence[ByName]) -> dict[str, Any]:
        by_file = {name: figures_of(rows, among, texts) for name, texts in files.items()}
        return {"agency": rows[0].agency, "topics": [row.topic for row in rows], "words": rows[0].named} | by_file

    groups = {
        (one.agency, one.named): [each for each in exceptions if (each.agency, each.named) == (one.agency, one.named)]
        for one in exceptions
    }
    figures: dict[str, Any] = {
        "half": half,
        "texts": {name: len(texts) for name, texts in files.items()},
        "exceptions": [told(rows, exceptions) for rows in groups.values()],
        "tried": [told(rows, rows) for rows in (GIVEN_UP, *([one] for one in TRIED))],
    }
    if with_lift:
        figures["lift"] = lift(days, [topic for _one, topic in asked(days)], model, [*exceptions, *GIVEN_UP])
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ml.exceptions", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help=f"folder that holds {FORWARDS_FILE} and {OFFICE_FILE}")
    parser.add_argument("--rules", type=Path, default=RULES)
    parser.add_argument("--half", choices=("written", "reported"), default="reported")
    parser.add_argument("--lift", action="store_true", help="also what they do for the first office of ml.offices")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    try:
        figures = run(given.data, given.rules, given.half, with_lift=given.lift)
    except (OSError, ValueError, ModelRefused) as error:
        print(f"ml.exceptions: {error}", file=sys.stderr)
        return 2
    if given.json:
        print(json.dumps(figures, ensure_ascii=False))
        return 0
    for kind in ("exceptions", "tried"):
        print(f"{kind}, {figures['half']} half")
        for one in figures[kind]:
            print(
                f"  {one['agency']:6} {one['words'][:40]:40} "
                + "   ".join(_line(name, one[name]) for name in figures["texts"])
            )
    if "lift" in figures:
        print(json.dumps(figures["lift"]))
    return 0


def _line(name: str, told: dict[str, Any]) -> str:
    low, high = told["interval"]
    return f"{name}: named {told['named']:3}, decided {told['n']:3}, right {told['right']:3} ({low:.2f} to {high:.2f})"


if __name__ == "__main__":
    sys.exit(main())
