"""Writing a draft down, and down again: what people edited, added or removed stays."""

from django.db.models import Max

from consult import record
from synthesis.actions.changes import Change, changes
from synthesis.actions.plan import DraftParagraph, DraftSection
from synthesis.models.report import Evidence, Grounding, Paragraph, Report, Section, Style

STEP = 100  # between positions, so that a paragraph can be moved between two others
_FIELDS = {"contributions": "contribution_id", "ballots": "ballot_id", "recommendations": "recommendation_id"}


def write_down(report: Report, planned: list[DraftSection]) -> list[Change]:
    """Bring ``report`` to what is planned, inside a transaction; returns what changed (see ``changes.changes``).

    A paragraph is found again by its key. One that people edited keeps its text and place and is marked where its
    sources would now give another; own ones stay behind the paragraph they followed; removed ones stay removed.
    """
    before = list(Paragraph.objects.filter(section__report=report).select_related("section"))
    before.sort(key=lambda p: (p.section.position, p.section_id, p.position, p.pk))
    kept = {paragraph.key: paragraph for paragraph in before if paragraph.is_kept}
    followed = _followed(before)
    changed = changes(before, planned)
    Paragraph.objects.filter(pk__in=[paragraph.pk for paragraph in before if not paragraph.is_kept]).delete()
    sections = _sections(report, planned, {paragraph.section_id for paragraph in kept.values()})
    planned_keys = {paragraph.key for section in planned for paragraph in section.paragraphs}
    for section in planned:
        order: list[Paragraph] = []
        row = sections[section.key]
        for drafted in section.paragraphs:
            paragraph = kept.get(drafted.key)
            order.append(_update(paragraph, drafted) if paragraph else _make(row, drafted))
        for paragraph in order:
            paragraph.section = row
        strangers = [p for p in before if p.is_kept and p.key not in planned_keys and p.section_id == row.pk]
        _place(order, strangers, followed)
    Section.objects.filter(report=report, paragraphs=None).exclude(key__in=[s.key for s in planned]).delete()
    return changed


def _followed(before: list[Paragraph]) -> dict[str, list[str]]:
    """Key -> keys of the paragraphs before it in its section, the nearest first."""
    found: dict[str, list[str]] = {}
    for paragraph in before:
        found[paragraph.key] = [
            other.key
            for other in reversed(before[: before.index(paragraph)])
            if other.section_id == paragraph.section_id
        ]
    return found


def _sections(report: Report, planned: list[DraftSection], in_use: set[int]) -> dict[str, Section]:
    there = {section.key: section for section in report.sections.all()}
    for place, section in enumerate(planned):
        row = there.get(section.key) or Section(report=report, key=section.key)
        row.heading, row.level, row.position = section.heading[:300], section.level, place * STEP
        row.save()
        there[section.key] = row
    keys = {section.key for section in planned}
    for key, row in list(there.items()):
        if key not in keys and row.pk not in in_use:
            row.delete()
            del there[key]
    return there


def _make(section: Section, drafted: DraftParagraph) -> Paragraph:
    paragraph = Paragraph.objects.create(
        section=section,
        key=drafted.key,
        grounding=drafted.grounding,
        style=drafted.style,
        text=drafted.text,
        generated=drafted.text,
        rows=drafted.rows,
        level=drafted.level,
        findings=[finding.to_dict() for finding in drafted.findings],
        salt=record.salt(),
    )
    _evidence(paragraph, drafted)
    return paragraph


def _update(paragraph: Paragraph, drafted: DraftParagraph) -> Paragraph:
    """An edited or removed paragraph keeps its text; its evidence and what the machine would say are renewed."""
    if paragraph.generated != drafted.text:
        paragraph.is_outdated = True
    paragraph.generated = drafted.text
    paragraph.findings = [finding.to_dict() for finding in drafted.findings]
    paragraph.save()
    paragraph.evidence.all().delete()
    _evidence(paragraph, drafted)
    return paragraph


def _evidence(paragraph: Paragraph, drafted: DraftParagraph) -> None:
    Evidence.objects.bulk_create(
        Evidence(paragraph=paragraph, **{_FIELDS.get(kind, "fact"): one}) for kind, one in drafted.evidence()
    )


def _place(order: list[Paragraph], strangers: list[Paragraph], followed: dict[str, list[str]]) -> None:
    """Put own paragraphs, and edited ones that would no longer be drafted, behind what they followed."""
    for paragraph in strangers:
        if paragraph.grounding != Grounding.OWN and not paragraph.is_outdated:
            paragraph.is_outdated = True
        at = 0
        for key in followed[paragraph.key]:
            places = [place for place, other in enumerate(order) if other.key == key]
            if places:
                at = places[0] + 1
                break
        order.insert(at, paragraph)
    for place, paragraph in enumerate(order):
        paragraph.position = (place + 1) * STEP
    Paragraph.objects.bulk_update(order, ["position", "section", "is_outdated"])


def last_position(section: Section) -> int:
    """The position of the section's last paragraph, 0 in an empty one."""
    return int(section.paragraphs.aggregate(last=Max("position"))["last"] or 0)


def is_numbered(paragraph: Paragraph) -> bool:
    return paragraph.style == Style.PARAGRAPH
