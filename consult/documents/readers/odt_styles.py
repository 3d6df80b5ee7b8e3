"""What the styles of an OpenDocument text say: which are titles, quotations, headings, bold, and how lists count."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_MAX_STEPS = 20


@dataclass(frozen=True, slots=True)
class ListLevel:
    """How one level of a list counts; form "" for bullets."""

    form: str = ""
    prefix: str = ""
    suffix: str = "."
    start: int = 1


class Styles:
    """The styles of content.xml and styles.xml, each with those it is based on."""

    def __init__(self, trees: list[etree._Element]) -> None:
        self._styles = {
            node.get(f"{STYLE}name", ""): node for tree in reversed(trees) for node in tree.iter(f"{STYLE}style")
        }
        self._lists = {
            node.get(f"{STYLE}name", ""): _levels(node)
            for tree in reversed(trees)
            for node in tree.iter(f"{TEXT}list-style")
        }
        outlines = (node for tree in trees for node in tree.iter(f"{TEXT}outline-style"))
        self._outline = _levels(node) if (node := next(outlines, None)) is not None else {}

    def _line(self, name: str) -> list[tuple[str, etree._Element]]:
        """A style and those it is based on, the nearest first."""
        line: list[tuple[str, etree._Element]] = []
        while name in self._styles and len(line) < _MAX_STEPS:
            node = self._styles[name]
            line.append((name, node))
            name = node.get(f"{STYLE}parent-style-name", "")
        # A parent of the program's own need not be in the file.
        return [*line, (name, etree.Element("none"))] if name else line

    def role(self, name: str) -> str | None:
        """ "title" or "quote", by the names of the style and of those it is based on."""
        names = {found for found, _ in self._line(name)}
        if "Title" in names:
            return "title"
        return "quote" if names & {"Quotations", "Quote", "Intense_20_Quote"} else None

    def outline(self, name: str) -> str | None:
        """The heading level of a paragraph style, where it has one."""
        for found, node in self._line(name):
            level: str | None = node.get(f"{STYLE}default-outline-level")
            if level:
                return level
            if found.startswith("Heading_20_"):
                return found.removeprefix("Heading_20_")
        return None

    def bold(self, name: str) -> bool:
        """Whether text in a style is bold."""
        for found, node in self._line(name):
            properties = node.find(f"{STYLE}text-properties")
            weight = properties.get(f"{FO}font-weight") if properties is not None else None
            if weight:
                return weight == "bold" or weight in ("600", "700", "800", "900")
            if found == "Strong_20_Emphasis":
                return True
        return False

    def heading_level(self, name: str, level: int) -> ListLevel:
        """How headings of a style count at a level from 0; form "" where they bear no numbers.

        An empty list style takes a style out of the numbering of headings.
        """
        said = (node.get(f"{STYLE}list-style-name") for _name, node in self._line(name))
        if next((one for one in said if one is not None), None) == "":
            return ListLevel()
        return self._outline.get(level, ListLevel())

    def list_level(self, name: str, level: int) -> ListLevel:
        """How a list of a style counts at a level from 0; bullets where nothing is said."""
        return self._lists.get(name, {}).get(level, ListLevel())


def _levels(node: etree._Element) -> dict[int, ListLevel]:
    made: dict[int, ListLevel] = {}
    for rule in node:
        said = rule.get(f"{TEXT}level", "")
        if not said.isdigit():
            continue
        start = rule.get(f"{TEXT}start-value", "1")
        form = (
            _FORMS.get(rule.get(f"{STYLE}num-format", ""), "")
            if rule.tag.endswith(("-number", "outline-level-style"))
            else ""
        )
        made[int(said) - 1] = ListLevel(
            form,
            rule.get(f"{STYLE}num-prefix", ""),
            rule.get(f"{STYLE}num-suffix", ""),
            int(start) if start.isdigit() else 1,
        )
    return made
