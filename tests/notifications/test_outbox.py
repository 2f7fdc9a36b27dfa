import smtplib
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from notifications import mail, outbox, sms, transports
from notifications.models import Message
from notifications.outbox import (
    TRIES_OF_A_BAD_MESSAGE,
    TRIES_WHILE_A_CHANNEL_IS_DOWN,
    enqueue,
    forget_codes,
    pause_after,
    send_waiting,
)
from tests.factories import make_user

EVENT, MALI = "case:69-7K3M-9QXT-Y:3", "mali@example.org"
WAITING, SENT, PARKED = Message.State.WAITING, Message.State.SENT, Message.State.PARKED


def tell(event: str = EVENT, recipient: str = MALI, channel: str = "email", **more) -> None:
    enqueue(event, channel, recipient, "เรื่องของคุณมีความคืบหน้า", "การไฟฟ้ารับเรื่องแล้ว", **more)


def an_earlier_time(**ago) -> None:
    """As if the last tries had been some time ago."""
    for message in Message.objects.filter(state=WAITING):
        Message.objects.filter(pk=message.pk).update(next_try_at=message.next_try_at - timedelta(**ago))


@pytest.fixture
def broken(monkeypatch):
    """Makes the e-mail transport raise what it is given, until it is given None."""
    fault: list[Exception | None] = [None]
    real = transports.send_email

    def send(message: Message) -> None:
        if fault[0] is not None:
            raise fault[0]
        real(message)

    monkeypatch.setattr(transports, "send_email", send)
    return lambda error: fault.__setitem__(0, error)


class TestR6TheOutboxAndTheAct:
    @pytest.mark.django_db(transaction=True)
    def test_R6_no_message_without_the_act(self):
        class Refused(Exception):
            pass

        with pytest.raises(Refused), transaction.atomic():
            tell()
            raise Refused
        assert not Message.objects.exists()
        assert send_waiting() == 0

    @pytest.mark.django_db(transaction=True)
    def test_R6_no_message_is_sent_before_the_act_is_done(self, mailoutbox):
        with transaction.atomic():
            tell()
            seen_by_others = other_connection_counts()
        assert seen_by_others == 0
        assert other_connection_counts() == 1

    @pytest.mark.django_db
    def test_R7_an_event_is_told_once_however_often_it_is_enqueued(self, mailoutbox):
        for _ in range(3):
            tell()
        send_waiting()
        tell()
        assert send_waiting() == 0
        assert [sent.to for sent in mailoutbox] == [[MALI]]

    @pytest.mark.django_db
    def test_another_event_channel_or_recipient_is_another_message(self):
        tell()
        tell(event="case:69-7K3M-9QXT-Y:4")
        tell(recipient="somchai@example.org")
        tell(channel="page", recipient="person:1")
        assert Message.objects.count() == 4

    @pytest.mark.django_db
    def test_an_unknown_channel_is_a_mistake(self):
        with pytest.raises(ValueError, match="fax"):
            tell(channel="fax")


def other_connection_counts() -> int:
    """How many messages somebody else sees."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM notifications_message")
            return cursor.fetchone()[0]
    finally:
        other.close()


@pytest.mark.django_db
class TestSending:
    def test_marks_the_message_and_sends_it_in_thai(self, mailoutbox):
        tell(language="th")
        assert send_waiting() == 1
        [sent] = mailoutbox
        assert (sent.subject, sent.body) == ("เรื่องของคุณมีความคืบหน้า", "การไฟฟ้ารับเรื่องแล้ว")
        message = Message.objects.get()
        assert (message.state, message.attempts, message.last_error) == (SENT, 1, "")
        assert message.sent_at is not None

    def test_R7_carries_the_same_message_id_on_every_try(self, mailoutbox, broken):
        tell()
        key = Message.objects.get().provider_key
        broken(ConnectionRefusedError())
        send_waiting()
        an_earlier_time(minutes=1)
        broken(None)
        send_waiting()
        assert mailoutbox[0].extra_headers["Message-ID"].startswith(f"<{key}@")
        assert Message.objects.get().provider_key == key

    def test_R7_a_message_being_sent_is_left_alone_by_another_worker(self, mailoutbox, monkeypatch):
        tell()
        tries: list[int] = []
        monkeypatch.setattr(transports, "send_email", lambda message: tries.append(send_waiting()))
        assert send_waiting() == 1
        assert tries == [0]

    def test_R7_a_message_whose_worker_was_killed_goes_again_after_the_lease(self, mailoutbox):
        tell()
        assert outbox._take_next() is not None  # and then the power goes
        assert send_waiting() == 0
        an_earlier_time(seconds=outbox.LEASE.total_seconds())
        assert send_waiting() == 1
        assert len(mailoutbox) == 1

    def test_R7_a_late_failure_does_not_undo_what_another_worker_sent(self, broken):
        tell()
        late = outbox._take_next()
        an_earlier_time(seconds=outbox.LEASE.total_seconds())
        send_waiting()
        broken(ConnectionRefusedError())
        outbox._send(late)
        assert Message.objects.get().state == SENT

    def test_takes_no_more_than_a_batch(self, mailoutbox):
        for n in range(7):
            tell(event=f"case:69-7K3M-9QXT-Y:{n}")
        assert [send_waiting(batch=5), send_waiting(batch=5), send_waiting(batch=5)] == [5, 2, 0]
        assert len(mailoutbox) == 7

    def test_a_line_break_in_a_subject_cannot_forge_a_header(self, mailoutbox):
        enqueue(EVENT, "email", MALI, "เรื่อง\r\nBcc: everybody@example.org", "ข้อความ")
        send_waiting()
        assert mailoutbox[0].subject == "เรื่อง Bcc: everybody@example.org"
        assert mailoutbox[0].recipients() == [MALI]

    def test_a_notice_on_the_page_only_calls_the_page(self, mailoutbox):
        mali = make_user("มาลี ใจดี")
        tell(channel="page", recipient=f"person:{mali.pk}", user=mali)
        assert send_waiting() == 1
        assert list(Message.objects.for_person(mali)) == [Message.objects.get()]
        assert not Message.objects.for_person(make_user("สมชาย")).exists()
        assert not mailoutbox


@pytest.mark.django_db
class TestAChannelThatIsDown:
    @pytest.mark.parametrize(
        "outage",
        [
            transports.ChannelDown("no answer"),
        ],
    )
    def test_R7_is_tried_for_72_hours(self, broken, outage, mailoutbox):
        tell()
        broken(outage)
        waited = timedelta()
        while Message.objects.get().state == WAITING:
            assert send_waiting() == 1
            pause = pause_after(Message.objects.get().attempts)
            waited += pause
            an_earlier_time(seconds=pause.total_seconds())
        assert timedelta(hours=72) < waited < timedelta(hours=75)
        assert Message.objects.get().attempts == TRIES_WHILE_A_CHANNEL_IS_DOWN

    def test_R7_is_used_again_when_it_is_back(self, broken, mailoutbox):
        tell()
        broken(transports.ChannelDown("no answer"))
        for _ in range(20):
            send_waiting()
            an_earlier_time(hours=1)
        assert "no answer" in Message.objects.get().last_error
        broken(None)
        send_waiting()
        assert len(mailoutbox) == 1
        assert Message.objects.get().state == SENT

    def test_pauses_grow_from_a_minute_to_an_hour(self):
        assert [pause_after(n) // timedelta(minutes=1) for n in (1, 2, 3, 6, 7, 8, 200)] == [1, 2, 4, 32, 60, 60, 60]

    @pytest.mark.parametrize(
        ("fault", "is_down"),
        [
            (ConnectionRefusedError(), True),
            (TimeoutError(), True),
            (smtplib.SMTPServerDisconnected(), True),
            (smtplib.SMTPAuthenticationError(535, b"no"), True),
            (smtplib.SMTPRecipientsRefused({MALI: (450, b"greylisted")}), True),
            (smtplib.SMTPRecipientsRefused({MALI: (550, b"nobody here")}), False),
            (smtplib.SMTPDataError(554, b"refused"), False),
        ],
    )
    def test_is_told_apart_from_a_message_at_fault(self, fault, is_down, monkeypatch):
        def fail(*_args, **_kwargs):
            raise fault

        tell()
        monkeypatch.setattr(transports.EmailMessage, "send", fail)
        with pytest.raises(transports.ChannelDown if is_down else type(fault)):
            transports.send_email(Message.objects.get())


@pytest.mark.django_db
class TestR10AMessageThatAlwaysFails:
    def test_R10_is_parked_after_some_tries_and_the_queue_goes_on(self, broken, mailoutbox, monkeypatch):
        tell(event="poison:1", recipient="ไม่ใช่อีเมล")
        poison = Message.objects.get().pk
        real = transports.send_email

        def choke(message: Message) -> None:
            if message.pk == poison:
                raise ValueError("cannot be written")
            real(message)

        monkeypatch.setattr(transports, "send_email", choke)
        for n in range(TRIES_OF_A_BAD_MESSAGE + 3):
            tell(event=f"case:69-7K3M-9QXT-Y:{n}")
            send_waiting()
            an_earlier_time(hours=1)
        assert list(Message.objects.parked().values_list("pk", "attempts")) == [(poison, TRIES_OF_A_BAD_MESSAGE)]
        assert Message.objects.get(pk=poison).last_error == "ValueError: cannot be written"
        assert len(mailoutbox) == TRIES_OF_A_BAD_MESSAGE + 3


@pytest.mark.django_db
class TestTexts:
    def test_wait_while_no_gateway_is_set(self):
        sms.send_later("+66812345678", "รหัสของคุณคือ 123456")
        send_waiting()
        assert Message.objects.get().state == WAITING
        assert "gateway" in Message.objects.get().last_error

    def test_are_only_shown_in_the_demo(self, settings):
        settings.DEMO = True
        sms.send_later("+66812345678", "รหัสของคุณคือ 123456")
        send_waiting()
        assert Message.objects.get().state == SENT

    def test_go_to_the_gateway_with_the_retry_key(self, settings):
        settings.SMS_GATEWAY = f"{__name__}.gateway"
        sms.send_later("+66812345678", "รหัสของคุณคือ 123456", language="th")
        send_waiting()
        assert [("+66812345678", "รหัสของคุณคือ 123456", str(Message.objects.get().provider_key))] == GIVEN

    def test_two_codes_to_one_number_are_two_messages(self):
        sms.send_later("+66812345678", "123456")
        sms.send_later("+66812345678", "123456")
        mail.send_later(MALI, "รหัส", "123456", language="en")
        assert Message.objects.count() == 3


GIVEN: list[tuple[str, str, str]] = []


def gateway(phone: str, text: str, *, provider_key: str) -> None:
    GIVEN.append((phone, text, provider_key))


@pytest.mark.django_db
def test_a_message_is_due_at_once():
    tell()
    assert Message.objects.get().next_try_at <= timezone.now()


@pytest.mark.django_db
class TestCodesThatAreOver:
    def later(self, **ago) -> None:
        Message.objects.update(created_at=timezone.now() - timedelta(**ago))

    @pytest.mark.parametrize("event", ["code:69-7K3M-9QXT-Y:0123456789ab", "mail:1", "sms:1"])
    def test_are_blanked_where_they_were_sent(self, event, mailoutbox):
        tell(event)
        send_waiting()
        self.later(minutes=50)
        assert forget_codes() == 0
        self.later(minutes=61)
        assert (forget_codes(), forget_codes()) == (1, 0)
        message = Message.objects.get()
        assert (message.subject, message.body, message.state, message.recipient) == ("", "", SENT, MALI)

    def test_are_dropped_where_they_never_went(self):
        tell("code:69-7K3M-9QXT-Y:0123456789ab")
        self.later(hours=2)
        assert forget_codes() == 1
        assert not Message.objects.exists()

    def test_news_of_a_case_and_what_still_waits_stay(self):
        tell()
        tell("mail:2")
        self.later(days=1)
        assert forget_codes() == 0
        assert not Message.objects.filter(body="").exists()
