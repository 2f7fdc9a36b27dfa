"""A draft that asks in every way, and a trial of it in which something of everything has happened."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultations.comments.setting_up import set_up_commenting
from consultations.laws.documents import add_document, keep_text, look_at_text
from consultations.models import Consultation
from consultations.participation.models import Answer, Conversation, Identity, ShowsResults
from consultations.participation.statements import add_statement, set_up_conversation
from consultations.participation.taking_part import Visitor, hash_of_browser
from consultations.participation.voting import cast_vote
from consultations.pilots.running import begin_pilot
from consultations.previews.linking import make_link
from consultations.questionnaires.editing import add_question, add_section, set_up_questionnaire
from consultations.questionnaires.models import Kind
from consultations.results.making import make_duty
from consultations.themes.models import Membership, Theme, Theming
from tests.consultations.laws.drafts import FIRST
from tests.consultations.participation.conftest import STATEMENTS
from tests.consultations.questionnaires.conftest import words
from tests.factories import make_user


@pytest.fixture
def drafted(draft, suda):
    """Makes a draft that asks statements, two questions and comments on its text."""

    def drafted(**fields):
        consultation = draft(**fields)
        conversation = set_up_conversation(
            consultation,
            lowest_identity=Identity.ANONYMOUS,
            shows_results=ShowsResults.AFTER_ANSWERING,
            takes_proposals=True,
            by=suda,
        )
        for text in STATEMENTS:
            add_statement(conversation, text=text, by=suda)
        asked = set_up_questionnaire(
            consultation, lowest_identity=Identity.ANONYMOUS, shows_results=ShowsResults.AFTER_ANSWERING, by=suda
        )
        part = add_section(asked, title_th="ทางเท้า", by=suda)
        add_question(part, words(Kind.SINGLE, options=("ใช้", "ไม่ใช้")), by=suda)
        add_question(part, words(Kind.OPEN, "อยากบอกอะไร", most=200), by=suda)
        document = add_document(consultation, kind="draft", title_th="ร่างข้อบัญญัติทางเท้า", by=suda)
        keep_text(look_at_text(document, pasted=FIRST, by=suda), seen=0, by=suda)
        set_up_commenting(consultation, lowest_identity=Identity.ANONYMOUS, by=suda)
        return Consultation.objects.get(pk=consultation.pk)

    return drafted


@pytest.fixture
def pilot(drafted, suda):
    return an_hour_ago(begin_pilot(drafted(), days=7, by=suda))


@pytest.fixture
def link(suda):
    """Makes a link for one tester. Gives the link and its token."""

    def link(pilot, *, name="อาจารย์วิไล", may_comment=True, days=7):
        ends_on = timezone.localdate() + timedelta(days=days)
        return make_link(pilot, name=name, may_comment=may_comment, ends_on=ends_on, by=suda)

    return link


@pytest.fixture
def come(client, link):
    """A tester's browser that came in by a link."""

    def come(pilot, **fields):
        _made, token = link(pilot, **fields)
        answer = client.get(f"/consultations/preview/{token}/")
        assert answer.status_code == 302, answer.status_code
        return client

    return come


@pytest.fixture
def malee(db):
    """Of no agency, with a confirmed e-mail."""
    return make_user("มาลี ใจดี", email="malee@example.org", email_confirmed_at=timezone.now())


def an_hour_ago(pilot):
    """It began then: a test is one transaction, with one moment."""
    rows = Consultation.objects.filter(pk=pilot.pk)
    rows.update(opens_at=pilot.opens_at - timedelta(hours=1))
    return rows.get()


def browser(number: int | str = 1) -> Visitor:
    return Visitor(browser=hash_of_browser("pilot-test00", str(number)))


def vote(pilot, n=1, *, visitor=None):
    return cast_vote(Conversation.objects.get(pk=pilot.pk), n, Answer.AGREE, visitor=visitor or browser())


def over(pilot, *, days=0.01):
    """It has closed so long ago. Not by an act: those close it now."""
    now = timezone.now()
    rows = Consultation.objects.filter(pk=pilot.pk)
    rows.update(opens_at=now - timedelta(days=days + 7), closes_at=now - timedelta(days=days))
    return rows.get()


def make_duty_in(pilot, *, by, agency=None):
    """A theme of a trial that has closed, which an agency has to answer."""
    Theming.objects.create(consultation=pilot, found_at=timezone.now())
    theme = Theme.objects.create(consultation=pilot, number=1, answers=1, texts=1)
    Membership.objects.create(consultation=pilot, text="s1", theme=theme)
    return make_duty(theme, agency=agency or pilot.agency, by=by)
