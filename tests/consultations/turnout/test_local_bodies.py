"""What people of a place said: counted with the floors of the results, told to the local bodies there, read by everybody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.models import Consultation
from consultations.participation import counting as votes
from consultations.participation.models import Answer, Participant
from consultations.participation.voting import cast_vote
from consultations.questionnaires import counting as sheets
from consultations.questionnaires.filling import save_answers, send_sheet
from consultations.questionnaires.models import Sheet
from consultations.turnout.counting import SETTLED, count_closed
from consultations.turnout.local_bodies import tell_batch
from consultations.turnout.models import LocalTurnout
from directory.models import Area, Role
from directory.models.agencies import AgencyKind
from notifications.models import Message
from tests.consultations.announcements import sign_and_announce
from tests.consultations.participation.conftest import browser, close
from tests.consultations.questionnaires.conftest import ALL
from tests.factories import make_agency, make_area, make_membership, make_user, serve

pytestmark = pytest.mark.django_db
LONG_AGO = SETTLED + timedelta(minutes=1)


@pytest.fixture
def loei(sila):
    make_area(41, "อุดรธานี", "Udon Thani")
    make_area(43, "หนองคาย", "Nong Khai")
    return make_area(42, "เลย", "Loei")


@pytest.fixture
def ended(begin_conversation, loei):
    """Of 49 people 12 live in Mueang Khon Kaen, 15 in Udon Thani, too few in Loei and Nong Khai, and 10 did not say."""
    conversation = begin_conversation()
    for n in range(49):
        cast_vote(conversation, 1, Answer.AGREE, visitor=browser(n))
    people = list(Participant.objects.order_by("pk").values_list("pk", flat=True))
    for area, some in ((4001, people[:12]), (41, people[12:27]), (42, people[27:34]), (43, people[34:39])):
        Participant.objects.filter(pk__in=some).update(area=area)
    votes.add_up()
    return close(conversation, ago=LONG_AGO).consultation


def local_body(area, *, role=Role.POLICY_TEAM, kind=AgencyKind.LOCAL_GOVERNMENT, name="เทศบาลเมืองศิลา", **fields):
    person = make_user(f"คนของ{name}", email=f"p{area}{role}{kind}@example.org", email_confirmed_at=timezone.now())
    make_membership(person, make_agency(name, area_id=area, kind=kind, **fields), role)
    return person


def mailed():
    return set(Message.objects.filter(event_key__contains=":place:").values_list("user", flat=True))


class TestCounting:
    def test_a_place_is_told_of_as_in_the_results(self, ended):
        count_closed()
        assert list(LocalTurnout.objects.order_by("area").values_list("area", "voters", "sheets")) == [
            (40, 12, 0),
            (41, 15, 0),
            (4001, 12, 0),
        ], "of Loei and Nong Khai there are too few"

    def test_of_both_ways_in_one_row(self, begin_questionnaire, sila):
        asked = begin_questionnaire()
        for n in range(25):
            save_answers(asked, ALL, visitor=browser(n))
            send_sheet(asked, visitor=browser(n))
        Sheet.objects.filter(pk__in=Sheet.objects.order_by("pk").values("pk")[:13]).update(area=4001)
        sheets.add_up()
        close(asked, ago=LONG_AGO)
        count_closed()
        told = LocalTurnout.objects.order_by("area").values_list("area", "voters", "sheets")
        assert list(told) == [(40, 0, 13), (4001, 0, 13)]

    def test_once(self, ended):
        assert (count_closed(), count_closed()) == (1, 0)
        assert LocalTurnout.objects.count() == 3


class TestTelling:
    def test_bodies_of_the_place_are_told_once(self, ended, loei):
        municipality = local_body(400111)
        province = local_body(40, kind=AgencyKind.PROVINCE_CENTRE, name="ศูนย์ดำรงธรรมจังหวัดขอนแก่น", code="centre-40")
        elsewhere = local_body(42, name="เทศบาลเมืองเลย", code="loei")
        count_closed()
        while tell_batch():
            pass
        assert mailed() == {municipality.pk, province.pk}, f"and not {elsewhere}"
        assert tell_batch() == 0
        assert LocalTurnout.objects.filter(told_at=None).count() == 0
        told = Message.objects.get(user=municipality, event_key__contains=":place:4001")
        assert f"/consultations/{ended.slug}/statements/results/?area=4001" in told.body
        assert LocalTurnout.objects.get(area=4001).mails == 1

    @pytest.mark.parametrize(
        "fields",
        [
            {"role": Role.OFFICER},
            {"kind": AgencyKind.DEPARTMENT},
            {"closes_on": timezone.localdate() - timedelta(days=1)},
        ],
        ids=["no policy team", "no local body", "closed"],
    )
    def test_nobody_else_is(self, ended, fields):
        local_body(4001, **fields)
        count_closed()
        tell_batch()
        assert mailed() == set()

    def test_one_that_serves_the_place_as_well_is(self, ended):
        person = local_body(42, name="เทศบาลข้ามเขต")
        serve(person.memberships.get().agency, Area.objects.get(pk=4001))
        count_closed()
        tell_batch()
        assert mailed() == {person.pk}

    def test_one_that_serves_a_sub_district_of_it_as_well_is(self, ended, sila):
        person = local_body(42, name="เทศบาลข้ามเขต")
        serve(person.memberships.get().agency, sila)
        count_closed()
        tell_batch()
        assert mailed() == {person.pk}

    def test_the_agency_that_asked_is_not(self, ended):
        person = local_body(4001)
        Consultation.objects.filter(pk=ended.pk).update(agency=person.memberships.get().agency)
        count_closed()
        tell_batch()
        assert mailed() == set()

    def test_of_what_was_withdrawn_in_the_meantime_nobody_is(self, ended):
        local_body(4001)
        count_closed()
        Consultation.objects.filter(pk=ended.pk).update(withdrawn_at=timezone.now(), why_withdrawn="เลิก")
        assert tell_batch() == 3
        assert mailed() == set()

    @pytest.mark.django_db(transaction=True)
    def test_two_workers_tell_it_once(self, ended):
        local_body(4001)
        count_closed()

        def tell():
            try:
                return tell_batch()
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            assert sum(pool.map(lambda _n: tell(), range(2))) == 3
        assert Message.objects.filter(event_key__contains=":place:").count() == 1


class TestThePage:
    def test_everybody_reads_it_and_a_sub_district_reads_of_its_district(self, ended, client):
        count_closed()
        for code in (4001, 400111):
            html = client.get(reverse("said_at_place", args=[code])).text
            assert f"/consultations/{ended.slug}/statements/results/?area=4001" in html
            assert "12" in html
        assert ended.slug not in client.get(reverse("said_at_place", args=[42])).text
        assert ended.slug in client.get(reverse("area", args=[4001])).text

    def test_not_what_was_withdrawn(self, ended, client):
        count_closed()
        Consultation.objects.filter(pk=ended.pk).update(withdrawn_at=timezone.now(), why_withdrawn="เลิก")
        assert ended.slug not in client.get(reverse("said_at_place", args=[4001])).text

    @pytest.mark.parametrize("code", [99, 123456789])
    def test_no_such_place(self, client, sila, code):
        assert client.get(reverse("said_at_place", args=[code])).status_code == 404

    def test_costs_the_same_for_many(self, ended, client, draft, suda, django_assert_num_queries):
        count_closed()
        page = reverse("said_at_place", args=[4001])
        client.get(page)
        with CaptureQueriesContext(connection) as few:
            client.get(page)
        for n in range(5):
            other = sign_and_announce(draft(kind="policy", title_th=f"เรื่องที่ {n}"), by=suda)
            Consultation.objects.filter(pk=other.pk).update(opens_at=ended.opens_at, closes_at=ended.closes_at)
            LocalTurnout.objects.create(consultation=other, area_id=4001, voters=20)
        with django_assert_num_queries(len(few)):
            assert client.get(page).text.count("<article") >= 6

    def test_the_way_of_a_local_body(self, client, loei, suda):
        page = reverse("said_at_own_places")
        assert client.get(page).status_code == 302
        client.force_login(make_user("ใครก็ได้", email="any@example.org"))
        assert client.get(page).status_code == 404
        client.force_login(local_body(400111))
        assert client.get(page)["Location"] == reverse("said_at_place", args=[4001])
        client.force_login(suda)
        assert client.get(page).status_code == 200
