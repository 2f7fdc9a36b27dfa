"""Old pictures of finished work, from before pictures were known again: looked at once, a few at a time."""

import uuid

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from complaints import old_pictures
from complaints.after_photos import forget_after_photos
from complaints.handling import propose_closing
from complaints.models import AfterPhoto, CaseFile, Closing
from complaints.old_pictures import look_at_old_pictures
from complaints.responding import dispute_resolution
from complaints.workflow import Outcome
from records.models import Upload
from records.picture_looks import bands_of, bits_between
from records.uploads import store_upload
from tests.records.files import encoded
from tests.records.streets import street

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _from_the_start(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(old_pictures._Walk, "before", None)


@pytest.fixture(autouse=True)
def _physical(roads):
    AfterPhoto.objects.create(topic=roads, needs_photo=True)
    forget_after_photos()


def picture():
    return store_upload(
        ContentFile(encoded(street(7, size=(640, 480)), "JPEG", quality=60), name="หลังซ่อม.jpg"), token=str(uuid.uuid4())
    )


@pytest.fixture
def old(working, wichai):
    """A closing with a picture, as it was stored before pictures were known again; and its look."""
    propose_closing(working, answer="ปะแล้ว", outcome=Outcome.SOLVED, by=wichai, uploads=[picture()])
    file = CaseFile.objects.get()
    look = (file.upload.look, file.upload.look_down, file.look_bands)
    assert None not in look
    Upload.objects.update(look=None, look_down=None)
    CaseFile.objects.update(look_bands=None)
    return file, look


def known(file):
    file = CaseFile.objects.select_related("upload").get(pk=file.pk)
    return file.upload.look, file.upload.look_down, file.look_bands


def is_like(found, look):
    """Drawn anew and saved again it may differ by a bit or two."""
    return (
        bits_between(found[0], look[0]) <= 2 and bits_between(found[1], look[1]) <= 2 and found[2] == bands_of(found[0])
    )


def run():
    return sum(iter(look_at_old_pictures.function, 0))


def test_are_known_as_if_they_were_sent_today(old):
    file, look = old
    assert run() == 1
    assert is_like(known(file), look)


def test_end_by_themselves_and_ask_nothing_more(old, django_assert_num_queries):
    run()
    with django_assert_num_queries(0):
        assert look_at_old_pictures.function() == 0


def test_of_reports_from_before_closings_were_kept_too(old):
    file, look = old
    Closing.objects.all().delete()
    run()
    assert is_like(known(file), look)


def test_a_picture_sent_with_an_answer_that_needed_none_stays_out(old):
    Closing.objects.update(photo=next(value for value in Closing.Photo.values if value != Closing.Photo.SENT))
    run()
    assert known(old[0]) == (None, None, None)


def test_what_the_complainant_sent_stays_out(old, malee):
    dispute_resolution(old[0].case, reason="ยังเป็นหลุม", by=malee, uploads=[picture()])
    theirs = CaseFile.objects.latest("pk")
    run()
    assert CaseFile.objects.get(pk=theirs.pk).look_bands is None


@pytest.mark.parametrize("spoilt", ["gone", "no picture", "nothing in it"])
def test_one_that_shows_nothing_is_looked_at_once(old, spoilt, monkeypatch):
    file, _look = old
    if spoilt == "nothing in it":
        monkeypatch.setattr(old_pictures, "look_of", lambda image: None)
    else:
        default_storage.delete(file.upload.stored_as)
    if spoilt == "no picture":
        default_storage.save(file.upload.stored_as, ContentFile(b"no picture"))
    run()
    assert known(file) == (None, None, [])
    monkeypatch.setattr(old_pictures._Walk, "before", None)  # another process
    monkeypatch.setattr(old_pictures, "_look_of", lambda upload: pytest.fail("looked at twice"))
    run()


def test_removed_for_good_it_is_left_alone(old):
    Upload.objects.update(removed_at="2026-11-01T00:00:00Z")
    run()
    assert known(old[0]) == (None, None, None)


def test_more_than_one_step_holds_are_all_done(old, working, wichai, malee, monkeypatch):
    monkeypatch.setattr(old_pictures, "PICTURES_A_STEP", 1)
    monkeypatch.setattr(old_pictures, "FILES_A_STEP", 2)
    file, _look = old
    others = [CaseFile.objects.create(case=file.case, event=file.event, upload=picture()) for _ in range(4)]
    Upload.objects.update(look=None, look_down=None)
    run()
    for each in (file, *others):
        across, down, bands = known(each)
        assert None not in (across, down) and bands == bands_of(across)
