"""Promise A2: a page weighs under 150 kB, everything with it, without the map."""

import json
import re
from pathlib import Path

import pytest

from tests.factories import make_area

DIST = Path(__file__).parents[2] / "frontend" / "dist"
LIMIT = 150_000


def sent(address: str) -> int:
    """Bytes on the line: the smallest of what lies beside the file, as whitenoise sends it."""
    file = DIST / address.removeprefix("/static/")
    return min(each.stat().st_size for each in (file, Path(f"{file}.br"), Path(f"{file}.gz")) if each.exists())


def fonts() -> int:
    """All six a Thai page can ask for: Thai and Latin letters in three weights."""
    manifest = json.loads(DIST.joinpath(".vite", "manifest.json").read_text())
    return sum(
        DIST.joinpath(entry["file"]).stat().st_size
        for name, entry in manifest.items()
        if re.search(r"sarabun-(thai|latin)-\d00-normal\.woff2$", name)
    )


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/complaints/new/", "/track/", "/accounts/login/", "/no/such/page/"])
def test_A2_a_page_with_all_it_needs_weighs_under_150_kB(client, address):
    page = client.get(address).content
    files = {each for each in re.findall(r"(?:href|src)=\"(/static/[^\"]+)\"", page.decode()) if "sarabun" not in each}
    assert any(name.endswith(".css") for name in files)
    assert any(name.endswith(".js") for name in files)
    assert len(page) + sum(map(sent, files)) + fonts() < LIMIT


PUBLIC_PAGES = [
    "/",
    "/areas/",
    "/areas/4001/",
    "/cases/",
    "/cases/map/",
    "/consultations/",
    "/help/",
    "/help/emergency/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_A2_a_public_page_is_sent_packed_to_who_can_unpack_it(client, address):
    make_area(40, "ขอนแก่น", "Khon Kaen")
    make_area(4001, "เมืองขอนแก่น", "Mueang Khon Kaen")
    packed = client.get(address, headers={"accept-encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.content) < len(client.get(address).content) / 2


def test_A2_the_map_is_not_among_it():
    main = next(DIST.glob("assets/main-*.js"))
    assert main.stat().st_size < 60_000
