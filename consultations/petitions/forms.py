"""Forms of petitions. Forms check shape; acts check rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.note_field import NoteField
from complaints.public_forms import AreaForm, WordsField, grouped_topics
from consultations.moderation.acts import REASON_MAX_LETTERS
from consultations.moderation.appealing import APPEAL_MAX_LETTERS
from consultations.moderation.forms import RuleForm
from consultations.moderation.rules import rules_for
from consultations.petitions.answering import Answered
from consultations.petitions.lengthening import WHY_LONGER_MAX_LETTERS
from consultations.petitions.models import (
    ASKS_MAX_LETTERS,
    REPORT_MAX_LETTERS,
    TITLE_MAX_LETTERS,
    WHY_JOINED_MAX_LETTERS,
    WHY_MAX_LETTERS,
    Petition,
    PointOutcome,
)
from consultations.petitions.searching import SHOWN, Asked
from consultations.petitions.writing import Words
from consultations.results.answering import ANSWER_MAX_LETTERS
from consultations.results.making import agencies_that_answer
from directory import known
from directory.models import Topic


class WriteForm(AreaForm):
    """What its author writes. A title is enough to keep a draft; what else is missing is told before it is sent."""

    use_required_attribute = False
    title = forms.CharField(
        label=_("Title"),
        max_length=TITLE_MAX_LETTERS,
        help_text=_("In a few words, for example: Lights for the pedestrian bridge in front of the school"),
        error_messages={"required": _("Write a title.")},
    )
    asks = NoteField(
        label=_("What you ask for"),
        help_text=_("One point a line, at most 10. The agency answers each of them"),
        rows=4,
        needed=False,
        most=ASKS_MAX_LETTERS,
    )
    why = NoteField(
        label=_("Why"),
        help_text=_("What is wrong now, and whom it helps. Without names or numbers of other people"),
        rows=5,
        needed=False,
        most=WHY_MAX_LETTERS,
    )
    agency = forms.ChoiceField(
        label=_("Agency that can do it"), required=False, help_text=_("If it is another's duty, it passes it on")
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    field_order = ["title", "asks", "why", "agency", "topic", "province", "district", "subdistrict"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.agencies = {str(agency.pk): agency for agency in agencies_that_answer()}
        self.topics = {topic.code: topic for topic in Topic.objects.active().in_groups()}
        offered = [(key, each.name) for key, each in self.agencies.items()]
        self._offer("agency", _("Choose the agency"), offered)
        self._offer("topic", _("None"), grouped_topics(self.topics))

    def full_clean(self) -> None:
        """Unlike an address, what somebody typed is theirs to mend."""
        forms.Form.full_clean(self)

    def words(self) -> Words:
        told = self.cleaned_data
        area = told.get("subdistrict") or told.get("district") or told.get("province")
        return Words(
            title=told["title"],
            asks=told["asks"],
            why=told["why"],
            agency=self.agencies.get(told["agency"]),
            topic=self.topics.get(told["topic"]),
            area=known.areas.get(area),
        )


def as_typed(petition: Petition) -> dict[str, str]:
    """A draft as the form has it."""
    around = {str(area.level): str(area.code) for area in (petition.area.up_to_province() if petition.area else [])}
    return {
        "title": petition.title,
        "asks": petition.asks,
        "why": petition.why,
        "agency": str(petition.agency_id or ""),
        "topic": petition.topic.code if petition.topic else "",
        **{name: around.get(name, "") for name in ("province", "district", "subdistrict")},
    }


class FindForm(AreaForm):
    """Read from the address of the list, so that it can be kept and sent to somebody."""

    q = WordsField(label=_("Words"), max_length=200, required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    agency = forms.ChoiceField(label=_("Agency"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        agencies = known.agencies.by_id(
            Petition.objects.public().values_list("agency", flat=True).order_by("agency").distinct()
        )
        self.agencies = {agency.code: agency for agency in sorted(agencies.values(), key=lambda each: each.sort_key)}
        self.topics = {topic.code: topic for topic in Topic.objects.active().in_groups()}
        self._offer("state", _("All states"), list(SHOWN.items()))
        self._offer("agency", _("All agencies"), [(code, each.name) for code, each in self.agencies.items()])
        self._offer("topic", _("All topics"), grouped_topics(self.topics))

    def asked(self) -> Asked:
        area = self.area()
        told = self.cleaned_data
        return Asked(
            shown=told.get("state", ""),
            typed=told.get("q", "").strip(),
            agency=self.agencies.get(told.get("agency", "")),
            topic=self.topics.get(told.get("topic", "")),
            area=area,
        )

    def kept(self) -> dict[str, str]:
        """What an address must hold to ask for the same again."""
        self.is_valid()
        told = {name: self.cleaned_data.get(name) for name in self.fields}
        return {name: str(value) for name, value in told.items() if value}


class SignForm(forms.Form):
    shows_name = forms.BooleanField(
        label=_("Show my name to everybody"),
        required=False,
        help_text=_("Without the tick you are counted, and nobody sees your name"),
    )


class ReportForm(RuleForm):
    words = NoteField(
        label=_("What breaks the rule, in a few words"),
        help_text=_("The agency reads it, and not who wrote it. Leave it empty if the rule says it"),
        rows=2,
        needed=False,
        most=REPORT_MAX_LETTERS,
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, rules=rules_for("p"), **kwargs)


class KeepForm(forms.Form):
    """seen: the last report that the page showed."""

    use_required_attribute = False
    reason = NoteField(
        label=_("Why it stays"), help_text=_("It stands in the history of the desk"), rows=2, most=REASON_MAX_LETTERS
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)


class SendForm(forms.Form):
    is_looked_at = forms.BooleanField(
        label=_("I have looked: nobody can be recognized by it who did not agree"), required=False
    )


class RefuseForm(forms.Form):
    use_required_attribute = False
    rule = forms.ChoiceField(
        label=_("By which public rule"),
        error_messages={
            "required": _("Choose one of the public rules."),
            "invalid_choice": _("Choose one of the public rules."),
        },
    )
    reason = NoteField(label=_("Why, in words for its author"), rows=3, most=REASON_MAX_LETTERS)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offered = [(rule.code, rule.name) for rule in rules_for("p")]
        self.fields["rule"].choices = [("", _("Choose the rule")), *offered]  # type: ignore[attr-defined]


class AppealForm(forms.Form):
    words = NoteField(label=_("Why it should be published"), rows=4, most=APPEAL_MAX_LETTERS)


class ExtendForm(forms.Form):
    use_required_attribute = False
    reason = NoteField(
        label=_("Why it should be open for longer (everybody reads it)"), rows=2, most=WHY_LONGER_MAX_LETTERS
    )


class JoinForm(forms.Form):
    """Of these petitions the one that it joins."""

    use_required_attribute = False
    into = forms.ChoiceField(
        label=_("Which one it joins"),
        error_messages={"required": _("Choose the other petition."), "invalid_choice": _("Choose the other petition.")},
    )
    reason = NoteField(label=_("Why they are alike (everybody reads it)"), rows=2, most=WHY_JOINED_MAX_LETTERS)

    def __init__(self, *args: Any, others: list[Petition], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.others = {each.slug: each for each in others}
        offered = [(slug, each.title) for slug, each in self.others.items()]
        self.fields["into"].choices = [("", _("Choose the other petition")), *offered]  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        return {"into": self.others[self.cleaned_data["into"]], "reason": self.cleaned_data["reason"]}


class DecideForm(forms.Form):
    use_required_attribute = False
    outcome = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("upheld", _("The author is right: publish it")), ("dismissed", _("It stays as it was decided"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
    )
    answer = NoteField(label=_("Why, in words for its author"), rows=3, most=REASON_MAX_LETTERS)


class AnswerForm(forms.Form):
    """An outcome and words for each point, which everybody reads."""

    use_required_attribute = False

    def __init__(self, data: Mapping[str, Any] | None = None, *, petition: Petition, **options: Any):
        super().__init__(data, **options)
        self.points = petition.points
        for n, _point in enumerate(self.points, start=1):
            self.fields[f"outcome{n}"] = forms.ChoiceField(
                label=_("What becomes of it"),
                choices=PointOutcome.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose for each point whether it is done.")},
            )
            self.fields[f"text{n}"] = NoteField(
                label=_("What is done, or why not, in plain words"), rows=4, most=ANSWER_MAX_LETTERS
            )
        self.fields["answer"] = NoteField(label=_("To the whole of it"), rows=3, needed=False, most=ANSWER_MAX_LETTERS)

    def by_point(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        return [(point, self[f"outcome{n}"], self[f"text{n}"]) for n, point in enumerate(self.points, start=1)]

    def answers(self) -> list[Answered]:
        told = self.cleaned_data
        return [Answered(told[f"outcome{n}"], told[f"text{n}"]) for n in range(1, len(self.points) + 1)]
