"""`/administration/installation/`: how this installation is called, looks and is reached; and its logo and colours for all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import pghistory
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directory.colours import HEX, HOUSE_ACCENT, HOUSE_COLOUR, palette, too_faint
from directory.installation import house_name, the_installation
from directory.installing import SAID, clean_said, keep_installation, propose_logo, remove_logo, use_logo
from directory.models import Installation, User
from directory.models.installation import LOGO_MAX_BYTES
from records.pictures import clean_mark, on_square
from records.views import as_data

FILE_MAX_BYTES = 2 * 1024 * 1024
LOGO_SIDE, ICON_SIDE, ICON_SHARE = 512, 512, 0.7
CHANGES_SHOWN = 20
YEAR_S = 365 * 24 * 3600
LIGHT = {"paper": "#fbf7f0", "surface": "#ffffff", "ink": "#1d2a34", "line": "#e2d9c9", "on-brand": "#ffffff"}
"""What a page by day has besides, for a desk at night to show it."""


class InstallationForm(forms.ModelForm):
    """What an installation says of itself. The rules are in `directory.installation`."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Installation
        fields = SAID
        labels = {
            "name_th": gettext_lazy("Name in Thai"),
            "name_en": gettext_lazy("Name in English"),
            "short_name_th": gettext_lazy("Short name in Thai"),
            "short_name_en": gettext_lazy("Short name in English"),
            "colour": gettext_lazy("Main colour"),
            "accent": gettext_lazy("Accent colour"),
            "phone": gettext_lazy("Telephone"),
            "email": gettext_lazy("E-mail"),
            "address_th": gettext_lazy("Postal address in Thai"),
            "address_en": gettext_lazy("Postal address in English"),
            "hours_th": gettext_lazy("Hours in Thai"),
            "hours_en": gettext_lazy("Hours in English"),
            "controller": gettext_lazy("Who is responsible for personal data"),
            "data_protection_contact": gettext_lazy("How to reach the data protection officer"),
            "site_url": gettext_lazy("Address of the pages"),
        }
        help_texts = {
            "name_th": gettext_lazy("On every page, mail and letter. Empty: เสียงประชา"),
            "name_en": gettext_lazy("Other languages show it too. Empty: Siang Pracha"),
            "short_name_th": gettext_lazy("In SMS and under the icon on phones. Empty: the whole name"),
            "colour": gettext_lazy(
                "Such as #1b4b73. Buttons, links, head and foot are made of it. Empty: the house's blue"
            ),
            "accent": gettext_lazy("Such as #f3b229. The ring around what has the focus. Empty: the house's yellow"),
            "phone": gettext_lazy("At the foot of every page. Empty: 1111, day and night"),
            "controller": gettext_lazy("The agency's name, for the privacy notice"),
            "data_protection_contact": gettext_lazy("Telephone or e-mail, for the privacy notice"),
            "site_url": gettext_lazy(
                "Links in mails and SMS, and the squares on letters, begin with it: https://siangpracha.example. Empty: as "
                "the servers are set up"
            ),
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {
            **{name: forms.Textarea(attrs={"rows": 3}) for name in ("address_th", "address_en")},
            "email": forms.EmailInput(),
            "colour": forms.TextInput(attrs={"spellcheck": "false"}),
            "accent": forms.TextInput(attrs={"spellcheck": "false"}),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        try:
            return told | clean_said({name: told.get(name, "") for name in SAID})
        except ValidationError as error:
            for name, errors in error.error_dict.items():
                if name not in self.errors:
                    self.add_error(name, errors)
        return told

    def _post_clean(self) -> None:
        """The act stores the row."""

    def said(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in SAID}


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    person = administrator_of(request)
    row = Installation.objects.filter(pk=1).first() or Installation()
    is_sent = request.method == "POST"
    form = InstallationForm(request.POST if is_sent else None, instance=row)
    looked_at: dict[str, str] | None = None
    if is_sent and form.is_valid():
        if "look" in request.POST:
            looked_at = form.said()
        else:
            try:
                with pghistory.context(user=person.pk, url=request.path):
                    keep_installation(form.said(), seen=form.cleaned_data["version"])
                messages.success(request, _("Kept. Everybody sees it within some seconds."))
                return redirect("installation")
            except ValidationError as error:
                form.add_error(None, error)
    page = {
        "form": form,
        "row": row,
        "looked_at": looked_at,
        "colour_fields": [(name, (looked_at or {}).get(name, "")) for name in ("colour", "accent")],
        "shown_name": shown_name(looked_at or {}),
        "changes": list(changes_of(row)) if row.pk else [],
    }
    return render(request, "installation/edit.html", page, status=400 if form.errors else 200)


@login_required
@require_POST
def change_logo(request: HttpRequest) -> HttpResponse:
    """Propose one, take the proposed one, drop it, or remove the one that is shown."""
    person = administrator_of(request)
    version = request.POST.get("version", "")
    seen = int(version) if version.isdecimal() and len(version) < 10 else -1
    row = Installation.objects.filter(pk=1).first() or Installation()
    does = request.POST.get("do", "")
    with pghistory.context(user=person.pk, url=request.path):
        if does == "propose":
            file = request.FILES.get("logo")
            propose_logo(clean_logo(file.read(FILE_MAX_BYTES + 1) if file else b""), seen=seen)
        elif does == "use":
            proposed = bytes(row.proposed_logo or b"")
            use_logo(on_square(proposed, side=ICON_SIDE, share=ICON_SHARE) if proposed else b"", seen=seen)
            messages.success(request, _("The logo is shown from now on."))
        elif does == "drop":
            propose_logo(None, seen=seen)
        elif does == "remove":
            remove_logo(seen=seen)
            messages.success(request, _("The logo is removed. The house's own mark is shown again."))
        else:
            raise Http404
    return redirect("installation")


def clean_logo(source: bytes) -> bytes:
    """A picture as logo: drawn anew, so that nothing but its pixels is kept. Raises ValidationError (not_a_logo and others)."""
    if len(source) > FILE_MAX_BYTES:
        raise ValidationError(_("This picture is larger than 2 MB. Send a smaller one."), code="logo_too_large")
    try:
        for side in (LOGO_SIDE, 384, 256, 128):
            if len(png := clean_mark(source, side=side)) <= LOGO_MAX_BYTES:
                return png
    except ValidationError as error:
        if error.code != "not_an_image_or_pdf":
            raise
    raise ValidationError(_("This is no picture. Send PNG, JPEG, WebP or GIF."), code="not_a_logo")


@never_cache
@login_required
@require_GET
def proposed_logo(request: HttpRequest) -> HttpResponse:
    administrator_of(request)
    return _png(Installation.objects.filter(pk=1).values_list("proposed_logo", flat=True).first(), "private, no-store")


@never_cache
@login_required
@require_GET
def looked_at_colours(request: HttpRequest) -> HttpResponse:
    """The colours of a preview, for its frame alone. What could not be read is not shown."""
    administrator_of(request)
    colour, accent = request.GET.get("colour", ""), request.GET.get("accent", "")
    if any(told and not HEX.match(told) for told in (colour, accent)) or too_faint(colour, accent):
        raise Http404
    return _css(".looked-at", LIGHT | palette(colour or HOUSE_COLOUR, accent or HOUSE_ACCENT))


@require_GET
def colours(request: HttpRequest, version: int) -> HttpResponse:
    """What the style sheet's tokens are here. Citizens' pages and the desk by day; the desk at night keeps its own."""
    row = the_installation()
    answer = _css(':root:not([data-theme="dark"])', palette(row.colour, row.accent))
    answer.headers["Cache-Control"] = _for_how_long(row, version)
    return answer


@require_GET
def logo(request: HttpRequest, version: int) -> HttpResponse:
    return _picture("logo", version)


@require_GET
def icon(request: HttpRequest, version: int) -> HttpResponse:
    return _picture("icon", version)


def shown_name(said: dict[str, str]) -> str:
    return house_name(row=Installation(name_th=said.get("name_th", ""), name_en=said.get("name_en", "")))


@require_GET
def favicon(request: HttpRequest) -> HttpResponse:
    """What browsers ask for on pages that name no icon."""
    row = the_installation()
    return redirect(reverse("installation_icon", args=[row.version]) if row.has_logo else static("favicon.svg"))


def administrator_of(request: HttpRequest) -> User:
    """The signed-in administrator; for everybody else the administration is not found."""
    if not admin.site.has_permission(request) or not isinstance(request.user, User):
        raise Http404
    return request.user


@dataclass(frozen=True)
class Change:
    """Who changed what, and when."""

    at: datetime
    by: str
    fields: tuple[tuple[str, str], ...]
    """Name of the field and what it says since."""


def changes_of(row: Installation) -> Iterator[Change]:
    """The last changes, newest first."""
    events = list(row.events.select_related("pgh_context").order_by("-pgh_id")[: CHANGES_SHOWN + 1])  # type: ignore[attr-defined]
    ids = {event.pgh_context.metadata.get("user") for event in events if event.pgh_context}
    people = {user.pk: user.full_name for user in User.objects.filter(pk__in=ids)}
    for event, before in zip(events, [*events[1:], None], strict=True):
        changed = [
            (_field_name(name), getattr(event, name))
            for name in (*SAID, "has_logo")
            if getattr(event, name) != (getattr(before, name) if before else getattr(Installation(), name))
        ]
        told = tuple((name, (_("yes") if value is True else "") or str(value or _("empty"))) for name, value in changed)
        by = people.get(event.pgh_context.metadata.get("user"), "") if event.pgh_context else ""
        if told and (before or len(events) <= CHANGES_SHOWN):
            yield Change(event.pgh_created_at, by, told)


def _field_name(name: str) -> str:
    return str(capfirst(str(Installation._meta.get_field(name).verbose_name)))  # type: ignore[union-attr]


def _picture(name: str, version: int) -> HttpResponse:
    row = the_installation()
    content = Installation.objects.filter(pk=1, has_logo=True).values_list(name, flat=True).first()
    return _png(content, _for_how_long(row, version))


def _for_how_long(row: Installation, version: int) -> str:
    """An address with the version in it never changes; one of another version shows what is there now, for a moment."""
    return f"public, max-age={YEAR_S}, immutable" if row.version == version else "public, max-age=5"


def _png(content: Any, kept: str) -> HttpResponse:
    if not content:
        raise Http404
    answer = HttpResponse(bytes(content), content_type="image/png")
    answer.headers["Cache-Control"] = kept
    return as_data(answer)


def _css(where: str, tokens: dict[str, str]) -> HttpResponse:
    told = "".join(f"--{name}:{value};" for name, value in tokens.items())
    return as_data(HttpResponse(f"{where}{{{told}}}\n", content_type="text/css; charset=utf-8"))
