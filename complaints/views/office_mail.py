"""Whether an officer gets the morning's mail."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from complaints.digest import choose_mail, wants_mail
from complaints.views.office import officer_of


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def morning_mail(request: HttpRequest) -> HttpResponse:
    """A mail's link leads here and changes nothing by itself: programs open links too."""
    officer = officer_of(request)
    if request.method == "GET":
        return render(request, "complaints/office_mail.html", {"is_wanted": wants_mail(officer)})
    is_wanted = request.POST.get("wanted") == "yes"
    choose_mail(officer, is_wanted=is_wanted)
    messages.success(request, _("You get the morning mail.") if is_wanted else _("You get no morning mail any more."))
    return redirect("office_mail")
