"""Tags that join rooms which do not know each other."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from complaints.models import Case
from consultations.discovery.linking import consultations_of as linked_to
from consultations.models import Consultation
from directory.models import Topic
from frontend.consultation_links import offered_beside

register = template.Library()


@register.simple_tag(takes_context=True)
def consultations_about(
    context: Context, text: str, topic: Topic | None, case: Case | None = None
) -> list[Consultation]:
    """{% consultations_about text topic as asked %}: open consultations about what a complaint says."""
    request: Any = context.get("request")
    return offered_beside(request, text, topic if isinstance(topic, Topic) else None, case or None)


@register.simple_tag
def consultations_of(case: Case) -> list[Consultation]:
    """{% consultations_of case as linked %}: those that the author of a case linked it to."""
    return linked_to(case)
