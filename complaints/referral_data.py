"""The data that goes along with a referral letter, for a machine to read: JSON with fields of our own, which
docs/letters.md tells of, and XML with the names that Thailand's exchange of e-Saraban gives the parts of a letter.

Source of those names: TH e-GIF, GovernmentDocument 1.0, as systems that speak to e-CMS write a CorrespondenceLetter. Its codes
of secrecy and speed are handed out by the exchange itself, so none is written here; nor can a letter hold itself
(MainLetterBinaryObject): who registers it adds the PDF.
"""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as ET

from django.urls import reverse
from django.utils import timezone

from complaints.models import Complainant, Complaint, Letter, Referral
from complaints.personal_data import mask
from complaints.referrals import is_told_in_confidence
from directory.installation import site_url
from directory.models import LetterAddress

FORMAT = "siang-pracha/referral/1"
JSON_NAME, XML_NAME = "referral.json", "correspondence-letter.xml"
RAM = "urn:th:gov:egif:data:standard:ReusableAggregateBusinessInformationEntity:1"
RSM = "urn:th:gov:egif:data:standard:GovernmentDocument:1.0"


def complaint_of(referral: Referral) -> Complaint | None:
    """The complaint that speaks for the case."""
    return Complaint.objects.filter(case_id=referral.case_id).order_by("-id").first()


def person_to_name(referral: Referral) -> Complainant | None:
    """Who filed, where name and contact go along; None otherwise, in confidence, or once they are erased."""
    complaint = complaint_of(referral)
    if referral.identity == Referral.Identity.NONE or complaint is None or is_told_in_confidence(referral.case):
        return None
    person = Complainant.objects.filter(complaint=complaint).first()
    return person if person and (person.name or person.phone or person.email) else None


def told_words(referral: Referral) -> str:
    """What was told, for an agency elsewhere: nothing in confidence, and with names, numbers and addresses hidden unless
    who filed is named anyway."""
    complaint = complaint_of(referral)
    if complaint is None or is_told_in_confidence(referral.case):
        return ""
    if person_to_name(referral):
        return complaint.words_here
    person = Complainant.objects.filter(complaint=complaint).first()
    return mask(complaint.words_here, [person.name] if person and person.name else [])


def data_of(letter: Letter) -> dict[str, Any]:
    """The referral as JSON has it: times in ISO 8601, of the common era; null where something is not told."""
    referral, case = _referral(letter), letter.case
    complaint, person = complaint_of(referral), person_to_name(referral)
    in_confidence = is_told_in_confidence(case)
    return {
        "format": FORMAT,
        "letter": {
            "number": letter.number,
            "date": _date(letter),
            "kind": letter.kind,
            "subject": letter.says["subject"],
            "verify_url": letter.says["verify_url"],
        },
        "from": {
            "code": letter.agency.code,
            "name": letter.says["office"],
            "contact": "\n".join(letter.says["contact"].splitlines()),
        },
        "to": {
            "code": referral.agency.code,
            "name": referral.agency.name_th,
            "saraban_code": _address(referral).saraban_code or None,
        },
        "case": {
            "reference": case.reference,
            "kind": case.kind,
            "topic": _topic(letter),
            "filed_at": complaint.submitted_at.isoformat() if complaint and not in_confidence else None,
            "place": None if in_confidence else case.place("th") or None,
            "latitude": None if in_confidence else case.latitude,
            "longitude": None if in_confidence else case.longitude,
            "is_urgent": case.is_urgent,
            "told": told_words(referral) or None,
            "tracking_url": None if in_confidence else site_url() + reverse("track_case", args=[case.reference]),
        },
        "asks": referral.asks,
        "answer_within_working_days": referral.answer_days,
        "complainant": {"name": person.name or None, "phone": person.phone or None, "email": person.email or None}
        if person
        else None,
        "why_complainant_is_named": {"ground": referral.identity, "note": referral.identity_why} if person else None,
    }


def as_json(letter: Letter) -> bytes:
    return json.dumps(data_of(letter), ensure_ascii=False, indent=1).encode()


def as_xml(letter: Letter) -> bytes:
    """The letter as a CorrespondenceLetter. What has no value is left out: an empty ID is the code of nobody."""
    ET.register_namespace("ram", RAM)
    ET.register_namespace("rsm", RSM)
    referral = _referral(letter)
    document = ET.Element(f"{{{RSM}}}GovernmentDocument")
    body = ET.SubElement(document, f"{{{RAM}}}CorrespondenceLetter")
    _put(body, "ID", letter.number)
    _put(body, "CorrespondenceDate", _date(letter))
    _put(body, "Subject", letter.says["subject"])
    own = LetterAddress.objects.filter(agency=letter.agency_id).first()
    _party(body, "SenderParty", letter.says["signed_name"], letter.says["signed_as"], own.saraban_code if own else "")
    _party(body, "ReceiverParty", "", _address(referral).addressee, _address(referral).saraban_code)
    if letter.refers_to:
        earlier = ET.SubElement(body, f"{{{RAM}}}ReferenceCorrespondence")
        _put(earlier, "ID", letter.refers_to.number)
        _put(earlier, "CorrespondenceDate", _date(letter.refers_to))
        _put(earlier, "Subject", letter.refers_to.says["subject"])
    _put(body, "Attachment", JSON_NAME)
    _put(body, "Description", referral.asks)
    return bytes(ET.tostring(document, encoding="utf-8", xml_declaration=True))


def _party(body: ET.Element, name: str, given: str, job: str, department: str) -> None:
    party = ET.Element(f"{{{RAM}}}{name}")
    _put(party, "GivenName", given)
    _put(party, "JobTitle", " ".join(job.split()))
    organization = ET.Element(f"{{{RAM}}}DepartmentOrganization")
    _put(organization, "ID", department)
    for each, above in ((organization, party), (party, body)):
        if len(each):
            above.append(each)


def _put(above: ET.Element, name: str, text: str) -> None:
    if said := _xml_text(text):
        ET.SubElement(above, f"{{{RAM}}}{name}").text = said


def _xml_text(text: str) -> str:
    """Without the signs that XML 1.0 has no way to write."""
    return "".join(sign for sign in text if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff")).strip()


def _topic(letter: Letter) -> dict[str, str] | None:
    topic = letter.case.topic
    return {"code": topic.code, "name": topic.name_th} if topic and not is_told_in_confidence(letter.case) else None


def _date(letter: Letter) -> str:
    assert letter.dated  # noqa: S101 - numbered
    return timezone.localdate(letter.dated).isoformat()


def _referral(letter: Letter) -> Referral:
    assert letter.referral  # noqa: S101 - it goes to an agency
    return letter.referral


def _address(referral: Referral) -> LetterAddress:
    """As it is now; an empty one where it was taken away since."""
    return LetterAddress.objects.filter(agency=referral.agency_id).first() or LetterAddress()
