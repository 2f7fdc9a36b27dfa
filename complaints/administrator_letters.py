"""Mails to administrators about what only they can mend: a key, an appeal that nobody is there to decide, who joins them."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.models import Assignment
from complaints.office_letters import reads_mail, send
from directory.models import Membership, Role, User
from notifications.letters import letter
from records.pdf_signing import REASONS

Words = Callable[[], tuple[str, list[str]]]
"""Gives subject and paragraphs in the language of the moment."""


def tell_of_held_letters(code: str) -> None:
    """Queue one mail a day to each administrator. code: one of records.pdf_signing.REASONS."""

    def words() -> tuple[str, list[str]]:
        mended = _(
            "No letter goes out unsigned. Once this is mended they are made by themselves, under the numbers they have."
        )
        return _("Letters of agencies are held back"), [str(REASONS[code]), mended]

    _tell(f"letters-held:{timezone.localdate().isoformat()}:{code}", words)


def tell_of_undecidable_appeal(part: Assignment) -> None:
    """Queue one mail a week to each administrator. part: of the closed agency that should have decided."""

    def words() -> tuple[str, list[str]]:
        subject = _("Case %(reference)s: nobody is there to decide the appeal") % {"reference": part.case.reference}
        closed = _(
            "%(agency)s was to decide this appeal and has been closed. No agency above and no central desk has anybody who may."
        ) % {"agency": part.agency.name}
        mended = _(
            "Once somebody holds such a role there, the appeal goes on to that agency by itself, within an hour."
        )
        return subject, [closed, mended]

    year, week, _day = timezone.localdate().isocalendar()
    _tell(f"appeal-undecidable:{part.pk}:{year}-{week}", words)


def tell_of_new_administrator(membership: Membership, *, by: User) -> None:
    """Queue a mail to each administrator, the new one among them: a role that nobody gave unseen."""

    def words() -> tuple[str, list[str]]:
        told = {"name": membership.user.full_name, "agency": membership.agency.name, "by": by.full_name}
        given = _("%(by)s has made %(name)s (%(agency)s) an administrator. They may change everything you may.") % told
        wrong = _("If that is not right, end the role under “People and roles” at once.")
        return _("New administrator: %(name)s") % told, [given, wrong]

    _tell(f"new-administrator:{membership.pk}:{timezone.now().isoformat()}", words)


@transaction.atomic
def _tell(key: str, words: Words) -> None:
    held = Membership.objects.current().filter(role=Role.ADMINISTRATOR).values("user")
    for user in User.objects.filter(pk__in=held, is_active=True).order_by("pk"):
        if reads_mail(user):
            with override(user.language):
                subject, lines = words()
                send(user, key, subject, letter(lines, to=user.get_short_name()))
