"""The five years of a law of the register are counted by themselves, from its first day in force and from each evaluation."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from consultations.dockets.counting import count_evaluations, counted_laws, due_after
from consultations.dockets.evaluating import mark_evaluated, note_evaluation, remind_teams
from consultations.dockets.models import Evaluation
from consultations.statutes.models import Law
from consultations.statutes.registering import describe_law, entry_of
from consultations.statutes.steps import Step, add_step, take_step_back
from tests.consultations.dockets.test_evaluating import evaluated, mailed  # noqa: F401
from tests.consultations.statutes.conftest import BEGAN, law, register  # noqa: F401
from tests.consultations.test_pages import page

pytestmark = pytest.mark.django_db
count = count_evaluations.function


def due():
    return Evaluation.objects.waiting().get()


@pytest.mark.parametrize(("day", "later"), [(date(2020, 2, 29), date(2025, 2, 28)), (BEGAN, date(2023, 10, 1))])
def test_five_years_are_five_years(day, later):
    assert due_after(day) == later


class TestALawInForce:
    def test_is_due_five_years_after_it_began_with_its_source(self, law, council):  # noqa: F811
        assert count() == 1
        assert (due().entry, due().agency, due().due_on) == (law, council, date(2023, 10, 1))
        assert due().noted_by is None
        assert "พ.ศ. 2562" in due().source_words and "1 ต.ค. 2561" in due().source_words
        assert count() == 0, "once"

    def test_is_read_with_what_is_counted_from_it_alone(self, law, django_assert_num_queries):  # noqa: F811
        count()
        found = counted_laws(timezone.localdate()).get()
        assert found.get_deferred_fields() >= {"title_en", "source", "link", "gazette"}
        with django_assert_num_queries(2):
            assert count() == 0, "what is noted and what is in force, of all laws together; none is read again"

    @pytest.mark.parametrize(
        "told",
        [
            {"in_force_since": None},
            {"in_force_since": timezone.localdate() + timedelta(days=2)},
            {"in_force_until": date(2020, 1, 1)},
            {"kind": "constitution"},
        ],
    )
    def test_alone_is_counted(self, register, told):  # noqa: F811
        register(**told)
        assert count() == 0 and not Evaluation.objects.exists()

    def test_is_due_again_five_years_after_the_step_that_evaluated_it(self, law, suda):  # noqa: F811
        count()
        step = add_step(law, Step("evaluation", date(2023, 10, 2), "รายงาน"), by=suda)
        assert count() == 1
        assert due().due_on == date(2028, 10, 2) and "ประเมินครั้งก่อน" in due().source_words
        take_step_back(step, reason="ผิดฉบับ", by=suda)
        assert count() == 1
        assert due().due_on == date(2023, 10, 1)

    def test_is_due_again_five_years_after_a_consultation_evaluated_it(self, law, evaluated, suda):  # noqa: F811
        count()
        mark_evaluated(due(), evaluated, by=suda)
        assert count() == 1
        assert due().due_on == due_after(timezone.localdate())
        assert Evaluation.objects.filter(entry=law).count() == 2

    def test_moves_with_its_entry_and_goes_with_it(self, law, suda, mailed):  # noqa: F811
        count()
        assert remind_teams() == 1
        describe_law(law, replace(entry_of(law), in_force_since=date(2019, 1, 1), title_th="ชื่อที่แก้แล้ว"), by=suda)
        assert count() == 1
        assert (due().due_on, due().law, due().reminded_at) == (date(2024, 1, 1), "ชื่อที่แก้แล้ว", None)
        law.refresh_from_db()
        describe_law(law, replace(entry_of(law), in_force_until=date(2020, 1, 1)), by=suda)
        assert count() == 1
        assert not Evaluation.objects.exists()

    def test_takes_over_what_the_team_had_noted(self, law, council, suda):  # noqa: F811
        told = {"law": law.title_th, "source": "five_years", "source_words": "มาตรา 9", "due_on": date(2024, 5, 5)}
        noted = note_evaluation(council, **told, by=suda)
        assert count() == 1
        assert (due().pk, due().entry, due().due_on) == (noted.pk, law, date(2023, 10, 1))
        assert due().source_words == "มาตรา 9"


class TestWhoSeesIt:
    def test_everybody_on_the_page_of_the_law_and_that_it_is_late(self, law, client):  # noqa: F811
        count()
        client.cookies["language"] = "en"
        told = client.get(law.get_absolute_url()).content.decode()
        assert "to be evaluated by" in told and "1 Oct 2023" in told and "Overdue" in told
        Evaluation.objects.update(due_on=timezone.localdate())
        assert "Overdue" not in client.get(law.get_absolute_url()).content.decode()

    def test_the_agency_with_how_many_are_late(self, law, client, suda):  # noqa: F811
        count()
        client.force_login(suda)
        told = page(client, "/consultations/manage/evaluations/")
        assert "1 law is overdue" in told and law.get_absolute_url() in told


@pytest.mark.django_db(transaction=True)
def test_two_workers_count_it_once(law):  # noqa: F811
    together = Barrier(2)

    def run(_number):
        together.wait(10)
        try:
            return count()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, range(2)))
    assert Evaluation.objects.count() == Law.objects.count() == 1


class TestWhatATeamTyped:
    def test_and_did_is_an_evaluation_of_the_law(self, law, council, suda, evaluated):  # noqa: F811
        """The same day once more would not be noted, and the laws behind this one would not be counted."""
        own = {"agency": council, "law": law.title_th, "source": "five_years", "noted_by": suda}
        Evaluation.objects.create(**own, due_on=date(2023, 10, 1), done_at=timezone.now(), done_by=evaluated)
        assert count() == 1
        assert due().due_on == due_after(timezone.localdate())

    def test_twice_for_the_same_law_is_one_from_now_on(self, law, council, suda):  # noqa: F811
        own = {"agency": council, "law": law.title_th, "source": "five_years", "noted_by": suda}
        for day in (date(2023, 9, 1), date(2023, 10, 1)):
            Evaluation.objects.create(**own, due_on=day)
        assert count() == 1
        assert (due().due_on, due().entry) == (date(2023, 10, 1), law)
