"""Forms of hearings. Forms check shape; acts check rules."""

from __future__ import annotations

import re
import uuid
from datetime import datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.note_field import NoteField
from consultations.comments.forms import TextForm
from consultations.forms import TimeField
from consultations.hearings.minutes import Written
from consultations.hearings.models import (
    ANSWER_MAX_LETTERS,
    MINUTES_MAX_LETTERS,
    NAME_MAX_LETTERS,
    NEEDS_MAX_LETTERS,
    QUESTION_MAX_LETTERS,
    REASON_MAX_LETTERS,
    TITLE_MAX_LETTERS,
    WORDS_MAX_LETTERS,
    Hearing,
    Minutes,
    Question,
    Way,
)
from consultations.hearings.planning import Plan
from consultations.hearings.registering import Told
from directory.day_field import DayField
from directory.digits import TO_PLAIN_DIGITS
from directory.thai_dates import write_day

_PIN = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\s*[, ]\s*(-?\d{1,3}(?:\.\d+)?)")


class HearingForm(forms.Form):
    """When and where a hearing is. reason: asked for where one that people have registered for moves."""

    use_required_attribute = False
    title_th = forms.CharField(
        label=_("Title in Thai"),
        max_length=TITLE_MAX_LETTERS,
        help_text=_("For example: Hearing in Khon Kaen"),
        error_messages={"required": _("Write a title in Thai.")},
    )
    title_en = forms.CharField(label=_("The same in English"), max_length=TITLE_MAX_LETTERS, required=False)
    on = DayField(
        label=_("Day"), help_text=_("For example 1/12/2569"), error_messages={"required": _("Say on which day.")}
    )
    begins = TimeField(
        label=_("begins"), help_text=_("For example 9.00"), error_messages={"required": _("Say when it begins.")}
    )
    ends = TimeField(
        label=_("ends"), help_text=_("For example 12.00"), error_messages={"required": _("Say when it ends.")}
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=TITLE_MAX_LETTERS,
        required=False,
        help_text=_("Building and room. Empty where it is online only"),
    )
    address = forms.CharField(label=_("Address and how to get there"), max_length=WORDS_MAX_LETTERS, required=False)
    pin = forms.CharField(
        label=_("Pin on the map"),
        max_length=60,
        required=False,
        help_text=_("Two figures, for example 16.43220, 102.82360. Most maps show them for a place you press on"),
    )
    seats = forms.IntegerField(label=_("Seats in the hall"), min_value=1, required=False)
    access = forms.CharField(
        label=_("For wheelchairs and others who need help"),
        max_length=WORDS_MAX_LETTERS,
        required=False,
        help_text=_("Ramp, lift, toilets, sign language, parking"),
    )
    link = forms.URLField(
        label=_("Address of the online meeting"),
        required=False,
        assume_scheme="https",
        help_text=_("Only who is registered sees it, from an hour before. Empty where it is in the hall only"),
        error_messages={"invalid": _("Write the whole address, from https on.")},
    )
    reason = NoteField(
        label=_("Why the time or the place changes (everybody reads it)"),
        rows=2,
        needed=False,
        most=REASON_MAX_LETTERS,
        help_text=_("Everybody who is registered is told. Empty where neither changes"),
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_pin(self) -> tuple[float, float] | None:
        typed = self.cleaned_data["pin"].translate(TO_PLAIN_DIGITS).strip()
        if not typed:
            return None
        found = _PIN.fullmatch(typed)
        if not found:
            raise ValidationError(_("Write two figures with a comma between them, north first."), code="pin_is_none")
        return float(found[1]), float(found[2])

    def plan(self) -> Plan:
        """Of a valid form."""
        told = self.cleaned_data
        pin = told["pin"] or (None, None)
        words = {name: told[name] for name in ("title_th", "title_en", "place", "address", "access", "link")}
        begins, ends = (_moment(told["on"], told[name]) for name in ("begins", "ends"))
        seats = told["seats"] or 0
        return Plan(begins_at=begins, ends_at=ends, latitude=pin[0], longitude=pin[1], seats=seats, **words)


def form_of(hearing: Hearing) -> dict[str, Any]:
    """What the form of a hearing begins with."""
    begins, ends = timezone.localtime(hearing.begins_at), timezone.localtime(hearing.ends_at)
    names = ("title_th", "title_en", "place", "address", "access", "link")
    return {name: getattr(hearing, name) for name in names} | {
        "on": write_day(begins.date()),
        "begins": f"{begins.hour}.{begins.minute:02}",
        "ends": f"{ends.hour}.{ends.minute:02}",
        "pin": "" if hearing.latitude is None else f"{hearing.latitude:.5f}, {hearing.longitude:.5f}",
        "seats": hearing.seats or "",
        "seen": hearing.event_count,
    }


class CancelForm(forms.Form):
    """Why it does not take place."""

    use_required_attribute = False
    reason = NoteField(label=_("Why (everybody reads it)"), rows=2, needed=False, most=REASON_MAX_LETTERS)


class RegistrationForm(forms.Form):
    """Who comes, and what they need. Only the way is asked of everybody."""

    use_required_attribute = False
    way = forms.ChoiceField(
        label=_("How do you take part?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you take part."), "invalid_choice": _("Choose how you take part.")},
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_MAX_LETTERS,
        required=False,
        help_text=_("As you are called at the door. Left empty, your number is enough"),
    )
    body = forms.CharField(
        label=_("In the name of"),
        max_length=NAME_MAX_LETTERS,
        required=False,
        help_text=_("A group, company or agency for which you come. Empty where you come for yourself"),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        help_text=_("To tell you when the time, the place or your seat changes. First a mail asks whether it is yours"),
        error_messages={"invalid": _("This is no e-mail address.")},
    )
    needs_sign_language = forms.BooleanField(label=_("Sign language"), required=False)
    needs_wheelchair = forms.BooleanField(label=_("Room for a wheelchair"), required=False)
    needs_interpreter = forms.BooleanField(label=_("An interpreter"), required=False)
    needs = forms.CharField(
        label=_("What else you need, or which language"), max_length=NEEDS_MAX_LETTERS, required=False
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, hearing: Hearing, has_account: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        ways = [way for way, is_there in ((Way.HALL, hearing.place), (Way.ONLINE, hearing.link)) if is_there]
        self.fields["way"].choices = [(way.value, way.label) for way in ways]  # type: ignore[attr-defined]
        self.fields["way"].initial = ways[0] if len(ways) == 1 else None
        self.fields["form_token"].initial = uuid.uuid4()
        if has_account:
            del self.fields["email"]

    def told(self) -> Told:
        return Told(**{name: value for name, value in self.cleaned_data.items() if name != "form_token"})


class QuestionForm(TextForm):
    """A question that everybody reads. Of text, personal data is shown once before it is sent."""

    text = NoteField(
        label=_("Your question"),
        help_text=_("Everybody reads it, without your name. One question, in a sentence or two"),
        rows=3,
        most=QUESTION_MAX_LETTERS,
    )


class MinutesForm(forms.Form):
    """What was said and decided. questions: those that were not reached, each with a field for its answer."""

    use_required_attribute = False
    said = NoteField(
        label=_("What was said"),
        rows=8,
        needed=False,
        most=MINUTES_MAX_LETTERS,
        help_text=_("Which subjects came up and what people said to them. No names of people who came"),
    )
    decisions = NoteField(
        label=_("What was decided, and who does what until when"),
        rows=4,
        needed=False,
        most=MINUTES_MAX_LETTERS,
        help_text=_("One a line"),
    )
    guests = forms.IntegerField(label=_("Came to the hall without having registered"), min_value=0, required=False)
    online = forms.IntegerField(label=_("Took part online"), min_value=0, required=False)
    pdf = forms.FileField(
        label=_("The signed minutes as PDF"),
        required=False,
        help_text=_("Up to 10 MB. Everybody can take it along"),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, questions: list[Question], minutes: Minutes | None, **kwargs: Any):
        names = ("said", "decisions", "guests", "online")
        initial = {name: getattr(minutes, name) for name in names} | {"seen": minutes.edits} if minutes else {"seen": 0}
        super().__init__(*args, **kwargs | {"initial": initial})
        self.questions = questions
        for each in questions:
            answer = minutes.answers.get(str(each.pk), "") if minutes else ""
            self.fields[f"answer_{each.pk}"] = NoteField(
                label=each.text, rows=2, needed=False, most=ANSWER_MAX_LETTERS, initial=answer
            )

    def answers(self) -> list[forms.BoundField]:
        return [self[f"answer_{each.pk}"] for each in self.questions]

    def written(self) -> Written:
        told = self.cleaned_data
        sent = told.get("pdf")
        return Written(
            said=told["said"],
            decisions=told["decisions"],
            guests=told["guests"] or 0,
            online=told["online"] or 0,
            answers={each.pk: told[f"answer_{each.pk}"] for each in self.questions},
            pdf=bytes(sent.read(settings.UPLOAD_MAX_BYTES + 1)) if sent else b"",
        )


class PublishForm(forms.Form):
    """Why there is another version; of the first nobody asks."""

    use_required_attribute = False
    reason = NoteField(
        label=_("Why there is another version (everybody reads it)"), rows=2, needed=False, most=REASON_MAX_LETTERS
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


def _moment(day: Any, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
