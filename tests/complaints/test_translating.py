"""A text that not everybody of a case can read is translated beside the original: by people, or by a program outside of every request."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from complaints import chores, queue, translating
from complaints.erasure import erase_person
from complaints.handling import (
    accept_assignment,
    ask_complainant,
    assign_case,
    decline_assignment,
    reject_case,
    reply_to_complainant,
    send_to_triage,
)
from complaints.lines import timeline
from complaints.models import Case, CaseEvent, Translation
from complaints.releasing import release_case
from complaints.responding import answer_question, withdraw_complaint
from complaints.translating import ask_translation, write_translation
from complaints.translators import LibreTranslate, TranslatorFailed
from complaints.workflow import Visibility
from frontend.personal_register import KEPT
from frontend.personal_rows import Owner
from tests.complaints.test_page_languages import BURMESE
from tests.complaints.test_text_languages import LAO

pytestmark = pytest.mark.django_db
Seen, State = CaseEvent.Seen, Translation.State
THAI = "ไฟถนนหน้าโรงงานเสียมาสองอาทิตย์แล้ว กลางคืนเดินแล้วน่ากลัว"
REPLY = "ช่างจะไปซ่อมวันศุกร์นี้"
REPLY_IN_BURMESE = "ဒီသောကြာနေ့မှာ ပြင်ပေးပါမယ်"


class Program:
    """A program that knows one sentence."""

    name = "Test 1.0"
    asked: list = []
    fault: Exception | None = None
    answer = THAI

    def translate(self, text, source, target):
        Program.asked.append((text, source, target))
        if Program.fault:
            raise Program.fault
        return Program.answer


@pytest.fixture
def program(settings, monkeypatch):
    settings.TRANSLATOR = f"{__name__}.Program"
    monkeypatch.setattr(Program, "asked", [])
    monkeypatch.setattr(Program, "fault", None)
    monkeypatch.setattr(Program, "answer", THAI)
    return Program


@pytest.fixture
def burmese(file):
    return file(BURMESE, language="my").complaint


@pytest.fixture
def part(burmese, highways, wichai):
    return accept_assignment(assign_case(burmese.case, highways, by=None), by=wichai)


def run():
    return translating.translate_texts.function()


def kinds(case, up_to=Seen.AGENCY):
    return [line.kind for line in timeline(case, up_to=up_to)]


class TestATranslationByAPerson:
    def test_stands_beside_the_words_with_who_wrote_it(self, burmese, part, wichai):
        made = write_translation(burmese.case, burmese, text=THAI, by=wichai, assignment=part)
        assert (made.source, made.target, made.text, made.by, made.engine) == ("my", "th", THAI, wichai, "")
        burmese.refresh_from_db()
        assert burmese.text == BURMESE
        assert kinds(burmese.case)[0] == "translated"
        assert "translated" not in kinds(burmese.case, Seen.COMPLAINANT)  # they know what they wrote

    def test_of_an_agencys_words_is_for_the_complainant_in_their_language(self, burmese, part, wichai):
        reply_to_complainant(part, text=REPLY, by=wichai)
        line = burmese.case.events.get(kind="replied")
        made = write_translation(burmese.case, line, text=REPLY_IN_BURMESE, by=wichai, assignment=part)
        assert (made.source, made.target) == ("th", "my")
        seen = next(each for each in timeline(burmese.case, up_to=Seen.COMPLAINANT) if each.kind == "replied")
        assert (seen.note, seen.translations[0].text) == (REPLY, REPLY_IN_BURMESE)
        stranger = next(each for each in timeline(burmese.case, up_to=Seen.PUBLIC) if each.kind == "replied")
        assert (stranger.note, stranger.translations) == ("", ())

    @pytest.mark.parametrize(
        ("page", "text", "reads"), [("km", "ไฟดับทั้งซอย", "km"), ("zh-hans", BURMESE, "my"), ("en", "ไฟดับทั้งซอย", "en")]
    )
    def test_goes_into_the_language_of_the_words_else_of_the_pages(self, file, page, text, reads):
        assert translating.language_to_read_in(file(text, by=None, language=page).complaint) == reads

    @pytest.mark.parametrize(("text", "code"), [("", "note_missing"), ("ก" * 4001, "note_too_long")])
    def test_is_refused_without_words(self, burmese, wichai, text, code):
        with pytest.raises(ValidationError) as refused:
            write_translation(burmese.case, burmese, text=text, by=wichai)
        assert refused.value.code == code

    def test_is_not_made_of_what_everybody_reads(self, file, highways, wichai):
        thai = file().complaint
        part = accept_assignment(assign_case(thai.case, highways, by=None), by=wichai)
        reply_to_complainant(part, text=REPLY, by=wichai)
        for original in (thai, thai.case.events.get(kind="replied")):
            with pytest.raises(ValidationError) as refused:
                write_translation(thai.case, original, text="x", by=wichai)
            assert refused.value.code == "nothing_to_translate"


class TestATranslationByAProgram:
    def test_is_made_by_the_worker_and_never_in_the_request(self, program, burmese, part, wichai):
        ask_translation(burmese.case, burmese, by=wichai, assignment=part)
        assert program.asked == []
        assert run() == 1
        made = Translation.objects.get()
        assert (made.text, made.engine, made.by, made.state) == (THAI, "Test 1.0", wichai, "done")
        assert made.made_at
        assert kinds(burmese.case)[:2] == ["translated", "translation_asked"]
        assert run() == 0

    def test_hides_personal_data_before_it_goes_out(self, program, file, wichai):
        told = file(f"{LAO} ໂທ 081-234-5678 ຫຼື +856 20 5512 3456 somchai@example.org", by=None).complaint
        ask_translation(told.case, told, by=wichai)
        run()
        (text, source, target) = program.asked[0]
        assert (source, target) == ("lo", "th")
        assert LAO in text
        for private in ("081-234-5678", "5512", "somchai@example.org"):
            assert private not in text

    def test_of_a_confidential_case_is_refused_unless_it_is_said_otherwise(self, program, file, wichai, settings):
        secret = file(BURMESE, by=None, visibility=Visibility.CONFIDENTIAL).complaint
        with pytest.raises(ValidationError) as refused:
            ask_translation(secret.case, secret, by=wichai)
        assert refused.value.code == "confidential_stays_here"
        settings.TRANSLATOR_SEES_CONFIDENTIAL = True
        ask_translation(secret.case, secret, by=wichai)
        assert run() == 1 and len(program.asked) == 1

    def test_is_not_sent_out_when_the_case_became_confidential_meanwhile(self, program, burmese, wichai):
        ask_translation(burmese.case, burmese, by=wichai)
        Case.objects.update(visibility=Visibility.CONFIDENTIAL)
        run()
        assert program.asked == []
        assert Translation.objects.get().text == ""

    def test_needs_a_program(self, burmese, wichai):
        with pytest.raises(ValidationError) as refused:
            ask_translation(burmese.case, burmese, by=wichai)
        assert refused.value.code == "no_translator"
        assert not Translation.objects.exists()

    def test_is_asked_for_once(self, program, burmese, wichai):
        ask_translation(burmese.case, burmese, by=wichai)
        for _again in range(2):
            with pytest.raises(ValidationError) as refused:
                ask_translation(burmese.case, burmese, by=wichai)
            assert refused.value.code == "translation_is_asked"
            run()
        assert len(program.asked) == 1

    @pytest.mark.parametrize("fault", [TranslatorFailed("down"), RuntimeError("poison")])
    def test_that_fails_is_tried_a_few_times_then_parked_and_may_be_asked_again(self, program, burmese, wichai, fault):
        program.fault = fault
        ask_translation(burmese.case, burmese, by=wichai)
        for tries in range(1, translating.MOST_TRIES + 1):
            assert run() == 1
            assert Translation.objects.get().tries == tries
            assert run() == 0  # it rests
            Translation.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
        assert Translation.objects.get().state == "parked"
        assert run() == 0
        program.fault = None
        ask_translation(burmese.case, burmese, by=wichai)
        run()
        assert Translation.objects.get().state == "done"

    def test_that_poisons_the_program_holds_up_no_other(self, program, burmese, file, wichai, monkeypatch):
        lao = file(LAO, by=None).complaint
        for complaint in (burmese, lao):
            ask_translation(complaint.case, complaint, by=wichai)
        monkeypatch.setattr(program, "translate", lambda self, text, source, target: 1 / 0 if source == "my" else THAI)
        assert [run(), run()] == [1, 1]
        assert {each.source: each.state for each in Translation.objects.all()} == {"my": "waiting", "lo": "done"}

    @pytest.mark.parametrize("answer", ["", "\u200b", "ก" * 20_000, None])
    def test_without_a_sensible_answer_is_none(self, program, burmese, wichai, answer):
        program.answer = answer
        ask_translation(burmese.case, burmese, by=wichai)
        run()
        assert Translation.objects.get().state == "waiting"

    def test_left_by_a_killed_worker_is_taken_up_once_its_lease_is_over(self, program, burmese, wichai):
        ask_translation(burmese.case, burmese, by=wichai)
        assert translating._take_next()
        assert run() == 0
        Translation.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
        assert run() == 1

    def test_kept_by_two_workers_counts_once(self, program, burmese, wichai):
        ask_translation(burmese.case, burmese, by=wichai)
        first = translating._take_next()
        Translation.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
        second = translating._take_next()
        translating._keep(second, THAI)
        translating._keep(first, "late")
        assert Translation.objects.get().text == THAI
        assert kinds(burmese.case).count("translated") == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_not_take_the_same(program, burmese, wichai):
    ask_translation(burmese.case, burmese, by=wichai)
    taken = []

    def work():
        taken.append(translating._take_next())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(each is not None for each in taken) == 1


class TestSearchingTheInbox:
    def searched(self, wichai, typed):
        while chores.index_text.function():
            pass
        return [row.assignment_id for row in queue.page(wichai, "all", queue.Filters(typed=typed)).rows]

    def test_finds_the_words_of_what_an_officer_translated(self, burmese, part, wichai):
        assert self.searched(wichai, "ไฟถนน") == []
        write_translation(burmese.case, burmese, text=THAI, by=wichai, assignment=part)
        assert self.searched(wichai, "ไฟถนน") == [part.pk]
        assert self.searched(wichai, BURMESE[:6]) == [part.pk]

    def test_finds_those_of_a_program_once_they_are_there(self, program, burmese, part, wichai):
        ask_translation(burmese.case, burmese, by=wichai)
        assert self.searched(wichai, "ไฟถนน") == []
        run()
        assert self.searched(wichai, "ไฟถนน") == [part.pk]

    def test_finds_them_behind_the_longest_original(self, file, highways, wichai):
        long = file((BURMESE + " ") * (4000 // len(BURMESE) - 1), by=None).complaint
        part = accept_assignment(assign_case(long.case, highways, by=None), by=wichai)
        write_translation(long.case, long, text=THAI, by=wichai, assignment=part)
        assert self.searched(wichai, "ไฟถนน") == [part.pk]

    def test_cuts_nothing_again_for_words_that_are_not_searched(self, burmese, part, wichai):
        self.searched(wichai, "")
        reply_to_complainant(part, text=REPLY, by=wichai)
        write_translation(burmese.case, burmese.case.events.get(kind="replied"), text=REPLY_IN_BURMESE, by=wichai)
        assert not Case.objects.filter(words=None).exists()

    def test_does_not_show_a_translation_to_strangers(self, client, file, wichai, roads):
        case = file(BURMESE, visibility=Visibility.PUBLIC, topic=roads).complaint.case
        release_case(case, text=BURMESE, is_read=True, by=wichai)
        write_translation(case, case.complaints.get(), text=THAI, by=wichai)
        self.searched(wichai, "")
        chores.index_public_text.function()
        for typed, is_found in ((BURMESE[:6], True), ("ไฟถนน", False)):
            assert (case.reference in client.get("/cases/", {"q": typed}).content.decode()) == is_found


class TestOnThePages:
    @pytest.fixture
    def as_wichai(self, client, part, wichai):
        client.force_login(wichai)
        return client

    def translate(self, client, case, **sent):
        return client.post(f"/office/{case.reference}/translate/", sent)

    def test_an_officer_writes_one_and_sees_both(self, as_wichai, burmese):
        page = as_wichai.get(f"/office/{burmese.case.reference}/").content.decode()
        assert "ยังไม่ได้เชื่อมโปรแกรมแปลภาษา" in page and "ให้โปรแกรมแปล" not in page
        assert self.translate(as_wichai, burmese.case, complaint=burmese.reference, text=THAI).status_code == 302
        page = as_wichai.get(f"/office/{burmese.case.reference}/").content.decode()
        assert page.index(BURMESE) < page.index(THAI)
        assert "เจ้าหน้าที่แปลเป็นภาษาไทย" in page

    def test_a_button_asks_the_program_where_there_is_one(self, as_wichai, burmese, program):
        assert "ให้โปรแกรมแปล" in as_wichai.get(f"/office/{burmese.case.reference}/").content.decode()
        self.translate(as_wichai, burmese.case, complaint=burmese.reference, ask="1")
        assert "Test 1.0 กำลังแปล" in as_wichai.get(f"/office/{burmese.case.reference}/").content.decode()
        run()
        page = as_wichai.get(f"/office/{burmese.case.reference}/").content.decode()
        assert "ด้วยเครื่อง อาจผิดได้" in page and THAI in page and "ให้โปรแกรมแปล" not in page

    def test_that_comes_while_an_officer_writes_refuses_nothing(self, as_wichai, burmese, part, program, wichai):
        ask_translation(burmese.case, burmese, by=wichai)
        seen = burmese.case.events.count()
        run()
        sent = {"reply-text": REPLY, "reply-seen": str(seen)}
        assert as_wichai.post(f"/office/{burmese.case.reference}/reply/", sent).status_code == 302
        assert burmese.case.events.get(kind="replied").note == REPLY

    def test_an_anonymous_answer_that_comes_meanwhile_still_does(self, as_wichai, burmese, part, wichai):
        ask_complainant(part, question="อยู่ฝั่งไหน", by=wichai)
        seen = burmese.case.events.count()
        answer_question(burmese.case, text="ဒီဘက်မှာ", by=None)
        sent = {"reply-text": REPLY, "reply-seen": str(seen)}
        assert as_wichai.post(f"/office/{burmese.case.reference}/reply/", sent).status_code == 409

    def test_what_was_typed_is_not_lost_when_it_is_refused(self, as_wichai, burmese):
        answer = self.translate(as_wichai, burmese.case, complaint=burmese.reference, text="ยาว" * 2000)
        assert answer.status_code == 409
        assert "ยาวยาวยาว" in answer.content.decode()

    def test_the_complainant_reads_the_reply_and_under_it_the_translation(
        self, as_wichai, burmese, part, wichai, malee
    ):
        reply_to_complainant(part, text=REPLY, by=wichai)
        line = burmese.case.events.get(kind="replied").n
        assert self.translate(as_wichai, burmese.case, line=line, text=REPLY_IN_BURMESE).status_code == 302
        as_wichai.force_login(malee)
        as_wichai.cookies["language"] = "my"
        page = as_wichai.get(f"/track/{burmese.reference}/").content.decode()
        assert f'<p class="words" lang="th">{REPLY}</p>' in page
        assert page.index(REPLY) < page.index(REPLY_IN_BURMESE)

    def as_malee(self, client, malee, complaint, language="my"):
        client.force_login(malee)
        client.cookies["language"] = language
        return client.get(f"/track/{complaint.reference}/").content.decode()

    def test_the_complainant_has_the_reply_translated_by_the_program(
        self, client, program, burmese, part, wichai, malee
    ):
        reply_to_complainant(part, text=REPLY, by=wichai)
        line, program.answer = burmese.case.events.get(kind="replied").n, REPLY_IN_BURMESE
        address = f"/track/{burmese.reference}/translate/"
        page = self.as_malee(client, malee, burmese)
        assert (
            f'action="{address}"' in page and 'href="/help/people/">' not in page.split("<main")[1].split("</main")[0]
        )
        assert client.post(address, {"line": line}).status_code == 302
        assert program.asked == []  # never in the request
        page = self.as_malee(client, malee, burmese, "en")
        assert "A program is translating this" in page and f'action="{address}"' not in page
        run()
        page = self.as_malee(client, malee, burmese, "en")
        assert page.index(f'<p class="words" lang="th">{REPLY}</p>') < page.index(REPLY_IN_BURMESE)
        assert "Machine translation into Burmese. It may be wrong" in page and f'action="{address}"' not in page

    def test_asking_twice_is_no_error(self, client, program, burmese, part, wichai, malee):
        reply_to_complainant(part, text=REPLY, by=wichai)
        client.force_login(malee)
        for _time in range(2):
            sent = client.post(
                f"/track/{burmese.reference}/translate/", {"line": burmese.case.events.get(kind="replied").n}
            )
            assert sent.status_code == 302
        assert Translation.objects.count() == 1

    @pytest.mark.parametrize("who", ["stranger", "nobody"])
    def test_nobody_else_has_it_translated(self, client, program, burmese, part, wichai, who, request):
        reply_to_complainant(part, text=REPLY, by=wichai)
        if who == "stranger":
            client.force_login(request.getfixturevalue("stranger"))
        sent = client.post(
            f"/track/{burmese.reference}/translate/", {"line": burmese.case.events.get(kind="replied").n}
        )
        assert sent.status_code == 404 and not Translation.objects.exists()

    @pytest.mark.parametrize("kind", ["filed", "declined", "nothing"])
    def test_of_what_the_office_did_not_write_to_them_is_not_found(
        self, client, program, burmese, part, wichai, malee, centre, kind
    ):
        decline_assignment(part, reason="เป็นถนนของเทศบาล", proposed_agency=centre, by=wichai)
        number = burmese.case.events.filter(kind=kind).values_list("n", flat=True).first() or "999"
        client.force_login(malee)
        assert client.post(f"/track/{burmese.reference}/translate/", {"line": number}).status_code == 404

    @pytest.mark.parametrize("is_confidential", [False, True])
    def test_without_a_program_the_reader_is_told_where_help_is(
        self, client, burmese, part, wichai, malee, settings, is_confidential
    ):
        if is_confidential:
            settings.TRANSLATOR = f"{__name__}.Program"
            Case.objects.filter(pk=burmese.case_id).update(visibility=Visibility.CONFIDENTIAL)
        assert "ask for help reading it" not in self.as_malee(client, malee, burmese, "en")
        ask_complainant(part, question="อยู่ฝั่งไหนของถนน", by=wichai)
        page = self.as_malee(client, malee, burmese, "en")
        assert page.count("ask for help reading it") == 2  # at the question, and once above all the steps
        assert f"/track/{burmese.reference}/translate/" not in page

    def test_who_reads_thai_is_offered_nothing(self, client, program, file, highways, wichai, malee):
        complaint = file("ไฟดับหน้าวัด").complaint
        part = accept_assignment(assign_case(complaint.case, highways, by=None), by=wichai)
        reply_to_complainant(part, text=REPLY, by=wichai)
        page = self.as_malee(client, malee, complaint, "en")
        assert "/translate/" not in page and "ask for help reading it" not in page

    def test_what_the_desk_wrote_is_translated_too(self, client, program, burmese, siriporn, malee):
        send_to_triage(burmese.case)
        reject_case(burmese.case, reason="เรื่องนี้อยู่ในศาลแล้ว", by=siriporn)
        line, program.answer = burmese.case.events.get(kind="rejected").n, REPLY_IN_BURMESE
        client.force_login(malee)
        client.post(f"/track/{burmese.reference}/translate/", {"line": line})
        run()
        assert REPLY_IN_BURMESE in self.as_malee(client, malee, burmese)

    def test_the_officer_reads_before_sending_in_which_language_it_is_read(
        self, as_wichai, burmese, file, highways, wichai, settings
    ):
        as_wichai.cookies["language"] = "en"
        page = as_wichai.get(f"/office/{burmese.case.reference}/").content.decode()
        for act in ("ask", "reply", "extend", "close", "convert"):
            form = page.split(f'/{act}/"')[1].split("</form>")[0]
            assert "This person reads: Burmese." in form, act
            assert "No program translates them here" in form
        settings.TRANSLATOR = f"{__name__}.Program"
        assert "offers a program's translation" in as_wichai.get(f"/office/{burmese.case.reference}/").content.decode()
        thai = accept_assignment(assign_case(file("ไฟดับหน้าวัด").complaint.case, highways, by=None), by=wichai)
        assert "This person reads" not in as_wichai.get(f"/office/{thai.case.reference}/").content.decode()

    def test_a_stranger_reads_neither(self, as_wichai, burmese, part, wichai, client):
        reply_to_complainant(part, text=REPLY, by=wichai)
        self.translate(as_wichai, burmese.case, line=burmese.case.events.get(kind="replied").n, text=REPLY_IN_BURMESE)
        client.logout()
        page = client.get(f"/track/{burmese.reference}/").content.decode()
        assert REPLY not in page and REPLY_IN_BURMESE not in page

    @pytest.mark.parametrize(
        "sent", [{}, {"line": "99"}, {"line": "x"}, {"line": "1"}, {"complaint": "69-0000-0000-0"}]
    )
    def test_of_no_text_of_this_case_is_not_found(self, as_wichai, burmese, sent):
        assert self.translate(as_wichai, burmese.case, text="x", **sent).status_code == 404

    def test_is_not_for_an_officer_of_another_agency(self, client, burmese, part, stranger):
        client.force_login(stranger)
        assert self.translate(client, burmese.case, complaint=burmese.reference, text=THAI).status_code == 404
        assert not Translation.objects.exists()

    def test_the_triage_desk_translates_too(self, client, burmese, siriporn):
        import re

        send_to_triage(burmese.case)
        client.force_login(siriporn)
        shown = re.search(r'name="shown" value="([^"]+)"', client.get("/desk/").content.decode())[1]
        sent = {"complaint": burmese.reference, "text": THAI, "shown": shown}
        assert client.post(f"/desk/{burmese.case.reference}/translate/", sent).status_code == 302
        page = client.get("/desk/").content.decode()
        assert page.index(BURMESE[:20]) < page.index(THAI)
        sent["text"] = "ยาว" * 2000
        refused = client.post(f"/desk/{burmese.case.reference}/translate/", sent)
        assert refused.status_code == 409 and "ยาวยาวยาว" in refused.content.decode()

    def test_are_not_asked_for_where_the_timeline_tells_of_none(self, part):
        with CaptureQueriesContext(connection) as asked:
            timeline(part.case, up_to=Seen.AGENCY)
        assert [each["sql"] for each in asked if "complaints_translation" in each["sql"]] == []


class TestPersonalData:
    def test_what_was_translated_goes_along_with_ones_own_data(self, burmese, part, wichai, malee):
        write_translation(burmese.case, burmese, text=THAI, by=wichai, assignment=part)
        reply_to_complainant(part, text=REPLY, by=wichai)
        write_translation(burmese.case, burmese.case.events.get(kind="replied"), text=REPLY_IN_BURMESE, by=wichai)
        own = KEPT["complaints.Translation"].rows(Owner.of_account(malee))
        assert [each.text for each in own] == [THAI, REPLY_IN_BURMESE]

    def test_what_still_waits_does_not_go_out_once_the_person_is_erased(self, program, burmese, wichai, malee):
        ask_translation(burmese.case, burmese, by=wichai)
        withdraw_complaint(burmese.case, by=malee)
        erase_person(malee)
        assert run() == 0
        assert program.asked == []


class LibreServer(BaseHTTPRequestHandler):
    """Speaks as much of LibreTranslate's protocol as we do; `answers` says what it answers next."""

    answers: list = []
    heard: list = []

    def do_POST(self):
        LibreServer.heard.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
        status, body, headers = LibreServer.answers.pop(0)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *told):
        pass


@pytest.fixture
def libre(settings):
    LibreServer.answers, LibreServer.heard = [], []
    server = ThreadingHTTPServer(("127.0.0.1", 0), LibreServer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.TRANSLATOR = "libretranslate"
    settings.LIBRETRANSLATE_URL = f"http://127.0.0.1:{server.server_port}/"
    settings.LIBRETRANSLATE_KEY = ""
    yield LibreServer
    server.shutdown()
    server.server_close()


class TestLibreTranslate:
    def test_is_asked_and_answers(self, libre, burmese, wichai):
        libre.answers.append((200, json.dumps({"translatedText": THAI}).encode(), {}))
        ask_translation(burmese.case, burmese, by=wichai)
        assert run() == 1
        assert libre.heard == [("/translate", {"q": BURMESE, "source": "my", "target": "th", "format": "text"})]
        assert (Translation.objects.get().engine, Translation.objects.get().text) == ("LibreTranslate", THAI)

    def test_gets_the_key_and_finds_out_a_language_we_do_not_know(self, libre, settings):
        settings.LIBRETRANSLATE_KEY = "secret"
        libre.answers.append((200, b'{"translatedText": "x"}', {}))
        LibreTranslate().translate("Straße", "other", "th")
        assert libre.heard[0][1]["source"] == "auto" and libre.heard[0][1]["api_key"] == "secret"

    @pytest.mark.parametrize(
        ("status", "body", "headers"),
        [
            (500, b"", {}),
            (400, b'{"error": "my is not supported"}', {}),
            (200, b"<html>", {}),
            (200, b"[]", {}),
            (200, b'{"translatedText": null}', {}),
            (200, b'{"translatedText": "' + b"x" * 500_000 + b'"}', {}),
            (302, b"", {"Location": "http://127.0.0.1:1/elsewhere"}),
            (307, b"", {"Location": "http://127.0.0.1:1/elsewhere"}),
        ],
    )
    def test_that_answers_anything_else_has_failed(self, libre, status, body, headers):
        libre.answers.append((status, body, headers))
        with pytest.raises(TranslatorFailed):
            LibreTranslate().translate("text", "my", "th")

    def test_that_is_not_there_has_failed(self, settings):
        settings.LIBRETRANSLATE_URL = "http://127.0.0.1:1"
        with pytest.raises(TranslatorFailed):
            LibreTranslate().translate("text", "my", "th")

    @pytest.mark.parametrize("address", ["", "file:///etc/passwd", "ftp://example.org"])
    def test_has_an_address_of_the_web(self, settings, address):
        settings.LIBRETRANSLATE_URL = address
        with pytest.raises(ImproperlyConfigured):
            LibreTranslate()
