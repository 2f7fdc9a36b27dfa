"""The whole platform and a real browser, started once for all journeys: each story brings its own people and cases."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.bench.house import House
from config.postgres import Cluster, find_programs, running
from frontend.management.commands.screenshots import QUIET
from tests.journeys.town import Town
from tests.journeys.windows import Windows
from tests.migrated import copy_migrated_data

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


# "package", not "session": Playwright keeps an event loop running, and asynchronous tests of other folders want their own.
@pytest.fixture(scope="package")
def house() -> Iterator[House]:
    """PostgreSQL, a web process and a worker with the shipped model; reference data and the demo's people, no case."""
    root = Path(tempfile.mkdtemp(prefix="siang-journeys-"))
    cluster = Cluster(root, find_programs(), durable=False, dies_with_us=True)
    try:
        copy_migrated_data(cluster)
        with running(cluster) as server:
            house = House(server, root / "var", demo=True)
            house.manage("migrate", "--no-input", "--verbosity", "0")
            house.manage("load_reference")
            house.manage("load_demo", "--empty")
            try:
                house.open()
                yield house
            finally:
                house.close()
    finally:
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="package")
def town(house: House) -> Town:
    """What others did before the story begins: cases are filed and worked on through the same addresses."""
    return Town(house)


@pytest.fixture(scope="package")
def browser() -> Iterator:
    sync_api = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM:
        pytest.skip("apt install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def windows(browser, house: House) -> Iterator[Windows]:
    """Opens windows, each with a browser profile of its own; none of them may complain of anything."""
    windows = Windows(browser, house)
    yield windows
    windows.close()
    assert windows.complaints == []
