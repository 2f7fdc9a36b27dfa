import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import override

from complaints.acting import NOTE_MAX_LETTERS, check_note
from complaints.intake import Contact, Submission, check_place, check_text, submit_complaint
from complaints.models import Case, CaseEvent, Complainant, Complaint
from complaints.references import opens
from complaints.workflow import Visibility
from notifications.models import Message
from records.models import Upload
from tests.complaints.conftest import POTHOLE
from tests.letters import LETTERS


class TestText:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "text_missing"),
            ("   \n\t", "text_missing"),
            ("\u200b\u200d\ufeff\u2060" * 50, "text_missing"),
            ("ก", "text_too_short"),
            ("ๆๆๆๆ ..", "text_too_short"),
            ("😡😡😡🔥🔥", "text_without_words"),
            ("!!! ??? ---", "text_without_words"),
            ("ก" * 4_001, "text_too_long"),
            ("9" * 50_000, "text_too_long"),
            ("ถนนพัง " * 15_000, "text_too_long"),
        ],
    )
    def test_that_cannot_be_acted_on_is_told_why(self, text, code):
        with pytest.raises(ValidationError) as refused:
            check_text(text)
        assert refused.value.code == code

    def test_that_is_too_long_is_told_by_how_much_in_readable_numbers(self):
        with pytest.raises(ValidationError, match="5,000"):
            check_text("ก" * 9_000)

    def test_keeps_the_persons_words_and_drops_only_what_nobody_sees(self):
        assert check_text("  ไฟ\u200bดับ\u202e ทั้งซอย\r\nมาสองวันแล้ว ") == "ไฟดับ ทั้งซอย\nมาสองวันแล้ว"

    def test_of_one_drawn_out_letter_is_taken_and_left_to_people(self):
        assert len(check_text("ก" * 4_000)) == 4_000


class TestCountingLetters:
    @pytest.mark.parametrize(("text", "letters"), LETTERS)
    def test_is_as_the_table_says_and_as_the_browser_counts(self, text, letters):
        sent = text.replace("\n", "\r\n")  # as browsers send a line break
        assert len(check_note(sent)) == letters
        with pytest.raises(ValidationError) as refused:
            check_note(sent, most=letters - 1)
        assert refused.value.params == {"extra": "1"}

    def test_of_a_long_text_tells_the_same_number_at_every_field(self):
        text = "ก" * NOTE_MAX_LETTERS + "\r\n😡"
        for check in (check_text, check_note):
            with pytest.raises(ValidationError) as refused:
                check(text)
            assert refused.value.params == {"extra": "2"}


class TestPlace:
    @pytest.mark.parametrize(
        ("latitude", "longitude", "code"),
        [(0.0, 0.0, "pin_outside_thailand"), (16.4, -102.8, "pin_outside_thailand"), (16.4, None, "pin_incomplete")],
    )
    def test_with_a_wrong_pin_is_refused(self, latitude, longitude, code):
        with pytest.raises(ValidationError) as refused:
            check_place(latitude, longitude, None)
        assert refused.value.code == code

    def test_of_a_pin_is_its_province(self, khon_kaen):
        assert check_place(16.43, 102.83, None) == khon_kaen

    def test_must_not_disagree_with_the_chosen_province(self, sila, db):
        from tests.factories import make_area

        bangkok = make_area(10, "กรุงเทพมหานคร", "Bangkok")
        with pytest.raises(ValidationError) as refused:
            check_place(16.43, 102.83, bangkok)
        assert refused.value.code == "place_disagrees"
        assert check_place(16.43, 102.83, sila) == sila

    def test_of_a_pin_is_its_district_where_outlines_are_loaded(self, sila, outlines):
        assert check_place(16.30, 102.70, None).code == 4001
        assert check_place(16.60, 102.70, None).code == 40
        filed = submit_complaint(Submission(text=POTHOLE, latitude=16.30, longitude=102.90), by=None)
        assert filed.complaint.case.area_id == 4002

    def test_must_not_disagree_with_the_chosen_district_but_near_its_border(self, sila, khon_kaen, outlines):
        assert check_place(16.30, 102.70, sila) == sila
        assert check_place(16.30, 102.805, sila) == sila
        assert check_place(16.30, 102.90, khon_kaen) == khon_kaen
        with pytest.raises(ValidationError) as refused:
            check_place(16.30, 102.90, sila)
        assert refused.value.code == "place_disagrees"
        with override("th"):
            assert "หมุดอยู่ที่ อ.บ้านฝาง จ.ขอนแก่น" in refused.value.messages[0]


class TestSubmitting:
    def test_stores_complaint_case_timeline_and_notice_together(self, file):
        filed = file()
        complaint = Complaint.objects.get()
        assert complaint.text == POTHOLE
        assert complaint.reference == complaint.case.reference
        assert complaint.case.state == "received"
        assert [event.kind for event in complaint.case.events.all()] == ["filed"]
        assert complaint.case.event_count == 1
        assert Message.objects.get().recipient == "malee@example.org"
        assert opens(complaint.reference, filed.receipt_code, complaint.receipt_hash)

    def test_R6_stores_nothing_at_all_when_a_part_fails(self, file, monkeypatch):
        monkeypatch.setattr("complaints.intake.tell_open_pages", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            file()
        assert not (Case.objects.exists() or Complaint.objects.exists() or Message.objects.exists())

    def test_of_an_anonymous_person_keeps_no_account_no_contact_and_only_the_hour(self, file, malee):
        complaint = file(
            visibility=Visibility.ANONYMOUS, contact=Contact(name="มาลี", phone="0810000001", email="a@example.org")
        ).complaint
        assert not Complainant.objects.exists()
        assert not Message.objects.exists()
        assert CaseEvent.objects.get().by is None
        for moment in (complaint.submitted_at, complaint.case.created_at, CaseEvent.objects.get().at):
            assert (moment.minute, moment.second, moment.microsecond) == (0, 0, 0)

    def test_S8_of_an_anonymous_person_a_file_says_no_more_than_the_hour(self, file):
        upload = Upload.objects.create(kind="pdf", content_type="application/pdf", size_bytes=1, stored_as="a.pdf")
        file(visibility=Visibility.ANONYMOUS, by=None, uploads=(upload,))
        upload.refresh_from_db()
        assert upload.attached_at == Complaint.objects.get().submitted_at

    def test_shows_the_public_text_without_personal_data_and_only_after_a_release(self, file):
        case = file(POTHOLE + " โทร 081-000-0123", visibility=Visibility.PUBLIC).complaint.case
        assert "081" not in case.public_text
        assert case.released_at is None

    def test_is_never_more_open_than_the_topic_allows(self, file, bribery):
        assert file(visibility=Visibility.PUBLIC, topic=bribery).complaint.case.visibility == "confidential"

    def test_S7_the_receipt_code_stands_nowhere_in_the_database(self, file):
        code = file(by=None).receipt_code
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s OR t::text ILIKE %s',
                    [f"%{code}%", f"%{code.replace('-', '')}%"],
                )
                assert cursor.fetchone()[0] == 0, table

    def test_words_are_never_edited_afterwards(self, file):
        from django.db.utils import InternalError

        complaint = file().complaint
        with pytest.raises(InternalError):
            Complaint.objects.filter(pk=complaint.pk).update(text="แก้แล้ว")

    def test_by_a_visitor_without_contact_has_no_complainant_row(self, sila):
        submit_complaint(Submission(text=POTHOLE, area=sila), by=None)
        assert not Complainant.objects.exists()
