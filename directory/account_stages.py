"""A step of signing in, apart from `accounts.py` because allauth's stages cannot be imported while apps load."""

from allauth.account.stages import EmailVerificationStage
from django.http import HttpResponse


class ConfirmEmailIfThereIsOne(EmailVerificationStage):
    """allauth asks everybody for a confirmed e-mail; those who signed up by phone may have none."""

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user = self.login.user
        if user is not None and not user.email and user.phone_confirmed_at:
            return None, True
        return super().handle()
