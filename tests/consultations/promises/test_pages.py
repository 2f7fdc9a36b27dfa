"""Pages of promises: everybody's list, one with its history, the agency's own; as tables for programs."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.models import Consultation
from consultations.promises.keeping import keep_promise, move_promise, start_promise, withdraw_promise
from consultations.promises.models import Promise
from consultations.promises.reading import Asked, counts_of, page_of, promises_asked
from tests.consultations.promises.conftest import PAGE, TEXT, as_if_due, on

pytestmark = pytest.mark.django_db
FORM = {"text_th": TEXT, "agency": "opm-ops", "unit": "กองช่าง", "due_on": "1/12/2572"}


def shown(client, name, *args, query=""):
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def many(promised, suda):
    """Of each state one; the one that is late and the one that was moved have days of their own."""
    late = as_if_due(promised(10, "เลยกำหนด ก"), -3)
    begun = start_promise(promised(20, "กำลังทำ ข"), by=suda)
    kept = keep_promise(promised(30, "ทำแล้ว ค"), state="kept", evidence=PAGE, by=suda)
    after = move_promise(as_if_due(promised(31, "ช้า ง"), -1), to=on(30), reason="ฝน", by=suda)
    after = keep_promise(after, state="kept", evidence=PAGE, by=suda)
    partly = keep_promise(promised(40, "บางส่วน จ"), state="partly", evidence=PAGE, note="ขาด", by=suda)
    moved = move_promise(promised(50, "เลื่อน ฉ"), to=on(70), reason="ฝน", by=suda)
    gone = withdraw_promise(promised(60, "ยกเลิก ช"), reason="งบ", by=suda)
    return [late, begun, moved, gone, partly, after, kept]


class TestTheList:
    def test_has_the_late_ones_first_and_what_ended_last(self, client, many):
        found, after = page_of(promises_asked(Asked()), after=None)
        assert [each.pk for each in found] == [each.pk for each in many]
        assert after == ""
        page = shown(client, "promises")
        places = [page.index(each.text_th) for each in many]
        assert places == sorted(places)

    def test_goes_on_page_by_page(self, many):
        seen, after = [], None
        for _page in range(4):
            found, slug = page_of(promises_asked(Asked()), after=after, most=2)
            seen += found
            after = Promise.objects.filter(slug=slug).first()
        assert [each.pk for each in seen] == [each.pk for each in many]

    @pytest.mark.parametrize(
        ("asked", "letters"),
        [
            ("state=late", "ก"), ("state=in_progress", "ข"), ("state=promised", "ฉ"), ("state=kept", "งค"),
            ("state=partly", "จ"), ("state=withdrawn", "ช"), ("agency=bma", "กขคงจฉช"), ("kind=project", ""),
            ("kind=principles&state=late", "ก"), ("state=nonsense&after=x", "กขคงจฉช"),
        ],
    )  # fmt: skip
    def test_is_filtered(self, client, many, asked, letters):
        """An agency that has none is no choice: the list is whole."""
        table = client.get(reverse("promises_csv") + f"?{asked}")
        rows = list(csv.reader(io.StringIO(b"".join(table.streaming_content).decode("utf-8-sig"))))[1:]
        assert sorted(row[7][-1] for row in rows) == sorted(letters)
        assert client.get(reverse("promises") + f"?{asked}").status_code == 200

    def test_counts_each_promise_in_one_column(self, many):
        total, (one,) = counts_of(promises_asked(Asked()))
        assert (one.all, one.in_time, one.later, one.partly, one.late, one.waiting, one.withdrawn) == (
            7,
            1,
            1,
            1,
            1,
            2,
            1,
        )
        assert (one.moved, total.all, one.agency.code) == (2, 7, "opm-ops")

    def test_says_so_where_nothing_is_promised(self, client, db):
        assert "ยังไม่มีคำมั่น" in shown(client, "promises")
        assert "ไม่มีคำมั่นแบบนี้" in shown(client, "promises", query="?state=kept")

    def test_costs_the_same_for_many(self, client, many, django_assert_max_num_queries):
        with django_assert_max_num_queries(9):
            shown(client, "promises")


class TestOne:
    def test_tells_its_milestones_its_history_and_where_it_comes_from(self, client, promised, suda):
        promise = promised(milestones=[("ทำแบบ", on(20))])
        move_promise(promise, to=on(90), reason="ฝนตกหนัก", by=suda)
        keep_promise(promise, state="kept", evidence=PAGE, by=suda)
        page = shown(client, "promise", promise.slug)
        for words in (TEXT, "กองช่าง", "ทำแบบ", "ฝนตกหนัก", PAGE, "#theme-1"):
            assert words in page
        assert suda.full_name not in page
        told = client.get(reverse("promise_json", args=[promise.slug])).json()["promise"]
        assert [step["kind"] for step in told["steps"]] == ["made", "moved", "kept"]
        assert (told["first_due_on"], told["due_on"]) == (on(60).isoformat(), on(90).isoformat())
        assert client.get(reverse("promise", args=["69-aaaaaa"])).status_code == 404

    def test_is_followed_by_anybody_and_no_longer(self, client, promise, malee):
        client.force_login(malee)
        follow = {"subject": promise.subject, "next": promise.get_absolute_url()}
        assert client.post(reverse("follow"), follow).status_code == 302
        assert "เลิกติดตามคำมั่นนี้" in shown(client, "promise", promise.slug)
        assert TEXT in shown(client, "me")
        client.post(reverse("follow"), follow | {"stop": "1"})
        assert "เลิกติดตามคำมั่นนี้" not in shown(client, "promise", promise.slug)

    def test_stands_on_the_consultation_and_beside_the_answer(self, client, answered, promised):
        slug = answered.consultation.slug
        assert "ยังไม่ได้บอกว่าจะทำอะไร" in shown(client, "you_said", slug)
        promise = promised()
        for name in ("you_said", "consultation"):
            assert promise.get_absolute_url() in shown(client, name, slug)


def test_programs_read_all_of_them(client, many):
    told = client.get(reverse("promises_json")).json()
    assert told["format"] == "siang-pracha/promises/1"
    assert [each["state"] for each in told["promises"]][:3] == ["late", "in_progress", "promised"]
    assert told["next"] is None


class TestTheAgency:
    def test_promises_after_its_answer_and_after_its_report(self, client, answered, suda):
        client.force_login(suda)
        after_answer = reverse("promise_after_answer", args=[answered.consultation.slug, answered.n])
        assert after_answer in shown(client, "office_promises")
        assert client.post(after_answer, {}).status_code == 400
        assert client.post(after_answer, FORM | {"due_on": "1/12/2560"}).status_code == 409
        half = client.post(after_answer, FORM | {"milestone_1": "ทำแบบ", "milestone_2_on": "1/6/2570"})
        assert half.status_code == 400
        made = client.post(after_answer, FORM | {"milestone_1": "ทำแบบ", "milestone_1_on": "1/6/2570"})
        promise = Promise.objects.get()
        assert made["Location"] == reverse("office_promise", args=[promise.slug])
        assert promise.milestones.count() == 1
        after_report = reverse("promise_after_report", args=[answered.consultation.slug])
        assert client.get(after_report).status_code == 404
        Consultation.objects.filter(pk=answered.consultation_id).update(reported_at=timezone.now())
        assert client.post(after_report, FORM).status_code == 302
        assert Promise.objects.filter(duty=None).count() == 1

    def test_says_what_has_become_of_it(self, client, promised, suda):
        promise = promised(milestones=[("ทำแบบ", on(20))])
        client.force_login(suda)

        def post(name, told, *args):
            return client.post(reverse(name, args=[promise.slug, *args]), told).status_code

        for address in ("start/", "move/", "keep/", "withdraw/", "milestones/1/"):
            assert address in shown(client, "office_promise", promise.slug)
        assert post("start_promise", {"note": ""}) == 302
        assert post("reach_milestone", {"note": ""}, 1) == 302
        assert post("reach_milestone", {}, 2) == 404
        assert post("move_promise", {"to": "1/12/2575"}) == 400
        assert post("move_promise", {"to": "1/12/2560", "reason": "ฝน"}) == 409
        assert post("move_promise", {"to": "1/12/2575", "reason": "ฝน"}) == 302
        assert post("keep_promise", {"state": "kept"}) == 400
        assert post("keep_promise", {"state": "kept", "evidence": "ftp://x"}) == 409
        assert post("keep_promise", {"state": "kept", "evidence": PAGE}) == 302
        assert post("withdraw_promise", {"reason": "งบ"}) == 409
        assert "กองช่าง" in shown(client, "office_promise", promise.slug)
        assert [step.kind for step in promise.steps.all()] == ["made", "started", "milestone", "moved", "kept"]

    def test_finds_its_own_alone(self, client, promise, answered, suda, nipa, malee):
        slug, one = promise.slug, [promise.slug]
        posts = [reverse(f"{name}_promise", args=one) for name in ("start", "move", "keep", "withdraw")]
        posts += [reverse("promise_after_answer", args=[answered.consultation.slug, 1])]
        for who in (nipa, malee):
            client.force_login(who)
            assert client.get(reverse("office_promise", args=one)).status_code == 404
            assert {client.post(url, FORM).status_code for url in posts} == {404}
        assert client.get(reverse("office_promises")).status_code == 404  # of no agency
        client.force_login(nipa)
        assert slug not in shown(client, "office_promises")
        client.logout()
        assert client.get(reverse("office_promises")).status_code == 302
        assert promise.steps.count() == 1
