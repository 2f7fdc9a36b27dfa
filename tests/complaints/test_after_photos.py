"""The picture of the finished work: where "solved" needs one, what stands in its place, and who reads that."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from complaints.after_photos import forget_after_photos, load_after_photos, needs_after_photo
from complaints.handling import accept_assignment, assign_case, propose_closing
from complaints.joining import join_case
from complaints.lines import timeline
from complaints.models import AfterPhoto, Case, CaseEvent, CaseFile, Closing
from complaints.responding import confirm_resolution, dispute_resolution
from complaints.workflow import AssignmentState, CaseKind, CaseState, Outcome, Visibility
from directory.loading import load_reference
from directory.models import Role
from records.caching import Forgetful
from records.uploads import store_upload
from tests.complaints.joined import part_of
from tests.factories import make_membership, make_topic, make_user
from tests.records.files import pdf, phone_photo

pytestmark = pytest.mark.django_db
TOKEN = "7d1c4b1e-2f6f-4d0a-9a52-0f2a5d0c1f11"
WHY = "ช่างทำตอนกลางคืน กล้องถ่ายไม่ติด"


@pytest.fixture(autouse=True)
def _uploads_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield


@pytest.fixture
def physical(roads):
    """Roads are something one can see."""
    AfterPhoto.objects.create(topic=roads.parent, needs_photo=True)
    forget_after_photos()
    return roads


@pytest.fixture
def repaired(working, physical):
    """The case of the pothole, of whose repair a picture is due."""
    return working


def photo(name="หลัง.jpg", token=TOKEN):
    return store_upload(SimpleUploadedFile(name, phone_photo(), "image/jpeg"), token=token)


def report(part, by, outcome=Outcome.SOLVED, **told):
    return propose_closing(part, answer="ปะหลุมแล้ว", outcome=outcome, by=by, **told)


def refusal(part, by, **told):
    with pytest.raises(ValidationError) as refused:
        report(part, by, **told)
    return refused.value.code


def close(client, part, **fields):
    told = {"close-text": "ปะหลุมแล้ว", "close-outcome": "solved", "close-form_token": TOKEN}
    return client.post(reverse("office_close", args=[part.case.reference]), told | fields, follow=True)


class TestReportingAsSolved:
    def test_is_refused_without_picture_and_reason_and_leaves_no_trace(self, repaired, wichai):
        lines = CaseEvent.objects.count()
        assert refusal(repaired, wichai) == "after_photo_missing"
        assert refusal(repaired, wichai, no_photo=" \u200b ") == "after_photo_missing"
        repaired.refresh_from_db()
        assert repaired.state == AssignmentState.WORKING
        assert (CaseEvent.objects.count(), Closing.objects.count()) == (lines, 0)

    def test_takes_a_picture(self, repaired, wichai):
        report(repaired, wichai, uploads=[photo()])
        assert Closing.objects.get().photo == Closing.Photo.SENT
        assert "no_photo" not in CaseEvent.objects.get(kind="resolution_proposed").facts

    def test_takes_no_paper_for_a_picture(self, repaired, wichai):
        paper = store_upload(SimpleUploadedFile("ใบงาน.pdf", pdf(), "application/pdf"), token=TOKEN)
        assert refusal(repaired, wichai, uploads=[paper]) == "after_photo_missing"

    def test_takes_a_reason_instead_keeps_it_and_counts_it(self, repaired, wichai, highways):
        report(repaired, wichai, no_photo=f" {WHY}\u200b ")
        event = CaseEvent.objects.get(kind="resolution_proposed")
        assert event.facts["no_photo"] == WHY
        counted = Closing.objects.get()
        assert (counted.photo, counted.agency, counted.event, counted.at) == ("none", highways, event, event.at)

    def test_takes_no_endless_reason(self, repaired, wichai):
        assert refusal(repaired, wichai, no_photo="ก" * 301) == "note_too_long"

    def test_keeps_no_reason_beside_a_picture(self, repaired, wichai):
        report(repaired, wichai, uploads=[photo()], no_photo=WHY)
        assert "no_photo" not in CaseEvent.objects.get(kind="resolution_proposed").facts

    def test_counts_each_report_of_a_case_that_was_opened_again(self, repaired, wichai):
        report(repaired, wichai, no_photo=WHY)
        dispute_resolution(repaired.case, reason="ยังเป็นหลุม", by=None)
        assert refusal(repaired, wichai) == "after_photo_missing"
        report(repaired, wichai, uploads=[photo()])
        assert list(Closing.objects.order_by("id").values_list("photo", flat=True)) == ["none", "sent"]


class TestWhatNeedsNoPicture:
    @pytest.mark.parametrize("outcome", [Outcome.EXPLAINED, Outcome.REFUSED, Outcome.NOTHING_FOUND])
    def test_another_outcome(self, repaired, wichai, outcome):
        report(repaired, wichai, outcome=outcome)
        assert Closing.objects.get().photo == Closing.Photo.NOT_NEEDED

    def test_a_topic_that_nobody_marked(self, working, wichai):
        report(working, wichai)
        assert Closing.objects.get().photo == Closing.Photo.NOT_NEEDED

    def test_a_part_that_is_taken_out_of_its_topic(self, repaired, physical, wichai):
        AfterPhoto.objects.create(topic=physical, needs_photo=False)
        forget_after_photos()
        report(repaired, wichai)

    def test_a_suggestion_about_the_same(self, repaired):
        assert needs_after_photo(repaired.case)
        repaired.case.kind = CaseKind.SUGGESTION
        assert not needs_after_photo(repaired.case)

    def test_a_case_without_a_topic(self, physical):
        assert not needs_after_photo(Case(kind=CaseKind.COMPLAINT))


class TestTheRows:
    def test_come_with_the_house_and_a_change_of_staff_stays(self, db):
        load_reference()
        assert load_after_photos() == AfterPhoto.objects.count() > 25
        AfterPhoto.objects.filter(topic__code="roads").update(needs_photo=False)
        assert load_after_photos() == 0
        assert not AfterPhoto.objects.get(topic__code="roads").needs_photo

    @pytest.mark.parametrize(
        ("topic", "needs"),
        [
            ("roads/pothole", True),
            ("electricity/street-lights", True),
            ("flooding/drains", True),
            ("waste/uncollected", True),
            ("water-supply/burst-pipe", True),
            ("roads/new-road", False),
            ("waste/fees", False),
            ("electricity/bills", False),
            ("corruption-conduct/bribery", False),
        ],
    )
    def test_name_what_one_can_see(self, db, topic, needs):
        load_reference()
        load_after_photos()
        forget_after_photos()
        case = Case(kind=CaseKind.COMPLAINT, topic=make_topic(topic))
        assert needs_after_photo(case) is needs

    def test_are_changed_by_an_administrator_and_count_at_once(self, client, working, roads, highways, wichai):
        boss = make_membership(make_user("ผู้ดูแล", is_staff=True), highways, Role.ADMINISTRATOR).user
        client.force_login(boss)
        assert not needs_after_photo(working.case)
        answer = client.post(reverse("admin:complaints_afterphoto_add"), {"topic": roads.pk, "needs_photo": "on"})
        assert answer.status_code == 302
        assert needs_after_photo(working.case)


class TestTheForm:
    def test_says_at_its_field_that_a_picture_is_needed(self, as_, repaired, wichai):
        page = as_(wichai).get(reverse("office_case", args=[repaired.case.reference])).content.decode()
        field = page.split('for="id_close-pictures"')[1].split('name="close-no_photo"')[0]
        assert "“Solved” needs at least one." in field.split('class="govuk-hint"')[1].split("</div>")[0]
        assert 'name="close-no_photo"' in page

    def test_asks_for_nothing_where_none_is_needed(self, as_, working, wichai):
        page = as_(wichai).get(reverse("office_case", args=[working.case.reference])).content.decode()
        assert "close-no_photo" not in page
        assert "Pictures after the work (if any)" in page

    def test_says_what_is_missing_with_all_else_that_is(self, as_, repaired, wichai):
        page = close(as_(wichai), repaired, **{"close-text": ""})
        assert page.status_code == 400
        text = page.content.decode()
        assert "Send a picture of the finished work, or say below why there is none." in text
        assert "Write a few words first." in text

    def test_takes_the_reason(self, as_, repaired, wichai):
        text = close(as_(wichai), repaired, **{"close-no_photo": WHY}).content.decode()
        assert "The complainant is asked to confirm." in text
        assert WHY in text

    def test_takes_a_picture_that_waits_already(self, as_, repaired, wichai):
        photo()
        assert "The complainant is asked to confirm." in close(as_(wichai), repaired).content.decode()

    def test_takes_no_picture_that_cannot_be_opened(self, as_, repaired, wichai):
        broken = SimpleUploadedFile("หลัง.jpg", phone_photo()[:900], "image/jpeg")
        page = close(as_(wichai), repaired, **{"close-pictures": broken})
        assert page.status_code == 400
        assert CaseFile.objects.count() == 0

    def test_sends_no_gap_of_a_text_to_begin_with(self, as_, repaired, wichai):
        from complaints.models import ReplyTemplate

        ReplyTemplate.objects.create(use="close", name="ซ่อมแล้ว", text="ซ่อมเมื่อ [date]")
        assert close(as_(wichai), repaired, **{"close-no_photo": "ถ่ายไม่ได้ [date]"}).status_code == 400


class TestWhoReadsIt:
    @pytest.fixture
    def told(self, repaired, wichai):
        report(repaired, wichai, no_photo=WHY)
        return Case.objects.get(pk=repaired.case_id)

    def test_the_complainant_where_they_are_asked_and_afterwards(self, as_, told, malee):
        client = as_(malee)
        address = reverse("track_case", args=[told.reference])
        assert client.get(address).content.decode().count(WHY) == 2  # beside the answer, and in the timeline
        confirm_resolution(told, by=malee)
        assert WHY in client.get(address).content.decode()

    def test_neither_strangers_nor_everybody(self, client, told):
        assert WHY not in client.get(reverse("track_case", args=[told.reference])).content.decode()
        assert WHY not in client.get(f"/api/v1/cases/{told.reference}/").content.decode()
        assert [line.no_photo for line in timeline(told, up_to=CaseEvent.Seen.PUBLIC) if line.no_photo] == []

    def test_the_agency_in_its_timeline(self, as_, told, wichai):
        assert WHY in as_(wichai).get(reverse("office_case", args=[told.reference])).content.decode()


class TestWhoFiledAJoinedCase:
    def test_reads_the_reason_without_the_names_in_it(self, first, second, physical, wichai, somsak, as_):
        join_case(second, first, by=wichai)
        report(part_of(first), wichai, no_photo=f"{WHY} ถามคุณมาลี 081-234-5678 ได้")
        page = as_(somsak).get(reverse("track_case", args=[second.reference])).content.decode()
        assert WHY in page
        assert "081-234-5678" not in page
        assert "มาลี" not in page


class TestBeforeAndAfter:
    @pytest.fixture
    def shown(self, file, highways, physical, wichai):
        """Malee's pothole with three pictures of hers and two of the agency."""
        before = [photo(f"{n}.jpg", "ก่อน") for n in range(3)]
        case = file(visibility=Visibility.PUBLIC, uploads=before).complaint.case
        part = accept_assignment(assign_case(case, highways, by=None, topic=physical), by=wichai)
        report(part, wichai, uploads=[photo(), photo()])
        return Case.objects.get(pk=case.pk)

    def pictures(self, page):
        """What stands before and what stands after, by their captions."""
        captions = [each.split("</figcaption>")[0] for each in page.split("<figcaption>")[1:]]
        return [caption.split(" ·")[0] for caption in captions]

    def test_stand_side_by_side_while_the_complainant_is_asked_and_once_it_is_closed(self, as_, shown, malee):
        client, address = as_(malee), reverse("track_case", args=[shown.reference])
        asked = client.get(address).content.decode()
        assert self.pictures(asked) == ["Before", "Before", "After", "After"]
        assert asked.count('<div class="pair">') == 1
        confirm_resolution(shown, by=malee)
        shown.refresh_from_db()
        assert shown.state == CaseState.CLOSED
        assert self.pictures(client.get(address).content.decode()) == ["Before", "Before", "After", "After"]

    def test_are_no_strangers_to_see(self, client, shown):
        page = client.get(reverse("track_case", args=[shown.reference])).content.decode()
        assert self.pictures(page) == []
        assert not [file for file in CaseFile.objects.select_related("upload") if str(file.upload.public_id) in page]

    def test_ask_the_database_no_more_for_more_pictures(self, as_, shown, malee, django_assert_max_num_queries):
        client, address = as_(malee), reverse("track_case", args=[shown.reference])

        def anew():
            for kept in Forgetful.every:  # what is kept some seconds may end between the two
                kept.forget()
            client.get(address)

        anew()
        with django_assert_max_num_queries(60) as captured:
            anew()
        event = CaseEvent.objects.get(kind="resolution_proposed")
        for n in range(2):
            CaseFile.objects.create(case=shown, event=event, upload=photo(token=f"อีก {n}"))
        with django_assert_max_num_queries(len(captured)):
            anew()
