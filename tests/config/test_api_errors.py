"""Whatever goes wrong below /api/ is told in JSON, in Thai and in English, in one shape."""

import re

import pytest
from django.db import OperationalError
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db
FILE, READ, SCHEMA = "/api/v1/complaints/", "/api/v1/cases/69-7K3M-9QXT-Y/", "/api/v1/schema/"


@pytest.fixture
def client():
    client = APIClient()
    client.raise_request_exception = False
    return client


def told(answer) -> dict[str, object]:
    """The body of an error, which has the API's shape and nothing else."""
    assert answer.headers["Content-Type"] == "application/json"
    body = answer.json()
    assert set(body) <= {"code", "message", "field", "incident"}
    assert set(body["message"]) == {"th", "en"}
    assert re.search("[ก-ฮ]", body["message"]["th"])
    assert not re.search("[ก-ฮ{}]", body["message"]["en"])
    return body


def breaks(monkeypatch, problem: Exception) -> None:
    def fail(*_args, **_fields):
        raise problem

    for done_first in ("raise_if_throttled", "look_up"):
        monkeypatch.setattr(f"complaints.api.{done_first}", fail)


class TestAnAddressThatIsNone:
    @pytest.mark.parametrize("address", ["/api/", "/api/v1/", "/api/v2/complaints/", "/api/v1/cases/", "/api/x%00y"])
    @pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
    def test_is_not_found(self, client, address, method):
        answer = getattr(client, method)(address)
        assert (answer.status_code, told(answer)["code"]) == (404, "not_found")

    def test_is_a_page_everywhere_else(self, client):
        answer = client.get("/apis/v1/complaints/")
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


class TestARequestThatCannotBeRead:
    @pytest.mark.parametrize("size", ["1000000000", "-1", "many"])
    def test_because_of_its_length(self, client, size):
        answer = client.post(FILE, "{}", content_type="application/json", CONTENT_LENGTH=size)
        assert (answer.status_code, told(answer)["code"]) == (400, "bad_request")

    def test_because_of_its_encoding(self, client):
        answer = client.post(FILE, b"{}", content_type="application/json; charset=utf-16")
        assert (answer.status_code, told(answer)["code"]) == (400, "bad_request")

    def test_because_it_asks_for_another_host(self, client):
        answer = client.get(READ, HTTP_HOST="evil.example")
        assert (answer.status_code, told(answer)["code"]) == (400, "bad_request")

    @pytest.mark.parametrize(
        ("method", "address", "headers", "status", "code"),
        [
            ("put", FILE, {}, 405, "method_not_allowed"),
            ("post", READ, {}, 405, "method_not_allowed"),
            ("post", SCHEMA, {}, 405, "method_not_allowed"),
            ("get", READ, {"Accept": "text/html"}, 406, "not_acceptable"),
            ("get", SCHEMA + "?format=docx", {}, 404, "not_found"),
        ],
    )
    def test_because_of_how_it_asks(self, client, method, address, headers, status, code):
        answer = getattr(client, method)(address, headers=headers)
        assert (answer.status_code, told(answer)["code"]) == (status, code)

    def test_because_it_is_no_json(self, client):
        answer = client.post(FILE, "<a/>", content_type="text/xml")
        assert (answer.status_code, told(answer)["code"]) == (415, "unsupported_media_type")


class TestABreakdown:
    @pytest.mark.parametrize(("method", "address"), [("post", FILE), ("get", READ)])
    def test_is_told_with_the_name_under_which_the_log_keeps_it(self, client, monkeypatch, caplog, method, address):
        breaks(monkeypatch, RuntimeError("หม้อแปลงระเบิด"))
        answer = getattr(client, method)(address, {"text": "ไฟดับ"}, format="json")
        body = told(answer)
        assert (answer.status_code, body["code"]) == (500, "server_error")
        assert body["incident"] in caplog.text
        assert "หม้อแปลง" not in answer.content.decode()

    @pytest.mark.parametrize(("method", "address"), [("post", FILE), ("get", READ)])
    def test_R15_of_the_database_says_when_to_come_back(self, client, monkeypatch, method, address):
        breaks(monkeypatch, OperationalError("could not connect to server"))
        answer = getattr(client, method)(address, {"text": "ไฟดับ"}, format="json")
        assert (answer.status_code, told(answer)["code"]) == (503, "unavailable")
        assert answer.headers["Retry-After"] == "30"

    def test_needs_no_database_for_its_answer(self, client, monkeypatch, django_assert_num_queries):
        breaks(monkeypatch, RuntimeError())
        with django_assert_num_queries(0):
            client.get(READ)


def test_the_schema_names_the_shape_of_errors(client):
    schema = client.get(SCHEMA + "?format=json").json()
    answers = schema["paths"]["/api/v1/complaints/"]["post"]["responses"]
    assert {"400", "422", "429", "503"} <= set(answers)
    shape = answers["422"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert set(schema["components"]["schemas"][shape]["required"]) == {"code", "message"}
