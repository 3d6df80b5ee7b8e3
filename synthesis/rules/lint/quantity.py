"""Numbers and the words that stand for them: each recomputes from the findings, or from how many voices there are."""

import re
from collections.abc import Iterable, Iterator

from sessions_app.rules import quantifiers
from sessions_app.rules.positions import SMALLEST_BASE
from synthesis.rules.lint import text as reading
from synthesis.rules.lint.draft import STANDING, TABLE, Claim, Draft, Fault, Part, Passage
from synthesis.rules.lint.lexicons import Lexicon

CHATHAM_HOUSE = "chatham-house"
FEWEST = {"one": 1, "two": 2, "some": 3, "a-few": 3, "several": 5, "many": 10}
_MOST = {"one": 1, "two": 2}
_OF_POSITIONS = ("minority", "evenly", "majority", "large-majority", "nearly-all", "all")
_FRACTION = "(?:[.,]\\d+)?"
_FIGURE, _WORD, _KEPT = "figure", "word", "kept-figure"  # what a count is


def told(draft: Draft) -> Iterator[tuple[Part, Passage]]:
    """Passages whose numbers are looked at: not the standing texts, not tables, not annexes."""
    for part, one in draft.passages:
        if one.kind != STANDING and one.style != TABLE and not part.is_annex:
            yield part, one


def of_speakers(own: str, lexicon: Lexicon) -> Iterator[tuple[str, re.Match[str]]]:
    """(word of the scale of what was said, where): "several delegations"; "never" for one that is on no scale."""
    taken: set[int] = set()
    gap = rf"\s+(?:of (?:the )?|(?:{'|'.join(lexicon.other)})\s+)?" if lexicon.spaced else "的?"
    before = {"never": lexicon.never, **lexicon.said}
    for key, patterns in before.items():
        pattern = lexicon.find(*(f"(?:{one}){gap}{lexicon.unit}" for one in patterns))
        for match in pattern.finditer(own):
            if not taken & set(range(*match.span())):
                taken |= set(range(*match.span()))
                if key != "never" or not _is_addressed(own, match, lexicon):
                    yield key, match


def _is_addressed(own: str, match: re.Match[str], lexicon: Lexicon) -> bool:
    """ "All stakeholders should ..." says who has a duty, and nothing of who spoke."""
    duty = "|".join(lexicon.duty)
    behind = re.match(rf"\s*(?:{duty})", own[match.end() :], re.IGNORECASE)
    return bool(behind or re.search(rf"(?<!\w)(?:{duty})\s*$", own[: match.start()], re.IGNORECASE))


def of_positions(own: str, lexicon: Lexicon) -> Iterator[tuple[str, re.Match[str]]]:
    """(word of the scale of positions, where): "a large majority", followed by its share or by those who answered."""
    taken: set[int] = set()
    order = ("large-majority", "nearly-all", "wide", "minority", "majority", "evenly", "all")
    for key in order:
        for match in lexicon.find(*lexicon.positions[key]).finditer(own):
            if taken & set(range(*match.span())):
                continue
            if key in ("wide", "minority", "majority", "large-majority") or _has_share(own, match):
                taken |= set(range(*match.span()))
                yield key, match


def _has_share(own: str, match: re.Match[str]) -> bool:
    """Whether a figure stands behind a word that may also mean something else ("half", "all")."""
    return bool(re.match(r"[^.;(]{0,40}\(\s*\d", own[match.end() :]))


def recompute(draft: Draft, lexicon: Lexicon) -> Iterator[Fault]:
    """Every quantifier follows from the findings of its paragraph, every figure too."""
    for _part, one in told(draft):
        if one.claims is None:
            continue
        own = reading.own_voice(one)
        said, positions = _allowed(one.claims)
        if said or positions:
            yield from _words(one, own, lexicon, said, positions)
        yield from _figures(one, own, lexicon)


def _words(one: Passage, own: str, lexicon: Lexicon, said: set[str], positions: set[str]) -> Iterator[Fault]:
    values = {"allowed": _spoken(lexicon, said, positions)}
    spoken = list(of_speakers(own, lexicon))
    for key, match in spoken:
        is_of_round = key == "never" and positions & set(_OF_POSITIONS)
        if key not in said and not is_of_round and not (key == "one" and not said):
            yield reading.fault("quantifier", one.place, one.text, match.span(), values)
    told_of = {at for _key, match in spoken for at in range(*match.span())}
    for key, match in of_positions(own, lexicon):
        if key not in positions and match.start() not in told_of:
            yield reading.fault("quantifier", one.place, one.text, match.span(), values)


def _spoken(lexicon: Lexicon, said: set[str], positions: set[str]) -> str:
    """The first, plainest form of each word that the figures give."""
    words = [lexicon.said[key][0] for key in quantifiers.SAID if key in said]
    words += [lexicon.positions[key][0] for key in (*_OF_POSITIONS, "wide") if key in positions]
    return ", ".join(re.sub(r"\(\?:([^|)]*)[^)]*\)\??", r"\1", word) for word in words) or "–"


def _allowed(claims: Iterable[Claim]) -> tuple[set[str], set[str]]:
    """Keys of both scales that the numbers of the findings give."""
    said: set[str] = set()
    positions: set[str] = set()
    for claim in claims:
        numbers, base = claim.numbers, claim.numbers.get("base", 0)
        if "speakers" in numbers and "addressed" in numbers:
            said.add(quantifiers.said(numbers["speakers"], numbers["addressed"]))
        if "objections" in numbers:
            said.add(quantifiers.said(numbers["objections"], base or numbers["objections"]))
        if base >= SMALLEST_BASE:
            for name in ("favour", "against", "neither", "support", "object", "abstain"):
                if name in numbers:
                    positions |= {quantifiers.positions(numbers[name], base) or ""}
            favour = numbers.get("support", 0) + numbers.get("live-with", 0)
            if quantifiers.wide_support(favour, base, []):
                positions.add("wide")
    return said, positions - {""}


def _figures(one: Passage, own: str, lexicon: Lexicon) -> Iterator[Fault]:
    """Shares in per cent, and numbers of those who spoke or answered."""
    assert one.claims is not None
    numbers, shares = _numbers(one.claims)
    percent = re.compile(rf"(\d+){_FRACTION}\s?(?:{'|'.join(lexicon.percent)})", re.IGNORECASE)
    for match in percent.finditer(own):
        if int(match.group(1)) not in shares:
            yield reading.fault("figure", one.place, one.text, match.span())
    counted = re.compile(rf"(?<![\w.,])({lexicon.number})\s*(?:\w+\s+)?{lexicon.unit}(?!\w)", re.IGNORECASE)
    for match in counted.finditer(own):
        number = value(match.group(1), lexicon)
        if number is not None and number > 2 and number not in numbers:
            yield reading.fault("figure", one.place, one.text, match.span())


def value(word: str, lexicon: Lexicon) -> int | None:
    """A number in figures or words as a number."""
    digits = re.sub(r"[^\d]", "", word)
    return int(digits[:15]) if digits else lexicon.numbers.get(word.casefold())


def _numbers(claims: Iterable[Claim]) -> tuple[set[int], set[int]]:
    """Every number of the findings, and every whole per cent that one of them is of another's base."""
    numbers: set[int] = set()
    shares: set[int] = set()
    for claim in claims:
        values = set(claim.numbers.values())
        numbers |= values | ({SMALLEST_BASE} if claim.kind == "thin" else set())
        base = claim.numbers.get("base", 0)
        shares |= {quantifiers.percent(number, base) for number in values if base and 0 <= number <= base}
    return numbers, shares


def sources(draft: Draft, lexicon: Lexicon) -> Iterator[Fault]:
    """A word stands for no more voices than there are in the sources, and no word counts silence as consent."""
    for _part, one in told(draft):
        own = reading.own_voice(one)
        of_round = any("base" in claim.numbers for claim in one.claims or ())
        for key, match in of_speakers(own, lexicon):
            if key == "never":
                if not of_round:
                    yield reading.fault("silence", one.place, one.text, match.span())
            elif one.voices is not None and one.voices < FEWEST[key] and not of_round and key != "one":
                values = {"needed": FEWEST[key], "voices": one.voices}
                yield reading.fault("sources", one.place, one.text, match.span(), values)


def lone_voice(draft: Draft, lexicon: Lexicon) -> Iterator[Fault]:
    """What one alone said is told as such."""
    pattern = lexicon.find(*lexicon.trend)
    for _part, one in told(draft):
        if one.voices != 1 or any("base" in claim.numbers for claim in one.claims or ()):
            continue
        for match in pattern.finditer(reading.own_voice(one)):
            yield reading.fault("lone-voice", one.place, one.text, match.span())


def counts_kept(draft: Draft, lexicon: Lexicon) -> Iterator[Fault]:
    """Under the Chatham House Rule no counts and no shares, and in the narrative no words that stand for them.

    Under every rule no figures that it keeps back by now. values: is_figure, where it is a number, or "one" or "two".
    """
    for part, one in draft.passages:
        if one.is_of_part or one.kind == STANDING:
            continue
        if one.style == TABLE:
            if one.untold:
                yield Fault(_KEPT, one.place, one.text, ground=one.whole)
            continue
        own = reading.own_voice(one)
        is_closed = CHATHAM_HOUSE in (one.rule, draft.rule)
        found = [*_counted(own, lexicon, words=not part.is_annex)] if is_closed else []
        found += [(match, _KEPT) for match in _untold(own, one.untold, lexicon)]
        ends: set[int] = set()
        for match, what in sorted(found, key=lambda pair: (pair[0].span(), pair[1])):
            if not ends & set(range(*match.span())):
                ends |= set(range(*match.span()))
                rule, values = _KEPT if what == _KEPT else "count", {"is_figure": what != _WORD}
                yield reading.fault(rule, one.place, one.text, match.span(), values)


def _counted(own: str, lexicon: Lexicon, *, words: bool) -> Iterator[tuple[re.Match[str], str]]:
    """Figures and, where they are asked for, words that stand for a number of people or of positions."""
    for key, match in of_speakers(own, lexicon):
        if key in _MOST or words:
            yield match, _FIGURE if key in _MOST else _WORD
    if words:
        yield from ((match, _WORD) for _key, match in of_positions(own, lexicon))
    percent = re.compile(rf"\d+{_FRACTION}\s?(?:{'|'.join(lexicon.percent)})", re.IGNORECASE)
    counted = re.compile(rf"(?<![\w.,])(?:{lexicon.number})\s*(?:\w+\s+)?{lexicon.unit}(?!\w)", re.IGNORECASE)
    yield from ((match, _FIGURE) for match in (*percent.finditer(own), *counted.finditer(own)))


def _untold(own: str, untold: frozenset[int], lexicon: Lexicon) -> Iterator[re.Match[str]]:
    """Where one of these numbers stands, in figures or in words, and every share, which was worked out from them."""
    if not untold:
        return
    yield from re.finditer(rf"\d+{_FRACTION}\s?(?:{'|'.join(lexicon.percent)})", own, re.IGNORECASE)
    for match in re.finditer(rf"(?<![\w.,/])(?:{lexicon.number})(?![\w/])", own, re.IGNORECASE):
        number = value(match.group(), lexicon)
        is_other = number == 1 and not match.group().isdigit()  # "one of the reasons"
        is_other = is_other or bool(re.fullmatch(r"\d+[.,]\d\d?", match.group()))  # of a text: "1.2"
        if number in untold and not is_other:
            yield match
    for match in re.finditer(rf"(?<![\w.,])({lexicon.number})\s*(?:\w+\s+)?{lexicon.unit}(?!\w)", own, re.IGNORECASE):
        if value(match.group(1), lexicon) in untold:
            yield match


RULES = (recompute, sources, lone_voice, counts_kept)
