"""The office on a phone: cases near a place, and reporting one as done over a bad line."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.field_work import field_cases
from complaints.handling import accept_assignment, ask_complainant, assign_case
from complaints.models import Assignment, CaseEvent, CaseFile
from complaints.supporting import ask_for_help
from complaints.workflow import CaseKind, Visibility
from directory.models import Area
from records.idempotency import claim
from tests.complaints.joined import HERE, kinds, now, part_of
from tests.factories import make_area, make_membership, make_unit, make_user
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db

FIELD = "/office/field/"


@pytest.fixture(autouse=True)
def _uploads_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def accepted(file, highways, roads, wichai):
    """A case in Wichai's hands: accepted(latitude=…, longitude=…, place_text=…)."""

    def accepted(by=wichai, **fields):
        case = file(visibility=fields.pop("visibility", Visibility.AGENCY), **fields).complaint.case
        return accept_assignment(assign_case(case, highways, by=None, topic=roads), by=by).case

    return accepted


def at(case):
    return reverse("office_field_case", args=[case.reference])


def photo():
    return SimpleUploadedFile("after.jpg", phone_photo(), "image/jpeg")


def sent(client, case, **changed):
    form = client.get(at(case)).context["close_form"]
    token = str(form["form_token"].value())
    filled = {"close-text": "กลบหลุมแล้ว", "close-outcome": "solved", "close-form_token": token}
    filled |= {"close-seen": str(form["seen"].value()), "close-pictures": photo()}
    return filled | changed


class TestWhichCases:
    def test_are_those_of_the_person_and_of_their_unit(self, accepted, wichai, somchai, highways):
        mine, of_somchai = accepted(), accepted(by=somchai)
        unit = make_unit(highways, "งานซ่อมทาง")
        of_unit = accepted(by=somchai)
        Assignment.objects.filter(case=of_unit).update(unit=unit, officer=somchai)
        assert {one.reference for one in field_cases(wichai)} == {mine.reference}
        membership = wichai.memberships.get()
        membership.unit = unit
        membership.save()
        wichai.forget_roles()
        assert {one.reference for one in field_cases(wichai)} == {mine.reference, of_unit.reference}
        assert of_somchai.reference not in {one.reference for one in field_cases(wichai)}

    def test_tell_of_a_confidential_one_only_that_it_is_there(self, accepted, wichai, as_):
        case = accepted(place_text="หลังวัด", **HERE)
        Assignment.objects.filter(case=case).update(officer=wichai)
        case.visibility = Visibility.CONFIDENTIAL
        case.save()
        [one] = field_cases(wichai)
        assert one.is_confidential and (one.topic, one.landmark, one.latitude, one.beginning) == ("", "", None, "")
        page = as_(wichai).get(FIELD).content.decode()
        assert "หลังวัด" not in page and "16.43" not in page and at(case) not in page
        assert as_(wichai).get(at(case)).url == reverse("office_case", args=[case.reference])

    def test_of_another_agency_and_of_nobody_are_not_found(self, accepted, stranger, malee, client, as_):
        case = accepted()
        assert client.get(FIELD).status_code == 302
        assert as_(malee).get(FIELD).status_code == 404
        assert case.reference not in as_(stranger).get(FIELD).content.decode()
        assert as_(stranger).get(at(case)).status_code == 404
        assert as_(stranger).post(at(case), {"close-text": "x"}).status_code == 404
        assert "resolution_proposed" not in kinds(case)

    def test_cost_as_much_for_many_as_for_one(self, accepted, wichai, as_):
        client = as_(wichai)
        accepted(**HERE)
        client.get(FIELD)
        with CaptureQueriesContext(connection) as one:
            client.get(FIELD)
        for _ in range(6):
            accepted(**HERE)
        with CaptureQueriesContext(connection) as seven:
            assert len(client.get(FIELD).context["cases"]) == 7
        assert len(seven) <= len(one)


class TestTheOrder:
    @pytest.fixture
    def three(self, accepted, sila):
        """Far in time to near: at Ban Fang, at Sila with a pin, nowhere in particular."""
        fang = make_area(400201, "บ้านฝาง", "Ban Fang")
        return accepted(area=fang), accepted(area=sila, **HERE), accepted(area=None, place_text="หน้าวัด")

    def test_is_by_date_without_a_place(self, three, wichai):
        assert [one.reference for one in field_cases(wichai)] == [case.reference for case in three]

    def test_puts_first_what_is_in_the_chosen_place(self, three, wichai, sila):
        fang, at_sila, nowhere = three
        assert field_cases(wichai, sila)[0].reference == at_sila.reference
        assert field_cases(wichai, Area.objects.get(pk=400201))[0].reference == fang.reference
        assert field_cases(wichai, sila)[-1].reference in {fang.reference, nowhere.reference}

    def test_goes_by_the_distance_of_the_pins_from_the_middle_where_that_is_known(self, accepted, khon_kaen, wichai):
        far = accepted(area=None, latitude=15.2, longitude=102.8)
        near = accepted(area=None, latitude=16.4, longitude=102.6)
        other_province = Area.objects.get(pk=40)
        found = field_cases(wichai, other_province)
        assert [one.reference for one in found] == [near.reference, far.reference]
        assert found[0].metres < found[1].metres and found[1].km.isdigit()

    def test_is_asked_by_post_so_that_no_address_names_the_place(self, three, wichai, as_):
        client = as_(wichai)
        page = client.post(FIELD, {"place": "ศิลา"})
        assert page.status_code == 200 and "First those in" in page.content.decode()
        assert page.context["cases"][0].reference == three[1].reference
        by_address = client.get(FIELD, {"place": "ศิลา"})
        assert by_address.context["around"] is None

    def test_says_of_a_place_nobody_knows_that_it_knows_none(self, three, wichai, as_):
        page = as_(wichai).post(FIELD, {"place": "แดนสนธยา <b>"})
        assert page.status_code == 400 and "No place is called that" in page.content.decode()
        assert "<b>" not in page.content.decode().split('id="place"')[1][:200]

    def test_leads_to_the_phones_map_and_shows_the_plain_numbers(self, three, wichai, as_):
        page = as_(wichai).get(FIELD).content.decode()
        assert 'href="geo:16.432100,102.823100?q=16.432100,102.823100"' in page
        assert "16.432100, 102.823100" in page


class TestReportingAsDone:
    def test_takes_a_picture_and_the_words_and_leads_back_to_the_list(self, accepted, wichai, as_):
        case, client = accepted(), as_(wichai)
        answer = client.post(at(case), sent(client, case))
        assert answer.url == f"{FIELD}?sent={case.reference}"
        assert now(case).state == "resolution_proposed" and part_of(case).answer == "กลบหลุมแล้ว"
        assert CaseFile.objects.filter(case=case, event__kind="resolution_proposed").count() == 1
        assert f"{case.reference} is reported as done" in client.get(answer.url).content.decode()
        for made_up in ("69-AAAA-AAAA-A", accepted().reference, "<b>"):
            assert "is reported as done" not in client.get(FIELD, {"sent": made_up}).content.decode()

    def test_sent_once_more_is_sent_once(self, accepted, wichai, as_):
        case, client = accepted(), as_(wichai)
        filled = sent(client, case)
        for _lost_answer in range(3):
            answer = client.post(at(case), filled | {"close-pictures": photo()})
            assert answer.url == f"{FIELD}?sent={case.reference}"
        assert kinds(case).count("resolution_proposed") == 1
        assert CaseFile.objects.filter(case=case, event__isnull=False).count() == 1

    def test_refused_keeps_words_and_picture_and_the_token_stays_good(self, accepted, wichai, as_):
        case, client = accepted(), as_(wichai)
        filled = sent(client, case, **{"close-outcome": ""})
        answer = client.post(at(case), filled)
        page = answer.content.decode()
        assert answer.status_code == 400 and "กลบหลุมแล้ว" in page
        assert len(answer.context["picture_notes"]) == 1 and "close-looked_at" in page
        del filled["close-pictures"]
        looked = {"close-looked_at": ",".join(str(n.upload.public_id) for n in answer.context["picture_notes"])}
        answer = client.post(at(case), filled | {"close-outcome": "solved"} | looked)
        assert answer.status_code == 302 and now(case).state == "resolution_proposed"

    def test_the_token_of_one_person_or_case_is_no_other_s(self, accepted, wichai, somchai, as_):
        case, other = accepted(), accepted()
        client = as_(wichai)
        token = str(uuid.uuid4())
        client.post(at(case), sent(client, case, **{"close-form_token": token}))
        answer = client.post(at(other), sent(client, other, **{"close-form_token": token}))
        assert now(other).state == "in_progress" and answer.status_code != 200

    def test_while_the_first_is_still_at_work_says_ask_again(self, accepted, wichai, as_, monkeypatch):
        from complaints.views import office_field
        from records.idempotency import KeyRunning

        def running(*_args):
            raise KeyRunning

        case, client = accepted(), as_(wichai)
        filled = sent(client, case)
        monkeypatch.setattr(office_field, "claim", running)
        answer = client.post(at(case), filled)
        assert answer.status_code == 503 and answer["Retry-After"]
        monkeypatch.setattr(office_field, "claim", claim)
        assert client.post(at(case), filled | {"close-pictures": photo()}).status_code == 302

    def test_without_a_picture_asks_for_it_or_for_a_reason(self, accepted, wichai, as_):
        from complaints.after_photos import forget_after_photos
        from complaints.models import AfterPhoto

        case, client = accepted(), as_(wichai)
        AfterPhoto.objects.create(topic=case.topic, needs_photo=True)
        forget_after_photos()
        filled = sent(client, case)
        del filled["close-pictures"]
        answer = client.post(at(case), filled)
        assert answer.status_code == 400 and now(case).state == "in_progress"
        assert client.post(at(case), filled | {"close-no_photo": "ทำงานกลางคืน"}).status_code == 302

    def test_puts_a_text_in_and_sends_nothing(self, accepted, wichai, as_):
        from complaints.kind_tables import ReplyTemplate

        row = ReplyTemplate.objects.create(use="close", name="ซ่อมแล้ว", text="[หน่วยงาน]ซ่อมแล้วเรียบร้อย")
        from complaints.reply_templates import _for_everybody

        _for_everybody.forget()
        case, client = accepted(), as_(wichai)
        answer = client.post(at(case), sent(client, case, begin="1", template=str(row.pk)))
        assert "กรมทางหลวงซ่อมแล้วเรียบร้อย" in answer.context["close_form"]["text"].value()
        assert now(case).state == "in_progress"
        assert "ซ่อมแล้วเรียบร้อย" in client.get(at(case)).context["close_form"]["text"].value(), "begins with it"

    def test_is_refused_when_somebody_was_faster(self, accepted, wichai, somchai, as_):
        case, client = accepted(), as_(wichai)
        filled = sent(client, case)
        ask_complainant(part_of(case), question="ตรงไหน", by=somchai)
        answer = client.post(at(case), filled)
        assert answer.status_code == 409 and "กลบหลุมแล้ว" in answer.content.decode()
        assert "resolution_proposed" not in kinds(case)

    def test_leads_to_the_case_where_it_cannot_be_done_from_here(self, accepted, file, highways, wichai, stranger, as_):
        new = assign_case(file().complaint.case, highways, by=None).case
        assert as_(wichai).get(at(new)).url == reverse("office_case", args=[new.reference])
        praise = assign_case(file(kind=CaseKind.PRAISE).complaint.case, highways, by=None).case
        assert as_(wichai).get(at(praise)).url == reverse("office_case", args=[praise.reference])
        case = accepted()
        ask_for_help(part_of(case), stranger.active_roles[0].agency, request="ช่วยดู", by=wichai)
        assert as_(stranger).get(at(case)).url == reverse("office_case", args=[case.reference])
        answer = as_(stranger).post(
            at(case), {"close-text": "เสร็จ", "close-outcome": "solved", "close-pictures": photo()}
        )
        assert answer.status_code in {400, 409}
        assert not CaseEvent.objects.filter(case=case, kind="resolution_proposed").exists()

    def test_nothing_of_a_position_is_taken(self, accepted, wichai, as_):
        accepted(**HERE)
        page = as_(wichai).post(FIELD, {"place": "", "latitude": "16.1", "longitude": "102.1"})
        assert "16.1000" not in page.content.decode() and page.context["around"] is None


def test_a_unit_of_another_person_is_nobody_s_business(accepted, highways, somchai):
    unit = make_unit(highways, "งานซ่อมทาง")
    other = make_membership(make_user("วีระ"), highways, unit=unit).user
    case = accepted(by=somchai)
    Assignment.objects.filter(case=case).update(unit=unit)
    assert [one.reference for one in field_cases(other)] == [case.reference]
    assert len(field_cases(somchai)) == 1
