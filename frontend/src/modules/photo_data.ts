import type { Pin } from "./map";

const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2; // the colour profile
const APP14 = 0xee; // how Adobe wrote the colours: without it they would be read wrong
const COMMENT = 0xfe;
const SCAN = 0xda;
const ORIENTATION = 0x0112;
const GPS = 0x8825;
const TYPE_SIZES = [0, 1, 1, 2, 4, 8];

/** What a JPEG says of itself. orientation: 1 to 8, as Exif counts (1 is upright). */
export interface PhotoData {
  place: Pin | null;
  orientation: number;
}

/** Reads position and orientation from a JPEG's Exif data (CIPA DC-008, sections 4.6.2 and 4.6.6); null for anything else. */
export function readPhoto(bytes: ArrayBuffer): PhotoData | null {
  const view = new DataView(bytes);
  if (!isJpeg(view)) return null;
  const exif = segments(view).find(({ marker, start }) => marker === APP1 && text(view, start, 4) === "Exif");
  if (!exif) return { place: null, orientation: 1 };
  try {
    return new Tiff(new DataView(bytes, exif.start + 6, exif.end - exif.start - 6)).read();
  } catch (problem) {
    if (problem instanceof RangeError) return { place: null, orientation: 1 }; // cut off or made to mislead
    throw problem;
  }
}

/**
 * The same picture without anything it tells of the camera, the person and the place; its pixels are not touched. Only the
 * orientation stays. Null when it is no JPEG.
 */
export function withoutTraces(bytes: ArrayBuffer, orientation: number): Blob | null {
  const view = new DataView(bytes);
  if (!isJpeg(view)) return null;
  const parts: BlobPart[] = [new Uint8Array([0xff, 0xd8])];
  if (orientation > 1) parts.push(orientationOnly(orientation));
  let rest = 2;
  for (const { marker, at, end } of segments(view)) {
    rest = end;
    const tells = (marker > APP0 && marker <= 0xef && marker !== APP2 && marker !== APP14) || marker === COMMENT;
    if (!tells) parts.push(bytes.slice(at, end));
  }
  return new Blob([...parts, bytes.slice(rest)], { type: "image/jpeg" });
}

interface Segment {
  marker: number;
  at: number;
  start: number;
  end: number;
}

/** The segments before the picture itself. */
function segments(view: DataView): Segment[] {
  const found: Segment[] = [];
  let at = 2;
  while (at + 4 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    const end = at + 2 + view.getUint16(at + 2);
    if (marker === SCAN || end > view.byteLength || end < at + 4) break;
    found.push({ marker, at, start: at + 4, end });
    at = end;
  }
  return found;
}

class Tiff {
  private readonly little: boolean;

  constructor(private readonly view: DataView) {
    this.little = text(view, 0, 2) === "II";
  }

  read(): PhotoData {
    const main = this.directory(this.long(4));
    const turned = main.get(ORIENTATION);
    const orientation = turned === undefined ? 1 : this.view.getUint16(turned, this.little);
    const gps = main.get(GPS);
    const place = gps === undefined ? null : this.place(this.directory(this.long(gps)));
    return { place, orientation: orientation >= 1 && orientation <= 8 ? orientation : 1 };
  }

  /** Where the value of each tag stands. */
  private directory(offset: number): Map<number, number> {
    const values = new Map<number, number>();
    const count = Math.min(this.view.getUint16(offset, this.little), 200);
    for (let number = 0; number < count; number += 1) {
      const entry = offset + 2 + 12 * number;
      const size = (TYPE_SIZES[this.view.getUint16(entry + 2, this.little)] ?? 1) * this.long(entry + 4);
      values.set(this.view.getUint16(entry, this.little), size > 4 ? this.long(entry + 8) : entry + 8);
    }
    return values;
  }

  private place(gps: Map<number, number>): Pin | null {
    const [northSouth, north, eastWest, east] = [gps.get(1), gps.get(2), gps.get(3), gps.get(4)];
    if (northSouth === undefined || north === undefined || eastWest === undefined || east === undefined) return null;
    const latitude = this.degrees(north) * (text(this.view, northSouth, 1) === "S" ? -1 : 1);
    const longitude = this.degrees(east) * (text(this.view, eastWest, 1) === "W" ? -1 : 1);
    const isReal = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && (latitude !== 0 || longitude !== 0);
    return isReal ? { latitude, longitude } : null; // 0, 0 is what phones write that do not know; NaN is not real either
  }

  private degrees(at: number): number {
    const [degrees, minutes, seconds] = [0, 8, 16].map((step) => this.long(at + step) / this.long(at + step + 4));
    return (degrees ?? NaN) + (minutes ?? NaN) / 60 + (Number.isFinite(seconds) ? (seconds ?? 0) / 3600 : 0);
  }

  private long(at: number): number {
    return this.view.getUint32(at, this.little);
  }
}

function isJpeg(view: DataView): boolean {
  return view.byteLength > 4 && view.getUint16(0) === 0xffd8;
}

function text(view: DataView, at: number, length: number): string {
  return String.fromCharCode(...Array.from({ length }, (_none, step) => view.getUint8(at + step)));
}

function orientationOnly(orientation: number): Uint8Array<ArrayBuffer> {
  const exif = [0x45, 0x78, 0x69, 0x66, 0, 0]; // "Exif"
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  return new Uint8Array([0xff, APP1, 0, 2 + exif.length + tiff.length, ...exif, ...tiff]);
}
