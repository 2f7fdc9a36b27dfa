import { say } from "../wording";
import type { Pin } from "./map";
import { readPhoto, withoutTraces } from "./photo_data";
import { PIN_GIVEN } from "./place";
import { provinceAt } from "./provinces";

const LONG_SIDE = 2560;
const QUALITY = 0.85;
const SIGNATURE_LENGTH = 12;
const READABLE = /^image\/(jpeg|png|webp)$/;

/**
 * Pictures are made ready on the device, before they are sent: the long side is at most 2560 pixels, and what a JPEG tells
 * of place, time and camera is gone. A small picture keeps its pixels as they are. What this browser cannot read (HEIC) is
 * left to the server, which does the same.
 *
 * Around `input[type=file]`. If a picture knows where it was taken, `[data-photos="offer"]` asks whether that is the place;
 * only `[data-photos="use"]` gives it to the page's `place` module. Not asked of who tells in confidence.
 * `data-text-taken` ("… {province}"), `data-text-taken-at` ("… {latitude}, {longitude}"), `data-text-busy`.
 *
 * What is empty or no picture at all is left out at once, and `[data-photos="refused"]` says which, and why
 * (`data-text-empty`, `data-text-no-picture`): who learned of it only after the step had moved on to something else.
 */
export function photos(root: HTMLElement): void {
  const input = root.querySelector<HTMLInputElement>("input[type=file]");
  if (input) new Photos(root, input).listen();
}

class Photos {
  private pin: Pin | null = null;
  private ready: Promise<void> = Promise.resolve();
  private isBusy = false;
  private isOurs = false; // a change that we made ourselves

  constructor(
    private readonly root: HTMLElement,
    private readonly input: HTMLInputElement,
  ) {}

  listen(): void {
    this.input.addEventListener("change", () => {
      if (!this.isOurs) this.begin();
    });
    if (this.input.files?.length) this.begin(); // chosen while this module was still on its way
    // Whoever is quicker than the device: the form goes when its pictures are ready.
    this.input.form?.addEventListener("submit", (event) => {
      if (!this.isBusy) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const { submitter } = event as SubmitEvent;
      void this.ready.then(() => this.input.form?.requestSubmit(submitter as HTMLElement));
    });
    this.part("use")?.addEventListener("click", () => {
      const detail = this.pin;
      this.offer(null);
      this.placeOfPage()?.dispatchEvent(new CustomEvent(PIN_GIVEN, { detail }));
    });
    this.part("leave")?.addEventListener("click", () => this.offer(null));
  }

  private begin(): void {
    this.isBusy = true;
    this.tell(say(this.root.dataset["textBusy"]));
    this.ready = this.prepare([...(this.input.files ?? [])]).finally(() => {
      this.isBusy = false;
      this.tell("");
    });
  }

  private async prepare(files: File[]): Promise<void> {
    const chosen = new DataTransfer();
    let place: Pin | null = null;
    const refused: string[] = [];
    for (const file of files) {
      const why = await this.whyNot(file);
      if (why) {
        refused.push(`${file.name}: ${why}`);
        continue;
      }
      const bytes = READABLE.test(file.type) ? await file.arrayBuffer() : new ArrayBuffer(0);
      const told = readPhoto(bytes);
      place ??= told?.place ?? null;
      chosen.items.add(await madeReady(file, bytes, told?.orientation ?? 1));
    }
    this.input.files = chosen.files;
    this.refuse(refused);
    await this.offer(place);
  }

  /** What is surely none of ours; of everything else the server has the last word. */
  private async whyNot(file: File): Promise<string> {
    const { textEmpty, textNoPicture } = this.root.dataset;
    if (file.size === 0) return say(textEmpty);
    if (file.type === "application/pdf") return ""; // something may stand before its first line
    const begin = new Uint8Array(await file.slice(0, SIGNATURE_LENGTH).arrayBuffer());
    return isPictureOrPdf(begin) ? "" : say(textNoPicture);
  }

  private refuse(sentences: string[]): void {
    const part = this.part("refused");
    if (!part) return;
    part.hidden = sentences.length === 0;
    part.textContent = sentences.join(" · ");
    if (sentences.length === 0) return;
    this.isOurs = true; // the number of files that stands beside the button
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    this.isOurs = false;
  }

  private async offer(pin: Pin | null): Promise<void> {
    this.pin = pin;
    const part = this.part("offer");
    const asks = pin !== null && this.placeOfPage() !== null && !this.input.form?.querySelector("[data-in-confidence]:checked");
    if (!part) return;
    part.hidden = true;
    if (!asks || !pin) return;
    const code = await provinceAt(pin).catch(() => undefined);
    if (code === null) return; // abroad: no place of ours
    const option = document.querySelector<HTMLOptionElement>(`[data-place="province"] option[value="${code ?? ""}"]`);
    const { textTaken, textTakenAt } = this.root.dataset;
    const [latitude, longitude] = [pin.latitude.toFixed(5), pin.longitude.toFixed(5)];
    const sentence = code === undefined ? say(textTakenAt, { latitude, longitude }) : say(textTaken, { province: option?.text ?? "" });
    const words = this.part("taken");
    if (words) words.textContent = sentence;
    part.hidden = false;
  }

  private placeOfPage(): HTMLElement | null {
    return document.querySelector<HTMLElement>('[data-module="place"]');
  }

  private tell(sentence: string): void {
    const status = this.part("status");
    if (status) status.textContent = sentence;
  }

  private part(name: string): HTMLElement | null {
    return this.root.querySelector<HTMLElement>(`[data-photos="${name}"]`);
  }
}

/** The first bytes of JPEG, PNG, GIF, WebP, HEIC and AVIF, and of a PDF without a name of its kind. */
function isPictureOrPdf(begin: Uint8Array): boolean {
  const letters = String.fromCharCode(...begin);
  return /^(?:\xff\xd8|\x89PNG|GIF8|RIFF....WEBP|....ftyp(?:hei|hev|mif|msf|avi)|%PDF)/s.test(letters);
}

/** The picture as it is sent; where this browser cannot read it, as it is, but a JPEG without its traces. */
async function madeReady(file: File, bytes: ArrayBuffer, orientation: number): Promise<File> {
  if (bytes.byteLength === 0) return file;
  const picture = await createImageBitmap(file).catch(() => null); // turned upright by its orientation
  const scale = picture ? LONG_SIDE / Math.max(picture.width, picture.height) : 1;
  const content = picture && scale < 1 ? await drawn(picture, scale) : withoutTraces(bytes, orientation);
  picture?.close();
  const name = file.name.replace(/\.\w+$/, "");
  return content ? new File([content], `${name}.jpg`, { type: "image/jpeg" }) : file;
}

async function drawn(picture: ImageBitmap, scale: number): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  const pencil = canvas.getContext("2d");
  if (!pencil) return null;
  pencil.fillStyle = "white"; // a JPEG has no glass
  pencil.fillRect(0, 0, canvas.width, canvas.height);
  pencil.imageSmoothingQuality = "high";
  pencil.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}
