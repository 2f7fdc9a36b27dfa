"""The states of a promise and the steps between them: data, no I/O. That it is late is no state: it follows from the clock."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PromiseState(models.TextChoices):
    PROMISED = "promised", _("Promised")
    IN_PROGRESS = "in_progress", _("In progress")
    KEPT = "kept", _("Kept")
    PARTLY = "partly", _("Partly kept")
    WITHDRAWN = "withdrawn", _("Withdrawn, with a reason")


LATE = "late"
"""How a promise is shown and found that is open after its day."""
OPEN = (PromiseState.PROMISED, PromiseState.IN_PROGRESS)
ENDED = (PromiseState.KEPT, PromiseState.PARTLY, PromiseState.WITHDRAWN)
NEXT: dict[str, tuple[PromiseState, ...]] = {
    PromiseState.PROMISED: (PromiseState.IN_PROGRESS, *ENDED),
    PromiseState.IN_PROGRESS: ENDED,
    PromiseState.PARTLY: (PromiseState.KEPT,),
    PromiseState.KEPT: (),
    PromiseState.WITHDRAWN: (),
}


class StepKind(models.TextChoices):
    MADE = "made", _("Promised")
    STARTED = "started", _("Work has begun")
    MILESTONE = "milestone", _("A milestone is reached")
    MOVED = "moved", _("The day is moved")
    KEPT = "kept", _("The promise is kept")
    PARTLY = "partly", _("The promise is partly kept")
    WITHDRAWN = "withdrawn", _("The promise is withdrawn")
    LATE = "late", _("The promise is late")
