"""Documents for tests, made on the fly: Word in two manners, PDF, HTML, Markdown, one line."""

from __future__ import annotations

import html
import io
import re
import textwrap
import zipfile
from pathlib import Path

import docx
import pytest
from docx.text.paragraph import Paragraph

HERE = Path(__file__).resolve().parent
OWN = HERE / "own"
SHARED = HERE.parents[3] / "shared"

HEADINGS = {"Context and background", "Objectives", "Guiding questions and possible recommendations", "Resources"}
LABEL = "Possible recommendation:"


def shared(*parts: str) -> Path:
    """A file or folder beside the project that is not part of it; the test is skipped where it is missing."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{'/'.join(parts)} of the shared folder is not here")
    return path


def paragraphs(text: str) -> list[str]:
    """The paragraphs of the think piece: emphasis, list dashes and the page breaks inside sentences taken out."""
    text = re.sub(r"(?<=\w)\n\n\n\n(?=[a-z])", " ", text)
    found = [p.strip() for p in re.split(r"\n\s*\n", text) if p.strip()]
    return [re.sub(r"^- (?=\d)|\*\*", "", p) for p in found]


def resource(paragraph: str) -> str | None:
    """The name of a background document in a line of the think piece's list, else None."""
    hit = re.fullmatch(r"- \[(.+)\]\(#\)", paragraph)
    return hit[1] if hit else None


def word_with_styles(text: str) -> bytes:
    """Headings and lists as styles: the numbers are Word's own and stand nowhere in the text."""
    made = docx.Document()
    for p in paragraphs(text):
        if p.startswith("“"):
            made.add_paragraph(p.strip("“”"), style="Title")
        elif p in HEADINGS:
            made.add_heading(p, 1)
        elif re.match(r"\d\. ", p):
            made.add_paragraph(p[3:], style="List Number")
        elif named := resource(p):
            made.add_paragraph(named, style="List Bullet")
        elif p.startswith(LABEL):
            paragraph = made.add_paragraph()
            paragraph.add_run(LABEL).bold = True
            paragraph.add_run(p.removeprefix(LABEL))
        else:
            _broken(made.add_paragraph(), p)
    return saved(made)


def word_in_bold(text: str) -> bytes:
    """No styles at all: headings are bold paragraphs, numbers are typed."""
    made = docx.Document()
    for p in paragraphs(text):
        bold = p.startswith("“") or p in HEADINGS
        _broken(made.add_paragraph(), resource(p) or p, bold=bold)
    return saved(made)


def _broken(paragraph: Paragraph, text: str, *, bold: bool = False) -> None:
    for i, line in enumerate(text.split("\n")):
        if i:
            paragraph.add_run().add_break()
        paragraph.add_run(line).bold = bold or None


def saved(made: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def markdown(text: str) -> bytes:
    """Headings with #, the rest as it is."""
    marked = [
        f"# {p.strip('“”')}" if p.startswith("“") else f"## {p}" if p in HEADINGS else p for p in paragraphs(text)
    ]
    return "\n\n".join(marked).encode()


def _html_body(text: str) -> str:
    made = []
    for p in paragraphs(text):
        said = html.escape(p).replace("\n", "<br>")
        if p.startswith("“"):
            made.append(f"<h1>{said.strip('“”')}</h1>")
        elif p in HEADINGS:
            made.append(f"<h2>{said}</h2>")
        elif named := resource(p):
            made.append(f"<ul><li><a href='#'>{named}</a></li></ul>")
        elif re.match(r"\d\. ", p):
            made.append(f"<ol start='{p[0]}'><li>{said[3:]}</li></ol>")
        else:
            made.append(f"<p>{said}</p>")
    return "\n".join(made)


def web_page(text: str) -> bytes:
    """Nothing but the text."""
    return f"<html><body>{_html_body(text)}</body></html>".encode()


def web_page_with_furniture(text: str) -> bytes:
    """The text deep in containers, between a menu without a landmark and a footer."""
    menu = "".join(f"<li><a href='/{n}'>{n}</a></li>" for n in ("Home", "About", "News"))
    return (
        "<!doctype html><html><head><meta charset='utf-8'><title>x</title><script>var a = "
        "'Objectives';</script></head><body>"
        f"<div class='menu'><ul>{menu}</ul></div><div><div class='text'>{_html_body(text)}</div></div>"
        "<footer><p>Privacy. Contact us at web@site.example.org</p></footer></body></html>"
    ).encode()


def one_line(text: str) -> bytes:
    """All line breaks lost."""
    return " ".join(text.split()).encode()


def pdf(text: str, *, head: str = "Running head of the series") -> bytes:
    """A PDF: title and headings larger, lines wrapped, pages of 40 lines, a running head and page numbers."""
    lines: list[tuple[int, str, bool]] = []
    for p in paragraphs(text):
        size = 18 if p.startswith("“") else 14 if p in HEADINGS else 11
        p = resource(p) or p
        for k, part in enumerate(
            line for piece in p.split("\n") for line in textwrap.wrap(piece, 62 if size == 18 else 88)
        ):
            lines.append((size, part, k == 0))
    pages = [lines[i : i + 40] for i in range(0, len(lines), 40)]
    return pdf_file([_pdf_page(page, head, number) for number, page in enumerate(pages, 1)])


def _pdf_page(lines: list[tuple[int, str, bool]], head: str, number: int) -> bytes:
    out = [f"BT /F1 9 Tf 1 0 0 1 60 810 Tm ({head}) Tj ET", f"BT /F1 9 Tf 1 0 0 1 290 30 Tm ({number}) Tj ET"]
    at = 780.0
    for size, text, first in lines:
        at -= (size + 14 if first else 0) + (0 if first else 13.5)
        said = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        out.append(f"BT /F1 {size} Tf 1 0 0 1 60 {at:.1f} Tm ({said}) Tj ET")
    return "\n".join(out).encode("cp1252")


def pdf_file(contents: list[bytes], trailer: bytes = b"") -> bytes:
    """A PDF with a page for each content stream, in one font, F1."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} /MediaBox [0 0 595 842] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for i, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /Contents {5 + 2 * i} 0 R /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream")
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def locked_pdf() -> bytes:
    """A PDF whose password is not the empty one."""
    lock = b"/ID [<0011> <0011>] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <%s> /U <%s> >>"
    return pdf_file([_pdf_page([(11, "Secret", True)], "Head", 1)], lock % (b"ab" * 32, b"cd" * 32))


def many_pages(count: int) -> bytes:
    """A PDF of `count` short pages."""
    return pdf_file([_pdf_page([(11, f"Page {i}", True)], "Head", i) for i in range(count)])


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip file of the given parts, compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


_OPC = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word_file(body: str, prolog: str = "") -> bytes:
    """A Word file with the given XML as the content of its body."""
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    kinds = f'<Types xmlns="{_OPC}/content-types"><Default Extension="xml" ContentType="{word}"/></Types>'
    to = f'Id="r" Type="{_OFFICE}/officeDocument" Target="word/document.xml"'
    root = f'<Relationships xmlns="{_OPC}/relationships"><Relationship {to}/></Relationships>'
    document = f'<?xml version="1.0"?>{prolog}<w:document {_W}><w:body>{body}</w:body></w:document>'
    return zipped(
        {"[Content_Types].xml": kinds.encode(), "_rels/.rels": root.encode(), "word/document.xml": document.encode()}
    )


PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
