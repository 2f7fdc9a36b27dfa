"""Everything that somebody has in hand goes to others in one act, and back again after a slip."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from complaints import handing_over_all
from complaints.absence import take_leave
from complaints.colleagues import Colleague, key_at
from complaints.handing_over import hand_over
from complaints.handing_over_all import Receiver, find_at, hand_over_all, open_parts, share_out
from complaints.handing_over_forms import NOBODY, SHARED, key_of
from complaints.handling import accept_assignment, assign_case, propose_closing
from complaints.models import Assignment, CaseEvent
from complaints.responding import withdraw_complaint
from complaints.workflow import Outcome, Visibility
from directory.models import Role
from notifications.models import Message
from tests.factories import make_membership, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def give(file, highways, roads):
    """Cases with somebody of Highways; keyword arguments change the filing."""

    def give(user, n=1, **fields):
        cases = [file(text=f"หลุมที่ {k} หน้าตลาด", **fields).complaint.case for k in range(n)]
        return [accept_assignment(assign_case(case, highways, by=None, topic=roads), by=user) for case in cases]

    return give


@pytest.fixture
def secret(file, highways, wichai, kanya):
    case = file(visibility=Visibility.CONFIDENTIAL).complaint.case
    return hand_over(assign_case(case, highways, by=None), officer=wichai, by=kanya)


@pytest.fixture
def address(wichai, highways):
    return reverse("hand_over_everything", args=[key_at(wichai.pk, highways.pk)])


def held():
    return Counter(Assignment.objects.values_list("officer__full_name", flat=True))


class TestHandingEverythingOver:
    def test_to_a_colleague_is_a_line_a_case_and_one_mail(self, give, wichai, somchai, kanya, highways):
        parts = give(wichai, 3)
        before = Message.objects.filter(user=somchai).count()
        outcome = hand_over_all(wichai, highways, Receiver(somchai), note="ฝากด้วย", by=kanya)
        assert (len(outcome.done), outcome.refused, outcome.left) == (3, [], 0)
        assert held() == {"สมชาย ศรีสุข": 3}
        for part in parts:
            line = part.case.events.last()
            assert (line.kind, line.by, line.note) == ("handed_over", kanya, "ฝากด้วย")
        mail = Message.objects.filter(user=somchai).order_by("-pk")
        assert mail.count() == before + 1 and "3" in mail[0].subject

    def test_to_a_unit_and_to_nobody(self, give, wichai, kanya, highways):
        give(wichai, 2)
        unit = make_unit(highways)
        hand_over_all(wichai, highways, Receiver(unit=unit), by=kanya)
        assert set(Assignment.objects.values_list("officer", "unit")) == {(None, unit.pk)}

    def test_is_no_more_than_what_they_have_open_there(self, give, wichai, somchai, kanya, highways, centre, file):
        ended, answered, _open = give(wichai, 3)
        withdraw_complaint(ended.case, by=None)
        propose_closing(answered, answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        give(somchai, 1)
        make_membership(wichai, centre)
        accept_assignment(assign_case(file().complaint.case, centre, by=None), by=wichai)
        outcome = hand_over_all(wichai, highways, Receiver(somchai), by=kanya)
        # What waits to be confirmed may come back disputed, so it goes along.
        assert len(outcome.done) == 2
        assert held() == {"สมชาย ศรีสุข": 3, "วิชัย ทองดี": 2}

    def test_goes_on_batch_by_batch_and_twice_does_nothing_more(
        self, give, wichai, somchai, kanya, highways, monkeypatch
    ):
        monkeypatch.setattr(handing_over_all, "BATCH", 2)
        give(wichai, 3)
        lefts = [hand_over_all(wichai, highways, Receiver(somchai), by=kanya).left for _ in range(3)]
        assert lefts == [1, 0, 0]
        assert CaseEvent.objects.filter(kind="handed_over").count() == 3

    def test_what_somebody_took_meanwhile_is_named_and_stays_theirs(
        self, give, wichai, somchai, kanya, highways, monkeypatch
    ):
        parts = give(wichai, 2)
        act, third = handing_over_all.hand_over, make_membership(make_user("สุรชัย ดีงาม"), highways).user

        def meanwhile(part, **how):
            if part.pk == parts[1].pk:
                hand_over(parts[1], officer=third, by=third)
            return act(part, **how)

        monkeypatch.setattr(handing_over_all, "hand_over", meanwhile)
        outcome = hand_over_all(wichai, highways, Receiver(somchai), by=kanya)
        assert [part.pk for part in outcome.done] == [parts[0].pk]
        assert "changed meanwhile" in outcome.refused[0][1]
        assert Assignment.objects.get(pk=parts[1].pk).officer == third

    def test_to_somebody_away_is_refused_case_by_case(self, give, wichai, somchai, kanya, highways):
        give(wichai, 2)
        today = timezone.localdate()
        take_leave(somchai, highways, starts_on=today, ends_on=today, by=somchai)
        outcome = hand_over_all(wichai, highways, Receiver(somchai), by=kanya)
        assert not outcome.done and len(outcome.refused) == 2 and "is away until" in outcome.refused[0][1]


class TestSharingOut:
    def test_is_always_to_who_has_least_then(self):
        a, b, c = (Colleague(make_user(name), n) for name, n in (("ก", 0), ("ข", 1), ("ค", 5)))
        turns = Counter(user.full_name for user in share_out(5, [a, b, c]))
        assert turns == {"ก": 3, "ข": 2}
        assert share_out(0, [a]) == []

    def test_leaves_out_the_absent_and_the_one_who_goes(self, give, wichai, somchai, kanya, highways):
        give(wichai, 4)
        away = make_membership(make_user("สุรชัย ดีงาม"), highways).user
        today = timezone.localdate()
        take_leave(away, highways, starts_on=today, ends_on=today, by=away)
        hand_over_all(wichai, highways, Receiver(is_shared=True), by=kanya)
        assert held() == {"สมชาย ศรีสุข": 2, "กัญญา รุ่งเรือง": 2}

    def test_is_refused_where_nobody_else_is_there(self, give, wichai, highways):
        give(wichai, 1)
        with pytest.raises(ValidationError) as refused:
            hand_over_all(wichai, highways, Receiver(is_shared=True), by=wichai)
        assert refused.value.code == "nobody_there"


class TestInConfidence:
    def test_is_never_shared_out(self, secret, give, wichai, somchai, kanya, highways):
        give(wichai, 1)
        outcome = hand_over_all(wichai, highways, Receiver(is_shared=True), by=kanya)
        assert len(outcome.done) == 1 and outcome.left == 0
        assert Assignment.objects.get(pk=secret.pk).officer == wichai

    def test_is_named_by_who_leads_alone(self, secret, wichai, somchai, kanya, highways):
        assert not hand_over_all(wichai, highways, Receiver(somchai), by=wichai).done
        assert len(hand_over_all(wichai, highways, Receiver(somchai), by=kanya).done) == 1

    def test_the_page_says_what_stays(self, as_, secret, give, wichai, kanya, somchai, address):
        give(wichai, 1)
        html = as_(wichai).post(address, {"to": key_of(somchai), "text": ""}).content.decode()
        assert "So 1 case would go" in html and "1 confidential case stays" in html
        assert secret.case.reference not in html
        html = as_(kanya).post(address, {"to": key_of(somchai), "text": ""}).content.decode()
        assert "So 2 cases would go" in html and "confidential case stays" not in html


class TestThePage:
    def test_looks_first_then_acts_and_takes_it_back(self, as_, give, wichai, somchai, kanya, address):
        give(wichai, 3)
        client = as_(kanya)
        assert "3 open cases" in client.get(address).content.decode()
        looked = client.post(address, {"to": SHARED, "text": "ฝากด้วย"}).content.decode()
        assert "So 3 cases would go" in looked and "สมชาย ศรีสุข" in looked and "in hand now" in looked
        assert held() == {"วิชัย ทองดี": 3}, "looking hands nothing over"
        done = client.post(address, {"to": SHARED, "text": "ฝากด้วย", "confirm": "yes"}).content.decode()
        assert "3 cases are handed over" in done and "วิชัย ทองดี" not in held()
        token = re.search(r'name="undo" value="([^"]+)"', done)[1]
        back = client.post(reverse("undo_hand_over"), {"undo": token}, follow=True).content.decode()
        assert "3 cases are back where they were" in back and held() == {"วิชัย ทองดี": 3}

    def test_gives_back_even_to_who_is_away(self, as_, give, wichai, somchai, kanya, highways, address):
        give(wichai, 2)
        today = timezone.localdate()
        take_leave(wichai, highways, starts_on=today, ends_on=today, by=wichai)
        client = as_(kanya)
        done = client.post(address, {"to": key_of(somchai), "text": "", "confirm": "yes"}).content.decode()
        token = re.search(r'name="undo" value="([^"]+)"', done)[1]
        client.post(reverse("undo_hand_over"), {"undo": token})
        assert held() == {"วิชัย ทองดี": 2}

    def test_is_their_own_too_and_goes_on(self, as_, give, wichai, somchai, address, monkeypatch):
        monkeypatch.setattr(handing_over_all, "BATCH", 1)
        give(wichai, 2)
        client = as_(wichai)
        assert address in client.get(reverse("office_leaves")).content.decode()
        done = client.post(address, {"to": key_of(somchai), "text": "", "confirm": "yes"}).content.decode()
        assert "1 case is still to go" in done
        client.post(address, {"to": key_of(somchai), "text": "", "confirm": "yes"})
        assert held() == {"สมชาย ศรีสุข": 2}

    @pytest.mark.parametrize("to", ["", "1", "person:nobody@example.org", "person:", "unit:ไม่มี"])
    def test_asks_again_where_nobody_fits(self, as_, give, kanya, wichai, address, to):
        give(wichai, 1)
        answer = as_(kanya).post(address, {"to": to, "text": "ฝากด้วย", "confirm": "yes"})
        assert answer.status_code == 400 and "ฝากด้วย" in answer.content.decode() and held() == {"วิชัย ทองดี": 1}

    def test_with_nothing_in_hand_says_so(self, as_, kanya, wichai, address):
        assert "There is nothing to hand over" in as_(kanya).get(address).content.decode()
        assert as_(kanya).post(address, {"to": NOBODY, "text": "", "confirm": "yes"}).status_code == 409

    def test_is_found_by_nobody_else(self, as_, give, wichai, somchai, stranger, malee, siriporn, centre, address):
        give(wichai, 1)
        head_elsewhere = make_membership(make_user("หัวหน้า อื่น"), centre, Role.AGENCY_HEAD).user
        for user in (somchai, stranger, malee, siriporn, head_elsewhere):
            client = as_(user)
            assert client.get(address).status_code == 404
            sent = {"to": NOBODY, "text": "", "confirm": "yes"}
            assert client.post(address, sent).status_code == 404
        assert held() == {"วิชัย ทองดี": 1}

    def test_finds_who_has_left_with_open_cases(self, as_, give, wichai, kanya, somchai, highways, address):
        give(wichai, 1)
        wichai.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
        assert find_at(key_at(wichai.pk, highways.pk), [highways]) == (wichai, highways)
        client = as_(kanya)
        client.post(address, {"to": key_of(somchai), "text": "", "confirm": "yes"})
        assert held() == {"สมชาย ศรีสุข": 1}
        assert as_(wichai).get(address).status_code == 404

    def test_counts_in_few_queries(self, as_, give, wichai, kanya, somchai, address, django_assert_max_num_queries):
        give(wichai, 5)
        client = as_(kanya)
        client.post(address, {"to": SHARED, "text": ""})
        with django_assert_max_num_queries(20):
            client.post(address, {"to": SHARED, "text": ""})

    def test_of_the_open_ones_only_what_the_reader_may_work_on(self, secret, wichai, somchai, kanya, highways):
        assert not open_parts(wichai, highways, by=somchai).exists()
        assert open_parts(wichai, highways, by=kanya).count() == 1
