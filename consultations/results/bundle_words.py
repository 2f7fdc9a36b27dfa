"""What stands in the README of a report's ZIP: what it is, what each column means, how it may be used. In Thai, then in English."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from consultations.results.bundle_tables import Table
from consultations.results.models import ReportVersion
from consultations.results.report_words import facts_of, title_of
from directory.installation import site_url


def readme_of(version: ReportVersion, tables: Sequence[Table], names: Sequence[str]) -> str:
    parts = []
    for language in ("th", "en"):
        with override(language):
            parts.append("\n".join(_lines(version, tables, names)))
    return "\n\n---\n\n".join(parts) + "\n"


def _lines(version: ReportVersion, tables: Sequence[Table], names: Sequence[str]) -> list[str]:
    address = f"{site_url()}/consultations/{version.told['slug']}/results/?version={version.number}"
    about = {
        "report.json": _("the whole report as it was published, for programs"),
        "report.pdf": _("the report on paper, in Thai"),
        "numbers.csv": _("the numbers of the report, one a row"),
    } | {f"{table.name}.csv": _("a row is %(what)s") % {"what": table.about} for table in tables}
    lines = [f"# {title_of(version)}", "", *(f"- {name}: {told}" for name, told in facts_of(version)), f"- {address}"]
    lines += ["", f"## {_('Files')}", "", *(f"- `{name}`: {about[name]}" for name in names if name in about)]
    lines += [f"- `SHA256SUMS`: {_('checksums; sha256sum -c SHA256SUMS finds what was changed')}", ""]
    lines += [
        _("CSV is UTF-8 with a byte order mark. An apostrophe before a cell keeps a spreadsheet from calculating it.")
    ]
    for table in tables:
        if table.columns:
            lines += ["", f"## {table.name}.csv", "", *(f"- `{name}`: {told}" for name, told in table.columns.items())]
    licence = {"name": settings.OPEN_DATA_LICENCE[0], "page": settings.OPEN_DATA_LICENCE[1]}
    return [
        *lines,
        "",
        f"## {_('How it may be used')}",
        "",
        _("%(name)s, %(page)s. Name the agency that asked, and this address.") % licence,
        "",
        f"## {_('What is not in it')}",
        "",
        _(
            "Names, telephone numbers and addresses are masked as far as a program knows them. Single answers, and numbers of fewer"
            " than ten people of a group, are not told. An anonymous answer is one a browser, which is not one a person."
        ),
    ]
