"""The pages of the law database: for everybody, for its keepers, and for nobody else."""

import re
from datetime import date

import pytest
from defusedxml import ElementTree
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.laws.importing import MOST_BYTES
from consultations.statutes.indexing import index_laws
from consultations.statutes.linking import link_law
from consultations.statutes.models import Law, LawReading, LawWords, Wording
from consultations.statutes.steps import Step, add_step, take_step_back
from notifications.models import Subscription
from tests.consultations.laws.drafts import FIRST, SECOND, many_sections
from tests.consultations.statutes.conftest import AMENDED, BEGAN

pytestmark = pytest.mark.django_db
STEP = Step("cabinet", date(2026, 11, 3), "มติคณะรัฐมนตรี", "คณะรัฐมนตรีเห็นชอบ")


def page(client, address, status=200, **query):
    client.cookies["language"] = "en"
    answer = client.get(address, query)
    assert answer.status_code == status
    return answer.content.decode()


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def index():
    while index_laws.function():
        pass


class TestFinding:
    def find(self, client, **query):
        return page(client, reverse("statutes"), **query)

    def test_finds_a_section_by_a_word_inside_a_word_and_marks_it(self, client, law, keep):
        keep(law, FIRST)
        index()
        html = self.find(client, q="ไฟฟ้า")  # the law says เสาไฟฟ้า
        assert "<mark>ไฟฟ้า</mark>" in html
        assert f'{law.get_absolute_url()}?section=sec_3#sec_3"' in html

    def test_a_law_that_lacks_the_words_is_not_found(self, client, law, keep, register):
        keep(law, FIRST)
        register(title_th="พระราชบัญญัติอ้อย พ.ศ. 2550")
        index()
        assert "อ้อย" not in words(self.find(client, q="ทางเท้า"))
        assert "No law was found" in self.find(client, q="มหาสมุทร")
        assert law.title_th not in words(self.find(client, q="อ้อย"))

    def test_finds_what_it_says_today_not_what_it_said(self, client, law, keep):
        keep(law, FIRST)
        keep(law, SECOND, AMENDED)
        index()
        assert "No law was found" in self.find(client, q="หนึ่งเมตรครึ่ง")
        assert "sec_3-1" in self.find(client, q="ชำรุด ซ่อม")

    def test_a_corrected_text_is_found_no_longer(self, client, law, keep):
        keep(law, FIRST)
        index()
        keep(law, "มาตรา ๑ เรื่องใหม่ทั้งหมด", why_corrected="ผิดฉบับ")
        index()
        assert "No law was found" in self.find(client, q="เสาไฟฟ้า")

    def test_finds_the_end_of_a_long_section(self, client, law, keep):
        keep(law, "มาตรา ๑ " + "ถนนทุกสายต้องมีทางเท้า " * 400 + "จระเข้")
        index()
        assert "<mark>จระเข้</mark>" in self.find(client, q="จระเข้")

    def test_filters_by_agency_kind_and_whether_it_is_in_force(self, client, register):
        register(title_th="กอไก่", kind="rule")
        register(title_th="ขอไข่", in_force_since=None)
        register(title_th="คอควาย", in_force_until=date(2020, 1, 1))

        def titles(**query):
            return [each for each in ("กอไก่", "ขอไข่", "คอควาย") if each in self.find(client, **query)]

        assert titles() == ["กอไก่", "ขอไข่", "คอควาย"]
        assert titles(kind="rule") == ["กอไก่"]
        assert titles(state="in_the_making") == ["ขอไข่"]
        assert titles(state="no_longer") == ["คอควาย"]
        assert titles(agency="opm-ops") == ["กอไก่", "ขอไข่", "คอควาย"]
        assert titles(agency="nobody", kind="madness", state="'") == ["กอไก่", "ขอไข่", "คอควาย"]

    def test_goes_through_pages_in_the_order_of_the_dictionary(self, client, register):
        titles = [f"{first}{n:02}" for first in ("เกม", "ขนม") for n in range(13)]
        for title in reversed(titles):
            register(title_th=title)
        html, shown = self.find(client), []
        while True:
            shown += re.findall(r"(?:เกม|ขนม)\d\d", words(html))
            following = re.search(r'rel="next" href="\?([^"]+)"', html)
            if not following:
                break
            html = page(client, f"{reverse('statutes')}?{following[1].replace('&amp;', '&')}")
        assert shown == titles

    def test_hostile_words_are_harmless(self, client, law):
        for typed in ("'", "<script>", "a & ! | :*", "\u0000", "(" * 199, "%_\\"):
            assert "<script>" not in self.find(client, q=typed)

    def test_asks_no_more_for_more_laws(self, client, register, keep):
        def asked(**query):
            with CaptureQueriesContext(
                connection,
            ) as told:
                self.find(client, **query)
            return len(told)

        keep(register(title_th="หนึ่ง"))
        index()
        few = asked(), asked(q="ทางเท้า")
        for n in range(5):
            keep(register(title_th=f"กฎหมาย {n}"))
        index()
        assert (asked(), asked(q="ทางเท้า")) == few

    def test_is_cut_once_a_version_even_when_killed_between(self, law, keep):
        keep(law, FIRST)
        index()
        before = set(LawWords.objects.values_list("pk", flat=True))
        index()
        assert set(LawWords.objects.values_list("pk", flat=True)) == before
        Wording.objects.update(cut_by=0)  # as if a worker had been killed before it said so
        index()
        assert LawWords.objects.count() == len(before)


class TestLaw:
    @pytest.fixture
    def amended(self, law, keep):
        keep(law, FIRST)
        keep(law, SECOND, AMENDED, amended_by="ฉบับที่ 2")
        return law

    def test_reads_as_of_any_day(self, client, amended):
        address = amended.get_absolute_url()
        assert "ไม่เกินสองพันบาท" in page(client, address)
        assert "ไม่เกินสองพันบาท" in page(client, address, on="1/1/2565")
        assert "ไม่เกินห้าพันบาท" in page(client, address, on="31/12/2564")
        assert "ไม่เกินห้าพันบาท" in page(client, address, on="2021-12-31")
        html = page(client, address, on="๑/๑/๒๕๖๐")
        assert "It had no text on that day" in html
        assert "Not in force yet" in html

    def test_what_is_no_day_is_said_and_today_shown(self, client, amended):
        html = page(client, amended.get_absolute_url(), on="<b>31/2/2565")
        assert "Write the day like this" in html
        assert "ไม่เกินสองพันบาท" in html
        assert "<b>31" not in html

    def test_files_are_of_the_same_day(self, client, amended):
        address = reverse("statute_json", args=[amended.slug])
        assert client.get(address).json()["wording"]["from"] == "2022-01-01"
        assert client.get(address, {"on": "2021-12-31"}).json()["wording"]["from"] == "2018-10-01"
        assert client.get(address, {"on": "2017-01-01"}).status_code == 404
        assert client.get(address, {"on": "nonsense"}).status_code == 404
        answer = client.get(reverse("statute_xml", args=[amended.slug]), {"on": "2021-12-31"})
        assert "ไม่เกินห้าพันบาท" in "".join(ElementTree.fromstring(answer.content).itertext())

    def test_shows_steps_and_announced_consultations_alone(self, client, amended, announced, draft, suda):
        shown, hidden = announced(), draft(title_th="ยังไม่ประกาศ")
        link_law(shown, amended, role="evaluation", by=suda)
        link_law(hidden, amended, role="successor", by=suda)
        add_step(amended, STEP, by=suda)
        wrong = add_step(amended, Step("house", date(2026, 11, 9), "ผิดฉบับ"), by=suda)
        take_step_back(wrong, reason="ผิดฉบับ", by=suda)
        html = page(client, amended.get_absolute_url())
        assert shown.get_absolute_url() in html
        assert "Evaluation of its results" in html
        assert "คณะรัฐมนตรีเห็นชอบ" in html
        assert "ยังไม่ประกาศ" not in html
        assert "ผิดฉบับ" not in html
        assert amended.get_absolute_url() in page(client, shown.get_absolute_url())

    def test_is_followed_and_let_go(self, client, amended, malee):
        client.force_login(malee)
        client.post(reverse("follow"), {"subject": amended.subject})
        assert Subscription.objects.get().subject == amended.subject
        assert "Stop following this law" in page(client, amended.get_absolute_url())
        assert amended.get_absolute_url() in page(client, reverse("me"))
        client.post(reverse("follow"), {"subject": amended.subject, "stop": "1"})
        assert not Subscription.objects.exists()
        assert client.post(reverse("follow"), {"subject": "law:69-zzzzzz"}).status_code == 404

    def test_a_long_law_is_read_in_pages_at_a_bounded_cost(self, client, law, keep):
        keep(law, many_sections(5))

        def asked(**query):
            with CaptureQueriesContext(connection) as told:
                html = page(client, law.get_absolute_url(), **query)
            return len(told), html

        few, _html = asked()
        keep(law, many_sections(600), AMENDED)
        many, html = asked(section="sec_590")
        assert many == few
        assert 'id="sec_590"' in html
        assert 'id="sec_1"' not in html

    def test_there_is_no_such_law(self, client):
        page(client, "/laws/69-zzzzzz/", 404)


class TestKeeping:
    ENTRY = {"kind": "act", "title_th": "พระราชบัญญัติอ้อย พ.ศ. 2550", "source": "ราชกิจจานุเบกษา"}

    def addresses(self, law):
        step = law.steps.first()
        return [
            reverse("manage_law", args=[law.slug]),
            reverse("law_wordings", args=[law.slug]),
            reverse("law_steps", args=[law.slug]),
            reverse("take_step_back", args=[law.slug, step.n]),
        ]

    def test_is_not_found_by_others(self, client, law, suda, nipa, malee):
        add_step(law, STEP, by=suda)
        for person in (nipa, malee):
            client.force_login(person)
            for address in self.addresses(law):
                assert client.post(address, self.ENTRY | {"reason": "x"}).status_code == 404
        client.logout()
        for address in self.addresses(law):
            assert client.post(address).status_code == 302
        law.refresh_from_db()
        assert law.change_count == 2

    def test_from_the_entry_to_the_kept_text(self, client, council, suda):
        client.force_login(suda)
        told = self.ENTRY | {"agency": council.code, "in_force_since": "1/10/2561"}
        answer = client.post(reverse("new_law"), told)
        law = Law.objects.get()
        assert answer.url == reverse("law_wordings", args=[law.slug])
        assert law.in_force_since == BEGAN
        assert "1/10/2018" in page(client, answer.url)
        file = SimpleUploadedFile("law.txt", FIRST.encode())
        looked = client.post(answer.url, {"file": file, "from_on": "1/10/2561", "source": "x"})
        html = page(client, looked.url)
        assert "Nothing remarkable was found" in html
        assert not Wording.objects.exists()
        seen = re.search(r'name="seen" value="(\d+)"', html)[1]
        client.post(looked.url, {"seen": seen})
        client.post(looked.url, {"seen": seen})
        assert Wording.objects.get().parts == 32

    @pytest.mark.parametrize(
        "content, told",
        [
            (b"%PDF-1.7 " + b"x" * 4096, "This is a PDF"),
            (b"a" * (MOST_BYTES + 5), "larger than 10 MB"),
            (b"", "Paste the text, or choose a file"),
        ],
    )
    def test_what_cannot_be_read_is_refused_in_words(self, client, law, suda, content, told):
        client.force_login(suda)
        address = reverse("law_wordings", args=[law.slug])
        client.cookies["language"] = "en"
        answer = client.post(
            address, {"file": SimpleUploadedFile("a.pdf", content), "from_on": "1/10/2561", "source": "x"}
        )
        assert answer.status_code == 400
        assert told in answer.content.decode()
        assert not LawReading.objects.exists()

    def test_duplicates_are_named_with_both_lines(self, client, law, suda):
        client.force_login(suda)
        text = "มาตรา ๑ ก\nมาตรา ๒ ข\nมาตรา ๒ ค"
        looked = client.post(
            reverse("law_wordings", args=[law.slug]), {"pasted": text, "from_on": "1/10/2561", "source": "x"}
        )
        assert "มาตรา ๒ stands there twice, in lines 2, 3" in words(page(client, looked.url))

    def test_steps_are_noted_and_taken_back(self, client, law, suda):
        client.force_login(suda)
        client.cookies["language"] = "en"
        address = reverse("law_steps", args=[law.slug])
        answer = client.post(address, {"kind": "house", "on": "soon", "source": ""})
        assert answer.status_code == 400
        assert "Write the day like this" in answer.content.decode()
        client.post(address, {"kind": "house", "on": "3/11/2569", "source": "มติ"})
        step = law.steps.get()
        back = reverse("take_step_back", args=[law.slug, step.n])
        assert client.post(back, {"reason": ""}).status_code == 400
        client.post(back, {"reason": "ผิดฉบับ"})
        step.refresh_from_db()
        assert step.taken_back_at

    def test_links_are_set_in_the_consultations_editor(self, client, law, draft, suda, nipa):
        consultation = draft()
        index()
        address = reverse("linked_laws", args=[consultation.slug])
        client.force_login(nipa)
        assert client.post(address, {"law": law.slug, "role": "evaluation"}).status_code == 404
        client.force_login(suda)
        assert law.slug in page(client, address, q="ทางเท้า")
        assert client.post(address, {"law": law.slug, "role": "nothing"}).status_code == 400
        client.post(address, {"law": law.slug, "role": "evaluation"})
        assert law.links.get().consultation == consultation
        client.post(address, {"law": law.slug, "role": "evaluation", "stop": "1"})
        assert not law.links.exists()
