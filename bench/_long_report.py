"""A generated report of some forty pages, and the time each format takes to write it."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime

SECTIONS, PARAGRAPHS, WORDS, ROWS = 10, 13, 62, 5_000
_TERMS = re.split(
    r"\s",
    "lamps ponds bridges registers forms fences schools wells roads markets mills paths harbours villages delegations "
    "several some people who look after them should keep open publish fund repair and share with every winter before "
    "the in of a to by as under between their own plans costs hours reports boats towns valleys offices islands",
)


def seconds() -> Iterator[tuple[str, float]]:
    """(format, seconds): the best of three. Of the PDF the first, fonts and all: what sets it remembers what it set."""
    import pypdfium2  # Django is set up by whoever calls this

    from synthesis.writers import FORMATS

    material = made()
    pages = 0
    for extension, form in FORMATS.items():
        times = []
        for _round in range(3):
            start = time.perf_counter()
            data = form.write(material)
            times.append(time.perf_counter() - start)
        if extension == "pdf":
            pages = len(pypdfium2.PdfDocument(data))
        yield extension, times[0] if extension == "pdf" else min(times)
    yield "pages", pages
    yield "rows", _rows()


def made() -> object:
    """The material: sections with two parts each, numbered paragraphs, lists, quotations, footnotes and tables."""
    from consult.documents.blocks import Block
    from synthesis.rules.numerals import roman
    from synthesis.writers.blocks import Head
    from synthesis.writers.material import Material

    chance = random.Random(20251212)

    def words(count: int) -> str:
        return " ".join(chance.choices(_TERMS, k=count)).capitalize() + "."

    blocks = [Block("title", "What is to be done with common things"), Block("definition", words(20), label="Status")]
    number = 0
    for section in range(SECTIONS):
        blocks.append(Block("heading", words(4), level=1, number=roman(section + 1)))
        for part in "AB":
            blocks.append(Block("heading", words(4), level=2, number=part))
            for _paragraph in range(PARAGRAPHS):
                number += 1
                blocks.append(Block("paragraph", words(WORDS), number=str(number)))
            blocks += [Block("footnote", words(12), number="1"), Block("quote", words(12))]
            blocks += [Block("list_item", words(18), marker="•") for _item in range(4)]
        rows = (("Text", "Support", "Object"), *((words(8), str(place), "3") for place in range(12)))
        blocks.append(Block("table", "", label="Positions", rows=rows))
    head = Head("What is to be done with common things", "en", "Summary", False, datetime(2025, 12, 12, tzinfo=UTC))
    return Material(tuple(blocks), head)


def _rows() -> float:
    from synthesis.writers.cells import Table
    from synthesis.writers.workbook import workbook

    table = Table("positions", ("number", "text", "count"), [(n, f"A text of row {n}.", n % 7) for n in range(ROWS)])
    start = time.perf_counter()
    workbook([table])
    return time.perf_counter() - start
