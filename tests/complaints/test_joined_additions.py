"""What who filed a joined case adds to it later: it reaches those who work on the other case, and nobody else."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from complaints import timeline
from complaints.correcting import ADDITIONS_A_CASE, Correction, add_to_complaint, correct_case
from complaints.handling import accept_assignment, propose_closing, send_to_triage
from complaints.intake import Contact
from complaints.joining import join_case, separate_case
from complaints.models import CaseEvent
from complaints.releasing import release_case
from complaints.responding import confirm_resolution
from complaints.supporting import ask_for_help
from complaints.workflow import Outcome, Visibility
from frontend.personal_rows import Owner, own_events
from records.uploads import store_upload
from tests.complaints.joined import AGAIN, HERE, code, kinds, now, part_of
from tests.factories import make_agency, make_membership, make_user
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db
MORE = "เมื่อคืนล้มอีกคัน โทรถามลุงบุญมีได้ 081-234-5678"


@pytest.fixture
def joined(first, second, wichai):
    join_case(second, first, by=wichai)
    return now(second)


def add(case, by, text=MORE, uploads=()):
    return add_to_complaint(now(case), text=text, by=by, uploads=uploads)


@pytest.fixture
def announced(monkeypatch):
    told = []
    monkeypatch.setattr("complaints.timeline.announce", lambda *topics, wake="": told.extend(topics))
    return told


class TestAddingToAJoinedCase:
    def test_is_a_line_of_their_own_case(self, joined, somsak):
        add(joined, somsak)
        line = CaseEvent.objects.filter(case=joined).last()
        assert (line.kind, line.note, line.seen_by, line.by) == ("added", MORE, "complainant", somsak)
        assert now(joined).state == "joined" and joined.complaints.get().text == AGAIN

    def test_tells_those_who_work_on_it_as_an_addition_there_does(self, joined, first, somsak, announced, highways):
        add(joined, somsak)
        assert part_of(first).has_news
        assert f"case:{first.reference}:{now(first).event_count}" in announced and f"office:{highways.pk}" in announced
        line = CaseEvent.objects.filter(case=first).last()
        assert (line.kind, line.seen_by, line.note, line.by) == ("added", "agency", "", None)

    def test_the_same_words_at_once_are_one(self, joined, first, somsak):
        add(joined, somsak)
        add(joined, somsak)
        assert kinds(joined).count("added") == kinds(first).count("added") == 1

    def test_takes_nothing_of_what_the_other_may_add(self, joined, first, somsak, malee):
        for number in range(ADDITIONS_A_CASE):
            add(joined, somsak, f"ครั้งที่ {number}")
        with pytest.raises(ValidationError) as refused:
            add(joined, somsak)
        assert code(refused) == "added_too_often"
        add(first, malee)

    def test_ends_with_the_case_in_which_it_goes_on(self, joined, first, somsak, malee, wichai):
        propose_closing(part_of(first), answer="ซ่อมแล้ว", outcome=Outcome.SOLVED, by=wichai)
        add(joined, somsak)
        confirm_resolution(first, by=malee)
        with pytest.raises(ValidationError) as refused:
            add(joined, somsak, "ยังไม่เสร็จ")
        assert code(refused) == "case_has_ended"

    def test_is_new_of_the_own_case_too_once_that_is_taken_out(self, joined, first, somsak):
        add(joined, somsak)
        separate_case(joined, by=somsak)
        assert part_of(joined).has_news
        add(joined, somsak, "อีกเรื่อง")
        assert kinds(first).count("added") == 1

    def test_S8_tells_of_somebody_unnamed_only_the_hour_on_both(self, first, file, siriporn):
        unnamed = file(text=AGAIN, by=None, visibility=Visibility.ANONYMOUS, contact=Contact(), **HERE).complaint.case
        join_case(send_to_triage(unnamed), first, by=siriporn)
        add(unnamed, None)
        own, other = (CaseEvent.objects.filter(case=case, kind="added").get() for case in (unnamed, first))
        assert own.at == other.at and (other.at.second, other.at.microsecond) == (0, 0)

    def test_locks_the_other_case_first_as_joining_does(self, joined, first, somsak, monkeypatch):
        locked, lock = [], timeline._locked
        monkeypatch.setattr(timeline, "_locked", lambda pk: locked.append(pk) or lock(pk))
        add(joined, somsak)
        assert locked[:2] == [first.pk, joined.pk]


class TestCorrectingAJoinedCase:
    def test_is_refused_and_told_how(self, joined, somsak, wichai, as_):
        with pytest.raises(ValidationError) as refused:
            correct_case(joined, Correction(place_text="หลังวัด"), by=somsak)
        assert code(refused) == "goes_on_in_another"
        page, address = as_(somsak), reverse("track_correct", args=[joined.reference])
        answer = page.post(address, {"place_text": "หลังวัด"})
        assert answer.status_code == 409 and "Take it out again first" in answer.content.decode()
        assert page.get(address).url == reverse("track_case", args=[joined.reference])
        separate_case(joined, by=somsak)
        assert not correct_case(now(joined), Correction(place_text="หลังวัด"), by=somsak)  # a wish


class TestPages:
    def test_of_the_person_takes_words_and_says_how_to_correct(self, joined, first, somsak, as_):
        page, own = as_(somsak), reverse("track_case", args=[joined.reference])
        html = page.get(own).content.decode()
        assert "Add words or pictures" in html and "take it out again first" in html
        assert reverse("track_correct", args=[joined.reference]) not in html
        answer = page.post(reverse("track_add", args=[joined.reference]), {"text": MORE}, follow=True)
        assert "You added something" in answer.content.decode() and MORE in answer.content.decode()

    def test_of_the_office_show_it_with_those_who_told_of_the_same(self, joined, first, somsak, wichai, as_):
        add(joined, somsak)
        html = as_(wichai).get(reverse("office_case", args=[first.reference])).content.decode()
        assert MORE in html and "New from the complainant" in html
        assert f"Who filed {joined.reference} added something" in html

    def test_of_an_office_that_wrote_before_it_came_ask_to_look_again(self, joined, first, somsak, wichai, as_):
        seen = now(first).event_count
        add(joined, somsak)
        sent = {"close-text": "ซ่อมแล้ว", "close-outcome": "solved", "close-seen": seen}
        answer = as_(wichai).post(reverse("office_close", args=[first.reference]), sent)
        assert answer.status_code == 409 and "was faster" in answer.content.decode()

    def test_show_the_other_filers_and_everybody_nothing_of_it(self, joined, first, malee, somsak, wichai, as_, client):
        release_case(now(first), text="หลุม", by=wichai)
        client.logout()
        strangers = [
            reverse("public_case", args=[first.reference]),
            reverse("track_case", args=[first.reference]),
            reverse("track_case", args=[joined.reference]),
            f"/api/v1/cases/{first.reference}/",
            f"/api/v1/cases/{joined.reference}/",
        ]
        before = {address: client.get(address).content.decode() for address in strangers}
        mine = as_(malee).get(strangers[1]).content.decode()
        add(joined, somsak)
        page = as_(malee).get(strangers[1]).content.decode()
        for html in (page, as_(malee).get(strangers[3]).content.decode()):
            assert "081-234-5678" not in html and "ลุงบุญมี" not in html and joined.reference not in html
        assert page.count("added something") == mine.count("added something")
        client.logout()
        for address, was in before.items():
            html = client.get(address).content.decode()
            assert "added" not in html or html.count("added") == was.count("added"), address
            assert "ลุงบุญมี" not in html

    def test_pictures_open_for_the_office_and_their_sender_alone(
        self, joined, first, malee, somsak, wichai, stranger, as_, settings, tmp_path
    ):
        settings.MEDIA_ROOT = tmp_path
        photo = store_upload(SimpleUploadedFile("หลุม.jpg", phone_photo(), "image/jpeg"), token="ก")
        add(joined, somsak, "", [photo])
        address = reverse("file", args=[photo.public_id])
        shown = as_(wichai).get(reverse("office_case", args=[first.reference])).content.decode()
        assert address in shown
        opened = {person: as_(person).get(address).status_code for person in (wichai, somsak, malee, stranger)}
        assert opened == {wichai: 200, somsak: 200, malee: 404, stranger: 404}

    def test_reach_an_agency_that_helps_there_and_none_that_has_nothing_to_do_with_it(
        self, joined, first, somsak, wichai, stranger, as_
    ):
        add(joined, somsak)
        office = reverse("office_case", args=[first.reference])
        assert as_(stranger).get(office).status_code == 404
        helper = make_membership(make_user("อำนาจ ช่างไฟ"), make_agency("การไฟฟ้าส่วนภูมิภาค", code="pea")).user
        part = ask_for_help(part_of(first), helper.active_roles[0].agency, request="ช่วยดูไฟด้วย", by=wichai)
        accept_assignment(part, by=helper)
        assert MORE in as_(helper).get(office).content.decode()


class TestWhatIsKept:
    def test_the_export_of_who_added_it_names_no_case_of_somebody_else(self, joined, first, somsak, malee):
        add(joined, somsak)
        assert set(own_events(Owner.of_account(somsak)).values_list("case", flat=True)) == {joined.pk}
        assert not own_events(Owner.of_account(malee)).filter(kind="added").exists()

    def test_a_stranger_cannot_add(self, joined, malee, as_):
        assert as_(malee).post(reverse("track_add", args=[joined.reference]), {"text": MORE}).status_code == 404
        assert "added" not in kinds(joined)
