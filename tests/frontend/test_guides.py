"""Help: true to what the pages show, the same for everybody, in both languages."""

import re

import pytest
from django.utils.translation import override

from complaints.danger import NUMBERS
from complaints.models import ServiceLevel
from complaints.progress import VISIBILITY_TOLD
from complaints.service_levels import forget_service_levels
from complaints.workflow import CaseState, Outcome, Visibility
from directory.models import Agency, Area, Topic
from frontend import guide_words, guides, wording

pytestmark = pytest.mark.django_db
NAMES = [guide.name for guide in (*guides.GUIDES, *guides.RULES)]


@pytest.fixture(autouse=True)
def nothing_kept():
    guides._levels.forget()
    guides._people.forget()
    forget_service_levels()


def read(client, name: str, language: str = "th") -> str:
    client.cookies["language"] = language
    return client.get(f"/help/{name}/").content.decode()


class TestEveryGuide:
    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("language", ["th", "en"])
    def test_is_there_in_both_languages(self, client, name, language):
        page = read(client, name, language)
        assert f'<html lang="{language}"' in page
        main = page.partition("<main")[2].partition("</main>")[0]
        assert (re.search("[\u0e00-\u0e7f]", main) is not None) == (language == "th")

    @pytest.mark.parametrize("name", NAMES)
    def test_is_on_the_first_page_of_help(self, client, name):
        assert f'href="/help/{name}/"' in client.get("/help/").content.decode()

    @pytest.mark.parametrize("name", NAMES)
    def test_speaks_to_people_as_people(self, client, name):
        page = read(client, name)
        assert not re.search("(?<!เ)ท่าน|กรุณา", page)

    def test_has_an_address_only_if_it_was_written(self, client):
        assert client.get("/help/no-such-guide/").status_code == 404

    @pytest.mark.parametrize("name", NAMES)
    def test_gives_a_visitor_no_cookie(self, client, name):
        assert not client.get(f"/help/{name}/").cookies


class TestTheFoot:
    @pytest.mark.parametrize("address", ["/", "/track/", "/complaints/new/", "/no/such/page/"])
    @pytest.mark.parametrize("name", ["people", "emergency", "privacy", "terms", "accessibility"])
    def test_leads_to_help_from_every_page(self, client, address, name):
        assert f'href="/help/{name}/"' in client.get(address).content.decode()


class TestTheGlossary:
    def test_explains_every_state_that_is_shown_in_its_order(self):
        assert [meaning.name for meaning in guide_words.STATES] == list(wording.CASE)
        assert {meaning.name for meaning in guide_words.STATES} >= set(CaseState.values)

    def test_explains_every_outcome(self):
        assert [meaning.name for meaning in guide_words.OUTCOMES] == list(wording.OUTCOME)
        assert {meaning.name for meaning in guide_words.OUTCOMES} == set(Outcome.values)

    @pytest.mark.parametrize("language", ["th", "en"])
    def test_shows_the_words_and_looks_of_the_chips_themselves(self, client, language):
        page = read(client, "states", language)
        with override(language):
            for words in (*wording.CASE.values(), *wording.OUTCOME.values()):
                look = f"chip chip--{words.look}" if words.look else "chip"
                assert re.search(rf'<span class="{look}">(?:(?!</span>).)*{re.escape(str(words.you))}</span>', page)

    def test_changes_with_the_wording(self, client, monkeypatch):
        new = wording.Wording("inbox", "", "เรื่องเข้าระบบแล้ว", "เรื่องเข้าระบบแล้ว", "เข้าใหม่")
        monkeypatch.setitem(wording.CASE, "received", new)
        assert "เรื่องเข้าระบบแล้ว</span>" in read(client, "states")


class TestWhoSeesWhat:
    @pytest.mark.parametrize("visibility", list(Visibility))
    def test_says_what_is_said_before_the_choice(self, client, visibility):
        page = read(client, "who-sees")
        with override("th"):
            assert str(visibility.label) in page
            for sees in VISIBILITY_TOLD[visibility]:
                assert str(sees.words) in page


class TestHowToFile:
    def test_tells_the_times_that_the_office_keeps(self, client):
        ServiceLevel.objects.create(step="accept", working_days=2, source="ทดสอบ")
        ServiceLevel.objects.create(step="resolve", working_days=23, source="ทดสอบ")
        roads = Topic.objects.create(code="roads", name_th="ถนน", name_en="Roads")
        ServiceLevel.objects.create(step="resolve", topic=roads, working_days=7, source="ทดสอบ")
        page = read(client, "filing")
        assert "ภายใน 2 วันทำการ" in page
        assert "ภายใน 7 ถึง 23 วันทำการ" in page

    def test_still_tells_them_before_any_were_loaded(self, client):
        assert "ภายใน 15 วันทำการ" in read(client, "filing")


class TestTheEmergencyPage:
    def test_has_every_number_that_the_form_shows_under_the_same_name(self, client):
        assert [(call.number, str(call.name)) for call in guide_words.FIRST] == [
            (each.number, str(each.name)) for each in NUMBERS
        ]
        page = read(client, "emergency")
        for call in (*guide_words.FIRST, *guide_words.MORE):
            assert f'href="tel:{call.number}"' in page

    def test_is_the_same_for_somebody_who_is_signed_in_because_browsers_keep_it(self, client, django_user_model):
        before = read(client, "emergency")
        client.force_login(django_user_model.objects.create_user("malee@example.org", full_name="มาลี ใจดี"))
        assert read(client, "emergency") == before

    def test_asks_nothing_of_the_database(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            read(client, "emergency")


class TestTalkingToAPerson:
    @pytest.fixture
    def khon_kaen(self):
        area = Area.objects.create(code=40, level="province", name_th="ขอนแก่น", name_en="Khon Kaen")
        return Agency.objects.create(
            code="damrongdhama-khon-kaen", name_th="ศูนย์ดำรงธรรมจังหวัดขอนแก่น", kind="province_centre", area=area,
            source="ทดสอบ", source_date="2014",
        )  # fmt: skip

    def test_names_the_provinces_that_have_a_centre(self, client, khon_kaen):
        assert "<li>ขอนแก่น</li>" in read(client, "people")

    def test_leaves_out_a_centre_that_was_closed(self, client, khon_kaen):
        Agency.objects.update(closes_on="2020-01-01")
        assert "<li>ขอนแก่น</li>" not in read(client, "people")

    def test_gives_the_number_to_call_without_any(self, client):
        assert 'href="tel:1111"' in read(client, "people")


class TestThePrivacyNotice:
    def test_names_who_is_responsible(self, client, settings):
        settings.CONTROLLER_NAME = "สำนักงานตัวอย่าง"
        settings.DATA_PROTECTION_CONTACT = "dpo@example.org"
        assert "สำนักงานตัวอย่าง · dpo@example.org" in read(client, "privacy")

    def test_says_so_while_nobody_has_entered_it(self, client, settings):
        settings.CONTROLLER_NAME = ""
        assert "ระบบนี้ยังไม่ได้ใส่ชื่อหน่วยงานที่รับผิดชอบ" in read(client, "privacy")

    def test_quotes_no_section_of_a_law_that_was_not_confirmed(self, client):
        assert not re.search(r"มาตรา\s*[\d๐-๙]", read(client, "privacy") + read(client, "terms"))

    def test_is_one_line_before_sending(self, client):
        fields = {"text": "ไฟทางหน้าตลาดดับมาสองสัปดาห์", "visibility": "agency", "step": "check", "place_text": "หน้าตลาด"}
        page = client.post("/complaints/new/", fields, follow=True).content.decode()
        assert page.index('href="/help/privacy/" target="_blank"') < page.rindex('value="send"')


class TestTheNoticeAtThePointOfFiling:
    def test_stands_where_name_and_address_are_typed(self, client):
        told = {"step": "where", "text": "ฝากถามเรื่องทางเดินในหมู่บ้าน อยากให้ช่วยดูด้วย", "about": ""}
        page = client.post("/complaints/new/", told, follow=True).content.decode()
        assert 'name="email"' in page
        assert 'href="/help/privacy/" target="_blank"' in page.partition('name="email"')[2].partition("</fieldset>")[0]

    def test_says_that_words_may_be_translated_and_what_is_hidden_before(self, client):
        text = read(client, "privacy")
        assert "อาจส่งให้โปรแกรมแปลภาษา" in text and "ข้อความของเรื่องลับไม่ออกนอกระบบนี้" in text

    def test_says_within_how_many_days_an_objection_is_answered(self, client):
        assert "15 วันทำการ" in read(client, "privacy")
