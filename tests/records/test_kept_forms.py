from datetime import timedelta

import pytest
from django.utils import timezone

from records.kept_forms import drop_forms, forget_old_forms, keep_form, new_key, open_form, replace_forms
from records.models import KeptForm
from records.uploads import hash_of_token

pytestmark = pytest.mark.django_db

KEY, OTHERS = new_key(), new_key()
WORDS = {"fields": "text=ไฟดับทั้งซอย", "at": 1.5}


class TestAFormOnItsWay:
    def test_opens_with_the_key_it_was_kept_under_and_no_other(self):
        name = keep_form(WORDS, key=KEY, token="ฟอร์ม")
        assert open_form(name, key=KEY) == WORDS
        assert open_form(name, key=OTHERS) is None
        assert open_form("ไม่มี", key=KEY) is None

    def test_is_noise_to_who_reads_the_table(self):
        first, again = (bytes(KeptForm.objects.get(pk=_keep()).sealed) for _n in range(2))
        assert first != again
        assert b"text" not in first and "ไฟดับ".encode() not in first

    def test_does_not_open_once_a_byte_or_its_form_is_another(self):
        name = keep_form(WORDS, key=KEY, token="ฟอร์ม")
        kept = KeptForm.objects.get()
        changed = bytearray(kept.sealed)
        changed[-1] ^= 1
        KeptForm.objects.update(sealed=bytes(changed))
        assert open_form(name, key=KEY) is None
        KeptForm.objects.update(sealed=kept.sealed, token_hash=hash_of_token("อีกฟอร์ม"))
        assert open_form(name, key=KEY) is None

    def test_says_something_else_once_it_is_replaced_and_others_do_not(self):
        names = [keep_form(WORDS, key=KEY, token=token) for token in ("ฟอร์ม", "ฟอร์ม", "อีกฟอร์ม")]
        replace_forms("ฟอร์ม", {"sent": "69-7K3M-9QXT-Y"}, key=KEY)
        assert [open_form(name, key=KEY) for name in names] == [{"sent": "69-7K3M-9QXT-Y"}] * 2 + [WORDS]

    def test_goes_when_it_is_dropped_or_a_day_old(self):
        names = [keep_form(WORDS, key=KEY, token=token) for token in ("ฟอร์ม", "อีกฟอร์ม")]
        drop_forms("ฟอร์ม")
        assert [open_form(name, key=KEY) for name in names] == [None, WORDS]
        assert forget_old_forms() == 0
        KeptForm.objects.update(kept_at=timezone.now() - timedelta(hours=26))
        assert forget_old_forms() == 1


def _keep() -> int:
    keep_form(WORDS, key=KEY, token="ฟอร์ม")
    return KeptForm.objects.latest("pk").pk
