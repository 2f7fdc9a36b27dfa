"""What a result report tells, drawn up from what is there: numbers, themes with quotes, duties, and the policy team's words.

`draw_up` makes one JSON value, which is stored as it is when the report is published, so that its numbers stay:

    title, agency: {"th", "en"}; slug, kind, opens_at, closes_at, drawn_at (ISO 8601), changes: {"th": […], "en": […]}
    people: [{"way": "statements" | "questionnaire" | "comments", "accounts", "anonymous", "entered", "answers"}], of
        comments also "entered_answers", where paper and meetings said some
    stakeholders: {"registered", "reached"}, of the laws it is about; hearings: {"held", "came", "questions"}
    questions: {"th": […], "en": […]}, each as `_result.html` draws it; statements: [{"n", "th", "en", "accounts", "anonymous", "entered"}],
        each [agreed, disagreed, passed]; groups: [{"letter" (A to E), "people", "anonymous", "share"}]
    texts: {"answers", "others"}; themes: [{"number", "name", "words", "answers", "texts", "copied", "quotes", "duty"}]
    duties: [{"n", "called": {"th", "en"}, "voices", "agency", "due_at", "outcome", "reason": {"th", "en"}, "answered_at"}]
    summary: {"th", "en"}; parts: [{"heading", "text"}]; law: of the draft law, as `sections.changed_sections` tells it

Words of people are masked, and a quote is only there because the policy team chose it or saw it in the preview.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Protocol

from django.utils import timezone
from django.utils.translation import override

from complaints.personal_data import mask
from consultations.comments.counting import people_who_commented
from consultations.comments.models import Comment, Commenting
from consultations.hearings.counting import held_in
from consultations.models import Consultation
from consultations.participation.counting import Count, Counted, count_statements, people_of
from consultations.participation.grouping import FLOOR
from consultations.participation.models import Conversation, Identity
from consultations.participation.results import results_of as results_of_conversation
from consultations.questionnaires.models import Kind, Questionnaire
from consultations.questionnaires.results import Asked
from consultations.questionnaires.results import results_of as results_of_questionnaire
from consultations.results.models import Duty, Report
from consultations.results.sections import changed_sections
from consultations.statutes.telling import reached
from consultations.themes.models import Theme, Theming
from consultations.themes.sources import said_in
from directory.models import Agency

MOST_THEMES = 30
MOST_QUOTES = 3
SHOWN_WORDS = 6
LANGUAGES = ("th", "en")
Told = dict[str, Any]


def draw_up(report: Report) -> Told:
    """All of it as it is now. Raises nothing: what a consultation did not ask is left empty."""
    consultation = report.consultation
    conversation = Conversation.objects.filter(pk=consultation.pk).first()
    questionnaire = Questionnaire.objects.filter(pk=consultation.pk).first()
    theming = Theming.objects.filter(pk=consultation.pk).first()
    return {
        "title": _both(consultation.title_th, consultation.title_en),
        "slug": consultation.slug,
        "agency": _agency(consultation.agency),
        "kind": consultation.kind,
        "opens_at": _moment(consultation.opens_at),
        "closes_at": _moment(consultation.closes_at),
        "drawn_at": _moment(timezone.now()),
        "people": _people(consultation, conversation, questionnaire),
        "stakeholders": _stakeholders(consultation),
        "hearings": held_in(consultation),
        "questions": {code: _questions(questionnaire, code) for code in LANGUAGES},
        "statements": [_statement(each) for each in count_statements(consultation.pk)] if conversation else [],
        "groups": _groups(conversation) if conversation else [],
        "texts": {"answers": theming.answers, "others": theming.others} if theming else {"answers": 0, "others": 0},
        "themes": _themes(report),
        "duties": duties_of(consultation),
        "summary": _both(report.summary_th, report.summary_en),
        "parts": [part for part in report.parts if part["text"]],
        "law": changed_sections(consultation, report.section_whys),
    }


def _stakeholders(consultation: Consultation) -> dict[str, int]:
    told = reached(consultation)
    return {"registered": told.registered, "reached": told.reached}


def duties_of(consultation: Consultation) -> list[Told]:
    found = Duty.objects.filter(consultation=consultation).select_related("theme", "agency")
    return [_duty(each) for each in found]


def quotes_of(report: Report, theme: Theme) -> list[str]:
    """Ids of the texts of a theme that are quoted."""
    chosen = report.quotes.get(str(theme.number))
    return list(theme.typical[:MOST_QUOTES] if chosen is None else chosen)


def themes_of(consultation: Consultation, *, most: int | None = MOST_THEMES) -> list[tuple[Theme, list[Theme]]]:
    """The largest ones by different texts, each with what was merged into it; empty ones are left out."""
    found = list(Theme.objects.filter(consultation=consultation).select_related("duty").order_by("number"))
    whole = [
        (theme, [theme, *(part for part in found if part.merged_into_id == theme.pk)])
        for theme in found
        if not theme.merged_into_id
    ]
    with_answers = [each for each in whole if sum(theme.answers for theme in each[1])]
    return sorted(with_answers, key=lambda each: (-sum(t.texts for t in each[1]), each[0].number))[:most]


def figures_of_theme(theme: Theme, parts: list[Theme]) -> Told:
    """With what was merged into it. words: masked. copied: how often its most frequent text came, from FLOOR on."""
    copied = max((copy["answers"] for part in parts for copy in part.copies), default=0)
    return {
        "number": theme.number,
        "name": theme.name,
        "words": [mask(word) for word in theme.words[:SHOWN_WORDS]],
        "answers": sum(part.answers for part in parts),
        "texts": sum(part.texts for part in parts),
        "copied": copied if copied >= FLOOR else 0,
    }


def counts_of(statement: Told) -> dict[str, Count]:
    """The counts of a stored statement, as `participation/_bar.html` draws them."""
    return {level: Count(*statement.get(level, ())) for level in ("accounts", "anonymous", "entered")}


def _people(
    consultation: Consultation, conversation: Conversation | None, questionnaire: Questionnaire | None
) -> list[Told]:
    told: list[Told] = []
    if conversation:
        people = people_of(conversation.pk)
        told.append(_way("statements", people, conversation.votes, people.verified))
    if questionnaire:
        results = results_of_questionnaire(questionnaire)
        sent = results.confirmed + results.anonymous + results.entered
        told.append(_way("questionnaire", results, sent, results.verified))
    if Commenting.objects.filter(pk=consultation.pk).exists():
        commented = people_who_commented(consultation.pk)
        said = Comment.objects.to_read().filter(commenting=consultation.pk, author__isnull=False)
        on_paper = said.filter(author__identity=Identity.ENTERED).count()
        told.append(_way("comments", commented, said.count()) | ({"entered_answers": on_paper} if on_paper else {}))
    return told


class _ByLevel(Protocol):
    @property
    def confirmed(self) -> int: ...
    @property
    def anonymous(self) -> int: ...
    @property
    def entered(self) -> int: ...


def _way(way: str, people: _ByLevel, answers: int, verified: int = 0) -> Told:
    """verified: of the accounts; not told where there is no number to tell."""
    levels = {"accounts": people.confirmed, "anonymous": people.anonymous, "entered": people.entered}
    return {"way": way, **levels, "answers": answers, **({"verified": verified} if verified else {})}


def _questions(questionnaire: Questionnaire | None, language: str) -> list[Told]:
    """Questions as they were asked last and those that were closed; what people wrote themselves is told by themes."""
    if questionnaire is None:
        return []
    with override(language):
        results = results_of_questionnaire(questionnaire)
        asked = [each for each in (*results.asked, *results.closed) if each.question.kind != Kind.OPEN]
        return [_question(each) for each in asked]


def _question(asked: Asked) -> Told:
    levels = [{**asdict(level), "name": level.name, "identity": int(level.identity)} for level in asked.levels]
    question = asked.question
    return {"question": {"n": question.n, "kind": question.kind, "text": question.text}, "levels": levels}


def _statement(counted: Counted) -> Told:
    return {
        "n": counted.n,
        **_both(counted.text, counted.text_en),
        "accounts": _numbers(counted.confirmed),
        "anonymous": _numbers(counted.anonymous),
        "entered": _numbers(counted.entered),
    }


def _numbers(count: Count) -> list[int]:
    return [count.agreed, count.disagreed, count.passed]


def _groups(conversation: Conversation) -> list[Told]:
    results = results_of_conversation(conversation, None)
    groups = results.groups if results else []
    return [
        {"letter": "ABCDE"[each.number], "people": each.people, "anonymous": each.anonymous, "share": each.share}
        for each in groups
    ]


def _themes(report: Report) -> list[Told]:
    whole = themes_of(report.consultation)
    ids = {id for theme, _parts in whole for id in quotes_of(report, theme)}
    said = said_in(report.consultation, sorted(ids))
    return [
        {
            **figures_of_theme(theme, parts),
            "quotes": [mask(said[id]) for id in quotes_of(report, theme) if id in said],
            "duty": next((part.duty.n for part in parts if hasattr(part, "duty")), None),
        }
        for theme, parts in whole
    ]


def _duty(duty: Duty) -> Told:
    called = {}
    for code in LANGUAGES:
        with override(code):
            called[code] = duty.called
    return {
        "n": duty.n,
        "called": called,
        "voices": duty.voices,
        "agency": _agency(duty.agency),
        "due_at": _moment(duty.due_at),
        "outcome": duty.outcome,
        "reason": _both(duty.reason_th, duty.reason_en),
        "answered_at": _moment(duty.answered_at),
    }


def _agency(agency: Agency) -> Told:
    return {"code": agency.code, **_both(agency.name_th, agency.name_en)}


def _both(th: str, en: str) -> Told:
    return {"th": th, "en": en}


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
