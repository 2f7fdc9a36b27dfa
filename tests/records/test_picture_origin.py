"""What is made of a picture's own time and place: a verdict, and nothing else is kept."""

import io
import json
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.models import model_to_dict
from PIL import ExifTags, Image

from directory.distances import km_between
from records.picture_origin import Expected, Origin, origin_of
from records.uploads import store_upload
from tests.records.files import PLACE, encoded, photo

FILED = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # 10:00 in Thailand
HERE = (13.7566666, 100.5016666)
EXPECTED = Expected(FILED, *HERE, within_m=500)


def picture(taken="", offset="", place=None):
    tags = Image.Exif()
    if taken:
        tags.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    if offset:
        tags.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.OffsetTimeOriginal] = offset
    if place:
        tags.get_ifd(ExifTags.IFD.GPSInfo).update(place)
    return encoded(photo(), "JPEG", exif=tags)


def verdict(content, expected=EXPECTED):
    return origin_of(Image.open(io.BytesIO(content)), expected)


@pytest.mark.parametrize(
    ("taken", "offset", "is_too_early"),
    [
        ("2026:11:20 09:59:59", "", True),  # the camera's clock is taken for Thailand's
        ("2026:11:20 10:00:00", "", False),
        ("2026:11:19 23:00:00", "+07:00", True),
        ("2026:11:20 04:00:00", "+00:00", False),
        ("2026:11:20 12:00:00", "+09:30", True),
        ("2026:11:20 12:00:00", "nonsense", False),
        ("2000:01:01 00:00:00", "", None),  # nobody has set its clock
        ("    :  :     :  :  ", "", None),
        ("2026:13:45 99:00:00", "", None),
        ("เมื่อวาน", "", None),
        ("", "", None),
    ],
)
def test_when_it_was_taken(taken, offset, is_too_early):
    assert verdict(picture(taken, offset)).is_too_early is is_too_early


def at(latitude, longitude, sides=("N", "E")):
    return {1: sides[0], 2: (latitude, 0.0, 0.0), 3: sides[1], 4: (longitude, 0.0, 0.0)}


@pytest.mark.parametrize(
    ("place", "is_elsewhere"),
    [
        (PLACE, False),  # 13°45'24" N 100°30'6" E
        (at(13.7566666, 100.5054), False),  # some 400 m
        (at(13.7566666, 100.5068), True),  # some 550 m
        (at(13.7566666, 100.5016666, ("S", "E")), True),
        (at(16.43, 102.82), True),
        (at(0.0, 0.0), None),  # no satellite found
        (at(95.0, 100.0), None),
        ({1: "N", 2: (13.0, 45.0)}, None),
        ({2: (13.0, 45.0, 24.0), 4: (100.0, 30.0, 6.0)}, None),
        (at(13.0, 181.0), None),
        (None, None),
    ],
)
def test_where_it_was_taken(place, is_elsewhere):
    assert verdict(picture(place=place)).is_elsewhere is is_elsewhere


def test_no_place_is_asked_of_a_case_without_a_pin():
    assert verdict(picture(place=at(16.43, 102.82)), Expected(FILED)).is_elsewhere is None


def test_a_screenshot_says_nothing():
    assert verdict(encoded(photo(), "PNG")) == Origin(None, None)


@pytest.mark.parametrize("nonsense", [b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*" + b"\xff" * 60, b"Exif\0\0"])
def test_nonsense_says_nothing_and_stops_nothing(nonsense):
    assert verdict(encoded(photo(), "JPEG", exif=nonsense)) == Origin(None, None)


@pytest.mark.django_db
class TestWhatIsKept:
    @pytest.fixture(autouse=True)
    def _media(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

    def send(self, content, expected):
        return store_upload(SimpleUploadedFile("a.jpg", content, "image/jpeg"), token="แบบฟอร์ม", expected=expected)

    def test_is_the_verdict_alone(self, tmp_path):
        upload = self.send(picture("2026:11:19 08:30:15", place=at(16.43, 102.82)), EXPECTED)
        assert (upload.is_too_early, upload.is_elsewhere) == (True, True)
        kept = json.dumps(model_to_dict(upload), default=str)
        assert not [part for part in ("16.43", "102.82", "08:30", "2026-11-19", "2026:11:19") if part in kept]
        file = next(tmp_path.rglob("*.jpg"))
        assert not dict(Image.open(file).getexif())

    def test_is_nothing_where_nobody_asks(self):
        upload = self.send(picture("2020:11:19 08:30:15", place=at(16.43, 102.82)), None)
        assert (upload.is_too_early, upload.is_elsewhere) == (None, None)


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((13.7563, 100.5018), (18.7883, 98.9853), 583),  # Bangkok, Chiang Mai
        ((13.7563, 100.5018), (13.7563, 100.5018), 0),
        ((0, 179.9), (0, -179.9), 22.2),
    ],
)
def test_kilometres_between_two_points(one, other, km):
    assert km_between(*one, *other) == pytest.approx(km, rel=0.01, abs=0.001)
