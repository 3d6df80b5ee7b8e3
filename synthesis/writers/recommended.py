"""The recommendations of a report, by whom they address."""

from dataclasses import dataclass

from synthesis.queries.report import addressees_of
from synthesis.writers.parts import Book, Item, Part


@dataclass(frozen=True, slots=True)
class Recommended:
    """One of them where it stands. lead: its addressee, where its words begin with it; rest: the words after that."""

    part: Part
    item: Item
    addressees: tuple[str, ...]
    lead: str
    rest: str


def recommendations_of(book: Book) -> list[Recommended]:
    """In the order of the report; not what was taken out of it."""
    found = []
    for part in book.parts:
        for item in part.items:
            addressees = addressees_of(item.paragraph) if item.paragraph else None
            if addressees is None:
                continue
            text = item.block.text
            lead = next((name for name in addressees if name and text.startswith(name)), "")
            found.append(Recommended(part, item, addressees, lead, text[len(lead) :]))
    return found


def by_addressee(found: list[Recommended], wanted: str = "") -> list[tuple[str, list[Recommended]]]:
    """(addressee, those addressed to it) in the order of first mention, "" for those without one; or of one alone."""
    groups: dict[str, list[Recommended]] = {}
    for one in found:
        for name in one.addressees or ("",):
            groups.setdefault(name, []).append(one)
    return [(name, rows) for name, rows in groups.items() if wanted in ("", name)]
