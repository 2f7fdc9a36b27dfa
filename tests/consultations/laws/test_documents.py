"""Keeping the papers of a consultation: who may, what stays, and what becomes of two people who press at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.utils import timezone

from consultations.announcing import announce_consultation, withdraw_consultation
from consultations.laws.documents import (
    KEPT_FOR,
    add_document,
    forget_readings,
    keep_text,
    law_of,
    look_at_text,
    take_again,
)
from consultations.laws.importing import read_text
from consultations.laws.models import Document, Provision, Reading, Version
from records.models import Upload
from records.uploads import discard_waiting_uploads
from tests.consultations.announcements import sign_and_announce, sign_on_paper
from tests.consultations.laws.drafts import FIRST, SECOND, many_sections
from tests.records.files import pdf as a_pdf

pytestmark = pytest.mark.django_db


def refused(code):
    return pytest.raises(ValidationError, check=lambda error: error.code == code)


class TestAddingADocument:
    def test_numbers_it_within_its_consultation(self, draft, add):
        first = draft()
        assert [add(first).n, add(first).n, add(draft()).n] == [1, 2, 1]

    def test_is_one_line_of_the_history(self, draft, add, suda):
        consultation = draft()
        add(consultation)
        line = consultation.events.last()
        assert (line.kind, line.by, line.facts) == ("changed", suda, {"document": 1})

    def test_takes_back_what_the_head_signed(self, signed, add):
        consultation = signed()
        add(consultation)
        consultation.refresh_from_db()
        assert consultation.signed_off_at is None

    def test_is_not_for_another_agency(self, draft, nipa):
        with refused("not_your_agency"):
            add_document(draft(), kind="draft", title_th="ก", by=nipa)

    def test_of_one_form_sent_twice_is_one(self, draft, add):
        consultation = draft()
        assert add(consultation, token="a") == add(consultation, token="a")
        assert add(consultation, token="b").n == 2

    def test_is_over_with_the_consultation(self, announced, suda):
        consultation = announced()
        withdraw_consultation(consultation, reason="ผิด", by=suda)
        with refused("consultation_is_over"):
            add_document(consultation, kind="draft", title_th="ก", by=suda)


class TestLooking:
    def test_makes_no_version(self, document, suda):
        reading = look_at_text(document, pasted=FIRST, by=suda)
        assert not Version.objects.exists()
        assert law_of(reading).provisions == read_text(FIRST).provisions

    def test_keeps_what_is_remarkable(self, document, suda):
        reading = look_at_text(document, pasted="มาตรา ๑ ก\nมาตรา ๑ ข", by=suda)
        assert [(each.code, each.lines) for each in law_of(Reading.objects.get(pk=reading.pk)).findings] == [
            ("duplicate_number", (1, 2))
        ]

    def test_takes_a_pdf_for_the_official_paper(self, document, suda):
        reading = look_at_text(document, file=a_pdf(), by=suda)
        assert (reading.pdf.kind, law_of(reading).provisions) == (Upload.Kind.PDF, [])

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({}, "nothing_to_read"),
            ({"pasted": " \n"}, "nothing_to_read"),
            ({"pasted": "ก", "pdf": b"\x89PNG"}, "pdf_is_none"),
            ({"pasted": "ก", "pdf": b"%PDF-1.7 not one"}, "unreadable_file"),
            ({"file": b"\x89PNG\0"}, "file_is_no_text"),
        ],
    )
    def test_at_nothing_is_refused(self, document, suda, given, code):
        with refused(code):
            look_at_text(document, **given, by=suda)

    def test_is_not_for_another_agency(self, document, nipa):
        with refused("not_your_agency"):
            look_at_text(document, pasted=FIRST, by=nipa)

    def test_that_led_to_nothing_is_forgotten(self, document, suda, keep):
        keep(document, FIRST)
        Reading.objects.update(at=timezone.now() - KEPT_FOR)
        old, new = (look_at_text(document, pasted=FIRST, by=suda) for _each in range(2))
        Reading.objects.filter(pk=old.pk).update(at=timezone.now() - KEPT_FOR)
        assert (forget_readings.function(), forget_readings.function()) == (1, 0)
        assert Reading.objects.filter(kept_as__isnull=True).get() == new
        with refused("reading_is_gone"):
            keep_text(old, seen=1, by=suda)


class TestKeeping:
    def test_makes_a_version_of_all_that_was_read(self, document, keep):
        version = keep(document, FIRST)
        law = read_text(FIRST)
        assert (version.number, version.parts) == (1, len(law.provisions))
        rows = list(Provision.objects.filter(version=version).select_related("above"))
        assert [(row.eid, row.label, row.heading, row.text, row.depth) for row in rows] == [
            (each.eid, each.label, each.heading, each.text, each.depth) for each in law.provisions
        ]
        assert [row.above and row.above.place for row in rows] == [each.parent for each in law.provisions]

    def test_keeps_the_official_pdf_beside_it(self, document, suda):
        version = keep_text(look_at_text(document, pasted=FIRST, pdf=a_pdf(), by=suda), seen=0, by=suda)
        Upload.objects.update(created_at=timezone.now() - timedelta(days=9))
        discard_waiting_uploads()
        assert Version.objects.get(pk=version.pk).pdf.kind == Upload.Kind.PDF

    def test_keeps_a_pdf_alone(self, document, suda):
        version = keep_text(look_at_text(document, file=a_pdf(), by=suda), seen=0, by=suda)
        assert (version.parts, version.pdf is not None) == (0, True)

    def test_twice_is_once(self, document, suda):
        reading = look_at_text(document, pasted=FIRST, by=suda)
        assert keep_text(reading, seen=0, by=suda) == keep_text(reading, seen=0, by=suda)
        assert Version.objects.count() == 1

    def test_is_a_line_of_the_history_with_its_reason(self, document, keep, suda):
        keep(document, FIRST, reason="ร่างแรก")
        line = document.consultation.events.last()
        assert (line.by, line.note, line.facts) == (suda, "ร่างแรก", {"document": 1, "version": 1})

    def test_of_two_thousand_sections_takes_few_statements(self, document, suda, django_assert_max_num_queries):
        reading = look_at_text(document, pasted=many_sections(2_000), by=suda)
        with django_assert_max_num_queries(20):
            keep_text(reading, seen=0, by=suda)

    def test_what_another_kept_meanwhile_is_not_replaced_unseen(self, document, suda):
        mine, other = (look_at_text(document, pasted=text, by=suda) for text in (FIRST, SECOND))
        keep_text(other, seen=0, by=suda)
        with refused("text_moved_on"):
            keep_text(mine, seen=0, by=suda)
        assert Version.objects.count() == 1
        assert keep_text(mine, seen=1, by=suda).number == 1

    def test_is_not_for_another_agency(self, document, suda, nipa):
        reading = look_at_text(document, pasted=FIRST, by=suda)
        with refused("not_your_agency"):
            keep_text(reading, seen=0, by=nipa)

    def test_cannot_change_a_kept_word(self, document, keep):
        keep(document, FIRST)
        with pytest.raises(DatabaseError):
            Provision.objects.update(text="อื่น")


class TestADraftText:
    def test_takes_the_place_of_the_one_before(self, document, keep):
        keep(document, FIRST)
        second = keep(document, SECOND)
        assert list(document.versions.standing()) == [second]
        assert second.number == 1

    def test_gives_its_place_back(self, document, keep, suda):
        first, second = keep(document, FIRST), keep(document, SECOND)
        take_again(first, by=suda)
        assert list(document.versions.standing()) == [first]
        take_again(second, by=suda)
        take_again(second, by=suda)
        assert list(document.versions.standing()) == [second]

    def test_is_not_taken_back_by_another_agency(self, document, keep, nipa):
        first, _second = keep(document, FIRST), keep(document, SECOND)
        with refused("not_your_agency"):
            take_again(first, by=nipa)


class TestAnAnnouncedText:
    @pytest.fixture
    def told(self, document, keep, suda):
        self.old = keep(document, FIRST)
        self.first = keep(document, FIRST)
        sign_and_announce(document.consultation, by=suda)
        document.consultation.refresh_from_db()
        return document

    def test_stays_and_gets_a_next_version(self, told, keep):
        second = keep(told, SECOND, reason="แก้ตามความเห็น")
        assert list(told.versions.standing()) == [self.first, second]
        assert second.number == 2

    def test_needs_a_reason_for_the_next(self, told, suda):
        with refused("note_missing"):
            look_at_text(told, pasted=SECOND, by=suda)

    def test_needs_it_of_what_was_looked_at_before_too(self, document, keep, suda):
        keep(document, FIRST)
        reading = look_at_text(document, pasted=SECOND, by=suda)
        sign_and_announce(document.consultation, by=suda)
        with refused("note_missing"):
            keep_text(reading, seen=1, by=suda)

    def test_does_not_give_its_place_to_an_earlier_draft(self, told, suda):
        with refused("announced_already"):
            take_again(self.old, by=suda)

    def test_is_over_with_the_consultation(self, told, suda):
        reading = look_at_text(told, pasted=SECOND, reason="ก", by=suda)
        withdraw_consultation(told.consultation, reason="ผิด", by=suda)
        with refused("consultation_is_over"):
            keep_text(reading, seen=2, by=suda)


class TestWhoSees:
    def test_everybody_only_what_is_announced(self, document, announced, add, suda, nipa):
        from django.contrib.auth.models import AnonymousUser

        public = add(announced())
        assert set(Document.objects.visible_to(AnonymousUser())) == {public}
        assert set(Document.objects.visible_to(nipa)) == {public}
        assert set(Document.objects.visible_to(suda)) == {public, document}


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def _together(self, *acts):
        start = Barrier(len(acts))

        def run(act):
            start.wait(timeout=20)
            try:
                return act()
            except ValidationError as error:
                return error.code
            finally:
                connection.close()

        with ThreadPoolExecutor(len(acts)) as threads:
            return list(threads.map(run, acts))

    def test_keep_one_text_and_one_is_told(self, document, suda):
        readings = [look_at_text(document, pasted=text, by=suda) for text in (FIRST, SECOND)]
        told = self._together(*(lambda r=reading: keep_text(r, seen=0, by=suda) for reading in readings))
        assert sorted(isinstance(each, Version) for each in told) == [False, True]
        assert "text_moved_on" in told
        assert document.versions.standing().count() == 1

    def test_press_one_look_twice_and_keep_it_once(self, document, suda):
        reading = look_at_text(document, pasted=FIRST, by=suda)
        first, second = self._together(*[lambda: keep_text(reading, seen=0, by=suda)] * 2)
        assert first == second
        assert Provision.objects.count() == first.parts

    def test_add_documents_with_numbers_of_their_own(self, draft, suda):
        consultation = draft()
        told = self._together(*[lambda: add_document(consultation, kind="draft", title_th="ก", by=suda)] * 3)
        assert sorted(each.n for each in told) == [1, 2, 3]

    def test_announce_and_keep_one_after_the_other(self, document, keep, suda):
        keep(document, FIRST)
        reading = look_at_text(document, pasted=SECOND, reason="ก", by=suda)
        consultation = sign_on_paper(document.consultation, by=suda)
        self._together(
            lambda: keep_text(reading, seen=1, by=suda), lambda: announce_consultation(consultation, by=suda)
        )
        numbers = list(document.versions.standing().values_list("number", flat=True))
        assert numbers in ([1], [1, 2])
        consultation.refresh_from_db()
        assert consultation.announced_at is None or consultation.signed_off_at, "nothing that nobody signed"
