"""Forms of statements: what the policy team sets and writes, and what somebody proposes. Forms check shape; acts check rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.note_field import NoteField
from complaints.public_forms import AreaForm
from consultations.participation.models import STATEMENT_MAX_LETTERS, Identity, ShowsResults
from consultations.participation.statements import REASON_MAX_LETTERS, check_words


class StatementField(forms.CharField):
    """Refused where the act would refuse it, so that the reason stands at the field."""

    def __init__(self, *, needed: bool = True, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2, "data-maxlength": STATEMENT_MAX_LETTERS})
        super().__init__(widget=widget, required=False, **options)
        self.needed = needed

    def clean(self, value: Any) -> str:
        return check_words(super().clean(value), needed=self.needed)


class WhoAnswersForm(forms.Form):
    """Who may answer, as each way to take part asks it."""

    use_required_attribute = False
    lowest_identity = forms.TypedChoiceField(
        label=_("Who may answer"),
        choices=[
            (Identity.ANONYMOUS, _("Everybody. Accounts and anonymous answers are counted apart")),
            (Identity.CONFIRMED, _("Only accounts with a confirmed e-mail or phone: one person, one voice")),
            (Identity.VERIFIED, _("Only accounts whose holder showed an identity document at a counter")),
        ],
        coerce=int,
        widget=forms.RadioSelect,
    )


class SettingsForm(WhoAnswersForm):
    """Who may answer, and when numbers are shown."""

    shows_results = forms.ChoiceField(
        label=_("Numbers and groups are shown"), choices=ShowsResults.choices, widget=forms.RadioSelect
    )
    takes_proposals = forms.BooleanField(
        label=_("People may propose statements"),
        required=False,
        help_text=_("Each waits until you publish it or refuse it by one of the public rules"),
    )


class StatementForm(forms.Form):
    """One statement of the policy team's."""

    use_required_attribute = False
    text = StatementField(
        label=_("Statement in Thai"),
        help_text=_("One thought that somebody can agree or disagree with, in words that a neighbour uses"),
    )
    text_en = StatementField(label=_("The same in English"), needed=False)


class WithdrawStatementForm(forms.Form):
    use_required_attribute = False
    reason = NoteField(
        label=_("Why is it no longer asked?"), help_text=_("Everybody reads it"), rows=2, most=REASON_MAX_LETTERS
    )


class ProposeForm(forms.Form):
    """What a citizen would ask others."""

    use_required_attribute = False
    text = StatementField(
        label=_("Your statement"),
        help_text=_("One thought that others can agree or disagree with. No names, no telephone numbers"),
    )


class HomeForm(AreaForm):
    """Province and district in which somebody lives, if they care to tell."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["subdistrict"]
        for name, nothing in (("province", _("I do not say")), ("district", _("Only the province"))):
            choices = list(self.fields[name].choices)  # type: ignore[attr-defined]
            self.fields[name].choices = [("", nothing), *choices[1:]]  # type: ignore[attr-defined]
