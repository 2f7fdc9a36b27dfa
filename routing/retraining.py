"""Making a model from what people settled, on top of the one that ships. For the command line: it loads scikit-learn."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from ml.lessons import Lesson, teach
from ml.model_file import card_of
from ml.serving import newest_model
from routing.alarms import Kind, end_alarm, raise_alarm
from routing.lessons import OneSided, one_sided, settled_cases
from routing.models import ModelVersion


def retrain(*, trusted: Collection[int] = ()) -> ModelVersion:
    """A new model in the registry folder, that decides nothing yet.

    trusted: ids of people who are learned from though their corrections go one way. Raises ml.lessons.TooFewLessons,
    and ml.model_file.ModelRefused for the model that it would stand on.
    """
    settled = settled_cases()
    suspected = one_sided(settled)
    _tell(suspected)
    set_aside = [each for each in suspected if each.by not in trusted]
    left_out = {each.by for each in set_aside}
    lessons = [Lesson(one.text, one.topic) for one in settled if one.by not in left_out]
    version = f"{timezone.localtime():%Y-%m-%d.%H%M%S}"
    base = newest_model(Path(settings.TOPIC_MODEL))
    path = teach(base, lessons, Path(settings.MODEL_REGISTRY), version=version)
    return _registered(card_of(path), card_of(base), set_aside)


def _registered(made: Path, base: Path, set_aside: list[OneSided]) -> ModelVersion:
    """The row of a model, from its card and that of the model it stands on."""
    card, before = (json.loads(path.read_text(encoding="utf-8")) for path in (made, base))
    told = card["lessons"]
    return ModelVersion.objects.create(
        version=card["version"],
        sha256=card["sha256"],
        base=before["version"],
        fingerprint=told["fingerprint"],
        lessons=told["count"],
        report={
            **{name: told[name] for name in ("later", "right_before", "right_after")},
            "belief": card["merging"]["lessons_weight"],
            "set_aside": [asdict(each) for each in set_aside],
        },
    )


def _tell(suspected: list[OneSided]) -> None:
    end_alarm(Kind.ONE_SIDED, apart_from=[str(each.by) for each in suspected])
    for each in suspected:
        raise_alarm(Kind.ONE_SIDED, str(each.by), **{name: v for name, v in asdict(each).items() if name != "by"})
