"""Files that are archives: of the same contents the same bytes."""

import io
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)


def contents_of(archive: bytes) -> dict[str, bytes]:
    source = zipfile.ZipFile(io.BytesIO(archive))
    return {info.filename: source.read(info) for info in source.infolist()}


def archived(contents: dict[str, bytes]) -> bytes:
    """The contents in one order and with one date; what a reader looks for first comes first."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(contents, key=lambda one: (one != "[Content_Types].xml", one != "_rels/.rels", one)):
            info = zipfile.ZipInfo(name, date_time=EPOCH)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(info, contents[name])
    return buffer.getvalue()
