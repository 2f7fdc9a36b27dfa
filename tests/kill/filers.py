"""People who file one complaint after another while servers die under them, and retry as the API tells them to."""

from __future__ import annotations

import http.client
import random
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from config.bench.house import House
from config.bench.visitors import Visitor

TEXTS = [
    "ไฟถนนดับทั้งซอยตั้งแต่เมื่อคืน เดินกลับบ้านมองไม่เห็นทางเลย",
    "ฝาท่อหน้าโรงเรียนหาย เด็กเกือบตกลงไปแล้วค่ะ",
    "น้ำประปาขุ่นมาสามวัน ซักผ้าไม่ได้ ชวยดูหน่อยครับ",
    "นายจ้างค้างค่าแรงสองเดือน ทวงแล้วก็บอกแต่ให้รอ",
]
RETRY_S = 0.05
NO_MORE_RETRIES_S = 25


@dataclass
class Filers:
    """Clients of the API. Each keeps its Idempotency-Key until it gets a 201, as the documents say."""

    house: House
    clients: int = 8
    acknowledged: list[str] = field(default_factory=list)
    keys: int = 0
    gave_up: int = 0

    def file_while(self, what_happens: Callable[[], None]) -> None:
        """File without a pause while it happens; everybody then brings the complaint they are at to its 201."""
        over = threading.Event()
        threads = [threading.Thread(target=self._file_until, args=(over,)) for _ in range(self.clients)]
        for thread in threads:
            thread.start()
        try:
            what_happens()
        finally:
            over.set()
            for thread in threads:
                thread.join()

    def _file_until(self, over: threading.Event) -> None:
        visitor = Visitor(self.house.port)
        while not over.is_set():
            key = str(uuid.uuid4())
            self.keys += 1
            reference = file_until_answered(visitor, key)
            if reference is None:
                self.gave_up += 1
                return
            self.acknowledged.append(reference)


def file_until_answered(visitor: Visitor, key: str) -> str | None:
    """The reference; None when nobody answered 201 for a long time."""
    number = int(key[:8], 16)
    told: dict[str, object] = {
        "text": TEXTS[number % len(TEXTS)],
        "contact": {"email": f"person{number}@example.org"},
    }
    deadline = time.monotonic() + NO_MORE_RETRIES_S
    while time.monotonic() < deadline:
        try:
            answer = visitor.post_json("/api/v1/complaints/", told, {"Idempotency-Key": key})
        except (OSError, http.client.HTTPException):
            time.sleep(RETRY_S)  # the server died before, while or after it stored the complaint: nobody can tell
            continue
        if answer.status == 201:
            return str(answer.json()["reference"])
        assert answer.status in {409, 500, 502, 503}, answer.text[:500]
        time.sleep(RETRY_S)
    return None


def some_seconds(longest: float) -> float:
    return random.uniform(0.2, longest)
