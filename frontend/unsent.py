"""The address of an act, asked for as a page: the page that the act belongs to, by the address alone.

Whoever presses a button after their session has ended is asked to sign in, and the browser then asks for the button's
address. No case is looked up for this, so the answer tells of no number whether it is there.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.urls import Resolver404, ResolverMatch, resolve, reverse

PAGES = {
    "undo_hand_over": "office",
    "withdraw_office_invitation": "office_people",
    "office_split_undo": "office_case",
    "track_stop_inviting": "track_case",
}
"""Where the address above an act's is not its page: by the act's name."""


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
