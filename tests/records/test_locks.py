"""Locks under a name: who has one, who has another, and until when."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from records.locks import is_alone, wait_to_be_alone

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def held_by_somebody_else(name):
    """In a thread with a connection of its own. Gives what ends it."""
    is_held, may_end = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            assert is_alone(name)
            is_held.set()
            may_end.wait(10)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        assert is_held.wait(10)
        try:
            yield may_end.set
        finally:
            may_end.set()
            holding.result()


def test_a_name_is_held_by_one_and_others_do_not_wait():
    with held_by_somebody_else("counting"), transaction.atomic():
        assert not is_alone("counting")


def test_whoever_has_another_name_is_in_nobodys_way():
    with held_by_somebody_else("counting"), transaction.atomic():
        assert is_alone("placing")


def test_it_ends_with_the_transaction():
    with held_by_somebody_else("counting"):
        pass
    for _time in range(2):
        with transaction.atomic():
            assert is_alone("counting")


def test_who_waits_comes_after_who_held_it():
    with held_by_somebody_else("counting") as end:
        threading.Timer(0.2, end).start()
        with transaction.atomic():
            wait_to_be_alone("counting")
            assert is_alone("counting")  # once more by the same is no mistake
