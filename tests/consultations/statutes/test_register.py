"""Acts on the register: who may, twice, two at once, and what the feed tells of it."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from consultations.statutes.linking import link_law, unlink_law
from consultations.statutes.models import Law, LawChange, LawProvision, LawReading, Wording
from consultations.statutes.registering import describe_law
from consultations.statutes.steps import Step, add_step, take_step_back
from consultations.statutes.wordings import forget_readings, keep_reading, look_at_law, read_law
from notifications.following import follow
from notifications.models import Message
from tests.consultations.laws.drafts import FIRST, SECOND
from tests.consultations.statutes.conftest import AMENDED, BEGAN, entry, since

pytestmark = pytest.mark.django_db
STEP = Step("cabinet", date(2026, 11, 3), "มติคณะรัฐมนตรี", "คณะรัฐมนตรีเห็นชอบ")


def code(error):
    return error.value.error_list[0].code


def kinds():
    return [str(each) for each in LawChange.objects.values_list("kind", flat=True)]


class TestEntry:
    def test_is_of_ones_own_agency_only(self, register, law, nipa, malee):
        for person in (nipa, malee):
            with pytest.raises(ValidationError) as error:
                register(title_th="อื่น", by=person)
            assert code(error) == "not_your_agency"
            with pytest.raises(ValidationError) as error:
                describe_law(law, entry(title_en="Mine"), by=person)
            assert code(error) == "not_your_agency"
        assert Law.objects.count() == 1

    def test_the_same_once_more_changes_nothing(self, register, law, suda):
        assert register() == law
        describe_law(law, entry(), by=suda)
        assert kinds() == ["registered"]

    def test_another_law_of_the_same_title_is_refused(self, register, law):
        with pytest.raises(ValidationError) as error:
            register(kind="rule")
        assert code(error) == "law_known"

    @pytest.mark.parametrize(
        "told, wanted",
        [
            ({"title_th": " \u200b "}, "title_missing"),
            ({"source": ""}, "source_missing"),
            ({"in_force_until": BEGAN - timedelta(days=1)}, "ends_before_it_began"),
            ({"in_force_since": None, "in_force_until": BEGAN}, "ends_before_it_began"),
            ({"link": "javascript:alert(1)"}, "link_is_no_page"),
        ],
    )
    def test_what_cannot_be_is_refused(self, register, told, wanted):
        with pytest.raises(ValidationError) as error:
            register(**told)
        assert code(error) == wanted

    def test_a_colleague_who_wrote_meanwhile_is_not_overwritten(self, law, suda):
        seen = law.change_count
        describe_law(law, entry(title_en="Pavements"), by=suda, seen=seen)
        with pytest.raises(ValidationError) as error:
            describe_law(law, entry(title_en="Footpaths"), by=suda, seen=seen)
        assert code(error) == "law_moved_on"
        law.refresh_from_db()
        assert law.title_en == "Pavements"

    def test_its_last_day_counts(self, register):
        law = register(in_force_until=date(2025, 12, 31))
        told = [
            str(law.state_on(day)) for day in (BEGAN - timedelta(days=1), BEGAN, date(2025, 12, 31), date(2026, 1, 1))
        ]
        assert told == ["not_yet", "yes", "yes", "no_longer"]
        for day, state in ((BEGAN, "yes"), (date(2026, 1, 1), "no_longer"), (date(2017, 1, 1), "not_yet")):
            assert list(Law.objects.in_state(state, day)) == [law]
            others = {"yes", "no_longer", "not_yet", "in_the_making"} - {state}
            assert not any(Law.objects.in_state(each, day).exists() for each in others)


class TestWording:
    def test_of_a_day_is_the_last_that_had_begun(self, law, keep):
        first, second = keep(law), keep(law, SECOND, AMENDED, amended_by="ฉบับที่ 2")
        days = (BEGAN - timedelta(days=1), BEGAN, AMENDED - timedelta(days=1), AMENDED, date(2030, 1, 1))
        assert [Wording.objects.on(day).first() for day in days] == [None, first, first, second, second]

    def test_the_same_text_of_the_same_day_changes_nothing(self, law, keep):
        assert keep(law) == keep(law)
        assert kinds() == ["registered", "worded"]

    def test_a_correction_needs_a_reason_and_takes_the_place(self, law, keep):
        first = keep(law)
        with pytest.raises(ValidationError) as error:
            keep(law, SECOND)
        assert code(error) == "note_missing"
        second = keep(law, SECOND, why_corrected="พิมพ์ผิด")
        assert list(law.wordings.standing()) == [second]
        first.refresh_from_db()
        assert first.replaced_at
        assert kinds() == ["registered", "worded", "corrected"]

    def test_a_kept_text_cannot_be_changed(self, law, keep):
        keep(law)
        with pytest.raises(DatabaseError), transaction.atomic():
            LawProvision.objects.update(text="")

    def test_before_the_law_is_refused(self, law, keep):
        with pytest.raises(ValidationError) as error:
            keep(law, day=BEGAN - timedelta(days=1))
        assert code(error) == "before_the_law"

    def test_a_look_keeps_nothing_and_is_kept_once(self, law, suda):
        reading = look_at_law(law, read_law(pasted=FIRST), since(), by=suda)
        assert not law.wordings.exists()
        law.refresh_from_db()
        kept = keep_reading(reading, seen=law.change_count, by=suda)
        assert keep_reading(reading, seen=-1, by=suda) == kept
        assert kept.parts == 32

    def test_a_look_after_which_the_law_was_changed_is_refused(self, law, suda, keep):
        reading = look_at_law(law, read_law(pasted=FIRST), since(), by=suda)
        seen = law.change_count
        keep(law, SECOND, AMENDED)
        with pytest.raises(ValidationError) as error:
            keep_reading(reading, seen=seen, by=suda)
        assert code(error) == "law_moved_on"

    def test_a_look_at_what_is_kept_already_changes_nothing(self, law, suda, keep):
        kept = keep(law)
        looks = [look_at_law(law, read_law(pasted=FIRST), since(), by=suda) for _look in range(2)]
        law.refresh_from_db()
        assert [keep_reading(look, seen=law.change_count, by=suda) for look in looks] == [kept, kept]
        assert kinds() == ["registered", "worded"]

    def test_another_agency_neither_looks_nor_keeps(self, law, suda, nipa):
        with pytest.raises(ValidationError):
            look_at_law(law, read_law(pasted=FIRST), since(), by=nipa)
        reading = look_at_law(law, read_law(pasted=FIRST), since(), by=suda)
        with pytest.raises(ValidationError):
            keep_reading(reading, seen=1, by=nipa)
        assert not Wording.objects.exists()

    def test_looks_are_forgotten_after_a_day(self, law, suda):
        reading = look_at_law(law, read_law(pasted=FIRST), since(), by=suda)
        forget_readings.function()
        assert LawReading.objects.exists()
        LawReading.objects.update(at=timezone.now() - timedelta(days=1))
        with pytest.raises(ValidationError) as error:
            keep_reading(reading, seen=1, by=suda)
        assert code(error) == "reading_is_gone"
        forget_readings.function()
        assert not LawReading.objects.exists()


class TestSteps:
    def test_tells_each_follower_once_a_step(self, law, suda, malee):
        follow(malee, law.subject)
        add_step(law, STEP, by=suda)
        add_step(law, STEP, by=suda)
        message = Message.objects.get()
        assert message.recipient == "malee@example.org"
        assert "มติ" not in message.subject and "คณะรัฐมนตรี" in message.subject
        assert law.get_absolute_url() in message.body
        assert "/me/#follows" in message.body
        assert law.steps.count() == 1

    def test_tells_nobody_else(self, law, suda, malee):
        follow(malee, "law:69-abcdef")
        add_step(law, STEP, by=suda)
        assert not Message.objects.exists()

    def test_taken_back_with_a_reason_stays_for_its_keepers(self, law, suda):
        step = add_step(law, STEP, by=suda)
        with pytest.raises(ValidationError):
            take_step_back(step, reason=" ", by=suda)
        take_step_back(step, reason="ผิดฉบับ", by=suda)
        take_step_back(step, reason="อีกครั้ง", by=suda)
        step.refresh_from_db()
        assert step.why_taken_back == "ผิดฉบับ"
        assert kinds() == ["registered", "step", "step_back"]
        assert add_step(law, STEP, by=suda).n == 2

    def test_another_agency_may_not(self, law, suda, nipa):
        step = add_step(law, STEP, by=suda)
        with pytest.raises(ValidationError):
            add_step(law, STEP, by=nipa)
        with pytest.raises(ValidationError):
            take_step_back(step, reason="x", by=nipa)

    def test_a_year_typed_wrongly_is_refused(self, law, suda):
        with pytest.raises(ValidationError) as error:
            add_step(law, Step("house", date(2569, 1, 1), "x"), by=suda)
        assert code(error) == "day_too_late"


class TestLinks:
    def test_is_told_by_the_consultations_team_of_any_law(self, law, announced, suda, nipa, council):
        consultation = announced()
        with pytest.raises(ValidationError):
            link_law(consultation, law, role="evaluation", by=nipa)
        link_law(consultation, law, role="evaluation", by=suda)
        link_law(consultation, law, role="evaluation", by=suda)
        assert law.links.get().role == "evaluation"
        link_law(consultation, law, role="successor", by=suda)
        assert law.links.get().role == "successor"
        unlink_law(consultation, law, by=suda)
        unlink_law(consultation, law, by=suda)
        assert kinds() == ["registered", "linked", "linked", "unlinked"]

    def test_a_draft_leaves_no_trace_in_the_feed(self, law, draft, suda):
        consultation = draft()
        link_law(consultation, law, role="evaluation", by=suda)
        unlink_law(consultation, law, by=suda)
        assert kinds() == ["registered"]


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_positions_are_seen_in_their_order(self, register, suda):
        """While one act has not committed, no other gets a later position and commits before it."""
        laws = [register(title_th=f"กฎหมาย {n}") for n in range(2)]
        begun, may_end, failed = threading.Event(), threading.Event(), []

        def slowly():
            try:
                with transaction.atomic():
                    add_step(laws[0], STEP, by=suda)
                    begun.set()
                    may_end.wait(20)
            except Exception as error:
                failed.append(error)
            finally:
                connection.close()

        def quickly():
            try:
                add_step(laws[1], STEP, by=suda)
            except Exception as error:
                failed.append(error)
            finally:
                connection.close()

        first, second = threading.Thread(target=slowly), threading.Thread(target=quickly)
        first.start()
        assert begun.wait(20)
        second.start()
        second.join(1)
        assert second.is_alive()
        assert LawChange.objects.count() == 2
        may_end.set()
        first.join(20)
        second.join(20)
        assert not failed
        told = list(LawChange.objects.values_list("position", "law__title_th"))
        assert told[2:] == [(3, "กฎหมาย 0"), (4, "กฎหมาย 1")]
