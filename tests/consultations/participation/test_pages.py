"""The pages of statements: one at a time, one's own answers, a proposal, what came of all; and the policy team's."""

import re

import pytest
from django.core import signing
from django.test import Client

from consultations.announcing import withdraw_consultation
from consultations.participation import views
from consultations.participation.browsers import COOKIE
from consultations.participation.counting import add_up, counted_statements
from consultations.participation.models import Identity, Participant, ShowsResults, Statement, Vote
from consultations.participation.statements import (
    add_statement,
    propose_statement,
    publish_statement,
    refuse_statement,
    withdraw_statement,
)
from consultations.participation.taking_part import hash_of_browser
from tests.consultations.participation.conftest import STATEMENTS, browser, close
from tests.consultations.participation.test_grouping import answer as answer_all
from tests.consultations.participation.test_grouping import found as find_groups_now
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["language"] = "en"


def at(conversation, rest=""):
    return f"/consultations/{conversation.consultation.slug}/statements/{rest}"


def manage(conversation, rest=""):
    return f"/consultations/manage/{conversation.consultation.slug}/statements/{rest}"


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def asked(told):
    """The number of the statement that the form on the page is for."""
    return int(re.search(r'action="[^"]*/statements/(\d+)/answer/"', told)[1])


def press(client, conversation, n, said="agree", **more):
    return client.post(at(conversation, f"{n}/answer/"), {"answer": said, **more})


class TestAnsweringWithoutAScript:
    def test_goes_from_statement_to_statement_to_the_end(self, client, conversation):
        seen = []
        for number in range(3):
            told = page(client, at(conversation))
            assert number == 0 or f"You have answered {number} of 3" in told
            seen.append(asked(told))
            gone_on = press(client, conversation, seen[-1])
            assert gone_on.status_code == 302 and gone_on.url == at(conversation)
        assert sorted(seen) == [1, 2, 3]
        told = page(client, at(conversation))
        assert "You have answered all 3 statements" in told
        assert "/answer/" not in told
        assert Participant.objects.count() == 1 and Vote.objects.count() == 3

    def test_stays_at_the_same_statement_when_the_page_is_loaded_again(self, client, begin):
        conversation = begin(statements=[f"ข้อ {n}" for n in range(20)])
        press(client, conversation, asked(page(client, at(conversation))))
        assert len({asked(page(client, at(conversation))) for _time in range(8)}) == 1

    def test_begins_from_the_page_of_the_consultation(self, client, conversation):
        told = page(client, f"/consultations/{conversation.consultation.slug}/")
        assert f'href="{at(conversation)}"' in told and "Answer statements here" in told

    def test_says_nothing_of_statements_where_none_are_asked(self, client, announced):
        consultation = announced()
        assert "/statements/" not in page(client, f"/consultations/{consultation.slug}/")
        page(client, f"/consultations/{consultation.slug}/statements/", 404)

    def test_of_a_draft_is_not_found(self, client, begin):
        draft = begin(is_announced=False)
        for rest in ("", "1/", "answers/", "propose/", "results/"):
            page(client, at(draft, rest), 404)
        assert press(client, draft, 1).status_code == 404

    def test_can_be_changed(self, client, conversation):
        page(client, at(conversation))
        press(client, conversation, 2, "agree")
        told = page(client, at(conversation, "answers/"))
        assert STATEMENTS[1] in told and at(conversation, "2/") in told
        assert "You answered:" in page(client, at(conversation, "2/"))
        changed = press(client, conversation, 2, "disagree", then="answers")
        assert changed.url == at(conversation, "answers/") + "#statement-2"
        assert Vote.objects.get().value == -1

    @pytest.mark.parametrize("said", ["", "AGREE", "2", "agree\0"])
    def test_with_anything_else_changes_nothing(self, client, conversation, said):
        page(client, at(conversation))
        press(client, conversation, 1, said)
        assert not Vote.objects.exists()

    def test_of_no_such_statement_is_not_found(self, client, conversation):
        page(client, at(conversation))
        assert press(client, conversation, 99).status_code == 404
        page(client, at(conversation, "99/"), 404)
        assert not Participant.objects.exists()

    def test_writes_words_of_people_as_words(self, client, begin):
        conversation = begin(statements=["<script>alert(1)</script>"])
        assert "<script>alert" not in page(client, at(conversation))

    def test_needs_a_token_against_other_sites(self, conversation):
        strict = Client(enforce_csrf_checks=True)
        strict.get(at(conversation))
        assert strict.post(at(conversation, "1/answer/"), {"answer": "agree"}).status_code == 403
        assert not Vote.objects.exists()

    def test_costs_the_same_however_many_statements_there_are(self, client, begin, django_assert_num_queries):
        few, many = begin(), begin(statements=[f"ข้อ {n}" for n in range(40)])
        for conversation in (few, many):
            page(client, at(conversation))
            press(client, conversation, 1)
        counts = []
        for conversation in (few, many):
            counted_statements.forget()
            with django_assert_num_queries(8, exact=False) as captured:
                page(client, at(conversation))
            counts.append(len(captured))
        assert counts[0] == counts[1]


class TestTheBrowser:
    def test_is_known_by_a_cookie_of_this_consultation_alone(self, client, begin):
        first, second = begin(), begin()
        for conversation in (first, second):
            page(client, at(conversation))
            press(client, conversation, 1)
        cookies = {name: morsel for name, morsel in client.cookies.items() if name.startswith("voice-")}
        assert len(cookies) == 2 and len({morsel.value for morsel in cookies.values()}) == 2
        assert {morsel["path"] for morsel in cookies.values()} == {at(first), at(second)}
        assert all(morsel["httponly"] and morsel["samesite"] == "Lax" for morsel in cookies.values())
        assert len(set(Participant.objects.values_list("browser", flat=True))) == 2
        for morsel in cookies.values():
            assert not Participant.objects.filter(browser__contains=morsel.value.split(":")[0]).exists()

    def test_that_brings_no_cookie_of_ours_answers_nothing(self, client, conversation):
        for forged in ("", "abc", "abc:def:ghi"):
            client.cookies[f"voice-{conversation.consultation.slug}"] = forged
            press(client, conversation, 1)
        assert not Participant.objects.exists()

    def test_gets_none_from_pages_that_only_tell(self, client, conversation):
        page(client, f"/consultations/{conversation.consultation.slug}/")
        page(client, at(conversation, "results/"))
        assert not [name for name in client.cookies if name.startswith("voice-")]

    def test_from_one_address_may_not_be_a_thousand(self, conversation, monkeypatch):
        monkeypatch.setattr(views, "NEW_BROWSERS_AN_HOUR", 3)
        said = []
        for _number in range(5):
            other = Client()
            other.get(at(conversation))
            said.append(press(other, conversation, 1).status_code)
        assert said == [302, 302, 302, 429, 429]
        assert Participant.objects.count() == 3

    def test_of_an_account_shows_its_answers_to_nobody_else(self, client, conversation, malee):
        client.force_login(malee)
        page(client, at(conversation))
        press(client, conversation, 1)
        own = Participant.objects.get()
        client.logout()
        client.cookies["language"] = "en"
        page(client, at(conversation))
        number = client.cookies[f"voice-{conversation.consultation.slug}"].value
        assert number
        salt = COOKIE + conversation.consultation.slug
        plain = signing.loads(number, salt=salt)
        own.browser = hash_of_browser(conversation.consultation.slug, plain)
        own.save()
        for rest in ("", "answers/", "1/"):
            told = page(client, at(conversation, rest))
            assert "belongs to an account" in told
            assert "You answered" not in told and "What you said" not in told


class TestWhereSomebodyLives:
    def test_is_told_and_taken_back_by_choice(self, client, conversation, sila):
        page(client, at(conversation))
        press(client, conversation, 1)
        assert Participant.objects.get().area is None
        client.post(at(conversation, "home/"), {"province": "40", "district": "4001"})
        assert Participant.objects.get().area == sila.parent
        assert "Mueang Khon Kaen" in page(client, at(conversation, "answers/"))
        client.post(at(conversation, "home/"), {"province": "", "district": ""})
        assert Participant.objects.get().area is None

    @pytest.mark.parametrize(
        "told", [{"province": "99"}, {"province": "' OR 1"}, {"province": "40", "district": "1001"}]
    )
    def test_is_no_place_that_there_is_not(self, client, conversation, sila, told):
        page(client, at(conversation))
        press(client, conversation, 1)
        client.post(at(conversation, "home/"), told)
        area = Participant.objects.get().area
        assert area is None or area.code == 40

    def test_of_nobody_is_not_found_and_stays_after_the_closing(self, client, conversation, sila):
        assert client.post(at(conversation, "home/"), {"province": "40"}).status_code == 404
        page(client, at(conversation))
        press(client, conversation, 1)
        client.post(at(conversation, "home/"), {"province": "40"})
        close(conversation)
        client.post(at(conversation, "home/"), {"province": ""})
        assert Participant.objects.get().area_id == 40


class TestWhoMayAnswer:
    def test_is_told_to_sign_in_where_only_accounts_do(self, client, begin, malee):
        conversation = begin(lowest=Identity.CONFIRMED)
        told = page(client, at(conversation))
        assert "Sign in to answer" in told and "/answer/" not in told
        assert not [name for name in client.cookies if name.startswith("voice-")]
        press(client, conversation, 1)
        assert not Vote.objects.exists()
        client.force_login(malee)
        client.cookies["language"] = "en"
        press(client, conversation, asked(page(client, at(conversation))))
        assert Vote.objects.get().identity == Identity.CONFIRMED

    def test_is_no_account_without_a_confirmed_contact(self, client, begin):
        client.force_login(make_user("สมชาย", email_confirmed_at=None))
        conversation = begin(lowest=Identity.CONFIRMED)
        press(client, conversation, 1)
        assert not Vote.objects.exists()

    def test_keeps_what_was_answered_before_signing_in(self, client, conversation, malee):
        page(client, at(conversation))
        press(client, conversation, 1)
        client.force_login(malee)
        client.cookies["language"] = "en"
        assert "becomes your account" in page(client, at(conversation))
        press(client, conversation, 2)
        assert Participant.objects.get().user == malee
        assert set(Vote.objects.values_list("identity", flat=True)) == {Identity.CONFIRMED}


class TestWhenNobodyCanAnswer:
    def test_before_the_opening(self, client, begin):
        conversation = begin(opens=3, closes=30)
        told = page(client, at(conversation))
        assert "Not open yet" in told and "/answer/" not in told
        press(client, conversation, 1)
        assert not Vote.objects.exists()

    def test_after_the_closing_says_until_when(self, client, conversation):
        page(client, at(conversation))
        close(conversation)
        answer = client.post(
            at(conversation, "1/answer/"), {"answer": "agree"}, HTTP_REFERER=f"http://testserver{at(conversation)}"
        )
        assert answer.status_code == 302
        told = page(client, answer.url)
        assert "Answers were taken until" in told and "/answer/" not in told
        assert not Vote.objects.exists()

    def test_of_a_withdrawn_one_says_why(self, client, conversation, suda):
        withdraw_consultation(conversation.consultation, reason="ร่างผิดฉบับ", by=suda)
        told = page(client, at(conversation))
        assert "ร่างผิดฉบับ" in told and "/answer/" not in told

    def test_of_a_withdrawn_statement_says_why(self, client, conversation, suda):
        withdraw_statement(conversation.statements.get(n=1), reason="ถามซ้ำ", by=suda)
        counted_statements.forget()
        assert "ถามซ้ำ" in page(client, at(conversation, "1/"))

    def test_of_a_statement_published_this_second_is_on_its_page_already(self, client, conversation, suda):
        page(client, at(conversation))  # from here on the process keeps them for a moment
        add_statement(conversation, text="ควรมีม้านั่ง", by=suda)
        assert "/statements/4/answer/" in page(client, at(conversation, "4/"))

    def test_without_statements_says_so(self, client, begin):
        assert "No statements yet" in page(client, at(begin(statements=())))


class TestProposing:
    def test_tells_its_author_what_became_of_it(self, client, conversation, suda):
        assert "It insults a person" in page(client, at(conversation, "propose/"))
        sent = client.post(at(conversation, "propose/"), {"text": "ควรมีม้านั่ง"})
        assert sent.url == at(conversation, "answers/") + "#proposed"
        assert "Waits for the policy team" in page(client, at(conversation, "answers/"))
        proposed = Statement.objects.get(text="ควรมีม้านั่ง")
        refuse_statement(proposed, rule="several", note="แยกเป็นสองข้อ", by=suda)
        told = page(client, at(conversation, "answers/"))
        assert "It says several things at once" in told and "แยกเป็นสองข้อ" in told

    def test_offers_to_file_one_s_own_words_as_a_complaint_and_nobody_elses(self, client, conversation, suda):
        page(client, at(conversation, "propose/"))
        client.post(at(conversation, "propose/"), {"text": "ควรมีม้านั่ง"})
        told = page(client, at(conversation, "answers/"))
        address = f"/consultations/{conversation.consultation.slug}/complain/"
        assert told.count(f'action="{address}"') == 1
        assert 'name="text" value="ควรมีม้านั่ง"' in told.split(f'action="{address}"')[1].split("</form>")[0]
        sent = client.post(address, {"step": "tell", "text": "ควรมีม้านั่ง"})
        assert (sent.status_code, sent.url) == (307, "/complaints/new/")
        publish_statement(Statement.objects.get(text="ควรมีม้านั่ง"), by=suda)
        other = Client(headers={"accept-language": "en"})
        assert address not in page(other, at(conversation, "answers/"))

    def test_that_was_never_decided_says_so_after_the_closing(self, client, conversation):
        page(client, at(conversation, "propose/"))
        client.post(at(conversation, "propose/"), {"text": "ควรมีม้านั่ง"})
        close(conversation)
        assert "had not decided when it ended" in page(client, at(conversation, "answers/"))

    def test_keeps_what_was_typed_when_it_is_refused(self, client, conversation):
        page(client, at(conversation, "propose/"))
        answer = client.post(at(conversation, "propose/"), {"text": "ก" * 201})
        assert answer.status_code == 400
        assert "1 letters too long" in answer.content.decode() and "ก" * 201 in answer.content.decode()

    def test_of_what_is_there_is_refused_at_the_field(self, client, conversation):
        page(client, at(conversation, "propose/"))
        answer = client.post(at(conversation, "propose/"), {"text": STATEMENTS[0]})
        assert answer.status_code == 400 and "Somebody has said this already" in answer.content.decode()


class TestTheResults:
    def test_are_shown_to_whoever_has_answered_while_it_is_open(self, client, conversation):
        told = page(client, at(conversation, "results/"))
        assert "First say what you think" in told and STATEMENTS[0] not in told
        page(client, at(conversation))
        press(client, conversation, 1)
        add_up()
        told = page(client, at(conversation, "results/"))
        assert STATEMENTS[0] in told and "Agree 100%" in told and "No groups yet" in told

    def test_are_shown_to_nobody_before_the_closing_where_the_team_says_so(self, client, begin):
        conversation = begin(shows=ShowsResults.AFTER_CLOSING)
        page(client, at(conversation))
        press(client, conversation, 1)
        assert "Shown after it has closed" in page(client, at(conversation, "results/"))
        close(conversation)
        assert STATEMENTS[0] in page(client, at(conversation, "results/"))

    def test_tell_levels_apart(self, client, conversation, malee):
        page(client, at(conversation))
        press(client, conversation, 1, "disagree")
        other = Client()
        other.force_login(malee)
        press(other, conversation, 1, "agree")
        add_up()
        close(conversation)
        told = page(client, at(conversation, "results/"))
        assert "Agree 100%, disagree 0%" in told and "Agree 0%, disagree 100%" in told
        assert "1 person with an account" in told and "1 anonymous" in told

    def test_draw_the_groups_and_say_the_same_in_words(self, client, begin):
        conversation = begin(statements=[f"ข้อความที่ {n}" for n in range(1, 11)])
        answer_all(conversation, [30, 20])
        find_groups_now(conversation)
        close(conversation)
        told = page(client, at(conversation, "results/"))
        assert '<svg class="draw"' in told and "Group A: 60%, Group B: 40%" in told
        assert "The groups as a table" in told and "All 50 people are in a group" in told
        assert 'style="' not in told.partition("<main")[2], "the content security policy forbids it"

    def test_say_which_group_is_one_s_own(self, client, begin):
        conversation = begin(statements=[f"ข้อความที่ {n}" for n in range(1, 11)])
        answer_all(conversation, [30, 20])
        page(client, at(conversation))
        for n in range(1, 11):
            press(client, conversation, n, "agree" if n <= 5 else "disagree")
        add_up()
        find_groups_now(conversation)
        told = page(client, at(conversation, "results/"))
        assert "Group A: 61% (you are here)" in told

    def test_are_read_after_a_withdrawal_too(self, client, conversation, suda):
        withdraw_consultation(conversation.consultation, reason="ผิด", by=suda)
        assert STATEMENTS[0] in page(client, at(conversation, "results/"))


class TestThePolicyTeam:
    @pytest.fixture
    def team(self, client, suda):
        client.force_login(suda)
        client.cookies["language"] = "en"
        return client

    @pytest.fixture
    def draft_conversation(self, begin):
        return begin(is_announced=False)

    def test_sets_it_up_and_writes_statements(self, team, draft):
        consultation = draft()
        address = f"/consultations/manage/{consultation.slug}/statements/"
        assert "Ask statements in this consultation" in page(team, address)
        wanted = {"lowest_identity": "1", "shows_results": "after_closing"}
        assert team.post(f"{address}settings/", wanted).status_code == 302
        assert team.post(f"{address}add/", {"text": "ข้อความ", "text_en": "A statement"}).status_code == 302
        statement = Statement.objects.get()
        assert (statement.text_en, statement.conversation.lowest_identity) == ("A statement", Identity.CONFIRMED)
        assert not statement.conversation.takes_proposals
        assert "A statement" in page(team, address)

    def test_changes_and_takes_out_what_nobody_answers_yet(self, team, draft_conversation):
        address = manage(draft_conversation, "1/")
        assert STATEMENTS[0] in page(team, address)
        team.post(address, {"text": "คำใหม่"})
        assert Statement.objects.get(n=1).text == "คำใหม่"
        team.post(manage(draft_conversation, "1/withdraw/"))
        assert not Statement.objects.filter(n=1).exists()
        team.post(manage(draft_conversation, "none/"))
        assert not Statement.objects.exists()

    def test_decides_what_was_proposed_and_is_warned_of_personal_data(self, team, conversation):
        propose_statement(conversation, text="โทรถามป้าศรี 081-234-5678", visitor=browser())
        propose_statement(conversation, text="ควรมีม้านั่ง", visitor=browser())
        told = page(team, manage(conversation))
        assert "Proposed, waiting for you" in told and "Perhaps personal data" in told
        team.post(manage(conversation, "5/publish/"))
        assert Statement.objects.get(n=5).published_at
        assert "/moderation/s4/" in page(team, manage(conversation, "4/"))

    def test_withdraws_with_a_reason(self, team, conversation):
        assert team.post(manage(conversation, "1/withdraw/"), {"reason": ""}).status_code == 400
        team.post(manage(conversation, "1/withdraw/"), {"reason": "ถามซ้ำ"})
        assert Statement.objects.get(n=1).why_withdrawn == "ถามซ้ำ"
        assert "ถามซ้ำ" in page(team, manage(conversation))

    @pytest.mark.parametrize("who", ["another agency", "a citizen"])
    def test_of_another_agency_and_everybody_else_finds_nothing(self, client, conversation, nipa, malee, who):
        client.force_login(nipa if who == "another agency" else malee)
        page(client, manage(conversation), 404)
        page(client, manage(conversation, "1/"), 404)
        for rest in ("settings/", "none/", "add/", "1/", "1/withdraw/", "1/publish/", "1/refuse/"):
            assert client.post(manage(conversation, rest), {"text": "x", "reason": "x"}).status_code == 404
        assert Statement.objects.count() == 3 and not Statement.objects.filter(withdrawn_at__isnull=False)

    def test_costs_the_same_however_many_statements_there_are(self, team, begin, django_assert_num_queries):
        few, many = begin(), begin(statements=[f"ข้อ {n}" for n in range(30)])
        for conversation in (few, many):
            for number in range(1, 3 if conversation == few else 20):
                propose_statement(conversation, text=f"เสนอ {number}", visitor=browser(number))
        page(team, manage(few))  # what a process keeps from its first page on
        counts = []
        for conversation in (few, many):
            with django_assert_num_queries(20, exact=False) as captured:
                page(team, manage(conversation))
            counts.append(len(captured))
        assert counts[0] == counts[1]
