"""The list of consultations: what closes soon stands first, filters by agency and topic, and what they let one follow."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.find_form import FindForm
from consultations.models import Consultation
from consultations.public import closing_soon
from notifications.following import follow, follows
from tests.factories import make_agency, make_topic, make_user

pytestmark = pytest.mark.django_db


def page(client, **query):
    client.cookies["language"] = "en"
    answer = client.get(reverse("consultations"), query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def soon(announced):
    consultation = announced(title_en="Soon over")
    Consultation.objects.filter(pk=consultation.pk).update(closes_at=timezone.now() + timedelta(days=2))
    return consultation


def test_what_closes_within_a_week_stands_first(client, announced, soon):
    announced(title_en="Not yet", closes=16)
    told = page(client)
    assert told.index("Closing soon") < told.index("Soon over") < told.index("Open for opinions now")
    assert told.index("Open for opinions now") < told.index("Not yet")
    assert [each.pk for each in closing_soon()] == [soon.pk]


def test_a_list_with_only_what_closes_soon_says_nothing_of_an_empty_one(client, soon):
    assert "None is open now" not in page(client)


def test_the_home_page_shows_it(client, soon):
    client.cookies["language"] = "en"
    assert "Soon over" in client.get(reverse("home")).content.decode()


def test_is_of_an_agency_and_of_a_topic_with_its_parts(client, announced, nipa):
    pothole = make_topic("roads/pothole")
    announced(title_en="About holes", topic=pothole)
    announced(title_en="About light", topic=make_topic("light"))
    assert "About light" not in page(client, topic="roads")
    assert "About holes" in page(client, topic="roads")
    assert "About holes" in page(client, agency="opm-ops")
    assert "Not filtered by" in page(client, agency="bma")  # it has announced nothing


def test_offers_to_follow_what_was_chosen(client, announced):
    announced()
    malee = make_user()
    client.force_login(malee)
    assert "choose an agency" in page(client)
    told = page(client, agency="opm-ops", kind="principles")
    assert "agency:opm-ops" in told
    assert "consultations:principles" in told
    where = reverse("consultations") + "?agency=opm-ops"
    answer = client.post(reverse("follow"), {"subject": "agency:opm-ops", "stay": "1", "next": where})
    assert answer.url == where
    assert "Stop following" in page(client, agency="opm-ops")


def test_nothing_that_is_not_there_is_followed(client, draft):
    malee = make_user()
    client.force_login(malee)
    for subject in (f"consultation:{draft().slug}", "agency:none", "consultations:none"):
        assert client.post(reverse("follow"), {"subject": subject}).status_code == 404
        assert not follows(malee, [subject])


def test_comes_back_to_no_page_of_others(client, announced):
    consultation = announced()
    client.force_login(make_user())
    told = {"subject": f"consultation:{consultation.slug}", "stay": "1", "next": "https://evil.example/"}
    assert client.post(reverse("follow"), told).url == reverse("me")


def test_its_page_offers_what_it_is_one_of(client, announced, sila):
    consultation = announced(areas=(sila,))
    malee = make_user()
    follow(malee, f"consultation:{consultation.slug}")
    client.force_login(malee)
    client.cookies["language"] = "en"
    told = client.get(consultation.get_absolute_url()).content.decode()
    assert "Stop following this consultation" in told
    for subject in ("agency:opm-ops", "consultations:principles", "area:400111"):
        assert f'value="{subject}"' in told


def test_the_team_reads_which_words_people_stumble_over(client, draft, suda):
    consultation = draft(changes_th="- ดำเนินการแก้ไขทางเท้า")
    client.force_login(suda)
    client.cookies["language"] = "en"
    told = client.get(reverse("manage_consultation", args=[consultation.slug])).content.decode()
    assert "People may stumble over these words" in told
    assert "ดำเนินการแก้ไข" in told


def test_agencies_stand_in_the_order_of_the_thai_alphabet(announced, council):
    first, last = make_agency("เทศบาลเมืองศิลา", code="z-sila"), make_agency("สำนักงานเขตคลองเตย", code="a-khlong-toei")
    for agency in (last, first):
        Consultation.objects.filter(pk=announced().pk).update(agency=agency)
    assert [code for code, _name in FindForm().fields["agency"].choices] == ["", "z-sila", "a-khlong-toei"]
