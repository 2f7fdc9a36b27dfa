"""Our consultations in the columns of the law portal: what is announced and about a law, for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Count, QuerySet
from django.utils import timezone

from consultations.models import Consultation
from consultations.participation.models import Statement
from consultations.portal.models import PUBLISHED, TITLE_MAX_LETTERS, Survey
from consultations.portal.reading import COLUMNS, TYPES
from consultations.questionnaires.models import Question
from consultations.turnout.models import Turnout
from consultations.workflow import ConsultationKind
from directory.installation import site_url
from records.spreadsheets import Cell, csv_of

_NAMES = {kind: name for name, kind in TYPES.items()}
_AT_ONCE = 500


def as_portal_table() -> Iterator[bytes]:
    """CSV, the oldest first, read in portions. Policies, projects and budgets have no type on the portal and are left out."""
    return csv_of(_table(), most=TITLE_MAX_LETTERS)


def exported() -> QuerySet[Consultation]:
    """Withdrawn ones are left out: the portal has no word for them."""
    told = Consultation.objects.announced().filter(kind__in=list(_NAMES), withdrawn_at=None)
    return told.select_related("agency").order_by("pk")


def _table() -> Iterator[list[Cell]]:
    yield list(COLUMNS)
    numbers = {
        agency: (own, ministry)
        for agency, own, ministry in Survey.objects.filter(agency__isnull=False)
        .order_by("pk")
        .values_list("agency", "portal_agency", "portal_ministry")
    }
    last = 0
    while portion := list(exported().filter(pk__gt=last)[:_AT_ONCE]):
        last = portion[-1].pk
        ids = [each.pk for each in portion]
        answers = {each.pk: each.people for each in Turnout.objects.filter(pk__in=ids)}
        questions = _questions(ids)
        for each in portion:
            yield _row(each, numbers.get(each.agency_id, ("", "")), answers.get(each.pk), questions.get(each.pk, 0))


def _questions(ids: Iterable[int]) -> dict[int, int]:
    """Statements and questions that were asked."""
    told: dict[int, int] = {}
    statements = Statement.objects.ever_shown().filter(conversation__in=ids).order_by().values_list("conversation")
    questions = Question.objects.filter(questionnaire__in=ids, replaced_by=None).order_by().values_list("questionnaire")
    for rows in (statements, questions):
        for pk, many in rows.annotate(many=Count("pk")):
            told[pk] = told.get(pk, 0) + many
    return told


def _row(told: Consultation, numbers: tuple[str, str], answers: int | None, questions: int) -> list[Cell]:
    """Empty: what we do not count (looks), do not tell while it is open (answers), or do not know (groups of laws)."""
    assert told.opens_at is not None and told.closes_at is not None  # noqa: S101 - the database sees to it
    opens, closes = timezone.localdate(told.opens_at), timezone.localdate(told.closes_at)
    return [
        told.slug,
        told.title_th,
        _NAMES[ConsultationKind(told.kind)],
        told.agency.name_th,
        *numbers,
        opens.isoformat(),
        closes.isoformat(),
        (closes - opens).days,
        int(told.is_closed),
        closes.year,
        answers if told.is_closed else None,
        None,
        questions,
        None,
        "",
        PUBLISHED if told.reported_at else "",
        "",
        site_url() + told.get_absolute_url(),
    ]
