/** What stands in the place of a part that somebody may no longer read: `template[data-live-gone]` of the page. */
export function showGone(part: HTMLElement, signedOut: boolean, typed: string): void {
  part.replaceChildren(goneNotice(signedOut, typed));
  document.title = part.querySelector("h2")?.textContent ?? document.title;
  part.querySelector<HTMLElement>("[role=alert]")?.focus();
}

function goneNotice(signedOut: boolean, typed: string): DocumentFragment {
  const template = document.querySelector<HTMLTemplateElement>("template[data-live-gone]");
  const notice = document.createDocumentFragment();
  if (!template) return notice;
  notice.append(template.content.cloneNode(true));
  const shown = new Set([signedOut ? "signed-out" : "hidden", typed ? "typed" : ""]);
  for (const each of notice.querySelectorAll<HTMLElement>("[data-gone]"))
    if (!shown.has(each.dataset["gone"] ?? "")) each.remove();
  notice.querySelector("a")?.setAttribute("href", location.href);
  const words = notice.querySelector("textarea");
  if (words) words.value = typed;
  return notice;
}
