"""No door of the public leads to a trial: every address that names a consultation, every list, file, feed and socket."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from consultations.models import Consultation
from consultations.participation.taking_part import Visitor
from consultations.piloting import pilot_seen_by
from consultations.pilots.running import begin_pilot
from consultations.results.models import Telling
from consultations.results.telling import tell_one
from consultations.statutes.telling import _due
from consultations.turnout.counting import count_closed
from consultations.turnout.reading import rows_of, years_known
from directory.models import Role
from notifications.models import Message
from tests.consultations.pilots.conftest import make_duty_in, over, vote
from tests.factories import make_membership, make_user

pytestmark = pytest.mark.django_db
VALUES = {
    "n": 1,
    "number": 1,
    "way": "statements",
    "text": "s1",
    "kind": "copies",
    "what": "k",
    "part": 1,
    "form": 1,
    "pk": 1,
}
A_UUID = "11111111-1111-1111-1111-111111111111"
"""For whatever else stands in an address that names a consultation."""


def patterns(resolver=None, names=()):
    """Every address of the house by its name, with what stands in it."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each, names)
        elif isinstance(each, URLPattern) and each.name:
            yield each.name, each.pattern.converters


def addresses(slug):
    """Those that name a consultation, of whatever room; one that comes later is among them."""
    for name, converters in patterns():
        slugs = {key: slug for key, each in converters.items() if type(each).__name__ == "Slug"}
        if slugs:
            yield reverse(name, kwargs={**{key: VALUES.get(key, A_UUID) for key in converters}, **slugs})


def lists():
    for name, converters in patterns():
        if not converters and name not in {"logout"} and "account" not in name and not name.startswith("demo"):
            try:
                yield reverse(name)
            except Exception:  # noqa: S112 - of a namespace, such as the administration's
                continue


def test_every_address_that_names_it_is_not_there_for_strangers(pilot, client, nipa):
    found = list(addresses(pilot.slug))
    assert len(found) > 60
    citizen = make_user("ผ่านมา", email_confirmed_at=timezone.now())
    officer = make_membership(make_user("วิชิต"), pilot.agency, Role.OFFICER).user
    for person in (None, citizen, officer, nipa):
        client.logout()
        if person:
            client.force_login(person)
        for address in found:
            answer = client.get(address)
            is_there = answer.status_code not in {302, 404, 405}
            assert not is_there and "ทดลอง" not in answer.content.decode(), (person, address, answer.status_code)


def test_a_page_that_is_not_there_says_the_same_as_of_any_other_address(pilot, client):
    real, made_up = client.get(f"/consultations/{pilot.slug}/"), client.get("/consultations/pilot-000000/")
    assert real.status_code == made_up.status_code == 404
    assert _words(real) == _words(made_up)


def _words(answer):
    """Without what is drawn at random for each page."""
    return re.sub(r'value="[^"]{20,}"', "", answer.content.decode()).replace(answer.wsgi_request.path, "")


@pytest.mark.parametrize("is_over", [False, True])
def test_no_list_file_or_feed_holds_it(pilot, client, is_over):
    if is_over:
        over(pilot)
        count_closed()
        assert Consultation.objects.get(pk=pilot.pk).turnout.counted_at
    for address in lists():
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert pilot.slug.encode() not in content and b"(\xe0\xb8\x97" not in content, address
    assert rows_of(year=None, agency="", kind="") == [] and years_known() == []


def test_the_places_it_is_about_do_not_show_it(drafted, suda, sila, client):
    pilot = begin_pilot(drafted(areas=(sila,)), days=3, by=suda)
    for address in (
        f"/areas/{sila.code}/",
        f"/consultations/?area={sila.code}",
        f"/consultations/calendar.ics?area={sila.code}",
    ):
        assert pilot.slug not in client.get(address).content.decode()


def test_who_sees_it(pilot, suda, nipa, link):
    _made, token = link(pilot)
    cookie = {f"tester-{pilot.slug}": token}
    assert pilot_seen_by(suda, {}, pilot.slug) == pilot.pk == pilot_seen_by(None, cookie, pilot.slug)
    assert pilot_seen_by(nipa, {}, pilot.slug) is None is pilot_seen_by(None, {f"tester-{pilot.slug}": "x"}, pilot.slug)
    assert pilot_seen_by(suda, {}, pilot.pilot_of.slug) is None


def test_the_link_of_another_trial_or_of_the_draft_opens_nothing(pilot, drafted, suda, link):
    other = begin_pilot(drafted(title_th="อีกเรื่อง"), days=3, by=suda)
    for consultation in (other, pilot.pilot_of):
        _made, token = link(consultation)
        assert pilot_seen_by(None, {f"tester-{pilot.slug}": token}, pilot.slug) is None


class TestNobodyIsToldAnything:
    def test_of_answers_and_duties_but_it_is_counted_whom_it_would_reach(self, pilot, suda, malee):
        vote(pilot, visitor=Visitor(malee))
        duty = make_duty_in(over(pilot), by=suda)
        assert duty.agency == pilot.agency
        Telling.objects.create(key="t", kind="responded", consultation=pilot)
        assert tell_one() == 1
        told = Telling.objects.get()
        assert (told.people, told.mails, told.texts) == (1, 0, 0) and told.told_at
        assert not Message.objects.exists()

    def test_stakeholders_of_its_laws_neither(self, pilot):
        assert (pilot.pk, "opening") not in _due(timezone.now())


def test_an_agency_that_has_to_answer_in_it_reads_it(pilot, suda, nipa, client):
    bma = nipa.active_roles[0].agency
    make_duty_in(over(pilot), by=suda, agency=bma)
    client.force_login(nipa)
    assert client.get(f"/consultations/{pilot.slug}/").status_code == 200
    assert client.get(f"/consultations/manage/{pilot.slug}/trial/").status_code == 404
    assert client.get(f"/consultations/duties/{pilot.slug}/1/").status_code == 200
