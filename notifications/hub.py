"""One ear a process: a single LISTEN connection, and every open socket of this process told from here.

Fifteen to twenty times cheaper than a channel-layer group a socket (measured before this was written). The hub starts with the first socket.
When the connection breaks it comes back by itself and tells every socket that something may have been missed (R8).
"""

import asyncio
import json
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import psycopg2
from psycopg2.extensions import POLL_OK, POLL_WRITE

from notifications.listening import connection_settings
from notifications.live import LIVE_CHANNEL

if TYPE_CHECKING:
    from notifications.consumers import LiveConsumer

logger = logging.getLogger(__name__)

COALESCE_S = 0.05  # a burst on one topic is told once
CALM_S = 5.0  # what a whole village presses, such as "me too", is told once in so much time
SILENCE_S = 20.0  # after so much silence the connection is tested
ANSWER_S = 5.0
SLOWEST_RECONNECT_S = 5.0
RECHECK_S = 30.0  # a lost permission closes its sockets within twice this (S5)
SLOW_SOCKET_S = 5.0
A_TURN = 100  # sockets written before others get the loop

PING = "ping"
CALM = "calm:"
"""Before a topic: no hurry, and many of these are one."""
FORBIDDEN = 4403
ASK_AGAIN = 4401
"""Who may look, or who they are signed in as, has changed: the page comes back by itself, and is let in again or not found."""
MISSED_SOMETHING = json.dumps({"changed": True})


def read_topic(payload: str) -> tuple[str, int | None]:
    """Split what was announced into topic and number: `case:69-7K3M-9QXT-Y:5` is (`case:69-7K3M-9QXT-Y`, 5)."""
    kind, *rest = payload.split(":")
    id_parts = 0 if kind == "desk" else 1
    topic = ":".join([kind, *rest[:id_parts]])
    number = rest[id_parts] if len(rest) > id_parts else ""
    return topic, int(number) if number.isdecimal() else None


def what_to_say(topic: str, n: int | None) -> str:
    """The JSON for a socket: of which kind the topic was and how far it has come, nothing else."""
    kind = topic.partition(":")[0]
    return json.dumps({"topic": kind} if n is None else {"topic": kind, "n": n})


class Hub:
    """Belongs to one event loop; everything here runs in it, so nothing is locked."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._sockets: dict[str, set[LiveConsumer]] = {}
        self._changed: dict[str, int | None] = {}
        self._calm: set[str] = set()
        self._closing: set[str] = set()
        self._news = asyncio.Event()
        self._listening = asyncio.Event()
        jobs = (self._listen_for_ever(), self._tell_for_ever(), self._recheck_for_ever())
        self._tasks = [self.loop.create_task(job) for job in jobs]

    # --- what a consumer calls

    async def ready(self) -> None:
        """Wait until the hub hears, but not for ever: after an outage everybody is told to look anyway."""
        try:
            await asyncio.wait_for(self._listening.wait(), ANSWER_S)
        except TimeoutError:
            logger.warning("a socket opens while the database cannot be heard")

    def join(self, topics: Iterable[str], socket: "LiveConsumer") -> None:
        for topic in topics:
            self._sockets.setdefault(topic, set()).add(socket)

    def leave(self, topics: Iterable[str], socket: "LiveConsumer") -> None:
        for topic in topics:
            others = self._sockets.get(topic, set())
            others.discard(socket)
            if not others:
                self._sockets.pop(topic, None)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- hearing

    async def _listen_for_ever(self) -> None:
        pause_s = 0.1
        while True:
            connection = None
            try:
                async with asyncio.timeout(ANSWER_S):
                    # Looking up the server's name would block the loop; all the rest does not.
                    connection = await asyncio.to_thread(psycopg2.connect, async_=True, **connection_settings())
                    await _settle(connection)
                    await _execute(connection, f"LISTEN {LIVE_CHANNEL}")
                self._listening.set()
                pause_s = 0.1
                await self._send(self._everyone(), MISSED_SOMETHING)
                await self._hear(connection)
            except Exception as error:
                # Whatever it was, this process must not stay deaf.
                logger.warning("live connection lost, trying again in %.1f s: %s", pause_s, type(error).__name__)
            finally:
                self._listening.clear()
                if connection is not None:
                    connection.close()
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, SLOWEST_RECONNECT_S)

    async def _hear(self, connection: Any) -> None:
        """Take in what is announced until the connection breaks (psycopg2.Error) or stops answering (TimeoutError)."""
        while True:
            try:
                async with asyncio.timeout(SILENCE_S):
                    await _until_ready(connection, writing=False)
                connection.poll()
            except TimeoutError:
                await self._ping(connection)
            self._take(connection.notifies)

    async def _ping(self, connection: Any) -> None:
        async with asyncio.timeout(ANSWER_S):
            await _execute(connection, f"SELECT pg_notify('{LIVE_CHANNEL}', '{PING}')")
        if not any(notice.payload == PING for notice in connection.notifies):
            raise psycopg2.OperationalError("NOTIFY does not come back: LISTEN needs a connection without a pooler")

    def _take(self, notices: list[Any]) -> None:
        while notices:
            payload = notices.pop(0).payload
            if payload == PING:
                continue
            if payload.startswith("close:"):
                self._closing.add(payload.removeprefix("close:"))
            elif payload.startswith(CALM):
                self._tell_later(read_topic(payload.removeprefix(CALM))[0])
                continue
            else:
                topic, n = read_topic(payload)
                if topic not in self._sockets:
                    continue
                known = self._changed.get(topic)
                self._changed[topic] = n if known is None else max(known, n or 0)
            self._news.set()

    def _tell_later(self, topic: str) -> None:
        """After the last of a throng as after the first: whoever asks again then sees what all of them did."""
        if topic in self._sockets and topic not in self._calm:
            self._calm.add(topic)
            self.loop.call_later(CALM_S, self._tell_calmly, topic)

    def _tell_calmly(self, topic: str) -> None:
        self._calm.discard(topic)
        self._changed.setdefault(topic, None)
        self._news.set()

    # --- telling

    async def _tell_for_ever(self) -> None:
        while True:
            await self._news.wait()
            await asyncio.sleep(COALESCE_S)
            self._news.clear()
            closing, self._closing = self._closing, set()
            changed, self._changed = self._changed, {}
            for subject in closing:
                code = FORBIDDEN if subject.startswith("person:") else ASK_AGAIN
                await self._close(self._sockets_of(subject), code)
            for topic, n in changed.items():
                await self._send(self._sockets.get(topic, ()), what_to_say(topic, n))

    async def _send(self, sockets: Iterable["LiveConsumer"], text: str) -> None:
        message = {"type": "websocket.send", "text": text}
        waiting = list(sockets)
        while waiting:
            socket = waiting[-1]
            try:
                async with asyncio.timeout(SLOW_SOCKET_S):
                    for _turn in range(min(A_TURN, len(waiting))):
                        socket = waiting.pop()
                        await socket.base_send(message)
            except Exception:
                # It has gone, or does not read (TimeoutError): it must not hold up the others. Its own close follows.
                self.leave(socket.joined, socket)
            await asyncio.sleep(0)

    async def _close(self, sockets: Iterable["LiveConsumer"], code: int = FORBIDDEN) -> None:
        for socket in list(sockets):
            self.leave(socket.joined, socket)
            try:
                async with asyncio.timeout(SLOW_SOCKET_S):
                    await socket.close(code)
            except Exception:
                logger.debug("a socket had gone before it was closed")

    # --- permission

    async def _recheck_for_ever(self) -> None:
        while True:
            await asyncio.sleep(RECHECK_S)
            try:
                await self._recheck()
            except Exception as error:
                # Without the database nobody can be judged; nothing private travels on a socket meanwhile.
                logger.warning("permissions of open sockets could not be checked: %s", type(error).__name__)

    async def _recheck(self) -> None:
        """Close the sockets of those who may no longer look. Sockets with the same viewer and address share an answer."""
        allowed: dict[Any, bool] = {}
        for socket in self._everyone():
            if socket.viewer not in allowed:
                allowed[socket.viewer] = await socket.still_allowed()
            if not allowed[socket.viewer]:
                await self._close([socket])

    def _everyone(self) -> "set[LiveConsumer]":
        return set().union(*self._sockets.values())

    def _sockets_of(self, subject: str) -> "set[LiveConsumer]":
        kind, _colon, person_id = subject.partition(":")
        if kind == "person":
            return {socket for socket in self._everyone() if str(socket.person_id) == person_id}
        if kind == "session":
            return {socket for socket in self._everyone() if socket.session_topic == subject}
        return self._sockets.get(subject, set())


async def _execute(connection: Any, sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        await _settle(connection)


async def _settle(connection: Any) -> None:
    """Wait until psycopg2 has finished what it is doing."""
    while (state := connection.poll()) != POLL_OK:
        await _until_ready(connection, writing=state == POLL_WRITE)


async def _until_ready(connection: Any, *, writing: bool) -> None:
    loop, fd = asyncio.get_running_loop(), connection.fileno()
    ready = loop.create_future()
    add, remove = (loop.add_writer, loop.remove_writer) if writing else (loop.add_reader, loop.remove_reader)

    def tell() -> None:
        if not ready.done():
            ready.set_result(None)

    add(fd, tell)
    try:
        await ready
    finally:
        remove(fd)


_hub: Hub | None = None


def the_hub() -> Hub:
    """The hub of the running event loop, started by the first who asks."""
    global _hub
    if _hub is None or _hub.loop is not asyncio.get_running_loop():
        _hub = Hub()
    return _hub
