import contextlib
import hashlib
import io
import os
import re
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from records import pdf_clean, uploads
from records.models import Upload
from records.uploads import _cleaned, clean_pdf, discard_upload, discard_waiting_uploads, store_upload
from tests.records import files

TOKEN = "แบบฟอร์มของมาลี"


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def send(content: bytes, name: str = "IMG_2031.JPG", content_type: str = "image/jpeg", token: str = TOKEN) -> Upload:
    return store_upload(SimpleUploadedFile(name, content, content_type), token=token)


def stored(upload: Upload, media: Path) -> bytes:
    return (media / upload.stored_as).read_bytes()


def refusal(content: bytes, **options) -> str:
    with pytest.raises(ValidationError) as refused:
        send(content, **options)
    return refused.value.code


@pytest.mark.django_db
class TestSendingAPhoto:
    def test_it_is_kept_as_a_jpeg_under_a_neutral_name(self, media):
        upload = send(files.phone_photo(), name="บ้านสมชาย ซอย 7.jpg")
        assert (upload.kind, upload.content_type, upload.display_name) == ("image", "image/jpeg", "photo-1.jpg")
        assert re.fullmatch(r"uploads/[0-9a-f]{2}/[0-9a-f]{32}\.jpg", upload.stored_as)
        assert upload.attached_at is None

    def test_S8_the_row_says_no_more_than_the_hour(self, media):
        created_at = send(files.phone_photo()).created_at
        assert (created_at.minute, created_at.second, created_at.microsecond) == (0, 0, 0)

    def test_the_row_says_what_lies_on_the_disk(self, media):
        upload = send(files.phone_photo())
        content = stored(upload, media)
        assert (upload.size_bytes, upload.sha256) == (len(content), hashlib.sha256(content).hexdigest())
        assert Image.open(io.BytesIO(content)).size == (upload.width, upload.height) == (640, 480)

    def test_the_second_is_counted_on(self):
        send(files.phone_photo())
        assert send(files.encoded(files.photo(), "PNG")).display_name == "photo-2.jpg"
        assert send(files.pdf()).display_name == "document-1.pdf"

    def test_it_waits_for_its_own_form_only(self):
        upload = send(files.phone_photo())
        assert list(Upload.objects.waiting_for(TOKEN)) == [upload]
        assert not Upload.objects.waiting_for("แบบฟอร์มของคนอื่น").exists()
        assert TOKEN not in str(Upload.objects.values().get(pk=upload.pk))

    def test_a_sixth_file_is_refused(self):
        picture = files.encoded(files.photo(8, 8), "PNG")
        for _number in range(5):
            send(picture)
        assert refusal(picture) == "too_many_files"
        assert send(picture, token="อีกแบบฟอร์ม")

    def test_a_picture_larger_than_a_page_is_made_smaller(self):
        upload = send(files.encoded(files.photo(5_000, 300), "JPEG"))
        assert (upload.width, upload.height) == (2_500, 150)

    def test_a_photo_taken_sideways_stands_upright(self, media):
        sideways = Image.new("RGB", (200, 100), "white")
        sideways.paste("black", (0, 0, 100, 100))  # the left half; upright, that is the top
        upload = send(files.encoded(sideways, "JPEG", exif=files.exif(orientation=6)))
        upright = Image.open(media / upload.stored_as).convert("L")
        assert upright.size == (100, 200)
        assert upright.getpixel((50, 20)) < 30 < 220 < upright.getpixel((50, 180))

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
    def test_the_usual_kinds_are_taken(self, kind):
        assert send(files.encoded(files.photo(), kind)).width == 640

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK", "YCbCr"])
    def test_unusual_colours_are_taken(self, mode, media):
        kind = "JPEG" if mode in ("CMYK", "YCbCr") else "PNG"
        picture = Image.new("I;16", (64, 64), 40_000) if mode == "I;16" else files.photo(64, 64).convert(mode)
        upload = send(files.encoded(picture, kind))
        assert Image.open(media / upload.stored_as).mode in ("L", "RGB")

    def test_sixteen_bits_a_pixel_are_not_burnt_out(self, media):
        upload = send(files.encoded(Image.new("I;16", (64, 64), 128 * 256), "PNG"))
        assert 126 <= Image.open(media / upload.stored_as).convert("L").getpixel((9, 9)) <= 130

    def test_what_was_transparent_is_white(self, media):
        upload = send(files.encoded(Image.new("RGBA", (64, 64), (255, 0, 0, 0)), "PNG"))
        assert Image.open(media / upload.stored_as).getpixel((9, 9)) == (255, 255, 255)

    def test_of_a_photo_with_a_second_one_behind_the_first_is_kept(self, media):
        both = files.encoded(files.photo(), "MPO", save_all=True, append_images=[Image.new("RGB", (90, 90))])
        upload = send(both)
        assert Image.open(media / upload.stored_as).format == "JPEG"
        assert upload.width == 640


@pytest.mark.django_db
class TestRefusingAFile:
    def test_an_empty_one(self):
        assert refusal(b"") == "empty_file"

    def test_one_larger_than_allowed_whatever_its_header_says(self, settings):
        settings.UPLOAD_MAX_BYTES = 1_000
        lying = SimpleUploadedFile("a.jpg", files.phone_photo())
        lying.size = 10
        with pytest.raises(ValidationError) as refused:
            store_upload(lying, token=TOKEN)
        assert refused.value.code == "too_large"

    def test_leaves_nothing_behind(self, media):
        refusal(b"<svg/>")
        assert not Upload.objects.exists()
        assert not list(media.rglob("*.*"))

    def test_says_so_when_the_disk_is_full(self, monkeypatch):
        def full(*_args):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(uploads.default_storage, "save", full)
        assert refusal(files.phone_photo()) == "cannot_store"


@pytest.mark.django_db
@pytest.mark.parametrize("name", files.HOSTILE)
def test_I2_I3_hostile_files_are_refused_or_cleaned(name, media):
    content, codes = files.hostile(name), files.HOSTILE[name][1]
    assert len(content) <= 10 * 1024 * 1024, "would be refused for its size alone"
    declared = "image/png" if "pdf" in name else "application/pdf"  # what the sender says it is counts for nothing
    try:
        upload = send(content, name=name.replace("\x00", "\\0"), content_type=declared)
    except ValidationError as refused:
        assert refused.code in codes
    else:
        assert not codes
        clean = stored(upload, media)
        assert not re.search(rb"Secret|<\?php|<script|JavaScript|/Launch|PK\x03\x04", clean)
        assert clean.startswith(b"%PDF-" if upload.kind == "pdf" else b"\xff\xd8\xff")


@pytest.mark.parametrize("name", files.HOSTILE)
def test_I3_no_file_takes_a_second_or_200_mib(name):
    status, cpu_s, memory_mib = in_a_child(files.hostile(name))
    assert status == 0
    assert cpu_s < 1.0
    assert memory_mib < 200
    assert pdf_clean.MEMORY_BYTES < 200 * 1024 * 1024  # the PDF child cannot have more


def in_a_child(content: bytes) -> tuple[int, float, int]:
    """Clean a file in a fork: its exit status, CPU seconds of it and its own child, and how much its memory grew (MiB)."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(30)
        try:
            before = Path("/proc/self/status").read_text()
            Path("/proc/self/clear_refs").write_text("5")  # forget the parent's high-water mark
            with contextlib.suppress(ValidationError):
                _cleaned(content)
            grown = kib(Path("/proc/self/status").read_text(), "VmHWM") - kib(before, "VmRSS")
            os.write(writing, str(grown // 1024).encode())
        except BaseException:
            os._exit(1)
        os._exit(0)
    os.close(writing)
    _pid, status, usage = os.wait4(child, 0)
    with os.fdopen(reading) as answer:
        return status, usage.ru_utime + usage.ru_stime, int(answer.read() or 0)


def kib(status: str, name: str) -> int:
    return int(re.search(rf"{name}:\s+(\d+)", status).group(1))


@pytest.mark.django_db
class TestI4NothingButPixelsIsKept:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_I4_S8_place_camera_author_notes_and_profile_are_gone(self, kind, media):
        source = files.phone_photo(kind)
        assert b"SecretCamera" in source
        assert Image.open(io.BytesIO(source)).getexif().get_ifd(0x8825)
        clean = stored(send(source), media)
        assert not any(marker in clean for marker in files.MARKERS)
        image = Image.open(io.BytesIO(clean))
        assert not dict(image.getexif())
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}

    def test_I4_also_in_a_photo_that_lies_in_a_pdf(self, media):
        source = files.pdf(files.with_photo)
        assert b"SecretCamera" in source
        clean = stored(send(source), media)
        assert not any(marker in clean for marker in files.MARKERS)
        with pikepdf.open(io.BytesIO(clean)) as document:
            picture = document.pages[0].Resources.XObject.P
            assert pikepdf.PdfImage(picture).as_pil_image().size == (640, 480)


class TestCleaningAPdf:
    def test_keeps_the_pages(self):
        with pikepdf.open(io.BytesIO(clean_pdf(files.pdf(files.scripted)))) as document:
            assert len(document.pages) == 2
            assert document.pages[0].Contents.read_bytes() == b"0 0 m 100 100 l S"

    def test_removes_scripts_attachments_calls_and_authors(self):
        with pikepdf.open(io.BytesIO(clean_pdf(files.pdf(files.scripted)))) as document:
            assert set(document.Root.keys()) == {"/Type", "/Pages"}
            assert "/Info" not in document.trailer
            assert not len(document.pages[0].Annots)

    def test_keeps_what_was_written_into_a_form(self):
        def filled_in(document):
            shown = document.make_stream(b"BT (NAME) Tj ET", Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
            field = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, Rect=[0, 0, 9, 9], F=4)
            field.FT, field.T, field.V, field.AP = pikepdf.Name.Tx, "name", "NAME", pikepdf.Dictionary(N=shown)
            document.pages[0].obj.Annots = pikepdf.Array([document.make_indirect(field)])
            document.Root.AcroForm = pikepdf.Dictionary(Fields=document.pages[0].obj.Annots)

        with pikepdf.open(io.BytesIO(clean_pdf(files.pdf(filled_in)))) as document:
            assert "/AcroForm" not in document.Root
            [shown] = document.pages[0].Resources.XObject.values()
            assert b"NAME" in shown.read_bytes()

    def test_keeps_a_jump_to_another_page(self):
        def with_jump(document):
            page = document.pages[1].obj
            jump = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=[page, pikepdf.Name.Fit])
            note = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=jump)
            document.pages[0].obj.Annots = pikepdf.Array([note])

        with pikepdf.open(io.BytesIO(clean_pdf(files.pdf(with_jump)))) as document:
            assert document.pages[0].Annots[0].A.S == "/GoTo"

    def test_gives_the_same_file_for_the_same_file(self):
        source = files.pdf(files.scripted)
        assert clean_pdf(source) == clean_pdf(source)

    def test_a_child_that_hangs_is_ended(self, monkeypatch):
        monkeypatch.setattr(uploads, "PDF_TIMEOUT_S", 0.01)
        with pytest.raises(ValidationError) as refused:
            clean_pdf(files.pdf())
        assert refused.value.code == "unreadable_file"

    def test_the_child_knows_no_django(self):
        source = Path(pdf_clean.__file__).read_text()
        assert "django" not in re.sub(r'""".*?"""', "", source, flags=re.S).lower()
        assert sys.modules["records.pdf_clean"]


@pytest.mark.django_db
class TestForgettingFilesThatWereNeverFiled:
    def aged(self, upload: Upload, hours: int) -> Upload:
        upload.created_at = timezone.now() - timedelta(hours=hours)
        upload.save()
        return upload

    def test_after_a_day_row_and_file_are_gone(self, media):
        upload = self.aged(send(files.phone_photo()), hours=26)
        assert discard_waiting_uploads() == 1
        assert not Upload.objects.exists()
        assert not (media / upload.stored_as).exists()
        assert discard_waiting_uploads() == 0

    def test_those_of_today_and_those_that_were_filed_stay(self, media):
        today = self.aged(send(files.phone_photo()), hours=23)
        filed = self.aged(send(files.phone_photo()), hours=100)
        Upload.objects.filter(pk=filed.pk).update(attached_at=timezone.now())
        assert discard_waiting_uploads() == 0
        assert (media / today.stored_as).exists()
        assert (media / filed.stored_as).exists()

    def test_a_person_may_remove_one_at_once(self, media):
        upload = send(files.phone_photo())
        discard_upload(upload)
        assert not Upload.objects.exists()
        assert not (media / upload.stored_as).exists()


@pytest.mark.django_db
def test_a_slow_reader_is_read_no_further_than_allowed(settings):
    settings.UPLOAD_MAX_BYTES = 1_000

    class Endless(io.RawIOBase):
        taken = 0

        def read(self, size: int = -1) -> bytes:
            assert size >= 0, "asked for everything"
            self.taken += size
            return b"\xff" * size

    endless = Endless()
    started = time.monotonic()
    with pytest.raises(ValidationError):
        store_upload(File(endless), token=TOKEN)
    assert endless.taken <= 1_001
    assert time.monotonic() - started < 1
