"""`/consultations/`, the policy team's pages, and what is open on the page of a place."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from consultations.announcing import REASON_MAX_LETTERS, announce_consultation, withdraw_consultation
from consultations.drafting import draft_of
from consultations.forms import TEXT_MAX_LETTERS, DraftForm, WithdrawForm, as_typed
from consultations.models import Consultation
from consultations.public import PAGE
from consultations.signing import note_paper
from directory.models import Role
from directory.thai_dates import BUDDHIST_ERA
from notifications.following import follow
from notifications.models import Message
from tests.consultations.conftest import TITLE
from tests.factories import make_area, make_membership, make_user
from tests.letters import LETTERS

pytestmark = pytest.mark.django_db


def page(client, address, **query):
    client.cookies["language"] = "en"
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def typed(*, closes=20, **changes):
    """What the policy team types, its dates as people write them."""
    opens, closing = (timezone.localtime() + timedelta(days=days) for days in (1, closes))
    days = {
        name: f"{day.day}/{day.month}/{day.year + BUDDHIST_ERA}"
        for name, day in (("opens_on", opens), ("closes_on", closing))
    }
    return {
        "kind": "policy",
        "title_th": "กรอบเวลาตอบเรื่องร้องเรียน",
        "changes_th": "ทุกหน่วยงานตอบใน 15 วัน",
        "page": "https://www.law.go.th/x",
        "reasons_th": "ตอบช้าและไม่บอกว่าจะตอบเมื่อใด",
        "affected_th": "ผู้แจ้งเรื่องทุกคน: รู้วันตอบ",
        "contact_th": "กองกฎหมาย โทร 0 2283 4000",
        **days,
        "closes_time": "16.30",
        **changes,
    }


class TestTheList:
    def test_shows_what_is_open_first_closing_soonest(self, client, announced):
        announced(title_en="Later", closes=30)
        announced(title_en="Sooner", closes=16)
        announced(title_en="Announced", opens=3)
        told = page(client, reverse("consultations"))
        assert told.index("Sooner") < told.index("Later") < told.index("Announced")

    def test_says_so_when_nothing_is_open_and_what_to_do(self, client):
        told = page(client, reverse("consultations"))
        assert "None is open now" in told
        assert "Follow your place" in told

    def test_shows_no_draft_and_no_withdrawn_one_among_the_open(self, client, announced, draft, suda):
        draft(title_en="Secret draft")
        withdraw_consultation(announced(title_en="Taken back"), reason="ผิด", by=suda)
        told = page(client, reverse("consultations"))
        assert "Secret draft" not in told
        assert "Taken back" not in told

    def test_is_of_a_place_and_of_a_kind(self, client, announced, sila):
        make_area(10, "กรุงเทพมหานคร")
        announced(title_en="Of Sila", areas=(sila,))
        announced(title_en="A budget", kind="budget")
        assert "Of Sila" in page(client, reverse("consultations"), province=40)
        assert "Of Sila" not in page(client, reverse("consultations"), province=10)
        assert "Of Sila" not in page(client, reverse("consultations"), kind="budget")

    @pytest.mark.parametrize(
        "query", [{"kind": "x"}, {"province": "9999999999"}, {"before": "yesterday"}, {"district": "'"}]
    )
    def test_filters_nothing_by_nonsense(self, client, announced, query):
        announced(title_en="Here")
        told = page(client, reverse("consultations"), **query)
        assert ("Here" in told or "before" in query) and "govuk-error-message" not in told
        assert ("Not filtered by" in told) is ("before" not in query)

    def test_shows_the_closed_ones_page_by_page(self, client, announced):
        now = timezone.now()
        for number in range(PAGE + 1):
            closed = announced(title_en=f"Old {number:02}.")
            Consultation.objects.filter(pk=closed.pk).update(
                opens_at=now - timedelta(days=90), closes_at=now - timedelta(days=number + 1)
            )
        first = page(client, reverse("consultations"))
        assert "Old 00." in first
        assert f"Old {PAGE:02}." not in first
        before = (now - timedelta(days=PAGE)).isoformat()
        assert f"Old {PAGE:02}." in page(client, reverse("consultations"), before=before)

    def test_asks_no_more_of_the_database_for_more_of_them(
        self, client, announced, sila, django_assert_max_num_queries
    ):
        for _each in range(12):
            announced(areas=(sila,))
        page(client, reverse("consultations"))
        with django_assert_max_num_queries(8):
            page(client, reverse("consultations"))


class TestThePage:
    def test_says_what_changes_until_when_and_where_to_answer(self, client, announced):
        told = page(client, announced().get_absolute_url())
        assert TITLE in told
        assert "รถเข็นผ่านได้ทุกช่วง" in told
        assert 'href="https://www.law.go.th/listening"' in told
        assert "www.law.go.th" in told

    def test_of_a_draft_is_not_found(self, client, draft):
        assert client.get(draft().get_absolute_url()).status_code == 404

    def test_of_a_withdrawn_one_says_why_and_leads_nowhere(self, client, announced, suda):
        gone = withdraw_consultation(announced(), reason="ร่างผิดฉบับ", by=suda)
        told = page(client, gone.get_absolute_url())
        assert "ร่างผิดฉบับ" in told
        assert "law.go.th" not in told

    def test_of_a_withdrawn_one_begins_with_the_reason(self, client, announced, suda):
        told = page(client, withdraw_consultation(announced(), reason="ร่างผิดฉบับ", by=suda).get_absolute_url())
        assert told.index("ร่างผิดฉบับ") < told.index("What it would change")

    def test_names_no_time_where_it_opens_with_the_day(self, client, announced):
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        for opens_at, shown in ((midnight, False), (midnight + timedelta(hours=8, minutes=30), True)):
            consultation = announced(
                opens_at=opens_at + timedelta(days=2), closes_at=midnight + timedelta(days=30, hours=16)
            )
            told = page(client, consultation.get_absolute_url())
            assert " 0:00" not in told
            assert ("08:30" in told) is shown

    def test_I11_shows_markup_as_text(self, client, announced):
        told = page(client, announced(title_th="<script>x</script>", changes_th="<b>y</b>").get_absolute_url())
        assert "<script>x" not in told
        assert "<b>y" not in told


class TestThePageOfAPlace:
    def test_shows_what_is_open_there_its_own_before_the_whole_countrys(self, client, announced, sila):
        announced(title_en="Everywhere", closes=16)
        announced(title_en="In Sila", areas=(sila,), closes=30)
        told = page(client, reverse("area", args=[400111]))
        assert told.index("In Sila") < told.index("Everywhere")

    def test_says_that_none_is_open(self, client, sila):
        assert "None is open about this place now" in page(client, reverse("area", args=[400111]))

    def test_shows_nothing_of_elsewhere_announced_for_later_or_over(self, client, announced, sila):
        make_area(10, "กรุงเทพมหานคร")
        announced(title_en="In Sila", areas=(sila,))
        announced(title_en="Later", opens=2)
        told = page(client, reverse("area", args=[10]))
        assert "In Sila" not in told
        assert "Later" not in told

    def test_hears_of_it_at_once(self, announced, sila, monkeypatch):
        heard = []
        monkeypatch.setattr("consultations.announcing.announce", lambda *topics: heard.extend(topics))
        announced(areas=(sila,))
        assert {topic.rsplit(":", 1)[0] for topic in heard} == {"area:400111", "area:4001", "area:40", "area:0"}


class TestThePolicyTeam:
    @pytest.fixture
    def team(self, client, suda):
        client.cookies["language"] = "en"
        client.force_login(suda)
        return client

    def test_keeps_a_draft_and_announces_it(self, team):
        answer = team.post(reverse("new_consultation"), typed(agency=self._agency()))
        assert answer.status_code == 302
        consultation = Consultation.objects.get()
        assert timezone.localtime(consultation.closes_at).strftime("%H.%M") == "16.30"
        preview = team.post(answer.headers["Location"], typed(agency=self._agency(), then="announce", seen=1))
        consultation.refresh_from_db()
        assert consultation.state == "draft"
        paper = {"seen": 1, "number": "นร 0105/12", "signed_on": typed()["opens_on"]}
        refused = team.post(reverse("note_paper", args=[consultation.slug]), paper)
        assert refused.status_code == 409  # signed tomorrow
        today = timezone.localdate()
        paper["signed_on"] = f"{today.day}/{today.month}/{today.year + BUDDHIST_ERA}"
        assert team.post(reverse("note_paper", args=[consultation.slug]), paper).status_code == 302
        team.post(preview.headers["Location"], {"seen": 2})
        consultation.refresh_from_db()
        assert consultation.state == "scheduled"

    def test_sees_what_would_be_announced_and_to_how_many_before_it_is(self, team, signed, sila):
        follow(make_user("สมศักดิ์", email="somsak@example.org"), "area:40")
        follow(make_user("จอห์น", email="john@example.org", language="en"), "area:400111")
        follow(make_user("ไกลโพ้น", email="far@example.org"), "area:10")
        follow(make_user("ยังไม่ยืนยัน", email_confirmed_at=None), "area:40")
        consultation = signed(areas=(sila,), title_en="Pavements of Sila")
        address = reverse("announce_consultation", args=[consultation.slug])
        told = page(team, address)
        assert "A mail goes to 2 people" in told and "somsak" not in told
        assert not Message.objects.exists() and not Consultation.objects.announced()
        assert f'href="{reverse("manage_consultation", args=[consultation.slug])}"' in told
        team.post(address, {"seen": re.findall(r'name="seen" value="(\d+)"', told)[0]})
        for mail in Message.objects.all():
            assert mail.subject in told
            assert all(escape(line) in told for line in mail.body.splitlines())
        assert Message.objects.count() == 2
        public = page(team, consultation.get_absolute_url())
        hero = public[public.index('<section class="card card--hero') :].partition("</section>")[0]
        assert hero in told

    def test_says_that_nobody_gets_a_mail(self, team, draft):
        assert "No mail goes out" in page(team, reverse("announce_consultation", args=[draft().slug]))

    @pytest.mark.parametrize("seen", ["", "0", "x", "9" * 40, "๑"])
    def test_announces_no_words_that_were_not_seen(self, team, draft, seen):
        consultation = draft()
        address = reverse("manage_consultation", args=[consultation.slug])
        team.post(address, self._edited(consultation, title_th="ของเพื่อนร่วมงาน"))
        answer = team.post(
            f"{address}announce/", {"seen": seen or "1"}, follow=True, HTTP_REFERER=f"{address}announce/"
        )
        assert "saved after you opened it" in answer.content.decode()
        assert not Consultation.objects.announced()

    def test_of_what_cannot_be_announced_leads_back_to_the_draft(self, team, draft, announced, nipa):
        for consultation in (draft(page=""), announced()):
            answer = team.get(reverse("announce_consultation", args=[consultation.slug]))
            assert answer.headers["Location"] == reverse("manage_consultation", args=[consultation.slug])
        team.force_login(nipa)
        hidden = reverse("announce_consultation", args=[draft().slug])
        assert [team.get(hidden).status_code, team.post(hidden, {"seen": 1}).status_code] == [404, 404]

    def _agency(self):
        from directory.models import Agency

        return str(Agency.objects.get(code="opm-ops").pk)

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"opens_on": "31/2/2569"}, "Write the day like this"),
            ({"closes_time": "26.00"}, "Write the time like this"),
            ({"page": "http://law.go.th"}, "must begin with https"),
            ({"page": "javascript:alert(1)"}, "from https on"),
            ({"title_th": ""}, "Write a title in Thai"),
            ({"closes_on": "1/1/2569"}, "must close after it opens"),
        ],
    )
    def test_is_told_at_the_field_what_is_wrong_and_keeps_what_it_wrote(self, team, sila, wrong, said):
        answer = team.post(reverse("new_consultation"), typed(agency=self._agency(), **wrong))
        told = answer.content.decode()
        assert said in told
        assert "ทุกหน่วยงานตอบใน 15 วัน" in told
        assert not Consultation.objects.exists()

    def test_pressing_twice_keeps_one_draft_and_leads_to_it(self, team):
        token = re.findall(r'name="form_token" value="([^"]+)"', page(team, reverse("new_consultation")))[0]
        sent = typed(agency=self._agency(), form_token=token)
        answers = [team.post(reverse("new_consultation"), sent) for _press in range(2)]
        assert [answer.status_code for answer in answers] == [302, 302]
        assert answers[0].headers["Location"] == answers[1].headers["Location"]

    def test_going_back_and_sending_a_form_again_with_other_words_shows_both(self, team):
        token = str(uuid.uuid4())
        begun = team.post(reverse("new_consultation"), typed(agency=self._agency(), form_token=token))
        answer = team.post(reverse("new_consultation"), typed(agency=self._agency(), form_token=token, title_th="ชื่ออื่น"))
        assert answer.status_code == 409
        told = answer.content.decode()
        assert f'action="{begun.headers["Location"]}"' in told
        assert 'value="ชื่ออื่น"' in told
        seen = re.findall(r'name="seen" value="(\d+)"', told)
        team.post(begun.headers["Location"], typed(agency=self._agency(), title_th="ชื่ออื่น", seen=seen))
        assert Consultation.objects.get().title_th == "ชื่ออื่น"

    @pytest.mark.parametrize("act", ["announce", "extend", "withdraw"])
    def test_pressing_twice_does_it_once_and_answers_with_what_is_there(self, team, signed, announced, act):
        consultation = signed() if act == "announce" else announced()
        day = timezone.localtime() + timedelta(days=40)
        address = reverse("manage_consultation", args=[consultation.slug])
        sent = {
            "announce": (f"{address}announce/", {"seen": consultation.event_count}),
            "extend": (f"{address}extend/", {"closes_on": f"{day:%d/%m/%Y}", "reason": "ขอเวลาอ่านเพิ่ม"}),
            "withdraw": (f"{address}withdraw/", {"reason": "ร่างผิดฉบับ"}),
        }[act]
        answers = [team.post(*sent) for _press in range(2)]
        assert [(each.status_code, each.headers["Location"]) for each in answers] == [(302, address)] * 2
        assert consultation.events.last().kind in {"announced", "extended", "withdrawn"}
        assert consultation.events.filter(kind=consultation.events.last().kind).count() == 1

    @pytest.mark.parametrize(
        ("form_of", "name", "most"),
        [
            (lambda sent: DraftForm(sent, agencies=[]), "changes_th", TEXT_MAX_LETTERS),
            (lambda sent: DraftForm(sent, agencies=[]), "other_ways_en", TEXT_MAX_LETTERS),
            (lambda sent: DraftForm(sent, agencies=[]), "why_short", TEXT_MAX_LETTERS),
            (WithdrawForm, "reason", REASON_MAX_LETTERS),
        ],
    )
    @pytest.mark.parametrize(("text", "letters"), LETTERS)
    def test_fills_a_text_to_the_letter_that_its_browser_counts(self, db, form_of, name, most, text, letters):
        filled = f"{'ก' * (most - letters)}{text.strip()}".replace("\n", "\r\n")
        assert name not in form_of({name: filled}).errors
        one_more = form_of({name: f"ก{filled}"})
        assert one_more.errors[name].as_data()[0].params == {"extra": "1"}
        assert f'data-maxlength="{most}"' in str(one_more[name])

    def test_is_told_before_sending_what_is_needed(self, team):
        told = page(team, reverse("new_consultation"))
        labels = dict(re.findall(r'<label class="govuk-label[^"]*" for="id_(\w+)">(.*?)</label>', told, re.S))
        needed = {name for name, label in labels.items() if "(optional)" not in label}
        assert needed - {"look_for", "place_codes", "places_"} == {
            *("agency", "kind", "title_th", "changes_th", "page", "other_ways_th", "opens_on", "closes_on"),
            *("reasons_th", "necessity_th", "affected_th", "contact_th"),  # of principles, the first kind
        }
        assert "The kind and a Thai title are enough for a draft" in told
        assert "May stay empty where there is a page" in told

    def test_withdrawing_what_a_colleague_withdrew_says_so_on_the_page_as_it_is(self, team, announced, suda):
        consultation = announced()
        withdraw_consultation(consultation, reason="ร่างผิดฉบับ", by=suda)
        answer = team.post(reverse("withdraw_consultation", args=[consultation.slug]), {"reason": "ยังไม่พร้อม"})
        assert answer.status_code == 409
        told = answer.content.decode()
        assert "nothing of it can be changed" in told
        assert "ร่างผิดฉบับ" in told

    def _edited(self, consultation, **changes):
        """What a page that was opened now sends, with these changes."""
        stored = {name: value for name, value in as_typed(draft_of(consultation)).items() if value}
        return stored | {"agency": str(consultation.agency_id), "seen": consultation.event_count, **changes}

    def test_saving_what_was_opened_before_somebody_else_saved_shows_both_and_loses_neither(self, team, draft):
        consultation = draft()
        address = reverse("manage_consultation", args=[consultation.slug])
        first = self._edited(consultation, title_th="ของคนแรก")
        second = self._edited(consultation, title_th="ของคนที่สอง", changes_th="ข้อ 1\r\nข้อ 2", topic="")
        assert team.post(address, first).status_code == 302
        answer = team.post(address, second)
        assert answer.status_code == 409
        told = answer.content.decode()
        assert "ของคนแรก" in told
        assert 'value="ของคนที่สอง"' in told
        assert "ข้อ 1<br>ข้อ 2" in told
        assert "Save what I wrote over it" in told
        assert "สุดา มั่นคง" in told
        assert [each.label for each in answer.context["differences"]] == [
            "Title in Thai",
            "What it would change, in plain Thai",
        ]
        consultation.refresh_from_db()
        assert consultation.title_th == "ของคนแรก"
        seen = re.findall(r'name="seen" value="(\d+)"', told)
        assert team.post(address, second | {"seen": seen}).status_code == 302
        consultation.refresh_from_db()
        assert consultation.title_th == "ของคนที่สอง"

    def test_taking_what_is_stored_is_opening_the_draft(self, team, draft):
        consultation = draft()
        address = reverse("manage_consultation", args=[consultation.slug])
        team.post(address, self._edited(consultation, title_th="ของคนแรก"))
        told = team.post(address, self._edited(consultation, title_th="ของคนที่สอง")).content.decode()
        assert f'role="button" href="{address}"' in told
        assert "ของคนที่สอง" not in page(team, address)

    def test_a_refused_form_has_not_seen_what_others_saved_meanwhile(self, team, draft):
        consultation = draft()
        address = reverse("manage_consultation", args=[consultation.slug])
        team.post(address, self._edited(consultation, title_th="ของคนแรก"))
        told = team.post(address, self._edited(consultation, title_th="ของคนที่สอง", opens_on="x")).content.decode()
        assert re.findall(r'name="seen" value="(\d+)"', told) == ["1"]

    def test_after_a_refused_announcement_the_draft_is_kept_and_saved_again_without_a_word(self, team, draft):
        consultation = draft()
        address = reverse("manage_consultation", args=[consultation.slug])
        wrong = self._edited(consultation, closes_on=typed()["opens_on"], title_th="ใหม่", then="announce")
        answer = team.post(address, wrong)
        assert answer.status_code == 409
        seen = re.findall(r'name="seen" value="(\d+)"', answer.content.decode())
        again = team.post(address, wrong | {"seen": seen, "title_th": "ใหม่กว่า", "then": "keep"})
        assert again.status_code == 302

    def test_words_typed_while_somebody_announced_it_are_shown_and_change_nothing(self, team, signed, suda):
        consultation = signed()
        mine = self._edited(consultation, title_th="ของคนที่สอง")
        announce_consultation(consultation, by=suda)
        answer = team.post(reverse("manage_consultation", args=[consultation.slug]), mine)
        assert answer.status_code == 409
        told = answer.content.decode()
        assert "ของคนที่สอง" in told
        assert "its words stay" in told
        assert 'form="draft"' not in told
        consultation.refresh_from_db()
        assert consultation.title_th == TITLE

    def test_shows_nobody_outside_how_often_a_draft_was_changed(self, team, draft, suda):
        consultation = draft()
        team.post(
            reverse("manage_consultation", args=[consultation.slug]), self._edited(consultation, title_th="ของคนแรก")
        )
        note_paper(consultation, number="1", signed_on=timezone.localdate(), seen=2, by=suda)
        announce_consultation(consultation, by=suda)
        assert "Draft changed" not in page(team, consultation.get_absolute_url())

    @pytest.mark.parametrize(
        ("field", "wrong", "said"),
        [
            ("title_th", {"title_th": ""}, "Write a title in Thai."),
            ("title_th", {"title_th": "\u200b\u2060"}, "Write a title in Thai."),
            ("changes_th", {"changes_th": "\u200b"}, "Say what it would change, in plain Thai."),
            ("page", {"page": ""}, "Say how people take part."),
            ("opens_on", {"opens_on": ""}, "Say when it opens."),
            ("closes_on", {"closes_on": ""}, "Say when it closes."),
            ("opens_on", {"opens_on": "1/1/2569"}, "The opening lies in the past. Choose today or a later day."),
            ("closes_on", {"opens_on": "1/1/2569", "closes_on": "2/1/2569"}, "The closing lies in the past."),
            ("closes_on", {"closes_on": "1/1/2575"}, "It closes more than a year after it opens."),
            ("why_short", {"closes_on": typed(closes=3)["closes_on"]}, "less than the usual 15 days. Say why"),
        ],
    )
    def test_is_told_at_the_field_and_on_top_why_it_cannot_be_announced_yet(self, team, draft, field, wrong, said):
        consultation = draft()
        answer = team.post(
            reverse("manage_consultation", args=[consultation.slug]),
            typed(agency=self._agency(), then="announce", seen=1, **wrong),
        )
        assert answer.status_code in {400, 409}
        told = answer.content.decode()
        assert re.search(rf'<a href="#id_{field}">[^<]*{re.escape(said)}', told)
        assert re.search(rf'id="id_{field}-error"[^§]*?{re.escape(said)}', told)
        assert not Consultation.objects.announced()

    def test_is_told_beforehand_what_is_still_missing(self, team, draft):
        told = page(team, reverse("manage_consultation", args=[draft(page="", closes=3).slug]))
        assert "Say how people take part." in told
        assert "less than the usual 15 days" in told

    def test_moves_the_closing_and_withdraws(self, team, announced):
        consultation = announced()
        later = timezone.localtime() + timedelta(days=40)
        day = f"{later.day}/{later.month}/{later.year + BUDDHIST_ERA}"
        team.post(
            reverse("extend_consultation", args=[consultation.slug]), {"closes_on": day, "reason": "ขอเวลาอ่านเพิ่ม"}
        )
        consultation.refresh_from_db()
        assert timezone.localdate(consultation.closes_at) == later.date()
        team.post(reverse("withdraw_consultation", args=[consultation.slug]), {"reason": "ร่างผิดฉบับ"})
        consultation.refresh_from_db()
        assert consultation.state == "withdrawn"

    def test_of_an_earlier_closing_without_a_reason_tells_both_at_once(self, team, announced):
        consultation = announced()
        earlier = timezone.localtime(consultation.closes_at) - timedelta(days=1)
        address = reverse("extend_consultation", args=[consultation.slug])
        for day, said in ((f"{earlier:%d/%m/%Y}", "later than the one announced"), ("", "")):
            told = team.post(address, {"closes_on": day, "reason": " "}).content.decode()
            assert 'id="id_closes_on-error"' in told and 'id="id_reason-error"' in told
            assert said in told

    def test_without_a_reason_is_told_so_at_the_field(self, team, announced):
        answer = team.post(reverse("withdraw_consultation", args=[announced().slug]), {"reason": ""})
        assert answer.status_code == 409
        assert "Write a few words first" in answer.content.decode()

    @pytest.mark.parametrize("role", [Role.OFFICER, Role.TRIAGE_OFFICER, None])
    def test_is_nobody_else(self, client, council, announced, role):
        user = make_membership(make_user(), council, role).user if role else make_user()
        client.force_login(user)
        slug = announced().slug
        for address in (reverse("manage_consultations"), reverse("new_consultation"), f"/consultations/manage/{slug}/"):
            assert client.get(address).status_code == 404
        assert client.post(f"/consultations/manage/{slug}/withdraw/", {"reason": "x"}).status_code == 404

    def test_of_another_agency_finds_nothing(self, client, nipa, announced, draft):
        client.force_login(nipa)
        for consultation in (announced(), draft()):
            assert client.get(f"/consultations/manage/{consultation.slug}/").status_code == 404
        assert TITLE not in client.get(reverse("manage_consultations")).content.decode()

    def test_must_sign_in(self, client):
        assert client.get(reverse("manage_consultations")).status_code == 302
