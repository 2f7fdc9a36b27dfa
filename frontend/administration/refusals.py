"""What a table says no to, in words. The constraints are named in the models; their names are sentences for us, not for pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

_SOURCE_DATE = _("Write the date of the source like this: 2014-07-18, or 2014.")
_ENDS_EARLIER = _("The last day lies before the first.")
_ITSELF = _("Nothing can be part of itself.")
_SOURCE = _("Say where this is known from.")
WORDS: dict[str, tuple[str, Promise]] = {
    # Name of the constraint: the column to look at, and what is wrong.
    "every_agency_names_its_source": ("source", _SOURCE),
    "a_source_date_is_a_day_a_month_or_a_year": ("source_date", _SOURCE_DATE),
    "an_agency_does_not_close_before_it_opens": ("closes_on", _ENDS_EARLIER),
    "no_agency_is_part_of_itself": ("parent", _ITSELF),
    "no_unit_is_part_of_itself": ("parent", _ITSELF),
    "a_unit_name_is_used_once_in_an_agency": ("name_th", _("The agency has a unit of this name already.")),
    "no_topic_is_part_of_itself": ("parent", _ITSELF),
    "public_is_preselected_only_where_it_is_allowed": (
        "offers_public",
        _("A public summary can be preselected only where it is allowed."),
    ),
    "a_slash_in_the_code_means_a_second_level": (
        "code",
        _("What it is part of stands before the slash of its code."),
    ),
    "a_step_has_one_service_level_an_agency_kind_and_topic": (
        "step",
        _("There is a length for this step, agency, kind and topic already."),
    ),
    "a_service_level_is_at_least_a_day": ("working_days", _("It is one working day at least.")),
    "a_rule_does_not_end_before_it_starts": ("ends_on", _ENDS_EARLIER),
    "a_topic_area_and_name_have_one_rule_at_a_time": (
        "topic",
        _("There is a rule for this topic, area and name from this day on already."),
    ),
    "every_rule_names_its_source": ("source", _SOURCE),
    "a_reply_template_has_its_own_name": ("name", _("A text of this name is there already. Choose another name.")),
    "a_day_off_is_listed_once_in_an_area": ("date", _("This day is listed for this area already.")),
    "every_holiday_names_its_source": ("source", _SOURCE),
    "a_part_of_a_day_off_ends_after_it_begins": ("closed_until", _("It must end after it begins.")),
    "a_shift_of_a_weekday_is_listed_once": ("opens", _("This shift is listed already.")),
    "an_office_closes_after_it_opens": ("closes", _("It must end after it begins.")),
    "a_role_does_not_end_before_it_starts": ("ends_on", _ENDS_EARLIER),
    "a_role_is_given_once_on_a_day": ("unit", _("They hold this role there already.")),
}
LOOP = _("This would make it part of itself, by way of others.")
FIXED = _("This cannot be changed any more: others know the row by it.")
_TAKEN = _("There is such a row already.")


def words_of(error: IntegrityError) -> ValidationError:
    """The constraint that refused, as the error of a column."""
    name = str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or "")
    column, words = WORDS.get(name, (NON_FIELD_ERRORS, _TAKEN))
    return ValidationError({column: ValidationError(str(words), code=name or "integrity")})


def by_column(error: ValidationError, known: Iterable[str]) -> dict[str, list[str]]:
    """What is wrong, by the name of the column; "" for what is of none of those known."""
    told: dict[str, list[str]] = {}
    errors: dict[str, list[ValidationError]] = getattr(error, "error_dict", {NON_FIELD_ERRORS: [error]})
    names = set(known)
    for name, some in errors.items():
        for each in some:
            told.setdefault(name if name in names else "", []).extend(str(line) for line in each.messages)
    return told


def in_a_line(error: ValidationError, model: type[models.Model], names: Iterable[str]) -> list[str]:
    """The same for a list: each with the name of its column before it."""
    lines = []
    for name, messages in by_column(error, names).items():
        field: Any = model._meta.get_field(name) if name else None
        lines += [f"{capfirst(str(field.verbose_name))}: {words}" if field else words for words in messages]
    return lines
