"""The administration pages at /admin/: for administrators only, entered by the platform's own sign-in."""

from functools import wraps
from typing import Any

import pghistory
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class OfficeAdminSite(AdminSite):
    site_header = _("Siang Pracha: reference data")
    site_title = _("Siang Pracha")
    index_title = _("What the offices work with")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With the name of this installation."""
        from directory.installation import in_our_name

        told = super().each_context(request)
        return told | {name: in_our_name(str(told[name])) for name in ("site_title", "site_header")}

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff who hold the role of administrator today, or the superuser who set the place up."""
        from directory.models import Role, User

        user = request.user
        return (
            isinstance(user, User)
            and user.is_active
            and user.is_staff
            and (user.is_superuser or user.has_role(Role.ADMINISTRATOR))
        )

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every change made on these pages is noted with who made it, beside the row's history."""

        @wraps(view)
        def noted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            with pghistory.context(user=request.user.pk, url=request.path):
                return view(request, *args, **kwargs)

        return super().admin_view(noted, cacheable)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Sends strangers to the one sign-in page. Others see nothing here: not yours is not found."""
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index", current_app=self.name))
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.GET.get("next") or reverse("admin:index", current_app=self.name))
