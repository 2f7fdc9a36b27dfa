"""The web process starts quickly and stays small: it asks a worker by a row, and never loads what a worker computes with."""

import json
import os
import subprocess
import sys

import pytest

from config.bench.web_process import NEVER_LOADED
from config.postgres import ROOT

NO_LETTER = "/letters/00000000-0000-4000-8000-000000000000/"
VISIT = """
import json, sys
from config.asgi import application
from django.test import Client
assert application
visitor = Client(HTTP_HOST="127.0.0.1")
answers = [visitor.get(address).status_code for address in json.loads(sys.argv[1])]
answers.append(
    visitor.post(
        "/api/v1/complaints/",
        {"text": "ไฟถนนดับทั้งซอยตั้งแต่เมื่อคืน", "latitude": 16.43, "longitude": 102.83},
        content_type="application/json",
    ).status_code
)
from records.search import search_query
assert search_query("ไฟฟ้าดับ")
print(json.dumps([answers, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


@pytest.fixture(scope="module")
def visited(tmp_path_factory):
    """What a fresh process answered and had loaded after pages, a filing with a pin and a search."""

    def visit(database_url: str) -> tuple[list[int], set[str]]:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "DATABASE_URL": database_url,
            "SIANG_VAR": str(tmp_path_factory.mktemp("var")),
        }
        addresses = json.dumps(["/", "/complaints/new/", "/track/", "/healthz", "/track/69-0000-0000-0/", NO_LETTER])
        done = subprocess.run(
            [sys.executable, "-c", VISIT, addresses], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-2000:]
        answers, loaded = json.loads(done.stdout.splitlines()[-1])
        return answers, set(loaded)

    return visit


class TestTheWebProcess:
    def test_loads_nothing_that_only_a_worker_needs(self, database_url, visited):
        answers, loaded = visited(database_url)
        assert answers == [200, 200, 200, 200, 404, 404, 201]
        assert loaded & set(NEVER_LOADED) == set()

    def test_has_no_second_database_driver(self, database_url, visited):
        _answers, loaded = visited(database_url)
        assert "psycopg2" in loaded
        assert "psycopg" not in loaded
