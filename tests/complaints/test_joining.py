"""Cases that tell of the same problem: joined, worked on once, told to all, and taken apart again."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from complaints import queue
from complaints.access import Viewer
from complaints.converting import convert_case
from complaints.correcting import add_to_complaint
from complaints.duplicates import candidates_at_an_office, candidates_at_the_desk, may_join
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
from complaints.models import Assignment, Case, CaseEvent, Complainant
from complaints.releasing import release_case
from complaints.responding import confirm_resolution, withdraw_complaint
from complaints.supporting import ask_for_help
from complaints.workflow import CaseKind, Outcome, Visibility
from directory.models import Agency
from notifications.following import follow
from notifications.models import Message
from records.uploads import store_upload
from tests.factories import make_user
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db
HERE = {"latitude": 16.43210, "longitude": 102.82310}
AGAIN = "หลุมลึกหน้าโรงเรียนบ้านหนองแวง รถมอไซล้มเพราะมองไม่เห็นหลุมตอนฝนตก"


def now(case):
    return Case.objects.get(pk=case.pk)


def part_of(case):
    return Assignment.objects.get(case=case)


def kinds(case):
    return list(CaseEvent.objects.filter(case=case).values_list("kind", flat=True))


def code(refused):
    return refused.value.code


def confirm_addresses():
    Complainant.objects.exclude(email="").update(news_channel="email", news_confirmed_at=timezone.now())


@pytest.fixture
def first(file, highways, roads, wichai):
    """Malee's case, in the hands of Highways."""
    case = file(visibility=Visibility.PUBLIC, **HERE).complaint.case
    return accept_assignment(assign_case(case, highways, by=None, topic=roads), by=wichai).case


@pytest.fixture
def second(file, somsak, highways, roads):
    """Somsak's case of the same hole, told later, sent to Highways."""
    case = file(
        text=AGAIN, by=somsak, visibility=Visibility.PUBLIC, latitude=16.43215, longitude=102.82315
    ).complaint.case
    return assign_case(case, highways, by=None, topic=roads).case


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
        reply_to_complainant(part_of(first), text="พรุ่งนี้ไปดู", by=wichai)
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


class TestCandidates:
    def test_are_open_cases_of_the_office_at_the_spot_in_like_words(self, first, second, wichai):
        (found,) = candidates_at_an_office(now(first), wichai)
        assert (found.case, found.stays) == (second, False)
        assert 5 <= found.metres <= 10 and "หลุมลึก" in found.beginning
        (other,) = candidates_at_an_office(now(second), wichai)
        assert (other.case, other.stays) == (first, True)

    def test_are_none_that_the_office_only_supports(self, first, second, stranger, wichai):
        ask_for_help(part_of(first), Agency.objects.get(code="bma-khlong-toei"), request="ช่วยดู", by=wichai)
        Assignment.objects.filter(case=second).update(agency=Agency.objects.get(code="bma-khlong-toei"))
        assert candidates_at_an_office(now(second), stranger) == []
        assert not may_join(second, first, stranger)

    def test_are_never_of_another_office(self, first, second, stranger):
        assert candidates_at_an_office(now(first), stranger) == []
        assert not may_join(first, second, stranger)

    @pytest.mark.parametrize(
        "change",
        [
            {"visibility": "confidential"},
            {"kind": "suggestion"},
            {"latitude": 16.44},
            {"created_at": timezone.now() - timedelta(days=20)},
        ],
        ids=["confidential", "kind", "place", "time"],
    )
    def test_are_not_of_another_secrecy_kind_place_or_time(self, change, first, second, wichai):
        Case.objects.filter(pk=second.pk).update(**change)
        assert candidates_at_an_office(now(first), wichai) == []

    def test_are_not_those_that_ended_or_were_joined(self, first, second, wichai):
        join_case(second, first, by=wichai)
        assert candidates_at_an_office(now(first), wichai) == []
        assert candidates_at_an_office(now(second), wichai) == []

    def test_without_pins_name_the_same_landmark_in_the_same_subdistrict(self, file, somsak, wichai, highways, roads):
        cases = [
            assign_case(file(text=text, by=by).complaint.case, highways, by=None, topic=roads).case
            for text, by in (("หลุมใหญ่หน้าวัดป่าแสงอรุณ", None), ("ถนนพังตรงวัดป่าแสงอรุณ", somsak), ("ถนนพังตรงวัดธาตุ", somsak))
        ]
        (found,) = candidates_at_an_office(now(cases[0]), wichai)
        assert (found.case, found.metres, found.is_sure) == (cases[1], None, False)

    def test_at_the_desk_are_what_waits_there_and_what_everybody_reads(self, first, second, file, siriporn, wichai):
        waiting = send_to_triage(file(text=AGAIN, **HERE).complaint.case)
        other = send_to_triage(file(text=AGAIN + " แล้ว", **HERE).complaint.case)
        desk = Viewer(siriporn)
        assert {each.case for each in candidates_at_the_desk(now(waiting), desk)} == {other}
        release_case(first, text="หลุม", by=wichai)
        found = candidates_at_the_desk(now(waiting), desk)
        assert {each.case for each in found} == {other, first}
        (public,) = [each for each in found if each.case == first]
        assert (public.beginning, public.metres) == ("หลุม", None), "no more than everybody reads"
        assert candidates_at_the_desk(now(waiting), Viewer(wichai)) == []
        assert may_join(now(waiting), now(first), siriporn) and not may_join(now(waiting), second, siriporn)


class TestOfficePages:
    def test_offer_the_other_case_join_it_and_take_it_out_again(self, first, second, wichai, as_):
        page = as_(wichai)
        shown = page.get(reverse("office_case", args=[first.reference])).content.decode()
        assert second.reference in shown and "1 case may be of the same problem" in shown
        answer = page.post(reverse("office_join", args=[first.reference]), {"other": second.reference}, follow=True)
        html = answer.content.decode()
        assert answer.redirect_chain[-1][0] == reverse("office_case", args=[first.reference])
        assert "1 other told of the same" in html and AGAIN in html and "may be of the same problem" not in html
        joined = page.get(reverse("office_case", args=[second.reference])).content.decode()
        assert f"This case goes on in {first.reference}" in joined
        page.post(reverse("office_separate", args=[first.reference]), {"joined": second.reference})
        assert now(second).joined_into is None

    def test_from_the_later_case_join_it_into_the_earlier(self, first, second, wichai, as_):
        as_(wichai).post(reverse("office_join", args=[second.reference]), {"other": first.reference})
        assert now(second).joined_into == first and now(first).joined_into is None

    def test_are_not_found_for_cases_of_others(self, first, second, wichai, stranger, as_, file, somsak):
        elsewhere = file(text=AGAIN, by=somsak, **HERE).complaint.case
        assert (
            as_(wichai).post(reverse("office_join", args=[first.reference]), {"other": elsewhere.reference}).status_code
            == 404
        )
        join_case(second, first, by=wichai)
        page = as_(stranger)
        assert (
            page.post(reverse("office_separate", args=[first.reference]), {"joined": second.reference}).status_code
            == 404
        )
        assert (
            as_(wichai)
            .post(reverse("office_separate", args=[first.reference]), {"joined": elsewhere.reference})
            .status_code
            == 404
        )
        assert now(second).joined_into == first


class TestDeskPages:
    def test_offer_join_and_undo(self, file, somsak, siriporn, as_):
        first = send_to_triage(file(**HERE).complaint.case)
        second = send_to_triage(file(text=AGAIN, by=somsak, **HERE).complaint.case)
        page = as_(siriporn)
        assert "may be of the same problem" in page.get(reverse("desk"), {"case": second.reference}).content.decode()
        answer = page.post(reverse("desk_join", args=[second.reference]), {"other": first.reference}, follow=True)
        assert f"{second.reference} goes on in {first.reference}" in answer.content.decode()
        assert now(second).joined_into == first
        page.post(reverse("desk_separate", args=[second.reference]))
        assert now(second).joined_into is None and now(second).state == "triage"

    def test_do_not_join_with_a_hidden_case_nor_undo_what_others_did(self, first, file, somsak, siriporn, wichai, as_):
        waiting = send_to_triage(file(text=AGAIN, by=somsak, **HERE).complaint.case)
        page = as_(siriporn)
        assert page.post(reverse("desk_join", args=[waiting.reference]), {"other": first.reference}).status_code == 404
        join_case(waiting, first, by=wichai)
        assert page.post(reverse("desk_separate", args=[waiting.reference])).status_code == 404
        assert "goes on in" not in page.get(reverse("desk"), {"joined": waiting.reference}).content.decode()


class TestThePersonsPage:
    def test_tells_how_it_goes_on_and_nothing_of_the_other(self, first, second, somsak, wichai, as_):
        join_case(second, first, by=wichai)
        propose_closing(part_of(first), answer="ซ่อมหลุมแล้ว โทรถามคุณมาลี 081-234-5678", outcome=Outcome.SOLVED, by=wichai)
        html = as_(somsak).get(reverse("track_case", args=[second.reference])).content.decode()
        assert "Others told of the same" in html and "ซ่อมหลุมแล้ว" in html and "For me it is not done" in html
        assert "081-234-5678" not in html and first.reference not in html and "บ้านหนองแวงเป็นหลุมลึกมาก" not in html

    def test_links_to_the_other_where_everybody_reads_it(self, first, second, somsak, wichai, as_):
        release_case(first, text="หลุม", by=wichai)
        release_case(second, text="หลุม", by=wichai)
        join_case(second, now(first), by=wichai)
        other = reverse("public_case", args=[first.reference])
        assert other in as_(somsak).get(reverse("track_case", args=[second.reference])).content.decode()
        assert other in as_(somsak).get(reverse("public_case", args=[second.reference])).content.decode()

    def test_takes_it_out_again_with_a_word(self, first, second, somsak, malee, wichai, as_):
        join_case(second, first, by=wichai)
        address = reverse("track_separate", args=[second.reference])
        assert as_(malee).post(address, {"text": "x"}).status_code == 404
        answer = as_(somsak).post(address, {"text": "หลุมของฉันอยู่อีกฝั่ง"}, follow=True)
        assert "goes on by itself again" in answer.content.decode()
        assert now(second).state == "routed" and "หลุมของฉันอยู่อีกฝั่ง" in answer.content.decode()
        assert as_(somsak).post(address, {"text": ""}).status_code == 409

    def test_of_a_stranger_says_no_more_than_that_it_was_joined(self, first, second, wichai, client):
        join_case(second, first, by=wichai)
        client.cookies["language"] = "en"
        html = client.get(reverse("track_case", args=[second.reference])).content.decode()
        assert "Joined with the same matter" in html and "Others told of the same" not in html


class TestFiles:
    def test_of_a_joined_case_open_for_the_agency_that_works_on_it(
        self, first, file, somsak, siriporn, wichai, as_, settings, tmp_path
    ):
        settings.MEDIA_ROOT = tmp_path
        picture = store_upload(SimpleUploadedFile("หลุม.jpg", phone_photo(), "image/jpeg"), token="แบบฟอร์ม")
        waiting = send_to_triage(file(text=AGAIN, by=somsak, uploads=[picture]).complaint.case)
        address = reverse("file", args=[picture.public_id])
        assert as_(wichai).get(address).status_code == 404
        join_case(waiting, first, by=siriporn)
        assert as_(wichai).get(address).status_code == 200

    def test_with_which_the_agency_says_it_is_done_open_for_all_who_joined(
        self, first, second, malee, somsak, wichai, as_, settings, tmp_path
    ):
        settings.MEDIA_ROOT = tmp_path
        photos = [
            store_upload(SimpleUploadedFile("หลุม.jpg", phone_photo(), "image/jpeg"), token=token) for token in "กข"
        ]
        add_to_complaint(now(first), text="รูปจากฉัน", by=malee, uploads=photos[:1])
        join_case(second, first, by=wichai)
        propose_closing(part_of(first), answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, by=wichai, uploads=photos[1:])
        page = as_(somsak)
        told, after = (reverse("file", args=[photo.public_id]) for photo in photos)
        assert (page.get(told).status_code, page.get(after).status_code) == (404, 200)
        assert after in page.get(reverse("track_case", args=[second.reference])).content.decode()
        assert as_(make_user("คนแปลกหน้า")).get(after).status_code == 404
        page = as_(somsak)
        separate_case(second, by=somsak)
        assert page.get(after).status_code == 404


class TestTheApi:
    def test_names_the_other_case_only_where_everybody_reads_it(self, first, second, wichai, client):
        join_case(second, first, by=wichai)
        told = client.get(f"/api/v1/cases/{second.reference}/").json()
        assert (told["state"], told["joined_into"], told["due_at"]) == ("joined", None, None)
        release_case(now(first), text="หลุม", by=wichai)
        told = client.get(f"/api/v1/cases/{second.reference}/").json()
        assert told["joined_into"] == first.reference
        assert client.get(f"/api/v1/cases/{first.reference}/").json()["joined_into"] is None
        assert "together" not in told

    def test_tells_who_filed_it_how_it_goes_on(self, first, second, somsak, wichai, client):
        join_case(second, first, by=wichai)
        propose_closing(part_of(first), answer="ซ่อมแล้ว โทร 081-234-5678", outcome=Outcome.SOLVED, by=wichai)
        client.force_login(somsak)
        together = client.get(f"/api/v1/cases/{second.reference}/").json()["together"]
        assert (together["state"], together["reference"]) == ("resolution_proposed", None)
        assert "ซ่อมแล้ว" in together["answer"] and "081" not in together["answer"]
