"""Signing: who, once, until when, and what is counted."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from consultations.petitions.counting import add_up, close_petitions
from consultations.petitions.models import Petition, PetitionNews, Signature, SignatureStep
from consultations.petitions.signing import names_shown, sign_petition, withdraw_signature
from consultations.petitions.workflow import PetitionState
from tests.consultations.petitions.conftest import end, fresh, refused, signed_by
from tests.factories import make_user

pytestmark = pytest.mark.django_db


class TestASignature:
    def test_is_one_for_each_person(self, petition, malee):
        sign_petition(petition, by=malee)
        sign_petition(petition, shows_name=True, by=malee)
        add_up()
        assert fresh(petition).signature_count == 1 and names_shown(petition, 9) == ["มาลี ใจดี"]
        with pytest.raises(IntegrityError), transaction.atomic():
            Signature.objects.create(petition=petition, user=malee, signed_at=timezone.now())

    def test_shows_no_name_unless_its_signer_chose_it(self, petition, malee):
        sign_petition(petition, by=malee)
        assert names_shown(petition, 9) == []

    def test_is_not_of_an_account_that_nobody_confirmed(self, petition):
        with refused("contact_not_confirmed"):
            sign_petition(petition, by=make_user("ยังไม่ยืนยัน", email_confirmed_at=None))

    def test_can_be_taken_back_and_given_again(self, petition, malee):
        sign_petition(petition, by=malee)
        withdraw_signature(petition, by=malee)
        add_up()
        assert fresh(petition).signature_count == 0
        with refused("not_signed"):
            withdraw_signature(petition, by=malee)
        sign_petition(petition, by=malee)
        add_up()
        assert fresh(petition).signature_count == 1

    def test_is_not_taken_before_it_is_published(self, sent, malee):
        with refused("not_open_for_signatures"):
            sign_petition(sent, by=malee)

    def test_of_another_is_not_taken_back(self, petition, malee, suda):
        sign_petition(petition, by=malee)
        with refused("not_signed"):
            withdraw_signature(petition, by=suda)
        assert Signature.objects.count() == 1


class TestTheClosing:
    def test_refuses_whoever_comes_later_and_keeps_whoever_signed(self, petition, malee, suda):
        sign_petition(petition, by=malee)
        end(petition, minutes=0)
        with refused("signing_closed"):
            sign_petition(petition, by=suda)
        with refused("signing_closed"):
            withdraw_signature(petition, by=malee)
        assert Signature.objects.count() == 1

    def test_below_the_threshold_ends_it(self, petition):
        signed_by(petition, 2)
        end(petition)
        assert close_petitions() == 1 and close_petitions() == 0
        closed = fresh(petition)
        assert closed.state == PetitionState.CLOSED and closed.closed_at and closed.next_step_at is None
        assert [each.kind for each in PetitionNews.objects.all()] == ["closed"]

    def test_counts_what_was_not_added_up_yet(self, petition):
        for n in range(3):
            sign_petition(petition, by=make_user(f"คนที่ {n}"))
        end(petition)
        close_petitions()
        assert fresh(petition).state == PetitionState.REACHED and fresh(petition).signature_count == 3
        assert not SignatureStep.objects.exists()

    def test_leaves_alone_what_is_open_or_taken_down(self, petition):
        assert close_petitions() == 0


class TestTheThreshold:
    def test_makes_it_a_duty_with_a_day(self, petition):
        signed_by(petition, 2)
        assert fresh(petition).state == PetitionState.OPEN and fresh(petition).missing == 1
        signed_by(petition, 1)
        reached = fresh(petition)
        assert reached.state == PetitionState.REACHED and reached.due_at > timezone.now()
        assert reached.is_signable

    def test_once_reached_stays_whatever_is_withdrawn(self, petition):
        people = signed_by(petition, 3)
        withdraw_signature(petition, by=people[0])
        add_up()
        assert fresh(petition).signature_count == 2 and fresh(petition).state == PetitionState.REACHED


@pytest.mark.django_db(transaction=True)
class TestManyAtOnce:
    def test_one_person_in_two_windows_is_one(self, petition, malee):
        together(lambda: sign_petition(petition, by=malee), lambda: sign_petition(petition, by=malee))
        add_up()
        assert Signature.objects.count() == 1 and fresh(petition).signature_count == 1

    def test_one_who_began_before_the_closing_and_signs_after_it_is_refused(self, petition, malee):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT now(), pg_sleep(0.05)")
                begun = cursor.fetchone()[0]
            elsewhere(lambda: Petition.objects.filter(pk=petition.pk).update(closes_at=begun + timedelta(seconds=0.01)))
            with refused("signing_closed"):
                sign_petition(petition, by=malee)

    def test_the_closing_waits_for_who_signs_and_counts_them(self, petition, malee):
        signed_by(petition, 2)
        closer = threading.Thread(target=closing)
        with transaction.atomic():
            sign_petition(petition, by=malee)
            elsewhere(lambda: end(petition))
            closer.start()
            closer.join(0.3)
            assert closer.is_alive()
        closer.join(5)
        assert fresh(petition).signature_count == 3 and fresh(petition).state == PetitionState.REACHED

    def test_who_waits_for_the_closing_comes_too_late(self, petition, malee):
        told = []
        with transaction.atomic():
            Petition.objects.select_for_update().get(pk=petition.pk)
            signer = threading.Thread(target=lambda: told.append(tried(petition, malee)))
            signer.start()
            signer.join(0.3)
            assert signer.is_alive()
            Petition.objects.filter(pk=petition.pk).update(closed_at=timezone.now())
        signer.join(5)
        assert told == ["signing_closed"] and not Signature.objects.exists()


def closing():
    close_petitions()
    connections.close_all()


def tried(petition, person):
    try:
        sign_petition(petition, by=person)
    except Exception as error:
        return getattr(error, "code", repr(error))
    finally:
        connections.close_all()


def elsewhere(act):
    """In a connection of its own, done when this returns."""
    together(act)


def together(*acts):
    def run(act):
        act()
        connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
