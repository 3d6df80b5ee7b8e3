"""A consultation from a Polis export."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from consult.models import User
from synthesis.actions.polis import import_polis
from synthesis.actions.polis_files import MalformedExportError, read


class Command(BaseCommand):
    help = "Make a consultation from a Polis export: comments.csv, votes.csv, participants-votes.csv, summary.csv."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--convenor", metavar="ADDRESS", help="the account that convenes it and drafts its report")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(_("There is no folder {folder}.").format(folder=folder))
        convenor = None
        if options["convenor"]:
            convenor = User.objects.filter(email__iexact=options["convenor"]).first()
            if convenor is None:
                raise CommandError(_("There is no account with the address {email}.").format(email=options["convenor"]))
        try:
            export = read(folder)
        except MalformedExportError as error:
            raise CommandError(str(error)) from error
        consultation = import_polis(export, convenor=convenor, say=self.stdout.write)
        self.stdout.write(_("Imported: {slug}").format(slug=consultation.slug))
