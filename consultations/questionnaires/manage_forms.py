"""Forms of the policy team: who answers, parts, and one question of each kind. Forms check shape; acts check rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.note_field import NoteField
from consultations.participation.forms import WhoAnswersForm
from consultations.participation.models import ShowsResults
from consultations.questionnaires.editing import REASON_MAX_LETTERS, ShownTo
from consultations.questionnaires.models import (
    ANSWER_MAX_LETTERS,
    CHOICES,
    ON_A_SCALE,
    OPTION_MAX_LETTERS,
    QUESTION_MAX_LETTERS,
    TITLE_MAX_LETTERS,
    WITH_OPTIONS,
    Kind,
    Question,
    Section,
    Shown,
)
from consultations.questionnaires.wording import MOST_IN_ORDER, MOST_OPTIONS, QuestionWords, check_question, line


class SettingsForm(WhoAnswersForm):
    """Who may answer, and when numbers are shown."""

    shows_results = forms.ChoiceField(
        label=_("Numbers are shown"), choices=ShowsResults.choices, widget=forms.RadioSelect
    )


class ShownToForm(forms.Form):
    """Who is asked: whoever chose one of these answers, and is of one of these groups."""

    use_required_attribute = False
    shown_if = forms.MultipleChoiceField(
        label=_("Only who answered one of these"),
        help_text=_("Tick answers to one question of an earlier part. None ticked: everybody is asked"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    for_groups = forms.TypedMultipleChoiceField(
        label=_("Only who answers as"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, asked: Sequence[Question], of: Shown | None = None, **options: Any) -> None:
        """asked: all questions of the questionnaire. of: the question or the part that is shown."""
        super().__init__(*args, **options)
        first = [each for each in asked if each.kind in CHOICES and each.kind != Kind.GROUP and each != of]
        self.by_n = {each.n: each for each in first}
        told = [(f"{each.n}:{n}", f"{each.text} · {words}") for each in first for n, words in each.choices.items()]
        self.fields["shown_if"].choices = told  # type: ignore[attr-defined]
        group = next((each for each in asked if each.kind == Kind.GROUP and each != of), None)
        self.fields["for_groups"].choices = list(group.choices.items()) if group else []  # type: ignore[attr-defined]
        if not told:
            del self.fields["shown_if"]
        if group is None:
            del self.fields["for_groups"]

    def clean_shown_if(self) -> list[str]:
        told: list[str] = self.cleaned_data["shown_if"]
        if len({each.partition(":")[0] for each in told}) > 1:
            raise ValidationError(_("Tick answers to one question only."), code="several_questions")
        return told

    def shown_to(self) -> ShownTo:
        told = self.cleaned_data.get("shown_if") or []
        question = self.by_n[int(told[0].partition(":")[0])] if told else None
        options = [int(each.partition(":")[2]) for each in told]
        return ShownTo(question, options, self.cleaned_data.get("for_groups") or [])


def shown_as_typed(of: Shown) -> dict[str, Any]:
    told = [f"{of.shown_if.n}:{n}" for n in of.shown_if_options] if of.shown_if else []
    return {"shown_if": told, "for_groups": of.for_groups}


class SectionForm(ShownToForm):
    title_th = forms.CharField(label=_("Title of the part in Thai"), required=False)
    title_en = forms.CharField(label=_("The same in English"), required=False)

    def clean_title_th(self) -> str:
        return line(self.cleaned_data["title_th"], most=TITLE_MAX_LETTERS, needed=_("Write the title of the part."))

    def clean_title_en(self) -> str:
        return line(self.cleaned_data["title_en"], most=TITLE_MAX_LETTERS)


class QuestionForm(ShownToForm):
    """A question of one kind: what other kinds ask is not there."""

    text_th = forms.CharField(
        label=_("Question in Thai"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-maxlength": QUESTION_MAX_LETTERS}),
    )
    text_en = forms.CharField(
        label=_("The same in English"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-maxlength": QUESTION_MAX_LETTERS}),
    )
    hint_th = forms.CharField(label=_("Hint in Thai"), required=False)
    hint_en = forms.CharField(label=_("The same in English"), required=False)
    options_th = forms.CharField(
        label=_("What can be chosen, in Thai, one a line"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    options_en = forms.CharField(
        label=_("The same in English, one a line, in the same order"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    most = forms.IntegerField(label=_("At most so many"), required=False, min_value=1)
    low_th = forms.CharField(label=_("1 means, in Thai"), required=False)
    low_en = forms.CharField(label=_("The same in English"), required=False)
    high_th = forms.CharField(label=_("5 means, in Thai"), required=False)
    high_en = forms.CharField(label=_("The same in English"), required=False)
    is_required = forms.BooleanField(label=_("Has to be answered"), required=False)
    section = forms.TypedChoiceField(label=_("In which part"), coerce=int)
    reason = NoteField(
        label=_("Why is it asked in other words?"), help_text=_("Everybody reads it"), rows=2, most=REASON_MAX_LETTERS
    )

    def __init__(
        self,
        *args: Any,
        kind: str,
        sections: Sequence[Section] = (),
        is_rewording: bool = False,
        **options: Any,
    ) -> None:
        """sections: to choose among, where it may move; is_rewording: while it is open only its words change, for a reason."""
        super().__init__(*args, **options)
        self.kind = kind
        self.fields["section"].choices = [(each.n, each.title) for each in sections]  # type: ignore[attr-defined]
        for name in _unused(kind, can_move=len(sections) > 1, is_rewording=is_rewording):
            self.fields.pop(name, None)
        if kind == Kind.OPEN:
            self.fields["most"].label = _("At most so many letters")
            self.fields["most"].help_text = _("Up to %(most)s; 1,000 where nothing is said") % {
                "most": f"{ANSWER_MAX_LETTERS:,}"
            }
        if kind == Kind.MANY:
            self.fields["most"].label = _("At most so many choices")
            self.fields["most"].help_text = _("Empty: all of them")
        if kind == Kind.MATRIX:
            self.fields["options_th"].label = _("The lines, in Thai")
        if kind == Kind.RANKING:
            self.fields["options_th"].label = _("What is put in order, in Thai, one a line")
            self.fields["options_th"].help_text = _("At most %(most)s") % {"most": MOST_IN_ORDER}

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.words = check_question(self._words(told))
            except ValidationError as error:
                self.add_error(_FIELD_OF.get(error.code or "", "text_th"), error)
        return told

    def _words(self, told: dict[str, Any]) -> QuestionWords:
        plain = {name: told.get(name) or "" for name in _PLAIN}
        thai, english = _lines(told.get("options_th")), _lines(told.get("options_en"))
        if english and len(english) != len(thai):
            raise ValidationError(_("Write as many lines in English as in Thai."), code="options_uneven")
        if any(len(each) > OPTION_MAX_LETTERS for each in thai + english):
            raise ValidationError(
                _("At most %(most)s letters a line."), code="option_too_long", params={"most": OPTION_MAX_LETTERS}
            )
        if len(thai) > MOST_OPTIONS:
            raise ValidationError(_("At most %(most)s lines."), code="too_many_options", params={"most": MOST_OPTIONS})
        options = tuple({"th": th, "en": en} for th, en in zip(thai, english or [""] * len(thai), strict=True))
        return QuestionWords(kind=self.kind, options=options, most=told.get("most"), **plain)


def question_as_typed(question: Question) -> dict[str, Any]:
    english = [each["en"] for each in question.options]
    return {
        **{name: getattr(question, name) for name in (*_PLAIN, "most", "is_required")},
        "options_th": "\n".join(each["th"] for each in question.options),
        "options_en": "\n".join(english) if any(english) else "",
        "section": question.section.n,
        **shown_as_typed(question),
    }


class CloseForm(forms.Form):
    use_required_attribute = False
    reason = NoteField(
        label=_("Why is it no longer asked?"), help_text=_("Everybody reads it"), rows=2, most=REASON_MAX_LETTERS
    )


_PLAIN = ("text_th", "text_en", "hint_th", "hint_en", "low_th", "low_en", "high_th", "high_en")
_FIELD_OF = {
    "options_missing": "options_th",
    "too_many_options": "options_th",
    "options_alike": "options_th",
    "option_too_long": "options_th",
    "options_uneven": "options_en",
    "most_out_of_range": "most",
}


def _unused(kind: str, *, can_move: bool, is_rewording: bool) -> list[str]:
    names = [] if kind in WITH_OPTIONS else ["options_th", "options_en"]
    names += [] if kind in {Kind.MANY, Kind.OPEN} else ["most"]
    names += [] if kind in ON_A_SCALE else ["low_th", "low_en", "high_th", "high_en"]
    names += [] if can_move else ["section"]
    if kind == Kind.GROUP:
        names.append("for_groups")
    return names + (["is_required", "section", "shown_if", "for_groups"] if is_rewording else ["reason"])


def _lines(text: str | None) -> list[str]:
    return [words.strip() for words in (text or "").splitlines() if words.strip()]
