"""A theme becomes one that has to be answered: by the size of the rule once it has closed, or by the team's hand."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import InternalError, connection, transaction

from consultations.models import ConsultationEvent
from consultations.participation.models import Participant, Statement
from consultations.results import making
from consultations.results.making import make_duties, make_duties_of, make_duty
from consultations.results.models import Duty, DutyRule, DutyVoice, DutyWatch
from consultations.results.rules import load_duty_rules, rule_of
from consultations.themes.models import Theme, Theming
from consultations.themes.sorting import merge_themes, move_opinions, split_theme, undo_act
from consultations.workflow import ConsultationKind
from directory.calendar import add_working_days
from tests.consultations.results.conftest import close, make_all, of, refused, rule, written_by
from tests.consultations.themes.conftest import find_again, members, theme_of, write

pytestmark = pytest.mark.django_db


class TestTheRule:
    def test_has_a_row_with_a_source_for_each_kind_and_staffs_own_stays(self):
        rule(size=7)
        assert load_duty_rules() == len(ConsultationKind.values) - 1
        assert load_duty_rules() == 0
        assert (rule_of("principles").size, rule_of("policy").size) == (7, 50)
        assert not DutyRule.objects.filter(source="").exists()

    def test_is_the_usual_where_no_row_is(self):
        assert (rule_of("budget").size, rule_of("budget").answer_days) == (50, 30)


class TestByItself:
    def test_once_it_has_closed_and_not_before(self, found):
        rule()
        make_all()
        assert not Duty.objects.exists()
        close(found)
        make_all()
        assert Duty.objects.count() == 3

    def test_from_the_size_on(self, closed):
        rule(size=6)
        make_all()
        assert not Duty.objects.exists()

    def test_keeps_what_was_counted_when_and_by_when(self, duty, council):
        assert (duty.voices, duty.answers, duty.texts, duty.size) == (5, 5, 5, 4)
        assert (duty.agency, duty.made_by) == (council, None)
        assert duty.due_at == duty.next_step_at == add_working_days(duty.made_at, 10)
        assert set(DutyVoice.objects.filter(duty=duty).values_list("text", flat=True)) == members(duty.theme)
        lines = ConsultationEvent.objects.filter(kind="duty_made")
        assert [(line.by, line.facts["duty"]) for line in lines] == [(None, 1), (None, 2), (None, 3)]

    def test_a_person_who_wrote_five_times_is_one_voice(self, closed):
        own = of(closed, "trees")
        Statement.objects.filter(pk__in=[each.pk for each in own]).update(author=own[0].author)
        rule()
        make_all()
        assert not Duty.objects.filter(theme=theme_of(closed, "trees")).exists()
        assert Duty.objects.count() == 2

    def test_an_account_on_five_sheets_and_statements_is_one_voice(self, closed, malee):
        for each in of(closed, "trees"):
            author = Participant.objects.get(pk=each.author_id)
            Statement.objects.filter(pk=each.pk).update(author=author)
        written_by(malee, of(closed, "trees")[0])
        rule(size=5)
        make_all()
        assert Duty.objects.get(theme=theme_of(closed, "trees")).voices == 5

    def test_copies_count_and_are_told_as_copies(self, found):
        write(found, ["คัดค้านร่างนี้ทั้งฉบับอย่างเด็ดขาด"] * 12, name="copy")
        assert find_again(found)
        close(found)
        rule(size=12)
        make_all()
        made = Duty.objects.get()
        assert made.voices == made.answers >= 12
        assert made.texts == made.answers - 11

    def test_not_before_the_last_text_is_in_a_theme(self, found):
        rule()
        write(found, ["ปลูกต้นไม้ให้ร่มเงาด้วย"], name="late")
        close(found)
        assert make_duties() == 0
        assert not Duty.objects.exists()
        assert not DutyWatch.objects.exists()
        assert find_again(found)
        make_all()
        assert Duty.objects.count() == 3

    def test_twice_makes_none_twice(self, duty):
        before = list(Duty.objects.values_list("pk", flat=True))
        assert make_duties() == 0
        DutyWatch.objects.all().delete()
        make_all()
        assert list(Duty.objects.values_list("pk", flat=True)) == before

    def test_killed_between_all_of_it_comes_again(self, closed, monkeypatch):
        rule()
        remember, calls = making._remember_voices, []

        def dies(duty, crowd):
            calls.append(duty.n)
            if len(calls) == 2:
                raise KeyboardInterrupt
            remember(duty, crowd)

        monkeypatch.setattr(making, "_remember_voices", dies)
        with pytest.raises(KeyboardInterrupt):
            make_duties()
        assert not Duty.objects.exists()
        assert not DutyVoice.objects.exists()
        assert not Theme.objects.filter(is_kept=True).exists()
        assert not ConsultationEvent.objects.filter(kind="duty_made").exists()
        make_all()
        assert sorted(Duty.objects.values_list("n", flat=True)) == [1, 2, 3]

    def test_of_a_withdrawn_one_never(self, found, suda):
        from consultations.announcing import withdraw_consultation

        rule()
        withdraw_consultation(found.consultation, reason="ยกเลิก", by=suda)
        close(found)
        make_all()
        assert not Duty.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_each_once(closed):
    rule()
    both = Barrier(2)

    def work():
        try:
            both.wait()
            return make_duties_of(closed.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(work) for _ in range(2)]
        assert any(each.result() for each in done)
    make_all()
    assert Duty.objects.count() == 3


class TestAfterwards:
    def test_a_theme_merged_into_another_keeps_its_duty_and_the_whole_gets_no_second(self, closed, suda):
        rule()
        trees, stalls = theme_of(closed, "trees"), theme_of(closed, "stalls")
        move_opinions(stalls, texts=sorted(members(stalls))[:2], to=None, by=suda)
        assert find_again(closed)
        make_all()
        assert set(Duty.objects.values_list("theme__number", flat=True)) >= {trees.number}
        made = Duty.objects.count()
        merge_themes(trees, into=stalls, by=suda)
        assert find_again(closed)
        make_all()
        assert Duty.objects.filter(theme=trees).exists()
        assert Duty.objects.count() == made

    def test_two_small_ones_merged_are_one_large(self, closed, suda):
        rule(size=8)
        make_all()
        assert not Duty.objects.exists()
        merge_themes(theme_of(closed, "trees"), into=theme_of(closed, "stalls"), by=suda)
        assert find_again(closed)
        make_all()
        made = Duty.objects.get()
        assert (made.theme, made.voices, made.answers) == (theme_of(closed, "stalls"), 10, 10)
        assert DutyVoice.objects.filter(duty=made).count() == 10

    def test_a_theme_of_which_nothing_is_left_stays(self, duty, closed):
        Statement.objects.filter(pk__in=[each.pk for each in of(closed, "trees")]).update(refusal="off_topic")
        assert find_again(closed)
        duty.refresh_from_db()
        assert duty.theme.answers == 0

    def test_undoing_a_split_takes_no_duty_away(self, closed, suda):
        rule(size=2, kind="principles")
        trees = theme_of(closed, "trees")
        made = split_theme(trees, texts=sorted(members(trees))[:3], name="ร่มเงา", by=suda)
        assert find_again(closed)
        make_all()
        assert Duty.objects.filter(theme=made).exists()
        undo_act(closed.consultation, n=Theming.objects.get().act_count, by=suda)
        assert Duty.objects.filter(theme=made).exists()

    def test_the_database_deletes_none(self, duty):
        with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM results_duty WHERE id = %s", [duty.pk])


class TestByHand:
    def test_below_the_size_for_the_agency_that_is_named(self, closed, suda, wichai, works):
        made = make_duty(theme_of(closed, "trees"), agency=works, by=suda)
        assert (made.agency, made.size, made.made_by, made.voices) == (works, None, suda, 5)
        assert make_duty(theme_of(closed, "trees"), agency=works, by=suda) == made
        assert ConsultationEvent.objects.filter(kind="duty_made").count() == 1

    def test_is_refused_where_it_makes_no_sense(self, found, suda, nipa, wichai, works, council):
        trees, stalls = theme_of(found, "trees"), theme_of(found, "stalls")
        with refused("not_closed_yet"):
            make_duty(trees, agency=works, by=suda)
        close(found)
        with refused("not_your_agency"):
            make_duty(trees, agency=works, by=nipa)
        works.memberships.update(ends_on="2020-01-01", starts_on="2019-01-01")
        with refused("nobody_answers_there"):
            make_duty(trees, agency=works, by=suda)
        merge_themes(trees, into=stalls, by=suda)
        with refused("part_of_another"):
            make_duty(trees, agency=council, by=suda)
        assert not Duty.objects.exists()

    def test_not_where_a_part_is_given_already(self, duty, closed, suda, council):
        parking = theme_of(closed, "parking")
        rest = split_theme(parking, texts=sorted(members(parking))[:1], name="อื่น", by=suda)
        merge_themes(duty.theme, into=rest, by=suda)
        with refused("has_a_duty"):
            make_duty(rest, agency=council, by=suda)
