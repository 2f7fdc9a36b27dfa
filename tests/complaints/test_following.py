"""Following, "me too" and the feed: what people do with public cases."""

import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints import chores, look_ups, queue
from complaints.handling import accept_assignment, assign_case, propose_closing
from complaints.me_too import say_me_too, take_back_me_too
from complaints.models import Case
from complaints.public_cases import Filters, page
from complaints.public_tables import MeToo
from complaints.references import new_reference
from complaints.releasing import release_case, take_back_release
from complaints.responding import confirm_resolution, withdraw_complaint
from complaints.workflow import Outcome, Visibility
from notifications.following import MOST_FOLLOWED, follow
from notifications.models import Message, Subscription
from tests.factories import make_area, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(file, highways, roads):
    """A public case of Highways, on a pin, not released yet."""
    case = file(visibility=Visibility.PUBLIC, latitude=16.4419, longitude=102.8359).complaint.case
    return assign_case(case, highways, by=None, topic=roads).case


@pytest.fixture
def case(told, wichai):
    return release_case(told, text="หลุมลึกหน้าโรงเรียน", by=wichai)


@pytest.fixture
def neighbour(db):
    return make_user("สมหญิง ใจดี", email="somying@example.org")


def mails_to(person):
    return list(Message.objects.filter(recipient=person.email).values_list("subject", flat=True))


class TestFollowing:
    def test_a_topic_or_an_area_tells_of_a_new_public_case_once(self, told, neighbour, wichai):
        for subject in ("topic:roads", "topic:roads/pothole", "area:40", "area:400111"):
            follow(neighbour, subject)
        release_case(told, text="หลุมลึก", by=wichai)
        assert len(mails_to(neighbour)) == 1

    def test_a_text_changed_later_is_no_news(self, case, neighbour, wichai):
        follow(neighbour, "area:40")
        release_case(case, text="หลุมลึกมาก", by=wichai)
        assert mails_to(neighbour) == []

    def test_a_case_tells_when_it_is_closed(self, case, neighbour, wichai, malee):
        follow(neighbour, f"case:{case.reference}")
        part = accept_assignment(case.assignments.get(), by=wichai)
        propose_closing(part, answer="ปะหลุมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        confirm_resolution(case, by=malee)
        assert len(mails_to(neighbour)) == 1

    def test_S1_tells_nothing_of_a_case_that_is_hidden_again(self, case, neighbour, wichai, malee):
        follow(neighbour, f"case:{case.reference}")
        take_back_release(case, by=wichai)
        part = accept_assignment(case.assignments.get(), by=wichai)
        propose_closing(part, answer="ปะหลุมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        confirm_resolution(case, by=malee)
        assert mails_to(neighbour) == []

    def test_tells_nobody_whose_address_is_not_confirmed(self, told, wichai):
        unsure = make_user("ใครไม่รู้", email="unsure@example.org", email_confirmed_at=None)
        follow(unsure, "area:40")
        release_case(told, text="หลุมลึก", by=wichai)
        assert mails_to(unsure) == []

    def test_more_than_a_person_can_read_is_refused_with_a_way_on(self, neighbour):
        Subscription.objects.bulk_create(
            Subscription(user=neighbour, subject=f"topic:{n}") for n in range(MOST_FOLLOWED)
        )
        with pytest.raises(ValidationError) as refused:
            follow(neighbour, "area:40")
        assert refused.value.code == "follows_too_many"
        follow(neighbour, "topic:7")  # again is no mistake
        assert Subscription.objects.count() == MOST_FOLLOWED

    def test_more_than_that_says_by_page_where_to_let_one_go(self, client, neighbour):
        page = f"/areas/{make_area(40, 'ขอนแก่น').pk}/"
        Subscription.objects.bulk_create(
            Subscription(user=neighbour, subject=f"topic:{n}") for n in range(MOST_FOLLOWED)
        )
        client.force_login(neighbour)
        sent = {"subject": "area:40", "next": page}
        answer = client.post(reverse("follow"), sent, follow=True, headers={"referer": f"http://testserver{page}"})
        html = answer.content.decode()
        assert f"คุณติดตามครบ {MOST_FOLLOWED} รายการแล้ว" in html
        assert "ที่หน้า “เรื่องของฉัน”" in html
        assert Subscription.objects.count() == MOST_FOLLOWED

    @pytest.mark.parametrize(("number", "is_folded"), [(10, False), (11, True)])
    def test_many_are_folded_on_ones_own_page_so_that_the_settings_are_found(
        self, client, neighbour, number, is_folded
    ):
        Subscription.objects.bulk_create(Subscription(user=neighbour, subject=f"topic:{n}") for n in range(number))
        client.force_login(neighbour)
        html = client.get("/me/").content.decode()
        assert (f"ทั้งหมด {number} รายการ" in html) is is_folded
        assert html.count('name="stop"') == number

    def test_by_page_begins_and_ends(self, client, case, neighbour):
        client.force_login(neighbour)
        subject = f"case:{case.reference}"
        client.post(reverse("follow"), {"subject": subject})
        assert Subscription.objects.filter(user=neighbour, subject=subject).exists()
        assert case.reference in client.get(reverse("me")).content.decode()
        client.post(reverse("follow"), {"subject": subject, "stop": "1"})
        assert not Subscription.objects.filter(user=neighbour).exists()

    @pytest.mark.parametrize("subject", ["", "case:69-0000-0000-0", "area:99999999", "area:x", "topic:x", "person:1"])
    def test_what_is_not_there_is_not_found(self, client, neighbour, subject):
        client.force_login(neighbour)
        assert client.post(reverse("follow"), {"subject": subject}).status_code == 404

    def test_S2_a_hidden_case_and_a_closed_topic_are_not_found(self, client, told, bribery, neighbour):
        client.force_login(neighbour)
        for subject in (f"case:{told.reference}", f"topic:{bribery.code}"):
            assert client.post(reverse("follow"), {"subject": subject}).status_code == 404

    def test_needs_an_account_and_goes_nowhere_else(self, client, case, neighbour):
        assert client.post(reverse("follow"), {"subject": "area:40"}).status_code == 302
        assert not Subscription.objects.exists()
        client.force_login(neighbour)
        answer = client.post(reverse("follow"), {"subject": "x", "stop": "1", "next": "https://evil.example/"})
        assert answer["Location"] == reverse("me")


class TestACaseThatIsNoLongerShown:
    """Those who took part in it while it was public are told; for everybody else it never was (promise S2)."""

    @pytest.fixture(params=["hidden", "withdrawn"])
    def gone(self, request, case, wichai, malee):
        """What happens to the case."""

        def gone():
            case.refresh_from_db()
            if request.param == "hidden":
                take_back_release(case, by=wichai)
            else:
                withdraw_complaint(case, by=malee)
            assert not Case.objects.public().exists()

        return gone

    def told(self, client, case):
        client.cookies["language"] = "en"
        answer = client.get(reverse("public_case", args=[case.reference]))
        html = answer.content.decode()
        return answer.status_code, "This case is no longer shown" in html, 'name="stop"' in html

    def test_tells_who_followed_it_and_lets_them_stop(self, client, case, neighbour, gone):
        follow(neighbour, f"case:{case.reference}")
        client.force_login(neighbour)
        gone()
        assert self.told(client, case) == (410, True, True)
        client.post(reverse("follow"), {"subject": f"case:{case.reference}", "stop": "1"})
        assert self.told(client, case) == (404, False, False)

    @pytest.mark.parametrize("language", ["my", "lo", "km", "zh-hans"])
    def test_tells_it_in_the_languages_of_those_who_file(self, client, case, neighbour, wichai, language):
        follow(neighbour, f"case:{case.reference}")
        client.force_login(neighbour)
        take_back_release(case, by=wichai)
        client.cookies["language"] = language
        html = client.get(reverse("public_case", args=[case.reference])).content.decode()
        for english in (
            "no longer shown",
            "You followed it",
            "Does it still trouble",
            "your own case",
            "Stop following",
        ):
            assert english not in html

    @pytest.mark.parametrize("by_account", [True, False])
    def test_tells_who_said_me_too_by_account_or_browser(self, client, case, neighbour, gone, by_account):
        if by_account:
            client.force_login(neighbour)
        client.post(reverse("me_too", args=[case.reference]))
        gone()
        assert self.told(client, case) == (410, True, False)

    def test_S2_tells_nobody_else(self, client, case, neighbour, wichai, gone):
        client.post(reverse("me_too", args=[case.reference]))  # the browser of somebody else
        follow(neighbour, f"case:{case.reference}")
        gone()
        for other in (Client(), _signed_in(wichai), _signed_in(make_user("คนอื่น", email="other@example.org"))):
            assert self.told(other, case) == (404, False, False)

    def test_S2_is_as_many_questions_as_a_number_that_never_was(self, client, case, gone, django_assert_num_queries):
        client.post(reverse("me_too", args=[case.reference]))
        gone()
        other = Client()
        other.cookies["device"] = signing.dumps("somebody-elses-device", salt="device")
        asked = []
        for reference in (case.reference, new_reference()):
            with CaptureQueriesContext(connection) as queries:
                assert other.get(reverse("public_case", args=[reference])).status_code == 404
            asked.append([query["sql"].replace(reference, "…") for query in queries])
        assert len(asked[0]) == len(asked[1])

    def test_shows_nothing_of_it(self, client, case, neighbour, gone):
        follow(neighbour, f"case:{case.reference}")
        client.force_login(neighbour)
        gone()
        assert "หลุมลึก" not in client.get(reverse("public_case", args=[case.reference])).content.decode()


def _signed_in(person):
    client = Client()
    client.force_login(person)
    return client


class TestMeToo:
    def test_does_not_count_the_reader_among_the_others(self, client, case):
        Case.objects.filter(pk=case.pk).update(me_too_count=6)
        address = reverse("public_case", args=[case.reference])
        assert "อีก 6 คน" in client.get(address).content.decode()
        client.post(reverse("me_too", args=[case.reference]))
        assert "คุณและอีก 6 คน" in client.get(address).content.decode()

    def test_counts_a_device_once(self, client, case):
        address = reverse("me_too", args=[case.reference])
        client.post(address)
        client.post(address)
        case.refresh_from_db()
        assert case.me_too_count == 1

    def test_counts_an_account_once_on_all_its_devices(self, client, case, neighbour):
        for device in (client, Client()):
            device.force_login(neighbour)
            device.post(reverse("me_too", args=[case.reference]))
        case.refresh_from_db()
        assert case.me_too_count == 1

    def test_is_taken_back_by_who_said_it_and_nobody_else(self, client, case):
        address = reverse("me_too", args=[case.reference])
        client.post(address)
        Client().post(address, {"take_back": "1"})
        case.refresh_from_db()
        assert case.me_too_count == 1
        client.post(address, {"take_back": "1"})
        case.refresh_from_db()
        assert case.me_too_count == 0

    @pytest.mark.parametrize(
        ("kind", "button", "count"),
        [
            ("complaint", "ฉันก็เจอ", "อีก 1 คนเจอเหมือนกัน"),
            ("information_request", "ฉันก็อยากรู้", "อีก 1 คนอยากรู้เหมือนกัน"),
            ("suggestion", "ฉันเห็นด้วย", "อีก 1 คนเห็นด้วย"),
            ("praise", "ฉันก็ขอชม", "อีก 1 คนชมเหมือนกัน"),
        ],
    )
    def test_has_the_words_of_its_kind_on_the_page_in_the_list_and_at_the_office(
        self, client, case, wichai, kind, button, count
    ):
        Case.objects.filter(pk=case.pk).update(kind=kind)
        public = reverse("public_case", args=[case.reference])
        others = {"ฉันก็เจอ", "ฉันก็อยากรู้", "ฉันเห็นด้วย", "ฉันก็ขอชม"} - {button}
        html = client.get(public).content.decode()
        assert button in html and not [word for word in others if word in html]
        say_me_too(case, names=["a"])
        client.force_login(wichai)
        for address in (public, "/cases/", f"/office/{case.reference}/", "/office/?tab=all"):
            assert count in client.get(address).content.decode(), address

    def test_a_forged_device_is_no_device(self, client, case):
        client.cookies["device"] = "forged:x:y"
        client.post(reverse("me_too", args=[case.reference]))
        assert client.cookies["device"].value != "forged:x:y"

    def test_promises_no_answer_and_says_what_brings_one(self, client, case, neighbour):
        client.force_login(neighbour)
        public_page = reverse("public_case", args=[case.reference])
        before = client.get(public_page).content.decode()
        assert "จะไม่มีคำตอบส่งถึงคุณ" in before
        assert "จำนวนคนที่หน่วยงานเห็นจะเพิ่มขึ้นหนึ่งคน" in before
        client.post(reverse("me_too", args=[case.reference]))
        assert "ไม่ทำให้คุณได้รับคำตอบ" in client.get(public_page).content.decode()
        client.post(reverse("follow"), {"subject": f"case:{case.reference}", "next": public_page})
        assert "ไม่ทำให้คุณได้รับคำตอบ" not in client.get(public_page).content.decode()

    def test_keeps_nothing_that_tells_who_it_was(self, client, case, neighbour):
        client.force_login(neighbour)
        client.post(reverse("me_too", args=[case.reference]))
        row = MeToo.objects.get()
        assert len(row.who) == 64 and str(neighbour.pk) != row.who

    def test_of_a_hidden_case_is_not_found(self, client, told):
        assert client.post(reverse("me_too", args=[told.reference])).status_code == 404

    def test_of_a_closed_case_or_not_said_is_refused(self, case, wichai, malee):
        with pytest.raises(ValidationError) as refused:
            take_back_me_too(case, names=["a"])
        assert refused.value.code == "me_too_not_said"
        part = accept_assignment(case.assignments.get(), by=wichai)
        propose_closing(part, answer="ปะหลุมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        confirm_resolution(case, by=malee)
        with pytest.raises(ValidationError) as refused:
            say_me_too(case, names=["a"])
        assert refused.value.code == "me_too_closed"

    def test_is_seen_in_the_inbox_and_orders_the_list(self, case, file, wichai, roads):
        newer = file("ไฟดับทั้งซอย", visibility=Visibility.PUBLIC, topic=roads).complaint.case
        release_case(newer, text="ไฟดับทั้งซอย", by=wichai)
        say_me_too(case, names=["a"])
        assert [row.people for row in queue.page(wichai, "all").rows] == [1]
        assert [row.reference for row in page(Filters()).rows] == [newer.reference, case.reference]
        assert [row.reference for row in page(Filters(order="people")).rows] == [case.reference, newer.reference]


class TestTheFeed:
    def feed(self, client, **query):
        return client.get(reverse("cases_feed"), query)

    def test_is_atom_with_a_coarse_point(self, client, case):
        answer = self.feed(client)
        assert answer["Content-Type"].startswith("application/atom+xml")
        text = answer.content.decode()
        assert "<georss:point>16.4415 102.8355</georss:point>" in text and "หลุมลึกหน้าโรงเรียน" in text
        assert "16.4419" not in text

    def test_has_the_released_translation_below_the_text(self, client, case):
        Case.objects.filter(pk=case.pk).update(public_text="Deep hole", public_translation="หลุมลึกมาก")
        assert "Deep hole\n\nหลุมลึกมาก" in self.feed(client).content.decode()

    def test_is_of_a_topic_and_an_area(self, client, case):
        for query, is_there in (
            ({"topic": "roads"}, True),
            ({"area": "4001"}, True),
            ({"area": "10"}, False),
            ({"area": "ก"}, True),
            ({"area": "1" * 500}, True),
        ):
            assert (case.reference in self.feed(client, **query).content.decode()) == is_there

    def test_knows_the_other_filters_of_the_list_and_names_them(self, client, case):
        chores.index_public_text.function()
        client.cookies["language"] = "en"
        for query, is_there in (
            ({"kind": "complaint"}, True),
            ({"kind": "praise"}, False),
            ({"state": "closed"}, False),
            ({"period": "7"}, True),
            ({"q": "หลุม"}, True),
            ({"q": "เพนกวิน"}, False),
            ({"province": "40", "district": "4001"}, True),
        ):
            assert (case.reference in self.feed(client, **query).content.decode()) == is_there
        told = self.feed(client, kind="praise", q="หลุม").content.decode()
        assert "<title>Public cases · Praise · หลุม</title>" in told
        assert "/cases/feed/?q=%E0%B8%AB%E0%B8%A5%E0%B8%B8%E0%B8%A1&amp;kind=praise" in told

    def test_counts_searches_with_those_of_the_list(self, client, case, monkeypatch):
        monkeypatch.setattr(look_ups, "SEARCHES_A_MINUTE", 1)
        assert client.get(reverse("cases"), {"q": "หลุม"}).status_code == 200
        assert self.feed(client, q="หลุม").status_code == 429
        assert self.feed(client).status_code == 200

    def test_S1_holds_nothing_hidden(self, client, told):
        assert told.reference not in self.feed(client).content.decode()

    def test_is_found_from_the_list(self, client):
        assert 'type="application/atom+xml"' in client.get(reverse("cases")).content.decode()
