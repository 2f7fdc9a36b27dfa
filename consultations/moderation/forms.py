"""Forms of moderation. Forms check shape; acts check rules."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.note_field import NoteField
from consultations.moderation.acts import REASON_MAX_LETTERS
from consultations.moderation.appealing import APPEAL_MAX_LETTERS
from consultations.moderation.models import Rule


class RuleForm(forms.Form):
    """Choose one of these rules."""

    use_required_attribute = False
    rule = forms.ChoiceField(
        label=_("By which rule"),
        error_messages={"required": _("Choose the rule."), "invalid_choice": _("Choose the rule.")},
    )

    def __init__(self, *args: Any, rules: Collection[Rule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [("", _("Choose the rule")), *((each.code, each.name) for each in rules)]  # type: ignore[attr-defined]


class TakeDownForm(RuleForm):
    reason = NoteField(
        label=_("Why, in a few words"),
        help_text=_("The author reads it. Say which words break the rule, and how it can be said without them"),
        rows=2,
        needed=False,
        most=REASON_MAX_LETTERS,
    )

    def __init__(self, *args: Any, rules: Collection[Rule], **kwargs: Any) -> None:
        super().__init__(*args, rules=rules, **kwargs)
        self.of_form = {each.code for each in rules if each.is_of_form}

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("rule") and told["rule"] not in self.of_form and "reason" in told and not told["reason"]:
            self.add_error("reason", _("Write a few words first."))
        return told


class CopiesDownForm(TakeDownForm):
    """The same for all texts of a set. texts: how many of them the page showed."""

    texts = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class PutBackForm(forms.Form):
    use_required_attribute = False
    reason = NoteField(
        label=_("Why it is put back"), help_text=_("The author reads it"), rows=2, most=REASON_MAX_LETTERS
    )


class DecideForm(forms.Form):
    use_required_attribute = False
    outcome = forms.ChoiceField(
        label=_("What you decide"),
        choices=[
            ("upheld", _("The author is right: put it back")),
            ("dismissed", _("It breaks the rule: it stays down")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    answer = NoteField(label=_("Why"), help_text=_("The author reads it"), rows=3, most=REASON_MAX_LETTERS)


class AppealForm(forms.Form):
    use_required_attribute = False
    words = NoteField(
        label=_("Why should it be shown?"),
        help_text=_("Somebody else than who took it down reads it and decides"),
        rows=4,
        most=APPEAL_MAX_LETTERS,
    )


class ReportForm(RuleForm):
    """Of one opinion, by a rule that everybody can read."""


class FlagForm(forms.Form):
    use_required_attribute = False
    reason = NoteField(
        label=_("Why you hold them for coordinated"),
        help_text=_("Everybody reads it, without names. Nothing is left out of the results by it"),
        rows=2,
        most=REASON_MAX_LETTERS,
    )


class TakeBackForm(forms.Form):
    use_required_attribute = False
    reason = NoteField(
        label=_("Why the flag is taken back"), help_text=_("Everybody reads it"), rows=2, most=REASON_MAX_LETTERS
    )
