"""The REST API: filing once, however often it is sent; public fields only."""

import json
import threading

import pytest
from django.db import connections
from rest_framework.test import APIClient

from complaints.models import Case, Complaint
from complaints.workflow import Visibility
from records.models import ThrottleBucket
from tests.complaints.conftest import POTHOLE

URL = "/api/v1/complaints/"


@pytest.fixture
def api():
    return APIClient()


def file(api, key=None, **body):
    body.setdefault("text", POTHOLE)
    headers = {"Idempotency-Key": key} if key else {}
    return api.post(URL, body, format="json", headers=headers)


@pytest.mark.django_db
class TestFiling:
    def test_answers_with_reference_code_and_address(self, api):
        answer = file(api)
        assert answer.status_code == 201
        body = answer.json()
        assert body["reference"] == Complaint.objects.get().reference
        assert body["tracking_url"].endswith(f"/track/{body['reference']}/")
        assert len(body["receipt_code"]) == 19

    def test_says_at_once_whom_to_call_when_the_text_speaks_of_danger(self, api):
        assert "199" in file(api, text="ไฟไหม้บ้านข้างๆ ตอนนี้เลย").json()["emergency_numbers"]

    @pytest.mark.parametrize(
        ("body", "code", "field"),
        [
            ({"text": ""}, "text_missing", None),
            ({"text": "ก"}, "text_too_short", None),
            ({"text": "😡😡😡"}, "text_without_words", None),
            ({"text": "\u200b\u200b\u200b"}, "text_missing", None),
            ({"text": "ก" * 100_000}, "text_too_long", None),
            ({"text": "9" * 50_000}, "text_too_long", None),
            ({"text": 7.5, "latitude": "north"}, "invalid", "latitude"),
            ({"latitude": 95, "longitude": 100}, "max_value", "latitude"),
            ({"latitude": 16.4}, "pin_incomplete", None),
            ({"latitude": 0, "longitude": 0}, "pin_outside_thailand", None),
            ({"topic": "no-such-topic"}, "does_not_exist", "topic"),
            ({"area": 99}, "does_not_exist", "area"),
            ({"visibility": "everyone"}, "invalid_choice", "visibility"),
            ({"contact": {"email": "not an address"}}, "invalid", "contact.email"),
        ],
    )
    def test_bad_input_gets_a_clear_answer_in_thai_and_english(self, api, body, code, field):
        answer = file(api, **body)
        assert answer.status_code == 400
        told = answer.json()
        assert told["code"] == code
        assert told.get("field") == field
        assert told["message"]["th"] != told["message"]["en"]
        assert not Complaint.objects.exists()

    def test_a_pin_that_disagrees_with_the_area_is_told(self, api, khon_kaen):
        answer = file(api, latitude=13.75, longitude=100.5, area=40)
        assert answer.json()["code"] == "place_disagrees"

    def test_broken_json_is_told(self, api):
        answer = api.post(URL, "{", content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")

    @pytest.mark.parametrize(
        ("rest", "status"),
        [
            ('"area": 1e400', 400),
            ('"area": 40.5', 400),
            ('"visibility": "\\ud800"', 400),
            ('"unknown": "\\ud800"', 400),
            ('"contact": {"email": "' + "a" * 250 + '@example.org"}', 400),
            ('"deep": ' + "[" * 100_000 + "]" * 100_000, 400),
            ('"long": "' + "a" * 3_000_000 + '"', 413),
            ('"contact": {"name": "มาลี \\ud83d\\ude00"}', 201),
        ],
        ids=lambda value: str(value)[:30],
    )
    @pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "k-1"}], ids=["", "key"])
    def test_I1_what_cannot_be_kept_is_refused_and_never_breaks(self, api, rest, status, key):
        api.raise_request_exception = False
        answer = api.post(URL, f'{{"text": "{POTHOLE}", {rest}}}', content_type="application/json", headers=key)
        assert answer.status_code == status
        assert Complaint.objects.count() == (status == 201)

    def test_S16_takes_no_field_that_is_not_the_citizens_to_set(self, api, highways):
        file(api, state="closed", agency=highways.pk, reference="69-AAAA-AAAA-A", outcome="solved", is_urgent=True)
        case = Case.objects.get()
        assert (case.state, case.outcome, case.is_urgent) == ("received", "", False)
        assert case.reference != "69-AAAA-AAAA-A"

    def test_beyond_the_limit_is_told_to_wait(self, api, settings):
        settings.THROTTLE_SCALE = 2 / 120
        statuses = [file(api).status_code for _ in range(3)]
        assert statuses == [201, 201, 429]
        assert ThrottleBucket.objects.exists()


@pytest.mark.django_db
class TestIdempotencyKey:
    def test_R4_same_key_and_body_give_the_same_answer_receipt_code_included(self, api):
        first, second = file(api, "k-1"), file(api, "k-1")
        assert first.json() == second.json()
        assert second.status_code == 201
        assert Complaint.objects.count() == 1

    def test_R4_another_body_under_the_key_is_422(self, api):
        file(api, "k-1")
        answer = file(api, "k-1", text=POTHOLE + " แก้ไข")
        assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")

    def test_a_refused_request_leaves_the_key_free(self, api):
        assert file(api, "k-1", text="ก").status_code == 400
        assert file(api, "k-1").status_code == 201

    def test_a_key_that_is_too_long_is_told(self, api):
        assert file(api, key="k" * 201).json()["code"] == "key_malformed"

    def test_other_keys_are_other_complaints_with_other_codes(self, api):
        codes = {file(api, f"k-{number}").json()["receipt_code"] for number in range(5)}
        assert len(codes) == Complaint.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_R4_fifty_parallel_posts_with_one_key_file_once():
    answers = []

    def post():
        answer = file(APIClient(), "same key")
        answers.append((answer.status_code, answer.json().get("reference")))
        connections.close_all()

    threads = [threading.Thread(target=post) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Complaint.objects.count() == 1
    assert {status for status, _ in answers} <= {201, 409}
    assert {reference for status, reference in answers if status == 201} == {Complaint.objects.get().reference}


@pytest.mark.django_db
class TestReadingACase:
    def read(self, api, reference):
        return api.get(f"/api/v1/cases/{reference}/")

    def test_gives_public_fields_only(self, api, working, case):
        body = self.read(api, case.reference).json()
        assert body["state"] == "in_progress"
        assert body["agency"]["code"] == "doh"
        assert [line["kind"] for line in body["timeline"]] == ["accepted", "routed", "filed"]
        told = json.dumps(body, ensure_ascii=False)
        assert POTHOLE not in told
        assert "malee@example.org" not in told
        assert "วิชัย" not in told

    def test_S4_forgives_how_the_reference_is_written(self, api, case):
        thai = case.reference.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")).lower().replace("-", "")
        assert self.read(api, thai).json()["reference"] == case.reference

    def test_S2_wrong_unknown_and_confidential_are_the_same_answer(self, api, file, bribery):
        secret = file(visibility=Visibility.CONFIDENTIAL, topic=bribery).complaint
        from complaints.references import new_reference

        answers = [self.read(api, r) for r in (new_reference(), secret.reference, "69-AAAA-AAAA-A", "x")]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1

    def test_S4_look_ups_are_limited(self, api, case, monkeypatch):
        monkeypatch.setattr("complaints.look_ups.LOOKS_A_MINUTE", 3)
        assert [self.read(api, case.reference).status_code for _ in range(5)] == [200] * 3 + [429] * 2


@pytest.mark.django_db
def test_the_schema_describes_both_addresses(client):
    schema = client.get("/api/v1/schema/?format=json")
    assert schema.status_code == 200
    paths = json.loads(schema.content)["paths"]
    assert {"/api/v1/complaints/", "/api/v1/cases/{reference}/"} <= set(paths)
