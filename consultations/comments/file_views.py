"""`/consultations/…/comments/files/…/`: a file of a comment, for those who may open it; and how a form brings files along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from complaints.uploads import remove_file, take_files, token_from, waiting_uploads
from consultations.comments.commenters import find_commenter
from consultations.comments.forms import WithFilesForm
from consultations.comments.models import MOST_FILES, CommentFile
from consultations.comments.pages import asked
from records.throttling import Throttled, address_of
from records.views import serve_upload


@never_cache
@require_GET
def file(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponseBase:
    """Of a comment of this consultation. Whose it is not to open finds nothing."""
    commenting, visitor = asked(request, slug)
    told = CommentFile.objects.visible_to(find_commenter(commenting, visitor), request.user)
    told = told.filter(comment__commenting=commenting.pk)
    return serve_upload(request, public_id, lambda upload: told.filter(upload=upload).exists())


def sent_fields(request: HttpRequest) -> QueryDict:
    """The posted fields with a token that is one: files are kept under it. A file that its button names is taken out."""
    fields = request.POST.copy()
    fields["form_token"] = token = str(token_from(fields.get("form_token", "")))
    remove_file(fields.get("remove", ""), token)
    return fields


def keep_files(request: HttpRequest, form: WithFilesForm, *, there: int = 0) -> None:
    """Store what came with a form, so that it is not lost when something else is refused. there: how many the comment has."""
    form.is_valid()  # once: what it shows its author first is let through the second time
    try:
        problems: list[Any] = list(
            take_files(
                request.FILES.getlist("files"),
                form.token,
                address=address_of(request),
                once=True,
                most=MOST_FILES - there,
            )
        )
    except Throttled as error:
        problems = [error]
    for problem in problems:
        form.add_error("files", problem)


def files_context(form: WithFilesForm) -> dict[str, Any]:
    """What the part of a page needs on which files are chosen."""
    return {"uploads": waiting_uploads(form.token), "uploads_allowed": MOST_FILES, "token": form.token}
