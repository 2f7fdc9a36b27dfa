"""Real servers to be killed: a durable PostgreSQL (fsync on), a web process and a worker, for one test each."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from config.bench.house import House, copy_of, durable_cluster
from config.postgres import Server, running

_numbers = count(1)


@pytest.fixture(scope="session")
def durable_server() -> Iterator[Server]:
    """A server with everything but complaints in its database; the databases of the tests are copies of that."""
    root = Path(tempfile.mkdtemp(prefix="siang-kill-"))
    try:
        with running(durable_cluster(root)) as server:
            house = House(server, root / "var", demo=True)
            house.manage("migrate", "--no-input", "--verbosity", "0")
            house.manage("load_reference")
            house.manage("load_demo", "--empty")
            yield server
    finally:
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def house(durable_server: Server, tmp_path: Path) -> Iterator[House]:
    """A house of this test's own, nothing running yet."""
    name = f"kill_{next(_numbers)}"
    # A model that is not there: routing then means the triage desk, at once, and the tests wait for no model.
    no_model = {"TOPIC_MODEL": str(tmp_path / "no-model")}
    with copy_of(durable_server, "siang", name):
        house = House(durable_server, tmp_path / "var", database=name, demo=True, environment=no_model)
        try:
            yield house
        finally:
            house.close()
            if not durable_server.is_alive():
                durable_server.start()
