"""Which topic model decides, and which is asked beside it: the newest acts say so, and the file lies in a folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from ml.card import card_in_use
from routing.models import ModelChange, ModelVersion

What = ModelChange.What
DECIDES = (What.PROMOTED, What.ROLLED_BACK)


@dataclass(frozen=True)
class ModelFile:
    """Where a model lies. version, sha256: what it must be; empty for the one that ships, whose card vouches for it."""

    path: Path
    version: str = ""
    sha256: str = ""


def deciding_version() -> ModelVersion | None:
    """The model that decides; None: the one that ships with the program, or lies at TOPIC_MODEL."""
    newest = ModelChange.objects.filter(what__in=DECIDES).select_related("version").first()
    return newest.version if newest else None


def deciding_name() -> str:
    """The version of the model that decides, as decisions name it; empty where no card can be read."""
    version = deciding_version()
    return version.version if version else str((card_in_use(Path(settings.TOPIC_MODEL)) or {}).get("version", ""))


def shadow_change() -> ModelChange | None:
    """The act that had the model asked beside, while it is."""
    newest = ModelChange.objects.exclude(what=What.ROLLED_BACK).select_related("version").first()
    return newest if newest and newest.what == What.SHADOW else None


def version_before() -> ModelVersion | None:
    """The model that decided before the one that does now; None: the one that ships."""
    stack: list[ModelVersion | None] = [None]
    for change in ModelChange.objects.filter(what__in=DECIDES).order_by("id").select_related("version"):
        if change.what == What.PROMOTED:
            stack.append(change.version)
        else:
            while len(stack) > 1 and stack[-1] != change.version:
                stack.pop()
    return stack[-2] if len(stack) > 1 else None


def deciding_file() -> ModelFile:
    version = deciding_version()
    return registered_file(version) if version else ModelFile(Path(settings.TOPIC_MODEL))


def shadow_file() -> ModelFile | None:
    change = shadow_change()
    return registered_file(change.version) if change and change.version else None


def registered_file(version: ModelVersion) -> ModelFile:
    path = Path(settings.MODEL_REGISTRY) / f"topics-{version.version}.skops"
    return ModelFile(path, version.version, version.sha256)
