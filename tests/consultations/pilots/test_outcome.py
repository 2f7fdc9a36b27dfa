"""The one page on which the team sees what came of a trial, and how it begins, closes and ends there."""

import pytest

from consultations.models import Consultation
from consultations.participation.models import Conversation
from consultations.pilots.outcome import outcome_of, people_in
from consultations.pilots.running import begin_pilot
from consultations.previews.noting import leave_note
from consultations.questionnaires.filling import save_answers, send_sheet, wipe_drafts
from consultations.questionnaires.models import Questionnaire
from consultations.results.answering import answer_duty
from notifications.following import follow
from tests.consultations.participation.conftest import STATEMENTS
from tests.consultations.pilots.conftest import browser, make_duty_in, over, vote

pytestmark = pytest.mark.django_db


def at(consultation, act=""):
    return f"/consultations/manage/{consultation.slug}/trial/{act}"


class TestNumbers:
    def test_who_took_part_and_came_to_the_end(self, pilot):
        for n in range(1, len(STATEMENTS) + 1):
            vote(pilot, n)
        vote(pilot, visitor=browser(2))
        asked = Questionnaire.objects.get(pk=pilot.pk)
        for number in (1, 2, 3, 4):
            save_answers(asked, {1: [1]}, visitor=browser(number))
        send_sheet(asked, visitor=browser(1))
        told = outcome_of(pilot)
        assert people_in(pilot) == 2 + 4
        assert (told.statements.people, told.statements.done, told.statements.said) == (2, 1, 4)
        assert (told.sheets.people, told.sheets.done, told.sheets.percent) == (4, 1, 25)
        assert (told.comments.people, told.comments.percent) == (0, None)

    def test_a_sheet_that_was_never_sent_stays_counted_when_it_is_wiped(self, pilot):
        save_answers(Questionnaire.objects.get(pk=pilot.pk), {1: [1]}, visitor=browser())
        over(pilot)
        assert wipe_drafts() == 1
        assert outcome_of(Consultation.objects.get(pk=pilot.pk)).sheets.people == 1

    def test_a_way_that_the_draft_does_not_ask_by_is_none(self, pilot):
        Conversation.objects.filter(pk=pilot.pk).update(statement_count=0)
        pilot = Consultation.objects.get(pk=pilot.pk)
        assert outcome_of(pilot).statements is not None
        pilot.__dict__["_state"].fields_cache["commenting"] = None
        assert outcome_of(pilot).comments is None

    def test_how_long_agencies_took_whom_mail_would_reach_and_what_broke(self, drafted, pilot, suda, malee, link):
        made, _token = link(pilot)
        leave_note(made, about="whole", about_words="ทั้งฉบับ", text="ปุ่มส่งไม่ขึ้น")
        duty = make_duty_in(over(pilot), by=suda)
        answer_duty(duty, outcome="changed", reason_th="แก้แล้ว", by=suda)
        told = outcome_of(Consultation.objects.get(pk=pilot.pk))
        assert told.duties[0].duty.is_answered and 0 <= told.duties[0].took.total_seconds() < 60
        assert [note.text for note in told.notes] == ["ปุ่มส่งไม่ขึ้น"] and (told.testers, told.came) == (1, 0)
        assert (told.mails.followers, told.mails.stakeholders) == (0, 0)

    def test_followers_of_its_places_are_counted(self, drafted, suda, sila, malee):
        follow(malee, f"area:{sila.code}")
        assert outcome_of(begin_pilot(drafted(areas=(sila,)), days=3, by=suda)).mails.followers == 1


class TestThePages:
    def test_begin_close_and_wipe(self, drafted, suda, client):
        draft = drafted()
        client.force_login(suda)
        assert at(draft) in client.get(f"/consultations/manage/{draft.slug}/").content.decode()
        assert client.get(at(draft)).status_code == 200
        begun = client.post(at(draft, "begin/"), {"days": "3"}, follow=True)
        pilot = Consultation.objects.get(pilot_of=draft)
        assert begun.redirect_chain[-1][0] == at(pilot) and begun.status_code == 200
        assert client.get(f"/consultations/manage/{pilot.slug}/").url == at(pilot)
        client.post(at(pilot, "close/"))
        pilot.refresh_from_db()
        assert pilot.closes_at <= pilot.opens_at.replace(year=9000) and pilot.event_count == 2
        assert client.post(at(pilot, "wipe/")).status_code == 400
        wiped = client.post(at(pilot, "wipe/"), {"is_sure": "on"}, follow=True)
        assert wiped.redirect_chain[-1][0] == at(draft) and suda.full_name in wiped.content.decode()
        assert not Consultation.objects.filter(pilot_of__isnull=False).exists()

    @pytest.mark.parametrize("days", ["", "0", "61", "x"])
    def test_a_wrong_number_of_days_is_said(self, drafted, suda, client, days):
        draft = drafted()
        client.force_login(suda)
        assert client.post(at(draft, "begin/"), {"days": days}).status_code == 400

    def test_a_draft_with_nothing_to_try_is_told_so(self, draft, suda, client):
        found = draft()
        client.force_login(suda)
        assert client.post(at(found, "begin/"), {"days": "3"}).status_code == 409

    def test_are_not_found_by_others(self, pilot, nipa, client):
        client.force_login(nipa)
        for consultation in (pilot, pilot.pilot_of):
            assert client.get(at(consultation)).status_code == 404
            for act in ("begin/", "close/", "wipe/"):
                assert client.post(at(consultation, act), {"days": "3", "is_sure": "on"}).status_code == 404

    def test_closing_and_wiping_are_of_trials_alone(self, drafted, suda, client):
        draft = drafted()
        client.force_login(suda)
        for act in ("close/", "wipe/"):
            assert client.post(at(draft, act), {"is_sure": "on"}).status_code == 404

    def test_the_rooms_of_the_team_open_and_say_that_it_is_a_trial(self, pilot, suda, client):
        client.force_login(suda)
        rooms = ("statements", "questionnaire", "comments", "documents", "readers", "history", "themes", "moderation")
        for room in (*rooms, "duties", "report", "trial"):
            page = client.get(f"/consultations/manage/{pilot.slug}/{room}/")
            assert page.status_code == 200 and "ไม่ถูกนับ" in page.content.decode(), room
