"""Voices held for coordinated: told with and without, with a reason, and taken back; nobody is left out."""

import pytest
from django.db import IntegrityError, transaction

from consultations.moderation import flagging
from consultations.moderation.copies import find_copies_in
from consultations.moderation.flagging import count_flagged_in, flag_copies, flag_opinion_group, take_back_flag
from consultations.moderation.models import CopyGroup, Flag, FlaggedVoice, Moderating, ModerationAct
from consultations.participation.counting import add_up, count_statements
from consultations.participation.models import Participant
from consultations.questionnaires.filling import withdraw_sheet
from tests.consultations.moderation.conftest import PASTED, browser, refused, write
from tests.consultations.participation.conftest import close
from tests.consultations.participation.test_grouping import answer as answer_all
from tests.consultations.participation.test_grouping import found as find_groups_now

pytestmark = pytest.mark.django_db
WHY = "มาจากเครือข่ายเดียวกันในสิบนาที"


@pytest.fixture
def large(begin):
    """Thirty and twenty people who answer ten statements the other way round."""
    conversation = begin(statements=[f"ข้อ {n}" for n in range(1, 11)])
    answer_all(conversation, [30, 20])
    add_up()
    find_groups_now(conversation)
    return conversation


@pytest.fixture
def copies(asked):
    for number in range(6):
        write(asked, PASTED, browser(number))
    find_copies_in(asked.consultation, "1")
    return CopyGroup.objects.get()


def manage(consultation, rest=""):
    return f"/consultations/manage/{consultation.slug}/moderation/flags/{rest}"


def page(client, address, status=200):
    client.cookies["language"] = "en"
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


class TestFlagging:
    def test_of_copies_notes_who_and_why_once(self, copies, suda, pim):
        flag = flag_copies(copies, reason=WHY, by=suda)
        assert flag_copies(copies, reason="อื่น", by=pim) == flag
        assert (flag.people, flag.by, flag.reason) == (6, suda, WHY)
        assert FlaggedVoice.objects.filter(flag=flag, sheet__isnull=False).count() == 6
        assert [act.kind for act in ModerationAct.objects.all()] == ["flagged"]

    def test_of_a_group_holds_for_those_who_are_in_it_now(self, large, suda):
        flag = flag_opinion_group(large, 0, reason=WHY, by=suda)
        in_it = Participant.objects.filter(conversation=large, opinion_group=0)
        assert flag.people == in_it.count() == FlaggedVoice.objects.count() == 30
        with refused("group_too_small"):
            flag_opinion_group(large, 4, reason=WHY, by=suda)

    def test_by_another_agency_or_without_a_reason_is_refused(self, copies, large, suda, nipa):
        with refused("not_your_agency"):
            flag_copies(copies, reason=WHY, by=nipa)
        with refused("not_your_agency"):
            flag_opinion_group(large, 0, reason=WHY, by=nipa)
        with refused("note_missing"):
            flag_copies(copies, reason="", by=suda)
        with pytest.raises(IntegrityError), transaction.atomic():
            Flag.objects.create(consultation=copies.consultation, kind="copies", what="k", people=1, reason="", by=suda)
        assert not FlaggedVoice.objects.exists() and not ModerationAct.objects.exists()

    def test_leaves_out_whose_sheet_has_gone_since_the_copies_were_found(self, copies, asked, suda):
        withdraw_sheet(asked, visitor=browser(0))
        flag = flag_copies(copies, reason=WHY, by=suda)
        assert flag.people == FlaggedVoice.objects.filter(flag=flag).count() == 5

    def test_lets_a_flagged_sheet_be_withdrawn(self, copies, asked, suda):
        flag_copies(copies, reason=WHY, by=suda)
        withdraw_sheet(asked, visitor=browser(0))
        assert FlaggedVoice.objects.count() == 5


class TestWithAndWithout:
    def test_changes_no_number_and_tells_both(self, large, suda):
        before = count_statements(large.pk)
        flag_opinion_group(large, 0, reason=WHY, by=suda)
        assert count_flagged_in(large.consultation) and not count_flagged_in(large.consultation)
        assert count_statements(large.pk) == before
        compared = Moderating.objects.get().compared
        assert len(compared) == 10
        for _statement, every, others in compared:
            assert (every.votes, others.votes) == (50, 20)

    def test_counts_a_voice_with_two_flags_once(self, large, suda):
        flag_opinion_group(large, 0, reason=WHY, by=suda)
        second = flag_opinion_group(large, 1, reason=WHY, by=suda)
        FlaggedVoice.objects.create(flag=second, participant=FlaggedVoice.objects.exclude(flag=second)[0].participant)
        count_flagged_in(large.consultation)
        assert {others.votes for _statement, _every, others in Moderating.objects.get().compared} == {0}

    def test_tells_nothing_of_fewer_than_ten(self, large, suda):
        flag = flag_opinion_group(large, 0, reason=WHY, by=suda)
        few = FlaggedVoice.objects.filter(flag=flag).values_list("pk", flat=True)[:9]
        FlaggedVoice.objects.exclude(pk__in=list(few)).delete()
        count_flagged_in(large.consultation)
        assert Moderating.objects.get().without and Moderating.objects.get().compared == []

    def test_is_gone_once_it_is_taken_back(self, large, suda, pim, nipa):
        flag = flag_opinion_group(large, 0, reason=WHY, by=suda)
        count_flagged_in(large.consultation)
        with refused("not_your_agency"):
            take_back_flag(flag, reason="ไม่ใช่", by=nipa)
        take_back_flag(flag, reason="เป็นเพื่อนบ้านกันเท่านั้น", by=pim)
        take_back_flag(flag, reason="อีกครั้ง", by=pim)
        count_flagged_in(large.consultation)
        moderating = Moderating.objects.get()
        assert moderating.compared == [] and moderating.active_flags == []
        assert [act.kind for act in ModerationAct.objects.all()] == ["flagged", "unflagged"]
        assert flag_opinion_group(large, 0, reason=WHY, by=suda) != flag

    def test_stands_beside_the_results_for_everybody(self, client, large, suda):
        flag_opinion_group(large, 0, reason=WHY, by=suda)
        count_flagged_in(large.consultation)
        close(large)
        told = page(client, f"/consultations/{large.consultation.slug}/statements/results/")
        assert WHY in told and "With and without them" in told and suda.full_name not in told

    def test_of_sheets_is_counted_again_only_where_they_changed(self, copies, asked, suda, monkeypatch):
        flag_copies(copies, reason=WHY, by=suda)
        assert count_flagged_in(asked.consultation)
        with monkeypatch.context() as unchanged:
            unchanged.setattr(flagging, "_said", None)  # nothing is listed or counted
            assert not count_flagged_in(asked.consultation)
        withdraw_sheet(asked, visitor=browser(0))
        assert count_flagged_in(asked.consultation)


class TestThePages:
    def test_are_not_there_for_others(self, client, large, nipa, malee):
        for who in (nipa, malee):
            client.force_login(who)
            for rest in ("", "group/0/"):
                page(client, manage(large.consultation, rest), 404)
            assert client.post(manage(large.consultation, "group/0/"), {"do": "flag", "reason": WHY}).status_code == 404
        assert not Flag.objects.exists()

    def test_set_a_flag_and_take_it_back(self, client, large, copies, suda):
        client.force_login(suda)
        told = page(client, manage(large.consultation))
        assert "No voice is flagged" in told and "group/0/" in told
        address = manage(large.consultation, "group/0/")
        assert client.post(address, {"do": "flag", "reason": " "}).status_code == 400
        client.post(address, {"do": "flag", "reason": WHY})
        assert WHY in page(client, manage(large.consultation))
        client.post(address, {"do": "flag", "reason": WHY})  # pressed twice: it does not take the flag back
        assert Flag.objects.get().taken_back_at is None
        client.post(address, {"do": "back", "reason": "เป็นเพื่อนบ้านกัน"})
        assert "เป็นเพื่อนบ้านกัน" in page(client, manage(large.consultation))
        of_copies = manage(copies.consultation, f"copies/{copies.key}/")
        client.post(of_copies, {"do": "flag", "reason": WHY})
        assert Flag.objects.get(kind="copies").people == 6
        for rest in ("group/4/", "group/x/", "copies/none/", "other/0/"):
            page(client, manage(large.consultation, rest), 404)
