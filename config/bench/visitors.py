"""Visitors: small HTTP clients with a cookie jar, one kept-alive connection each, on loopback only."""

from __future__ import annotations

import http.client
import json
import re
import statistics
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from config.bench.house import HOST

TIMEOUT_S = 30


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self) -> dict[str, object]:
        told: dict[str, object] = json.loads(self.body)
        return told


class UnexpectedAnswer(RuntimeError):
    """An answer that is not what the measured case must answer: a fast error page is no success."""


@dataclass
class Visitor:
    """One browser. Raises OSError or http.client.HTTPException when the server is not there."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        """Read a page. As browsers do, ask once more when the server had closed the idle connection meanwhile."""
        was_open = self._connection is not None
        try:
            return self.send("GET", path)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            if not was_open:
                raise
            return self.send("GET", path)

    def post_form(self, path: str, fields: dict[str, str]) -> Answer:
        """Post as a browser does, with the CSRF token of its cookie."""
        if "csrftoken" not in self.cookies:
            self.get("/complaints/new/")
        body = urlencode({"csrfmiddlewaretoken": self.cookies["csrftoken"], **fields}).encode()
        return self.send("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def post_json(self, path: str, told: dict[str, object], headers: dict[str, str] | None = None) -> Answer:
        body = json.dumps(told, ensure_ascii=False).encode()
        return self.send("POST", path, body, {"Content-Type": "application/json", **(headers or {})})

    def send(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        all_headers = {**(headers or {}), **({"Cookie": cookies} if cookies else {})}
        self._connection = self._connection or http.client.HTTPConnection(HOST, self.port, timeout=TIMEOUT_S)
        try:
            self._connection.request(method, path, body, all_headers)
            raw = self._connection.getresponse()
            answer = Answer(raw.status, raw.headers, raw.read())
        except (OSError, http.client.HTTPException):
            self.leave()
            raise
        for header in raw.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        return answer

    def leave(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def check(answer: Answer, status: int, expected: str = "") -> None:
    """Raises UnexpectedAnswer unless the status is that one and the pattern is found in the Location or the body."""
    where = f"{answer.headers.get('Location', '')}\n{answer.text}"
    if answer.status != status or not re.search(expected, where, re.DOTALL):
        raise UnexpectedAnswer(f"answered {answer.status}, wanted {status} and {expected!r}: {where[:600]}")


def filing_form(text: str, area: int, email: str) -> dict[str, str]:
    """The fields of the whole filing form, under a token of its own. area: a sub-district."""
    return {
        "step": "send",
        "form_token": str(uuid.uuid4()),
        "text": text,
        "province": str(area // 10_000),
        "district": str(area // 100),
        "subdistrict": str(area),
        "place_text": "หน้าตลาดสดเทศบาล ฝั่งตรงข้ามวัด",
        "visibility": "agency",
        "contact_name": "มาลี ใจดี",
        "email": email,
    }


def all_at_once(act: Callable[[Visitor], None], *, people: int, ports: Sequence[int], within_s: float) -> None:
    """Each of so many people does it in a browser of their own, spread over the web processes; they begin within so many
    seconds. Raises what the first of them met."""
    failed: list[BaseException] = []

    def alone(number: int) -> None:
        visitor = Visitor(ports[number % len(ports)])
        try:
            time.sleep(within_s * number / people)
            act(visitor)
        except BaseException as error:
            failed.append(error)
        finally:
            visitor.leave()

    threads = [threading.Thread(target=alone, args=[number]) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def told(name: str, taken: list[float], at_most: float) -> dict[str, float]:
    """Median, 95th percentile and bar, in milliseconds."""
    return {
        f"{name}_median_ms": round(statistics.median(taken), 1),
        f"{name}_p95_ms": round(statistics.quantiles(taken, n=20)[-1], 1),
        f"{name}_p95_at_most_ms": at_most,
    }
