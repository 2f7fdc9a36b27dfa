"""`/laws/manage/…/stakeholders/`: the register of whom a law concerns; `/consultations/manage/…/stakeholders/`: how many were reached."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from consultations.manage_views import held, policy_maker
from consultations.statutes.manage_views import own_law
from consultations.statutes.models import Law, StakeholderNotice
from consultations.statutes.stakeholder_files import MOST_BYTES, read_table
from consultations.statutes.stakeholder_forms import StakeholderForm, TableForm
from consultations.statutes.stakeholders import add_all, add_stakeholder, erase_stakeholder
from consultations.statutes.telling import note_posted, reached, tell_result
from directory.digits import typed_number
from directory.models import User
from records.access import log_look

A_PAGE = 100
MOST_LETTERS_SHOWN = 500


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def stakeholders(request: HttpRequest, slug: str) -> HttpResponse:
    """The register; POST adds one. Each look at it is written down."""
    user, law = own_law(request, slug)
    form = StakeholderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_stakeholder(law, form.concerned(), by=user)
            messages.success(request, _("It stands in the register."))
            return redirect("law_stakeholders", slug)
        except ValidationError as error:
            form.add_error(getattr(error, "field", None), error)
    return _register(request, user, law, form, TableForm(), status=400 if form.errors else 200)


def _register(
    request: HttpRequest, user: User, law: Law, form: StakeholderForm, table_form: TableForm, *, status: int = 200
) -> HttpResponse:
    after = typed_number(request.GET.get("after", ""), digits=8, otherwise=0)
    rows = list(law.stakeholders.standing().filter(n__gt=after)[: A_PAGE + 1])
    if rows:
        names = ["stakeholder.address", "stakeholder.name"]
        log_look(user, f"law:{law.slug}:stakeholders", "Register of stakeholders", agency=law.agency, fields=names)
    context = {
        "law": law,
        "rows": rows[:A_PAGE],
        "next": rows[A_PAGE - 1].n if len(rows) > A_PAGE else "",
        "count": law.stakeholders.standing().count(),
        "form": form,
        "table_form": table_form,
    }
    return render(request, "statutes/stakeholders.html", context, status=status)


@login_required
@never_cache
@require_POST
def table(request: HttpRequest, slug: str) -> HttpResponse:
    """What is read of a table; with `keep` it is put into the register as it was shown. Nothing is kept in between."""
    user, law = own_law(request, slug)
    form = TableForm(request.POST, request.FILES)
    typed = request.POST.get("table", "")
    try:
        if typed and request.POST.get("keep"):
            return _keep(request, user, law, typed)
        if not form.is_valid():
            return _register(request, user, law, StakeholderForm(), form, status=400)
        content = form.cleaned_data["file"].read(MOST_BYTES + 1)
        found = read_table(content, law)
    except ValidationError as error:
        form = TableForm(request.POST, request.FILES)
        form.is_valid()
        form.add_error("file", error)
        return _register(request, user, law, StakeholderForm(), form, status=400)
    return render(request, "statutes/table.html", {"law": law, "found": found, "table": _as_text(content)})


def _keep(request: HttpRequest, user: User, law: Law, typed: str) -> HttpResponse:
    found = read_table(typed, law)
    new, known = add_all(law, found.rows, by=user)
    told = ngettext("%(n)d entry is new", "%(n)d entries are new", new) % {"n": new}
    if known:
        told += " · " + _("%(n)d stood there already") % {"n": known}
    messages.success(request, told)
    return redirect("law_stakeholders", law.slug)


def _as_text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp874", errors="replace")


@login_required
@require_POST
def erase(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    user, law = own_law(request, slug)
    erase_stakeholder(get_object_or_404(law.stakeholders.select_related("law"), n=n), by=user)
    messages.success(request, _("Erased. How many were told stays counted."))
    return redirect("law_stakeholders", slug)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def told(request: HttpRequest, slug: str) -> HttpResponse:
    """How many of those whom the laws of a consultation concern were reached; what is to be posted; telling of the result."""
    consultation, user = held(request, slug), policy_maker(request)
    error: ValidationError | None = None
    if request.method == "POST":
        try:
            return _act(request, user, slug)
        except ValidationError as refused:
            error = refused
    lying = StakeholderNotice.objects.filter(
        consultation=consultation, is_by_post=True, sent_at__isnull=True, stakeholder__erased_at__isnull=True
    )
    letters = list(lying.select_related("stakeholder__law").order_by("occasion", "pk")[:MOST_LETTERS_SHOWN])
    if letters:
        subject = f"consultation:{slug}:stakeholders"
        log_look(user, subject, "Letters to stakeholders", agency=consultation.agency, fields=["stakeholder.address"])
    context = {
        "consultation": consultation,
        "reached": reached(consultation),
        "letters": letters,
        "occasions": list(dict.fromkeys((each.occasion, each.get_occasion_display()) for each in letters)),
        "may_tell_result": consultation.is_closed,
        "error": error,
    }
    return render(request, "statutes/told.html", context, status=409 if error else 200)


def _act(request: HttpRequest, user: User, slug: str) -> HttpResponse:
    consultation = held(request, slug)
    if request.POST.get("act") == "result":
        tell_result(consultation, by=user)
        messages.success(request, _("Those whom the law concerns are told of the result."))
    elif (occasion := request.POST.get("posted", "")) in StakeholderNotice.Occasion.values:
        posted = note_posted(consultation, occasion, by=user)
        messages.success(request, ngettext("%(n)d letter is noted", "%(n)d letters are noted", posted) % {"n": posted})
    else:
        raise Http404
    return redirect("stakeholders_told", slug)
