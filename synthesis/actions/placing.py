"""Where the sections of a new draft stand beside those that people renamed, moved, added or removed."""

from collections.abc import Sequence

from synthesis.actions.editing import STEP
from synthesis.actions.plan import DraftSection
from synthesis.models.report import Report, Section


def sections_for(report: Report, planned: Sequence[DraftSection], in_use: set[int]) -> dict[str, Section]:
    """Key -> section of everything planned, in its place.

    A heading that a person wrote stays, and so does a section that they moved or added, behind the one it followed.
    What is neither planned, nor anybody's own, nor in_use (ids of sections that keep paragraphs) goes.
    """
    before = list(report.sections.all())
    there = {section.key: section for section in before}
    order = []
    for section in planned:
        row = there.get(section.key) or Section(report=report, key=section.key)
        if row.edited_at is None:
            row.heading, row.level = section.heading[:300], section.level
        there[section.key] = row
        if row.placed_at is None:
            order.append(row)
    keys = {section.key for section in planned}
    for place, row in enumerate(before):
        if row.key in keys and row.placed_at is None:
            continue
        if row.key not in keys and not row.is_own and row.pk not in in_use:
            row.delete()
            continue
        followed = [other for other in reversed(before[:place]) if other in order]
        order.insert(order.index(followed[0]) + 1 if followed else 0, row)
    for place, row in enumerate(order):
        row.position = place * STEP
        row.save()
    return {key: there[key] for key in keys}
