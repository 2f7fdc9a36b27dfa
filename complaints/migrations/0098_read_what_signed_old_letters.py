import re

from django.core.files.storage import default_storage
from django.db import migrations

BATCH = 100
SIGNATURE = re.compile(rb"/Contents\s*<([0-9A-Fa-f]+)>")
# As records.pdf_signing.make_test_key has written it into its certificates so far.
NOT_VALID = "ทดสอบ ไม่มีผล TEST - NOT VALID".encode()


def is_signed_for_test(pdf):
    """By the certificate that lies in the signature; None where there is no signature."""
    signatures = [bytes.fromhex(found.decode()) for found in SIGNATURE.findall(pdf)]
    return any(NOT_VALID in signature for signature in signatures) if signatures else None


def read(apps, schema_editor):
    letters = apps.get_model("complaints", "Letter").objects
    after = 0
    while batch := list(letters.filter(pk__gt=after, state="issued").exclude(stored_as="").order_by("pk")[:BATCH]):
        for letter in batch:
            try:
                with default_storage.open(letter.stored_as) as file:
                    found = is_signed_for_test(file.read())
            except FileNotFoundError:  # erased meanwhile, or lost: what signed it is not known
                continue
            letters.filter(pk=letter.pk, is_test=None).update(is_test=found)
        after = batch[-1].pk


class Migration(migrations.Migration):
    """Says of letters that went out before whether a certificate for tests signed them: it lies in each PDF."""

    atomic = False  # may be run again, and nobody waits for all files

    dependencies = [("complaints", "0097_letters_say_what_signed_them")]

    operations = [migrations.RunPython(read, migrations.RunPython.noop)]
