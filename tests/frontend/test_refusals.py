"""What a person is told when an act refuses, and that it tells nothing else."""

import re

import pytest

from frontend.middleware import UnreadableMiddleware

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.frontend.urls")]


class TestARefusedAct:
    def test_becomes_a_message_on_the_page_they_came_from(self, client):
        answer = client.post("/test/refuse/", headers={"referer": "http://testserver/?from=card"})
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/?from=card"
        assert "เรื่องนี้ปิดแล้ว" in client.get("/").content.decode()

    def test_is_told_once(self, client):
        client.post("/test/refuse/", headers={"referer": "http://testserver/"})
        client.get("/")
        assert "เรื่องนี้ปิดแล้ว" not in client.get("/").content.decode()

    @pytest.mark.parametrize(
        "referer", ["https://evil.example/", "", "http://testserver.evil.example/", "javascript:x"]
    )
    def test_never_sends_anybody_to_another_site(self, client, referer):
        assert client.post("/test/refuse/", headers={"referer": referer}).headers["Location"] == "/"

    def test_takes_no_path_for_the_name_of_another_site(self, client):
        answer = client.post("/test/refuse/", headers={"referer": "http://testserver//evil.example/a"})
        assert answer.headers["Location"] == "/evil.example/a"

    def test_is_a_page_of_its_own_when_reading_because_going_back_could_go_in_circles(self, client):
        answer = client.get("/test/refuse/", headers={"referer": "http://testserver/test/refuse/"})
        assert answer.status_code == 409
        assert "เรื่องนี้ปิดแล้ว" in answer.content.decode()

    def test_is_plain_text_for_a_part_of_a_page(self, client):
        answer = client.post("/test/refuse/", headers={"x-part": "1"})
        assert (answer.status_code, answer.content.decode()) == (409, "เรื่องนี้ปิดแล้ว เปิดเรื่องใหม่ได้")

    def test_says_when_to_come_back_after_too_many(self, client):
        answer = client.post("/test/throttle/")
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "1200"
        assert re.search(r"ลองใหม่ได้ตั้งแต่ [^<]*\d{1,2}\.\d\d น\.", answer.content.decode())


class TestWhatNoFormOfOursSends:
    """I1, I6: a clear answer, never a breakdown."""

    @pytest.fixture(autouse=True)
    def as_a_visitor_sees_it(self, client):
        client.raise_request_exception = False

    @pytest.mark.parametrize("path", ["/track/a%00b/", "/office/%00/accept/"])
    def test_I1_a_nul_character_in_the_address(self, client, path):
        assert client.get(path).status_code == 400

    @pytest.mark.parametrize("address", [
        "/cases/?q=%00", "/cases/?topic=%00&q=a%00&after=%00", "/cases/map/?q=%00&kind=%00", "/cases/feed/?q=%00&area=%00",
        "/track/?reference=%00", "/areas/?province=%00&district=%00", "/places/search/?q=%00", "/consultations/?province=%00&kind=%00&before=%00",
        "/complaints/new/?draft=%00", "/?%00=%00", "/help/?q=%00", "/api/v1/topics/?q=%00", "/cases/?q=%2500", "/cases/?q=%0%000",
    ])  # fmt: skip
    def test_I1_a_nul_character_in_a_query_is_a_space(self, client, address):
        answer = client.get(address)
        assert answer.status_code == (
            400 if address.startswith("/track/") else 200
        )  # there the form says what is missing
        assert "เราอ่านสิ่งที่ส่งมาไม่ได้" not in answer.content.decode()

    def test_I1_a_nul_character_in_a_filter_leaves_it_out_by_name(self, client):
        client.cookies["language"] = "en"
        assert "Not filtered by: Topic<" in client.get("/cases/?topic=road%00s&q=%00").content.decode()

    def test_I1_no_nul_character_is_left_to_read_in_a_query(self, rf):
        request = rf.get("/", QUERY_STRING="q=%00&%00=a%00b&c=%0%000")
        assert "\0" in request.GET["q"]  # read before, and again after
        UnreadableMiddleware(lambda _request: None).process_view(request)
        assert request.GET.dict() == {"q": " ", " ": "a b", "c": "%0 0"}
        assert "%00" not in request.get_full_path()

    def test_I1_a_nul_character_in_a_field(self, client):
        assert client.post("/test/refuse/", {"text": "ก\0ข"}).status_code == 400

    @pytest.mark.parametrize("encoding", ["rot13", "unicode_escape", "utf-7", "undefined"])
    def test_I1_another_encoding(self, client, encoding):
        kind = f"multipart/form-data; boundary=B; charset={encoding}"
        assert client.generic("POST", "/test/refuse/", b"--B--\r\n", content_type=kind).status_code == 400

    @pytest.mark.parametrize("size", ["1000000000", "-1", "many"])
    def test_I6_more_than_its_files_may_have(self, client, size):
        assert client.post("/test/refuse/", CONTENT_LENGTH=size).status_code == 400


class TestWhatAPersonMayNotDo:
    def test_looks_like_what_is_not_there(self, client):
        denied, missing = client.get("/test/deny/"), client.get("/test/nothing/")
        assert denied.status_code == missing.status_code == 404
        assert _without_token(denied) == _without_token(missing).replace("/test/nothing/", "/test/deny/")

    def test_is_a_message_when_they_tried_it(self, client):
        client.post("/test/deny/", headers={"referer": "http://testserver/"})
        assert "คุณทำสิ่งนี้ไม่ได้" in client.get("/").content.decode()


class TestABreakdown:
    @pytest.fixture(autouse=True)
    def as_a_visitor_sees_it(self, client):
        client.raise_request_exception = False

    def test_gives_a_code_that_stands_in_the_log(self, client, caplog):
        page = client.get("/test/break/")
        assert page.status_code == 500
        incident = next(r.getMessage() for r in caplog.records if r.name == "frontend.views").split()[1]
        assert incident in page.content.decode()

    def test_leaks_nothing_of_the_reason(self, client):
        assert "หม้อแปลง" not in client.get("/test/break/").content.decode()

    def test_needs_no_database_for_its_page(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            client.get("/test/break/")

    def test_is_told_in_the_reader_s_language(self, client):
        client.cookies["language"] = "en"
        assert "Something broke on our side" in client.get("/test/break/").content.decode()

    def test_of_the_database_says_when_to_come_back(self, client):
        answer = client.get("/test/no-database/")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")

    def test_of_a_form_s_token_tells_how_to_send_again(self, settings):
        from django.test import Client

        answer = Client(enforce_csrf_checks=True).post("/test/refuse/")
        assert answer.status_code == 403
        assert "ยังไม่ได้ส่ง" in answer.content.decode()


def _without_token(answer) -> str:
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
