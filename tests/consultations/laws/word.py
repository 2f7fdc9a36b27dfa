"""Word files for the tests, made by hand: what Word writes, and what it never would."""

import io
import zipfile
from xml.sax.saxutils import escape

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def paragraph(text: str, style: str = "", numbered: bool = False) -> str:
    told = f'<w:pStyle w:val="{style}"/>' if style else ""
    told += '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if numbered else ""
    return f"<w:p><w:pPr>{told}</w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def word_file(*paragraphs: str, head: str = HEAD) -> bytes:
    return packed(f"{head}<w:document {SPACES}><w:body>{''.join(paragraphs)}</w:body></w:document>".encode())


def packed(document: bytes, name: str = "word/document.xml") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("[Content_Types].xml", HEAD)
        folder.writestr(name, document)
    return file.getvalue()
