"""What is said before a row is removed: what it holds for, which row holds then, and what stays."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from complaints.models import Case, ReplyTemplate, ServiceLevel
from complaints.service_levels import forget_service_levels
from directory.models import Holiday
from frontend.administration import removing
from frontend.administration.removing import what_holds_then
from routing.models import RoutingRule
from tests.complaints.conftest import (  # noqa: F401
    assignment,
    case,
    file,
    highways,
    khon_kaen,
    malee,
    roads,
    sila,
    wichai,
    working,
)
from tests.factories import make_agency, make_area, make_topic
from tests.frontend.administration.sending import row_page

pytestmark = pytest.mark.django_db


def said_before(page, slug, *key):
    """The words of the note above the button, in English."""
    page.cookies["language"] = "en"
    shown = page.get(row_page(slug, *key).replace("/row/", "/row/remove/"))
    return " ".join(re.findall(r"<p>(.*?)</p>", shown.content.decode().split("note--wait")[1].split("</div></div>")[0]))


@override("en")
def told(row):
    return " ".join(what_holds_then(row))


@pytest.fixture
def levels(roads):  # noqa: F811
    """Of the topic's group, and the default behind it."""
    ServiceLevel.objects.all().delete()
    default = ServiceLevel.objects.create(step="resolve", working_days=15, source="ก")
    of_group = ServiceLevel.objects.create(step="resolve", working_days=7, source="ข", topic=roads.parent)
    forget_service_levels()
    return default, of_group


class TestAServiceLevel:
    def test_says_on_the_page_what_it_touches_and_what_holds_then(self, page, working, roads, levels):  # noqa: F811
        said = said_before(page, "service-levels", "resolve", "", "roads", "")
        assert "2 topics and 1 open case now" in said
        assert "Default, 15 working days (2 topics)" in said
        assert "Dates that were told already stay" in said

    def test_counts_no_topic_for_which_another_row_comes_first(self, levels, roads):  # noqa: F811
        ServiceLevel.objects.create(step="resolve", working_days=3, source="ค", topic=roads)
        forget_service_levels()
        assert "1 topic and 0 open cases now" in told(levels[1])

    def test_of_an_agency_counts_that_agencys_cases_only(self, working, roads, levels, highways):  # noqa: F811
        other = make_agency("กรมทางหลวงชนบท", code="drr")
        mine, theirs = (
            ServiceLevel.objects.create(step="resolve", working_days=4, source="ค", agency=each, topic=roads)
            for each in (highways, other)
        )
        forget_service_levels()
        assert "1 topic and 1 open case now" in told(mine)
        assert "1 topic and 0 open cases now" in told(theirs)
        assert "7 working days (1 topic)" in told(mine)
        assert "length of their own" in told(levels[1]) and "length of their own" not in told(mine)

    def test_without_a_row_behind_it_is_followed_by_the_standard(self, levels, roads):  # noqa: F811
        row = ServiceLevel.objects.create(step="accept", working_days=9, source="ค", topic=roads)
        forget_service_levels()
        assert "Standard of the system, 3 working days" in told(row)

    def test_counts_no_further_than_it_says(self, working, roads, levels, monkeypatch):  # noqa: F811
        monkeypatch.setattr(removing, "MOST_COUNTED", 0)
        assert "more than 0 open cases" in told(levels[1])

    def test_asks_no_more_with_more_topics(self, levels, django_assert_max_num_queries):
        def asked():
            with django_assert_max_num_queries(5):
                told(ServiceLevel.objects.select_related("topic", "agency").get(pk=levels[1].pk))

        asked()
        for n in range(5):
            make_topic(f"roads/more{n}", f"อื่น {n}")
        asked()


class TestARoutingRule:
    def test_says_who_is_named_without_it(self, roads, highways):  # noqa: F811
        wide = RoutingRule.objects.create(topic=roads.parent, agency=make_agency("เทศบาล", code="city"), source="ก")
        row = RoutingRule.objects.create(topic=roads, agency=highways, source="ข")
        Case.objects.create(reference="69-AAAA-AAAA-A", topic=roads, state="triage")
        said = told(row)
        assert "decides for 1 topic now" in said and "1 open case wait" in said
        assert "Then: เทศบาล (1 topic)" in said and "stay with their agency" in said
        row.delete()
        assert "no agency is named" in told(wide)

    def test_is_called_by_the_names_of_what_it_is_about(self, page, roads, sila, highways):  # noqa: F811
        RoutingRule.objects.create(topic=roads, area=sila, agency=highways, source="ก")
        key = (roads.code, str(sila.code), "", "")
        for way in ("/row/", "/row/remove/"):
            shown = page.get(row_page("routing-rules", *key).replace("/row/", way))
            assert shown.context["title"].startswith("ถนนเป็นหลุม · ") and roads.code not in shown.context["title"]

    def test_of_an_area_counts_there_only(self, roads, highways, sila):  # noqa: F811
        row = RoutingRule.objects.create(topic=roads, area=sila.parent, agency=highways, source="ข")
        Case.objects.create(reference="69-AAAA-AAAA-A", topic=roads, state="triage", area=make_area(9001, "สงขลา"))
        assert "0 open cases" in told(row)
        Case.objects.create(reference="69-BBBB-BBBB-B", topic=roads, state="triage", area=sila)
        assert "1 open case wait" in told(row)

    def test_that_decides_nothing_says_so(self, roads, highways):  # noqa: F811
        over = RoutingRule.objects.create(topic=roads, agency=highways, source="ก", ends_on=date(2020, 1, 1))
        assert "It has ended" in told(over)


class TestADayOff:
    def test_says_how_many_dates_stay(self, working):  # noqa: F811
        today = timezone.localdate()
        row = Holiday.objects.create(date=today - timedelta(days=1), name_th="หยุด", kind="public", source="ก")
        assert "With a date on this day or later: 1 open case" in told(row) and "stay as they are" in told(row)
        later = Holiday.objects.create(date=today + timedelta(days=300), name_th="หยุด", kind="public", source="ก")
        assert "0 open cases" in told(later)

    def test_that_is_off_everywhere_stays_so(self, khon_kaen):  # noqa: F811
        day = date(2027, 1, 1)
        Holiday.objects.create(date=day, name_th="ปีใหม่", kind="public", source="ก")
        row = Holiday.objects.create(date=day, area=khon_kaen, name_th="หยุด", kind="public", source="ก")
        assert "stay closed" in told(row)


def test_a_reply_text_leaves_begun_answers_alone():
    assert "drafts" in told(ReplyTemplate(name="ก", text="ข"))
