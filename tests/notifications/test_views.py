import pytest
from django.http import Http404
from django.urls import path

from config.urls import urlpatterns as house
from notifications.models import Message
from notifications.outbox import enqueue, send_waiting
from notifications.views import A_PAGE, dev_mail
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
urlpatterns = [*house, path("dev/mail/", dev_mail, name="dev_mail")]


@pytest.fixture
def demo(settings):
    settings.DEMO = True


class TestTheDemosMailbox:
    def test_is_not_there_outside_the_demo(self, rf):
        with pytest.raises(Http404):
            dev_mail(rf.get("/dev/mail/"))

    def test_shows_mail_and_texts_newest_first_with_links(self, demo, client):
        enqueue("case:1", "email", "mali@example.org", "รับเรื่องแล้ว", "ดูที่ http://127.0.0.1:8000/track/69-7K3M-9QXT-Y/")
        enqueue("sms:1", "sms", "+66812345678", "", "รหัสของคุณคือ 123456")
        shown = client.get("/dev/mail/").content.decode()
        assert shown.index("รหัสของคุณคือ 123456") < shown.index("รับเรื่องแล้ว")
        assert '<a href="http://127.0.0.1:8000/track/69-7K3M-9QXT-Y/"' in shown

    def test_I11_shows_markup_as_text(self, demo, client):
        enqueue("case:1", "email", "mali@example.org", "<script>alert(1)</script>", "<img src=x onerror=alert(2)>")
        shown = client.get("/dev/mail/").content.decode()
        assert "<script>alert(1)" not in shown
        assert "<img src=x" not in shown

    def test_shows_no_notices_of_pages(self, demo, client):
        enqueue("case:1", "page", "person:1", "มีข่าวถึงคุณ", "ข้อความบนหน้า")
        assert "มีข่าวถึงคุณ" not in client.get("/dev/mail/").content.decode()

    @pytest.mark.parametrize("rubbish", ["", "x", "๙", "9" * 40, "-1"])
    def test_goes_back_page_by_page_and_takes_any_rubbish(self, demo, client, rubbish):
        for n in range(A_PAGE + 2):
            enqueue(f"case:{n}", "email", "mali@example.org", f"ฉบับที่ {n}.", "ข้อความ")
        first = client.get("/dev/mail/")
        older = client.get("/dev/mail/", {"before": first.context["older_than"]}).content.decode()
        assert "ฉบับที่ 1." in older
        assert "ฉบับที่ 2." not in older
        assert client.get("/dev/mail/", {"before": rubbish}).status_code == 200


class TestTheOperatorsList:
    @pytest.fixture
    def administrator(self, client):
        operator = make_user("ผู้ดูแล", is_staff=True, is_superuser=True)
        client.force_login(operator)
        return client

    def test_R10_shows_what_was_parked_and_sends_it_again(self, administrator, mailoutbox):
        enqueue("case:1", "email", "mali@example.org", "รับเรื่องแล้ว", "รหัสลับ 987654")
        message = Message.objects.get()
        Message.objects.update(state="parked", attempts=5, last_error="ValueError: cannot be written")
        shown = administrator.get("/admin/notifications/message/?state__exact=parked").content.decode()
        assert "ValueError: cannot be written" in shown
        administrator.post(
            "/admin/notifications/message/", {"action": "send_again", "_selected_action": [message.pk]}, follow=True
        )
        assert send_waiting() == 1
        assert len(mailoutbox) == 1

    def test_never_shows_what_a_message_says(self, administrator):
        enqueue("sms:1", "sms", "+66812345678", "", "รหัสลับ 987654")
        for address in ("", f"{Message.objects.get().pk}/change/"):
            answer = administrator.get(f"/admin/notifications/message/{address}")
            assert answer.status_code == 200
            assert "987654" not in answer.content.decode()

    @pytest.mark.parametrize(
        "log", ["records/accesslog", "records/upload", "records/idempotencykey", "notifications/message"]
    )
    def test_lets_nobody_add_change_or_delete(self, administrator, log):
        assert administrator.get(f"/admin/{log}/").status_code == 200
        assert administrator.get(f"/admin/{log}/add/").status_code == 403

    def test_is_not_opened_by_others(self, client):
        client.force_login(make_user("มาลี"))
        assert client.get("/admin/notifications/message/").status_code in (302, 404)
