"""Draft a consultation's report."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from consult import record
from consult.models import Consultation
from consult.procedure import RefusedError
from synthesis.actions.drafting import draft_report
from synthesis.models.report import Grounding, Paragraph


class Command(BaseCommand):
    help = "Draft the report of a consultation anew; what people edited in it stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")

    def handle(self, *args: Any, **options: Any) -> None:
        consultation = Consultation.objects.filter(slug=options["slug"]).first()
        if consultation is None:
            raise CommandError(_("There is no consultation “{slug}”.").format(slug=options["slug"]))
        try:
            report = draft_report(consultation, record.COMMAND)
        except RefusedError as refused:
            raise CommandError(str(refused)) from refused
        paragraphs = Paragraph.objects.filter(section__report=report, removed_at=None)
        slots = paragraphs.filter(grounding=Grounding.SLOT).count()
        self.stdout.write(
            _("Drafted report {number}: {count} paragraphs, {slots} of them to be written.").format(
                number=report.pk, count=paragraphs.count(), slots=slots
            )
        )
