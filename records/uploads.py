"""Takes in pictures and PDFs: by content, not by name; cleaned before they are stored; without a trace of the sender.

They wait for the form they were sent with, known by the hash of the form's token, and are attached when it is filed.
"""

import hashlib
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from records import pdf_clean
from records.models import Upload
from records.picture_origin import Expected
from records.pictures import clean_picture

WAITS_FOR = timedelta(hours=25)
"""24 hours and the part of one by which `created_at` is rounded down."""
PDF_TIMEOUT_S = 10
ENDINGS = {"image/jpeg": "jpg", "application/pdf": "pdf"}

_a_pdf_turn = threading.BoundedSemaphore(2)


def store_upload(file: File, *, token: str, once: bool = False, expected: Expected | None = None) -> Upload:
    """Clean a file and keep it until the form with this token is filed.

    once: the same file again is the same upload; it was sent once more because the answer was lost on a bad line.
    expected: what a picture's own time and place are held against; whether they agree is kept, they are not.

    Raises ValidationError with code `empty_file`, `too_large`, `too_many_files`, `not_an_image_or_pdf`,
    `picture_too_big`, `unreadable_file`, `locked_pdf` or `cannot_store` (the disk is full: file without it).
    """
    waiting = Upload.objects.waiting_for(token)
    if waiting.count() >= settings.UPLOADS_A_COMPLAINT:
        raise ValidationError(
            _("You can send up to %(most)d files. Remove one first."),
            code="too_many_files",
            params={"most": settings.UPLOADS_A_COMPLAINT},
        )
    content, upload = _cleaned(_read(file), expected)
    name = "document" if upload.kind == Upload.Kind.PDF else "photo"
    ending = ENDINGS[upload.content_type]
    upload.display_name = f"{name}-{waiting.filter(kind=upload.kind).count() + 1}.{ending}"
    upload.size_bytes = len(content)
    upload.sha256 = hashlib.sha256(content).hexdigest()
    upload.token_hash = hash_of_token(token)
    if once and (already := waiting.filter(sha256=upload.sha256).first()):
        return already
    # The hour is enough: the complaint it will belong to may be anonymous (S8).
    upload.created_at = timezone.now().replace(minute=0, second=0, microsecond=0)
    upload.stored_as = _store(content, ending)
    upload.save()
    return upload


def hash_of_token(token: str) -> str:
    return salted_hmac("records.uploads", token, algorithm="sha256").hexdigest()


@contextmanager
def keep_upload(file: File | None) -> Iterator[Upload | None]:
    """The transaction of an act that keeps a file at once, without a form that waits. None: it keeps none.

    Whatever ends the act early leaves neither row nor bytes: the file waits until the act is committed, so that of a
    process that was killed it is cleaned up as well. Raises ValidationError as `store_upload` does.
    """
    upload = store_upload(file, token=secrets.token_urlsafe()) if file is not None else None
    try:
        with transaction.atomic():
            if upload:
                upload.attached_at = timezone.now()
                upload.save(update_fields=["attached_at"])
            yield upload
    except BaseException:
        if upload:
            _discard_waiting(upload)
        raise


def _discard_waiting(upload: Upload) -> None:
    """Its bytes only where no act keeps it: the answer to a commit can be lost, and the act stands. What stays here the cleaner takes."""
    with suppress(DatabaseError):
        if Upload.objects.filter(pk=upload.pk, attached_at=None).delete()[0]:
            default_storage.delete(upload.stored_as)


def discard_upload(upload: Upload) -> None:
    """Remove a file that was never attached, row and bytes."""
    default_storage.delete(upload.stored_as)
    upload.delete()


def wait_again(uploads: QuerySet[Upload], token: str, *, keep_for: timedelta) -> None:
    """Let attached files wait for another form, longer than what was never sent: that one is cleaned up by `created_at`."""
    uploads.filter(removed_at__isnull=True).update(
        attached_at=None, token_hash=hash_of_token(token), created_at=timezone.now() + keep_for - WAITS_FOR
    )


GONE = "removed/"
"""How `stored_as` begins once the bytes are gone too."""


def remove_upload(upload: Upload) -> None:
    """Take an attached file away for good: its row stays, and says since when. Within a transaction, after whose end the
    bytes go; what was cut short there, the worker does (`forget_removed_bytes`).
    """
    Upload.objects.filter(pk=upload.pk, removed_at__isnull=True).update(
        removed_at=timezone.now(), sha256="", look=None, look_down=None
    )
    # robust: what cannot be deleted now the worker deletes, and who committed an act is not told that it failed.
    transaction.on_commit(forget_removed_bytes, robust=True)


def forget_removed_bytes(batch: int = 100) -> int:
    """Delete the bytes of removed files. Returns how many; safe to run twice and beside others."""
    removed = Upload.objects.filter(removed_at__isnull=False).exclude(stored_as__startswith=GONE).order_by("id")
    uploads = list(removed[:batch])
    for upload in uploads:
        default_storage.delete(upload.stored_as)  # what is not there any more is no error
        Upload.objects.filter(pk=upload.pk).update(stored_as=f"{GONE}{upload.public_id}")
    return len(uploads)


def discard_waiting_uploads(older_than: timedelta = WAITS_FOR, batch: int = 100) -> int:
    """Remove files whose form was never filed. Returns how many; safe to run twice and beside others."""
    forgotten = Upload.objects.waiting().filter(created_at__lt=timezone.now() - older_than).order_by("created_at")
    # Locked, because the form may be filed at this very moment; the bytes go after the rows.
    with transaction.atomic():
        uploads = list(forgotten.select_for_update(skip_locked=True)[:batch])
        Upload.objects.filter(pk__in=[upload.pk for upload in uploads]).delete()
    for upload in uploads:
        default_storage.delete(upload.stored_as)
    return len(uploads)


def clean_pdf(source: bytes) -> bytes:
    """The same pages without scripts, attachments, actions or authors, made by a child that may use little.

    Raises ValidationError with code `locked_pdf` or `unreadable_file`.
    """
    try:
        with _a_pdf_turn:
            child = subprocess.run(
                [sys.executable, "-I", str(Path(pdf_clean.__file__))],
                input=source,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=PDF_TIMEOUT_S,
                env={},
            )
    except subprocess.TimeoutExpired:
        child = None
    if child is not None and child.returncode == pdf_clean.LOCKED:
        raise ValidationError(_("This PDF is locked with a password. Save it without one."), code="locked_pdf")
    if child is None or child.returncode != pdf_clean.CLEANED or not child.stdout.startswith(b"%PDF-"):
        raise ValidationError(
            _("This PDF is damaged or too complex. Print it to a new PDF, or send photos of its pages."),
            code="unreadable_file",
        )
    return child.stdout


def _cleaned(source: bytes, expected: Expected | None = None) -> tuple[bytes, Upload]:
    """What is to be stored, and what is known of it."""
    if source.startswith(b"%PDF-"):
        return clean_pdf(source), Upload(kind=Upload.Kind.PDF, content_type="application/pdf")
    picture = clean_picture(source, expected=expected)
    return picture.content, Upload(
        kind=Upload.Kind.IMAGE,
        content_type=picture.content_type,
        width=picture.width,
        height=picture.height,
        look=picture.look.across if picture.look else None,
        look_down=picture.look.down if picture.look else None,
        is_too_early=picture.origin.is_too_early,
        is_elsewhere=picture.origin.is_elsewhere,
    )


def _read(file: File) -> bytes:
    """At most one byte more than allowed is read, whatever the size in the headers says."""
    source = file.read(settings.UPLOAD_MAX_BYTES + 1)
    if not source:
        raise ValidationError(_("This file is empty. Choose another one."), code="empty_file")
    if len(source) > settings.UPLOAD_MAX_BYTES:
        raise ValidationError(
            _("This file is larger than %(most)d MB. Send a smaller one."),
            code="too_large",
            params={"most": settings.UPLOAD_MAX_BYTES // (1024 * 1024)},
        )
    return source


def _store(content: bytes, ending: str) -> str:
    name = secrets.token_hex(16)
    try:
        return default_storage.save(f"uploads/{name[:2]}/{name}.{ending}", ContentFile(content))
    except OSError as error:
        raise ValidationError(
            _("We cannot take files at the moment. Send it without files; you can add them later."), code="cannot_store"
        ) from error
