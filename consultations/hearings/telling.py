"""What people who registered are told by mail. Nothing but one question goes to an address nobody confirmed."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.office_letters import reads_mail
from consultations.hearings.keys import key_of
from consultations.hearings.models import Hearing, Registration
from directory.installation import site_url
from directory.thai_dates import show_date, show_time
from notifications.letters import letter, read_it
from notifications.models import Channel, Message
from notifications.outbox import enqueue


def address_of(registration: Registration) -> str:
    """Where mail reaches them; "" where it does not."""
    user = registration.user
    if user is not None:
        return (user.email or "") if reads_mail(user) else ""
    return registration.email if registration.email_confirmed_at else ""


def tell_registered(registration: Registration) -> None:
    with override(registration.language):
        hearing = registration.hearing
        if registration.is_waiting:
            title = _("On the waiting list: %(title)s") % {"title": hearing.title}
            said = _("All seats are taken. You are on the waiting list, and we tell you when a seat is yours.")
        else:
            title = _("Registered: %(title)s") % {"title": hearing.title}
            said = _("You are registered for this hearing.")
        _send(registration, "registered", title, [said, *when_and_where(hearing)])


def tell_seat(registration: Registration) -> None:
    with override(registration.language):
        title = _("A seat is yours: %(title)s") % {"title": registration.hearing.title}
        said = _("A seat has become free, and it is yours. Withdraw if you do not come, so that the next can.")
        _send(registration, f"seat:{registration.seat}", title, [said, *when_and_where(registration.hearing)])


def tell_moved(hearing: Hearing, reason: str) -> None:
    for registration in _standing(hearing):
        with override(registration.language):
            title = _("Another time or place: %(title)s") % {"title": hearing.title}
            why = _("Why: %(reason)s") % {"reason": reason}
            said = [_("This hearing has another time or place. It is now:"), *when_and_where(hearing), why]
            _send(registration, f"moved:{hearing.event_count}", title, said)


def tell_cancelled(hearing: Hearing, reason: str) -> None:
    for registration in _standing(hearing):
        with override(registration.language):
            title = _("Cancelled: %(title)s") % {"title": hearing.title}
            why = _("Why: %(reason)s") % {"reason": reason}
            said = [_("This hearing does not take place."), *when_and_where(hearing), why]
            _send(registration, "cancelled", title, said)


def ask_whose_address(registration: Registration) -> None:
    """The one mail to an address that nobody confirmed: no word of who registered for what body or needs, and no way there."""
    with override(registration.language):
        path = reverse("confirm_hearing_address", args=[key_of(registration, registration.email)])
        said = [
            _("Somebody has registered for a hearing with this address. If it was you, open this page and say so:"),
            site_url() + path,
            _("If it was not, do nothing: no more mail comes."),
        ]
        title = _("Is this your address? Hearing: %(title)s") % {"title": registration.hearing.title}
        _enqueue(registration, "whose", registration.email, title, letter(said))


def when_and_where(hearing: Hearing) -> list[str]:
    """In the language that is on."""
    begins, ends = hearing.begins_at, hearing.ends_at
    day = {"day": show_date(begins, "long"), "from": show_time(begins), "to": show_time(ends)}
    lines = [hearing.title, _("%(day)s, %(from)s to %(to)s") % day]
    return [*lines, *(line for line in (hearing.place, hearing.address) if line)]


def _standing(hearing: Hearing) -> list[Registration]:
    found = list(Registration.objects.filter(hearing=hearing).standing().select_related("user"))
    for each in found:
        each.hearing = hearing
    return found


def _send(registration: Registration, what: str, title: str, said: list[str]) -> None:
    if not (address := address_of(registration)):
        return
    path = reverse("hearing_registration", args=[key_of(registration)])
    own = _("Your registration, also to withdraw it: %(url)s") % {"url": site_url() + path}
    where = [own, read_it(registration.hearing.get_absolute_url())]
    _enqueue(registration, what, address, title, letter(said, where))


def _enqueue(registration: Registration, what: str, address: str, title: str, body: str) -> None:
    key = f"{_key_of_mails(registration.hearing_id, registration.pk)}{what}"
    enqueue(key, Channel.EMAIL, address, title, body, language=registration.language, user=registration.user)


def forget_mails(hearing: int, registration: int | None = None) -> None:
    """Wipe the mails about a registration, or about all of a hearing."""
    about = _key_of_mails(hearing) if registration is None else _key_of_mails(hearing, registration)
    Message.objects.filter(event_key__startswith=about).delete()


def _key_of_mails(*about: int) -> str:
    """What their keys begin with. about: the hearing, and the registration."""
    return f"hearing:{':'.join(map(str, about))}:"
