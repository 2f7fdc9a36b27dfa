"""Mails about joining petitions: to the side that is asked, and to who wrote the one that another joins."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.office_letters import reads_mail, send
from consultations.petitions.models import Joining, Petition
from consultations.results.duty_letters import who_answers
from directory.models import User
from notifications.letters import letter, read_it


def ask_author(made: Joining) -> None:
    petition, author = made.petition, made.petition.author
    if author is None or not reads_mail(author):
        return
    with override(author.language):
        told = _("%(agency)s proposes that your petition joins a similar one. It does only if you agree.") % {
            "agency": petition.agency.name if petition.agency else ""
        }
        lines = [told, made.why, _("Yours: %(title)s") % {"title": petition.title}, _other(made.into)]
        _send(
            author,
            petition,
            _("Your petition could join another"),
            lines,
            reverse("own_petition", args=[petition.slug]),
        )


def ask_team(made: Joining) -> None:
    petition = made.petition
    for user in who_answers(petition.agency) if petition.agency else []:
        if user == petition.author or not reads_mail(user):
            continue
        with override(user.language):
            told = _("The author of a petition proposes that it joins another. It does only if you agree.")
            lines = [told, made.why, _("It is: %(title)s") % {"title": petition.title}, _other(made.into)]
            where = reverse("petition_desk_one", args=[petition.slug])
            _send(user, petition, _("A petition could join another"), lines, where)


def tell_the_other(petition: Petition, into: Petition) -> None:
    """Its author, that another petition joined it. Call it after `record`, in its act."""
    author = into.author
    if author is None or not reads_mail(author):
        return
    with override(author.language):
        told = _("Another petition joined yours. Who signed it was asked to sign yours: no signature is moved.")
        lines = [told, _("Yours: %(title)s") % {"title": into.title}, _other(petition)]
        _send(author, into, _("Another petition joined yours"), lines, into.get_absolute_url())


def _other(petition: Petition) -> str:
    return _("The other: %(title)s") % {"title": petition.title}


def _send(user: User, petition: Petition, subject: str, lines: list[str], where: str) -> None:
    body = letter(lines, [read_it(where)], to=user.get_short_name())
    send(user, f"petition:{petition.slug}:{petition.event_count}:joining:{user.pk}", subject, body)
