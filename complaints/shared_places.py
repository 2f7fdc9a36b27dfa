"""Which of several local offices looks after a place: what no rule can know where they share a sub-district, and a neighbour may.

It is asked once, after the place, and only where the rules on the matter end between two or three offices. The answer
stands among the answers of the complaint: routing takes it as what the person said, and people see it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from directory.local_offices import offices_of
from directory.models import Agency, Area, Topic

CODE = "local_office"
"""No question of a topic is called so: their codes have no such stroke (complaints.topic_tables)."""
UNKNOWN = "unknown"
_ASKED = {"th": "หน่วยงานไหนดูแลตรงนี้", "en": "Which of them looks after this place?"}
_UNKNOWN_SAID = {"th": "ไม่ทราบ", "en": "I do not know"}


def offices_in_doubt(topic: Topic | None, area: Area | None, text: str = "") -> Sequence[Agency]:
    """The two or three local offices between which the rules cannot choose; none where there is nothing to ask.

    text: with the landmark; where it names a highway it is no local office's duty.
    """
    if topic is None or area is None:
        return ()
    ask_rules: Callable[[Topic, Area, str], Sequence[Agency]] = import_string(settings.OFFICES_IN_DOUBT)
    return ask_rules(topic, area, text)


def kept_office(said: str, offices: Iterable[Agency]) -> list[dict[str, Any]]:
    """What is stored with the complaint, as one more of its answers; nothing of what was not said."""
    named = {each.code: {"th": each.name_th, "en": each.name_en or each.name_th} for each in offices}
    named[UNKNOWN] = _UNKNOWN_SAID
    if said not in named:
        return []
    return [{"question": CODE, "kind": "one", "asked": _ASKED, "answer": said, "said": named[said]}]


def check_office(said: str, area: Area | None) -> list[dict[str, Any]]:
    """What another system says, as it is stored. Raises ValidationError: office_not_of_the_place."""
    kept = kept_office(said, offices_of(area, timezone.localdate()) if area and said != UNKNOWN else ())
    if said and not kept:
        raise ValidationError(
            _("“%(code)s” is no local office of this place."), code="office_not_of_the_place", params={"code": said}
        )
    return kept


def said_office(answers: Iterable[Mapping[str, Any]]) -> str:
    """The code of the office that the person named; "" where nobody was asked or knew."""
    said = next((str(one["answer"]) for one in answers if one["question"] == CODE), "")
    return "" if said == UNKNOWN else said
