"""A report of reports: of the published reports of a consultation's parts, drafted by the worker as any report.

Only what was printed outside is taken, as it was printed: what the rule of each part kept back stays so. Each paragraph
keeps which paragraph of which report it comes from; that one keeps its own evidence.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult import record
from consult.attribution import Rule
from consult.models import Consultation, Participant
from consult.procedure import Act, RefusedError, may, require
from consult.queries.people import Here
from sessions_app.actions.turns import writing
from synthesis.actions.editing import STEP, actor_of, check_editable, locked
from synthesis.actions.version import keep
from synthesis.models.publication import ParagraphSource
from synthesis.models.report import FINAL, PERSONAL, Evidence, Grounding, Paragraph, Report, ReportState, Section, Style
from synthesis.queries.printed import in_order, numbers, printed_sections
from synthesis.queries.report import addressees_of, sections_of
from synthesis.queries.rollup import PartReport, parts_of

TASK = "synthesis.tasks.roll_up"
FACT = "report"  # of evidence: a paragraph of a published report
_LEFT_OUT = (
    "process",
    "introduction",
    "organization",
    "participation",
    "adoption",
    "next",
    "annex",
    "method",
)  # sections that speak of one consultation alone
_ADVICE = ("adopted", "priorities")  # sections of recommendations: they are gathered at the end


@dataclass(frozen=True, slots=True)
class Taken:
    """A printed paragraph of a part's report. number: as it is printed, "" where it has none."""

    paragraph: Paragraph
    number: str
    addressees: tuple[str, ...] | None  # None of what is no recommendation


def begin(here: Here) -> Report:
    """Have the parts' reports rolled up by the worker, anew where that was begun. Refused where none is published."""
    require(may(here.standing, Act.DRAFT))
    consultation = here.consultation
    if not any(part.report for part in parts_of(consultation)):
        raise RefusedError(_("No part of this consultation has a published report that anybody may read."))
    with writing():
        waiting = consultation.reports.select_for_update().filter(is_rollup=True).exclude(state__in=FINAL)
        report = waiting.order_by("-pk").first() or Report(consultation=consultation, is_rollup=True)
        check_editable(report)
        report.title, report.language = consultation.title, consultation.language
        report.state, report.progress, report.percent = ReportState.DRAFTING, str(_("Waiting for its turn")), 0
        report.save()
        record.enter(consultation.pk, "roll-up asked for", actor_of(here), subject=f"report-{report.pk}")
        participant = here.participant.pk if here.participant else None
        transaction.on_commit(lambda: import_string(TASK).enqueue(report_id=report.pk, participant_id=participant))
    return report


def roll_up(report: Report, actor: Participant | str) -> Report:
    """Write the roll-up down. What people edited, added or removed in it stays."""
    consultation = report.consultation
    with translation.override(report.language), writing():
        taken = [part.report.pk for part in parts_of(consultation) if part.report]
        # Held before this one, as who takes something out holds them: nothing is copied while it goes.
        list(Report.objects.select_for_update().filter(pk__in=taken).order_by("pk").values_list("pk"))
        report = locked(consultation, report.pk)
        check_editable(report)
        parts = [part for part in parts_of(consultation) if part.report]
        book = _Book(report)
        book.opening(parts)
        advice = [(part, taken) for part in parts for taken in book.part(part)]
        book.advice(advice)
        book.end()
        report.facts = _masthead(report, parts)
        report.state, report.progress, report.percent = ReportState.DRAFT, "", 100
        report.drafted_at = timezone.now()
        report.save()
        reports = [part.report.pk for part in parts if part.report]
        record.enter(
            consultation.pk, "reports rolled up", actor, subject=f"report-{report.pk}", payload={"reports": reports}
        )
    return report


def strictest_rule(consultation: Consultation, parts: list[PartReport]) -> str:
    """Of the consultation and of every part."""
    order = list(Rule)
    rules = [Rule(one.attribution_rule) for one in (consultation, *(part.consultation for part in parts))]
    return max(rules, key=order.index).value


def heading_key(consultation_id: int, key: str) -> str:
    """Of a heading that is taken over from a part's report, where it has ``key``."""
    return f"c{consultation_id}.{key}"[:40]


def headings_made_of(section: Section) -> list[Section]:
    """The headings taken over from one into reports of reports, and from these into others.

    Its key alone does not tell: several reports of a part have the same. What people changed there goes in doubt, for
    it may say the same in other words.
    """
    key = Q(key=heading_key(section.report.consultation_id, section.key))
    says_the_same, has_of_it = Q(heading=section.heading), Q(paragraphs__source__report=section.report_id)
    made = Section.objects.filter(report__is_rollup=True).select_related("report__consultation")
    made = made.filter(key & (says_the_same | has_of_it | Q(edited_at__isnull=False)) | (says_the_same & has_of_it))
    return [one for row in made.distinct() for one in (row, *headings_made_of(row))]


def _masthead(report: Report, parts: list[PartReport]) -> dict[str, object]:
    head: dict[str, object] = import_string("synthesis.actions.frame.masthead")(report.consultation, report)
    rule = strictest_rule(report.consultation, parts)
    label = _("Attribution")
    lines = [line for line in head["lines"] if line[0] != label]  # type: ignore[attr-defined]
    head["lines"] = [*lines, [label, _("{rule}; each part under its own rule").format(rule=Rule(rule).label)]]
    return {**head, "rule": rule}


class _Book:
    """Writes sections in their order; a paragraph is found again by its key, and kept where people changed it."""

    def __init__(self, report: Report) -> None:
        self.report = report
        rows = Paragraph.objects.filter(section__report=report).select_related("section")
        self.before = {row.key: row for row in rows}
        self.there = {section.key: section for section in report.sections.all()}
        self.written: set[str] = set()
        self.section: Section | None = None
        self.placed = 0

    def head(self, key: str, heading: str, level: int = 1) -> None:
        row = self.there.get(key) or Section(report=self.report, key=key)
        if row.edited_at is None:
            row.heading, row.level = heading[:300], level
        if row.placed_at is None:
            row.position = len(self.written) * STEP
        row.save()
        self.there[key], self.section, self.placed = row, row, 0
        self.written.add(key)

    def put(self, key: str, text: str, **fields: object) -> Paragraph:
        assert self.section is not None
        self.placed += STEP
        row = self.before.pop(key, None) or Paragraph(key=key, salt=record.salt(), removed_at=self.section.removed_at)
        if row.pk and row.is_kept:
            row.is_outdated = row.is_outdated or row.generated != text
        elif row.text != text:
            if row.pk:
                keep(row)
                row.revision, row.salt = row.revision + 1, record.salt()
            row.text = text
        if row.placed_at is None:
            row.section, row.position = self.section, self.placed
        row.generated = text
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
        return row

    def opening(self, parts: list[PartReport]) -> None:
        self.head("process", _("The reports"))
        names = [part.consultation.title for part in parts]
        text = ngettext(
            "This report brings together what the published report of one part of the consultation says: {names}.",
            "This report brings together what the published reports of {count} parts of the consultation say: {names}.",
            len(names),
        ).format(count=len(names), names="; ".join(names))
        self.put("process", text, grounding=Grounding.STANDING)
        for part in parts:
            rule = part.consultation.get_attribution_rule_display()
            line = _("{title}: {rule}").format(title=part.consultation.title, rule=rule)
            self.put(f"rule:c{part.consultation.pk}", line, grounding=Grounding.STANDING, style=Style.LIST_ITEM)

    def part(self, part: PartReport) -> list[Taken]:
        """A section for the part, with a heading for each of its own. Returns its recommendations."""
        assert part.report is not None
        key = f"c{part.consultation.pk}"
        self.head(key, part.consultation.title)
        advice, at = [], ""
        for section, taken in _printed(part.report):
            if taken.addressees is not None:
                advice.append(taken)
                continue
            if section.key.startswith((*_LEFT_OUT, *_ADVICE)):
                continue
            if at != section.key:
                at = section.key
                self.head(heading_key(part.consultation.pk, section.key), section.heading, 2)
            self.take(part.report, taken)
        return advice

    def take(self, report: Report, taken: Taken) -> None:
        source = taken.paragraph
        row = self.put(
            f"of:p{source.pk}",
            source.text,
            style=source.style,
            level=source.level,
            rows=source.rows,
            grounding=Grounding.GROUNDED,
        )
        ParagraphSource.objects.update_or_create(
            paragraph=row,
            defaults={
                "report": report,
                "of": source,
                "number": taken.number,
                "is_recommendation": taken.addressees is not None,
                "addressees": list(taken.addressees or ()),
            },
        )
        if not row.evidence.filter(fact=FACT).exists():
            Evidence.objects.create(paragraph=row, fact=FACT)

    def advice(self, found: list[tuple[PartReport, Taken]]) -> None:
        """The recommendations of all, by whom they address."""
        groups: dict[str, list[tuple[PartReport, Taken]]] = {}
        for part, taken in found:
            groups.setdefault(", ".join(taken.addressees or ()), []).append((part, taken))
        if groups:
            self.head("priorities", _("Recommendations of all parts"))
        for place, (addressee, members) in enumerate(groups.items()):
            title = _("Addressed to {addressee}").format(addressee=addressee) if addressee else ""
            self.head(f"priorities.{place}", title or _("Without an addressee"), 2)
            for part, taken in members:
                assert part.report is not None
                self.take(part.report, taken)

    def end(self) -> None:
        """What people changed and nothing stands behind any more stays where it was, marked as outdated."""
        in_use = set()
        for row in self.before.values():
            if not row.is_kept:
                row.delete()
                continue
            in_use.add(row.section_id)
            is_own = row.grounding in PERSONAL or row.key.startswith("own:")
            if not is_own and not row.is_outdated:
                row.is_outdated = True
                row.save(update_fields=["is_outdated"])
        for key, section in self.there.items():
            if key not in self.written and not section.is_own and section.pk not in in_use:
                section.delete()


def _printed(report: Report) -> list[tuple[Section, Taken]]:
    """What stands in a published report, in order, each with its number; not what was taken out of it."""
    rows = list(sections_of(report))
    number = numbers(report, in_order(rows))
    return [
        (section, Taken(paragraph, str(number[paragraph.pk]), addressees_of(paragraph)))
        for section, paragraphs in printed_sections(report, rows)
        for paragraph in paragraphs
        if paragraph.grounding != Grounding.REMOVED
    ]
