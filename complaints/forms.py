"""The forms of filing. Forms check shape; acts check rules."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.danger import emergency_numbers
from complaints.drawn_inputs import DrawnInput
from complaints.hints import most_open, preselected_visibility
from complaints.intake import TEXT_MAX_LETTERS, check_place, check_text
from complaints.kind_hints import proposed_kind
from complaints.reaching import check_channel
from complaints.shared_place_forms import SharedPlaceForm
from complaints.topic_forms import PREFIX, AnswerField
from complaints.topic_guess import likely_topic
from complaints.topic_questions import is_asked, questions_about, that_were_asked, topic_in_use
from complaints.workflow import FLOOR_OF_KIND, IN_CONFIDENCE, OPENNESS, CaseKind, Visibility
from directory.known import areas as known_areas
from directory.models import Area, Topic, Urgency
from directory.phones import normalise_phone, readable_phone
from notifications.channels import REGISTRY, closed_channels, open_channels
from notifications.models import Channel

CONTACT = ("contact_name", "phone", "email", "news_channel")
PLACE = ("province", "district", "subdistrict", "place_text", "latitude", "longitude")


class FilesInput(DrawnInput, forms.FileInput):
    """Several files of one name; each is looked at and cleaned by records.uploads, none by the form."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"multiple": True, "accept": "image/*,application/pdf", **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        return files.getlist(name) if hasattr(files, "getlist") else []


class AreaField(forms.TypedChoiceField):
    """One of the areas within another one. The list is read only where it is shown; an answer is told by its code.

    length: how many digits the code of such an area has. A code begins with the code of what it lies in.
    """

    def __init__(self, *, length: int, **options: Any):
        super().__init__(coerce=int, empty_value=None, required=False, **options)
        self.length = length
        self.within: int | None = None

    def valid_value(self, value: Any) -> bool:
        code = str(value)
        is_code = code.isascii() and code.isdigit() and len(code) == self.length
        return is_code and (self.length == 2 or (self.within is not None and code.startswith(str(self.within))))


NEWS_TOLD = {
    Channel.PAGE: _("Not at all: I look at the page of the case"),
    Channel.EMAIL: _("By e-mail"),
    Channel.SMS: _("By SMS"),
    Channel.LINE: _("LINE"),
    Channel.POST: _("Letter"),
}


class NewsChannelField(forms.ChoiceField):
    """How news shall come: one of the ways that are open here."""

    def __init__(self, **options: Any):
        super().__init__(label=_("How news comes"), choices=_open_channels, **options)


class NewsSelect(forms.Select):
    """The same in few bytes, for the form of filing. Ways that are not built are told, and cannot be chosen."""

    usual: Any = _("By e-mail, if I give one below")
    told = NEWS_TOLD

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        others = [(each.name.value, self.told[each.name]) for each in open_channels() if each.name != Channel.EMAIL]
        closed = ", ".join(str(NEWS_TOLD[each.name]) for each in closed_channels())
        not_yet = [(_CLOSED, gettext("%(names)s: not possible yet") % {"names": closed})] if closed else []
        self.choices = [("", self.usual), *others, *not_yet]
        return super().optgroups(name, value, attrs)

    def create_option(self, name: str, value: Any, *told: Any, **more: Any) -> Any:
        option = super().create_option(name, value, *told, **more)
        if value == _CLOSED:
            option["attrs"]["disabled"] = True
        return option


_CLOSED = "-"


def _open_channels() -> list[tuple[str, Any]]:
    return [(each.name.value, NEWS_TOLD[each.name]) for each in open_channels()]


def check_news(form: forms.Form, data: dict[str, Any]) -> None:
    """The rules of the chosen channel, told at the field of the address that it lacks."""
    told = {name: data.get(name) or "" for name in ("news_channel", "email", "phone")}
    known = REGISTRY.get(Channel(told["news_channel"])) if told["news_channel"] else None
    if known and known.address in form.errors:
        return
    try:
        check_channel(told["news_channel"], email=told["email"], phone=told["phone"])
    except ValidationError as error:
        form.add_error(known.address if known and known.address else "news_channel", error)


class TellForm(forms.Form):
    """Step 1: the person's own words."""

    text = forms.CharField(
        label=_("What happened"),
        help_text=_("What happened, since when, and whom it hurts."),
        widget=forms.Textarea(attrs={"rows": 7, "data-maxlength": TEXT_MAX_LETTERS}),
        strip=False,
        required=False,
    )
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    draft_seen = forms.CharField(widget=forms.HiddenInput, required=False)
    """Which words of a draft in the account this form began with (complaints.drafts.mark_of)."""

    def clean_text(self) -> str:
        return check_text(self.cleaned_data["text"])


class WhereForm(SharedPlaceForm, TellForm):
    """Step 2: where it is, who may see it, and how to be reached; the text can still be changed.

    With `about`, the code of the topic whose questions were asked, it has a field for each of them, unless the person
    chose another one (`own_topic`).
    """

    about = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)
    own_topic = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)

    province = AreaField(label=_("Province"), length=2)
    district = AreaField(label=_("District (amphoe or khet)"), length=4)
    subdistrict = AreaField(label=_("Sub-district (tambon or khwaeng)"), length=6)
    place_text = forms.CharField(
        label=_("Landmark (if any)"),
        help_text=_("For example: in front of the market, opposite the school gate"),
        max_length=300,
        required=False,
    )
    latitude = forms.FloatField(widget=forms.HiddenInput, required=False)
    longitude = forms.FloatField(widget=forms.HiddenInput, required=False)
    files = forms.Field(  # type: ignore[assignment]  # Django takes fields off the class
        label=_("Add pictures or PDF files"),
        widget=FilesInput,
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("What it is"),
        help_text=_("Read from your words. Choose another if we misunderstood"),
        choices=CaseKind.choices,
        required=False,
    )
    visibility = forms.ChoiceField(
        label=_("Who may see this case"), choices=Visibility.choices, widget=forms.RadioSelect, required=False
    )
    contact_name = forms.CharField(
        label=_("Name (if you like)"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Mobile number (if any)"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail (if any)"),
        max_length=254,
        required=False,
        error_messages={"invalid": _("Check the e-mail address. It looks like name@example.com")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    news_channel = NewsChannelField(required=False, widget=NewsSelect)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._fill_area_choices()
        told = self.data if self.is_bound else self.initial
        about, own = str(told.get("about") or ""), str(told.get("own_topic") or "")
        self.questions = questions_about(about) if own in {"", about} else ()
        self.fields.update({PREFIX + question.code: AnswerField(question) for question in self.questions})

    def _fill_area_choices(self) -> None:
        """Offer the provinces, and below them only what belongs to the choice made so far: no script needed."""
        province, district = self._number("province"), self._number("district")
        self._offer("province", None, Area.objects.provinces, _("Choose a province"))
        self._offer("district", province, lambda: _inside(province), _("Choose a district"))
        self._offer("subdistrict", district, lambda: _inside(district), _("Choose a sub-district"))

    def _offer(self, name: str, within: int | None, areas: Callable[[], Iterable[Area]], prompt: object) -> None:
        field = self.fields[name]
        assert isinstance(field, AreaField)  # noqa: S101 - for the type checker
        field.within = within
        # Asked for only when the list is drawn: sending the form needs none of them.
        field.choices = lambda: [("", prompt), *((area.pk, area.name) for area in areas())]

    def _number(self, name: str) -> int | None:
        raw = (self.data.get(name) if self.is_bound else self.initial.get(name)) or ""
        return int(raw) if str(raw).isascii() and str(raw).isdigit() and len(str(raw)) <= 6 else None

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return normalise_phone(phone) if phone else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["visibility"] = self._visibility(data)
        data["kind"] = kind_to_offer(data.get("kind"), data.get("text", ""), data["visibility"])
        data["visibility"] = max(
            data["visibility"], lowest(data["kind"], data.get("text", "")), key=OPENNESS.__getitem__
        )
        code = data.get("subdistrict") or data.get("district") or data.get("province")
        data["area"] = known_areas.get(code)
        if code and data["area"] is None:
            self.add_error("province", ValidationError(_("Choose the place once more."), code="no_such_area"))
        try:
            data["area"] = check_place(data.get("latitude"), data.get("longitude"), data["area"])
        except ValidationError as error:
            self.add_error("province", error)
        self._check_answers(data)
        data["accepted_topic"] = self._accepted_topic(data)
        if data["accepted_topic"]:
            floor = Visibility(data["accepted_topic"].visibility_floor)
            data["visibility"] = max(data["visibility"], floor, key=OPENNESS.__getitem__)
        self.check_office(data, data["accepted_topic"] or topic_in_use(data.get("about", "")))
        if data["visibility"] == Visibility.ANONYMOUS:
            for name in CONTACT:  # dropped unread: what is wrong with it does not matter either
                self.errors.pop(name, None)
                data[name] = ""
        else:
            check_news(self, data)
        return data

    def _visibility(self, data: dict[str, Any]) -> Visibility:
        """As chosen, else as the form would have it ticked; where it ticks nothing, one must choose."""
        seen = data.get("visibility") or preselected_visibility(data.get("text", ""))
        if seen is None:
            self.add_error("visibility", ValidationError(_("Choose who may see this case"), code="choose_who_sees"))
        return Visibility(seen or Visibility.AGENCY)

    def _check_answers(self, data: dict[str, Any]) -> None:
        """Put together what was answered. Nothing is missed where it is urgent or no complaint, nor of who tells it in confidence."""
        given = {question.code: data.get(PREFIX + question.code) for question in self.questions}
        data["answers"] = that_were_asked(self.questions, {code: said for code, said in given.items() if said})
        is_urgent = any(question.topic.urgency == Urgency.URGENT for question in self.questions)
        is_ordinary = data["kind"] == CaseKind.COMPLAINT
        if (
            not is_ordinary
            or is_urgent
            or data["visibility"] in IN_CONFIDENCE
            or emergency_numbers(data.get("text", ""))
        ):
            return
        for question in self.questions:
            missing = question.is_required and question.code not in data["answers"]
            if missing and PREFIX + question.code not in self.errors and is_asked(question, data["answers"]):
                told = ValidationError(
                    _("Answer “%(question)s”"), code="answer_missing", params={"question": question.wording}
                )
                self.add_error(PREFIX + question.code, told)

    def _accepted_topic(self, data: dict[str, Any]) -> Topic | None:
        """The topic that the person chose, else the one whose questions they answered, unless other words speak for another by now."""
        if own := topic_in_use(data.get("own_topic", "")):
            return own
        about = data.get("about", "")
        if not data["answers"]:
            return None
        guess = likely_topic(data.get("text", ""))
        return topic_in_use(about) if guess is None or guess.topic == about else None

    @property
    def answer_fields(self) -> list[str]:
        """The names of the fields of the topic's questions."""
        return [PREFIX + question.code for question in self.questions]

    def offer_kind(self) -> CaseKind:
        """Preselect what the words propose where nobody has chosen a kind yet; returns the kind that then stands."""
        known = self.data if self.is_bound else self.initial
        kind = kind_to_offer(known.get("kind"), str(known.get("text") or ""), known.get("visibility"))
        if self.is_bound:
            self.data = {**self.data, "kind": kind}  # type: ignore[assignment]  # sent_form gives a plain dict
        else:
            self.initial["kind"] = kind
        return kind

    def forgive(self, *, but: Container[str] = ()) -> None:
        """Drop the errors of all fields but these: the person is still choosing, or another page asks for them."""
        for name in [name for name in self.errors if name not in but]:
            del self.errors[name]

    def carried(self, *, shown: Container[str] = ()) -> list[tuple[str, Any]]:
        """Name and value of the fields that a page does not show and takes along unseen.

        No contact goes along once the person has chosen to say nothing of themselves.
        """
        left_out = CONTACT if self["visibility"].value() == Visibility.ANONYMOUS else ()
        names = [name for name in self.fields if name != "files" and name not in shown and name not in left_out]
        return [(name, _as_text(self[name].value())) for name in names]

    @property
    def doubts_the_pin(self) -> bool:
        """Whether the page asks which is right, the pin or the place that was chosen."""
        return self.has_error("province", "place_disagrees") or self.pin_is_abroad

    @property
    def pin_is_abroad(self) -> bool:
        return self.has_error("province", "pin_outside_thailand")

    def phone_as_read(self) -> str:
        return readable_phone(self.cleaned_data.get("phone", ""))


def _as_text(value: Any) -> Any:
    if isinstance(value, list):
        return ",".join(value)
    return "" if value is None else value


def kind_to_offer(chosen: str | None, text: str, visibility: str | None) -> CaseKind:
    """The kind that was chosen, else what the text proposes; who chose to be open about it is offered no tip-off."""
    if chosen in CaseKind.values:
        return CaseKind(chosen)
    proposed = proposed_kind(text)
    openly = visibility in {Visibility.PUBLIC, Visibility.AGENCY}
    return CaseKind.COMPLAINT if openly and proposed == CaseKind.TIP_OFF else proposed


def lowest(kind: CaseKind, text: str) -> Visibility:
    """The most open visibility that a case of this kind and in these words can have."""
    return max(FLOOR_OF_KIND.get(kind, Visibility.PUBLIC), most_open(text), key=OPENNESS.__getitem__)


def _inside(code: int | None) -> Iterable[Area]:
    return Area.objects.children_of(code) if code else ()
