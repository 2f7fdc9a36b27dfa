"""Private links to a draft: shown once, dead when they end, and open nothing else."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.models import Consultation
from consultations.piloting import hash_of_link
from consultations.previews.linking import link_of, make_link, revoke_link
from consultations.previews.models import Opening, PreviewLink
from tests.consultations.announcements import put_in_text, sign_and_announce
from tests.consultations.conftest import TITLE
from tests.consultations.test_drafting import refused

pytestmark = pytest.mark.django_db


def address(token):
    return reverse("preview_consultation", args=[token])


class TestALink:
    def test_is_kept_as_a_hash_alone(self, draft, link):
        made, token = link(draft())
        assert re.fullmatch(r"[A-Za-z0-9_-]{22}", token)
        row = PreviewLink.objects.filter(pk=made.pk).values().get()
        assert token not in str(row)
        assert row["token_hash"] == hash_of_link(token)

    def test_opens_its_draft_until_its_last_day(self, draft, link):
        made, token = link(draft(), days=0)
        assert link_of(token) == made
        PreviewLink.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
        assert link_of(token) is None

    def test_opens_nothing_once_it_is_revoked(self, draft, link, suda):
        made, token = link(draft())
        first = revoke_link(made, by=suda).revoked_at
        assert revoke_link(made, by=suda).revoked_at == first
        assert link_of(token) is None

    def test_opens_nothing_once_everybody_reads_it(self, draft, link, suda):
        written = draft()
        _made, token = link(written)
        sign_and_announce(written, by=suda)
        assert link_of(token) is None

    def test_is_made_and_revoked_by_the_team_alone(self, draft, link, nipa, officer, invited):
        written = draft()
        made, _token = link(written)
        invited(written)
        for other in (nipa, officer):
            with refused("not_your_agency"):
                make_link(written, name="ก", may_comment=True, ends_on=timezone.localdate(), by=other)
            with refused("not_your_agency"):
                revoke_link(made, by=other)

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"days": -1}, "day_is_past"),
            ({"days": 181}, "day_too_far"),
            ({"name": " \u200b "}, "name_missing"),
            ({"name": "ก" * 121}, "words_too_long"),
        ],
    )
    def test_needs_a_reader_and_a_day(self, draft, link, fields, code):
        with refused(code):
            link(draft(), **fields)

    def test_is_not_made_of_what_is_announced(self, announced, link):
        with refused("announced_already"):
            link(announced())

    def test_of_one_form_sent_twice_is_one_and_told_once(self, draft, link):
        written, token = draft(), str(uuid.uuid4())
        made, told = link(written, form_token=token)
        assert told
        assert link(written, form_token=token) == (made, "")

    @pytest.mark.parametrize("token", ["", "x", "a" * 22, "a" * 23, "../../manage", "ก" * 22, "%00" * 7])
    def test_is_not_guessed(self, draft, link, token):
        link(draft())
        assert link_of(token) is None


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_link(draft, link):
    written, token, start = draft(), str(uuid.uuid4()), Barrier(2)

    def press():
        start.wait()
        try:
            return link(written, form_token=token)[1]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = [each.result() for each in [pool.submit(press) for _each in range(2)]]
    assert PreviewLink.objects.count() == 1
    assert sorted(bool(each) for each in told) == [False, True]


class TestThePreview:
    def test_shows_what_everybody_will_read_with_its_texts(self, client, draft, link, suda):
        written = draft(kind="draft_law")
        put_in_text(written, by=suda, text="มาตรา ๑ ห้ามจอดรถบนทางเท้า\nมาตรา ๒ ห้ามตั้งแผง")
        told = client.get(address(link(written)[1])).content.decode()
        for words in (TITLE, "รถเข็นผ่านได้ทุกช่วง", "ทางเท้าแคบและชำรุด", "ห้ามตั้งแผง", "อาจารย์วิไล"):
            assert words in told
        assert written.get_absolute_url() not in told

    def test_shows_a_draft_that_is_far_from_complete(self, client, draft, link):
        bare = draft(changes_th="", page="", explanations=(), opens_at=None, closes_at=None)
        assert client.get(address(link(bare)[1])).status_code == 200

    def test_is_kept_and_indexed_by_nobody_and_told_to_no_other_site(self, client, draft, link):
        token = link(draft())[1]
        for path in (address(token), address("a" * 22), f"{address(token)}text/9/"):
            answer = client.get(path)
            assert "no-store" in answer["Cache-Control"]
            assert answer["Referrer-Policy"] == "same-origin"
            assert "noindex" in answer["X-Robots-Tag"]

    def test_says_plainly_that_a_link_is_dead(self, client, draft, link, suda):
        made, token = link(draft())
        revoke_link(made, by=suda)
        answer = client.get(address(token))
        assert answer.status_code == 404
        assert "ลิงก์นี้ใช้ไม่ได้แล้ว" in answer.content.decode()
        assert TITLE not in answer.content.decode()

    def test_shows_no_text_of_another_draft(self, client, draft, link, suda):
        token = link(draft())[1]
        put_in_text(draft(title_th="อีกร่างหนึ่ง"), by=suda, text="มาตรา ๑ ความลับ")
        assert client.get(f"{address(token)}text/1/").status_code == 404

    def test_opens_no_page_of_the_team(self, client, draft, link):
        written = draft()
        client.get(address(link(written)[1]))
        assert client.get(written.get_absolute_url()).status_code == 404
        assert client.get(reverse("manage_consultation", args=[written.slug])).status_code == 302

    def test_counts_each_opening_with_its_time_alone(self, client, draft, link):
        made, token = link(draft())
        client.get(address(token))
        client.get(address(token))
        assert Opening.objects.count() == 1
        Opening.objects.update(at=timezone.now() - timedelta(minutes=2))
        client.get(address(token))
        assert Opening.objects.count() == 2
        assert {field.name for field in Opening._meta.get_fields()} == {"id", "link", "at"}
        assert PreviewLink.objects.with_openings().get(pk=made.pk).opened == 2

    def test_asks_as_often_however_much_there_is(self, client, draft, link, suda):
        few, many = draft(), draft()
        put_in_text(few, by=suda)
        for _each in range(4):
            put_in_text(many, by=suda)
        counts = []
        for written in (few, many):
            token = link(written)[1]
            client.get(address(token))
            with CaptureQueriesContext(connection) as captured:
                client.get(address(token))
            counts.append(len(captured))
        assert counts[0] == counts[1]


class TestThePageOfTheTeam:
    @pytest.fixture
    def team(self, client, suda):
        client.force_login(suda)
        return client

    def form(self, **changes):
        day = timezone.localdate() + timedelta(days=7)
        ends_on = f"{day.day}/{day.month}/{day.year + 543}"
        return {
            "name": "อาจารย์วิไล",
            "ends_on": ends_on,
            "may_comment": "on",
            "form_token": str(uuid.uuid4()),
            **changes,
        }

    def test_shows_a_link_once(self, team, client, draft):
        where = reverse("new_preview_link", args=[draft().slug])
        data = self.form()
        told = team.post(where, data).content.decode()
        path = re.search(r"/consultations/preview/[A-Za-z0-9_-]{22}/", told)[0]
        assert client.get(path).status_code == 200
        again = team.post(where, data, follow=True).content.decode()
        assert "/consultations/preview/" not in again
        assert PreviewLink.objects.count() == 1

    def test_refuses_with_a_sentence_at_the_field(self, team, draft):
        where = reverse("new_preview_link", args=[draft().slug])
        told = team.post(where, self.form(name="", ends_on="")).content.decode()
        assert 'id="link_name-error"' in told
        assert 'id="link_ends_on-error"' in told
        assert team.post(where, self.form(ends_on="1/1/2560")).status_code == 409

    def test_ends_a_link(self, team, client, draft, link):
        written = draft()
        made, token = link(written)
        team.post(reverse("end_preview_link", args=[written.slug, made.pk]))
        assert client.get(address(token)).status_code == 404

    def test_is_for_the_team_alone(self, client, draft, link, nipa):
        written = draft()
        made, _token = link(written)
        client.force_login(nipa)
        for name, args in (("manage_readers", []), ("consultation_history", [])):
            assert client.get(reverse(name, args=[written.slug, *args])).status_code == 404
        assert client.post(reverse("new_preview_link", args=[written.slug]), self.form()).status_code == 404
        assert client.post(reverse("end_preview_link", args=[written.slug, made.pk])).status_code == 404
        assert link_of(_token)

    def test_ends_no_link_of_another_draft(self, team, draft, link, nipa):
        made, token = link(draft())
        team.post(reverse("end_preview_link", args=[draft().slug, made.pk]))
        assert link_of(token)

    def test_tells_the_history_with_names(self, team, draft, link, suda):
        written = draft()
        revoke_link(link(written)[0], by=suda)
        told = team.get(reverse("consultation_history", args=[written.slug])).content.decode()
        assert told.count(suda.full_name) >= 3
        assert "ยกเลิกลิงก์ของ อาจารย์วิไล" in told
        assert Consultation.objects.get(pk=written.pk).event_count == 1
