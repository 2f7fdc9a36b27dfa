"""The pages of a questionnaire, without a script: part by part, checked, sent, changed; the numbers; and the policy team's."""

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultations.participation.browsers import COOKIE
from consultations.participation.models import Identity, ShowsResults
from consultations.participation.taking_part import hash_of_browser
from consultations.questionnaires import manage_views
from consultations.questionnaires.counting import add_up
from consultations.questionnaires.editing import close_question, reword_question
from consultations.questionnaires.models import Answer, Kind, Question, Questionnaire, Sheet
from tests.consultations.questionnaires.conftest import browser, close, question, words
from tests.consultations.questionnaires.test_filling import fill
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ONE = {"q1": "1", "q2": "1", "q3": ["1", "2"]}
TWO = {"q4": "ร่มไม้ควรอยู่ต่อ", "q5": "4", "q6-1": "2", "q6-2": "1", "q6-3": "3", "q7-1": "5", "q7-2": "2"}


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["language"] = "en"


def at(asked, rest=""):
    return f"/consultations/{asked.consultation.slug}/questionnaire/{rest}"


def manage(asked, rest=""):
    return f"/consultations/manage/{asked.consultation.slug}/questionnaire/{rest}"


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, (answer.status_code, getattr(answer, "url", ""))
    return answer.content.decode()


def post(client, address, told=None, status=302):
    answer = client.post(address, told or {})
    assert answer.status_code == status
    return answer


class TestAnswering:
    def test_reads_what_it_needs_once(self, client, asked):
        page(client, at(asked, "1/"))
        post(client, at(asked, "1/"), {**ONE, "then": "next"})
        with CaptureQueriesContext(connection) as kept:
            post(client, at(asked, "1/"), {**ONE, "q1": "2", "then": "next"})
        of_tables = [each["sql"] for each in kept if " questionnaires_" in each["sql"].replace('"', "")]
        assert len(of_tables) == 6, of_tables  # what is asked, its parts, its questions; the sheet: found, locked, kept

    def test_goes_part_by_part_to_the_receipt(self, client, asked):
        told = page(client, f"/consultations/{asked.consultation.slug}/")
        assert at(asked) in told
        assert at(asked, "1/") in page(client, at(asked))
        assert post(client, at(asked, "1/"), {**ONE, "then": "next"}).url == at(asked, "2/")
        assert post(client, at(asked, "2/"), {**TWO, "then": "next"}).url == at(asked, "check/")
        told = page(client, at(asked, "check/"))
        assert "ร่มไม้ควรอยู่ต่อ" in told and "1. ความกว้าง" in told and "ประชาชน" in told
        assert not Answer.objects.exists()
        assert post(client, at(asked, "check/")).url == at(asked)
        told = page(client, at(asked))
        to_file = f'action="/consultations/{asked.consultation.slug}/complain/"'
        assert told.count(to_file) == 1, "own words alone"
        assert 'name="text" value="ร่มไม้ควรอยู่ต่อ"' in told.split(to_file)[1].split("</form>")[0]
        sheet = Sheet.objects.get()
        told = page(client, at(asked))
        assert sheet.number in told and "Sent, and counted" in told and "ร่มไม้ควรอยู่ต่อ" in told
        assert Answer.objects.count() == 7

    def test_shows_the_part_again_with_what_was_typed_and_what_is_wrong(self, client, asked):
        page(client, at(asked))
        told = post(client, at(asked, "1/"), {"q3": ["1", "2", "3"], "then": "next"}, 400).content.decode()
        assert "Choose at most 2. You chose 3." in told and "Choose an answer: ใช้ทางเท้าบ่อยไหม" in told
        assert 'href="#id_q2_0"' in told and told.count("checked") == 3
        told = post(client, at(asked, "2/"), {"q6-1": "1", "q6-2": "1", "then": "next"}, 400).content.decode()
        assert "Give every line a place of its own" in told
        assert not Sheet.objects.exists()

    def test_keeps_for_later_what_is_not_complete(self, client, asked):
        page(client, at(asked))
        assert post(client, at(asked, "1/"), {"q1": "2", "then": "later"}).url == at(asked)
        assert "Kept, but not sent yet" in page(client, at(asked))
        assert Sheet.objects.get().draft == {"1": [2]}
        post(client, at(asked, "2/"), {"q7-1": "3", "then": "later"})
        assert Sheet.objects.get().draft == {"1": [2], "7": {"1": 3}}

    def test_sent_incomplete_says_what_is_missing_and_leads_there(self, client, asked):
        page(client, at(asked))
        post(client, at(asked, "1/"), {"q1": "3", "then": "later"})
        told = page(client, at(asked, "check/"))
        assert "Not sent yet: 1 answer is missing" in told and at(asked, "1/?from=check") in told
        assert "missing" in post(client, at(asked, "check/"), status=409).content.decode()
        assert post(client, at(asked, "1/?from=check"), {"q1": "3", "q2": "2", "then": "next"}).url == at(
            asked, "check/"
        )
        post(client, at(asked, "check/"))
        assert Sheet.objects.get().sent_at

    def test_asks_what_the_answers_before_lead_to(self, client, asked):
        page(client, at(asked))
        post(client, at(asked, "1/"), {"q1": "3", "q2": "2", "then": "next"})
        told = page(client, at(asked, "2/"))
        assert "อยากบอกอะไร" not in told and "แต่ละเรื่อง" not in told and "พอใจเพียงใด" in told

    def test_a_megabyte_is_refused_in_words(self, client, asked):
        page(client, at(asked))
        post(client, at(asked, "1/"), {**ONE, "then": "next"})
        told = post(client, at(asked, "2/"), {**TWO, "q4": "a" * 1_000_000, "then": "next"}, 400).content.decode()
        assert "999,800 letters too long. There is room for 200." in told
        assert "4" not in Sheet.objects.get().draft

    def test_an_optional_choice_is_taken_back_without_a_script(self, client, asked):
        page(client, at(asked))
        post(client, at(asked, "1/"), {**ONE, "then": "later"})
        assert "I do not answer this" in page(client, at(asked, "1/"))
        post(client, at(asked, "1/"), {**ONE, "q1": "-", "then": "later"})
        assert "1" not in Sheet.objects.get().draft

    def test_changed_after_sending_counts_only_when_sent_again(self, client, asked):
        page(client, at(asked))
        for rest, told in (("1/", ONE), ("2/", TWO), ("check/", {})):
            post(client, at(asked, rest), {**told, "then": "next"})
        post(client, at(asked, "2/"), {**TWO, "q5": "1", "then": "later"})
        assert "have not sent them again" in page(client, at(asked))
        assert Answer.objects.get(question__n=5).value == [4]
        post(client, at(asked, "check/"))
        assert Answer.objects.get(question__n=5).value == [1]

    def test_can_be_withdrawn_after_a_second_look(self, client, asked):
        page(client, at(asked))
        for rest, told in (("1/", ONE), ("2/", TWO), ("check/", {})):
            post(client, at(asked, rest), {**told, "then": "next"})
        page(client, at(asked, "withdraw/"))
        assert Sheet.objects.exists()
        post(client, at(asked, "withdraw/"))
        assert not Sheet.objects.exists() and "Begin" in page(client, at(asked))

    def test_of_a_draft_or_without_questions_is_not_found(self, client, begin):
        draft = begin(is_announced=False)
        for rest in ("", "1/", "check/", "results/", "results.csv", "withdraw/"):
            page(client, at(draft, rest), 404)

    def test_closed_takes_nothing_and_says_so(self, client, asked):
        page(client, at(asked))
        close(asked)
        post(client, at(asked, "1/"), {**ONE, "then": "next"})
        assert not Sheet.objects.exists() and "no more answers are taken" in page(client, at(asked))

    def test_of_a_closed_question_tells_the_reason(self, client, asked, suda):
        page(client, at(asked))
        for rest, told in (("1/", ONE), ("2/", TWO), ("check/", {})):
            post(client, at(asked, rest), {**told, "then": "next"})
        close_question(question(asked, 5), reason="ถามซ้ำกับข้ออื่น", by=suda)
        assert "ถามซ้ำกับข้ออื่น" in page(client, at(asked))
        assert "พอใจเพียงใด" not in page(client, at(asked, "2/"))

    def test_needs_a_token_against_other_sites(self, asked):
        strict = Client(enforce_csrf_checks=True)
        strict.get(at(asked))
        assert strict.post(at(asked, "1/"), ONE).status_code in {302, 403, 404} and not Sheet.objects.exists()

    def test_writes_words_of_people_as_words(self, client, asked):
        page(client, at(asked))
        post(client, at(asked, "1/"), {**ONE, "then": "next"})
        post(client, at(asked, "2/"), {**TWO, "q4": "<script>alert(1)</script>", "then": "next"})
        assert "<script>alert" not in page(client, at(asked, "check/"))


class TestOneBrowserAndItsPeople:
    def own(self, client, asked):
        slug = asked.consultation.slug
        return hash_of_browser(slug, signing.loads(client.cookies[COOKIE + slug].value, salt=COOKIE + slug))

    def test_is_known_by_a_cookie_of_this_questionnaire_alone(self, client, asked):
        page(client, at(asked))
        post(client, at(asked, "1/"), {**ONE, "then": "later"})
        assert client.cookies[COOKIE + asked.consultation.slug]["path"] == at(asked)
        assert Sheet.objects.get().browser == self.own(client, asked)

    def test_who_signs_in_is_asked_whose_answers_these_are(self, client, asked, malee):
        page(client, at(asked))
        post(client, at(asked, "1/"), {**ONE, "then": "later"})
        page(client, at(asked))
        client.force_login(malee)
        client.cookies["language"] = "en"
        told = page(client, at(asked))
        assert "Are these your answers?" in told and "Kept, but not sent yet" not in told
        post(client, at(asked, "own/"))
        assert Sheet.objects.get().user == malee
        del client.cookies["sessionid"]
        assert "belongs to an account" in page(client, at(asked))

    def test_put_away_is_shown_to_nobody(self, client, asked):
        page(client, at(asked))
        for rest, told in (("1/", ONE), ("2/", TWO), ("check/", {})):
            post(client, at(asked, rest), {**told, "then": "next"})
        post(client, at(asked, "away/"))
        told = page(client, at(asked))
        assert "ร่มไม้ควรอยู่ต่อ" not in told and Sheet.objects.get().number not in told
        assert "A browser has one voice" in told
        assert client.get(at(asked, "1/")).status_code == 302

    def test_only_accounts_may_answer_where_the_team_wants_so(self, client, begin, malee):
        asked = begin(lowest=Identity.CONFIRMED)
        assert "Sign in to answer" in page(client, at(asked))
        post(client, at(asked, "1/"), {**ONE, "then": "next"})
        assert not Sheet.objects.exists()
        client.force_login(malee)
        post(client, at(asked, "1/"), {**ONE, "then": "next"})
        assert Sheet.objects.get().identity == Identity.CONFIRMED


class TestResultsPage:
    def test_is_for_whoever_has_sent_and_for_everybody_after_the_closing(self, client, asked):
        fill(asked)
        add_up()
        assert "First say what you think" in page(client, at(asked, "results/"))
        page(client, at(asked, "results.csv"), 404)
        close(asked)
        assert "รอรถ" in page(client, at(asked, "results/"))

    def test_waits_for_the_closing_where_the_team_wants_so(self, client, begin):
        asked = begin(shows=ShowsResults.AFTER_CLOSING)
        page(client, at(asked))
        for rest, told in (("1/", ONE), ("2/", TWO), ("check/", {})):
            post(client, at(asked, rest), {**told, "then": "next"})
        assert "Shown after it has closed" in page(client, at(asked, "results/"))

    def test_shows_no_words_of_anybody(self, client, asked):
        fill(asked)
        add_up()
        close(asked)
        told = page(client, at(asked, "results/"))
        assert "ร่มไม้ควรอยู่ต่อ" not in told and "own words" in told
        file = b"".join(client.get(at(asked, "results.csv")).streaming_content).decode()
        assert "ร่มไม้ควรอยู่ต่อ" not in file and "พอใจเพียงใด" in file

    def test_shows_other_versions_apart_and_why(self, client, asked, suda):
        fill(asked)
        reword_question(question(asked, 5), words(Kind.SCALE, "พอใจไหม"), reason="ไม่ชัดเจน", by=suda)
        add_up()
        close(asked)
        told = page(client, at(asked, "results/"))
        assert "Asked in other words until" in told and "ไม่ชัดเจน" in told and "พอใจเพียงใด" in told

    @pytest.mark.parametrize("group", ["1", "99", "-1", "x", "١", "9" * 40])
    def test_takes_any_group_in_the_address(self, client, asked, group):
        close(asked)
        page(client, at(asked, f"results/?group={group}"))

    def test_asks_as_little_for_many_sheets_as_for_few(self, client, asked):
        def queries():
            with CaptureQueriesContext(connection) as told:
                page(client, at(asked, "results/"))
            return len(told)

        fill(asked)
        add_up()
        close(asked)
        page(client, at(asked, "results/"))
        few = queries()
        type(asked.consultation).objects.filter(pk=asked.pk).update(
            closes_at=asked.consultation.opens_at.replace(year=2099)
        )
        for n in range(2, 14):
            fill(asked, browser(n), q1=[2])
        add_up()
        close(asked)
        assert queries() == few


class TestTheTeamsPages:
    @pytest.fixture(autouse=True)
    def signed_in(self, client, suda):
        client.force_login(suda)
        client.cookies["language"] = "en"

    def test_write_a_questionnaire_from_nothing(self, client, draft):
        consultation = draft()
        base = f"/consultations/manage/{consultation.slug}/questionnaire/"
        assert base in page(client, f"/consultations/manage/{consultation.slug}/")
        page(client, base)
        post(client, base + "settings/", {"lowest_identity": "0", "shows_results": "after_closing"})
        post(client, base + "parts/new/", {"title_th": "หนึ่ง", "title_en": ""})
        post(client, base + "parts/new/", {"title_th": "สอง", "title_en": ""})
        yes = {"text_th": "ใช้ไหม", "options_th": "ใช้\nไม่ใช้\n", "options_en": "yes\nno", "is_required": "on"}
        post(client, base + "parts/1/new/single/", yes)
        assert "Only who answered one of these" in page(client, base + "parts/2/new/open/")
        post(client, base + "parts/2/new/open/", {"text_th": "ทำไม", "most": "300", "shown_if": ["1:1"]})
        first, second = Question.objects.all()
        assert first.options == [{"n": 1, "th": "ใช้", "en": "yes"}, {"n": 2, "th": "ไม่ใช้", "en": "no"}]
        assert (second.shown_if, second.shown_if_options, second.most) == (first, [1], 300)
        told = page(client, base)
        assert "ใช้ไหม · yes" in told or "ใช้ไหม · ใช้" in told
        assert "ทำไม" in page(client, base + "preview/")
        assert not Sheet.objects.exists()

    def test_show_what_is_wrong_at_its_field(self, client, begin):
        draft = begin(is_announced=False)
        wrong = {"text_th": "ใช้ไหม", "options_th": "ใช้\nไม่ใช้", "options_en": "yes"}
        told = post(client, manage(draft, "parts/1/new/single/"), wrong, 400).content.decode()
        assert "Write as many lines in English as in Thai." in told and 'href="#id_options_en"' in told
        both = {"text_th": "ทำไม", "shown_if": ["2:1", "3:1"]}
        told = post(client, manage(draft, "parts/2/new/open/"), both, 400).content.decode()
        assert "Tick answers to one question only." in told
        early = {"text_th": "ทำไม", "shown_if": ["2:1"]}
        told = post(client, manage(draft, "parts/1/new/open/"), early, 400).content.decode()
        assert "has to come in a later part" in told
        assert Question.objects.count() == 7

    def test_change_move_and_delete(self, client, begin):
        draft = begin(is_announced=False)
        changed = {"text_th": "พอใจไหม", "low_th": "น้อย", "high_th": "มาก", "section": "2"}
        page(client, manage(draft, "5/"))
        post(client, manage(draft, "5/"), changed)
        assert question(draft, 5).text_th == "พอใจไหม"
        post(client, manage(draft, "5/move/"), {"to": "up"})
        assert question(draft, 5).place < question(draft, 4).place
        post(client, manage(draft, "5/delete/"))
        assert not Question.objects.filter(n=5).exists()
        post(client, manage(draft, "parts/2/"), {"title_th": "ทางเท้าหน้าบ้าน", "for_groups": []})
        assert draft.sections.get(n=2).title_th == "ทางเท้าหน้าบ้าน"

    def test_deleting_what_others_hang_on_says_so_and_nothing_is_lost(self, client, begin):
        draft = begin(is_announced=False)
        answer = client.post(manage(draft, "2/delete/"), follow=True)
        assert "is only shown to who chose an answer to this question" in answer.content.decode()
        assert Question.objects.filter(n=2).exists()

    def test_while_it_is_open_reword_and_close_with_a_reason(self, client, asked):
        told = page(client, manage(asked, "5/"))
        assert "Ask it in other words from now on" in told and "It cannot be deleted" in told
        other = {"text_th": "พอใจไหม", "low_th": "", "high_th": ""}
        assert "Write a few words first." in post(client, manage(asked, "5/"), other, 400).content.decode()
        post(client, manage(asked, "5/"), {**other, "reason": "ไม่ชัด"})
        assert question(asked, 5).why_closed == "ไม่ชัด" and question(asked, 8).replaces.n == 5
        assert post(client, manage(asked, "6/close/"), {"reason": ""}, 400)
        post(client, manage(asked, "6/close/"), {"reason": "ถามซ้ำ"})
        assert "ถามซ้ำ" in page(client, manage(asked))
        page(client, manage(asked, "6/"))

    def test_read_own_words_page_by_page_with_what_looks_like_personal_data(self, client, asked, monkeypatch):
        fill(asked, browser(1), q4="โทร 081-234-5678")
        fill(asked, browser(2), q4="<b>ดี</b>")
        told = page(client, manage(asked, "4/answers/"))
        assert "Perhaps personal data: telephone number" in told and "<b>ดี" not in told
        monkeypatch.setattr(manage_views, "ANSWERS_SHOWN", 1)
        told = page(client, manage(asked, "4/answers/"))
        assert "081" not in told
        assert "081" in page(
            client, manage(asked, f"4/answers/?before={Answer.objects.filter(question__n=4).last().pk}")
        )
        page(client, manage(asked, "5/answers/"), 404)

    def test_see_the_numbers_at_any_time(self, client, asked):
        fill(asked)
        add_up()
        assert "รอรถ" in page(client, manage(asked, "results/"))
        assert client.get(manage(asked, "results.csv")).status_code == 200

    @pytest.mark.parametrize(
        "rest",
        [
            "", "preview/", "results/", "results.csv", "parts/new/", "parts/1/", "parts/1/new/open/", "1/", "4/answers/",
        ],
    )  # fmt: skip
    def test_are_not_found_by_others(self, client, asked, nipa, rest):
        for other in (nipa, make_user("สมชาย")):
            client.force_login(other)
            page(client, manage(asked, rest), 404)

    @pytest.mark.parametrize(
        "rest",
        ["settings/", "none/", "1/move/", "1/delete/", "1/close/", "parts/1/move/", "parts/1/delete/", "parts/new/"],
    )
    def test_acts_are_not_found_by_others(self, client, begin, nipa, rest):
        draft = begin(is_announced=False)
        client.force_login(nipa)
        post(client, manage(draft, rest), {"title_th": "x"}, 404)
        assert Questionnaire.objects.exists() and Question.objects.count() == 7
