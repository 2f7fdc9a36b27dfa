"""Officers of other agencies or units who edit one draft with the team: invited by name, removable.

`consultations.holding.may_edit` lets them in, there alone and only until the consultation is announced.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from complaints.office_letters import reads_mail, send
from consultations.history import lock
from consultations.holding import check_holds, check_not_announced, may_edit
from consultations.models import Consultation
from consultations.previews.models import CoEditor
from directory.models import User
from notifications.letters import letter, read_it
from records.throttling import raise_if_throttled

MOST_EDITORS = 20
TRIES_AN_HOUR = 30


@transaction.atomic
def invite_editor(consultation: Consultation, *, email: str, by: User) -> CoEditor:
    """Let an officer edit this one draft, and tell them by mail; again is no mistake.

    Raises Throttled, and ValidationError: not_your_agency, announced_already, no_such_officer, edits_already, too_many_editors.
    """
    check_holds(consultation, by)
    raise_if_throttled("invite-co-editor", str(by.pk), limit=TRIES_AN_HOUR, per_seconds=3600)
    consultation = lock(consultation)
    check_not_announced(consultation)
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first() if email.strip() else None
    if user is None or not user.active_roles:
        raise ValidationError(_("No officer works here under this e-mail address."), code="no_such_officer")
    if found := CoEditor.objects.filter(consultation=consultation, user=user, removed_at=None).first():
        return found
    if may_edit(consultation, user):
        raise ValidationError(_("They edit this draft already: they are of your team."), code="edits_already")
    if CoEditor.objects.filter(consultation=consultation, removed_at=None).count() >= MOST_EDITORS:
        raise ValidationError(_("There are enough co-editors. Remove one first."), code="too_many_editors")
    invited = CoEditor.objects.create(consultation=consultation, user=user, invited_by=by)
    _tell(invited)
    return invited


@transaction.atomic
def remove_editor(editor: CoEditor, *, by: User) -> CoEditor:
    """They edit it no longer; what they wrote stays. Again is no mistake. Raises ValidationError: not_your_agency."""
    check_holds(editor.consultation, by)
    editor = CoEditor.objects.select_for_update(of=("self",)).select_related("consultation", "user").get(pk=editor.pk)
    if editor.removed_at is None:
        editor.removed_at, editor.removed_by = timezone.now(), by
        editor.save(update_fields=["removed_at", "removed_by"])
    return editor


def _tell(invited: CoEditor) -> None:
    user, consultation = invited.user, invited.consultation
    if not reads_mail(user):
        return
    with override(user.language):
        title = gettext("You may edit a draft: %(title)s") % {"title": consultation.title}
        told = gettext("%(name)s of %(agency)s asks you to edit this draft with them:") % {
            "name": invited.invited_by.full_name,
            "agency": consultation.agency.name,
        }
        where = [read_it(f"/consultations/manage/{consultation.slug}/")]
        send(
            user, f"co-editor:{invited.pk}", title, letter([told, consultation.title], where, to=user.get_short_name())
        )
