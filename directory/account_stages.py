"""Steps of signing in, apart from `accounts.py` because allauth's stages cannot be imported while apps load."""

from allauth.account.stages import EmailVerificationStage, PhoneVerificationStage
from allauth.core.exceptions import ImmediateHttpResponse, RateLimited
from allauth.core.ratelimit import respond_429
from django.http import HttpResponse


class ConfirmEmailIfThereIsOne(EmailVerificationStage):
    """allauth asks everybody for a confirmed e-mail; those who signed up by phone may have none."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user = self.login.user
        if user is not None and not user.email and user.phone_confirmed_at:
            return None, True
        return super().handle()


class ConfirmPhone(PhoneVerificationStage):
    """allauth lets a second code asked for at once end in an error 500; it is 429, as everywhere else."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        try:
            return super().handle()
        except RateLimited:
            raise ImmediateHttpResponse(respond_429(self.request)) from None
