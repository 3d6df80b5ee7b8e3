"""Write a consultation's report to a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from consult.attribution import Audience
from synthesis.models.report import Report, ReportState
from synthesis.writers import FORMATS, export


class Command(BaseCommand):
    help = "Write the latest report of a consultation to a file; the format is that of the file’s name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument(
            "--to", type=Path, required=True, metavar="FILE", help=", ".join(f".{name}" for name in FORMATS)
        )
        parser.add_argument("--desk", action="store_true", help="the copy for the desk, with the sources of paragraphs")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["to"]
        extension = path.suffix.lstrip(".").lower()
        if extension not in FORMATS:
            raise CommandError(
                _("“{file}” has no format that can be written. Choose one of: {formats}.").format(
                    file=path.name, formats=", ".join(f".{name}" for name in FORMATS)
                )
            )
        rows = Report.objects.filter(consultation__slug=options["slug"], drafted_at__isnull=False)
        report = (
            rows.exclude(state__in=(ReportState.FAILED, ReportState.WITHDRAWN)).order_by("-created_at", "-pk").first()
        )
        if report is None:
            raise CommandError(_("“{slug}” has no drafted report.").format(slug=options["slug"]))
        if not path.parent.is_dir():
            raise CommandError(_("There is no folder {folder}.").format(folder=path.parent))
        audience = Audience.DESK if options["desk"] else Audience.OUTSIDE
        path.write_bytes(export(report, extension, audience))
        self.stdout.write(_("Written: {path}").format(path=path))
