"""Making all files of a report from one snapshot, in the worker."""

from django.utils import timezone

from sessions_app.actions.turns import writing
from synthesis.models.files import FilesState, ReportFile, Snapshot
from synthesis.models.report import Report, ReportState
from synthesis.writers import FORMATS
from synthesis.writers.manifest import Digest
from synthesis.writers.material import Material, material_of


def make(report: Report) -> None:
    """Freeze ``report`` and write it in every format. Of a published one the first snapshot stands for ever."""
    frozen = _freeze(report)
    if frozen is None:
        return
    material, digest = frozen
    made = set(ReportFile.objects.filter(snapshot__report=report).values_list("extension", flat=True))
    for extension, form in FORMATS.items():
        if extension not in made:
            _keep(report, digest, extension, form.write(material))
    Snapshot.objects.filter(report=report, digest=digest).update(state=FilesState.MADE)


def _freeze(report: Report) -> tuple[Material, str] | None:
    """The snapshot's material and its digest; None of a report that was withdrawn. Files of another material go."""
    with writing():
        snapshot, _new = Snapshot.objects.select_for_update().get_or_create(report=report)
        report.refresh_from_db()  # something may have been taken out of it while this waited for the row
        if report.state == ReportState.WITHDRAWN:
            snapshot.delete()
            return None
        snapshot.state = FilesState.MAKING
        if report.is_final and snapshot.is_final and snapshot.material:
            snapshot.save(update_fields=["state"])
            return Material.from_dict(snapshot.material), snapshot.digest
        material = material_of(report)
        if snapshot.digest != material.digest:
            snapshot.files.all().delete()
            snapshot.material, snapshot.taken_at = material.to_dict(), timezone.now()
            snapshot.digest, snapshot.text_digest = material.digest, material.text_digest
        snapshot.is_final = report.is_final
        snapshot.save()
        return material, snapshot.digest


def _keep(report: Report, digest: str, extension: str, data: bytes) -> None:
    """Store a file, unless the report has another snapshot by now."""
    with writing():
        snapshot = Snapshot.objects.select_for_update().defer("material").filter(report=report).first()
        if snapshot is not None and snapshot.digest == digest:
            ReportFile.objects.update_or_create(
                snapshot=snapshot,
                extension=extension,
                defaults={"size": len(data), "sha256": Digest.of(data).sha256, "data": data},
            )
