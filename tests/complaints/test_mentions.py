"""Whom a note names finds it on the start page: who, how many, until when, and never of a case that is not theirs."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from complaints.handing_over import hand_over
from complaints.handling import accept_assignment, assign_case, decline_assignment
from complaints.internal_notes import write_note
from complaints.mentions import MOST_COUNTED, SHOWN, mentions_of
from complaints.models import Mention
from complaints.supporting import ask_for_help
from complaints.workflow import Visibility
from directory.models import Membership
from tests.factories import make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
TODAY = reverse("office_today")
WORDS = "ช่วยดูหลุมนี้ที"


@pytest.fixture
def named(working, wichai, somchai):
    write_note(working, text=f"@สมชาย {WORDS}", by=wichai)
    return working


def case_page(part):
    return reverse("office_case", args=[part.case.reference])


def read_address(part):
    return reverse("office_read_notes", args=[part.case.reference])


class TestTheStartPage:
    def test_shows_it_to_who_is_named_with_a_link_to_the_note(self, as_, named, somchai, wichai, kanya):
        line = named.case.events.get(kind="internal_note").n
        shown = as_(somchai).get(TODAY).content.decode()
        assert "You were mentioned" in shown and WORDS in shown and "วิชัย" in shown
        assert f"{case_page(named)}#line-{line}" in shown
        assert f'id="line-{line}"' in as_(kanya).get(case_page(named)).content.decode(), "where the link leads"
        for other in (wichai, kanya):
            assert "You were mentioned" not in as_(other).get(TODAY).content.decode()

    def test_forgets_it_once_the_case_was_opened(self, as_, named, somchai, kanya):
        as_(kanya).get(case_page(named))
        assert mentions_of(somchai).n == 1, "by somebody else"
        as_(somchai).get(f"{case_page(named)}?part=1")
        assert mentions_of(somchai).n == 1, "by a page that was open before"
        as_(somchai).get(case_page(named))
        assert mentions_of(somchai).n == 0

    def test_shows_what_came_after_that(self, as_, named, somchai, wichai):
        as_(somchai).get(case_page(named))
        write_note(named, text="@สมชาย อีกเรื่อง", by=wichai)
        assert [each.note for each in mentions_of(somchai).newest] == ["@สมชาย อีกเรื่อง"]

    def test_forgets_it_by_a_button_and_twice_is_once(self, as_, named, somchai):
        for _again in range(2):
            assert as_(somchai).post(read_address(named)).url == TODAY
        assert mentions_of(somchai).n == 0
        read_at = Mention.objects.get().read_at
        as_(somchai).post(read_address(named))
        assert Mention.objects.get().read_at == read_at

    def test_names_no_one_twice_for_a_note_that_was_sent_twice(self, named, wichai, somchai):
        write_note(named, text=f"@สมชาย {WORDS}", by=wichai)
        assert mentions_of(somchai).n == 1
        mention = Mention.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Mention.objects.create(event=mention.event, assignment=named, user=somchai)

    def test_counts_all_and_shows_the_newest(self, as_, named, wichai, somchai, django_assert_num_queries):
        for n in range(SHOWN + 1):
            write_note(named, text=f"@สมชาย {n}", by=wichai)
        found = mentions_of(somchai)
        assert (found.n, len(found.newest), found.newest[0].note) == (SHOWN + 2, SHOWN, f"@สมชาย {SHOWN}")
        _ = somchai.active_roles
        with django_assert_num_queries(2):
            mentions_of(somchai)
        event = named.case.events.last()
        Mention.objects.all().delete()
        event.mentions.create(assignment=named, user=somchai)
        with django_assert_num_queries(1):
            mentions_of(somchai)

    def test_counts_no_further_than_it_says(self, as_, named, wichai, somchai, monkeypatch):
        monkeypatch.setattr("complaints.mentions.MOST_COUNTED", SHOWN)
        monkeypatch.setattr("complaints.views.office_today.MOST_COUNTED", SHOWN)
        for n in range(SHOWN + 4):
            write_note(named, text=f"@สมชาย {n}", by=wichai)
        assert mentions_of(somchai).n == SHOWN + 1 and MOST_COUNTED > SHOWN
        assert f"{SHOWN}+" in as_(somchai).get(TODAY).content.decode()


class TestWhoIsRefused:
    @pytest.mark.parametrize("who", ["stranger", "malee"])
    def test_marks_nothing_as_read(self, as_, named, somchai, request, who):
        answer = as_(request.getfixturevalue(who)).post(read_address(named))
        assert answer.status_code == 404
        assert mentions_of(somchai).n == 1

    def test_a_colleague_marks_only_their_own(self, as_, named, somchai, kanya):
        as_(kanya).post(read_address(named))
        assert mentions_of(somchai).n == 1

    def test_by_a_link(self, as_, named, somchai):
        assert as_(somchai).get(read_address(named)).status_code == 405

    def test_who_left_the_agency(self, as_, named, somchai):
        Membership.objects.filter(user=somchai).delete()
        somchai.forget_roles()
        assert mentions_of(somchai).n == 0

    def test_who_moved_to_another_agency_of_the_case(self, named, somchai, wichai):
        pwa = make_agency("การประปาส่วนภูมิภาค", code="pwa")
        ask_for_help(named, pwa, request="ช่วยด้วย", by=wichai)
        Membership.objects.filter(user=somchai).update(agency=pwa)
        somchai.forget_roles()
        assert mentions_of(somchai).n == 0, "the note was the old agency's"

    def test_whose_agency_gave_the_case_away(self, assignment, wichai, somchai, centre):
        write_note(assignment, text=f"@สมชาย {WORDS}", by=wichai)
        assert mentions_of(somchai).n == 1
        decline_assignment(assignment, reason="ไม่ใช่เขตเรา", proposed_agency=centre, by=wichai)
        assert mentions_of(somchai).n == 0


class TestAConfidentialCase:
    @pytest.fixture
    def secret(self, file, highways, bribery, kanya):
        part = assign_case(file(visibility=Visibility.CONFIDENTIAL).complaint.case, highways, by=None, topic=bribery)
        return accept_assignment(part, by=kanya)

    def test_shows_no_word_of_the_note(self, as_, secret, kanya, highways):
        head = make_membership(make_user("สุรชัย ใหญ่โต"), highways, "agency_head").user
        write_note(secret, text=f"@กัญญา {WORDS}", by=head)
        shown = as_(kanya).get(TODAY).content.decode()
        assert "You were mentioned" in shown and secret.case.reference in shown and WORDS not in shown

    def test_is_not_read_by_the_page_that_asks_for_a_reason(self, as_, secret, kanya, highways):
        head = make_membership(make_user("สุรชัย ใหญ่โต"), highways, "agency_head").user
        write_note(secret, text=f"@กัญญา {WORDS}", by=head)
        as_(kanya).get(case_page(secret))
        assert mentions_of(kanya).n == 1

    def test_is_gone_for_who_had_it_and_has_it_no_more(self, secret, kanya, wichai):
        hand_over(secret, officer=wichai, by=kanya)
        secret.refresh_from_db()
        write_note(secret, text=f"@วิชัย {WORDS}", by=kanya)
        assert mentions_of(wichai).n == 1
        hand_over(secret, officer=kanya, by=kanya)
        assert mentions_of(wichai).n == 0
