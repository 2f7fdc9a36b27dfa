"""Word files (.docx) read as lines: their paragraphs, with headings; nothing is fetched, run or unpacked to the disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import IO
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.laws.lines import Line, plain_lines
from consultations.laws.structure import Finding

MOST_UNPACKED = 20 * 1024 * 1024
MOST_ELEMENTS = 600_000
"""Of a document's XML: several times the longest law; it takes 1 s of CPU."""
MOST_LETTERS = 4_000_000
_PIECE = 64 * 1024
_DOCUMENT = "word/document.xml"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_COPIES = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def read_word_file(content: bytes) -> tuple[list[Line], list[Finding]]:
    """The paragraphs, numbered from 1, and what of the file is not in them.

    Raises ValidationError: word_file_unreadable, word_file_too_large.
    """
    reader = _Paragraphs()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed, packed.open(_DOCUMENT) as document:
            _feed(reader, document)
    except (
        zipfile.BadZipFile,
        KeyError,
        expat.ExpatError,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise ValidationError(
            _("This Word file cannot be read. Save it once more as .docx, or paste its text."),
            code="word_file_unreadable",
        ) from error
    return reader.lines(), reader.findings()


def _feed(reader: _Paragraphs, document: IO[bytes]) -> None:
    unpacked = 0
    while piece := document.read(_PIECE):
        unpacked += len(piece)
        if unpacked > MOST_UNPACKED or reader.elements > MOST_ELEMENTS or reader.letters > MOST_LETTERS:
            raise ValidationError(
                _("This Word file is too large. Put the text without pictures and tables into a new file."),
                code="word_file_too_large",
            )
        reader.parser.Parse(piece, False)
    reader.parser.Parse(b"", True)


class _Unsafe(expat.ExpatError):
    """The file declares entities or a document type: no Word file does."""


class _Paragraphs:
    """Takes the text out of a document as it comes by. Deleted words, copies for old programs and fields' codes are left out."""

    def __init__(self) -> None:
        self.letters = self.elements = 0
        self.numbered: list[int] = []
        self.deleted: list[int] = []
        self._told: list[tuple[str, int]] = []
        self._words: list[list[str]] = []
        """One list for each paragraph that is open; a text box has paragraphs within a paragraph."""
        self._level = 0
        self._is_numbered = False
        self._hidden = 0
        self._takes_text = False
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._refuse

    def lines(self) -> list[Line]:
        found = []
        for number, (words, level) in enumerate(self._told, start=1):
            found += [Line(number, line.text, level) for line in plain_lines(words)]
        return found

    def findings(self) -> list[Finding]:
        told = (("numbered_by_word", self.numbered), ("deleted_in_word", self.deleted))
        return [Finding(code, tuple(at[:20])) for code, at in told if at]

    def _refuse(self, *_told: object) -> None:
        raise _Unsafe("a document type")

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        space, _gap, tag = name.rpartition(" ")
        if space == _COPIES and tag == "Fallback" or space == _W and tag in {"del", "moveFrom"}:
            self._hidden += 1
            if tag != "Fallback":
                self._note(self.deleted)
        elif space == _W and not self._hidden:
            self._begin_of_word(tag, attributes.get(f"{_W} val", ""))

    def _begin_of_word(self, tag: str, value: str) -> None:
        if tag == "p":
            self._words.append([])
            self._level, self._is_numbered = 0, False
        elif tag == "t":
            self._takes_text = bool(self._words)
        elif tag in {"tab", "br", "cr"} and self._words:
            self._words[-1].append(" " if tag == "tab" else "\n")
        elif tag == "noBreakHyphen" and self._words:
            self._words[-1].append("-")
        elif tag == "pStyle" and value.lower().startswith("heading") and value[-1:].isdigit():
            self._level = min(max(int(value[-1]), 1), 6)
        elif tag == "numId" and value not in {"", "0"}:
            self._is_numbered = True

    def _end(self, name: str) -> None:
        space, _gap, tag = name.rpartition(" ")
        if space == _COPIES and tag == "Fallback" or space == _W and tag in {"del", "moveFrom"}:
            self._hidden -= 1
        elif space == _W and not self._hidden:
            if tag == "t":
                self._takes_text = False
            elif tag == "p" and self._words:
                words = "".join(self._words.pop())
                self._told.append((words, self._level))
                if self._is_numbered and words.strip():
                    self.numbered.append(len(self._told))
                self._level, self._is_numbered = 0, False

    def _text(self, words: str) -> None:
        if self._takes_text and not self._hidden:
            self.letters += len(words)
            self._words[-1].append(words)

    def _note(self, places: list[int]) -> None:
        if not places or places[-1] != len(self._told) + 1:
            places.append(len(self._told) + 1)
