"""What changes the whole case is the responsible agency's: who only helps, accepted or not, is neither offered it nor may do it."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from complaints.converting import convert_case
from complaints.correcting import Correction, correct_case, refuse_correction, take_correction
from complaints.handling import accept_assignment, decline_assignment
from complaints.joining import join_case
from complaints.models import Assignment, Case, CaseFile
from complaints.releasing import release_case, take_back_release
from complaints.removing import remove_document
from complaints.workflow import CaseKind, Visibility
from records.uploads import store_upload
from tests.complaints.test_supporting import arunee, asked, helping, pwa  # noqa: F401
from tests.factories import make_topic
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db
OF_THE_WHOLE = (
    "convert",
    "release",
    "take-back",
    "take-correction",
    "refuse-correction",
    "separate",
    "close",
    "help",
    "join",
)
NEW_PART = ["asked", "helping"]


@pytest.fixture(params=NEW_PART)
def part(request):
    """Asked and not accepted yet, and accepted."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def offered(as_):
    """Which acts have a form on the page of this person."""

    def offered(user, case):
        page = as_(user).get(reverse("office_case", args=[case.reference])).content.decode()
        acts = (*OF_THE_WHOLE, "remove-file", "accept", "refuse")
        return {act for act in acts if f'/office/{case.reference}/{act}/"' in page}

    return offered


@pytest.fixture
def in_full(file, case, working, malee, wichai, sila):
    """The lead's case with all that the lead could act on: released, with a wish and a case that was joined."""
    other = file(visibility=Visibility.PUBLIC).complaint.case
    join_case(other, case, by=wichai, agency=working.agency)
    correct_case(Case.objects.get(pk=case.pk), Correction(topic=make_topic("roads/light", "ไฟทาง")), by=malee)
    return release_case(Case.objects.get(pk=case.pk), text="ถนนเป็นหลุม", by=wichai)


def test_the_responsible_agency_is_offered_them_all(in_full, offered, wichai):
    assert offered(wichai, in_full) >= set(OF_THE_WHOLE) - {"join"}


def test_who_helps_is_offered_none(part, in_full, offered, arunee):  # noqa: F811
    assert offered(arunee, in_full) & set(OF_THE_WHOLE) == set()


@pytest.mark.parametrize(
    ("act", "sent", "status"),
    [
        ("convert", {"convert-kind": "suggestion"}, 409),
        ("release", {"release-text": "ข้อความของผู้ช่วย"}, 409),
        ("release", {"release-text": "ข้อความของผู้ช่วย", "look": "1"}, 404),
        ("take_back", {"take_back-text": "ไม่"}, 409),
        ("take_correction", {}, 302),
        ("refuse_correction", {"reason": "ไม่ใช่"}, 302),
        ("separate", {}, 404),
    ],
)
def test_who_helps_changes_nothing_by_sending_the_form_all_the_same(part, in_full, as_, arunee, act, sent, status):  # noqa: F811
    before, n = Case.objects.values().get(pk=in_full.pk), in_full.events.count()
    joined = Case.objects.get(joined_into=in_full)
    sent = sent | ({"joined": joined.reference} if act == "separate" else {})
    answer = as_(arunee).post(reverse(f"office_{act}", args=[in_full.reference]), sent)
    assert answer.status_code == status
    assert Case.objects.values().get(pk=in_full.pk) == before
    assert in_full.events.count() == n and Case.objects.filter(joined_into=in_full).exists()


def test_the_acts_themselves_refuse(part, in_full, arunee):  # noqa: F811
    acts = [
        lambda: convert_case(in_full, CaseKind.SUGGESTION, by=arunee, assignment=part),
        lambda: release_case(in_full, text="อื่น", by=arunee, assignment=part),
        lambda: take_back_release(in_full, by=arunee, assignment=part),
        lambda: take_correction(part, by=arunee),
        lambda: refuse_correction(part, reason="ไม่ใช่", by=arunee),
    ]
    for act in acts:
        with pytest.raises(ValidationError) as refused:
            act()
        assert refused.value.code == "another_agency_leads"


def test_whoever_does_not_work_at_the_lead_is_refused_whatever_part_they_name(in_full, arunee, wichai, irrigation):  # noqa: F811
    """No part at all, and the part of an agency that has given the case away since the page was opened."""
    as_it_was = in_full.lead()
    Assignment.objects.filter(pk=as_it_was.pk).update(agency=irrigation)
    before = Case.objects.values().get(pk=in_full.pk)
    for by, part in [(arunee, None), (wichai, None), (wichai, as_it_was)]:
        for act in (
            lambda **said: release_case(in_full, text="อื่น", **said),
            lambda **said: take_back_release(in_full, **said),
            lambda **said: convert_case(in_full, CaseKind.SUGGESTION, **said),
        ):
            with pytest.raises(ValidationError) as refused:
                act(by=by, assignment=part)
            assert refused.value.code == "another_agency_leads"
    assert Case.objects.values().get(pk=in_full.pk) == before


def test_who_gave_the_case_away_is_refused_also_where_nobody_took_it(case, assignment, pwa, wichai):  # noqa: F811
    """The page was opened before; now the case is back at the triage desk, and no agency answers for it."""
    decline_assignment(assignment, reason="ไม่ใช่ถนนของเรา", proposed_agency=pwa, by=wichai)
    assert Case.objects.get(pk=case.pk).lead() is None
    for act in (
        lambda: release_case(case, text="ถนนเป็นหลุม", by=wichai, assignment=assignment),
        lambda: take_back_release(case, by=wichai, assignment=assignment),
        lambda: convert_case(case, CaseKind.SUGGESTION, by=wichai, assignment=assignment),
    ):
        with pytest.raises(ValidationError) as refused:
            act()
        assert refused.value.code == "another_agency_leads"


class TestAPersonalDocument:
    @pytest.fixture
    def card(self, working, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        upload = store_upload(ContentFile(phone_photo(), name="บัตรประชาชน.jpg"), token=str(uuid.uuid4()))
        CaseFile.objects.create(case=working.case, upload=upload)
        return upload

    def test_is_removed_by_who_helps_only_once_they_said_yes(self, card, asked, case, offered, arunee):  # noqa: F811
        assert "remove-file" not in offered(arunee, case)
        with pytest.raises(ValidationError) as refused:
            remove_document(case, str(card.public_id), by=arunee, assignment=asked)
        assert refused.value.code == "not_accepted_yet"
        helping = accept_assignment(asked, by=arunee)  # noqa: F811
        assert "remove-file" in offered(arunee, case)
        remove_document(case, str(card.public_id), by=arunee, assignment=helping)
        card.refresh_from_db()
        assert card.removed_at

    def test_is_not_removed_by_an_agency_that_gave_the_case_away(self, card, working, arunee, wichai, irrigation):  # noqa: F811
        """By the part of their page, by no part at all, and by somebody of another agency."""
        Assignment.objects.filter(pk=working.pk).update(state="transferred")
        Assignment.objects.create(case=working.case, agency=irrigation, part="lead")
        for by, part in [(wichai, working), (wichai, None), (arunee, None), (arunee, working)]:
            with pytest.raises(ValidationError) as refused:
                remove_document(working.case, str(card.public_id), by=by, assignment=part)
            assert refused.value.code == "another_agency_leads"
        card.refresh_from_db()
        assert card.removed_at is None
