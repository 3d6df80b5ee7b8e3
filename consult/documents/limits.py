"""What a document may cost before anything parses it."""

from __future__ import annotations

import io
import re
import zipfile

from consult.documents.errors import UnreadableDocument

MAX_BYTES = 10 * 1024 * 1024
MAX_PAGES = 300
MAX_ENTRIES = 2_000
MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 100
MAX_BLOCKS = 20_000
MAX_DEPTH = 200
# A small part may well shrink a hundredfold (a page of spaces); it takes a large one to do harm.
RATIO_COUNTS_FROM = 1024 * 1024
_CHUNK = 64 * 1024


def check_size(data: bytes) -> None:
    """Refuse an empty document and one of more than 10 MB."""
    if not data.strip(b"\0 \r\n\t"):
        raise UnreadableDocument("The document is empty.")
    if len(data) > MAX_BYTES:
        raise UnreadableDocument("The document is larger than 10 MB.")


def check_zip(data: bytes) -> zipfile.ZipFile:
    """The opened archive of a DOCX or ODT, once it is known to stay small unpacked and to hold no DOCTYPE.

    The sizes in a zip's directory are only claims, so each part is unpacked in pieces and counted.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableDocument("The file is damaged: it cannot be unpacked.") from error
    if len(entries) > MAX_ENTRIES:
        raise UnreadableDocument("The file holds more than 2,000 parts.")
    total = 0
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise UnreadableDocument("The document is protected with a password.")
        total += _check_entry(archive, entry, MAX_UNPACKED - total)
    return archive


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> int:
    """The unpacked size of one part, in bytes; refuses one that is too large, packed too densely or holds a DOCTYPE."""
    size = 0
    tail = b""
    is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                dense = size > RATIO_COUNTS_FROM and size > MAX_RATIO * max(1, entry.compress_size)
                if size > room or dense:
                    raise UnreadableDocument("The file unpacks to more than a document may hold.")
                if is_xml and _has_doctype(tail + chunk):
                    raise UnreadableDocument("The file declares a document type, which a document does not need.")
                tail = chunk[-64:]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise UnreadableDocument("The file is damaged: a part of it cannot be unpacked.") from error
    except Exception as error:  # zlib.error and its kin have no common base
        if isinstance(error, UnreadableDocument):
            raise
        raise UnreadableDocument("The file is damaged: a part of it cannot be unpacked.") from error
    return size


def _has_doctype(data: bytes) -> bool:
    # UTF-16 parts hide the word from a plain search: look once more without their zero bytes.
    return bool(re.search(rb"<!\s*(?:DOCTYPE|ENTITY)", data, re.IGNORECASE)) or (
        b"\0" in data and bool(re.search(rb"<!\s*(?:DOCTYPE|ENTITY)", data.replace(b"\0", b""), re.IGNORECASE))
    )


def check_blocks(count: int) -> None:
    """Refuse a document of more than 20,000 paragraphs."""
    if count > MAX_BLOCKS:
        raise UnreadableDocument("The document has more than 20,000 paragraphs.")
