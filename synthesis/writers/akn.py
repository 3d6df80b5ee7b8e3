"""A report as Akoma Ntoso 3.0, a ``debateReport`` named as the United Nations' guidelines (AKN4UN) name one.

Valid against the OASIS schema. Headings are sections, paragraphs keep their printed numbers, annexes have none.
"""

from collections.abc import Iterator

from lxml import etree
from lxml.builder import ElementMaker

from consult.documents.blocks import Block
from synthesis.writers.blocks import Head
from synthesis.writers.material import Item, Material, is_lettered, nested, notes_of

SPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
E = ElementMaker(namespace=SPACE, nsmap={None: SPACE})
_THREE = {"en": "eng", "fr": "fra", "es": "spa", "ru": "rus", "ar": "ara", "zh": "zho"}  # ISO 639-2


def write(material: Material) -> bytes:
    """XML in UTF-8."""
    items = notes_of(material.blocks)
    first = next((place for place, (_at, block, _notes) in enumerate(items) if block.kind == "heading"), len(items))
    front = [item for item in items[:first] if item[1].kind in {"title", "definition"}]
    rest = [item for item in items if item not in front]
    report = E.debateReport(_meta(material.head), _preface(front), E.mainBody(*_sections(rest)), name="report")
    return bytes(etree.tostring(E.akomaNtoso(report), xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _meta(head: Head) -> etree._Element:
    day, language = head.date.date().isoformat(), _THREE.get(head.language.split("-")[0], "und")
    work = f"/akn/un/debateReport/{day}/{head.name or 'report'}"
    expression = f"{work}/{language}@{day}"

    def level(name: str, address: str, end: str, *more: etree._Element) -> etree._Element:
        return E(
            name,
            E.FRBRthis(value=f"{address}/!main{end}"),
            E.FRBRuri(value=address + end),
            E.FRBRdate(date=day, name="draft" if head.is_draft else "publication"),
            E.FRBRauthor(href="#host"),
            *more,
        )

    number = [E.FRBRnumber(value=head.reference)] if head.reference else []
    return E.meta(
        E.identification(
            level("FRBRWork", work, "", E.FRBRcountry(value="un"), *number, E.FRBRname(value=head.title)),
            level("FRBRExpression", expression, "", E.FRBRlanguage(language=language)),
            level("FRBRManifestation", expression, ".akn", E.FRBRformat(value="application/akn+xml")),
            source="#consult",
        ),
        E.references(
            _organization("host", head.host or head.title), _organization("consult", "Consult"), source="#consult"
        ),
    )


def _organization(name: str, shown: str) -> etree._Element:
    return E.TLCOrganization(eId=name, href=f"/akn/ontology/organizations/{name}", showAs=shown)


def _preface(front: list[Item]) -> etree._Element:
    lines = []
    for _place, block, _notes in front:
        if block.kind == "title":
            lines.append(E.longTitle(E.p(E.docTitle(block.text))))
        else:
            lines.append(E.p(f"{block.label}: {block.text}"))
    return E.preface(*(lines or [E.p()]))


def _sections(items: list[Item]) -> list[etree._Element]:
    """The parts of the body: a heading of the second level stands in the section of the first before it."""
    found: list[etree._Element] = []
    open_: list[etree._Element] = []
    for place, run in _runs(items):
        at, block, notes = run[0]
        if block.kind == "heading":
            del open_[block.level - 1 :]
            part = E("section" if not open_ else "subsection", eId=f"part_{at}")
            if block.number:
                part.append(E.num(f"{block.number}."))
            part.append(_with_notes(E.heading(block.text), notes, at))
            (open_[-1].append if open_ else found.append)(part)
            open_.append(part)
        else:
            (open_[-1].append if open_ else found.append)(_part(run, place))
    return _filled(found)


def _filled(parts: list[etree._Element]) -> list[etree._Element]:
    """A body and a section hold something, or the schema refuses them."""
    for part in [one for top in parts for one in top.iter(f"{{{SPACE}}}section", f"{{{SPACE}}}subsection")]:
        if part[-1].tag in {f"{{{SPACE}}}heading", f"{{{SPACE}}}num"}:
            part.append(E.content(E.p()))
    return parts or [E.p()]


def _runs(items: list[Item]) -> Iterator[tuple[int, list[Item]]]:
    """Items one by one, those of a list together; each with a number of its own."""
    run: list[Item] = []
    for item in items:
        if run and not (item[1].kind == "list_item" and _same_list(run[-1][1], item[1])):
            yield run[0][0], run
            run = []
        run.append(item)
    if run:
        yield run[0][0], run


def _same_list(one: Block, other: Block) -> bool:
    return one.kind == other.kind and is_lettered(one) == is_lettered(other)


def _part(run: list[Item], place: int) -> etree._Element:
    at, block, notes = run[0]
    if block.kind == "paragraph" and block.number:
        content = E.content(_with_notes(E.p(block.text), notes, at))
        return E.paragraph(E.num(f"{block.number}."), content, eId=f"para_{block.number}")
    if block.kind == "list_item":
        inner = _list(run)
    elif block.kind == "table":
        inner = _table(block, at)
    elif block.kind == "quote":
        inner = _with_notes(E.block(block.text, name="quote"), notes, at)
    else:
        text = f"{block.label}: {block.text}" if block.label else block.text
        inner = _with_notes(E.p(text), notes, at)
    return E.hcontainer(E.content(inner), name=block.kind.replace("_", "-"), eId=f"block_{place}")


def _list(run: list[Item]) -> etree._Element:
    """A list, with its letters as the values of its items, and what stands below each item."""
    made = []
    for (at, block, notes), below in nested(run):
        value = {"value": (block.marker or "").strip("()")} if is_lettered(block) else {}
        made.append(E.li(_with_notes(E.p(block.text), notes, at), *([_list(below)] if below else []), **value))
    return E.ul(*made)


def _with_notes(into: etree._Element, notes: tuple[str, ...], at: int) -> etree._Element:
    for number, note in enumerate(notes, start=1):
        into.append(E.authorialNote(E.p(note), marker=str(number), placement="bottom", eId=f"note_{at}_{number}"))
    return into


def _table(block: Block, at: int) -> etree._Element:
    first, *rows = block.rows or (("",),)
    caption = [E.caption(block.label)] if block.label else []
    head = E.tr(*(E.th(E.p(cell)) for cell in first))
    return E.table(*caption, head, *(E.tr(*(E.td(E.p(cell)) for cell in row)) for row in rows), eId=f"table_{at}")
