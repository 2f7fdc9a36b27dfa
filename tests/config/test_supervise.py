"""One parent for several processes: nobody stays dead, nobody is left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config import postgres
from config.supervise import Program, Supervisor
from tests.config.waiting import soon

pytestmark = pytest.mark.kill


def program(name: str, what: str = "time.sleep(60)") -> Program:
    return Program(name, [sys.executable, "-c", f"import signal, sys, time\n{what}"], patience_s=1)


def noted(stopped: Path, name: str) -> str:
    """A program that writes its name into a file when it is told to stop."""
    return f"""
def leave(*_):
    with open({str(stopped)!r}, "a") as file:
        file.write("{name} ")
    sys.exit()
signal.signal(signal.SIGTERM, leave)
print("ready", flush=True)
time.sleep(60)
"""


@pytest.fixture
def supervise():
    """Supervisors of a test, stopped at its end; with the handlers of signals put back."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    supervisors = []

    def make(*children: Program) -> Supervisor:
        supervisors.append(Supervisor(children))
        supervisors[-1].start()
        return supervisors[-1]

    yield make
    for supervisor in supervisors:
        supervisor.stop()
    for number, handler in kept.items():
        signal.signal(number, handler)


class TestAFileThatIsReadOnce:
    @pytest.fixture
    def manifest(self, tmp_path):
        manifest = tmp_path / "manifest.json"
        manifest.write_text("{}")
        os.utime(manifest, (1, 1))
        return manifest

    @pytest.fixture
    def web(self, manifest):
        return Program("web", program("web").command, patience_s=1, reads=manifest)

    def test_that_has_changed_starts_the_program_anew_and_leaves_the_others(self, supervise, web, manifest):
        worker = program("worker")
        supervisor = supervise(web, worker)
        first_web, first_worker = web.process.pid, worker.process.pid
        supervisor.watch(0.3)
        assert web.process.pid == first_web
        os.utime(manifest, (2, 2))
        supervisor.watch(0.3)
        assert web.process.pid != first_web
        assert web.is_alive()
        assert worker.process.pid == first_worker
        again = web.process.pid
        supervisor.watch(0.3)
        assert web.process.pid == again

    def test_that_is_gone_or_being_written_is_waited_for(self, supervise, web, manifest):
        supervisor = supervise(web)
        first = web.process.pid
        manifest.unlink()
        supervisor.watch(0.3)
        manifest.write_text("{")
        supervisor.watch(0.3)
        assert web.process.pid == first
        os.utime(manifest, (2, 2))
        supervisor.watch(0.3)
        assert web.process.pid != first


class TestKeepingChildrenAlive:
    @pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
    def test_brings_back_the_one_that_died_and_leaves_the_others(self, supervise, how):
        web, worker = program("web"), program("worker")
        supervisor = supervise(web, worker)
        first_web, first_worker = web.process.pid, worker.process.pid
        os.kill(first_web, how)
        supervisor.watch(1)
        assert web.is_alive()
        assert web.process.pid != first_web
        assert worker.process.pid == first_worker

    def test_waits_longer_with_one_that_keeps_dying(self, supervise, capfd):
        supervise(program("web", "sys.exit(1)")).watch(2.0)
        said = capfd.readouterr().err
        assert "started again in 0.2 s" in said
        assert "started again in 0.4 s" in said
        assert said.count("web has died") <= 4

    def test_goes_on_when_one_cannot_start_again(self, supervise, capfd):
        web, worker = program("web"), program("worker")
        supervisor = supervise(web, worker)
        web.command = ["/no/such/program"]
        web.process.kill()
        supervisor.watch(1)
        assert worker.is_alive()
        assert "web did not start" in capfd.readouterr().err


class TestStopping:
    def test_is_in_reverse_order_one_after_the_other(self, supervise, tmp_path):
        stopped = tmp_path / "stopped"
        children = [program(name, noted(stopped, name)) for name in ("worker", "web")]
        supervisor = supervise(*children)
        time.sleep(0.5)
        supervisor.stop()
        assert stopped.read_text() == "web worker "

    def test_kills_one_that_will_not_hear(self, supervise):
        deaf = program("web", "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)")
        supervisor = supervise(deaf)
        time.sleep(0.3)
        supervisor.stop()
        assert not deaf.is_alive()

    @pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_a_signal_to_the_parent_stops_all_of_them(self, how):
        parent, children = parent_of_two()
        parent.send_signal(how)
        assert parent.wait(5) == 0
        assert not any(map(exists, children))

    def test_a_killed_parent_leaves_no_orphan(self):
        parent, children = parent_of_two()
        parent.kill()
        parent.wait()
        assert soon(lambda: not any(map(exists, children)))


def parent_of_two() -> tuple[subprocess.Popen[str], list[int]]:
    script = """
import sys
from config.supervise import Program, Supervisor
children = [Program(name, [sys.executable, "-c", "import time; time.sleep(60)"]) for name in ("web", "worker")]
supervisor = Supervisor(children)
supervisor.start()
print(*[child.process.pid for child in children], flush=True)
supervisor.watch()
supervisor.stop()
"""
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=postgres.ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    return parent, [int(pid) for pid in parent.stdout.readline().split()]


def exists(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
