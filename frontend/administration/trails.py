"""The tables whose changes the database keeps, with their histories: all registers, and what is changed elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.text import capfirst
from pghistory.models import Context

from complaints.models import AfterPhoto, ApprovalRule, AuditRule, StopperText, TopicQuestion
from directory.models import (
    Installation,
    Leave,
    LetterAddress,
    Letterhead,
    RegisterFile,
    ServiceArea,
    StaffInvitation,
    User,
)
from frontend.administration.registers import REGISTERS
from notifications.models import NoticeText
from routing.models import RoutingThreshold

CONTEXTS = Context.objects.order_by().values("pk")
NOT_SHOWN = {"pgh_id", "pgh_created_at", "pgh_label", "pgh_obj", "pgh_context", "id", "public_id"}
_BESIDES: dict[str, type[models.Model]] = {
    "service-areas": ServiceArea,
    "invitations": StaffInvitation,
    "thresholds": RoutingThreshold,
    "topic-questions": TopicQuestion,
    "quicker-ways": StopperText,
    "sample-audit": AuditRule,
    "after-photos": AfterPhoto,
    "accounts": User,
    "notice-texts": NoticeText,
    "letterheads": Letterhead,
    "letter-addresses": LetterAddress,
    "installation": Installation,
    "approval-rules": ApprovalRule,
    "leave": Leave,
}
"""Tables with a history that are changed elsewhere, at /admin/ or by the offices."""


@dataclass(frozen=True)
class Trail:
    """One table and its history."""

    slug: str
    model: type[models.Model]
    label: str

    @property
    def events(self) -> Any:
        return self.model._meta.get_field("events").related_model._default_manager  # type: ignore[union-attr]

    @property
    def fields(self) -> list[models.Field[Any, Any]]:
        return [each for each in self.events.model._meta.concrete_fields if each.name not in NOT_SHOWN]


def trails() -> dict[str, Trail]:
    told = {slug: Trail(slug, register.model, str(register.label)) for slug, register in REGISTERS.items()}
    besides = {slug: Trail(slug, m, capfirst(str(m._meta.verbose_name_plural))) for slug, m in _BESIDES.items()}
    return told | besides


def events_of_file(trail: Trail, file: RegisterFile) -> QuerySet[Any]:
    """All that the writing of a file changed in a table."""
    return trail.events.filter(pgh_context__in=CONTEXTS.filter(metadata__register_file=str(file.public_id)))  # type: ignore[no-any-return]
