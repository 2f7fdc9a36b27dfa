"""Which model decides: let decide, taken back, loaded by the workers, and what may be wrong with its file."""

import json
import shutil

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from ml.model_file import card_of, checksum
from routing import asking, chores
from routing.alarms import Kind, open_alarms
from routing.comparing import Paired
from routing.learning import end_shadow, promote, roll_back, start_shadow
from routing.models import ModelChange, ModelVersion, RoutingDecision
from routing.registry import deciding_version, shadow_change
from tests.routing.conftest import NAME, SHIPPED

pytestmark = pytest.mark.django_db


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
        assert not open_alarms().exists()
