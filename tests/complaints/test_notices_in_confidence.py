"""What leaves the platform of a case told in confidence: that there is news, never of what, from whom or where."""

import pytest
from django.utils import timezone

from complaints.co_signing import co_sign, invite_co_signers
from complaints.converting import convert_case
from complaints.correcting import Correction, correct_case, refuse_correction
from complaints.extending import days_to_choose, extend_assignment
from complaints.following import tell_of_end
from complaints.handling import (
    accept_assignment,
    ask_complainant,
    assign_case,
    propose_closing,
    reject_case,
    reply_to_complainant,
)
from complaints.intake import Contact
from complaints.models import Case, CaseEvent, Complainant
from complaints.notices import notify_complainants
from complaints.responding import answer_question, dispute_resolution, withdraw_complaint
from complaints.workflow import CaseKind, ExtensionReason, Outcome, Visibility
from notifications.models import Channel, Message
from tests.complaints.conftest import POTHOLE
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
NOTE = "มาพบเราได้ที่บ้านพักฉุกเฉิน"
WORDS_OF_A_TIP_OFF = ["เบาะแส", "tip-off", "ตรวจพบ", "what was found"]
FACTS = {"from": CaseKind.COMPLAINT.value, "to": CaseKind.TIP_OFF.value, "outcome": Outcome.SOLVED.value}
FACTS_OF = {
    kind: {"from": "my", "to": "th"}
    for kind in (
        CaseEvent.Kind.LANGUAGE_CORRECTED,
        CaseEvent.Kind.TRANSLATION_ASKED,
        CaseEvent.Kind.TRANSLATED,
    )
}


@pytest.fixture
def refuge(db):
    """An agency whose name alone gives the matter away."""
    return make_agency(
        "ศูนย์ช่วยเหลือผู้ถูกกระทำความรุนแรงในครอบครัว", name_en="Centre against violence in the family", code="refuge"
    )


@pytest.fixture
def pim(refuge):
    """The officer who leads it, so that confidential cases are hers."""
    return make_membership(make_user("พิมพ์ ใจกล้า"), refuge, "supervisor").user


@pytest.fixture(params=[Channel.EMAIL, Channel.SMS])
def secret(request, file, bribery, sila):
    """A confidential case of somebody who gets news, by mail and by text."""
    contact = Contact(email="pa.nuan@example.org", phone="+66812345678")
    complaint = file(by=None, contact=contact, visibility=Visibility.CONFIDENTIAL, topic=bribery, area=sila).complaint
    Complainant.objects.filter(complaint=complaint).update(news_channel=request.param, news_confirmed_at=timezone.now())
    Message.objects.all().delete()
    return complaint.case


def sent():
    return [f"{message.subject}\n{message.body}" for message in Message.objects.all()]


def gives_away(said, case, agency):
    """The words of this message that tell what, where or from whom."""
    case = Case.objects.select_related("topic", "area__parent").get(pk=case.pk)
    private = [agency.name_th, agency.name_en, case.topic.name_th, case.topic.name_en, case.heading, NOTE, POTHOLE[:15]]
    private += [case.area.name_th, case.area.name_en, case.area.parent.name_th, *WORDS_OF_A_TIP_OFF]
    private += [str(label) for value, label in Outcome.choices]
    return [words for words in private if words and words in said]


@pytest.mark.parametrize("language", ["th", "en", "my", "lo", "km", "zh-hans"])
def test_no_kind_of_line_names_topic_agency_or_place(secret, refuge, language):
    secret.complaints.update(language=language)
    for kind in CaseEvent.Kind:
        Case.objects.filter(pk=secret.pk).update(event_count=100 + list(CaseEvent.Kind).index(kind))
        secret.refresh_from_db()
        for kind_of_case in CaseKind:
            secret.kind = kind_of_case
            notify_complainants(secret, kind, agency=refuge, facts=FACTS_OF.get(kind, FACTS))
            (said,) = sent()
            assert gives_away(said, secret, refuge) == [], (kind, kind_of_case)
            assert secret.reference in said
            Message.objects.all().delete()


def test_nor_does_any_act_of_its_life(secret, refuge, pim):
    part = assign_case(secret, refuge, by=None, topic=secret.topic)
    part = accept_assignment(part, by=pim)
    ask_complainant(part, question=NOTE, by=pim)
    answer_question(part.case, text=POTHOLE, by=None)
    reply_to_complainant(part, text=NOTE, by=pim)
    part.refresh_from_db()
    extend_assignment(part, until=days_to_choose(part)[-1].date(), reason=ExtensionReason.WEATHER, text=NOTE, by=pim)
    correct_case(part.case, Correction(place_text=NOTE), by=None)
    refuse_correction(part, reason=NOTE, by=pim)
    propose_closing(part, answer=NOTE, outcome=Outcome.SOLVED, by=pim)
    dispute_resolution(part.case, reason=POTHOLE, by=None)
    convert_case(secret, CaseKind.TIP_OFF, by=pim)
    propose_closing(part, answer=NOTE, outcome=Outcome.EXPLAINED, by=pim)
    withdraw_complaint(secret, by=None)
    assert len(sent()) >= 9
    assert [gives_away(said, secret, refuge) for said in sent()] == [[]] * len(sent())


def test_nor_does_a_rejection(secret, refuge, siriporn):
    reject_case(secret, reason=NOTE, by=siriporn)
    assert [gives_away(said, secret, refuge) for said in sent()] == [[]]


def test_nor_what_goes_to_an_author_whose_own_words_alone_are_in_confidence(secret, refuge):
    Case.objects.filter(pk=secret.pk).update(visibility=Visibility.AGENCY)
    secret.refresh_from_db()
    notify_complainants(secret, CaseEvent.Kind.ACCEPTED, agency=refuge)
    assert [gives_away(said, secret, refuge) for said in sent()] == [[]]


def test_nor_what_goes_to_those_who_signed_before_it_became_confidential(file, refuge, pim, malee, somsak, roads, sila):
    case = invite_co_signers(file(topic=roads, area=sila).complaint.case, by=malee)
    co_sign(case, by=somsak)
    part = accept_assignment(assign_case(case, refuge, by=None, topic=roads), by=pim)
    convert_case(part.case, CaseKind.TIP_OFF, by=pim)
    Message.objects.all().delete()
    case.refresh_from_db()
    tell_of_end(case, CaseEvent.Kind.ACKNOWLEDGED, agency=refuge)
    mails = [f"{m.subject}\n{m.body}" for m in Message.objects.filter(recipient=somsak.email)]
    assert mails and [gives_away(said, case, refuge) for said in mails] == [[]] * len(mails)


def test_the_page_behind_the_code_names_the_agency_all_the_same(client, file, refuge, pim):
    filed = file(by=None, visibility=Visibility.CONFIDENTIAL)
    accept_assignment(assign_case(filed.complaint.case, refuge, by=None), by=pim)
    client.post("/track/", {"reference": filed.complaint.reference, "code": filed.receipt_code})
    assert refuge.name_th in client.get(f"/track/{filed.complaint.reference}/").content.decode()
