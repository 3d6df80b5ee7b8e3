"""Markdown, by way of the HTML it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from markdown_it import MarkdownIt

from consult.documents.blocks import Block, Document
from consult.documents.readers.html import of_html
from consult.documents.readers.text import decode


def read(data: bytes, name: str) -> Document:
    """The blocks of a Markdown file; HTML inside it is shown, not obeyed."""
    text = decode(data)
    # Front matter belongs to whatever publishes the file.
    text = re.sub(r"\A---\n.*?\n---\n", "", text.replace("\r\n", "\n"), flags=re.DOTALL)
    rendered = MarkdownIt("commonmark", {"html": False, "maxNesting": 50, "breaks": True}).enable("table").render(text)
    return Document.of(nested(of_html(f"<main>{rendered}</main>".encode())), name=name, format="markdown")


def nested(blocks: Iterable[Block]) -> list[Block]:
    """``blocks`` with (i), (ii) a level below the (a) that they follow: Markdown has no lists with letters to nest.

    An (i) behind an (h) is a letter like it.
    """
    found: list[Block] = []
    letter, below = "", False
    for block in blocks:
        number = block.number or ""
        if block.kind != "list_item" or block.marker != f"({number})":
            letter, below = "", False
        elif letter and ((number == "i" and letter != "h") or (below and not _follows(letter, number))):
            below = True
            block = replace(block, level=block.level + 1)
        else:
            letter, below = number, False
        found.append(block)
    return found


def _follows(letter: str, number: str) -> bool:
    return len(number) == 1 == len(letter) and ord(number) == ord(letter) + 1
