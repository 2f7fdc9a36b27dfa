"""A published report with all public data of its consultation as one ZIP, made once by the worker and then only handed out.

Nothing stands in it that no page shows: words of people are masked, who wrote several texts is not told, numbers keep the floors of
the pages. What moderation takes down afterwards is not in it any longer: it is made again.
"""

from __future__ import annotations

import hashlib
import logging
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import override

from consultations.models import Consultation
from consultations.moderation.history import lock_moderating
from consultations.moderation.models import ModerationAct
from consultations.results.bundle_tables import TABLES
from consultations.results.models import PdfState, ReportVersion
from consultations.results.report_words import rows_of

log = logging.getLogger(__name__)
BUNDLE = "bundle_reports"
"""The chore's name."""
BATCH = 5
_PIECE = 64 * 1024


def waiting() -> QuerySet[ReportVersion]:
    """Those without a ZIP whose paper is settled, and those from which something has been taken down since."""
    unmade = Q(bundle_state=PdfState.WAITING) & ~Q(pdf_state=PdfState.WAITING)
    return ReportVersion.objects.filter(unmade | Q(pk__in=stale().values("pk")))


def stale() -> QuerySet[ReportVersion]:
    acts = ModerationAct.objects.filter(consultation=OuterRef("report__consultation"), at__gte=OuterRef("bundled_at"))
    return ReportVersion.objects.filter(Exists(acts), bundle_state=PdfState.READY)


def bundle_waiting() -> int:
    """Make those that wait. Returns how many were made or given up."""
    done = 0
    for pk in list(waiting().order_by("id").values_list("pk", flat=True)[:BATCH]):
        try:
            done += _bundle_one(pk)
        except (OperationalError, InterfaceError):
            raise  # the database is at fault, not the report
        except Exception:
            log.exception("The data of result report %s could not be put together", pk)
            done += ReportVersion.objects.filter(pk=pk).update(bundle_state=PdfState.FAILED)
    return done


def _bundle_one(pk: int) -> bool:
    consultation = Consultation.objects.get(report__versions=pk)
    with transaction.atomic():
        lock_moderating(
            consultation
        )  # an act of moderation that has begun is over: it is seen below, or comes later than `begun`
        begun = timezone.now()
    return _make(pk, begun)


@transaction.atomic
def _make(pk: int, begun: datetime) -> bool:
    rows = ReportVersion.objects.select_for_update(skip_locked=True, of=("self",))
    version = rows.filter(pk=pk).select_related("report__consultation").first()
    if version is None or not waiting().filter(pk=pk).exists():
        return False
    name = f"reports/{version.public_id}.zip"
    with TemporaryFile() as archive:
        with override("th"):
            write_bundle(version, archive)
        archive.seek(0)
        default_storage.delete(name)  # of a worker that was killed before it could say so, or what is made again
        version.bundle_stored_as = default_storage.save(name, File(archive))
    version.bundle_state, version.bundled_at = PdfState.READY, begun
    version.save(update_fields=["bundle_stored_as", "bundle_state", "bundled_at"])
    return True


def write_bundle(version: ReportVersion, archive: IO[bytes]) -> None:
    from consultations.results.bundle_words import readme_of
    from consultations.results.report_views import as_data
    from records.spreadsheets import csv_of

    day = timezone.localtime(version.published_at).timetuple()[:6]
    sums: dict[str, str] = {}
    tables = [table for table in TABLES if table.is_there(version)]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as bundle:
        _write(bundle, "report.json", _as_json(as_data(version)), day, sums)
        _write(bundle, "numbers.csv", csv_of(rows_of(version)), day, sums)
        if version.pdf_state == PdfState.READY:
            with default_storage.open(version.pdf_stored_as) as paper:
                _write(bundle, "report.pdf", iter(lambda: paper.read(_PIECE), b""), day, sums)
        for table in tables:
            _write(bundle, f"{table.name}.csv", table.lines(version), day, sums)
        _write(bundle, "README.md", [readme_of(version, tables, list(sums)).encode()], day, sums)
        told = "".join(f"{digest}  {name}\n" for name, digest in sums.items())
        _write(bundle, "SHA256SUMS", [told.encode()], day, {})


def _write(
    bundle: zipfile.ZipFile, name: str, pieces: Iterable[bytes], day: tuple[int, ...], sums: dict[str, str]
) -> None:
    entry = zipfile.ZipInfo(name, day)  # type: ignore[arg-type]
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    whole = hashlib.sha256()
    with bundle.open(entry, "w", force_zip64=True) as file:
        for piece in pieces:
            whole.update(piece)
            file.write(piece)
    sums[name] = whole.hexdigest()


def _as_json(told: dict[str, Any]) -> Iterator[bytes]:
    import json

    yield json.dumps(told, ensure_ascii=False, indent=1).encode()
