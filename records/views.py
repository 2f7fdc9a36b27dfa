"""Hands out a stored file. Who may see it, the caller knows."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from records.models import Upload

Answer = TypeVar("Answer", bound=HttpResponseBase)


def serve_upload(request: HttpRequest, public_id: UUID, can_see: Callable[[Upload], bool]) -> HttpResponseBase:
    """The file, so that a browser neither runs nor guesses anything (I2). What may not be seen is not found."""
    upload = Upload.objects.filter(public_id=public_id).first()
    if upload is None or upload.removed_at is not None or not can_see(upload):
        raise Http404
    etag = quote_etag(upload.sha256)
    unchanged = get_conditional_response(request, etag=etag)
    answer = unchanged if unchanged is not None and unchanged.status_code == 304 else _file(upload)
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return as_data(answer)


def serve_pdf(stored_as: str, filename: str) -> FileResponse:
    """A PDF of ours about one person, saved and not shown, which nothing on the way keeps. Not found once it is gone."""
    answer = FileResponse(_stored(stored_as), as_attachment=True, filename=filename, content_type="application/pdf")
    answer["Cache-Control"] = "private, no-store"
    return as_data(answer)


def as_data(answer: Answer) -> Answer:
    """Whatever it is, no browser runs it or guesses another kind."""
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _stored(name: str) -> File:
    try:
        return default_storage.open(name)
    except FileNotFoundError as error:
        raise Http404 from error


def _file(upload: Upload) -> FileResponse:
    return FileResponse(
        _stored(upload.stored_as),
        content_type=upload.content_type,
        as_attachment=upload.kind == Upload.Kind.PDF,
        filename=upload.display_name,
    )
