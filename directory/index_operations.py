"""For migrations: an index on a table that is big by then, made while everybody goes on writing to it (docs/production.md)."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently


class AddIndexBesideWork(AddIndexConcurrently):
    """Django's AddIndexConcurrently, safe to run again after it was killed; its migration says `atomic = False`.

    PostgreSQL leaves the index of a broken run behind, which nothing uses and every write pays for: it is dropped and
    made anew. One that is there and whole is left as it is, also where somebody made it by hand before the update.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        is_whole = self._is_whole(schema_editor)
        if is_whole:
            return
        if is_whole is False:
            name = schema_editor.quote_name(self.index.name)
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def _is_whole(self, schema_editor: Any) -> bool | None:
        """Whether PostgreSQL may use the index of this name; None where there is none."""
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)",
                [schema_editor.quote_name(self.index.name)],
            )
            row = cursor.fetchone()
        return row[0] if row else None
