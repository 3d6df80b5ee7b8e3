"""Markdown, by way of the HTML it stands for."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from consult.documents.blocks import Document
from consult.documents.readers.html import of_html
from consult.documents.readers.text import decode


def read(data: bytes, name: str) -> Document:
    """The blocks of a Markdown file; HTML inside it is shown, not obeyed."""
    text = decode(data)
    # Front matter belongs to whatever publishes the file.
    text = re.sub(r"\A---\n.*?\n---\n", "", text.replace("\r\n", "\n"), flags=re.DOTALL)
    rendered = MarkdownIt("commonmark", {"html": False, "maxNesting": 50, "breaks": True}).enable("table").render(text)
    return Document.of(of_html(f"<main>{rendered}</main>".encode()), name=name, format="markdown")
