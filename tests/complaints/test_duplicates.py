"""Which open cases an officer is told may be the same, and which never."""

from datetime import timedelta

import pytest
from django.utils import timezone

from complaints.access import Viewer
from complaints.duplicates import (
    candidates_at_an_office,
    candidates_at_the_desk,
    may_join,
    owed_by_hand,
    owed_by_leads_of,
)
from complaints.handling import (
    assign_case,
    send_to_triage,
)
from complaints.joining import join_case
from complaints.models import Assignment, Case
from complaints.releasing import release_case
from complaints.supporting import ask_for_help
from directory.models import Agency
from tests.complaints.joined import AGAIN, HERE, now, part_of

pytestmark = pytest.mark.django_db


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

    @pytest.mark.parametrize(
        ("of_the_case", "of_the_part", "seen_by"),
        [
            ({}, {}, {"wichai", "kanya"}),
            ({"visibility": "confidential"}, {}, {"kanya"}),
            ({"visibility": "confidential"}, {"officer": "wichai"}, {"wichai", "kanya"}),
            ({"state": "withdrawn", "withdrawn_at": timezone.now()}, {}, set()),
            ({}, {"state": "transferred", "reason": "เป็นทางของเทศบาล"}, set()),
            ({}, {"part": "supporting"}, set()),
        ],
        ids=["open", "confidential", "confidential-named", "ended", "given-away", "supporting"],
    )
    def test_are_asked_for_by_hand_as_the_queryset_has_it(
        self, of_the_case, of_the_part, seen_by, second, stranger, wichai, kanya
    ):
        people = {"wichai": wichai, "kanya": kanya, "stranger": stranger}
        Case.objects.filter(pk=second.pk).update(**of_the_case)
        told = {name: people.get(value, value) for name, value in of_the_part.items()}
        Assignment.objects.filter(case=second).update(**{"officer": None, **told})
        for name, officer in people.items():
            expected = {second.pk} if name in seen_by else set()
            assert set(owed_by_leads_of(officer).filter(case=second).values_list("case", flat=True)) == expected, name
            assert owed_by_hand(officer, [second.pk]) == expected, name

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
