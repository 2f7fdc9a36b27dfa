"""Counting sheets by place and by time, from sums that the counting chore keeps; anew once a minute at most."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Q

from consultations.participation.models import counted_as
from consultations.participation.parts import Part, PeopleApart, Periods
from consultations.questionnaires.answers import ANSWERED
from consultations.questionnaires.models import PartTally, Question
from records.caching import kept_by_key

Cells = dict[tuple[int, int], int]
"""How many people by (item, value), as `answers.cells_of` gives them."""
Of = dict[int, dict[int, dict[int, Cells]]]
"""By question, level of identity and key: an area's code, 0 for everybody, or a period's number. Of what is beside the part only who
answered at all."""


def people_by_part(questionnaire_id: int) -> PeopleApart:
    """Whoever sent a sheet, by where they live and by the day on which they sent it last; as it is now."""
    rows = PartTally.objects.filter(questionnaire=questionnaire_id, question=None)
    return PeopleApart().add(rows.values_list("identity", "area", "day", "people"))


people_apart = kept_by_key(seconds=60)(people_by_part)
"""The same, anew once a minute at most."""


@kept_by_key(seconds=60)
def cells_apart(asked: tuple[int, Part, Periods]) -> Of:
    questionnaire_id, part, periods = asked
    where = Q()
    if part.period:
        where = Q(area__isnull=True, day__isnull=False)
    else:
        for beside in part.beside:
            where |= Q(area__range=beside)
        # Everybody came on a day: under the key 0 stand all, counted at the same moment.
        where |= Q(area__isnull=True, day__isnull=False)
        where &= Q(item=ANSWERED[0], value=ANSWERED[1]) | Q(area=part.area)
    questions = list(Question.objects.filter(questionnaire=questionnaire_id).values_list("pk", flat=True))
    # The questions by name, so that the index leads to the areas of each.
    rows = PartTally.objects.filter(where, questionnaire=questionnaire_id, question__in=questions)
    found: Of = defaultdict(lambda: defaultdict(lambda: defaultdict(lambda: defaultdict(int))))
    told = rows.values_list("question", "identity", "area", "day", "item", "value", "people")
    for question, identity, area, day, item, value, people in told.iterator():
        assert question is not None  # noqa: S101 - asked for by name; for the type checker
        key = periods.number_of(day) if part.period and day else area or 0
        found[question][counted_as(identity)][key][item, value] += people
    return found
