"""Surges: unusual numbers of a topic in a district raise one incident with all its cases, and it ends."""

import math
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from complaints.handling import assign_case, send_to_triage
from complaints.models import Case, Incident
from complaints.surges import DAY, LEAST, end_incident, is_unusual, poisson_tail, watch
from complaints.workflow import CaseKind, CaseState, Visibility
from tests.factories import make_area, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(file, malee, sila, roads):
    """So many cases of potholes in Sila, so many hours ago, each in words of its own."""

    def told(count, *, hours_ago=2.0, topic=roads, area=sila, text="ถนนทรุดเป็นหลุมใหญ่", same=False, **changes):
        made = []
        for number in range(count):
            case = file(text=text if same else f"{text} จุดที่ {number} {hours_ago}", area=area).complaint.case
            at = timezone.now() - timedelta(hours=hours_ago, minutes=number % 50)
            Case.objects.filter(pk=case.pk).update(topic=topic, created_at=at, **changes)
            made.append(Case.objects.get(pk=case.pk))
        return made

    return told


class TestChance:
    @pytest.mark.parametrize(("count", "mean"), [(1, 0.02), (6, 1.0), (6, 0.02), (30, 12.0), (5, 20.0), (900, 300.0)])
    def test_tail_is_what_is_missing_to_one(self, count, mean):
        below = sum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count))
        assert poisson_tail(count, mean) == pytest.approx(1 - below, abs=1e-10)

    def test_tail_is_told_far_below_what_a_difference_can_tell(self):
        assert poisson_tail(12, 0.02) == pytest.approx(0.02**12 * math.exp(-0.02) / math.factorial(12), rel=0.01)

    @pytest.mark.parametrize(
        ("lately", "usual", "unusual"),
        [
            (LEAST - 1, 0.02, False),
            (LEAST, 0.02, True),
            (LEAST, 1.0, False),
            (40, 20.0, False),
            (70, 30.0, False),
            (80, 20.0, True),
        ],
    )
    def test_unusual_is_rare_many_and_more_than_three_times_the_usual(self, lately, usual, unusual):
        assert is_unusual(lately, usual) is unusual


class TestWatching:
    def test_raises_one_incident_with_all_its_cases_however_often_it_looks(self, told, roads):
        cases = told(LEAST)
        assert watch() == 1 and watch() == 0
        (incident,) = Incident.objects.all()
        assert (incident.topic, incident.area_id, incident.ended_at) == (roads, 4001, None)
        assert set(incident.cases()) == set(cases)
        more = told(2, hours_ago=0.5)
        assert watch() == 0 and set(incident.cases()) == {*cases, *more}

    def test_raises_none_for_what_is_usual_there(self, told):
        for day in range(2, 28):
            told(3, hours_ago=24 * day)
        told(LEAST)
        assert watch() == 0

    @pytest.mark.parametrize(
        "changes",
        [
            {"visibility": Visibility.CONFIDENTIAL},
            {"kind": CaseKind.PRAISE},
            {"state": CaseState.WITHDRAWN},
        ],
        ids=["in confidence", "praise", "withdrawn"],
    )
    def test_does_not_count(self, changes, told):
        cases = told(LEAST - 1)
        told(3, hours_ago=1.5, **changes)
        assert watch() == 0
        told(1, hours_ago=0.2)
        assert watch() == 1
        assert Incident.objects.get().cases().count() == len(cases) + 1

    def test_counts_the_same_words_once(self, told):
        told(20, same=True)
        assert watch() == 0

    def test_counts_districts_and_topics_apart(self, told):
        elsewhere = make_area(400201, "บ้านฝาง")
        told(LEAST - 1)
        told(LEAST - 1, area=elsewhere)
        told(LEAST - 1, topic=make_topic("water/flood", "น้ำท่วม"))
        assert watch() == 0

    def test_does_not_count_yesterday(self, told):
        told(LEAST, hours_ago=30)
        assert watch() == 0

    def test_ends_it_once_a_day_brings_hardly_any(self, told):
        told(LEAST)
        watch()
        tomorrow = timezone.now() + DAY
        assert watch(tomorrow) == 1
        incident = Incident.objects.get()
        assert incident.ended_at == tomorrow and incident.ended_by is None
        later = told(1, hours_ago=-48)
        assert later[0] not in incident.cases()


class TestEnding:
    def test_by_a_person_keeps_the_pair_quiet_for_two_days(self, told, siriporn):
        told(LEAST)
        watch()
        end_incident(Incident.objects.get(), by=siriporn)
        assert watch() == 0 and Incident.objects.open().count() == 0
        Incident.objects.update(ended_at=timezone.now() - 3 * DAY)
        assert watch() == 1

    def test_twice_is_refused(self, told, siriporn):
        told(LEAST)
        watch()
        incident = Incident.objects.get()
        end_incident(incident, by=siriporn)
        with pytest.raises(ValidationError) as refused:
            end_incident(incident, by=siriporn)
        assert refused.value.code == "incident_has_ended"


class TestPages:
    @pytest.fixture
    def incident(self, told, highways, centre):
        cases = told(LEAST)
        for case in cases[:4]:
            assign_case(case, highways, by=None)
        send_to_triage(cases[4])
        watch()
        return Incident.objects.get()

    def test_an_office_sees_it_over_its_list_with_its_own_cases(self, incident, wichai, as_):
        page = as_(wichai)
        assert f"Unusually many: {incident.topic.name_en}" in page.get(reverse("office")).content.decode()
        html = page.get(reverse("incident", args=[incident.public_id])).content.decode()
        assert "6 cases" in html and "4 of them are open to you" in html
        assert html.count("/office/69-") == 4

    def test_is_there_at_once_on_a_list_that_was_asked_for_a_moment_ago(self, told, highways, wichai, as_):
        page = as_(wichai)
        for case in told(LEAST):
            assign_case(case, highways, by=None)
        assert "Unusually many" not in page.get(reverse("office")).content.decode()
        watch()
        assert "Unusually many" in page.get(reverse("office")).content.decode()

    def test_another_office_does_not_learn_of_it(self, incident, stranger, malee, as_):
        page = as_(stranger)
        assert "Unusually many" not in page.get(reverse("office")).content.decode()
        assert page.get(reverse("incident", args=[incident.public_id])).status_code == 404
        assert page.post(reverse("incident_end", args=[incident.public_id])).status_code == 404
        assert as_(malee).get(reverse("incident", args=[incident.public_id])).status_code == 404
        assert Incident.objects.open().exists()

    def test_the_desk_sees_it_and_its_own_case(self, incident, siriporn, as_):
        page = as_(siriporn)
        assert "Unusually many" in page.get(reverse("desk")).content.decode()
        html = page.get(reverse("incident", args=[incident.public_id])).content.decode()
        assert html.count("/desk/?case=69-") == 1 and "/office/69-" not in html

    def test_the_desk_ends_it_and_no_office_for_the_others(self, incident, siriporn, wichai, as_):
        address = reverse("incident_end", args=[incident.public_id])
        assert as_(wichai).post(address).status_code == 404
        answer = as_(siriporn).post(address, follow=True)
        assert "For two days no new one is raised" in answer.content.decode()
        assert Incident.objects.get().ended_by == siriporn
