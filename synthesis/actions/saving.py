"""Writing a draft down, and down again: what people edited, added or removed stays."""

from consult import record
from synthesis.actions.changes import Change, changes
from synthesis.actions.editing import STEP
from synthesis.actions.paragraph import copy_evidence
from synthesis.actions.placing import sections_for
from synthesis.actions.plan import DraftParagraph, DraftSection
from synthesis.actions.version import keep
from synthesis.models.report import PERSONAL, Evidence, Paragraph, Report, Section

_FIELDS = {"contributions": "contribution_id", "ballots": "ballot_id", "recommendations": "recommendation_id"}


def write_down(report: Report, planned: list[DraftSection]) -> list[Change]:
    """Bring ``report`` to what is planned, inside a transaction that holds it; returns what ``changes.changes`` finds.

    A paragraph is found again by its key and stays the same one, so that whoever types in it now loses nothing. One
    that people edited keeps its text and place and is marked where its sources would now give another; one they moved
    keeps its place; own ones stay behind the paragraph they followed; removed ones stay removed.
    """
    before = list(Paragraph.objects.filter(section__report=report).select_related("section__report"))
    before.sort(key=lambda p: (p.section.position, p.section_id, p.position, p.pk))
    followed = _followed(before)
    found = changes(before, planned)
    texts = {paragraph.key: paragraph.generated for paragraph in before}
    keys = {paragraph.key for section in planned for paragraph in section.paragraphs}
    gone = [paragraph for paragraph in before if not paragraph.is_kept and paragraph.key not in keys]
    Paragraph.objects.filter(pk__in=[paragraph.pk for paragraph in gone]).delete()
    left = [paragraph for paragraph in before if paragraph not in gone]
    there = {paragraph.key: paragraph for paragraph in left}
    stays = [paragraph for paragraph in left if paragraph.key not in keys or paragraph.placed_at is not None]
    sections = sections_for(report, planned, {paragraph.section_id for paragraph in stays})
    changed = {p.key for section in planned for p in section.paragraphs if texts.get(p.key, p.text) != p.text}
    for section in planned:
        row = sections[section.key]
        made = [_drafted(row, drafted, there.pop(drafted.key, None)) for drafted in section.paragraphs]
        order = [paragraph for paragraph in made if paragraph.placed_at is None]
        for paragraph in order:
            paragraph.section = row
        strangers = [paragraph for paragraph in stays if paragraph.section_id == row.pk]
        for paragraph in strangers:
            paragraph.is_outdated = paragraph.is_outdated or _is_outdated(paragraph, keys, changed)
        _place(order, strangers, followed)
    _rejoin([paragraph for paragraph in left if paragraph.joined_to_id is not None], changed)
    rows = Section.objects.filter(report=report, paragraphs=None, is_own=False)
    rows.exclude(key__in=[section.key for section in planned]).delete()
    return found


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


def _drafted(section: Section, drafted: DraftParagraph, paragraph: Paragraph | None) -> Paragraph:
    if paragraph is None:
        return _make(section, drafted)
    return _update(paragraph, drafted) if paragraph.is_kept else _renew(paragraph, drafted)


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
        removed_at=section.removed_at,
    )
    _evidence(paragraph, drafted.evidence())
    return paragraph


def _renew(paragraph: Paragraph, drafted: DraftParagraph) -> Paragraph:
    """A paragraph that nobody edited says what is drafted now."""
    if (paragraph.text, paragraph.grounding) != (drafted.text, drafted.grounding):
        keep(paragraph)
        paragraph.revision += 1
        paragraph.salt = record.salt()
    paragraph.text = paragraph.generated = drafted.text
    paragraph.grounding, paragraph.style, paragraph.level = drafted.grounding, drafted.style, drafted.level
    paragraph.rows = drafted.rows
    paragraph.findings = [finding.to_dict() for finding in drafted.findings]
    paragraph.save()
    paragraph.evidence.filter(is_own=False).delete()
    _renew_evidence(paragraph, drafted)
    return paragraph


def _update(paragraph: Paragraph, drafted: DraftParagraph) -> Paragraph:
    """An edited or removed paragraph keeps its text; its evidence and what the machine would say are renewed."""
    if paragraph.generated != drafted.text:
        paragraph.is_outdated = True
    paragraph.generated = drafted.text
    if paragraph.rows is not None:  # numbers, which nobody types
        paragraph.rows = drafted.rows
    paragraph.findings = [finding.to_dict() for finding in drafted.findings]
    paragraph.save()
    _renew_evidence(paragraph, drafted)
    return paragraph


def _renew_evidence(paragraph: Paragraph, drafted: DraftParagraph) -> None:
    """What people attached stays, what they took off stays off, and what stood there keeps since when it did."""
    rows = {_source(one): one for one in Evidence.everything.filter(paragraph=paragraph)}
    wanted = drafted.evidence()
    gone = [
        one.pk for source, one in rows.items() if source not in wanted and not one.is_own and one.detached_at is None
    ]
    Evidence.everything.filter(pk__in=gone).delete()
    _evidence(paragraph, [source for source in wanted if source not in rows])


def _evidence(paragraph: Paragraph, sources: list[tuple[str, int | str]]) -> None:
    Evidence.objects.bulk_create(
        Evidence(paragraph=paragraph, **{_FIELDS.get(kind, "fact"): one}) for kind, one in sources
    )


def _source(one: Evidence) -> tuple[str, int | str]:
    """As ``DraftParagraph.evidence`` names it."""
    for kind, name in _FIELDS.items():
        if getattr(one, name) is not None:
            return kind, getattr(one, name)
    return "facts", one.fact


def _is_outdated(paragraph: Paragraph, keys: set[str], changed: set[str]) -> bool:
    """Whether a paragraph that is not drafted where it stands has sources that would now give another text."""
    source = paragraph.part_of or paragraph.key
    return not source.startswith("own:") and paragraph.grounding not in PERSONAL and source not in keys - changed


def _place(order: list[Paragraph], strangers: list[Paragraph], followed: dict[str, list[str]]) -> None:
    """Put what people added or moved, and edited ones that would no longer be drafted, behind what they followed."""
    for paragraph in strangers:
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


def _rejoin(joined: list[Paragraph], changed: set[str]) -> None:
    """A paragraph into which another went stands on what that one stands on now."""
    for other in joined:
        assert other.joined_to is not None
        paragraph = Paragraph.objects.get(pk=other.joined_to.pk)  # as it was renewed
        paragraph.findings = [*paragraph.findings, *(one for one in other.findings if one not in paragraph.findings)]
        paragraph.is_outdated = paragraph.is_outdated or other.key in changed
        paragraph.save(update_fields=["findings", "is_outdated"])
        copy_evidence(other, paragraph)
