"""A docket joins the rounds of one subject of one agency; everybody reads those that are announced."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.dockets.joining import add_round, begin_docket, remove_round, rename_docket
from consultations.dockets.models import Docket, Round
from consultations.dockets.reading import rounds_of
from consultations.drafting import copy_of, draft_consultation
from consultations.models import Consultation
from tests.consultations.announcements import put_in_text, sign_and_announce
from tests.consultations.test_drafting import refused
from tests.consultations.test_pages import page, typed

pytestmark = pytest.mark.django_db
SUBJECT = "ทางเท้าในเมือง"


@pytest.fixture
def docket(council, suda):
    return begin_docket(council, title_th=SUBJECT, title_en="Pavements", by=suda)


class TestADocket:
    def test_holds_its_rounds_in_the_order_of_time(self, docket, draft, announced, suda):
        undecided = draft(opens_at=None, closes_at=None)
        second, first = announced(opens=3), announced(opens=-0.5)
        for each in (undecided, second, first):
            add_round(docket, each, by=suda)
        assert [each.consultation for each in rounds_of(docket, is_team=True)] == [first, second, undecided]
        assert [each.consultation for each in rounds_of(docket)] == [first, second]

    def test_is_begun_once_by_a_form_sent_twice(self, council, suda, draft):
        token, first = str(uuid.uuid4()), draft()
        begun = begin_docket(council, title_th=SUBJECT, first=first, token=token, by=suda)
        assert begin_docket(council, title_th=SUBJECT, first=first, token=token, by=suda) == begun
        assert Round.objects.get().consultation == first

    def test_takes_a_round_once(self, docket, draft, suda):
        written = draft()
        assert add_round(docket, written, by=suda) == add_round(docket, written, by=suda)

    def test_takes_none_that_is_in_another(self, docket, draft, council, suda):
        written = draft()
        other = begin_docket(council, title_th="อื่น", first=written, by=suda)
        with refused("in_another_docket"):
            add_round(docket, written, by=suda)
        remove_round(other, written, by=suda)
        remove_round(other, written, by=suda)
        assert add_round(docket, written, by=suda)
        assert Consultation.objects.filter(pk=written.pk).exists()

    def test_takes_none_of_another_agency(self, docket, draft, suda, nipa):
        theirs = draft(by=nipa, agency=nipa.active_roles[0].agency)
        with refused("another_agency"):
            add_round(docket, theirs, by=suda)

    def test_is_the_team_s_own(self, docket, draft, council, nipa, suda):
        written = draft()
        add_round(docket, written, by=suda)
        for act in (
            lambda: begin_docket(council, title_th="ก", by=nipa),
            lambda: rename_docket(docket, title_th="ก", by=nipa),
            lambda: add_round(docket, written, by=nipa),
            lambda: remove_round(docket, written, by=nipa),
        ):
            with refused("not_your_agency"):
                act()
        assert Round.objects.count() == 1

    @pytest.mark.parametrize(("title", "code"), [(" \u200b ", "title_missing"), ("ก" * 301, "title_too_long")])
    def test_has_a_title(self, council, suda, title, code):
        with refused(code):
            begin_docket(council, title_th=title, by=suda)

    def test_is_joined_by_the_next_round_alone(self, docket, announced, council, suda, nipa):
        earlier = announced()
        add_round(docket, earlier, by=suda)
        earlier = Consultation.objects.get(pk=earlier.pk)
        copied = {"earlier": earlier, "by": suda}
        draft_consultation(copy_of(earlier), agency=council, **copied)
        assert Round.objects.count() == 1
        following = draft_consultation(copy_of(earlier), agency=council, is_next_round=True, **copied)
        assert following.round.docket == docket
        theirs = nipa.active_roles[0].agency
        draft_consultation(copy_of(earlier), agency=theirs, earlier=earlier, is_next_round=True, by=nipa)
        assert Round.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_dockets_at_once_take_a_round_once(draft, council, suda):
    written, start = draft(), Barrier(2)
    both = [begin_docket(council, title_th=f"เรื่อง {n}", by=suda) for n in range(2)]

    def take(docket):
        start.wait()
        try:
            return add_round(docket, written, by=suda).docket_id
        except ValidationError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = [each.result() for each in [pool.submit(take, docket) for docket in both]]
    assert told.count("in_another_docket") == 1
    assert Round.objects.count() == 1


class TestThePublicPage:
    def test_lists_the_rounds_with_their_papers(self, client, docket, draft, announced, suda):
        written = draft(kind="draft_law", title_th="ร่างรอบสอง", opens=2)
        put_in_text(written, by=suda)
        for each in (sign_and_announce(written, by=suda), announced(title_th="หลักการรอบแรก")):
            add_round(docket, each, by=suda)
        told = page(client, docket.get_absolute_url())
        assert told.index("หลักการรอบแรก") < told.index("ร่างรอบสอง")
        assert f"{written.get_absolute_url()}text/1/" in told
        assert docket.get_absolute_url() in page(client, written.get_absolute_url())

    def test_shows_nobody_a_draft(self, client, docket, draft, announced, suda, nipa):
        hidden = draft(title_th="ยังเป็นความลับ")
        add_round(docket, hidden, by=suda)
        for user in (None, nipa):
            if user:
                client.force_login(user)
            assert client.get(docket.get_absolute_url()).status_code == 404
        add_round(docket, announced(), by=suda)
        assert "ยังเป็นความลับ" not in page(client, docket.get_absolute_url())

    def test_asks_as_often_however_many_rounds_there_are(self, client, docket, announced, suda):
        counts = []
        for times in (1, 3):
            for _each in range(times):
                add_round(docket, announced(), by=suda)
            client.get(docket.get_absolute_url())
            with CaptureQueriesContext(connection) as captured:
                client.get(docket.get_absolute_url())
            counts.append(len(captured))
        assert counts[0] == counts[1]


class TestThePagesOfTheTeam:
    @pytest.fixture
    def team(self, client, suda):
        client.force_login(suda)
        return client

    def test_begin_a_docket_from_a_consultation(self, team, draft, council):
        written = draft()
        where = f"{reverse('manage_dockets')}?first={written.slug}"
        assert f"first={written.slug}" in page(team, reverse("manage_consultation", args=[written.slug]))
        assert team.post(where, {"title_th": ""}).status_code == 400
        data = {"title_th": SUBJECT, "agency": council.pk, "form_token": str(uuid.uuid4())}
        assert team.post(where, data).status_code == 302
        assert written.round.docket.title_th == SUBJECT

    def test_put_in_take_out_and_rename(self, team, docket, draft):
        written = draft()
        where = reverse("manage_docket", args=[docket.slug])
        assert written.title_th in page(team, where)
        assert team.post(reverse("add_round", args=[docket.slug]), {"consultation": ""}).status_code == 400
        team.post(reverse("add_round", args=[docket.slug]), {"consultation": written.slug})
        assert Round.objects.get().docket == docket
        assert f"from={written.slug}&amp;round=next" in page(team, where)
        team.post(reverse("remove_round", args=[docket.slug, written.slug]))
        assert not Round.objects.exists()
        team.post(where, {"title_th": "ทางเท้าทั่วประเทศ"})
        assert Docket.objects.get().title_th == "ทางเท้าทั่วประเทศ"

    def test_begin_the_next_round_in_the_docket(self, team, docket, draft, council, suda):
        written = draft()
        add_round(docket, written, by=suda)
        where = f"{reverse('new_consultation')}?from={written.slug}&round=next"
        assert f'action="{where.replace("&", "&amp;")}"' in page(team, where)
        team.post(where, typed(agency=council.pk, form_token=str(uuid.uuid4())))
        assert Round.objects.filter(docket=docket).count() == 2

    def test_are_for_the_team_alone(self, client, docket, draft, nipa, suda):
        written = draft()
        client.force_login(nipa)
        assert client.get(reverse("manage_docket", args=[docket.slug])).status_code == 404
        adding = client.post(reverse("add_round", args=[docket.slug]), {"consultation": written.slug})
        assert adding.status_code == 404
        assert client.get(f"{reverse('manage_dockets')}?first={written.slug}").status_code == 404
        assert docket.title_th not in page(client, reverse("manage_dockets"))
        client.logout()
        assert client.get(reverse("manage_dockets")).status_code == 302
