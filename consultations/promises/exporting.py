"""Promises handed out for programs and spreadsheets, with nothing in them that the pages do not tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from consultations.promises.models import Promise, PromiseStep
from directory.installation import site_url
from records.spreadsheets import Cell

FORMAT = "siang-pracha/promises/1"


def as_plain(promise: Promise) -> dict[str, Any]:
    """Days in ISO 8601 and the common era. state: as it is shown, "late" among them; theme: its number in the consultation."""
    return {
        "id": promise.slug,
        "consultation": promise.consultation.slug,
        "kind": promise.consultation.kind,
        "theme": promise.duty.n if promise.duty else None,
        "agency": {"code": promise.agency.code, "name": {"th": promise.agency.name_th, "en": promise.agency.name_en}},
        "unit": promise.unit,
        "text": {"th": promise.text_th, "en": promise.text_en},
        "state": promise.shown_state,
        "promised_on": promise.made_at.isoformat(),
        "first_due_on": promise.due_on.isoformat(),
        "due_on": promise.now_due_on.isoformat(),
        "ended_on": _iso(promise.ended_on),
        "page": site_url() + promise.get_absolute_url(),
    }


def with_history(promise: Promise) -> dict[str, Any]:
    """The same with its milestones and every step; who of the agency did it is not told."""
    milestones = [
        {"n": each.n, "text": each.text_th, "due_on": each.due_on.isoformat(), "reached_on": _iso(each.reached_on)}
        for each in promise.milestones.all()
    ]
    steps = [
        {
            "n": step.n,
            "kind": step.kind,
            "at": step.at.isoformat(),
            "note": step.note,
            "from": _iso(step.was_due_on),
            "to": _iso(step.due_on),
            "milestone": step.milestone.n if step.milestone else None,
            "evidence": site_url() + step.law.get_absolute_url() if step.law else step.link,
            "file": _file(promise, step),
        }
        for step in promise.steps.select_related("milestone", "law", "file")
    ]
    return as_plain(promise) | {"milestones": milestones, "steps": steps}


def table_of(promises: Iterable[Promise]) -> Iterator[list[Cell]]:
    yield [
        _("promise"), _("consultation"), _("title"), _("kind"), _("theme"), _("agency"), _("unit"), _("what is promised"),
        _("state"), _("promised on"), _("first day promised"), _("due on now"), _("ended on"), _("page"),
    ]  # fmt: skip
    for each in promises:
        one = each.consultation
        yield [
            each.slug, one.slug, one.title, one.get_kind_display(), each.duty.n if each.duty else None, each.agency.name,
            each.unit, each.text, each.state_words, each.made_at, each.due_on.isoformat(), each.now_due_on.isoformat(),
            _iso(each.ended_on), site_url() + each.get_absolute_url(),
        ]  # fmt: skip


def _file(promise: Promise, step: PromiseStep) -> dict[str, Any] | None:
    """Where the file of a step is, of what kind, and its checksum."""
    if step.file is None or step.file.removed_at is not None:
        return None
    return {
        "page": site_url() + reverse("promise_file", args=[promise.slug, step.n]),
        "type": step.file.content_type,
        "bytes": step.file.size_bytes,
        "sha256": step.file.sha256,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
