from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from records.uploads import store_upload
from records.views import serve_upload
from tests.records import files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def photo():
    return store_upload(SimpleUploadedFile("บ้านเรา.jpg", files.phone_photo()), token="แบบฟอร์ม")


def everybody(_upload) -> bool:
    return True


def nobody(_upload) -> bool:
    return False


class TestServingAFile:
    def test_I2_a_browser_may_show_it_but_not_run_or_guess_it(self, photo, rf):
        answer = serve_upload(rf.get("/"), photo.public_id, everybody)
        assert b"".join(answer).startswith(b"\xff\xd8\xff")
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["Content-Disposition"] == 'inline; filename="photo-1.jpg"'
        assert answer["Cache-Control"].startswith("private")

    def test_I2_a_pdf_is_saved_and_not_opened(self, rf):
        letter = store_upload(SimpleUploadedFile("ข้อร้องเรียน.pdf", files.pdf()), token="แบบฟอร์ม")
        answer = serve_upload(rf.get("/"), letter.public_id, everybody)
        assert answer["Content-Disposition"] == 'attachment; filename="document-1.pdf"'

    def test_it_is_not_sent_again_to_a_page_that_has_it(self, photo, rf):
        first = serve_upload(rf.get("/"), photo.public_id, everybody)
        again = serve_upload(rf.get("/", headers={"If-None-Match": first["ETag"]}), photo.public_id, everybody)
        assert again.status_code == 304
        assert again["Cache-Control"].startswith("private")

    def test_S2_not_yours_is_not_found_like_what_is_not_there(self, photo, rf):
        with pytest.raises(Http404) as not_yours:
            serve_upload(rf.get("/"), photo.public_id, nobody)
        with pytest.raises(Http404) as not_there:
            serve_upload(rf.get("/"), uuid4(), everybody)
        assert str(not_yours.value) == str(not_there.value)

    def test_S2_not_even_to_a_page_that_had_it(self, photo, rf):
        etag = serve_upload(rf.get("/"), photo.public_id, everybody)["ETag"]
        with pytest.raises(Http404):
            serve_upload(rf.get("/", headers={"If-None-Match": etag}), photo.public_id, nobody)

    def test_a_row_whose_file_is_lost_is_not_found(self, photo, rf, media):
        (media / photo.stored_as).unlink()
        with pytest.raises(Http404):
            serve_upload(rf.get("/"), photo.public_id, everybody)
