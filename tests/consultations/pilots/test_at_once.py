"""Somebody answers, or wipes too, at the very moment at which a trial is wiped."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from consultations.models import Consultation, ConsultationEvent
from consultations.pilots.wiping import wipe_pilot
from tests.consultations.pilots.conftest import browser, vote
from tests.consultations.pilots.test_wiping import everything_of

PATIENCE_S = 20


def in_its_own_connection(function):
    try:
        return function()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_an_answer_that_was_in_time_goes_with_the_rest(self, pilot, suda):
        vote(pilot)
        is_answered, may_commit = threading.Event(), threading.Event()

        def answer():
            with transaction.atomic():
                vote(pilot, 2)
                is_answered.set()
                may_commit.wait(PATIENCE_S)

        with ThreadPoolExecutor(2) as both:
            voter = both.submit(in_its_own_connection, answer)
            assert is_answered.wait(PATIENCE_S)
            wiper = both.submit(in_its_own_connection, lambda: wipe_pilot(pilot, by=suda))
            with pytest.raises(TimeoutError):
                wiper.result(timeout=0.5)  # it waits for the answer
            may_commit.set()
            voter.result()
            wiper.result()
        assert everything_of(pilot) == {Consultation: {pilot.pk}}

    def test_somebody_new_who_is_too_late_leaves_nothing(self, pilot, suda):
        is_answered, is_wiped = threading.Event(), threading.Event()

        def answer():
            with transaction.atomic():
                vote(pilot, visitor=browser(9))
                is_answered.set()
                is_wiped.wait(PATIENCE_S)

        with ThreadPoolExecutor(1) as one:
            voter = one.submit(in_its_own_connection, answer)
            assert is_answered.wait(PATIENCE_S)
            wipe_pilot(pilot, by=suda)
            is_wiped.set()
            with pytest.raises(IntegrityError):
                voter.result()
        assert everything_of(pilot) == {Consultation: {pilot.pk}}

    def test_two_who_wipe_leave_one_line(self, pilot, suda):
        with ThreadPoolExecutor(2) as both:
            list(both.map(lambda _n: in_its_own_connection(lambda: wipe_pilot(pilot, by=suda)), range(2)))
        assert ConsultationEvent.objects.filter(kind=ConsultationEvent.Kind.PILOT_RUN).count() == 1


@pytest.mark.django_db
class TestThePageOfWhoIsTooLate:
    @pytest.fixture
    def sent(self, pilot, come, suda, monkeypatch):
        """What a tester sees whose answer meets a row that is gone."""

        def sent(*, is_wiped):
            def cast(*_args, **_named):
                if is_wiped:
                    wipe_pilot(pilot, by=suda)
                raise IntegrityError

            monkeypatch.setattr("consultations.participation.views.cast_vote", cast)
            return come(pilot).post(f"/consultations/{pilot.slug}/statements/1/answer/", {"answer": "agree"})

        return sent

    def test_is_not_there_any_more(self, sent):
        assert sent(is_wiped=True).status_code == 404

    def test_is_the_fault_it_is_where_the_trial_still_stands(self, sent):
        with pytest.raises(IntegrityError):
            sent(is_wiped=False)
