"""`/consultations/manage/…/moderation/files/`: files of comments that the team has to look at, and those it has looked at."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from consultations.comments.models import CommentFile
from consultations.moderation.file_source import files_of
from consultations.moderation.files import let_through
from consultations.moderation.manage_views import held

A_PAGE = 30
SHOWN_DONE = 20


@login_required
@never_cache
@require_GET
def files(request: HttpRequest, slug: str) -> HttpResponse:
    """Those that wait, the oldest first; then the last that were looked at, which can still be decided otherwise."""
    _user, consultation = held(request, slug)
    own = {"comment__commenting": consultation.pk}
    waiting = CommentFile.objects.waiting().filter(**own).select_related("upload", "comment").order_by("pk")
    rows = list(waiting[: A_PAGE + 1])
    done = files_of(consultation).exclude(shown_at=None, hidden_at=None).select_related("upload", "comment")
    context = {
        "consultation": consultation,
        "rows": rows[:A_PAGE],
        "is_more": len(rows) > A_PAGE,
        "done": done.order_by(Coalesce("hidden_at", "shown_at").desc())[:SHOWN_DONE],
    }
    return render(request, "moderation/files.html", context)


@login_required
@require_POST
def through(request: HttpRequest, slug: str, text: str) -> HttpResponse:
    user, consultation = held(request, slug)
    let_through(consultation, text, by=user)
    messages.success(request, _("Everybody can see the file now. You can still take it down by a rule."))
    return redirect("manage_files", slug)
