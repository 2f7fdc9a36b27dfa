from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from records.idempotency import KeyReused, KeyRunning, claim, forget_old_keys
from records.models import IdempotencyKey

KEY, BODY, OTHER_BODY = "4b1c6e0e-มาลี", "ไฟดับทั้งซอย", "น้ำท่วมซอย"


def file(body: str = BODY, key: str = KEY, scope: str = "api", answer: str = "69-7K3M-9QXT-Y"):
    with transaction.atomic():
        claimed = claim(scope, key, body)
        if claimed.state == "new":
            claimed.finish(answer)
        return claimed


@pytest.mark.django_db
class TestR4TheSameRequestTwice:
    def test_R4_is_new_once_and_then_answered_as_before(self):
        assert file().state == "new"
        again = file(answer="never used")
        assert (again.state, again.answer_reference) == ("done", "69-7K3M-9QXT-Y")
        assert IdempotencyKey.objects.count() == 1

    def test_R4_with_another_body_is_refused(self):
        file()
        with pytest.raises(KeyReused) as refused:
            file(OTHER_BODY)
        assert refused.value.code == "key_reused"

    def test_gives_the_same_salt_so_that_a_secret_can_be_shown_again(self):
        assert file().salt == file().salt
        assert file().salt != file(key="อีกกุญแจ").salt
        assert len(file().salt) == 16

    def test_means_nothing_in_another_scope(self):
        file()
        assert file(OTHER_BODY, scope="form").state == "new"

    def test_is_new_again_when_the_first_was_rolled_back(self):
        class Broken(Exception):
            pass

        with pytest.raises(Broken), transaction.atomic():
            claim("api", KEY, BODY)
            raise Broken
        assert file().state == "new"

    def test_takes_three_statements_when_new_and_two_when_known(self, django_assert_num_queries):
        with transaction.atomic():
            with django_assert_num_queries(2):
                claim("api", KEY, BODY).finish("69-7K3M-9QXT-Y")
            with django_assert_num_queries(2):
                claim("api", KEY, BODY)

    @pytest.mark.parametrize("key", ["", "ก" * 201, "a\nb", "a\x00b"])
    def test_needs_a_proper_key(self, key):
        with pytest.raises(ValidationError) as refused:
            file(key=key)
        assert refused.value.code == "key_malformed"

    def test_neither_key_nor_body_is_stored(self):
        file()
        stored = str(IdempotencyKey.objects.values().get())
        assert KEY not in stored
        assert BODY not in stored


@pytest.mark.django_db(transaction=True)
class TestR4TheSameRequestAtTheSameTime:
    def test_R4_the_second_is_told_at_once_that_the_first_is_running(self):
        claimed, finish = Event(), Event()

        def first():
            with transaction.atomic():
                claim("api", KEY, BODY).finish("69-7K3M-9QXT-Y")
                claimed.set()
                finish.wait(30)
            connection.close()

        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(first)
            claimed.wait(5)
            with pytest.raises(KeyRunning) as refused:
                file()
            assert not running.done(), "it did not wait for the first"
            assert refused.value.code == "key_running"
            finish.set()
            running.result(5)
        assert file().state == "done"

    def test_R4_of_fifty_at_once_one_is_new(self):
        together = Barrier(10)

        def one(_number: int) -> str:
            together.wait(10)
            try:
                return file().state
            except KeyRunning:
                return "running"
            finally:
                connection.close()

        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(one, range(50)))
        assert answers.count("new") == 1
        assert set(answers) <= {"new", "done", "running"}
        assert IdempotencyKey.objects.count() == 1

    def test_a_claim_outside_a_transaction_is_a_mistake(self):
        with pytest.raises(TransactionManagementError):
            claim("api", KEY, BODY)


@pytest.mark.django_db
def test_keys_are_forgotten_after_a_day():
    file(key="เมื่อวาน")
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=26))
    file(key="วันนี้")
    assert forget_old_keys() == 1
    assert file(OTHER_BODY, key="เมื่อวาน").state == "new"
    assert file(key="วันนี้").state == "done"


@pytest.mark.django_db
def test_S8_of_the_time_only_the_hour_is_kept():
    file()
    created_at = IdempotencyKey.objects.get().created_at
    assert (created_at.minute, created_at.second, created_at.microsecond) == (0, 0, 0)
