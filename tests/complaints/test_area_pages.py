"""`/areas/`: a place in figures, from public cases only, live, and whose duty things are there."""

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.urls import reverse
from django.utils import timezone

from complaints import public_areas
from complaints.models import Case
from complaints.public_areas import FEWEST, figures_of
from complaints.releasing import release_case, take_back_release
from complaints.responding import withdraw_complaint
from complaints.workflow import CaseState, Outcome, Visibility
from directory.models import AreaLevel
from directory.shape_loading import load_area_shapes
from routing.models import RoutingRule
from tests.complaints.test_sockets import _stop_hub, hear_soon, socket
from tests.directory.outlines import feature, square, write
from tests.factories import make_agency, make_area, make_topic

pytestmark = pytest.mark.django_db
KHON_KAEN, MUEANG, SILA, BANGKOK = 40, 4001, 400111, 10
__all__ = ["_stop_hub"]


@pytest.fixture(autouse=True)
def _count_anew():
    public_areas.KEPT_S, before = 0.0, public_areas.KEPT_S
    public_areas.forget_figures()
    yield
    public_areas.KEPT_S = before


@pytest.fixture
def released(file, wichai, roads):
    def released(topic=roads, **fields):
        told = file(visibility=Visibility.PUBLIC, topic=topic, **fields).complaint.case
        return release_case(told, text="หลุมลึกหน้าตลาด", by=wichai)

    return released


def solved(case, days, outcome=Outcome.SOLVED):
    now = timezone.now()
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.CLOSED, outcome=outcome, created_at=now - timedelta(days=days), closed_at=now
    )


def page(client, code=None, **query):
    client.cookies["language"] = "en"
    address = reverse("area", args=[code]) if code else reverse("areas")
    return client.get(address, query).content.decode()


class TestTheFigures:
    def test_are_those_of_the_place_and_of_all_that_lies_around_it(self, released):
        released()
        released(area=make_area(400102, "ในเมือง"))
        released(area=make_area(100101, "พระบรมมหาราชวัง"))
        counted = {code: figures_of(code).total.reported for code in (0, BANGKOK, KHON_KAEN, MUEANG, SILA)}
        assert counted == {0: 3, BANGKOK: 1, KHON_KAEN: 2, MUEANG: 2, SILA: 1}

    def test_are_told_part_by_part_those_without_a_case_too(self, released):
        released()
        make_area(400102, "ในเมือง")
        assert {area.code: of_it.reported for area, of_it in figures_of(MUEANG).parts} == {SILA: 1, 400102: 0}
        assert [area.code for area, _of_it in figures_of(KHON_KAEN).parts] == [MUEANG]

    def test_are_told_by_main_topic_the_largest_first(self, released, roads):
        other = make_topic("water/leak", "ท่อแตก", visibility_floor="public")
        for topic in (other, roads, roads):
            released(topic=topic)
        assert [(topic.code, of_it.reported) for topic, of_it in figures_of(SILA).topics] == [
            ("roads", 2),
            ("water", 1),
        ]

    def test_tell_open_from_solved_and_count_no_other_end_as_solved(self, released):
        released()
        solved(released(), days=3)
        solved(released(), days=3, outcome=Outcome.REFUSED)
        total = figures_of(SILA).total
        assert (total.reported, total.open, total.solved, total.ended_otherwise) == (3, 1, 1, 1)

    def test_name_those_that_ended_otherwise_so_that_the_sum_is_whole(self, client, released):
        released()
        assert "ended in another way" not in page(client, SILA)
        solved(released(), days=3, outcome=Outcome.REFUSED)
        assert "1 more ended in another way" in page(client, SILA)

    def test_say_how_long_half_of_them_took_once_enough_are_solved(self, released):
        for days in (1, 2, 9, 30):
            solved(released(), days=days)
        assert figures_of(SILA).total.days is None
        solved(released(), days=90)
        assert figures_of(SILA).total.solved == FEWEST
        assert figures_of(SILA).total.days == 9

    def test_forget_what_is_older_than_a_year(self, released):
        solved(released(), days=366)
        assert figures_of(SILA).total.reported == 0

    def test_S1_say_the_same_whether_hidden_cases_exist_or_not(self, client, released, file):
        released()
        before = page(client, SILA, part=1).split("data-seen")[1].split(">", 1)[1]
        for visibility in Visibility:
            file(visibility=visibility)
        assert page(client, SILA, part=1).split("data-seen")[1].split(">", 1)[1] == before

    def test_lose_a_case_that_is_taken_back_or_withdrawn(self, released, wichai, malee):
        take_back_release(released(), by=wichai)
        withdraw_complaint(released(), by=malee)
        assert figures_of(SILA).total.reported == 0


class TestThePage:
    def test_of_a_place_nobody_spoke_of_says_so(self, client, sila):
        assert "Nothing public was told here" in page(client, sila.code)

    def test_shows_the_newest_and_leads_to_the_list_of_the_place(self, client, released):
        case = released()
        html = page(client, SILA)
        assert reverse("public_case", args=[case.reference]) in html
        assert "province=40&amp;district=4001&amp;subdistrict=400111" in html

    @pytest.mark.parametrize(
        ("code", "part", "called"),
        [(40, 4001, "อำเภอ"), (4001, 400111, "ตำบล"), (10, 1001, "เขต"), (1001, 100101, "แขวง")],
    )
    def test_calls_the_parts_of_a_place_as_people_there_do(self, client, code, part, called):
        make_area(code, "ที่นี่")
        make_area(part, "ส่วนหนึ่ง")
        client.cookies["language"] = "th"
        assert f'<h2 id="parts">{called}</h2>' in client.get(reverse("area", args=[code])).content.decode()

    def test_of_the_whole_country_takes_the_choice_of_a_place(self, client, sila):
        answer = client.get(reverse("areas"), {"province": "40", "district": "4001", "subdistrict": "400111"})
        assert answer.url == reverse("area", args=[SILA])
        assert client.get(reverse("areas"), {"province": "40"}).url == reverse("area", args=[KHON_KAEN])

    @pytest.mark.parametrize("code", [0, 5, 99, 999999, 4001111, 10**30])
    def test_is_not_found_where_there_is_no_such_place(self, client, sila, code):
        assert client.get(reverse("area", args=[code])).status_code == 404

    @pytest.mark.parametrize("province", ["๔๐", "-1", "40;", "9" * 500, "' OR 1=1"])
    def test_takes_what_no_list_offers_for_no_choice(self, client, sila, province):
        assert client.get(reverse("areas"), {"province": province}).status_code == 200

    def test_says_whose_duty_each_topic_is_here(self, client, sila, roads):
        lights = make_topic("roads/light", "ไฟทาง", parent=roads.parent)
        RoutingRule.objects.create(topic=roads, agency=make_agency("แขวงทางหลวงขอนแก่น", code="kk"), source="test")
        html = page(client, sila.code)
        assert "แขวงทางหลวงขอนแก่น" in html and "Our staff look for the agency" in html
        RoutingRule.objects.create(topic=lights, agency=make_agency("เทศบาลเมืองศิลา", code="sila"), source="test")
        assert "Our staff look for the agency" not in page(client, sila.code)

    def test_says_as_the_case_does_that_the_centre_stands_in_for_the_local_office(self, client, sila, roads, centre):
        RoutingRule.objects.create(topic=roads, to_local=True, source="test")
        html = page(client, sila.code)
        assert "The local office: the municipality" in html and "For now it goes to" in html
        RoutingRule.objects.update(to_local=False, agency=centre)
        assert "The local office: the municipality" not in page(client, sila.code)

    def test_asks_for_the_rules_once_however_many_topics_there_are(self, client, sila, django_assert_max_num_queries):
        for number in range(30):
            make_topic(f"roads/{number}", f"ถนน {number}")
        page(client, sila.code)
        with django_assert_max_num_queries(14):
            page(client, sila.code)


@pytest.mark.django_db(transaction=True)
class TestItsSocket:
    async def test_is_told_of_a_public_case_but_not_of_a_hidden_one(self, case, file, wichai):
        await sync_to_async(release_case)(case, text="หลุมลึก", by=wichai)
        open_page = socket(f"/ws/areas/{KHON_KAEN}/")
        assert await open_page.open()
        hidden = await sync_to_async(lambda: file(visibility=Visibility.AGENCY).complaint.case)()
        await sync_to_async(withdraw_complaint)(hidden, by=None)
        assert await open_page.hears_nothing()
        await sync_to_async(take_back_release)(case, by=wichai)
        news = await hear_soon(open_page)
        assert news["topic"] == "area" and news["n"] > timezone.now().timestamp() * 1000 - 2000
        assert await open_page.hears_nothing()
        await open_page.close()

    async def test_is_not_opened_for_a_place_that_is_none(self, sila):
        assert not await socket("/ws/areas/77/").open()

    async def test_tells_who_was_away_to_look_again(self, sila):
        open_page = socket("/ws/areas/40/")
        await open_page.open()
        await open_page.say({"seen": 1})
        assert (await hear_soon(open_page))["topic"] == "area"
        await open_page.close()


class TestTheDrawing:
    def test_of_a_province_is_always_there_in_words_too(self, client, khon_kaen):
        told = page(client, KHON_KAEN)
        assert 'role="img" aria-label="The outline of Khon Kaen"' in told
        assert told.count('<path class="own"') == 1
        assert "Outlines: Natural Earth" in told

    def test_of_a_district_shows_where_it_lies_once_outlines_are_loaded(self, client, sila, outlines):
        told = page(client, MUEANG)
        assert "Where Mueang Khon Kaen lies in Khon Kaen" in told
        assert told.count('<path class="around"') == told.count('<path class="own"') == 1
        assert "Outlines: กรมตัวอย่าง, Natural Earth" in told
        assert '<path class="own"' not in page(client, SILA)

    def test_is_left_out_where_nothing_is_known(self, client, sila):
        assert "<figure" not in page(client, MUEANG)
        assert "<figure" not in page(client, SILA)
        assert "<figure" not in page(client)

    def test_is_drawn_anew_when_other_outlines_were_loaded(self, client, outlines, tmp_path):
        before = page(client, MUEANG).partition("<figure")[2].partition("</figure>")[0]
        load_area_shapes(
            write(tmp_path / "other.geojson", [feature(MUEANG, square(102.65, 16.25, 0.3))]), level=AreaLevel.DISTRICT
        )
        after = page(client, MUEANG).partition("<figure")[2].partition("</figure>")[0]
        assert before
        assert after
        assert before != after

    @pytest.mark.parametrize("code", [10, 40, 81, 95])
    def test_fits_its_box(self, code):
        import re

        from frontend.area_drawing import SIDE, UNITS, drawing_of

        drawing = drawing_of(make_area(code, "จังหวัด"))
        assert max(drawing.width, drawing.height) == SIDE
        steps = re.findall(r"(\d+) (\d+)", drawing.own)
        assert all(int(x) <= drawing.width * UNITS and int(y) <= drawing.height * UNITS for x, y in steps)
        assert len(drawing.own) < 8_000
