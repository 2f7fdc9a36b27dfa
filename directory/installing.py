"""Changing what an installation says of itself (directory.installation reads it): one function an act, and its rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from directory.colours import HEX, too_faint
from directory.installation import is_answered, the_installation
from directory.models import Installation

NOT_IN_A_NAME = re.compile(r"[%{}<>\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""A name stands in mails' subjects, in texts with placeholders and before addresses."""
PHONE = re.compile(r"\+?[0-9][0-9 -]{1,18}\Z")
HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\Z")
SAID = (
    "name_th", "name_en", "short_name_th", "short_name_en", "colour", "accent", "phone", "email", "address_th",
    "address_en", "hours_th", "hours_en", "controller", "data_protection_contact", "site_url",
)  # fmt: skip
"""The fields that an administrator fills in."""


def clean_site_url(told: str) -> str:
    """An address in the form `site_url` gives it, or "". Raises ValidationError: bad_site_url, site_url_not_ours."""
    told = told.strip().rstrip("/").lower()
    if not told:
        return ""
    try:
        parts = urlsplit(told)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        parts, port = urlsplit(""), ""
    schemes = {"https", urlsplit(settings.SITE_URL).scheme}
    host = parts.hostname or ""
    if parts.scheme not in schemes or not HOST.match(host) or told != f"{parts.scheme}://{host}{port}":
        raise ValidationError(
            _("Write the address as https:// and the host's name, and nothing behind it: https://siangpracha.example"),
            code="bad_site_url",
        )
    if not is_answered(told):
        raise ValidationError(
            _(
                "This installation does not answer at %(host)s. Whoever runs the servers adds it to ALLOWED_HOSTS first."
            ),
            code="site_url_not_ours",
            params={"host": host},
        )
    return told


def clean_said(said: dict[str, str]) -> dict[str, str]:
    """What a row may say, each in the form it is stored in. Raises ValidationError, by the field's name."""
    told = {name: value.strip() for name, value in said.items()}
    errors: dict[str, ValidationError] = {}
    checks: dict[str, Callable[[str], str]] = {"site_url": clean_site_url, "phone": _clean_phone}
    checks |= dict.fromkeys(("name_th", "name_en", "short_name_th", "short_name_en"), _clean_name)
    checks |= dict.fromkeys(("colour", "accent"), _clean_colour)
    for name, check in checks.items():
        try:
            told[name] = check(told.get(name, ""))
        except ValidationError as error:
            errors[name] = error
    for one, other in (("name_th", "name_en"), ("name_en", "name_th")):
        if told.get(one) and not told.get(other) and other not in errors:
            errors[other] = ValidationError(_("Write the name in both languages."), code="name_missing")
    if not {"colour", "accent"} & errors.keys() and (faint := too_faint(told["colour"], told["accent"])):
        is_main = bool(told["colour"]) and faint.colour != told["accent"]
        errors["colour" if is_main else "accent"] = ValidationError(
            _(
                "Too faint: %(colour)s on %(ground)s has a contrast of %(ratio)s, and %(needed)s is needed "
                "(WCAG 2.2 AA). Choose a darker main colour or a lighter accent."
            ),
            code="too_faint",
            params={
                "colour": faint.colour,
                "ground": faint.ground,
                "ratio": f"{faint.ratio:.2f}",
                "needed": f"{faint.needed:g}",
            },
        )
    if errors:
        raise ValidationError(errors)  # type: ignore[arg-type]
    return told


def _clean_name(told: str) -> str:
    if NOT_IN_A_NAME.search(told):
        raise ValidationError(_("A name holds letters, digits and spaces, none of % { } < >."), code="bad_name")
    return " ".join(told.split())


def _clean_colour(told: str) -> str:
    told = told.lower()
    if told and not HEX.match(told):
        raise ValidationError(_("Write the colour as # and six digits, such as #1b4b73."), code="bad_colour")
    return told


def _clean_phone(told: str) -> str:
    if told and not PHONE.match(told):
        raise ValidationError(_("Write the number with digits, such as 1111 or 02-123-4567."), code="bad_phone")
    return told


@transaction.atomic
def keep_installation(said: dict[str, str], *, seen: int) -> Installation:
    """Store what the installation says of itself from now on.

    said: fields of the row by name; those left out stay. seen: the version that was changed. Raises ValidationError:
    changed_meanwhile, and those of `clean_said` by field.
    """
    row = _locked(seen)
    for name, value in clean_said({name: getattr(row, name) for name in SAID} | said).items():
        setattr(row, name, value)
    return _stored(row)


@transaction.atomic
def propose_logo(png: bytes | None, *, seen: int) -> Installation:
    """Show a logo to administrators before anybody else sees it; None drops it. Raises ValidationError (changed_meanwhile)."""
    row = _locked(seen)
    row.proposed_logo = png
    return _stored(row)


@transaction.atomic
def use_logo(icon: bytes, *, seen: int) -> Installation:
    """Take the proposed logo. icon: the same on a square. Raises ValidationError: changed_meanwhile, no_logo_proposed."""
    row = _locked(seen)
    if not row.proposed_logo:
        raise ValidationError(_("There is no logo to take. Choose a picture first."), code="no_logo_proposed")
    row.logo, row.icon, row.has_logo, row.proposed_logo = row.proposed_logo, icon, True, None
    return _stored(row)


@transaction.atomic
def remove_logo(*, seen: int) -> Installation:
    """Show the house's own mark again. Raises ValidationError (changed_meanwhile)."""
    row = _locked(seen)
    row.logo, row.icon, row.has_logo = None, None, False
    return _stored(row)


def _locked(seen: int) -> Installation:
    Installation.objects.get_or_create(pk=1)
    row = Installation.objects.select_for_update().get(pk=1)
    if row.version != seen:
        raise ValidationError(
            _("Somebody else changed this meanwhile. Look at it as it is now, and change it again."),
            code="changed_meanwhile",
        )
    return row


def _stored(row: Installation) -> Installation:
    row.version += 1
    row.save()
    transaction.on_commit(the_installation.forget)
    return row
