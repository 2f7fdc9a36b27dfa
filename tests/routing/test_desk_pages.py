"""The triage desk: who may come in, what it shows, and that a case leaves it once."""

import re
import uuid
from datetime import timedelta

import pytest
from django.contrib import admin
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone, translation
from freezegun import freeze_time

from complaints.closed_agencies import give_back
from complaints.handling import assign_case, decline_assignment, send_to_triage
from complaints.lines import timeline
from complaints.models import Case, CaseEvent, ServiceLevel
from complaints.responding import withdraw_complaint
from complaints.workflow import AssignmentState, CaseState, Visibility
from directory.models import Role
from notifications.models import Message
from records.models import AccessLog
from records.uploads import store_upload
from routing.deciding import route_case
from routing.marking import mark
from routing.models import RoutingDecision, RoutingRule, RoutingThreshold, Simulation
from tests.complaints.test_page_languages import BURMESE
from tests.factories import make_agency, make_membership, make_topic, make_user
from tests.records.files import phone_photo
from tests.routing.conftest import says

pytestmark = pytest.mark.django_db
DARK = "ไฟฟ้าดับทั้งซอยตั้งแต่เมื่อคืน ตู้เย็นละลายหมดแล้ว โทรกลับ 081-234-5678"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def unsure(file, threshold, outage, pothole, pea, mea, rule):
    """A case that the routing was not sure of: 0.6 for the provincial, 0.3 for the metropolitan electricity."""
    rule(outage, None, pea)
    rule(pothole, None, mea)
    case = file(text=DARK).complaint.case
    prediction = says(("electricity/outage", 0.6), ("roads/pothole", 0.3))
    prediction.words.update({"electricity/outage": ["ไฟฟ้า ดับ", "ซอย"]})
    route_case(case, prediction, model_version="test-1")
    case.refresh_from_db()
    return case


def page(client, **query):
    return client.get(reverse("desk"), query).content.decode()


def shown(client, case):
    """What the forms of the desk bring along once the officer was shown this case."""
    proof = re.search(r'name="shown" value="([^"]+)"', page(client, case=case.reference))
    return proof.group(1) if proof else ""


def act(client, case, name, **fields):
    headers = {"referer": f"http://testserver{reverse('desk')}?case={case.reference}"}
    return client.post(reverse(f"desk_{name}", args=[case.reference]), fields, follow=True, headers=headers)


class TestTheDoorOfTheDesk:
    def test_a_visitor_is_asked_to_sign_in(self, client):
        assert client.get(reverse("desk")).status_code == 302

    @pytest.mark.parametrize("address", ["desk", "simulate", "coverage", "thresholds", "models"])
    def test_it_is_not_found_by_a_citizen(self, as_, malee, address):
        assert as_(malee).get(reverse(address)).status_code == 404

    @pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR, Role.POLICY_TEAM])
    def test_it_is_not_found_by_other_roles(self, as_, role):
        assert as_(make_membership(role=role).user).get(reverse("desk")).status_code == 404

    @pytest.mark.parametrize("name", ["confirm", "correct", "reject"])
    def test_nobody_else_acts_there(self, as_, unsure, wichai, name):
        assert act(as_(wichai), unsure, name, number="1", agency="pea", reason="ไม่รับ").status_code == 404
        unsure.refresh_from_db()
        assert unsure.state == CaseState.TRIAGE


class TestWhatTheDeskShows:
    def test_proposals_with_percent_rule_and_words(self, as_, unsure, siriporn):
        text = page(as_(siriporn))
        assert "2 proposals" in text
        assert "60%" in text
        assert '<rect width="60" height="10"/>' in text
        assert 'data-key="1"' in text
        assert '<span class="cue">ซอย</span>' in text

    def test_why_it_did_not_go_out_by_itself(self, as_, unsure, siriporn):
        text = page(as_(siriporn))
        assert "Did not go out by itself: Not sure enough" in text
        assert "(70% is needed)" in text

    def test_words_that_spoke_for_a_topic_and_personal_data_in_the_text(self, as_, unsure, siriporn):
        text = page(as_(siriporn))
        assert '<mark class="cue">ไฟฟ้าดับ</mark>ทั้ง<mark class="cue">ซอย</mark>' in text
        assert '<span class="pii"><span class="vh">telephone number: </span>081-234-5678</span>' in text

    def test_no_agency_is_chosen_beforehand(self, as_, unsure, siriporn):
        text = page(as_(siriporn))
        assert " selected" not in text
        assert "autofocus" not in text

    def test_offers_the_parts_of_topics_to_narrow_it_by(self, as_, unsure, siriporn, electricity, outage):
        text = page(as_(siriporn), topic=outage.code)
        shown = re.search(r'<select[^>]*id="topic-guess"[^>]*>(.*?)</select>', text, re.DOTALL)[1]
        assert f'<optgroup label="{electricity.name}">' in shown and f'value="{electricity.code}"' in shown
        assert f'value="{outage.code}" selected' in shown and unsure.reference in text

    def test_urgent_cases_come_first(self, as_, unsure, file, siriporn):
        urgent = file(text="เสาไฟล้มพาดถนน มีประกายไฟ").complaint.case
        route_case(urgent, says(("electricity/outage", 0.2), urgent=True), model_version="test-1")
        text = page(as_(siriporn), part="queue")
        assert text.index(urgent.reference) < text.index(unsure.reference)

    def test_an_empty_desk_says_so(self, as_, siriporn):
        assert "The desk is clear" in page(as_(siriporn))

    def test_a_case_that_left_is_named_and_the_queue_says_so_too(self, as_, unsure, siriporn, malee):
        withdraw_complaint(unsure, by=malee)
        client = as_(siriporn)
        assert f"{unsure.reference} has left the desk" in page(client, case=unsure.reference)
        assert f"{unsure.reference} has left the desk" in page(client, case=unsure.reference, part="queue")

    def test_the_part_for_the_open_page_is_the_queue_alone(self, as_, unsure, siriporn):
        text = page(as_(siriporn), part="queue", case=unsure.reference)
        assert "1 left" in text
        assert "<form" not in text

    def test_a_look_at_a_confidential_case_is_written_down_and_the_queue_shows_no_words(
        self, as_, file, siriporn, threshold
    ):
        secret = file(text="เจ้าหน้าที่เรียกเงินสองพันบาท", visibility=Visibility.CONFIDENTIAL).complaint.case
        route_case(secret, None, model_version="")
        client = as_(siriporn)
        assert "สองพันบาท" not in page(client, part="queue")
        assert not AccessLog.objects.exists()
        assert "สองพันบาท" in page(client)
        assert AccessLog.objects.get().subject == f"case:{secret.reference}"


class TestSendingOn:
    def test_a_key_confirms_and_the_decision_is_kept(self, as_, unsure, siriporn, pea):
        text = act(as_(siriporn), unsure, "confirm", number="1").content.decode()
        assert f"{unsure.reference} is sent to" in text
        decision = RoutingDecision.objects.get()
        assert (decision.settled_agency, decision.was_corrected) == (pea, False)
        assert "you did 1 today" in text

    def test_another_agency_with_another_topic_is_kept_as_a_correction(self, as_, unsure, siriporn, mea):
        act(as_(siriporn), unsure, "correct", agency="mea", topic="roads/pothole", note="ดูด้วยว่าเป็นหม้อแปลงของใคร")
        assert unsure.assignments.get().agency == mea
        assert RoutingDecision.objects.get().was_corrected is True

    def test_nothing_goes_out_without_an_agency(self, as_, unsure, siriporn):
        assert "Choose an agency from the list." in act(as_(siriporn), unsure, "correct", agency="").content.decode()

    @pytest.mark.parametrize(
        ("language", "told"), [("th", "เลือกหน่วยงานจากรายการ"), ("en", "Choose an agency from the list.")]
    )
    def test_what_was_chosen_and_typed_comes_back_with_what_is_missing(self, as_, unsure, siriporn, language, told):
        client = as_(siriporn)
        client.cookies["language"] = language
        answer = act(client, unsure, "correct", agency="no-such", topic="roads/pothole", note="ดูหม้อแปลงด้วย")
        text = answer.content.decode()
        assert answer.status_code == 400
        assert f'<a href="#agency">{told}</a>' in text
        assert 'value="roads/pothole" selected' in text
        assert "ดูหม้อแปลงด้วย</textarea>" in text
        assert not unsure.assignments.exists()

    def test_nothing_is_left_to_the_browser(self, as_, unsure, siriporn):
        text = page(as_(siriporn), case=unsure.reference)
        assert not re.search(r"<(textarea|select|input)[^>]* (required|maxlength)", text)

    @pytest.mark.parametrize("name", ["correct", "reject"])
    def test_a_refusal_leaves_a_page_that_can_be_loaded_again(self, as_, unsure, siriporn, name):
        answer = as_(siriporn).get(reverse(f"desk_{name}", args=[unsure.reference]))
        assert answer.url == f"{reverse('desk')}?case={unsure.reference}"

    @pytest.mark.parametrize("number", ["", "0", "3", "99", "-1", "๑", "1e9", "x"])
    def test_a_number_without_a_proposal_sends_nothing(self, as_, unsure, siriporn, number):
        assert (
            "There is no such proposal any more."
            in act(as_(siriporn), unsure, "confirm", number=number).content.decode()
        )
        assert not unsure.assignments.exists()

    @pytest.mark.parametrize(
        ("name", "fields"),
        [("confirm", {"number": "1"}), ("correct", {"agency": "mea"}), ("reject", {"reason": "ซ้ำ"})],
    )
    def test_the_second_officer_is_told_and_nothing_is_done_twice(self, as_, unsure, siriporn, pea, name, fields):
        client = as_(siriporn)
        fields = {**fields, "shown": shown(client, unsure)}
        assign_case(unsure, pea, by=siriporn)
        text = act(client, unsure, name, **fields).content.decode()
        assert "Somebody else has sent this case on already. Nothing was done twice." in text
        assert [part.agency for part in unsure.assignments.all()] == [pea]
        unsure.refresh_from_db()
        assert unsure.state == CaseState.ROUTED

    @pytest.mark.parametrize(
        ("name", "fields"),
        [("confirm", {"number": "1"}), ("correct", {"agency": "mea"}), ("reject", {"reason": "ซ้ำ"})],
    )
    def test_S2_a_case_they_were_never_shown_is_not_found_like_one_that_is_none(
        self, as_, file, unsure, siriporn, pea, name, fields
    ):
        client = as_(siriporn)
        elsewhere = file(text=DARK).complaint.case
        assign_case(elsewhere, pea, by=None)
        for borrowed in ("", "x", shown(client, unsure)):  # of another case it proves nothing
            for reference in (elsewhere.reference, "69-AAAA-AAAA-A"):
                address = reverse(f"desk_{name}", args=[reference])
                assert client.post(address, {**fields, "shown": borrowed}).status_code == 404
        elsewhere.refresh_from_db()
        assert elsewhere.state == CaseState.ROUTED

    def test_S2_what_one_officer_was_shown_proves_nothing_for_another(self, as_, unsure, siriporn, pea):
        proof = shown(as_(siriporn), unsure)
        assign_case(unsure, pea, by=siriporn)
        other = make_membership(make_user("อรุณี"), siriporn.active_roles[0].agency, Role.TRIAGE_OFFICER).user
        assert act(as_(other), unsure, "reject", reason="ซ้ำ", shown=proof).status_code == 404

    def test_S2_what_was_shown_is_forgotten_after_a_day(self, as_, unsure, siriporn, pea):
        proof = shown(as_(siriporn), unsure)
        assign_case(unsure, pea, by=siriporn)
        with freeze_time(timezone.now() + timedelta(days=1)):
            assert act(as_(siriporn), unsure, "reject", reason="ซ้ำ", shown=proof).status_code == 404


class TestNotAccepting:
    def test_needs_a_reason_and_says_so_where_it_is_written(self, as_, unsure, siriporn):
        answer = act(as_(siriporn), unsure, "reject", reason=" ")
        assert answer.status_code == 400
        assert '<a href="#reason">Write a few words first.</a>' in answer.content.decode()
        unsure.refresh_from_db()
        assert unsure.state == CaseState.TRIAGE

    def test_ends_the_case_and_keeps_the_reason(self, as_, unsure, siriporn):
        act(as_(siriporn), unsure, "reject", reason="เป็นข้อพิพาทระหว่างเพื่อนบ้าน ไปที่ศูนย์ไกล่เกลี่ยได้")
        unsure.refresh_from_db()
        assert unsure.state == CaseState.REJECTED

    def test_needs_a_reason(self, as_, unsure, siriporn):
        assert "Write a few words first." in act(as_(siriporn), unsure, "reject", reason=" ").content.decode()


class TestKeepingFilterAndPlace:
    """An officer who reads one language, or passed over a case, is not thrown back to the top of all."""

    @pytest.fixture
    def burmese(self, file):
        make_agency("กรมทางหลวง", code="doh")
        return [send_to_triage(file(BURMESE).complaint.case) for _ in range(3)]

    STAYS = {
        "convert": {"kind": "suggestion"},
        "language": {"language": "lo"},
        "translate": {"text": "ไฟดับ"},
    }
    LEAVES = {"correct": {"agency": "doh"}, "reject": {"reason": "ซ้ำ"}}

    def post(self, client, case, name, **fields):
        """As the form on the page says."""
        html = page(client, case=case.reference, language="my")
        address = re.search(rf'action="(/desk/[^"]*/{name}/[^"]*)"', html)[1].replace("&amp;", "&")
        return client.post(address, {"complaint": case.reference, **fields})

    @pytest.mark.parametrize("name", STAYS)
    def test_an_act_on_a_case_that_stays_opens_it_again(self, as_, unsure, burmese, siriporn, name):
        answer = self.post(as_(siriporn), burmese[1], name, **self.STAYS[name])
        assert answer.url == f"/desk/?language=my&case={burmese[1].reference}"

    @pytest.mark.parametrize("name", LEAVES)
    def test_an_act_with_which_it_leaves_opens_the_one_behind_it(self, as_, unsure, burmese, siriporn, name):
        client = as_(siriporn)
        answer = self.post(client, burmese[1], name, **self.LEAVES[name])
        assert answer.url == f"/desk/?language=my&case={burmese[2].reference}"
        assert self.post(client, burmese[2], name, **self.LEAVES[name]).url == "/desk/?language=my"
        left = client.get("/desk/?language=my").content.decode()
        assert burmese[0].reference in left and unsure.reference not in left

    def test_so_does_a_proposal_that_is_confirmed(self, as_, unsure, file, siriporn):
        behind = send_to_triage(file(BURMESE).complaint.case)
        client = as_(siriporn)
        answer = client.post(f"/desk/{unsure.reference}/confirm/?language=not-th", {"number": "1"})
        assert answer.url == f"/desk/?language=not-th&case={behind.reference}"

    def test_behind_the_last_urgent_one_comes_the_first_of_the_others(self, as_, unsure, burmese, siriporn):
        send_to_triage(burmese[1], is_urgent=True)
        answer = act(as_(siriporn), burmese[1], "reject", reason="ซ้ำ")
        assert answer.request["QUERY_STRING"] == f"case={unsure.reference}"

    @pytest.mark.parametrize("name", ["correct", "reject", "convert"])
    def test_what_is_refused_comes_back_under_the_same_filter(self, as_, unsure, burmese, siriporn, name):
        answer = self.post(as_(siriporn), burmese[1], name)
        html = answer.content.decode()
        assert answer.status_code == 400
        assert unsure.reference not in html and f"/{name}/?language=my" in html
        address = answer.request["PATH_INFO"]
        back = as_(siriporn).get(f"{address}?language=my")
        assert back.url == f"/desk/?language=my&case={burmese[1].reference}"

    def test_the_way_on_from_a_case_that_left_keeps_it(self, as_, burmese, siriporn, malee):
        withdraw_complaint(burmese[1], by=malee)
        html = page(as_(siriporn), case=burmese[1].reference, language="my")
        assert html.count('href="/desk/?language=my"') == 2

    @pytest.mark.parametrize("language", ["xx", '"><script>', "my&case=x"])
    def test_what_is_no_language_is_not_carried_on(self, as_, burmese, siriporn, language):
        html = page(as_(siriporn), language=language)
        assert '/reject/"' in html and "<script>" not in html


class TestRemovingADocument:
    @pytest.fixture
    def card(self):
        return store_upload(ContentFile(phone_photo(), name="ทะเบียนบ้าน.jpg"), token=str(uuid.uuid4()))

    @pytest.fixture
    def waiting(self, file, card):
        return send_to_triage(file(uploads=(card,)).complaint.case)

    def test_leaves_a_tombstone_and_tells_the_complainant(self, as_, waiting, card, siriporn):
        client = as_(siriporn)
        assert "A file is a personal document" in page(client)
        sent = {"remove-file": str(card.public_id), "remove-text": "ไม่ต้องส่งใหม่"}
        html = act(client, waiting, "remove", **sent).content.decode()
        assert "removed for good" in html and "A file is a personal document" not in html
        line = timeline(waiting, up_to=CaseEvent.Seen.AGENCY)[0]
        assert (line.kind, line.note, line.officer) == ("file_removed", "ไม่ต้องส่งใหม่", "ศิริพร แก้วมณี")
        assert client.get(f"/files/{card.public_id}/").status_code == 404
        assert Message.objects.filter(event_key=f"case:{waiting.reference}:{line.n}").count() == 1

    def test_needs_a_choice_and_says_so(self, as_, waiting, card, siriporn):
        answer = act(as_(siriporn), waiting, "remove", **{"remove-text": "ขอลบ"})
        html = answer.content.decode()
        assert answer.status_code == 400
        assert "Choose the file." in html and "ขอลบ</textarea>" in html
        card.refresh_from_db()
        assert card.removed_at is None

    def test_of_another_case_is_refused(self, as_, waiting, unsure, card, siriporn):
        assert act(as_(siriporn), unsure, "remove", **{"remove-file": str(card.public_id)}).status_code == 400
        card.refresh_from_db()
        assert card.removed_at is None

    def test_is_not_offered_where_there_is_no_file(self, as_, unsure, siriporn):
        assert "A file is a personal document" not in page(as_(siriporn))

    def test_is_not_found_by_anybody_else(self, as_, waiting, card, wichai, malee):
        for who in (wichai, malee):
            answer = as_(who).post(f"/desk/{waiting.reference}/remove-file/", {"remove-file": str(card.public_id)})
            assert answer.status_code == 404
        card.refresh_from_db()
        assert card.removed_at is None

    def test_is_the_agencys_once_the_case_has_left(self, as_, waiting, card, siriporn, pea):
        client = as_(siriporn)
        proof = shown(client, waiting)
        assign_case(waiting, pea, by=None)
        sent = {"remove-file": str(card.public_id), "shown": proof}
        assert "Somebody else has sent this case on already." in act(client, waiting, "remove", **sent).content.decode()
        card.refresh_from_db()
        assert card.removed_at is None


class TestACaseOfAClosedAgency:
    @pytest.fixture
    def given_back(self, unsure, pea, siriporn):
        part = assign_case(unsure, pea, by=siriporn)
        pea.closes_on = timezone.localdate() - timedelta(days=1)
        pea.save()
        assert give_back(part)
        unsure.refresh_from_db()
        return unsure

    def test_says_that_the_agency_was_closed_and_not_that_it_declined(self, as_, given_back, siriporn):
        text = page(as_(siriporn))
        assert "Agencies that have been closed" in text and "Agencies that declined" not in text
        assert "Did not go out by itself: The agency that had it has been closed" in text
        assert "is needed)" not in text and "Has declined already" not in text
        assert page(as_(siriporn), reason="declined").count(given_back.reference) > 0

    def test_proposes_the_others_alone_and_sends_the_one_that_is_shown(self, as_, given_back, siriporn, pea, mea):
        text = page(as_(siriporn), case=given_back.reference)
        assert "1 proposal<" in text and f"Send to {pea.short_name_in_sentence}" not in text
        pressed = re.search(r'name="number" value="(\d)"><button[^>]*data-key="1"', text)
        client = as_(siriporn)
        act(client, given_back, "confirm", number=pressed[1], shown=shown(client, given_back))
        assert given_back.assignments.filter(state=AssignmentState.PROPOSED).get().agency == mea

    def test_one_that_declined_it_before_is_named_as_such_beside_it(self, as_, unsure, pea, mea, siriporn):
        officer = make_membership(make_user("เมธา นครหลวง"), mea, Role.OFFICER).user
        decline_assignment(
            assign_case(unsure, mea, by=siriporn), reason="อยู่นอกเขตนครหลวง", proposed_agency=pea, by=officer
        )
        part = assign_case(unsure, pea, by=siriporn)
        pea.closes_on = timezone.localdate() - timedelta(days=1)
        pea.save()
        assert give_back(part)
        text = page(as_(siriporn))
        assert "Agencies that have been closed" in text and "Agencies that declined" in text
        assert "อยู่นอกเขตนครหลวง" in text and "Has declined already" in text

    def test_without_any_proposal_left_does_not_blame_the_text(self, as_, given_back, mea, siriporn):
        mea.closes_on = timezone.localdate() - timedelta(days=1)
        mea.save()
        text = page(as_(siriporn))
        assert "No proposal" in text and "The text gave nothing to go by" not in text


class TestADeclinedCase:
    @pytest.fixture
    def declined(self, unsure, pea, mea, wichai, siriporn):
        part = assign_case(unsure, pea, by=siriporn)
        decline_assignment(part, reason="อยู่ในเขตการไฟฟ้านครหลวง", proposed_agency=mea, by=wichai)
        unsure.refresh_from_db()
        return unsure

    def test_shows_who_declined_why_and_whom_they_propose(self, as_, declined, siriporn):
        text = page(as_(siriporn))
        assert "อยู่ในเขตการไฟฟ้านครหลวง" in text
        assert "Proposes: การไฟฟ้านครหลวง" in text
        assert "Did not go out by itself: The agency declined" in text

    def test_one_key_follows_their_proposal(self, as_, declined, siriporn):
        assert 'data-key="p"' in page(as_(siriporn))
        act(as_(siriporn), declined, "correct", agency="mea")
        assert declined.assignments.filter(state=AssignmentState.PROPOSED).get().agency.code == "mea"

    def test_goes_back_to_who_declined_only_with_words_for_them(self, as_, declined, siriporn):
        refused = act(as_(siriporn), declined, "correct", agency="pea", note="  ")
        assert refused.status_code == 400
        assert "has given the case away already" in refused.content.decode()
        assert not declined.assignments.filter(state=AssignmentState.PROPOSED).exists()
        act(as_(siriporn), declined, "correct", agency="pea", note="สัญญานี้ทำกับ กฟภ.")
        assert declined.assignments.filter(state=AssignmentState.PROPOSED).get().agency.code == "pea"

    def test_no_key_sends_it_back_to_the_agency_that_declined(self, as_, declined, siriporn):
        text = page(as_(siriporn))
        assert "Has declined already" in text
        assert 'data-key="1"' not in text


class TestTheSimulator:
    def test_writes_the_question_for_a_worker_and_waits(self, as_, siriporn):
        text = as_(siriporn).post(reverse("simulate"), {"text": DARK}, follow=True).content.decode()
        assert "The worker is reading the text" in text
        assert "Look again" in text
        assert Simulation.objects.get().text == DARK
        assert not Case.objects.exists()

    def test_says_when_a_worker_takes_long_and_how_to_look_again_without_script(self, as_, siriporn):
        asked = Simulation.objects.create(asked_by=siriporn, text=DARK, asked_at=timezone.now() - timedelta(seconds=20))
        text = as_(siriporn).get(reverse("simulate"), {"asked": asked.pk}).content.decode()
        assert "There is no answer yet" in text
        assert f'href="{reverse("simulate")}?asked={asked.pk}"' in text
        assert 'aria-busy="true"' in text

    def test_says_when_there_will_be_no_answer_and_waits_no_more(self, as_, siriporn):
        asked = Simulation.objects.create(asked_by=siriporn, text=DARK, answered_at=timezone.now())
        text = as_(siriporn).get(reverse("simulate"), {"asked": asked.pk}).content.decode()
        assert "The routing broke on this text" in text
        assert "aria-busy" not in text
        assert 'data-module="live"' not in text

    def test_shows_the_answer_to_its_asker_only(self, as_, siriporn, pea, outage):
        proposal = {
            "topic": outage.code,
            "agency": "pea",
            "probability": 0.8,
            "rule": None,
            "words": ["ดับ"],
            "problem": "",
        }
        answer = {"proposals": [proposal], "why": "sure", "threshold": 0.7, "urgent": False, "sure": True}
        asked = Simulation.objects.create(asked_by=siriporn, text=DARK, answer=answer)
        query = {"asked": asked.pk, "part": "1"}
        text = as_(siriporn).get(reverse("simulate"), query).content.decode()
        assert "It would go out by itself" in text
        assert "80%" in text
        other = make_membership(make_user("อนันต์ พูลผล"), make_agency(code="central-desk"), Role.TRIAGE_OFFICER).user
        assert "80%" not in as_(other).get(reverse("simulate"), query).content.decode()

    @pytest.mark.parametrize("asked", ["x", "-1", "9" * 30, "๑"])
    def test_a_broken_number_asks_nothing(self, as_, siriporn, asked):
        assert as_(siriporn).get(reverse("simulate"), {"asked": asked}).status_code == 200

    def test_an_empty_text_is_refused(self, as_, siriporn):
        assert "Write a text to try." in as_(siriporn).post(reverse("simulate"), {"text": "  "}).content.decode()


class TestMarking:
    @pytest.mark.parametrize(
        ("words", "marked"),
        [
            ([], []),
            (["ไฟ"], ["ไฟ"]),
            (["ไฟ", "ไฟฟ้า"], ["ไฟฟ้า"]),  # the longer one
            (["ไฟฟ้า ดับ"], ["ไฟฟ้าดับ"]),  # a pair of words, which Thai writes without a space
            (["081"], []),  # inside personal data nothing is marked
            (["ก", ""], []),  # one letter says nothing
            ([".*", "("], []),  # never a pattern
        ],
    )
    def test_finds_the_words_in_the_text(self, words, marked):
        assert [piece.text for piece in mark(DARK, words) if piece.kind == "cue"] == marked

    def test_loses_nothing_of_the_text(self):
        assert "".join(piece.text for piece in mark(DARK, ["ไฟฟ้า", "ซอย", "โทร"])) == DARK


class TestTheAdministrationPages:
    @pytest.fixture
    def administrator(self, as_):
        return as_(make_membership(make_user("มานพ ระเบียบ", is_staff=True), role=Role.ADMINISTRATOR).user)

    def test_staff_change_thresholds_here_and_what_the_registers_hold_there(self, administrator):
        for model, may_add in ((RoutingThreshold, True), (RoutingRule, False), (ServiceLevel, False)):
            at = f"admin:{model._meta.label_lower.replace('.', '_')}"
            assert administrator.get(reverse(f"{at}_changelist")).status_code == 200
            assert (administrator.get(reverse(f"{at}_add")).status_code == 200) is may_add

    def test_cases_are_to_look_up_without_words_and_never_to_change(self, administrator, unsure):
        address = reverse("admin:complaints_case_change", args=[unsure.pk])
        text = administrator.get(address).content.decode()
        assert unsure.reference in text
        assert "ตู้เย็น" not in text
        administrator.post(address, {"state": "closed"})
        unsure.refresh_from_db()
        assert unsure.state == CaseState.TRIAGE
        assert administrator.get(reverse("admin:complaints_case_add")).status_code in {403, 404}

    def test_confidential_cases_are_not_listed(self, administrator, file):
        secret = file(visibility=Visibility.CONFIDENTIAL).complaint.case
        assert secret.reference not in administrator.get(reverse("admin:complaints_case_changelist")).content.decode()

    def test_decisions_are_to_read_only(self, administrator, unsure):
        decision = RoutingDecision.objects.get()
        address = reverse("admin:routing_routingdecision_change", args=[decision.pk])
        assert administrator.get(address).status_code == 200
        assert not admin.site.get_model_admin(RoutingDecision).has_delete_permission(administrator)

    def test_a_rule_is_written_in_its_register_alone(self, administrator, pea):
        topic = make_topic("electricity/pole", "เสาไฟเอียง")
        fields = {"topic": topic.pk, "agency": pea.pk, "source": "พ.ร.บ. การไฟฟ้าส่วนภูมิภาค"}
        administrator.post(reverse("admin:routing_routingrule_add"), fields)
        assert not RoutingRule.objects.exists()
