"""Evidence as a file: a PDF or a picture beside the step, cleaned, public, named in the export; anything else is refused."""

import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from consultations.promises import keeping
from consultations.promises.keeping import keep_promise
from consultations.promises.models import PromiseStep
from records.models import Upload
from tests.consultations.promises.conftest import PAGE, refused
from tests.records.files import MARKERS, phone_photo, png_bomb

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def picture():
    return ContentFile(phone_photo(), name="ทางเท้า นายสมชาย.jpg")


def stored(media):
    return [path for path in media.rglob("*") if path.is_file()]


def keep(promise, file, *, by, evidence="", state="kept", note="ปลูกครบ"):
    return keep_promise(promise, state=state, evidence=evidence, file=file, note=note, by=by)


class TestKeepingWithAFile:
    def test_is_evidence_by_itself_and_is_cleaned(self, promise, suda, media):
        keep(promise, picture(), by=suda)
        step = PromiseStep.objects.get(promise=promise, kind="kept")
        assert (step.link, step.law, step.file.content_type) == ("", None, "image/jpeg") and step.file.attached_at
        assert "สมชาย" not in step.file.display_name
        [path] = stored(media)
        assert not any(marker in path.read_bytes() for marker in MARKERS)  # neither who nor where

    def test_stands_beside_a_page(self, promise, suda):
        keep(promise, picture(), evidence=PAGE, by=suda, state="partly")
        step = PromiseStep.objects.get(promise=promise, kind="partly")
        assert step.link == PAGE and step.file

    def test_the_same_twice_is_one_step_and_one_file(self, promise, suda, media):
        keep(promise, picture(), by=suda)
        keep(promise, picture(), by=suda)
        assert PromiseStep.objects.filter(promise=promise, kind="kept").count() == 1
        assert Upload.objects.count() == 1 == len(stored(media))

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", "empty_file"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not_an_image_or_pdf"),
            (b"<html><script>alert(1)</script></html>", "not_an_image_or_pdf"),
            (png_bomb(), "picture_too_big"),
            (b"PK\x03\x04" + b"\0" * 500, "not_an_image_or_pdf"),
            (b"%PDF-1.7 and nothing else", "unreadable_file"),
            (b"\xff\xd8\xff" + b"\0" * (10 * 1024 * 1024), "too_large"),
        ],
    )
    def test_refuses_what_is_none_and_keeps_nothing(self, promise, suda, media, content, code):
        with refused(code), transaction.atomic():
            keep(promise, SimpleUploadedFile("proof.pdf", content), by=suda)
        promise.refresh_from_db()
        assert promise.is_open and not Upload.objects.exists() and not stored(media)

    def test_of_another_agency_or_after_the_end_leaves_no_bytes(self, promise, suda, nipa, media):
        with refused("not_your_agency"):
            keep(promise, picture(), by=nipa)
        keep_promise(promise, state="kept", evidence=PAGE, by=suda)
        with refused("promise_is_over"):
            keep(promise, picture(), by=suda)
        assert not Upload.objects.exists() and not stored(media)

    def test_whatever_breaks_meanwhile_leaves_no_bytes(self, promise, suda, media, monkeypatch):
        monkeypatch.setattr(keeping, "record", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            keep(promise, picture(), by=suda)
        promise.refresh_from_db()
        assert promise.is_open and not Upload.objects.exists() and not stored(media)

    def test_the_database_wants_one_of_the_three(self, promise, suda):
        with pytest.raises(IntegrityError), transaction.atomic():
            PromiseStep.objects.create(promise=promise, n=99, kind="kept", by=suda)


class TestThePages:
    def test_take_a_file_show_it_to_everybody_and_name_it_in_the_export(self, client, promise, suda, nipa):
        client.cookies["language"] = "en"
        client.force_login(suda)
        where = reverse("keep_promise", args=[promise.slug])
        assert client.post(where, {"state": "kept"}).status_code == 400
        empty = client.post(where, {"state": "kept", "file": SimpleUploadedFile("a.pdf", b"")})
        assert empty.status_code == 409 and "This file is empty" in empty.content.decode()
        client.post(where, {"state": "kept", "file": SimpleUploadedFile("a.jpg", phone_photo())})
        client.logout()
        client.cookies["language"] = "en"
        told = client.get(promise.get_absolute_url()).content.decode()
        address = re.search(r'href="([^"]+/steps/\d+/file/)"', told)[1]
        assert "The evidence as a picture" in told
        answer = client.get(address)
        assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg"
        assert answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]
        step = client.get(f"{promise.get_absolute_url()}promise.json").json()["promise"]["steps"][-1]
        assert (
            step["file"]["page"].endswith(address) and step["file"]["type"] == "image/jpeg" and step["evidence"] == ""
        )
        Upload.objects.update(removed_at=step["at"])
        assert client.get(address).status_code == 404
        assert "The file was removed" in client.get(promise.get_absolute_url()).content.decode()
        assert client.get(address.replace("/steps/", "/steps/9")).status_code == 404
