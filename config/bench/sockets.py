"""Ten thousand open pages of one consultation, as sockets without a browser: when does the last of them hear a new number?

Part of `bench statements`. The client speaks just enough of RFC 6455 to open a socket and to read short frames, so that what is
measured is the house and not a library of ours.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence

from config.bench.house import HOST

AT_ONCE = 50
"""Sockets that are being opened at a time."""
PATIENCE_S = 30.0
TEXT, PING, PONG = 1, 9, 10
"""What a frame is (RFC 6455, 5.2). Who does not answer a ping is taken for gone."""
KEY = "c2lhbmctcHJhY2hhLWJlbg=="


class Crowd:
    """Sockets to one address, spread over the web processes. Keeps what each heard last and when the last one of them did."""

    def __init__(self, ports: Sequence[int], path: str, sockets: int) -> None:
        self.ports, self.path, self.wanted = ports, path, sockets
        self.heard: dict[int, int] = {}
        """The newest number each socket was told."""
        self.lost = 0
        self._open: list[asyncio.Transport] = []

    async def come(self) -> float:
        """Open all of them. Returns the seconds it took; raises OSError or TimeoutError when one is refused."""
        began, slots = time.monotonic(), asyncio.Semaphore(AT_ONCE)

        async def one(number: int) -> None:
            async with slots, asyncio.timeout(PATIENCE_S):
                loop, is_open = asyncio.get_running_loop(), asyncio.Event()
                port = self.ports[number % len(self.ports)]
                transport, _protocol = await loop.create_connection(
                    lambda: _Page(self, number, port, is_open), HOST, port
                )
                self._open.append(transport)
                await is_open.wait()

        async with asyncio.TaskGroup() as group:
            for number in range(self.wanted):
                group.create_task(one(number))
        return time.monotonic() - began

    async def hear(self, cause: Callable[[], int]) -> tuple[float, float]:
        """Let something happen; `cause` gives the number that all must hear.

        Returns the seconds from then until the first and until the last socket had heard that number or a higher one.
        """
        began = time.monotonic()
        wanted = await asyncio.to_thread(cause)
        first = 0.0
        while (slowest := min(self.heard.values(), default=0)) < wanted or len(self.heard) < self.wanted:
            if not first and max(self.heard.values(), default=0) >= wanted:
                first = time.monotonic() - began
            if self.lost or time.monotonic() - began > PATIENCE_S:
                raise TimeoutError(
                    f"{self.lost} sockets were closed; one of {len(self.heard)} has heard {slowest} at most"
                )
            await asyncio.sleep(0.005)
        last = time.monotonic() - began
        return first or last, last

    def leave(self) -> None:
        for transport in self._open:
            transport.abort()


class _Page(asyncio.Protocol):
    def __init__(self, crowd: Crowd, number: int, port: int, is_open: asyncio.Event) -> None:
        self.crowd, self.number, self.port, self.is_open = crowd, number, port, is_open
        self.waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - TCP; for the type checker
        self.transport = transport
        host = f"{HOST}:{self.port}"
        transport.write(
            f"GET {self.crowd.path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        if not self.is_open.is_set():
            head, end, rest = self.waiting.partition(b"\r\n\r\n")
            if not end:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self.crowd.lost += 1
            self.waiting = rest
            self.is_open.set()
        while len(self.waiting) >= 2 and len(self.waiting) >= (whole := 2 + self.waiting[1]):
            kind, frame, self.waiting = self.waiting[0] & 15, self.waiting[2:whole], self.waiting[whole:]
            if kind == TEXT:
                self.crowd.heard[self.number] = json.loads(frame)["n"]
            elif kind == PING:
                self.transport.write(bytes([128 + PONG, 128 + len(frame), 0, 0, 0, 0]) + frame)

    def connection_lost(self, exc: Exception | None) -> None:
        self.crowd.lost += 1
