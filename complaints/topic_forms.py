"""Topic questions as fields of the filing form. Fields read; what an answer may be says complaints.topic_questions."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.topic_questions import TEXT_MAX_LETTERS, Kind, Value, read_answer
from complaints.topic_tables import TopicQuestion
from directory.models import Topic
from directory.thai_dates import read_day, write_day

PREFIX = "answer-"


class AnswerField(forms.Field):
    """The answer to one question; left open is right as well."""

    def __init__(self, question: TopicQuestion):
        super().__init__(
            label=question.wording, help_text=_hint_of(question), required=False, widget=_widget_of(question)
        )
        self.question = question

    def clean(self, value: Any) -> Value | None:
        return read_answer(self.question, value)

    def prepare_value(self, value: Any) -> Any:
        """Several answers come along from page to page as one text, a day as programs write it."""
        if self.question.kind == Kind.SEVERAL and isinstance(value, str):
            return value.split(",")
        if self.question.kind == Kind.DATE and isinstance(value, str) and (day := read_day(value)):
            return write_day(day)
        return value


def topics_by_group() -> list[tuple[str, list[tuple[str, str]]]]:
    """All finer topics in use as the choices of a list, under the names of the upper ones."""
    groups: dict[str, list[tuple[str, str]]] = {}
    topics = Topic.objects.active().filter(parent__isnull=False).select_related("parent")
    for topic in topics.order_by("parent__position", "parent", "position"):
        groups.setdefault(str(topic.parent.name if topic.parent else ""), []).append((topic.code, topic.name))
    return list(groups.items())


class OwnTopicForm(forms.Form):
    """The topic as the person chooses it, instead of what the words seem to be about."""

    own_topic = forms.ChoiceField(label=_("What it is about"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["own_topic"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", _("I do not know, let it be found from my words")), *topics_by_group()]


@dataclass
class Asked:
    """A question on a page of several, and those that follow from its answers, each with the number of that answer."""

    field: BoundField
    following: list[tuple[int, Asked]] = dataclass_field(default_factory=list)


def asked_together(form: forms.Form) -> list[Asked]:
    """The questions of a form for one page: what follows from an answer stands below it."""
    shown: dict[int, Asked] = {}
    first = []
    for name, field in form.fields.items():
        if not isinstance(field, AnswerField):
            continue
        one, earlier = Asked(form[name]), field.question.only_after
        shown[field.question.pk] = one
        if earlier is None:
            first.append(one)
        elif (above := shown.get(earlier.pk)) is not None:
            codes = [option.code for option in earlier.options]
            if field.question.only_after_answer in codes:  # staff may have taken the answer away
                above.following.append((codes.index(field.question.only_after_answer), one))
    return first


def _hint_of(question: TopicQuestion) -> str:
    if question.kind != Kind.DATE:
        return question.hint
    example = gettext("For example %(day)s") % {"day": write_day(timezone.localdate())}
    return " · ".join(filter(None, [question.hint, example]))


def _widget_of(question: TopicQuestion) -> forms.Widget:
    choices = [(option.code, option.name) for option in question.options]
    if question.kind == Kind.SEVERAL:
        return forms.CheckboxSelectMultiple(choices=choices)
    if choices:
        return forms.RadioSelect(choices=choices)
    if question.kind == Kind.DATE:
        # Not type=date: browsers show it in their own language's order and era, and nobody here types 2026.
        return forms.TextInput(attrs={"class": "govuk-input--width-10"})
    if question.kind == Kind.NUMBER:
        return forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-10"})
    return forms.TextInput(attrs={"maxlength": TEXT_MAX_LETTERS})
