"""The pages that bring a file into a register: choose it, look at what it would change, press once."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory.models import RegisterFile
from frontend.administration.door import administrator_of, for_administrators
from frontend.administration.files_at_work import choose_file, press
from frontend.administration.forms import ChooseFileForm
from frontend.administration.importing import KEPT_FOR, MOST_SHOWN
from frontend.administration.planning import CHANGED, NEW, REFUSED
from frontend.administration.registers import REGISTERS, Register
from records.throttling import raise_if_throttled

FILES_AN_HOUR = 120
MOST_FILES = 10


@for_administrators
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    register = REGISTERS[slug]
    is_sent = request.method == "POST"
    form = ChooseFileForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        administrator = administrator_of(request)
        raise_if_throttled("register-file", str(administrator.pk), limit=FILES_AN_HOUR, per_seconds=3600)
        sent = form.cleaned_data["file"]
        try:
            file = choose_file(
                register, name=sent.name, content=sent.read(), by=administrator, language=get_language() or "th"
            )
            return redirect("administration_file", slug, file.public_id)
        except ValidationError as error:
            form.add_error("file", error)
    newest = RegisterFile.objects.filter(register=slug, chosen_at__gte=timezone.now() - KEPT_FOR).defer("content")
    page = {
        "register": register,
        "form": form,
        "needed": register.needed,
        "files": newest.select_related("chosen_by").order_by("-chosen_at", "-id")[:MOST_FILES],
    }
    return render(request, "administration/choose_file.html", page, status=400 if form.errors else 200)


@for_administrators
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    """What the file would change; POST writes it."""
    register = REGISTERS[slug]
    file = (
        RegisterFile.objects.select_related("chosen_by")
        .filter(register=slug, public_id=public_id)
        .defer("content")
        .first()
    )
    if file is None:
        raise Http404
    if request.method == "POST":
        return _apply(request, register, file)
    return render(request, "administration/file.html", _page(register, file), status=200)


def _apply(request: HttpRequest, register: Register, file: RegisterFile) -> HttpResponse:
    seen, language = request.POST.get("seen", ""), get_language() or "th"
    try:
        counts = press(file, register, seen=seen, by=administrator_of(request), language=language)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        if counts is not None:
            words = _("Written: %(new)s new rows, %(changed)s changed.")
            messages.success(request, words % {"new": f"{counts[NEW]:,}", "changed": f"{counts[CHANGED]:,}"})
    return redirect("administration_file", register.slug, file.public_id)


def _page(register: Register, file: RegisterFile) -> dict[str, Any]:
    counts = file.preview.get("counts", {})
    shown = file.preview.get("shown", {})
    return {
        "register": register,
        "file": file,
        "counts": counts,
        "lines": file.preview.get("lines", 0),
        "is_thai_windows": file.preview.get("is_thai_windows"),
        "refused": [_worded(register, line) for line in shown.get(REFUSED, [])],
        "new": [_worded(register, line) for line in shown.get(NEW, [])],
        "changed": [_worded(register, line) for line in shown.get(CHANGED, [])],
        "most_shown": MOST_SHOWN,
        "may_apply": bool(counts)
        and file.applied_at is None
        and not counts.get(REFUSED)
        and (counts.get(NEW) or counts.get(CHANGED)),
    }


def _worded(register: Register, line: dict[str, Any]) -> dict[str, Any]:
    """A line of the preview in words: which row, and each column with what stands there and what would."""
    cells = line["cells"]
    title = [register.by_name[name].shown(cells[name]) for name in register.key if cells.get(name)]
    return {
        "line": line["line"],
        "title": " · ".join(title) or cells.get("name_th", ""),
        "wrong": line["wrong"],
        "changes": [
            (each.label, each.shown(old), each.shown(new))
            for name, (old, new) in line["changes"].items()
            if (each := register.by_name[name]) and (old or new)
        ],
    }
