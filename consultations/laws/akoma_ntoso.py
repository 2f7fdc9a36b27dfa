"""Handing a text out as Akoma Ntoso 3.0 (OASIS LegalDocML, 2018), the international form of laws in XML.

Sections, chapters and parts have elements of their own there; ข้อ is a clause, วรรค a paragraph, อนุมาตรา a point. What a statute
says before its sections is the preamble, what it says behind them the conclusions; notes and annexes are containers of the body.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from consultations.laws.models import DocumentKind, Provision, Version
from consultations.laws.structure import ProvisionKind

Kind = ProvisionKind
NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_ELEMENTS = {
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


def as_akoma_ntoso(version: Version, rows: Sequence[Provision], *, address: str) -> str:
    """One version as a document. rows: all of it; address: of its page, which names the work as the house knows it."""
    return "".join(_Writer(version, rows, address).pieces())


class _Writer:
    def __init__(self, version: Version, rows: Sequence[Provision], address: str) -> None:
        self.version, self.address = version, address
        self.document = version.document
        self.root = _ROOTS.get(DocumentKind(self.document.kind), "doc")
        self.below: dict[int | None, list[Provision]] = defaultdict(list)
        for row in rows:
            self.below[row.above_id].append(row)
        self.out: list[str] = []

    def pieces(self) -> list[str]:
        top = self.below[None]
        body = [row for row in top if row.kind not in {Kind.PREAMBLE, Kind.CLOSING}]
        self.out.append(f'<?xml version="1.0" encoding="UTF-8"?>\n<akomaNtoso xmlns="{NAMESPACE}">')
        self.out.append(f"<{self.root} name={quoteattr(self.document.kind)}>{self._meta()}")
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
        work = f"/akn/th/{self.root}/{self.version.kept_at:%Y}/{self.document.consultation.slug}-{self.document.n}"
        expression = f"{work}/tha@version-{self.version.number}"
        date = f'<FRBRdate date="{self.version.kept_at:%Y-%m-%d}" name="kept"/>'
        author = '<FRBRauthor href="#agency"/>'
        name = self.document.consultation.agency.name_th
        return (
            '<meta><identification source="#agency">'
            f"<FRBRWork><FRBRthis value={quoteattr(work)}/><FRBRuri value={quoteattr(work)}/>"
            f'<FRBRalias value={quoteattr(self.document.title_th)} name="title"/>{date}{author}'
            '<FRBRcountry value="th"/></FRBRWork>'
            f"<FRBRExpression><FRBRthis value={quoteattr(expression)}/><FRBRuri value={quoteattr(expression)}/>{date}{author}"
            '<FRBRlanguage language="tha"/></FRBRExpression>'
            f"<FRBRManifestation><FRBRthis value={quoteattr(expression + '.xml')}/><FRBRuri value={quoteattr(expression + '.xml')}/>"
            f"{date}{author}</FRBRManifestation></identification>"
            f'<references source="#agency"><original eId="original" href={quoteattr(self.address)} showAs="text"/>'
            f'<TLCOrganization eId="agency" href="/ontology/organization/th/{escape(self.document.consultation.agency.code)}" '
            f"showAs={quoteattr(name)}/></references></meta>"
        )

    def _frame(self, element: str, row: Provision) -> None:
        lines = self._inside(row)
        said = "".join(
            f"<p eId={quoteattr(each.eid)}>{escape(' '.join(filter(None, (each.label, each.text))))}</p>"
            for each in lines
        )
        self.out.append(f"<{element} eId={quoteattr(row.eid)}>{said or '<p/>'}</{element}>")

    def _inside(self, row: Provision) -> list[Provision]:
        found = []
        for child in self.below[row.pk]:
            found += [child, *self._inside(child)]
        return found

    def _part(self, row: Provision) -> None:
        element = _ELEMENTS.get(ProvisionKind(row.kind), "hcontainer")
        name = f" name={quoteattr(row.kind)}" if element == "hcontainer" else ""
        self.out.append(f"<{element}{name} eId={quoteattr(row.eid)}>")
        if row.label:
            self.out.append(f"<num>{escape(row.label)}</num>")
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
