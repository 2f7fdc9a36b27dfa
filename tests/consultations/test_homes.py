"""Where people live who take part: in every way of taking part offered, never taken, told once by an account, changed until the close."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from consultations.comments.models import Commenter
from consultations.homes import home_asked, tell_home
from consultations.participation.models import Answer as Vote
from consultations.participation.models import Conversation, Identity, Participant, ShowsResults
from consultations.participation.statements import add_statement, set_up_conversation
from consultations.participation.taking_part import Visitor, part_from_answers
from consultations.participation.voting import cast_vote
from consultations.questionnaires.filling import part_from_sheets
from consultations.questionnaires.models import Sheet
from directory.models import Area
from tests.consultations.announcements import sign_and_announce
from tests.consultations.comments.conftest import begin as begin_commenting  # noqa: F401 - a fixture
from tests.consultations.comments.conftest import say
from tests.consultations.questionnaires.conftest import ALL, begin, browser, close, malee  # noqa: F401 - fixtures
from tests.consultations.questionnaires.test_filling import fill
from tests.factories import make_area

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(begin, suda, sila):  # noqa: F811
    """A questionnaire and a statement, of one consultation that is about a sub-district."""
    make_area(41, "อุดรธานี", "Udon Thani")
    asked = begin(is_announced=False)
    conversation = set_up_conversation(
        asked.consultation,
        lowest_identity=Identity.ANONYMOUS,
        shows_results=ShowsResults.AFTER_ANSWERING,
        takes_proposals=True,
        by=suda,
    )
    add_statement(conversation, text="ทางเท้าควรกว้างพอสำหรับรถเข็น", by=suda)
    sign_and_announce(asked.consultation, by=suda)
    asked.consultation.refresh_from_db()
    asked.consultation.is_nationwide = False
    asked.consultation.save(update_fields=["is_nationwide"])
    asked.consultation.areas.set([sila])
    return asked, Conversation.objects.select_related("consultation").get(pk=asked.pk)


class TestAnAccountTellsOnce:
    def test_for_all_that_it_does_here_and_for_nobody_else(self, both, malee, sila):  # noqa: F811
        asked, conversation = both
        participant = cast_vote(conversation, 1, Vote.AGREE, visitor=Visitor(malee))
        sheet = fill(asked, visitor=Visitor(malee))
        stranger = fill(asked, visitor=browser())
        tell_home(participant, sila.parent)
        assert Participant.objects.get(user=malee).area_id == Sheet.objects.get(user=malee).area_id == 4001
        assert Sheet.objects.get(pk=stranger.pk).area_id is None
        sheet.refresh_from_db()
        tell_home(sheet, None)
        assert Participant.objects.get(user=malee).area_id is None

    def test_of_a_browser_only_where_it_was_told(self, both, sila):
        asked, conversation = both
        participant = cast_vote(conversation, 1, Vote.AGREE, visitor=browser())
        fill(asked, visitor=browser())
        tell_home(participant, sila.parent)
        assert Sheet.objects.get().area_id is None, "the two ways never tell that it was the same browser"

    def test_not_after_the_closing(self, both, sila):
        asked, _conversation = both
        sheet = fill(asked, visitor=browser())
        tell_home(sheet, sila.parent)
        close(asked)
        with pytest.raises(ValidationError) as refused:
            tell_home(Sheet.objects.get(), None)
        assert refused.value.code == "consultation_closed" and Sheet.objects.get().area_id == 4001


class TestOffered:
    def test_is_what_the_account_told_before_and_what_it_is_about_and_nothing_is_taken(self, both, malee):  # noqa: F811
        asked, conversation = both
        participant = cast_vote(conversation, 1, Vote.AGREE, visitor=Visitor(malee))
        tell_home(participant, Area.objects.get(pk=41))
        sheet = fill(asked, visitor=Visitor(malee))
        assert sheet.area_id is None
        told = home_asked(asked.consultation, sheet, malee)
        assert [each.code for each in told["homes"]] == [41, 4001], "the district of the sub-district it is about"
        assert told["lives_in"] is None

    def test_costs_a_query_for_the_account_and_one_for_the_consultation(
        self,
        both,
        malee,  # noqa: F811
        django_assert_num_queries,
    ):
        asked, conversation = both
        tell_home(cast_vote(conversation, 1, Vote.AGREE, visitor=Visitor(malee)), Area.objects.get(pk=41))
        sheet = fill(asked, visitor=Visitor(malee))
        home_asked(asked.consultation, sheet, malee)
        with django_assert_num_queries(2):
            home_asked(asked.consultation, sheet, malee)
        close(asked)
        asked.consultation.refresh_from_db()
        with django_assert_num_queries(0):
            assert home_asked(asked.consultation, sheet, malee) == {}

    def test_to_a_browser_is_only_what_it_is_about(self, both):
        asked, _conversation = both
        told = home_asked(asked.consultation, fill(asked, visitor=browser()), None)
        assert [each.code for each in told["homes"]] == [4001]


class TestPages:
    def test_of_the_questionnaire_keep_one_press_and_change_it(self, both, client):
        asked, _conversation = both
        at = f"/consultations/{asked.consultation.slug}/questionnaire/"
        client.get(at)
        client.post(f"{at}1/", {"q1": "1", "q2": "2", "then": "next"})
        assert "4001" in client.get(f"{at}check/").content.decode()
        assert client.post(f"{at}home/", {"place": "4001"}).url == f"{at}check/"
        assert Sheet.objects.get().area_id == 4001
        client.post(f"{at}home/", {"province": "41", "district": ""})
        assert Sheet.objects.get().area_id == 41

    @pytest.mark.parametrize("told", [{"place": "400111"}, {"place": "9999"}, {"place": "๔๐"}, {"place": "x"}])
    def test_keep_no_place_that_is_not_offered(self, both, client, told):
        asked, _conversation = both
        at = f"/consultations/{asked.consultation.slug}/questionnaire/"
        client.get(at)
        client.post(f"{at}1/", {"q1": "1", "q2": "2", "then": "next"})
        client.post(f"{at}home/", told)
        assert Sheet.objects.get().area_id is None

    def test_of_comments_keep_it_of_who_commented_alone(self, begin_commenting, client, sila):  # noqa: F811
        commenting = begin_commenting()
        at = f"/consultations/{commenting.consultation.slug}/comments/"
        assert Client().post(f"{at}home/", {"province": "40"}).status_code == 404
        client.get(f"{at}1/sec_3/")
        client.post(f"{at}1/sec_3/", {"text": "ทางเท้าหน้าโรงเรียนแคบมาก"})
        other = say(commenting, visitor=browser(7)).author
        client.post(f"{at}home/", {"province": "40", "district": "4001"})
        assert Commenter.objects.exclude(pk=other.pk).get().area_id == 4001
        assert Commenter.objects.get(pk=other.pk).area_id is None
        assert "เมืองขอนแก่น" in client.get(at).content.decode()


def test_an_erased_account_takes_its_place_along(both, malee, sila):  # noqa: F811
    asked, conversation = both
    tell_home(cast_vote(conversation, 1, Vote.AGREE, visitor=Visitor(malee)), sila.parent)
    tell_home(fill(asked, visitor=Visitor(malee)), sila.parent)
    close(asked)
    part_from_answers(malee), part_from_sheets(malee)
    assert Participant.objects.get().area_id is None and Sheet.objects.get().area_id is None
