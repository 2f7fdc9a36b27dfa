"""Pages of themes that have to be answered: the agency's own, the policy team's, everybody's."""

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.participation.models import Statement
from consultations.results.answering import answer_duty
from consultations.results.models import Duty
from consultations.themes.sorting import name_theme
from tests.consultations.results.conftest import of
from tests.consultations.results.test_answering import ANSWER
from tests.consultations.themes.conftest import theme_of

pytestmark = pytest.mark.django_db


def page(client, name, *args, query=""):
    return client.get(reverse(name, args=args) + query)


@pytest.fixture
def slug(duty):
    return duty.consultation.slug


class TestTheAgencysPages:
    def test_hold_its_own_alone_and_others_find_nothing(self, client, duty, slug, suda, nipa, malee):
        own = reverse("duty", args=[slug, duty.n])
        posts = [reverse(name, args=[slug, duty.n]) for name in ("answer_duty", "extend_duty", "hand_duty")]
        client.force_login(suda)
        assert own in page(client, "duties").content.decode()
        assert client.get(own).status_code == 200
        client.force_login(nipa)
        assert own not in page(client, "duties").content.decode()
        for who in (nipa, malee):
            client.force_login(who)
            assert client.get(own).status_code == 404
            assert [client.post(url, ANSWER).status_code for url in posts] == [404, 404, 404]
        assert page(client, "duties").status_code == 404
        client.logout()
        assert client.get(own).status_code == 302
        assert not Duty.objects.filter(answered_at__isnull=False).exists()

    def test_answer_it(self, client, duty, slug, suda):
        client.force_login(suda)
        url = reverse("answer_duty", args=[slug, duty.n])
        refused = client.post(url, {"reason_th": "ก"})
        assert refused.status_code == 400
        assert "govuk-error-summary" in refused.content.decode()
        assert client.post(url, ANSWER).status_code == 302
        again = client.post(url, ANSWER | {"outcome": "not_changed"})
        assert again.status_code == 409
        duty.refresh_from_db()
        assert duty.outcome == "changed"

    def test_take_more_time_once(self, client, duty, slug, suda):
        client.force_login(suda)
        url = reverse("extend_duty", args=[slug, duty.n])
        assert client.post(url, {"reason": ""}).status_code == 400
        assert client.post(url, {"reason": "รอผล"}).status_code == 302
        assert url not in page(client, "duty", slug, duty.n).content.decode()
        assert client.post(url, {"reason": "รออีก"}).status_code == 409

    def test_mask_what_people_wrote(self, client, duty, slug, suda, closed):
        told = of(closed, "trees")[0]
        Statement.objects.filter(pk=told.pk).update(text="ปลูกต้นไม้ โทร 081-234-5678")
        duty.theme.typical = [f"s{told.n}"]
        duty.theme.save()
        client.force_login(suda)
        shown = page(client, "duty", slug, duty.n).content.decode()
        assert "ปลูกต้นไม้" in shown
        assert "081-234-5678" not in shown


class TestTheTeamsPage:
    def test_gives_a_theme_to_an_agency_and_to_another(self, client, closed, suda, wichai, works, council):
        client.force_login(suda)
        slug, trees = closed.consultation.slug, theme_of(closed, "trees")
        make = reverse("make_duty", args=[slug])
        assert client.post(make, {"theme": trees.number}).status_code == 400
        assert client.post(make, {"theme": trees.number, "agency": council.pk}).status_code == 302
        assert client.post(make, {"theme": trees.number, "agency": council.pk}).status_code == 400
        duty = Duty.objects.get()
        hand = reverse("hand_duty", args=[slug, duty.n])
        assert client.post(hand, {"agency": works.pk}).status_code == 400
        assert client.post(hand, {"agency": 999999, "reason": "ก"}).status_code == 400
        assert client.post(hand, {"agency": works.pk, "reason": "งานก่อสร้าง"}).status_code == 302
        duty.refresh_from_db()
        assert duty.agency == works

    def test_is_not_found_by_another_agency(self, client, duty, slug, nipa, malee):
        for who in (nipa, malee):
            client.force_login(who)
            assert page(client, "manage_duties", slug).status_code == 404
            assert client.post(reverse("make_duty", args=[slug])).status_code == 404

    def test_costs_no_more_statements_for_more_themes(self, client, duty, slug, suda, django_assert_max_num_queries):
        client.force_login(suda)
        for each in Duty.objects.select_related("consultation"):
            answer_duty(each, **ANSWER, by=suda)
        with django_assert_max_num_queries(14) as counted:
            page(client, "manage_duties", slug)
        assert len(counted)
        with django_assert_max_num_queries(8):
            page(client, "you_said", slug)


class TestWhatEverybodyReads:
    def test_words_of_people_only_once_a_person_made_a_name_of_them(self, client, duty, slug, suda):
        shown = page(client, "you_said", slug).content.decode()
        assert f"Theme {duty.n}" in shown or f"ประเด็นที่ {duty.n}" in shown
        assert not any(word in shown for word in ("ต้นไม้", "ร่มเงา", duty.theme.called))
        name_theme(duty.theme, name="ขอร่มเงา", by=suda)
        assert "ขอร่มเงา" in page(client, "you_said", slug).content.decode()

    def test_the_answer_stands_on_its_page_on_that_of_all_and_in_the_history(self, client, duty, slug, suda):
        assert ANSWER["reason_th"] not in page(client, "you_said", slug).content.decode()
        answer_duty(duty, **ANSWER, by=suda)
        assert ANSWER["reason_th"] in page(client, "you_said", slug).content.decode()
        assert ANSWER["reason_th"] in page(client, "you_said_everywhere").content.decode()
        home = page(client, "consultation", slug).content.decode()
        assert f"{reverse('you_said', args=[slug])}#theme-{duty.n}" in home

    def test_all_answers_come_in_pages(self, client, duty, suda):
        answer_duty(duty, **ANSWER, by=suda)
        assert page(client, "you_said_everywhere", query="?before=nonsense").status_code == 200
        before = timezone.now().isoformat().replace("+", "%2B")
        assert ANSWER["reason_th"] in page(client, "you_said_everywhere", query=f"?before={before}").content.decode()
        early = duty.made_at.isoformat().replace("+", "%2B")
        assert ANSWER["reason_th"] not in page(client, "you_said_everywhere", query=f"?before={early}").content.decode()

    def test_a_draft_has_none(self, client, draft):
        assert page(client, "you_said", draft().slug).status_code == 404
