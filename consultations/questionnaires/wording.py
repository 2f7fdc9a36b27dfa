"""The words of a question as the policy team writes them, checked and kept in one line each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.intake import without_invisible
from consultations.questionnaires.models import (
    ANSWER_MAX_LETTERS,
    HINT_MAX_LETTERS,
    ON_A_SCALE,
    OPTION_MAX_LETTERS,
    QUESTION_MAX_LETTERS,
    WITH_OPTIONS,
    Kind,
    Question,
)

MOST_OPTIONS = 15
MOST_IN_ORDER = 8
USUAL_LETTERS = 1000


@dataclass(frozen=True, kw_only=True)
class QuestionWords:
    """What a question says. options: {"th": …, "en": …} each, with "n" where they are numbered. most: see `Question.most`."""

    kind: str
    text_th: str
    text_en: str = ""
    hint_th: str = ""
    hint_en: str = ""
    options: tuple[Mapping[str, Any], ...] = ()
    most: int | None = None
    low_th: str = ""
    low_en: str = ""
    high_th: str = ""
    high_en: str = ""


def check_question(words: QuestionWords) -> QuestionWords:
    """As they are kept: nothing that its kind has no use for.

    Raises ValidationError: question_missing, words_too_long, options_missing, too_many_options, options_alike, most_out_of_range.
    """
    kind = Kind(words.kind)
    has_options, has_scale = kind in WITH_OPTIONS, kind in ON_A_SCALE
    words = replace(
        words,
        text_th=line(words.text_th, most=QUESTION_MAX_LETTERS, needed=_("Write the question.")),
        text_en=line(words.text_en, most=QUESTION_MAX_LETTERS),
        hint_th=line(words.hint_th, most=HINT_MAX_LETTERS),
        hint_en=line(words.hint_en, most=HINT_MAX_LETTERS),
        options=tuple(_option(each) for each in words.options) if has_options else (),
        low_th=line(words.low_th, most=OPTION_MAX_LETTERS) if has_scale else "",
        low_en=line(words.low_en, most=OPTION_MAX_LETTERS) if has_scale else "",
        high_th=line(words.high_th, most=OPTION_MAX_LETTERS) if has_scale else "",
        high_en=line(words.high_en, most=OPTION_MAX_LETTERS) if has_scale else "",
    )
    if has_options:
        _check_options(words, least=1 if kind == Kind.MATRIX else 2)
    return replace(words, most=_check_most(words))


def _option(option: Mapping[str, Any]) -> dict[str, Any]:
    words = {language: line(option[language], most=OPTION_MAX_LETTERS) for language in ("th", "en")}
    return words | ({"n": option["n"]} if "n" in option else {})


def _check_options(words: QuestionWords, *, least: int) -> None:
    most = MOST_IN_ORDER if words.kind == Kind.RANKING else MOST_OPTIONS
    told = [option["th"] for option in words.options]
    if len(told) < least or not all(told):
        raise ValidationError(_("Write what can be chosen, one a line."), code="options_missing")
    if len(told) > most:
        raise ValidationError(_("At most %(most)s lines."), code="too_many_options", params={"most": most})
    if len(set(told)) < len(told):
        raise ValidationError(_("Two lines say the same."), code="options_alike")


def _check_most(words: QuestionWords) -> int | None:
    """Only of what has a limit; of own words there is always one."""
    if words.kind == Kind.OPEN:
        limit, most = ANSWER_MAX_LETTERS, words.most or USUAL_LETTERS
    elif words.kind == Kind.MANY and words.most:
        limit, most = len(words.options), words.most
    else:
        return None
    if not 1 <= most <= limit:
        raise ValidationError(_("From 1 to %(limit)s."), code="most_out_of_range", params={"limit": f"{limit:,}"})
    return most


def number_options(words: QuestionWords, before: Question) -> QuestionWords:
    """With a number for each option: that of the same Thai words before, or else the next one."""
    known = {option["th"]: option["n"] for option in before.options}
    unused = max(known.values(), default=0) + 1
    told = []
    for option in words.options:
        number = known.get(option["th"])
        if number is None:
            number, unused = unused, unused + 1
        told.append({"n": number, "th": option["th"], "en": option["en"]})
    return replace(words, options=tuple(told))


def line(text: str, *, most: int, needed: Any = "") -> str:
    """In one line. needed: what to say where there is nothing. Raises ValidationError: question_missing, words_too_long."""
    text = re.sub(r"\s+", " ", without_invisible(text)).strip()
    if needed and not text:
        raise ValidationError(needed, code="question_missing")
    if len(text) > most:
        raise ValidationError(
            _("%(extra)s letters too many."), code="words_too_long", params={"extra": f"{len(text) - most:,}"}
        )
    return text
