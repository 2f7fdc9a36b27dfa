"""Signing up and in by e-mail or mobile phone."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from directory.models import User
from tests.directory import sent_messages
from tests.factories import make_membership, make_user

PASSWORD = "ข้าวเหนียวมะม่วง"
PHONE = "+66812345678"


@pytest.fixture(autouse=True)
def messages_stay_in_the_building(settings):
    settings.SMS_SENDER = "tests.directory.sent_messages.remember_sms"
    settings.MAIL_SENDER = "tests.directory.sent_messages.remember_mail"
    sent_messages.sms.clear()
    sent_messages.mail.clear()
    cache.clear()  # allauth counts tries there


def sign_up(client, **fields):
    form = {"full_name": "มาลี ใจดี", "email": "", "phone": "", "password1": PASSWORD} | fields
    return client.post(reverse("account_signup"), form)


def sign_in(client, login, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": login, "password": password})


def code_in(text):
    return re.search(r"\b[0-9]{6}\b", text)[0]


def is_signed_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.django_db
class TestSigningUp:
    def test_by_phone_asks_for_the_code_sent_by_sms_and_lets_in(self, client):
        answer = sign_up(client, phone="๐๘๑-๒๓๔-๕๖๗๘")
        assert answer["Location"] == reverse("account_verify_phone")
        assert not is_signed_in(client)

        [(phone, text, language)] = sent_messages.sms
        assert (phone, language) == (PHONE, "th")
        client.post(reverse("account_verify_phone"), {"code": code_in(text)})

        malee = User.objects.get(phone=PHONE)
        assert is_signed_in(client)
        assert malee.full_name == "มาลี ใจดี"
        assert malee.phone_confirmed_at is not None
        assert malee.email is None

    def test_takes_people_who_have_one_name(self, client):
        sign_up(client, phone="0812345678", full_name="Suharto")
        assert User.objects.get(phone=PHONE).get_short_name() == "Suharto"

    def test_by_email_asks_for_the_code_sent_by_mail_and_lets_in(self, client):
        answer = sign_up(client, email="Malee@Example.org")
        assert answer["Location"] == reverse("account_email_verification_sent")
        [(email, _subject, body, _language)] = sent_messages.mail
        assert email == "malee@example.org"
        asked = client.get(reverse("account_email_verification_sent"))
        assert "malee@example.org" in asked.content.decode()
        after = client.post(reverse("account_email_verification_sent"), {"code": code_in(body)}, follow=True)
        assert "ยืนยันอีเมลแล้ว" in after.content.decode()
        assert is_signed_in(client)
        assert User.objects.get(email="malee@example.org").email_confirmed_at is not None

    @pytest.mark.parametrize(
        ("password", "words"),
        [("ข้าวผัด", "ให้ยาวขึ้น"), ("1234567890", "เดาง่าย"), ("malee@example.org", "คล้ายชื่อ อีเมล หรือเบอร์")],
    )
    def test_a_weak_password_is_explained_in_thai(self, client, password, words):
        assert words in sign_up(client, email="malee@example.org", password1=password).content.decode()

    @pytest.mark.parametrize(("language", "words"), [("th", "ไม่ต้องทำอะไร"), ("en", "do nothing")])
    def test_the_mail_speaks_the_language_of_the_page(self, client, language, words):
        client.cookies["language"] = language
        sign_up(client, email="malee@example.org")
        [(_email, subject, body, told)] = sent_messages.mail
        assert told == language
        assert words in body
        assert code_in(subject) == code_in(body)

    def test_a_wrong_code_lets_nobody_in(self, client):
        sign_up(client, phone="0812345678")
        client.post(reverse("account_verify_phone"), {"code": "000000"})
        assert not is_signed_in(client)
        assert User.objects.get(phone=PHONE).phone_confirmed_at is None

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({}, "email"),
            ({"email": "ไม่ใช่อีเมล"}, "email"),
            ({"phone": "02-123-4567"}, "phone"),
            ({"phone": "0812345678", "full_name": "ม"}, "full_name"),
            ({"phone": "0812345678", "password1": "สั้นไป"}, "password1"),
            ({"phone": "0812345678", "password1": ""}, "password1"),
        ],
    )
    def test_is_refused_beside_the_field_that_is_not_right(self, client, fields, field):
        answer = sign_up(client, **fields)
        assert field in answer.context["form"].errors
        assert not User.objects.exists()

    def test_with_a_number_that_has_an_account_looks_the_same_and_changes_nothing(self, client):
        owner = make_user(phone=PHONE, email_confirmed_at=None)
        owner.phone_confirmed_at = owner.date_joined
        owner.save()
        answer = sign_up(client, phone="0812345678", full_name="คนอื่น แอบอ้าง")
        assert answer["Location"] == reverse("account_verify_phone")
        owner.refresh_from_db()
        assert (owner.full_name, User.objects.count()) == ("มาลี ใจดี", 1)
        [(_phone, text, _language)] = sent_messages.sms
        assert not re.search(r"[0-9]{6}", text)

    def test_a_second_code_at_once_is_refused_as_too_early(self, client):
        sign_up(Client(), phone="0812345678")
        refused = sign_up(client, phone="0812345678")
        assert refused.status_code == 429
        assert "ลองใหม่ได้ภายใน 5 นาที" in refused.content.decode()
        assert len(sent_messages.sms) == 1

    def test_nothing_a_citizen_sends_makes_them_staff(self, client):
        sign_up(client, phone="0812345678", is_staff="on", is_superuser="on", email_confirmed_at="2026-01-01")
        malee = User.objects.get(phone=PHONE)
        assert not malee.is_staff
        assert not malee.is_superuser
        assert malee.email_confirmed_at is None


@pytest.mark.django_db
class TestANumberThatSomebodyElseTypedFirst:
    def test_is_free_until_it_is_confirmed(self, client):
        sign_up(Client(), phone="0812345678", full_name="คนอื่น แอบอ้าง", password1="รหัสของคนแอบอ้าง")
        cache.clear()  # half a minute later
        sign_up(client, phone="0812345678")
        client.post(reverse("account_verify_phone"), {"code": code_in(sent_messages.sms[-1][1])})
        assert User.objects.get(phone=PHONE).full_name == "มาลี ใจดี"
        client.logout()
        sign_in(client, "0812345678", "รหัสของคนแอบอ้าง")
        assert not is_signed_in(client)

    def test_so_is_an_email(self, client):
        sign_up(Client(), email="malee@example.org", full_name="คนอื่น แอบอ้าง", password1="รหัสของคนแอบอ้าง")
        sign_up(client, email="malee@example.org")
        assert User.objects.get(email="malee@example.org").full_name == "มาลี ใจดี"

    def test_gives_no_code_to_sign_in_with(self, client):
        sign_up(Client(), email="malee@example.org", full_name="คนอื่น แอบอ้าง")
        sent_messages.mail.clear()
        client.post(reverse("account_request_login_code"), {"email": "malee@example.org"})
        assert sent_messages.mail == []

    def test_an_officer_whom_an_administrator_entered_is_never_removed_by_it(self, client):
        officer = make_user("วิชัย ทองดี", phone=PHONE, email_confirmed_at=None)
        make_membership(officer)
        sign_up(client, phone="0812345678", full_name="คนอื่น แอบอ้าง")
        assert list(User.objects.values_list("full_name", flat=True)) == ["วิชัย ทองดี"]


@pytest.mark.django_db
class TestSigningIn:
    @pytest.fixture
    def malee(self):
        malee = make_user(email="malee@example.org", phone=PHONE, password=PASSWORD)
        malee.phone_confirmed_at = malee.date_joined
        malee.save()
        malee.emailaddress_set.create(email=malee.email, verified=True, primary=True)
        return malee

    @pytest.mark.parametrize("login", ["malee@example.org", "MALEE@example.org", "0812345678", "๐๘๑ ๒๓๔ ๕๖๗๘"])
    def test_by_either_with_the_password(self, client, malee, login):
        sign_in(client, login)
        assert is_signed_in(client)

    @pytest.mark.parametrize("login", ["malee@example.org", "0812345678", "0899999999", "มาลี"])
    def test_is_refused_with_a_wrong_password(self, client, malee, login):
        answer = sign_in(client, login, "ผิดแน่นอนครับ")
        assert not is_signed_in(client)
        assert answer.context["form"].errors

    def test_is_refused_to_someone_shut_out(self, client, malee):
        malee.is_active = False
        malee.save()
        sign_in(client, "malee@example.org")
        assert not is_signed_in(client)

    def test_by_a_code_sent_to_the_phone(self, client, malee):
        client.post(reverse("account_request_login_code"), {"phone": "0812345678"})
        client.post(reverse("account_confirm_login_code"), {"code": code_in(sent_messages.sms[0][1])})
        assert is_signed_in(client)

    def test_by_a_code_for_an_unknown_number_sends_nothing(self, client, malee):
        answer = client.post(reverse("account_request_login_code"), {"phone": "0899999999"})
        assert answer.status_code == 302
        assert sent_messages.sms == []

    def test_a_lost_password_is_set_anew_by_a_code(self, client, malee):
        client.post(reverse("account_reset_password"), {"email": "malee@example.org"})
        client.post(reverse("account_confirm_password_reset_code"), {"code": code_in(sent_messages.mail[0][2])})
        client.post(
            reverse("account_complete_password_reset"),
            {"password1": "ต้มยำกุ้งน้ำข้น", "password2": "ต้มยำกุ้งน้ำข้น"},
        )
        malee.refresh_from_db()
        assert malee.check_password("ต้มยำกุ้งน้ำข้น")


@pytest.mark.django_db
def test_an_email_with_an_account_is_told_so_and_gets_no_code(client):
    malee = make_user(email="malee@example.org", password=PASSWORD)
    malee.emailaddress_set.create(email=malee.email, verified=True, primary=True)
    sign_up(client, email="malee@example.org", full_name="คนอื่น แอบอ้าง")
    [(_email, _subject, body, _language)] = sent_messages.mail
    assert not re.search(r"[0-9]{6}", body)
    assert reverse("account_reset_password") in body
    assert User.objects.get().full_name == "มาลี ใจดี"


@pytest.mark.django_db
def test_a_changed_number_counts_once_its_code_was_typed(client):
    malee = make_user(email="malee@example.org")
    client.force_login(malee)
    client.post(reverse("account_change_phone"), {"phone": "0812345678"})
    malee.refresh_from_db()
    assert malee.phone is None
    client.post(reverse("account_verify_phone"), {"code": code_in(sent_messages.sms[0][1])})
    malee.refresh_from_db()
    assert (malee.phone, malee.phone_confirmed_at is not None) == (PHONE, True)
