"""`bench search`: what the search finds in 100,000 real complaints, asked 20 questions, and what a question costs.

The truth of a question is every text that holds it letter by letter, as people expect of a search for a word. The words of
a text are cut and asked for exactly as the platform does it (records.search, complaints.searching).
"""

from __future__ import annotations

import csv
import gzip
import json
import statistics
import sys
import time
from itertools import islice
from pathlib import Path
from typing import Any

import django

from config.bench.machine import cpu_seconds, watched
from config.bench.models import DATA
from config.bench.prepared import bench_server, house_with

TEXTS = 100_000
BEFORE = 2_000
PAGE, ROUNDS = 25, 10
RECALL_AT_LEAST, CPU_AT_MOST_MS = 0.98, 15
QUESTIONS = (
    "น้ำท่วม", "ไฟฟ้า", "ทางเท้าชำรุด", "ฝาท่อระบายน้ำ", "ขยะ", "รถจอด", "สายไฟ", "ลาดพร้าว", "สุขุมวิท 71", "วินมอเตอร์ไซค์",
    "กลิ่นเหม็น", "ไฟดับ", "ตู้ชุมสาย", "ผายปากซอย", "BTS", "หมาจรจัด", "ฟุตบาท", "ฟุตปาธ", "ซ.อ่อนนุช", "คนเร่ร่อน",
)  # fmt: skip
"""Words, phrases, places, a word that no dictionary has, one syllable, Latin letters, misspellings that many use."""
TABLE = "CREATE TABLE bench_text (id int PRIMARY KEY, body text NOT NULL, words tsvector NOT NULL)"
FOUND = "FROM bench_text WHERE words @@ to_tsquery('simple', %s)"


def measure() -> dict[str, Any]:
    if not DATA.exists():
        return {"skipped": "the complaints that are searched are not on this machine"}
    with bench_server() as server, house_with(server, BEFORE) as house, watched() as busy:
        told: dict[str, Any] = json.loads(house.manage(str(DATA), module="config.bench.thai_search"))
    return {**told, **busy.figures()}


def find(texts: list[str]) -> dict[str, float]:
    """Put the texts into a table with an index, ask, and compare."""
    from django.db import connection

    from complaints.searching import asked_for
    from ml.thai_text import clean
    from records.search import search_tokens

    began = time.process_time()
    cut = [search_tokens(text) for text in texts]
    cutting_ms = (time.process_time() - began) / len(texts) * 1e3
    bodies = [clean(text).lower() for text in texts]
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        rows = list(zip(range(len(texts)), bodies, cut, strict=True))
        for start in range(0, len(rows), 1000):
            some = rows[start : start + 1000]
            values = ", ".join(["(%s, %s, to_tsvector('simple', %s))"] * len(some))
            cursor.execute(f"INSERT INTO bench_text VALUES {values}", [value for row in some for value in row])  # noqa: S608
        cursor.execute("CREATE INDEX ON bench_text USING gin (words)")
        cursor.execute("VACUUM (FREEZE, ANALYZE) bench_text")
        cursor.execute("SELECT pg_backend_pid()")
        database = cursor.fetchone()[0]
        recalls, precisions, waits = [], [], []
        for question in QUESTIONS:
            wanted = {n for n, body in enumerate(bodies) if clean(question).lower() in body}
            cursor.execute(f"SELECT id {FOUND}", [asked_for(question)])
            found = {row[0] for row in cursor.fetchall()}
            if wanted:
                recalls.append(len(found & wanted) / len(wanted))
                precisions.append(len(found & wanted) / max(len(found), 1))
        ours, theirs = time.process_time(), cpu_seconds(database)
        for question in QUESTIONS * ROUNDS:
            asked = time.perf_counter()
            cursor.execute(f"SELECT id, left(body, 90) {FOUND} ORDER BY id DESC LIMIT {PAGE}", [asked_for(question)])
            cursor.fetchall()
            waits.append((time.perf_counter() - asked) * 1e3)
        cpu_ms = (time.process_time() - ours + cpu_seconds(database) - theirs) / len(waits) * 1e3
    return {
        "texts": len(texts),
        "questions_that_texts_hold": len(recalls),
        "recall_mean": round(statistics.mean(recalls), 4),
        "recall_mean_at_least": RECALL_AT_LEAST,
        "recall_worst": round(min(recalls), 3),
        "precision_mean": round(statistics.mean(precisions), 3),
        "cutting_a_text_cpu_ms": round(cutting_ms, 2),
        "question_cpu_ms": round(cpu_ms, 2),
        "question_cpu_at_most_ms": CPU_AT_MOST_MS,
        "question_median_ms": round(statistics.median(waits), 2),
        "question_p95_ms": round(statistics.quantiles(waits, n=20)[-1], 2),
    }


def texts_of(file: Path, most: int) -> list[str]:
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        return [row["comment"] for row in islice(csv.DictReader(lines), most)]


if __name__ == "__main__":
    django.setup()
    print(json.dumps(find(texts_of(Path(sys.argv[1]), TEXTS))))
