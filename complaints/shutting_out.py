"""Ending a role at once, also on its first day. What it needs beforehand is asked by who calls: staffing, moving_people."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from directory.models import Membership, User
from notifications.live import announce
from records.chores import wake


def end_now(membership: Membership) -> None:
    """From now on it is held no more: open pages of that person close, and free_of_leavers sees to their open cases.

    Yesterday becomes its last day. A role that was not held yesterday has no day to end on and is removed; the history
    keeps who held it, and who took it away.
    """
    yesterday = timezone.localdate() - timedelta(days=1)
    if membership.starts_on > yesterday:
        membership.delete()
    else:
        membership.ends_on = yesterday
        membership.save(update_fields=["ends_on"])
    tell_of_roles(membership.user)
    wake("free_of_leavers")


def tell_of_roles(user: User) -> None:
    """Their open pages ask once more who they are."""
    user.forget_roles()
    announce(f"close:person:{user.pk}")
