"""The marks of a report's list items and footnotes, as they are printed: (a), (i), 1."""

from dataclasses import dataclass, field

from synthesis.rules.numerals import roman


@dataclass(slots=True)
class Markers:
    """Where one is in lists with letters and among footnotes, from the report's first block on."""

    letters: list[int] = field(default_factory=lambda: [0, 0])
    notes: int = 0

    def note(self) -> str:
        """The number of the next footnote; the list around it goes on."""
        self.notes += 1
        return str(self.notes)

    def item(self, level: int) -> str:
        """The mark of the next item: (a) of level 0, (i) below."""
        level = min(level, 1)
        self.letters[level] += 1
        self.letters[level + 1 :] = [0] * (1 - level)
        number = self.letters[level]
        return f"({roman(number).lower() if level else chr(96 + (number - 1) % 26 + 1)})"

    def other(self) -> None:
        """Something else stands here: letters begin anew behind it."""
        self.letters = [0, 0]
