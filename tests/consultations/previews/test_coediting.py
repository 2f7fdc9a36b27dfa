"""Officers of other agencies who edit one draft: that one, its words and questions alone, until it is announced."""

from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.drafting import DraftMovedOn, change_draft, draft_of
from consultations.models import Consultation
from consultations.participation.models import Identity, ShowsResults
from consultations.previews.coediting import invite_editor, remove_editor
from consultations.previews.models import CoEditor
from consultations.questionnaires.editing import set_up_questionnaire
from directory.models import Membership
from notifications.models import Message
from tests.consultations.announcements import put_in_text, sign_and_announce, sign_on_paper
from tests.consultations.test_drafting import refused
from tests.consultations.test_pages import typed
from tests.factories import make_user

pytestmark = pytest.mark.django_db
OURS = {"lowest_identity": Identity.ANONYMOUS, "shows_results": ShowsResults.AFTER_ANSWERING}


class TestInviting:
    def test_lets_an_officer_edit_that_draft_and_tells_them(self, draft, invited, officer):
        written, other = draft(), draft()
        assert list(Consultation.objects.edited_by(officer)) == []
        invited(written)
        assert list(Consultation.objects.edited_by(officer)) == [written]
        assert other not in Consultation.objects.edited_by(officer)
        mail = Message.objects.get()
        assert mail.recipient == officer.email
        assert written.slug in mail.body

    def test_again_is_no_mistake(self, draft, invited):
        written = draft()
        assert invited(written) == invited(written)
        assert Message.objects.count() == 1

    def test_is_for_officers_alone(self, draft, suda):
        make_user("มาลี ใจดี", email="malee@example.org", email_confirmed_at=timezone.now())
        for email in ("malee@example.org", "nobody@example.org", ""):
            with refused("no_such_officer"):
                invite_editor(draft(), email=email, by=suda)

    def test_is_not_for_one_of_the_team(self, draft, suda):
        with refused("edits_already"):
            invite_editor(draft(), email=suda.email, by=suda)

    def test_is_the_team_s_own(self, draft, invited, officer, nipa):
        written = draft()
        editor = invited(written)
        for other in (nipa, officer):
            with refused("not_your_agency"):
                invite_editor(written, email=nipa.email or "x@example.org", by=other)
            with refused("not_your_agency"):
                remove_editor(editor, by=other)

    def test_ends_with_removing_and_with_leaving_the_office(self, draft, invited, officer, suda):
        written = draft()
        remove_editor(invited(written), by=suda)
        assert written not in Consultation.objects.edited_by(officer)
        invited(written)
        assert CoEditor.objects.count() == 2
        Membership.objects.filter(user=officer).delete()
        assert written not in Consultation.objects.edited_by(type(officer).objects.get(pk=officer.pk))


class TestEditing:
    @pytest.fixture
    def written(self, draft, invited):
        written = draft()
        invited(written)
        return written

    def test_is_a_line_with_their_name(self, written, officer):
        change_draft(written, replace(draft_of(written), title_en="Pavements"), seen=1, by=officer)
        put_in_text(written, by=officer)
        set_up_questionnaire(written, **OURS, by=officer)
        lines = written.events.order_by("n")
        assert [line.by for line in lines][1:] == [officer] * 4
        assert lines.last().facts == {"questionnaire": True}

    def test_is_refused_without_an_invitation(self, draft, written, officer):
        other = draft()
        with refused("not_your_agency"):
            change_draft(other, replace(draft_of(other), title_en="Pavements"), seen=1, by=officer)
        for act in (lambda: put_in_text(other, by=officer), lambda: set_up_questionnaire(other, **OURS, by=officer)):
            with refused("not_your_agency"):
                act()

    def test_takes_the_signature_back(self, written, officer, suda):
        signed = sign_on_paper(written, by=suda)
        changed = change_draft(signed, replace(draft_of(signed), title_en="Roads"), seen=signed.event_count, by=officer)
        assert changed.signed_off_at is None

    def test_ends_with_the_announcement(self, written, officer, suda):
        announced = sign_and_announce(written, by=suda)
        assert announced not in Consultation.objects.edited_by(officer)
        with refused("not_your_agency"):
            put_in_text(announced, by=officer)

    def test_tells_the_second_of_two_whose_words_came_between(self, client, written, officer, suda):
        change_draft(written, replace(draft_of(written), title_en="Of the officer"), seen=1, by=officer)
        client.force_login(suda)
        late = typed(agency=written.agency_id, title_th="ชื่อที่สุดาเขียน", seen=1)
        told = client.post(reverse("manage_consultation", args=[written.slug]), late)
        assert told.status_code == 409
        for words in (officer.full_name, "Of the officer", "ชื่อที่สุดาเขียน"):
            assert words in told.content.decode()
        with pytest.raises(DraftMovedOn):
            change_draft(written, replace(draft_of(written), title_en="X"), seen=1, by=suda)


class TestThePages:
    @pytest.fixture
    def written(self, draft, invited):
        written = draft()
        invited(written)
        return written

    def test_let_them_edit_and_read_notes(self, client, written, officer):
        client.force_login(officer)
        assert written.title_th in client.get(reverse("manage_consultations")).content.decode()
        for name in ("manage_consultation", "manage_statements", "manage_questionnaire", "manage_documents"):
            assert client.get(reverse(name, args=[written.slug])).status_code == 200
        readers = client.get(reverse("manage_readers", args=[written.slug])).content.decode()
        assert 'id="links"' not in readers
        assert 'id="editors"' not in readers
        shown = client.get(reverse("manage_consultation", args=[written.slug])).content.decode()
        assert 'value="announce"' not in shown
        data = typed(agency=written.agency_id, kind="principles", title_en="Pavements", seen=1)
        assert client.post(reverse("manage_consultation", args=[written.slug]), data).status_code == 302
        written.refresh_from_db()
        assert written.title_en == "Pavements"

    def test_decide_nothing_for_them(self, client, written, officer, suda):
        signed = sign_on_paper(written, by=suda)
        client.force_login(officer)
        for name in ("announce_consultation", "ask_sign_off", "sign_off", "refuse_sign_off", "note_paper"):
            assert client.post(reverse(name, args=[signed.slug]), {"seen": signed.event_count}).status_code == 404
        for name in ("new_preview_link", "invite_co_editor"):
            assert client.post(reverse(name, args=[signed.slug])).status_code == 404
        assert client.get(reverse("new_consultation")).status_code == 404
        assert client.get(reverse("begin_consultation")).status_code == 404
        assert client.get(f"{reverse('new_consultation')}?from={signed.slug}").status_code == 404
        signed.refresh_from_db()
        assert signed.announced_at is None

    def test_invite_and_remove(self, client, draft, officer, suda):
        written = draft()
        client.force_login(suda)
        where = reverse("invite_co_editor", args=[written.slug])
        assert client.post(where, {"email": "nobody@example.org"}).status_code == 409
        assert client.post(where, {"email": ""}).status_code == 400
        assert client.post(where, {"email": officer.email.upper()}).status_code == 302
        editor = CoEditor.objects.get()
        client.post(reverse("remove_co_editor", args=[written.slug, editor.pk]))
        editor.refresh_from_db()
        assert editor.removed_by == suda

    def test_show_a_stranger_nothing(self, client, written):
        client.force_login(make_user("มาลี ใจดี"))
        for name in ("manage_consultation", "manage_readers", "manage_documents"):
            assert client.get(reverse(name, args=[written.slug])).status_code == 404
