"""Objecting to a use of one's data (PDPA 2562, section 32): by account or receipt code, answered once, within a set time."""

from datetime import timedelta
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from complaints.erasure import erase_person
from complaints.intake import Contact
from complaints.models import Objection
from complaints.objecting import (
    answer_objection,
    object_to_use_in_case,
    object_to_use_of_account,
    withdraw_objection,
)
from complaints.reaching import confirm_address
from complaints.responding import withdraw_complaint
from complaints.workflow import Visibility
from directory.models import Role
from notifications.models import Message
from records.models import AccessLog
from tests.factories import make_membership, make_user

pytestmark = pytest.mark.django_db
SHARING, FIGURES = Objection.Use.SHARING, Objection.Use.FIGURES
WHY = "ญาติของผมทำงานที่หน่วยงานนี้ ไม่อยากให้เห็นชื่อ"
ANSWER = "เราเปลี่ยนให้สำนักงานใหญ่ดูแลแทน สาขานั้นไม่เห็นเรื่องของคุณแล้ว"


def code_of(complaint):
    body = Message.objects.filter(event_key__startswith=f"code:{complaint.reference}").latest("id").body
    return next(word for word in body.split() if word.isdigit() and len(word) == 6)


@pytest.fixture
def manop(db):
    """An administrator: who looks after data protection."""
    return make_membership(make_user("มานพ ระเบียบ", is_staff=True), role=Role.ADMINISTRATOR).user


@pytest.fixture
def nuan(file):
    return file(by=None, contact=Contact(name="ป้านวล ใจดี", email="pa.nuan@example.org")).complaint


@pytest.fixture
def objection(nuan):
    return object_to_use_in_case(nuan, SHARING, reason=WHY)


class TestObjecting:
    @freeze_time("2026-04-09 03:00")  # Thursday; 13 to 15 April are days off where the calendar has them
    def test_is_kept_with_its_reason_its_time_and_the_day_of_the_answer(self, nuan):
        objection = object_to_use_in_case(nuan, SHARING, reason=f"  {WHY}\u200b ")
        objection.refresh_from_db()
        assert (objection.reason, objection.made_at) == (WHY, timezone.now())
        assert objection.answer_by - objection.made_at <= timedelta(days=30)
        assert objection.is_open

    def test_needs_a_reason(self, nuan):
        with pytest.raises(ValidationError) as refused:
            object_to_use_in_case(nuan, SHARING, reason=" \u200b ")
        assert refused.value.code == "note_missing"

    def test_of_the_same_use_twice_is_refused_while_the_first_waits(self, objection, nuan, manop):
        with pytest.raises(ValidationError) as refused:
            object_to_use_in_case(nuan, SHARING, reason="อีกครั้ง")
        assert refused.value.code == "objected_already"
        object_to_use_in_case(nuan, FIGURES, reason="ไม่อยากถูกนับ")
        answer_objection(objection, Objection.Outcome.REFUSED, answer=ANSWER, by=manop)
        assert object_to_use_in_case(nuan, SHARING, reason="มีเหตุผลใหม่").is_open

    def test_of_an_account_is_apart_from_its_cases(self, malee, file):
        object_to_use_in_case(file().complaint, SHARING, reason=WHY)
        assert object_to_use_of_account(malee, SHARING, reason=WHY).complaint is None

    def test_S8_of_somebody_unnamed_is_told_by_the_hour(self, file):
        complaint = file(by=None, visibility=Visibility.ANONYMOUS).complaint
        made_at = object_to_use_in_case(complaint, SHARING, reason=WHY).made_at
        assert (made_at.minute, made_at.second, made_at.microsecond) == (0, 0, 0)

    @pytest.mark.django_db(transaction=True)
    def test_pressed_twice_at_once_is_one(self, nuan):
        def press():
            try:
                object_to_use_in_case(nuan, SHARING, reason=WHY)
            except ValidationError:
                pass
            finally:
                connection.close()

        both = [Thread(target=press) for _ in range(2)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        assert Objection.objects.count() == 1


class TestTakingItBack:
    def test_ends_it(self, objection):
        assert not withdraw_objection(objection).is_open

    def test_twice_or_after_the_answer_is_refused(self, objection, nuan, manop):
        withdraw_objection(objection)
        answered = object_to_use_in_case(nuan, FIGURES, reason=WHY)
        answer_objection(answered, Objection.Outcome.UPHELD, answer=ANSWER, by=manop)
        for over in (objection, answered):
            with pytest.raises(ValidationError) as refused:
                withdraw_objection(over)
            assert refused.value.code == "objection_is_over"


class TestAnswering:
    def test_tells_the_confirmed_address_that_there_is_an_answer_and_not_what_it_says(self, objection, nuan, manop):
        confirm_address(nuan, code_of(nuan))
        answer_objection(objection, Objection.Outcome.UPHELD, answer=ANSWER, by=manop)
        told = Message.objects.get(event_key=f"objection:{objection.public_id}")
        assert (told.recipient, told.channel) == ("pa.nuan@example.org", "email")
        assert f"/track/{nuan.reference}/data/object/" in told.body
        assert ANSWER not in told.body and WHY not in told.body

    def test_sends_nothing_to_an_address_that_was_not_confirmed(self, objection, manop):
        answer_objection(objection, Objection.Outcome.UPHELD, answer=ANSWER, by=manop)
        assert not Message.objects.filter(event_key__startswith="objection:").exists()

    def test_of_an_account_goes_to_its_confirmed_mail(self, malee, manop):
        malee.email_confirmed_at = timezone.now()
        malee.save()
        objection = object_to_use_of_account(malee, FIGURES, reason=WHY)
        answer_objection(objection, Objection.Outcome.PARTLY, answer=ANSWER, by=manop)
        assert Message.objects.get(event_key=f"objection:{objection.public_id}").user == malee

    def test_twice_and_of_what_was_taken_back_is_refused(self, objection, nuan, manop):
        answer_objection(objection, Objection.Outcome.UPHELD, answer=ANSWER, by=manop)
        back = withdraw_objection(object_to_use_in_case(nuan, FIGURES, reason=WHY))
        for over in (objection, back):
            with pytest.raises(ValidationError) as refused:
                answer_objection(over, Objection.Outcome.REFUSED, answer="ไม่ได้", by=manop)
            assert refused.value.code == "objection_is_over"
        objection.refresh_from_db()
        assert objection.answer == ANSWER

    def test_is_refused_to_an_officer_of_the_case(self, objection, wichai):
        with pytest.raises(ValidationError) as refused:
            answer_objection(objection, Objection.Outcome.REFUSED, answer=ANSWER, by=wichai)
        assert refused.value.code == "objection_not_yours"


class TestTheAdministrationsPage:
    def test_lists_it_without_telling_whom_it_is_about(self, client, objection, manop):
        client.force_login(manop)
        html = client.get(reverse("admin:complaints_objection_changelist")).content.decode()
        assert "หน่วยงาน" in html
        assert WHY not in html and objection.complaint.reference not in html

    def test_shows_it_and_keeps_the_look_for_its_author(self, client, objection, manop):
        client.force_login(manop)
        html = client.get(reverse("admin:complaints_objection_change", args=[objection.pk])).content.decode()
        assert WHY in html
        look = AccessLog.objects.get(subject=f"case:{objection.complaint.case.reference}")
        assert (look.user, look.fields) == (manop, ["objection"])

    def test_answers_it(self, client, objection, manop):
        client.force_login(manop)
        address = reverse("admin:complaints_objection_change", args=[objection.pk])
        assert client.post(address, {"outcome": "upheld", "answer": ""}).status_code == 200
        client.post(address, {"outcome": "upheld", "answer": ANSWER})
        objection.refresh_from_db()
        assert (objection.outcome, objection.answered_by) == ("upheld", manop)
        client.post(address, {"outcome": "refused", "answer": "เปลี่ยนใจ"})
        objection.refresh_from_db()
        assert objection.answer == ANSWER

    def test_finds_the_late_ones(self, client, objection, manop):
        Objection.objects.update(answer_by=timezone.now() - timedelta(hours=1))
        client.force_login(manop)
        late = client.get(reverse("admin:complaints_objection_changelist"), {"state": "late"})
        over = client.get(reverse("admin:complaints_objection_changelist"), {"state": "over"})
        assert late.context["cl"].result_count == 1
        assert over.context["cl"].result_count == 0

    def test_is_not_found_by_an_officer(self, client, objection, wichai):
        client.force_login(wichai)
        answer = client.get(reverse("admin:complaints_objection_change", args=[objection.pk]), follow=True)
        assert answer.status_code == 404


class TestThePages:
    def test_an_account_objects_and_reads_the_answer(self, client, malee, manop):
        client.force_login(malee)
        answer = client.post("/me/data/object/", {"use": "figures", "text": WHY}, follow=True)
        assert WHY in answer.content.decode()
        answer_objection(malee.objections.get(), Objection.Outcome.REFUSED, answer=ANSWER, by=manop)
        html = client.get("/me/data/object/").content.decode()
        assert ANSWER in html and "no-store" in client.get("/me/data/object/").headers["Cache-Control"]

    def test_a_receipt_code_objects_and_takes_back_without_an_account(self, client, file):
        filed = file(by=None)
        address = f"/track/{filed.complaint.reference}/data/object/"
        client.post("/track/", {"reference": filed.complaint.reference, "code": filed.receipt_code})
        client.post(address, {"use": "sharing", "text": WHY})
        objection = Objection.objects.get()
        assert (objection.complaint, objection.user) == (filed.complaint, None)
        client.post(address, {"withdraw": str(objection.public_id)})
        objection.refresh_from_db()
        assert objection.withdrawn_at

    def test_says_what_is_missing_and_keeps_the_words(self, client, malee):
        client.force_login(malee)
        answer = client.post("/me/data/object/", {"text": WHY})
        assert answer.status_code == 400
        assert WHY in answer.content.decode()
        assert not Objection.objects.exists()

    def test_S2_is_not_found_for_strangers_with_the_number(self, client, objection, nuan, malee):
        address = f"/track/{nuan.reference}/data/object/"
        assert client.get(address).status_code == 404
        client.force_login(malee)
        assert client.post(address, {"withdraw": str(objection.public_id)}).status_code == 404
        assert Objection.objects.get().is_open

    @pytest.mark.parametrize("wanted", ["", "1", "5f0c1d5e-0000-4000-8000-000000000000", "x" * 5000])
    def test_takes_back_nobody_elses(self, client, malee, objection, wanted):
        client.force_login(malee)
        for public_id in (wanted, str(objection.public_id)):
            assert client.post("/me/data/object/", {"withdraw": public_id}).status_code == 404
        objection.refresh_from_db()
        assert objection.is_open


def test_P2_erasing_its_author_takes_the_words_and_leaves_the_record(malee, file, manop):
    complaint = file().complaint
    answered = object_to_use_in_case(complaint, SHARING, reason=WHY)
    answer_objection(answered, Objection.Outcome.REFUSED, answer=ANSWER, by=manop)
    object_to_use_of_account(malee, FIGURES, reason=WHY)
    withdraw_complaint(complaint.case, by=malee)
    erase_person(malee)
    kept = list(Objection.objects.order_by("id").values_list("reason", "answer", "outcome", "withdrawn_at"))
    assert kept[0] == ("", "", "refused", None)
    assert kept[1][:3] == ("", "", "") and kept[1][3]
