"""Rewrites a PDF without anything that runs, hides or tells who made it. A program of its own, run on one file:

    python -m records.pdf_clean < in.pdf > out.pdf

It starts by giving up memory and time, so that a hostile file can only kill this process. Exit status: 0 cleaned,
2 locked with a password, 3 unreadable or dangerous. Knows no Django.
"""

import contextlib
import io
import resource
import sys
import zlib
from collections.abc import Iterator
from typing import Any

MEMORY_BYTES = 190 * 1024 * 1024
CPU_S = 3
CLEANED, LOCKED, UNREADABLE = 0, 2, 3

MOST_NODES = 25_000
MOST_PAGES = 300
MOST_UNPACKED_BYTES = 150 * 1024 * 1024
MOST_PIXELS = 100_000_000

# Keys that run something, carry files, or say who, when and with what.
UNWANTED = frozenset(
    [
        *["/AA", "/JS", "/JavaScript", "/OpenAction", "/RichMediaContent", "/URI", "/XFA"],
        *["/AF", "/Collection", "/EF", "/Names"],
        *["/GPTS", "/LastModified", "/Measure", "/Metadata", "/PieceInfo", "/Thumb", "/VP"],
    ]
)
UNWANTED_OF_THE_DOCUMENT = frozenset(["/AcroForm", "/DSS", "/Extensions", "/Perms", "/SpiderInfo", "/Threads"])


class Dangerous(Exception):
    """Too big once unpacked, or built to stall a reader."""


def clean(source: bytes) -> bytes:
    """The same pages, with nothing but what is seen.

    Raises pikepdf.PasswordError for a locked file, Dangerous or pikepdf.PdfError for one that is not safe to open.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(source), suppress_warnings=True) as pdf:
        if pdf.is_encrypted:
            raise pikepdf.PasswordError("locked")
        if not 0 < len(pdf.pages) <= MOST_PAGES:
            raise Dangerous("pages")
        pdf.flatten_annotations("all")  # filled-in forms stay readable
        unpacked = 0
        for node in nodes(pdf):
            strip(node)
            if isinstance(node, pikepdf.Stream):
                unpacked += weigh(node, MOST_UNPACKED_BYTES - unpacked)
                strip_photograph(node)
        remove(pdf.Root, UNWANTED_OF_THE_DOCUMENT)
        remove(pdf.trailer, frozenset(["/Info"]))
        for page in pdf.pages:
            keep_only_jumps(page.obj)
        cleaned = io.BytesIO()
        pdf.remove_unreferenced_resources()
        pdf.save(cleaned, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        return cleaned.getvalue()


def nodes(pdf: Any) -> Iterator[Any]:
    """Every dictionary and stream of the file, also those inside others. Raises Dangerous when there are too many."""
    import pikepdf

    seen = 0
    waiting: list[Any] = list(pdf.objects)
    while waiting:
        node = waiting.pop()
        seen += 1
        if seen > MOST_NODES:
            raise Dangerous("nodes")
        if isinstance(node, pikepdf.Dictionary | pikepdf.Stream):
            yield node
            inner = [value for _key, value in node.items()]
        elif isinstance(node, pikepdf.Array):
            inner = list(node)
        else:
            continue
        # What other objects refer to is in the list already.
        waiting.extend(value for value in inner if isinstance(value, pikepdf.Object) and not value.is_indirect)


def remove(node: Any, keys: frozenset[str]) -> None:
    for key in node.keys() & keys:
        del node[key]


def strip(node: Any) -> None:
    remove(node, UNWANTED)
    keys = node.keys()
    # An action is kept only when it goes to a page of the same file, and is the last.
    if "/A" in keys and not is_a_jump_inside(node["/A"]):
        del node["/A"]
    if "/Next" in keys and "/S" in keys:
        del node["/Next"]


def is_a_jump_inside(action: Any) -> bool:
    import pikepdf

    return isinstance(action, pikepdf.Dictionary) and action.get("/S") == "/GoTo"


def keep_only_jumps(page: Any) -> None:
    """Of the notes on a page: what they show is part of the page by now."""
    import pikepdf

    if "/Annots" in page:
        jumps = [note for note in page["/Annots"] if "/A" in note or "/Dest" in note]
        page["/Annots"] = pikepdf.Array(note for note in jumps if note.get("/Subtype") == "/Link")


def weigh(stream: Any, most_bytes: int) -> int:
    """How many bytes a stream unpacks to. Raises Dangerous beyond `most_bytes`, or when it is packed twice."""
    filters = filter_names(stream)
    if filters.count("/FlateDecode") + filters.count("/LZWDecode") > 1:
        raise Dangerous("packed twice")
    if str(stream.get("/Subtype")) == "/Image" and number(stream, "/Width") * number(stream, "/Height") > MOST_PIXELS:
        raise Dangerous("pixels")
    raw = stream.read_raw_bytes()
    if filters[:1] != ["/FlateDecode"]:
        return len(raw)
    unpacked, unpacker = 0, zlib.decompressobj()
    try:
        while raw and not unpacker.eof:
            unpacked += len(unpacker.decompress(raw, 1 << 16))
            raw = unpacker.unconsumed_tail
            if unpacked > most_bytes:
                raise Dangerous("unpacks too far")
    except zlib.error:
        pass  # readers show what they could unpack so far; so do we
    return unpacked


def filter_names(stream: Any) -> list[str]:
    import pikepdf

    filters = stream.get("/Filter")
    if filters is None:
        return []
    return [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]


def number(node: Any, key: str) -> int:
    try:
        return int(node.get(key, 0))
    except (TypeError, ValueError):
        return 0


def strip_photograph(stream: Any) -> None:
    """Take place, time and camera out of a photograph that lies in the file as JPEG, packed or not."""
    import pikepdf

    filters = filter_names(stream)
    if "/DCTDecode" not in filters:
        return
    if filters not in (["/DCTDecode"], ["/FlateDecode", "/DCTDecode"]):
        raise Dangerous("a photograph packed in an unusual way")
    jpeg = stream.read_raw_bytes()
    if len(filters) == 2:  # weighed before, so it unpacks to a known size
        jpeg = zlib.decompress(jpeg)
    stream.write(without_jpeg_metadata(jpeg), filter=pikepdf.Name.DCTDecode)


def without_jpeg_metadata(jpeg: bytes) -> bytes:
    """The same picture without application segments (but Adobe's, which says how colours are stored) and comments.

    Source: ITU-T T.81, B.1.1: segments are a marker and a length until the scan begins.
    """
    if jpeg[:2] != b"\xff\xd8":
        return jpeg
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker == 0xEE or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            kept.append(jpeg[at : at + 2 + length])
        at += 2 + max(length, 2)
    return b"".join([*kept, jpeg[at:]])


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(Exception):
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes to a pipe only
    try:
        import pikepdf

        try:
            cleaned = clean(sys.stdin.buffer.read())
        except pikepdf.PasswordError:
            return LOCKED
    except Exception:
        return UNREADABLE
    sys.stdout.buffer.write(cleaned)
    sys.stdout.buffer.flush()
    return CLEANED


if __name__ == "__main__":
    sys.exit(main())
