"""One complaint that tells of several problems: cases of their own, one conversation, and back again."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.access import Viewer
from complaints.appealing import appeal_case
from complaints.co_signing import co_sign, invite_co_signers
from complaints.correcting import add_to_complaint
from complaints.erasure import erase_complainant
from complaints.handling import (
    accept_assignment,
    ask_complainant,
    assign_case,
    propose_closing,
    send_to_triage,
)
from complaints.intake import Contact
from complaints.joining import join_case, separate_case
from complaints.listing import told_in
from complaints.models import Assignment, Case, CaseFile, Complainant, Complaint, Consent, CoSigning, Split
from complaints.parts_of_cases import parts_elsewhere
from complaints.reaching import choose_channel
from complaints.releasing import proposed_text, release_case, withdraw_from_public
from complaints.responding import dispute_resolution, withdraw_complaint
from complaints.sentences import LEFT_OUT, pieces_of_text
from complaints.several_problems import several_problems
from complaints.splitting import PartToMake, split_as_lead, split_case, undo_split
from complaints.supporting import ask_for_help
from complaints.tracking import is_complainant
from complaints.workflow import Outcome, Visibility
from notifications.following import follow
from notifications.models import Channel, Message
from records.uploads import store_upload
from tests.complaints.joined import HERE, code, confirm_addresses, kinds, now, part_of
from tests.factories import make_agency, make_membership, make_topic, make_user
from tests.records.files import phone_photo

pytestmark = pytest.mark.django_db

HOLE = "ถนนหน้าตลาดเป็นหลุมลึกมาก"
LAMP = "ไฟทางหน้าวัดดับมาสองสัปดาห์แล้ว"
BRIBE = "นายช่างเรียกเงินใต้โต๊ะก่อนซ่อมทุกครั้ง"
TWO = f"{HOLE} {LAMP}"


@pytest.fixture
def lights(db):
    return make_topic("electricity/street-lights", "ไฟถนน", visibility_floor="public")


@pytest.fixture
def two(file, highways, roads, wichai):
    """Malee's case of two problems, in the hands of Highways."""
    case = file(text=TWO, visibility=Visibility.PUBLIC, place_text="หน้าตลาด", **HERE).complaint.case
    return accept_assignment(assign_case(case, highways, by=None, topic=roads), by=wichai).case


def words(text, whole=TWO):
    at = whole.index(text)
    return ((at, at + len(text)),)


def lamp(**fields):
    return PartToMake(ranges=words(LAMP), **fields)


def complaint_of(case):
    return Complaint.objects.get(case=case)


def split_of(part):
    return Split.objects.get(part=part)


class TestSplitting:
    def test_makes_a_case_of_its_own_number_words_and_clock_that_waits_for_its_agency(
        self, two, lights, sila, wichai, highways
    ):
        [part] = split_case(now(two), [lamp(topic=lights, area=sila)], by=wichai, agency=highways)
        told = complaint_of(part)
        assert part.reference != two.reference and told.reference == part.reference
        assert told.text == LAMP and part.topic == lights and part.area == sila
        assert part in Case.objects.awaiting_routing() and not part.assignments.exists()
        assert two.created_at < part.created_at <= told.counts_from
        assert told.submitted_at == complaint_of(two).submitted_at

    def test_leaves_the_words_first_sent_as_they_are_and_shows_what_is_left(self, two, wichai):
        split_case(now(two), [lamp()], by=wichai)
        assert complaint_of(two).text == TWO
        assert complaint_of(two).words_here == f"{HOLE} {LEFT_OUT}"
        assert told_in([two.pk])[two.pk].beginning == f"{HOLE} {LEFT_OUT}"
        assert now(two).words is None, "the worker cuts the words to search for anew"

    def test_is_one_line_on_each_case(self, two, wichai, highways):
        before = kinds(two)
        [part] = split_case(now(two), [lamp()], by=wichai, agency=highways)
        assert kinds(two) == [*before, "split"] and kinds(part) == ["split_off"]
        assert now(two).event_count == len(before) + 1 and now(part).event_count == 1

    def test_of_three_problems_makes_two_cases_in_one_act(self, file, siriporn):
        text = f"{TWO} ขยะหน้าบ้านไม่มีคนมาเก็บเลย"
        case = send_to_triage(file(text=text).complaint.case)
        parts = [PartToMake(ranges=words(LAMP, text)), PartToMake(ranges=words("ขยะหน้าบ้านไม่มีคนมาเก็บเลย", text))]
        made = split_case(case, parts, by=siriporn)
        assert [complaint_of(part).text for part in made] == [LAMP, "ขยะหน้าบ้านไม่มีคนมาเก็บเลย"]
        assert kinds(case).count("split") == 1 and now(case).state == "triage"

    def test_moves_the_pictures_that_show_it_and_no_others(self, file, siriporn, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        photos = [
            store_upload(SimpleUploadedFile(f"{n}.jpg", phone_photo(), "image/jpeg"), token="แบบฟอร์ม") for n in (1, 2)
        ]
        case = send_to_triage(file(text=TWO, uploads=photos).complaint.case)
        first, second = CaseFile.objects.filter(case=case).order_by("id")
        [part] = split_case(case, [lamp(files=(second.pk,))], by=siriporn)
        assert list(complaint_of(part).files.all()) == [second] and list(complaint_of(case).files.all()) == [first]
        undo_split(split_of(part), by=siriporn)
        assert list(complaint_of(case).files.order_by("id")) == [first, second]
        assert set(CaseFile.objects.values_list("case", flat=True)) == {case.pk}

    def test_keeps_the_pin_only_where_the_place_is_the_same(self, two, wichai, sila):
        [here] = split_case(now(two), [lamp(area=sila, keeps_pin=True)], by=wichai)
        assert (here.latitude, here.longitude) == (HERE["latitude"], HERE["longitude"])

    def test_keeps_how_the_person_agreed_when_somebody_filed_for_them(self, two, wichai):
        complaint = complaint_of(two)
        help_me, said = Consent.Purpose.HELP, Consent.Given.SAID
        Consent.objects.create(
            complaint=complaint, purpose=help_me, version=1, said="ตกลง", given_as=said, channel="phone"
        )
        [part] = split_case(now(two), [lamp()], by=wichai)
        assert complaint_of(part).consents.get(purpose=help_me).given_as == said

    def test_tells_the_complainant_once_by_the_same_channel(self, two, wichai):
        confirm_addresses()
        Message.objects.all().delete()
        [part] = split_case(now(two), [lamp()], by=wichai)
        assert Message.objects.filter(recipient="malee@example.org", subject__contains=two.reference).count() == 1
        assert not Message.objects.filter(subject__contains=part.reference).exists()
        assign_case(now(part), make_agency("การไฟฟ้า", code="pea"), by=None)
        assert Message.objects.filter(recipient="malee@example.org", subject__contains=part.reference).count() == 1


class TestRefused:
    def refused(self, case, parts, by):
        with pytest.raises(ValidationError) as refused:
            split_case(now(case), parts, by=by)
        assert not Split.objects.exists() and "split" not in kinds(case)
        return code(refused)

    def test_the_same_part_twice(self, two, wichai, somchai):
        split_case(now(two), [lamp()], by=wichai)
        with pytest.raises(ValidationError) as refused:
            split_case(now(two), [lamp()], by=somchai)
        assert code(refused) == "part_is_split_already" and Split.objects.count() == 1
        with pytest.raises(ValidationError) as refused:
            start, end = words(LAMP)[0]
            split_case(now(two), [PartToMake(ranges=((start + 5, end),))], by=somchai)
        assert code(refused) == "part_is_split_already"

    def test_the_same_words_in_two_parts(self, two, wichai):
        assert self.refused(two, [lamp(), lamp()], wichai) == "part_is_split_already"

    @pytest.mark.parametrize(
        ("ranges", "why"),
        [
            ((), "nothing_to_split"),
            (((0, len(TWO)),), "nothing_would_stay"),
            (((5, 3),), "nothing_to_split"),
            (((-4, 3),), "nothing_to_split"),
            (((0, 10**9),), "nothing_to_split"),
            (((0, 2),), "text_too_short"),
        ],
    )
    def test_what_is_no_part(self, two, wichai, ranges, why):
        assert self.refused(two, [PartToMake(ranges=ranges)], wichai) == why

    def test_more_cases_than_fit_on_a_page(self, two, wichai):
        parts = [PartToMake(ranges=((n, n + 6),)) for n in (0, 6, 12, 18)]
        assert self.refused(two, parts, wichai) == "too_many_parts"

    def test_a_file_of_another_case(self, two, file, wichai, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        photo = store_upload(SimpleUploadedFile("1.jpg", phone_photo(), "image/jpeg"), token="แบบฟอร์ม")
        other = file(uploads=[photo]).complaint.case
        wrong = CaseFile.objects.get(case=other)
        assert self.refused(two, [lamp(files=(wrong.pk,))], wichai) == "file_not_of_this_case"
        wrong.refresh_from_db()
        assert wrong.case == other

    def test_a_case_that_has_ended_or_was_joined(self, two, second, wichai, malee):
        join_case(second, two, by=wichai)
        assert self.refused(second, [PartToMake(ranges=((0, 20),))], wichai) == "case_has_ended"
        withdraw_complaint(now(two), by=malee)
        assert self.refused(two, [lamp()], wichai) == "case_has_ended"

    def test_while_the_complainant_is_asked(self, two, wichai):
        ask_complainant(part_of(two), question="เสาไหน", by=wichai)
        assert self.refused(two, [lamp()], wichai) == "question_is_open"

    def test_who_only_helps(self, two, stranger, wichai):
        helper = Assignment.objects.handled_by(stranger)
        ask_for_help(part_of(two), stranger.active_roles[0].agency, request="ช่วยดู", by=wichai)
        with pytest.raises(ValidationError) as refused:
            split_as_lead(helper.get(case=two), [lamp()], by=stranger)
        assert code(refused) == "another_agency_leads" and not Split.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_make_one_case(file, highways, roads, wichai, somchai):
    case = accept_assignment(assign_case(file(text=TWO).complaint.case, highways, by=None, topic=roads), by=wichai).case
    start, said = threading.Barrier(2), []

    def press(officer):
        start.wait()
        try:
            split_case(Case(pk=case.pk), [lamp()], by=officer)
            said.append("made")
        except ValidationError as error:
            said.append(error.code)
        finally:
            connection.close()

    both = [threading.Thread(target=press, args=[officer]) for officer in (wichai, somchai)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(said) == ["made", "part_is_split_already"] and Split.objects.count() == 1


class TestOneConversation:
    @pytest.fixture
    def part(self, two, wichai):
        return split_case(now(two), [lamp()], by=wichai)[0]

    def test_the_code_of_the_one_opens_the_others(self, file, highways, roads, wichai, client):
        filed = file(text=TWO, by=None)
        two = assign_case(filed.complaint.case, highways, by=None, topic=roads).case
        [part] = split_case(two, [lamp()], by=wichai)
        for typed in (part.reference, two.reference):
            client.cookies.clear()
            client.cookies["language"] = "en"
            answer = client.post(reverse("track"), {"reference": typed, "code": filed.receipt_code})
            assert answer.url == reverse("track_case", args=[typed])
            for reference, told in ((two.reference, TWO), (part.reference, LAMP)):
                page = client.get(reverse("track_case", args=[reference])).content.decode()
                assert told in page and "What you told is worked on in parts" in page

    def test_no_other_code_opens_a_part(self, two, part, file, client):
        other = file(text=HOLE, by=None)
        answer = client.post(reverse("track"), {"reference": part.reference, "code": other.receipt_code})
        assert answer.status_code == 400
        viewer = Viewer(granted=frozenset({other.complaint.reference}))
        assert not is_complainant(complaint_of(part), viewer)
        assert part not in Case.objects.of_complainant(viewer)
        assert part in Case.objects.of_complainant(Viewer(granted=frozenset({two.reference})))

    def test_a_code_that_opens_nothing_any_more_opens_no_part(self, two, part):
        Complaint.objects.filter(case=two).update(receipt_hash="")
        viewer = Viewer(granted=frozenset({two.reference, part.reference}))
        assert not is_complainant(complaint_of(part), viewer)

    def test_the_account_sees_the_parts_with_state_and_agency(self, two, part, malee, as_):
        pea = make_agency("การไฟฟ้า", code="pea", name_en="Electricity Authority")
        assign_case(now(part), pea, by=None)
        page = as_(malee).get(reverse("track_case", args=[two.reference])).content.decode()
        assert part.reference in page and "Electricity Authority" in page and "Sent to the agency" in page

    def test_strangers_see_nothing_of_the_other(self, two, part, client):
        client.cookies["language"] = "en"
        page = client.get(reverse("track_case", args=[two.reference])).content.decode()
        assert part.reference not in page and LAMP not in page and "matters" not in page
        page = client.get(reverse("track_case", args=[part.reference])).content.decode()
        assert two.reference not in page and LAMP not in page

    def test_a_question_about_a_part_stands_on_the_page_of_the_first(self, two, part, malee, as_):
        pea = make_agency("การไฟฟ้า", code="pea")
        officer = make_membership(make_user("สุดา"), pea).user
        accepted = accept_assignment(assign_case(now(part), pea, by=None), by=officer)
        ask_complainant(accepted, question="เสาไหน", by=officer)
        page = as_(malee).get(reverse("track_case", args=[two.reference])).content.decode()
        assert f"{reverse('track_case', args=[part.reference])}#answer" in page

    def test_news_go_the_new_way_for_all_once_it_is_changed(self, two, part):
        confirm_addresses()
        choose_channel(complaint_of(two), Channel.PAGE)
        assert set(Complainant.objects.values_list("news_channel", "news_confirmed_at")) == {(Channel.PAGE, None)}

    def test_the_way_of_a_part_is_that_of_the_first(self, two, part, malee, as_):
        answer = as_(malee).get(reverse("track_news", args=[part.reference]))
        assert answer.url == reverse("track_news", args=[two.reference])

    def test_who_has_the_code_erases_name_and_address_of_all(self, file, highways, roads, wichai):
        case = file(text=TWO, by=None, contact=Contact(name="ลุงดี", email="lung.dee@example.org")).complaint.case
        case = assign_case(case, highways, by=None, topic=roads).case
        [part] = split_case(case, [lamp()], by=wichai)
        erase_complainant(complaint_of(part))
        assert set(Complainant.objects.values_list("name", "email")) == {("", "")}

    def test_an_anonymous_one_stays_so(self, file, highways, roads, wichai):
        case = file(text=TWO, visibility=Visibility.ANONYMOUS).complaint.case
        case = assign_case(case, highways, by=None, topic=roads).case
        [part] = split_case(case, [lamp()], by=wichai)
        assert complaint_of(part).is_anonymous and not Complainant.objects.exists()
        assert complaint_of(part).submitted_at == complaint_of(case).submitted_at

    def test_I_am_asked_how_it_went_of_each_by_itself(self, two, part, malee):
        officer = make_membership(make_user("สุดา"), make_agency("การไฟฟ้า", code="pea")).user
        done = accept_assignment(assign_case(now(part), officer.active_roles[0].agency, by=None), by=officer)
        propose_closing(done, answer="เปลี่ยนหลอดแล้ว", outcome=Outcome.EXPLAINED, by=officer)
        assert now(part).state == "resolution_proposed" and now(two).state == "in_progress"


class TestWhoSees:
    def test_a_part_is_never_more_open_than_where_it_came_from(self, file, highways, roads, wichai, lights):
        case = file(text=TWO, visibility=Visibility.CONFIDENTIAL).complaint.case
        assign_case(case, highways, by=None, topic=roads)
        [part] = split_case(now(case), [lamp(topic=lights)], by=wichai)
        assert now(case).visibility == part.visibility == "confidential"

    def test_a_topic_that_is_closer_closes_the_part_and_hides_it_from_everybody_and_the_first_agency(
        self, file, highways, roads, wichai, bribery, as_, client
    ):
        text = f"{HOLE} {BRIBE}"
        case = file(text=text, visibility=Visibility.PUBLIC).complaint.case
        Case.objects.filter(pk=case.pk).update(visibility="public", public_text=text)
        assign_case(now(case), highways, by=None, topic=roads)
        release_case(now(case), text=text, by=wichai)
        [part] = split_case(now(case), [PartToMake(ranges=words(BRIBE, text), topic=bribery)], by=wichai)
        whole = now(case)
        assert part.visibility == "confidential" and whole.visibility == "public"
        assert whole.released_at is None and BRIBE not in whole.public_text
        assert BRIBE not in proposed_text(whole)
        page = as_(wichai).get(reverse("office_case", args=[case.reference])).content.decode()
        assert HOLE in page and BRIBE not in page
        # Its number stands nowhere but in what who made it is told at that moment.
        assert part.reference not in page and "kept in confidence" in page
        assert client.get(reverse("public_case", args=[case.reference])).status_code in {404, 410}
        assert Case.objects.known_by_reference().filter(pk=part.pk).count() == 0

    def test_what_everybody_reads_stays_where_the_part_is_as_open(self, two, lights, wichai):
        release_case(now(two), text="หลุมและไฟดับ", by=wichai)
        [part] = split_case(now(two), [lamp(topic=lights)], by=wichai)
        assert now(two).released_at is not None and now(two).public_text == "หลุมและไฟดับ"
        assert part.released_at is None and part.public_text == LAMP, "an officer releases it by itself"

    def test_followers_follow_the_part_once_everybody_reads_it(self, two, lights, wichai, somsak):
        release_case(now(two), text="หลุมและไฟดับ", by=wichai)
        follow(somsak, f"case:{two.reference}")
        [part] = split_case(now(two), [lamp(topic=lights)], by=wichai)
        assert not somsak.subscriptions.filter(subject=f"case:{part.reference}").exists()
        release_case(now(part), text="ไฟดับ", by=wichai)
        assert somsak.subscriptions.filter(subject=f"case:{part.reference}").count() == 1

    def test_who_signed_the_text_signed_its_parts_unless_kept_in_confidence(
        self, two, lights, wichai, somsak, malee, bribery
    ):
        co_sign(invite_co_signers(now(two), by=malee), by=somsak)
        [part] = split_case(now(two), [lamp(topic=lights)], by=wichai)
        assert now(part).co_signer_count == 1 and CoSigning.objects.filter(case=part, user=somsak).exists()
        undo_split(split_of(part), by=wichai)
        assert now(part).co_signer_count == 0 and not CoSigning.objects.filter(case=part).exists()
        assert now(two).co_signer_count == 1
        [closed] = split_case(now(two), [lamp(topic=bribery)], by=wichai)
        assert closed.co_signer_count == 0 and not CoSigning.objects.filter(case=closed).exists()

    def test_whoever_takes_back_that_everybody_reads_it_takes_it_back_of_the_parts(self, two, lights, wichai, malee):
        [part] = split_case(now(two), [lamp(topic=lights)], by=wichai)
        release_case(now(part), text="ไฟดับ", by=wichai)
        withdraw_from_public(complaint_of(two), by=malee)
        assert now(part).released_at is None and now(part).visibility == "agency"

    def test_the_agency_of_a_part_reads_its_words_and_no_others(self, two, wichai, as_):
        [part] = split_case(now(two), [lamp()], by=wichai)
        officer = make_membership(make_user("สุดา"), make_agency("การไฟฟ้า", code="pea")).user
        assign_case(now(part), officer.active_roles[0].agency, by=None)
        page = as_(officer).get(reverse("office_case", args=[part.reference])).content.decode()
        assert LAMP in page and HOLE not in page and "a part of what the person told" in page
        assert as_(officer).get(reverse("office_case", args=[two.reference])).status_code == 404

    def test_of_a_confidential_case_the_number_is_not_told_to_the_agency_of_a_part(self, file, highways, kanya, as_):
        case = file(text=TWO, visibility=Visibility.CONFIDENTIAL).complaint.case
        assign_case(case, highways, by=None)
        [part] = split_case(now(case), [lamp()], by=kanya)
        leader = make_membership(make_user("หัวหน้า"), make_agency("การไฟฟ้า", code="pea"), "supervisor").user
        assign_case(now(part), leader.active_roles[0].agency, by=None)
        client = as_(leader)
        client.post(reverse("office_case", args=[part.reference]), {"look-reason": "มอบหมายงาน"})
        page = client.get(reverse("office_case", args=[part.reference])).content.decode()
        assert LAMP in page and case.reference not in page

    @pytest.mark.parametrize(("visibility", "reads"), [(Visibility.PUBLIC, True), (Visibility.AGENCY, False)])
    def test_words_only_another_agency_may_read_are_read_there_alone(
        self, two, wichai, stranger, as_, visibility, reads
    ):
        [part] = split_case(now(two), [lamp()], by=wichai)
        Case.objects.filter(pk=part.pk).update(visibility=visibility, public_text="")
        [here] = parts_elsewhere(now(two), wichai)
        assert here.words == LAMP  # nobody else has it yet
        assign_case(now(part), stranger.active_roles[0].agency, by=None)
        [here] = parts_elsewhere(now(two), wichai)
        assert (here.words == LAMP) is reads and here.case == part
        page = as_(wichai).get(reverse("office_case", args=[two.reference])).content.decode()
        assert (LAMP in page) is reads and part.reference in page


class TestPuttingBack:
    @pytest.fixture
    def part(self, two, wichai, lights):
        return split_case(now(two), [lamp(topic=lights)], by=wichai)[0]

    def test_is_possible_until_somebody_acts(self, two, part, wichai, malee):
        pea = make_agency("การไฟฟ้า", code="pea")
        assign_case(now(part), pea, by=None)  # the routing alone
        before = kinds(two)
        undo_split(split_of(part), by=wichai)
        assert complaint_of(two).parted == [] and complaint_of(two).words_here == TWO
        assert now(part).state == "joined" and now(part).joined_into == two
        assert kinds(two) == [*before, "took_back"] and kinds(part)[-1] == "put_back"
        assert not Assignment.objects.owed().filter(case=part).exists()

    def test_leads_its_author_to_the_case_it_is_in_again_and_nobody_else(self, two, part, wichai, malee, as_, client):
        page = reverse("track_case", args=[part.reference])
        undo_split(split_of(part), by=wichai)
        there = f'<a class="ref" href="{reverse("track_case", args=[two.reference])}">{two.reference}</a>'
        assert as_(malee).get(page).content.decode().count(there) == 2, "beside its state, and among what was told"
        client.logout()
        assert two.reference not in client.get(page).content.decode()

    def test_takes_it_from_the_agency_it_was_sent_to(self, two, part, wichai, as_):
        officer = make_membership(make_user("สุดา"), make_agency("การไฟฟ้า", code="pea")).user
        assign_case(now(part), officer.active_roles[0].agency, by=None)
        assert Assignment.objects.handled_by(officer).filter(case=part).exists()
        undo_split(split_of(part), by=wichai)
        assert not Assignment.objects.handled_by(officer).filter(case=part).exists()
        assert as_(officer).get(reverse("office_case", args=[part.reference])).status_code == 404

    def test_is_refused_while_the_complainant_is_asked_to_confirm(self, two, part, wichai, as_):
        propose_closing(part_of(two), answer="ซ่อมแล้ว", outcome=Outcome.EXPLAINED, by=wichai)
        page = as_(wichai).get(reverse("office_case", args=[two.reference])).content.decode()
        assert part.reference in page and "Put it back" not in page and "Somebody has acted" not in page
        with pytest.raises(ValidationError) as refused:
            undo_split(split_of(part), by=wichai)
        assert code(refused) == "closing_is_proposed" and complaint_of(two).parted

    def test_is_refused_under_appeal(self, two, part, wichai, malee, highways):
        highways.parent = make_agency("กระทรวง", code="mot")
        highways.save()
        make_membership(make_user("ณรงค์"), highways.parent, "supervisor")
        propose_closing(part_of(two), answer="ซ่อมแล้ว", outcome=Outcome.EXPLAINED, by=wichai)
        dispute_resolution(now(two), reason="ยัง", by=malee)
        propose_closing(part_of(two), answer="ซ่อมแล้วจริง", outcome=Outcome.EXPLAINED, by=wichai)
        appeal_case(now(two), reason="ยังไม่ซ่อม", by=malee)
        with pytest.raises(ValidationError) as refused:
            undo_split(split_of(part), by=wichai)
        assert code(refused) == "closing_is_proposed" and now(part).joined_into is None
        assert [each.may_undo for each in parts_elsewhere(now(two), wichai)] == [False]

    def test_leads_who_has_the_number_back(self, two, part, wichai, malee, as_):
        undo_split(split_of(part), by=wichai)
        page = as_(malee).get(reverse("track_case", args=[part.reference])).content.decode()
        assert "This part is in the first case again" in page and two.reference in page
        assert "Others told of the same" not in page and "Take my case out again" not in page

    def test_counts_nobody_twice_and_tells_nobody_twice(self, two, part, wichai):
        undo_split(split_of(part), by=wichai)
        confirm_addresses()
        Message.objects.all().delete()
        assert now(two).joined_people == 0
        propose_closing(part_of(two), answer="ซ่อมแล้ว", outcome=Outcome.EXPLAINED, by=wichai)
        assert Message.objects.filter(recipient="malee@example.org").count() == 1

    def test_is_not_undone_by_the_end_of_the_first(self, two, part, second, wichai, malee):
        undo_split(split_of(part), by=wichai)
        join_case(second, two, by=wichai)  # so that there are joined ones to let go
        withdraw_complaint(now(two), by=malee)
        assert now(second).joined_into is None and now(part).joined_into == two

    def test_nobody_takes_it_out_as_if_it_were_joined(self, two, part, wichai):
        undo_split(split_of(part), by=wichai)
        with pytest.raises(ValidationError) as refused:
            separate_case(now(part), by=wichai)
        assert code(refused) == "not_joined"

    def test_leaves_the_same_words_to_be_split_anew(self, two, part, wichai):
        undo_split(split_of(part), by=wichai)
        [again] = split_case(now(two), [lamp()], by=wichai)
        assert again != part and again.state == "received"

    def test_twice_is_refused(self, two, part, wichai, somchai):
        split = split_of(part)
        undo_split(split, by=wichai)
        with pytest.raises(ValidationError) as refused:
            undo_split(split, by=somchai)
        assert code(refused) == "put_back_already" and kinds(two).count("took_back") == 1

    def test_is_refused_once_somebody_has_acted_and_joining_is_offered(self, two, part, wichai, highways, as_):
        accept_assignment(assign_case(now(part), highways, by=None), by=wichai)
        with pytest.raises(ValidationError) as refused:
            undo_split(split_of(part), by=wichai)
        assert code(refused) == "part_is_worked_on" and complaint_of(two).parted
        client = as_(wichai)
        page = client.get(reverse("office_case", args=[two.reference])).content.decode()
        assert "cannot be put back" in page and "Join both" in page and "Put it back" not in page
        client.post(reverse("office_join", args=[two.reference]), {"other": part.reference})
        assert now(part).joined_into == two

    def test_is_refused_once_the_complainant_has_added_something(self, two, part, wichai, malee):
        add_to_complaint(now(part), text="เสาที่ ๑๔", by=malee)
        with pytest.raises(ValidationError) as refused:
            undo_split(split_of(part), by=wichai)
        assert code(refused) == "part_is_worked_on"

    def test_is_refused_once_the_first_has_ended(self, two, part, wichai, malee):
        withdraw_complaint(now(two), by=malee)
        with pytest.raises(ValidationError) as refused:
            undo_split(split_of(part), by=wichai)
        assert code(refused) == "whole_has_ended" and now(part).state == "received"

    def test_what_the_office_sees_costs_as_much_for_three_parts_as_for_one(
        self, file, wichai, highways, roads, django_assert_num_queries
    ):
        text = " ".join([HOLE, LAMP, "ขยะหน้าบ้านไม่มีคนมาเก็บเลย", "ท่อประปาแตกน้ำไหลทั้งคืน"])
        one, three = (
            accept_assignment(
                assign_case(file(text=text).complaint.case, highways, by=None, topic=roads), by=wichai
            ).case
            for _ in range(2)
        )
        pieces = [(piece.start, piece.end) for piece in pieces_of_text(text)]
        split_case(now(one), [PartToMake(ranges=(pieces[-1],))], by=wichai)
        for part in split_case(now(three), [PartToMake(ranges=(piece,)) for piece in pieces[1:]], by=wichai):
            assign_case(part, highways, by=None)
        for part in Case.objects.filter(split_off__whole=one):
            assign_case(part, highways, by=None)
        parts_elsewhere(now(one), wichai)  # what the process keeps is there now
        with CaptureQueriesContext(connection) as asked:
            assert len(parts_elsewhere(now(one), wichai)) == 1
        with django_assert_num_queries(len(asked)):
            assert len(parts_elsewhere(now(three), wichai)) == 3


class TestTheHint:
    def test_is_given_for_words_of_two_groups_of_topics_in_two_sentences(self, lights, roads):
        found = several_problems(pieces_of_text(TWO))
        assert [problem.topic for problem in found] == [roads, lights]
        assert found[0].pieces == (0,) and found[1].pieces == (1,) and found[1].words

    @pytest.mark.parametrize("text", [HOLE, f"{HOLE} รถมอไซล้มเพราะหลุมไปสองคัน", "", "เรื่องนี้สำคัญมาก อยากให้ช่วยดูด้วย"])
    def test_is_not_given_for_one_problem(self, lights, roads, text):
        assert several_problems(pieces_of_text(text)) == []
