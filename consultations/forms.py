"""Forms of the policy team. Forms check shape; acts check rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.intake import without_invisible
from complaints.note_field import NoteField
from complaints.public_forms import grouped_topics
from consultations.announcing import REASON_MAX_LETTERS, check_closing
from consultations.choosing_places import PlacesForm, areas_of
from consultations.drafting import Draft
from consultations.explaining import NEEDED, About, Explained, Proposal, asked_of
from consultations.models import Consultation
from consultations.workflow import ConsultationKind
from directory.day_field import DayField
from directory.digits import TO_PLAIN_DIGITS
from directory.models import Agency, Topic
from directory.thai_dates import BUDDHIST_ERA

_TIME = re.compile(r"(\d{1,2})\s?[.:]\s?(\d{2})(?:\s?น\.?)?")
TEXT_MAX_LETTERS = 4000


class TimeField(forms.Field):
    """A time of the day: 16.30 or 16:30. Gives a time."""

    def to_python(self, value: Any) -> time | None:
        typed = str(value or "").strip().translate(TO_PLAIN_DIGITS)
        if not typed:
            return None
        found = _TIME.fullmatch(typed)
        try:
            if not found:
                raise ValueError(typed)
            return time(int(found[1]), int(found[2]))
        except ValueError:
            raise ValidationError(_("Write the time like this: 16.30."), code="no_such_time") from None


def _words(label: Any, *, rows: int, help_text: Any = "") -> NoteField:
    return NoteField(label=label, help_text=help_text, rows=rows, needed=False, most=TEXT_MAX_LETTERS)


_PLAIN = ("kind", "title_th", "title_en", "changes_th", "changes_en", "page", "other_ways_th", "other_ways_en")


HINTS = {
    About.REASONS: _("Who has the problem, how often, why, and which figures show it"),
    About.NECESSITY: _("What else was looked at, and why it is not enough"),
    About.AIMS: _("In a sentence or two, as the law itself says"),
    About.RESULTS: _("What can be measured, and what was not reached"),
    About.AFFECTED: _("One group a line: what it gains, what it loses"),
    About.IMPACT: _("Money and time for people, businesses and the state; nature and society"),
    About.BURDEN: _("What people and the state have to do, pay and wait for because of it"),
    About.LICENCES: _("Which, and why a notice would not do"),
    About.COMMITTEES: _("Which, how often they meet, and why they are needed"),
    About.PENALTIES: _("Which, and why another measure would not do"),
    About.QUESTIONS: _("One question a line"),
    About.CONTACT: _("A section of the agency, its telephone number and address"),
}


@dataclass(frozen=True)
class ExplanationFields:
    """Both languages of one explanation. is_needed: without it the consultation is not announced."""

    th: BoundField
    en: BoundField
    is_needed: bool


@dataclass(frozen=True)
class Difference:
    """One field of two versions of a draft, as people read it."""

    label: str
    stored: str
    typed: str


class DraftForm(PlacesForm):
    """What a consultation says. Only the kind and a Thai title are needed to keep a draft."""

    use_required_attribute = False
    field_order = ("agency", *_PLAIN, "proposal", "topic")

    agency = forms.ChoiceField(label=_("Agency that asks"))
    kind = forms.ChoiceField(label=_("Kind of consultation"), choices=ConsultationKind.choices)
    title_th = forms.CharField(
        label=_("Title in Thai"), max_length=300, error_messages={"required": _("Write a title in Thai.")}
    )
    title_en = forms.CharField(label=_("Title in English"), max_length=300, required=False)
    changes_th = _words(
        _("What it would change, in plain Thai"),
        rows=4,
        help_text=_("One change a line, in words that a neighbour understands. Not the name of the law"),
    )
    changes_en = _words(_("The same in English"), rows=3)
    proposal = forms.ChoiceField(
        label=_("What is proposed for the law"), required=False, choices=[("", _("Not said yet")), *Proposal.choices]
    )
    topic = forms.ChoiceField(
        label=_("Topic"), required=False, help_text=_("Whoever follows the topic is told when you announce it")
    )
    page = forms.URLField(
        label=_("Page to read and answer"),
        required=False,
        assume_scheme="https",
        help_text=_(
            "Where the documents stand and opinions are taken. It begins with https. Or write another way below"
        ),
        error_messages={"invalid": _("Write the whole address, from https on.")},
    )
    other_ways_th = _words(
        _("Other ways to take part, in Thai"),
        rows=3,
        help_text=_("Meeting, letter, counter: where and until when. May stay empty where there is a page"),
    )
    other_ways_en = _words(_("The same in English"), rows=2)
    opens_on = DayField(label=_("Opens on"), required=False, help_text=_("For example 1/12/2569"))
    opens_time = TimeField(label=_("at what time"), required=False, help_text=_("For example 8.30. Left empty: 0.00"))
    closes_on = DayField(label=_("Closes on"), required=False, help_text=_("For example 16/12/2569"))
    closes_time = TimeField(
        label=_("at what time"), required=False, help_text=_("For example 16.30, also where it is left empty")
    )
    why_short = _words(
        _("Why it is announced later, or open for less, than usual"),
        rows=2,
        help_text=_("Everybody reads it. Empty when it is not"),
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    """Of a new consultation: by it the form that is sent twice is known."""
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    """The number of the newest line of the draft's history that the writer has read."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, agencies: list[Agency], **options: Any):
        super().__init__(data, **options)
        self.agencies = {str(agency.pk): agency for agency in agencies}
        self.topics = {topic.code: topic for topic in Topic.objects.active().in_groups()}
        self.fields["topic"].choices = [("", _("None")), *grouped_topics(self.topics)]  # type: ignore[attr-defined]
        self.fields["agency"].choices = [(key, each.name) for key, each in self.agencies.items()]  # type: ignore[attr-defined]
        self.kind_now = str(self["kind"].value() or ConsultationKind.PRINCIPLES)
        for about in About:
            self.fields[f"{about}_th"] = _words(about.label, rows=4, help_text=HINTS[about])
            self.fields[f"{about}_en"] = _words(_("The same in English"), rows=2)

    def explanations(self) -> list[ExplanationFields]:
        """What is asked of this kind; what another kind was asked stays in sight while there are words in it."""
        needed, asked = NEEDED.get(self.kind_now, ()), asked_of(self.kind_now)
        pairs = [(about, self[f"{about}_th"], self[f"{about}_en"]) for about in About]
        return [
            ExplanationFields(th, en, about in needed)
            for about, th, en in pairs
            if about in asked or th.value() or en.value()
        ]

    def is_of_a_law_in_force(self) -> bool:
        return self.kind_now == ConsultationKind.LAW_IN_FORCE

    def clean_title_th(self) -> str:
        title: str = self.cleaned_data["title_th"]
        if not without_invisible(title):
            raise ValidationError(self.fields["title_th"].error_messages["required"], code="title_missing")
        return title

    def clean_page(self) -> str:
        page: str = self.cleaned_data["page"]
        if page and not page.startswith("https://"):
            raise ValidationError(_("The address must begin with https."), code="page_not_secure")
        return page

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        opens = _moment(told.get("opens_on"), told.get("opens_time"), time(0, 0))
        closes = _moment(told.get("closes_on"), told.get("closes_time"), time(16, 30))
        if opens and closes and closes <= opens:
            self.add_error("closes_on", ValidationError(_("It must close after it opens."), code="closes_too_early"))
        self.window = opens, closes
        return told

    def chosen_agency(self) -> Agency:
        return self.agencies[self.cleaned_data["agency"]]

    def once_more(self) -> DraftForm:
        """The same, not sent yet, with the places that fit what was looked for: nothing is missing before one is done."""
        typed = {name: self[name].data for name in self.fields if name != "look_for"}
        form = DraftForm(initial=typed, agencies=list(self.agencies.values()))
        form.look(self["look_for"].data or "")
        return form

    def draft(self) -> Draft:
        told = self.cleaned_data
        opens_at, closes_at = self.window
        return Draft(
            **{name: told[name] for name in _PLAIN},
            proposal=told["proposal"] if self.is_of_a_law_in_force() else "",
            topic=self.topics.get(told["topic"]),
            why_short=told["why_short"],
            opens_at=opens_at,
            closes_at=closes_at,
            areas=told["places"],
            explanations=tuple(Explained(about, told[f"{about}_th"], told[f"{about}_en"]) for about in About),
        )

    def beside(self, stored: Draft) -> list[Difference]:
        """Where what was typed differs from what is stored, field by field. Of a form that is valid."""
        there, typed = as_typed(stored), as_typed(self.draft().as_kept())
        return [
            Difference(str(self[name].label), self._shown(name, there[name]), self._shown(name, typed[name]))
            for name in self.fields
            if name in there and there[name] != typed[name]
        ]

    def has_seen(self, consultation: Consultation) -> None:
        """The answer shows what is stored: sent once more, these words may take its place."""
        now = {"seen": str(consultation.event_count), "agency": str(consultation.agency_id), "form_token": ""}
        self.data = {name: self[name].data for name in self.fields} | now

    def _shown(self, name: str, value: Any) -> str:
        if name == "places":
            return ", ".join(area.full_name() for area in areas_of(value))
        return _named(getattr(self.fields[name], "choices", ())).get(value, value)


def _named(choices: Iterable[Any]) -> dict[str, str]:
    """What a list calls each of its values; groups hold a list in the place of a name."""
    inside = [each for value, told in choices for each in (told if isinstance(told, list) else [(value, told)])]
    return {str(value): str(told) for value, told in inside}


def as_typed(draft: Draft) -> dict[str, Any]:
    """A draft as the form has it."""
    typed: dict[str, Any] = {name: getattr(draft, name) for name in (*_PLAIN, "proposal", "why_short")}
    told = {each.about: each for each in draft.explanations}
    for about in About:
        _about, typed[f"{about}_th"], typed[f"{about}_en"] = told.get(about, Explained(about, ""))
    typed["topic"] = draft.topic.code if draft.topic else ""
    typed["places"] = [str(area.code) for area in draft.areas]
    for name, at in (("opens", draft.opens_at), ("closes", draft.closes_at)):
        local = timezone.localtime(at) if at else None
        typed[f"{name}_on"] = f"{local.day}/{local.month}/{local.year + BUDDHIST_ERA}" if local else ""
        typed[f"{name}_time"] = f"{local.hour}.{local.minute:02}" if local else ""
    return typed


class BeginForm(forms.Form):
    """What a new consultation is about, read from the address of the editor."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label=_("What do you want to ask about?"),
        choices=ConsultationKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about.")},
    )
    example = forms.BooleanField(
        label=_("Begin with example sentences, with gaps for me to fill"), required=False, initial=True
    )


class ExtendForm(forms.Form):
    """A later closing, and why."""

    use_required_attribute = False
    closes_on = DayField(label=_("New closing day"), help_text=_("For example 16/12/2569"))
    closes_time = TimeField(
        label=_("at what time"), required=False, help_text=_("For example 16.30, also where it is left empty")
    )
    reason = NoteField(label=_("Why (everybody reads it)"), rows=2, most=REASON_MAX_LETTERS)

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.consultation = consultation

    def clean(self) -> dict[str, Any]:
        """With something else wrong the act is not asked; what it would say of the day is told all the same."""
        data = super().clean() or {}
        if self.errors and data.get("closes_on") and "closes_time" in data and (closes_at := self.closes_at()):
            try:
                check_closing(self.consultation, closes_at)
            except ValidationError as error:
                self.add_error("closes_on", error)
        return data

    def closes_at(self) -> datetime | None:
        return _moment(self.cleaned_data["closes_on"], self.cleaned_data["closes_time"], time(16, 30))


class SendBackForm(forms.Form):
    """What the head wants changed before it is signed."""

    use_required_attribute = False
    reason = NoteField(label=_("What has to be changed"), rows=2)


class PaperForm(forms.Form):
    """The memorandum that a head signed who does not work on the platform."""

    use_required_attribute = False
    number = forms.CharField(
        label=_("Number of the memorandum"),
        max_length=60,
        error_messages={"required": _("Write the number of the memorandum.")},
    )
    signed_on = DayField(
        label=_("Signed on"),
        help_text=_("For example 1/12/2569"),
        error_messages={"required": _("Say on which day it was signed.")},
    )


class WithdrawForm(forms.Form):
    """Why it ends before its time."""

    use_required_attribute = False
    reason = NoteField(label=_("Why (everybody reads it)"), rows=2, needed=False, most=REASON_MAX_LETTERS)


def _moment(day: date | None, at: time | None, usual: time) -> datetime | None:
    """That day at that time in Bangkok; without a time, at the usual one."""
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day, at or usual))
