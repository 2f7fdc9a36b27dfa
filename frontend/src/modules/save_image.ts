const WIDTH = 1080;
const HEIGHT = 1080;
const MARGIN = 80;

/**
 * A button that saves the receipt as a picture: number (`data-number`) and code (`data-code`) with their words. It is
 * drawn here on the device, so it works without a network, and nothing of it goes anywhere. Hidden until a script runs.
 */
export function saveImage(button: HTMLElement): void {
  const { name, textDone } = button.dataset;
  const label = button.querySelector<HTMLElement>("[data-label]") ?? button;
  const before = label.textContent ?? "";
  if (!name) return;
  button.hidden = false;
  label.setAttribute("aria-live", "polite");
  button.addEventListener("click", () => {
    draw(button.dataset)?.toBlob((picture) => {
      if (!picture) return;
      const link = document.createElement("a");
      link.href = URL.createObjectURL(picture);
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      label.textContent = textDone ?? before;
      setTimeout(() => (label.textContent = before), 3000);
    }, "image/png");
  });
}

function draw(told: DOMStringMap): HTMLCanvasElement | null {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  const style = getComputedStyle(document.documentElement);
  const family = getComputedStyle(document.body).fontFamily;
  const mono = style.getPropertyValue("--font-mono") || "monospace";
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  pen.fillStyle = "#12304d";
  pen.fillRect(0, 0, WIDTH, 170);
  const write = (text: string | undefined, y: number, size: number, face = family, colour = "#1c2733"): void => {
    pen.fillStyle = colour;
    pen.font = `700 ${size}px ${face}`;
    while (size > 20 && pen.measureText(text ?? "").width > WIDTH - 2 * MARGIN) pen.font = `700 ${--size}px ${face}`;
    pen.fillText(text ?? "", MARGIN, y);
  };
  write(told["title"], 110, 60, family, "#fff");
  write(told["textNumber"], 290, 40, family, "#44505c");
  write(told["number"], 380, 84, mono);
  write(told["textCode"], 540, 40, family, "#44505c");
  write(told["code"], 630, 84, mono);
  write(location.host + "/track/", 790, 40);
  let y = 900;
  for (const line of lines(pen, told["textAdvice"] ?? "", family)) {
    pen.fillText(line, MARGIN, y);
    y += 56;
  }
  return canvas;
}

/** The words broken to the width of the picture; Thai has no spaces between words, so the browser's segmenter cuts. */
function lines(pen: CanvasRenderingContext2D, text: string, family: string): string[] {
  pen.fillStyle = "#44505c";
  pen.font = `400 34px ${family}`;
  const cut = "Segmenter" in Intl ? [...new Intl.Segmenter("th", { granularity: "word" }).segment(text)] : [];
  const words = cut.length ? cut.map((each) => each.segment) : [...text];
  const broken: string[] = [""];
  for (const word of words) {
    const longer = broken[broken.length - 1] + word;
    if (pen.measureText(longer).width > WIDTH - 2 * MARGIN) broken.push(word.trimStart());
    else broken[broken.length - 1] = longer;
  }
  return broken;
}
