"""A consultation’s statements and votes as a Polis export."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from consult.models import Consultation
from consult.procedure import RefusedError
from synthesis.actions.polis_export import export_polis
from synthesis.writers.polis import files


class Command(BaseCommand):
    help = "Write comments.csv, votes.csv, participants-votes.csv and summary.csv as Polis does."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("folder", type=Path, metavar="DIR", help="a folder that is empty or not there yet")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        consultation = Consultation.objects.filter(slug=options["slug"]).first()
        if consultation is None:
            raise CommandError(_("There is no consultation “{slug}”.").format(slug=options["slug"]))
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CommandError(_("{folder} is there already and not empty.").format(folder=folder))
        try:
            written = files(export_polis(consultation))
        except RefusedError as error:
            raise CommandError(str(error)) from error
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in written.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
        self.stdout.write(_("Written: {path}").format(path=folder))
