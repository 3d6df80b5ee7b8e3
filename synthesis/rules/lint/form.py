"""The form of a report: numbers, headings, length, what is cited and how, acronyms."""

import re
from collections.abc import Iterator
from itertools import pairwise

from synthesis.rules.lint import text as reading
from synthesis.rules.lint.draft import NUMBERED, STANDING, Draft, Fault, Part
from synthesis.rules.lint.lexicons import Lexicon
from synthesis.rules.lint.limits import SHORTEST_ACRONYM, limits_of

_ACRONYM = re.compile(r"(?<![\w/.\-&])(?:[^\W\d_a-zß-öø-ÿа-яё]{2,})(?:s|-[A-Z]{2,})?(?![\w/\-])")
MOST_LOST = 3  # paragraphs that may be missing at the beginning
_ROMAN = re.compile(r"[IVXLCDM]+")
_SYMBOL = re.compile(r"\b[A-Z]{1,6}(?:/[\w.()-]+)+")
_REFERENCE = {
    "en": r"paragraphs? (\d+)|paras?\. (\d+)",
    "fr": r"paragraphes? (\d+)|par\. (\d+)",
    "es": r"párrafos? (\d+)|párrs?\. (\d+)",
    "ru": r"пункт[аеуыо]?м? (\d+)|п\. (\d+)",
    "ar": r"(?:ال)?فقر(?:ة|ات) (\d+)",
    "zh": r"第 ?(\d+) ?段",
}
# What belongs to another document is not looked for in this one.
_ELSEWHERE = re.compile(
    r"\b(?:of|du|de|из|من)\s+(?:(?:the|la|le|el)\s+)?(?:[A-Z]|resolution|report|rapport|informe)|[A-Z]{1,6}/"
)


def numbering(draft: Draft, _lexicon: Lexicon) -> Iterator[Fault]:
    """Consecutive numbers through the whole report, from 1; the first that is out of order is told.

    What begins far from 1 is a part of a report, as a theme on a page of its own: it goes on from where it begins.
    """
    numbers = [int(one.number) for _part, one in draft.every if one.style == NUMBERED and one.number.isdecimal()]
    expected = numbers[0] if numbers and numbers[0] > MOST_LOST else 1
    for _part, one in draft.every:
        if one.style != NUMBERED or not one.number.isdecimal():
            continue
        if int(one.number) != expected:
            yield Fault("numbering", one.place, f"{one.number}.", one.number, values={"expected": expected})
        expected = int(one.number) + 1


def headings(draft: Draft, _lexicon: Lexicon) -> Iterator[Fault]:
    """No subheading stands alone in its part, and no heading over nothing."""
    lone = not limits_of(draft.template).lone_subheadings
    for place, part in enumerate(draft.parts):
        below = _until(draft.parts[place + 1 :], part.level)
        children = [one for one in below if one.level == part.level + 1]
        if lone and len(children) == 1:
            yield Fault("lone-subheading", children[0].place, children[0].heading, part.heading)
        if not part.passages and not below and part.heading:
            yield Fault("empty-heading", part.place, part.heading)
    for before, after in pairwise(draft.parts):
        if after.level > before.level + 1:
            yield Fault("lone-subheading", after.place, after.heading, before.heading)


def _until(parts: tuple[Part, ...], level: int) -> list[Part]:
    found = []
    for part in parts:
        if part.level <= level:
            break
        found.append(part)
    return found


def length(draft: Draft, _lexicon: Lexicon) -> Iterator[Fault]:
    """The word limit of the house or the template, over headings, paragraphs and tables."""
    most = draft.most_words or limits_of(draft.template).words
    if most is None:
        return
    count = sum(reading.count(part.heading) for part in draft.parts)
    count += sum(reading.count(one.whole) for _part, one in draft.passages)
    if count > most:
        values = {"count": count, "most": most, "over": count - most}
        yield Fault("length", "", str(count), str(count), values=values)


def citations(draft: Draft, lexicon: Lexicon) -> Iterator[Fault]:
    """Paragraphs are cited, not pages, and only those that there are."""
    pattern = lexicon.find(*lexicon.pages)
    reference = re.compile(_REFERENCE.get(draft.language.split("-")[0], _REFERENCE["en"]), re.IGNORECASE)
    numbers = {one.number for _part, one in draft.every if one.style == NUMBERED}
    for _part, one in draft.passages:
        own = reading.own_voice(one)
        for match in pattern.finditer(own):
            yield reading.fault("page", one.place, one.text, match.span())
        for match in reference.finditer(own):
            number = next(filter(None, match.groups()))
            if number not in numbers and not _ELSEWHERE.match(own[match.end() :].lstrip()):
                yield reading.fault("reference", one.place, one.text, match.span())


def acronyms(draft: Draft, lexicon: Lexicon) -> Iterator[Fault]:
    """Each is explained where it first appears, unless everybody knows it."""
    known = set(lexicon.acronyms.split())
    for words in draft.public:
        known |= {match.group() for match in _ACRONYM.finditer(words)}
    for _part, one in draft.passages:
        body = _SYMBOL.sub(lambda match: " " * len(match.group()), one.whole)
        if body.upper() == body or one.kind == STANDING:
            continue  # a line in capitals has none; the house read its own texts
        explained = set(re.findall(r"[(（]\s*([^\W\d_]{2,})\s*[)）]", body))
        explained |= set(re.findall(r"([^\W\d_]{2,})\s*[(（][^)）]{4,}[)）]", body))
        for match in _ACRONYM.finditer(body):
            word = match.group().removesuffix("s")
            if len(word) < SHORTEST_ACRONYM or word in known or _ROMAN.fullmatch(word) or word.lower() == word:
                continue
            known.add(word)
            if word not in explained:
                yield reading.fault("acronym", one.place, body, match.span())


RULES = (numbering, headings, length, citations, acronyms)
