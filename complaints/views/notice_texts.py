"""`/administration/notices/` and `/office/notices/`: what notices say, for everybody, or for the cases of one agency."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from complaints.notice_events import CHANNELS, EVENTS, MEANINGS, OF_AGENCIES
from complaints.notice_rules import LONGEST, LONGEST_SUBJECT, MOST_PARTS, check_words
from complaints.notice_words import words_of_ours
from complaints.views.office import officer_of
from complaints.views.office_leading import agency_led_by, choose_led, logged
from complaints.wording_notices import (
    Change,
    Place,
    changes_of,
    example,
    keep_words,
    letters_and_parts,
    take_back_words,
)
from directory.languages import CODES, PAGE_LANGUAGES, page_language
from directory.models import Agency
from notifications.models import Channel, NoticeText
from notifications.own_words import Words


class WordsForm(forms.Form):
    """The words of one notice in one language and channel. Their rules: complaints.notice_rules."""

    subject = forms.CharField(label=gettext_lazy("Subject"), required=False, max_length=LONGEST_SUBJECT)
    body = forms.CharField(label=gettext_lazy("The text"), required=False, widget=forms.Textarea(attrs={"rows": 10}))
    edition = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, place: Place, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.place = place
        self.fields["body"].widget.attrs["data-maxlength"] = LONGEST[place.channel]
        if place.channel == Channel.SMS:
            del self.fields["subject"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                check_words(EVENTS[self.place.event], self.place.channel, self.words())
            except ValidationError as error:
                for name, errors in error.error_dict.items():
                    self.add_error(name, errors)
        return told

    def words(self) -> Words:
        told = self.cleaned_data
        return Words(told.get("subject", "").strip(), told.get("body", "").replace("\r\n", "\n").strip())


@never_cache
@login_required
@require_GET
def for_all(request: HttpRequest) -> HttpResponse:
    _administrator(request)
    return _list(request, None)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def one_for_all(request: HttpRequest, event: str, language: str, channel: str) -> HttpResponse:
    _administrator(request)
    return _edit(request, Place(event, language, channel))


@never_cache
@login_required
@require_GET
def choose_agency(request: HttpRequest) -> HttpResponse:
    """Who leads one agency gets to its notices at once."""
    return choose_led(request, officer_of(request), to="office_notices", title=_("Texts of notices"))


@never_cache
@login_required
@require_GET
def for_agency(request: HttpRequest, code: str) -> HttpResponse:
    return _list(request, agency_led_by(officer_of(request), code))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def one_for_agency(request: HttpRequest, code: str, event: str, language: str, channel: str) -> HttpResponse:
    agency = agency_led_by(officer_of(request), code)
    return _edit(request, Place(event, language, channel, agency))


def _administrator(request: HttpRequest) -> None:
    if not admin.site.has_permission(request):
        raise Http404


def _list(request: HttpRequest, agency: Agency | None) -> HttpResponse:
    asked = request.GET.get("language", "")
    language = page_language(asked if asked in CODES else "th")
    owners = [None, agency] if agency else [None]
    worded: dict[int | None, set[tuple[str, str]]] = {owner.pk if owner else None: set() for owner in owners}
    rows = NoticeText.objects.filter(language=language.code)
    for event, owner, channel in rows.values_list("event", "agency", "channel"):
        if owner in worded:
            worded[owner].add((event, channel))
    events = [
        (
            event.label,
            [
                (
                    Channel(channel).label,
                    _address(Place(event.code, language.code, channel, agency)) if channel in event.channels else "",
                    _whose((event.code, channel), worded, agency),
                )
                for channel in CHANNELS
            ],
        )
        for event in (OF_AGENCIES if agency else EVENTS).values()
        if language.code in event.languages
    ]
    page = {"events": events, "agency": agency, "language": language, "languages": PAGE_LANGUAGES}
    return render(request, "complaints/notice_texts.html", page)


def _whose(text: tuple[str, str], worded: dict[int | None, set[tuple[str, str]]], agency: Agency | None) -> str:
    """Whose words count: "own", "all" (the administrators', seen by an agency) or "" (the program's)."""
    if text in worded[agency.pk if agency else None]:
        return "own"
    return "all" if agency and text in worded[None] else ""


def _edit(request: HttpRequest, place: Place) -> HttpResponse:
    if not place.is_one:
        raise Http404
    row, is_sent = place.row(), request.method == "POST"
    if is_sent and "back" in request.POST:
        with logged(request, request.user):
            take_back_words(place, seen=request.POST.get("edition", ""))
        messages.success(request, _("The notice says again what it says by itself."))
        return redirect(_address(place))
    changes = list(changes_of(place))
    with override(place.language):
        ours = words_of_ours(place.event, place.channel)
    now = _chosen(request, changes) or (Words(row.subject, row.body) if row else ours)
    initial = {"subject": now.subject, "body": now.body, "edition": str(row.edition) if row else ""}
    form = WordsForm(request.POST if is_sent else None, initial=initial, place=place)
    if is_sent and form.is_valid() and "look" not in request.POST:
        try:
            with logged(request, request.user):
                keep_words(place, form.words(), seen=form.cleaned_data["edition"])
            messages.success(request, _("Kept. Notices from now on say it so."))
            return redirect(_address(place))
        except ValidationError as error:
            form.add_error(None, error)
    shown = form.words() if is_sent and form.is_valid() else None if is_sent else now
    page = {
        "form": form,
        "place": place,
        "event": EVENTS[place.event],
        "language": page_language(place.language),
        "channel": Channel(place.channel).label,
        "row": row,
        "upper": replace(place, agency=None).row() if place.agency else None,
        "ours": ours,
        "reads": _as_sent(place, shown) if shown else None,
        "ours_reads": _as_sent(place, None),
        "placeholders": [(f"{{{name}}}", MEANINGS[name]) for name in EVENTS[place.event].placeholders(place.channel)],
        "needed": [f"{{{name}}}" for name in EVENTS[place.event].needed(place.channel)],
        "changes": changes,
        "back": _list_address(place),
        "most_parts": MOST_PARTS,
    }
    return render(request, "complaints/notice_text.html", page, status=400 if form.errors else 200)


def _chosen(request: HttpRequest, changes: list[Change]) -> Words | None:
    """An earlier text of this place to begin with again."""
    return next((change.words for change in changes if str(change.number) == request.GET.get("from")), None)


def _as_sent(place: Place, words: Words | None) -> dict[str, Any]:
    subject, body = example(place, words)
    letters, parts = letters_and_parts(body)
    return {"subject": subject, "body": body, "letters": letters, "parts": parts, "is_long": parts > MOST_PARTS}


def _address(place: Place) -> str:
    where = [place.event, place.language, place.channel]
    if place.agency:
        return reverse("office_notice", args=[place.agency.code, *where])
    return reverse("notice", args=where)


def _list_address(place: Place) -> str:
    listed = reverse("office_notices", args=[place.agency.code]) if place.agency else reverse("notices")
    return f"{listed}?language={place.language}"
