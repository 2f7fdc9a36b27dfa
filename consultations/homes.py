"""Where people live who take part, as far as they tell it: offered, never taken; told once for all that an account does here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.http import QueryDict

from consultations.comments.commenters import tell_commenter_area
from consultations.comments.models import Commenter
from consultations.models import Consultation
from consultations.participation.forms import HomeForm
from consultations.participation.models import Participant
from consultations.participation.taking_part import tell_area
from consultations.questionnaires.filling import tell_sheet_area
from consultations.questionnaires.models import Sheet
from consultations.workflow import ConsultationState
from directory import known
from directory.models import Area, User

Row = Participant | Sheet | Commenter
MOST_OFFERED = 6
_WAY_OF = {Participant: "conversation", Sheet: "questionnaire", Commenter: "commenting"}


@transaction.atomic
def tell_home(row: Row, area: Area | None) -> None:
    """Of a browser here alone: nothing tells that it is the same one elsewhere. None takes it back.

    Raises ValidationError as `taking_part.refusal` does.
    """
    others = [] if row.user_id is None else list(_rows_of(row.user_id, getattr(row, f"{_WAY_OF[type(row)]}_id")))
    for each in others or [row]:
        match each:
            case Participant():
                tell_area(each, area)
            case Sheet():
                tell_sheet_area(each, area)
            case Commenter():
                tell_commenter_area(each, area)


def home_told(data: QueryDict) -> Area | None:
    """The province or district of a form that was sent; what no list offers was not told."""
    offered = data.get("place", "")
    if offered.isascii() and offered.isdigit() and len(offered) in {2, 4}:
        return known.areas.get(int(offered))
    return known.areas.get(HomeForm(data).area())


def home_asked(consultation: Consultation, row: Row | None, user: User | None) -> dict[str, Any]:
    """For `participation/_home.html`: the form as it was filled in, and places to be taken with one press; only where it is asked:
    of somebody, as long as it is open."""
    if row is None or consultation.state != ConsultationState.OPEN:
        return {}
    lives_in = known.areas.get(row.area_id)
    code = str(lives_in.code) if lives_in else ""
    return {
        "home": HomeForm({"province": code[:2], "district": code if len(code) == 4 else ""}),
        "lives_in": lives_in,
        "homes": [each for each in _offered(consultation, user) if each != lives_in],
    }


def _offered(consultation: Consultation, user: User | None) -> list[Area]:
    """What the account told last, here before elsewhere; then the places that the consultation is about, no smaller than districts."""
    told = [_last_told(consultation.pk, user.pk)] if user else []
    codes = [*told, *(int(str(place.code)[:4]) for place in consultation.places())]
    found = known.areas.by_id(codes)
    return [found[code] for code in dict.fromkeys(codes) if code in found][:MOST_OFFERED]


def _last_told(consultation_id: int, user_id: int) -> int | None:
    newest = []
    for model, way in _WAY_OF.items():
        told = model.objects.filter(user=user_id, area__isnull=False).annotate(  # type: ignore[attr-defined]
            is_here=ExpressionWrapper(Q(**{way: consultation_id}), output_field=BooleanField()),
            at=F("begun_at" if model is Sheet else "joined_at"),
        )
        newest.append(told.order_by("-is_here", "-at").values_list("is_here", "at", "area")[:1])
    rows = list(newest[0].union(*newest[1:], all=True))
    return max(rows)[2] if rows else None


def _rows_of(user_id: int, consultation_id: int) -> Iterator[Row]:
    """Always in this order, so that two windows wait for each other."""
    for model, way in _WAY_OF.items():
        yield from model.objects.filter(user=user_id, **{way: consultation_id})  # type: ignore[attr-defined]
