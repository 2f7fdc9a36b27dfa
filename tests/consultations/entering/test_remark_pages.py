"""Comments of a form on its page, and where everybody reads them, marked: personal data, gaps, and what a list offers."""

import csv
import io

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from consultations.comments.counting import add_up
from consultations.comments.exporting import comments_as_csv
from consultations.comments.models import Comment
from consultations.entering import sections
from consultations.entering.entries import enter_form, take_out
from consultations.entering.models import Entry
from consultations.entering.sections import sections_of
from consultations.moderation.comment_source import hide_comments
from consultations.participation.models import Refusal
from consultations.results.bundle_tables import _who
from consultations.results.figures import _people
from consultations.results.report_words import in_short
from consultations.results.sections import changed_sections
from tests.consultations.comments.conftest import SAYS, newest, say
from tests.consultations.entering.test_pages import page
from tests.consultations.entering.test_remarks import NARROW, remark, told
from tests.consultations.laws.drafts import SECOND

pytestmark = pytest.mark.django_db
WHOLE, FIRST_PARAGRAPH = "1:1:sec_3:", "1:1:sec_3:sec_3__para_1"
PAPER = "จากกระดาษและที่ประชุม"


@pytest.fixture
def team(client, suda):
    client.force_login(suda)
    return client


def typed(n=1, section=WHOLE, text=NARROW, **more):
    return {f"c{n}-section": section, f"c{n}-text": text, **{f"c{n}-{name}": value for name, value in more.items()}}


class TestThePageOfAForm:
    def test_lists_chapters_sections_and_their_paragraphs(self, team, law_stack):
        shown = team.get(page("enter_form", law_stack)).content.decode()
        assert '<optgroup label="หมวด ๑ บททั่วไป">' in shown
        assert f'<option value="{WHOLE}">มาตรา ๓: ทั้งมาตรา</option>' in shown
        assert f'<option value="{FIRST_PARAGRAPH}">มาตรา ๓ · ทางเท้าต้องกว้าง' in shown
        assert "chp_1:" not in shown

    def test_keeps_several_and_shows_them_to_be_corrected(self, team, law_stack):
        sent = team.post(page("enter_form", law_stack), typed() | typed(3, FIRST_PARAGRAPH, "ขอสองเมตร"))
        assert sent.status_code == 302
        there = page("entered_form", law_stack, 1)
        shown = team.get(there).content.decode()
        assert f'<option value="{FIRST_PARAGRAPH}" selected>' in shown and "ขอสองเมตร" in shown
        assert team.post(there, typed(text="อ่านใหม่") | {"seen": "0", "reason": "อ่านผิด"}).status_code == 302
        assert [each.text for each in Comment.objects.to_read()] == ["อ่านใหม่"]
        assert team.post(page("take_form_out", law_stack, 1), {"reason": "กรอกซ้ำ"}).status_code == 302
        assert not Comment.objects.to_read().exists()

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            (typed(section=""), "c1-section"),
            (typed(text=""), "c1-text"),
            (typed(section="1:1:chp_1:"), "c1-section"),
            (typed(section="2:1:sec_3:"), "c1-section"),
            (typed(2, text="ก" * 4001), "c2-text"),
            (typed(text="โทรหาผมที่ 081-234-5678"), "c1-text"),
        ],
    )
    def test_says_at_the_field_what_is_wrong_and_keeps_nothing(self, team, law_stack, data, field):
        answer = team.post(page("enter_form", law_stack), data)
        shown = answer.content.decode()
        assert answer.status_code == 400 and f'href="#id_{field}"' in shown and f'id="id_{field}-error"' in shown
        assert not Entry.objects.exists() and not Comment.objects.exists()

    def test_shows_personal_data_as_others_would_read_it_and_takes_it_the_second_time(self, team, law_stack):
        text = "โทรหาผมที่ 081-234-5678"
        first = team.post(page("enter_form", law_stack), typed(text=text))
        looked_at = first.context["paper"].remarks[0]["looked_at"].value()
        assert first.context["paper"].remarks[0].masked in first.content.decode()
        other = typed(text=f"{text} ครับ", looked_at=looked_at)
        assert team.post(page("enter_form", law_stack), other).status_code == 400  # other words than were looked at
        assert team.post(page("enter_form", law_stack), typed(text=text, looked_at=looked_at)).status_code == 302
        assert "081-234-5678" not in team.get(section(law_stack)).content.decode()

    def test_says_that_a_comment_was_taken_down(self, team, law_stack, suda):
        enter_form(law_stack, told(remark(), remark("sec_4")), by=suda)
        hidden = Comment.objects.get(unit="sec_3")
        hide_comments(law_stack.consultation, [hidden.text_id], Refusal.INSULT, "", suda)
        shown = team.get(page("entered_form", law_stack, 1)).content.decode()
        assert (
            reverse("moderated_text", args=[law_stack.consultation.slug, hidden.text_id]) in shown and NARROW in shown
        )

    def test_others_find_nothing(self, client, law_stack, nipa):
        client.force_login(nipa)
        assert client.post(page("enter_form", law_stack), typed()).status_code == 404
        assert not Comment.objects.exists()


class TestWhichSections:
    def test_the_text_of_the_day_stands_first(self, law_stack, commenting, keep_next):
        keep_next(commenting, SECOND)
        found = sections_of(law_stack.consultation, on=law_stack.received_on)
        assert "1:2:sec_3-1:" in found.where and "1:1:sec_3:" in found.where
        assert next(iter(found.where)).startswith("1:2:")  # both were kept that day
        early = sections_of(law_stack.consultation, on=newest(commenting).kept_at.date().replace(year=2020))
        assert all(name.startswith("ร่างพระราชบัญญัติทางเท้า") for name, _some in early.groups)

    def test_a_long_text_lists_sections_alone_and_what_was_chosen(self, law_stack, monkeypatch):
        monkeypatch.setattr(sections, "MOST_LISTED", 5)
        kept = (1, 1, "sec_3", "sec_3__para_1")
        short = sections_of(law_stack.consultation, on=law_stack.received_on)
        assert WHOLE in short.where and FIRST_PARAGRAPH not in short.where
        assert FIRST_PARAGRAPH in sections_of(law_stack.consultation, on=law_stack.received_on, keeps=[kept]).where

    def test_the_only_paragraph_of_a_section_is_listed_where_somebody_chose_it(self, team, law_stack, suda):
        [only] = newest(law_stack.consultation).provisions.filter(eid__startswith="sec_4").exclude(text="")
        enter_form(law_stack, told(remark("sec_4", only.eid)), by=suda)
        assert f"1:1:sec_4:{only.eid}" not in team.get(page("enter_form", law_stack)).content.decode()
        there = page("entered_form", law_stack, 1)
        assert f'value="1:1:sec_4:{only.eid}" selected' in team.get(there).content.decode()


def section(law_stack, unit="sec_3"):
    return reverse("section_comments", args=[law_stack.consultation.slug, 1, unit])


class TestWhereTheyAreRead:
    def test_on_the_page_of_the_section_marked(self, client, law_stack, suda):
        enter_form(law_stack, told(), by=suda)
        shown = client.get(section(law_stack)).content.decode()
        assert NARROW in shown and PAPER in shown
        assert "ผู้มีบัญชี" not in shown and suda.full_name not in shown
        other = say(law_stack.consultation.commenting, "sec_4")
        assert PAPER not in client.get(section(law_stack, "sec_4")).content.decode() and other.text == SAYS

    def test_and_the_list_of_texts_says_what_came_so(self, client, law_stack, suda):
        enter_form(law_stack, told(), by=suda)
        shown = client.get(reverse("comments", args=[law_stack.consultation.slug])).content.decode()
        assert law_stack.place in shown

    def test_taken_out_it_is_not_said_that_its_writer_did(self, client, law_stack, suda):
        entry = enter_form(law_stack, told(), by=suda)
        say(law_stack.consultation.commenting, text="เห็นด้วย", above=Comment.objects.get())
        take_out(entry, reason="ซ้ำ", by=suda)
        shown = client.get(section(law_stack)).content.decode()
        assert "ทีมที่กรอกความเห็นนี้นำออกแล้ว" in shown and NARROW not in shown

    def test_by_the_team_and_in_its_table(self, team, law_stack, suda):
        enter_form(law_stack, told(), by=suda)
        shown = team.get(reverse("manage_comments", args=[law_stack.consultation.slug])).content.decode()
        assert PAPER in shown
        with override("th"):
            rows = list(
                csv.reader(
                    io.StringIO(b"".join(comments_as_csv(law_stack.consultation.commenting)).decode("utf-8-sig"))
                )
            )
        assert PAPER in rows[1]

    def test_in_the_report_apart(self, law_stack, suda):
        enter_form(law_stack, told(remark(), remark("sec_4")), by=suda)
        enter_form(law_stack, told(), by=suda)
        say(law_stack.consultation.commenting)
        add_up()
        [ways] = _people(law_stack.consultation, None, None)
        assert (ways["accounts"], ways["anonymous"], ways["entered"], ways["entered_answers"]) == (0, 1, 2, 3)
        law = changed_sections(law_stack.consultation, {})
        counted = {each["key"]: (each["accounts"], each["anonymous"], each["entered"]) for each in law["sections"]}
        assert counted == {"sec_3": (0, 1, 2), "sec_4": (0, 0, 1)}
        with override("th"):
            assert f"{PAPER}: 1" in in_short({"accounts": 0, "anonymous": 0, "entered": 1, "change_label": "คงเดิม"})
        assert [_who(each) for each in Comment.objects.order_by("pk")] == ["entered", "entered", "entered", "anonymous"]

    def test_on_the_page_of_the_report(self, law_stack, suda):
        enter_form(law_stack, told(remark(), remark("sec_4")), by=suda)
        [ways] = _people(law_stack.consultation, None, None)
        law = changed_sections(law_stack.consultation, {})
        with override("th"):
            shown = render_to_string("results/_report.html", {"told": {"people": [ways]}, "law": law})
        assert "2 ความเห็น" in shown and f"{PAPER} 1" in shown
