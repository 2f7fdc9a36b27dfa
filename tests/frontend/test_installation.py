"""How an installation is called, looks and is reached: who says so, what is refused, and where it stands."""

import io
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from PIL import Image

from directory import installing as acts
from directory.colours import HOUSE_ACCENT, HOUSE_COLOUR, contrast, palette, too_faint
from directory.installation import house_name, in_our_name, site_url, the_installation
from directory.installing import keep_installation
from directory.models import Installation, Role
from notifications.letters import letter, text
from notifications.models import Message
from notifications.outbox import enqueue, send_waiting
from tests.factories import make_agency, make_membership, make_user
from tests.records.files import encoded

pytestmark = pytest.mark.django_db
NAMES = {"name_th": "เสียงชาวขอนแก่น", "name_en": "Voice of Khon Kaen"}


@pytest.fixture
def admin_user(db):
    user = make_user("อรุณ ผู้ดูแล", is_staff=True)
    return make_membership(user, make_agency("สำนักงาน", code="office"), Role.ADMINISTRATOR).user


@pytest.fixture
def as_admin(admin_user):
    client = Client()
    client.force_login(admin_user, backend="directory.signing_in.Passwords")
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def ours(settings):
    """An installation with a name, a telephone and colours of its own."""
    return kept(**NAMES, phone="043-123456", hours_th="ทุกวัน", hours_en="Every day", colour="#6b1f4a", accent="#ffd24d")


def kept(seen=0, **said):
    row = keep_installation(said, seen=seen)
    the_installation.forget()
    return row


def sent(row=None, **said):
    return dict.fromkeys(acts.SAID, "") | {"version": str(row.version if row else 0)} | said


def refused(**said):
    with pytest.raises(ValidationError) as error:
        keep_installation(said, seen=0)
    return {name: [each.code for each in errors] for name, errors in error.value.error_dict.items()}


def png(size=(80, 40), **how):
    return encoded(Image.new("RGBA", size, (200, 20, 60, 128)), "PNG", **how)


class TestWhoMayChangeIt:
    @pytest.mark.parametrize("name", ["installation", "installation_proposed_logo", "installation_looked_at"])
    def test_is_not_found_by_others_and_strangers_are_asked_to_sign_in(self, client, name):
        assert client.get(reverse(name)).headers["Location"].startswith("/accounts/login/")
        for role in (Role.SUPERVISOR, Role.OFFICER, Role.AUDITOR):
            client.force_login(make_membership(make_user(), role=role).user, backend="directory.signing_in.Passwords")
            assert client.get(reverse(name)).status_code == 404
        client.force_login(make_user(), backend="directory.signing_in.Passwords")
        assert client.get(reverse(name)).status_code == 404

    def test_nobody_else_changes_anything(self, client):
        client.force_login(
            make_membership(make_user(), role=Role.SUPERVISOR).user, backend="directory.signing_in.Passwords"
        )
        assert client.post(reverse("installation"), sent(**NAMES)).status_code == 404
        assert client.post(reverse("installation_change_logo"), {"do": "remove", "version": "0"}).status_code == 404
        assert not Installation.objects.exists()

    def test_an_administrator_who_is_one_no_longer_is_a_stranger(self, as_admin, admin_user):
        admin_user.memberships.all().delete()
        assert as_admin.get(reverse("installation")).status_code == 404


class TestWhatItSays:
    def test_nothing_changes_while_nobody_changed_it(self, client):
        page = client.get("/").content.decode()
        assert "<title>" in page and "- เสียงประชา</title>" in page
        assert "colours.css" not in page and "/installation/" not in page
        assert site_url() == "http://127.0.0.1:8000"
        assert in_our_name("Siang Pracha: 1") == "Siang Pracha: 1"

    def test_is_on_every_page_in_mails_and_in_texts(self, client, ours):
        page = client.get("/").content.decode()
        assert "- เสียงชาวขอนแก่น</title>" in page and "เสียงประชา" not in page
        assert 'href="tel:043123456"' in page and "ทุกวัน" in page
        client.cookies["language"] = "en"
        assert "<span>Voice of Khon Kaen</span>" in client.get("/").content.decode()
        client.cookies["language"] = "lo"
        assert "<span>Voice of Khon Kaen</span>" in client.get("/").content.decode(), (
            "a script that its readers can read"
        )
        with translation.override("th"):
            assert letter(["ข่าว"]).endswith("เสียงชาวขอนแก่น เราไม่ขอรหัสผ่านหรือรหัสรับเรื่องทางอีเมล")
            assert text("ข่าว", "https://x", reference="69").startswith("เสียงชาวขอนแก่น 69: ")
        with translation.override("lo"):
            assert text("x", "https://x").startswith("Voice of Khon Kaen: ")

    def test_a_text_message_and_the_home_screen_have_the_short_name(self, client, ours):
        kept(1, short_name_th="ชาวขอนแก่น")
        with translation.override("th"):
            assert text("ข่าว", "https://x").startswith("ชาวขอนแก่น: ")
        told = client.get("/app.webmanifest").json()
        assert (told["name"], told["short_name"]) == ("เสียงชาวขอนแก่น", "ชาวขอนแก่น")

    def test_a_mail_comes_from_it(self, ours):
        enqueue("e", "email", "a@example.org", "s", "b")
        assert send_waiting() == 1 and mail.outbox[0].from_email.endswith("<no-reply@siangpracha.invalid>")
        assert "=?utf-8?" in mail.outbox[0].from_email and Message.objects.get().state == "sent"

    def test_is_on_pages_for_errors_without_asking_the_database(self, client, ours, django_assert_num_queries):
        the_installation()
        the_installation.forget()
        from frontend.views import bad_request

        with django_assert_num_queries(0):
            assert "เสียงชาวขอนแก่น" in bad_request(None).content.decode()

    def test_is_asked_for_once_in_some_seconds(self, client, ours):
        client.get("/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
        assert not [query for query in asked if "directory_installation" in query["sql"]]

    def test_a_table_that_cannot_be_read_costs_no_page(self, client, monkeypatch):
        from django.db import DatabaseError

        monkeypatch.setattr(Installation.objects, "defer", lambda *names: (_ for _ in ()).throw(DatabaseError("gone")))
        the_installation.forget()
        assert client.get("/").status_code == 200

    def test_the_privacy_notice_names_who_is_responsible(self, client):
        kept(controller="จังหวัดขอนแก่น", data_protection_contact="dpo@example.org")
        assert "จังหวัดขอนแก่น · dpo@example.org" in client.get("/help/privacy/").content.decode()

    def test_a_name_is_words_not_markup_and_nothing_of_it_is_filled_in(self):
        for name in ("<b>x</b>", "100%", "a{b}", "a\u202eb", "a\nSubject: x"):
            assert refused(name_th=name, name_en="Voice") == {"name_th": ["bad_name"]}
        assert refused(name_th="เสียง") == {"name_en": ["name_missing"]}
        assert refused(phone="<script>") == {"phone": ["bad_phone"]}


class TestItsColours:
    def test_are_a_style_sheet_that_never_changes_under_its_address(self, client, ours):
        page = client.get("/").content.decode()
        address = re.search(r'href="(/installation/\d+/colours.css)"', page)[1]
        answer = client.get(address)
        css = answer.content.decode()
        assert css.startswith(':root:not([data-theme="dark"]){') and "--kram-700:#6b1f4a;" in css
        assert "--brand:#6b1f4a;" in css and "--khamin-400:#ffd24d;" in css
        assert "immutable" in answer.headers["Cache-Control"] and answer.headers["Content-Type"].startswith("text/css")
        assert "style-src 'self'" in client.get("/").headers["Content-Security-Policy"]
        assert " style=" not in page and "<style" not in page
        assert "max-age=5" in client.get("/installation/0/colours.css").headers["Cache-Control"]

    def test_the_house_s_own_can_be_read(self):
        assert too_faint(HOUSE_COLOUR, HOUSE_ACCENT) is None and too_faint() is None
        assert round(contrast("#000000", "#ffffff"), 1) == 21.0 and round(contrast("#1b4b73", "#ffffff"), 1) == 9.1
        assert palette() == {}

    def test_too_faint_ones_are_refused_with_what_was_measured(self):
        with pytest.raises(ValidationError) as error:
            keep_installation({"colour": "#66aaff"}, seen=0)
        with translation.override("en"):
            assert "#66aaff on #ffffff has a contrast of 2.40, and 4.5 is needed" in error.value.messages[0]
        assert refused(accent="#222222") == {"accent": ["too_faint"]}
        assert refused(colour="#ffffff") == {"colour": ["too_faint"]}

    @pytest.mark.parametrize("colour", ["red", "#12", "#12345g", "#123456;}body{display:none", "url(x)", "#1b4b73\n}"])
    def test_nothing_but_a_colour_gets_into_the_style_sheet(self, colour, as_admin):
        with pytest.raises(ValidationError):
            acts.clean_said({"colour": colour + "x"})
        assert as_admin.get(reverse("installation_looked_at"), {"colour": colour}).status_code == 404


class TestItsAddress:
    def test_begins_every_link_that_leaves_the_house(self, settings):
        settings.ALLOWED_HOSTS = [".example.go.th"]
        kept(site_url="https://Voice.example.go.th/")
        assert site_url() == "https://voice.example.go.th"
        from complaints.tracking_qr import tracking_address

        assert tracking_address("69-X") == "https://voice.example.go.th/track/69-X/"
        with translation.override("en"):
            from notifications.letters import read_it

            assert read_it("/me/") == "Read it: https://voice.example.go.th/me/"

    @pytest.mark.parametrize(
        "told",
        [
            "javascript:alert(1)",
            "https://voice.example.go.th/path",
            "https://voice.example.go.th?x=1",
            "https://voice.example.go.th#x",
            "https://user:pw@voice.example.go.th",
            "https://voice.example.go.th:abc",
            "https://evil.org\\@voice.example.go.th",
            "https://voice.example.go.th evil.org",
            "//voice.example.go.th",
            "ftp://voice.example.go.th",
            "https://",
            "https://[::1",
        ],
    )
    def test_is_a_host_and_nothing_else(self, settings, told):
        settings.ALLOWED_HOSTS = [".example.go.th"]
        assert refused(site_url=told) == {"site_url": ["bad_site_url"]}

    def test_leads_to_no_house_but_ours(self, settings):
        settings.ALLOWED_HOSTS = [".example.go.th"]
        for told in ("https://evil.org", "https://example.go.th.evil.org", "https://evilexample.go.th"):
            assert refused(site_url=told) == {"site_url": ["site_url_not_ours"]}

    @pytest.mark.parametrize("told", ["javascript://voice.example.go.th", "https://x@voice.example.go.th", "voice"])
    def test_gives_way_when_the_row_was_written_past_its_rules(self, settings, told):
        settings.ALLOWED_HOSTS = ["voice.example.go.th"]
        Installation.objects.create(pk=1, site_url=told)
        the_installation.forget()
        assert site_url() == settings.SITE_URL

    def test_gives_way_when_the_servers_answer_at_it_no_longer(self, settings):
        settings.ALLOWED_HOSTS = ["voice.example.go.th"]
        kept(site_url="https://voice.example.go.th")
        settings.ALLOWED_HOSTS = ["other.example.go.th"]
        assert site_url() == settings.SITE_URL


class TestItsLogo:
    def upload(self, client, content, name="logo.png", version=0):
        file = io.BytesIO(content)
        file.name = name
        return client.post(
            reverse("installation_change_logo"), {"do": "propose", "version": str(version), "logo": file}, follow=True
        )

    def do(self, client, what):
        row = Installation.objects.get()
        return client.post(reverse("installation_change_logo"), {"do": what, "version": str(row.version)}, follow=True)

    def test_is_seen_by_administrators_first_and_then_by_all(self, as_admin, client):
        self.upload(as_admin, png())
        assert as_admin.get(reverse("installation_proposed_logo")).headers["Content-Type"] == "image/png"
        the_installation.forget()
        assert (
            client.get("/installation/1/logo.png").status_code == 404
            and "logo.png" not in client.get("/").content.decode()
        )
        self.do(as_admin, "use")
        the_installation.forget()
        row = Installation.objects.get()
        assert f"/installation/{row.version}/logo.png" in client.get("/").content.decode()
        answer = client.get(f"/installation/{row.version}/logo.png")
        shown = Image.open(io.BytesIO(answer.content))
        assert (shown.format, shown.mode, shown.size) == ("PNG", "RGBA", (80, 40))
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert Image.open(io.BytesIO(client.get(f"/installation/{row.version}/icon.png").content)).size == (512, 512)
        assert client.get("/app.webmanifest").json()["icons"][0]["src"] == f"/installation/{row.version}/icon.png"
        self.do(as_admin, "remove")
        the_installation.forget()
        assert "logo.png" not in client.get("/").content.decode()

    @pytest.mark.parametrize(
        "content",
        [
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
            b"GIF89a<script>alert(1)</script>",
            b"%PDF-1.4",
            b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
            b"",
        ],
    )
    def test_what_is_no_picture_is_refused(self, as_admin, content):
        self.upload(as_admin, content)
        assert not Installation.objects.exclude(proposed_logo=None).exists()

    def test_nothing_but_its_pixels_is_kept(self, as_admin):
        from PIL import PngImagePlugin

        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", "<script>alert(1)</script>")
        self.upload(as_admin, png(pnginfo=info) + b"<script>alert(2)</script>")
        assert b"alert" not in bytes(Installation.objects.get().proposed_logo)

    def test_is_what_browsers_show_beside_pages_that_name_no_icon(self, as_admin, client):
        assert client.get("/favicon.ico").headers["Location"] == "/static/favicon.svg"
        self.upload(as_admin, png()), self.do(as_admin, "use")
        the_installation.forget()
        assert client.get("/favicon.ico").headers["Location"].endswith("/icon.png")

    def test_taking_what_is_not_there_changes_nothing(self, as_admin):
        kept()
        assert "There is no logo to take" in self.do(as_admin, "use").content.decode()
        assert self.do(as_admin, "dance").status_code == 404


class TestChangingIt:
    def test_shows_before_it_keeps(self, as_admin):
        page = as_admin.post(reverse("installation"), sent(**NAMES, colour="#6b1f4a", look="1")).content.decode()
        assert "So it would look" in page and "Voice of Khon Kaen" in page and "look.css?colour=%236b1f4a" in page
        assert not Installation.objects.exists()
        css = as_admin.get(reverse("installation_looked_at"), {"colour": "#6b1f4a"}).content.decode()
        assert css.startswith(".looked-at{") and "--brand:#6b1f4a;" in css

    def test_names_each_mistake_at_its_field(self, as_admin):
        answer = as_admin.post(
            reverse("installation"), sent(name_th="ชื่อ", colour="#eeeeee", site_url="https://evil.org")
        )
        page = answer.content.decode()
        assert answer.status_code == 400 and "Too faint" in page and "Write the name in both languages" in page
        assert "does not answer at evil.org" in page

    def test_keeps_who_changed_what(self, as_admin, admin_user):
        assert as_admin.post(reverse("installation"), sent(**NAMES)).status_code == 302
        row = Installation.objects.get()
        as_admin.post(reverse("installation"), sent(row, **NAMES, phone="1111"))
        page = as_admin.get(reverse("installation")).content.decode()
        assert page.count(admin_user.full_name) >= 2 and "Voice of Khon Kaen" in page[page.index("changes") :]

    def test_of_two_who_change_it_from_the_same_page_one_is_told(self, as_admin):
        row = kept(**NAMES)
        assert as_admin.post(reverse("installation"), sent(row, **NAMES, phone="1111")).status_code == 302
        answer = as_admin.post(reverse("installation"), sent(row, **NAMES, phone="1567"))
        assert answer.status_code == 400 and "Somebody else changed this" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_told():
    def change(phone):
        try:
            return keep_installation({"phone": phone}, seen=0).phone
        except ValidationError as error:
            return error.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both:
        told = sorted(both.map(change, ["1111", "1567"]))
    assert told[1] == "changed_meanwhile" and Installation.objects.get().phone == told[0]


def test_the_name_is_in_the_language_of_who_reads(ours):
    assert (house_name("th"), house_name("en"), house_name("km")) == (
        "เสียงชาวขอนแก่น",
        "Voice of Khon Kaen",
        "Voice of Khon Kaen",
    )
