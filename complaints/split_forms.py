"""The form by which an officer marks what of a text is another problem. Forms check shape; acts check rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.models import Case, CaseFile, Complaint
from complaints.sentences import Piece, pieces_of_text, together
from complaints.several_problems import several_problems
from complaints.splitting import MOST_PARTS, PartToMake, visibility_of_part
from complaints.topic_forms import topics_by_group
from complaints.workflow import Visibility
from directory.known import areas as known_areas
from directory.models import Area, Topic
from directory.place_search import find_places

HERE = "1"
NUMBERS = tuple(str(n) for n in range(2, MOST_PARTS + 2))
NAMES = {
    HERE: gettext_lazy("Stays here"),
    "2": gettext_lazy("2nd problem"),
    "3": gettext_lazy("3rd problem"),
    "4": gettext_lazy("4th problem"),
}
_PROVINCE_DIGITS = 2


@dataclass(frozen=True)
class Marked:
    """A sentence or a file with its row of choices: (value, label, whether it is chosen)."""

    name: str
    thing: Piece | CaseFile
    choices: list[tuple[str, str, bool]]


@dataclass(frozen=True)
class Preview:
    """What would be made of one problem."""

    number: str
    part: PartToMake
    text: str
    visibility: Visibility
    files: list[CaseFile]


class SplitForm(forms.Form):
    """Which problem each sentence and file belongs to, and topic and place of each problem beyond the first."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, case: Case, complaint: Complaint, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.case, self.complaint = case, complaint
        self.pieces = pieces_of_text(complaint.text)
        self.free = [n for n, piece in enumerate(self.pieces) if not _is_parted(piece, complaint)]
        self.kept_files = list(
            complaint.files.filter(case=case, upload__removed_at__isnull=True).select_related("upload")
        )
        for name in self._marks():
            choices = list(NAMES.items())
            self.fields[name] = forms.ChoiceField(choices=choices, required=False, initial=HERE)
        topics = [("", _("Let it be found from the words")), *topics_by_group()]
        for number in NUMBERS:
            self.fields[f"topic-{number}"] = forms.ChoiceField(label=_("Topic"), choices=topics, required=False)
            self.fields[f"area-{number}"] = forms.CharField(
                label=_("Sub-district"),
                help_text=_("As it is written, or another one with its province. For example: Sila Khon Kaen"),
                max_length=100,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            self.fields[f"place-{number}"] = forms.CharField(
                label=_("Landmark"),
                max_length=300,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    def _marks(self) -> Iterator[str]:
        yield from (f"piece-{n}" for n in self.free)
        yield from (f"file-{file.upload.public_id.hex}" for file in self.kept_files)

    def marked_pieces(self) -> list[Marked]:
        return [self._marked(f"piece-{n}", self.pieces[n]) for n in self.free]

    def marked_files(self) -> list[Marked]:
        return [self._marked(f"file-{file.upload.public_id.hex}", file) for file in self.kept_files]

    def _marked(self, name: str, thing: Piece | CaseFile) -> Marked:
        chosen = str(self[name].value() or HERE)
        return Marked(name, thing, [(value, str(label), value == chosen) for value, label in NAMES.items()])

    def problems(self) -> list[tuple[str, str, forms.BoundField, forms.BoundField, forms.BoundField, bool]]:
        """Each problem beyond the first: its number and name, topic, sub-district, landmark, whether it is unfolded."""
        used = {str(self[name].value()) for name in self._marks()} | {NUMBERS[0]}
        return [
            (
                n,
                str(NAMES[n]),
                self[f"topic-{n}"],
                self[f"area-{n}"],
                self[f"place-{n}"],
                n in used or self._has_error(n),
            )
            for n in NUMBERS
        ]

    def _has_error(self, number: str) -> bool:
        return self.is_bound and bool(self.errors.get(f"area-{number}"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        parts = [(n, self._part(n, data)) for n in NUMBERS]
        self.parts = [(n, part) for n, part in parts if part is not None]
        if not self.parts:
            raise ValidationError(_("Mark which sentences are another problem."), code="nothing_to_split")
        return data

    def _part(self, number: str, data: dict[str, Any]) -> PartToMake | None:
        files = tuple(f.pk for f in self.kept_files if data.get(f"file-{f.upload.public_id.hex}") == number)
        chosen = [self.pieces[n] for n in self.free if data.get(f"piece-{n}") == number]
        if not chosen:
            if files:
                self.add_error(None, ValidationError(_("A picture needs at least one sentence of its problem.")))
            return None
        area, landmark = self._area(number, data), data.get(f"place-{number}", "").strip()
        return PartToMake(
            ranges=tuple((piece.start, piece.end) for piece in chosen),
            topic=Topic.objects.active().filter(code=data.get(f"topic-{number}") or None).first(),
            area=area,
            place_text=landmark,
            keeps_pin=area == self.case.area and landmark == self.case.place_text.strip(),
            files=files,
        )

    def _area(self, number: str, data: dict[str, Any]) -> Area | None:
        typed = data.get(f"area-{number}", "").strip()
        if not typed or typed == _name(self.case.area_id):
            return self.case.area if typed else None
        found = find_places(typed).places
        if len(found) > 1 and self.case.area_id:  # of several of that name the one in the same province is meant
            province = str(self.case.area_id)[:_PROVINCE_DIGITS]
            found = [area for area in found if str(area.pk).startswith(province)] or found
        exact = [area for area in found if area.full_name() == typed]
        if len(exact or found) != 1:
            names = ", ".join(area.full_name() for area in found[:3])
            sentence = _("Several places are called that, such as %(names)s. Write one of them whole.")
            unknown = _("No place is called that. Write the sub-district and the province.")
            self.add_error(f"area-{number}", ValidationError(sentence % {"names": names} if names else unknown))
            return None
        return (exact or found)[0]

    def previews(self) -> list[Preview]:
        """What a valid form would make."""
        files = {file.pk: file for file in self.kept_files}
        shown = []
        for number, part in self.parts:
            text = together(self.complaint.text, part.ranges)
            visibility = visibility_of_part(self.case, self.complaint, text, part.topic)
            shown.append(Preview(number, part, text, visibility, [files[pk] for pk in part.files]))
        return shown


def proposed_marks(case: Case, complaint: Complaint) -> dict[str, Any]:
    """What the form begins with: the problems that the words speak of, each with its topic; places as they are."""
    pieces = pieces_of_text(complaint.text)
    begun: dict[str, Any] = {"seen": case.event_count}
    place, landmark = _name(case.area_id), case.place_text
    for number in NUMBERS:
        begun |= {f"area-{number}": place, f"place-{number}": landmark}
    for number, problem in zip(NUMBERS, several_problems(pieces)[1:], strict=False):
        begun[f"topic-{number}"] = problem.topic.code
        begun |= {f"piece-{n}": number for n in problem.pieces}
    return begun


def _name(area_id: int | None) -> str:
    return known_areas.by_id([area_id])[area_id].full_name() if area_id else ""


def _is_parted(piece: Piece, complaint: Complaint) -> bool:
    return any(start < piece.end and piece.start < end for start, end in complaint.parted)
