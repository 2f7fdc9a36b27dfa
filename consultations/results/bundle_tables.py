"""The tables of a report's ZIP: what the pages show of one consultation, a row each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.personal_data import mask
from consultations.comments.exporting import number_of_files
from consultations.comments.models import Comment, CommentFile, Commenting, Mark, Place, Scope
from consultations.laws.models import Version
from consultations.participation.counting import count_statements
from consultations.participation.models import Conversation
from consultations.participation.results import results_of
from consultations.questionnaires.exporting import results_as_csv
from consultations.questionnaires.models import Questionnaire
from consultations.results.models import ReportVersion
from consultations.results.part_tables import (
    has_statements,
    is_by_part,
    people_by_place,
    people_by_time,
    statements_by_place,
)
from consultations.results.report_words import law_of, outcome_of, words
from records.spreadsheets import Cell, csv_of

_AT_ONCE = 2000
_LONGEST = 10_000
Rows = Iterator[list[Cell]]


@dataclass(frozen=True)
class Table:
    """about: what a row is. columns: each with what it means, in Thai and English as `_` has it; lines: of the CSV."""

    name: str
    about: str | Promise
    columns: dict[str, str | Promise]
    is_there: Callable[[ReportVersion], bool]
    rows: Callable[[ReportVersion], Rows] | None
    file: Callable[[ReportVersion], Iterator[bytes]] | None = None

    def lines(self, version: ReportVersion) -> Iterator[bytes]:
        if self.file is not None:
            return self.file(version)
        assert self.rows is not None  # noqa: S101 - a table has one of both
        return csv_of(self._with_head(self.rows(version)), most=_LONGEST)

    def _with_head(self, rows: Rows) -> Rows:
        yield list(self.columns)
        yield from rows


def _statements(version: ReportVersion) -> Rows:
    for each in count_statements(version.report_id):
        levels = (each.confirmed, each.anonymous, each.entered)
        yield [
            each.n,
            each.text,
            each.text_en,
            *(n for level in levels for n in (level.agreed, level.disagreed, level.passed)),
        ]


def _groups(version: ReportVersion) -> Rows:
    """Shares, as the page has them: of each group, empty where too few of it answered."""
    results = results_of(Conversation.objects.select_related("consultation").get(pk=version.report_id), None)
    letters = {group.name: group.letter for group in results.groups} if results else {}
    for row in results.rows if results and letters else []:
        for name, count in row.by_group:
            agree, disagree = count.shares[:2] if count else (None, None)
            yield [row.statement.n, letters.get(name, name), agree, disagree]


def _comments(version: ReportVersion) -> Rows:
    """Those that everybody reads, masked as on the page, in portions."""
    titles = dict(Version.objects.filter(document__consultation=version.report_id).values_list("pk", "number"))
    shown = Comment.objects.to_read().filter(commenting=version.report_id).select_related("author", "above")
    last = 0
    while portion := list(shown.filter(pk__gt=last).order_by("pk")[:_AT_ONCE]):
        last = portion[-1].pk
        places: dict[int, Place] = {}
        for place in Place.objects.filter(comment__in=portion).order_by("version__number"):
            places[place.comment_id] = place
        files = number_of_files(CommentFile.objects.to_read(), portion)
        for each in portion:
            yield [*_comment(each, places.get(each.pk), titles), files.get(each.pk, 0)]


def _comment(comment: Comment, place: Place | None, numbers: dict[int, int]) -> list[Cell]:
    return [
        comment.number,
        comment.above.number if comment.above else "",
        numbers.get(comment.version_id),
        comment.unit,
        str(Scope(comment.scope).value) if comment.above is None else "",
        comment.words,
        str(Mark(place.mark).value) if place else "",
        place.unit if place else "",
        _who(comment),
        mask(comment.text, by_office=comment.is_of_agency),
        timezone.localdate(comment.written_at).isoformat(),
        comment.confirmed_supports,
        comment.anonymous_supports,
    ]


def _who(comment: Comment) -> str:
    if comment.author is None:
        return "agency"
    return "entered" if comment.is_entered else "account" if comment.author.identity else "anonymous"


def _sections(version: ReportVersion) -> Rows:
    for each in law_of(version.told)["sections"]:
        sides = ["\n".join("".join(run["text"] for run in line) for line in each[side]) for side in ("before", "after")]
        many = (each["accounts"], each["anonymous"], each.get("entered", 0))
        yield [each["name"], each["change"], *sides, *many, each["supports"], each["why"]]


def _themes(version: ReportVersion) -> Rows:
    for each in version.told["themes"]:
        told = [
            each["number"],
            each["name"] or ", ".join(each["words"]),
            each["answers"],
            each["texts"],
            each["copied"],
        ]
        yield [*told, *[*each["quotes"], "", "", ""][:3]]


def _answers(version: ReportVersion) -> Rows:
    for each in version.told["duties"]:
        told = [each["n"], words(each["called"]), words(each["agency"]), each["voices"]]
        yield [*told, each["outcome"], outcome_of(each), words(each["reason"]), each["answered_at"] or ""]


def _has(name: str) -> Callable[[ReportVersion], bool]:
    return lambda version: bool(version.told.get(name))


def _is_kept(model: Any) -> Callable[[ReportVersion], bool]:
    return lambda version: model.objects.filter(pk=version.report_id).exists()


def _questionnaire(version: ReportVersion) -> Iterator[bytes]:
    return results_as_csv(Questionnaire.objects.select_related("consultation").get(pk=version.report_id))


_NUMBER = _("number in its address")
_AREA = _("code of the Department of Provincial Administration")
_FEW_ACCOUNTS = _("accounts; empty where there are too few")
_FEW_ANONYMOUS = _("anonymous ones; empty where there are too few")
TABLES = (
    Table(
        "statements",
        _("a statement to agree or disagree with"),
        {
            "n": _NUMBER,
            "text_th": _("words in Thai"),
            "text_en": _("words in English, where there are any"),
            "accounts_agree": _("accounts that agree"),
            "accounts_disagree": _("accounts that disagree"),
            "accounts_pass": _("accounts that pass"),
            "anonymous_agree": _("anonymous answers that agree"),
            "anonymous_disagree": _("anonymous answers that disagree"),
            "anonymous_pass": _("anonymous answers that pass"),
            "entered_agree": _("answers from paper and meetings that agree"),
            "entered_disagree": _("answers from paper and meetings that disagree"),
            "entered_pass": _("answers from paper and meetings that pass"),
        },
        _has("statements"),
        _statements,
    ),
    Table(
        "groups",
        _("what a group of people who answer alike says to a statement; empty where fewer than ten of it answered"),
        {
            "statement": _("number of the statement"),
            "group": _("letter of the group"),
            "agree_percent": _("percent of it that agree"),
            "disagree_percent": _("percent of it that disagree"),
        },
        _has("groups"),
        _groups,
    ),
    Table(
        "questionnaire",
        _("something that could be answered; what few people said is not told"),
        {},
        _is_kept(Questionnaire),
        None,
        _questionnaire,
    ),
    Table(
        "people_by_place",
        _("a province or district of which enough people said where they live"),
        {
            "way": _("statements or questionnaire"),
            "code": _AREA,
            "place": _("its name; people of a district are in its province, too"),
            "accounts": _FEW_ACCOUNTS,
            "anonymous": _FEW_ANONYMOUS,
        },
        is_by_part,
        people_by_place,
    ),
    Table(
        "people_by_time",
        _("a day or week since the opening"),
        {
            "way": _("statements or questionnaire"),
            "from": _("first day"),
            "days": _("how many days"),
            "accounts": _FEW_ACCOUNTS,
            "anonymous": _FEW_ANONYMOUS,
        },
        is_by_part,
        people_by_time,
    ),
    Table(
        "statements_by_place",
        _("what people of a province or district say to a statement; empty where fewer than ten of a level answered"),
        {
            "statement": _("number of the statement"),
            "code": _AREA,
            "place": _("its name; people of a district are in its province, too"),
            "accounts_agree": _("accounts that agree"),
            "accounts_disagree": _("accounts that disagree"),
            "accounts_pass": _("accounts that pass"),
            "anonymous_agree": _("anonymous answers that agree"),
            "anonymous_disagree": _("anonymous answers that disagree"),
            "anonymous_pass": _("anonymous answers that pass"),
        },
        has_statements,
        statements_by_place,
    ),
    Table(
        "comments",
        _("a comment on the text, or a reply, without personal data"),
        {
            "number": _("number of the comment"),
            "reply_to": _("number of the comment that it hangs under"),
            "version": _("version of the text on which it was written"),
            "section": _("id of the section there"),
            "about": _("section, paragraph or words"),
            "words": _("the words, where it is about some"),
            "mark": _("what became of them: written, unchanged, moved, changed, orphaned"),
            "section_now": _("id of the section in the newest text"),
            "who": _("account, anonymous, agency, or entered: from paper and meetings"),
            "text": _("what people said"),
            "written_on": _("day"),
            "accounts_support": _("accounts that think so too"),
            "anonymous_support": _("anonymous ones"),
            "files": _("how many files with it everybody reads; they are not part of the data"),
        },
        _is_kept(Commenting),
        _comments,
    ),
    Table(
        "sections",
        _("a section of the draft law that changed or was commented on"),
        {
            "section": _("its name before and now"),
            "change": _("unchanged, changed, moved, moved_changed, added, removed; empty: there is no later text"),
            "before": _("its words before"),
            "now": _("its words now"),
            "accounts": _("comments by accounts"),
            "anonymous": _("anonymous comments"),
            "entered": _("comments from paper and meetings"),
            "supports": _("how many think so too"),
            "why": _("why, in the words of the policy team"),
        },
        lambda version: bool(law_of(version.told).get("sections")),
        _sections,
    ),
    Table(
        "themes",
        _("a theme of what people wrote in their own words"),
        {
            "number": _NUMBER,
            "name": _("its name, or its words where nobody has named it"),
            "opinions": _("opinions in it"),
            "texts": _("different texts"),
            "copied": _("how often its most copied text came"),
            "quote_1": _("a typical one"),
            "quote_2": _("another one"),
            "quote_3": _("another one"),
        },
        _has("themes"),
        _themes,
    ),
    Table(
        "answers",
        _("a theme that an agency has to answer"),
        {
            "n": _NUMBER,
            "theme": _("its name"),
            "agency": _("agency that answers"),
            "people": _("people in it"),
            "outcome": _("changed, partly, not_changed; empty: not answered when the report was published"),
            "outcome_words": _("the same in words"),
            "reason": _("why"),
            "answered_at": _("when"),
        },
        _has("duties"),
        _answers,
    ),
)
