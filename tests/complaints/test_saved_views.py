"""Views of the inbox that are kept under a name: whose they are, who may change them, and what of them grows old."""

import re
import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import close_old_connections, connection
from django.urls import reverse
from django.utils import timezone, translation

from complaints import queue_counts, saved_views
from complaints.handling import accept_assignment, assign_case
from complaints.models import Assignment, Case, SavedView
from complaints.queue import COUNT_CAP, PAGE, VIEWS, page
from complaints.queue_counts import Count, count
from complaints.queue_filters import Filters
from complaints.saved_view_tables import NAME_MAX_LETTERS
from complaints.saved_views import MOST, bring_back, out_of_date, remove_view, rename_view, save_view
from complaints.workflow import Visibility
from directory.models import Role, Topic
from tests.factories import make_agency, make_area, make_membership, make_topic, make_unit, make_user

pytestmark = pytest.mark.django_db
ROADS = Filters(topic="roads/pothole", urgent=True)
HOSTILE = "<script>alert(1)</script>\"' OR 1=1 -- %s {{ 7|add:7 }}"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def kanya(highways):
    """The supervisor at Highways."""
    return make_membership(make_user("กัญญา รุ่งเรือง"), highways, Role.SUPERVISOR).user


@pytest.fixture
def send(file, highways, roads):
    def send(agency=highways, **fields):
        return assign_case(file(**fields).complaint.case, agency, by=None, topic=roads)

    return send


@pytest.fixture
def mine(wichai, roads):
    return save_view(name="หลุมด่วน", view="overdue", filters=ROADS, by=wichai)


@pytest.fixture
def ours(kanya, highways, roads):
    return save_view(name="ของทุกคน", view="new", filters=ROADS, agency=highways, by=kanya)


def code_of(refused):
    return refused.value.code


def names(user):
    """As the inbox and as the list ask for them: the same."""
    user.forget_roles()
    found = list(SavedView.objects.offered_to(user))
    assert saved_views.offered(user) == found
    return [each.name for each in found]


class TestSaving:
    def test_keeps_what_the_inbox_asks_for(self, mine):
        assert (mine.view, Filters.asked_again(mine.filters)) == ("overdue", ROADS)

    def test_twice_is_once(self, mine, wichai):
        again = save_view(name=" หลุมด่วน ", view="overdue", filters=ROADS, by=wichai)
        assert again == mine and SavedView.objects.count() == 1

    def test_a_name_is_used_once_in_a_list_but_in_each_list(self, mine, wichai, somchai, kanya, highways):
        with pytest.raises(ValidationError) as refused:
            save_view(name="หลุมด่วน", view="all", filters=ROADS, by=wichai)
        assert code_of(refused) == "name_taken"
        save_view(name="หลุมด่วน", view="all", filters=ROADS, by=somchai)
        save_view(name="หลุมด่วน", view="all", filters=ROADS, agency=highways, by=kanya)
        assert names(wichai) == ["หลุมด่วน", "หลุมด่วน"]

    @pytest.mark.parametrize(
        ("name", "code"),
        [("", "name_missing"), (" \u200b\n ", "name_missing"), ("ก" * (NAME_MAX_LETTERS + 1), "name_too_long")],
    )
    def test_needs_a_name_that_is_seen_and_short(self, wichai, name, code):
        with pytest.raises(ValidationError) as refused:
            save_view(name=name, view="all", filters=ROADS, by=wichai)
        assert code_of(refused) == code

    def test_keeps_twenty_of_one_person_and_of_one_agency(self, wichai, kanya, highways):
        for number in range(MOST):
            save_view(name=f"ที่ {number}", view="all", filters=ROADS, by=wichai)
            save_view(name=f"ที่ {number}", view="all", filters=ROADS, agency=highways, by=kanya)
        for by, agency in ((wichai, None), (kanya, highways)):
            with pytest.raises(ValidationError) as refused:
                save_view(name="อีกหนึ่ง", view="all", filters=ROADS, agency=agency, by=by)
            assert code_of(refused) == "too_many"
        assert len(names(wichai)) == 2 * MOST

    def test_for_everybody_is_for_those_who_lead(self, wichai, kanya, highways, stranger):
        other = stranger.active_roles[0].agency
        for by, agency in ((wichai, highways), (kanya, other)):
            with pytest.raises(ValidationError) as refused:
                save_view(name="ของทุกคน", view="all", filters=ROADS, agency=agency, by=by)
            assert code_of(refused) == "only_leaders_share"
        assert not SavedView.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_two_at_once_do_not_make_twenty_one(self, wichai):
        for number in range(MOST - 1):
            save_view(name=f"ที่ {number}", view="all", filters=ROADS, by=wichai)
        outcomes, together = [], threading.Barrier(2)

        def save(name):
            try:
                together.wait(5)
                outcomes.append(save_view(name=name, view="all", filters=ROADS, by=wichai).name)
            except ValidationError as error:
                outcomes.append(error.code)
            finally:
                close_old_connections()
                connection.close()

        threads = [threading.Thread(target=save, args=(name,)) for name in ("ซ้าย", "ขวา")]
        for each in threads:
            each.start()
        for each in threads:
            each.join(20)
        assert sorted(outcomes)[0] == "too_many" and len(outcomes) == 2
        assert SavedView.objects.count() == MOST


class TestWhoFindsIt:
    def test_their_own_and_those_of_the_agency(self, mine, ours, wichai, somchai, kanya, stranger, malee):
        assert names(wichai) == ["ของทุกคน", "หลุมด่วน"]
        assert names(somchai) == names(kanya) == ["ของทุกคน"]
        assert names(stranger) == names(malee) == []

    def test_nobody_else_opens_renames_or_removes_it(self, as_, mine, ours, somchai, stranger, kanya):
        for user, saved in ((stranger, mine), (stranger, ours), (somchai, mine), (kanya, mine)):
            assert as_(user).get(reverse("saved_view", args=[saved.public_id])).status_code == 404
        for user, saved in ((stranger, ours), (somchai, ours), (somchai, mine), (kanya, mine)):
            for act in ("rename_view", "remove_view"):
                assert as_(user).post(reverse(act, args=[saved.public_id]), {"name": "x"}).status_code == 404
        assert set(SavedView.objects.values_list("name", flat=True)) == {"หลุมด่วน", "ของทุกคน"}

    def test_who_leaves_the_agency_finds_its_views_no_longer(self, ours, somchai):
        somchai.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
        assert names(somchai) == []

    def test_the_pages_are_the_offices(self, as_, malee, client):
        for address in ("/office/views/", "/office/views/save/"):
            assert as_(malee).get(address).status_code == 404
            client.logout()
            assert client.get(address).status_code == 302

    def test_a_view_shows_each_officer_their_own_cases(self, as_, send, ours, wichai, kanya, roads):
        secret = send(visibility=Visibility.CONFIDENTIAL)
        Case.objects.update(is_urgent=True)
        told = as_(wichai).get(reverse("saved_view", args=[ours.public_id]), follow=True).content.decode()
        assert secret.case.reference not in told
        told = as_(kanya).get(reverse("saved_view", args=[ours.public_id]), follow=True).content.decode()
        assert secret.case.reference in told


class TestRenamingAndRemoving:
    def test_a_view_gets_another_name(self, as_, mine, wichai):
        as_(wichai).post(reverse("rename_view", args=[mine.public_id]), {"name": "หลุม"})
        assert names(wichai) == ["หลุม"]

    def test_not_one_that_is_taken_and_the_words_stay_in_the_form(self, as_, mine, wichai):
        save_view(name="อื่น", view="all", filters=ROADS, by=wichai)
        answer = as_(wichai).post(reverse("rename_view", args=[mine.public_id]), {"name": "อื่น"})
        assert answer.status_code == 400
        assert (
            "There is a view named “อื่น” already" in answer.content.decode() and 'value="อื่น"' in answer.content.decode()
        )
        rename_view(mine, name="หลุมด่วน", by=wichai)  # its own name is no other's

    def test_what_is_removed_comes_back_whole_and_with_its_address(self, as_, ours, kanya, wichai):
        page = as_(kanya).post(reverse("remove_view", args=[ours.public_id])).content.decode()
        assert not SavedView.objects.exists()
        undo = re.search(r'name="undo" value="([^"]+)"', page).group(1)
        for _twice in range(2):
            as_(kanya).post(reverse("undo_remove_view"), {"undo": undo})
        back = SavedView.objects.get()
        same = ("public_id", "name", "view", "filters", "agency_id", "user_id")
        assert [getattr(back, each) for each in same] == [getattr(ours, each) for each in same]
        assert names(wichai) == ["ของทุกคน"]

    def test_what_was_out_of_date_comes_back_as_it_was(self, mine, wichai, roads):
        Topic.objects.filter(pk=roads.pk).update(code="roads/other")
        from complaints.queue_filters import topics_in_groups

        topics_in_groups.forget()
        kept = dict(mine.filters)
        assert bring_back(remove_view(mine, by=wichai), by=wichai).filters == kept

    def test_only_who_removed_it_brings_it_back_and_only_for_a_while(self, mine, wichai, somchai, monkeypatch):
        token = remove_view(mine, by=wichai)
        assert bring_back(token, by=somchai) is None and bring_back("forged", by=wichai) is None
        monkeypatch.setattr(saved_views, "UNDO_WITHIN_S", -1)
        assert bring_back(token, by=wichai) is None

    def test_who_leads_no_longer_brings_nothing_back(self, ours, kanya):
        token = remove_view(ours, by=kanya)
        kanya.memberships.update(role=Role.OFFICER)
        kanya.forget_roles()
        with pytest.raises(ValidationError) as refused:
            bring_back(token, by=kanya)
        assert code_of(refused) == "only_leaders_share"

    def test_a_link_removes_nothing(self, as_, mine, wichai):
        assert as_(wichai).get(reverse("remove_view", args=[mine.public_id])).status_code == 405


class TestWhatGrowsOld:
    def test_a_topic_that_takes_no_cases_is_said_and_still_found(self, as_, mine, wichai, roads, send):
        from complaints.queue_filters import topics_in_groups

        part = send()
        Case.objects.update(is_urgent=True)
        Assignment.objects.update(accept_by=timezone.now() - timedelta(days=1))
        Topic.objects.filter(pk=roads.pk).update(is_active=False)
        topics_in_groups.forget()
        told = as_(wichai).get(reverse("saved_view", args=[mine.public_id]), follow=True).content.decode()
        assert "takes no new cases any more" in told and part.case.reference in told
        assert f'<option value="{roads.code}" selected>' in told

    def test_what_is_gone_is_said_and_left_out(self, wichai, somchai, highways, mine):
        gone = SavedView.objects.create(
            user=wichai,
            name="เก่า",
            view="unit",
            filters={
                "topic": "gone",
                "area": 999999,
                "kind": "wish",
                "channel": "fax",
                "language": "xx",
                "urgent": "maybe",
            },
        )
        assert Filters.asked_again(gone.filters) == Filters(area=999999)
        sentences = [str(each) for each in out_of_date(gone, wichai)]
        assert [sentence.split(".")[0] for sentence in sentences] == [
            "Its topic no longer exists",
            "Its area no longer exists, so it finds nothing",
            "Something it asks for is no longer offered, and is left out",
            "You belong to no unit, so all that is to do is shown",
        ]
        assert out_of_date(mine, wichai) == []

    def test_a_view_of_those_away_is_told_once_nobody_is(self, wichai):
        kept = save_view(name="แทนเพื่อน", view="absent", filters=Filters(urgent=True), by=wichai)
        with translation.override("en"):
            assert [str(each) for each in out_of_date(kept, wichai)] == [
                "You stand in for nobody now, so all that is to do is shown."
            ]

    @pytest.mark.parametrize("stored", [{"topic": 7}, {"area": "x"}, {"typed": None}, {"more": [1]}, {"urgent": 1}])
    def test_what_nobody_stored_so_breaks_nothing(self, wichai, stored, as_):
        SavedView.objects.create(user=wichai, name="แปลก", view="nowhere", filters=stored)
        assert as_(wichai).get("/office/views/").status_code == 200


class TestThePages:
    def test_the_inbox_offers_to_save_what_it_shows(self, as_, wichai, roads):
        assert "/office/views/save/" not in as_(wichai).get("/office/").content.decode()
        told = as_(wichai).get("/office/?view=new&topic=roads/pothole").content.decode()
        address = re.search(r'href="(/office/views/save/[^"]+)"', told).group(1).replace("&amp;", "&")
        form = as_(wichai).get(address).content.decode()
        query = re.search(r'name="query" value="([^"]+)"', form).group(1).replace("&amp;", "&")
        answer = as_(wichai).post("/office/views/save/", {"name": "หลุมใหม่", "query": query})
        assert answer.status_code == 302
        saved = SavedView.objects.get()
        assert (saved.user, saved.view, saved.filters) == (wichai, "new", {"topic": "roads/pothole"})
        shown = as_(wichai).get(answer["Location"]).content.decode()
        assert f'href="/office/views/{saved.public_id}/" aria-current="true">' in shown and "หลุมใหม่</a>" in shown

    def test_only_who_leads_is_asked_for_whom(self, as_, wichai, kanya, highways):
        assert "Who finds it" not in as_(wichai).get("/office/views/save/?view=new").content.decode()
        as_(wichai).post("/office/views/save/", {"name": "ลอง", "query": "view=new", "whom": "doh"})
        as_(kanya).post("/office/views/save/", {"name": "ของเรา", "query": "view=new", "whom": "doh"})
        told = {each.name: (each.user, each.agency) for each in SavedView.objects.all()}
        assert told == {"ลอง": (wichai, None), "ของเรา": (None, highways)}
        assert (
            as_(kanya).post("/office/views/save/", {"name": "x", "query": "", "whom": "central-desk"}).status_code
            == 400
        )

    def test_a_hostile_name_is_words_everywhere(self, as_, wichai, kanya, highways):
        save_view(
            name=HOSTILE[:NAME_MAX_LETTERS], view="new", filters=Filters(typed=HOSTILE), agency=highways, by=kanya
        )
        saved = SavedView.objects.get()
        for address in ("/office/", "/office/views/", f"/office/views/{saved.public_id}/rename/"):
            told = as_(kanya).get(address).content.decode()
            assert "<script>alert" not in told and "&lt;script&gt;alert(1)" in told
        removed = as_(kanya).post(reverse("remove_view", args=[saved.public_id])).content.decode()
        assert "<script>alert" not in removed

    @pytest.mark.parametrize("name", ["", "ก" * 61])
    def test_a_refused_name_stays_at_its_field(self, as_, wichai, name):
        answer = as_(wichai).post("/office/views/save/", {"name": name, "query": "view=new&urgent=yes"})
        told = answer.content.decode()
        assert answer.status_code == 400 and "govuk-error-summary" in told
        assert 'name="query" value="view=new&amp;urgent=yes"' in told

    def test_the_list_costs_the_same_for_one_agency(self, as_, wichai, roads, send, django_assert_max_num_queries):
        for number in range(MOST):
            save_view(name=f"ที่ {number}", view="all", filters=ROADS, by=wichai)
        client = as_(wichai)
        # One count a view, which is bounded, and whether its topic is still in use.
        with django_assert_max_num_queries(10 + 3 * MOST):
            client.get("/office/views/")


class TestTheCount:
    @pytest.mark.parametrize("view", VIEWS)
    def test_is_what_the_view_holds_narrowed_down(self, send, wichai, kanya, highways, view, roads):
        wichai.memberships.update(unit=make_unit(highways))
        wichai.forget_roles()
        for number in range(8):
            part = send(visibility=Visibility.CONFIDENTIAL if number == 3 else Visibility.AGENCY)
            if number % 2:
                accept_assignment(part, by=wichai if number != 3 else kanya)
            Case.objects.filter(pk=part.case_id).update(is_urgent=number < 6)
            if number == 4:
                Assignment.objects.filter(pk=part.pk).update(accept_by=timezone.now() - timedelta(days=2))
        for user in (wichai, kanya):
            for filters in (
                Filters(urgent=True),
                Filters(topic="roads"),
                Filters(area=40, urgent=True),
                Filters(area=10),
            ):
                assert count(user, view, filters) == Count(len(page(user, view, filters).rows))

    def test_says_that_there_may_be_more_behind_what_was_looked_at(self, send, wichai, monkeypatch):
        monkeypatch.setattr(queue_counts, "LOOKED_AT", 3)
        parts = [send() for _ in range(5)]
        Case.objects.filter(pk=parts[0].case_id).update(kind="praise", is_urgent=True)
        assert count(wichai, "all", Filters(kind="praise")) == Count(1, is_least=True)
        assert count(wichai, "all", Filters(urgent=True)) == Count(1), "which an index of the parts finds"

    def test_stops_at_a_hundred(self, send, wichai, monkeypatch):
        monkeypatch.setattr(queue_counts, "COUNT_CAP", 2)
        for _ in range(3):
            send()
        assert count(wichai, "all", Filters(topic="roads")) == Count(2)
        assert COUNT_CAP == 100

    def test_is_of_ones_own_agencies(self, send, stranger, malee, wichai):
        make_area(10, "กรุงเทพมหานคร")
        send()
        make_membership(wichai, rural := make_agency("กรมทางหลวงชนบท", code="drr"))
        send(agency=rural)
        assert count(wichai, "all", Filters(topic="roads")).n == 2
        assert count(stranger, "all", Filters(topic="roads")).n == count(malee, "all", Filters(topic="roads")).n == 0

    def test_of_words_that_say_nothing_is_none(self, send, wichai):
        send()
        assert count(wichai, "all", Filters(typed="!!!")) == Count(0)

    def test_stands_over_a_list_that_was_narrowed_down(self, as_, send, wichai):
        make_topic("electricity", "ไฟฟ้า")
        send()
        send()
        assert '<p class="meta">2 cases</p>' in as_(wichai).get("/office/?topic=roads").content.decode()
        assert '<p class="meta">2 cases</p>' not in as_(wichai).get("/office/").content.decode()

    def test_beside_a_page_says_no_less_than_the_page(self, send, wichai, monkeypatch, django_assert_num_queries):
        monkeypatch.setattr(queue_counts, "LOOKED_AT", 1)
        for _ in range(PAGE + 1):
            send()
        narrowed = Filters(topic="roads")
        first = page(wichai, "all", narrowed)
        assert queue_counts.count_shown(wichai, "all", narrowed, first, is_first=True) == Count(PAGE + 1, is_least=True)
        whole = page(wichai, "new", Filters(typed=Case.objects.first().reference))
        with django_assert_num_queries(0):
            assert queue_counts.count_shown(wichai, "new", narrowed, whole, is_first=True) == Count(1)

    def test_looks_each_case_up_and_reads_none_whole(self, send, wichai):
        send()
        from complaints.access import Viewer
        from complaints.queue import parameters_of

        parameters = parameters_of(Viewer(wichai)) | {"urgent": True, "agency": 1}
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
            )
            cursor.execute("EXPLAIN " + queue_counts._statement("all", {"urgent"}), parameters)
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "assignment_in_hand" in plan and "Sort" not in plan
        assert re.search(r"complaints_case\b.*\n\s+Index Cond: \(id = a\w*.case_id\)", plan)
