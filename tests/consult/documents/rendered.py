"""Documents kept as marked lines and made into Word or PDF for a test.

`# ` marks the title, `## ` a heading, `- ` a bullet, `| a | b |` a row of a table.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import docx

from tests.consult.documents import make

_MARK = re.compile(r"(#{1,2}|-) (?=\S)")


def load(path: Path) -> tuple[bytes, str]:
    """The bytes of a document of a set and the name to read them by; `x.as_docx.txt` is made into `x.docx`."""
    stem, _, form = path.stem.partition(".")
    build = _FORMS.get(form)
    if build is None:
        return path.read_bytes(), path.name
    return build(path.read_text(encoding="utf-8").splitlines()), f"{stem}.{form[3:6]}" + "x" * (form == "as_docx")


def sources(folder: Path) -> list[Path]:
    """The documents of a set, without their gold."""
    return sorted(path for path in folder.iterdir() if path.suffix != ".json")


def gold_of(path: Path) -> Path:
    """The gold file of a document of a set."""
    return path.with_name(f"{path.name.split('.')[0]}.expected.json")


def _word(lines: list[str]) -> bytes:
    made = docx.Document()
    styles = {"# ": "Title", "## ": "Heading 1", "- ": "List Bullet", "": "Normal"}
    table = None
    for line in lines:
        if line.startswith("|"):
            table = table or made.add_table(0, 2)
            for cell, said in zip(table.add_row().cells, line.strip("| ").split(" | "), strict=True):
                cell.text = said
            continue
        table = None
        mark = hit[0] if (hit := _MARK.match(line)) else ""
        made.add_paragraph(line.removeprefix(mark), style=styles[mark])
    return make.saved(made)


def _page(columns: int) -> Callable[[list[str]], bytes]:
    """A PDF of one page; below the title it is set in so many columns."""

    def build(lines: list[str]) -> bytes:
        set_lines = [placed for line in lines for placed in _wrapped(line, 88 // columns)]
        full = (len(set_lines) + columns - 1) // columns
        out = []
        for column in range(columns):
            at = 790.0
            for size, text, first in set_lines[column * full : (column + 1) * full]:
                at -= size + 10 if first else 13.5
                said = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
                out.append(f"BT /F1 {size} Tf 1 0 0 1 {50 + column * 255} {at:.1f} Tm ({said}) Tj ET")
        return make.pdf_file(["\n".join(out).encode("cp1252")])

    return build


def _wrapped(line: str, width: int) -> list[tuple[int, str, bool]]:
    mark = hit[1] if (hit := _MARK.match(line)) else ""
    size = {"#": 18, "##": 14}.get(mark, 11)
    said = line.lstrip("# ") if mark != "-" else "• " + line[2:]
    return [(size, part, k == 0) for k, part in enumerate(textwrap.wrap(said, width * 11 // size))]


_FORMS: dict[str, Callable[[list[str]], bytes]] = {"as_docx": _word, "as_pdf": _page(1), "as_pdf2": _page(2)}
