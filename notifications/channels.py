"""The ways in which news of a case can come, chosen by who filed it. A registry: a way that is not built says so.

A way is open where something behind it sends: the page and e-mail always, SMS where a deployment names its SMS_GATEWAY
(in the demo its texts stand at /dev/mail/). LINE and letters need what only another system knows, a LINE account or a
checked postal address; they open here once `exchange/` brings it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from notifications.models import Channel


@dataclass(frozen=True)
class NewsChannel:
    """One way. address: which address of the person it needs, `email` or `phone`; "" for none."""

    name: Channel
    address: str = ""
    is_open: Callable[[], bool] = lambda: False

    @property
    def label(self) -> str:
        return str(self.name.label)


def _sms_is_open() -> bool:
    return bool(settings.SMS_GATEWAY) or settings.DEMO


REGISTRY = {
    each.name: each
    for each in (
        NewsChannel(Channel.PAGE, is_open=lambda: True),
        NewsChannel(Channel.EMAIL, "email", is_open=lambda: True),
        NewsChannel(Channel.SMS, "phone", is_open=_sms_is_open),
        NewsChannel(Channel.LINE),
        NewsChannel(Channel.POST),
    )
}


def open_channels() -> list[NewsChannel]:
    """Those that can be chosen here, in the order of pages."""
    return [each for each in REGISTRY.values() if each.is_open()]


def closed_channels() -> list[NewsChannel]:
    """Those that people ask for and that cannot be chosen here yet; pages say so."""
    return [each for each in REGISTRY.values() if not each.is_open()]
