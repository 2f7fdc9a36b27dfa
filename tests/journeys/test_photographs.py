"""What a photograph tells of place and camera does not leave the device, whenever it was chosen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route

from tests.journeys.stories import tell
from tests.records.files import phone_photo

pytestmark = pytest.mark.journey

MODULE = "**/photos-*.js"
TRACES = (b"Exif", b"SecretCamera", b"SecretAuthor", b"SecretXmp", b"SecretComment")
KEEP_WHAT_IS_SENT = """() => document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return; // the pictures are not ready
  event.preventDefault();
  window.sent = new FormData(event.target, event.submitter).getAll("files");
})"""
READ_WHAT_IS_SENT = """() => window.sent && Promise.all(window.sent.map(async (file) =>
  [file.name, Array.from(new Uint8Array(await file.arrayBuffer()), (byte) => String.fromCharCode(byte)).join("")]))"""


def unreadable(photo: bytes) -> bytes:
    """The same photograph in a form that no browser draws: lossless JPEG."""
    return photo.replace(b"\xff\xc0", b"\xff\xc3", 1)


def sent_from(page: Page) -> list[tuple[str, bytes]]:
    """The files that leave the device when the step is sent, by their names."""
    page.evaluate(KEEP_WHAT_IS_SENT)
    page.get_by_role("button", name="ตรวจก่อนส่ง").last.click()
    page.wait_for_function("() => window.sent")
    return [(name, content.encode("latin-1")) for name, content in page.evaluate(READ_WHAT_IS_SENT)]


@pytest.mark.parametrize("is_late", [False, True], ids=["module in time", "module late"])
@pytest.mark.parametrize("made", [bytes, unreadable], ids=["drawn", "not drawn"])
def test_lose_their_traces_on_the_device(windows, is_late, made):
    held: list[Route] = []
    page = windows.open(width=360)
    if is_late:
        page.route(MODULE, lambda route: held.append(route))
    photo = made(phone_photo())
    assert all(trace in photo for trace in TRACES)
    with page.expect_request(MODULE):
        tell(page, "ไฟทางหน้าตลาดดับทั้งแถวมาสองสัปดาห์แล้ว")
    if not is_late:
        page.wait_for_load_state("networkidle")
    chosen = page.locator("input[type=file]")
    chosen.set_input_files([{"name": "ถนน.jpg", "mimeType": "image/jpeg", "buffer": photo}])
    for route in held:
        with page.expect_response(MODULE):
            route.continue_()
    page.wait_for_load_state("networkidle")

    [(name, content)] = sent_from(page)

    assert name == "ถนน.jpg" and content.startswith(b"\xff\xd8") and len(content) > len(photo) / 4
    assert not [trace for trace in TRACES if trace in content]
