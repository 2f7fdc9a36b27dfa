"""Why this agency: what really decided, for whoever reads the page of the case."""

import pytest
from django.urls import reverse

from complaints.handling import assign_case, send_to_triage
from complaints.models import Case
from complaints.workflow import Visibility
from directory.models import AgencyKind, Topic
from frontend.why_agency import reason_for
from routing.models import RoutingDecision, RoutingRule
from tests.factories import make_agency, make_area

pytestmark = pytest.mark.django_db
COUNTRY, BANGKOK = "พ.ร.บ.กำหนดแผนฯ ม.16-18", "และในกรุงเทพมหานคร พ.ร.บ.ระเบียบบริหารราชการกรุงเทพมหานคร พ.ศ. 2528 ม.89"
NO_REGISTER = "We have no register of the local office there yet"
WHICH_OFFICE = "nobody can say which local office"


@pytest.fixture
def sent(file, roads):
    """A case that the rule on local offices sent to this agency."""

    def sent(agency, *, rule_agency=None, told=None, **fields):
        case = file(visibility="public", **fields).complaint.case
        rule = RoutingRule.objects.create(
            topic=roads,
            agency=rule_agency,
            to_local=rule_agency is None,
            source=f"เราสรุปเอง: ถนน ({COUNTRY} {BANGKOK})",
        )
        proposal = {"topic": roads.code, "agency": agency.code, "rule": rule.pk, "words": ["หลุม"], **(told or {})}
        RoutingDecision.objects.create(case=case, did=RoutingDecision.Did.ASSIGNED, proposals=[proposal])
        assign_case(case, agency, by=None, topic=Topic.objects.get(pk=roads.pk))
        case.refresh_from_db()
        return case

    return sent


def page(client, case, **who):
    client.cookies["language"] = "en"
    return client.get(reverse("track_case", args=[case.reference]), {"show": "why"}).content.decode()


class TestWhereTheCentreStandsInForTheLocalOffice:
    def test_says_that_the_rule_names_another_and_why_it_got_it(self, as_, malee, sent, centre):
        html = page(as_(malee), sent(centre))
        assert "the rules name the local office of the place" in html and NO_REGISTER in html
        assert "the rules name this agency" not in html
        assert "Rule on the local office: ถนน" in html and "Place:" in html

    def test_says_that_the_summary_of_the_law_is_ours_where_it_is(self, client, sent, centre):
        case = sent(centre)
        assert "our own short summary" in page(client, case)
        RoutingRule.objects.update(source=COUNTRY)
        assert "our own short summary" not in page(client, case)

    def test_and_of_a_place_that_is_wide_that_nobody_can_say_which(self, as_, malee, sent, centre, khon_kaen):
        html = page(as_(malee), sent(centre, area=khon_kaen))
        assert WHICH_OFFICE in html and NO_REGISTER not in html

    def test_a_stranger_reads_it_without_words_and_place(self, client, sent, centre):
        html = page(client, sent(centre))
        assert NO_REGISTER in html
        assert "Place:" not in html and "Words that spoke for it" not in html


class TestWhereTheRuleNamesTheAgency:
    def test_says_so(self, as_, malee, sent, highways):
        html = page(as_(malee), sent(highways, rule_agency=highways))
        assert "the rules name this agency" in html and NO_REGISTER not in html and "local office" not in html

    def test_a_municipality_is_the_local_office(self, as_, malee, sent, sila):
        town = make_agency("เทศบาลเมืองศิลา", code="sila", kind=AgencyKind.LOCAL_GOVERNMENT, area=sila)
        html = page(as_(malee), sent(town))
        assert "the rules name this agency" in html and NO_REGISTER not in html

    def test_a_centre_that_a_rule_names_itself_stands_in_for_nobody(self, sent, centre):
        assert not reason_for(sent(centre, rule_agency=centre), centre).for_local_office


class TestWhereSeveralOfficesServeThePlace:
    SAID, SERVES = "Whoever filed said that this one looks after it", "serves the place as well as its own area"

    @pytest.mark.parametrize(
        ("told", "says"),
        [
            ({"by_statement": True, "service_area": None}, (True, False)),
            ({"by_statement": False, "service_area": 400111}, (False, True)),
            ({"by_statement": True, "service_area": 400111}, (True, True)),
            ({}, (False, False)),  # a decision of before
        ],
    )
    def test_says_what_decided(self, as_, malee, sent, sila, told, says):
        town = make_agency("เทศบาลเมืองศิลา", code="sila", kind=AgencyKind.LOCAL_GOVERNMENT, area=sila)
        html = page(as_(malee), sent(town, told=told))
        assert (self.SAID in html, self.SERVES in html) == says

    def test_not_where_a_person_at_the_desk_chose(self, sent, sila):
        town = make_agency("เทศบาลเมืองศิลา", code="sila", kind=AgencyKind.LOCAL_GOVERNMENT, area=sila)
        case = sent(town, told={"by_statement": True, "service_area": 400111})
        RoutingDecision.objects.update(settled_agency=town)
        reason = reason_for(case, town)
        assert (reason.by_person, reason.by_statement, reason.serves_beside) == (True, False, False)


class TestWhereTheTextNamesTheThing:
    SAID = "The text names something that is the duty of this agency"
    TOLD = {"named": "ทางหลวงหมายเลข 9"}

    def test_says_which_to_everybody_where_the_case_is_open(self, client, sent, highways):
        html = page(client, sent(highways, rule_agency=highways, told=self.TOLD))
        assert self.SAID in html and "ทางหลวงหมายเลข 9" in html
        assert "หลุม</span>" not in html, "no other word of the text"

    def test_says_to_strangers_only_that_where_it_is_not(self, client, sent, highways):
        case = sent(highways, rule_agency=highways, told=self.TOLD)
        Case.objects.filter(pk=case.pk).update(visibility=Visibility.AGENCY)
        html = page(client, case)
        assert self.SAID in html and "ทางหลวงหมายเลข 9" not in html

    def test_says_which_to_the_complainant_in_any_case(self, as_, malee, sent, highways):
        case = sent(highways, rule_agency=highways, told=self.TOLD)
        Case.objects.filter(pk=case.pk).update(visibility=Visibility.AGENCY)
        assert "ทางหลวงหมายเลข 9" in page(as_(malee), case)

    def test_not_where_a_person_at_the_desk_chose(self, sent, highways):
        case = sent(highways, rule_agency=highways, told=self.TOLD)
        RoutingDecision.objects.update(settled_agency=highways)
        assert reason_for(case, highways).named == ""

    def test_nothing_of_the_kind_without(self, client, sent, highways):
        assert self.SAID not in page(client, sent(highways, rule_agency=highways))


class TestTheLawOfBangkok:
    def test_is_named_in_bangkok_only(self, sent, centre):
        there = sent(centre)
        assert reason_for(there, centre).source == f"ถนน ({COUNTRY})"
        there.area = make_area(103301, "คลองเตย")
        assert BANGKOK in reason_for(there, centre).source


class TestACaseOfWhichNobodySaidWhereItIs:
    SAYS = "We do not know where it is. Say the sub-district here"

    @pytest.fixture
    def waiting(self, file):
        case = file().complaint.case
        send_to_triage(case)
        case.area = None
        case.save(update_fields=["area"])
        why = RoutingDecision.Why.PLACE_NEEDED
        RoutingDecision.objects.create(case=case, did=RoutingDecision.Did.TRIAGE, why=why, proposals=[])
        return case

    def test_asks_for_it_on_top_and_leads_to_where_it_is_said(self, as_, malee, waiting):
        html = page(as_(malee), waiting)
        assert self.SAYS in html
        link = f"{reverse('track_correct', args=[waiting.reference])}#where"
        assert f'href="{link}"' in html
        assert 'id="where"' in as_(malee).get(link).content.decode()

    def test_asks_nothing_of_a_stranger(self, client, waiting):
        assert self.SAYS not in page(client, waiting)

    def test_asks_nothing_once_it_is_said(self, as_, malee, waiting, khon_kaen):
        type(waiting).objects.filter(pk=waiting.pk).update(area=khon_kaen)
        assert self.SAYS not in page(as_(malee), waiting)

    def test_asks_nothing_where_something_else_is_in_doubt(self, as_, malee, waiting):
        RoutingDecision.objects.create(
            case=waiting, did=RoutingDecision.Did.TRIAGE, why=RoutingDecision.Why.UNSURE, proposals=[]
        )
        assert self.SAYS not in page(as_(malee), waiting)


class TestWhyItCameToTheOffice:
    def test_says_it_in_full_beside_the_line_that_brought_it(self, as_, wichai, sent, highways):
        as_(wichai).cookies["language"] = "en"
        case = sent(highways, rule_agency=highways)
        address = reverse("office_case", args=[case.reference])
        asked = as_(wichai).get(address).content.decode()
        assert f"{address}?show=why#line-" in asked and "Words that spoke for it:" not in asked
        told = as_(wichai).get(address, {"show": "why"}).content.decode()
        assert "the rules name this agency for such a matter" in told
        assert "Words that spoke for it:" in told and "หลุม" in told
