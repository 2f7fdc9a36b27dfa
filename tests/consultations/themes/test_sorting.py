"""The policy team names, merges and splits themes, moves opinions, and takes back what it did."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, connection, transaction

from consultations.themes import sorting
from consultations.themes.models import Membership, Theme, ThemeAct, Theming
from consultations.themes.sorting import merge_themes, move_opinions, name_theme, split_theme, undo_act
from tests.consultations.themes.conftest import find_again, members, theme_of

pytestmark = pytest.mark.django_db


@contextmanager
def refused(code):
    with pytest.raises(ValidationError) as error:
        yield
    assert error.value.code == code


def state():
    """All that an undoing has to bring back."""
    themes = Theme.objects.order_by("number").values_list("number", "name", "merged_into__number", "answers")
    rows = Membership.objects.order_by("text").values_list("text", "theme__number", "pinned_by")
    return list(themes), list(rows)


@pytest.fixture
def trees(found):
    return theme_of(found, "trees")


@pytest.fixture
def stalls(found):
    return theme_of(found, "stalls")


class TestEachAct:
    def test_is_for_the_team_of_the_agency_alone(self, found, trees, stalls, nipa):
        text = sorted(members(trees))[0]
        for act in (
            lambda: name_theme(trees, name="ก", by=nipa),
            lambda: merge_themes(trees, into=stalls, by=nipa),
            lambda: split_theme(trees, texts=[text], name="ก", by=nipa),
            lambda: move_opinions(trees, texts=[text], to=None, by=nipa),
            lambda: undo_act(found.consultation, n=1, by=nipa),
        ):
            with refused("not_your_agency"):
                act()
        assert not ThemeAct.objects.exists()

    def test_is_one_line_of_the_history_which_nobody_changes(self, trees, suda):
        name_theme(trees, name="ร่มเงา", by=suda)
        act = ThemeAct.objects.get()
        assert (act.n, act.kind, act.number, act.by) == (1, "named", trees.number, suda)
        for change in ("UPDATE themes_themeact SET n = 9", "DELETE FROM themes_themeact"):
            with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)

    def test_is_undone_to_what_was(self, found, trees, stalls, suda):
        two = sorted(members(trees))[:2]
        for act in (
            lambda: name_theme(trees, name="ร่มเงา", by=suda),
            lambda: name_theme(trees, name="ต้นไม้", by=suda),
            lambda: merge_themes(trees, into=stalls, by=suda),
            lambda: split_theme(trees, texts=two[:1], name="แยก", by=suda),
            lambda: move_opinions(trees, texts=two, to=None, by=suda),
            lambda: move_opinions(trees, texts=two, to=stalls, by=suda),
        ):
            before = state()
            act()
            assert state() != before
            undo_act(found.consultation, n=Theming.objects.get().act_count, by=suda)
            assert state() == before

    def test_is_undone_in_turn_and_once(self, found, trees, suda):
        before = state()
        name_theme(trees, name="หนึ่ง", by=suda)
        split_theme(trees, texts=sorted(members(trees))[:1], name="สอง", by=suda)
        with refused("nothing_to_undo"):
            undo_act(found.consultation, n=1, by=suda)
        undo_act(found.consultation, n=2, by=suda)
        with refused("nothing_to_undo"):
            undo_act(found.consultation, n=2, by=suda)
        undo_act(found.consultation, n=1, by=suda)
        assert state() == before
        assert list(ThemeAct.objects.values_list("kind", flat=True)) == ["named", "split", "undone", "undone"]

    def test_of_a_theme_that_is_gone_is_refused(self, trees, suda):
        Membership.objects.filter(theme=trees).update(theme=None)
        Theme.objects.get(pk=trees.pk).delete()
        with refused("theme_gone"):
            name_theme(trees, name="ก", by=suda)


class TestNaming:
    @pytest.mark.parametrize(("name", "code"), [(" \u200b\n", "name_missing"), ("ก" * 121, "name_too_long")])
    def test_needs_a_short_name(self, trees, suda, name, code):
        with refused(code):
            name_theme(trees, name=name, by=suda)

    def test_twice_the_same_is_one_act(self, trees, suda):
        name_theme(trees, name="ร่มเงา", by=suda)
        name_theme(trees, name="  ร่มเงา\n", by=suda)
        assert ThemeAct.objects.count() == 1


class TestMerging:
    def test_shows_one_as_a_part_of_the_other_and_outlives_the_worker(self, found, trees, stalls, suda):
        merge_themes(trees, into=stalls, by=suda)
        assert find_again(found)
        trees.refresh_from_db()
        assert trees.merged_into == stalls
        assert trees.answers > 0

    def test_takes_along_what_was_merged_before(self, found, trees, stalls, suda):
        parking = theme_of(found, "parking")
        merge_themes(trees, into=stalls, by=suda)
        merge_themes(stalls, into=parking, by=suda)
        assert set(parking.merged.all()) == {trees, stalls}
        undo_act(found.consultation, n=2, by=suda)
        assert set(stalls.merged.all()) == {trees}
        assert not parking.merged.exists()

    def test_makes_no_circle(self, trees, stalls, suda):
        with refused("merged_into_itself"):
            merge_themes(trees, into=trees, by=suda)
        merge_themes(trees, into=stalls, by=suda)
        merge_themes(trees, into=stalls, by=suda)
        assert ThemeAct.objects.count() == 1
        with refused("merged_already"):
            merge_themes(stalls, into=trees, by=suda)

    def test_is_within_one_consultation(self, trees, announced, suda):
        other = Theme.objects.create(consultation=announced(title_th="อื่น"), number=1)
        with refused("merged_already"):
            merge_themes(trees, into=other, by=suda)
        with refused("merged_already"):
            move_opinions(trees, texts=sorted(members(trees)), to=other, by=suda)


class TestMoving:
    def test_splits_a_theme_and_the_new_number_was_never_used(self, found, trees, suda):
        numbers = set(Theme.objects.values_list("number", flat=True))
        two = sorted(members(trees))[:2]
        made = split_theme(trees, texts=two, name="กิ่งไม้", by=suda)
        assert made.number not in numbers
        assert members(made) == set(two)
        undo_act(found.consultation, n=1, by=suda)
        again = split_theme(trees, texts=two, name="กิ่งไม้", by=suda)
        assert again.number > made.number
        assert find_again(found)
        assert set(two) <= members(again)

    def test_takes_only_what_is_in_the_theme(self, trees, stalls, suda):
        with refused("nothing_chosen"):
            move_opinions(trees, texts=[*members(stalls), "s99", "x"], to=None, by=suda)
        with refused("too_many_chosen"):
            move_opinions(trees, texts=[f"s{n}" for n in range(201)], to=None, by=suda)


class TestTwoAtOnce:
    @pytest.mark.django_db(transaction=True)
    def test_two_themes_are_not_merged_into_each_other(self, trees, stalls, suda, monkeypatch):
        both, real = Barrier(2), sorting._record

        def record(*told, **more):
            with suppress(BrokenBarrierError):  # the other one is kept out by the lock, and never comes
                both.wait(timeout=0.5)
            return real(*told, **more)

        def merge(pair):
            try:
                merge_themes(pair[0], into=pair[1], by=suda)
                return "merged"
            except ValidationError as error:
                return error.code
            finally:
                connection.close()

        monkeypatch.setattr(sorting, "_record", record)
        with ThreadPoolExecutor(2) as pool:
            said = sorted(pool.map(merge, [(trees, stalls), (stalls, trees)]))
        assert said == ["merged", "merged_already"]
        assert ThemeAct.objects.count() == 1

    @pytest.mark.django_db(transaction=True)
    def test_an_act_is_undone_once(self, found, trees, suda):
        name_theme(trees, name="ร่มเงา", by=suda)

        def undo(_number):
            try:
                undo_act(found.consultation, n=1, by=suda)
                return "undone"
            except ValidationError as error:
                return error.code
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            said = sorted(pool.map(undo, range(4)))
        assert said == ["nothing_to_undo"] * 3 + ["undone"]
