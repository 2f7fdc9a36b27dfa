"""What people of a place said in consultations, and telling the local bodies of that place: their people's voices are theirs too.

A row tells of a province or district as the results do. A local body of a sub-district is told of its district: nobody is asked
where they live more closely than that.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from consultations.models import POLICY_ROLES, agencies_of
from consultations.turnout.counting import TELL
from consultations.turnout.models import LocalTurnout
from directory import known
from directory.models import Agency, Area, Membership, User
from directory.models.agencies import AgencyKind
from notifications.following import tell_people
from notifications.letters import letter, read_it
from records.chores import Chore

LOCAL = frozenset({AgencyKind.LOCAL_GOVERNMENT, AgencyKind.BANGKOK_DISTRICT, AgencyKind.PROVINCE_CENTRE})
AT_ONCE = 100
_LAST_DISTRICT = 9999
MOST_PLACES = 5
"""Of one person, on the page of their consultations."""


def said_at(area: Area) -> QuerySet[LocalTurnout]:
    """What has closed and is told of this place, the newest first; of a sub-district what is told of its district."""
    found = LocalTurnout.objects.filter(
        area=told_of(area), consultation__withdrawn_at=None, consultation__announced_at__isnull=False
    )
    return found.select_related("consultation__agency", "area__parent").order_by("-consultation__closes_at", "-pk")


def results_path(row: LocalTurnout) -> str:
    """Where the answers of these people alone are read."""
    name = "statement_results" if row.voters else "questionnaire_results"
    return f"{reverse(name, args=[row.consultation.slug])}?area={row.area_id}"


def places_of(user: User) -> list[Area]:
    """The provinces and districts of the local bodies for which this person works on consultations."""
    held = Agency.objects.filter(pk__in=agencies_of(user), kind__in=LOCAL)
    codes = {*held.values_list("area", flat=True), *held.values_list("service_areas__area", flat=True)}
    areas = (known.areas.get(code) for code in sorted(code for code in codes if code))
    return list({told_of(area).code: told_of(area) for area in areas if area}.values())[:MOST_PLACES]


def told_of(area: Area) -> Area:
    """The district of a sub-district; any other itself."""
    return next(each for each in area.up_to_province() if each.code <= _LAST_DISTRICT)


def tell_batch() -> int:
    return sum(_tell(pk) for pk in _waiting().values_list("pk", flat=True)[:AT_ONCE])


def _waiting() -> QuerySet[LocalTurnout]:
    return LocalTurnout.objects.filter(told_at=None).order_by("id")


@transaction.atomic
def _tell(pk: int) -> int:
    """Killed before the end nothing is queued, and it comes again."""
    rows = _waiting().filter(pk=pk).select_for_update(skip_locked=True, of=("self",))
    row = rows.select_related("consultation__agency", "area__parent").first()
    if row is None:
        return 0
    now = timezone.now()
    # Of a trial nobody is told, nor of what was withdrawn in the meantime.
    if not row.consultation.is_pilot and row.consultation.withdrawn_at is None and (people := who_is_told(row, now)):
        row.mails = sum(_queue(row, people, language) for language in dict(settings.LANGUAGES))
    row.told_at = now
    row.save(update_fields=["told_at", "mails"])
    return 1


def who_is_told(row: LocalTurnout, now: datetime) -> set[int]:
    """Ids of who works on consultations for a local body there; those of the agency that asked know it already."""
    there = Q(area=row.area_id) | Q(area__parent=row.area_id, area__code__gt=_LAST_DISTRICT)
    there |= Q(service_areas__area=row.area_id)
    there |= Q(service_areas__area__parent=row.area_id, service_areas__area__code__gt=_LAST_DISTRICT)
    bodies = Agency.objects.active(timezone.localdate(now)).filter(kind__in=LOCAL)
    around = bodies.filter(there).exclude(pk=row.consultation.agency_id)
    held = Membership.objects.current().filter(agency__in=around, role__in=POLICY_ROLES, user__is_active=True)
    return set(held.values_list("user", flat=True))


def _queue(row: LocalTurnout, people: set[int], language: str) -> int:
    with override(language):
        named = {"place": row.area.full_name(), "title": row.consultation.title, "n": f"{row.people:,}"}
        title = _("What people of %(place)s said: %(title)s") % named
        news = ngettext(
            "A consultation has closed in which %(n)s voice of %(place)s was counted:",
            "A consultation has closed in which %(n)s voices of %(place)s were counted:",
            row.people,
        )
        why = _("You get this because you work on consultations for a local body there.")
        body = letter([news % named, row.consultation.title], [read_it(results_path(row)), why])
        key = f"consultation:{row.consultation.slug}:place:{row.area_id}"
        return tell_people(people, key, language=language, title=title, body=body)


tell_local_bodies = Chore(TELL, tell_batch, every_s=60, can_wait=True)
