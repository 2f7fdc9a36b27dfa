"""The form of a helper as the tests send it."""

import uuid

from tests.complaints.conftest import POTHOLE

ASSIST = "/office/assist/"
RECEIPT = "/office/assist/receipt/"


def told(**fields):
    return {
        "form_token": str(uuid.uuid4()),
        "channel": "phone",
        "text": POTHOLE,
        "visibility": "agency",
        "told_by": "self",
        "language": "th",
        "contact_name": "ยายคำ ดีมาก",
        "phone": "081 000 0123",
        "consent": "on",
        "consent_as": "said",
        "step": "send",
        **fields,
    }
