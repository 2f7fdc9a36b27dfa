"""People's browser windows: Thai, at the office's clock, and with an ear for everything the browser complains of."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from config.bench.house import House
from config.bench.visitors import Visitor, check
from config.demo_views import begins_at
from directory.people import PEOPLE, DemoPerson

PATIENCE_MS = 15_000
"""How long a story waits before it counts as hanging. No measurement: two slow cores carry everything at once."""

TELL_VIOLATIONS = """document.addEventListener("securitypolicyviolation",
  (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`))"""


class Windows:
    def __init__(self, browser: Browser, house: House) -> None:
        self.browser, self.house = browser, house
        self.opened: list[BrowserContext] = []
        self.complaints: list[str] = []

    def open(
        self, who: str = "", *, width: int = 1280, language: str = "th", is_blank: bool = False, **profile: Any
    ) -> Page:
        """A new profile's first window, of a demo person by their full name or of a visitor.

        Demo people begin at their work; is_blank: nothing is shown yet.
        """
        options = {
            "viewport": {"width": width, "height": 900},
            "timezone_id": "Asia/Bangkok",
            "service_workers": "block",
        }
        context = self.browser.new_context(base_url=self.house.url(""), **{**options, **profile})
        self.opened.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.add_cookies([{"name": "language", "value": language, "url": self.house.url("")}])
        context.add_init_script(TELL_VIOLATIONS)
        page = context.new_page()
        self._listen(page)
        if who:
            person = next(each for each in PEOPLE if each.full_name == who)
            context.add_cookies(self._signed_in(person))
            if not is_blank:
                page.goto(begins_at(person).replace("/today/", "/"))  # stories of officers begin at the list
        return page

    def again(self, page: Page, who: str = "", *, width: int = 1280, language: str = "th") -> None:
        """Make a window what a new one is: nothing kept, nothing complained of, of this person, in this language.

        It spares the second of work that a new one costs.
        """
        context = page.context
        page.goto("/healthz")  # no script of the last page is left to keep something after this
        page.evaluate("sessionStorage.clear()")
        line = context.new_cdp_session(page)
        line.send("Storage.clearDataForOrigin", {"origin": self.house.url(""), "storageTypes": "all"})
        line.detach()
        context.clear_cookies()
        context.add_cookies([{"name": "language", "value": language, "url": self.house.url("")}])
        if who:
            context.add_cookies(self._signed_in(next(each for each in PEOPLE if each.full_name == who)))
        page.set_viewport_size({"width": width, "height": 900})
        self.complaints.clear()

    def _signed_in(self, person: DemoPerson) -> list[Any]:
        """The cookies of a session of their own, through the page of roles but without drawing it."""
        visitor = Visitor(self.house.port)
        check(visitor.post_form("/demo/enter/", {"email": person.email, "next": "/"}), 302)
        visitor.leave()
        return [{"name": name, "value": value, "url": self.house.url("")} for name, value in visitor.cookies.items()]

    def _listen(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda line: line.type == "error" and self._note(page, line.text, line.location))

    def _note(self, page: Page, text: str, location: dict[str, Any]) -> None:
        # A refused form and a page that is not there answer 4xx, and the browser says so: the story asked for it.
        is_the_page_itself = "Failed to load resource" in text and location.get("url", "").split("#")[0] == page.url
        if not is_the_page_itself:
            self.complaints.append(f"{page.url}: {text}")

    def close(self) -> None:
        for context in self.opened:
            with suppress(Exception):
                context.close()
        self.opened.clear()


WATCH = """([name, text]) => {
  const look = () => {
    if (window[name] || !document.body.textContent.includes(text)) return;
    window[name] = Date.now();
    watcher.disconnect();
  };
  const watcher = new MutationObserver(look);
  watcher.observe(document.documentElement, {subtree: true, childList: true, characterData: true});
  look();
}"""


class Watch:
    """Notes in the page itself when some words first stand in it, on the clock that the server's timeline also uses."""

    def __init__(self, page: Page, words: str) -> None:
        self.page, self.words, self.name = page, words, f"seen_{id(self)}"
        assert words not in page.locator("body").inner_text(), "these words stand there already"
        page.evaluate(WATCH, [self.name, words])

    def seen_at(self) -> float:
        """Seconds since 1970; waits for it without any reload. Raises when it does not come."""
        expect(self.page.locator("body")).to_contain_text(self.words, timeout=PATIENCE_MS)
        return float(self.page.evaluate(f"window.{self.name}")) / 1000
