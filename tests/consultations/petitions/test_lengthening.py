"""An author keeps an open petition open for longer, once, before it ends, and says why."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from consultations.petitions.counting import close_petitions
from consultations.petitions.deciding import refuse_petition
from consultations.petitions.lengthening import extend_petition
from consultations.petitions.models import Petition, PetitionRule
from consultations.petitions.signing import sign_petition
from tests.consultations.petitions.conftest import end, fresh, refused, signed_by
from tests.factories import make_user

pytestmark = pytest.mark.django_db
WHY = "น้ำท่วมสองสัปดาห์ คนยังไม่ได้อ่าน"


class TestOpenForLonger:
    def test_moves_the_closing_by_the_days_of_its_rule_with_a_line(self, petition, malee):
        PetitionRule.objects.update(extra_days=21)
        before = petition.closes_at
        after = extend_petition(petition, reason=WHY, by=malee)
        assert after.closes_at == before + timedelta(days=21) and after.extended_at
        line = petition.events.last()
        assert (line.kind, line.note, line.facts, line.by) == ("extended", WHY, {"days": 21}, None)
        assert fresh(petition).event_count == line.n

    def test_is_possible_once_and_again_is_no_mistake(self, petition, malee):
        first = extend_petition(petition, reason=WHY, by=malee)
        second = extend_petition(petition, reason="อีกครั้ง", by=malee)
        assert second.closes_at == first.closes_at and petition.events.filter(kind="extended").count() == 1

    def test_by_others_or_without_a_reason_is_refused(self, petition, malee, suda):
        for by in (suda, make_user("คนอื่น")):
            with refused("not_yours"):
                extend_petition(petition, reason=WHY, by=by)
        with refused("note_missing"):
            extend_petition(petition, reason=" ", by=malee)
        assert fresh(petition).extended_at is None

    def test_ends_with_the_closing_by_the_clock_of_the_database(self, petition, malee):
        end(petition)
        with refused("not_open"):
            extend_petition(petition, reason=WHY, by=malee)

    def test_of_one_that_is_reached_or_taken_down_is_refused(self, petition, malee, suda):
        signed_by(petition, 3)
        assert fresh(petition).reached_at
        with refused("not_open"):
            extend_petition(petition, reason=WHY, by=malee)
        Petition.objects.filter(pk=petition.pk).update(reached_at=None, due_at=None, next_step_at=None)
        refuse_petition(fresh(petition), rule="insult", reason="ด่า", by=suda)
        with refused("not_open"):
            extend_petition(petition, reason=WHY, by=malee)

    def test_is_not_closed_on_its_first_day_and_can_be_signed_then(self, petition, malee):
        extend_petition(petition, reason=WHY, by=malee)
        moved = timezone.now() - timedelta(days=59)
        Petition.objects.filter(pk=petition.pk).update(published_at=moved, closes_at=timezone.now() + timedelta(days=1))
        assert close_petitions() == 0
        sign_petition(fresh(petition), by=make_user("คนลงชื่อ"))

    def test_at_the_moment_of_the_closing_is_one_of_the_two(self, transactional_db, petition, malee):
        closes = timezone.now() + timedelta(milliseconds=150)
        Petition.objects.filter(pk=petition.pk).update(closes_at=closes)

        def longer():
            try:
                extend_petition(petition, reason=WHY, by=malee)
            except ValidationError as error:
                return error.code
            finally:
                connection.close()
            return "done"

        def close():
            closed = 0
            while timezone.now() < closes + timedelta(milliseconds=150):
                closed += close_petitions()
            connection.close()
            return closed

        with ThreadPoolExecutor(2) as pool:
            closing, told = pool.submit(close), pool.submit(longer).result()
        found = fresh(petition)
        assert (told, closing.result(), bool(found.closed_at)) in (("done", 0, False), ("not_open", 1, True))


class TestThePage:
    def test_offers_it_once_and_everybody_reads_why(self, client, petition, malee):
        client.cookies["language"] = "en"
        client.force_login(malee)
        own = f"/consultations/petitions/mine/{petition.slug}/"
        assert "30 days longer" in client.get(own).content.decode()
        assert client.post(f"{own}longer/", {"reason": " "}).status_code == 400
        client.post(f"{own}longer/", {"reason": WHY})
        assert f"{own}longer/" not in client.get(own).content.decode()
        client.logout()
        client.cookies["language"] = "en"
        told = client.get(petition.get_absolute_url()).content.decode()
        assert WHY in told and "Open for longer" in told

    def test_is_not_found_by_others_and_says_when_it_is_too_late(self, client, petition, malee, suda):
        address = f"/consultations/petitions/mine/{petition.slug}/longer/"
        client.force_login(suda)
        assert client.post(address, {"reason": WHY}).status_code == 404
        client.cookies["language"] = "en"
        client.force_login(malee)
        end(petition)
        told = client.post(address, {"reason": WHY}, follow=True).content.decode()
        assert "Only an open petition" in told and fresh(petition).extended_at is None
