"""What a file gives away: all that can be read of it, and files that a broken writer would have made."""

import io
import zipfile
from collections.abc import Callable, Iterable

import pikepdf

from synthesis.writers import FORMATS
from synthesis.writers.material import Material
from tests.leaks.crawl import opened

# Nobody is named under an anonymous rule, but positions are counted by group: as on the page of results.
BY_GROUP = "anonymous"


def shown_of(material: Material, *extensions: str) -> dict[str, str]:
    """Where -> all that can be read, in small letters: of the blocks, and of files taken apart; without names all."""
    found = {"blocks": " ".join(f"{b.text} {b.label} {b.rows} {b.links}" for b in material.blocks).lower()}
    for extension in extensions or FORMATS:
        found[extension] = read(extension, FORMATS[extension].write(material))
    return found


def read(extension: str, data: bytes) -> str:
    parts = opened(f"report.{extension}", data)
    return b" ".join(parts.values()).decode("utf-8", "replace").lower()


def leaks(shown: dict[str, str], markers: Iterable[str], rule: str = "") -> list[tuple[str, str]]:
    """(where, marker) of each marker that is read somewhere."""
    found = []
    for marker in markers:
        is_group = rule == BY_GROUP and marker.lower().startswith("zqgroup")
        for where, text in shown.items():
            if marker.lower() in text and not (is_group and where in FORMATS and FORMATS[where].has_tables):
                found.append((where, marker))
    return found


# --- broken on purpose: (extension, where it is hidden) -> the file with a marker in it ------------------------------


def _in(member: str, before: str, added: str) -> Callable[[bytes, str], bytes]:
    """With words set before a mark in a member of an archive, or in the file itself."""

    def broken(data: bytes, marker: str) -> bytes:
        if not member:
            return _set(data, before, added.format(marker))
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = {name: packed.read(name) for name in packed.namelist()}
        members[member] = _set(members[member], before, added.format(marker))
        return _packed(members)

    return broken


def _set(data: bytes, before: str, added: str) -> bytes:
    assert before.encode() in data, before
    return data.replace(before.encode(), (added + before).encode(), 1)


def _packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return buffer.getvalue()


def _escaped(data: bytes, marker: str) -> bytes:
    signs = "".join(f"&#{ord(sign)};" for sign in marker)
    return _set(data, "</main>", f'<p data-by="{signs}"></p>')


def _beside(name: str) -> Callable[[bytes, str], bytes]:
    """With another member of that name."""

    def broken(data: bytes, marker: str) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = {member: packed.read(member) for member in packed.namelist()}
        return _packed(members | {name.format(marker): b"<a/>"})

    return broken


def _pdf(change: Callable[[pikepdf.Pdf, str], None]) -> Callable[[bytes, str], bytes]:
    def broken(data: bytes, marker: str) -> bytes:
        buffer = io.BytesIO()
        with pikepdf.open(io.BytesIO(data)) as book:
            change(book, marker)
            book.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
        return buffer.getvalue()

    return broken


def _author(book: pikepdf.Pdf, marker: str) -> None:
    book.docinfo["/Author"] = f"{marker} жук"  # not in Latin letters: another encoding of strings


def _metadata(book: pikepdf.Pdf, marker: str) -> None:
    with book.open_metadata(set_pikepdf_as_editor=False) as told:
        told["dc:creator"] = [marker]


def _attached(book: pikepdf.Pdf, marker: str) -> None:
    book.attachments["note.txt"] = pikepdf.AttachedFileSpec(book, marker.encode(), filename="note.txt")


def _alternative(book: pikepdf.Pdf, marker: str) -> None:
    book.Root.StructTreeRoot.K[0].Alt = pikepdf.String(marker)


BROKEN: dict[tuple[str, str], Callable[[bytes, str], bytes]] = {
    ("docx", "the author"): _in("docProps/core.xml", "</cp:coreProperties>", "<dc:creator>{}</dc:creator>"),
    ("docx", "a part that no page shows"): _beside("customXml/{}.xml"),
    ("docx", "a comment"): _in("word/document.xml", "<w:body>", "<!--{}-->"),
    ("odt", "the author"): _in("meta.xml", "</office:meta>", "<dc:creator>{}</dc:creator>"),
    ("xlsx", "the author"): _in("docProps/core.xml", "</cp:coreProperties>", "<dc:creator>{}</dc:creator>"),
    ("zip", "a file’s name"): _beside("{}.csv"),
    ("zip", "its description"): _in("datapackage.json", '"resources"', '"contributors": "{}", '),
    ("html", "a comment"): _in("", "</main>", "<!-- {} -->"),
    ("html", "an attribute, escaped"): _escaped,
    ("md", "a comment"): _in("", "\n", "<!-- {} -->"),
    ("json", "a key"): _in("", '"head"', '"{}": 1, '),
    ("jsonld", "a key"): _in("", '"@type"', '"creator": "{}", '),
    ("akn", "an attribute"): _in("", "</akomaNtoso>", "<!-- {} -->"),
    ("pdf", "the author"): _pdf(_author),
    ("pdf", "the metadata"): _pdf(_metadata),
    ("pdf", "a file within"): _pdf(_attached),
    ("pdf", "words for whoever listens"): _pdf(_alternative),
}
