"""The worker finds themes of what citizens wrote, keeps what people decided, and looks no more often than it has to."""

from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone

from consultations.participation.models import Refusal, Statement
from consultations.participation.statements import refuse_statement
from consultations.themes.finding import find_themes_in, find_themes_of_one
from consultations.themes.models import Membership, Theme, Theming
from consultations.themes.sorting import move_opinions, name_theme
from tests.consultations.themes.conftest import SUBJECTS, find_again, members, theme_of, write

pytestmark = pytest.mark.django_db


def rested(conversation, minutes=5):
    Theming.objects.filter(pk=conversation.pk).update(found_at=timezone.now() - timedelta(minutes=minutes))


class TestFinding:
    def test_groups_what_citizens_wrote_and_nothing_of_the_teams_own(self, found):
        theming = Theming.objects.get(pk=found.pk)
        assert theming.answers == 15
        assert Membership.objects.filter(consultation=found.pk).count() == 15
        assert len({theme_of(found, subject).number for subject in SUBJECTS}) == 3
        assert theming.others == Membership.objects.filter(theme=None).count()

    def test_names_a_theme_by_its_words(self, found):
        assert "ต้นไม้" in theme_of(found, "trees").words

    def test_looks_again_only_when_something_changed_and_a_minute_has_passed(self, found):
        assert find_themes_of_one() == 0
        write(found, ["ปลูกต้นไม้ให้ร่มเงาอีก"], name="later")
        assert find_themes_of_one() == 0
        rested(found)
        assert find_themes_of_one() == 1
        rested(found)
        assert find_themes_of_one() == 0

    def test_rests_ten_times_as_long_as_it_took(self, found):
        write(found, ["ปลูกต้นไม้ให้ร่มเงาอีก"], name="later")
        Theming.objects.update(took_s=60)
        rested(found)
        assert find_themes_of_one() == 0
        rested(found, minutes=11)
        assert find_themes_of_one() == 1

    def test_what_was_refused_leaves(self, found, suda):
        gone = Statement.objects.get(text=SUBJECTS["trees"][0])
        refuse_statement(gone, rule=Refusal.OFF_TOPIC, by=suda)
        rested(found)
        assert find_themes_of_one() == 1
        assert not Membership.objects.filter(text=f"s{gone.n}").exists()

    def test_what_is_all_gone_leaves_no_theme(self, found):
        Statement.objects.filter(author__isnull=False).update(refusal=Refusal.OFF_TOPIC)
        rested(found)
        assert find_themes_of_one() == 1
        assert not Theme.objects.exists() and not Membership.objects.exists()
        rested(found)
        assert find_themes_of_one() == 0

    def test_a_consultation_long_closed_is_left_alone(self, written):
        consultation = written.consultation
        type(consultation).objects.filter(pk=consultation.pk).update(
            opens_at=timezone.now() - timedelta(days=60), closes_at=timezone.now() - timedelta(days=30)
        )
        assert find_themes_of_one() == 0

    def test_a_draft_is_left_alone(self, begin):
        write(begin(is_announced=False), SUBJECTS["trees"])
        assert find_themes_of_one() == 0


class TestWhatPeopleDecided:
    def test_a_confirmed_theme_stays_with_all_that_was_in_it(self, found, suda):
        theme = name_theme(theme_of(found, "trees"), name="ร่มเงา", by=suda)
        before = members(theme)
        write(found, [text + "มากๆ" for text in SUBJECTS["stalls"]] * 4, name="more")
        assert find_again(found)
        theme.refresh_from_db()
        assert theme.name == "ร่มเงา"
        assert before <= members(theme)

    def test_an_opinion_moved_stays_where_it_was_put(self, found, suda):
        trees, stalls = theme_of(found, "trees"), theme_of(found, "stalls")
        text = sorted(members(trees))[0]
        move_opinions(trees, texts=[text], to=stalls, by=suda)
        assert find_again(found)
        assert Membership.objects.get(text=text).theme.number == stalls.number

    def test_who_acts_while_themes_are_sought_is_not_overwritten(self, found, suda):
        trees, stalls = theme_of(found, "trees"), theme_of(found, "stalls")
        text = sorted(members(trees))[0]

        def meanwhile(*_args, **_options):
            move_opinions(trees, texts=[text], to=stalls, by=suda)
            return real(*_args, **_options)

        from ml import themes

        real = themes.find_themes
        with mock.patch.object(themes, "find_themes", meanwhile):
            assert not find_themes_in(found.consultation, "x")
        assert Membership.objects.get(text=text).theme == stalls

    def test_of_two_workers_the_slower_writes_nothing(self, written):
        def meanwhile(*args, **options):
            with mock.patch.object(themes, "find_themes", real):
                assert find_themes_in(written.consultation, "the faster one")
            return real(*args, **options)

        from ml import themes

        real = themes.find_themes
        with mock.patch.object(themes, "find_themes", meanwhile):
            assert not find_themes_in(written.consultation, "the slower one")
        assert Theming.objects.get().version == "the faster one"
