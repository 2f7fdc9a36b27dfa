"""How the complainant is reached: the channel they chose, and the code that shows that its address is theirs.

Anybody may type any address. Until its code was typed on our page, an address gets that code and nothing of the case, not
even its number. An address that the account has confirmed counts as confirmed. Changing it ends the old one at once.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from complaints.consents import Purpose, end_consent, keep_consent, renew_news_consents
from complaints.models import Complainant, Complaint, Consent
from complaints.notices import notify_of_beginning
from directory.installation import in_our_name
from directory.models import User
from directory.phones import normalise_phone, takes_messages
from notifications.channels import REGISTRY
from notifications.models import Channel
from notifications.outbox import enqueue
from records.throttling import allow, raise_if_throttled

CODE_LASTS = timedelta(minutes=15)
TRIES_A_CODE = 5
CODES_A_DAY = 5
"""To one address, whoever asks, and of one case: with five tries each, 25 guesses at a million a day."""
CODES_OF_A_SENDER = 30
"""An hour from one address of the network, besides those that come with a filing (which are counted as filings)."""
_A_DAY_S = 24 * 3600


NEEDS_A_MOBILE = gettext_lazy(
    "News by SMS needs a mobile number. Give one, or choose e-mail or the page of the case instead."
)


class WrongCode(ValidationError):
    """The code was not the one that we sent."""


# -- choosing ----------------------------------------------------------------------------------------------------


def check_channel(wanted: str, *, email: str, phone: str) -> Channel:
    """The channel as it is kept; with no wish, mail where there is an address, else the page.

    Raises ValidationError: channel_not_open, news_address_missing, news_needs_mobile, invalid_phone.
    """
    if not wanted:
        return Channel.EMAIL if email else Channel.PAGE
    known = REGISTRY.get(Channel(wanted)) if wanted in Channel.values else None
    if known is None or not known.is_open():
        raise ValidationError(
            gettext_lazy("News cannot come this way yet. Choose another one."), code="channel_not_open"
        )
    if known.address == "email" and not email:
        raise ValidationError(
            gettext_lazy("Type the e-mail address the news shall go to."), code="news_address_missing"
        )
    if known.address == "phone" and not phone:
        raise ValidationError(gettext_lazy("Type the mobile number the news shall go to."), code="news_address_missing")
    if known.address == "phone" and not takes_messages(phone):
        raise ValidationError(NEEDS_A_MOBILE, code="news_needs_mobile")
    if known.address == "phone" and normalise_phone(phone) != phone:
        raise ValidationError(gettext_lazy("Type the number as +66812345678."), code="invalid_phone")
    return known.name


def is_the_accounts(channel: str, address: str, owner: User | None) -> bool:
    """Has this account confirmed this very address? Then we need not ask again."""
    if owner is None or not address:
        return False
    if channel == Channel.EMAIL:
        return owner.email_confirmed_at is not None and (owner.email or "") == address.lower()
    return channel == Channel.SMS and owner.phone_confirmed_at is not None and owner.phone == address


def take_channel(complainant: Complainant, reference: str, channel: Channel, *, may_send: bool, at: datetime) -> str:
    """Set the channel of a row that is not stored yet. Returns the code to send to its address, or ""."""
    complainant.news_channel = channel
    complainant.news_confirmed_at, complainant.code_hash = None, ""
    address = complainant.news_address
    if not address:
        return ""
    if is_the_accounts(channel, address, complainant.user):
        complainant.news_confirmed_at = at
        return ""
    return _new_code(complainant, reference, at=at) if may_send else ""


def usual_channel(person: User) -> str:
    """How this person chose to get news last; "" for who never did."""
    newest = Complainant.objects.filter(user=person).order_by("-id").values_list("news_channel", flat=True)
    return newest.first() or ""


@transaction.atomic
def choose_channel(complaint: Complaint, channel: str, *, email: str = "", phone: str = "") -> Complainant:
    """Send news of this complaint another way from now on; what was confirmed before counts no more.

    Count it with `count_code` first. The same way to the same address once more changes nothing and sends nothing.
    Raises ValidationError: in_confidence for somebody unnamed (we keep no address of theirs, S6), and as `check_channel`.
    """
    complainant = _lock(complaint)
    kept_email, kept_phone = email or complainant.email, phone or complainant.phone
    wanted = check_channel(channel, email=kept_email, phone=kept_phone)
    before = (complainant.news_channel, complainant.news_address)
    complainant.email, complainant.phone = kept_email, kept_phone
    complainant.news_channel = wanted
    is_as_before = (wanted, complainant.news_address) == before
    if is_as_before and (complainant.news_confirmed_at or waits_for_code(complainant)):
        complainant.save(update_fields=["email", "phone"])
        return complainant
    now = timezone.now()
    code = take_channel(complainant, complaint.reference, wanted, may_send=True, at=now)
    complainant.save()
    end_consent(complaint, Purpose.NEWS)  # of the address before
    if complainant.news_confirmed_at:
        keep_consent(complaint, Purpose.NEWS, at=now)
    _reach_parts(complainant)
    if code:
        send_code(complainant, complaint, code)
    return complainant


@transaction.atomic
def choose_for_all(person: User, channel: str) -> int:
    """Send news of all one's own cases one way, to the account's confirmed address. Returns how many changed.

    Raises ValidationError: news_address_missing where the account has none that is confirmed, channel_not_open.
    """
    email = (person.email or "") if person.email_confirmed_at else ""
    phone = (person.phone or "") if person.phone_confirmed_at else ""
    if channel == Channel.SMS and not phone:
        raise ValidationError(gettext_lazy("Confirm your number first."), code="news_address_missing")
    wanted = check_channel(channel or Channel.PAGE, email=email, phone=phone)
    now = timezone.now()
    address = {Channel.EMAIL: {"email": email}, Channel.SMS: {"phone": phone}}.get(wanted, {})
    confirmed = now if address else None
    own = Complainant.objects.filter(user=person)
    changed = own.update(
        news_channel=wanted, news_confirmed_at=confirmed, code_hash="", code_until=None, code_tries=0, **address
    )
    renew_news_consents(Complaint.objects.filter(complainant__in=own), at=confirmed)
    return changed


# -- codes -------------------------------------------------------------------------------------------------------


def may_send_code(wanted: str, *, email: str, phone: str, owner: User | None) -> bool:
    """Whether the code that comes with a filing may go: counted per address. Filing itself is never held up by it."""
    try:
        channel = check_channel(wanted, email=email, phone=phone)
    except ValidationError:
        return False  # the filing says so itself
    address = {Channel.EMAIL: email, Channel.SMS: phone}.get(channel, "")
    if not address or is_the_accounts(channel, address, owner):
        return False
    return allow("code_to", _box(channel, address), limit=CODES_A_DAY, per_seconds=_A_DAY_S)


def count_code(complaint: Complaint, channel: str, address: str, *, sender: str) -> None:
    """Count a code that somebody asks for. Raises Throttled. Before the transaction, as every throttle."""
    raise_if_throttled("code_by", sender, limit=CODES_OF_A_SENDER, per_seconds=3600)
    raise_if_throttled("code_of", complaint.reference, limit=CODES_A_DAY, per_seconds=_A_DAY_S)
    raise_if_throttled("code_to", _box(channel, address), limit=CODES_A_DAY, per_seconds=_A_DAY_S)


@transaction.atomic
def send_again(complaint: Complaint, *, is_read_aloud: bool = False) -> None:
    """Send a new code; the one before is worth nothing any more. Count it first.

    is_read_aloud: to a helper, as `send_code`.
    Raises ValidationError: nothing_to_confirm.
    """
    complainant = _lock(complaint)
    if not complainant.news_address or complainant.news_confirmed_at:
        raise ValidationError(gettext_lazy("There is nothing to confirm any more."), code="nothing_to_confirm")
    code = _new_code(complainant, complaint.reference, at=timezone.now())
    complainant.save(update_fields=["code_hash", "code_until", "code_tries"])
    send_code(complainant, complaint, code, is_read_aloud=is_read_aloud)


def waits_for_code(complainant: Complainant) -> bool:
    """Was a code sent that can still be typed?"""
    until = complainant.code_until
    in_time = until is not None and until > timezone.now()
    return bool(complainant.code_hash) and in_time and complainant.code_tries < TRIES_A_CODE


def confirm_address(complaint: Complaint, typed: str, *, given_as: Consent.Given | None = None) -> Complainant | None:
    """Confirm the address by its code, once. Returns the complainant, or None where it was confirmed already.

    given_as: where a helper typed it, to whom it was read.
    Raises ValidationError: code_wrong (with how many tries are left), code_is_over. A try counts even so: never call it
    inside a transaction that its refusal would undo.
    """
    with transaction.atomic():
        complainant = _lock(complaint)
        if complainant.news_confirmed_at:
            return None
        is_over = not waits_for_code(complainant)
        is_right = not is_over and constant_time_compare(
            complainant.code_hash, _hash(complaint.reference, complainant, plain_digits(typed))
        )
        if is_right:
            complainant.news_confirmed_at = timezone.now()
            complainant.code_hash, complainant.code_until, complainant.code_tries = "", None, 0
        elif not is_over:
            complainant.code_tries += 1
        complainant.save(update_fields=["news_confirmed_at", "code_hash", "code_until", "code_tries"])
        if is_right:
            keep_consent(complaint, Purpose.NEWS, at=timezone.now(), given_as=given_as)
            _reach_parts(complainant)
            notify_of_beginning(complainant, complaint)
            return complainant
    left = TRIES_A_CODE - complainant.code_tries
    if is_over or left <= 0:
        raise ValidationError(
            gettext_lazy("This code is over: 15 minutes or five tries have passed. Send yourself a new one."),
            code="code_is_over",
        )
    raise WrongCode(
        gettext_lazy("This is not the code of the latest message. Tries left: %(left)d."),
        code="code_wrong",
        params={"left": left},
    )


def send_code(complainant: Complainant, complaint: Complaint, code: str, *, is_read_aloud: bool = False) -> None:
    """Queue the code. Nothing of the case is in it, for whoever else the address may belong to.

    is_read_aloud: the person may read it to the helper who files for them, and to nobody else.
    """
    with override(complaint.language):
        subject = _("%(code)s is your code to get news here") % {"code": code}
        body = _code_told(is_sms=complainant.news_channel == Channel.SMS, is_read_aloud=is_read_aloud)
        enqueue(
            f"code:{complaint.reference}:{uuid.uuid4().hex[:12]}",
            complainant.news_channel,
            complainant.news_address,
            "" if complainant.news_channel == Channel.SMS else subject,
            body % {"code": code},
            language=complaint.language,
            user=complainant.user,
        )


def _code_told(*, is_sms: bool, is_read_aloud: bool) -> str:
    if is_sms and is_read_aloud:
        told = _(
            "Siang Pracha: %(code)s is your code to get news here. Read it to the helper who files for you, to nobody"
            " else. It works for 15 minutes."
        )
    elif is_sms:
        told = _("Siang Pracha: %(code)s is your code to get news here. It works for 15 minutes. Tell it to nobody.")
    elif is_read_aloud:
        return _(
            "Your code is\n\n%(code)s\n\nRead it to the helper who files for you, or type it on the page of your case, and"
            " the news you asked for comes to this address. It works for 15 minutes. Tell it to nobody else.\n\nIf you did"
            " not ask for it, do nothing: nothing more comes."
        )
    else:
        return _(
            "Your code is\n\n%(code)s\n\nType it on the page you have open, and the news you asked for comes to this"
            " address. It works for 15 minutes. Tell it to nobody: we never ask for it.\n\nIf you did not ask for it,"
            " do nothing: nothing more comes."
        )
    return in_our_name(told, short=True)


def plain_digits(typed: str) -> str:
    """The digits of what was typed, Thai ones too; spaces and dashes do not matter (promise I10)."""
    return "".join(str(int(letter)) for letter in typed[:40] if letter.isdecimal())


def _new_code(complainant: Complainant, reference: str, *, at: datetime) -> str:
    code = f"{secrets.randbelow(1_000_000):06d}"
    complainant.code_hash = _hash(reference, complainant, code)
    complainant.code_until, complainant.code_tries = at + CODE_LASTS, 0
    return code


def _hash(reference: str, complainant: Complainant, code: str) -> str:
    """Bound to the case and the address: the code of another one is as wrong as any."""
    said = "\0".join([reference, complainant.news_channel, complainant.news_address, code])
    return salted_hmac("complaints.reaching", said, algorithm="sha256").hexdigest()


def _reach_parts(complainant: Complainant) -> None:
    """News of the parts of a complaint (complaints.splitting) come as those of the complaint itself."""
    parts = Complaint.objects.filter(part_of=complainant.complaint_id)
    if not parts.exists():
        return
    Complainant.objects.filter(complaint__in=parts).update(
        phone=complainant.phone,
        email=complainant.email,
        news_channel=complainant.news_channel,
        news_confirmed_at=complainant.news_confirmed_at,
    )
    renew_news_consents(parts, at=complainant.news_confirmed_at)


def _box(channel: str, address: str) -> str:
    return f"{channel}:{address.lower()}"


def _lock(complaint: Complaint) -> Complainant:
    """The complainant, locked; made where nothing of them was kept so far. Raises ValidationError (in_confidence).

    A part of a complaint is reached as the complaint is, and has no way of its own.
    """
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if complaint.is_anonymous:
        raise ValidationError(gettext_lazy("We keep no address of who stays unnamed."), code="in_confidence")
    return Complainant.objects.get_or_create(complaint=complaint)[0]
