"""Cases that tell of the same problem: joined, worked on once, told to all, and taken apart again."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from complaints import queue
from complaints.access import Viewer
from complaints.converting import convert_case
from complaints.handling import (
    accept_assignment,
    ask_complainant,
    assign_case,
    propose_closing,
    reject_case,
    reply_to_complainant,
    send_to_triage,
)
from complaints.joining import join_case, separate_case, which_stays
from complaints.me_too import say_me_too
from complaints.models import Assignment, Case, CaseEvent
from complaints.releasing import release_case
from complaints.responding import confirm_resolution, withdraw_complaint
from complaints.workflow import CaseKind, Outcome, Visibility
from notifications.following import follow
from notifications.models import Message
from tests.complaints.joined import AGAIN, HERE, code, confirm_addresses, kinds, now, part_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db


class TestJoining:
    def test_ends_the_work_on_one_and_keeps_its_number_words_and_complainant(self, first, second, wichai, highways):
        join_case(second, first, by=wichai, agency=highways)
        joined = now(second)
        assert (joined.state, joined.joined_into, joined.reference) == ("joined", first, second.reference)
        assert joined.complaints.get().text == AGAIN
        assert not Assignment.objects.handled_by(wichai).owed().filter(case=second).exists()
        assert kinds(second)[-1] == "joined" and kinds(first)[-1] == "took_in"
        assert now(first).joined_people == 1

    def test_twice_is_once(self, first, second, wichai):
        join_case(second, first, by=wichai)
        join_case(second, first, by=wichai)
        assert kinds(second).count("joined") == 1 and now(first).joined_people == 1

    def test_takes_the_earlier_date_and_gives_it_back(self, first, second, wichai):
        late, early = timezone.now() + timedelta(days=40), timezone.now() + timedelta(days=20)
        part = accept_assignment(part_of(second), by=wichai)
        Assignment.objects.filter(pk=part.pk).update(due_at=early)
        Assignment.objects.filter(case=first).update(due_at=late)
        join_case(second, first, by=wichai)
        assert part_of(first).due_at == early
        separate_case(second, by=wichai)
        assert part_of(first).due_at == late and part_of(second).due_at == early

    def test_makes_nobody_late_at_once_and_gives_nobody_more_time(self, first, second, wichai):
        part = accept_assignment(part_of(second), by=wichai)
        Assignment.objects.filter(pk=part.pk).update(due_at=timezone.now() - timedelta(days=3))
        before = part_of(first).due_at
        join_case(second, first, by=wichai)
        assert timezone.now() < part_of(first).due_at < before
        Assignment.objects.filter(case=second).update(due_at=before + timedelta(days=30))
        separate_case(second, by=wichai)
        join_case(second, first, by=wichai)
        assert part_of(first).due_at == before

    def test_leaves_a_date_that_was_moved_meanwhile(self, first, second, wichai):
        part = accept_assignment(part_of(second), by=wichai)
        Assignment.objects.filter(pk=part.pk).update(due_at=timezone.now() + timedelta(days=6))
        join_case(second, first, by=wichai)
        moved = timezone.now() + timedelta(days=9)
        Assignment.objects.filter(case=first).update(due_at=moved)
        separate_case(second, by=wichai)
        assert part_of(first).due_at == moved

    def test_what_is_urgent_stays_urgent(self, first, second, wichai):
        Case.objects.filter(pk=second.pk).update(is_urgent=True)
        join_case(second, first, by=wichai)
        assert now(first).is_urgent
        separate_case(second, by=wichai)
        assert not now(first).is_urgent and now(second).is_urgent

    def test_counts_the_people_behind_both(self, first, second, wichai):
        release_case(first, text="หลุม", by=wichai)
        release_case(second, text="หลุม", by=wichai)
        say_me_too(now(second), names=["บ้านเลขที่ ๑"])
        join_case(second, first, by=wichai)
        assert now(first).joined_people == 2 and part_of(first).case_people == 2
        assert [row.joined for row in queue.page(wichai, "people").rows] == [2]
        separate_case(second, by=wichai)
        assert now(first).joined_people == 0 and part_of(first).case_people == 0

    def test_of_a_case_that_still_waits_for_its_agency_takes_it_from_the_desk(self, first, file, somsak, siriporn):
        waiting = send_to_triage(file(text=AGAIN, by=somsak).complaint.case)
        join_case(waiting, first, by=siriporn)
        assert not Case.objects.at_the_triage_desk().filter(pk=waiting.pk).exists()
        separate_case(waiting, by=siriporn)
        assert Case.objects.at_the_triage_desk().filter(pk=waiting.pk).exists()

    def test_lets_the_agency_read_what_was_told_to_the_desk(self, first, file, somsak, siriporn, wichai, stranger):
        waiting = send_to_triage(file(text=AGAIN, by=somsak).complaint.case)
        join_case(waiting, first, by=siriporn)
        assert Case.objects.find_visible(waiting.reference, Viewer(wichai)) == waiting
        assert waiting in Case.objects.visible_to(Viewer(wichai))
        with pytest.raises(Case.DoesNotExist):
            Case.objects.find_visible(waiting.reference, Viewer(stranger))
        separate_case(waiting, by=siriporn)
        with pytest.raises(Case.DoesNotExist):
            Case.objects.find_visible(waiting.reference, Viewer(wichai))

    def test_S10_opens_nothing_of_one_to_the_complainant_of_the_other(self, first, second, malee, somsak, wichai):
        join_case(second, first, by=wichai)
        for case, person in ((first, somsak), (second, malee)):
            with pytest.raises(Case.DoesNotExist):
                Case.objects.find_visible(case.reference, Viewer(person))


class TestRefusals:
    def test_of_itself(self, first, wichai):
        with pytest.raises(ValidationError) as refused:
            join_case(first, first, by=wichai)
        assert code(refused) == "joined_into_itself"

    @pytest.mark.parametrize("which", ["first", "second"])
    def test_of_what_was_told_in_confidence(self, which, first, second, wichai):
        Case.objects.filter(pk={"first": first, "second": second}[which].pk).update(visibility="confidential")
        with pytest.raises(ValidationError) as refused:
            join_case(second, first, by=wichai)
        assert code(refused) == "in_confidence"

    def test_of_another_kind_and_of_praise(self, first, second, wichai):
        Case.objects.filter(pk=second.pk).update(kind=CaseKind.SUGGESTION)
        with pytest.raises(ValidationError) as refused:
            join_case(second, first, by=wichai)
        assert code(refused) == "kinds_differ"
        Case.objects.update(kind=CaseKind.PRAISE)
        with pytest.raises(ValidationError) as refused:
            join_case(second, first, by=wichai)
        assert code(refused) == "kinds_differ"

    def test_of_a_case_that_has_ended(self, first, second, wichai, malee):
        withdraw_complaint(first, by=malee)
        with pytest.raises(ValidationError) as refused:
            join_case(second, first, by=wichai)
        assert code(refused) == "case_has_ended"

    def test_into_what_is_reported_as_done(self, first, second, wichai):
        propose_closing(part_of(first), answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        with pytest.raises(ValidationError) as refused:
            join_case(second, first, by=wichai)
        assert code(refused) == "closing_is_proposed"

    def test_of_what_waits_for_its_complainant(self, first, second, wichai):
        ask_complainant(accept_assignment(part_of(second), by=wichai), question="ตรงไหน", by=wichai)
        with pytest.raises(ValidationError) as refused:
            join_case(second, first, by=wichai)
        assert code(refused) == "question_is_open"

    def test_where_another_agency_is_responsible(self, first, second, centre, wichai, siriporn):
        Assignment.objects.filter(case=second).update(agency=centre)
        with pytest.raises(ValidationError) as refused:
            join_case(second, first, by=wichai)
        assert code(refused) == "another_agency_leads"

    def test_of_what_has_a_date_into_what_has_none(self, first, second, wichai):
        with pytest.raises(ValidationError) as refused:
            join_case(first, second, by=wichai)
        assert code(refused) == "other_has_no_date"

    def test_of_what_others_signed_joined_or_read(self, first, second, wichai):
        Case.objects.filter(pk=second.pk).update(co_signer_count=1)
        with pytest.raises(ValidationError) as refused:
            join_case(second, first, by=wichai)
        assert code(refused) == "others_signed"
        Case.objects.filter(pk=second.pk).update(co_signer_count=0, joined_people=2)
        with pytest.raises(ValidationError) as refused:
            join_case(second, first, by=wichai)
        assert code(refused) == "others_are_joined"
        Case.objects.filter(pk=second.pk).update(joined_people=0)
        release_case(second, text="หลุม", by=wichai)
        with pytest.raises(ValidationError) as refused:
            join_case(second, first, by=wichai)
        assert code(refused) == "would_hide"

    def test_of_taking_apart_what_is_not_joined(self, second, wichai):
        with pytest.raises(ValidationError) as refused:
            separate_case(second, by=wichai)
        assert code(refused) == "not_joined"


class TestWhichStays:
    def test_is_the_older_unless_others_read_the_newer_or_an_agency_has_it(self, file, somsak, wichai, highways, roads):
        older, newer = file().complaint.case, file(text=AGAIN, by=somsak, visibility=Visibility.PUBLIC).complaint.case
        assert which_stays(older, newer)[0] == which_stays(newer, older)[0] == older
        assign_case(newer, highways, by=None, topic=roads)
        assert which_stays(older, now(newer))[0] == newer
        assign_case(older, highways, by=None, topic=roads)
        assert which_stays(now(older), now(newer))[0] == older
        release_case(now(newer), text="หลุม", by=wichai)
        assert which_stays(now(older), now(newer))[0] == newer


class TestNews:
    def test_of_the_one_reach_the_complainants_of_both(self, first, second, wichai, malee):
        confirm_addresses()
        Message.objects.all().delete()
        join_case(second, first, by=wichai)
        propose_closing(part_of(first), answer="ซ่อมแล้ว ติดต่อคุณมาลี 081-234-5678", outcome=Outcome.SOLVED, by=wichai)
        confirm_resolution(now(first), by=malee)
        to_somsak = list(Message.objects.filter(subject__contains=second.reference).order_by("pk"))
        assert len(to_somsak) == 3  # joined, reported as done, closed
        assert len({each.event_key for each in to_somsak}) == 3
        assert "แยกเรื่องของคุณออกมาได้" in to_somsak[1].body
        assert not any(first.reference in each.body + each.subject or "081" in each.body for each in to_somsak)
        assert len(Message.objects.filter(subject__contains=first.reference)) == 2

    def test_between_the_agency_and_one_complainant_reach_no_other(self, first, second, wichai):
        confirm_addresses()
        join_case(second, first, by=wichai)
        Message.objects.all().delete()
        reply_to_complainant(part_of(first), text="พรุ่งนี้ไปดู", to_joined=False, by=wichai)
        ask_complainant(part_of(first), question="บ้านเลขที่เท่าไร", by=wichai)
        assert not Message.objects.filter(subject__contains=second.reference).exists()

    def test_of_the_end_reach_who_followed_the_joined_one(self, first, second, wichai, malee):
        neighbour = make_user("เพื่อนบ้าน", email="neighbour@example.org")
        release_case(first, text="หลุม", by=wichai)
        release_case(second, text="หลุม", by=wichai)
        follow(neighbour, f"case:{second.reference}")
        join_case(second, first, by=wichai)
        propose_closing(part_of(first), answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        confirm_resolution(now(first), by=malee)
        assert Message.objects.filter(recipient="neighbour@example.org", subject__contains=second.reference).exists()


class TestTakingApart:
    def test_goes_on_where_it_stood(self, first, second, wichai, somsak):
        join_case(second, first, by=wichai)
        accept_by = part_of(second).accept_by
        separate_case(second, by=somsak, reason="เป็นอีกหลุมหนึ่ง")
        back = now(second)
        assert (back.state, back.joined_into) == ("routed", None)
        assert part_of(second).accept_by == accept_by
        assert Assignment.objects.handled_by(wichai).owed().filter(case=second).exists()
        assert CaseEvent.objects.filter(case=second).last().note == "เป็นอีกหลุมหนึ่ง"
        assert kinds(first)[-1] == "let_go"

    def test_gives_a_new_date_where_the_other_was_settled_meanwhile(self, first, second, wichai, malee, somsak):
        join_case(second, first, by=wichai)
        propose_closing(part_of(first), answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        confirm_resolution(now(first), by=malee)
        Assignment.objects.filter(case=second).update(accept_by=timezone.now() - timedelta(days=1))
        separate_case(second, by=somsak)
        assert part_of(second).accept_by > timezone.now()

    def test_is_over_after_thirty_days(self, first, second, wichai, malee, somsak):
        join_case(second, first, by=wichai)
        propose_closing(part_of(first), answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        confirm_resolution(now(first), by=malee)
        Case.objects.filter(pk=first.pk).update(closed_at=timezone.now() - timedelta(days=31))
        with pytest.raises(ValidationError) as refused:
            separate_case(second, by=somsak)
        assert code(refused) == "too_late_to_separate"

    def test_happens_by_itself_when_the_other_is_withdrawn(self, first, second, wichai, malee):
        join_case(second, first, by=wichai)
        withdraw_complaint(now(first), by=malee)
        assert (now(first).state, now(first).joined_people) == ("withdrawn", 0)
        assert (now(second).state, now(second).joined_into) == ("routed", None)

    def test_happens_by_itself_when_the_other_is_not_accepted(self, first, second, wichai):
        join_case(second, first, by=wichai)
        Assignment.objects.filter(case=second).update(accept_by=timezone.now() - timedelta(days=1))
        reject_case(now(first), reason="ไม่สุภาพ", by=wichai)
        assert (now(second).state, now(second).joined_into) == ("routed", None)
        assert part_of(second).accept_by > timezone.now(), "nobody worked on it meanwhile"

    def test_happens_by_itself_when_the_other_becomes_another_kind(self, first, second, wichai):
        join_case(second, first, by=wichai)
        convert_case(now(first), CaseKind.PRAISE, by=wichai, assignment=part_of(first))
        assert now(second).joined_into is None and now(second).kind == "complaint"

    def test_of_one_leaves_what_the_other_asks_for(self, first, second, file, somsak, highways, roads, wichai):
        third = file(text=AGAIN, by=somsak, **HERE).complaint.case
        assign_case(third, highways, by=None, topic=roads)
        days = {case.pk: timezone.now() + timedelta(days=n) for case, n in ((first, 40), (second, 15), (third, 25))}
        for case in (second, third):
            accept_assignment(part_of(case), by=wichai)
        for pk, due in days.items():
            Assignment.objects.filter(case=pk).update(due_at=due)
        Case.objects.filter(pk__in=[second.pk, third.pk]).update(is_urgent=True)
        for case in (second, third):
            join_case(case, first, by=wichai)
        assert part_of(first).due_at == days[second.pk] and now(first).is_urgent
        separate_case(second, by=wichai)
        assert part_of(first).due_at == days[third.pk] and now(first).is_urgent
        separate_case(third, by=wichai)
        assert part_of(first).due_at == days[first.pk] and not now(first).is_urgent

    def test_before_withdrawing_is_part_of_it(self, first, second, wichai, somsak):
        join_case(second, first, by=wichai)
        withdraw_complaint(now(second), by=somsak)
        assert (now(second).state, now(second).joined_into, now(first).joined_people) == ("withdrawn", None, 0)

    def test_happens_by_itself_when_the_topic_of_the_other_asks_for_confidence(
        self, file, somsak, siriporn, highways, bribery
    ):
        root, other = (
            send_to_triage(file(text=text, by=by).complaint.case) for text, by in ((AGAIN, None), (AGAIN, somsak))
        )
        join_case(other, root, by=siriporn)
        assign_case(now(root), highways, by=siriporn, topic=bribery)
        assert now(root).visibility == "confidential" and now(other).joined_into is None

    def test_happens_by_itself_when_the_other_becomes_confidential(self, first, second, wichai):
        join_case(second, first, by=wichai)
        convert_case(now(first), CaseKind.TIP_OFF, by=wichai, assignment=part_of(first))
        assert now(first).visibility == "confidential" and now(second).joined_into is None
        assert now(first).joined_people == 0
