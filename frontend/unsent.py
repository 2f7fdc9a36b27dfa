"""Forms that were sent and not taken: the page that an act belongs to, by its address alone, and the words in a form.

Whoever presses a button after their session has ended is asked to sign in, and the browser then asks for the button's
address. No case is looked up for this, so the answer tells of no number whether it is there. Who wrote something first
reads it on a page of its own, from which the same form is sent once more: nothing is kept here, and no script is needed.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve, reverse

PAGES = {
    "undo_hand_over": "office",
    "withdraw_office_invitation": "office_people",
    "office_split_undo": "office_case",
    "track_stop_inviting": "track_case",
}
"""Where the address above an act's is not its page: by the act's name."""

_NEVER_CARRIED = ("csrfmiddlewaretoken", "password")
"""Fields, by a part of their name, that no page repeats."""


def brought(request: HttpRequest) -> dict[str, Any]:
    """For a page that sends a form once more: its address, its fields, and which of them somebody wrote.

    A token, a number or a choice is no word: words are what has a space in it or letters other than those of ASCII.
    """
    posted = [(name, value) for name, values in request.POST.lists() for value in values if _may_be_carried(name)]
    return {
        "address": request.get_full_path(),
        "carried": posted,
        "typed": [value for name, value in posted if name != "code" and _is_written(value)],
        "has_files": bool(request.FILES),
    }


def is_from_here(request: HttpRequest) -> bool:
    """Whether a page of ours sent this, as the browser itself says; one that says nothing is not believed."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()


def _may_be_carried(name: str) -> bool:
    return not any(part in name for part in _NEVER_CARRIED)


def _is_written(value: str) -> bool:
    text = value.strip()
    return any(sign.isspace() or sign > "~" for sign in text)


def page_of_act(path: str) -> str:
    """Of "/office/69-7K3M-9QXT-Y/accept/" "/office/69-7K3M-9QXT-Y/"; "/" where nothing above the address is a page."""
    match = _resolve(path)
    if match is None:
        return "/"
    name, reference = match.url_name or "", match.kwargs.get("reference", "")
    if name.startswith("desk_"):
        return f"{reverse('desk')}?{urlencode({'case': reference})}"
    if name in PAGES:
        return reverse(PAGES[name], kwargs={"reference": reference} if PAGES[name].endswith("_case") else {})
    parts = path.strip("/").split("/")
    for end in range(len(parts) - 1, 0, -1):
        above = "/" + "/".join(parts[:end]) + "/"
        if _resolve(above) is not None:
            return quote(above)
    return "/"


def _resolve(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None
