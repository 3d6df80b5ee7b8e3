"""What in the parts of a Word template names people, or leads to them: it is left out, and the form stays.

Tracked changes and their authors, comments, marks of editing, hidden words, links, fields that print properties,
variables and names, content bound to properties, descriptions of pictures, and what a picture's file says of itself.
"""

from __future__ import annotations

import io
from typing import Any

from lxml import etree
from PIL import Image

from consult.documents.errors import UnreadableDocument

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "STYLEREF"})  # those that print the form alone
# By local name, whatever the namespace: the same thing has several.
_GONE = frozenset(
    {"del", "moveFrom", "cellIns", "cellDel", "cellMerge", "rsid", "proofErr", "permStart", "permEnd"}
    | {"commentReference", "annotationRef", "footnoteReference", "endnoteReference", "bookmarkStart", "bookmarkEnd"}
    | {"hlinkClick", "hlinkHover", "hlinkMouseOver", "extLst", "tblCaption", "tblDescription"}
    | {"embedRegular", "embedBold", "embedItalic", "embedBoldItalic", "control", "subDoc", "contentPart", "ffData"}
)
_GONE_ENDINGS = ("Change", "RangeStart", "RangeEnd")  # how it was before; where a mark of somebody begins and ends
_UNWRAPPED = frozenset({"ins", "moveTo", "hyperlink", "smartTag", "customXml", "sdt", "sdtContent"})
_PROPERTIES = frozenset({"sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr"})
_EMPTIED = frozenset({"descr", "title", "alt", "href", "tooltip", "targetScreenTip", "author", "initials", "userId"})
_NAMED = frozenset({"docPr", "cNvPr", "shape", "rect", "roundrect", "oval", "line", "group", "shapetype", "theme"})
_NAMED |= {"clrScheme", "fontScheme", "fmtScheme"}
_FILES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp"})
MOST_PIXELS = 16_000_000  # in memory twice, in a child with 512 MB
_VECTOR = "The file holds a picture in a format (EMF or WMF) that can carry names: save the picture as PNG or JPEG."
_DAMAGED = "The file is damaged: a picture in it cannot be read."
_LARGE = "A picture in the file has too many pixels: make it smaller first."


def bare(root: Any) -> None:
    """Leave out of one part, in place, what names people. Its words and its form stay.

    Raises UnreadableDocument for a thing that is embedded.
    """
    for node in list(root.iter(etree.Comment, etree.ProcessingInstruction)):
        _drop(node)
    if any(_name(node) == "OLEObject" for node in root.iter(etree.Element)):
        raise UnreadableDocument("The file holds an embedded object, which a template may not.")
    _drop_fields(root)
    for node in list(root.iter(etree.Element)):
        name = _name(node)
        is_bound = name == "sdt" and any(_name(one) == "dataBinding" for one in node.iter(etree.Element))
        if name in _GONE or name.endswith(_GONE_ENDINGS) or name in _PROPERTIES or is_bound or _is_hidden(node):
            _drop(node)
    for node in list(root.iter(etree.Element)):
        if _name(node) in _UNWRAPPED and node.tag.startswith(_W):
            _unwrap(node)
    for node in root.iter(etree.Element):
        _strip(node)


def bare_picture(name: str, data: bytes) -> bytes:
    """The pixels and nothing else. Raises UnreadableDocument where they cannot be drawn anew."""
    ending = name[name.rfind(".") :].lower()
    if ending not in _FILES:
        raise UnreadableDocument(_VECTOR)
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "BMP")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise UnreadableDocument(_LARGE)
            kind = str(opened.format)
            picture = opened.convert("RGB" if kind in {"JPEG", "BMP"} else "RGBA")
        made = Image.new(picture.mode, picture.size)
        made.paste(picture)
        out = io.BytesIO()
        made.save(out, kind, **({"quality": 92} if kind == "JPEG" else {}))
    except UnreadableDocument:
        raise
    except Exception as error:  # whatever a decoder says of a broken file
        raise UnreadableDocument(_DAMAGED) from error
    return out.getvalue()


def _name(node: Any) -> str:
    return str(etree.QName(node).localname)


def _drop(node: Any) -> None:
    parent = node.getparent()
    if parent is None:
        return
    if node.tail and node.tail.strip():  # no text stands between the elements of these formats; keep it if one does
        before = node.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
    parent.remove(node)


def _unwrap(node: Any) -> None:
    """The children take the place of what held them."""
    parent = node.getparent()
    if parent is None:
        return
    place = parent.index(node)
    for child in reversed(list(node)):
        parent.insert(place, child)
    parent.remove(node)


def _is_hidden(node: Any) -> bool:
    """A run of hidden words."""
    if node.tag != f"{_W}r":
        return False
    for name in ("vanish", "specVanish", "webHidden"):
        mark = node.find(f"{_W}rPr/{_W}{name}")
        if mark is not None and mark.get(f"{_W}val", "true") not in {"0", "false", "off"}:
            return True
    return False


def _is_allowed(instruction: str) -> bool:
    return (instruction.split() or [""])[0].upper() in _FIELDS


def _drop_fields(root: Any) -> None:
    """Fields that print anything but the form go, with what they last printed; also where a field is in another."""
    for node in list(root.iter(f"{_W}fldSimple")):
        if not _is_allowed(node.get(f"{_W}instr", "")):
            _drop(node)
    open_: list[dict[str, Any]] = []
    gone: set[Any] = set()
    for run in list(root.iter(f"{_W}r")):
        for field in open_:
            field["runs"].append(run)
        for child in run:
            kind = child.get(f"{_W}fldCharType") if child.tag == f"{_W}fldChar" else None
            if kind == "begin":
                open_.append({"runs": [run], "words": "", "is_told": False})
            elif kind == "separate" and open_:
                open_[-1]["is_told"] = True
            elif kind == "end" and open_:
                field = open_.pop()
                if not _is_allowed(field["words"]):
                    gone.update(field["runs"])
            elif child.tag == f"{_W}instrText" and open_ and not open_[-1]["is_told"]:
                open_[-1]["words"] += child.text or ""
    for field in open_:  # never ended: nothing after it is what it seems
        gone.update(field["runs"])
    for run in gone:
        _drop(run)


def _strip(node: Any) -> None:
    for key in list(node.attrib):
        local = str(etree.QName(key).localname)
        if local.startswith("rsid") or local in {"paraId", "textId", "docLocation", "anchorId", "editId"}:
            del node.attrib[key]
        elif local in _EMPTIED:
            if local == "descr" or _name(node) == "docPr":
                node.set(key, "")
            else:
                del node.attrib[key]
        elif local == "name" and _name(node) in _NAMED:
            node.set(key, "Form")  # it must have one
