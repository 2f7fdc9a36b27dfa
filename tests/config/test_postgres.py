"""The embedded PostgreSQL: how it starts, is shared, survives kills, and what it says when it cannot start."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from config import postgres, postgres_process
from config.postgres import CannotStart, Cluster
from tests.config.waiting import soon

pytestmark = pytest.mark.kill


@pytest.fixture
def cluster(tmp_path) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path / "pg", postgres.find_programs())
    yield cluster
    for pid in postgres_process.everybody_in(cluster.data):
        os.kill(pid, signal.SIGKILL)


def asked(cluster: Cluster, question: str):
    with postgres_process.connect(cluster.url()) as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0] if cursor.description else None


def kill_all_of(cluster: Cluster) -> None:
    for pid in postgres_process.everybody_in(cluster.data):
        os.kill(pid, signal.SIGKILL)


class TestStarting:
    def test_makes_a_durable_database_that_knows_thai_and_listens_on_no_network(self, cluster):
        with postgres.running(cluster):
            assert [asked(cluster, f"SHOW {name}") for name in ("fsync", "synchronous_commit")] == ["on", "on"]
            assert asked(cluster, "SHOW listen_addresses") == ""
            assert asked(cluster, "SELECT datcollate FROM pg_database WHERE datname = 'siang'") == "C.UTF-8"
            assert cluster.root.stat().st_mode & 0o077 == 0

    def test_leaves_nothing_running(self, cluster):
        with postgres.running(cluster):
            assert postgres_process.everybody_in(cluster.data)
        assert postgres_process.everybody_in(cluster.data) == []
        assert not (cluster.data / "postmaster.pid").exists()

    def test_does_not_take_a_half_made_folder_for_a_whole_one(self, cluster):
        half_made = cluster.root / "data.unfinished"
        half_made.mkdir(parents=True)
        (half_made / "PG_VERSION").write_text("18\n")
        with postgres.running(cluster):
            assert asked(cluster, "SELECT 1") == 1

    def test_works_in_a_folder_whose_path_is_too_long_for_a_socket(self, tmp_path):
        cluster = Cluster(tmp_path / ("ลึก" * 20) / "pg", postgres.find_programs())
        assert len(str(cluster.socket_folder)) <= 90
        with postgres.running(cluster):
            assert asked(cluster, "SELECT 1") == 1

    def test_is_refused_in_a_folder_of_another_account(self, tmp_path):
        if os.geteuid() != 0:
            pytest.skip("only root can give a folder away")
        os.chown(tmp_path, 12345, 12345)
        with (
            pytest.raises(CannotStart, match="belongs to another account"),
            postgres.running(Cluster(tmp_path, postgres.find_programs())),
        ):
            pass

    def test_says_what_to_do_when_the_disk_is_full(self):
        said = 'FATAL:  could not write to file "pg_wal/xlogtemp.7": No space left on device'
        assert postgres_process._in_a_sentence(said) == "The disk is full: free some space and try again."


class TestSharing:
    def test_a_second_user_finds_the_same_server_and_leaves_it_running(self, cluster):
        with postgres.running(cluster) as first:
            with postgres.running(cluster) as second:
                assert second.pid == first.pid
            assert first.is_alive()

    def test_the_last_to_leave_stops_it_though_another_process_started_it(self, cluster):
        starter = user_of(cluster)
        with postgres.running(cluster) as server:
            starter.terminate()
            starter.wait()
            assert server.is_alive()
        assert postgres_process.everybody_in(cluster.data) == []


class TestSurvivingKills:
    """R2: what was committed is still there after the postmaster's tree was killed, and the server comes back."""

    def test_r2_committed_rows_outlive_the_whole_tree(self, cluster):
        with postgres.running(cluster) as server:
            asked(cluster, "CREATE TABLE complaint (reference text PRIMARY KEY)")
            committed = []
            deadline = time.monotonic() + 0.5
            connection = psycopg2.connect(cluster.url())
            connection.autocommit = True
            cursor = connection.cursor()
            while time.monotonic() < deadline:
                cursor.execute("INSERT INTO complaint VALUES (%s)", [f"69-{len(committed)}"])
                committed.append(f"69-{len(committed)}")
            kill_all_of(cluster)
            with pytest.raises(psycopg2.Error):
                cursor.execute("INSERT INTO complaint VALUES ('never')")
            assert soon(lambda: not server.is_alive())
            server.start()
            assert asked(cluster, "SELECT count(*) FROM complaint") == len(committed) > 0

    def test_r2_a_killed_postmaster_alone_is_replaced_too(self, cluster):
        with postgres.running(cluster) as server:
            asked(cluster, "CREATE TABLE complaint (reference text PRIMARY KEY)")
            os.kill(server.pid, signal.SIGKILL)
            assert soon(lambda: not server.is_alive())
            server.start()
            assert asked(cluster, "SELECT count(*) FROM complaint") == 0

    def test_a_server_whose_parent_was_killed_is_adopted_and_stopped_in_time(self, cluster):
        starter = user_of(cluster)
        starter.kill()
        starter.wait()
        (survivor,) = [pid for pid in postgres_process.everybody_in(cluster.data) if pid == noted_pid(cluster)]
        with postgres.running(cluster) as server:
            assert server.pid == survivor
        assert postgres_process.everybody_in(cluster.data) == []

    def test_a_pid_file_that_names_a_stranger_is_not_believed(self, cluster):
        with postgres.running(cluster):
            pass
        stranger = os.getppid()  # PostgreSQL itself disbelieves only its own number and its parent's
        (cluster.data / "postmaster.pid").write_text(f"{stranger}\n{cluster.data}\n")
        (cluster.socket_folder / ".s.PGSQL.5432.lock").write_text(f"{stranger}\n{cluster.data}\n")
        with postgres.running(cluster) as server:
            assert server.pid != stranger
            assert asked(cluster, "SELECT 1") == 1

    def test_a_throw_away_server_dies_with_the_process_that_started_it(self, cluster):
        starter = user_of(cluster, durable=False, dies_with_us=True)
        starter.kill()
        starter.wait()
        assert soon(lambda: postgres_process.everybody_in(cluster.data) == [])


class TestChoosingTheDatabase:
    def test_database_url_wins_and_starts_nothing(self, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", "postgres://somebody@db.example/siang")
        assert postgres.database_url() == "postgres://somebody@db.example/siang"
        with postgres.database() as server:
            assert server is None

    def test_the_embedded_one_lives_in_var_under_its_major_version(self, monkeypatch, tmp_path):
        monkeypatch.delenv("DATABASE_URL", raising=False)
        monkeypatch.setenv("SIANG_VAR", str(tmp_path))
        cluster = postgres.embedded()
        assert cluster.root.parent == tmp_path / "pg"
        assert cluster.root.name == postgres_process.major_version(cluster.programs)

    def test_psycopg_3_is_not_installed_because_django_would_prefer_it(self):
        with pytest.raises(ImportError):
            __import__("psycopg")


def user_of(cluster: Cluster, **options) -> subprocess.Popen[str]:
    """Another process that uses the server until it is stopped; returns when the server runs."""
    program = f"""
import signal, sys, time
from pathlib import Path
from config import postgres
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
with postgres.running(postgres.Cluster(Path({str(cluster.root)!r}), Path({str(cluster.programs)!r}), **{options!r})):
    print("running", flush=True)
    time.sleep(60)
"""
    process = subprocess.Popen([sys.executable, "-c", program], cwd=postgres.ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "running\n"
    return process


def noted_pid(cluster: Cluster) -> int:
    return int(Path(cluster.data / "postmaster.pid").read_text().split()[0])
