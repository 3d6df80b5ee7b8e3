"""`manage.py import_contributions SLUG FILE.csv`: contributions in bulk; open pages show them."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consult.attribution import Quotation
from sessions_app.intake.contributions import COLUMNS, BadRowsError, import_rows, rows_of
from sessions_app.models import Session


class Command(BaseCommand):
    """All rows or none: rows with errors are listed."""

    help = f"Import contributions from a CSV file with the columns {', '.join(COLUMNS)} (the first two are needed)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the consultation")
        parser.add_argument("file", type=Path)
        parser.add_argument("--session", type=int, help="its session, where it has several")
        parser.add_argument(
            "--quotation",
            choices=Quotation.values,
            default=Quotation.NONE.value,
            help="the consent their authors gave to being quoted (default: none)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        session = self.session(options["slug"], options["session"])
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"The file {options['file'].name} cannot be opened.") from error
        try:
            made = import_rows(session, rows_of(session, data), quotation=options["quotation"])
        except BadRowsError as bad:
            for line in bad.lines[:200]:
                self.stderr.write(line)
            raise CommandError(f"Nothing was imported: {len(bad.lines)} errors.") from bad
        self.stdout.write(f"{len(made)} contributions imported")

    def session(self, slug: str, pk: int | None) -> Session:
        found = Session.objects.filter(consultation__slug=slug).select_related("consultation")
        if pk is not None:
            found = found.filter(pk=pk)
        sessions = list(found[:2])
        if not sessions:
            raise CommandError(f"There is no such session in a consultation “{slug}”.")
        if len(sessions) > 1:
            raise CommandError("This consultation has several sessions: say which with --session.")
        return sessions[0]
