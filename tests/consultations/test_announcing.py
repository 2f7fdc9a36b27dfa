"""From draft to announcement: who may, what is refused, and what each act leaves behind."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError
from django.utils import timezone

from config.demo_clock import clock_at
from consultations.announcing import (
    REASON_MAX_LETTERS,
    announce_consultation,
    extend_consultation,
    withdraw_consultation,
)
from consultations.drafting import Draft, change_draft, draft_consultation
from consultations.lengths import lengths_of, load_lengths
from consultations.models import Consultation, Lengths
from consultations.workflow import ConsultationState, state_at
from notifications.following import follow
from notifications.models import Message
from tests.consultations.conftest import TITLE
from tests.factories import make_area, make_topic, make_user

pytestmark = pytest.mark.django_db
S = ConsultationState


def refused(code):
    return pytest.raises(ValidationError, check=lambda error: code in {each.code for each in error.error_list})


class TestTheState:
    @pytest.mark.parametrize(
        ("opens", "closes", "state"),
        [(1, 2, S.SCHEDULED), (0, 1, S.OPEN), (-1, 0.001, S.OPEN), (-1, 0, S.CLOSED), (-2, -1, S.CLOSED)],
    )
    def test_follows_from_the_clock_alone_the_opening_in_and_the_closing_out(self, draft, opens, closes, state):
        now = timezone.now()
        consultation = draft()
        consultation.announced_at = now
        consultation.opens_at, consultation.closes_at = now + timedelta(days=opens), now + timedelta(days=closes)
        assert state_at(consultation, now) == state

    def test_of_what_nobody_announced_is_a_draft_even_while_its_window_is_open(self, draft):
        assert draft().state == S.DRAFT

    def test_is_the_one_the_lists_ask_the_database_for(self, announced, draft):
        now = timezone.now()
        rows = [announced(), announced(opens=1), draft()]
        rows.append(withdraw_consultation(announced(), reason="ผิดเรื่อง", by=rows[0].events.first().by))
        for row in rows:
            among = [s for s in S if Consultation.objects.in_state(s, now).filter(pk=row.pk).exists()]
            assert among == ([] if row.state == S.DRAFT else [row.state])


class TestAnnouncing:
    def test_opens_it_to_everybody(self, signed, suda):
        consultation = announce_consultation(signed(), by=suda)
        assert consultation.state == S.OPEN
        assert consultation in Consultation.objects.announced()
        assert [line.kind for line in consultation.events.all()] == ["drafted", "signed_on_paper", "announced"]

    @pytest.mark.parametrize(
        ("without", "code"),
        [
            ({"title_th": ""}, "title_missing"),
            ({"changes_th": ""}, "changes_missing"),
            ({"page": ""}, "way_missing"),
            ({"opens_at": None}, "opening_missing"),
            ({"closes_at": None}, "closing_missing"),
        ],
    )
    def test_needs_a_title_what_it_would_change_a_way_to_take_part_and_a_window(self, draft, suda, without, code):
        consultation = draft(**without)
        with refused(code):
            announce_consultation(consultation, by=suda)
        assert not Consultation.objects.announced()

    def test_takes_a_meeting_for_a_way_to_take_part(self, signed, suda):
        consultation = signed(page="", other_ways_th="เวทีที่ศาลากลางบ้าน วันเสาร์ 9.00 น.")
        assert announce_consultation(consultation, by=suda).announced_at

    def test_of_less_than_the_usual_days_needs_a_reason(self, signed, suda):
        with refused("open_too_short"):
            announce_consultation(signed(closes=10), by=suda)
        assert announce_consultation(signed(closes=10, why_short="น้ำท่วมเร่งด่วน"), by=suda).announced_at

    def test_asks_the_table_what_is_usual(self, draft, suda):
        Lengths.objects.create(kind="principles", opening_days=30, source="ทดสอบ")
        with refused("open_too_short"):
            announce_consultation(draft(closes=20), by=suda)

    def test_names_everything_that_is_wrong_at_once(self, council, suda):
        consultation = draft_consultation(Draft(kind="policy", title_th=TITLE), agency=council, by=suda)
        with pytest.raises(ValidationError) as wrong:
            announce_consultation(consultation, by=suda)
        assert [each.code for each in wrong.value.error_list] == [
            "changes_missing",
            "way_missing",
            "opening_missing",
            "closing_missing",
            "reasons_missing",
            "affected_missing",
            "contact_missing",
        ]

    @pytest.mark.parametrize(
        ("opens", "closes", "code"),
        [(-3, 20, "opens_in_the_past"), (-0.5, -0.1, "closes_in_the_past"), (0, 600, "open_too_long")],
    )
    def test_refuses_a_year_that_was_mistyped(self, signed, suda, opens, closes, code):
        with refused(code):
            announce_consultation(signed(opens=opens, closes=closes), by=suda)

    def test_twice_is_once(self, announced, suda):
        neighbour = make_user("สมศักดิ์ ดวงดี")
        follow(neighbour, "topic:roads")
        consultation = announced(topic=make_topic("roads", "ถนน"))
        again = announce_consultation(consultation, by=suda)
        assert again.announced_at == consultation.announced_at
        assert [line.kind for line in again.events.all()] == ["drafted", "signed_on_paper", "announced"]
        assert Message.objects.filter(user=neighbour).count() == 1

    def test_its_words_then_stay(self, announced, suda):
        with refused("announced_already"):
            change_draft(announced(), Draft(kind="policy", title_th="เรื่องอื่น"), seen=2, by=suda)

    def test_tells_who_follows_the_place_or_something_around_it_once(self, announced, sila):
        neighbour = make_user("สมศักดิ์ ดวงดี")
        follow(neighbour, "area:40")
        follow(neighbour, "area:4001")
        announced(areas=(sila,))
        mail = Message.objects.get(user=neighbour)
        assert TITLE in mail.subject
        assert "/consultations/" in mail.body

    def test_tells_who_follows_the_topic(self, announced):
        neighbour = make_user("สมศักดิ์ ดวงดี")
        follow(neighbour, "topic:roads")
        announced(topic=make_topic("roads/pavement", "ทางเท้า"))
        assert Message.objects.filter(user=neighbour).count() == 1

    def test_tells_nobody_who_follows_another_place(self, announced, sila):
        follow(make_user(), "area:10")
        announced(areas=(sila,))
        assert not Message.objects.exists()


class TestExtending:
    def test_moves_the_closing_and_says_why(self, announced, suda):
        consultation = announced()
        later = consultation.closes_at + timedelta(days=7)
        extend_consultation(consultation, closes_at=later, reason="มีคนขอเวลาอ่านเพิ่ม", by=suda)
        consultation.refresh_from_db()
        assert consultation.closes_at == later
        assert consultation.events.last().note == "มีคนขอเวลาอ่านเพิ่ม"

    def test_twice_is_once(self, announced, suda):
        consultation = announced()
        later = consultation.closes_at + timedelta(days=7)
        for _press in range(2):
            extend_consultation(consultation, closes_at=later, reason=" มีคนขอเวลาอ่านเพิ่ม", by=suda)
        assert [line.kind for line in consultation.events.all()] == [
            "drafted",
            "signed_on_paper",
            "announced",
            "extended",
        ]

    def test_never_to_an_earlier_moment(self, announced, suda):
        consultation = announced()
        with refused("closing_not_later"):
            extend_consultation(consultation, closes_at=consultation.closes_at, reason="x", by=suda)

    def test_not_without_a_reason(self, announced, suda):
        consultation = announced()
        with refused("note_missing"):
            extend_consultation(
                consultation, closes_at=consultation.closes_at + timedelta(days=1), reason=" \u200b", by=suda
            )

    def test_of_a_reason_longer_than_a_page_is_refused_by_the_letter(self, announced, suda):
        consultation = announced()
        later = consultation.closes_at + timedelta(days=1)
        with refused("note_too_long"):
            extend_consultation(consultation, closes_at=later, reason="ก" * (REASON_MAX_LETTERS + 1), by=suda)
        extend_consultation(consultation, closes_at=later, reason="ก" * REASON_MAX_LETTERS, by=suda)

    def test_nor_of_a_draft_or_of_one_that_is_over(self, announced, draft, suda):
        over = announced()
        Consultation.objects.filter(pk=over.pk).update(closes_at=timezone.now())
        for consultation in (draft(), over, withdraw_consultation(announced(), reason="ผิดเรื่อง", by=suda)):
            with refused("consultation_is_over"):
                extend_consultation(
                    consultation, closes_at=timezone.now() + timedelta(days=40), reason="ขอเวลา", by=suda
                )


class TestWithdrawing:
    def test_ends_it_and_keeps_its_page(self, announced, suda):
        consultation = withdraw_consultation(announced(), reason="ร่างผิดฉบับ", by=suda)
        assert consultation.state == S.WITHDRAWN
        assert consultation in Consultation.objects.announced()

    def test_twice_is_once_and_for_another_reason_refused(self, announced, suda):
        consultation = withdraw_consultation(announced(), reason="ร่างผิดฉบับ", by=suda)
        again = withdraw_consultation(consultation, reason="ร่างผิดฉบับ ", by=suda)
        assert again.withdrawn_at == consultation.withdrawn_at
        assert consultation.events.filter(kind="withdrawn").count() == 1
        with refused("consultation_is_over"):
            withdraw_consultation(consultation, reason="อีกครั้ง", by=suda)

    @pytest.mark.django_db(transaction=True)
    def test_five_times_at_once_is_once(self, announced, suda):
        consultation, together = announced(), Barrier(5)

        def press(_number):
            together.wait(10)
            try:
                return withdraw_consultation(consultation, reason="ร่างผิดฉบับ", by=suda).withdrawn_at
            finally:
                connection.close()

        with ThreadPoolExecutor(5) as pool:
            assert len(set(pool.map(press, range(5)))) == 1
        assert consultation.events.filter(kind="withdrawn").count() == 1


class TestTheDatabase:
    def test_announces_nothing_without_a_window(self, draft):
        consultation = draft(opens_at=None, closes_at=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            Consultation.objects.filter(pk=consultation.pk).update(announced_at=timezone.now())

    def test_lets_no_line_of_the_history_be_changed(self, announced):
        line = announced().events.first()
        with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE consultations_consultationevent SET note = 'x' WHERE id = %s", [line.pk])


class TestThePlaces:
    def test_it_is_about_are_found_from_above_and_from_below(self, announced, sila):
        khon_kaen, mueang = sila.parent.parent, sila.parent
        here, around, everywhere = announced(areas=(sila,)), announced(areas=(khon_kaen,)), announced()
        elsewhere = make_area(10, "กรุงเทพมหานคร")
        for area in (khon_kaen, mueang, sila):
            assert set(Consultation.objects.about(area)) == {here, around, everywhere}
        assert set(Consultation.objects.about(elsewhere)) == {everywhere}


class TestTheUsualLengths:
    def test_are_loaded_once_and_what_staff_changed_stays(self):
        assert load_lengths() == 7
        Lengths.objects.filter(kind="budget").update(opening_days=20)
        assert load_lengths() == 0
        assert lengths_of("budget").opening_days == 20

    def test_of_a_project_want_it_announced_before_it_opens_or_a_reason(self, signed, suda):
        load_lengths()
        with refused("notice_too_short"):
            announce_consultation(signed(kind="project", opens=14.9, closes=40), by=suda)
        assert announce_consultation(signed(kind="project", opens=15.1, closes=40), by=suda).announced_at
        hurried = signed(kind="project", opens=1, closes=40, why_short="สะพานชำรุด")
        assert announce_consultation(hurried, by=suda).announced_at

    def test_say_by_which_day_of_the_office_s_clock_results_are_due(self, signed, suda):
        Lengths.objects.create(kind="principles", opening_days=15, result_days=30, source="ทดสอบ")
        # 23.30 in Bangkok: in UTC it is still the same day, half an hour later it is not.
        closes = timezone.make_aware(datetime(2027, 3, 1, 23, 30))
        with clock_at(closes - timedelta(days=21)):
            written = signed(opens_at=closes - timedelta(days=20), closes_at=closes, opens=0)
            consultation = announce_consultation(written, by=suda)
            assert consultation.results_by == date(2027, 3, 31)
            moved = extend_consultation(consultation, closes_at=closes + timedelta(hours=1), reason="ขอเวลา", by=suda)
        assert moved.results_by == date(2027, 4, 1)

    def test_promise_no_day_for_results_where_none_is_set(self, announced):
        assert announced().results_by is None

    def test_that_change_later_change_no_promise(self, announced):
        row = Lengths.objects.create(kind="principles", opening_days=15, result_days=30, source="ทดสอบ")
        consultation = announced()
        promised = consultation.results_by
        row.result_days = 60
        row.save()
        consultation.refresh_from_db()
        assert promised is not None
        assert consultation.results_by == promised
