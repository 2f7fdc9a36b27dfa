"""Thai first, English by choice; the choice is a cookie and nothing else."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


class TestTheLanguageOfAPage:
    def test_is_thai_for_a_first_visit(self, client):
        page = client.get("/").content.decode()
        assert '<html lang="th"' in page
        assert "มีเรื่องอะไรอยากให้รัฐแก้ไข" in page

    def test_is_not_taken_from_the_browser(self, client):
        page = client.get("/", headers={"accept-language": "en-GB,en;q=0.9"})
        assert page.headers["Content-Language"] == "th"

    def test_is_english_once_chosen(self, client):
        answer = client.post("/language/", {"language": "en", "next": "/offline/"})
        assert answer.headers["Location"] == "/offline/"
        assert "What should the state put right?" in client.get("/").content.decode()

    def test_stays_thai_when_a_strange_language_is_asked_for(self, client):
        client.post("/language/", {"language": "xx"})
        client.cookies["language"] = "../../etc"
        assert client.get("/").headers["Content-Language"] == "th"

    @pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
    def test_choosing_it_never_leads_to_another_site(self, client, elsewhere):
        assert client.post("/language/", {"language": "en", "next": elsewhere}).headers["Location"] == "/"

    def test_is_not_changed_by_reading(self, client):
        assert client.get("/language/?language=en").status_code == 405

    def test_needs_no_token_so_that_readers_get_no_cookie_for_it(self):
        assert Client(enforce_csrf_checks=True).post("/language/", {"language": "en"}).status_code == 302


class TestAReaderWithoutAnAccount:
    def test_gets_no_session(self, client, django_assert_num_queries):
        answer = client.get("/offline/")
        assert "sessionid" not in answer.cookies
        client.get("/")
        assert "sessionid" not in client.cookies

    def test_costs_no_query_on_a_page_of_errors(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            client.get("/no/such/page/")
