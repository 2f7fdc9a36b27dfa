"""The register of stakeholders: who reads it, tables, telling once each, erasure, and how many were reached."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from complaints.erasure import erase_person
from consultations.announcing import withdraw_consultation
from consultations.models import Consultation
from consultations.statutes import telling
from consultations.statutes.linking import link_law
from consultations.statutes.models import Stakeholder, StakeholderNotice
from consultations.statutes.stakeholders import Concerned, add_stakeholder, erase_stakeholder, stakeholders_of
from consultations.statutes.telling import note_posted, note_sent, reached, tell_result, tell_stakeholders
from notifications.models import Message
from records.models import AccessLog
from tests.factories import make_agency

pytestmark = pytest.mark.django_db
HEAD = "kind,name,email,address,why,basis,language\n"


def concerned(n=1, **told):
    words = {
        "kind": "body",
        "name": f"สมาคม {n}",
        "email": f"club{n}@example.org",
        "why": "ขายของบนทางเท้า",
        "basis": "แจ้งไว้เอง",
    }
    return Concerned(**(words | told))


@pytest.fixture
def add(law, suda):
    return lambda n=1, of=None, **told: add_stakeholder(of or law, concerned(n, **told), by=suda)


@pytest.fixture
def linked(law, announced, suda):
    def linked(**told):
        consultation = announced(**told)
        link_law(consultation, law, role="evaluation", by=suda)
        return consultation

    return linked


def tell():
    while tell_stakeholders.function():
        pass


def occasions():
    return sorted(StakeholderNotice.objects.values_list("occasion", "stakeholder__n"))


def moved(consultation, **by):
    """The same consultation, its window moved."""
    at = Consultation.objects.get(pk=consultation.pk)
    delta = timedelta(**by)
    Consultation.objects.filter(pk=at.pk).update(opens_at=at.opens_at + delta, closes_at=at.closes_at + delta)


class TestRegister:
    def test_is_kept_by_the_responsible_agency_alone(self, law, add, nipa, malee):
        one = add()
        for person in (nipa, malee):
            with pytest.raises(ValidationError):
                add_stakeholder(law, concerned(2), by=person)
            with pytest.raises(ValidationError):
                erase_stakeholder(one, by=person)
        assert Stakeholder.objects.standing().count() == 1

    @pytest.mark.parametrize(
        "told, field",
        [
            ({"name": " "}, "name"),
            ({"email": "", "address": ""}, "email"),
            ({"email": "x"}, "email"),
            ({"why": ""}, "why"),
            ({"basis": ""}, "basis"),
            ({"kind": "ghost"}, "kind"),
            ({"language": "xx"}, "language"),
            ({"name": "ก" * 201}, "name"),
        ],
    )
    def test_what_is_missing_is_told_at_its_field(self, add, told, field):
        with pytest.raises(ValidationError) as error:
            add(**told)
        assert error.value.field == field

    def test_an_address_stands_once(self, add):
        assert add() == add(email="CLUB1@example.org", name="อีกชื่อ")
        assert add(2, email="", address="บ้านเลขที่ 1") == add(2, email="", address="บ้านเลขที่ 1")
        assert Stakeholder.objects.count() == 2

    def test_erased_is_nobody_and_may_come_again(self, add, suda, linked):
        one = add()
        linked()
        tell()
        erase_stakeholder(one, by=suda)
        erase_stakeholder(one, by=suda)
        one.refresh_from_db()
        assert (one.name, one.email, one.why) == ("", "", "")
        assert not Message.objects.exists()
        assert AccessLog.objects.filter(subject__endswith=":stakeholder:1").exists()
        assert add().n == 2

    def test_goes_with_an_account_of_the_same_address(self, add, malee):
        add(email="malee@example.org")
        other = add(2)
        assert stakeholders_of(malee).count() == 1
        erase_person(malee)
        assert list(Stakeholder.objects.standing()) == [other]

    def test_an_unconfirmed_address_gets_and_erases_nothing(self, add, malee):
        add(email="malee@example.org")
        malee.email_confirmed_at = None
        malee.save()
        assert not stakeholders_of(malee).exists()


class TestTelling:
    def test_each_once_at_the_opening_before_the_closing_and_at_the_result(self, add, linked, suda):
        add(1)
        consultation = linked(opens=-0.5, closes=16.0)
        tell()
        tell()
        assert occasions() == [("opening", 1)]
        moved(consultation, days=-14)
        add(2)
        tell()
        assert occasions() == [("closing", 1), ("closing", 2), ("opening", 1), ("opening", 2)]
        with pytest.raises(ValidationError):
            tell_result(Consultation.objects.get(), by=suda)
        moved(consultation, days=-3)
        tell()
        assert len(occasions()) == 4
        closed = Consultation.objects.get()
        tell_result(closed, by=suda)
        tell_result(closed, by=suda)
        tell()
        tell()
        assert len(occasions()) == 6
        assert Message.objects.count() == 6

    def test_says_why_and_where(self, add, linked):
        add()
        consultation = linked()
        tell()
        message = Message.objects.get()
        assert message.recipient == "club1@example.org"
        assert "ขายของบนทางเท้า" in message.body
        assert consultation.get_absolute_url() in message.body

    def test_nobody_before_the_opening_nor_after_a_withdrawal(self, add, linked, suda):
        add()
        linked(opens=2.0, closes=30.0)
        withdrawn = linked()
        withdraw_consultation(withdrawn, reason="ผิดฉบับ", by=suda)
        tell()
        assert not StakeholderNotice.objects.exists()

    def test_of_two_registers_gets_one_mail(self, add, linked, register, suda):
        other = register(title_th="กฎหมายอื่น")
        consultation = linked()
        link_law(consultation, other, role="evaluation", by=suda)
        add(1)
        add(1, of=other)
        add(2, of=other)
        tell()
        assert sorted(Message.objects.values_list("recipient", flat=True)) == ["club1@example.org", "club2@example.org"]
        assert reached(consultation).registered == 2

    def test_another_agencys_register_is_left_alone(self, add, linked, register, nipa, suda):
        theirs = register(title_th="กฎหมายของหน่วยงานอื่น", agency=make_agency(code="bma"), by=nipa)
        add_stakeholder(theirs, concerned(2), by=nipa)
        add(1)
        link_law(linked(), theirs, role="evaluation", by=suda)
        tell()
        assert list(Message.objects.values_list("recipient", flat=True)) == ["club1@example.org"]

    def test_killed_halfway_tells_the_rest_and_nobody_twice(self, add, linked, monkeypatch):
        for n in range(1, 6):
            add(n)
        linked()
        calls, enqueue = [], telling.enqueue

        def dying(*told, **more):
            calls.append(told)
            if len(calls) == 3:
                raise KeyboardInterrupt
            enqueue(*told, **more)

        monkeypatch.setattr(telling, "enqueue", dying)
        with pytest.raises(KeyboardInterrupt):
            tell_stakeholders.function()
        assert not StakeholderNotice.objects.exists()
        assert not Message.objects.exists()
        tell()
        assert Message.objects.count() == StakeholderNotice.objects.count() == 5

    def test_asks_no_more_where_no_law_is_linked(self, announced, django_assert_num_queries):
        for _n in range(3):
            announced()
        with django_assert_num_queries(3):
            tell_stakeholders.function()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_each_once(add, linked):
    for n in range(1, 9):
        add(n)
    linked()
    failed = []

    def work():
        try:
            tell()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _n in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(60)
    tell()
    assert not failed
    assert Message.objects.count() == StakeholderNotice.objects.count() == 8


class TestReached:
    def test_counts_what_went_out_of_who_stands_there(self, add, linked, suda):
        add(1)
        gone = add(2)
        add(3, email="", address="บ้านเลขที่ 1")
        consultation = linked()
        tell()
        assert (reached(consultation).registered, reached(consultation).reached) == (3, 0)
        Message.objects.filter(recipient="club1@example.org").update(state="sent", sent_at=timezone.now())
        assert note_sent.function() == 1
        assert note_sent.function() == 0
        assert reached(consultation).reached == 1
        assert note_posted(consultation, "opening", by=suda) == 1
        assert note_posted(consultation, "opening", by=suda) == 0
        erase_stakeholder(gone, by=suda)
        told = reached(consultation)
        assert (told.registered, told.reached) == (3, 2)
        opening = told.occasions[0]
        assert (opening.told, opening.sent, opening.by_post) == (3, 2, 1)

    def test_proof_outlives_the_outbox(self, add, linked):
        add()
        consultation = linked()
        tell()
        Message.objects.update(state="sent", sent_at=timezone.now())
        note_sent.function()
        Message.objects.all().delete()
        assert reached(consultation).reached == 1


class TestPages:
    def upload(self, client, law, content):
        file = SimpleUploadedFile("a.csv", content if isinstance(content, bytes) else content.encode())
        client.cookies["language"] = "en"
        return client.post(reverse("stakeholder_table", args=[law.slug]), {"file": file})

    def test_are_not_found_by_others(self, client, law, add, linked, nipa, malee):
        add()
        consultation = linked()
        addresses = [
            reverse("law_stakeholders", args=[law.slug]),
            reverse("stakeholder_table", args=[law.slug]),
            reverse("erase_stakeholder", args=[law.slug, 1]),
            reverse("stakeholders_told", args=[consultation.slug]),
        ]
        for person in (nipa, malee):
            client.force_login(person)
            for address in addresses:
                answer = client.post(address, {"act": "result"})
                assert answer.status_code == 404
                assert b"club1" not in answer.content
        assert Stakeholder.objects.standing().count() == 1

    def test_each_look_is_written_down(self, client, law, add, suda):
        add()
        client.force_login(suda)
        html = client.get(reverse("law_stakeholders", args=[law.slug])).content.decode()
        assert "club1@example.org" in html
        assert AccessLog.objects.get(subject=f"law:{law.slug}:stakeholders").user == suda

    def test_mistakes_stand_at_their_fields(self, client, law, suda):
        client.force_login(suda)
        client.cookies["language"] = "en"
        answer = client.post(reverse("law_stakeholders", args=[law.slug]), {"kind": "body", "language": "th"})
        assert answer.status_code == 400
        assert "Write the name." in answer.content.decode()

    def test_a_table_is_looked_at_before_it_is_kept(self, client, law, add, suda):
        add(1)
        client.force_login(suda)
        table = HEAD + (
            "องค์กร,สมาคม 1,club1@example.org,,ก,ข,\n"
            "person,มานี,manee@example.org,,ก,ข,en\n"
            "person,มานะ,,,ก,ข,\n"
            "person,มานี,MANEE@example.org,,ก,ข,en\n"
        )
        answer = self.upload(client, law, table)
        html = answer.content.decode()
        assert "Line 4" in html
        assert Stakeholder.objects.count() == 1
        for _twice in range(2):
            client.post(reverse("stakeholder_table", args=[law.slug]), {"keep": "1", "table": table})
        assert list(Stakeholder.objects.values_list("name", flat=True)) == ["สมาคม 1", "มานี"]

    @pytest.mark.parametrize(
        "content, told",
        [
            (b"", "The first line must name the columns"),
            ("ชื่อ,อีเมล\nก,ข\n", "The first line must name the columns"),
            (HEAD, "has no lines"),
            (b"\xff\xfe\x00\x00", "This is no table"),
            (b"a" * (1024 * 1024 + 5), "larger than 1 MB"),
            (HEAD + "person,ก,a@b.example,,ก,ข,\n" * 5001, "more than 5,000 lines"),
        ],
    )
    def test_what_is_no_table_is_refused_in_words(self, client, law, suda, content, told):
        client.force_login(suda)
        answer = self.upload(client, law, content)
        assert answer.status_code == 400
        assert told in answer.content.decode()

    def test_letters_are_listed_posted_and_the_result_told(self, client, law, add, linked, suda):
        add(1, email="", address="บ้านเลขที่ 99")
        consultation = linked()
        tell()
        client.force_login(suda)
        client.cookies["language"] = "en"
        address = reverse("stakeholders_told", args=[consultation.slug])
        assert "บ้านเลขที่ 99" in client.get(address).content.decode()
        assert client.post(address, {"act": "result"}).status_code == 409
        client.post(address, {"posted": "opening"})
        html = client.get(address).content.decode()
        assert "บ้านเลขที่ 99" not in html
        assert "1 of 1 were reached" in html
        moved(consultation, days=-40)
        client.post(address, {"act": "result"})
        tell()
        assert ("result", 1) in occasions()
