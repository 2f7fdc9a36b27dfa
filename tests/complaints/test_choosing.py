"""Which agencies people choose from: at the triage desk, and where an office proposes another one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from complaints.choosing import agencies_by_nearness
from complaints.models import Case
from complaints.office_forms import DeclineForm
from directory.models import AgencyKind
from tests.factories import make_agency, make_area

pytestmark = pytest.mark.django_db


@pytest.fixture
def offices(highways, centre, sila):
    """Offices of Khon Kaen and of the country; more of them than anybody should be offered."""
    today = timezone.localdate()
    make_agency("สำนักงานที่ยุบแล้ว", code="closed", closes_on=today - timedelta(days=1))
    make_agency("รัฐสภา", code="parliament", kind=AgencyKind.COURT_OR_PARLIAMENT, takes_complaints=False)
    make_agency("กพยช.", code="justice-board", kind=AgencyKind.COMMITTEE, takes_complaints=False)
    make_agency("ศูนย์ข้อมูล", code="data-centre", kind=AgencyKind.CENTRE, area=sila, takes_complaints=False)
    make_agency("เทศบาลเมืองศิลา", code="sila", kind=AgencyKind.LOCAL_GOVERNMENT, area=sila)
    chiang_mai = make_area(50, "เชียงใหม่")
    make_agency("เทศบาลนครเชียงใหม่", code="chiang-mai", kind=AgencyKind.LOCAL_GOVERNMENT, area=chiang_mai)


def codes(area):
    return [{agency.code for agency in agencies} for agencies in agencies_by_nearness(area)]


class TestWhatIsOffered:
    def test_is_the_province_and_the_country(self, offices, sila):
        assert codes(sila) == [{"damrongdhama-khon-kaen", "sila"}, {"doh"}]

    def test_without_a_place_is_no_local_government(self, offices):
        assert codes(None) == [{"damrongdhama-khon-kaen"}, {"doh"}]

    @pytest.mark.parametrize("code", ["parliament", "justice-board", "data-centre", "closed"])
    def test_is_nothing_that_takes_no_complaints_and_such_a_code_is_refused(self, offices, sila, code):
        form = DeclineForm({"agency": code, "text": "ไม่ใช่หน้าที่ของเรา"}, case=Case(pk=1, area=sila))
        assert f'value="{code}"' not in form["agency"].as_widget()
        assert form.is_valid()
        assert form.cleaned_data["agency"] is None  # the act says so
