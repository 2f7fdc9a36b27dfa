"""Pages of paper and meeting answers: who sees them, one form after the other, a table with a look first, and what everybody reads."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from consultations.entering import tables
from consultations.entering.entries import Told, enter_form, told_of
from consultations.entering.models import Entry
from consultations.entering.stacks import begin_stack
from consultations.participation.counting import add_up
from consultations.participation.models import Vote
from tests.consultations.entering.conftest import about
from tests.consultations.entering.test_entering import YES, at, code_of

pytestmark = pytest.mark.django_db


def page(name, stack, *more):
    return reverse(name, args=[stack.consultation.slug, stack.n, *more])


class TestWhoMay:
    def test_others_find_nothing(self, client, stack, nipa, malee, suda):
        enter_form(stack, YES, by=suda)
        pages = [
            reverse("manage_stacks", args=[stack.consultation.slug]),
            *(page(name, stack) for name in ("manage_stack", "enter_form", "empty_stack_table")),
            page("entered_form", stack, 1),
        ]
        acts = [page("take_form_out", stack, 1), page("look_at_stack_table", stack), page("enter_stack_table", stack)]
        for user in (nipa, malee):
            client.force_login(user)
            assert {client.get(each).status_code for each in pages} == {404}
            assert {client.post(each, {"reason": "x"}).status_code for each in acts} == {404}
        assert Entry.objects.standing().count() == 1


class TestStackPages:
    def test_name_what_is_entered_and_by_whom_for_the_team(self, client, stack, suda):
        enter_form(stack, YES, by=suda)
        client.force_login(suda)
        told = client.get(page("manage_stack", stack)).content.decode()
        assert page("entered_form", stack, 1) in told and suda.get_short_name() in told
        assert client.get(reverse("manage_stacks", args=[stack.consultation.slug])).status_code == 200
        assert client.get(page("empty_stack_table", stack)).content.decode().startswith("\ufeffform,s1,s2,s3,q1")

    def test_begin_and_change_a_stack(self, client, running, suda):
        client.force_login(suda)
        there, typed = reverse("manage_stacks", args=[running.slug]), {"kind": "letter", "place": "ศิลา", "forms": "๓"}
        assert client.post(there, typed).status_code == 400
        day = timezone.localdate().isoformat()
        begun = client.post(there, typed | {"received_on": day})
        assert begun.status_code == 302
        assert client.post(begun["Location"], typed | {"received_on": day, "forms": "4"}).status_code == 302
        assert [(each.kind, each.forms, each.event_count) for each in running.stacks.all()] == [("letter", 4, 2)]

    def test_say_that_nothing_can_be_entered_any_more(self, client, stack, suda):
        enter_form(stack, YES, by=suda)
        at(stack.consultation, opens_at=-9, closes_at=-2, reported_at=-1)
        client.force_login(suda)
        for each in (page("manage_stack", stack), page("enter_form", stack), page("entered_form", stack, 1)):
            told = client.get(each)
            assert told.status_code == 200 and "รายงานเผยแพร่พร้อมตัวเลขแล้ว" in told.content.decode()
            acts = (page("look_at_stack_table", stack), page("take_form_out", stack, 1), 'id="paper"', 'name="reason"')
            assert not [act for act in acts if act in told.content.decode()]


class TestEnteringPage:
    def test_saves_and_offers_the_next_one(self, client, stack, suda):
        client.force_login(suda)
        sent = client.post(page("enter_form", stack), {"s1": "1", "s2": "2", "s3": "3", "q1": "2", "q2": "1"})
        assert sent.status_code == 302 and sent["Location"].endswith("?saved=1")
        told = told_of(Entry.objects.get())
        assert (told.votes, told.answers) == ({1: 1, 2: -1, 3: 0}, {1: [2], 2: [1]})
        again = client.get(sent["Location"])
        assert 'data-module="forget-draft"' in again.content.decode()

    @pytest.mark.parametrize("data", [{}, {"s1": "9"}, {"s1": "1", "n": "99"}, {"s1": "1", "n": "x"}])
    def test_says_what_is_wrong_and_keeps_nothing(self, client, stack, suda, data):
        client.force_login(suda)
        assert client.post(page("enter_form", stack), data).status_code == 400
        assert not Entry.objects.exists()

    def test_corrects_and_takes_out(self, client, stack, suda):
        enter_form(stack, YES, by=suda)
        client.force_login(suda)
        there = page("entered_form", stack, 1)
        assert client.post(there, {"s1": "3", "seen": "0", "reason": ""}).status_code == 400
        assert client.post(there, {"s1": "3", "seen": "0", "reason": "อ่านผิด"}).status_code == 302
        assert told_of(Entry.objects.get()).votes == {1: 0}
        assert client.post(page("take_form_out", stack, 1), {"reason": "กรอกซ้ำ"}).status_code == 302
        assert not Vote.objects.exists() and client.get(there).status_code == 404


def table(client, stack, content, name="look_at_stack_table"):
    return client.post(page(name, stack), {"file": SimpleUploadedFile("t.csv", content)})


class TestTables:
    GOOD = 'form,s1,s2,q1,q2,q4\n1,1,2,1,1,"\'=ร่มไม้"\n๓,3,,,,\n'.encode()

    def test_looks_first_and_then_enters_all(self, client, stack, suda):
        client.force_login(suda)
        looked = table(client, stack, self.GOOD)
        assert looked.status_code == 200 and not Entry.objects.exists()
        text = looked.context["text"]
        sent = {"text": text, "form_token": str(looked.context["token"])}
        for _twice in range(2):
            assert client.post(page("enter_stack_table", stack), sent).status_code == 302
        assert [each.n for each in Entry.objects.order_by("n")] == [1, 3]
        assert told_of(Entry.objects.get(n=1)) == Told({1: 1, 2: -1}, {1: [1], 2: [1], 4: "=ร่มไม้"})

    def test_in_thai_of_windows_is_entered_as_it_was_looked_at(self, client, stack, suda, monkeypatch):
        """A letter is one byte there and three in UTF-8."""
        monkeypatch.setattr(tables, "MOST_BYTES", 1_000)
        client.force_login(suda)
        lines = "".join(f"{n},1,1,{'ก' * 150}\n" for n in range(1, 6))
        looked = table(client, stack, ("form,q1,q2,q4\n" + lines).encode("cp874"))
        text = looked.context["text"]
        assert looked.status_code == 200 and len(text.encode()) > tables.MOST_BYTES
        client.post(page("enter_stack_table", stack), {"text": text, "form_token": str(looked.context["token"])})
        assert Entry.objects.count() == 5

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\xff\xfe\x00",
            b"form\n",
            b"s1\n1\n",
            b"form,s99\n1,1\n",
            b"form,s1,s1\n1,1,1\n",
            b"form,s1\n1,=1+1\n",
            b"form,s1\n=1,1\n",
            b"form,s1\n11,1\n",
            b"form,s1\n1,1\n1,2\n",
            b"form,q2\n1,7\n",
            b"form,s1\n" + b"1,1\n" * 301,
            b"form,s1\n1," + b"1" * 500_001,
        ],
    )
    def test_refuses_a_table_with_a_mistake_whole(self, client, stack, suda, content):
        client.force_login(suda)
        assert table(client, stack, content).status_code == 400
        client.post(page("enter_stack_table", stack), {"text": content.decode("latin-1")})
        assert not Entry.objects.exists() and not Vote.objects.exists()


class TestWhatEverybodyReads:
    def test_names_the_stacks_and_nobody(self, client, stack, suda):
        enter_form(stack, YES, by=suda)
        add_up()
        at(stack.consultation, closes_at=-0.01)
        told = client.get(reverse("statement_results", args=[stack.consultation.slug])).content.decode()
        assert "หอประชุมศิลา" in told and suda.full_name not in told
        assert "จากกระดาษและที่ประชุม" in told

    def test_the_page_of_a_consultation_without_paper_says_nothing_of_it(self, client, running):
        at(running, closes_at=-0.01)
        told = client.get(reverse("statement_results", args=[running.slug])).content.decode()
        assert "จากกระดาษและที่ประชุม" not in told


def test_a_day_after_the_closing_cannot_be_typed(stack, suda):
    at(stack.consultation, opens_at=-9, closes_at=-2)
    assert code_of(enter_form, stack, YES, by=suda) == "received_too_late"
    assert code_of(begin_stack, stack.consultation, about(), by=suda) == "received_too_late"
