"""python manage.py screenshots URL PATH…: pictures of pages, phone and desktop, Thai and English, to be looked at.

Needs Playwright (requirements-dev) and a Chromium of the system. Prints what the browser complained of: a page that the
content security policy stops in part looks right at first sight.
"""

import argparse
import shutil
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError

WIDTHS = (360, 1280)
# A browser that may not reach the network must not try to, many times a second.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Command(BaseCommand):
    help = "Take pictures of pages at 360 and 1280 px, in Thai and English."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("base", help="http://127.0.0.1:8000")
        parser.add_argument("paths", nargs="+", help="/ /track/ …")
        parser.add_argument("--out", default="var/screenshots")
        parser.add_argument("--languages", default="th,en")
        parser.add_argument("--widths", default=",".join(map(str, WIDTHS)))
        parser.add_argument("--session", default="", help="the session cookie of a signed-in person")
        parser.add_argument("--dark", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        from playwright.sync_api import sync_playwright

        chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if not chromium:
            raise CommandError("No Chromium found. On Debian: apt install chromium fonts-thai-tlwg fonts-noto-core")
        out = Path(options["out"])
        out.mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
            for path, language, width in product(
                options["paths"], options["languages"].split(","), map(int, options["widths"].split(","))
            ):
                # A fresh context each time and no service worker: what a page weighs is counted for a first visit.
                context = browser.new_context(viewport={"width": width, "height": 900}, service_workers="block")
                context.add_cookies(_cookies(options["base"], language, options["session"]))
                if options["dark"]:
                    context.add_init_script("localStorage.setItem('desk-theme', 'dark')")
                self._take(context, options["base"] + path, out / _name(path, language, width))
                context.close()
            browser.close()

    def _take(self, context: Any, address: str, file: Path) -> None:
        page = context.new_page()
        page.on("console", lambda line: self._heard(file, line))
        page.on("pageerror", lambda error: self._complain(file, str(error)))
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        sizes: list[float] = []
        network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        page.goto(address, wait_until="networkidle")
        page.screenshot(path=file, full_page=True)
        sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if sideways > 0:
            self._complain(file, f"scrolls sideways by {sideways} px")
        self.stdout.write(f"{file.name}  {sum(sizes) / 1000:.0f} kB")
        page.close()

    def _heard(self, file: Path, line: Any) -> None:
        if line.type in {"error", "warning"} and "blocked by Playwright" not in line.text:
            self._complain(file, line.text)

    def _complain(self, file: Path, sentence: str) -> None:
        self.stderr.write(f"{file.name}: {sentence}")


def _cookies(base: str, language: str, session: str) -> list[Any]:
    host = urlsplit(base).hostname or "127.0.0.1"
    cookies = [{"name": "language", "value": language, "domain": host, "path": "/"}]
    if session:
        cookies.append({"name": "sessionid", "value": session, "domain": host, "path": "/"})
    return cookies


def _name(path: str, language: str, width: int) -> str:
    stem = path.strip("/").replace("/", "-").replace("?", "-") or "home"
    return f"{stem}-{language}-{width}.png"
