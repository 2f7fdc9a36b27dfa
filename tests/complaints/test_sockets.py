"""Live pages: who may hear, that an act is heard within a second, and who is refused."""

import time

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from django.db import transaction

from complaints import look_ups
from complaints.access import GRANT_COOKIE, write_grants
from complaints.handling import accept_assignment, assign_case, send_to_triage
from complaints.me_too import say_me_too, take_back_me_too
from complaints.releasing import release_case
from complaints.workflow import Visibility
from config.sockets import urlpatterns
from notifications.hub import the_hub
from tests.notifications.sockets import Socket

UNKNOWN = "69-AAAA-AAAA-A"
pytestmark = pytest.mark.django_db(transaction=True)
application = URLRouter(urlpatterns)


@pytest.fixture(autouse=True)
async def _stop_hub():
    yield
    await the_hub().stop()


def socket(path, user=None, granted=()):
    cookies = {GRANT_COOKIE: write_grants(granted)} if granted else {}
    return Socket(application, path, user=user, cookies=cookies)


async def hear_soon(open_socket):
    start = time.monotonic()
    heard = await open_socket.hear(5)
    assert time.monotonic() - start < 1
    return heard


class TestTheCasesOwnPage:
    async def test_hears_an_act_within_a_second_and_not_what_it_was(self, case, highways, roads):
        page = socket(f"/ws/cases/{case.reference}/")
        assert await page.open()
        await sync_to_async(assign_case)(case, highways, by=None, topic=roads)
        assert await hear_soon(page) == {"topic": "case", "n": 2}
        await page.close()

    async def test_catches_up_at_once_when_it_was_away(self, assignment, case):
        page = socket(f"/ws/cases/{case.reference}/")
        await page.open()
        await page.say({"seen": 1})
        assert await hear_soon(page) == {"topic": "case", "n": 2}
        await page.close()

    async def test_says_nothing_of_other_cases(self, case, file, highways):
        other = await sync_to_async(lambda: file().complaint.case)()
        page = socket(f"/ws/cases/{case.reference}/")
        await page.open()
        await sync_to_async(assign_case)(other, highways, by=None)
        assert await page.hears_nothing()
        await page.close()

    @pytest.mark.parametrize("reference", ["69-AAAA-AAAA-A", "x", "%00", "\0"])
    async def test_of_an_unknown_reference_is_not_found(self, case, reference):
        page = socket(f"/ws/cases/{reference}/")
        assert not await page.open()
        assert page.closed_with == 4404

    async def test_S4_is_no_way_to_guess_numbers(self, case, monkeypatch):
        monkeypatch.setattr(look_ups, "GUESSES_AN_HOUR", 1)
        guess, again, hit = [socket(f"/ws/cases/{number}/") for number in (UNKNOWN, UNKNOWN, case.reference)]
        assert [await page.open() for page in (guess, again, hit)] == [False, False, False]
        assert [page.closed_with for page in (guess, again, hit)] == [4404, 4429, 4429]

    async def test_of_ones_own_case_opens_whoever_guesses_behind_the_same_address(self, case, monkeypatch):
        monkeypatch.setattr(look_ups, "GUESSES_AN_HOUR", 1)
        await socket(f"/ws/cases/{UNKNOWN}/").open()
        own = socket(f"/ws/cases/{case.reference}/", granted=[case.reference])
        assert await own.open()
        await own.close()

    async def test_S2_of_a_confidential_case_is_not_found_but_by_its_own_people(self, file, bribery, malee, stranger):
        secret = await sync_to_async(lambda: file(visibility=Visibility.CONFIDENTIAL, topic=bribery).complaint.case)()
        path = f"/ws/cases/{secret.reference}/"
        for viewer in (None, stranger):
            page = socket(path, viewer)
            assert not await page.open()
            assert page.closed_with == 4404
        for page in (socket(path, malee), socket(path, granted=[secret.reference])):
            assert await page.open()
            await page.close()


class TestACaseThatBecomesLessOpen:
    """S5: by the topic that routing or the desk gives it."""

    @pytest.fixture
    def watched(self, case):
        """Open the page of the case, which everybody may follow, as somebody."""

        async def watched(user=None):
            page = socket(f"/ws/cases/{case.reference}/", user)
            assert await page.open()
            return page

        return watched

    @pytest.mark.parametrize("act", [send_to_triage, assign_case], ids=lambda act: act.__name__)
    async def test_closes_the_pages_of_strangers_at_once_and_they_do_not_come_back(
        self, case, highways, bribery, stranger, watched, act
    ):
        pages = {user: await watched(user) for user in (None, stranger)}
        agency = () if act is send_to_triage else (highways,)
        by = {} if act is send_to_triage else {"by": None}
        await sync_to_async(act)(case, *agency, **by, topic=bribery)
        for user, page in pages.items():
            assert await hear_soon(page) is None  # closed, and not a word of what happened
            assert page.closed_with == 4401
            again = socket(f"/ws/cases/{case.reference}/", user)
            assert not await again.open()
            assert again.closed_with == 4404

    async def test_lets_its_own_people_back_who_then_hear_what_they_missed(
        self, case, highways, bribery, malee, watched
    ):
        hers = await watched(malee)
        await sync_to_async(assign_case)(case, highways, by=None, topic=bribery)
        assert await hear_soon(hers) is None
        again = await watched(malee)
        await again.say({"seen": 1})
        assert await hear_soon(again) == {"topic": "case", "n": 2}
        await again.close()

    async def test_closes_nothing_where_the_topic_is_as_open(self, case, highways, roads, watched):
        page = await watched()
        await sync_to_async(assign_case)(case, highways, by=None, topic=roads)
        assert await hear_soon(page) == {"topic": "case", "n": 2}
        await page.close()

    async def test_closes_nothing_when_the_act_is_undone(self, case, highways, bribery, watched):
        page = await watched()

        def fail():
            with transaction.atomic():
                assign_case(case, highways, by=None, topic=bribery)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            await sync_to_async(fail)()
        assert await page.hears_nothing()
        await page.close()


class TestTheOffice:
    async def test_hears_of_a_new_case_for_its_agency(self, wichai, case, highways):
        inbox = socket("/ws/office/", wichai)
        assert await inbox.open()
        await sync_to_async(assign_case)(case, highways, by=None)
        assert (await hear_soon(inbox))["topic"] == "office"
        await inbox.close()

    async def test_hears_nothing_of_another_agencys(self, stranger, case, highways):
        inbox = socket("/ws/office/", stranger)
        assert await inbox.open()
        await sync_to_async(assign_case)(case, highways, by=None)
        assert await inbox.hears_nothing()
        await inbox.close()

    @pytest.fixture
    async def said_me_too(self, monkeypatch, assignment, wichai):
        """Many say "me too" of a public case of Highways, and one takes it back."""
        monkeypatch.setattr("notifications.hub.CALM_S", 0.5)
        await sync_to_async(release_case)(assignment.case, text="หลุมลึก", by=wichai)

        def said_me_too():
            for number in range(20):
                say_me_too(assignment.case, names=[f"บ้านเลขที่ {number}"])
            take_back_me_too(assignment.case, names=["บ้านเลขที่ 3"])

        return sync_to_async(said_me_too)

    async def test_hears_once_that_many_say_me_too(self, said_me_too, wichai):
        inbox = socket("/ws/office/", wichai)
        assert await inbox.open()
        await said_me_too()
        assert await inbox.hear() == {"topic": "office"}
        heard = 1
        while not await inbox.hears_nothing(0.8):
            await inbox.hear()
            heard += 1
        assert heard <= 3  # 21 presses, told once in half a second
        await inbox.close()

    async def test_hears_no_me_too_of_another_agencys_case(self, said_me_too, stranger):
        inbox = socket("/ws/office/", stranger)
        assert await inbox.open()
        await said_me_too()
        assert await inbox.hears_nothing(0.8)
        await inbox.close()

    async def test_me_too_of_a_case_that_no_agency_has_is_counted_all_the_same(self, case, wichai):
        await sync_to_async(release_case)(case, text="หลุมลึก", by=wichai)
        assert (await sync_to_async(say_me_too)(case, names=["ก"])).me_too_count == 1

    async def test_is_not_found_by_people_without_an_office(self, malee, siriporn):
        for user in (None, malee, siriporn):
            inbox = socket("/ws/office/", user)
            assert not await inbox.open()
            assert inbox.closed_with == 4404


class TestTheDesk:
    async def test_hears_of_a_case_to_triage(self, siriporn, case):
        desk = socket("/ws/desk/", siriporn)
        assert await desk.open()
        await sync_to_async(send_to_triage)(case)
        assert (await hear_soon(desk))["topic"] == "desk"
        await desk.close()

    async def test_is_not_found_by_anybody_else(self, malee, wichai):
        for user in (None, malee, wichai):
            desk = socket("/ws/desk/", user)
            assert not await desk.open()
            assert desk.closed_with == 4404


async def test_an_act_that_is_rolled_back_is_not_heard(assignment, wichai, case, monkeypatch):
    page = socket(f"/ws/cases/{case.reference}/")
    await page.open()

    def fail():
        with transaction.atomic():
            accept_assignment(assignment, by=wichai)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await sync_to_async(fail)()
    assert await page.hears_nothing()
    await page.close()
