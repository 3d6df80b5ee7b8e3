"""Reading reports: their sections with paragraphs and evidence."""

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.models import Consultation
from consult.procedure import Act, Allowed, Answer, Refused, Role, may
from consult.queries.people import Here
from synthesis.models.publication import ParagraphSource
from synthesis.models.report import Evidence, Grounding, Paragraph, Report, ReportState, Section, Style
from synthesis.rules.addressees import addressed


def sections_of(report: Report, *, with_evidence: bool = True) -> QuerySet[Section]:
    """The report's sections in order, with paragraphs and their evidence, in a fixed number of queries.

    What is read outside needs recommendations alone: a long report has thousands of other evidence.
    """
    if with_evidence:
        evidence = Evidence.objects.select_related(
            "contribution__question", "ballot__version__recommendation", "recommendation"
        )
    else:
        evidence = Evidence.objects.filter(recommendation__isnull=False).select_related("recommendation")
    paragraphs = Paragraph.objects.select_related("source__report__consultation").prefetch_related(
        Prefetch("evidence", evidence)
    )
    return report.sections.select_related("report").prefetch_related(Prefetch("paragraphs", paragraphs))


def reports_of(consultation: Consultation, *, published_only: bool) -> QuerySet[Report]:
    """All reports, or those that are public now; one that was withdrawn stays, and says so."""
    rows = Report.objects.filter(consultation=consultation).select_related("consultation")
    return rows.filter(are_out()) if published_only else rows


def are_out() -> Q:
    """What is public now: an embargo ends by the clock, whoever notices first."""
    ended = Q(state=ReportState.EMBARGOED, published_at__lte=timezone.now())
    return Q(state__in=(ReportState.PUBLISHED, ReportState.WITHDRAWN)) | ended


def may_read_results(consultation: Consultation) -> Answer:
    """Whether the results may be read outside: not while the only report waits under an embargo, and tells them."""
    rows = Report.objects.filter(consultation=consultation)
    waits = rows.filter(state=ReportState.EMBARGOED, published_at__gt=timezone.now())
    if waits.exists() and not rows.filter(are_out()).exists():
        return Refused(_("The results can be read here once the report is out."))
    return Allowed()


def readable(here: Here) -> QuerySet[Report] | None:
    """The reports that somebody may read now; None where they may read none, whichever there are.

    Drafts are for those who see the draft; what is under an embargo, for them and for the secretariat.
    """
    if may(here.standing, Act.READ_DRAFT):
        return reports_of(here.consultation, published_only=False)
    opened = bool(may(here.standing, Act.READ_REPORT))
    rows = reports_of(here.consultation, published_only=False)
    if Role.SECRETARIAT in here.standing.roles:
        waiting = rows.filter(state=ReportState.EMBARGOED)
        if opened:
            return rows.filter(Q(state=ReportState.EMBARGOED) | are_out())
        return waiting if waiting.exists() else None
    return rows.filter(are_out()) if opened else None


def rule_of_report(report: Report) -> str:
    """The attribution rule that a report stands under: of a report of reports the strictest of its parts’."""
    return str((report.is_rollup and report.facts.get("rule")) or report.consultation.attribution_rule)


def addressees_of(paragraph: Paragraph) -> tuple[str, ...] | None:
    """Whom a printed recommendation addresses, () where it names nobody; None of what is no recommendation."""
    if paragraph.style != Style.LIST_ITEM or paragraph.grounding == Grounding.REMOVED:
        return None
    source: ParagraphSource | None = getattr(paragraph, "source", None)
    if source is not None and source.is_recommendation:
        return tuple(source.addressees)
    texts = [one.recommendation for one in paragraph.evidence.all() if one.recommendation]
    if not texts:
        return None
    return tuple(addressed(paragraph.text, list(dict.fromkeys(name for text in texts for name in text.addressees))))
