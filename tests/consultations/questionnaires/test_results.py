"""What came of a questionnaire: numbers, middles, orders, groups above the floor, and a file that calculates nothing."""

import csv
import io

import pytest
from django.utils import timezone

from consultations.participation.floors import shown_groups
from consultations.participation.models import Identity
from consultations.participation.taking_part import Visitor
from consultations.questionnaires.counting import add_up
from consultations.questionnaires.editing import add_question, add_section, reword_question
from consultations.questionnaires.exporting import results_as_csv
from consultations.questionnaires.models import Kind, Sheet
from consultations.questionnaires.results import median_of, results_of
from tests.consultations.announcements import sign_and_announce
from tests.consultations.questionnaires.conftest import browser, close, question, words
from tests.consultations.questionnaires.test_filling import fill, refused
from tests.factories import make_user


def level(results, n, identity=Identity.ANONYMOUS):
    asked = next(each for each in results.asked if each.question.n == n)
    return next((each for each in asked.levels if each.identity == identity), None)


def people(results, n, identity=Identity.ANONYMOUS):
    return [[line.people for line in row.lines] for row in level(results, n, identity).rows]


@pytest.mark.parametrize(
    ("counts", "median"),
    [
        ({}, None),
        ({3: 0}, None),
        ({1: 1, 2: 1, 3: 1}, 2.0),
        ({1: 1, 2: 0, 3: 1}, 2.0),
        ({1: 2, 5: 2}, 3.0),
        ({1: 1, 5: 2}, 5.0),
        ({4: 2, 5: 2}, 4.5),
    ],
)
def test_the_median_is_the_one_in_the_middle(counts, median):
    assert median_of(counts) == median


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({}, set()),
        ({1: 9}, set()),
        ({1: 10}, {1}),
        ({1: 30, 2: 20}, {1, 2}),
        ({1: 30, 2: 20, 3: 9}, {1}),
        ({1: 30, 2: 20, 3: 5, 4: 5}, {1, 2}),
        ({1: 30, 2: 20, 0: 3}, {1}),
        ({1: 30, 2: 9}, set()),
        ({1: 30, 2: 20, 3: 0}, {1, 2}),
    ],
)
def test_no_group_is_shown_by_which_a_small_one_could_be_worked_out(sizes, shown):
    assert shown_groups(sizes) == shown


@pytest.mark.django_db
class TestVerified:
    def test_are_among_the_accounts_and_told_besides_where_they_are_many(self, asked, malee):
        fill(asked, Visitor(malee))
        for number in range(9):
            fill(asked, Visitor(make_user(f"คน {number}", identity_verified_at=timezone.now())))
        add_up()
        results = results_of(asked)
        assert (results.confirmed, results.verified) == (10, 0) and len(results.asked[0].levels) == 1
        assert level(results, 1, Identity.CONFIRMED).answered == 10
        Sheet.objects.filter(user=malee).update(identity=Identity.VERIFIED)
        add_up()
        assert (results_of(asked).confirmed, results_of(asked).verified) == (10, 10)

    def test_are_alone_where_the_team_wants_so(self, begin, malee):
        asked = begin(lowest=Identity.VERIFIED)
        for visitor in (browser(), Visitor(malee)):
            assert refused(fill, asked, visitor) == "identity_too_low"
        person = make_user("คน", identity_verified_at=timezone.now())
        fill(asked, Visitor(person))
        person.identity_verified_at = None
        assert refused(fill, asked, Visitor(person), q2=[2]) == "identity_too_low"


@pytest.mark.django_db
class TestNumbers:
    def test_are_told_apart_by_level_of_identity(self, asked, malee):
        fill(asked, browser(1))
        fill(asked, Visitor(malee), q2=[2])
        add_up()
        results = results_of(asked)
        assert (results.confirmed, results.anonymous) == (1, 1)
        assert people(results, 2) == [[1, 0]] and people(results, 2, Identity.CONFIRMED) == [[0, 1]]

    def test_of_several_choices_are_shares_of_those_who_answered(self, asked):
        fill(asked, browser(1), q3=[1, 2])
        fill(asked, browser(2), q3=[1])
        fill(asked, browser(3), q3=None)
        add_up()
        lines = level(results_of(asked), 3).rows[0].lines
        assert [(line.people, line.percent) for line in lines] == [(2, 100), (1, 50), (0, 0)]

    def test_of_an_order_are_points_and_mean_places(self, asked):
        fill(asked, browser(1), q6=[2, 1, 3])
        fill(asked, browser(2), q6=[2, 3, 1])
        add_up()
        lines = level(results_of(asked), 6).rows[0].lines
        told = [(line.words, line.points, line.mean_place, line.people, line.percent) for line in lines]
        assert told == [("ความกว้าง", 4, 1.0, 2, 100), ("ร่มไม้", 1, 2.5, 0, 25), ("ไฟ", 1, 2.5, 0, 25)]

    def test_of_a_scale_and_of_a_matrix_have_a_middle(self, asked):
        fill(asked, browser(1), q5=[2], q7={"1": 5, "2": 1})
        fill(asked, browser(2), q5=[5], q7={"1": 4, "2": 1})
        add_up()
        results = results_of(asked)
        assert (people(results, 5), level(results, 5).rows[0].median) == ([[0, 1, 0, 0, 1]], 3.5)
        assert [(row.words, row.median) for row in level(results, 7).rows] == [("สะอาด", 4.5), ("ปลอดภัย", 1.0)]

    def test_of_other_words_stand_apart(self, asked, suda):
        fill(asked, browser(1), q5=[2])
        reword_question(question(asked, 5), words(Kind.SCALE, "พอใจไหม"), reason="ไม่ชัด", by=suda)
        fill(asked, browser(2), q8=[5])
        add_up()
        now = next(each for each in results_of(asked).asked if each.question.n == 8)
        assert now.levels[0].answered == 1 and now.earlier[0].levels[0].answered == 1
        assert 5 not in {each.question.n for each in results_of(asked).asked}


@pytest.mark.django_db
class TestGroups:
    @pytest.fixture
    def many(self, asked):
        for n in range(31):
            fill(asked, browser(n), q1=[1] if n < 12 else [2] if n < 27 else [3], q5=[1] if n < 12 else [5])
        add_up()
        return asked

    def test_large_enough_can_be_looked_at_apart(self, many):
        results = results_of(many, group=2)
        assert (results.groups, results.group, results.hidden_groups) == ({2: "ผู้ค้า"}, 2, 2)
        assert people(results, 5) == [[0, 0, 0, 0, 15]]

    @pytest.mark.parametrize("group", [1, 3, 99, -1])
    def test_below_the_floor_and_whatever_would_tell_of_one_is_everybody(self, many, group):
        results = results_of(many, group=group)
        assert results.group == 0 and people(results, 5) == [[12, 0, 0, 0, 19]]

    def test_in_which_too_few_answered_a_question_are_hidden_there(self, many):
        for n in range(12, 20):
            fill(many, browser(n), q1=[2], q3=None)
        add_up()
        results = results_of(many, group=2)
        assert level(results, 3).is_hidden and not level(results, 3).rows
        assert not level(results, 5).is_hidden

    def test_of_one_account_among_many_anonymous_are_hidden_at_that_level(self, many, malee):
        fill(many, Visitor(malee), q1=[2])
        add_up()
        assert level(results_of(many, group=2), 5, Identity.CONFIRMED).is_hidden


@pytest.mark.django_db
class TestTheFile:
    def rows(self, asked, **told):
        return list(csv.reader(io.StringIO(b"".join(results_as_csv(asked, **told)).decode("utf-8-sig"))))

    def test_tells_what_the_page_tells(self, asked):
        fill(asked)
        add_up()
        close(asked)
        rows = self.rows(asked)
        assert len({len(row) for row in rows}) == 1
        assert [row[8] for row in rows if row[0] == "5"] == ["0", "0", "0", "1", "0"]
        assert [row[11] for row in rows if row[0] == "5"] == ["4"] * 5

    @pytest.mark.parametrize("wicked", ["=1+1", "@SUM(A1)", "+66", "-2", "|cmd", "\u200b=1"])
    def test_calculates_nothing(self, draft, suda, wicked):
        from consultations.participation.models import ShowsResults
        from consultations.questionnaires.editing import set_up_questionnaire

        consultation = draft()
        found = set_up_questionnaire(
            consultation, lowest_identity=Identity.ANONYMOUS, shows_results=ShowsResults.AFTER_CLOSING, by=suda
        )
        section = add_section(found, title_th="หนึ่ง", by=suda)
        add_question(section, words(Kind.SINGLE, wicked, (wicked, "อื่น")), by=suda)
        sign_and_announce(consultation, by=suda)
        from consultations.questionnaires.filling import save_answers, send_sheet

        save_answers(found, {1: [1]}, visitor=browser())
        send_sheet(found, visitor=browser())
        add_up()
        for row in self.rows(found)[1:]:
            assert not any(cell[:1] in "=+-@|" for cell in row if cell)
