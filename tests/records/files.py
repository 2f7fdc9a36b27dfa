"""Files people send, and files attackers send, each made here from scratch."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

import pikepdf
from PIL import ExifTags, Image, PngImagePlugin

PLACE = {1: "N", 2: (13.0, 45.0, 24.0), 3: "E", 4: (100.0, 30.0, 6.0)}
MARKERS = (b"SecretCamera", b"SecretAuthor", b"SecretXmp", b"SecretComment", b"SecretProfile")


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    return Image.linear_gradient("L").resize((width, height)).convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    tags[ExifTags.Base.Make] = "SecretCamera"
    tags[ExifTags.Base.Artist] = "SecretAuthor"
    tags[ExifTags.Base.DateTime] = "2026:11:22 10:00:00"
    tags.get_ifd(ExifTags.IFD.GPSInfo).update(PLACE)
    tags.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.MakerNote] = b"SecretCamera" * 20
    return tags


def phone_photo(kind: str = "JPEG", orientation: int = 1) -> bytes:
    """A photograph that says where, when, by whom and with what it was taken, in every way its format knows."""
    options: dict[str, Any] = {"exif": exif(orientation), "icc_profile": b"SecretProfile" * 10}
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", "SecretComment")
        notes.add_itxt("XML:com.adobe.xmp", "SecretXmp")
        options["pnginfo"] = notes
    else:
        options |= {"xmp": b"<x>SecretXmp</x>", "comment": b"SecretComment"}
    return encoded(photo(), kind, **options)


def png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_bomb(side: int = 50_000) -> bytes:
    """Says it has 2.5 gigapixels, and packs as many zeros as fit a file anybody may send."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(100)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", packed) + png_chunk(b"IEND", b"")


def png_text_bomb() -> bytes:
    """A small picture with a note that unpacks to 80 MiB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(80)) + packer.flush()
    plain = encoded(photo(8, 8), "PNG")
    return plain[:33] + png_chunk(b"zTXt", b"Comment\0\0" + packed) + plain[33:]


def jpeg_of_many_scans(scans: int) -> bytes:
    """A progressive picture whose last pass is repeated: each costs the decoder a walk over the whole picture."""
    *first, last = encoded(photo(3_900, 3_900), "JPEG", progressive=True).split(b"\xff\xda")
    return b"\xff\xda".join([*first, *[last[:-2]] * scans, last])


def moving(kind: str, frames: int) -> bytes:
    pictures = [Image.new("RGB", (200, 200), (i % 256, i // 256, 0)) for i in range(frames)]
    return encoded(pictures[0], kind, save_all=True, append_images=pictures[1:], duration=10)


def zipped(name: str = "a.txt", content: bytes = b"x" * 1_000_000) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def pdf(change: Callable[[pikepdf.Pdf], None] | None = None, **options: Any) -> bytes:
    """A letter of two pages, changed before it is saved."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _page in range(2):
            document.add_blank_page()
            document.pages[-1].Contents = document.make_stream(b"0 0 m 100 100 l S")
        if change:
            change(document)
        if "encryption" not in options:  # keep streams as they are packed here
            options |= {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.none}
        document.save(out, **options)
    return out.getvalue()


def scripted(document: pikepdf.Pdf) -> None:
    """Every place a PDF can run something from, call out, carry a file or say who made it."""
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('SecretScript')")
    document.Root.OpenAction = script
    document.Root.AA = pikepdf.Dictionary(WC=script)
    document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["SecretScript", script]))
    document.attachments["SecretFile.exe"] = b"MZ SecretFile"
    document.docinfo["/Author"] = "SecretAuthor"
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = ["SecretAuthor"]
    page = document.pages[0].obj
    page.AA = pikepdf.Dictionary(O=script)
    call = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org/SecretScript")
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=call, T="SecretAuthor"
    )
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="SecretFile.exe")
    button = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, Rect=[0, 0, 9, 9], A=launch, AA=script
    )
    film = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.RichMedia, Rect=[0, 0, 9, 9], NM="SecretFile"
    )
    page.Annots = pikepdf.Array([link, button, document.make_indirect(film)])


def with_photo(document: pikepdf.Pdf) -> None:
    picture = document.make_stream(phone_photo(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    picture.Width, picture.Height, picture.BitsPerComponent = 640, 480, 8
    picture.ColorSpace, picture.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
    document.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=picture))
    document.pages[0].Contents = document.make_stream(b"q 400 0 0 300 0 0 cm /P Do Q")


def with_bomb(document: pikepdf.Pdf) -> None:
    """A page whose content unpacks to 160 MiB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(160)) + packer.flush()
    document.pages[0].Contents = document.make_stream(packed, Filter=pikepdf.Name.FlateDecode)


def with_double_bomb(document: pikepdf.Pdf) -> None:
    packed = zlib.compress(zlib.compress(bytes(50_000_000), 9), 9)
    filters = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
    document.pages[0].Contents = document.make_stream(packed, Filter=filters)


def with_many_objects(document: pikepdf.Pdf) -> None:
    document.Root.Many = document.make_indirect(pikepdf.Array([pikepdf.Dictionary(A=i) for i in range(120_000)]))


def deeply_nested(depth: int = 200_000) -> bytes:
    body = b"<< /Type /Catalog /Pages 2 0 R /Deep " + b"[" * depth + b"]" * depth + b" >>"
    return raw_pdf(body)


def raw_pdf(catalogue: bytes) -> bytes:
    """A PDF written by hand, as no library would."""
    out = b"%PDF-1.7\n1 0 obj\n" + catalogue + b"\nendobj\n"
    second = len(out)
    out += b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
    third = len(out)
    out += b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>\nendobj\n"
    table = len(out)
    entries = b"".join(b"%010d 00000 n \n" % offset for offset in (9, second, third))
    out += b"xref\n0 4\n0000000000 65535 f \n" + entries + b"trailer << /Size 4 /Root 1 0 R >>\n"
    return out + b"startxref\n%d\n%%%%EOF\n" % table


def pages_in_a_circle() -> bytes:
    return raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>").replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]")


@cache
def hostile(name: str) -> bytes:
    return HOSTILE[name][0]()


HOSTILE: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    # name as sent: (content, the codes it may be refused with; empty: it is cleaned)
    "ภาพ.svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', {"not_an_image_or_pdf"}),
    "หน้า.html": (lambda: b"<!doctype html><script>alert(1)</script>", {"not_an_image_or_pdf"}),
    "a.js": (lambda: b"alert(document.cookie)", {"not_an_image_or_pdf"}),
    "a.exe": (lambda: b"MZ\x90\x00" + bytes(500), {"not_an_image_or_pdf"}),
    "a.jpg.exe": (lambda: b"MZ\x90\x00" + bytes(500), {"not_an_image_or_pdf"}),
    "รูป\x00.php.jpg": (lambda: b"<?php phpinfo(); ?>", {"not_an_image_or_pdf"}),
    "รูป\u202egpj.exe": (lambda: b"#!/bin/sh\nid", {"not_an_image_or_pdf"}),
    "a.zip": (lambda: zipped(), {"not_an_image_or_pdf"}),
    "zip in zip.zip": (lambda: zipped("b.zip", zipped()), {"not_an_image_or_pdf"}),
    "a.gz": (lambda: zlib.compress(bytes(9_000_000), wbits=31), {"not_an_image_or_pdf"}),
    "a.tiff": (lambda: encoded(photo(), "TIFF"), {"not_an_image_or_pdf"}),
    "a.eps": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run", {"not_an_image_or_pdf"}),
    "gif and script.gif": (lambda: encoded(photo(), "GIF") + b"*/=1;alert('SecretScript')//", set()),
    "script in gif.gif": (lambda: b"GIF89a/*" + bytes(64) + b"*/=1;alert(1)", {"unreadable_file", "not_an_image_or_pdf"}),
    "photo and archive.jpg": (lambda: encoded(photo(), "JPEG") + b"<?php __HALT_COMPILER(); SecretScript" + zipped(), set()),
    "photo and page.png": (lambda: encoded(photo(), "PNG") + b"<script>SecretScript</script>", set()),
    "half a photo.jpg": (lambda: encoded(photo(), "JPEG")[:3_000], {"unreadable_file"}),
    "half a picture.png": (lambda: encoded(photo(), "PNG")[:500], {"unreadable_file"}),
    "half.webp": (lambda: encoded(photo(), "WEBP")[:200], {"unreadable_file"}),
    "only a head.jpg": (lambda: b"\xff\xd8\xff\xe0", {"unreadable_file", "not_an_image_or_pdf"}),
    "bomb.png": (png_bomb, {"picture_too_big"}),
    "bomb smaller.png": (lambda: png_bomb(12_000), {"picture_too_big"}),
    "bomb in a note.png": (png_text_bomb, {"unreadable_file"}),
    "many passes.jpg": (lambda: jpeg_of_many_scans(200), {"picture_too_big"}),
    "long film.gif": (lambda: moving("GIF", 1_000), set()),
    "long film.webp": (lambda: moving("WEBP", 200), set()),
    "letter.pdf": (lambda: pdf(scripted), set()),
    "letter and archive.pdf": (lambda: pdf() + b"SecretScript" + zipped(), set()),
    "locked.pdf": (lambda: pdf(encryption=pikepdf.Encryption(user="รหัส", owner="b")), {"locked_pdf"}),
    "half locked.pdf": (lambda: pdf(encryption=pikepdf.Encryption(user="", owner="b")), {"locked_pdf"}),
    "bomb.pdf": (lambda: pdf(with_bomb), {"unreadable_file"}),
    "double bomb.pdf": (lambda: pdf(with_double_bomb), {"unreadable_file"}),
    "many objects.pdf": (lambda: pdf(with_many_objects, object_stream_mode=pikepdf.ObjectStreamMode.generate), {"unreadable_file"}),
    "deep.pdf": (deeply_nested, {"unreadable_file"}),
    "circle.pdf": (pages_in_a_circle, {"unreadable_file"}),
    "only a head.pdf": (lambda: b"%PDF-1.7\n", {"unreadable_file"}),
    "page in disguise.pdf": (lambda: b"%PDF-<script>alert(1)</script>" * 50, {"unreadable_file"}),
}  # fmt: skip
