"""`manage.py read_document FILE [--json]`: what a document proposes for a consultation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consult.documents.errors import UnreadableDocument
from consult.documents.report import as_json, as_text, read_file


class Command(BaseCommand):
    """Reads one file in the child process and prints the proposal; saves nothing."""

    help = "Print what a document (text, Markdown, Word, OpenDocument, PDF, HTML) proposes for a consultation."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print the proposal as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            proposal = read_file(options["file"])
        except UnreadableDocument as error:
            raise CommandError(error.reason) from error
        self.stdout.write(as_json(proposal) if options["json"] else as_text(proposal))
