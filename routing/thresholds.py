"""Setting what is sure enough to go out without a person: one act, kept with its author, its day and its grounds."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.models import Topic, User
from routing.models import RoutingThreshold
from routing.outcomes import Chosen


def may_set_thresholds(user: User) -> bool:
    return user.is_staff and user.has_perm("routing.change_routingthreshold")


@transaction.atomic
def set_threshold(topic: Topic | None, chosen: Chosen, *, by: User) -> RoutingThreshold:
    """From now on cases of this topic (None: of all without their own row) go out from this likelihood on.

    Its history is kept by the table. Raises PermissionDenied, and ValidationError with code not_borne_out where later
    decisions do not show what was aimed at.
    """
    if not may_set_thresholds(by):
        raise PermissionDenied
    if not chosen.holds:
        raise ValidationError(_("Later decisions do not bear this out. Nothing was changed"), code="not_borne_out")
    grounds = _("Right in %(right)s of %(of)s later decisions; %(target)s of 100 were wanted") % {
        "right": chosen.later.right,
        "of": chosen.later.of,
        "target": round(100 * chosen.target),
    }
    told = {
        "probability": chosen.threshold,
        "target": chosen.target,
        "decided_by": by.full_name[:150],
        "decided_on": timezone.localdate(),
        "reason": grounds,
    }
    return RoutingThreshold.objects.update_or_create(topic=topic, defaults=told)[0]
