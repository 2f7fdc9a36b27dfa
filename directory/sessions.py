"""Sessions in the database, as Django's own, read by a statement written once: every page of a signed-in person does."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from directory.statements import Lookup

_live = Lookup(Session, "session_key = %s AND expire_date > %s")


class SessionStore(DatabaseSessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = _live(self.session_key, timezone.now())
        if not found:
            self._session_key = None  # as Django does: what is not there is not taken over
            return None
        return found[0]
