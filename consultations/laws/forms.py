"""Forms of law texts: which versions to compare, a new document, a text to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.intake import without_invisible
from complaints.note_field import NoteField
from consultations.laws.documents import REASON_MAX_LETTERS
from consultations.laws.models import DocumentKind, Version


class CompareForm(forms.Form):
    """Read from the address: `from=1.1&to=1.2` are document and version. Left out, the newest draft and what was before it."""

    use_required_attribute = False
    before: Version | None = None
    after: Version | None = None

    def __init__(self, data: Mapping[str, Any], *, versions: Sequence[Version]) -> None:
        self.named = {self.name_of(each): each for each in versions}
        typed = {"from": data.get("from", ""), "to": data.get("to", ""), "show": data.get("show") or "changed"}
        if not typed["from"] and not typed["to"]:
            typed["from"], typed["to"] = _usual(versions)
        super().__init__(typed)
        choices = [(name, _told(each)) for name, each in self.named.items()]
        for name, label in (("from", _("Compare this text")), ("to", _("with"))):
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=bool(choices))
        self.fields["show"] = forms.ChoiceField(
            label=_("Show"),
            choices=[("changed", _("Only what changed")), ("all", _("The whole text"))],
            widget=forms.RadioSelect,
            required=False,
        )

    @staticmethod
    def name_of(version: Version) -> str:
        return f"{version.document.n}.{version.number}"

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        self.before, self.after = self.named.get(told.get("from", "")), self.named.get(told.get("to", ""))
        return told


def _told(version: Version) -> str:
    """The version first: titles are long, and a list on a phone shows their beginning alone."""
    return str(_("version %(number)s") % {"number": version.number}) + f" · {version.document.title}"


def _usual(versions: Sequence[Version]) -> tuple[str, str]:
    """The newest version of the first draft, beside the one before it or else beside the law in force."""
    drafts = [each for each in versions if each.document.kind == DocumentKind.DRAFT] or list(versions)
    if not drafts:
        return "", ""
    same = [each for each in drafts if each.document_id == drafts[0].document_id]
    in_force = [each for each in versions if each.document.kind == DocumentKind.LAW_IN_FORCE and each != same[-1]]
    before = same[-2] if len(same) > 1 else in_force[-1] if in_force else same[-1]
    return CompareForm.name_of(before), CompareForm.name_of(same[-1])


class DocumentForm(forms.Form):
    """A new paper of a consultation."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=_("Kind of document"), choices=DocumentKind.choices)
    title_th = forms.CharField(
        label=_("Title in Thai"), max_length=300, error_messages={"required": _("Write a title in Thai.")}
    )
    title_en = forms.CharField(label=_("Title in English"), max_length=300, required=False)
    form_token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def clean_title_th(self) -> str:
        title = without_invisible(self.cleaned_data["title_th"])
        if not title:
            raise ValidationError(self.fields["title_th"].error_messages["required"], code="title_missing")
        return title


class TextForm(forms.Form):
    """The text of a document, pasted or as a file, and the official paper beside it."""

    use_required_attribute = False
    pasted = forms.CharField(
        label=_("Paste the text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Each paragraph on a line of its own. More than some 200 pages: choose a file"),
    )
    file = forms.FileField(
        label=_("Or choose a file"),
        required=False,
        allow_empty_file=True,
        help_text=_("Word (.docx), text, Markdown or JSON, up to 10 MB. It is taken instead of what is pasted"),
        widget=forms.FileInput(attrs={"accept": ".docx,.txt,.md,.json,.pdf"}),
    )
    pdf = forms.FileField(
        label=_("The official paper as PDF"),
        required=False,
        help_text=_("Up to 10 MB. Everybody can take it along beside the text"),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )
    reason = NoteField(
        label=_("Why there is a new version (everybody reads it)"), rows=2, needed=False, most=REASON_MAX_LETTERS
    )

    def content_of(self, name: str, most: int) -> bytes:
        """At most one byte more than may be taken is read."""
        sent = self.cleaned_data.get(name)
        return bytes(sent.read(most + 1)) if sent else b""
