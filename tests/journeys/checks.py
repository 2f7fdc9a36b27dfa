"""What axe does not see: sizes of targets, a focus that is hidden, motion, errors that are not tied to their field."""

from __future__ import annotations

from playwright.sync_api import Page

TARGET_PX = 24
"""WCAG 2.2, 2.5.8 Target Size (Minimum)."""

SMALL_TARGETS = """(least) => {
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=option], [role=tab]";
  const seen = (each) => !each.closest("[inert], .vh") && each.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const boxOf = (each) => {  // a label is pressed like its control
    const boxes = [each, ...(each.labels ?? [])].filter(seen).map((part) => part.getBoundingClientRect());
    const [left, top] = [Math.min(...boxes.map((b) => b.left)), Math.min(...boxes.map((b) => b.top))];
    const [right, bottom] = [Math.max(...boxes.map((b) => b.right)), Math.max(...boxes.map((b) => b.bottom))];
    return {left, top, right, bottom, width: right - left, height: bottom - top};
  };
  const isForReaders = (box) => box.width <= 1 || box.height <= 1 || box.right < 0 || box.bottom + scrollY < 0;
  const isInASentence = (each) => {  // 2.5.8's exception "inline": words stand beside it in the same line of text
    if (getComputedStyle(each).display !== "inline") return false;
    const around = each.closest("p, li, dd, dt, td, span, label, div");
    return around && around !== each && around.textContent.trim().length > each.textContent.trim().length;
  };
  const targets = [...document.querySelectorAll(controls)].filter((each) => seen(each) && !each.disabled)
    .map((each) => ({each, box: boxOf(each)})).filter(({box}) => !isForReaders(box));
  const middle = ({left, top, width, height}) => [left + width / 2, top + height / 2];
  const isSmall = ({box}) => box.width < least - 0.5 || box.height < least - 0.5;
  const touches = (small, other) => {  // its exception "spacing": a circle around its middle meets no other target
    const [x, y] = middle(small.box);
    if (isSmall(other)) { const [a, b] = middle(other.box); return Math.hypot(a - x, b - y) < least; }
    const {left, top, right, bottom} = other.box;
    return Math.hypot(x - Math.max(left, Math.min(x, right)), y - Math.max(top, Math.min(y, bottom))) < least / 2;
  };
  return targets.filter(isSmall).filter(({each}) => !isInASentence(each))
    .filter((small) => targets.some((other) => other.each !== small.each && !small.each.contains(other.each)
      && !other.each.contains(small.each) && touches(small, other)))
    .map(({each, box}) => `${Math.round(box.width)}x${Math.round(box.height)} ${each.outerHTML.slice(0, 120)}`);
}"""


def small_targets(page: Page) -> list[str]:
    found: list[str] = page.evaluate(SMALL_TARGETS, TARGET_PX)
    return found


IS_SEEN = """() => {
  const here = document.activeElement;
  const parts = [here, ...(here.labels ?? [])];
  const isOn = (part) => [...part.getClientRects()].some((box) => {
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    if (right - left < 1 || bottom - top < 1) return false;
    return [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]].some(([x, y]) => {
      const met = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
      return met && parts.some((each) => each.contains(met));
    });
  });
  return parts.some(isOn) ? "" : here.outerHTML.slice(0, 120);
}"""


def hidden_focus(page: Page, stops: int) -> list[str]:
    """Where Tab leads so that nothing of it is seen: beyond the edge, or under something else (2.4.11)."""
    hidden = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        if where := page.evaluate(IS_SEEN):
            hidden.append(where)
    return hidden


MOVING = """() => [
  ...document.getAnimations().map((each) => each.animationName ?? each.transitionProperty),
  ...[...document.querySelectorAll("*")].filter((each) => {
    const {transitionDuration, animationDuration} = getComputedStyle(each);
    return Math.max(...`${transitionDuration},${animationDuration}`.split(",").map(parseFloat)) > 0.01;
  }).map((each) => each.outerHTML.slice(0, 80)),
]"""


def moving(page: Page) -> list[str]:
    """What moves, or would, although its reader asked for less motion."""
    page.emulate_media(reduced_motion="reduce")
    found: list[str] = page.evaluate(MOVING)
    page.emulate_media(reduced_motion="no-preference")
    return found


ERRORS = """() => [...document.querySelectorAll(".govuk-error-summary a")].map((link) => {
  const field = document.getElementById(link.hash.slice(1));
  link.click();
  const group = field?.closest("fieldset");
  const told = [field, group].flatMap((each) => (each?.getAttribute("aria-describedby") ?? "").split(" "))
    .map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
  return {said: link.textContent.trim(), told, hasFocus: document.activeElement === field};
})"""


def errors(page: Page) -> list[dict[str, str | bool]]:
    """Of each line of the summary: what it says, what a screen reader is told at its field, whether it leads there."""
    found: list[dict[str, str | bool]] = page.evaluate(ERRORS)
    return found
