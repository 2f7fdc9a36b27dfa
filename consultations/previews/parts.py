"""The parts of a draft that a reader can leave a note on, by name, in the order of reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from consultations.models import Consultation


def parts_of(consultation: Consultation, whole: Mapping[str, Any]) -> dict[str, str]:
    """What each is called. whole: as `consultations.whole.whole_of` tells it."""
    parts = {"whole": _("The whole draft"), "changes": _("What it would change"), "days": _("Days")}
    parts |= {f"about-{each.about}": each.get_about_display() for each in consultation.told()}
    parts |= {f"text-{each.document.n}": each.document.title for each in whole["texts"]}
    questions = [each.asked for part in whole["outline"] for each in part.questions]
    parts |= {f"question-{each.n}": _("Question: %(words)s") % {"words": each.text} for each in questions}
    parts |= {f"statement-{each.n}": _("Statement: %(words)s") % {"words": each.said} for each in whole["statements"]}
    return parts
