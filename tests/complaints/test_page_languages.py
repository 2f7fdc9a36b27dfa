"""People who file in another language get their notices in it."""

import pytest
from django.utils.translation import override

from complaints.handling import accept_assignment, ask_complainant, assign_case
from complaints.intake import Contact
from complaints.models import Complaint
from complaints.reaching import confirm_address
from directory.languages import PAGE_LANGUAGES
from notifications.models import Message
from notifications.transports import send_email
from tests.complaints.test_filing_pages import filled
from tests.complaints.test_reaching import NUAN, PHONE, code_of

pytestmark = pytest.mark.django_db
BURMESE = "စက်ရုံရှေ့ လမ်းမီးတွေ ပျက်နေတာ နှစ်ပတ်ရှိပြီ။ ညဘက် လမ်းသွားရတာ ကြောက်စရာကောင်းတယ်။"
foreign = pytest.mark.parametrize("code", [each.code for each in PAGE_LANGUAGES if each.code not in {"th", "en"}])
PART_OF_AN_SMS = 67
"""Letters in each part of a text that is not Latin (3GPP TS 23.038, UCS-2 with a header)."""


@pytest.fixture
def by_mail(file):
    def by_mail(code, **fields):
        complaint = file(BURMESE, by=None, contact=Contact(email=NUAN), language=code, **fields).complaint
        confirm_address(complaint, code_of())
        return complaint

    return by_mail


class TestFilingInAnotherLanguage:
    @foreign
    def test_keeps_the_language_of_the_page(self, client, khon_kaen, code):
        client.cookies["language"] = code
        assert client.post("/complaints/new/", filled("send", text=BURMESE, province="40")).status_code == 302
        assert Complaint.objects.get().language == code

    def test_by_the_api_takes_them_and_no_others(self, client):
        for code, status in (("zh-hans", 201), ("xx", 400)):
            answer = client.post(
                "/api/v1/complaints/", {"text": BURMESE, "language": code}, content_type="application/json",
                headers={"idempotency-key": f"key-of-{code}-0001"},
            )  # fmt: skip
            assert answer.status_code == status
        assert Complaint.objects.get().language == "zh-hans"


class TestNotices:
    @foreign
    def test_speak_the_language_of_the_complaint_and_no_thai(self, by_mail, highways, wichai, code):
        complaint = by_mail(code)
        with override("th"):  # the officer's page
            part = accept_assignment(assign_case(complaint.case, highways, by=None), by=wichai)
            ask_complainant(part, question="เสาต้นไหน", by=wichai)
        for mail in Message.objects.all():
            assert mail.language == code
            said = (mail.subject + mail.body).replace(highways.name_th, "")
            assert not any("ก" <= letter <= "๛" for letter in said), said
        with override(code):
            from django.utils.translation import gettext

            assert gettext("Hello") in Message.objects.latest("id").body

    def test_say_so_to_programs_that_read_mail(self, by_mail, mailoutbox):
        by_mail("zh-hans")
        send_email(Message.objects.latest("id"))
        assert mailoutbox[0].extra_headers["Content-Language"] == "zh-Hans"

    @pytest.mark.parametrize("code", [each.code for each in PAGE_LANGUAGES])
    def test_by_sms_stay_short(self, file, highways, wichai, settings, code):
        settings.SMS_GATEWAY = "tests.notifications.test_outbox.gateway"
        complaint = file(BURMESE, by=None, contact=Contact(phone=PHONE), news_channel="sms", language=code).complaint
        confirm_address(complaint, code_of())
        part = accept_assignment(assign_case(complaint.case, highways, by=None), by=wichai)
        ask_complainant(part, question="เสาต้นไหน", by=wichai)
        texts = [message.body.replace(settings.SITE_URL, "https://siang.example") for message in Message.objects.all()]
        assert len(texts) >= 4
        assert max(map(len, texts)) <= 4 * PART_OF_AN_SMS, max(texts, key=len)
