"""Files that are archives: of the same contents the same bytes."""

import io
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)
# What a reader looks for first comes first; an OpenDocument file is known by its first member, which is not packed.
_FIRST = ("mimetype", "[Content_Types].xml", "_rels/.rels")


def contents_of(archive: bytes) -> dict[str, bytes]:
    source = zipfile.ZipFile(io.BytesIO(archive))
    return {info.filename: source.read(info) for info in source.infolist()}


def archived(contents: dict[str, bytes]) -> bytes:
    """The contents in one order and with one date."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(contents, key=lambda one: (*(one != first for first in _FIRST), one)):
            info = zipfile.ZipInfo(name, date_time=EPOCH)
            info.create_system = 3  # or it would say on which system it was made
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, contents[name])
    return buffer.getvalue()
