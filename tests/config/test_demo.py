"""The demo as a person meets it: one command in a terminal, with real processes."""

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import postgres, setup, setup_demo
from tests.config.waiting import soon

pytestmark = pytest.mark.kill

PATIENCE_S = 300
"""How long a busy machine may take. What has failed is told at once, whatever this says."""


class Demo:
    """`manage.py demo --empty` with a var/ of its own."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.said = var / "said"
        self.port = setup_demo._free_port()
        self.environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.environment |= {"SIANG_VAR": str(var), "DJANGO_SETTINGS_MODULE": "config.settings.development"}
        self.process = self.run(self.port)
        self.killed = 0
        """Children that the tests killed; another may go down with one of them, once."""

    def run(self, port: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, "manage.py", "demo", "--empty", "--port", str(port)]
        # Into a file: a pipe nobody reads would hold everybody up once it is full.
        with open(self.said, "a") as said:
            return subprocess.Popen(
                command, cwd=setup.ROOT, env=self.environment, stdout=said, stderr=subprocess.STDOUT
            )

    def is_ready(self) -> bool:
        return setup_demo._answer(self.port, "/readyz") == http.client.OK

    def reaches(self, what: Callable[[], bool]) -> None:
        """Wait until it is true. Fails at once when the demo has ended, or a child of it dies again and again."""
        assert soon(lambda: what() or self.has_failed(), PATIENCE_S, every_s=0.2), self.said.read_text()
        assert not self.has_failed(), self.said.read_text()

    def has_failed(self) -> bool:
        return self.process.poll() is not None or self.said.read_text().count("has died;") > 2 * self.killed + 1

    def processes(self) -> dict[str, int]:
        """What belongs to this demo, by its var/ in the environment or the command line: {what: pid}."""
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                command = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
                ours = str(self.var).encode() in (entry / "environ").read_bytes()
            except OSError:
                continue
            # Whole words only: the checkout itself may lie in a folder called "work" or "demo".
            words = {word if word.startswith("postgres:") else Path(word).name for word in command if word}
            what = next((name for name in ("postgres", "uvicorn", "work", "demo") if name in words), None)
            if ours and what:
                found[what] = int(entry.name)
        return found


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Iterator[Demo]:
    demo = Demo(tmp_path_factory.mktemp("demo"))
    try:
        demo.reaches(demo.is_ready)
        yield demo
    finally:
        demo.process.terminate()
        demo.process.wait(PATIENCE_S)


class TestTheDemo:
    """In the order in which they happen: the last one stops it."""

    def test_is_a_web_process_a_worker_and_a_database_under_one_parent(self, demo):
        assert set(demo.processes()) == {"demo", "uvicorn", "work", "postgres"}

    def test_is_refused_a_second_time_in_the_same_folder(self, demo):
        second = demo.run(setup_demo._free_port())
        assert second.wait(PATIENCE_S) == 1
        assert "already running" in demo.said.read_text()

    def test_shares_its_database_with_a_command_beside_it(self, demo):
        command = [sys.executable, "manage.py", "migrate", "--check"]
        assert subprocess.run(command, cwd=setup.ROOT, env=demo.environment).returncode == 0
        assert demo.is_ready()

    @pytest.mark.parametrize("who", ["postgres", "work", "uvicorn"])
    def test_brings_back_whoever_is_killed(self, demo, who):
        before = demo.processes()[who]
        demo.killed += 1
        os.kill(before, signal.SIGKILL)
        demo.reaches(lambda: demo.processes().get(who, before) != before)
        demo.reaches(demo.is_ready)

    def test_starts_again_after_its_parent_was_killed(self, demo):
        demo.process.kill()
        demo.process.wait()
        assert soon(lambda: set(demo.processes()) <= {"postgres"}, PATIENCE_S, every_s=0.2)
        demo.process = demo.run(demo.port)
        demo.reaches(demo.is_ready)

    def test_stops_all_of_them_when_told_to(self, demo):
        demo.process.send_signal(signal.SIGTERM)
        assert demo.process.wait(PATIENCE_S) == 0, demo.said.read_text()
        assert demo.processes() == {}
        assert not (demo.var / "pg" / postgres.embedded().root.name / "data" / "postmaster.pid").exists()
