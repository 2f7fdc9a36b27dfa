"""A law or another paper, in whatever form it comes: pasted text, Markdown, JSON, Akoma Ntoso, a Word file."""

from __future__ import annotations

import codecs

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.laws.akoma_ntoso_files import is_akoma_ntoso, read_akoma_ntoso
from consultations.laws.json_files import read_json
from consultations.laws.lines import Line, is_markdown, markdown_lines, plain_lines
from consultations.laws.reading import read_lines
from consultations.laws.structure import Finding, LawText
from consultations.laws.word_files import read_word_file

MOST_BYTES = 10 * 1024 * 1024
MOST_LETTERS = 1_500_000
"""Three times the Civil and Commercial Code."""
MOST_PROVISIONS = 30_000
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_file(content: bytes) -> LawText:
    """What a file holds, known by what is in it, never by its name.

    Raises ValidationError: text_empty, text_too_long, too_many_parts, file_too_large, file_is_pdf, file_is_old_word,
    file_is_no_text, and those of `read_word_file`, `read_akoma_ntoso` and `read_json`.
    """
    if len(content) > MOST_BYTES:
        raise ValidationError(
            _("The file is larger than %(most)s MB. Put in the text without pictures."),
            code="file_too_large",
            params={"most": MOST_BYTES // (1024 * 1024)},
        )
    if content.lstrip()[:5] == b"%PDF-":
        raise ValidationError(
            _(
                "This is a PDF, of which no text is read: its letters come out torn. Add it as the official PDF, "
                "and put the text in as a Word file or paste it."
            ),
            code="file_is_pdf",
        )
    if content.startswith(_OLD_WORD):
        raise ValidationError(
            _("This is a file of an old Word (.doc). Save it as .docx and choose that."), code="file_is_old_word"
        )
    if content.startswith(b"PK\x03\x04"):
        lines, findings = read_word_file(content)
        return _checked_lines(lines, findings)
    if is_akoma_ntoso(content):
        return _checked(read_akoma_ntoso(content))
    return read_text(_decoded(content))


def read_text(text: str) -> LawText:
    """What was pasted. Raises ValidationError: text_empty, text_too_long, too_many_parts, and those of `read_json`."""
    if len(text) > MOST_LETTERS:
        raise _too_long()
    if text.lstrip("\ufeff \r\n\t")[:1] in {"{", "["}:
        return _checked(read_json(text.lstrip("\ufeff \r\n\t")))
    return _checked_lines(markdown_lines(text) if is_markdown(text) else plain_lines(text), [])


def _checked_lines(lines: list[Line], findings: list[Finding]) -> LawText:
    if not lines:
        raise ValidationError(_("There are no words in it. Paste the text or choose another file."), code="text_empty")
    if sum(len(line.text) for line in lines) > MOST_LETTERS:
        raise _too_long()
    _check_parts(len(lines))
    law = read_lines(lines)
    law.findings += findings
    return _checked(law)


def _checked(law: LawText) -> LawText:
    _check_parts(len(law.provisions))
    return law


def _check_parts(parts: int) -> None:
    if parts > MOST_PROVISIONS:
        raise ValidationError(
            _("The text has more than %(most)s paragraphs. Divide it into several documents."),
            code="too_many_parts",
            params={"most": f"{MOST_PROVISIONS:,}"},
        )


def _too_long() -> ValidationError:
    return ValidationError(
        _("The text has more than %(most)s letters. Divide it into several documents."),
        code="text_too_long",
        params={"most": f"{MOST_LETTERS:,}"},
    )


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or else Thai of Windows."""
    encodings = ["utf-16"] if content.startswith(_UTF_16) else ["utf-8-sig", "cp874"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ValidationError(
        _("This file is no text, JSON or Word file (.docx). Choose another one or paste the text."),
        code="file_is_no_text",
    )
