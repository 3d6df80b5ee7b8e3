"""Blocks as Markdown, which reads back as the same blocks."""

import re

from consult.documents.blocks import Block
from synthesis.writers.material import Material, is_lettered, notes_of

# What would begin markup, anywhere or at the start of a line.
_INLINE = re.compile(r"([\\`*_<>|\[\]])")
_FRONT = re.compile(r"^(\s*)([#+\-=>~]|\d+[.)])")


def write(material: Material) -> bytes:
    """UTF-8 Markdown: numbered headings, numbered paragraphs, pipe tables."""
    parts: list[str] = []
    told: list[str] = []
    previous: Block | None = None
    for _place, block, notes in notes_of(material.blocks):
        joined = previous is not None and _is_bullet(previous) and _is_bullet(block)
        cited = "".join(f"[^{len(told) + place}]" for place in range(1, len(notes) + 1))
        told += [f"[^{len(told) + place}]: {escape(note)}" for place, note in enumerate(notes, start=1)]
        parts.append((("\n" if joined else "\n\n") if parts else "") + _one(block) + cited)
        previous = block
    return ("".join(parts) + "".join(f"\n\n{note}" for note in told) + "\n").encode()


def _one(block: Block) -> str:
    text = escape(block.text)
    if block.kind == "title":
        return f"# {text}"
    if block.kind == "heading":
        number = f"{block.number}. " if block.number else ""
        return f"{'#' * (block.level + 1)} {number}{text}"
    if block.kind == "definition":
        return f"**{escape(block.label or '')}:** {text}"
    if block.kind == "list_item":
        # A letter is its own mark: Markdown has no such lists, so that each is a paragraph, which readers know again.
        return f"{'  ' * block.level}- {text}" if _is_bullet(block) else f"{block.marker} {text}"
    if block.kind == "quote":
        return f"> {text}"
    if block.kind == "table":
        return _table(block)
    return f"{block.number}. {text}" if block.number else _FRONT.sub(r"\1\\\2", text)


def _is_bullet(block: Block) -> bool:
    return block.kind == "list_item" and not is_lettered(block)


def escape(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return _INLINE.sub(r"\\\1", text)


def _table(block: Block) -> str:
    rows = [[escape(cell) for cell in row] for row in block.rows or ()]
    if not rows:
        return ""
    align = ["---", *("---:" for _cell in rows[0][1:])] if _numbers(block) else ["---" for _cell in rows[0]]
    lines = [rows[0], align, *rows[1:]]
    caption = f"*{escape(block.label)}*\n\n" if block.label else ""
    return caption + "\n".join(f"| {' | '.join(row)} |" for row in lines)


def _numbers(block: Block) -> bool:
    """Whether every cell but the first column's is a number or a dash."""
    return all(cell.isdigit() or cell == "–" for row in (block.rows or ())[1:] for cell in row[1:])


has_numbers = _numbers
