"""Draft a consultation's report."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from consult import record
from consult.models import Consultation
from consult.procedure import RefusedError
from synthesis.actions.drafting import draft_report
from synthesis.models.report import FINAL, Grounding, Paragraph, Purpose, Report, Template
from synthesis.queries.template import proposed


class Command(BaseCommand):
    help = "Draft the report of a consultation anew; what people edited in it stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--template", choices=Template.values, default="", help="which of the seven templates")
        parser.add_argument("--purpose", choices=Purpose.values, default="", help="key points, zero draft or final")

    def handle(self, *args: Any, **options: Any) -> None:
        consultation = Consultation.objects.filter(slug=options["slug"]).first()
        if consultation is None:
            raise CommandError(_("There is no consultation “{slug}”.").format(slug=options["slug"]))
        try:
            report = draft_report(consultation, record.COMMAND, self._report(consultation, options))
        except RefusedError as refused:
            raise CommandError(str(refused)) from refused
        paragraphs = Paragraph.objects.filter(section__report=report, removed_at=None)
        slots = paragraphs.filter(grounding=Grounding.SLOT).count()
        self.stdout.write(
            _("Drafted report {number}: {count} paragraphs, {slots} of them to be written.").format(
                number=report.pk, count=paragraphs.count(), slots=slots
            )
        )

    def _report(self, consultation: Consultation, options: dict[str, Any]) -> Report | None:
        """The report that is meant; None for the latest."""
        if not (options["template"] or options["purpose"]):
            return None
        template, purpose = options["template"] or proposed(consultation), options["purpose"] or Purpose.FINAL
        rows = consultation.reports.filter(is_rollup=False, template=template, purpose=purpose).exclude(state__in=FINAL)
        found: Report | None = rows.order_by("-created_at", "-pk").first()
        return found or Report(consultation=consultation, template=template, purpose=purpose)
