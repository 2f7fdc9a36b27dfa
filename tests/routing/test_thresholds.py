"""What is sure enough: judged by people, chosen on earlier decisions, tried on later ones, set by one act."""

import random
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from complaints.handling import accept_assignment, assign_case, decline_assignment
from complaints.models import Assignment
from routing import outcomes
from routing.deciding import route_case
from routing.desk import send_from_desk
from routing.models import RoutingDecision, RoutingThreshold
from routing.outcomes import Chosen, Judged, Share, choose_threshold, judged_decisions
from routing.thresholds import set_threshold
from tests.factories import make_user
from tests.routing.conftest import says

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def stream(count, chance_of, seed=1, topic="electricity"):
    """Judged decisions, the oldest first; chance_of: likelihood → chance to be right."""
    dice = random.Random(seed)
    made = []
    for number in range(count):
        likelihood = dice.uniform(0.3, 1)
        was_right = dice.random() < chance_of(likelihood)
        made.append(Judged(topic, likelihood, NOW + timedelta(minutes=number), likelihood > 0.7, was_right))
    return made


class TestChoosing:
    def test_finds_the_lowest_likelihood_from_which_enough_are_right(self):
        chosen = choose_threshold(stream(3_000, lambda p: 0.98 if p >= 0.8 else 0.5), 0.9)
        assert chosen and 0.7 <= chosen.threshold <= 0.82 and chosen.holds
        assert chosen.later.right / chosen.later.of == pytest.approx(0.9, abs=0.06)

    def test_wants_a_higher_one_for_a_higher_target(self):
        judged = stream(3_000, lambda p: p)
        found = [choose_threshold(judged, target) for target in (0.7, 0.8, 0.9)]
        assert [one.threshold for one in found if one] == sorted(one.threshold for one in found if one)
        assert found[0] and found[2] and found[2].threshold > found[0].threshold

    def test_finds_none_where_nothing_is_right_that_often(self):
        assert choose_threshold(stream(3_000, lambda _p: 0.6), 0.9) is None

    @pytest.mark.parametrize("count", [0, 1, outcomes.FEW])
    def test_says_nothing_of_few(self, count):
        assert choose_threshold(stream(count, lambda _p: 1), 0.9) is None

    def test_is_not_borne_out_where_the_later_ones_went_wrong(self):
        judged = stream(2_000, lambda _p: 0.97) + stream(1_000, lambda _p: 0.5, seed=2)
        chosen = choose_threshold(judged, 0.9)
        assert chosen and not chosen.holds

    def test_never_goes_below_a_half(self):
        chosen = choose_threshold(stream(3_000, lambda _p: 1), 0.9)
        assert chosen and chosen.threshold == outcomes.LEAST_LIKELY

    def test_what_has_one_likelihood_is_taken_or_left_together(self):
        judged = [Judged("x", 0.9, NOW, True, number % 2 == 0) for number in range(300)]
        assert choose_threshold(judged, 0.9) is None

    def test_intervals_are_wilsons(self):
        assert Share(90, 100).interval == pytest.approx((0.8256, 0.9448), abs=0.0005)
        assert Share(0, 0).interval == (0, 1)


@pytest.fixture
def routed(file, threshold, rule, outage, pea):
    """Route a new case: routed(likelihood) -> the case, sent by itself from 0.7 on."""
    if not RoutingDecision.objects.exists():
        rule(outage, None, pea)

    def routed(likelihood):
        case = file().complaint.case
        route_case(case, says(("electricity/outage", likelihood)), model_version="t")
        case.refresh_from_db()
        return case

    return routed


class TestWhatPeopleJudged:
    def test_is_read_from_what_the_agency_did(self, routed, wichai, mea):
        taken, declined, waiting = routed(0.9), routed(0.8), routed(0.95)
        accept_assignment(Assignment.objects.get(case=taken), by=wichai)
        decline_assignment(Assignment.objects.get(case=declined), by=wichai, reason="ไม่ใช่หน้าที่", proposed_agency=mea)
        assert waiting
        judged = {one.likelihood: one.was_right for one in judged_decisions() if one.by_itself}
        assert judged == {0.9: True, 0.8: False}

    def test_is_read_from_what_the_desk_chose(self, routed, siriporn, pea, mea):
        right, wrong, waiting = routed(0.6), routed(0.5), routed(0.4)
        send_from_desk(right, agency=pea, topic=None, by=siriporn)
        send_from_desk(wrong, agency=mea, topic=None, by=siriporn)
        assert waiting
        judged = [(one.likelihood, one.by_itself, one.was_right) for one in judged_decisions()]
        assert judged == [(0.6, False, True), (0.5, False, False)]

    def test_leaves_out_topics_that_people_chose_themselves(self, file, rule, outage, pea, wichai, threshold):
        rule(outage, None, pea)
        case = file(topic=outage).complaint.case
        route_case(case, None, model_version="t")
        accept_assignment(Assignment.objects.get(case=case), by=wichai)
        assert judged_decisions() == []

    def test_counts_the_agency_that_was_proposed_and_no_other_of_the_case(self, routed, wichai, mea):
        case = routed(0.9)
        decline_assignment(Assignment.objects.get(case=case), by=wichai, reason="ไม่ใช่หน้าที่", proposed_agency=mea)
        case.refresh_from_db()
        assign_case(case, mea, by=None)
        assert [one.was_right for one in judged_decisions() if one.by_itself] == [False]


@pytest.fixture
def admin(db):
    admin = make_user("แอดมิน ระบบ", is_staff=True)
    admin.user_permissions.add(Permission.objects.get(codename="change_routingthreshold"))
    return type(admin).objects.get(pk=admin.pk)


GOOD = Chosen(0.82, Share(90, 95), Share(46, 50), 0.9)


class TestSetting:
    def test_is_kept_with_its_author_its_day_and_its_grounds(self, admin, electricity):
        set_threshold(electricity, GOOD, by=admin)
        row = RoutingThreshold.objects.get(topic=electricity)
        assert (row.probability, row.target, row.decided_by) == (0.82, 0.9, "แอดมิน ระบบ")
        assert "46" in row.reason and "50" in row.reason

    def test_changes_the_row_that_is_there_and_keeps_what_it_was(self, admin, threshold):
        set_threshold(None, GOOD, by=admin)
        assert RoutingThreshold.objects.get().probability == 0.82
        history = apps.get_model("routing", "RoutingThresholdEvent").objects.order_by("pgh_id")
        assert [event.probability for event in history] == [0.7, 0.82]

    def test_is_refused_to_others_and_where_it_is_not_borne_out(self, admin, siriporn, electricity):
        with pytest.raises(PermissionDenied):
            set_threshold(electricity, GOOD, by=siriporn)
        with pytest.raises(ValidationError):
            set_threshold(electricity, Chosen(0.8, Share(90, 95), Share(20, 50), 0.9), by=admin)
        assert not RoutingThreshold.objects.exists()


class TestThePage:
    @pytest.fixture
    def judged(self, monkeypatch, electricity):
        from routing import trusting

        found = stream(900, lambda p: 0.98 if p >= 0.8 else 0.5)
        monkeypatch.setattr(trusting, "judged_decisions", lambda: found)
        return found

    def test_shows_what_would_be_enough_and_an_administrator_uses_it(self, as_, admin, judged, threshold):
        client = as_(admin)
        text = client.get(reverse("thresholds"), {"target": "90"}).content.decode()
        offered = choose_threshold(judged, 0.9).threshold
        assert f'name="threshold" value="{offered:.2f}"' in text
        sent = {"topic": "*", "threshold": f"{offered:.2f}"}
        answer = client.post(f"{reverse('thresholds')}?target=90", sent, follow=True).content.decode()
        assert "counts from now on" in answer and "as it is now" in answer
        assert RoutingThreshold.objects.get(topic=None).probability == offered

    def test_of_a_topic_without_a_row_of_its_own_goes_as_all_others_do(self, as_, siriporn, judged, threshold):
        text = as_(siriporn).get(reverse("thresholds")).content.decode()
        assert "as all others" in text and "never" not in text.partition("<tbody>")[2]

    def test_takes_nothing_that_it_did_not_show(self, as_, admin, judged, threshold):
        for sent in ({"topic": "*", "threshold": "0.10"}, {"topic": "nonsense", "threshold": "0.80"}, {}):
            answer = as_(admin).post(reverse("thresholds"), sent, follow=True).content.decode()
            assert "Nothing was changed" in answer
        assert RoutingThreshold.objects.get().probability == 0.7

    def test_the_desk_reads_and_may_not_set(self, as_, siriporn, judged, threshold):
        client = as_(siriporn)
        text = client.get(reverse("thresholds")).content.decode()
        assert "Administrators set thresholds" in text and 'name="threshold"' not in text
        offered = choose_threshold(judged, 0.9).threshold
        sent = {"topic": "*", "threshold": f"{offered:.2f}"}
        client.post(reverse("thresholds"), sent)
        assert RoutingThreshold.objects.get().probability == 0.7

    def test_warns_where_fewer_are_right_than_was_wanted(self, as_, siriporn, judged, threshold):
        threshold.target = 0.98
        threshold.save()
        assert "Fewer are right than was wanted" in as_(siriporn).get(reverse("thresholds")).content.decode()
        threshold.target = 0.6
        threshold.save()
        assert "Fewer are right" not in as_(siriporn).get(reverse("thresholds")).content.decode()

    @pytest.mark.parametrize("target", ["", "x", "0", "101", "9" * 400])
    def test_of_another_target_is_that_of_the_usual_one(self, as_, siriporn, target):
        text = as_(siriporn).get(reverse("thresholds"), {"target": target}).content.decode()
        assert '<option value="90" selected>' in text and "none judged yet" in text

    def test_of_a_topic_with_a_row_of_its_own_stands_apart(self, as_, siriporn, judged, threshold, electricity):
        RoutingThreshold.objects.create(topic=electricity, probability=1.01, decided_by="x", reason="x")
        text = as_(siriporn).get(reverse("thresholds")).content.decode()
        assert electricity.name_en in text and "never" in text
