"""`bench classify` and `bench menu6`: the topic model's speed and its time-ordered test. The figures are ml's own."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from typing import Any

from config.bench.machine import watched
from config.setup import ROOT

DATA = ROOT.parent / "shared" / "data" / "complaints" / "traffy_2022_2023.csv.gz"
"""Where real complaints lie on the machine that trains; they are never part of the repository."""


def classify() -> dict[str, Any]:
    """CPU of one text in the worker, segmentation included."""
    if importlib.util.find_spec("ml.benchmark") is None:
        return {"skipped": "there is no ml/benchmark.py yet"}
    with watched() as busy:
        told: dict[str, Any] = importlib.import_module("ml.benchmark").run()
    return {**told, **busy.figures()}


def menu6() -> dict[str, Any]:
    """The 6 menu classes, trained on the earlier and tested on the later complaints, beside its simplest rivals."""
    if importlib.util.find_spec("ml.evaluate") is None:
        return {"skipped": "there is no ml/evaluate.py yet"}
    if not DATA.exists():
        return {"skipped": "the complaints it is trained and tested on are not on this machine"}
    command = [sys.executable, "-m", "ml.evaluate", "--task", "menu6", "--split", "time", "--data", str(DATA), "--json"]
    with watched() as busy:
        done = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True)
    if done.returncode:
        return {"failed": done.stderr[-500:]}
    return {**json.loads(done.stdout), **busy.figures()}
