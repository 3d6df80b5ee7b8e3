"""Reading what came back in Word files: changes beside the draft as it stands, with what the rules say of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from synthesis.models.report import Report, Style
from synthesis.models.returned import HEADING, ChangeKind, ChangeState, ReturnedChange, ReturnedFile
from synthesis.queries.checks import FoundFault, Instead, Place, draft_of, shown
from synthesis.rules import lint
from synthesis.rules.returned import plain


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change at the desk. number: of its paragraph. now: what stands in its place today, where that is another text.

    faults: what the rules would find in it.
    """

    change: ReturnedChange
    number: str
    heading: str
    now: str = ""
    faults: list[FoundFault] = field(default_factory=list)

    @property
    def is_waiting(self) -> bool:
        return self.change.state == ChangeState.WAITING

    @property
    def is_conflict(self) -> bool:
        return bool(self.now)

    @property
    def is_lost(self) -> bool:
        """Whether there is no paragraph, or no section, that it could change."""
        is_of_section = self.change.kind == ChangeKind.ADDED or (self.change.is_of_form and self.is_heading)
        return self.change.section_id is None if is_of_section else self.change.paragraph_id is None

    @property
    def is_heading(self) -> bool:
        return self.change.style == HEADING

    @property
    def form(self) -> str:
        """As the forms of the desk name it, of a change of form and of what was added; "" for none of ours."""
        style, level = self.change.style, self.change.level
        return f"{style}:{level}" if style in (Style.LIST_ITEM, Style.LETTER) else style

    @property
    def is_by_hand(self) -> bool:
        """Whether it cannot be taken over: a form that is none of ours, a heading that was added."""
        if self.change.kind == ChangeKind.ADDED:
            return self.is_heading
        return self.change.is_of_form and not self.change.style


@dataclass(frozen=True, slots=True)
class ShownComment:
    author: str
    text: str
    on: str
    place: Place


@dataclass(slots=True)
class ByAuthor:
    """What one author did. author: "" for changes that were not tracked."""

    author: str
    changes: list[ShownChange] = field(default_factory=list)
    comments: list[ShownComment] = field(default_factory=list)


def files_of(report: Report) -> list[ReturnedFile]:
    return list(report.returned_files.select_related("received_by").prefetch_related("changes"))


def file_of(report: Report, pk: int) -> ReturnedFile | None:
    return report.returned_files.select_related("report__consultation").filter(pk=pk).first()


def by_author(file: ReturnedFile) -> list[ByAuthor]:
    """Changes and comments of a file, by who made them; what several changed stands under the first."""
    rows = list(file.changes.select_related("paragraph__section", "section", "file__report"))
    waiting = [row for row in rows if row.state == ChangeState.WAITING]
    draft, places = draft_of(file.report, _instead(waiting))
    at = {place.paragraph: place for place in places.values() if place.paragraph}
    under = _notes(draft, places)
    faults = _faults(lint.check(draft), places)
    found: dict[str, ByAuthor] = {}
    for row in rows:
        # An added footnote is told with the paragraph under which it stands.
        known = row.paragraph_id or (row.follows_id if row.style == Style.FOOTNOTE else None)
        place = at.get(under.get(known, known), Place()) if known else Place()
        heading = place.heading or (row.section.heading if row.section else "")
        is_text = row.kind in (ChangeKind.CHANGED, ChangeKind.ADDED) and not row.is_of_form
        told = faults.get(_key(row), []) if row in waiting and is_text else []
        change = ShownChange(row, place.number, heading, _now(row), told)
        author = row.authors[0] if row.authors else ""
        found.setdefault(author, ByAuthor(author)).changes.append(change)
    for one in file.comments:
        comment = ShownComment(one["author"], one["text"], one["on"], at.get(one["paragraph"], Place()))
        found.setdefault(one["author"], ByAuthor(one["author"])).comments.append(comment)
    return list(found.values())


def _instead(rows: Iterable[ReturnedChange]) -> Instead:
    changed = [row for row in rows if row.kind == ChangeKind.CHANGED and not row.is_of_form]
    texts = {row.paragraph_id: row.after for row in changed if row.paragraph_id}
    more = [(row.section_id, _key(row), row.after) for row in rows if row.kind == ChangeKind.ADDED and row.section_id]
    return Instead(texts, more)


def _notes(draft: lint.Draft, places: dict[str, Place]) -> dict[int, int]:
    """Footnote -> the paragraph under which it is printed, by their rows."""
    found: dict[int, int] = {}
    owner: int | None = None
    for _part, one in draft.every:
        row = places[one.place].paragraph if one.place in places else None
        if one.style != Style.FOOTNOTE:
            owner = row
        elif row is not None and owner is not None:
            found[row] = owner
    return found


def _key(row: ReturnedChange) -> str:
    return f"added/{row.pk}" if row.kind == ChangeKind.ADDED else f"paragraph/{row.paragraph_id}"


def _faults(found: list[lint.Fault], places: dict[str, Place]) -> dict[str, list[FoundFault]]:
    by: dict[str, list[FoundFault]] = {}
    for fault in found:
        place = places.get(fault.place, Place())
        key = f"paragraph/{place.paragraph}" if place.paragraph else fault.place
        by.setdefault(key, []).append(shown(fault, place))
    return by


def _now(row: ReturnedChange) -> str:
    """The text that stands today, where somebody changed it since the file went out."""
    paragraph = row.paragraph
    if paragraph is None or row.state != ChangeState.WAITING or row.kind in (ChangeKind.ADDED, ChangeKind.MOVED):
        return ""
    if row.is_of_form:
        return ""
    same = {plain(row.before), plain(row.after)}
    return "" if paragraph.revision == row.revision or plain(paragraph.text) in same else paragraph.text
