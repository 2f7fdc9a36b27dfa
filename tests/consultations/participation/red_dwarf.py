"""PyPI's red-dwarf, which finds opinion groups as Pol.is does and is not ours: a program in an environment of its own.

It reads our export by its own description of Pol.is' columns (reddwarf.models) and refuses what does not fit.
"""

import fcntl
import json
import subprocess
import sys
import zipfile
from pathlib import Path

from config import setup

PLACE = setup.Place(setup.ROOT)
LOCK = setup.ROOT / "requirements-red-dwarf.txt"
_PROGRAM = """
import csv, json, sys
from pathlib import Path
from reddwarf.implementations.base import run_pipeline
from reddwarf.models import Statement, Vote
folder, groups = Path(sys.argv[1]), int(sys.argv[2])
def rows(name):
    with open(folder / name, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
statements = [Statement(**row) for row in rows("comments.csv")]
votes = [Vote(**row).model_dump(mode="json") for row in rows("votes.csv")]
out = [each.statement_id for each in statements if each.moderated == -1]
found = {"statements": len(statements), "votes": len(votes)}
for name, count in (("forced", groups), ("free", None)):
    done = run_pipeline(votes=votes, mod_out_statement_ids=out, force_group_count=count, random_state=0)
    found[name] = {str(voter): int(group) for voter, group in done.participants_df["cluster_id"].dropna().items()}
print("\\n" + json.dumps(found))
"""


def read_by_red_dwarf(archive: bytes, folder: Path, *, groups: int):
    """What it finds in an export: statements, votes, and the group of each voter: forced to so many groups, and free."""
    exported = folder / "export.zip"
    exported.write_bytes(archive)
    with zipfile.ZipFile(exported) as bundle:
        bundle.extractall(folder)
    done = subprocess.run([_python(), "-c", _PROGRAM, folder, str(groups)], capture_output=True, text=True)
    assert done.returncode == 0, f"red-dwarf does not read our export: {done.stderr[-2000:]}"
    return json.loads(done.stdout.splitlines()[-1])


def _python() -> Path:
    """Its environment is made once, under var/; two checks at a time wait for each other."""
    environment = PLACE.var / "red-dwarf"
    python, stamp = environment / "bin" / "python", environment / ".made"
    wanted = setup.digest([LOCK], also=sys.version)
    PLACE.var.mkdir(parents=True, exist_ok=True)
    with open(PLACE.var / "red-dwarf.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not setup.is_done(stamp, wanted):
            uv = str(PLACE.environment / "bin" / "uv")
            _run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(environment))
            _run(uv, "pip", "install", "--quiet", "--python", str(python), "--require-hashes", "-r", str(LOCK))
            setup.mark_done(stamp, wanted)
    return python


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, f"red-dwarf could not be installed: {done.stderr[-2000:]}"
