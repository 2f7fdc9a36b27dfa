"""A case that no agency has is shown to everybody from the triage desk, and taken back there."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from complaints.handling import assign_case, decline_assignment, send_to_triage
from complaints.lines import timeline
from complaints.models import Case, CaseEvent
from complaints.releasing import release_case
from complaints.workflow import CaseState, Visibility
from directory.models import Role
from notifications.models import Message
from routing import release_views
from routing.desk import release_at_the_desk
from tests.factories import make_membership, make_user

pytestmark = pytest.mark.django_db
POLE = "เสาไฟหน้าตลาดเอียง โทร 081-234-5678"
SENT = {"release-text": POLE, "release-place": "หน้าตลาด", "release-reason": "อันตรายกับคนเดินผ่าน"}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def waiting(file, pothole):
    case = file(visibility=Visibility.PUBLIC, text=POLE, topic=pothole).complaint.case
    return send_to_triage(case)


def act(client, case, name, **fields):
    page = client.get(reverse("desk"), {"case": case.reference}).content.decode()
    proof = re.search(r'name="shown" value="([^"]+)"', page)
    sent = {**fields, "shown": proof.group(1) if proof else ""}
    return client.post(reverse(f"desk_{name}", args=[case.reference]), sent, follow=True)


class TestShowingACaseThatNoAgencyHas:
    def test_is_done_with_a_reason_that_offices_read_and_nobody_else(self, as_, waiting, siriporn):
        html = act(as_(siriporn), waiting, "release", **SENT).content.decode()
        assert "Everybody can read it now." in html and "Personal data was still in the text" in html
        case = Case.objects.public().get()
        assert case.state == CaseState.TRIAGE
        assert "เสาไฟ" in case.public_text and "081-234" not in case.public_text
        line = timeline(case, up_to=CaseEvent.Seen.AGENCY)[0]
        assert (line.kind, line.note, line.officer) == ("released", SENT["release-reason"], siriporn.full_name)
        assert [told.note for told in timeline(case, up_to=CaseEvent.Seen.COMPLAINANT)][0] == ""
        assert Message.objects.filter(event_key=f"case:{case.reference}:{case.event_count}").count() == 1

    def test_needs_the_reason_and_keeps_what_was_typed(self, as_, waiting, siriporn):
        answer = act(as_(siriporn), waiting, "release", **SENT | {"release-reason": " "})
        assert answer.status_code == 400 and "หน้าตลาด" in answer.content.decode()
        assert not Case.objects.public()

    def test_a_refusal_about_a_field_that_is_not_there_stands_above_the_form(self, as_, waiting, siriporn, monkeypatch):
        def refuse(*_args, **_told):
            raise ValidationError("ต้องเป็นภาษาไทย", code="translation_not_thai")

        monkeypatch.setattr(release_views, "release_at_the_desk", refuse)  # Thai words have no field for a translation
        answer = act(as_(siriporn), waiting, "release", **SENT)
        assert answer.status_code == 409 and "ต้องเป็นภาษาไทย" in answer.content.decode()

    def test_can_be_looked_at_first(self, as_, waiting, siriporn):
        html = act(as_(siriporn), waiting, "release", **SENT, look="1").content.decode()
        assert "Nothing is shown yet" in html and SENT["release-reason"] in html
        assert not Case.objects.public()

    def test_is_taken_back_by_the_desk_whoever_released_it(self, as_, waiting, siriporn, pea, mea, pothole):
        part = assign_case(waiting, pea, by=None, topic=pothole)
        officer = make_membership(make_user("อรทัย"), pea, Role.OFFICER).user
        release_case(part.case, text="เสาไฟเอียง", by=officer)
        decline_assignment(part, reason="ไม่ใช่เสาของเรา", proposed_agency=mea, by=officer)
        html = act(as_(siriporn), waiting, "take_back", **{"take_back-text": "เห็นป้ายบ้าน"}).content.decode()
        assert "no longer shown to everybody" in html
        assert not Case.objects.public()
        line = timeline(waiting, up_to=CaseEvent.Seen.COMPLAINANT)[0]
        assert (line.kind, line.note) == ("taken_back", "เห็นป้ายบ้าน")

    def test_is_neither_offered_nor_done_where_its_author_said_no(self, as_, file, siriporn):
        case = send_to_triage(file(text=POLE).complaint.case)
        client = as_(siriporn)
        assert "Show it to everybody before" not in client.get(reverse("desk")).content.decode()
        assert act(client, case, "release", **SENT).status_code == 404

    def test_is_the_agencys_once_the_case_has_left(self, waiting, siriporn, pea):
        assign_case(waiting, pea, by=None)
        with pytest.raises(ValidationError) as refused:
            release_at_the_desk(waiting, reason="รีบ", text="เสาไฟเอียง", by=siriporn)
        assert refused.value.code == "case_left_the_desk"

    @pytest.mark.parametrize("name", ["release", "take_back"])
    def test_is_not_found_by_anybody_else(self, as_, waiting, malee, pea, name):
        officer = make_membership(make_user("อรทัย"), pea, Role.OFFICER).user
        for who in (malee, officer):
            assert as_(who).post(reverse(f"desk_{name}", args=[waiting.reference]), SENT).status_code == 404
        assert not Case.objects.public()

    def test_twice_the_same_is_told_and_done_once(self, as_, waiting, siriporn):
        client = as_(siriporn)
        act(client, waiting, "release", **SENT)
        assert act(client, waiting, "release", **SENT).status_code == 409
        assert waiting.events.filter(kind="released").count() == 1
