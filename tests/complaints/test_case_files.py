"""The whole case as one PDF: what its reader may see and no more, made by the worker, gone after a day."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from complaints.access import GRANT_COOKIE, write_grants
from complaints.case_files import KEPT_FOR, forget_old_files, make_case_files, take_files_back
from complaints.correcting import add_to_complaint
from complaints.handling import accept_assignment, assign_case, propose_closing, reply_to_complainant
from complaints.internal_notes import write_note
from complaints.joining import join_case
from complaints.models import CaseFilePdf, Complaint
from complaints.splitting import PartToMake, split_case
from complaints.translating import write_translation
from complaints.workflow import Outcome, Visibility
from records.models import AccessLog
from tests.complaints.conftest import POTHOLE
from tests.complaints.joined import AGAIN, HERE, now, part_of
from tests.complaints.test_page_languages import BURMESE
from tests.complaints.test_translating import THAI
from tests.records.test_official_letter import text_of

pytestmark = pytest.mark.django_db
NOTE = "โทรหาผู้รับเหมาแล้ว รอใบเสนอราคา"
NEWS = "ช่างจะเข้าไปดูพรุ่งนี้"


@pytest.fixture(autouse=True)
def _files_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def worked_on(working, wichai):
    write_note(working, text=NOTE, for_all=False, by=wichai)
    reply_to_complainant(working, text=NEWS, by=wichai)
    return working


def ask(client, part):
    return client.post(reverse("ask_office_case_file", args=[part.case.reference]))


def look(client, part):
    client.post(reverse("office_case", args=[part.case.reference]), {"look-reason": "โทรนัดวันซ่อม"})


def words_of(client, address):
    make_case_files.function()
    saved = client.get(address + "?save=1")
    assert saved.status_code == 200
    return "".join(" ".join(text_of(saved.getvalue())).split())


def has(words, text):
    return "".join(text.split()) in words


class TestAnOfficersFile:
    def test_has_the_whole_case_without_the_name_until_that_is_opened(self, as_, worked_on, wichai):
        client = as_(wichai)
        words = words_of(client, ask(client, worked_on)["Location"])
        assert has(words, POTHOLE)
        assert has(words, NOTE)
        assert has(words, NEWS)
        assert not has(words, "malee@example.org")
        look(client, worked_on)
        words = words_of(client, ask(client, worked_on)["Location"])
        assert has(words, "มาลี ใจดี")
        assert has(words, "malee@example.org")

    def test_is_written_down_like_a_look(self, as_, worked_on, wichai):
        ask(as_(wichai), worked_on)
        [look] = AccessLog.objects.filter(subject=f"case:{worked_on.case.reference}")
        assert (look.user, look.agency, look.fields) == (wichai, worked_on.agency, ["text", "timeline"])

    def test_says_that_it_is_being_prepared(self, as_, worked_on, wichai):
        client = as_(wichai)
        address = ask(client, worked_on)["Location"]
        assert "being prepared" in client.get(address).content.decode()
        assert client.get(address + "?save=1").status_code == 404
        make_case_files.function()
        assert "Save the PDF" in client.get(address).content.decode()

    def test_is_for_who_asked_alone(self, as_, worked_on, wichai, somchai, stranger, malee):
        address = ask(as_(wichai), worked_on)["Location"]
        make_case_files.function()
        for other in (somchai, stranger, malee):
            assert as_(other).get(address + "?save=1").status_code == 404
            assert as_(other).get(address).status_code == 404

    def test_is_asked_for_by_nobody_else(self, client, as_, worked_on, stranger, malee):
        assert ask(client, worked_on)["Location"].startswith(reverse("account_login"))
        for other in (stranger, malee):
            assert ask(as_(other), worked_on).status_code == 404
        assert not CaseFilePdf.objects.exists()

    def test_of_a_confidential_case_needs_the_look_each_time(self, as_, file, highways, bribery, wichai):
        case = file(visibility=Visibility.CONFIDENTIAL).complaint.case
        part = accept_assignment(assign_case(case, highways, by=None, topic=bribery), by=wichai)
        client = as_(wichai)
        assert ask(client, part)["Location"] == reverse("office_case", args=[case.reference])
        assert not CaseFilePdf.objects.exists()
        look(client, part)
        address = ask(client, part)["Location"]
        make_case_files.function()
        assert client.get(address + "?save=1").status_code == 200
        session = client.session
        session["looks"] = {}
        session.save()
        assert client.get(address + "?save=1").status_code == 302

    def test_is_not_made_for_who_lost_the_case_meanwhile(self, as_, worked_on, wichai):
        ask(as_(wichai), worked_on)
        wichai.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
        make_case_files.function()
        assert CaseFilePdf.objects.get().state == CaseFilePdf.State.FAILED

    def test_that_cannot_be_drawn_says_so_and_stops_no_other(self, as_, worked_on, wichai, monkeypatch):
        client = as_(wichai)
        first, second = ask(client, worked_on)["Location"], ask(client, worked_on)["Location"]
        from complaints import case_file_words

        words, calls = case_file_words.words_of, []

        def fail_once(asked):
            calls.append(asked)
            if len(calls) == 1:
                raise RuntimeError("out of paper")
            return words(asked)

        monkeypatch.setattr(case_file_words, "words_of", fail_once)
        make_case_files.function()
        assert "could not be made" in client.get(first).content.decode()
        assert "Save the PDF" in client.get(second).content.decode()

    def test_has_no_words_that_went_on_as_a_case_of_their_own(self, as_, worked_on, wichai):
        told = worked_on.case.complaints.get()
        cut = POTHOLE.index("รถมอไซล้ม")
        Complaint.objects.filter(pk=told.pk).update(parted=[[cut, len(POTHOLE)]])
        client = as_(wichai)
        words = words_of(client, ask(client, worked_on)["Location"])
        assert has(words, POTHOLE[:cut])
        assert not has(words, "รถมอไซล้ม")

    def test_has_what_others_told_in_cases_that_go_on_in_it_but_not_what_was_split_off(
        self, as_, first, second, wichai, somsak
    ):
        add_to_complaint(second, text="หลุมกว้างขึ้นอีกแล้ว", by=somsak)
        join_case(second, now(first), by=wichai)
        cut = AGAIN.index("มองไม่เห็น")
        Complaint.objects.filter(case=second).update(parted=[[cut, len(AGAIN)]])
        client = as_(wichai)
        words = words_of(client, ask(client, part_of(first))["Location"])
        assert has(words, second.reference)
        assert has(words, AGAIN[:cut])
        assert has(words, "หลุมกว้างขึ้นอีกแล้ว")
        assert not has(words, "มองไม่เห็นหลุมตอนฝนตก")
        assert not has(words, "malee@example.org")

    @pytest.mark.parametrize("text", [BURMESE, "路灯坏了两个星期了，晚上走路很害怕"], ids=["my", "zh"])
    def test_has_the_translation_of_what_it_cannot_print_and_says_so(self, as_, file, highways, wichai, text):
        case = file(text=f"{text} 1586").complaint.case
        part = accept_assignment(assign_case(case, highways, by=None), by=wichai)
        client = as_(wichai)
        words = words_of(client, ask(client, part)["Location"])
        assert "??" not in words
        assert has(words, "[…] 1586")
        assert has(words, "in a script that this file cannot print")
        write_translation(case, case.complaints.get(), text=THAI, by=wichai, assignment=part)
        words = words_of(client, ask(client, part)["Location"])
        assert has(words, THAI)
        assert has(words, "Translated into Thai by an officer")

    def test_says_nothing_of_scripts_where_all_is_printed(self, as_, worked_on, wichai):
        client = as_(wichai)
        assert not has(words_of(client, ask(client, worked_on)["Location"]), "cannot print")

    def test_has_no_translation_that_would_tell_of_a_part_in_confidence(
        self, as_, file, highways, roads, bribery, wichai
    ):
        case = file(text=BURMESE, visibility=Visibility.PUBLIC).complaint.case
        part = accept_assignment(assign_case(case, highways, by=None, topic=roads), by=wichai)
        write_translation(case, case.complaints.get(), text=THAI, by=wichai, assignment=part)
        cut = ((BURMESE.index("ညဘက်"), len(BURMESE)),)
        client = as_(wichai)
        assert has(words_of(client, ask(client, part)["Location"]), THAI)
        [apart] = split_case(now(case), [PartToMake(ranges=cut, topic=bribery)], by=wichai, agency=highways)
        assert apart.visibility == Visibility.CONFIDENTIAL
        assert not has(words_of(client, ask(client, part)["Location"]), THAI)


class TestAComplainantsFile:
    def ask(self, client, filed, code=None):
        client.cookies[GRANT_COOKIE] = write_grants([filed.complaint.reference])
        address = reverse("ask_case_file", args=[filed.complaint.reference])
        return client.post(address, {"code": code or filed.receipt_code})

    @pytest.fixture
    def filed(self, file, highways, wichai):
        filed = file(by=None)
        part = accept_assignment(assign_case(filed.complaint.case, highways, by=None), by=wichai)
        write_note(part, text=NOTE, for_all=True, by=wichai)
        reply_to_complainant(part, text=NEWS, by=wichai)
        return filed

    def test_has_what_they_read_and_neither_notes_nor_names_of_officers(self, client, filed):
        words = words_of(client, self.ask(client, filed)["Location"])
        assert has(words, POTHOLE)
        assert has(words, NEWS)
        assert not has(words, NOTE)
        assert not has(words, "วิชัย")

    def test_has_all_their_words_also_those_of_which_a_part_was_made(self, client, filed):
        Complaint.objects.filter(pk=filed.complaint.pk).update(parted=[[POTHOLE.index("รถมอไซล้ม"), len(POTHOLE)]])
        assert has(words_of(client, self.ask(client, filed)["Location"]), POTHOLE)

    def test_of_a_joined_case_has_the_way_and_the_answer_of_where_it_goes_on_and_nobody_elses_words(
        self, client, first, file, highways, wichai
    ):
        joined = file(text=AGAIN, by=None, visibility=Visibility.PUBLIC, **HERE)
        part = assign_case(joined.complaint.case, highways, by=None, topic=first.topic)
        join_case(part.case, now(first), by=wichai)
        write_note(part_of(first), text=NOTE, for_all=True, by=wichai)
        propose_closing(part_of(first), answer="ปูยางใหม่ทั้งช่วงแล้ว", outcome=Outcome.EXPLAINED, by=wichai)
        client.cookies["language"] = "en"
        words = words_of(client, self.ask(client, joined)["Location"])
        assert has(words, AGAIN)
        assert has(words, "goes on together")
        assert has(words, "has accepted the case and is working on it")
        assert has(words, "ปูยางใหม่ทั้งช่วงแล้ว")
        assert not has(words, POTHOLE)
        assert not has(words, NOTE)
        assert not has(words, "malee@example.org")

    def test_asks_for_the_code_once_more(self, client, filed):
        assert self.ask(client, filed, code="0000000000000000").status_code == 400
        assert not CaseFilePdf.objects.exists()

    def test_is_found_by_nobody_else(self, client, filed, as_, malee, wichai):
        address = self.ask(client, filed)["Location"]
        make_case_files.function()
        client.cookies.pop(GRANT_COOKIE)
        for who in (malee, wichai):
            assert as_(who).get(address + "?save=1").status_code == 404

    def test_speaks_thai_to_who_reads_what_the_font_has_not(self, client, filed):
        client.cookies["language"] = "my"
        self.ask(client, filed)
        assert CaseFilePdf.objects.get().language == "th"


class TestAfterADay:
    def test_row_and_bytes_are_gone(self, as_, worked_on, wichai, settings):
        address = ask(as_(wichai), worked_on)["Location"]
        make_case_files.function()
        assert forget_old_files() == 0
        CaseFilePdf.objects.update(asked_at=timezone.now() - KEPT_FOR - timedelta(minutes=1))
        stored = CaseFilePdf.objects.get().stored_as
        assert forget_old_files() == 1
        assert not default_storage.exists(stored)
        assert as_(wichai).get(address).status_code == 404

    def test_or_once_the_name_is_erased_it_opens_no_more(self, as_, worked_on, wichai):
        client = as_(wichai)
        look(client, worked_on)
        address = ask(client, worked_on)["Location"]
        make_case_files.function()
        take_files_back(Complaint.objects.filter(case=worked_on.case))
        assert client.get(address + "?save=1").status_code == 404
        assert forget_old_files() == 1
