"""What every socket has in common. A socket says that something changed, never what: the page asks again over HTTP."""

import json
import time
from functools import cached_property
from importlib import import_module
from typing import Any

from channels.auth import get_user
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser

from notifications.hub import the_hub, what_to_say
from notifications.live import session_topic

NOT_FOUND = 4404
MALFORMED = 4400
TOO_OFTEN = 4429
A_QUESTION_EACH_S = 0.2


def read_seen(text: str) -> int | None:
    """The number in `{"seen": n}`, or None for anything else."""
    try:
        seen = json.loads(text)["seen"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return seen if type(seen) is int else None


class LiveConsumer(AsyncJsonWebsocketConsumer):
    """A socket that hears some topics.

    A client that opens or reopens it sends `{"seen": n}`, the last number it has shown, and is told at once if there is more.
    Closed with 4404 for what is not there or not yours (the same answer), 4403 when the permission was lost, 4401 when it must be
    asked for again.
    """

    channel_layer_alias = None  # no channel a socket: the hub writes to it
    joined: list[str] = []
    _asked_at = 0.0

    async def topics(self) -> list[str] | None:
        """What this person may hear here, or None if this is not theirs to see. Asked again while the socket is open."""
        raise NotImplementedError

    async def last_number(self) -> int | None:
        """The newest number of the first topic, to catch up with."""
        return None

    @property
    def person_id(self) -> int | None:
        return getattr(self.scope.get("user"), "pk", None)

    @cached_property
    def session_topic(self) -> str:
        """What is said when the session of this socket ends; "" where there is none. Each session that ends is held against it."""
        key = getattr(self.scope.get("session"), "session_key", None)
        return session_topic(key) if key else ""

    @property
    def viewer(self) -> tuple[Any, ...]:
        """Sockets with the same value have the same permission: it hangs on the address and the cookies."""
        cookies = tuple(value for name, value in self.scope.get("headers", ()) if name == b"cookie")
        return type(self), self.scope.get("path"), self.person_id, cookies

    async def connect(self) -> None:
        topics = await self.topics()
        if topics is None:
            await self.close(NOT_FOUND)
            return
        hub = the_hub()
        await hub.ready()
        await self.accept()
        self.joined = topics
        hub.join(topics, self)

    async def disconnect(self, code: int) -> None:
        the_hub().leave(self.joined, self)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **kwargs: Any) -> None:
        seen = read_seen(text_data or "")
        now = time.monotonic()
        if seen is None:
            await self.close(MALFORMED)
        elif now - self._asked_at < A_QUESTION_EACH_S:  # each is one query; a page asks when it opens
            await self.close(TOO_OFTEN)
        else:
            self._asked_at = now
            await self._catch_up(seen)

    async def _catch_up(self, seen: int) -> None:
        last = await self.last_number()
        if self.joined and last is not None and last > seen:
            await self.send(text_data=what_to_say(self.joined[0], last))

    async def still_allowed(self) -> bool:
        """Whether the person, as the database knows them now, may still hear every topic."""
        if self.person_id is not None:
            self.scope["user"] = await self._person_now()
        topics = await self.topics()
        return topics is not None and set(self.joined) <= set(topics)

    async def _person_now(self) -> Any:
        """Nobody where the account is closed, the session has ended or the password is another one."""
        key = getattr(self.scope.get("session"), "session_key", None)
        if key:
            store = import_module(settings.SESSION_ENGINE).SessionStore(key)
            return await get_user({"session": store})
        people = get_user_model().objects.filter(pk=self.person_id, is_active=True)
        return await people.afirst() or AnonymousUser()
