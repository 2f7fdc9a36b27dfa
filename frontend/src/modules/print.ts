/** A button that prints the page. It is hidden until a script runs: without one it could do nothing. */
export function print(button: HTMLElement): void {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
