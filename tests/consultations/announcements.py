"""Steps that the tests of consultations share."""

from django.utils import timezone

from consultations.announcing import announce_consultation
from consultations.laws.documents import add_document, keep_text, look_at_text
from consultations.models import Consultation
from consultations.signing import note_paper


def sign_on_paper(consultation, *, by):
    """Its head, who does not work here, signs the words as they stand now."""
    now = Consultation.objects.get(pk=consultation.pk)
    return note_paper(now, number="นร 0105/12", signed_on=timezone.localdate(), seen=now.event_count, by=by)


def put_in_text(consultation, *, by, kind="draft", text="มาตรา ๑ ห้ามจอดรถบนทางเท้า"):
    """A document of a consultation with a structured text."""
    document = add_document(consultation, kind=kind, title_th="ร่างกฎหมายทางเท้า", by=by)
    return keep_text(look_at_text(document, pasted=text, by=by), seen=0, by=by)


def sign_and_announce(consultation, *, by):
    return announce_consultation(sign_on_paper(consultation, by=by), by=by)
