"""Thai first, others by choice; the choice is a cookie and nothing else."""

import re
from datetime import date

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils.translation import gettext, ngettext, override

from directory.languages import PAGE_LANGUAGES, thai_or_english
from directory.thai_dates import show_date
from tests.factories import make_area, make_membership, make_topic, make_user

pytestmark = pytest.mark.django_db


class TestTheLanguageOfAPage:
    def test_is_thai_for_a_first_visit(self, client):
        page = client.get("/").content.decode()
        assert '<html lang="th"' in page
        assert "มีเรื่องอะไรอยากให้รัฐแก้ไข" in page

    def test_is_not_taken_from_the_browser(self, client):
        page = client.get("/", headers={"accept-language": "en-GB,en;q=0.9"})
        assert page.headers["Content-Language"] == "th"

    @pytest.mark.parametrize(
        ("asked", "offered"),
        [
            ("en-GB,en;q=0.9,th;q=0.1", "en"),
            ("my", "my"),
            ("zh-CN,zh;q=0.9", "zh-hans"),
            ("fr-FR,fr;q=0.9,lo;q=0.5", "lo"),
            ("th-TH,th;q=0.9,en;q=0.8", None),
            ("fr", None),
            ("", None),
            ("*", None),
            ("x" * 5000, None),
        ],
    )
    def test_of_the_browser_is_offered_until_one_is_chosen(self, client, asked, offered):
        header = {"accept-language": asked}
        answer = client.get("/", headers=header)
        found = re.findall(
            r'<button class="btn-text" name="language" value="([^"]+)" lang="[^"]+"><svg', answer.content.decode()
        )
        assert found == ([offered] if offered else [])
        assert "Accept-Language" in answer.headers["Vary"]
        client.post("/language/", {"language": "th"})
        assert "ใช้ภาษาไทย<" not in client.get("/", headers=header).content.decode()

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


class TestThePageForTimesWithoutANetwork:
    WORDS = "What you were writing is still on this device. What you chose to send later goes by itself when there is a signal; everything else waits for you to go on"

    @pytest.mark.parametrize("code", [each.code for each in PAGE_LANGUAGES])
    def test_speaks_every_language_and_that_of_the_reader_first(self, client, code):
        client.cookies["language"] = code
        answer = client.get("/offline/")
        html = answer.content.decode()
        at = {}
        for each in PAGE_LANGUAGES:
            with override(each.code):
                assert gettext(self.WORDS) != self.WORDS or each.code == "en"
                at[each.code] = html.index(f'<div class="stack-s" lang="{each.tag}">')
                assert gettext(self.WORDS) in html[at[each.code] :].split("</div>", 1)[0]
        assert min(at, key=lambda language: at[language]) == code
        assert html.count("<h1>") == 1
        assert "Cookie" in answer.headers["Vary"]


class TestAReaderWithoutAnAccount:
    def test_gets_no_session(self, client, django_assert_num_queries):
        answer = client.get("/offline/")
        assert "sessionid" not in answer.cookies
        client.get("/")
        assert "sessionid" not in client.cookies

    def test_costs_no_query_on_a_page_of_errors(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            client.get("/no/such/page/")


FOREIGN = [language for language in PAGE_LANGUAGES if language.code not in {"th", "en"}]
foreign = pytest.mark.parametrize("language", FOREIGN, ids=lambda language: language.code)


class TestThePagesOfOtherLanguages:
    @foreign
    def test_say_which_they_are_and_that_nobody_has_checked_them(self, client, language):
        client.cookies["language"] = language.code
        answer = client.get("/complaints/new/")
        page = answer.content.decode()
        assert f'<html lang="{language.tag}"' in page
        assert answer.headers["Content-Language"] == language.tag
        assert "This translation has not been checked by a person yet. The Thai text is what counts" in page
        with override(language.code):
            said = gettext("This translation has not been checked by a person yet. The Thai text is what counts")
        assert said in page and not said.isascii()

    @pytest.mark.parametrize("code", ["th", "en"])
    def test_are_the_only_ones_to_say_so(self, client, code):
        client.cookies["language"] = code
        assert "has not been checked" not in client.get("/complaints/new/").content.decode()

    def test_offer_all_languages_each_in_its_own_script(self, client):
        page = client.get("/").content.decode()
        for language in PAGE_LANGUAGES:
            assert re.search(
                rf'<button name="language" value="{language.code}" lang="{language.tag}"[^>]*>{language.name}<', page
            )

    @foreign
    def test_speak_english_and_not_thai_where_the_catalogue_has_no_words(self, language):
        with override(language.code):
            assert gettext("Consultations of your agency").startswith("Consultations of")  # ours, of the staff
            assert gettext("%(n)s of nothing we know") == "%(n)s of nothing we know"
            assert ngettext("%(n)s pigeon", "%(n)s pigeons", 1) == "%(n)s pigeon"
            thai = [
                said
                for said in (gettext("This password is too common."), gettext("Log out"))
                if re.search("[ก-๛]", said)
            ]
            assert thai == []  # Django's own and allauth's

    @foreign
    def test_name_places_topics_and_days_in_english(self, language):
        place = make_area(400111, "ศิลา", "Sila")
        topic = make_topic("roads/pothole", "ถนนเป็นหลุม", name_en="Potholes")
        with override(language.code):
            assert thai_or_english() == "en"
            assert place.full_name().startswith("Sila sub-district")
            assert place.full_name(language.code).startswith("Sila sub-district")
            assert topic.name == "Potholes"
            assert show_date(date(2026, 11, 22)) == "22 Nov 2026"

    @foreign
    def test_write_a_pin_as_every_script_reads_it(self, language):
        with override(language.code):
            assert Template("{{ at }}").render(Context({"at": 16.4321})) == "16.4321"

    @foreign
    def test_are_for_citizens_only(self, client, language):
        client.force_login(make_membership(make_user("วิชัย ทองดี")).user)
        client.cookies["language"] = language.code
        answer = client.get("/office/")
        assert answer.headers["Content-Language"] == "en"
        assert f'<button name="language" value="{language.code}"' not in answer.content.decode()
