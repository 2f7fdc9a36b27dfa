"""What one person told, worked on in parts: the page of each hears of the others; who helped to file still sees them."""

import pytest
from asgiref.sync import sync_to_async

from complaints.assistance import Assistance, keep_assistance
from complaints.assisting import filed_today
from complaints.handling import accept_assignment, assign_case
from complaints.models import AssistedFiling, Case, Complaint, Consent
from complaints.splitting import split_case, undo_split
from complaints.workflow import Visibility
from notifications.hub import the_hub
from tests.complaints.test_sockets import hear_soon, socket
from tests.complaints.test_splitting import TWO, lamp, split_of
from tests.factories import make_agency

PARTS = {"topic": "parts"}


@pytest.fixture
def whole(file, highways, roads, wichai):
    case = file(text=TWO, visibility=Visibility.PUBLIC).complaint.case
    accept_assignment(assign_case(case, highways, by=None, topic=roads), by=wichai)
    return Case.objects.get(pk=case.pk)


@pytest.mark.django_db(transaction=True)
class TestAnOpenPage:
    @pytest.fixture(autouse=True)
    async def _stop_hub(self):
        yield
        await the_hub().stop()

    async def split(self, whole, by, **fields):
        (part,) = await sync_to_async(split_case)(whole, [lamp(**fields)], by=by)
        return part

    async def send_on(self, part):
        agency = await sync_to_async(make_agency)("การไฟฟ้า", code="pea-x")
        await sync_to_async(assign_case)(part, agency, by=None)

    async def opened(self, case, user):
        page = socket(f"/ws/cases/{case.reference}/", user=user)
        assert await page.open()
        return page

    @pytest.mark.parametrize("who", ["malee", "wichai"])
    async def test_of_the_first_case_hears_of_its_parts(self, whole, wichai, malee, who):
        page = await self.opened(whole, {"malee": malee, "wichai": wichai}[who])  # before it was split
        part = await self.split(whole, wichai)
        while not await page.hears_nothing():
            await page.hear()
        await self.send_on(part)
        assert await hear_soon(page) == PARTS
        await page.close()

    async def test_of_a_part_hears_of_the_first_case_and_the_other_way_round_when_it_is_put_back(
        self, whole, wichai, malee
    ):
        part = await self.split(whole, wichai)
        page = await self.opened(part, malee)
        await sync_to_async(lambda: undo_split(split_of(part), by=wichai))()
        heard = [await page.hear(2) for _ in range(2)]
        assert PARTS in heard
        await page.close()

    async def test_by_receipt_code_too(self, whole, wichai):
        part = await self.split(whole, wichai)
        await sync_to_async(Complaint.objects.filter(case=whole).update)(receipt_hash="f" * 64)
        page = socket(f"/ws/cases/{whole.reference}/", granted=(whole.reference,))
        assert await page.open()
        await self.send_on(part)
        assert await hear_soon(page) == PARTS
        await page.close()

    async def test_of_a_stranger_hears_nothing(self, whole, wichai, stranger):
        part = await self.split(whole, wichai)
        pages = [await self.opened(whole, who) for who in (stranger, None)]
        await self.send_on(part)
        for page in pages:
            assert await page.hears_nothing()
            await page.close()

    async def test_of_a_part_in_confidence_only_its_author_hears(self, whole, wichai, malee):
        part = await self.split(whole, wichai)
        await sync_to_async(Case.objects.filter(pk=part.pk).update)(visibility=Visibility.CONFIDENTIAL, public_text="")
        office, own = await self.opened(whole, wichai), await self.opened(whole, malee)
        await self.send_on(part)
        assert await hear_soon(own) == {"topic": "parts_in_confidence"}
        assert await office.hears_nothing()
        for page in (office, own):
            await page.close()


@pytest.mark.django_db
class TestFiledByAHelper:
    @pytest.fixture
    def helped(self, file, lamai, centre, wichai):
        """A complaint of two problems that Lamai of the centre filed for somebody."""
        complaint = file(text=TWO, visibility=Visibility.PUBLIC).complaint
        Complaint.objects.filter(pk=complaint.pk).update(helper=lamai)
        complaint.refresh_from_db()
        keep_assistance(
            complaint,
            Assistance(
                agency=centre, told_by=AssistedFiling.ToldBy.FAMILY, told_by_name="หลานสาว", consent=Consent.Given.SAID
            ),
        )
        return complaint

    def test_a_part_keeps_for_whom_and_by_whom_and_how_they_agreed(self, helped, wichai, lamai, centre):
        (part,) = split_case(helped.case, [lamp()], by=wichai)
        told = Complaint.objects.get(case=part)
        kept = told.assisted
        assert (told.helper, kept.agency, kept.told_by, kept.told_by_name) == (lamai, centre, "family", "หลานสาว")
        before = Consent.objects.filter(complaint=helped, purpose="help").values_list("said", "given_as", "given_at")
        assert list(
            Consent.objects.filter(complaint=told, purpose="help").values_list("said", "given_as", "given_at")
        ) == list(before)
        assert len(before) == 1

    def test_there_is_no_receipt_of_a_part_to_hand_over(self, helped, wichai):
        (part,) = split_case(helped.case, [lamp()], by=wichai)
        assert Complaint.objects.get(case=part).assisted.is_handed_over
        assert not AssistedFiling.objects.get(complaint=helped).is_handed_over

    def test_the_helper_sees_it_in_their_day_and_cannot_take_it_back_alone(self, helped, wichai, lamai):
        (part,) = split_case(helped.case, [lamp()], by=wichai)
        day = {line.reference: line.may_take_back for line in filed_today(lamai)}
        assert day == {helped.reference: True, Complaint.objects.get(case=part).reference: False}

    def test_the_office_of_the_part_reads_who_told_it(self, as_, helped, wichai, stranger):
        (part,) = split_case(helped.case, [lamp()], by=wichai)
        assign_case(part, stranger.active_roles[0].agency, by=wichai)
        assert "หลานสาว" in as_(stranger).get(f"/office/{part.reference}/").content.decode()

    def test_one_that_nobody_helped_with_has_none(self, file, wichai):
        case = file(text=TWO).complaint.case
        (part,) = split_case(case, [lamp()], by=wichai)
        assert not AssistedFiling.objects.exists() and part.pk
