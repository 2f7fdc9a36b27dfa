"""Who comments on a text of law has taken part: told of the result, and counted in the report."""

import pytest
from django.utils import timezone
from django.utils.translation import override

from consultations.comments.answering import answer_comment
from consultations.comments.models import Comment
from consultations.comments.writing import support_comment, withdraw_comment
from consultations.participation.taking_part import Visitor
from consultations.results.figures import draw_up
from consultations.results.models import Telling
from consultations.results.report_words import way_name
from consultations.results.reporting import report_of
from consultations.results.telling import people_of
from tests.consultations.comments.conftest import begin, browser, commenting, malee, say  # noqa: F401
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def account(name):
    return make_user(name, email_confirmed_at=timezone.now())


@pytest.fixture
def supporter(db):
    return account("สมศรี ใจบุญ")


@pytest.fixture
def consultation(commenting, malee, supporter, suda):  # noqa: F811
    """Malee and a browser say something, another thinks so too, one took it all back."""
    comment = say(commenting, visitor=Visitor(malee))
    say(commenting, above=comment, text="จริงด้วย", visitor=browser(1))
    support_comment(comment, visitor=Visitor(supporter))
    gone = Visitor(account("ปรีชา ถอนแล้ว"))
    withdraw_comment(say(commenting, text="ขอถอน", visitor=gone), visitor=gone)
    answer_comment(comment, text="รับไว้พิจารณา", by=suda)
    return commenting.consultation


class TestTelling:
    def test_reaches_who_commented_or_supported_by_an_account(self, consultation, malee, supporter):  # noqa: F811
        telling = Telling(consultation=consultation, kind=Telling.Kind.REPORTED)
        assert people_of(telling) == {malee.pk, supporter.pk}

    def test_reaches_also_whose_words_a_rule_took_out_of_sight(self, consultation, malee, supporter):  # noqa: F811
        Comment.objects.update(hidden_at=timezone.now(), hidden_reason="insult")
        assert malee.pk in people_of(Telling(consultation=consultation, kind=Telling.Kind.REPORTED))

    def test_of_another_consultation_reaches_nobody(self, consultation, begin):  # noqa: F811
        other = begin(title_th="ร่างอื่น").consultation
        assert people_of(Telling(consultation=other, kind=Telling.Kind.REPORTED)) == set()


class TestTheReport:
    def test_counts_them_and_what_everybody_reads(self, consultation):
        told = draw_up(report_of(consultation))["people"]
        assert told == [{"way": "comments", "accounts": 2, "anonymous": 1, "entered": 0, "answers": 2}]
        Comment.objects.filter(text="จริงด้วย").update(hidden_at=timezone.now(), hidden_reason="insult")
        (told,) = draw_up(report_of(consultation))["people"]
        assert (told["anonymous"], told["answers"]) == (1, 1)

    def test_calls_the_way_by_its_name(self):
        with override("en"):
            assert way_name("comments") == "Comments on the text"
