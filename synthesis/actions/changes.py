"""What a new draft changes in the one before, for whoever is at the desk to read."""

from collections.abc import Iterator, Sequence

from rapidfuzz.fuzz import token_sort_ratio

from synthesis.actions.plan import DraftSection
from synthesis.actions.tabulating import KEY
from synthesis.models.report import Grounding, Paragraph

ALIKE = 60.0  # of 100: one that went and one that came are the same paragraph, about more or fewer sources

Change = dict[str, str]


def changes(before: Sequence[Paragraph], planned: Sequence[DraftSection]) -> list[Change]:
    """New, changed, outdated and gone paragraphs, in the order of the draft; nothing for a first draft.

    Each is ``{"kind", "key", "heading", "before", "after"}``. "outdated": people edited or removed it, so that it stays
    as it is while its sources would now give ``after`` ("" for nothing).
    """
    old = {p.key: p for p in before if p.grounding != Grounding.OWN and p.key != KEY}  # a table that is filled later
    if not old:
        return []
    found = [change for section in planned for change in _of_section(section, old)]
    keys = {paragraph.key for section in planned for paragraph in section.paragraphs}
    gone = [_gone(paragraph) for key, paragraph in old.items() if key not in keys]
    return _paired(found, gone)


def _of_section(section: DraftSection, old: dict[str, Paragraph]) -> Iterator[Change]:
    for drafted in section.paragraphs:
        if drafted.key == KEY:
            continue
        there = old.get(drafted.key)
        after = words_of(drafted.text, drafted.rows)
        if there is None:
            yield _change("new", drafted.key, section.heading, "", after)
            continue
        told = words_of(there.generated, there.rows)
        if told != after:
            kind = "outdated" if there.is_kept else "changed"
            shown = words_of(there.text, there.rows) if there.is_kept else told
            yield _change(kind, drafted.key, section.heading, shown, after)


def _gone(paragraph: Paragraph) -> Change:
    kind = "outdated" if paragraph.is_kept else "gone"
    return _change(kind, paragraph.key, paragraph.section.heading, words_of(paragraph.text, paragraph.rows), "")


def _paired(found: list[Change], gone: list[Change]) -> list[Change]:
    """One that went and one that came under the same heading and nearly in the same words are one that changed."""
    rest = list(gone)
    for change in found:
        if change["kind"] != "new":
            continue
        alike = [
            one
            for one in rest
            if one["kind"] == "gone"
            and one["heading"] == change["heading"]
            and token_sort_ratio(one["before"], change["after"]) >= ALIKE
        ]
        if alike:
            change |= {"kind": "changed", "before": alike[0]["before"]}
            rest.remove(alike[0])
    return found + rest


def merged(unread: Sequence[Change], new: Sequence[Change]) -> list[Change]:
    """What has changed since the list was last put away: drafting twice loses nothing that nobody has read."""
    found = {one["key"]: one for one in unread}
    for change in new:
        earlier = found.pop(change["key"], None)
        if earlier is not None:
            came_back = earlier["kind"] == "gone" and change["kind"] == "new"
            kind = "changed" if came_back else "new" if earlier["kind"] == "new" else change["kind"]
            change = {**change, "kind": kind, "before": earlier["before"]}
        if change["before"] != change["after"]:
            found[change["key"]] = change
    return [change for change in found.values() if change["before"] or change["after"]]


def words_of(text: str, rows: list[list[str]] | None) -> str:
    """A paragraph as words to compare; of a table its rows, line by line."""
    return "\n".join([text, *(" | ".join(map(str, row)) for row in rows or [])])


def _change(kind: str, key: str, heading: str, before: str, after: str) -> Change:
    return {"kind": kind, "key": key, "heading": heading, "before": before, "after": after}
