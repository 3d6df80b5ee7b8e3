"""Which form of a paragraph a style of Word stands for: one of ours, one of the house’s, or one that Word brings."""

from collections.abc import Mapping

Form = tuple[str, int]  # a value of ``models.report.Style``, and the level of an item

OURS: dict[str, Form] = {
    "reportparagraph": ("paragraph", 0),
    "reporttext": ("plain", 0),
    "reportlist": ("list-item", 0),
    "reportlist2": ("list-item", 1),
    "reportletter": ("letter", 0),
    "reportroman": ("letter", 1),
    "reportquote": ("quote", 0),
}
_OF_LISTS: dict[str, Form] = {
    "listparagraph": ("list-item", 0),
    "listbullet": ("list-item", 0),
    "listbullet2": ("list-item", 1),
    "listnumber": ("letter", 0),
    "listnumber2": ("letter", 1),
}
_PLAIN = {"", "normal", "bodytext", "standard"}


def named(style: str) -> str:
    """A style's id for comparing: programs write it with and without spaces and capitals."""
    return style.lower().replace(" ", "")


def of_new(style: str, house: Mapping[str, Form]) -> Form:
    """Of a paragraph that was added: a numbered one where the style tells nothing. house: by the name of a style."""
    return _known(style, house) or ("paragraph", 0)


def of_restyled(style: str, house: Mapping[str, Form]) -> Form | None:
    """Of a paragraph that was given another style; None where it stands for none of ours."""
    return _known(style, house) or (("plain", 0) if named(style) in _PLAIN else None)


def _known(style: str, house: Mapping[str, Form]) -> Form | None:
    name = named(style)
    return OURS.get(name) or house.get(name) or _OF_LISTS.get(name)
