"""Writers: each takes the blocks of a report and what the file says of itself, and gives bytes."""

from collections.abc import Callable, Iterable

from consult.attribution import Audience
from consult.documents.blocks import Block
from synthesis.models.report import Report
from synthesis.writers import docx, html, markdown
from synthesis.writers.blocks import Head, head_of, report_blocks

Write = Callable[[Iterable[Block], Head], bytes]

# extension -> (writer, media type)
FORMATS: dict[str, tuple[Write, str]] = {
    "docx": (docx.write, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "html": (html.write, "text/html; charset=utf-8"),
    "md": (markdown.write, "text/markdown; charset=utf-8"),
}


def export(report: Report, extension: str, audience: Audience = Audience.OUTSIDE) -> bytes:
    """``report`` in a format, for an audience. Raises KeyError for a format that there is not."""
    writer, _media_type = FORMATS[extension]
    return writer(report_blocks(report, audience), head_of(report))
