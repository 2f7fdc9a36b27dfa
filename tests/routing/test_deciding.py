"""Sure enough goes out by itself; everything else goes to people, with the reason."""

import time

import pytest

from complaints.models import Case
from complaints.workflow import Visibility
from routing import asking, chores
from routing.alarms import Kind, open_alarms
from routing.deciding import Opinion, Proposal, form_opinion, route_case
from routing.desk import confirm_proposal, send_from_desk
from routing.models import RoutingDecision, RoutingThreshold, Simulation
from tests.factories import make_topic
from tests.routing.conftest import says

Why, Did = RoutingDecision.Why, RoutingDecision.Did


class StubModel:
    version = "stub-1"

    def __init__(self, answer):
        self.answer = answer

    def predict(self, items):
        if isinstance(self.answer, Exception):
            raise self.answer
        if callable(self.answer):
            return self.answer(items)
        return [self.answer for _ in items]


@pytest.fixture
def model(monkeypatch):
    def use(answer):
        monkeypatch.setattr(asking.DECIDING, "model", StubModel(answer))
        monkeypatch.setattr(asking.DECIDING, "next_look", float("inf"))

    return use


@pytest.fixture
def case(file):
    return file().complaint.case


def route(case):
    chores.route_waiting_cases.function()
    case.refresh_from_db()
    return RoutingDecision.objects.get(case=case)


class TestRouting:
    def test_sends_what_it_is_sure_of_and_says_why(self, case, model, rule, electricity, pea, threshold):
        rule(electricity, None, pea)
        model(says(("electricity", 0.9), ("roads", 0.1)))
        decision = route(case)
        assert case.state == "routed"
        assert case.assignments.get().agency == pea
        assert (decision.did, decision.why, decision.model_version) == (Did.ASSIGNED, Why.SURE, "stub-1")
        assert decision.proposals[0]["words"] == ["คำ"]
        assert decision.threshold == 0.7

    def test_adds_up_topics_that_lead_to_the_same_agency(self, case, model, rule, electricity, outage, pea, threshold):
        rule(electricity, None, pea)
        model(says(("electricity/outage", 0.4), ("electricity", 0.35)))
        assert route(case).did == Did.ASSIGNED

    def test_shows_with_a_topic_the_rule_of_that_topic(self, case, model, rule, electricity, pothole, pea, threshold):
        first = rule(electricity, None, pea)
        rule(pothole, None, pea)
        model(says(("electricity", 0.5), ("roads/pothole", 0.1)))
        assert route(case).proposals[0]["rule"] == first.pk

    def test_leaves_what_it_is_not_sure_of_to_people(self, case, model, rule, electricity, pea, threshold):
        rule(electricity, None, pea)
        model(says(("electricity", 0.6)))
        decision = route(case)
        assert case.state == "triage"
        assert (decision.did, decision.why) == (Did.TRIAGE, Why.UNSURE)
        assert decision.proposals[0]["agency"] == "pea"

    @pytest.mark.parametrize("topics", [[], [("electricity", 0.99)]])
    def test_an_abstaining_model_means_people(self, case, model, rule, electricity, pea, threshold, topics):
        rule(electricity, None, pea)
        model(says(*topics, abstain=True))
        assert route(case).why == Why.ABSTAINED
        assert case.state == "triage"

    def test_a_gap_in_the_rules_means_people_however_sure_the_model_is(self, case, model, electricity, threshold):
        model(says(("electricity", 0.99)))
        assert route(case).why == Why.NO_RULE
        assert case.state == "triage"

    def test_without_a_threshold_row_nothing_goes_out_by_itself(self, case, model, rule, electricity, pea):
        rule(electricity, None, pea)
        model(says(("electricity", 1.0)))
        assert route(case).did == Did.TRIAGE

    def test_a_topic_has_its_own_threshold(self, case, model, rule, electricity, pea, threshold):
        RoutingThreshold.objects.create(topic=electricity, probability=0.95, decided_by="x", reason="y")
        rule(electricity, None, pea)
        model(says(("electricity", 0.9)))
        assert route(case).did == Did.TRIAGE

    def test_a_topic_the_person_chose_needs_no_model(self, file, model, rule, electricity, pea):
        rule(electricity, None, pea)
        model(says(abstain=True))
        case = file(topic=electricity).complaint.case
        assert route(case).why == Why.CHOSEN
        assert case.state == "routed"

    def test_urgent_words_mark_the_case(self, case, model, rule, electricity, pea, threshold):
        model(says(("electricity", 0.5), urgent=True))
        route(case)
        assert case.is_urgent

    def test_twice_routes_once(self, case, model, rule, electricity, pea, threshold):
        rule(electricity, None, pea)
        model(says(("electricity", 0.9)))
        assert chores.route_waiting_cases.function() == 1
        assert chores.route_waiting_cases.function() == 0
        assert RoutingDecision.objects.count() == 1


class TestAnUrgentTopic:
    """A topic that is urgent by itself makes the case so where the text surely is of it."""

    @pytest.fixture
    def shock(self, rule, pea):
        topic = make_topic("electricity/shock-danger", "ไฟรั่ว", urgency="urgent")
        rule(topic, None, pea)
        return topic

    @pytest.mark.parametrize(("likelihood", "is_urgent"), [(0.9, True), (0.5, False)])
    def test_counts_from_the_threshold_on(self, case, model, shock, threshold, likelihood, is_urgent):
        model(says((shock.code, likelihood)))
        route(case)
        assert case.is_urgent is is_urgent


class TestR9ABrokenModel:
    @pytest.mark.parametrize("breakage", ["missing", "garbage", "cut short"])
    def test_R9_file_means_triage_by_people_and_an_alarm_within_two_seconds(self, case, settings, tmp_path, breakage):
        asking.DECIDING.forget()
        if breakage != "missing":
            from pathlib import Path

            shipped = Path(__file__).parents[2] / "ml" / "models"
            for path in shipped.iterdir():
                content = path.read_bytes()
                if path.suffix == ".skops":
                    content = b"garbage" if breakage == "garbage" else content[:-1000]
                (tmp_path / path.name).write_bytes(content)
        settings.TOPIC_MODEL = str(tmp_path)
        from ml import serving  # noqa: F401 - its import is paid at the worker's start, not by a case

        start = time.monotonic()
        decision = route(case)
        assert time.monotonic() - start < 2
        assert (case.state, decision.why) == ("triage", Why.NO_MODEL)
        assert [alarm.kind for alarm in open_alarms()] == [Kind.MODEL_REFUSED]

    def test_R9_that_raises_means_triage(self, case, model):
        model(RuntimeError("broken"))
        assert route(case).why == Why.NO_MODEL
        assert case.state == "triage"

    def test_R9_that_sleeps_is_not_waited_for(self, case, model):
        model(lambda items: time.sleep(30))
        start = time.monotonic()
        assert route(case).why == Why.NO_MODEL
        assert time.monotonic() - start < 2


class TestR10OneBadCase:
    @pytest.fixture
    def two(self, file, rule, electricity, pea, threshold):
        rule(electricity, None, pea)
        return [file(f"ไฟฟ้าดับทั้งซอย {number}").complaint.case for number in (1, 2)]

    def states(self, cases):
        chores.route_waiting_cases.function()
        return [Case.objects.get(pk=case.pk).state for case in cases]

    def test_R10_that_cannot_be_routed_goes_to_people_and_holds_up_nobody(self, two, model, monkeypatch):
        def route(case, **given):
            if case == two[0]:
                raise RuntimeError("a fault of ours")
            return route_case(case, **given)

        model(says(("electricity", 0.9)))
        monkeypatch.setattr(chores, "route_case", route)
        assert self.states(two) == ["triage", "routed"]

    def test_R10_that_not_even_people_can_be_given_holds_up_nobody(self, two, model, monkeypatch):
        def fail(case, **given):
            return 1 / 0 if case == two[0] else route_case(case, **given)

        model(says(("electricity", 0.9)))
        monkeypatch.setattr(chores, "route_case", fail)
        monkeypatch.setattr(chores, "send_to_triage", lambda case: 1 / 0)
        assert self.states(two) == ["received", "routed"]

    def test_R10_leaves_its_place_in_the_queue_for_a_while(self, two, model, monkeypatch):
        monkeypatch.setattr(chores, "BATCH", 1)
        model(says(("electricity", 0.9)))
        with monkeypatch.context() as broken:
            broken.setattr(chores, "route_case", lambda case, **given: 1 / 0)
            broken.setattr(chores, "send_to_triage", lambda case: 1 / 0)
            assert self.states(two) == ["received", "received"]
        assert self.states(two) == ["received", "routed"]

    def test_R10_whose_text_breaks_the_model_takes_no_other_along(self, two, model):
        def predict(items):
            if any("1" in item["text"] for item in items):
                raise ValueError("a text the model cannot read")
            return [says(("electricity", 0.9)) for _ in items]

        model(predict)
        assert self.states(two) == ["triage", "routed"]

    def test_R9_a_model_with_too_few_answers_means_triage(self, two, model):
        model(lambda items: [])
        assert self.states(two) == ["triage", "triage"]


class TestATopicOutOfUse:
    def test_is_not_proposed_though_the_model_knows_it(self, case, model, rule, electricity, pea, threshold):
        rule(electricity, None, pea)
        electricity.is_active = False
        electricity.save()
        model(says(("electricity", 0.9)))
        assert (route(case).proposals, case.state) == ([], "triage")

    def test_that_was_chosen_leaves_it_to_the_text(self, file, model, rule, electricity, pothole, pea, threshold):
        rule(pothole, None, pea)
        case = file(topic=electricity).complaint.case
        electricity.is_active = False
        electricity.save()
        model(says(("roads/pothole", 0.9)))
        assert route(case).why == Why.SURE


class TestAnAnonymousCase:
    @pytest.mark.parametrize("sure", [True, False])
    def test_S8_is_not_betrayed_by_the_minute_of_its_routing(
        self, file, model, rule, electricity, pea, threshold, sure
    ):
        rule(electricity, None, pea)
        case = file(visibility=Visibility.ANONYMOUS, by=None).complaint.case
        model(says(("electricity", 0.9 if sure else 0.3)))
        told = [route(case).made_at, case.routed_at or case.triaged_at, *case.events.values_list("at", flat=True)]
        told += [part.proposed_at for part in case.assignments.all()]
        assert set(told) == {case.created_at}
        assert case.created_at.minute == 0


class TestTheDesk:
    @pytest.fixture
    def waiting(self, case, model, rule, electricity, pea, mea, pothole, threshold):
        rule(electricity, None, pea)
        rule(pothole, None, mea)
        model(says(("electricity", 0.5), ("roads/pothole", 0.3)))
        route(case)
        return case

    def test_confirms_a_proposal_by_its_number(self, waiting, siriporn, pea):
        assignment = confirm_proposal(waiting, 1, by=siriporn)
        decision = RoutingDecision.objects.get()
        assert assignment.agency == pea
        assert (decision.was_corrected, decision.settled_by) == (False, siriporn)

    def test_keeps_a_correction_to_learn_from(self, waiting, siriporn, mea):
        confirm_proposal(waiting, 2, by=siriporn)
        assert RoutingDecision.objects.get().was_corrected is True

    def test_sends_anywhere_else(self, waiting, siriporn, mea, electricity):
        send_from_desk(waiting, agency=mea, topic=electricity, by=siriporn)
        decision = RoutingDecision.objects.get()
        assert (decision.settled_agency, decision.was_corrected) == (mea, True)

    def test_takes_the_topic_proposed_for_the_agency_when_none_is_chosen(self, waiting, siriporn, mea, pothole):
        send_from_desk(waiting, agency=mea, topic=None, by=siriporn)
        waiting.refresh_from_db()
        assert waiting.topic == pothole

    @pytest.mark.parametrize("number", [0, 3, 99])
    def test_refuses_a_proposal_that_is_not_there(self, waiting, siriporn, number):
        from django.core.exceptions import ValidationError

        with pytest.raises(ValidationError) as refused:
            confirm_proposal(waiting, number, by=siriporn)
        assert refused.value.code == "no_such_proposal"

    def test_refuses_the_second_of_two_officers(self, waiting, siriporn):
        from django.core.exceptions import ValidationError

        confirm_proposal(waiting, 1, by=siriporn)
        with pytest.raises(ValidationError) as refused:
            confirm_proposal(waiting, 1, by=siriporn)
        assert refused.value.code == "case_left_the_desk"
        assert waiting.assignments.count() == 1


def test_a_simulation_is_answered_by_the_worker_and_files_nothing(
    model, rule, electricity, pea, threshold, siriporn, khon_kaen
):
    rule(electricity, None, pea)
    model(says(("electricity", 0.9)))
    simulation = Simulation.objects.create(asked_by=siriporn, text="ไฟดับ", area=khon_kaen)
    assert chores.answer_simulations.function() == 1
    simulation.refresh_from_db()
    assert simulation.answer["sure"] is True
    assert simulation.answer["proposals"][0]["agency"] == "pea"
    assert not Case.objects.exists()


class TestWhatTheTextNames:
    @pytest.fixture
    def exception(self, rule, electricity, pea, mea):
        rule(electricity, None, pea)
        rule(electricity, None, mea, named="ทล.#")

    def test_decides_in_the_worker(self, file, model, exception, electricity):
        model(says(abstain=True))
        case = file(text="ไฟทาง ทล. 12 ดับ", topic=electricity).complaint.case
        first = route(case).proposals[0]
        assert (first["agency"], first["named"]) == ("mea", "ทล. 12")

    def test_decides_in_the_simulator(self, model, exception, threshold, siriporn, khon_kaen):
        model(says(("electricity", 0.9)))
        asked = Simulation.objects.create(asked_by=siriporn, text="ไฟทาง ทล. 12 ดับ", area=khon_kaen)
        chores.answer_simulations.function()
        asked.refresh_from_db()
        assert asked.answer["proposals"][0]["named"] == "ทล. 12"


class TestR10OneBadSimulation:
    @pytest.fixture
    def two(self, model, rule, electricity, pea, threshold, siriporn):
        rule(electricity, None, pea)
        model(says(("electricity", 0.9)))
        return [Simulation.objects.create(asked_by=siriporn, text=f"ไฟดับ {number}") for number in (1, 2)]

    @pytest.mark.parametrize("fault", ["breaks", "cannot be stored"])
    def test_R10_takes_no_other_along_and_is_given_up(self, two, monkeypatch, fault):
        opinions = iter([None, form_opinion(None, None)])

        def opinion(*_asked, **_told):
            first = next(opinions)
            if first is not None or fault == "breaks":
                return first  # None has no reasons: the answer cannot be made
            return Opinion([Proposal("electricity", "pea", 0.9, words=["\0"])], Why.SURE, 0.7, False)

        monkeypatch.setattr(chores, "form_opinion", opinion)
        assert chores.answer_simulations.function() == 2
        assert [bool(Simulation.objects.get(pk=asked.pk).answer) for asked in two] == [False, True]
        assert chores.answer_simulations.function() == 0


class TestATextThatIsNotInThai:
    BURMESE = "ဈေးရှေ့က လမ်းမီး ပျက်နေတာ နှစ်ပတ်ရှိပြီ"

    @pytest.mark.parametrize("text", [BURMESE, "The street light in front of the market is broken"])
    def test_goes_to_people_however_sure_the_model_is(self, file, model, rule, electricity, pea, threshold, text):
        rule(electricity, None, pea)
        model(says(("electricity", 0.99)))
        case = file(text).complaint.case
        decision = route(case)
        assert case.state == "triage"
        assert (decision.did, decision.why, decision.proposals) == (Did.TRIAGE, Why.NOT_THAI, [])

    @pytest.mark.parametrize(
        ("text", "is_urgent"),
        [(BURMESE, False), ("အိမ် မီးလောင်နေတယ် ကယ်ပါ", True), ("There is a man with a gun in our street", True)],
    )
    def test_is_urgent_by_its_own_words_of_danger(self, file, model, text, is_urgent):
        model(None)
        case = file(text).complaint.case
        route(case)
        assert case.is_urgent is is_urgent

    def test_is_not_even_shown_to_the_model(self, file, model):
        asked = []
        model(lambda items: asked.extend(items) or [says() for _ in items])
        thai, foreign = file().complaint.case, file(self.BURMESE).complaint.case
        chores.route_waiting_cases.function()
        assert [item["id"] for item in asked] == [thai.reference]
        foreign.refresh_from_db()
        assert foreign.state == "triage"

    def test_goes_where_its_topic_leads_if_the_person_chose_one(self, file, model, rule, electricity, pea):
        rule(electricity, None, pea)
        model(None)
        case = file(self.BURMESE, topic=electricity).complaint.case
        assert route(case).did == Did.ASSIGNED

    def test_is_told_where_it_was_not_told_at_intake(self, file, model, rule, electricity, pea, threshold):
        rule(electricity, None, pea)
        model(says(("electricity", 0.99)))
        case = file(self.BURMESE).complaint.case
        case.complaints.update(text_language="")
        assert route(case).why == Why.NOT_THAI
