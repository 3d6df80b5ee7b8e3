"""What can be had of a report, and which of its files are made."""

from dataclasses import dataclass

from synthesis.models.files import ReportFile, Snapshot
from synthesis.models.report import Report
from synthesis.queries import files as reading
from synthesis.writers import FORMATS, Format
from synthesis.writers.material import Material, material_of


@dataclass(frozen=True, slots=True)
class Offer:
    """A format, the file of the report as it stands where one is made, and whether it can be had at once."""

    extension: str
    format: Format
    file: ReportFile | None

    @property
    def is_there(self) -> bool:
        return self.file is not None or self.format.is_quick


def offers(report: Report, text: Material) -> list[Offer]:
    """What can be had of ``report``, whose text now is ``text``."""
    snapshot = reading.snapshot_of(report)
    made = reading.files_of(snapshot) if is_current(report, snapshot, text) else {}
    return [Offer(extension, form, made.get(extension)) for extension, form in FORMATS.items()]


def is_current(report: Report, snapshot: Snapshot | None, text: Material) -> bool:
    """Whether the snapshot is of the report as it stands. What is published does not change any more."""
    if snapshot is None:
        return False
    if report.is_final:
        return snapshot.is_final
    if snapshot.text_digest != text.text_digest:
        return False
    return snapshot.digest == material_of(report).digest  # its tables too: what they may tell can have become less
