"""Files as administrators send them, and the pages that follow."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile

from directory.models import RegisterFile
from frontend.administration.lists import address_of
from frontend.administration.registers import REGISTERS


def csv_bytes(head: str, *lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([head, *lines, ""]).encode(encoding)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def send(page, slug: str, content: bytes, name: str = "rows.csv"):
    """Choose a file; the answer is the page that follows."""
    return page.post(f"/administration/{slug}/import/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def press(page, slug: str):
    """The button under the preview of the newest file."""
    file = RegisterFile.objects.latest("id")
    return page.post(f"/administration/{slug}/import/{file.public_id}/", {"seen": file.plan_digest}, follow=True)


def preview():
    """What the newest file would change."""
    return RegisterFile.objects.latest("id").preview


def counts() -> dict[str, int]:
    return {kind: n for kind, n in preview()["counts"].items() if n}


def refusals() -> list[tuple[int, str]]:
    """Line and reasons of what is refused."""
    return [(line["line"], " ".join(line["wrong"])) for line in preview()["shown"]["refused"]]


def row_page(slug: str, *key: str) -> str:
    return address_of(REGISTERS[slug], key)


def typed(answer) -> dict[str, str]:
    """What stands in the form of a page, as a browser would send it back."""
    form = answer.context["form"]
    told = {"seen": answer.context["seen"]}
    for bound in form:
        value = bound.value()
        if value is True:
            told[bound.html_name] = "on"
        elif value not in {None, False}:
            told[bound.html_name] = str(value)
    return told
