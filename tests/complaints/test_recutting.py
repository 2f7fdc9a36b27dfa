"""Cutting words anew when dictionary, rules or names changed: what is found meanwhile, and who is kept waiting (nobody)."""

import threading

import pytest
from django.db import connection, transaction
from django.urls import reverse

from complaints import indexing, queue, recutting
from complaints.handling import assign_case
from complaints.models import Case, CaseEvent, CaseToRecut, NameInWords
from complaints.public_cases import Filters, page
from complaints.queue_filters import Filters as InboxFilters
from complaints.recutting import note_names, recut_cases, still_to_recut
from complaints.releasing import release_case
from complaints.workflow import Visibility
from directory.models import Agency, Area, Role, Topic
from directory.place_search import forget_places
from records import segmentation
from records.resting import Resting
from records.search import RULES
from records.segmentation import UNKNOWN, segmentation_here
from tests.complaints.many_cases import many_cases, plan_of
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
WORDS = "ฝาปิดแตก คนเดินตก"


@pytest.fixture(autouse=True)
def _just_started(monkeypatch):
    monkeypatch.setattr(segmentation, "_has_started", False)
    monkeypatch.setattr(recutting, "_not_recutting", Resting())
    monkeypatch.setattr(recutting, "ROUND_S", 60)
    forget_places()


@pytest.fixture
def public_case(file, wichai, highways, roads):
    """A public case, with Highways, that can be found."""
    return of_highways(file, wichai, highways, roads)


def of_highways(file, wichai, highways, roads, text=WORDS):
    case = file(text, visibility=Visibility.PUBLIC, topic=roads).complaint.case
    case.refresh_from_db()
    release_case(case, text=text, by=wichai)
    assign_case(case, highways, by=None)
    index()
    case.refresh_from_db()
    return case


def index():
    while indexing.index_cases() + indexing.index_public_cases():
        pass


def recut_all():
    done = 0
    while more := recut_cases():
        done += more
    return done


def new_rules(monkeypatch, also="zebra", rules=RULES + 1):
    """A worker starts whose rules give one more word of each text."""
    cut = indexing.search_tokens
    monkeypatch.setattr(indexing, "search_tokens", lambda text: f"{cut(text)} {also}")
    monkeypatch.setattr(segmentation, "RULES", rules)
    monkeypatch.setattr(segmentation, "_has_started", False)


def public(typed):
    return [row.reference for row in page(Filters(typed=typed)).rows]


def inbox(officer, typed):
    return [row.reference for row in queue.page(officer, "all", InboxFilters(typed=typed)).rows]


class TestOtherRules:
    def test_words_say_what_cut_them(self, public_case):
        assert public_case.words_version == segmentation_here().number != UNKNOWN
        assert recut_all() == 0

    def test_old_words_find_it_until_the_new_ones_do(self, public_case, wichai, monkeypatch):
        new_rules(monkeypatch)
        assert public("ฝาปิด") == inbox(wichai, "ฝาปิด") == [public_case.reference]
        assert public("zebra") == inbox(wichai, "zebra") == []
        assert recut_all() == 1
        for typed in ("ฝาปิด", "zebra", "ขอนแก่น", "กรมทางหลวง", public_case.reference[:7]):
            assert public(typed) == [public_case.reference]
        assert inbox(wichai, "zebra") == inbox(wichai, "ถนนเป็นหลุม") == [public_case.reference]
        assert recut_all() == 0

    def test_what_was_cut_before_versions_were_kept_is_cut_anew(self, public_case, wichai):
        Case.objects.update(words_version=UNKNOWN)
        assert recut_all() == 1
        public_case.refresh_from_db()
        assert public_case.words_version == segmentation_here().number
        assert public("ฝาปิด") == inbox(wichai, "ฝาปิด") == [public_case.reference]

    def test_the_newest_first_whatever_cut_them(self, file, monkeypatch):
        segmentation_here()
        cases = [file().complaint.case for _n in range(4)]
        index()
        Case.objects.filter(pk__in=[cases[0].pk, cases[2].pk]).update(words_version=UNKNOWN)
        new_rules(monkeypatch)
        monkeypatch.setattr(recutting, "BATCH", 1)
        done = []
        while recut_cases():
            done += (
                Case.objects.filter(words_version=segmentation_here().number)
                .exclude(pk__in=done)
                .values_list("pk", flat=True)
            )
        assert done == [case.pk for case in reversed(cases)]

    def test_nothing_else_of_the_case_changes(self, public_case, monkeypatch):
        def all_of_it():
            case = Case.objects.values().get()
            return {name: case[name] for name in case if name not in {"words", "public_words", "words_version"}}

        new_rules(monkeypatch)
        before, events = all_of_it(), list(CaseEvent.objects.values_list("pk", flat=True))
        assert recut_all() == 1
        assert all_of_it() == before and list(CaseEvent.objects.values_list("pk", flat=True)) == events

    def test_who_cuts_the_public_words_alone_does_not_say_that_both_are_new(self, public_case, monkeypatch):
        new_rules(monkeypatch)
        Case.objects.update(public_words=None)
        index()
        public_case.refresh_from_db()
        assert public_case.words_version == UNKNOWN
        assert recut_all() == 1

    def test_words_that_were_taken_back_bring_those_for_everybody_along(self, public_case, monkeypatch):
        new_rules(monkeypatch)
        Case.objects.update(words=None)
        index()
        public_case.refresh_from_db()
        assert public_case.words_version == segmentation_here().number and public("zebra") == [public_case.reference]

    def test_a_case_that_is_not_cut_yet_waits_for_its_first_words(self, file, monkeypatch):
        file()
        segmentation_here()
        new_rules(monkeypatch)
        assert recut_all() == 0 and still_to_recut().left == 0

    def test_one_that_cannot_be_cut_rests_and_stops_no_other(self, file, monkeypatch):
        cases = [file(f"ถนนเป็นหลุมหน้าบ้านเลขที่ {n}").complaint.case for n in range(3)]
        index()
        new_rules(monkeypatch)
        cut = indexing.search_tokens
        monkeypatch.setattr(indexing, "search_tokens", lambda text: 1 / 0 if "บ้านเลขที่ 1" in text else cut(text))
        assert recut_cases() == 2 and recut_cases() == 0
        recutting._not_recutting.wake(cases[1].pk)
        monkeypatch.setattr(indexing, "search_tokens", cut)
        assert recut_cases() == 1

    def test_a_worker_of_an_older_release_leaves_it_to_the_newer(self, file, monkeypatch):
        old = segmentation_here().number
        file()
        index()
        new_rules(monkeypatch)
        file()
        new = segmentation_here().number
        index()
        monkeypatch.setattr(segmentation, "RULES", RULES)  # it goes on beside the newer one
        file()
        index()
        assert recut_cases() == 0
        assert sorted(Case.objects.values_list("words_version", flat=True)) == sorted([old, new, old])
        monkeypatch.setattr(segmentation, "RULES", RULES + 1)
        assert recut_all() == 2

    def test_killed_halfway_it_is_as_it_was(self, public_case, wichai, monkeypatch):
        new_rules(monkeypatch)
        CaseToRecut.objects.create(case=public_case)

        def killed(*_told, **_more):
            raise KeyboardInterrupt

        with monkeypatch.context() as dying:
            dying.setattr(recutting, "write_words", killed)
            with pytest.raises(KeyboardInterrupt):
                recut_cases()
        assert CaseToRecut.objects.count() == 1 and inbox(wichai, "ฝาปิด") == [public_case.reference]
        assert recut_all() == 1 and not CaseToRecut.objects.exists()


class TestWhatItCosts:
    def test_looking_costs_the_same_however_many_cases_there_are(self, highways, django_assert_num_queries):
        def looked():
            segmentation_here()
            with django_assert_num_queries(3 + 1):
                assert recut_cases() == 0

        looked()
        many_cases(highways, 300)
        index_by_hand()
        looked()

    def test_looking_walks_an_index(self, highways):
        here = segmentation_here()
        many_cases(highways, 3000)
        index_by_hand()
        told = Case.objects.filter(words__isnull=False, words_version=UNKNOWN).order_by("-id").values("id")[:50]
        plan = plan_of(*told.query.sql_with_params())
        assert "case_words_of_a_version" in plan and "Sort" not in plan and "Seq Scan" not in plan, plan
        many = Case.objects.filter(words__isnull=False, words_version__in=[UNKNOWN, here.number + 1]).values("id")
        assert "case_words_of_a_version" in plan_of(*many.query.sql_with_params())

    def test_each_round_is_short(self, file, monkeypatch):
        for _n in range(3):
            file()
        index()
        new_rules(monkeypatch)
        monkeypatch.setattr(recutting, "ROUND_S", 0)
        assert [recut_cases() for _round in range(4)] == [1, 1, 1, 0]


def index_by_hand():
    version = segmentation_here().number
    with connection.cursor() as cursor:
        cursor.execute("UPDATE complaints_case SET words = 'ไฟ'::tsvector, words_version = %s", [version])
        cursor.execute("ANALYZE complaints_case")


@pytest.mark.django_db(transaction=True)
class TestBesideOthers:
    def test_a_case_that_somebody_works_on_is_left_and_comes_later(self, file, monkeypatch):
        cases = [file().complaint.case for _n in range(2)]
        index()
        new_rules(monkeypatch)
        CaseToRecut.objects.create(case=cases[0])
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=cases[0].pk)
            assert in_another(recut_cases) == 1
        assert CaseToRecut.objects.count() == 1, "it is still to be done"
        assert recut_all() == 1

    def test_nobody_waits_while_its_texts_are_cut(self, file, monkeypatch):
        case = file().complaint.case
        index()
        new_rules(monkeypatch)
        cut, free = indexing.search_tokens, []

        @transaction.atomic
        def locked_at_once():
            return bool(Case.objects.select_for_update(nowait=True).get(pk=case.pk))

        def look_and_cut(text):
            free.append(in_another(locked_at_once))
            return cut(text)

        monkeypatch.setattr(indexing, "search_tokens", look_and_cut)
        assert recut_all() == 1
        assert free and all(free)

    def test_two_workers_never_cut_the_same_case_at_once(self, file, monkeypatch):
        file()
        index()
        new_rules(monkeypatch)
        cut, by = indexing.search_tokens, []

        def look_and_cut(text):
            by.append(threading.get_ident())
            if len(by) == 1:
                assert in_another(recut_cases) == 0
            return cut(text)

        monkeypatch.setattr(indexing, "search_tokens", look_and_cut)
        assert recut_all() == 1
        assert set(by) == {threading.get_ident()}

    def test_two_workers_do_all_of_them(self, file, monkeypatch):
        for _n in range(6):
            file()
        index()
        new_rules(monkeypatch)
        segmentation_here()
        together(recut_all, recut_all)
        recut_all()
        assert still_to_recut().left == 0

    def test_a_name_that_changes_while_a_case_is_cut_comes_into_its_words(
        self, file, wichai, highways, roads, monkeypatch
    ):
        case = of_highways(file, wichai, highways, roads)
        note_names()
        Topic.objects.update(name_th="ทางชำรุด")
        note_names()
        noting, waits = [], []

        def rename_and_note():
            Topic.objects.update(name_th="ผิวทางเสีย")
            note_names()

        def renamed_meanwhile(row, *told):
            if not noting:  # the case is off the list already, and read with the name that is of yesterday now
                noting.append(threading.Thread(target=in_this_thread, args=[rename_and_note]))
                noting[0].start()
                noting[0].join(1)
                waits.append(noting[0].is_alive())
            return words_of(row, *told)

        words_of = recutting.words_of
        monkeypatch.setattr(recutting, "words_of", renamed_meanwhile)
        assert recut_cases() == 1
        noting[0].join()
        assert waits == [True], "who lists it waits for who cuts it"
        recut_all()
        assert inbox(wichai, "ผิวทางเสีย") == [case.reference]


def in_this_thread(act):
    try:
        act()
    finally:
        connection.close()


def in_another(act):
    """What this gives on a connection of its own."""
    became = []
    thread = threading.Thread(target=in_this_thread, args=[lambda: became.append(act())])
    thread.start()
    thread.join()
    return became[0] if became else None


def together(*acts):
    threads = [threading.Thread(target=in_this_thread, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class TestNewNames:
    @pytest.fixture(autouse=True)
    def _noted(self, public_case):
        note_names()
        recut_all()

    def test_a_topic_is_found_by_its_new_name_and_by_the_old_one_until_then(self, public_case, wichai):
        Topic.objects.filter(code="roads/pothole").update(name_th="ผิวทางชำรุด")
        assert note_names() == 1
        assert inbox(wichai, "ถนนเป็นหลุม") == public("ถนนเป็นหลุม") == [public_case.reference]
        assert recut_all() == 1
        assert inbox(wichai, "ผิวทางชำรุด") == public("ผิวทางชำรุด") == [public_case.reference]
        assert inbox(wichai, "ถนนเป็นหลุม") == public("ถนนเป็นหลุม") == []

    def test_an_agency_too(self, public_case, highways):
        Agency.objects.filter(pk=highways.pk).update(name_th="กรมทางบก")
        assert note_names() == 1 and recut_all() == 1
        assert public("กรมทางบก") == [public_case.reference] and public("กรมทางหลวง") == []

    def test_cases_of_others_are_left_alone(self, public_case, file, bribery, wichai):
        file("หน่วยงานเรียกเงิน", topic=bribery)
        index()
        make_agency("กรมเจ้าท่า", code="md")
        note_names()
        recut_all()
        Agency.objects.filter(code="md").update(name_th="กรมการขนส่งทางน้ำ")
        Topic.objects.filter(pk=bribery.pk).update(name_th="รีดไถ")
        assert note_names() == 2
        assert list(CaseToRecut.objects.values_list("case__topic__code", flat=True)) == [bribery.code]

    def test_an_ended_case_keeps_the_name_under_which_it_ended(self, public_case):
        Case.objects.filter(pk=public_case.pk).update(
            state="closed", closed_at=public_case.created_at, outcome="solved"
        )
        Topic.objects.filter(code="roads/pothole").update(name_th="ผิวทางชำรุด")
        assert note_names() == 1 and recut_all() == 0
        assert public("ถนนเป็นหลุม") == [public_case.reference]

    def test_nothing_changed_nothing_to_do(self, django_assert_num_queries):
        with django_assert_num_queries(4):  # between the two that begin and end a transaction
            assert note_names() == 0

    def test_a_new_topic_is_noted_and_no_case_is_cut_for_it(self, public_case):
        NameInWords.objects.all().delete()
        assert note_names() == 0 and not CaseToRecut.objects.exists()
        assert set(NameInWords.objects.filter(of="topic").values_list("row", flat=True)) == set(
            Topic.objects.values_list("pk", flat=True)
        )

    def test_twice_is_once(self, public_case):
        Topic.objects.filter(code="roads/pothole").update(name_en="Road surface")
        assert note_names() == 1 and note_names() == 0
        assert recut_all() == 1 and recut_all() == 0

    def test_killed_while_noting_it_is_noted_again(self, public_case, monkeypatch):
        Topic.objects.filter(code="roads/pothole").update(name_th="ผิวทางชำรุด")

        def killed(*_told):
            raise KeyboardInterrupt

        with monkeypatch.context() as dying:
            dying.setattr(recutting, "_list_cases", killed)
            with pytest.raises(KeyboardInterrupt):
                note_names()
        assert not CaseToRecut.objects.exists()
        assert note_names() == 1 and CaseToRecut.objects.count() == 1

    def test_a_place_is_found_by_its_new_name_at_once(self, public_case, wichai):
        assert public("ต.ศิลา") == [public_case.reference]
        Area.objects.filter(code=400111).update(name_th="ศิลาใหม่")
        forget_places()
        assert note_names() == 0
        assert public("ต.ศิลาใหม่") == inbox(wichai, "ต.ศิลาใหม่") == [public_case.reference]


class TestWhatAdministratorsSee:
    @pytest.fixture
    def shown(self, client):
        office = make_agency("สำนักงานปลัดสำนักนายกรัฐมนตรี", code="opm-ops")
        client.force_login(make_membership(make_user("มานพ ระเบียบ", is_staff=True), office, Role.ADMINISTRATOR).user)
        client.cookies["language"] = "en"
        return lambda: client.get(reverse("administration")).content.decode()

    def test_before_any_worker_nothing_is_said(self, shown):
        assert "Search:" not in shown()

    def test_how_many_are_still_to_be_cut(self, shown, file, monkeypatch):
        for _n in range(3):
            file()
        index()
        assert "Search: all words of cases are cut by PyThaiNLP" in shown()
        new_rules(monkeypatch)
        segmentation_here()
        assert "Search: the words of 3 cases are still being cut anew" in shown()
        monkeypatch.setattr(recutting, "MOST_COUNTED", 2)
        assert "Search: the words of more than 2 cases" in shown()
        recut_all()
        assert "Search: all words of cases are cut by PyThaiNLP" in shown()
