/**
 * Reads map tiles out of one file by Range requests (PMTiles specification, version 3).
 *
 * Only what a base map of a country needs: directories and tiles stored plain or as gzip, which is what the usual tools write.
 */
export type TileKind = "vector" | "raster";

const HEADER_BYTES = 127;
const PLAIN = 1;
const GZIP = 2;
const VECTOR = 1;
const DEEPEST_LEAF = 3;

interface Entry {
  id: number;
  offset: number;
  length: number;
  /** How many tiles in a row are this one; 0 for a leaf directory. */
  run: number;
}

export class TileArchive {
  private readonly directories = new Map<string, Promise<Entry[]>>();

  private constructor(
    private readonly address: string,
    private readonly header: DataView,
  ) {}

  static async open(address: string): Promise<TileArchive> {
    const header = new DataView(await read(address, 0, HEADER_BYTES));
    const name = String.fromCharCode(...new Uint8Array(header.buffer, 0, 7));
    if (name !== "PMTiles" || header.getUint8(7) !== 3) throw new Error(`${address} is no PMTiles file of version 3`);
    return new TileArchive(address, header);
  }

  get kind(): TileKind {
    return this.header.getUint8(99) === VECTOR ? "vector" : "raster";
  }

  get zooms(): { minzoom: number; maxzoom: number } {
    return { minzoom: this.header.getUint8(100), maxzoom: this.header.getUint8(101) };
  }

  /** The tile's bytes; empty where the map ends. */
  async tile(z: number, x: number, y: number): Promise<ArrayBuffer> {
    const id = tileId(z, x, y);
    let [offset, length] = [this.number(8), this.number(16)];
    for (let depth = 0; depth <= DEEPEST_LEAF; depth += 1) {
      const entry = find(await this.directory(offset, length), id);
      if (!entry) break;
      if (entry.run > 0) {
        const bytes = await read(this.address, this.number(56) + entry.offset, entry.length);
        return unpacked(bytes, this.header.getUint8(98));
      }
      [offset, length] = [this.number(40) + entry.offset, entry.length];
    }
    return new ArrayBuffer(0);
  }

  private directory(offset: number, length: number): Promise<Entry[]> {
    const key = `${offset}+${length}`;
    let directory = this.directories.get(key);
    if (!directory) {
      directory = read(this.address, offset, length)
        .then((bytes) => unpacked(bytes, this.header.getUint8(97)))
        .then(entriesOf);
      directory.catch(() => this.directories.delete(key)); // a broken line is asked again
      this.directories.set(key, directory);
    }
    return directory;
  }

  private number(at: number): number {
    return Number(this.header.getBigUint64(at, true));
  }
}

async function read(address: string, offset: number, length: number): Promise<ArrayBuffer> {
  const answer = await fetch(address, { headers: { Range: `bytes=${offset}-${offset + length - 1}` } });
  if (answer.status !== 206) throw new Error(`${address} is not served in parts (${answer.status})`);
  return answer.arrayBuffer();
}

async function unpacked(bytes: ArrayBuffer, compression: number): Promise<ArrayBuffer> {
  if (compression === PLAIN || compression === 0) return bytes;
  if (compression !== GZIP) throw new Error("only plain and gzip tiles can be read");
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

/** A directory is four columns of numbers, one after the other: id (as a step), run, length, offset. */
function entriesOf(buffer: ArrayBuffer): Entry[] {
  const next = numbers(new Uint8Array(buffer));
  const entries: Entry[] = Array.from({ length: next() }, () => ({ id: 0, offset: 0, length: 0, run: 0 }));
  let id = 0;
  for (const entry of entries) entry.id = id += next();
  for (const entry of entries) entry.run = next();
  for (const entry of entries) entry.length = next();
  let follows = 0;
  for (const entry of entries) {
    const offset = next();
    entry.offset = offset === 0 ? follows : offset - 1; // 0: right behind the one before
    follows = entry.offset + entry.length;
  }
  return entries;
}

/** Numbers of seven bits a byte, the lowest first; by multiplication, because they may pass 32 bits. */
function numbers(bytes: Uint8Array): () => number {
  let at = 0;
  return () => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = bytes[at];
      if (byte === undefined) throw new Error("a directory that is cut off");
      at += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  };
}

function find(entries: Entry[], id: number): Entry | undefined {
  let [low, high] = [0, entries.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry && entry.id <= id) low = middle + 1;
    else high = middle - 1;
  }
  const entry = entries[high];
  return entry && (entry.run === 0 || id < entry.id + entry.run) ? entry : undefined;
}

/** Tiles are numbered along a Hilbert curve, one zoom after the other. */
export function tileId(z: number, x: number, y: number): number {
  let id = (4 ** z - 1) / 3;
  let [left, top] = [x, y];
  for (let side = 2 ** (z - 1); side >= 1; side /= 2) {
    const right = (left & side) > 0 ? 1 : 0;
    const below = (top & side) > 0 ? 1 : 0;
    id += side * side * ((3 * right) ^ below);
    if (below === 0) {
      if (right === 1) [left, top] = [side - 1 - (left & (side - 1)), side - 1 - (top & (side - 1))];
      [left, top] = [top, left];
    }
    left &= side - 1;
    top &= side - 1;
  }
  return id;
}
