"""Collected papers: an introduction, then the papers that have appeared, whole and signed, by theme."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from consult.documents.blocks import Block
from sessions_app.models import Paper
from sessions_app.queries.paper import by_theme
from synthesis.actions import frame
from synthesis.actions.plan import DraftParagraph, DraftSection, Matter, grounded, slot
from synthesis.core.findings import Finding
from synthesis.models.report import Style

_STYLES = {
    "list_item": Style.LIST_ITEM,
    "quote": Style.QUOTE,
    "table": Style.TABLE,
    "footnote": Style.FOOTNOTE,
}


def introduction(matter: Matter) -> list[DraftSection]:
    """What was convened, how many papers there are, and the editor’s introduction to write."""
    themes = by_theme(matter.consultation)
    count = sum(len(theme.papers) for theme in themes)
    section = DraftSection("introduction", _("Introduction"))
    section.paragraphs.append(slot("slot:introduction", _("an introduction to the collection"), style=Style.PLAIN))
    collected = Finding("collected", {"papers": count, "themes": sum(bool(t.name) for t in themes)}, facts=("papers",))
    findings = [frame.convened(matter.consultation), *([collected] if count else [])]
    section.paragraphs.append(grounded("process", findings, style=Style.PLAIN))
    return [section]


def collected(matter: Matter) -> list[DraftSection]:
    """The papers by theme, in the order in which they appeared."""
    found: list[DraftSection] = []
    for place, theme in enumerate(by_theme(matter.consultation)):
        level = 1
        if theme.name:
            found.append(DraftSection(f"theme{place}", theme.name))
            level = 2
        for paper in theme.papers:
            found += _paper(paper, f"theme{place}.p{paper.pk}", level)
    if not found:
        missing = slot("slot:papers", _("the papers, none of which has appeared yet"), style=Style.PLAIN)
        found.append(DraftSection("papers", _("Papers"), 1, [missing]))
    return found


def _paper(paper: Paper, key: str, level: int) -> Iterator[DraftSection]:
    section = DraftSection(key, paper.title, level)
    section.paragraphs.append(_paragraph(f"{key}.by", paper.authors))
    if paper.note.strip():
        section.paragraphs.append(_paragraph(f"{key}.note", " ".join(paper.note.split())))
    for place, data in enumerate(paper.blocks):
        block = Block.from_dict(data)
        if block.kind == "title":
            continue
        if block.kind == "heading":
            yield section
            section = DraftSection(f"{key}.{place}", block.text, min(level + 1, 3))
            continue
        section.paragraphs.append(_of(block, f"{key}.{place}"))
    yield section


def _of(block: Block, key: str) -> DraftParagraph:
    text = f"{block.label}: {block.text}" if block.kind == "definition" and block.label else block.text
    if block.kind == "table":
        rows = [list(row) for row in block.rows or ()]
        return _paragraph(key, block.label or "", Style.TABLE, rows)
    return _paragraph(key, text, _STYLES.get(block.kind, Style.PLAIN))


def _paragraph(key: str, text: str, style: str = Style.PLAIN, rows: list[list[str]] | None = None) -> DraftParagraph:
    finding = Finding("paper", facts=("papers",), method="word for word")
    return DraftParagraph(key, text, (finding,), style=style, rows=rows)
