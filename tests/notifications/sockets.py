"""A browser's end of a socket, for tests: channels.testing itself needs daphne."""

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator
from django.contrib.auth.models import AnonymousUser


class Socket(ApplicationCommunicator):
    """`opened` says whether it was accepted, `closed_with` the code it was closed with."""

    def __init__(self, application: Any, path: str = "/ws/x/", *, user: Any = None, **scope: Any) -> None:
        user = user or AnonymousUser()
        super().__init__(
            application,
            {"type": "websocket", "path": path, "headers": [], "query_string": b"", "user": user, "subprotocols": []}
            | scope,
        )
        self.opened = False
        self.closed_with: int | None = None

    async def open(self) -> bool:
        await self.send_input({"type": "websocket.connect"})
        self._note(await self.receive_output(5))
        return self.opened

    async def hear(self, timeout_s: float = 3) -> dict[str, Any] | None:
        """The next message, or None when the socket was closed instead."""
        return self._note(await self.receive_output(timeout_s))

    async def hears_nothing(self, for_s: float = 0.3) -> bool:
        return await self.receive_nothing(for_s)

    async def say(self, content: Any) -> None:
        text = content if isinstance(content, str) else json.dumps(content)
        await self.send_input({"type": "websocket.receive", "text": text})

    async def close(self) -> None:
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(3)

    def _note(self, event: dict[str, Any]) -> dict[str, Any] | None:
        if event["type"] == "websocket.accept":
            self.opened = True
        elif event["type"] == "websocket.close":
            self.opened, self.closed_with = False, event.get("code", 1000)
        else:
            return json.loads(event["text"])
        return None
