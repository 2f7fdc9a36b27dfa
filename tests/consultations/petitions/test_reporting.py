"""Readers ask the agency to look at an open petition by a public rule; the agency takes it down or says why it stays."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from complaints.erasure import erase_person
from consultations.participation.taking_part import Visitor
from consultations.petitions.deciding import refuse_petition
from consultations.petitions.models import Petition, PetitionReport
from consultations.petitions.reporting import keep_petition, last_report, report_petition, reports_by_rule
from tests.consultations.petitions.conftest import end, fresh, refused, signed_by
from tests.factories import make_user

pytestmark = pytest.mark.django_db
WORDS = "ข้อที่สองบอกชื่อคนในซอย"
DESK = "/consultations/petitions/desk/"


def reported_by(petition, count, rule="insult", words=""):
    for n in range(count):
        assert report_petition(petition, rule=rule, words=words, visitor=Visitor(browser=f"{rule}-{n}"))


def counts(petition):
    return [(rule.code, many, words) for rule, many, words in reports_by_rule(petition)]


class TestReporting:
    def test_is_counted_by_rule_and_hides_nothing(self, petition):
        reported_by(petition, 2)
        reported_by(petition, 3, "personal_data", WORDS)
        assert counts(petition) == [("personal_data", 3, [WORDS] * 3), ("insult", 2, [])]
        assert fresh(petition).state == "open" and Petition.objects.reported(timezone.now()).get() == petition

    def test_is_once_for_a_person_and_a_browser_by_whatever_rule(self, petition):
        for who in (Visitor(make_user("คนอ่าน"), "x"), Visitor(browser="y")):
            assert report_petition(petition, rule="insult", visitor=who)
            assert not report_petition(petition, rule="threat", visitor=who)
        assert counts(petition) == [("insult", 2, [])]

    def test_needs_a_rule_that_applies_somebody_and_few_words(self, petition, malee):
        for code in ("nonsense", "several"):
            with refused("no_such_rule"):
                report_petition(petition, rule=code, visitor=Visitor(browser="x"))
        with refused("no_cookie"):
            report_petition(petition, rule="insult", visitor=Visitor())
        with refused("note_too_long"):
            report_petition(petition, rule="insult", words="ก" * 501, visitor=Visitor(browser="x"))
        with refused("own_petition"):
            report_petition(petition, rule="insult", visitor=Visitor(malee))
        assert not PetitionReport.objects.exists()

    def test_is_for_open_ones_alone(self, petition, suda):
        end(petition)
        with refused("not_open"):
            report_petition(petition, rule="insult", visitor=Visitor(browser="x"))

    def test_of_one_to_be_answered_or_taken_down_is_refused(self, petition, suda):
        refuse_petition(petition, rule="insult", reason="ด่า", by=suda)
        with refused("not_open"):
            report_petition(petition, rule="insult", visitor=Visitor(browser="x"))

    def test_of_one_that_has_enough_signatures_is_refused(self, reached):
        with refused("not_open"):
            report_petition(reached, rule="insult", visitor=Visitor(browser="x"))

    def test_at_the_same_moment_is_one(self, transactional_db, petition):
        def press(_n):
            try:
                return report_petition(petition, rule="insult", visitor=Visitor(browser="x"))
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(press, range(2))) == [False, True]
        assert PetitionReport.objects.count() == 1

    def test_leads_to_nobody_once_the_account_is_erased(self, petition):
        person = make_user("คนอ่าน")
        report_petition(petition, rule="insult", words=WORDS, visitor=Visitor(person))
        erase_person(person)
        left = PetitionReport.objects.get()
        assert (left.user, left.words) == (None, "") and counts(petition) == [("insult", 1, [])]


class TestKeeping:
    def test_says_why_and_the_same_person_is_not_counted_again(self, petition, suda):
        reported_by(petition, 2)
        keep_petition(petition, reason="ไม่ได้ด่าใคร", seen=last_report(petition), by=suda)
        line = petition.events.last()
        assert (line.kind, line.note, line.facts, line.by) == ("kept", "ไม่ได้ด่าใคร", {"reports": 2}, suda)
        assert not report_petition(petition, rule="threat", visitor=Visitor(browser="insult-0"))
        assert counts(petition) == [] and not Petition.objects.reported(timezone.now()).exists()
        reported_by(petition, 1, "threat")
        assert counts(petition) == [("threat", 1, [])]

    def test_leaves_what_came_after_the_page_was_shown(self, petition, suda):
        reported_by(petition, 2)
        seen = last_report(petition)
        reported_by(petition, 1, "threat")
        keep_petition(petition, reason="ไม่ได้ด่าใคร", seen=seen, by=suda)
        assert counts(petition) == [("threat", 1, [])]
        with refused("decided_already"):
            keep_petition(petition, reason="ไม่ได้ด่าใคร", seen=seen, by=suda)

    def test_its_author_in_the_office_does_not_read_what_was_reported(self, client, petition, suda):
        report_petition(petition, rule="insult", words=WORDS, visitor=Visitor(browser="one"))
        Petition.objects.update(author=suda)
        client.force_login(suda)
        assert WORDS not in client.get(f"{DESK}{petition.slug}/").content.decode()
        assert "reported" not in client.get(DESK).content.decode()

    def test_is_for_its_agency_and_not_for_its_author(self, petition, nipa, suda):
        reported_by(petition, 1)
        with refused("not_your_agency"):
            keep_petition(petition, reason="ไม่ผิด", seen=last_report(petition), by=nipa)
        with refused("note_missing"):
            keep_petition(petition, reason=" ", seen=last_report(petition), by=suda)
        Petition.objects.update(author=suda)
        with refused("own_petition"):
            keep_petition(petition, reason="ไม่ผิด", seen=last_report(petition), by=suda)
        assert counts(petition) == [("insult", 1, [])]

    def test_is_not_needed_once_it_is_taken_down(self, petition, suda):
        reported_by(petition, 2)
        refuse_petition(petition, rule="insult", reason="ด่า", by=suda)
        assert counts(petition) == []

    def test_of_one_with_enough_signatures_waits_no_more(self, petition, client, suda):
        reported_by(petition, 2)
        signed_by(petition, 3)
        assert not Petition.objects.reported(timezone.now()).exists()
        client.force_login(suda)
        assert (
            reverse("keep_petition", args=[petition.slug]) not in client.get(f"{DESK}{petition.slug}/").content.decode()
        )


class TestThePages:
    def test_from_a_browser_without_an_account_to_the_desk(self, client, petition, suda):
        address = reverse("report_petition", args=[petition.slug])
        assert address in client.get(petition.get_absolute_url()).content.decode()
        client.get(address)
        assert client.post(address, {"rule": ""}).status_code == 400
        for _press in range(2):
            assert client.post(address, {"rule": "insult", "words": WORDS}).status_code == 302
        report = PetitionReport.objects.get()
        assert report.browser and report.user is None
        client.force_login(suda)
        client.cookies["language"] = "en"
        assert "Reported by readers" in client.get(DESK).content.decode()
        one = client.get(f"{DESK}{petition.slug}/").content.decode()
        seen = str(last_report(petition))
        assert WORDS in one and f'name="seen" value="{seen}"' in one
        keep = reverse("keep_petition", args=[petition.slug])
        assert client.post(keep, {"seen": seen, "reason": ""}).status_code == 400
        assert client.post(keep, {"seen": seen, "reason": "ไม่ผิด"}).status_code == 302
        assert "Reported by readers" not in client.get(DESK).content.decode()

    def test_of_an_account_shows_nobody_who_it_was(self, client, petition, suda):
        reader = make_user("สมศรี ผู้อ่าน")
        client.force_login(reader)
        client.post(reverse("report_petition", args=[petition.slug]), {"rule": "insult", "words": WORDS})
        assert PetitionReport.objects.get().user == reader
        client.force_login(suda)
        assert "สมศรี" not in client.get(f"{DESK}{petition.slug}/").content.decode()

    def test_without_cookies_or_after_the_closing_says_so(self, client, petition, malee):
        address = reverse("report_petition", args=[petition.slug])
        assert client.post(address, {"rule": "insult"}).status_code == 409
        client.force_login(malee)
        assert address not in client.get(petition.get_absolute_url()).content.decode()
        end(petition)
        assert 'name="rule"' not in client.get(address).content.decode()

    def test_of_one_taken_down_is_not_found(self, client, petition, suda):
        refuse_petition(petition, rule="insult", reason="ด่า", by=suda)
        assert client.get(reverse("report_petition", args=[petition.slug])).status_code == 404

    def test_has_a_limit_for_an_address(self, client, petition, settings, monkeypatch):
        settings.THROTTLE_SCALE = 1
        monkeypatch.setattr("consultations.petitions.views.REPORTS_AN_HOUR", 1)
        address = reverse("report_petition", args=[petition.slug])
        client.get(address)
        told = [client.post(address, {"rule": "insult"}).status_code for _press in range(2)]
        assert told[1] == 429 or told == [302, 429]

    def test_keeping_is_not_for_another_agency(self, client, petition, nipa):
        reported_by(petition, 1)
        client.force_login(nipa)
        assert (
            client.post(reverse("keep_petition", args=[petition.slug]), {"seen": "1", "reason": "x"}).status_code == 404
        )
