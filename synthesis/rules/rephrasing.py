"""Another wording of a sentence: what of it is kept back, and whether an answer may stand in its place.

Whatever carries the claim (numbers, quantifiers, names, references, quotations) is replaced by marks ("[#1]") before a
sentence leaves, and put back afterwards. An answer is taken only where it holds exactly these marks in their order and
nothing that the sentence did not say. Every check errs towards keeping the sentence.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from synthesis.rules.lexicon import Lexicon

# Findings whose sentences may be worded otherwise: what was said, and positions. What a procedure brought about and who
# took part is told in terms of art.
KINDS = frozenset({"said", "position"})

SHORTEST = 4  # words of its own that a sentence must have to be worth another wording
LENGTH = (0.6, 1.5)  # of the sentence's own words, with two more either way
KEPT, NEW = 0.5, 0.5  # shares of its stems that must stay, and that may be added
PLAIN = 0.5  # little words of its language: of the share that the sentence had

_MARK = re.compile(r"\[#(\d+)\]")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_WHOLE = re.compile(
    r"“[^”]*”|«[^»]*»|„[^“]*“|\"[^\"]*\"|‘[^’]*’|\([^()]*\)|\[[^\[\]]*\]"  # quotations, and what stands in brackets
    r"|https?://\S+|\S+@\S+"
    r"|[^\s(\[]*\d[^\s)\]]*(?:\s(?:%|per cent|pour cent|por ciento|процент\w*))?"
)
_QUOTES = re.compile('[“”„«»"‘‚‹›「」『』]')
_MARKUP = re.compile(r"[\[\]{}<>*_`#|\\=~^@/]")


class Fault(TextChoices):
    """Why an answer does not stand."""

    FORM = "form", _("it was not one plain sentence")
    MARKS = "marks", _("a number, a name, a quantifier or a reference was dropped, repeated or moved")
    NUMBER = "number", _("a number was added")
    QUANTITY = "quantity", _("a word for how many was added")
    NAME = "name", _("a name was added")
    QUOTATION = "quotation", _("a quotation was added")
    CONNECTIVE = "connective", _("a connection was added, lost or changed")
    WEIGHT = "weight", _("a judgement, an emphasis or an act of decision was added, lost or changed")
    ACTOR = "actor", _("it says of somebody else that they said or did it")
    MEANING = "meaning", _("a negation, an obligation, a condition or the kind of statement changed")
    LENGTH = "length", _("it was too short or too long")
    LANGUAGE = "language", _("it was in another language")
    FAR = "far", _("it went too far from what the sentence says")


class UnfitError(Exception):
    """An answer that may not stand; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault.label))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Masked:
    """A sentence with marks in the place of its ``pieces``, the first piece for "[#1]"."""

    text: str
    pieces: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        """Its own words, in small letters."""
        return _words(self.text)

    @property
    def is_worth_it(self) -> bool:
        return len(self.words) >= SHORTEST


def names_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """Whole names in any letters, the longest first; None where there are none."""
    known = sorted(
        {" ".join(name.split()) for name in names if len(name.strip()) > 1}, key=lambda one: (-len(one), one)
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)", re.IGNORECASE) if known else None


def masked(sentence: str, words: Lexicon, names: re.Pattern[str] | None = None) -> Masked:
    """``sentence`` without what carries its claim."""
    text = unicodedata.normalize("NFC", sentence)
    spans = [match.span() for match in _WHOLE.finditer(text)]
    spans = [(start, start + len(text[start:end].rstrip(".,;:!?…"))) for start, end in spans]
    spans += [match.span() for match in words.quantities.finditer(text)]
    spans += [match.span() for match in names.finditer(text)] if names else []
    spans += [match.span() for match in _WORD.finditer(text) if _is_name(match[0], is_first=not match.start())]
    parts, pieces, at = [], [], 0
    for start, end in _joined(spans, text):
        pieces.append(text[start:end])
        parts += [text[at:start], f"[#{len(pieces)}]"]
        at = end
    return Masked("".join([*parts, text[at:]]), tuple(pieces))


def reworded(given: Masked, answer: str, words: Lexicon, names: re.Pattern[str] | None = None) -> str:
    """The sentence in the words of ``answer``, its pieces put back. Raises UnfitError."""
    text = unicodedata.normalize("NFC", answer).strip()
    _check_form(given, text)
    own = _MARK.sub(" ", text)
    if any(char.isnumeric() for char in own):
        raise UnfitError(Fault.NUMBER)
    if words.quantities.search(own):
        raise UnfitError(Fault.QUANTITY)
    _check_names(given, text, words, names)
    _check_words(given, own, words)
    _check_nearness(given, own, words)
    return _MARK.sub(lambda match: given.pieces[int(match[1]) - 1], text)


# --- the checks -------------------------------------------------------------------------------------------------------


def _check_form(given: Masked, text: str) -> None:
    marks = [str(number + 1) for number in range(len(given.pieces))]
    if not text or any(unicodedata.category(char)[0] == "C" or char in "\u2028\u2029" for char in text):
        raise UnfitError(Fault.FORM)
    if _MARK.findall(text) != marks:
        raise UnfitError(Fault.MARKS)
    own = _MARK.sub(" ", text)
    if _QUOTES.search(own):
        raise UnfitError(Fault.QUOTATION)
    before = _MARK.sub(" ", given.text)
    if Counter(_MARKUP.findall(own)) - Counter(_MARKUP.findall(before)):
        raise UnfitError(Fault.FORM)
    if text[-1] != given.text[-1] or any(own.count(mark) != before.count(mark) for mark in ".!?…:"):
        raise UnfitError(Fault.FORM)
    least, most = (share * len(given.words) for share in LENGTH)
    if not least - 2 <= len(_words(own)) <= most + 2:
        raise UnfitError(Fault.LENGTH)


def _check_names(given: Masked, text: str, words: Lexicon, names: re.Pattern[str] | None) -> None:
    own = _MARK.sub(lambda match: " " * len(match[0]), text)
    known = set(given.words) | words.plain
    for match in _WORD.finditer(own):
        is_first = not own[: match.start()].strip() and not text.startswith("[#")
        if _is_name(match[0], is_first=is_first):
            raise UnfitError(Fault.NAME)
        if is_first and match[0].lower() not in known:
            raise UnfitError(Fault.NAME)  # at the beginning a name looks like any other word
    if names and names.search(own):
        raise UnfitError(Fault.NAME)


def _check_words(given: Masked, own: str, words: Lexicon) -> None:
    before = _MARK.sub(" ", given.text)
    for pattern, fault in (
        (words.connectives, Fault.CONNECTIVE),
        (words.weights, Fault.WEIGHT),
        (words.actors, Fault.ACTOR),
    ):
        if _found(pattern, before) != _found(pattern, own):
            raise UnfitError(fault)
    if any(len(family.findall(before)) != len(family.findall(own)) for family in words.kept):
        raise UnfitError(Fault.MEANING)


def _check_nearness(given: Masked, own: str, words: Lexicon) -> None:
    before, after = given.words, _words(own)
    if _scripts(own) - _scripts(given.text):
        raise UnfitError(Fault.LANGUAGE)
    if _share(after, words.plain) < PLAIN * _share(before, words.plain):
        raise UnfitError(Fault.LANGUAGE)
    old, new = _stems(before, words), _stems(after, words)
    if len(old & new) < KEPT * len(old) or len(new - old) > NEW * len(old):
        raise UnfitError(Fault.FAR)


# --- parts ------------------------------------------------------------------------------------------------------------


def _is_name(word: str, *, is_first: bool) -> bool:
    """A capital where none is due: within a sentence anywhere, at its beginning only as in "UNDP" or "McX"."""
    return any(char.isupper() for char in (word[1:] if is_first else word))


def _joined(spans: Iterable[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Spans in order, those that overlap or that only a space parts as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and (start <= found[-1][1] or text[found[-1][1] : start].isspace()):
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _words(text: str) -> list[str]:
    return [match[0].lower() for match in _WORD.finditer(_MARK.sub(" ", text))]


def _found(pattern: re.Pattern[str], text: str) -> Counter[str]:
    return Counter(found.lower() for found in pattern.findall(text))


def _share(words: Sequence[str], of: frozenset[str]) -> float:
    parts = [part for word in words for part in re.split("[’'-]", word)]
    return sum(part in of for part in parts) / len(parts) if parts else 0.0


def _stems(words: Sequence[str], lexicon: Lexicon) -> set[str]:
    """Beginnings of the words that say what it is about: not of those that have to stay anyway."""
    fixed = (*lexicon.kept, lexicon.actors)
    about = [word for word in words if len(word) > 3 and word not in lexicon.plain]
    return {word[:5] for word in about if not any(pattern.fullmatch(word) for pattern in fixed)}


def _scripts(text: str) -> set[str]:
    return {unicodedata.name(char, "?").split()[0] for char in text if char.isalpha()}
