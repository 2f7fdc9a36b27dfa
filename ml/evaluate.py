"""Measuring the topic model honestly: on complaints made after those it learned from.

    python -m ml.evaluate --task menu6|labels24|thirteen --train FILE --test FILE --json
    python -m ml.evaluate --task menu6 --split time --data FILE [--fraction 0.8] --json

Prints top1, top3, micro_f1, macro_f1, ece and n, and beside them the same figures of two rivals: always saying the
majority, and looking for a person's keywords.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ml.complaint_data import TASKS, Labelled, read_labelled, split_by_time
from ml.scores import keyword_rules, majority, scores
from ml.thai_text import clean
from ml.topics import topic_model

KEYWORDS: dict[str, tuple[str, ...]] = {
    "ความปลอดภัย": ("ปลอดภัย", "อันตราย", "โจร", "ขโมย", "มืด", "ไฟดับ", "สายไฟ", "ฝาท่อ", "ยาเสพติด", "เปลี่ยว", "กล้อง"),
    "จราจร": ("จราจร", "รถติด", "จอดรถ", "จอดขวาง", "ไฟแดง", "ไฟเขียว", "ย้อนศร", "ห้ามจอด", "ทางม้าลาย", "เลน", "กลับรถ"),
    "ทางเท้า": ("ทางเท้า", "ฟุตบาท", "ฟุตปาธ", "ฟุตบาธ", "บาทวิถี", "หาบเร่", "แผงลอย"),
    "น้ำท่วม": ("น้ำท่วม", "ท่วมขัง", "น้ำขัง", "ระบายน้ำ", "ฝนตก"),
    "ขยะ": ("ขยะ", "สกปรก", "กลิ่นเหม็น", "ทิ้ง", "เก็บขยะ"),
    "เสนอแนะ": ("เสนอ", "อยากให้", "ควรจะ", "แนะนำ"),
    "ถนน": ("ถนน", "หลุม", "บ่อ", "ผิวจราจร", "ลาดยาง"),
    "แสงสว่าง": ("ไฟดับ", "แสงสว่าง", "ส่องสว่าง", "หลอดไฟ", "เสาไฟ", "มืด"),
    "ความสะอาด": ("ขยะ", "สกปรก", "ความสะอาด", "เหม็น"),
    "กีดขวาง": ("กีดขวาง", "จอดรถ", "จอดขวาง", "ขวางทาง", "หาบเร่", "แผงลอย"),
    "ท่อระบายน้ำ": ("ท่อ", "ระบายน้ำ", "ฝาท่อ"),
    "เสียงรบกวน": ("เสียงดัง", "เสียง", "รบกวน"),
    "สัตว์จรจัด": ("หมา", "สุนัข", "แมว", "จรจัด"),
    "ต้นไม้": ("ต้นไม้", "กิ่งไม้", "หญ้า"),
    "สายไฟ": ("สายไฟ", "สายสื่อสาร", "สายเคเบิล"),
    "คลอง": ("คลอง",),
    "สะพาน": ("สะพาน",),
    "ป้าย": ("ป้าย",),
    "ป้ายจราจร": ("ป้ายจราจร", "ป้ายห้าม", "ป้ายเตือน"),
    "ร้องเรียน": ("ร้องเรียน",),
    "สอบถาม": ("สอบถาม",),
    "คนจรจัด": ("คนจรจัด", "คนเร่ร่อน", "ไร้บ้าน"),
    "ห้องน้ำ": ("ห้องน้ำ", "สุขา"),
    "การเดินทาง": ("รถเมล์", "รถไฟฟ้า", "การเดินทาง", "เรือ"),
    "PM2.5": ("pm2.5", "PM2.5", "ฝุ่น"),
}
"""A person's words for the labels of the data; a label without any is looked for by its own name."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ml.evaluate", description=__doc__.splitlines()[0])
    parser.add_argument("--task", choices=TASKS, required=True)
    parser.add_argument("--train", type=Path, help="CSV or CSV.gz to learn from")
    parser.add_argument("--test", type=Path, help="CSV or CSV.gz to be measured on")
    parser.add_argument("--data", type=Path, help="one CSV or CSV.gz, split by --split")
    parser.add_argument("--split", choices=["time", "column"], default="time")
    parser.add_argument("--fraction", type=float, default=0.8, help="earlier part to learn from (default 0.8)")
    parser.add_argument("--random-state", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args(arguments)
    if (given.data is None) == (given.train is None or given.test is None):
        parser.error("give either --train and --test, or --data")
    try:
        train, test = _read(given)
        figures = measure(train, test, given.task, random_state=given.random_state)
    except (OSError, ValueError) as error:
        print(f"ml.evaluate: {error}", file=sys.stderr)
        return 2
    if given.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        print("\n".join(f"{name:32} {value}" for name, value in figures.items() if not isinstance(value, dict)))
    return 0


def measure(
    train: list[Labelled], test: list[Labelled], task: str, *, random_state: int = 0, min_df: int | None = None
) -> dict[str, Any]:
    """Fit the pipeline on train and score it on test, beside the majority and the keyword baseline.

    Both lists earliest first. Returns the figures of `ml.scores.scores`; those of the rivals carry the prefixes
    baseline_majority_ and baseline_keywords_; per_label holds F1 and count of each label of the test.
    Raises ValueError when train has fewer than two labels.
    """
    multilabel = task == "labels24"
    model = topic_model(multilabel=multilabel, random_state=random_state)
    if min_df is not None:
        model.set_params(views__words__min_df=min_df, views__letters__min_df=min_df)
    labels = [complaint.labels for complaint in train]
    model.fit([complaint.text for complaint in train], labels if multilabel else [min(one) for one in labels])
    head = model.named_steps["classify"]
    features = model[:-1].transform([complaint.text for complaint in test])
    classes, probabilities = head.classes_.tolist(), head.predict_proba(features)
    said = head.predict(features) if multilabel else _only_first(probabilities)
    truth = [complaint.labels for complaint in test]
    texts = [clean(complaint.text) for complaint in test]
    rivals = {
        "majority": majority(labels, classes, len(test)),
        "keywords": keyword_rules(texts, KEYWORDS, labels, classes, multilabel=multilabel),
    }
    figures: dict[str, Any] = scores(truth, classes, probabilities, said)
    for name, (of_rival, rival_said) in rivals.items():
        of_rival_scores = scores(truth, classes, of_rival, rival_said)
        del of_rival_scores["n"]
        figures |= {f"baseline_{name}_{figure}": value for figure, value in of_rival_scores.items()}
    return figures | {"n_train": len(train), "task": task, "per_label": _per_label(truth, classes, said)}


def _read(given: argparse.Namespace) -> tuple[list[Labelled], list[Labelled]]:
    if given.data is None:
        return read_labelled(given.train, given.task), read_labelled(given.test, given.task)
    complaints = read_labelled(given.data, given.task)
    if given.split == "time":
        return split_by_time(complaints, fraction=given.fraction)
    test = [complaint for complaint in complaints if complaint.split == "test"]
    train = [complaint for complaint in complaints if complaint.split != "test"]
    if not test or not train:
        raise ValueError("the column split does not divide the rows into test and others")
    return train, test


def _only_first(probabilities: np.ndarray) -> np.ndarray:
    said = np.zeros(probabilities.shape, dtype=bool)
    said[np.arange(len(said)), probabilities.argmax(axis=1)] = True
    return said


def _per_label(truth: list[frozenset[str]], classes: list[str], said: np.ndarray) -> dict[str, dict[str, float]]:
    figures = {}
    for label in sorted(set().union(*truth)):
        right = np.array([label in labels for labels in truth])
        claimed = said[:, classes.index(label)] if label in classes else np.zeros(len(truth), dtype=bool)
        figures[label] = {
            "f1": round(2 * float((right & claimed).sum()) / max(int(right.sum() + claimed.sum()), 1), 3),
            "n": int(right.sum()),
        }
    return figures


if __name__ == "__main__":
    sys.exit(main())
