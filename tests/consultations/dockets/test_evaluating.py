"""Which laws an agency has to evaluate: noted with a source, reminded once, done by a consultation."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from consultations.dockets.evaluating import REMINDED_BEFORE, mark_evaluated, note_evaluation, remind_teams
from consultations.dockets.models import Evaluation
from directory.models import User
from notifications.models import Message
from tests.consultations.announcements import put_in_text, sign_and_announce
from tests.consultations.test_drafting import refused
from tests.consultations.test_pages import page

pytestmark = pytest.mark.django_db
LAW = "พระราชบัญญัติทางเท้า พ.ศ. 2560"


@pytest.fixture
def due(council, suda):
    """Notes an evaluation; days: until it is due."""

    def due(*, days=30, law=LAW, source="five_years", source_words="ใช้บังคับ 1/12/2564", by=None):
        on = timezone.localdate() + timedelta(days=days)
        told = {"source": source, "source_words": source_words, "due_on": on}
        return note_evaluation(council, law=law, **told, by=by or suda)

    return due


@pytest.fixture
def evaluated(draft, suda):
    """An announced consultation on a law in force."""
    written = draft(kind="law_in_force", proposal="keep")
    put_in_text(written, kind="law_in_force", by=suda)
    return sign_and_announce(written, by=suda)


@pytest.fixture
def mailed(suda):
    User.objects.filter(pk=suda.pk).update(email="suda@example.org", email_confirmed_at=timezone.now())


class TestNoting:
    def test_twice_is_one(self, due):
        assert due() == due()
        assert due(source="complaint") != due()

    def test_needs_law_and_source(self, due):
        with refused("title_missing"):
            due(law=" \u200b ")
        with refused("source_missing"):
            due(source_words="  ")
        with refused("title_too_long"):
            due(law="ก" * 301)

    def test_is_the_team_s_own(self, due, nipa):
        with refused("not_your_agency"):
            due(by=nipa)


class TestDone:
    def test_by_a_consultation_on_a_law_in_force(self, due, evaluated, suda):
        marked = mark_evaluated(due(), evaluated, by=suda)
        assert (marked.done_by, marked.marked_by) == (evaluated, suda)
        assert mark_evaluated(marked, evaluated, by=suda).done_at == marked.done_at
        assert not Evaluation.objects.waiting()

    def test_not_by_a_draft_nor_by_another_kind(self, due, draft, announced, suda):
        for consultation in (draft(kind="law_in_force"), announced()):
            with refused("no_evaluation"):
                mark_evaluated(due(), consultation, by=suda)

    def test_not_by_another_agency(self, due, evaluated, nipa):
        with refused("not_your_agency"):
            mark_evaluated(due(), evaluated, by=nipa)


class TestReminding:
    def test_tells_the_team_once_half_a_year_before(self, due, mailed):
        due(days=REMINDED_BEFORE.days)
        due(days=REMINDED_BEFORE.days + 1, law="กฎหมายอื่น")
        assert remind_teams() == 1
        assert remind_teams() == 0
        mail = Message.objects.get()
        assert mail.recipient == "suda@example.org"
        assert LAW in mail.subject

    def test_tells_of_what_is_late(self, due, mailed):
        due(days=-400)
        assert remind_teams() == 1
        assert Message.objects.count() == 1

    def test_tells_nobody_of_what_is_done(self, due, evaluated, suda, mailed):
        mark_evaluated(due(), evaluated, by=suda)
        assert remind_teams() == 0

    def test_writes_to_nobody_of_another_agency_and_to_no_unconfirmed_address(self, due, suda, nipa):
        User.objects.filter(pk=nipa.pk).update(email="nipa@example.org", email_confirmed_at=timezone.now())
        User.objects.filter(pk=suda.pk).update(email_confirmed_at=None)
        due()
        assert remind_teams() == 1
        assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_once(due, mailed):
    due()
    start = Barrier(2)

    def work():
        start.wait()
        try:
            return remind_teams()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(each.result() for each in [pool.submit(work) for _each in range(2)]) == [0, 1]
    assert Message.objects.count() == 1


class TestThePage:
    where = "/consultations/manage/evaluations/"

    @pytest.fixture
    def team(self, client, suda):
        client.force_login(suda)
        return client

    def test_shows_what_is_due_when_and_takes_another(self, team, due, council):
        due(days=400, law="กฎหมายหลัง")
        due(days=-1, law="กฎหมายก่อน")
        told = page(team, self.where)
        assert told.index("กฎหมายก่อน") < told.index("กฎหมายหลัง")
        assert "Was due on" in told
        data = {
            "agency": council.pk,
            "law": LAW,
            "source": "complaint",
            "source_words": "หนังสือที่ 1",
            "due_on": "1/12/2580",
        }
        assert team.post(self.where, data).status_code == 302
        assert team.post(self.where, data | {"law": ""}).status_code == 400
        assert Evaluation.objects.get(law=LAW).source == "complaint"

    def test_marks_as_done(self, team, due, evaluated):
        noted = due()
        marking = reverse("mark_evaluated", args=[noted.pk])
        assert team.post(marking, {"consultation": ""}).status_code == 400
        assert team.post(marking, {"consultation": evaluated.slug}).status_code == 302
        noted.refresh_from_db()
        assert noted.done_by == evaluated

    def test_is_for_the_team_alone(self, client, due, evaluated, nipa, council):
        noted = due()
        assert client.get(self.where).status_code == 302
        client.force_login(nipa)
        assert LAW not in page(client, self.where)
        assert (
            client.post(reverse("mark_evaluated", args=[noted.pk]), {"consultation": evaluated.slug}).status_code == 404
        )
        data = {"agency": council.pk, "law": "x", "source": "complaint", "source_words": "x", "due_on": "1/12/2580"}
        assert client.post(self.where, data).status_code == 400
        assert Evaluation.objects.count() == 1
