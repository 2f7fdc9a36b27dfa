const KEY = "desk-theme";

/** The desk at night: a button that changes the desk between light and dark, remembered on this device. */
export function switchTheme(button: HTMLElement): void {
  const root = document.documentElement;
  const show = (dark: boolean): void => {
    if (dark) root.dataset["theme"] = "dark";
    else delete root.dataset["theme"];
    button.setAttribute("aria-pressed", String(dark));
  };
  show(localStorage.getItem(KEY) === "dark");
  button.hidden = false;
  button.addEventListener("click", () => {
    const dark = root.dataset["theme"] !== "dark";
    localStorage.setItem(KEY, dark ? "dark" : "light");
    show(dark);
  });
}
