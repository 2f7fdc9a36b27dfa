"""The demo's letters: a key that signs nothing valid, and the electricity authority, which sends its answers as letters."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from complaints.letters import owe_letter
from complaints.models import CaseEvent
from directory.models import Agency, Letterhead
from directory.people import PEOPLE
from records.pdf_signing import make_test_key

LETTERS = 3
"""Of answers that were given before."""


def make_demo_key() -> None:
    """One for this installation, once."""
    if settings.LETTER_KEY and not Path(settings.LETTER_KEY).exists():
        make_test_key(Path(settings.LETTER_KEY), password=settings.LETTER_KEY_PASSWORD)


def send_demo_letters() -> None:
    """From now on, and of the last answers: the worker makes them like all others."""
    agency = Agency.objects.get(code=next(person.agency_code for person in PEOPLE if person.key == "kanya"))
    Letterhead.objects.get_or_create(
        agency=agency,
        defaults={
            "is_on": True,
            "prefix": "มท 5300",
            "office": agency.name_th,
            "address": "200 ถนนงามวงศ์วาน แขวงลาดยาว\nเขตจตุจักร กรุงเทพมหานคร 10900",
            "signed_name": "นางสาวกัญญา รุ่งเรือง",
            "signed_as": "ผู้จัดการ (บุคคลสมมติในระบบสาธิต)",
            "contact": "ศูนย์บริการลูกค้า\nโทร. 1129",
        },
    )
    answers = CaseEvent.objects.filter(agency=agency, kind=CaseEvent.Kind.RESOLUTION_PROPOSED, letter__isnull=True)
    for event in answers.select_related("agency").order_by("-at")[:LETTERS]:
        owe_letter(event)
