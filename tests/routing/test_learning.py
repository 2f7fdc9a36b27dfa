"""A model made from what people settled: made, asked beside, compared, let decide, taken back; and what may go wrong."""

import json
import shutil
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from complaints.handling import accept_assignment
from complaints.models import Assignment
from ml.model_file import card_of, checksum, load_model, save_model
from ml.serving import newest_model
from routing import asking, chores, comparing
from routing.alarms import Kind, open_alarms
from routing.comparing import Compared, Paired, compare
from routing.deciding import route_case
from routing.desk import send_from_desk
from routing.learning import end_shadow, promote, roll_back, start_shadow
from routing.models import ModelChange, ModelVersion, RoutingDecision, ShadowOpinion
from routing.registry import deciding_version, shadow_change
from routing.shadowing import ask_beside
from tests.factories import make_agency, make_topic, make_user
from tests.routing.conftest import says

pytestmark = pytest.mark.django_db
SHIPPED = newest_model()
NAME = SHIPPED.stem.removeprefix("topics-")


@pytest.fixture
def registry(settings, tmp_path):
    settings.MODEL_REGISTRY = str(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def renamed(tmp_path_factory):
    """The shipped model as version 2026-12-01.1."""
    model = replace(load_model(SHIPPED), version="2026-12-01.1")
    return save_model(model, tmp_path_factory.mktemp("renamed"), {"purpose": "a test"})


@pytest.fixture
def version(registry, renamed):
    """A registered model: version("2026-12-01.1") has a file too."""

    def version(name="2026-12-01.1"):
        if name in renamed.name:
            for path in (renamed, card_of(renamed)):
                shutil.copy(path, registry)
        return ModelVersion.objects.create(
            version=name, sha256=checksum(renamed), base=NAME, fingerprint="f" * 64, lessons=100
        )

    return version


@pytest.fixture
def boss(db):
    boss = make_user("ผู้ดูแล", email="boss@example.org", is_staff=True)
    boss.user_permissions.add(Permission.objects.get(codename="add_modelchange"))
    return boss


@pytest.fixture
def better(monkeypatch):
    def better(paired=None):
        paired = paired or Paired(of=400, old_right=300, new_right=350, mended=60, broken=10)
        monkeypatch.setattr("routing.learning.compare", lambda change: Compared(paired, paired))

    better()
    return better


class TestWhoDecides:
    def test_is_the_shipped_one_until_somebody_lets_another(self, version, boss, better):
        first = version()
        assert deciding_version() is None
        start_shadow(first, by=None)
        assert (deciding_version(), shadow_change().version) == (None, first)
        change = promote(first, by=boss, reason="ดีขึ้นชัดเจน")
        assert (deciding_version(), shadow_change(), change.by) == (first, None, boss)
        assert "350" in change.reason and "ดีขึ้นชัดเจน" in change.reason

    def test_goes_back_step_by_step(self, version, boss, better):
        first, second = version("1"), version("2")
        for each in (first, second):
            start_shadow(each, by=boss)
            promote(each, by=boss)
        roll_back(by=boss, reason="ส่งผิดมากขึ้น")
        assert deciding_version() == first
        roll_back(by=boss, reason="ยังผิดอยู่")
        assert deciding_version() is None
        with pytest.raises(ValidationError) as refused:
            roll_back(by=boss, reason="อีกครั้ง")
        assert refused.value.code == "nothing_before"

    def test_an_older_one_is_not_asked_for_twice_after_going_back_and_forth(self, version, boss, better):
        first, second = version("1"), version("2")
        for each in (first, second):
            start_shadow(each, by=boss)
            promote(each, by=boss)
        roll_back(by=boss, reason="ลองดู")
        start_shadow(second, by=boss)
        promote(second, by=boss)
        roll_back(by=boss, reason="ไม่ดีจริง")
        assert deciding_version() == first

    @pytest.mark.parametrize("paired", [
        Paired(of=99, old_right=0, new_right=99, mended=99, broken=0),
        Paired(of=400, old_right=300, new_right=300, mended=40, broken=40),
        Paired(of=400, old_right=300, new_right=310, mended=60, broken=50),
        Paired(of=400, old_right=300, new_right=200, mended=0, broken=100),
        Paired(),
    ])  # fmt: skip
    def test_is_no_model_that_later_cases_do_not_bear_out(self, version, boss, better, paired):
        start_shadow(version(), by=boss)
        better(paired)
        with pytest.raises(ValidationError) as refused:
            promote(shadow_change().version, by=boss)
        assert refused.value.code == "not_borne_out"
        assert deciding_version() is None

    def test_is_no_model_that_is_not_asked_beside(self, version, boss, better):
        first, second = version("1"), version("2")
        start_shadow(first, by=boss)
        for wrong in (second, first):
            if wrong == first:
                end_shadow(by=boss)
            with pytest.raises(ValidationError) as refused:
                promote(wrong, by=boss)
            assert refused.value.code == "not_in_shadow"

    def test_a_model_that_decides_is_not_asked_beside_itself(self, version, boss, better):
        start_shadow(version(), by=boss)
        promote(shadow_change().version, by=boss)
        with pytest.raises(ValidationError) as refused:
            start_shadow(deciding_version(), by=boss)
        assert refused.value.code == "decides_already"

    def test_going_back_needs_a_reason(self, version, boss, better):
        start_shadow(version(), by=boss)
        promote(shadow_change().version, by=boss)
        with pytest.raises(ValidationError) as refused:
            roll_back(by=boss, reason="  ")
        assert refused.value.code == "reason_missing"

    @pytest.mark.parametrize("who", ["officer", "staff without the right", "the right but no staff"])
    def test_is_changed_by_nobody_else(self, version, who, siriporn, boss, better):
        if who == "staff without the right":
            siriporn.is_staff = True
        elif who == "the right but no staff":
            siriporn.user_permissions.add(Permission.objects.get(codename="add_modelchange"))
        first = version()
        start_shadow(first, by=boss)
        for act in (
            lambda: start_shadow(first, by=siriporn),
            lambda: end_shadow(by=siriporn),
            lambda: promote(first, by=siriporn),
            lambda: roll_back(by=siriporn, reason="x"),
        ):
            with pytest.raises(PermissionDenied):
                act()
        assert ModelChange.objects.count() == 1

    def test_acts_are_never_changed_afterwards(self, version, boss):
        change = start_shadow(version(), by=boss)
        for act in (lambda: ModelChange.objects.update(reason="x"), change.delete):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()


class TestTheWorker:
    """Loads what the registry names, without being started again."""

    @pytest.fixture
    def decided(self, version, boss, better):
        first = version()
        start_shadow(first, by=boss)
        promote(first, by=boss)
        return first

    def test_asks_another_model_as_soon_as_somebody_lets_it_decide(self, version, boss, better):
        assert asking.DECIDING.take().version == NAME
        start_shadow(version(), by=boss)
        promote(shadow_change().version, by=boss)
        asking.DECIDING.next_look = 0.0
        assert asking.DECIDING.take().version == "2026-12-01.1"
        roll_back(by=boss, reason="ลองดู")
        asking.DECIDING.next_look = 0.0
        assert asking.DECIDING.take().version == NAME

    def test_does_not_look_for_another_at_every_case(self, django_assert_num_queries):
        asking.DECIDING.take()
        with django_assert_num_queries(0):
            asking.DECIDING.take()

    @pytest.mark.parametrize("breakage", ["missing", "other bytes", "another model with its card", "wrong version"])
    def test_gives_cases_to_people_and_raises_one_alarm(self, decided, registry, file, breakage):
        path = registry / f"topics-{decided.version}.skops"
        if breakage == "missing":
            path.unlink()
        elif breakage == "other bytes":
            path.write_bytes(path.read_bytes()[:-7])
        elif breakage == "another model with its card":
            shutil.copy(SHIPPED, path)
            card = json.loads(card_of(SHIPPED).read_text())
            card_of(path).write_text(json.dumps(card))
        else:
            shutil.copy(SHIPPED, path)
            shutil.copy(card_of(SHIPPED), card_of(path))
            ModelVersion.objects.update(sha256=checksum(path))
        case = file(text="ไฟถนนดับทั้งซอย").complaint.case
        for _ in range(2):
            asking.DECIDING.forget()
            chores.route_waiting_cases.function()
        assert RoutingDecision.objects.get(case=case).why == "no_model"
        (alarm,) = open_alarms()
        reason = {"missing": "missing", "wrong version": "version"}.get(breakage, "checksum")
        assert (alarm.kind, alarm.subject, alarm.facts) == (Kind.MODEL_REFUSED, decided.version, {"reason": reason})

    def test_ends_the_alarm_when_the_model_is_back(self, decided, registry):
        path = registry / f"topics-{decided.version}.skops"
        path.rename(registry / "away")
        assert asking.DECIDING.take() is None
        (registry / "away").rename(path)
        assert asking.DECIDING.take() is None, "not tried at every case"
        asking.DECIDING.forget()
        assert asking.DECIDING.take()
        assert open_alarms() == []


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


@pytest.fixture
def routed(file, threshold, rule, electricity, pothole, pea, mea):
    rule(electricity, None, pea)
    rule(pothole, None, mea)

    def routed(*topics):
        case = file().complaint.case
        route_case(case, says(*(topics or [("electricity", 0.9)])), model_version=NAME)
        case.refresh_from_db()
        return case

    return routed


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
        assert open_alarms() == []


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


WRONG = "ขยะล้นถังหน้าตลาด ส่งกลิ่นเหม็นมาก ไม่มีรถมาเก็บเลย"
RIGHT = "ไฟฟ้าดับทั้งหมู่บ้านตั้งแต่เมื่อคืน โทรแจ้งแล้วยังไม่มา"


class TestRetraining:
    @pytest.fixture
    def stream(self, routed, file, siriporn, electricity, pothole, pea, mea):
        """So many cases sent from the desk: stream(by, count, text, topic, agency)."""

        def stream(by, count, text, topic, agency):
            for number in range(count):
                case = file(text=f"{text} ซอย {number}").complaint.case
                route_case(case, says(("electricity", 0.4)), model_version=NAME)
                case.refresh_from_db()
                send_from_desk(case, agency=agency, topic=topic, by=by)

        routed()
        return stream

    def run(self, **options):
        out = StringIO()
        call_command("retrain", stdout=out, **options)
        return out.getvalue()

    def test_makes_a_model_that_is_asked_beside_and_decides_nothing(
        self, registry, stream, siriporn, electricity, pothole, pea, mea
    ):
        for _ in range(6):  # turn by turn: the later ones are tried with what the earlier ones taught
            stream(siriporn, 10, RIGHT, electricity, pea)
            stream(siriporn, 10, WRONG, pothole, mea)
        told = self.run(trust=[siriporn.email])
        made = ModelVersion.objects.get()
        assert (made.lessons, deciding_version(), shadow_change().version) == (120, None, made)
        assert (registry / f"topics-{made.version}.skops").is_file()
        assert made.report["right_after"] > made.report["right_before"]
        assert "120" in told and "/desk/models/" in told
        taught = asking.BESIDE.take().predict([{"id": "1", "text": WRONG}])[0]
        assert taught.topics[0][0] == "roads/pothole"

    def test_a_poisoned_stream_is_found_and_not_learned_from(
        self, registry, stream, siriporn, electricity, pothole, pea, mea
    ):
        evil = make_user("ผู้ไม่หวังดี", email="evil@example.org")
        stream(siriporn, 60, RIGHT, electricity, pea)
        stream(siriporn, 60, "ถนนเป็นหลุมลึก รถล้มหลายคันแล้ว", pothole, mea)
        stream(siriporn, 40, WRONG, make_topic("waste", "ขยะ"), make_agency("เทศบาล", code="town"))
        stream(evil, 80, RIGHT, make_topic("noise", "เสียงดัง"), make_agency("ที่เดียว", code="only"))
        told = self.run()
        made = ModelVersion.objects.get()
        assert [one["by"] for one in made.report["set_aside"]] == [evil.pk]
        assert made.lessons == 160
        assert "ผู้ไม่หวังดี" in told and "80" in told
        (alarm,) = open_alarms()
        assert (alarm.kind, alarm.subject) == (Kind.ONE_SIDED, str(evil.pk))
        assert deciding_version() is None

    def test_says_that_there_are_too_few_and_makes_nothing(self, registry):
        with pytest.raises(CommandError, match="100 are needed"):
            self.run()
        assert not ModelVersion.objects.exists() and not list(Path(registry).iterdir())

    def test_knows_nobody_of_that_address(self, registry):
        with pytest.raises(CommandError, match="nobody"):
            self.run(trust=["nobody@example.org"])
