"""Writers: each takes the material of a report and gives bytes.

They are named by their paths: what sets a PDF is loaded by the worker that sets one, not by each web process.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from consult.attribution import Audience
from synthesis.models.report import Report
from synthesis.writers.blocks import report_blocks
from synthesis.writers.material import Material, material_of

__all__ = ["FORMATS", "Format", "export", "report_blocks"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what it is called and good for, its media type, its writer's path.

    is_quick: whether a page may wait for it. has_tables: whether it holds the results beside the report.
    """

    name: str | Promise
    use: str | Promise
    media_type: str
    writer: str
    is_quick: bool = True
    has_tables: bool = False

    def write(self, material: Material) -> bytes:
        made: bytes = import_string(self.writer)(material)
        return made


_OFFICE = "application/vnd.openxmlformats-officedocument"
# extension -> format, in the order in which they are offered
FORMATS: dict[str, Format] = {
    "pdf": Format(
        "PDF",
        _("to read, print and keep; accessible, and for archives"),
        "application/pdf",
        "synthesis.writers.pdf.write",
        is_quick=False,
    ),
    "docx": Format(
        "Word",
        _("to edit"),
        f"{_OFFICE}.wordprocessingml.document",
        "synthesis.writers.docx.write",
    ),
    "odt": Format(
        "OpenDocument", _("to edit"), "application/vnd.oasis.opendocument.text", "synthesis.writers.odt.write"
    ),
    "html": Format(_("Web page"), _("one file"), "text/html; charset=utf-8", "synthesis.writers.html.write"),
    "md": Format("Markdown", _("plain text"), "text/markdown; charset=utf-8", "synthesis.writers.markdown.write"),
    "xlsx": Format(
        _("Workbook"),
        _("paragraphs and results as tables"),
        f"{_OFFICE}.spreadsheetml.sheet",
        "synthesis.writers.xlsx.write",
        has_tables=True,
    ),
    "zip": Format(
        _("Data package"),
        _("CSV files with their descriptions"),
        "application/zip",
        "synthesis.writers.package.write",
        has_tables=True,
    ),
    "json": Format(
        "JSON",
        _("for programs, without loss"),
        "application/json",
        "synthesis.writers.structured.write",
        has_tables=True,
    ),
    "jsonld": Format(
        "JSON-LD", _("linked data"), "application/ld+json", "synthesis.writers.jsonld.write", has_tables=True
    ),
    "akn": Format(
        "Akoma Ntoso",
        _("XML of parliaments and the United Nations"),
        "application/akn+xml",
        "synthesis.writers.akn.write",
    ),
}


def export(report: Report, extension: str, audience: Audience = Audience.OUTSIDE) -> bytes:
    """``report`` as it stands, in a format, for an audience. Raises KeyError for a format that there is not.

    The Word copy for the desk has its sources as comments, every other one in brackets.
    """
    form = FORMATS[extension]
    if extension == "docx" and audience is Audience.DESK:
        made: bytes = import_string("synthesis.writers.annotated.write")(report)
        return made
    return form.write(material_of(report, audience, tables=form.has_tables))
