"""Whose topic's questions somebody answered goes where that topic goes: from the form to the agency."""

import re

import pytest

from complaints.models import Case, TopicQuestion
from routing import chores
from routing.models import RoutingDecision
from tests.complaints.test_question_pages import Visitor
from tests.complaints.test_topic_questions import DARK, ask
from tests.factories import make_topic
from tests.routing.conftest import says
from tests.routing.test_deciding import model  # noqa: F401

pytestmark = pytest.mark.django_db
Did, Why = RoutingDecision.Did, RoutingDecision.Why
ABOUT_NOISE = "ร้านเหล้าข้างบ้านเปิดเพลงเสียงดังทุกคืนถึงตีสอง"


@pytest.fixture
def lights(electricity):
    topic = make_topic("electricity/street-lights", "ไฟส่องทาง", parent=electricity, visibility_floor="public")
    ask(topic, "pole")
    return topic


@pytest.fixture
def visitor(client):
    return Visitor(client)


@pytest.fixture(autouse=True)
def _unsure_model(model, threshold):  # noqa: F811
    model(says(("electricity/street-lights", 0.5), ("electricity", 0.2)))


def routed():
    chores.route_waiting_cases.function()
    case = Case.objects.get()
    return case, RoutingDecision.objects.get(case=case)


def test_an_answer_says_what_it_is_about_however_unsure_the_model_is(visitor, lights, rule, pea):
    rule(lights, None, pea)
    visitor.tells(DARK).presses("answered", **{"answer-pole": "14/7"}).presses("check")
    assert "ไฟส่องทาง" in visitor.html
    visitor.presses("send")
    case, decision = routed()
    assert (case.topic, case.state, decision.why) == (lights, "routed", Why.CHOSEN)
    assert case.assignments.get().agency == pea


def test_people_at_the_desk_see_it_where_no_rule_fits(visitor, lights):
    visitor.tells(DARK).presses("answered", **{"answer-pole": "14/7"}).presses("check").presses("send")
    case, decision = routed()
    assert (case.topic, case.state, decision.why) == (lights, "triage", Why.NO_RULE)


@pytest.mark.parametrize(("button", "typed"), [("answered", ""), ("skip", "14/7")])
def test_who_answered_nothing_or_said_that_it_is_something_else_chose_no_topic(
    visitor, lights, rule, pea, button, typed
):
    rule(lights, None, pea)
    visitor.tells(DARK).presses(button, **{"answer-pole": typed}).presses("check").presses("send")
    case, decision = routed()
    assert (case.topic, case.state, decision.why) == (None, "triage", Why.UNSURE)


def test_nor_who_changed_the_words_to_another_matter_afterwards(visitor, lights, rule, pea):
    rule(lights, None, pea)
    visitor.tells(DARK).presses("answered", **{"answer-pole": "14/7"})
    visitor.presses("check", text=ABOUT_NOISE).presses("send")
    assert routed()[0].topic is None


def test_nor_a_forger_who_names_a_topic_and_answers_another(visitor, lights, pothole):
    visitor.tells(DARK).presses("answered", **{"answer-pole": "14/7"})
    visitor.presses("check", about="roads/pothole").presses("send")
    assert routed()[0].topic is None


def test_a_topic_that_is_kept_closer_says_so_before_it_is_sent(visitor):
    ask(make_topic("labour/unpaid-wages", "ค้างค่าจ้าง", visibility_floor="agency"), "employer")
    visitor.tells("นายจ้างค้างค่าแรงสองเดือน").presses("answered", **{"answer-employer": "ร้านริมน้ำ"})
    visitor.presses("check", visibility="public")
    assert "เรื่องแบบนี้ปิดไว้เสมอ" in visitor.html
    assert "สิ่งที่ทุกคนจะได้อ่าน" not in visitor.html
    visitor.presses("send")
    assert Case.objects.get().visibility == "agency"


def test_one_question_a_page_names_its_topic_and_lets_go_of_it(visitor):
    topic = make_topic("welfare-children/child-abuse", "ทำร้ายเด็ก", visibility_floor="confidential")
    ask(topic, "danger", "yes_no", "ตอนนี้เด็กยังอยู่ในอันตรายใช่ไหม")
    visitor.tells("ครูตีเด็ก ป.2 ด้วยไม้บรรทัดเหล็กจนแขนเขียว").presses(visibility="anonymous")
    assert re.search("หัวข้อ: .*ทำร้ายเด็ก", visitor.html)
    visitor.presses(**{"answer-danger": "yes"}).presses("back").presses("skip")
    assert visitor.asked == "place"
    visitor.goes("check").presses("send")
    assert Case.objects.get().topic is None
    assert TopicQuestion.objects.exists()
