"""A house's own Word template, from a file nobody vouches for: what is in it is checked, all but its form is left out.

The child is `python -m consult.documents.house`: the file on standard input, JSON on standard output.
"""

from __future__ import annotations

import base64
import io
import json
import re
import sys
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from docx import Document
from lxml import etree

from consult.documents import limits, sandbox
from consult.documents.errors import UnreadableDocument
from consult.documents.house_bare import bare, bare_picture

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_DOCUMENT, _STYLES, _CONTENT = "word/document.xml", "word/styles.xml", "[Content_Types].xml"
_MAIN = re.compile(r"wordprocessingml\.(document|template)\.main\+xml")
_KEPT = re.compile(r"word/(document|styles|numbering|fontTable|settings|theme/theme\d*|(header|footer)\d*)\.xml")
_LINE = re.compile(r"word/(header|footer)\d*\.xml")
_PICTURE = re.compile(r"word/media/[\w.-]+\.(png|jpe?g|gif|bmp|emf|wmf)", re.IGNORECASE)
_ACTIVE = re.compile(r"vba|activex|/embeddings/|customui|\.ole|macrosheet", re.IGNORECASE)
_FETCHES = re.compile(
    r"\b(INCLUDEPICTURE|INCLUDETEXT|IMPORT|DDE|DDEAUTO|LINK|DATABASE|RD|MACROBUTTON)\b", re.IGNORECASE
)
_SETTINGS = ("evenAndOddHeaders", "mirrorMargins", "defaultTabStop", "autoHyphenation", "compat", "themeFontLang")
_SLASH = "/"
_FIXED = (1980, 1, 1, 0, 0, 0)
_BARE = b"form alone, 1"  # the archive's comment: another number where more is left out than before
_MACROS = "The file holds macros or other active parts, which a template may not."
_OUTSIDE = "The file links to something outside itself (a template, a picture or a page), which a template may not."
_NO_DOCX = "This is not a Word document (.docx or .dotx)."


@dataclass(frozen=True, slots=True)
class House:
    """docx: the template with its form alone. styles: the names of its paragraph styles, as Word shows them."""

    docx: bytes
    styles: tuple[str, ...]


def read_house(data: bytes) -> House:
    """The template in `data`, read in a child process with 512 MB of memory and less than 10 s.

    Raises UnreadableDocument with a reason to show, and nothing else, whatever is in the file.
    """
    answer = sandbox.answered("consult.documents.house", data)
    return House(base64.b64decode(answer["docx"]), tuple(answer["styles"]))


def form_alone(docx: bytes) -> bytes:
    """A template that was stored, as a file may be written on it: one kept before all this was left out is read anew.

    Raises UnreadableDocument where that refuses it today.
    """
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        is_bare = archive.comment == _BARE
    return docx if is_bare else read_house(docx).docx


def cleaned(data: bytes) -> House:
    """The template with its form alone: no text, no properties, comments, custom parts or settings of its own.

    In what is kept nothing names whoever made it (see ``house_bare``).

    Raises UnreadableDocument where something in it is active or lies outside.
    """
    limits.check_size(data)
    archive = limits.check_zip(data)
    parts = {name: archive.read(name) for name in archive.namelist() if not name.endswith(_SLASH)}
    _check(parts)
    kept = {name: part for name, part in parts.items() if _KEPT.fullmatch(name)}
    kept[_DOCUMENT] = _empty(kept[_DOCUMENT])
    kept = _in_use(parts, kept)
    for name in [name for name in kept if name.endswith(".xml")]:
        root = _parsed(kept[name])
        bare(root)
        kept[name] = _written(root)
    for name in [name for name in kept if _PICTURE.fullmatch(name)]:
        kept[name] = bare_picture(name, kept[name])
    if "word/settings.xml" in kept:
        kept["word/settings.xml"] = _only(kept["word/settings.xml"], _SETTINGS)
    if "word/numbering.xml" not in kept:
        kept["word/numbering.xml"] = f'<w:numbering xmlns:w="{_W[1:-1]}"/>'.encode()
    kept |= _relations(parts, set(kept))
    kept[_CONTENT] = _types(kept)
    made = _archived(kept)
    return House(made, _styles(made))


def _check(parts: dict[str, bytes]) -> None:
    types = parts.get(_CONTENT, b"").decode("utf-8", "replace")
    if not _MAIN.search(types) or _DOCUMENT not in parts or _STYLES not in parts:
        if "macroEnabled" in types:
            raise UnreadableDocument(_MACROS)
        raise UnreadableDocument(_NO_DOCX)
    if "macroEnabled" in types or any(_ACTIVE.search(name) for name in parts):
        raise UnreadableDocument(_MACROS)
    for name, part in parts.items():
        if name.endswith(".rels"):
            relations = _parsed(part)
            if any(one.get("TargetMode", "").lower() == "external" for one in relations):
                raise UnreadableDocument(_OUTSIDE)
        elif name.startswith("word/") and name.endswith(".xml"):
            _check_fields(_parsed(part))


def _check_fields(root: Any) -> None:
    """No field that fetches something, also where its instruction is cut into pieces; no part of another format."""
    if next(root.iter(f"{_W}altChunk"), None) is not None or next(root.iter(f"{_W}object"), None) is not None:
        raise UnreadableDocument(_MACROS)
    pieces = "".join(node.text or "" for node in root.iter(f"{_W}instrText"))
    simple = " ".join(node.get(f"{_W}instr", "") for node in root.iter(f"{_W}fldSimple"))
    if _FETCHES.search(pieces) or _FETCHES.search(simple):
        raise UnreadableDocument(_OUTSIDE)


def _parsed(part: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument("The file is damaged: a part of it cannot be read.") from error


def _written(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _empty(document: bytes) -> bytes:
    """The page of its last section, with headers and footers; none of its text."""
    root = _parsed(document)
    body = root.find(f"{_W}body")
    if body is None:
        raise UnreadableDocument(_NO_DOCX)
    for child in list(body):
        if child.tag != f"{_W}sectPr":
            body.remove(child)
    for child in list(root):
        if child is not body:  # a background may be a picture
            root.remove(child)
    if body.find(f"{_W}sectPr") is None:
        etree.SubElement(body, f"{_W}sectPr")
    return _written(root)


def _in_use(parts: dict[str, bytes], kept: dict[str, bytes]) -> dict[str, bytes]:
    """What is kept without the headers and footers of sections that are not, and with the pictures of the others."""
    root = _parsed(kept[_DOCUMENT])
    used = {value for node in root.iter() for key, value in node.attrib.items() if key.startswith(_R)}
    there = _targets(parts, _DOCUMENT)
    lines = {there[pk] for pk in used if pk in there}
    found = {name: part for name, part in kept.items() if not _LINE.fullmatch(name) or name in lines}
    for name in list(found):
        root = _parsed(found[name])
        used = {value for node in root.iter() for key, value in node.attrib.items() if key.startswith(_R)}
        for pk, target in _targets(parts, name).items():
            if pk in used and target in parts and _PICTURE.fullmatch(target):
                found[target] = parts[target]
    return found


def _targets(parts: dict[str, bytes], owner: str) -> dict[str, str]:
    """The relations of a part: id -> the part that it leads to."""
    name = _rels_of(owner)
    root = _parsed(parts[name]) if name in parts else ()
    return {one.get("Id", ""): _target(owner, one.get("Target", "")) for one in root}


def _only(settings: bytes, names: tuple[str, ...]) -> bytes:
    root = _parsed(settings)
    for child in list(root):
        if child.tag not in {f"{_W}{name}" for name in names}:
            root.remove(child)
    return _written(root)


def _relations(parts: dict[str, bytes], kept: set[str]) -> dict[str, bytes]:
    """The relations between what is kept."""
    found = {}
    owners = {"": "_rels/.rels"} | {name: _rels_of(name) for name in kept}
    for owner, name in owners.items():
        if name not in parts and owner not in {"", _DOCUMENT}:
            continue
        root = _parsed(parts[name]) if name in parts else etree.Element(f"{_REL}Relationships")
        for one in list(root):
            if _target(owner, one.get("Target", "")) not in kept:
                root.remove(one)
        if owner == _DOCUMENT and not any("numbering.xml" in one.get("Target", "") for one in root):
            kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"
            etree.SubElement(root, f"{_REL}Relationship", Id="rIdNumbers", Type=kind, Target="numbering.xml")
        found[name] = _written(root)
    return found


def _rels_of(name: str) -> str:
    path = PurePosixPath(name)
    return f"{path.parent}/_rels/{path.name}.rels"


def _target(owner: str, target: str) -> str:
    """The part that a relation leads to, as it is named in the archive."""
    if target.startswith(_SLASH):
        return target.lstrip(_SLASH)
    steps: list[str] = list(PurePosixPath(owner).parent.parts) if owner else []
    for step in target.split(_SLASH):
        if step == "..":
            steps = steps[:-1]
        elif step not in {"", "."}:
            steps.append(step)
    return _SLASH.join(steps)


def _types(kept: dict[str, bytes]) -> bytes:
    """The kinds of what is kept. A template of Word's becomes a document."""
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    root = etree.Element(f"{_TYPES}Types", nsmap={None: _TYPES[1:-1]})
    defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
    for name in sorted(kept):
        ending = name.rpartition(".")[2].lower()
        if _PICTURE.fullmatch(name):
            defaults[ending] = f"image/{ {'jpg': 'jpeg', 'emf': 'x-emf', 'wmf': 'x-wmf'}.get(ending, ending) }"
    for ending, kind in sorted(defaults.items()):
        etree.SubElement(root, f"{_TYPES}Default", Extension=ending, ContentType=kind)
    for name in sorted(kept):
        stem = PurePosixPath(name).stem.rstrip("0123456789")
        if _KEPT.fullmatch(name):
            kind = f"{word}.document.main+xml" if name == _DOCUMENT else f"{word}.{stem}+xml"
            if stem == "theme":
                kind = "application/vnd.openxmlformats-officedocument.theme+xml"
            etree.SubElement(root, f"{_TYPES}Override", PartName=f"/{name}", ContentType=kind)
    return _written(root)


def _archived(parts: dict[str, bytes]) -> bytes:
    """The parts in a fixed order with fixed dates; the kinds first."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(parts, key=lambda one: (one != _CONTENT, one)):
            archive.writestr(zipfile.ZipInfo(name, _FIXED), parts[name], zipfile.ZIP_DEFLATED)
        archive.comment = _BARE
    return out.getvalue()


def _styles(docx: bytes) -> tuple[str, ...]:
    """The names of its paragraph styles, read by the library that will write with it."""
    try:
        document = Document(io.BytesIO(docx))
        names = [str(style.name) for style in document.styles if style.type == 1 and style.name]
        document.part.numbering_part  # noqa: B018
    except Exception as error:
        raise UnreadableDocument("The file is damaged: its styles cannot be read.") from error
    if "Normal" not in names:
        raise UnreadableDocument("The file has no style “Normal”, which every Word document has.")
    return tuple(dict.fromkeys(names))


def main() -> None:
    """In the child: bound ourselves, read, answer. Every failure is an answer too."""
    sandbox.bound()

    def answer() -> dict[str, Any]:
        found = cleaned(sys.stdin.buffer.read(limits.MAX_BYTES + 1))
        return {"docx": base64.b64encode(found.docx).decode(), "styles": list(found.styles)}

    sys.stdout.write(json.dumps(sandbox.told(answer)))


if __name__ == "__main__":
    main()
