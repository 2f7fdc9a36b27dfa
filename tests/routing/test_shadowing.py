"""A model asked beside the one that decides, and both on the same later cases."""

import pytest

from complaints.handling import accept_assignment, decline_assignment
from complaints.models import Assignment
from routing import asking, comparing
from routing.alarms import Kind, open_alarms
from routing.comparing import Compared, Paired, compare
from routing.deciding import route_case
from routing.desk import send_from_desk
from routing.learning import end_shadow, start_shadow
from routing.models import RoutingDecision, ShadowOpinion
from routing.registry import shadow_change
from routing.shadowing import ask_beside
from tests.factories import make_agency
from tests.routing.conftest import says

pytestmark = pytest.mark.django_db


class Beside:
    """A stub of the model asked beside."""

    def __init__(self, version, *topics):
        self.version, self.topics = version, topics

    def predict(self, items):
        return [says(*self.topics) for _ in items]


@pytest.fixture
def beside(monkeypatch):
    def beside(model):
        monkeypatch.setattr(asking.BESIDE, "model", model)
        monkeypatch.setattr(asking.BESIDE, "next_look", float("inf"))

    return beside


class TestAskingBeside:
    def test_is_about_later_decisions_only_and_once(self, routed, version, beside):
        routed()
        start_shadow(version(), by=None)
        beside(Beside("2026-12-01.1", ("roads/pothole", 0.8)))
        later = [routed(), routed(("electricity", 0.4))]
        assert ask_beside.function() == 2
        assert ask_beside.function() == 0
        told = list(ShadowOpinion.objects.order_by("decision_id").values_list("decision__case", "topic", "agency"))
        assert told == [(case.pk, "roads/pothole", "mea") for case in later]

    def test_hears_what_the_text_names_too(self, file, version, beside, rule, electricity):
        named = make_agency("กรมทางหลวง", code="doh")
        rule(electricity, None, named, named="ทล.#")
        start_shadow(version(), by=None)
        beside(Beside("2026-12-01.1", ("electricity", 0.8)))
        case = file(text="ไฟทาง ทล. 12 ดับ").complaint.case
        route_case(case, says(("electricity", 0.9)), model_version="m", text="ไฟทาง ทล. 12 ดับ")
        ask_beside.function()
        assert ShadowOpinion.objects.get().agency == "doh"

    def test_changes_nothing_about_the_case(self, routed, version, beside):
        start_shadow(version(), by=None)
        beside(Beside("2026-12-01.1", ("roads/pothole", 0.99)))
        case = routed(("electricity", 0.4))
        before = (case.state, case.topic_id, case.event_count, RoutingDecision.objects.count())
        ask_beside.function()
        case.refresh_from_db()
        assert (case.state, case.topic_id, case.event_count, RoutingDecision.objects.count()) == before
        assert case.state == "triage"

    def test_is_not_done_while_nobody_wants_it(self, routed, version, beside, boss):
        start_shadow(version(), by=None)
        end_shadow(by=boss)
        beside(Beside("2026-12-01.1"))
        routed()
        assert ask_beside.function() == 0

    def test_answers_of_a_model_that_was_replaced_meanwhile_do_not_count(self, routed, version, beside):
        start_shadow(version(), by=None)
        beside(Beside("another"))
        routed()
        assert ask_beside.function() == 0
        assert not ShadowOpinion.objects.exists()

    def test_a_model_that_says_nothing_or_breaks_is_simply_wrong(self, routed, version, beside):
        start_shadow(version(), by=None)
        broken = Beside("2026-12-01.1")
        broken.predict = lambda items: 1 / 0
        beside(broken)
        routed()
        assert ask_beside.function() == 1
        assert ShadowOpinion.objects.get().topic == ""

    def test_a_broken_file_raises_an_alarm_and_routing_goes_on(self, routed, version, registry, boss):
        start_shadow(version(), by=None)
        (registry / "topics-2026-12-01.1.skops").unlink()
        case = routed()
        assert ask_beside.function() == 0
        assert case.state == "routed"
        assert [alarm.kind for alarm in open_alarms()] == [Kind.CHALLENGER_REFUSED]
        end_shadow(by=boss)
        assert not open_alarms().exists()


class TestComparing:
    def test_counts_the_same_cases_for_both(self, routed, version, beside, wichai, siriporn, mea):
        start_shadow(version(), by=None)
        accepted, sent_elsewhere, waiting = routed(), routed(("electricity", 0.4)), routed()
        beside(Beside("2026-12-01.1", ("roads/pothole", 0.8)))
        ask_beside.function()
        accept_assignment(Assignment.objects.get(case=accepted), by=wichai)
        send_from_desk(sent_elsewhere, agency=mea, topic=None, by=siriporn)
        assert waiting
        agency = compare(shadow_change()).agency
        assert agency == Paired(of=2, old_right=1, new_right=1, mended=1, broken=1)

    def test_leaves_out_what_the_desk_sent_and_the_agency_gave_back(
        self, routed, version, beside, siriporn, wichai, pea, mea
    ):
        start_shadow(version(), by=None)
        case = routed(("electricity", 0.4))
        beside(Beside("2026-12-01.1", ("electricity", 0.8)))
        ask_beside.function()
        part = send_from_desk(case, agency=pea, topic=None, by=siriporn)
        assert compare(shadow_change()).agency.of == 1
        decline_assignment(part, by=wichai, reason="ไม่ใช่หน้าที่", proposed_agency=mea)
        assert compare(shadow_change()).agency.of == 0

    def test_leaves_out_what_another_model_decided(self, routed, version, beside, wichai):
        start_shadow(version(), by=None)
        case = routed()
        RoutingDecision.objects.update(model_version="an older one")
        beside(Beside("2026-12-01.1", ("electricity", 0.8)))
        ask_beside.function()
        accept_assignment(Assignment.objects.get(case=case), by=wichai)
        assert compare(shadow_change()).agency.of == 0

    def test_the_interval_is_bonett_and_price_s(self):
        # (21 - 6) / 102, and 1.96 times the root of (27 / 102 - 0.1471²) / 102 to either side.
        middle, low, high = Paired(of=100, mended=20, broken=5).difference
        assert (middle, low, high) == pytest.approx((0.15, 0.0514, 0.2427), abs=0.0005)
        assert Paired().difference == (0, -1, 1)

    def test_a_worse_one_is_called_worse(self):
        worse = Paired(of=400, old_right=300, new_right=200, mended=0, broken=100)
        assert Compared(worse, worse).is_worse and not Compared(worse, worse).is_better

    def test_more_right_agencies_do_not_make_up_for_plainly_worse_topics(self):
        good = Paired(of=400, old_right=300, new_right=350, mended=60, broken=10)
        bad = Paired(of=400, old_right=300, new_right=200, mended=0, broken=100)
        assert Compared(good, good).is_better and not Compared(good, bad).is_better
        assert good.of > comparing.FEWEST
