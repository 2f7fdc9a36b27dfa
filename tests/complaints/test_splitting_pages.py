"""The pages on which an officer marks what is another problem, looks, and makes it a case of its own."""

import pytest
from django.urls import reverse

from complaints.handling import accept_assignment, assign_case, send_to_triage
from complaints.models import Case, Complaint, Split
from complaints.splitting import split_case
from complaints.supporting import ask_for_help
from complaints.workflow import Visibility
from tests.complaints.joined import kinds, now, part_of
from tests.complaints.test_splitting import HOLE, LAMP, TWO, lamp
from tests.factories import make_area, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def lights(db):
    return make_topic("electricity/street-lights", "ไฟถนน", visibility_floor="public")


@pytest.fixture
def two(file, highways, roads, lights, wichai):
    case = file(text=TWO, visibility=Visibility.PUBLIC, place_text="หน้าตลาด").complaint.case
    return accept_assignment(assign_case(case, highways, by=None, topic=roads), by=wichai).case


@pytest.fixture
def waiting(file, lights, roads):
    return send_to_triage(file(text=TWO, visibility=Visibility.PUBLIC).complaint.case)


def at(case, room="office", act="split"):
    return reverse(f"{room}_{act}", args=[case.reference])


def marked(client, address, **changed):
    """What a browser without script sends of the page as it was found."""
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    if "shown" in (context := client.get(address).context):
        sent["shown"] = context["shown"]
    return sent | changed


class TestTheOfficesPage:
    def test_begins_with_what_the_words_speak_of_and_the_place_as_it_is(self, two, wichai, as_):
        page = as_(wichai).get(at(two))
        form = page.context["form"]
        assert [mark.thing.words for mark in form.marked_pieces()] == [HOLE, LAMP]
        assert form["piece-0"].value() == "1" and form["piece-1"].value() == "2"
        assert form["topic-2"].value() == "electricity/street-lights"
        assert form["place-2"].value() == "หน้าตลาด" and "Sila" in form["area-2"].value()

    def test_shows_what_will_be_made_and_makes_nothing_yet(self, two, wichai, as_):
        client = as_(wichai)
        answer = client.post(at(two), marked(client, at(two), step="look"))
        page = answer.content.decode()
        assert "This case will be made" in page and LAMP in page and HOLE not in page
        assert not Split.objects.exists()

    def test_makes_it_and_says_its_number(self, two, wichai, lights, sila, as_):
        client = as_(wichai)
        answer = client.post(at(two), marked(client, at(two), step="split"), follow=True)
        part = Split.objects.get().part
        assert (part.topic, part.area, part.place_text) == (lights, sila, "หน้าตลาด")
        page = answer.content.decode()
        assert f"A case of its own was made: {part.reference}." in page
        assert "1 part goes on as a case of its own" in page and "Put it back into this case" in page
        client.post(at(two, act="split_undo"), {"number": "1"})
        assert Split.objects.get().undone_at and now(part).joined_into == two

    def test_leads_back_from_the_preview_with_everything_marked(self, two, wichai, as_):
        client = as_(wichai)
        answer = client.post(at(two), marked(client, at(two), step="change", **{"place-2": "หน้าวัด"}))
        form = answer.context["form"]
        assert form["piece-1"].value() == "2" and form["place-2"].value() == "หน้าวัด" and not form.errors

    def test_keeps_what_was_marked_when_it_is_refused(self, two, wichai, as_):
        client = as_(wichai)
        answer = client.post(at(two), marked(client, at(two), step="look", **{"piece-1": "1", "place-2": "หน้าวัด"}))
        assert answer.status_code == 400 and "Mark which sentences" in answer.content.decode()
        assert answer.context["form"]["place-2"].value() == "หน้าวัด"

    def test_finds_another_sub_district_by_its_name_and_asks_where_it_is_not_sure(self, two, wichai, as_):
        make_area(400112, "บ้านเป็ด", "Ban Pet")
        make_area(100101, "บ้านเป็ด", "Ban Pet")
        make_area(100102, "คลองเตย", "Khlong Toei")
        client = as_(wichai)
        client.post(at(two), marked(client, at(two), step="split", **{"area-2": "บ้านเป็ด"}))
        part = Split.objects.get().part
        assert part.area_id == 400112, "of two of that name the one in the same province"
        answer = client.post(at(two), marked(client, at(two), step="look", **{"area-2": "ไม่มีที่นี่"}))
        assert answer.status_code == 400

    def test_of_a_place_nobody_knows_says_so_at_its_field(self, two, wichai, as_):
        client = as_(wichai)
        answer = client.post(at(two), marked(client, at(two), step="look", **{"area-2": "แดนสนธยา"}))
        assert answer.status_code == 400 and answer.context["form"].errors["area-2"]

    def test_refuses_what_somebody_else_was_faster_with(self, two, wichai, somchai, as_):
        client = as_(wichai)
        sent = marked(client, at(two), step="split")
        split_case(now(two), [lamp()], by=somchai)
        answer = client.post(at(two), sent)
        assert answer.status_code in {400, 409} and Split.objects.count() == 1
        assert kinds(two).count("split") == 1

    def test_is_not_there_for_who_helps_strangers_citizens_and_visitors(
        self, two, wichai, stranger, malee, siriporn, client, as_
    ):
        assert client.get(at(two)).status_code == 302
        for nobody in (stranger, malee, siriporn):
            assert as_(nobody).get(at(two)).status_code == 404
            assert as_(nobody).post(at(two), {"piece-1": "2", "step": "split"}).status_code == 404
            assert as_(nobody).post(at(two, act="split_undo"), {"number": "1"}).status_code == 404
        ask_for_help(part_of(two), stranger.active_roles[0].agency, request="ช่วยดู", by=wichai)
        assert as_(stranger).get(at(two)).status_code == 404
        assert as_(stranger).post(at(two), {"piece-1": "2", "step": "split"}).status_code == 404
        assert "Split: several problems" not in _page(as_(stranger), two)
        assert not Split.objects.exists()

    def test_of_a_confidential_case_asks_for_the_reason_first(self, file, highways, kanya, as_):
        case = file(text=TWO, visibility=Visibility.CONFIDENTIAL).complaint.case
        assign_case(case, highways, by=None)
        client = as_(kanya)
        assert client.get(at(case)).url == reverse("office_case", args=[case.reference])
        client.post(reverse("office_case", args=[case.reference]), {"look-reason": "มอบหมายงาน"})
        assert client.get(at(case)).status_code == 200

    @pytest.mark.parametrize("number", ["", "0", "2", "-1", "๑", "1e9", "9" * 40])
    def test_puts_back_nothing_for_a_number_that_is_none(self, two, wichai, as_, number):
        split_case(now(two), [lamp()], by=wichai)
        assert as_(wichai).post(at(two, act="split_undo"), {"number": number}).status_code == 404
        assert Split.objects.get().undone_at is None

    def test_has_a_key_of_its_own(self, two, wichai, as_):
        assert 'data-key="s"' in _page(as_(wichai), two)

    @pytest.mark.parametrize("sent", [{"piece-1": "9"}, {"piece-1": ["2", "3"]}, {"topic-2": "no/such"}, {"seen": "x"}])
    def test_takes_nothing_that_its_page_does_not_offer(self, two, wichai, as_, sent):
        client = as_(wichai)
        answer = client.post(at(two), marked(client, at(two), step="split") | sent)
        assert answer.status_code in {302, 400} and Case.objects.count() <= 2


class TestTheDesksPage:
    def test_hints_at_several_problems_and_of_one_says_nothing(self, waiting, siriporn, file, roads, as_):
        client = as_(siriporn)
        page = client.get(f"{reverse('desk')}?case={waiting.reference}").content.decode()
        assert "These may be 2 problems in one text" in page and at(waiting, "desk") in page
        other = send_to_triage(file(text=HOLE).complaint.case)
        page = client.get(f"{reverse('desk')}?case={other.reference}").content.decode()
        assert "problems in one text" not in page and at(other, "desk") in page

    def test_makes_the_part_and_keeps_the_rest_at_the_desk(self, waiting, siriporn, as_):
        client = as_(siriporn)
        answer = client.post(at(waiting, "desk"), marked(client, at(waiting, "desk"), step="split"), follow=True)
        part = Split.objects.get().part
        page = answer.content.decode()
        assert part.reference in page and now(waiting).state == "triage" and now(part).state == "received"
        assert HOLE in page and Complaint.objects.get(case=part).text == LAMP
        client.post(at(waiting, "desk", "split_undo"), {"number": "1", "shown": answer.context["shown"]})
        assert now(part).joined_into == waiting and now(waiting).state == "triage"

    def test_says_when_the_case_has_left_the_desk(self, waiting, siriporn, highways, as_):
        client = as_(siriporn)
        sent = marked(client, at(waiting, "desk"), step="split")
        assign_case(waiting, highways, by=None)
        answer = client.post(at(waiting, "desk"), sent)
        assert answer.status_code == 409 and "Somebody else has sent this case on" in answer.content.decode()
        assert not Split.objects.exists()

    def test_is_not_there_for_others_nor_for_a_case_elsewhere(self, waiting, two, siriporn, wichai, malee, as_):
        for nobody in (wichai, malee):
            assert as_(nobody).get(at(waiting, "desk")).status_code == 404
            assert as_(nobody).post(at(waiting, "desk"), {"step": "split"}).status_code == 404
        client = as_(siriporn)
        assert client.get(at(two, "desk")).status_code == 404
        assert client.post(at(two, "desk"), {"step": "split", "piece-1": "2"}).status_code == 404
        assert client.post(at(two, "desk", "split_undo"), {"number": "1"}).status_code == 404


def _page(client, case):
    return client.get(reverse("office_case", args=[case.reference])).content.decode()
