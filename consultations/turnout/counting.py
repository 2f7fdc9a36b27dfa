"""Who took part, counted by the worker once a consultation has closed: pages add up rows, however many people there were."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone

from consultations.comments.counting import people_who_commented
from consultations.comments.models import Commenting
from consultations.models import Consultation
from consultations.participation.floors import shown_groups
from consultations.participation.grouping import FLOOR
from consultations.participation.models import ACCOUNTS, Conversation, Identity, counted_as
from consultations.participation.models import Tally as VoteTally
from consultations.participation.part_counts import people_by_part as people_of_statements
from consultations.participation.parts import places_of
from consultations.questionnaires.models import Questionnaire, Sheet
from consultations.questionnaires.models import Tally as SheetTally
from consultations.questionnaires.part_counts import people_by_part as people_of_questionnaire
from consultations.questionnaires.results import group_words
from consultations.turnout.models import LocalTurnout, Turnout
from records.chores import Chore, wake

SETTLED = timedelta(minutes=5)
"""After the closing: until then the last steps of the counts have been added up."""
TELL = "tell_local_bodies"
"""The chore's name."""
_AT_ONCE = 20
LAST_PROVINCE = 99


def count_closed() -> int:
    """Count those that have closed and were not counted yet. Returns how many."""
    closed = Consultation.objects.under_way().filter(
        withdrawn_at__isnull=True, closes_at__lte=timezone.now() - SETTLED, turnout__isnull=True
    )
    found = list(closed.select_related("conversation", "questionnaire").order_by("closes_at")[:_AT_ONCE])
    for consultation in found:
        turnout, places = turnout_of(consultation), local_turnouts_of(consultation)
        with transaction.atomic():
            # Two workers count the same: the second one changes nothing.
            LocalTurnout.objects.bulk_create(places, ignore_conflicts=True)
            Turnout.objects.bulk_create([turnout], ignore_conflicts=True)
        if places:
            wake(TELL)
    return len(found)


def turnout_of(consultation: Consultation) -> Turnout:
    """As it is now; not stored."""
    turnout = Turnout(consultation=consultation)
    conversation: Conversation | None = getattr(consultation, "conversation", None)
    questionnaire: Questionnaire | None = getattr(consultation, "questionnaire", None)
    if conversation is not None:
        people = _by_identity(VoteTally.objects.filter(conversation=conversation, statement__isnull=True))
        turnout.voters_confirmed, turnout.voters_anonymous = _accounts(people), people[Identity.ANONYMOUS]
        turnout.provinces = _provinces(conversation)
    if questionnaire is not None:
        people = _by_identity(SheetTally.objects.filter(questionnaire=questionnaire, question__isnull=True))
        turnout.sheets_confirmed, turnout.sheets_anonymous = _accounts(people), people[Identity.ANONYMOUS]
        unsent = Sheet.objects.filter(questionnaire=questionnaire, sent_at__isnull=True).count()
        turnout.sheets_begun = people.total() + unsent + questionnaire.given_up
        turnout.median_s = _median_s(questionnaire) if people.total() >= FLOOR else None
        turnout.groups = _groups(questionnaire)
    if Commenting.objects.filter(pk=consultation.pk).exists():
        commented = people_who_commented(consultation.pk)
        turnout.comments_confirmed, turnout.comments_anonymous = commented.confirmed, commented.anonymous
    return turnout


def local_turnouts_of(consultation: Consultation) -> list[LocalTurnout]:
    """Provinces and districts of which the results of a way to take part tell; not stored."""
    places: dict[int, LocalTurnout] = {}
    for name, way, people_of in (
        ("voters", "conversation", people_of_statements),
        ("sheets", "questionnaire", people_of_questionnaire),
    ):
        if not hasattr(consultation, way):
            continue
        for line in places_of(people_of(consultation.pk)):
            if line.people:
                place = places.setdefault(line.code, LocalTurnout(consultation=consultation, area_id=line.code))
                setattr(place, name, line.people)
    return [places[code] for code in sorted(places)]


def _by_identity(tallies) -> Counter[int]:  # type: ignore[no-untyped-def]  # a queryset of either count
    """Of people who answered here: paper is entered after this is counted, and stands in the results."""
    here = tallies.exclude(identity=Identity.ENTERED)
    return Counter({level: int(people) for level, people in here.values_list("identity").annotate(Sum("people"))})


def _accounts(people: Counter[int]) -> int:
    return sum(people[level] for level in ACCOUNTS)


def _provinces(conversation: Conversation) -> dict[str, int]:
    """By code, as results show them: each level is floored by itself."""
    lines = places_of(people_of_statements(conversation.pk))
    return {str(line.code): line.people for line in lines if line.code <= LAST_PROVINCE and line.people}


def _median_s(questionnaire: Questionnaire) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM sent_at - begun_at))"
            " FROM questionnaires_sheet WHERE questionnaire_id = %s AND sent_at IS NOT NULL AND identity <> %s",
            [questionnaire.pk, int(Identity.ENTERED)],
        )
        return max(int(cursor.fetchone()[0] or 0), 0)


def _groups(questionnaire: Questionnaire) -> list[list[str | int]]:
    """Words in Thai and in English, and people, of each group. Each level is floored by itself, as results show them."""
    words = group_words(questionnaire.pk)
    levels: dict[int, Counter[int]] = defaultdict(Counter)
    sent = SheetTally.objects.filter(questionnaire=questionnaire, question__isnull=True).exclude(
        identity=Identity.ENTERED
    )
    for identity, group, people in sent.values_list("identity", "stakeholders", "people"):
        levels[counted_as(identity)][group] += people
    shown: Counter[int] = Counter()
    for people_of in levels.values():
        shown.update({group: people_of[group] for group in shown_groups(people_of)})
    return [[*words[group], people] for group, people in sorted(shown.items()) if group in words and people]


count_turnout = Chore("count_turnout", count_closed, every_s=60, can_wait=True)
