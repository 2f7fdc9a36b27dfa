"""The pages: rules and what was taken down for everybody, an author's appeal, reports, and the team's queue. Who is refused first."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultations.moderation.acts import put_back, take_down
from consultations.moderation.appealing import decide_appeal
from consultations.moderation.copies import find_copies_in
from consultations.moderation.models import Appeal, Moderating, Queued, Report, TakenDown
from consultations.participation.counting import counted_statements
from consultations.participation.exporting import export_of
from consultations.participation.models import Answer, Statement
from consultations.participation.statements import propose_statement, publish_statement
from consultations.participation.voting import cast_vote
from consultations.questionnaires.models import Answer as Written
from tests.consultations.moderation.conftest import PASTED, WORDS, browser, write
from tests.consultations.participation.conftest import close
from tests.consultations.participation.test_exporting import rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(client):
    client.cookies["language"] = "en"


def public(consultation, rest=""):
    return f"/consultations/{consultation.slug}/{rest}"


def manage(consultation, rest=""):
    return f"/consultations/manage/{consultation.slug}/moderation/{rest}"


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def propose(client, conversation, text=WORDS):
    """As a browser without an account, by the pages. Returns the statement."""
    client.get(public(conversation.consultation, "statements/propose/"))
    client.post(public(conversation.consultation, "statements/propose/"), {"text": text})
    return Statement.objects.get(text=text)


def down(consultation, text="s4", *, by, rule="insult"):
    return take_down(consultation, text, rule=rule, reason="ด่าคน", by=by)


class TestTheTeamsPages:
    def test_are_not_there_for_others(self, client, consultation, published, nipa, malee):
        for who in (nipa, malee, None):
            client.logout()
            if who:
                client.force_login(who)
            for rest in ("", "copies/", "s4/"):
                answer = client.get(manage(consultation, rest))
                assert answer.status_code == 404 if who else answer.status_code == 302
            for rest in ("s4/down/", "s4/keep/", "s4/back/", "s4/decide/"):
                answer = client.post(manage(consultation, rest), {"rule": "insult", "reason": "ด่า"})
                assert answer.status_code == 404 if who else answer.status_code == 302
        assert not TakenDown.objects.exists()

    def test_lead_from_the_queue_to_a_taking_down_and_back(self, client, consultation, published, suda):
        Queued.objects.create(consultation=consultation, text="s4", marks={"insult": ["เหี้ย"]}, reports=3)
        client.force_login(suda)
        told = page(client, manage(consultation))
        assert WORDS in told and "3 reports" in told and "เหี้ย" in told
        told = page(client, manage(consultation, "s4/"))
        assert "It stays" in told and "/s4/down/" in told
        assert client.post(manage(consultation, "s4/down/"), {"rule": "insult"}).status_code == 400
        client.post(manage(consultation, "s4/down/"), {"rule": "insult", "reason": "ด่าคน"})
        told = page(client, manage(consultation, "s4/"))
        assert "ด่าคน" in told and "/s4/back/" in told and "/s4/down/" not in told
        assert WORDS not in page(client, manage(consultation))
        assert client.post(manage(consultation, "s4/back/"), {"reason": ""}).status_code == 400
        client.post(manage(consultation, "s4/back/"), {"reason": "อ่านผิด"})
        assert "อ่านผิด" in page(client, manage(consultation, "s4/"))

    def test_let_something_stay(self, client, consultation, published, suda):
        Queued.objects.create(consultation=consultation, text="s4", marks={"insult": ["เหี้ย"]})
        client.force_login(suda)
        client.post(manage(consultation, "s4/keep/"))
        told = page(client, manage(consultation))
        assert "Nothing to look at" in told and "Looked at, stays" in told

    def test_lead_from_a_proposal_to_the_rules(self, client, consultation, proposed, suda):
        client.force_login(suda)
        for address in (
            f"/consultations/manage/{consultation.slug}/statements/",
            f"/consultations/manage/{consultation.slug}/statements/4/",
        ):
            assert f'href="{manage(consultation, "s4/")}"' in page(client, address)
        client.post(manage(consultation, "s4/down/"), {"rule": "several"})
        proposed.refresh_from_db()
        assert proposed.refusal == "several"

    def test_show_an_appeal_to_all_and_the_decision_to_others(self, client, consultation, proposed, suda, pim):
        taken = down(consultation, by=suda)
        Appeal.objects.create(taken_down=taken, words="ไม่ได้ด่าใคร", due_at=taken.at, against=suda)
        client.force_login(suda)
        assert "somebody else decides" in page(client, manage(consultation))
        told = page(client, manage(consultation, "s4/"))
        assert "ไม่ได้ด่าใคร" in told and "/s4/decide/" not in told and "/s4/back/" not in told
        posted = {"outcome": "dismissed", "answer": "ถูกแล้ว"}
        assert client.post(manage(consultation, "s4/decide/"), posted).status_code in (302, 409)
        assert Appeal.objects.get().decided_at is None
        client.force_login(pim)
        assert "/s4/decide/" in page(client, manage(consultation, "s4/"))
        assert client.post(manage(consultation, "s4/decide/"), {"answer": "ถูกแล้ว"}).status_code == 400
        client.post(manage(consultation, "s4/decide/"), posted)
        assert Appeal.objects.get().decided_by == pim
        assert "Dismissed" in page(client, manage(consultation, "s4/"))

    def test_take_as_many_statements_however_long_the_queue(self, client, conversation, consultation, suda):
        client.force_login(suda)

        def asked():
            page(client, manage(consultation))
            with CaptureQueriesContext(connection) as found:
                page(client, manage(consultation))
            return len(found)

        def fill(numbers):
            for number in numbers:
                n = propose_statement(conversation, text=f"ข้อ {number}", visitor=browser(number)).n
                Queued.objects.create(consultation=consultation, text=f"s{n}", marks={"insult": ["เหี้ย"]})
                if number % 2:
                    taken = down(consultation, f"s{n}", by=suda)
                    Appeal.objects.create(taken_down=taken, words="ไม่", due_at=taken.at, against=suda)

        fill(range(2))
        few = asked()
        fill(range(2, 20))
        assert asked() == few

    def test_show_what_is_the_same_from_many_masked(self, client, asked, suda):
        for number in range(6):
            write(asked, f"{PASTED} โทร 081-234-5678", browser(number))
        client.force_login(suda)
        assert "Nothing of the kind" in page(client, manage(asked.consultation, "copies/"))
        find_copies_in(asked.consultation, "1")
        told = page(client, manage(asked.consultation, "copies/"))
        assert "6 times from 6 people" in told and "081-234-5678" not in told


class TestTheRules:
    def test_are_read_by_everybody_in_both_languages(self, client):
        told = page(client, "/consultations/rules/")
        assert "Being against it" in told and "Threats and calls for violence" in told and 'id="off_topic"' in told
        client.cookies["language"] = "th"
        told = page(client, "/consultations/rules/")
        assert "ข่มขู่" in told and "Being against it" not in told

    def test_stand_where_one_proposes(self, client, conversation):
        assert "/consultations/rules/" in page(client, public(conversation.consultation, "statements/propose/"))


class TestThePublicTrace:
    def test_counts_by_rule_and_says_no_word(self, client, conversation, published, suda):
        consultation = conversation.consultation
        assert "No opinion is taken down" in page(client, public(consultation))
        assert "Nothing was taken down" in page(client, public(consultation, "taken-down/"))
        taken = down(consultation, by=suda)
        assert "1 opinion is taken down" in page(client, public(consultation))
        told = page(client, public(consultation, "taken-down/"))
        assert "Insults of a person" in told and WORDS not in told and "ด่าคน" not in told
        put_back(taken, reason="อ่านผิด", by=suda)
        told = page(client, public(consultation, "taken-down/"))
        assert "Put back" in told and "Down now, by rule" not in told

    def test_is_not_there_before_the_announcement(self, client, begin):
        draft = begin(is_announced=False).consultation
        page(client, public(draft, "taken-down/"), 404)

    def test_leaves_the_words_on_no_public_page(self, client, conversation, published, suda):
        consultation = conversation.consultation
        page(client, public(consultation, "statements/"))
        for n in (1, 4):
            client.post(public(consultation, f"statements/{n}/answer/"), {"answer": "agree"})
        assert WORDS in page(client, public(consultation, "statements/4/"))
        down(consultation, by=suda)
        counted_statements.forget()  # for two seconds it may still be asked
        for rest in ("statements/4/", "statements/", "statements/answers/", "statements/results/", ""):
            assert WORDS not in page(client, public(consultation, rest)), rest
        assert "Taken down by this public rule" in page(client, public(consultation, "statements/4/"))
        assert "Taken down by this public rule" in page(client, public(consultation, "statements/answers/"))

    def test_pages_through_many(self, client, conversation, suda):
        for number in range(52):
            n = propose_statement(conversation, text=f"ข้อ {number}", visitor=browser(number)).n
            down(conversation.consultation, f"s{n}", by=suda)
        told = page(client, public(conversation.consultation, "taken-down/"))
        before = told.split("?before=")[1].split('"')[0]
        with CaptureQueriesContext(connection) as asked:
            rest = page(client, public(conversation.consultation, f"taken-down/?before={before}"))
        assert told.count("Proposed statement") == 50 and rest.count("Proposed statement") == 2
        assert len(asked) < 12
        page(client, public(conversation.consultation, "taken-down/?before=x"))


class TestCopiesInTheResults:
    def test_are_told_to_everybody_without_the_words(self, client, asked, conversation):
        for number in range(12):
            write(asked, PASTED, browser(number))
        find_copies_in(asked.consultation, "1")
        client.get(public(asked.consultation, "questionnaire/1/"))
        close(asked)
        told = page(client, public(asked.consultation, "questionnaire/results/"))
        assert "12 times from 12 people" in told and PASTED not in told
        assert "nothing is left out" in told


class TestAnAppeal:
    def test_is_made_by_the_browser_that_wrote_it(self, client, conversation, suda, pim):
        consultation = conversation.consultation
        statement = propose(client, conversation)
        address = public(consultation, f"statements/taken-down/s{statement.n}/")
        down(consultation, f"s{statement.n}", by=suda)
        assert f'href="{address}"' in page(client, public(consultation, "statements/answers/"))
        told = page(client, address)
        assert WORDS in told and "ด่าคน" in told and "Send the appeal" in told
        assert client.post(address, {"words": " "}).status_code == 400
        client.post(address, {"words": "ไม่ได้ด่าใคร"})
        client.post(address, {"words": "อีกครั้ง"})
        told = page(client, address)
        assert "ไม่ได้ด่าใคร" in told and "Send the appeal" not in told
        decide_appeal(Appeal.objects.get(), is_upheld=True, answer="ไม่ได้ด่าใครจริง", by=pim)
        told = page(client, address)
        assert "You were right" in told and "ไม่ได้ด่าใครจริง" in told

    def test_is_nobody_elses_page(self, client, conversation, suda, malee, nipa):
        consultation = conversation.consultation
        statement = propose(client, conversation)
        down(consultation, f"s{statement.n}", by=suda)
        rest = f"taken-down/s{statement.n}/"
        for who in (None, malee, nipa, suda):
            other = Client()
            if who:
                other.force_login(who)
            other.get(public(consultation, "statements/"))
            page(other, public(consultation, f"statements/{rest}"), 404)
            assert other.post(public(consultation, f"statements/{rest}"), {"words": "ไม่"}).status_code == 404
        page(client, public(consultation, f"questionnaire/{rest}"), 404)
        page(client, public(consultation, "statements/taken-down/s1/"), 404)
        page(client, public(consultation, "statements/taken-down/s999999999999999999/"), 404)
        assert not Appeal.objects.exists()

    def test_of_an_account_is_not_read_in_its_browser_by_who_comes_next(self, client, conversation, suda, malee):
        client.force_login(malee)
        statement = propose(client, conversation)
        down(conversation.consultation, f"s{statement.n}", by=suda)
        address = public(conversation.consultation, f"statements/taken-down/s{statement.n}/")
        page(client, address)
        client.logout()
        page(client, address, 404)

    def test_begins_at_the_receipt_of_a_questionnaire(self, client, asked, suda):
        consultation = asked.consultation
        client.get(public(consultation, "questionnaire/1/"))
        client.post(public(consultation, "questionnaire/1/"), {"q1": "1", "q2": "1", "then": "next"})
        client.post(public(consultation, "questionnaire/2/"), {"q4": WORDS, "q7-1": "5", "q7-2": "2", "then": "next"})
        client.post(public(consultation, "questionnaire/check/"))
        answer = Written.objects.get(question__n=4)
        down(consultation, f"a{answer.pk}", by=suda)
        address = public(consultation, f"questionnaire/taken-down/a{answer.pk}/")
        assert f'href="{address}"' in page(client, public(consultation, "questionnaire/"))
        client.post(address, {"words": "ไม่ได้ด่าใคร"})
        assert Appeal.objects.get().words == "ไม่ได้ด่าใคร"
        page(Client(), address, 404)


class TestReporting:
    def address(self, consultation, text="s4"):
        return public(consultation, f"statements/report/{text}/")

    def test_puts_it_into_the_queue_and_hides_nothing(self, client, consultation, published):
        assert self.address(consultation) in page(client, public(consultation, "statements/4/"))
        assert client.get(self.address(consultation)).status_code == 200
        assert client.post(self.address(consultation), {"rule": ""}).status_code == 400
        client.post(self.address(consultation), {"rule": "insult"})
        assert Queued.objects.get().reports == 1
        assert WORDS in page(client, public(consultation, "statements/4/"))

    def test_counts_a_browser_and_an_account_once(self, client, consultation, published, malee):
        for _time in range(3):
            client.get(self.address(consultation))
            client.post(self.address(consultation), {"rule": "insult"})
        assert Report.objects.count() == 1 == Queued.objects.get().reports
        client.force_login(malee)
        for rule in ("insult", "threat"):
            client.post(self.address(consultation), {"rule": rule})
        assert Report.objects.count() == 2 == Queued.objects.get().reports

    def test_of_what_nobody_can_read_is_not_there(self, client, consultation, proposed, asked, suda):
        answer = write(asked, WORDS, browser())
        page(client, self.address(consultation), 404)
        page(client, public(asked.consultation, f"questionnaire/report/a{answer.pk}/"), 404)
        publish_statement(proposed, by=suda)
        page(client, self.address(consultation))
        down(consultation, by=suda)
        page(client, self.address(consultation), 404)
        page(client, self.address(consultation, "s1"), 404)

    def test_without_a_cookie_is_refused(self, client, consultation, published):
        assert client.post(self.address(consultation), {"rule": "insult"}).status_code == 400
        assert not Report.objects.exists()

    def test_in_a_flood_is_throttled_and_takes_nothing_down(self, client, consultation, published):
        codes = []
        for _number in range(40):
            other = Client()
            other.get(self.address(consultation))
            codes.append(other.post(self.address(consultation), {"rule": "insult"}).status_code)
        assert codes.count(302) == 30 and codes.count(429) == 10
        published.refresh_from_db()
        assert published.withdrawn_at is None and Moderating.objects.count() == 0

    def test_brings_nothing_back_that_a_person_has_looked_at(self, client, consultation, published, suda):
        client.get(self.address(consultation))
        client.post(self.address(consultation), {"rule": "insult"})
        client.force_login(suda)
        client.post(manage(consultation, "s4/keep/"))
        client.post(self.address(consultation), {"rule": "threat"})
        assert "Nothing to look at" in page(client, manage(consultation))
        assert Queued.objects.get().reports == 2


class TestTheExport:
    def test_counts_and_does_not_say_what_was_taken_down(self, client, conversation, published, suda):
        cast_vote(conversation, 4, Answer.AGREE, visitor=browser(9))
        down(conversation.consultation, by=suda)
        told = rows(export_of(close(conversation)), "comments.csv")[3]
        assert (told["comment-id"], told["moderated"], told["comment-body"]) == ("4", "-1", "[insult]")
        assert WORDS not in str(rows(export_of(conversation), "comment-groups.csv"))
