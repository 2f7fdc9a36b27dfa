"""Pictures of finished work that were used before: what the officer is told, what is marked, and what nobody learns."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import translation
from PIL import ExifTags, Image

from complaints.after_photos import forget_after_photos
from complaints.handling import accept_assignment, assign_case, propose_closing
from complaints.models import AfterPhoto, Case, CaseEvent, CaseFile, Closing
from complaints.releasing import release_case
from complaints.removing import remove_document
from complaints.repeated_pictures import _ALIKE, MOST_FOUND, SAME_ACROSS, SAME_IN_ALL, find_repeats
from complaints.responding import dispute_resolution
from complaints.workflow import Outcome, Visibility
from directory.models import Role
from records.models import Upload
from records.picture_looks import bands_near
from records.uploads import store_upload
from tests.factories import make_agency, make_membership, make_user
from tests.records.files import encoded
from tests.records.streets import brighter, cropped, street

pytestmark = pytest.mark.django_db
TOKEN = "7d1c4b1e-2f6f-4d0a-9a52-0f2a5d0c1f11"
WHY = "ซ่อมครั้งเดียว แก้ได้ทั้งสองเรื่อง"
_STREETS = {}


@pytest.fixture(autouse=True)
def _uploads_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _physical(roads):
    AfterPhoto.objects.create(topic=roads, needs_photo=True)
    forget_after_photos()


def picture(seed):
    return _STREETS.setdefault(seed, street(seed, size=(640, 480)))


def sent_again(seed):
    """What a messenger makes of it: cut a little, brighter, smaller, saved badly."""
    return brighter(cropped(picture(seed), 0.02), 1.1).resize((400, 300))


def photo(image, token=TOKEN, **options):
    content = encoded(image, "JPEG", quality=60, **options)
    return store_upload(SimpleUploadedFile("หลัง.jpg", content, "image/jpeg"), token=token)


@pytest.fixture
def closed(file, highways, roads, wichai):
    """A function that files a case, and has an officer of an agency report it as solved with this picture."""

    def closed(image, *, agency=highways, officer=wichai, visibility=Visibility.AGENCY):
        case = file(visibility=visibility).complaint.case
        part = accept_assignment(assign_case(case, agency, by=None, topic=roads), by=officer)
        propose_closing(part, answer="ปะแล้ว", outcome=Outcome.SOLVED, by=officer, uploads=[photo(image)])
        return Case.objects.get(pk=case.pk)

    return closed


@pytest.fixture
def nipha(db):
    """An officer of another agency."""
    return make_membership(make_user("นิภา วงศ์ใหญ่"), make_agency("สำนักงานเขตคลองเตย", code="bma-khlong-toei")).user


@pytest.fixture
def elsewhere(closed, nipha):
    """Like `closed`, at another agency."""
    return lambda image, **how: closed(image, agency=nipha.active_roles[0].agency, officer=nipha, **how)


def report(part, by, *uploads, **told):
    return propose_closing(part, answer="ปะหลุมแล้ว", outcome=Outcome.SOLVED, by=by, uploads=uploads, **told)


def refusal(part, by, *uploads, **told):
    with pytest.raises(ValidationError) as refused:
        report(part, by, *uploads, **told)
    return refused.value.code


class TestReporting:
    def test_is_refused_with_the_picture_of_another_case_however_it_was_changed(self, working, closed, wichai):
        other = closed(picture(1))
        assert refusal(working, wichai, photo(sent_again(1))) == "picture_used_before"
        report(working, wichai, photo(sent_again(1)), why_again=WHY)
        event = CaseEvent.objects.get(kind="resolution_proposed", case=working.case)
        assert event.facts["why_again"] == WHY
        assert event.files.get().repeats.case == other
        assert Closing.objects.get(event=event).has_repeat

    def test_goes_on_with_a_picture_of_its_own(self, working, closed, wichai):
        closed(picture(1))
        report(working, wichai, photo(picture(2)), why_again=WHY)
        event = CaseEvent.objects.get(kind="resolution_proposed", case=working.case)
        assert "why_again" not in event.facts
        assert not Closing.objects.get(event=event).has_repeat
        assert event.files.get().repeats is None

    def test_is_refused_with_the_complainants_own_picture(self, file, highways, roads, wichai):
        case = file(uploads=[photo(picture(3), "ก่อน")]).complaint.case
        part = accept_assignment(assign_case(case, highways, by=None, topic=roads), by=wichai)
        small = picture(3).resize((320, 240))
        assert refusal(part, wichai, photo(small)) == "picture_used_before"

    def test_takes_the_same_place_after_the_work(self, file, highways, roads, wichai):
        case = file(uploads=[photo(picture(4), "ก่อน")]).complaint.case
        part = accept_assignment(assign_case(case, highways, by=None, topic=roads), by=wichai)
        report(part, wichai, photo(street(4, size=(640, 480), repaired=True, step=0.3)))
        assert not Closing.objects.get().has_repeat

    def test_is_refused_with_the_picture_that_was_disputed(self, closed, wichai):
        case = closed(picture(5))
        dispute_resolution(case, reason="ยังเป็นหลุม", by=None)
        assert refusal(case.lead(), wichai, photo(picture(5))) == "picture_used_before"

    def test_knows_no_picture_that_was_removed_for_good(self, working, closed, wichai):
        other = closed(picture(6))
        remove_document(other, str(Upload.objects.get().public_id), by=wichai, assignment=other.lead())
        report(working, wichai, photo(picture(6)))

    def test_asks_nothing_of_a_case_that_needs_no_picture(self, working, closed, wichai):
        closed(picture(7))
        propose_closing(working, answer="อธิบายแล้ว", outcome=Outcome.EXPLAINED, by=wichai, uploads=[photo(picture(7))])
        assert list(CaseFile.objects.filter(case=working.case).values_list("look_bands", "repeats")) == [(None, None)]


class TestWhatAnOfficerLearns:
    def note(self, working, officer, seed=1):
        return find_repeats(working.case, [photo(sent_again(seed))], officer=officer)

    def test_is_the_number_of_a_case_of_their_agency(self, working, closed, wichai):
        other = closed(picture(1))
        (repeat,) = self.note(working, wichai)
        assert (repeat.reference, repeat.is_of_this_case, repeat.at) == (other.reference, False, repeat.file.event.at)

    def test_is_that_it_was_used_where_the_case_is_another_agencys(self, working, elsewhere, wichai):
        elsewhere(picture(1))
        (repeat,) = self.note(working, wichai)
        assert (repeat.reference, repeat.at) == ("", None)

    def test_is_the_number_of_a_case_that_everybody_reads(self, working, elsewhere, wichai, nipha):
        other = elsewhere(picture(1), visibility=Visibility.PUBLIC)
        release_case(other, text="ถนนเป็นหลุม", place="", is_read=True, by=nipha)
        (repeat,) = self.note(working, wichai)
        assert repeat.reference == other.reference

    def test_is_nothing_of_a_confidential_case_they_may_not_open(self, working, elsewhere, closed, wichai, somchai):
        elsewhere(picture(1), visibility=Visibility.CONFIDENTIAL)
        closed(picture(1), officer=somchai, visibility=Visibility.CONFIDENTIAL)
        assert self.note(working, wichai) == []
        report(working, wichai, photo(sent_again(1)))
        assert not Closing.objects.get(event__case=working.case).has_repeat

    def test_is_the_number_of_a_confidential_case_they_are_named_in(self, working, closed, wichai):
        other = closed(picture(1), visibility=Visibility.CONFIDENTIAL)
        assert [repeat.reference for repeat in self.note(working, wichai)] == [other.reference]

    def test_is_what_can_be_named_before_what_cannot(self, working, elsewhere, closed, wichai):
        mine = closed(picture(1))
        elsewhere_too = elsewhere(picture(8))
        CaseFile.objects.filter(case=elsewhere_too).update(look_bands=CaseFile.objects.get(case=mine).look_bands)
        Upload.objects.filter(case_file__case=elsewhere_too).update(
            look=Upload.objects.get(case_file__case=mine).look,
            look_down=Upload.objects.get(case_file__case=mine).look_down,
        )
        assert [repeat.reference for repeat in self.note(working, wichai)] == [mine.reference]


def close(client, part, image=None, **fields):
    told = {"close-text": "ปะหลุมแล้ว", "close-outcome": "solved", "close-form_token": TOKEN}
    if image is not None:
        content = image if isinstance(image, bytes) else encoded(image, "JPEG", quality=60)
        told["close-pictures"] = SimpleUploadedFile("หลัง.jpg", content, "image/jpeg")
    return client.post(reverse("office_close", args=[part.case.reference]), told | fields, follow=True)


def looked_at():
    return ",".join(str(upload.public_id) for upload in Upload.objects.filter(attached_at=None))


class TestTheForm:
    def test_says_where_it_was_used_before_anything_is_sent(self, as_, working, closed, wichai):
        other = closed(picture(1))
        page = close(as_(wichai), working, sent_again(1))
        text = page.content.decode()
        assert page.status_code == 409
        assert f"This picture was used in case {other.reference} on " in text
        assert "Look at the notes beside your pictures, then send again." in text
        assert f'name="close-looked_at" value="{looked_at()}"' in text
        assert 'name="close-why_again"' in text
        assert 'name="close-no_photo"' not in text
        assert not CaseEvent.objects.filter(case=working.case, kind="resolution_proposed").exists()

    def test_asks_why_and_then_goes_on(self, as_, working, closed, wichai):
        closed(picture(1))
        client = as_(wichai)
        close(client, working, sent_again(1))
        again = close(client, working, **{"close-looked_at": looked_at()})
        assert "say why it is the right one." in again.content.decode()
        done = close(client, working, **{"close-looked_at": looked_at(), "close-why_again": WHY})
        assert "The complainant is asked to confirm." in done.content.decode()
        assert WHY in done.content.decode()

    def test_lets_the_picture_be_taken_out_and_keeps_the_words(self, as_, working, closed, wichai):
        closed(picture(1))
        client = as_(wichai)
        close(client, working, sent_again(1))
        page = close(client, working, drop=looked_at()).content.decode()
        assert "ปะหลุมแล้ว</textarea>" in page
        assert "was used in case" not in page
        assert not Upload.objects.filter(attached_at=None).exists()

    def test_takes_out_no_picture_of_another_form(self, as_, working, wichai):
        other = photo(picture(1), token="อีกแบบฟอร์ม")
        close(as_(wichai), working, drop=str(other.public_id))
        assert Upload.objects.filter(pk=other.pk).exists()

    def test_of_another_act_takes_nothing_out_and_does_not_break(self, as_, working, wichai):
        waiting = photo(picture(1))
        sent = {"decline-text": "", "drop": str(waiting.public_id)}
        assert as_(wichai).post(reverse("office_decline", args=[working.case.reference]), sent).status_code == 400
        assert Upload.objects.filter(pk=waiting.pk).exists()

    def test_says_nothing_that_only_another_agency_may_know(self, as_, working, elsewhere, wichai):
        other = elsewhere(picture(1))
        text = close(as_(wichai), working, sent_again(1)).content.decode()
        assert "This picture was used before" in text
        assert other.reference not in text

    def test_is_as_ever_with_a_new_picture(self, as_, working, closed, wichai):
        closed(picture(1))
        assert "The complainant is asked to confirm." in close(as_(wichai), working, picture(2)).content.decode()

    def test_shows_nothing_to_look_at_before_a_picture_was_sent(self, as_, working, wichai):
        page = as_(wichai).get(reverse("office_case", args=[working.case.reference])).content.decode()
        assert "close-looked_at" not in page
        assert "close-why_again" not in page


def old_and_far(image):
    """A photograph of 2020 from Khon Kaen."""
    tags = Image.Exif()
    tags.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2020:01:01 08:00:00"
    tags.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (16.0, 25.0, 0.0), 3: "E", 4: (102.0, 49.0, 0.0)})
    return encoded(image, "JPEG", exif=tags)


class TestItsOwnTimeAndPlace:
    OLD = "The picture says that it was taken before the complaint was filed"
    FAR = "The picture says that it was taken more than 500 m from the place of the case"

    @pytest.fixture
    def pinned(self, file, highways, roads, wichai):
        case = file(latitude=13.7566, longitude=100.5016, area=None).complaint.case
        return accept_assignment(assign_case(case, highways, by=None, topic=roads), by=wichai)

    def test_are_told_once_before_it_is_sent_and_need_no_reason(self, as_, pinned, wichai):
        client = as_(wichai)
        text = close(client, pinned, old_and_far(picture(9))).content.decode()
        assert self.OLD in text
        assert self.FAR in text
        assert 'name="close-why_again"' not in text
        done = close(client, pinned, **{"close-looked_at": looked_at()})
        assert "The complainant is asked to confirm." in done.content.decode()
        assert Closing.objects.get().is_doubted
        assert "16.4" not in str(list(Upload.objects.values()))

    def test_are_not_asked_where_the_case_has_no_pin(self, as_, working, wichai):
        text = close(as_(wichai), working, old_and_far(picture(9))).content.decode()
        assert self.OLD in text
        assert "m from the place of the case" not in text

    def test_are_the_officers_to_know_and_not_the_complainants(self, as_, pinned, wichai, malee):
        client = as_(wichai)
        close(client, pinned, old_and_far(picture(9)))
        close(client, pinned, **{"close-looked_at": looked_at()})
        page = as_(malee).get(reverse("track_case", args=[pinned.case.reference])).content.decode()
        assert self.OLD not in page
        assert "from the place of the case" not in page

    def test_say_nothing_of_a_picture_that_tells_nothing(self, as_, pinned, wichai):
        assert "The complainant is asked to confirm." in close(as_(wichai), pinned, picture(9)).content.decode()
        assert not Closing.objects.get().is_doubted


class TestWhoReadsTheMark:
    @pytest.fixture
    def marked(self, working, closed, wichai):
        closed(picture(1))
        report(working, wichai, photo(sent_again(1)), why_again=WHY)
        return working.case

    def test_the_complainant_without_the_other_cases_number(self, as_, marked, malee):
        page = as_(malee).get(reverse("track_case", args=[marked.reference])).content.decode()
        assert "A picture was used before. The agency says why it is right:" in page
        assert WHY in page
        other = CaseFile.objects.get(case=marked).repeats.case
        assert other.reference not in page

    def test_no_stranger(self, client, marked):
        assert WHY not in client.get(reverse("track_case", args=[marked.reference])).content.decode()
        assert WHY not in client.get(f"/api/v1/cases/{marked.reference}/").content.decode()


class TestTheReviewOfClosings:
    @pytest.fixture
    def boss(self, highways):
        return make_membership(make_user("ประเสริฐ หัวหน้างาน"), highways, Role.SUPERVISOR).user

    @pytest.fixture
    def auditor(self, highways):
        return make_membership(make_user("อารี ผู้ตรวจ"), highways, Role.AUDITOR).user

    def figures(self, page):
        return [each.split("</span>")[0] for each in page.split('<span class="n">')[1:]]

    @pytest.mark.parametrize("who", ["wichai", "malee", "siriporn"])
    def test_is_not_found_by_others(self, as_, request, who):
        assert as_(request.getfixturevalue(who)).get("/closings/").status_code == 404

    def test_asks_a_visitor_to_sign_in(self, client):
        assert client.get("/closings/").status_code == 302

    def test_counts_and_lists_what_is_to_be_looked_at(self, as_, boss, working, closed, wichai, elsewhere):
        other, foreign = closed(picture(1)), elsewhere(picture(10))
        report(working, wichai, photo(sent_again(1)), why_again=WHY)
        page = as_(boss).get("/closings/").content.decode()
        assert self.figures(page) == ["2", "0", "1", "0"]
        assert f'href="/office/{working.case.reference}/"' in page
        assert WHY in page
        assert f'<span class="ref">{other.reference}</span>' in page
        assert foreign.reference not in page

    def test_shows_an_auditor_no_confidential_case_not_even_in_a_number(
        self, as_, auditor, boss, closed, working, wichai
    ):
        secret = closed(picture(1), visibility=Visibility.CONFIDENTIAL)
        report(working, wichai, no_photo="ถ่ายไม่ได้")
        report_of_boss = as_(boss).get("/closings/").content.decode()
        assert self.figures(report_of_boss) == ["2", "1", "0", "0"]
        page = as_(auditor).get("/closings/").content.decode()
        assert self.figures(page) == ["1", "1", "0", "0"]
        assert secret.reference not in page
        assert f'<span class="ref">{working.case.reference}</span>' in page
        assert f"/office/{working.case.reference}/" not in page

    def test_names_no_confidential_case_as_the_one_a_picture_was_used_in(self, as_, auditor, closed, working, wichai):
        secret = closed(picture(1), visibility=Visibility.CONFIDENTIAL)
        report(working, wichai, photo(sent_again(1)), why_again=WHY)
        page = as_(auditor).get("/closings/").content.decode()
        assert WHY in page
        assert secret.reference not in page

    @pytest.mark.parametrize("after", ["x", "-1", "9" * 40, "๑"])
    def test_reads_nonsense_as_the_first_page(self, as_, boss, after):
        assert as_(boss).get("/closings/", {"after": after}).status_code == 200

    def test_asks_the_database_no_more_for_more_of_them(
        self, as_, boss, file, highways, roads, wichai, django_assert_max_num_queries
    ):
        def some(number):
            for _n in range(number):
                part = assign_case(file().complaint.case, highways, by=None, topic=roads)
                report(accept_assignment(part, by=wichai), wichai, no_photo="ถ่ายไม่ได้")

        some(1)
        client = as_(boss)
        client.get("/closings/")
        with django_assert_max_num_queries(20) as before:
            client.get("/closings/")
        some(3)
        with django_assert_max_num_queries(len(before)):
            client.get("/closings/")


class TestAmongManyPictures:
    MANY = 20_000

    def test_it_is_found_along_the_index(self, working, closed, wichai):
        closed(picture(1))
        self.fill(working.case)
        look = photo(sent_again(1))
        values = (bands_near(look.look), look.look, SAME_ACROSS, look.look, look.look_down, SAME_IN_ALL, MOST_FOUND)
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL enable_seqscan = off"
            )  # of 20,000 it would read them all; of 1,000,000 it does not
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT TEXT) {_ALIKE}", values)
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "pictures_that_look_alike" in plan
        assert "complaints_casefile_pkey" not in plan  # no walk back through all files
        assert len(find_repeats(working.case, [look], officer=wichai)) == 1

    def fill(self, case):
        """Pictures after the work of one case, each looking its own way."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT setseed(0.5)")
            cursor.execute(
                """
                INSERT INTO records_upload (public_id, kind, content_type, size_bytes, width, height, sha256, display_name,
                    stored_as, token_hash, created_at, attached_at, look, look_down)
                SELECT gen_random_uuid(), 'image', 'image/jpeg', 9, 9, 9, '', 'photo', 'made/' || n, '', now(), now(),
                    (random() * 4294967295)::bigint << 32 | (random() * 4294967295)::bigint,
                    (random() * 4294967295)::bigint << 32 | (random() * 4294967295)::bigint
                FROM generate_series(1, %s) n
                """,
                [self.MANY],
            )
            cursor.execute(
                """
                INSERT INTO complaints_casefile (case_id, upload_id, look_bands)
                SELECT %s, id, ARRAY[(look & 65535)::int, (look >> 16 & 65535)::int | 1 << 16,
                    (look >> 32 & 65535)::int | 2 << 16, (look >> 48 & 65535)::int | 3 << 16]
                FROM records_upload WHERE stored_as LIKE 'made/%%'
                """,
                [case.pk],
            )
            cursor.execute("ANALYZE complaints_casefile")
            cursor.execute("ANALYZE records_upload")
