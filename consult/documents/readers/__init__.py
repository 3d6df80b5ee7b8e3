"""One module per format; `read` chooses among them by what the bytes are, then by the name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath

from consult.documents import limits
from consult.documents.blocks import Document
from consult.documents.errors import UnreadableDocument

__all__ = ["FORMATS", "UnreadableDocument", "format_of", "read"]

# Endings a convenor may upload, for the file field of a form.
FORMATS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".docx": "docx",
    ".odt": "odt",
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
_REFUSED = {
    b"\xd0\xcf\x11\xe0": "This is an old Word (.doc) or a protected file: save it as .docx without a password.",
    b"{\\rtf": "This is a rich text file: save it as .docx.",
    b"\x89PNG": "This is a picture: Consult reads text only.",
    b"\xff\xd8\xff": "This is a picture: Consult reads text only.",
    b"GIF8": "This is a picture: Consult reads text only.",
    b"\x1f\x8b": "This is a compressed archive: unpack it first.",
    b"7z\xbc\xaf": "This is a compressed archive: unpack it first.",
}
_OTHER = "The file is not a document Consult can read: use Word, OpenDocument, PDF, HTML, Markdown or plain text."


def format_of(data: bytes, name: str) -> str:
    """ "docx", "odt", "pdf", "html", "markdown" or "text": what the bytes are, not what the name claims.

    Raises UnreadableDocument for any other kind of file.
    """
    for magic, reason in _REFUSED.items():
        if data.startswith(magic):
            raise UnreadableDocument(reason)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK"):
        return _zip_format(data)
    ending = PurePath(name.lower()).suffix
    head = data[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<!doctype html", b"<html")) or (ending in (".html", ".htm", ".xhtml") and b"<" in head):
        return "html"
    if head.startswith((b"<?xml", b"<!doctype")):
        if b"<html" in head and b"<!entity" not in head:
            return "html"
        raise UnreadableDocument(_OTHER)
    if ending in (".docx", ".odt", ".pdf"):
        raise UnreadableDocument(f"The file's name ends in {ending}, but it is damaged or something else.")
    return "markdown" if FORMATS.get(ending) == "markdown" else "text"


def _zip_format(data: bytes) -> str:
    with limits.check_zip(data) as archive:
        names = set(archive.namelist())
        if _is_odt(archive, names):
            return "odt"
    if "word/document.xml" in names or any(n.startswith("word/") for n in names):
        return "docx"
    raise UnreadableDocument(_OTHER)


def _is_odt(archive: zipfile.ZipFile, names: set[str]) -> bool:
    """Whether an open archive is an OpenDocument text, and no sheet or presentation."""
    if "content.xml" not in names:
        return False
    kind = archive.read("mimetype") if "mimetype" in names else b""
    return kind.startswith(b"application/vnd.oasis.opendocument.text") or (
        not kind and b"office:text" in archive.read("content.xml")
    )


def read(data: bytes, name: str) -> Document:
    """The document in `data` (at most 10 MB) as blocks over a plain text; `name` is its file name.

    Raises UnreadableDocument with a reason to show. Untrusted files go through `sandbox.read_safely` instead, which
    bounds memory and time as well.
    """
    limits.check_size(data)
    found = format_of(data, name)
    document = _reader(found)(data, name)
    limits.check_blocks(len(document.blocks))
    if not document.text.strip():
        raise UnreadableDocument("No text was found in the document; a scanned page must be made readable first.")
    return document


def _reader(found: str) -> Callable[[bytes, str], Document]:
    # Each parser takes a tenth of a second to load and some memory: the child loads the one it needs.
    module = import_module(f"consult.documents.readers.{found}")
    read_one: Callable[[bytes, str], Document] = module.read
    return read_one
