"""The base map is one file of the operator's, handed out in parts."""

import pytest

TILES = "/map/tiles.pmtiles"
CONTENT = bytes(range(256)) * 4


@pytest.fixture
def file(settings, tmp_path):
    path = tmp_path / "thailand.pmtiles"
    path.write_bytes(CONTENT)
    settings.PMTILES_FILE = str(path)
    return path


def part(client, wanted):
    return client.get(TILES, headers={"range": wanted} if wanted else {})


@pytest.mark.parametrize(
    ("wanted", "got", "told"),
    [
        ("bytes=0-126", CONTENT[:127], "bytes 0-126/1024"),
        ("bytes=1000-1023", CONTENT[1000:], "bytes 1000-1023/1024"),
        ("bytes=1000-999999", CONTENT[1000:], "bytes 1000-1023/1024"),
    ],
)
def test_a_part_is_what_was_asked_for(client, file, wanted, got, told):
    answer = part(client, wanted)
    assert (answer.status_code, answer.content) == (206, got)
    assert answer.headers["Content-Range"] == told


@pytest.mark.parametrize(
    "wanted",
    ["", "bytes=5-4", "bytes=1024-2000", "bytes=-5", "bytes=0-", "bytes=0-1,5-6", "lines=0-5", "bytes=๑-๒", "x" * 9000],
)
def test_anything_else_is_refused_with_the_length(client, file, wanted):
    answer = part(client, wanted)
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, "bytes */1024")


def test_never_much_at_once(client, file, monkeypatch):
    monkeypatch.setattr("frontend.map_tiles.MOST_AT_ONCE", 100)
    assert len(part(client, "bytes=0-1023").content) == 100


@pytest.mark.django_db
def test_without_the_setting_or_the_file_there_is_no_map(client, settings, tmp_path):
    for missing in ("", str(tmp_path / "nowhere.pmtiles"), str(tmp_path)):
        settings.PMTILES_FILE = missing
        assert part(client, "bytes=0-126").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/cases/map/", "where"])
def test_every_map_draws_over_it_and_names_who_made_it(client, file, settings, address):
    settings.MAP_CREDIT = "© OpenStreetMap"

    def page() -> str:
        if address == "where":
            told = {"text": "ไฟทางหน้าตลาดดับทั้งแถว", "step": "skip"}
            return client.post("/complaints/new/", told, follow=True).content.decode()
        return client.get(address).content.decode()

    assert f'data-tiles="{TILES}"' in page() and "© OpenStreetMap" in page()
    settings.PMTILES_FILE = settings.MAP_CREDIT = ""
    assert "data-tiles" not in page()
