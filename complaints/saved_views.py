"""Views of the inbox that are kept under a name: saving, renaming, removing and bringing back. One function an act."""

from __future__ import annotations

import uuid
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.access import CASEWORK_ROLES, CONFIDENTIAL_ROLES, Viewer
from complaints.intake import without_invisible
from complaints.models import SavedView
from complaints.queue import VIEWS, views_of
from complaints.queue_filters import Filters
from complaints.saved_view_tables import NAME_MAX_LETTERS, SavedViewQuerySet
from directory.models import Agency, Area, Topic, User
from directory.statements import Lookup

MOST = 20
"""Of one person, and of one agency: more than that nobody finds their way through."""
UNDO_WITHIN_S = 600


@transaction.atomic
def save_view(*, name: str, view: str, filters: Filters, agency: Agency | None = None, by: User) -> SavedView:
    """Keep what the inbox shows now. agency: for everybody there, which its supervisors and heads may. Twice is once.

    Raises ValidationError: name_missing, name_too_long, name_taken, too_many, only_leaders_share.
    """
    _check_may_share(agency, by)
    name = check_name(name)
    theirs = _lock(agency, by)
    wanted = {"view": view if view in VIEWS else "all", "filters": filters.kept()}
    if same := theirs.filter(name=name, **wanted).first():
        return same
    _refuse_taken(theirs, name)
    if theirs.count() >= MOST:
        raise ValidationError(
            _("There are %(most)s saved views already. Remove one first."), code="too_many", params={"most": MOST}
        )
    return SavedView.objects.create(name=name, user=None if agency else by, agency=agency, **wanted)


@transaction.atomic
def rename_view(saved: SavedView, *, name: str, by: User) -> SavedView:
    """Raises ValidationError: name_missing, name_too_long, name_taken, only_leaders_share."""
    _check_may_share(saved.agency, by)
    name = check_name(name)
    theirs = _lock(saved.agency, by)
    if name != saved.name:
        _refuse_taken(theirs, name)
        saved.name = name
        saved.save(update_fields=["name"])
    return saved


@transaction.atomic
def remove_view(saved: SavedView, *, by: User) -> str:
    """Returns what brings it back within ten minutes (`bring_back`). Raises ValidationError: only_leaders_share."""
    _check_may_share(saved.agency, by)
    told = {
        "id": str(saved.public_id),
        "agency": saved.agency.code if saved.agency else "",
        "name": saved.name,
        "view": saved.view,
        "filters": saved.filters,
    }
    saved.delete()
    return signing.dumps(told, salt=_undo_of(by), compress=True)


@transaction.atomic
def bring_back(token: str, *, by: User) -> SavedView | None:
    """Undo a removal. None where that was too long ago, or somebody else's. Twice is once.

    Raises ValidationError: name_taken, too_many, only_leaders_share.
    """
    try:
        told: dict[str, Any] = signing.loads(token, salt=_undo_of(by), max_age=UNDO_WITHIN_S)
    except signing.BadSignature:
        return None
    agency = Agency.objects.filter(code=told["agency"]).first() if told["agency"] else None
    saved = save_view(
        name=told["name"], view=told["view"], filters=Filters.asked_again(told["filters"]), agency=agency, by=by
    )
    SavedView.objects.filter(pk=saved.pk).update(public_id=uuid.UUID(told["id"]), filters=told["filters"])
    saved.refresh_from_db()
    return saved


def offered(user: User) -> list[SavedView]:
    """`SavedView.objects.offered_to`, for the inbox, which asks it each time; a test holds it to that."""
    return _offered(user.pk, Viewer(user).agencies(CASEWORK_ROLES))


_offered = Lookup(SavedView, "user_id = %s OR agency_id = ANY(%s) ORDER BY name, id")


def view_of(saved: SavedView) -> str:
    """The view of the inbox that it shows, of those there are."""
    return saved.view if saved.view in VIEWS else "all"


def check_name(name: str) -> str:
    """As it is kept: one line, without what nobody sees. Raises ValidationError: name_missing, name_too_long."""
    name = " ".join(without_invisible(name).split())
    if not name:
        raise ValidationError(_("Give the view a name."), code="name_missing")
    if len(name) > NAME_MAX_LETTERS:
        raise ValidationError(
            _("The name is %(extra)s characters too long."),
            code="name_too_long",
            params={"extra": len(name) - NAME_MAX_LETTERS},
        )
    return name


_NOT_FOR_ALL = {
    "unit": _("You belong to no unit, so all that is to do is shown."),
    "absent": _("You stand in for nobody now, so all that is to do is shown."),
}
"""Views that not everybody has, and what is said to who has them no more."""


def out_of_date(saved: SavedView, user: User) -> list[Any]:
    """What this view asks for that is no longer so, each in a sentence: a closed topic, an area that is gone."""
    told: list[Any] = []
    kept, asked = saved.filters, Filters.asked_again(saved.filters).kept()
    if topic_code := kept.get("topic"):
        topic = Topic.objects.filter(code=topic_code).first()
        if topic is None:
            told.append(_("Its topic no longer exists. Cases of every topic are shown."))
        elif not topic.is_active:
            told.append(
                _("Its topic “%(topic)s” takes no new cases any more. Older ones are still shown.")
                % {"topic": topic.name}
            )
    if asked.get("area") and not Area.objects.filter(code=asked["area"]).exists():
        told.append(_("Its area no longer exists, so it finds nothing. Choose another one."))
    if saved.view not in VIEWS or any(asked.get(name) != value for name, value in kept.items() if name != "topic"):
        told.append(_("Something it asks for is no longer offered, and is left out."))
    why = _NOT_FOR_ALL.get(view_of(saved))
    if why and view_of(saved) not in views_of(user):
        told.append(why)
    return told


def _undo_of(user: User) -> str:
    """Only who removed it brings it back."""
    return f"saved-view:{user.pk}"


# -- shared by the acts --------------------------------------------------------------------------------------------


def _check_may_share(agency: Agency | None, by: User) -> None:
    if agency and agency.pk not in Viewer(by).agencies(CONFIDENTIAL_ROLES):
        raise ValidationError(
            _("Only a supervisor or the head of the agency keeps views for everybody."), code="only_leaders_share"
        )


def _lock(agency: Agency | None, by: User) -> SavedViewQuerySet:
    """All views of the same list, which nobody else adds to until this transaction ends: two tabs may save at once."""
    if agency:
        Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
        return SavedView.objects.filter(agency=agency)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    return SavedView.objects.filter(user=by)


def _refuse_taken(theirs: SavedViewQuerySet, name: str) -> None:
    if theirs.filter(name=name).exists():
        raise ValidationError(
            _("There is a view named “%(name)s” already. Choose another name."),
            code="name_taken",
            params={"name": name},
        )
