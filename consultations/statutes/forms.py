"""Forms of the law database: what to look for, an entry of the register, a text from one day on, a step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.note_field import NoteField
from consultations.statutes.models import InForce, LawKind, LinkRole, StepKind
from consultations.statutes.registering import FIELDS, Entry
from consultations.statutes.searching import Asked
from consultations.statutes.steps import Step
from consultations.statutes.wordings import REASON_MAX_LETTERS, Since
from directory.day_field import DayField
from directory.models import Agency
from directory.thai_dates import read_day, write_day

_WHERE = _("Volume, part and page, such as เล่ม 136 ตอนที่ 73 ก หน้า 1")


class FindLawForm(forms.Form):
    """Read from the address; what is wrong in it is as if it were not there."""

    use_required_attribute = False
    q = forms.CharField(label=_("Words in the title or in a section"), required=False, max_length=200)
    agency = forms.ChoiceField(label=_("Responsible agency"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind of law"), required=False, choices=[("", _("All kinds of law")), *LawKind.choices]
    )
    state = forms.ChoiceField(label=_("In force"), required=False, choices=[("", _("All laws")), *InForce.choices])

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {each.code: each for each in agencies}
        named = [(each.code, each.name) for each in agencies]
        self.fields["agency"].choices = [("", _("All agencies")), *named]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        self.is_valid()
        told = self.cleaned_data
        agency = self.agencies.get(told.get("agency", ""))
        return Asked(
            told.get("q", "").strip(), agency.pk if agency else None, told.get("kind", ""), told.get("state", "")
        )


def _words(label: Any, most: int, *, required: Any = "", help_text: Any = "") -> forms.CharField:
    errors = {"required": required} if required else {}
    return forms.CharField(
        label=label, max_length=most, required=bool(required), help_text=help_text, error_messages=errors
    )


def _page(label: Any) -> forms.URLField:
    return forms.URLField(label=label, required=False, assume_scheme="https", help_text=_("Begins with https://"))


class EntryForm(forms.Form):
    """What the register says of a law. seen: how many changes its writer has read."""

    use_required_attribute = False
    agency = forms.ChoiceField(label=_("Responsible agency"))
    kind = forms.ChoiceField(label=_("Kind of law"), choices=LawKind.choices)
    title_th = _words(_("Title in Thai"), 300, required=_("Write a title in Thai."))
    title_en = _words(_("Title in English"), 300)
    short_th = _words(_("Short title in Thai"), 120, help_text=_("As people call it; stands in lists and mails"))
    short_en = _words(_("Short title in English"), 120)
    gazette = _words(_("In the Royal Gazette"), 200, help_text=_WHERE)
    gazette_on = DayField(label=_("Day of the Royal Gazette"), required=False, help_text=_("Such as 1/12/2569"))
    in_force_since = DayField(
        label=_("In force since"), required=False, help_text=_("Such as 1/12/2569. Empty while it is being made")
    )
    in_force_until = DayField(label=_("Last day in force"), required=False, help_text=_("Empty while it is in force"))
    source = _words(_("Where this entry comes from"), 300, required=_("Say where this entry comes from."))
    link = _page(_("Page of the source"))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agencies = {each.code: each for each in agencies}
        self.fields["agency"].choices = [(each.code, each.name) for each in agencies]  # type: ignore[attr-defined]

    def entry(self) -> Entry:
        return Entry(**{name: self.cleaned_data[name] for name in FIELDS})

    def chosen_agency(self) -> Agency:
        return self.agencies[self.cleaned_data["agency"]]


def as_typed(entry: Entry) -> dict[str, Any]:
    """What a form begins with: days as people write them."""
    told = {name: getattr(entry, name) for name in FIELDS}
    return {name: write_day(value) if isinstance(value, date) else value for name, value in told.items()}


class LawTextForm(forms.Form):
    """A text of a law, pasted or as a file, and from which day on it holds."""

    use_required_attribute = False
    pasted = forms.CharField(
        label=_("Paste the text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Each paragraph on a line of its own. More than some 200 pages: choose a file"),
    )
    file = forms.FileField(
        label=_("Or choose a file"),
        required=False,
        allow_empty_file=True,
        help_text=_(
            "Akoma Ntoso (.xml), JSON, Word (.docx), text or Markdown, up to 10 MB. It is taken instead of what is pasted"
        ),
        widget=forms.FileInput(attrs={"accept": ".xml,.json,.docx,.txt,.md"}),
    )
    from_on = DayField(
        label=_("This text holds from"),
        help_text=_("The day on which this wording came into force, such as 1/1/2565"),
        error_messages={"required": _("Say from which day on this text holds.")},
    )
    amended_by = _words(
        _("Amending law"), 300, help_text=_("Empty for the law as it was first made. Else its title with the year")
    )
    gazette = _words(_("In the Royal Gazette"), 200, help_text=_WHERE)
    gazette_on = DayField(label=_("Day of the Royal Gazette"), required=False, help_text=_("Such as 1/12/2569"))
    source = _words(_("Where this text comes from"), 300, required=_("Say where this text comes from."))
    why_corrected = NoteField(
        label=_("Why a text that stands there already is corrected (everybody reads it)"),
        rows=2,
        needed=False,
        most=REASON_MAX_LETTERS,
    )

    def since(self) -> Since:
        told = self.cleaned_data
        return Since(**{name: told[name] for name in Since.__dataclass_fields__})

    def content(self, most: int) -> bytes:
        """At most one byte more than may be taken is read."""
        sent = self.cleaned_data.get("file")
        return bytes(sent.read(most + 1)) if sent else b""


class StepForm(forms.Form):
    use_required_attribute = False
    kind = forms.ChoiceField(label=_("Step"), choices=StepKind.choices)
    on = DayField(
        label=_("Day of the step"),
        help_text=_("Such as 1/12/2569"),
        error_messages={"required": _("Write the day of the step.")},
    )
    what_th = _words(
        _("What happened, in Thai"), 500, help_text=_("In a sentence. The step alone says enough for most")
    )
    what_en = _words(_("The same in English"), 500)
    source = _words(
        _("Source of the step"),
        300,
        required=_("Say where this step can be read."),
        help_text=_("A resolution, a letter, a page of the Gazette"),
    )
    link = _page(_("Page of the source"))

    def step(self) -> Step:
        return Step(**{name: self.cleaned_data[name] for name in Step.__dataclass_fields__})


class TakeBackForm(forms.Form):
    use_required_attribute = False
    reason = NoteField(label=_("Why the step was a mistake"), rows=2, most=REASON_MAX_LETTERS)


class LinkForm(forms.Form):
    use_required_attribute = False
    law = forms.SlugField()
    role = forms.ChoiceField(label=_("What it has to do with it"), choices=LinkRole.choices)


def day_asked(typed: str) -> date | None:
    """The day of an address, as people or programs write it; None for none and for what is no day."""
    return read_day(typed[:40]) if typed else None
