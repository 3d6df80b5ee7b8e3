"""What a Word file that came back changes: its paragraphs held against those that went out in it."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from rapidfuzz.fuzz import ratio

from consult.documents.changes import Returned
from synthesis.rules.word_forms import named

ALIKE = 60.0  # from here two texts are the same paragraph, where no id says so
MOST_PAIRS = 200_000  # of texts that are compared with each other
KNOWN_AGAIN = 0.2  # share of what went out that must be found again; else it is another document
SHAPED = "shaped"  # a kind of step
_ADDED = "added"  # in the place of the id of a paragraph that has none: ours are longer
_FURNITURE = (
    "heading",
    "title",
    "toc",
    "masthead",
    "disclaimer",
    "annexheading",
    "contents",
    "tablecaption",
    "pageline",
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A paragraph as it went out. id: hidden in the file; section: where it stood.

    note_of: of a footnote, the id of the paragraph under which it stood, "" where that had none; None of another.
    style: its style in Word, "" where that is not known.
    """

    id: str
    text: str
    section: int
    note_of: str | None = None
    style: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One change. kind: changed | added | removed | moved | shaped. id: of the paragraph, "" for another.

    section, follows: where an added or moved one stands now, behind which other; "" for the section's first.
    is_note: it is a footnote, which stands under what it follows, or behind the footnote that it follows.
    shaped: another style of a paragraph, or of the heading of ``section``. An added one can be a heading by its style.
    """

    kind: str
    id: str
    before: str
    after: str
    authors: tuple[str, ...] = ()
    section: int = 0
    follows: str = ""
    style: str = ""
    is_note: bool = False


class OtherDocumentError(ValueError):
    """Hardly any paragraph that went out is found again."""


def compare(
    sent: Sequence[Sent],
    came: Sequence[Returned],
    *,
    headings: dict[str, list[int]],
    styles: Mapping[int, str] = MappingProxyType({}),
    other: Iterable[str] = (),
) -> list[Step]:
    """Every change, in the order of the document as it came back. Raises OtherDocumentError.

    headings: text of a heading -> the sections that bear it, in their order. styles: section -> its heading's style.
    other: texts that went out too but are no paragraphs to work on.
    """
    ids = known_again(sent, came, {plain(text) for text in (*headings, *other)})
    if len({id_ for id_ in ids if id_}) < KNOWN_AGAIN * len(sent):
        raise OtherDocumentError
    order = {one.id: place for place, one in enumerate(sent)}
    by_id = {one.id: one for one in sent}
    stays = _in_order([order[id_] for id_ in ids if id_ and by_id[id_].note_of is None])
    steps: list[tuple[tuple[int, int, int], Step]] = []
    gone = _gone(sent, came, ids)
    steps += [((order[step.id], 0, 0), step) for step in gone]
    section, follows, last, owner, note = sent[0].section if sent else 0, "", -1, "", ""
    ahead = {text: list(rows) for text, rows in headings.items()}
    aside = {plain(text) for text in other}
    for number, (one, id_) in enumerate(zip(came, ids, strict=True)):
        if one.is_note:
            place = (section, note or follows)
            found = _of_note(one, by_id.get(id_), owner, place) if plain(one.after) not in aside else []
            steps += [((last, 1, number), step) for step in found]
            note = id_ or note
            continue
        note = ""
        if plain(one.after) in headings and not id_:
            rows = ahead[plain(one.after)]
            section, follows, owner = rows.pop(0) if len(rows) > 1 else rows[0], "", ""
            if is_other_style(styles.get(section, ""), one.style):
                shaped = Step(SHAPED, "", one.after, one.after, tuple(one.authors), section, style=one.style)
                steps.append(((last, 1, number), shaped))
            continue
        before = by_id.get(id_)
        if before:
            is_moved = order[id_] not in stays
            section = section if is_moved else before.section
            last = last if is_moved else order[id_]
            if is_moved:
                moved = Step("moved", id_, before.text, one.after, tuple(one.authors), section, follows)
                steps.append(((last, 1, number), moved))
            if plain(one.after) != plain(before.text):
                changed = Step("changed", id_, before.text, one.after, tuple(one.authors))
                steps.append(((last, 1, number), changed))
            if is_other_style(before.style, one.style):
                shaped = Step(SHAPED, id_, one.after, one.after, tuple(one.authors), section, style=one.style)
                steps.append(((last, 1, number), shaped))
            follows = owner = id_
        elif one.after and (not _is_furniture(one) or is_heading(one.style)) and plain(one.after) not in aside:
            added = Step("added", "", "", one.after, tuple(one.authors), section, follows, one.style)
            steps.append(((last, 1, number), added))
            owner = _ADDED
    return [step for _key, step in sorted(steps, key=lambda pair: pair[0])]


def _of_note(one: Returned, before: Sent | None, owner: str, place: tuple[int, str]) -> list[Step]:
    """What became of a footnote under ``owner``. One under an added paragraph follows what that follows."""
    authors = tuple(one.authors)
    if before is None:
        return [Step("added", "", "", one.after, authors, *place, one.style, is_note=True)] if one.after else []
    found = []
    if owner and before.note_of != owner:
        found.append(Step("moved", before.id, before.text, one.after, authors, *place, is_note=True))
    if plain(one.after) != plain(before.text):
        found.append(Step("changed", before.id, before.text, one.after, authors, is_note=True))
    return found


def plain(text: str) -> str:
    return " ".join(text.split())


def is_heading(style: str) -> bool:
    """Whether a style of Word is one of a heading, by its id."""
    return bool(re.fullmatch(r"(?:annex)?heading\d?", named(style)))


def level_of(style: str) -> int:
    """The level of a heading by its style's id; 1 where that tells none."""
    found = re.search(r"\d$", style)
    return int(found.group()) if found else 1


def is_other_style(sent: str, came: str) -> bool:
    """Whether a style that went out came back as another; a style that is not known is none."""
    return bool(sent) and named(sent) != named(came)


def _is_furniture(one: Returned) -> bool:
    return named(one.style).startswith(_FURNITURE)


def known_again(sent: Sequence[Sent], came: Sequence[Returned], others: set[str]) -> list[str]:
    """For each paragraph that came and still has words, the id of the one it is; "" for a new one.

    By its hidden id; strangers' ids and second copies count for nothing. What was moved keeps its id. Where ids are
    gone, as some programs lose them, by the likeness of the words.
    """
    there = {one.id for one in sent}
    ids: list[str] = []
    for one in came:
        id_ = next((id_ for id_ in one.ids if id_ in there), "") if one.after else ""
        there.discard(id_)
        ids.append(id_)
    emptied = {plain(one.before): id_ for one in came if not one.after for id_ in one.ids if id_ in there}
    for place, one in enumerate(came):
        if not ids[place] and one.is_moved and plain(one.after) in emptied:
            ids[place] = emptied.pop(plain(one.after))
            there.discard(ids[place])
    told = {id_ for one in came for id_ in one.ids}
    free = [place for place, one in enumerate(came) if one.after and not ids[place] and plain(one.after) not in others]
    free = [place for place in free if not _is_furniture(came[place])]
    for is_note in (False, True):
        lost = [one for one in sent if one.id in there - told and (one.note_of is not None) == is_note]
        unknown = [(place, came[place].after) for place in free if came[place].is_note == is_note]
        for place, id_ in _alike(unknown, lost):
            ids[place] = id_
    return ids


def _alike(free: list[tuple[int, str]], lost: list[Sent]) -> list[tuple[int, str]]:
    """Pairs of a place and an id whose words are alike, the most alike first, each once."""
    if len(free) * len(lost) > MOST_PAIRS:
        return []
    texts = [(one.id, plain(one.text)) for one in lost]
    pairs = [
        (-score, place, id_)
        for place, words in ((place, plain(text)) for place, text in free)
        for id_, text in texts
        if (score := ratio(words, text, score_cutoff=ALIKE)) >= ALIKE
    ]
    places: set[int] = set()
    ids: set[str] = set()
    found = []
    for _score, place, id_ in sorted(pairs):
        if place not in places and id_ not in ids:
            places.add(place)
            ids.add(id_)
            found.append((place, id_))
    return found


def _gone(sent: Sequence[Sent], came: Sequence[Returned], ids: list[str]) -> list[Step]:
    """Paragraphs that went out and did not come back; the footnotes of one go with it."""
    kept = set(ids)
    by = {id_: tuple(one.authors) for one in came for id_ in one.ids}
    return [
        Step("removed", one.id, one.text, "", by.get(one.id, ()), is_note=one.note_of is not None)
        for one in sent
        if one.id not in kept and (not one.note_of or one.note_of in kept)
    ]


def _in_order(places: list[int]) -> set[int]:
    """The longest run of places that still stand in their order; the others were moved."""
    tails: list[int] = []
    ends: list[int] = []
    before: dict[int, int] = {}
    for place in places:
        at = bisect_left(tails, place)
        before[place] = ends[at - 1] if at else -1
        tails[at : at + 1] = [place]
        ends[at : at + 1] = [place]
    found: set[int] = set()
    place = ends[-1] if ends else -1
    while place >= 0:
        found.add(place)
        place = before[place]
    return found
