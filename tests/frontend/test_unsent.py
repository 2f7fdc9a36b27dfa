"""An act's address that is asked for as a page, and a button that was pressed after the session had ended."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve, reverse
from django.utils.html import escape

from directory.models import Role
from frontend.templatetags.siang import draft_key
from frontend.unsent import page_of_act
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
REFERENCE = "69-7K3M-9QXT-Y"
UUID = "0b0f4a3e-6f0e-4b39-9d0a-2f8a8f6f4a11"
SAMPLES = {
    "reference": REFERENCE,
    "public_id": UUID,
    "slug": "69-k3m9qx",
    "token": "abc",
    "key": "4f2a",
    "code": "40",
    "name": "send",
    "version": "1",
}
PAGE = {"accept": "text/html,application/xhtml+xml"}
NOT_DONE = "ยังไม่ได้ทำ กดปุ่มอีกครั้ง"


def _addresses(patterns, begin="/"):
    """One address of every route of ours."""
    for each in patterns:
        route = str(each.pattern)
        if route.startswith(("admin/", "accounts/", "api/", "^")):
            continue
        address = begin + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: SAMPLES.get(m[1], "x"), route)
        if isinstance(each, URLPattern):
            yield address
        else:
            yield from _addresses(each.url_patterns, address)


@pytest.fixture
def signed_in(client):
    client.force_login(make_membership(make_user("วิชัย ทองดี"), make_agency("กรมทางหลวง"), Role.OFFICER).user)
    return client


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


class TestAnActsAddressAskedForAsAPage:
    def test_leads_from_every_act_in_one_step_to_a_page(self, signed_in):
        acts = [path for path in _addresses(get_resolver().url_patterns) if signed_in.get(path).status_code == 405]
        assert len(acts) > 50
        for path in acts:
            answer = signed_in.get(path, headers=PAGE)
            to = urlsplit(answer["Location"])
            assert answer.status_code == 302 and not to.netloc, path
            resolve(to.path)
            assert signed_in.get(answer["Location"]).status_code != 405, path
            assert said(answer)[-1] == NOT_DONE

    @pytest.mark.parametrize(
        ("act", "page"),
        [
            (f"/office/{REFERENCE}/accept/", f"/office/{REFERENCE}/"),
            (f"/office/{REFERENCE}/split/undo/", f"/office/{REFERENCE}/"),
            ("/office/chosen/undo/", "/office/"),
            (f"/desk/{REFERENCE}/confirm/", f"/desk/?case={REFERENCE}"),
            (f"/desk/{REFERENCE}/split/undo/", f"/desk/?case={REFERENCE}"),
            (f"/track/{REFERENCE}/confirm/", f"/track/{REFERENCE}/"),
            (f"/track/{REFERENCE}/appeal/take-back/", f"/track/{REFERENCE}/appeal/"),
            (f"/track/{REFERENCE}/invite/stop/", f"/track/{REFERENCE}/"),
            ("/consultations/manage/69-k3m9qx/announce/", "/consultations/manage/69-k3m9qx/"),
            (f"/office/people/invitations/{UUID}/withdraw/", "/office/people/"),
            ("/office/a b%\n/accept/", "/office/a%20b%25%0A/"),
            ("//example.org/accept/", "/"),
            ("/nowhere/at/all/", "/"),
        ],
    )
    def test_is_the_page_that_the_act_belongs_to(self, act, page):
        assert page_of_act(act) == page

    def test_of_a_case_that_is_not_there_is_answered_as_of_one_that_is(self, signed_in, django_assert_num_queries):
        with django_assert_num_queries(2):  # the session and the person: no case is looked up
            answer = signed_in.get(f"/office/{REFERENCE}/accept/", headers=PAGE)
        assert answer["Location"] == f"/office/{REFERENCE}/"

    @pytest.mark.parametrize("headers", [{}, {"accept": "application/json"}, {**PAGE, "x-part": "1"}])
    def test_a_machine_is_told_what_it_may_send(self, signed_in, headers):
        answer = signed_in.get(f"/office/{REFERENCE}/accept/", headers=headers)
        assert answer.status_code == 405 and answer["Allow"] == "POST"

    def test_so_is_the_api(self, signed_in):
        answer = signed_in.get("/api/v1/complaints/", headers={"accept": "text/html, */*"})
        assert answer.status_code == 405 and "POST" in answer["Allow"]


class TestAButtonPressedAfterTheSessionHadEnded:
    def test_leads_to_signing_in_and_says_that_nothing_was_done(self, client):
        answer = client.post(f"/office/{REFERENCE}/accept/", headers=PAGE)
        assert parse_qs(urlsplit(answer["Location"]).query)["next"] == [f"/office/{REFERENCE}/accept/"]
        page = client.get(answer["Location"]).content.decode()
        assert "ระหว่างนั้นคุณออกจากระบบแล้ว" in page

    def test_who_only_reads_is_told_nothing(self, client):
        assert said(client.get("/office/", headers=PAGE)) == []

    def test_what_a_page_sends_by_itself_says_nothing_later(self, client):
        assert said(client.post(f"/office/{REFERENCE}/gone/", {"at": "x"}, headers={"accept": "*/*"})) == []

    def test_then_signing_in_leads_to_the_case(self, client):
        person = make_membership(make_user("วิชัย ทองดี", email="wichai@example.org"), make_agency("กรมทางหลวง")).user
        client.force_login(person)
        answer = client.get(f"/office/{REFERENCE}/accept/", headers=PAGE)
        assert answer["Location"] == reverse("office_case", args=[REFERENCE])


WORDS = "ขอให้ซ่อมฝาท่อ\nและวางแผงกั้นไว้ก่อน <b>"


def _leads_to_a_door(answer) -> bool:
    doors = {reverse("account_login"), reverse("admin:login")}
    return answer.status_code == 302 and urlsplit(answer["Location"]).path in doors


class TestWordsSentAfterTheSessionHadEnded:
    """No form loses them, with scripts or without: each that is for those who signed in shows them again."""

    def test_of_no_form_are_lost(self, client):
        """Every address of ours, and the administration's forms; whatever asks to sign in has the words on its page."""
        admins = [reverse(f"admin:complaints_{name}_add") for name in ("replytemplate", "delayreason")]
        kept = []
        for path in [*_addresses(get_resolver().url_patterns), *admins]:
            answer = client.post(path, {"some-text": WORDS, "text": WORDS}, headers=PAGE)
            assert not _leads_to_a_door(answer), path
            if answer.status_code == 403 and "ยังไม่ได้ส่ง" in answer.content.decode():
                assert escape(WORDS) in answer.content.decode(), path
                kept.append(path)
        assert len(kept) > 60 and set(admins) <= set(kept)

    def test_are_on_the_page_with_the_way_to_sign_in_and_go_once_more_from_there(self, client):
        """Signed in in another window, the button brings the same form to the same address."""
        path = f"/office/{REFERENCE}/reply/"
        client.cookies["language"] = "en"
        page = client.post(path, {"reply-text": WORDS, "reply-seen": "12"}, headers=PAGE).content.decode()
        assert "You were signed out meanwhile. Nothing was sent or changed" in page
        assert f"{reverse('account_login')}?next=%2Foffice%2F{REFERENCE}%2F" in page
        assert f'action="{path}"' in page
        for name, value in (("reply-text", escape(WORDS)), ("reply-seen", "12")):
            assert f'type="hidden" name="{name}" value="{value}"' in page

    def test_are_kept_by_no_cache_and_read_by_no_robot(self, client):
        answer = client.post(f"/office/{REFERENCE}/reply/", {"reply-text": WORDS}, headers=PAGE)
        assert "no-store" in answer["Cache-Control"] and "noindex" in answer.content.decode()

    def test_a_password_is_never_among_them(self, client):
        sent = {"text": WORDS, "password": "รหัส ยาวมาก", "old_password": "รหัส ยาวกว่า"}
        assert "รหัส ยาว" not in client.post("/me/", sent, headers=PAGE).content.decode()

    @pytest.mark.parametrize("headers", [{}, {"accept": "application/json"}, {**PAGE, "x-part": "1"}])
    def test_a_machine_is_led_to_the_door_as_before(self, client, headers):
        assert _leads_to_a_door(client.post(f"/office/{REFERENCE}/reply/", {"reply-text": WORDS}, headers=headers))

    def test_a_button_alone_leads_to_the_door_as_before(self, client):
        sent = {"seen": "12", "form_token": UUID, "reason": "material"}
        assert _leads_to_a_door(client.post(f"/office/{REFERENCE}/accept/", sent, headers=PAGE))


class TestAFormFromBeforeSigningIn:
    """Its token is another one's now; where a page of ours sent it, it is offered once more."""

    PATH = f"/office/{REFERENCE}/reply/"
    HERE = {**PAGE, "sec-fetch-site": "same-origin"}

    @pytest.fixture
    def strict(self):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies["language"] = "en"
        strict.get(reverse("account_login"))
        return strict

    def test_is_shown_and_goes_through_by_one_press_more(self, strict):
        page = strict.post(self.PATH, {"reply-text": WORDS, "csrfmiddlewaretoken": "x" * 64}, headers=self.HERE)
        html = page.content.decode()
        assert page.status_code == 403 and escape(WORDS) in html and "no-store" in page["Cache-Control"]
        [token] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', html)
        again = strict.post(self.PATH, {"reply-text": WORDS, "csrfmiddlewaretoken": token}, headers=self.HERE)
        assert "You were signed out meanwhile" in again.content.decode(), "past the check, and asked to sign in"

    @pytest.mark.parametrize(
        "headers",
        [
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {},
            {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
        ],
    )
    def test_of_another_site_is_never_repeated(self, strict, headers):
        sent = {"reply-text": WORDS, "csrfmiddlewaretoken": "x" * 64}
        answer = strict.post(self.PATH, sent, headers={**PAGE, **headers})
        assert answer.status_code == 403 and "ฝาท่อ" not in answer.content.decode()

    def test_of_a_browser_that_names_its_origin_is_shown_too(self, strict):
        sent = {"reply-text": WORDS, "csrfmiddlewaretoken": "x" * 64}
        answer = strict.post(self.PATH, sent, headers={**PAGE, "origin": "http://testserver"})
        assert "ฝาท่อ" in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "key"),
    [
        (f"/office/{REFERENCE}/close/", f"close-{REFERENCE}"),
        (f"/office/{REFERENCE}/transfer/", f"decline-{REFERENCE}"),
        (f"/office/field/{REFERENCE}/", f"field-{REFERENCE}"),
        (f"/track/{REFERENCE}/dispute/", f"dispute-{REFERENCE}"),
        (f"/office/{REFERENCE}/", ""),
        ("/me/", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_names_the_draft_of_the_form_that_is_sent_there(path, key):
    assert draft_key(path) == key


def test_the_page_to_sign_in_asks_the_browser_whether_it_keeps_the_words(client):
    page = client.get(f"{reverse('account_login')}?next=/office/{REFERENCE}/close/").content.decode()
    assert f'data-module="kept-words" data-key="close-{REFERENCE}"' in page
    assert "kept-words" not in client.get(f"{reverse('account_login')}?next=/office/").content.decode()
