"""Forms of those who run a trial."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.pilots.running import LONGEST_DAYS

USUAL_DAYS = 7


class PilotForm(forms.Form):
    use_required_attribute = False
    days = forms.IntegerField(
        label=_("Days it is open"),
        initial=USUAL_DAYS,
        min_value=1,
        max_value=LONGEST_DAYS,
        help_text=_("1 to 60. You can close it sooner"),
        error_messages={
            "required": _("Say for how many days."),
            "invalid": _("Write a number of days."),
            "min_value": _("A trial is open for one day at least."),
            "max_value": _("A trial is open for 60 days at most."),
        },
    )


class WipeForm(forms.Form):
    use_required_attribute = False
    is_sure = forms.BooleanField(
        label=_("I have what I need. Everything that was said and done in this trial is deleted for good"),
        error_messages={"required": _("Tick that everything in it may be deleted. It cannot be undone.")},
    )
