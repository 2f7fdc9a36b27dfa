"""Signing out: the account's session ends, and the browser forgets what it kept of the person."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LogoutView
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from complaints.device import forget_person
from directory.models import User


class SignOut(LogoutView):
    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        person = self.request.user if isinstance(self.request.user, User) else None
        answer: HttpResponse = super().post(*args, **kwargs)
        if person:
            forget_person(self.request, answer, person)
            messages.success(self.request, _("You are signed out. This device has forgotten what it kept of yours."))
        return answer
