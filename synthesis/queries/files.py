"""Reading a report's files."""

from synthesis.models.files import ReportFile, Snapshot
from synthesis.models.report import Report


def snapshot_of(report: Report) -> Snapshot | None:
    """The snapshot without its material."""
    return Snapshot.objects.filter(report=report).defer("material").first()


def files_of(snapshot: Snapshot | None) -> dict[str, ReportFile]:
    """Extension -> file, without its bytes."""
    rows = ReportFile.objects.filter(snapshot=snapshot).defer("data") if snapshot else ()
    return {row.extension: row for row in rows}


def bytes_of(snapshot: Snapshot, extension: str) -> bytes | None:
    data = ReportFile.objects.filter(snapshot=snapshot, extension=extension).values_list("data", flat=True).first()
    return None if data is None else bytes(data)
