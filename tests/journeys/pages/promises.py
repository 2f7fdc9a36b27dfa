"""Ways to what agencies promised: as everybody reads it, and as the agency keeps it."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.cases import Cases
from tests.journeys.pages.ways import CITIZEN, POLICY, AnyPage, Way, go, refused


def promises(query: str = "") -> Way:
    def there(page: Page, cases: Cases) -> None:
        _ = cases.promised
        go(page, f"/consultations/promises/{query}")

    return there


def promise(page: Page, cases: Cases) -> None:
    go(page, cases.promised)


def own_promise(page: Page, cases: Cases) -> None:
    go(page, cases.promised.replace("/promises/", "/promises/office/"))


def promise_to_make(page: Page, cases: Cases) -> None:
    _ = cases.promised
    go(page, f"{cases.reported.replace('/consultations/', '/consultations/duties/')}1/promise/")


PROMISES = [
    AnyPage("promises", promises()),
    AnyPage("promise", promise, CITIZEN),
]
OWN_PROMISES = [
    AnyPage("own-promises", promises("office/"), POLICY, is_desk=True),
    AnyPage("own-promise-refused", refused(own_promise, "keep"), POLICY, is_desk=True),
    AnyPage("promise-to-make-refused", refused(promise_to_make, "promise"), POLICY, is_desk=True),
]
"""Of the agency's team."""
