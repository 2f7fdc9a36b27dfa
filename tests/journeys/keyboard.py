"""A walk through a page with the Tab key alone."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

NOTE_STOPS = """() => {
  const start = document.createElement("span");  // Tab goes on from where the focus was last: let that be the very top, and nothing look focused now
  start.tabIndex = -1;
  document.body.prepend(start);
  start.focus();
  start.remove();
  const look = (element) => {
    const label = element.labels?.[0];
    const seen = [[element, null], [element, "::before"], [element, "::after"]];
    if (label) seen.push([label, null], [label, "::before"], [label, "::after"]);
    if (element.parentElement) seen.push([element.parentElement, null]);
    return seen.map(([each, part]) => {
      const style = getComputedStyle(each, part);
      return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, style.borderColor,
        style.borderWidth, style.backgroundColor, style.textDecorationLine, style.clipPath, style.position].join();
    }).join("|");
  };
  const named = (element) => `${element.tagName.toLowerCase()}${element.id ? "#" + element.id : ""} ` +
    `"${(element.ariaLabel ?? element.textContent ?? element.name ?? "").trim().slice(0, 40)}"`;
  const controls = "a[href], button, input, select, textarea, summary, [tabindex]";
  const isStop = (element) => element.tabIndex >= 0 && !element.disabled && element.type !== "hidden"
    && element.checkVisibility({visibilityProperty: true}) && !element.closest("[inert]")
    && !(element.tagName === "SUMMARY" && element.parentElement.querySelector("summary") !== element);
  const groups = new Set();
  const isFirstOfGroup = (element) => {  // of radios that belong together Tab takes one: the checked, else the first
    if (element.type !== "radio") return true;
    const group = [...document.getElementsByName(element.name)].filter((other) => other.form === element.form);
    const chosen = group.find((other) => other.checked);
    if (chosen) return chosen === element;
    const isFirst = !groups.has(element.name);
    groups.add(element.name);
    return isFirst;
  };
  window.stops = [...document.querySelectorAll(controls)].filter(isStop).filter(isFirstOfGroup);
  window.before = window.stops.map(look);
  window.lookNow = () => {
    const here = document.activeElement;
    const n = window.stops.indexOf(here);
    return {n, name: named(here), changed: n >= 0 && look(here) !== window.before[n]};
  };
  return window.stops.map(named);
}"""


@dataclass(frozen=True)
class Walk:
    stops: list[str]
    """Every visible control in the order of the document."""
    reached: list[str]
    """Where Tab led, one press after another."""
    unseen: list[str]
    """Those that look the same with and without the focus."""


def walk(page: Page) -> Walk:
    stops = page.evaluate(NOTE_STOPS)
    reached, unseen = [], []
    for _ in stops:
        page.keyboard.press("Tab")
        here = page.evaluate("window.lookNow()")
        reached.append(stops[here["n"]] if here["n"] >= 0 else f"unexpected {here['name']}")
        if here["n"] >= 0 and not here["changed"]:
            unseen.append(here["name"])
    return Walk(stops, reached, unseen)
