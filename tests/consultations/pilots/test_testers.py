"""Testers come by a private link, take part in every way on the pages themselves, and tell the team what does not work."""

import pytest
from django.test import Client

from consultations.comments.models import Comment
from consultations.participation.models import Vote
from consultations.pilots.running import close_pilot
from consultations.pilots.wiping import wipe_pilot
from consultations.previews.linking import revoke_link
from consultations.previews.models import Opening, PreviewLink, ReviewNote
from consultations.questionnaires.models import Sheet

pytestmark = pytest.mark.django_db
SAYS_SO = "ไม่ถูกนับ"


def at(pilot, rest=""):
    return f"/consultations/{pilot.slug}/{rest}"


class TestComingIn:
    def test_leads_to_the_page_of_the_trial_which_says_what_it_is(self, pilot, come):
        page = come(pilot).get(at(pilot))
        assert page.status_code == 200 and SAYS_SO in page.content.decode()
        assert page["X-Robots-Tag"].startswith("noindex") and "no-store" in page["Cache-Control"]
        assert Opening.objects.count() == 1

    def test_the_key_lies_in_no_script_and_ends_with_the_link(self, pilot, link, client):
        _made, token = link(pilot, days=2)
        client.get(f"/consultations/preview/{token}/")
        cookie = client.cookies[f"tester-{pilot.slug}"]
        assert cookie["httponly"] and cookie["samesite"] == "Lax" and 2 * 86400 <= int(cookie["max-age"]) <= 3 * 86400

    def test_a_link_that_is_taken_back_shuts_every_page_at_once(self, pilot, come, suda):
        browser = come(pilot)
        revoke_link(PreviewLink.objects.get(), by=suda)
        assert browser.get(at(pilot)).status_code == 404
        assert browser.get(at(pilot, "statements/")).status_code == 404

    def test_a_link_that_is_past_its_day_too(self, pilot, come):
        browser = come(pilot)
        PreviewLink.objects.update(ends_on="2026-01-01")
        assert browser.get(at(pilot)).status_code == 404

    @pytest.mark.parametrize(
        "rest", ["", "statements/", "questionnaire/", "text/1/", "taken-down/", "you-said/", "trial/"]
    )
    def test_every_page_says_that_it_is_a_trial(self, pilot, come, rest):
        page = come(pilot).get(at(pilot, rest), follow=True)
        assert page.status_code == 200 and SAYS_SO in page.content.decode() and "trial/" in page.content.decode()

    def test_no_page_of_a_real_one_says_so(self, announced, client):
        page = client.get(f"/consultations/{announced().slug}/")
        assert page.status_code == 200 and SAYS_SO not in page.content.decode() and "X-Robots-Tag" not in page


class TestTakingPart:
    def test_by_statements(self, pilot, come):
        browser = come(pilot)
        browser.get(at(pilot, "statements/"))
        browser.post(at(pilot, "statements/1/answer/"), {"answer": "agree"})
        assert Vote.objects.get().participant.conversation_id == pilot.pk

    def test_by_the_questionnaire(self, pilot, come):
        browser = come(pilot)
        browser.get(at(pilot, "questionnaire/1/"))
        browser.post(at(pilot, "questionnaire/1/"), {"q1": "1", "q2": "ร่มไม้"})
        assert Sheet.objects.get().questionnaire_id == pilot.pk

    def test_strangers_can_send_nothing(self, pilot, client):
        for rest in ("statements/1/answer/", "questionnaire/1/", "trial/", "statements/s1/report/s1/"):
            assert client.post(at(pilot, rest), {"answer": "agree", "text": "x", "about": "whole"}).status_code == 404
        assert not Vote.objects.exists() and not Sheet.objects.exists() and not Comment.objects.exists()

    def test_ends_with_the_closing_and_the_wiping(self, pilot, come, suda):
        browser = come(pilot)
        browser.get(at(pilot, "statements/"))
        close_pilot(pilot, by=suda)
        browser.post(at(pilot, "statements/1/answer/"), {"answer": "agree"})
        assert not Vote.objects.exists() and browser.get(at(pilot)).status_code == 200
        wipe_pilot(pilot, by=suda)
        assert browser.post(at(pilot, "statements/1/answer/"), {"answer": "agree"}).status_code == 404


class TestTellingTheTeam:
    def test_what_does_not_work(self, pilot, come):
        browser = come(pilot)
        browser.post(at(pilot, "trial/"), {"about": "whole", "text": "ปุ่มส่งไม่ขึ้นบนโทรศัพท์"})
        note = ReviewNote.objects.get()
        assert (note.link.name, note.text) == ("อาจารย์วิไล", "ปุ่มส่งไม่ขึ้นบนโทรศัพท์")
        assert note.text in browser.get(at(pilot, "trial/")).content.decode()

    def test_not_by_a_link_that_is_for_taking_part_alone(self, pilot, come):
        browser = come(pilot, may_comment=False)
        assert browser.post(at(pilot, "trial/"), {"about": "whole", "text": "x"}).status_code == 400
        assert not ReviewNote.objects.exists()

    def test_not_by_the_link_of_another_trial(self, pilot, drafted, link, suda):
        _made, token = link(pilot.pilot_of)
        browser = Client()
        browser.cookies[f"tester-{pilot.slug}"] = token
        assert browser.get(at(pilot, "trial/")).status_code == 404


def test_the_team_makes_and_ends_links_on_the_page_of_readers(pilot, suda, client):
    client.force_login(suda)
    readers = f"/consultations/manage/{pilot.slug}/readers/"
    told = {"name": "ครูสมพร", "ends_on": "16/12/2569", "may_comment": "on"}
    assert "new-link" in client.get(readers).content.decode()
    assert client.post(f"{readers}links/", told).status_code == 200
    link = PreviewLink.objects.get(consultation=pilot)
    assert f"{readers}links/{link.pk}/end/" in client.get(readers).content.decode()
    assert "new-editor" not in client.get(readers).content.decode()
