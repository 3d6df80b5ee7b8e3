"""Reading a passage: what in it is the report's own voice, its sentences, where a pattern is found."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from synthesis.rules.lint.draft import Fault, Passage

_QUOTED = re.compile("“[^“”]*”|«[^«»]*»|„[^„“”]*[“”]|「[^「」]*」")
_SENTENCE = re.compile(r"[^.!?。！？؟…]+(?:[.!?。！？؟…]+|$)")
_FILL = "\ufffc"  # stands for what is not the report's own voice; no word sign, so that no word runs over it
_HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_]+(?:[-’'./][^\W_]+)*")
_AROUND = 40


def own_voice(passage: Passage) -> str:
    """The text with quotations, and what others said, blanked out; places in it are those of the text."""
    text = _QUOTED.sub(_blank, passage.text)
    for words in sorted(set(passage.reported), key=len, reverse=True):
        if words.strip():
            text = re.sub(re.escape(words.strip()), _blank, text, flags=re.IGNORECASE)
    return text


def _blank(match: re.Match[str]) -> str:
    return _FILL * len(match.group())


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """(where it begins, sentence)."""
    for match in _SENTENCE.finditer(text):
        if match.group().strip():
            yield match.start(), match.group()


def fault(rule: str, place: str, body: str, span: tuple[int, int], values: Mapping[str, Any] | None = None) -> Fault:
    """What was found in ``body`` from one sign to another, with the words around it."""
    words = " ".join(body[slice(*span)].split())
    return Fault(rule, place, words, ground=body, around=_around(body, *span), values=values or {})


def _around(text: str, first: int, last: int) -> tuple[str, str]:
    start, end = max(0, first - _AROUND), min(len(text), last + _AROUND)
    head, tail = text[start:first], text[last:end]
    if start and " " in head:
        head = "… " + head.split(" ", 1)[1]
    if end < len(text) and " " in tail:
        tail = tail.rsplit(" ", 1)[0] + " …"
    return head.lstrip(), tail.rstrip()


def words(text: str) -> list[str]:
    """The words of a text; each Chinese sign is one."""
    return _WORD.findall(_HAN.sub(lambda match: f" {match.group()} ", text))


def count(text: str) -> int:
    """Words as an editor counts them: two Chinese signs are one."""
    signs = len(_HAN.findall(text))
    return len(text.split()) if not signs else len(_HAN.sub(" ", text).split()) + (signs + 1) // 2


def runs(tokens: Sequence[str], length: int) -> set[tuple[str, ...]]:
    """Every run of ``length`` words."""
    return {tuple(tokens[at : at + length]) for at in range(len(tokens) - length + 1)}


class Sought:
    """Names that are looked for as whole words, many at once: a pattern of thousands would take seconds a report."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._unspaced: list[str] = []
        for name in dict.fromkeys(names):
            if _HAN.search(name):
                self._unspaced.append(name)
            elif tokens := tuple(folded(name)):
                self._by_first.setdefault(tokens[0], []).append((tokens, name))
        for rows in self._by_first.values():
            rows.sort(key=lambda row: -len(row[0]))

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, name), from left to right; a longer name before a shorter one within it."""
        found = list(_WORD.finditer(text))
        tokens = [_fold(match.group()) for match in found]
        at = 0
        while at < len(tokens):
            length, name = self._at(tokens, at)
            start, end = found[at].start(), found[at + length - 1].end() if length else 0
            if length and _same(text[start:end], name):
                yield start, end, name
                at += length
            else:
                at += 1
        yield from self._without_spaces(text)

    def _at(self, tokens: Sequence[str], at: int) -> tuple[int, str]:
        """The longest name that begins at a word, and of how many words it is; 0 for none."""
        for words, name in self._by_first.get(tokens[at], ()):
            if tuple(tokens[at : at + len(words)]) == words:
                return len(words), name
        return 0, ""

    def _without_spaces(self, text: str) -> Iterator[tuple[int, int, str]]:
        for name in self._unspaced:
            start = text.find(name)
            if start >= 0:
                yield start, start + len(name), name


def _same(found: str, name: str) -> bool:
    """Whether words are written as the name is, white space and capitals aside: "States (6)" is not "States 6"."""
    return " ".join(found.split()).casefold().startswith(" ".join(name.split()).casefold())


def folded(text: str) -> list[str]:
    """The words of a text for comparing: without capitals and without an English genitive."""
    return [_fold(word) for word in words(text)]


def _fold(word: str) -> str:
    return word.casefold().removesuffix("’s").removesuffix("'s")
