"""What becomes of a promise: begun, moved with a reason, kept with evidence, withdrawn with a reason; late by the clock alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from consultations.promises.keeping import (
    keep_promise,
    move_promise,
    reach_milestone,
    start_promise,
    withdraw_promise,
)
from consultations.promises.models import Promise, PromiseStep
from consultations.statutes.registering import Entry, register_law
from tests.consultations.promises.conftest import PAGE, as_if_due, on, refused

pytestmark = pytest.mark.django_db
KEPT = {"state": "kept", "evidence": PAGE}


def kinds(promise):
    return [step.kind for step in promise.steps.all()]


class TestOnlyItsAgency:
    def test_says_what_has_become_of_it(self, promised, nipa, wichai, malee):
        promise = promised(milestones=[("ทำแบบ", on(20))])
        for stranger in (nipa, wichai, malee):
            for act in (
                lambda by: start_promise(promise, by=by),
                lambda by: reach_milestone(promise.milestones.get(), by=by),
                lambda by: move_promise(promise, to=on(90), reason="ฝน", by=by),
                lambda by: keep_promise(promise, **KEPT, by=by),
                lambda by: withdraw_promise(promise, reason="ฝน", by=by),
            ):
                with refused("not_your_agency"):
                    act(stranger)
        assert kinds(promise) == ["made"]


class TestOnTheWay:
    def test_work_begins_once(self, promise, suda):
        start_promise(promise, note="ทำแบบแล้ว", by=suda)
        start_promise(promise, note="ทำแบบแล้ว", by=suda)
        with refused("begun_already"):
            start_promise(promise, note="อีกครั้ง", by=suda)
        assert kinds(promise) == ["made", "started"]
        assert Promise.objects.get().state == "in_progress"

    def test_a_milestone_is_reached_once_and_begins_the_work(self, promised, suda):
        milestone = promised(milestones=[("ทำแบบ", on(20))]).milestones.get()
        reach_milestone(milestone, by=suda)
        reach_milestone(milestone, note="อีกครั้ง", by=suda)
        milestone.refresh_from_db()
        assert milestone.reached_on == on(0)
        assert Promise.objects.get().state == "in_progress"
        assert kinds(milestone.promise) == ["made", "milestone"]

    def test_a_day_is_moved_with_a_reason_and_the_first_one_stays(self, promise, suda):
        move_promise(promise, to=on(90), reason="ฝนตกหนัก", by=suda)
        move_promise(promise, to=on(90), reason="ฝนตกหนัก", by=suda)
        promise.refresh_from_db()
        assert (promise.due_on, promise.now_due_on, promise.was_moved) == (on(60), on(90), True)
        step = promise.steps.get(kind="moved")
        assert (step.was_due_on, step.due_on, step.note) == (on(60), on(90), "ฝนตกหนัก")
        assert timezone.localdate(promise.next_step_at) == on(91)

    @pytest.mark.parametrize(
        ("days", "reason", "code"),
        [
            (60, "ฝน", "same_day"),
            (-1, "ฝน", "day_passed"),
            (3700, "ฝน", "day_too_late"),
            (90, " ", "note_missing"),
        ],
    )
    def test_a_day_is_not_moved(self, promise, suda, days, reason, code):
        with refused(code):
            move_promise(promise, to=on(days), reason=reason, by=suda)


class TestKeeping:
    def test_needs_evidence_and_says_when(self, promise, suda):
        keep_promise(promise, **KEPT, note="ปลูกครบ", by=suda)
        keep_promise(promise, **KEPT, note="ปลูกครบ", by=suda)
        promise.refresh_from_db()
        assert (promise.state, promise.ended_on, promise.next_step_at) == ("kept", on(0), None)
        assert promise.is_in_time
        assert kinds(promise) == ["made", "kept"]
        assert promise.steps.get(kind="kept").link == PAGE

    @pytest.mark.parametrize(
        ("evidence", "code"),
        [
            ("", "evidence_missing"),
            ("http://www.example.go.th/", "link_is_no_page"),
            ("ftp://www.example.go.th/", "link_is_no_page"),
            ("javascript:alert(1)", "link_is_no_page"),
            ("https://", "link_is_no_page"),
            ("https://www.example.go.th/" + "ก" * 500, "link_is_no_page"),
            ("/laws/69-aaaaaa/", "no_such_law"),
        ],
    )
    def test_is_refused_without(self, promise, suda, evidence, code):
        with refused(code):
            keep_promise(promise, state="kept", evidence=evidence, by=suda)
        assert kinds(promise) == ["made"]

    def test_a_law_of_the_platform_is_evidence_once_it_is_in_force(self, promise, suda, council):
        entry = {"kind": "rule", "title_th": "ระเบียบต้นไม้", "source": "ทดสอบ"}
        making = register_law(Entry(**entry), agency=council, by=suda)
        with refused("law_not_in_force"):
            keep_promise(promise, state="kept", evidence=making.get_absolute_url(), by=suda)
        entry |= {"title_th": "ระเบียบต้นไม้ ฉบับที่ 2", "in_force_since": on(-1)}
        law = register_law(Entry(**entry), agency=council, by=suda)
        keep_promise(promise, state="kept", evidence=law.get_absolute_url(), by=suda)
        step = promise.steps.get(kind="kept")
        assert (step.law, step.link) == (law, "")

    def test_partly_says_what_is_missing_and_may_be_kept_later(self, promise, suda):
        with refused("note_missing"):
            keep_promise(promise, state="partly", evidence=PAGE, by=suda)
        keep_promise(promise, state="partly", evidence=PAGE, note="ขาด 5 ต้น", by=suda)
        with refused("promise_is_over"):
            withdraw_promise(promise, reason="ฝน", by=suda)
        keep_promise(promise, **KEPT, by=suda)
        assert kinds(promise) == ["made", "partly", "kept"]
        with refused("outcome_missing"):
            keep_promise(promise, state="promised", evidence=PAGE, by=suda)

    def test_what_is_over_stays_so(self, promised, suda):
        promise = promised(milestones=[("ทำแบบ", on(20))])
        withdraw_promise(promise, reason="งบถูกตัด", by=suda)
        withdraw_promise(promise, reason="งบถูกตัด", by=suda)
        for act in (
            lambda: start_promise(promise, by=suda),
            lambda: reach_milestone(promise.milestones.get(), by=suda),
            lambda: move_promise(promise, to=on(90), reason="ฝน", by=suda),
            lambda: keep_promise(promise, **KEPT, by=suda),
            lambda: withdraw_promise(promise, reason="อื่น", by=suda),
        ):
            with refused("promise_is_over"):
                act()
        assert kinds(promise) == ["made", "withdrawn"]


class TestLateness:
    def test_follows_from_the_clock(self, promise):
        as_if_due(promise, 0)
        assert (promise.is_late, promise.shown_state) == (False, "promised")
        as_if_due(promise, -1)
        assert (promise.is_late, promise.shown_state, promise.state) == (True, "late", "promised")

    def test_a_moved_day_does_not_make_it_kept_in_time(self, promise, suda):
        as_if_due(promise, -1)
        move_promise(promise, to=on(30), reason="ฝน", by=suda)
        promise.refresh_from_db()
        assert not promise.is_late
        keep_promise(promise, **KEPT, by=suda)
        promise.refresh_from_db()
        assert not promise.is_in_time
        with override("th"):
            assert "ช้ากว่า" in promise.state_words


@pytest.mark.django_db(transaction=True)
def test_kept_and_withdrawn_at_once_one_stays(promise, suda):
    both = Barrier(2)

    def work(act):
        try:
            both.wait()
            act()
        except ValidationError as error:
            return error.code
        finally:
            connection.close()
        return "done"

    acts = [
        lambda: keep_promise(promise, **KEPT, by=suda),
        lambda: withdraw_promise(promise, reason="งบถูกตัด", by=suda),
    ]
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(work, acts)) == ["done", "promise_is_over"]
    assert PromiseStep.objects.filter(promise=promise).count() == 2
    assert Promise.objects.get().made_at < timezone.now() + timedelta(seconds=1)
