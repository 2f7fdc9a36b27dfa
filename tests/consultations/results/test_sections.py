"""Section by section: what the next text of a draft changed, what people said to it, and why, frozen with the report."""

import json
import subprocess

import pytest
from django.urls import reverse

from consultations.comments.placing import place_some
from consultations.comments.writing import support_comment, withdraw_comment
from consultations.results.drawing import draw_waiting
from consultations.results.figures import draw_up
from consultations.results.models import ReportVersion
from consultations.results.report_views import page_of
from consultations.results.reporting import keep_report, publish_report, report_of
from consultations.results.sections import changed_sections
from tests.consultations.comments.conftest import begin, browser, close, commenting, keep_next, malee, say
from tests.consultations.results.conftest import refused

__all__ = ["begin", "commenting", "keep_next", "malee"]
pytestmark = pytest.mark.django_db
FIRST = "มาตรา ๑ ทางเท้ากว้างอย่างน้อยหนึ่งเมตร\nมาตรา ๒ ห้ามจอดรถบนทางเท้าทุกเวลา\nมาตรา ๓ ผู้ฝ่าฝืนต้องถูกปรับไม่เกินห้าพันบาท\nมาตรา ๔ ให้ใช้บังคับทันที"
NEXT = "มาตรา ๑ ทางเท้ากว้างอย่างน้อยสองเมตร\nมาตรา ๒ ห้ามจอดรถบนทางเท้าทุกเวลา\nมาตรา ๔ ให้ใช้บังคับทันที\nมาตรา ๕ รถเข็นและคนพิการต้องผ่านได้ทุกช่วงของทางเท้า"
WHY = "เพราะรถเข็นต้องสวนกันได้"


@pytest.fixture
def heard(begin, keep_next, malee):
    """Three sections were commented on; the next text changed one, took one out and put one in."""
    commenting = begin(text=FIRST)
    wide = say(commenting, "sec_1", text="แคบไป รถเข็นสวนกันไม่ได้ โทร 081-234-5678")
    say(commenting, "sec_1", text="ควรกว้างสองเมตร", visitor=browser(2))
    say(commenting, "sec_2", text="เห็นด้วย", visitor=browser(3))
    say(commenting, "sec_3", text="ค่าปรับแพงไป", visitor=browser(4))
    support_comment(wide, visitor=browser(5))
    keep_next(commenting, NEXT)
    while place_some():
        pass
    close(commenting)
    return commenting.consultation


def told_of(consultation, whys=None):
    return {each["key"]: each for each in changed_sections(consultation, whys or {})["sections"]}


def keep(consultation, by, **whys):
    report = report_of(consultation)
    texts = [part["text"] for part in report.parts]
    kept = {"summary_th": "คนอยากให้กว้างขึ้น", "summary_en": "", "parts": texts, "quotes": {}, "seen": report.edits}
    return keep_report(consultation, **kept, whys=whys, by=by)


class TestSections:
    def test_say_what_the_next_text_changed(self, heard):
        told = told_of(heard)
        assert {key: each["change"] for key, each in told.items()} == {
            "sec_1": "changed", "sec_2": "unchanged", "-sec_3": "removed", "sec_5": "added",
        }  # fmt: skip
        assert ["".join(run[0] for run in line) for line in told["sec_1"]["after"]] == ["ทางเท้ากว้างอย่างน้อยสองเมตร"]
        assert [run[0] for run in told["sec_1"]["before"][0] if run[1]] == ["หนึ่ง"]

    def test_count_comments_by_level_and_quote_the_most_supported_without_personal_data(self, heard):
        told = told_of(heard)
        assert [(told[key]["accounts"], told[key]["anonymous"]) for key in ("sec_1", "sec_2", "-sec_3", "sec_5")] == [
            (0, 2), (0, 1), (0, 1), (0, 0),
        ]  # fmt: skip
        assert told["sec_1"]["supports"] == 1 and told["sec_1"]["quotes"][0].startswith("แคบไป")
        assert "081-234-5678" not in json.dumps(told, ensure_ascii=False)

    def test_leave_out_what_was_taken_down_or_back(self, begin, keep_next):
        commenting = begin(text=FIRST)
        gone = say(commenting, "sec_2", text="ขอถอน")
        hidden = say(commenting, "sec_4", text="คำที่ถูกซ่อน", visitor=browser(2))
        withdraw_comment(gone, visitor=browser())
        type(hidden).objects.filter(pk=hidden.pk).update(hidden_at=hidden.written_at, hidden_reason="abuse")
        keep_next(commenting, NEXT)
        while place_some():
            pass
        assert "คำที่ถูกซ่อน" not in json.dumps(changed_sections(commenting.consultation, {}), ensure_ascii=False)
        assert {key for key, each in told_of(commenting.consultation).items() if each["anonymous"]} == set()

    def test_of_a_draft_without_a_next_text_are_those_commented_on(self, begin):
        commenting = begin(text=FIRST)
        say(commenting, "sec_2")
        (told,) = told_of(commenting.consultation).values()
        assert (told["key"], told["change"], told["anonymous"], told["before"]) == ("sec_2", "", 1, [])

    def test_are_none_without_a_draft(self, announced):
        assert changed_sections(announced(), {}) == {}

    def test_cost_the_same_however_many_comments_there_are(self, heard, django_assert_max_num_queries):
        with django_assert_max_num_queries(14):
            changed_sections(heard, {})


class TestTheTeamsWords:
    def test_stand_with_their_section_and_are_frozen(self, heard, suda):
        keep(heard, suda, sec_1=WHY)
        version = publish_report(heard, seen=report_of(heard).edits, by=suda)
        keep(heard, suda, sec_1="อย่างอื่น")
        told = ReportVersion.objects.get(pk=version.pk).told["law"]["sections"]
        assert [each["why"] for each in told if each["key"] == "sec_1"] == [WHY]

    def test_are_kept_where_the_form_does_not_name_them(self, heard, suda):
        keep(heard, suda, sec_1=WHY)
        keep(heard, suda, sec_2="ไม่มีใครค้าน")
        assert report_of(heard).section_whys == {"sec_1": WHY, "sec_2": "ไม่มีใครค้าน"}
        keep(heard, suda, sec_1="")
        assert report_of(heard).section_whys == {"sec_2": "ไม่มีใครค้าน"}

    def test_have_bounds(self, heard, suda):
        with refused("note_too_long"):
            keep(heard, suda, sec_1="ก" * 3001)

    def test_are_typed_in_the_editor(self, client, heard, suda):
        client.force_login(suda)
        url = reverse("edit_report", args=[heard.slug])
        page = client.get(url).content.decode()
        assert 'name="why-sec_1"' in page and 'name="why--sec_3"' in page
        parts = {f"part{n}": "" for n in range(len(report_of(heard).parts))}
        sent = {"summary_th": "ก", "summary_en": "", "seen": 0, "why-sec_1": WHY, "then": "preview", **parts}
        assert WHY in client.post(url, sent, follow=True).content.decode()


class TestWhereTheyAreRead:
    @pytest.fixture
    def version(self, heard, suda, settings, tmp_path):
        settings.MEDIA_ROOT = str(tmp_path)
        keep(heard, suda, sec_1=WHY)
        return publish_report(heard, seen=report_of(heard).edits, by=suda)

    def test_page_and_data(self, client, heard, version):
        page = client.get(reverse("report", args=[heard.slug])).content.decode()
        assert page.count('<article class="law-pair') == 4 and WHY in page and "<del>" in page and "<ins>" in page
        told = client.get(reverse("report_json", args=[heard.slug])).json()
        assert told["law"]["versions"] == [1, 2] and len(told["law"]["sections"]) == 4
        numbers = b"".join(client.get(reverse("report_csv", args=[heard.slug])).streaming_content).decode()
        assert "มาตรา ๑" in numbers

    def test_paper(self, heard, version, tmp_path):
        assert draw_waiting() == 1
        version.refresh_from_db()
        assert version.pdf_state == "ready"
        told = subprocess.run(
            ["pdftotext", str(tmp_path / version.pdf_stored_as), "-"], capture_output=True, text=True, check=True
        ).stdout
        assert WHY in told.replace("\n", "") and "081-234-5678" not in told

    def test_a_report_of_before_has_none(self, heard):
        told = draw_up(report_of(heard))
        del told["law"]
        assert page_of(ReportVersion(number=1, told=told))["law"] == {}
