"""The receipt and the ways to keep it: what a mail to oneself tells, and to whom it is refused."""

import pytest

from complaints.models import Complainant
from complaints.workflow import Visibility
from notifications.models import Message
from tests.complaints.conftest import POTHOLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt(client, file):
    """Shows the receipt of a complaint just filed, as the browser of who filed sees it."""

    def receipt(**fields):
        from django.core import signing

        from complaints.device import RECEIPT_COOKIE

        filed = file(by=None, **fields)
        cookie = signing.dumps([filed.complaint.reference, filed.receipt_code], salt=RECEIPT_COOKIE)
        client.cookies[RECEIPT_COOKIE] = cookie
        return filed

    return receipt


def page(response):
    return response.content.decode()


class TestTheReceipt:
    def test_tells_what_happens_next_and_how_to_keep_the_code(self, client, receipt):
        filed = receipt()
        html = page(client.get("/complaints/receipt/"))
        assert filed.receipt_code in html
        assert "ต่อจากนี้" in html
        assert "ก่อนออกจากหน้านี้" in html
        assert 'data-module="save-image"' in html

    def test_tells_somebody_unnamed_that_a_lost_code_stays_lost(self, client, receipt):
        from complaints.intake import Contact

        receipt(visibility=Visibility.ANONYMOUS, contact=Contact())
        assert "เราเองก็เปิดไม่ได้" in page(client.get("/complaints/receipt/"))

    def test_is_gone_for_another_browser(self, client, file):
        file()
        assert client.get("/complaints/receipt/").url == "/track/"
        assert client.post("/complaints/receipt/send/", {"email": "malee@example.org"}).url == "/track/"


class TestSendingItToOneself:
    def send(self, client, email="pa.nuan@example.org"):
        return client.post("/complaints/receipt/send/", {"email": email})

    def test_S7_mails_the_number_and_never_the_code_or_the_words(self, client, receipt):
        filed = receipt(contact=_nobody())
        assert self.send(client).status_code == 302
        mail = Message.objects.get(recipient="pa.nuan@example.org")
        assert filed.complaint.reference in mail.body
        assert filed.receipt_code not in mail.body + mail.subject
        assert POTHOLE[:20] not in mail.body

    def test_keeps_the_address_with_no_case(self, client, receipt):
        receipt(contact=_nobody())
        self.send(client)
        assert not Complainant.objects.filter(email="pa.nuan@example.org").exists()

    def test_twice_to_the_same_mailbox_is_one_mail(self, client, receipt):
        receipt(contact=_nobody())
        self.send(client)
        self.send(client)
        assert Message.objects.filter(recipient="pa.nuan@example.org").count() == 1

    @pytest.mark.parametrize("visibility", [Visibility.ANONYMOUS, Visibility.CONFIDENTIAL])
    def test_S6_is_neither_offered_nor_done_in_confidence(self, client, receipt, visibility):
        receipt(visibility=visibility, contact=_nobody())
        assert "/complaints/receipt/send/" not in page(client.get("/complaints/receipt/"))
        assert self.send(client).status_code == 404
        assert not Message.objects.exists()

    @pytest.mark.parametrize("typed", ["", "ไม่ใช่อีเมล", "a@b", "a@example.org\nBcc: b@example.org"])
    def test_an_address_that_is_none_comes_back_at_its_field(self, client, receipt, typed):
        receipt(contact=_nobody())
        response = self.send(client, typed)
        assert response.status_code == 400
        assert 'id="id_email-error"' in page(response)
        assert not Message.objects.exists()

    def test_S15_of_one_case_it_ends_after_three_mailboxes(self, client, receipt):
        receipt(contact=_nobody())
        answers = [self.send(client, f"p{number}@example.org").status_code for number in range(4)]
        assert answers == [302, 302, 302, 429]

    def test_S15_into_one_mailbox_it_ends_whoever_sends(self, client, receipt):
        answers = []
        for number in range(6):
            receipt(contact=_nobody())
            answers.append(
                client.post(
                    "/complaints/receipt/send/", {"email": "Victim@example.org"}, REMOTE_ADDR=f"203.0.113.{number}"
                ).status_code
            )
        assert answers == [302] * 5 + [429]


def _nobody():
    from complaints.intake import Contact

    return Contact()
