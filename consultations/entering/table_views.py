"""A stack as a table: an empty one to fill in, what would be entered of a full one, and entering it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from consultations.entering.forms import TableForm
from consultations.entering.tables import MOST_BYTES, columns_of, enter_table, look_at_table
from consultations.entering.views import held, stack_page
from consultations.portal.reading import decoded
from records.throttling import raise_if_throttled

LOOKS_AN_HOUR = 60


@login_required
@require_GET
def empty(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    _user, found = held(request, slug, n)
    disposition = f'attachment; filename="{slug}-stack-{n}.csv"'
    return HttpResponse(
        "\ufeff" + ",".join(columns_of(found)) + "\r\n",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": disposition, "Cache-Control": "no-store, private"},
    )


@login_required
@never_cache
@require_POST
def look(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """What would be entered; the page brings the table along, and it is checked as a whole once more."""
    user, found = held(request, slug, n)
    form = TableForm(request.POST, request.FILES)
    if form.is_valid():
        raise_if_throttled("stack-table", str(user.pk), limit=LOOKS_AN_HOUR, per_seconds=3600)
        try:
            content = form.cleaned_data["file"].read(MOST_BYTES + 1)
            looked = look_at_table(found, content, by=user)
        except ValidationError as error:
            form.add_error("file", error)
        else:
            context = {
                "consultation": found.consultation,
                "stack": found,
                "looked": looked,
                "text": decoded(content),
                "token": uuid.uuid4(),
            }
            return render(request, "entering/look.html", context, status=400 if looked.mistakes else 200)
    return stack_page(request, found, table=form, status=400)


@login_required
@require_POST
def enter(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    user, found = held(request, slug, n)
    raise_if_throttled("stack-table", str(user.pk), limit=LOOKS_AN_HOUR, per_seconds=3600)
    token = request.POST.get("form_token", "")[:64]
    try:
        many = enter_table(found, request.POST.get("text", ""), by=user, token=token)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Entered: %(n)s forms.") % {"n": f"{many:,}"})
    return redirect("manage_stack", slug, n)
