"""All public data of a consultation as one ZIP: made once by the worker, holding nothing that no page shows."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import datetime

import pytest
from django.urls import reverse

from consultations.comments.models import Comment
from consultations.comments.placing import place_some
from consultations.moderation.acts import take_down
from consultations.moderation.rules import load_rules
from consultations.results import bundling
from consultations.results.bundling import bundle_waiting
from consultations.results.drawing import draw_waiting
from consultations.results.models import PdfState, ReportVersion
from consultations.results.reporting import publish_report, report_of
from directory.calendar import BANGKOK
from tests.consultations.comments.conftest import begin, browser, close, commenting, keep_next, malee, say
from tests.consultations.results.test_sections import FIRST, NEXT, WHY, keep

__all__ = ["begin", "commenting", "keep_next", "malee"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def published(begin, keep_next, suda, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    commenting = begin(text=FIRST)
    say(commenting, "sec_1", text="แคบไป โทร 081-234-5678")
    say(commenting, "sec_2", text="=HYPERLINK(1)", visitor=browser(2))
    keep_next(commenting, NEXT)
    while place_some():
        pass
    close(commenting)
    keep(commenting.consultation, suda, sec_1=WHY)
    return publish_report(commenting.consultation, seen=report_of(commenting.consultation).edits, by=suda)


@pytest.fixture
def made(published):
    draw_waiting()
    assert bundle_waiting() == 1
    published.refresh_from_db()
    return published


def address(version):
    return reverse("report_bundle", args=[version.report.consultation.slug])


def files(client, version):
    answered = client.get(address(version))
    assert answered.status_code == 200 and answered["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(b"".join(answered.streaming_content))) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


class TestTheZip:
    def test_waits_for_the_paper_and_is_made_once(self, published, client):
        assert bundle_waiting() == 0
        assert client.get(address(published)).status_code == 404
        draw_waiting()
        assert (bundle_waiting(), bundle_waiting()) == (1, 0)
        page = client.get(reverse("report", args=[published.report.consultation.slug])).content.decode()
        assert f"{address(published)}?version=1" in page

    def test_holds_everything_with_its_checksums_and_what_columns_mean(self, made, client):
        found = files(client, made)
        assert set(found) == {
            "report.json", "report.pdf", "numbers.csv", "comments.csv", "sections.csv", "README.md", "SHA256SUMS",
        }  # fmt: skip
        sums = dict(reversed(line.split("  ")) for line in found["SHA256SUMS"].decode().splitlines())
        assert sums == {
            name: hashlib.sha256(content).hexdigest() for name, content in found.items() if name != "SHA256SUMS"
        }
        readme = found["README.md"].decode()
        for name in ("comments.csv", "sections.csv"):
            for column in rows(found[name])[0]:
                assert f"- `{column}`: " in readme
        assert "CC BY 4.0" in readme and found["report.pdf"][:4] == b"%PDF"
        assert json.loads(found["report.json"])["law"]["sections"]

    def test_says_what_the_page_says_without_personal_data_or_formulas(self, made, client):
        found = files(client, made)
        told = rows(found["comments.csv"])
        assert [(row["section"], row["who"], row["mark"]) for row in told] == [
            ("sec_1", "anonymous", "changed"), ("sec_2", "anonymous", "unchanged"),
        ]  # fmt: skip
        assert told[1]["text"] == "'=HYPERLINK(1)"
        assert not any("081-234-5678" in content.decode(errors="replace") for content in found.values())
        assert [row["why"] for row in rows(found["sections.csv"]) if row["change"] == "changed"] == [WHY]

    def test_gives_days_as_they_are_in_thailand(self, made, client):
        night = datetime(2026, 11, 30, 2, 0, tzinfo=BANGKOK)
        Comment.objects.update(written_at=night)
        ReportVersion.objects.update(bundle_state="waiting", bundle_stored_as="")
        assert bundle_waiting() == 1
        assert {row["written_on"] for row in rows(files(client, made)["comments.csv"])} == {"2026-11-30"}

    def test_of_another_version_is_another(self, made, suda, client):
        consultation = made.report.consultation
        publish_report(consultation, seen=report_of(consultation).edits, reason="แก้ตัวเลข", by=suda)
        assert client.get(address(made)).status_code == 404
        assert client.get(f"{address(made)}?version=1").status_code == 200

    def test_without_a_paper_that_cannot_be_drawn_is_made_all_the_same(self, published, client):
        ReportVersion.objects.update(pdf_state=PdfState.FAILED)
        assert bundle_waiting() == 1
        assert "report.pdf" not in files(client, published)

    def test_that_cannot_be_made_keeps_no_other_waiting(self, published, monkeypatch):
        def breaks(version, archive):
            raise ValueError

        draw_waiting()
        monkeypatch.setattr(bundling, "write_bundle", breaks)
        assert (bundle_waiting(), bundle_waiting()) == (1, 0)
        published.refresh_from_db()
        assert published.bundle_state == PdfState.FAILED


class TestWhatIsTakenDownLater:
    def test_is_in_it_no_longer(self, made, client, suda):
        load_rules()
        comment = made.report.consultation.commenting.comments.get(unit="sec_2")
        take_down(made.report.consultation, comment.text_id, rule="insult", reason="ผิดกติกา", by=suda)
        assert client.get(address(made)).status_code == 404
        assert (bundle_waiting(), bundle_waiting()) == (1, 0)
        assert [row["section"] for row in rows(files(client, made)["comments.csv"])] == ["sec_1"]
