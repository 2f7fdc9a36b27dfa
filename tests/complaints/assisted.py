"""The form of a helper as the tests send it."""

import uuid

from complaints.assisted_receipts import key_of
from complaints.models import Complaint
from tests.complaints.conftest import POTHOLE

ASSIST = "/office/assist/"


def newest_receipt():
    """The address of the receipt of what was filed last."""
    return f"{ASSIST}receipt/{key_of(Complaint.objects.latest('pk').reference)}/"


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
