"""The card of a model as a page for people."""

import json
from pathlib import Path
from typing import Any


def write_card_page(card: Path) -> Path:
    """Write `topics-<version>.card.md` from the JSON card beside it, and return its path."""
    page = card.with_suffix(".md")
    page.write_text(card_page(json.loads(card.read_text(encoding="utf-8"))), encoding="utf-8")
    return page


def put_on_card(card: Path, **figures: Any) -> None:
    """Add figures to a card that is there, or replace them, and write its page anew."""
    told = json.loads(card.read_text(encoding="utf-8")) | figures
    card.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    write_card_page(card)


def card_in_use(place: Path) -> dict[str, Any] | None:
    """The card of a model file, or of the latest version in a folder; None where there is none or it cannot be read."""
    cards = sorted(place.glob("topics-*.card.json")) if place.is_dir() else [place.with_suffix(".card.json")]
    try:
        card = json.loads(cards[-1].read_text(encoding="utf-8")) if cards else None
    except (OSError, ValueError):
        return None
    return card if isinstance(card, dict) else None


def card_page(card: dict[str, Any]) -> str:
    """The card in Markdown."""
    data = card["data"]
    lines = [
        f"# Topic model {card['version']}",
        "",
        card["purpose"],
        "",
        f"File `topics-{card['version']}.skops`, {card['bytes']:,} bytes, SHA-256 `{card['sha256']}`.",
        "",
        "## Data",
        "",
        data["origin"],
        "",
        f"**Licence.** {data['licence']}",
        "",
        f"**Labels.** {data['labels']}",
        "",
        f"**Vocabulary.** {card['vocabulary']}",
        "",
        f"**Split.** {card['split']}",
        "",
        *_scores(card.get("scores", {})),
        *_regions(card.get("regions")),
        *_national(card.get("national")),
        *_lessons(card.get("lessons")),
        "## Made with",
        "",
        ", ".join(f"{library} {version}" for library, version in card["versions"].items()),
        "",
        f"Merging: {', '.join(f'{name} {value}' for name, value in card['merging'].items())}.",
        "",
    ]
    return "\n".join(lines)


def _scores(scores: dict[str, dict[str, Any]]) -> list[str]:
    lines = [
        "## Scores",
        "",
        "| task | n | top-1 | top-3 | micro-F1 | macro-F1 | ECE |",
        "|---|---|---|---|---|---|---|",
    ]
    figures = ("top1", "top3", "micro_f1", "macro_f1", "ece")
    for task, of_task in scores.items():
        lines.append(f"| **{task}** | {of_task['n']} | " + " | ".join(str(of_task[f]) for f in figures) + " |")
        for rival in ("majority", "keywords"):
            cells = " | ".join(str(of_task[f"baseline_{rival}_{figure}"]) for figure in figures)
            lines.append(f"| {rival} baseline | | {cells} |")
    for task, of_task in scores.items():
        lines += ["", f"F1 per label, {task}: "]
        lines[-1] += ", ".join(f"{label} {one['f1']} ({one['n']})" for label, one in of_task["per_label"].items()) + "."
    return [*lines, ""]


def _regions(regions: dict[str, Any] | None) -> list[str]:
    if not regions:
        return []
    lines = [
        "## By district",
        "",
        f"{regions['how']} Districts that do not differ at all would differ as much with a chance of {regions['differences_p']}.",
        "",
        "| district | n | top-1 | top-3 | |",
        "|---|---|---|---|---|",
    ]
    rows = dict(regions["districts"])
    if others := regions.get("others"):
        rows[f"{others['districts']} other districts together"] = others
    for name, one in rows.items():
        low, high = one["top3_interval"]
        lines.append(f"| {name} | {one['n']} | {one['top1']} | {one['top3']} | {low} to {high} |")
    return [*lines, ""]


def _national(national: dict[str, Any] | None) -> list[str]:
    if not national:
        return []
    lines = [
        "## National topics without data",
        "",
        national["how"],
        "",
        "| topic | n | top-3 recall | |",
        "|---|---|---|---|",
    ]
    for topic, figures in national["topics"].items():
        below = "**below 0.8**" if figures["top3"] < 0.8 else ""
        lines.append(f"| {topic} | {figures['n']} | {figures['top3']} | {below} |")
    return [*lines, ""]


def _lessons(lessons: dict[str, Any] | None) -> list[str]:
    if not lessons:
        return []
    return [
        "## What people settled, learned on top",
        "",
        f"{lessons['count']} cases of {len(lessons['topics'])} topics; fingerprint `{lessons['fingerprint']}`. The scores above "
        f"are those of the base, SHA-256 `{lessons['base']}`. Of the latest {lessons['later']} lessons the base alone had "
        f"{lessons['right_before']} of {lessons['later']} right, with the earlier lessons {lessons['right_after']} of "
        f"{lessons['later']}.",
        "",
    ]
