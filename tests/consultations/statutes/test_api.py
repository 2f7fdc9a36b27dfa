"""The law database for programs: laws, what they say on a day, and the feed of changes."""

from datetime import date

import pytest

from consultations.statutes import api
from consultations.statutes.indexing import index_laws
from consultations.statutes.linking import link_law
from consultations.statutes.steps import Step, add_step, take_step_back
from tests.consultations.laws.drafts import FIRST, SECOND
from tests.consultations.statutes.conftest import AMENDED

pytestmark = pytest.mark.django_db


def get(client, address, status=200, **query):
    answer = client.get(f"/api/v1/{address}", query)
    assert answer.status_code == status, answer.content
    return answer.json()


@pytest.fixture
def amended(law, keep):
    keep(law, FIRST)
    keep(law, SECOND, AMENDED, amended_by="ฉบับที่ 2")
    return law


def test_lists_and_searches(client, amended, register):
    register(title_th="พระราชบัญญัติอ้อย พ.ศ. 2550", kind="rule")
    while index_laws.function():
        pass
    assert len(get(client, "laws/")["laws"]) == 2
    assert [each["kind"] for each in get(client, "laws/", kind="rule")["laws"]] == ["rule"]
    found = get(client, "laws/", q="ไฟฟ้า")["laws"]
    assert [each["id"] for each in found] == [amended.slug]
    assert found[0]["sections"][0]["id"] == "sec_3"


@pytest.mark.parametrize("query", [{"kind": "x"}, {"state": "x"}, {"agency": "x"}])
def test_what_is_unknown_is_refused_by_field(client, law, query):
    told = get(client, "laws/", 400, **query)
    assert told["field"] == next(iter(query))


def test_pages_end(client, register):
    for n in range(23):
        register(title_th=f"กฎหมาย {n:02}")
    first = get(client, "laws/")
    second = get(client, "laws/", after=first["next"])
    titles = [each["title"]["th"] for each in first["laws"] + second["laws"]]
    assert titles == [f"กฎหมาย {n:02}" for n in range(23)]
    assert second["next"] is None


def test_one_law_with_what_everybody_may_read(client, amended, announced, draft, suda):
    shown, hidden = announced(), draft(title_th="ยังไม่ประกาศ")
    link_law(shown, amended, role="evaluation", by=suda)
    link_law(hidden, amended, role="successor", by=suda)
    add_step(amended, Step("house", date(2026, 11, 3), "มติ"), by=suda)
    wrong = add_step(amended, Step("senate", date(2026, 11, 4), "มติ"), by=suda)
    take_step_back(wrong, reason="ผิดฉบับ", by=suda)
    told = get(client, f"laws/{amended.slug}/")
    assert [each["from"] for each in told["wordings"]] == ["2018-10-01", "2022-01-01"]
    assert [each["kind"] for each in told["steps"]] == ["house"]
    assert [each["id"] for each in told["consultations"]] == [shown.slug]
    assert told["state"] == "yes"
    get(client, "laws/69-zzzzzz/", 404)


def test_text_of_a_day(client, amended):
    address = f"laws/{amended.slug}/text/"
    assert get(client, address)["wording"]["from"] == "2022-01-01"
    assert get(client, address, on="2021-12-31")["wording"]["from"] == "2018-10-01"
    assert get(client, address, on="2017-01-01", status=404)["code"] == "not_found"
    assert get(client, address, on="soon", status=400)["field"] == "on"


def test_changes_come_once_each_in_their_order(client, monkeypatch, register, suda):
    monkeypatch.setattr(api, "CHANGES_A_PAGE", 2)
    laws = [register(title_th=f"กฎหมาย {n}") for n in range(3)]
    positions, kinds, after = [], [], 0
    for _page in range(5):
        told = get(client, "law-changes/", after=after)
        positions += [each["position"] for each in told["changes"]]
        kinds += [each["kind"] for each in told["changes"]]
        after = told["next"]
        if _page == 1:
            add_step(laws[0], Step("house", date(2026, 11, 3), "มติ"), by=suda)
    assert positions == [1, 2, 3, 4]
    assert kinds == ["registered"] * 3 + ["step"]
    for typed in ("x", "-1", "9" * 30):
        assert get(client, "law-changes/", 400, after=typed)["field"] == "after"


def test_asks_no_more_for_more(client, register, keep, django_assert_max_num_queries):
    for n in range(6):
        keep(register(title_th=f"กฎหมาย {n}"))
    for address in ("laws/", "law-changes/"):
        with django_assert_max_num_queries(4):
            get(client, address)


def test_too_many_reads_are_throttled(client, law, monkeypatch):
    monkeypatch.setattr(api, "READS_A_MINUTE", 2)
    for _read in range(2):
        get(client, "laws/")
    assert get(client, "laws/", 429)["code"] == "throttled"


def test_stands_in_the_schema(client):
    schema = client.get("/api/v1/schema/?format=json").json()
    for address in ("laws/", "laws/{slug}/", "laws/{slug}/text/", "law-changes/"):
        assert f"/api/v1/{address}" in schema["paths"]
