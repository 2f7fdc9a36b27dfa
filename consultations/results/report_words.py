"""A published report as facts and sections of plain words, for paper; and as rows, for spreadsheets. In the language that is on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.laws.comparing import Change
from consultations.results.figures import counts_of
from consultations.results.models import DutyOutcome, ReportVersion
from directory.models.names import in_current_language
from directory.thai_dates import in_thai, show_date
from records.case_paper import Bar, Entry
from records.spreadsheets import Cell

Section = tuple[str, list[Entry]]


def words(both: dict[str, str]) -> str:
    """{"th", "en"} in the language that is on."""
    return in_current_language(both["th"], both["en"])


def way_name(way: str) -> str:
    if way == "comments":
        return _("Comments on the text")
    return _("Statements to agree or disagree with") if way == "statements" else _("Questionnaire")


def questions_of(told: dict[str, Any]) -> list[dict[str, Any]]:
    return told["questions"]["th" if in_thai() else "en"]  # type: ignore[no-any-return]


def title_of(version: ReportVersion) -> str:
    return _("Results: %(title)s") % {"title": words(version.told["title"])}


def facts_of(version: ReportVersion) -> list[tuple[str, str]]:
    told = version.told
    facts = [
        (_("Asked by"), words(told["agency"])),
        (_("Opened"), _day(told["opens_at"])),
        (_("Closed on"), _day(told["closes_at"])),
        (_("Published"), f"{show_date(version.published_at)} ({_('version %(n)s') % {'n': version.number}})"),
    ]
    return [*facts, (_("Why there is another version"), version.reason)] if version.reason else facts


def sections_of(version: ReportVersion) -> list[Section]:
    """In the order of the page; what is empty is left out."""
    told = version.told
    sections: list[Section] = [
        (_("What people said"), [("", "", words(told["summary"]))]),
        (_("How many took part"), [_took_part(each) for each in told["people"]]),
        (_("Those whom the law concerns"), [("", "", _reached(told["stakeholders"]))]),
        (_("Hearings"), [("", "", _hearings(told.get("hearings", {})))]),
        (_("What changed because of it"), [(part["heading"], "", part["text"]) for part in told["parts"]]),
        (_("Section by section"), [_law_section(each) for each in law_of(told).get("sections", [])]),
        (_("What many say in their own words"), [_theme(each) for each in told["themes"]]),
        (_("What agencies answer"), [_duty(each) for each in told["duties"]]),
        (_("What people answered"), [entry for each in questions_of(told) for entry in _question(each)]),
        (_("All statements in numbers"), [_statement(each) for each in told["statements"]]),
    ]
    return [(heading, entries) for heading, entries in sections if any(any(entry) for entry in entries)]


def rows_of(version: ReportVersion) -> Iterator[list[Cell]]:
    """The numbers, one a row: section, what, who, answer, how many, percent."""
    told = version.told
    yield [_("part"), _("asked"), _("who"), _("answer"), _("people"), _("percent")]
    if told["stakeholders"]["registered"]:
        for said, people in ((_("in the registers"), "registered"), (_("told of this consultation"), "reached")):
            yield [_("Those whom the law concerns"), "", "", said, told["stakeholders"][people], None]
    for said, key in ((_("held"), "held"), (_("people who came"), "came"), (_("questions"), "questions")):
        if (hearings := told.get("hearings", {})).get("held"):
            yield [_("Hearings"), "", "", said, hearings[key], None]
    for each in told["people"]:
        for level, name in _levels():
            yield [_("How many took part"), way_name(each["way"]), name, "", each.get(level, 0), None]
    for section in law_of(told).get("sections", []):
        for level, name in _levels():
            many = section.get(level, 0)
            yield [_("Section by section"), section["name"], name, section["change_label"], many, None]
    for question in questions_of(told):
        for level in question["levels"]:
            for row in level["rows"]:
                what = " · ".join(part for part in (question["question"]["text"], row["words"]) if part)
                for line in row["lines"]:
                    yield [_("Questionnaire"), what, level["name"], line["words"], line["people"], line["percent"]]
    for statement in told["statements"]:
        counts = counts_of(statement)
        for level, name in _levels():
            numbers = zip(
                statement.get(level, (0, 0, 0)),
                counts[level].shares,
                (_("Agree"), _("Disagree"), _("Pass")),
                strict=True,
            )
            for people, share, answer in numbers:
                yield [_("Statements"), words(statement), name, answer, people, share]
    for theme in told["themes"]:
        yield [_("Themes"), _called(theme), "", "", theme["answers"], None]
    for duty in told["duties"]:
        yield [
            _("What agencies answer"),
            words(duty["called"]),
            words(duty["agency"]),
            outcome_of(duty),
            duty["voices"],
            None,
        ]


def _levels() -> list[tuple[str, str]]:
    """Reports of before tell nothing of the last."""
    return [("accounts", _("Accounts")), ("anonymous", _("Anonymous")), ("entered", _("From paper and meetings"))]


def _took_part(each: dict[str, Any]) -> Entry:
    numbers = {"accounts": f"{each['accounts']:,}", "anonymous": f"{each['anonymous']:,}"}
    said = _("Accounts: %(accounts)s. Anonymous: %(anonymous)s") % numbers
    if entered := each.get("entered"):
        said += " · " + _("From paper and meetings: %(n)s") % {"n": f"{entered:,}"}
    if many := each.get("entered_answers"):
        said += " (" + ngettext("%(shown)s comment", "%(shown)s comments", many) % {"shown": f"{many:,}"} + ")"
    return way_name(each["way"]), "", said


def _reached(people: dict[str, int]) -> str:
    """Nothing where no register names anybody."""
    if not people["registered"]:
        return ""
    told = _("Of %(registered)s in the registers of the laws it is about, %(reached)s were told of this consultation")
    return told % {name: f"{count:,}" for name, count in people.items()}


def _hearings(held: dict[str, int]) -> str:
    """Nothing where there was none."""
    if not held.get("held"):
        return ""
    told = _("Held: %(held)s · people who came: %(came)s · questions: %(questions)s")
    return told % {name: f"{count:,}" for name, count in held.items()}


def _theme(theme: dict[str, Any]) -> Entry:
    shown = ngettext("%(shown)s opinion", "%(shown)s opinions", theme["answers"]) % {"shown": f"{theme['answers']:,}"}
    texts = ngettext("%(shown)s different text", "%(shown)s different texts", theme["texts"])
    small = f"{shown} · {texts}" % {"shown": f"{theme['texts']:,}"}
    return _called(theme), small, "\n".join(f"“{quote}”" for quote in theme["quotes"])


def _called(theme: dict[str, Any]) -> str:
    return theme["name"] or ", ".join(theme["words"])


def _duty(duty: dict[str, Any]) -> Entry:
    return words(duty["called"]), f"{words(duty['agency'])} · {outcome_of(duty)}", words(duty["reason"])


def outcome_of(duty: dict[str, Any]) -> str:
    if not duty["outcome"]:
        return _("To be answered by %(day)s") % {"day": _day(duty["due_at"])}
    return str(DutyOutcome(duty["outcome"]).label)


def _question(question: dict[str, Any]) -> list[Entry]:
    entries: list[Entry] = []
    for level in question["levels"]:
        bars = []
        for row in level["rows"]:
            bars += [Bar(row["words"], ())] if row["words"] else []
            bars += [
                Bar(f"{line['words']}: {line['percent']}% ({line['people']:,})", (line["percent"] or 0,))
                for line in row["lines"]
            ]
        who = f"{level['name']} · {level['answered']:,}"
        few = "" if bars else _("Too few of this group to be shown")
        entries.append((question["question"]["text"], who, few, bars))
    return entries


def _statement(statement: dict[str, Any]) -> Entry:
    bars = []
    for (_level, name), count in zip(_levels(), counts_of(statement).values(), strict=True):
        if count.votes:
            agree, disagree, passed = count.shares
            told = {"agree": agree, "disagree": disagree, "pass": passed}
            said = _("Agree %(agree)s%%, disagree %(disagree)s%%, pass %(pass)s%%") % told
            bars.append(Bar(f"{name} ({count.votes:,}): {said}", count.shares))
    return words(statement), "", "", bars


def law_of(told: dict[str, Any]) -> dict[str, Any]:
    """What became of each section of the draft law, in words; {} where there is no draft, or in a report of before."""
    law = told.get("law") or {}
    return law and law | {"sections": [_named(each) for each in law["sections"]]}


def _named(section: dict[str, Any]) -> dict[str, Any]:
    change = section["change"]
    sides = {
        side: [[{"text": text, "is_changed": is_changed} for text, is_changed in line] for line in section[side]]
        for side in ("before", "after")
    }
    return section | {
        "name": " → ".join(dict.fromkeys(name for name in section["names"] if name)),
        "change_label": str(Change(change).label) if change else _("No later text yet"),
        **sides,
    }


def _law_section(section: dict[str, Any]) -> Entry:
    said = [
        (_("Before:"), _plain_side(section["before"])),
        (_("Now:"), _plain_side(section["after"])),
        (_("Why:"), section["why"]),
    ]
    lines = [f"{name} {text}" for name, text in said if text] + [f"“{quote}”" for quote in section["quotes"]]
    return section["name"], in_short(section), "\n".join(lines)


def in_short(section: dict[str, Any]) -> str:
    """What became of a section of `law_of`, and how many said something to it."""
    entered = section.get("entered", 0)
    many = section["accounts"] + section["anonymous"] + entered
    told = [ngettext("%(shown)s comment", "%(shown)s comments", many) % {"shown": f"{many:,}"}]
    if entered:
        told.append(_("From paper and meetings: %(n)s") % {"n": f"{entered:,}"})
    return " · ".join([section["change_label"], *told])


def _plain_side(lines: list[list[dict[str, Any]]]) -> str:
    return "\n".join("".join(run["text"] for run in line) for line in lines)


def _day(at: str | None) -> str:
    return show_date(datetime.fromisoformat(at)) if at else ""
