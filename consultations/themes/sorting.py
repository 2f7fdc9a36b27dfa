"""What the policy team does with themes: names and confirms them, merges and splits them, moves opinions; each act can be undone."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.intake import without_invisible
from consultations.holding import check_own
from consultations.models import Consultation
from consultations.themes.models import NAME_MAX_LETTERS, Membership, Theme, ThemeAct, Theming
from directory.models import User

MOST_AT_ONCE = 200
_Kind = ThemeAct.Kind


@transaction.atomic
def name_theme(theme: Theme, *, name: str, by: User) -> Theme:
    """Confirm a theme under a name, or give it another one; what is in it at the first time stays. The same again changes nothing.

    Raises ValidationError: not_your_agency, theme_gone, name_missing, name_too_long.
    """
    name = check_name(name)
    theming, theme = _locked(theme, by)
    if theme.name == name:
        return theme
    act = _record(theming, _Kind.NAMED, theme, by, {"name": theme.name})
    _pin([theme], act)
    theme.name = name
    theme.save(update_fields=["name"])
    return theme


@transaction.atomic
def merge_themes(theme: Theme, *, into: Theme, by: User) -> Theme:
    """Show a theme as a part of another, with all that was merged into it before. The same again changes nothing.

    Raises ValidationError: not_your_agency, theme_gone, merged_already, merged_into_itself.
    """
    theming, theme = _locked(theme, by)
    into = _theme(into)
    if theme.merged_into_id == into.pk:
        return theme
    if theme.merged_into_id or into.merged_into_id or theme.consultation_id != into.consultation_id:
        raise ValidationError(_("A colleague has merged one of the two meanwhile. Look again."), code="merged_already")
    if theme == into:
        raise ValidationError(_("Choose another theme than this one."), code="merged_into_itself")
    parts = list(theme.merged.all())
    facts = {"into": into.number, "parts": [part.number for part in parts]}
    act = _record(theming, _Kind.MERGED, theme, by, facts)
    _pin([theme, into], act)
    Theme.objects.filter(pk__in=[theme.pk, *(part.pk for part in parts)]).update(merged_into=into)
    theme.refresh_from_db()
    return theme


@transaction.atomic
def split_theme(theme: Theme, *, texts: Collection[str], name: str, by: User) -> Theme:
    """Make a theme of its own, under a name, of some opinions of this one.

    Raises ValidationError: not_your_agency, theme_gone, name_missing, name_too_long, nothing_chosen, too_many_chosen.
    """
    name = check_name(name)
    theming, theme = _locked(theme, by)
    chosen = _chosen(theme, texts)
    made = Theme.objects.create(consultation_id=theme.consultation_id, number=theming.next_number, name=name)
    theming.next_number += 1
    _move(theming, _Kind.SPLIT, theme, chosen, made, by)
    return made


@transaction.atomic
def move_opinions(theme: Theme, *, texts: Collection[str], to: Theme | None, by: User) -> None:
    """Put some opinions of this theme into another, or into none: there they stay.

    Raises ValidationError: not_your_agency, theme_gone, nothing_chosen, too_many_chosen, merged_already, merged_into_itself.
    """
    theming, theme = _locked(theme, by)
    if to is not None:
        to = _theme(to)
        if to.merged_into_id or to.consultation_id != theme.consultation_id:
            raise ValidationError(_("A colleague has merged that theme meanwhile. Look again."), code="merged_already")
        if to == theme:
            raise ValidationError(_("Choose another theme than this one."), code="merged_into_itself")
    _move(theming, _Kind.MOVED, theme, _chosen(theme, texts), to, by)


@transaction.atomic
def undo_act(consultation: Consultation, *, n: int, by: User) -> None:
    """Take back the newest act that was not taken back yet; n is the one that the person sees.

    Raises ValidationError: not_your_agency, nothing_to_undo.
    """
    theming = _lock(consultation, by)
    act = last_act(consultation)
    if act is None or act.n != n:
        raise ValidationError(
            _("A colleague has done or undone something meanwhile. Look again."), code="nothing_to_undo"
        )
    _take_back(act)
    _record(theming, _Kind.UNDONE, Theme(number=act.number), by, {}, undoes=act)


def last_act(consultation: Consultation) -> ThemeAct | None:
    """The one that could be undone now."""
    acts = ThemeAct.objects.filter(consultation=consultation.pk, undone_by__isnull=True)
    return acts.exclude(kind=_Kind.UNDONE).order_by("-n").first()


def check_name(name: str) -> str:
    """In one line. Raises ValidationError: name_missing, name_too_long."""
    name = re.sub(r"\s+", " ", without_invisible(name)).strip()
    if not name:
        raise ValidationError(_("Write what the theme is called."), code="name_missing")
    if len(name) > NAME_MAX_LETTERS:
        raise ValidationError(
            _("The name is %(extra)s letters too long."),
            code="name_too_long",
            params={"extra": len(name) - NAME_MAX_LETTERS},
        )
    return name


def _lock(consultation: Consultation, by: User) -> Theming:
    check_own(consultation, by)
    Theming.objects.get_or_create(consultation=consultation)
    return Theming.objects.select_for_update().get(pk=consultation.pk)


def _locked(theme: Theme, by: User) -> tuple[Theming, Theme]:
    return _lock(theme.consultation, by), _theme(theme)


def _theme(theme: Theme) -> Theme:
    found = Theme.objects.filter(pk=theme.pk).first()
    if found is None:
        raise ValidationError(_("This theme is no longer there: its opinions are in others now."), code="theme_gone")
    return found


def _record(
    theming: Theming,
    kind: ThemeAct.Kind,
    theme: Theme,
    by: User,
    facts: dict[str, Any],
    undoes: ThemeAct | None = None,
) -> ThemeAct:
    theming.act_count += 1
    theming.save(update_fields=["act_count", "next_number"])
    return ThemeAct.objects.create(
        consultation_id=theming.pk,
        n=theming.act_count,
        kind=kind,
        number=theme.number,
        facts=facts,
        undoes=undoes,
        by=by,
    )


def _pin(themes: list[Theme], act: ThemeAct) -> None:
    Membership.objects.filter(theme__in=themes, pinned_by__isnull=True).update(pinned_by=act)


def _chosen(theme: Theme, texts: Collection[str]) -> list[Membership]:
    if len(texts) > MOST_AT_ONCE:
        raise ValidationError(
            _("Choose %(most)s opinions at most at a time."), code="too_many_chosen", params={"most": MOST_AT_ONCE}
        )
    chosen = list(Membership.objects.filter(theme=theme, text__in=texts).order_by("text"))
    if not chosen:
        raise ValidationError(_("Choose the opinions."), code="nothing_chosen")
    return chosen


def _move(
    theming: Theming, kind: ThemeAct.Kind, theme: Theme, chosen: list[Membership], to: Theme | None, by: User
) -> None:
    facts = {"to": to.number if to else None, "moved": [[row.text, row.pinned_by_id] for row in chosen]}
    act = _record(theming, kind, theme, by, facts)
    Membership.objects.filter(pk__in=[row.pk for row in chosen]).update(theme=to, pinned_by=act)
    _count([theme, to])


def _count(themes: list[Theme | None]) -> None:
    """Until the worker finds them again, which counts copies too."""
    for theme in themes:
        if theme is not None:
            answers = Membership.objects.filter(theme=theme).count()
            Theme.objects.filter(pk=theme.pk).update(answers=answers, texts=answers)


def _take_back(act: ThemeAct) -> None:
    themes = {theme.number: theme for theme in Theme.objects.filter(consultation=act.consultation_id)}
    theme = themes.get(act.number)
    if act.kind == _Kind.NAMED and theme:
        theme.name = act.facts["name"]
        theme.save(update_fields=["name"])
    if act.kind == _Kind.MERGED and theme:
        parts = [part for number, part in themes.items() if number in act.facts["parts"]]
        Theme.objects.filter(pk__in=[part.pk for part in parts]).update(merged_into=theme)
        Theme.objects.filter(pk=theme.pk).update(merged_into=None)
    if act.kind in {_Kind.SPLIT, _Kind.MOVED}:
        for text, pinned_by in act.facts["moved"]:
            Membership.objects.filter(consultation=act.consultation_id, text=text, pinned_by=act).update(
                theme=theme, pinned_by=pinned_by
            )
        to = themes.get(act.facts["to"])
        _count([theme, to])
        if act.kind == _Kind.SPLIT and to:
            # What came to it by itself meanwhile belongs to none, until the worker has looked again.
            Membership.objects.filter(theme=to).update(theme=None)
            if not to.is_kept:
                to.delete()
    Membership.objects.filter(pinned_by=act).update(pinned_by=None)
