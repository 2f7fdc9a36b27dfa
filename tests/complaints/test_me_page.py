"""`/me/`: one's own complaints, drafts, answers and who looked; nobody else's."""

import pytest

from complaints.handling import ask_complainant, reply_to_complainant
from complaints.models import Draft
from complaints.workflow import Visibility
from records.access import log_look

pytestmark = pytest.mark.django_db


def page(client):
    return client.get("/me/").content.decode()


class TestMyPage:
    def test_asks_a_visitor_to_sign_in(self, client):
        response = client.get("/me/")
        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/")

    def test_of_somebody_new_says_how_to_begin(self, client, malee):
        client.force_login(malee)
        assert "ยังไม่มีเรื่องของคุณ" in page(client)

    @pytest.mark.parametrize(
        ("language", "none", "add"), [("th", "ยังไม่ได้ใส่", "ใส่เบอร์"), ("en", "Not given yet", "Add a number")]
    )
    def test_leads_to_where_a_missing_number_is_given(self, client, malee, language, none, add):
        client.force_login(malee)
        client.cookies["language"] = language
        assert f'{none} <a href="/accounts/phone/change/">{add}</a>' in page(client)
        malee.phone = "+66812345678"
        malee.save()
        html = page(client)
        assert "081 234 5678" in html
        assert none not in html

    def test_lists_ones_own_complaints_and_no_others(self, client, malee, file, stranger):
        own = file().complaint
        client.force_login(malee)
        assert own.reference in page(client)
        client.force_login(stranger)
        assert own.reference not in page(client)

    def test_never_lists_what_was_filed_without_saying_who(self, client, malee, file):
        hidden = file(visibility=Visibility.ANONYMOUS).complaint
        client.force_login(malee)
        assert hidden.reference not in page(client)

    def test_puts_what_waits_for_the_person_first(self, client, malee, working, wichai):
        ask_complainant(working, question="ต้นไหน", by=wichai)
        client.force_login(malee)
        html = page(client)
        assert html.index("รอคุณอยู่") < html.index('id="mine"')

    def test_shows_answers(self, client, malee, working, wichai):
        reply_to_complainant(working, text="ช่างไปพุธนี้", by=wichai)
        client.force_login(malee)
        assert "ช่างไปพุธนี้" in page(client)

    def test_shows_who_looked_and_why_without_the_officers_name(self, client, malee, working, wichai, highways):
        log_look(wichai, f"case:{working.case.reference}", "นัดวันซ่อม", agency=highways)
        client.force_login(malee)
        html = page(client)
        assert "นัดวันซ่อม" in html
        assert "วิชัย" not in html


class TestDrafts:
    @pytest.fixture
    def draft(self, malee):
        return Draft.objects.create(
            user=malee, key="7f0c2c56-0000-4000-8000-000000000001", fields={"text": "ถนนหน้าบ้าน"}
        )

    def test_can_be_gone_on_with(self, client, malee, draft):
        client.force_login(malee)
        assert f"/complaints/new/?draft={draft.key}" in page(client)

    def test_can_be_dropped_by_their_owner(self, client, malee, draft):
        client.force_login(malee)
        client.post("/me/drafts/drop/", {"key": str(draft.key)})
        assert not Draft.objects.exists()

    def test_of_two_people_in_one_browser_stay_apart(self, client, stranger, draft):
        client.force_login(stranger)
        form = {"step": "save", "text": "ไฟทางดับ", "form_token": str(draft.key)}
        assert client.post("/complaints/new/", form).status_code == 302
        assert [kept.fields["text"] for kept in stranger.drafts.all()] == ["ไฟทางดับ"]
        draft.refresh_from_db()
        assert draft.fields["text"] == "ถนนหน้าบ้าน"

    def test_cannot_be_dropped_by_anybody_else(self, client, stranger, draft):
        client.force_login(stranger)
        client.post("/me/drafts/drop/", {"key": str(draft.key)})
        assert Draft.objects.exists()
