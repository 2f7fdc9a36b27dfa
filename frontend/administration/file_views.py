"""The pages that bring a file into a register: choose it, look at what it would change, press once."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory.models import RegisterFile
from frontend.administration.door import administrator_of, for_administrators
from frontend.administration.files_at_work import choose_back, choose_file, press
from frontend.administration.forms import ChooseFileForm
from frontend.administration.importing import KEPT_FOR, MOST_SHOWN
from frontend.administration.planning import CHANGED, NEW, REFUSED
from frontend.administration.registers import REGISTERS, Register
from frontend.administration.taking_back import ENDED, LEFT, REMOVED, RESTORED, why_not
from records.throttling import raise_if_throttled

FILES_AN_HOUR = 120
MOST_FILES = 10
_TAKEN = Exists(RegisterFile.objects.filter(takes_back=OuterRef("pk"), applied_at__isnull=False))


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
    kept = Q(chosen_at__gte=timezone.now() - KEPT_FOR) | Q(applied_at__isnull=False)
    newest = (
        RegisterFile.objects.filter(kept, register=slug, takes_back=None)
        .defer("content")
        .annotate(is_taken_back=_TAKEN)
    )
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
    register, file = REGISTERS[slug], _file_of(slug, public_id)
    if request.method == "POST":
        return _apply(request, register, file)
    if file.takes_back_id:
        return render(request, "administration/back.html", _page_back(register, file))
    return render(request, "administration/file.html", _page(register, file))


@for_administrators
@require_http_methods(["GET", "POST"])
def back(request: HttpRequest, slug: str, public_id: uuid.UUID) -> HttpResponse:
    """Look at what taking a written file back would do; its page is that of the look."""
    register, file = REGISTERS[slug], _file_of(slug, public_id)
    if request.method == "POST":
        administrator = administrator_of(request)
        raise_if_throttled("register-file", str(administrator.pk), limit=FILES_AN_HOUR, per_seconds=3600)
        try:
            file = choose_back(file, register, by=administrator, language=get_language() or "th")
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("administration_file", slug, file.public_id)


def _file_of(slug: str, public_id: uuid.UUID) -> RegisterFile:
    files = RegisterFile.objects.select_related("chosen_by", "pressed_by", "takes_back").defer(
        "content", "takes_back__content"
    )
    return get_object_or_404(files, register=slug, public_id=public_id)


def _apply(request: HttpRequest, register: Register, file: RegisterFile) -> HttpResponse:
    seen, language = request.POST.get("seen", ""), get_language() or "th"
    try:
        sure = request.POST.get("sure") == "yes"
        counts = press(file, register, seen=seen, by=administrator_of(request), language=language, sure=sure)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        if counts is not None and file.takes_back_id:
            messages.success(request, _("The file is taken back."))
        elif counts is not None:
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
        "doubts": [_worded(register, line) for line in file.preview.get("doubts", [])],
        "n_doubts": file.preview.get("n_doubts", 0),
        "is_thai_windows": file.preview.get("is_thai_windows"),
        "refused": [_worded(register, line) for line in shown.get(REFUSED, [])],
        "new": [_worded(register, line) for line in shown.get(NEW, [])],
        "changed": [_worded(register, line) for line in shown.get(CHANGED, [])],
        "most_shown": MOST_SHOWN,
        "why_not": why_not(file, register) if file.applied_at else "",
        "taken": file.takings_back.filter(applied_at__isnull=False).first(),
        "may_apply": bool(counts)
        and file.applied_at is None
        and not counts.get(REFUSED)
        and (counts.get(NEW) or counts.get(CHANGED)),
    }


def _page_back(register: Register, file: RegisterFile) -> dict[str, Any]:
    counts, shown = file.preview.get("counts", {}), file.preview.get("shown", {})
    assert file.takes_back is not None  # noqa: S101 - who calls has looked
    why = "" if file.applied_at else why_not(file.takes_back, register)
    return {
        "register": register,
        "file": file,
        "counts": counts,
        "lines": file.preview.get("lines", 0),
        "why_not": why,
        **{
            kind: [_worded(register, line) for line in shown.get(kind, [])] for kind in (RESTORED, REMOVED, ENDED, LEFT)
        },
        "most_shown": MOST_SHOWN,
        "may_apply": file.applied_at is None
        and not why
        and any(counts.get(kind) for kind in (RESTORED, REMOVED, ENDED)),
    }


def _worded(register: Register, line: dict[str, Any]) -> dict[str, Any]:
    """A line of the preview in words: which row, and each column with what stands there and what would."""
    cells = line["cells"]
    title = [register.by_name[name].shown(cells[name]) for name in register.key if cells.get(name)]
    name = cells.get("name_th", "")
    return {
        "line": line["line"],
        "title": " · ".join(title) or name,
        "name": name if title and "name_th" not in register.key else "",
        "wrong": line["wrong"],
        "changes": [
            (each.label, each.shown(old), each.shown(new))
            for name, (old, new) in line["changes"].items()
            if (each := register.by_name[name]) and (old or new)
        ],
    }
