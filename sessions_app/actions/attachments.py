"""Files that come with a contribution: looked at by their content, not by their name; pictures are drawn anew."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from consult.documents import limits
from consult.documents.errors import UnreadableDocument
from consult.procedure import RefusedError
from sessions_app.models import Attachment, Contribution

MOST_FILES, MOST_BYTES = 3, 5 * 1024 * 1024
MOST_PIXELS = 25_000_000  # before anything is decoded: a small file can claim to be an enormous picture
NAME_LENGTH = 100

File = tuple[str, bytes]  # name, content

# What says in a Word file who wrote it and for whom; the text itself is the author's.
_PROPERTIES = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties xmlns:cp='
    b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8"?><Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8"?><Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}


def cleaned(files: Sequence[File]) -> list[File]:
    """The files as they are kept, each under a clean name with the ending of what it is. ``RefusedError`` otherwise."""
    if len(files) > MOST_FILES:
        raise RefusedError(_("At most {count} files come with a contribution.").format(count=MOST_FILES))
    kept = []
    for name, data in files:
        if len(data) > MOST_BYTES:
            raise RefusedError(_("“{name}” is larger than 5 MB.").format(name=_plain_name(name)))
        ending, clean = _kind(name, data)
        kept.append((f"{_plain_name(name)}.{ending}", clean(data)))
    return kept


def attach(contribution: Contribution, files: Sequence[File]) -> None:
    """Keep what was ``cleaned``, inside the transaction of its contribution."""
    Attachment.objects.bulk_create(
        Attachment(contribution=contribution, name=name, size=len(data), data=data) for name, data in files
    )


def _plain_name(name: str) -> str:
    """The name without its folders, its ending, and whatever could turn or break a line or a header."""
    last = PurePosixPath(name.replace("\\", "/").replace("\x00", "")).name
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", last)
    kept = "".join(letter if unicodedata.category(letter)[0] in "LMN" or letter in " -_()" else " " for letter in stem)
    return " ".join(kept.split())[:NAME_LENGTH].strip() or _("attachment")


def _kind(name: str, data: bytes) -> tuple[str, Callable[[bytes], bytes]]:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png", lambda given: _drawn_anew(given, "PNG")
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg", lambda given: _drawn_anew(given, "JPEG")
    if data.startswith(b"%PDF-"):
        return "pdf", _whole_pdf
    if data.startswith(b"PK\x03\x04"):
        return "docx", _word_without_properties
    raise RefusedError(_("“{name}” is no PDF, DOCX, PNG or JPEG file.").format(name=_plain_name(name)))


def _whole_pdf(data: bytes) -> bytes:
    if b"%%EOF" not in data[-2048:]:
        raise RefusedError(_("This PDF is damaged: its end is missing."))
    return data


def _word_without_properties(data: bytes) -> bytes:
    """The same Word file, packed anew, with empty properties; refused where it unpacks to too much or holds macros."""
    try:
        with limits.check_zip(data) as archive:
            names = archive.namelist()
            if "word/document.xml" not in names or "[Content_Types].xml" not in names:
                raise RefusedError(_("This is no Word document. Send DOCX, PDF, PNG or JPEG."))
            if len(set(names)) != len(names) or any("vbaproject" in name.lower() for name in names):
                raise RefusedError(_("This Word document holds a program. Save it as DOCX without macros."))
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
                for name in names:
                    packed.writestr(zipfile.ZipInfo(name), _PROPERTIES.get(name) or archive.read(name), 8)
    except UnreadableDocument as error:
        raise RefusedError(_(error.reason)) from error
    return out.getvalue()


def _drawn_anew(data: bytes, kind: str) -> bytes:
    """The pixels and nothing else: no place, camera, name or thumbnail goes along."""
    too_many = _("This picture has too many pixels. Make it smaller first.")
    try:
        with Image.open(io.BytesIO(data), formats=(kind,)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise RefusedError(too_many)
            picture = ImageOps.exif_transpose(opened).convert("RGB" if kind == "JPEG" else "RGBA")
        bare = Image.new(picture.mode, picture.size)
        bare.paste(picture)
        out = io.BytesIO()
        bare.save(out, kind, **({"quality": 88} if kind == "JPEG" else {"compress_level": 6}))
    except RefusedError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedError(too_many) from error
    except Exception as error:  # whatever a decoder says of a broken file
        raise RefusedError(_("This is no picture that can be read. Use a PNG or a JPEG.")) from error
    return out.getvalue()
