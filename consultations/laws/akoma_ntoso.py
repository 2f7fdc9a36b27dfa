"""Handing a text out as Akoma Ntoso 3.0 (OASIS LegalDocML, 2018), the international form of laws in XML.

Sections, chapters and parts have elements of their own there; ข้อ is a clause, วรรค a paragraph, อนุมาตรา a point. What a statute
says before its sections is the preamble, what it says behind them the conclusions; notes and annexes are containers of the body.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from consultations.laws.models import DocumentKind, PartOfText, Version
from consultations.laws.structure import ProvisionKind

Kind = ProvisionKind
NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
ELEMENTS = {
    Kind.BOOK: "book",
    Kind.DIVISION: "division",
    Kind.TITLE: "title",
    Kind.CHAPTER: "chapter",
    Kind.PART: "part",
    Kind.SUBPART: "subpart",
    Kind.SECTION: "section",
    Kind.CLAUSE: "clause",
    Kind.PARAGRAPH: "paragraph",
    Kind.ITEM: "point",
}
_ROOTS = {DocumentKind.DRAFT: "bill", DocumentKind.LAW_IN_FORCE: "act"}


@dataclass(frozen=True)
class Work:
    """What a text is, for its head. number: as addresses name it; expression: which of its texts; address: of its page.

    kind: as the house names it; aliases and dates of the work, and dates of the expression: by their names.
    publication: name, number and day of the paper in which it was published.
    """

    root: str
    kind: str
    number: str
    expression: str
    agency_code: str
    agency_name: str
    address: str
    aliases: dict[str, str]
    made_on: date
    dates: dict[str, date]
    publication: tuple[str, str, date] | None = None
    expression_dates: dict[str, date] = field(default_factory=dict)


def of_document(version: Version, address: str) -> Work:
    document, kept_on = version.document, version.kept_at.date()
    agency = document.consultation.agency
    return Work(
        root=_ROOTS.get(DocumentKind(document.kind), "doc"),
        kind=document.kind,
        number=f"{document.consultation.slug}-{document.n}",
        expression=f"version-{version.number}",
        agency_code=agency.code,
        agency_name=agency.name_th,
        address=address,
        aliases={"title": document.title_th},
        made_on=kept_on,
        dates={"kept": kept_on},
        expression_dates={"kept": kept_on},
    )


def as_akoma_ntoso(rows: Sequence[PartOfText], work: Work) -> str:
    """One text as a document. rows: all of it."""
    return "".join(_Writer(rows, work).pieces())


class _Writer:
    def __init__(self, rows: Sequence[PartOfText], work: Work) -> None:
        self.work, self.root = work, work.root
        self.below: dict[int | None, list[PartOfText]] = defaultdict(list)
        for row in rows:
            self.below[row.above_id].append(row)  # type: ignore[attr-defined]
        self.out: list[str] = []

    def pieces(self) -> list[str]:
        top = self.below[None]
        body = [row for row in top if row.kind not in {Kind.PREAMBLE, Kind.CLOSING}]
        self.out.append(f'<?xml version="1.0" encoding="UTF-8"?>\n<akomaNtoso xmlns="{NAMESPACE}">')
        self.out.append(f"<{self.root} name={quoteattr(self.work.kind)}>{self._meta()}")
        for row in top:
            if row.kind == Kind.PREAMBLE:
                self._frame("preamble", row)
        self.out.append("<mainBody>" if self.root == "doc" else "<body>")
        for row in body:
            self._part(row)
        if not body:
            self.out.append(
                '<hcontainer name="empty" eId="empty"><content eId="empty__content"><p/></content></hcontainer>'
            )
        self.out.append("</mainBody>" if self.root == "doc" else "</body>")
        for row in top:
            if row.kind == Kind.CLOSING:
                self._frame("conclusions", row)
        self.out.append(f"</{self.root}></akomaNtoso>\n")
        return self.out

    def _meta(self) -> str:
        told = self.work
        work = f"/akn/th/{self.root}/{told.made_on:%Y}/{told.number}"
        expression = f"{work}/tha@{told.expression}"
        author = '<FRBRauthor href="#agency"/>'
        aliases = "".join(
            f"<FRBRalias value={quoteattr(value)} name={quoteattr(name)}/>"
            for name, value in told.aliases.items()
            if value
        )
        dates, published = _dates(told.expression_dates), ""
        if told.publication:
            name, number, day = told.publication
            published = f'<publication date="{day:%Y-%m-%d}" name={quoteattr(name)} showAs={quoteattr(name)} number={quoteattr(number)}/>'
        return (
            '<meta><identification source="#agency">'
            f"<FRBRWork><FRBRthis value={quoteattr(work)}/><FRBRuri value={quoteattr(work)}/>"
            f'{aliases}{_dates(told.dates)}{author}<FRBRcountry value="th"/></FRBRWork>'
            f"<FRBRExpression><FRBRthis value={quoteattr(expression)}/><FRBRuri value={quoteattr(expression)}/>{dates}{author}"
            '<FRBRlanguage language="tha"/></FRBRExpression>'
            f"<FRBRManifestation><FRBRthis value={quoteattr(expression + '.xml')}/><FRBRuri value={quoteattr(expression + '.xml')}/>"
            f"{dates}{author}</FRBRManifestation></identification>{published}"
            f'<references source="#agency"><original eId="original" href={quoteattr(told.address)} showAs="text"/>'
            f'<TLCOrganization eId="agency" href="/ontology/organization/th/{escape(told.agency_code)}" '
            f"showAs={quoteattr(told.agency_name)}/></references></meta>"
        )

    def _frame(self, element: str, row: PartOfText) -> None:
        own = [f"<p>{escape(row.text)}</p>"] if row.text else []
        lines = own + [f"<p eId={quoteattr(each.eid)}>{_numbered(each)}</p>" for each in self._inside(row)]
        self.out.append(f"<{element} eId={quoteattr(row.eid)}>{''.join(lines) or '<p/>'}</{element}>")

    def _inside(self, row: PartOfText) -> list[PartOfText]:
        found = []
        for child in self.below[row.pk]:
            found += [child, *self._inside(child)]
        return found

    def _part(self, row: PartOfText) -> None:
        element = ELEMENTS.get(ProvisionKind(row.kind), "hcontainer")
        name = f" name={quoteattr(row.kind)}" if element == "hcontainer" else ""
        self.out.append(f"<{element}{name} eId={quoteattr(row.eid)}>")
        if row.label:
            self.out.append(f"<num title={quoteattr(row.number)}>{escape(row.label)}</num>")
        if row.heading:
            self.out.append(f"<heading>{escape(row.heading)}</heading>")
        below = self.below[row.pk]
        said = f"<p>{escape(row.text)}</p>" if row.text else "<p/>"
        if not below:
            self.out.append(f"<content eId={quoteattr(row.eid + '__content')}>{said}</content>")
        elif row.text:
            self.out.append(f"<intro eId={quoteattr(row.eid + '__intro')}>{said}</intro>")
        for child in below:
            self._part(child)
        self.out.append(f"</{element}>")


def _dates(dates: dict[str, date]) -> str:
    return "".join(f'<FRBRdate date="{day:%Y-%m-%d}" name={quoteattr(name)}/>' for name, day in dates.items())


def _numbered(row: PartOfText) -> str:
    """A line of what has no numbers of its own in the schema: its label is marked, so that it can be told from the words."""
    if not row.label:
        return escape(row.text)
    return f'<inline name="num" title={quoteattr(row.number)}>{escape(row.label)}</inline> {escape(row.text)}'
