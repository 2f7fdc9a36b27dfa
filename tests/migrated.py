"""A data folder of PostgreSQL with every migration done, kept in var/ and copied for each run.

Migrating takes a minute and more, copying a second. The folder is known by what it was made from: another migration,
another release of a library or of PostgreSQL, and it is made anew.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.postgres import NAME, ROOT, Cluster, running

KEPT = ROOT / "var" / "migrated"
MADE_FROM = ("requirements.txt", "directory/index_operations.py", "*/migrations/*.py", "*/*/migrations/*.py")


def copy_migrated_data(to: Cluster) -> None:
    """Give a cluster that has no data yet a database with every migration done. Raises CannotStart."""
    with _one_at_a_time():
        kept = Cluster(KEPT / _made_from(to.programs), to.programs)
        if not kept.data.exists():
            _make(kept)
        to.root.mkdir(parents=True, exist_ok=True)
        # Before anybody else may come: who needs another one drops this.
        subprocess.run(["cp", "-a", "--reflink=auto", str(kept.data), str(to.data)], check=True)


def _make(kept: Cluster) -> None:
    """Forget the older ones: a branch that is looked at again makes its own once more."""
    for old in KEPT.glob("*"):
        if old.is_dir():
            shutil.rmtree(old, ignore_errors=True)
    new = Cluster(kept.root.with_suffix(".new"), kept.programs)
    with running(new):  # with all promises, so that it is stopped politely and its files are whole
        migrate = [sys.executable, str(ROOT / "manage.py"), "migrate", "--no-input", "--verbosity", "0"]
        settings = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "DATABASE_URL": new.url(NAME)}
        subprocess.run(migrate, cwd=ROOT, env=os.environ | settings, check=True)
    new.root.rename(kept.root)


def _made_from(programs: Path) -> str:
    what = hashlib.sha256(str(programs).encode())
    for file in sorted(file for pattern in MADE_FROM for file in ROOT.glob(pattern)):
        what.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return what.hexdigest()[:16]


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    KEPT.mkdir(parents=True, exist_ok=True)
    with open(KEPT / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
