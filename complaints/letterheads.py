"""The letterhead of an agency, kept by those who lead it: who sends, under which numbers, who signs, and the emblem."""

from __future__ import annotations

import io
from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image

from directory.models import Agency, Letterhead
from directory.models.letterheads import EMBLEM_MAX_BYTES
from records.pictures import clean_picture

EMBLEM_FILE_MAX_BYTES = 2 * 1024 * 1024
EMBLEM_SIDE = 600
"""Pixels: 3 cm on paper at 500 dots an inch."""
NEEDED = ("prefix", "office", "address", "signed_name", "signed_as")


def letterhead_of(agency: Agency) -> Letterhead:
    """The one there is, or a new one that is not stored yet."""
    return Letterhead.objects.filter(agency=agency).first() or Letterhead(agency=agency, office=agency.name_th)


def clean_emblem(file: File) -> bytes:
    """A picture as emblem: drawn anew as every upload is, on white.

    Raises ValidationError: emblem_too_large, not_a_picture, and those of `clean_picture` for broken ones.
    """
    source = file.read(EMBLEM_FILE_MAX_BYTES + 1)
    if len(source) > EMBLEM_FILE_MAX_BYTES:
        raise ValidationError(_("This picture is larger than 2 MB. Send a smaller one."), code="emblem_too_large")
    try:
        picture = Image.open(io.BytesIO(clean_picture(source).content))
    except ValidationError as error:
        if error.code != "not_an_image_or_pdf":
            raise
        raise ValidationError(_("This is no picture. Send JPEG, PNG, WebP or GIF."), code="not_a_picture") from error
    picture.thumbnail((EMBLEM_SIDE, EMBLEM_SIDE))
    for quality in (92, 80, 60, 30):
        encoded = io.BytesIO()
        picture.save(encoded, "JPEG", quality=quality)
        if encoded.tell() <= EMBLEM_MAX_BYTES:
            return encoded.getvalue()
    raise ValidationError(_("This picture is larger than 2 MB. Send a smaller one."), code="emblem_too_large")


@transaction.atomic
def keep_letterhead(
    agency: Agency, said: dict[str, object], *, emblem: bytes | None = None, no_emblem: bool = False
) -> Letterhead:
    """Store what letters of this agency say from now on; those that have a number stay as they are.

    emblem: a new one; None leaves it. Raises ValidationError (letterhead_incomplete).
    """
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    head = letterhead_of(agency)
    for name, value in said.items():
        setattr(head, name, value)
    if head.is_on and not all(getattr(head, name) for name in NEEDED):
        raise ValidationError(
            _("A letter needs a number, an office with its address, and who signs. Fill these in first."),
            code="letterhead_incomplete",
        )
    if emblem is not None or no_emblem:
        head.emblem = emblem
    head.save()
    return head


class LetterheadForm(forms.ModelForm):
    """Everything but the agency. The rules are in `keep_letterhead`."""

    emblem_file = forms.FileField(
        label=_("Emblem"),
        help_text=_(
            "JPEG, PNG, WebP or GIF of up to 2 MB. It stands 3 cm high at the top. Only one that your agency may use."
        ),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    no_emblem = forms.BooleanField(label=_("Remove the emblem"), required=False)

    class Meta:
        model = Letterhead
        fields = [
            "is_on", "acknowledges", "prefix", "office", "address", "signed_name", "signed_as", "contact", "thai_digits",
        ]  # fmt: skip
        labels = {
            "is_on": _("Answers go out as letters"),
            "acknowledges": _("Accepting a case is acknowledged by letter too"),
            "prefix": _("Number, what stands before the stroke"),
            "office": _("Name of the office"),
            "address": _("Address of the office"),
            "signed_name": _("Name of who signs"),
            "signed_as": _("Position of who signs"),
            "contact": _("Whom to ask"),
            "thai_digits": _("Thai digits"),
        }
        help_texts = {
            "prefix": _(
                "As in your own register, for example คค 0612. Numbers are given without a gap and begin anew each year."
            ),
            "office": _("As it stands on your letters, in Thai."),
            "signed_name": _("With title, for example นางสาวกัญญา รุ่งเรือง."),
            "contact": _("Unit, telephone and e-mail, a line each."),
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {
            **{name: forms.Textarea(attrs={"rows": 3}) for name in ("address", "signed_as", "contact")},
            **{name: forms.TextInput() for name in ("prefix", "office", "signed_name")},
        }

    def clean_emblem_file(self) -> bytes | None:
        file = self.cleaned_data["emblem_file"]
        return clean_emblem(file) if file else None

    def _post_clean(self) -> None:
        """The act stores the row."""

    def said(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}
