"""`manage.py import_document FILE --confirm-all`: a document becomes a consultation without the page."""

from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from consult.actions import document
from consult.models import DocumentImport, User
from consult.procedure import RefusedError
from sessions_app.intake import setup
from sessions_app.intake.convene import convene
from sessions_app.intake.entries import confirmed


class Command(BaseCommand):
    """Changes nothing where the file cannot be read; the last line ends with the new consultation's slug."""

    help = "Make a consultation of a document, taking every field as it was read."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--confirm-all", action="store_true", help="take every field as it was read; needed")
        parser.add_argument("--convenor", metavar="EMAIL", default="", help="who convenes, chairs and reports")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["confirm_all"]:
            raise CommandError(
                "Nothing is saved unseen: look at it on the page (/convene/), or say --confirm-all. "
                "read_document prints what would be taken."
            )
        try:
            data = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"The file {options['file'].name} cannot be opened.") from error
        try:
            read = document.read(data, options["file"].name)
            consultation = self.make(read, options["convenor"].strip().lower())
        except RefusedError as refused:
            raise CommandError(str(refused.reason)) from refused
        counts = {
            "questions": consultation.sessions.get().questions.count(),
            "candidate recommendations": consultation.recommendations.count(),
            "contacts": consultation.contacts.count(),
            "resources": consultation.resources.count(),
        }
        self.stdout.write(consultation.title)
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()))
        self.stdout.write(f"join code {consultation.join_code}")
        self.stdout.write(f"consultation {consultation.slug}")

    @transaction.atomic
    def make(self, read: DocumentImport, address: str) -> Any:
        convenor = self.account(address) if address else None
        if convenor:
            read.uploaded_by = convenor
            read.save()
        found = setup.guessed(read)
        run = setup.Setup(**(found | {"time_zone": found["time_zone"] or "UTC", "roles": tuple(found["roles"])}))
        return convene(read, confirmed(read), run, convenor=convenor)

    def account(self, address: str) -> User:
        try:
            validate_email(address)
        except ValidationError as error:
            raise CommandError(f"{address} is not an e-mail address.") from error
        known = User.objects.filter(email=address).first()
        if known:
            return known
        user = User.objects.create_user(address)
        EmailAddress.objects.create(user=user, email=address, verified=False, primary=True)
        return user
