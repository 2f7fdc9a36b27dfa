import { PLACE_CHOSEN, type PlaceChosen } from "./find_place";

/**
 * Several places: what the `find-place` box within finds is added to a list of ticks, once each.
 *
 * `[data-pick="list"]` holds the ticks, `[data-pick="one"]` is the `<template>` of one: its input takes the place's code, its label the name.
 */
export function pickPlaces(root: HTMLElement): void {
  const list = root.querySelector("[data-pick=list]");
  const one = root.querySelector<HTMLTemplateElement>("template[data-pick=one]");
  root.addEventListener(PLACE_CHOSEN, (event) => {
    const { path, name } = (event as PlaceChosen).detail;
    const code = String(path.at(-1));
    if (event.target instanceof HTMLInputElement) event.target.value = ""; // what stands there still is a place not chosen yet
    const there = list?.querySelector<HTMLInputElement>(`input[value="${code}"]`);
    if (there) there.checked = true;
    else if (one) list?.append(filled(one, code, name));
  });
}

function filled(one: HTMLTemplateElement, code: string, name: string): DocumentFragment {
  const item = one.content.cloneNode(true) as DocumentFragment;
  const [input, label] = [item.querySelector("input"), item.querySelector("label")];
  if (input && label) {
    input.value = code;
    label.htmlFor = input.id += code;
    label.textContent = name;
  }
  return item;
}
