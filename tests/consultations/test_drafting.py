"""Writing a draft: who may, and what becomes of two people's words when both have it open."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from consultations.announcing import announce_consultation
from consultations.drafting import Draft, DraftMovedOn, change_draft, draft_consultation, draft_of
from consultations.models import Consultation
from consultations.problems import problems
from consultations.signing import note_paper
from directory.models import Role
from tests.consultations.conftest import TITLE
from tests.factories import make_area, make_membership, make_user

pytestmark = pytest.mark.django_db


def refused(code):
    return pytest.raises(ValidationError, check=lambda error: error.code == code)


class TestDrafting:
    def test_is_one_line_of_the_history(self, draft, suda):
        line = draft().events.get()
        assert (line.n, line.kind, line.by) == (1, "drafted", suda)

    @pytest.mark.parametrize("role", [Role.OFFICER, Role.MODERATOR, Role.ADMINISTRATOR])
    def test_is_not_for_other_roles(self, draft, council, role):
        with refused("not_your_agency"):
            draft(by=make_membership(make_user(), council, role).user)

    def test_is_not_for_another_agency(self, draft, nipa):
        with refused("not_your_agency"):
            draft(by=nipa)

    def test_may_be_as_incomplete_as_it_likes(self, council, suda):
        kept = draft_consultation(Draft(kind="policy", title_th=TITLE), agency=council, by=suda)
        assert len(problems(kept)) == 7

    def test_drops_letters_that_nobody_sees(self, draft):
        assert draft(title_th="ร่าง\u200bกฎ\u202e").title_th == "ร่างกฎ"

    def test_has_an_address_from_which_no_other_follows(self, draft):
        slugs = {draft().slug for _each in range(20)}
        assert len(slugs) == 20
        assert all(len(slug) == 9 for slug in slugs)


class TestTheSameFormSentTwice:
    @pytest.fixture
    def send(self, council, suda):
        token = str(uuid.uuid4())

        def send(*, token=token, by=suda, **fields):
            draft = Draft(**{"kind": "policy", "title_th": TITLE, **fields})
            return draft_consultation(draft, agency=council, by=by, token=token)

        return send

    def test_begins_one_draft(self, send):
        assert send() == send(title_th=f"{TITLE} ")
        assert Consultation.objects.count() == 1

    def test_with_other_words_replaces_nothing_unseen(self, send):
        begun = send()
        with refused("draft_moved_on") as moved:
            send(title_th="เขียนใหม่")
        assert moved.value.consultation == begun
        assert Consultation.objects.get().title_th == TITLE

    def test_is_told_apart_from_an_equal_one_that_was_opened_anew(self, send):
        assert send() != send(token=str(uuid.uuid4()))

    def test_finds_nothing_of_a_colleague(self, send, wirot):
        send()
        with refused("key_reused"):
            send(by=wirot)

    def test_after_a_refusal_is_still_new(self, send, nipa):
        with refused("not_your_agency"):
            send(by=nipa)
        assert send().event_count == 1

    @pytest.mark.django_db(transaction=True)
    def test_five_times_at_once_begins_one_draft_and_answers_all_with_it(self, send):
        together = Barrier(5)

        def press(_number):
            together.wait(10)
            try:
                return send().slug
            finally:
                connection.close()

        with ThreadPoolExecutor(5) as pool:
            assert len(set(pool.map(press, range(5)))) == 1
        assert Consultation.objects.count() == 1


@pytest.fixture
def wirot(council):
    """Of the same policy team as สุดา."""
    return make_membership(make_user("วิโรจน์ แก้วทอง"), council, Role.POLICY_TEAM).user


class TestChangingADraft:
    def test_is_one_line_of_the_history(self, draft, suda):
        consultation = draft()
        changed = change_draft(consultation, replace(draft_of(consultation), title_th="ชื่อใหม่"), seen=1, by=suda)
        assert changed.title_th == "ชื่อใหม่"
        assert [(line.n, line.kind, line.by) for line in changed.events.all()][1:] == [(2, "changed", suda)]

    def test_to_the_same_words_is_no_change_whatever_was_seen(self, draft, suda, sila):
        consultation = draft(areas=(sila, make_area(10, "กรุงเทพมหานคร")))
        again = replace(draft_of(consultation), title_th=f" {TITLE}\u200b", areas=(sila, make_area(10, "กรุงเทพมหานคร")))
        assert change_draft(consultation, again, seen=None, by=suda).event_count == 1

    @pytest.mark.parametrize("seen", [None, 0, 1, 3])
    def test_is_refused_to_whoever_has_not_seen_the_newest_words(self, draft, suda, wirot, seen):
        consultation = draft()
        theirs = replace(draft_of(consultation), title_th="ของวิโรจน์")
        change_draft(consultation, theirs, seen=1, by=wirot)
        with refused("draft_moved_on") as moved:
            change_draft(consultation, replace(theirs, title_th="ของสุดา"), seen=seen, by=suda)
        assert moved.value.consultation.title_th == "ของวิโรจน์"
        consultation.refresh_from_db()
        assert (consultation.title_th, consultation.event_count) == ("ของวิโรจน์", 2)

    def test_over_anothers_words_is_possible_once_they_were_seen(self, draft, suda, wirot):
        consultation = draft()
        change_draft(consultation, replace(draft_of(consultation), title_th="ของวิโรจน์"), seen=1, by=wirot)
        mine = replace(draft_of(consultation), title_th="ของสุดา")
        assert change_draft(consultation, mine, seen=2, by=suda).title_th == "ของสุดา"

    def test_keeps_others_from_announcing_words_they_have_not_seen(self, draft, suda, wirot):
        consultation = draft()
        change_draft(consultation, replace(draft_of(consultation), title_th="ของวิโรจน์"), seen=1, by=wirot)
        with refused("draft_moved_on"):
            announce_consultation(consultation, by=suda, seen=1)
        note_paper(consultation, number="นร 0105/12", signed_on=timezone.localdate(), seen=2, by=suda)
        assert announce_consultation(consultation, by=suda, seen=3).announced_at

    @pytest.mark.django_db(transaction=True)
    def test_of_five_at_once_one_is_kept_and_the_others_are_told(self, draft, suda):
        consultation = draft()
        stored, together = draft_of(consultation), Barrier(5)

        def save(number):
            together.wait(10)
            try:
                return change_draft(consultation, replace(stored, title_th=f"ฉบับ {number}"), seen=1, by=suda).title_th
            except DraftMovedOn as moved:
                return moved
            finally:
                connection.close()

        with ThreadPoolExecutor(5) as pool:
            answers = list(pool.map(save, range(5)))
        kept = [answer for answer in answers if isinstance(answer, str)]
        consultation.refresh_from_db()
        assert [consultation.title_th] == kept
        assert {each.consultation.title_th for each in answers if isinstance(each, DraftMovedOn)} == set(kept)
        assert consultation.event_count == 2
