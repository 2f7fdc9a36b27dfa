"""What a consultation explains: asked by its kind, begun from an example or an earlier one, read by everybody."""

import re
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from consultations.announcing import announce_consultation
from consultations.drafting import change_draft, copy_of, draft_of
from consultations.explaining import NEEDED, About, Explained, asked_of, better_with, gaps, missing, template_of
from consultations.laws.documents import add_document, keep_text, look_at_text
from consultations.models import Consultation, Explanation
from consultations.problems import problems
from consultations.workflow import ConsultationKind
from tests.consultations.announcements import put_in_text, sign_and_announce
from tests.consultations.conftest import EXPLAINED, TITLE
from tests.consultations.test_pages import page, typed
from tests.records.files import pdf as a_pdf

pytestmark = pytest.mark.django_db


def codes(consultation):
    return {each.code for each in problems(consultation)}


class TestWhatIsAsked:
    @pytest.mark.parametrize("kind", ConsultationKind)
    def test_of_every_kind_is_why_and_whom_to_ask(self, kind):
        assert About.CONTACT in NEEDED[kind]
        assert {About.REASONS, About.AIMS} & set(NEEDED[kind])

    @pytest.mark.parametrize("kind", ConsultationKind)
    def test_has_an_example_for_everything_and_each_example_has_a_gap(self, kind):
        examples = {each.about: each.th for each in template_of(kind)}
        assert set(NEEDED[kind]) <= set(examples) <= set(asked_of(kind))
        assert all(gaps(text) for text in examples.values())

    def test_of_a_law_in_force_is_something_else_than_of_a_draft(self):
        assert {About.LICENCES, About.COMMITTEES, About.PENALTIES} <= set(asked_of("law_in_force"))
        assert About.LICENCES not in asked_of("draft_law")
        assert About.NECESSITY not in asked_of("law_in_force")

    def test_and_not_there_is_named(self):
        given = [Explained("reasons", "ทางเท้าแคบ"), Explained("contact", "", "Call us")]
        assert missing("policy", given) == [About.AFFECTED, About.CONTACT]
        assert better_with("policy", given) == [About.NECESSITY, About.IMPACT, About.QUESTIONS]


class TestAnnouncing:
    def test_needs_each_of_them_in_thai(self, draft, suda):
        written = draft(explanations=(Explained("reasons", "ทางเท้าแคบ"), Explained("affected", "", "Everybody")))
        assert codes(written) == {"necessity_missing", "affected_missing", "contact_missing"}
        with pytest.raises(ValidationError):
            announce_consultation(written, by=suda)

    def test_of_a_law_in_force_needs_what_is_proposed_for_it(self, draft):
        assert codes(draft(kind="law_in_force")) == {"proposal_missing", "text_missing"}
        assert codes(draft(kind="law_in_force", proposal="repeal")) == {"text_missing"}

    @pytest.mark.parametrize("kind", ["draft_law", "subordinate_rule"])
    def test_of_a_draft_needs_its_text_in_sections(self, draft, suda, kind):
        written = draft(kind=kind)
        assert codes(written) == {"text_missing"}
        put_in_text(written, kind="impact", by=suda)
        assert codes(written) == {"text_missing"}
        put_in_text(written, by=suda)
        assert codes(written) == set()

    def test_takes_no_pdf_for_the_text_of_a_draft(self, draft, suda):
        written = draft(kind="draft_law")
        document = add_document(written, kind="draft", title_th="ร่าง", by=suda)
        keep_text(look_at_text(document, pdf=a_pdf(), by=suda), seen=0, by=suda)
        assert codes(written) == {"text_missing"}

    def test_finds_the_gaps_that_an_example_left(self, draft):
        example = {each.about: each for each in template_of("draft_law")}
        written = draft(explanations=tuple({**{each.about: each for each in EXPLAINED}, **example}.values()))
        assert codes(written) == {f"{about}_unfilled" for about in example}

    def test_takes_brackets_of_the_writer_for_words(self, draft):
        own = tuple(each._replace(th="ดูข้อ [3] และ [ภาคผนวก ก]") for each in EXPLAINED)
        assert codes(draft(explanations=own)) == set()


class TestTheDraft:
    def test_keeps_them_as_they_were_written_and_in_the_order_of_reading(self, draft):
        told = (Explained("contact", "กองกฎหมาย"), Explained("reasons", "ทาง\u200bเท้าแคบ", "Narrow"))
        assert draft_of(draft(explanations=told)).explanations == (
            Explained("reasons", "ทางเท้าแคบ", "Narrow"),
            Explained("contact", "กองกฎหมาย"),
        )

    def test_loses_what_was_emptied_and_nothing_else(self, draft, suda):
        written = draft()
        now = draft_of(written)
        left = tuple(each for each in now.explanations if each.about != "impact")
        change_draft(written, replace(now, explanations=left), seen=1, by=suda)
        assert [each.about for each in draft_of(written).explanations] == [each.about for each in left]

    def test_explains_a_thing_once_says_the_database(self, draft):
        written = draft()
        with pytest.raises(IntegrityError), transaction.atomic():
            Explanation.objects.create(consultation=written, about="reasons", th="อีกครั้ง")

    def test_is_copied_without_its_days(self, draft):
        copied = copy_of(draft(why_short="น้ำท่วม"))
        assert (copied.opens_at, copied.closes_at, copied.why_short) == (None, None, "")
        assert copied.explanations == EXPLAINED
        assert copied.title_th == TITLE


@pytest.fixture
def team(client, suda):
    client.force_login(suda)
    return client


class TestBeginning:
    def test_asks_for_the_kind_first(self, team):
        told = page(team, reverse("begin_consultation"))
        assert told.count('name="kind"') == len(ConsultationKind)
        assert team.get(reverse("begin_consultation"), {"kind": "x"}).status_code == 400

    def test_leads_to_the_editor_of_that_kind(self, team):
        answer = team.get(reverse("begin_consultation"), {"kind": "law_in_force", "example": "on"})
        assert answer.url == f"{reverse('new_consultation')}?kind=law_in_force&example=on"
        told = page(team, answer.url)
        assert 'name="penalties_th"' in told
        assert 'name="proposal"' in told
        assert 'name="necessity_th"' not in told
        assert "[ชื่อใบอนุญาต]" in told

    def test_without_an_example_is_empty(self, team):
        told = page(team, reverse("new_consultation"), kind="policy")
        assert "[" not in re.findall(r'<textarea[^>]*name="reasons_th"[^>]*>([^<]*)<', told)[0]

    @pytest.mark.parametrize("query", [{"kind": "x"}, {"kind": ["policy", "'"]}, {"example": "on"}])
    def test_of_nonsense_is_an_empty_editor(self, team, query):
        page(team, reverse("new_consultation"), **query)

    def test_with_an_earlier_one_takes_its_words(self, team, draft):
        earlier = draft()
        assert earlier.slug in page(team, reverse("begin_consultation"))
        assert TITLE in page(team, reverse("new_consultation"), **{"from": earlier.slug})
        assert Consultation.objects.count() == 1

    def test_with_another_agency_s_takes_only_what_everybody_reads(self, client, draft, announced, nipa):
        client.force_login(nipa)
        assert TITLE in page(client, reverse("new_consultation"), **{"from": announced().slug})
        assert client.get(reverse("new_consultation"), {"from": draft().slug}).status_code == 404
        assert client.get(reverse("new_consultation"), {"from": "69-'"}).status_code == 404

    def test_is_the_policy_team_s(self, client):
        assert client.get(reverse("begin_consultation")).status_code == 302


class TestTheEditor:
    def test_keeps_in_sight_what_another_kind_was_asked(self, team, draft):
        written = draft(kind="budget", explanations=(Explained("licences", "ใบอนุญาตติดตั้งป้าย"),))
        told = page(team, reverse("manage_consultation", args=[written.slug]))
        assert "ใบอนุญาตติดตั้งป้าย" in told
        assert 'name="committees_th"' not in told

    def test_keeps_what_was_typed_and_says_at_its_field_what_is_missing(self, team, council):
        answer = team.post(reverse("new_consultation"), typed(agency=council.pk, necessity_en="Nothing else helps"))
        managed = answer.url
        assert Explanation.objects.get(about="necessity").en == "Nothing else helps"
        refused = team.post(managed, typed(agency=council.pk, contact_th="", seen=1, then="announce"))
        assert refused.status_code == 409
        assert 'id="id_contact_th-error"' in refused.content.decode()

    def test_shows_where_two_versions_explain_differently(self, team, draft, council):
        written = draft()
        stale = typed(agency=council.pk, title_th=TITLE, reasons_th="อีกเหตุผลหนึ่ง", seen=0)
        refused = team.post(reverse("manage_consultation", args=[written.slug]), stale)
        assert refused.status_code == 409
        assert "อีกเหตุผลหนึ่ง" in refused.content.decode()


class TestThePage:
    def test_shows_everybody_what_is_explained_and_proposed(self, client, draft, suda):
        written = draft(kind="law_in_force", proposal="amend")
        put_in_text(written, kind="law_in_force", by=suda)
        told = page(client, sign_and_announce(written, by=suda).get_absolute_url())
        assert "Amend the law" in told
        assert told.index('id="about-aims"') < told.index('id="about-contact"')

    def test_I11_shows_markup_of_an_explanation_as_text(self, client, announced):
        hostile = tuple(each._replace(th="<script>alert(1)</script>") for each in EXPLAINED)
        told = page(client, announced(explanations=hostile).get_absolute_url())
        assert "<script>alert(1)" not in told
        assert "&lt;script&gt;alert(1)" in told
