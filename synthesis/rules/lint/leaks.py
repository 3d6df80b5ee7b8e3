"""What could give somebody away: names, affiliations, addresses, times, words nobody consented to, telling details."""

import re
from collections.abc import Iterator

from consult.attribution import STRICT, Rule
from synthesis.rules.lint import limits
from synthesis.rules.lint import text as reading
from synthesis.rules.lint.draft import LIST_ITEM, STANDING, Draft, Fault, Kept, Part, Passage
from synthesis.rules.lint.lexicons import Lexicon

CLOSE = STRICT | {Rule.BY_GROUP}  # rules under which a detail can tell who spoke
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w/.])\+\d[\d\s().-]{7,}\d|\b(?:\d{1,3}\.){3}\d{1,3}\b")
_TIME = re.compile(r"(?<![\d:.])(?:[01]?\d|2[0-3])[:h.][0-5]\d(?:\s?(?:a\.?m|p\.?m)\.?|\b)(?![:.]?\d)")
_NUMBER = re.compile(r"(?<![\w.,/])\d[\d.,\u00a0\u202f]*(?![\w/])")
_YEAR = re.compile(r"(?:19|20)\d\d")
# A line of the front, a date, a reference: "Theme 3: Keep the lamps", "12–13 November 2025 | AB1234".
_LINE = re.compile(r"(?!.*[.!?:;…。！？؟]\s*[”»\"]?$)(?:\S+\s+){0,15}\S+\s*", re.DOTALL)
_REFERS = re.compile(
    r"\b(?:theme|item|section|article|paragraph|para\.|chapter|annex|goal|part|question|table|figure|resolution|"
    r"thème|point|paragraphe|chapitre|annexe|objectif|partie|tableau|tema|sección|artículo|párrafo|capítulo|anexo|"
    r"тема|пункт|статья|раздел|глава|приложение|вопрос|البند|المادة|الفقرة|الفصل|المرفق|السؤال)s?"
    r"(?: \d+(?:,| and| et| y| и))* ?$|第$",
    re.IGNORECASE,
)


def names(draft: Draft, _lexicon: Lexicon) -> Iterator[Fault]:
    """No name and no affiliation that the rule keeps back, wherever it stands: in headings and tables too."""
    whole = {rule: _Kept(kept) for rule, kept in draft.kept.items()}
    written = {word for _place, _rule, body, _own in _everything(draft) for word in reading.words(body)}
    open_ = {word for words in draft.public for word in reading.words(words)}
    common = {word for word in written if word.islower()} | {word.lower() for word in open_}
    for place, rule, body, own in _everything(draft):
        taken: set[int] = set()
        for kept in (whole.get(rule), _Kept(own) if own else None):
            for start, end, kind in kept.find(body, common) if kept else ():
                if not taken & set(range(start, end)):
                    taken |= set(range(start, end))
                    yield reading.fault(kind, place, body, (start, end))


class _Kept:
    """Words to keep back, and the last part of each name: "Ms. Okafor" tells as much as her full name."""

    def __init__(self, kept: tuple[Kept, ...]) -> None:
        long = [one for one in kept if len(one.words) >= limits.SHORTEST_NAME or not one.words.isascii()]
        self._kinds = {one.words: one.kind for one in long}
        self._sought = reading.Sought(self._kinds)
        last = {one.words.split()[-1] for one in long if one.kind == "name" and " " in one.words.strip()}
        self._last = {word for word in last if len(word) >= limits.SHORTEST_NAME and word.istitle()}

    def find(self, body: str, common: set[str]) -> Iterator[tuple[int, int, str]]:
        """(start, end, kind). A last name counts as it is written, unless it is a word of the report too."""
        for start, end, words in self._sought.find(body):
            yield start, end, self._kinds[words]
        for match in re.finditer(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*", body) if self._last else ():
            if match.group() in self._last and match.group().lower() not in common:
                yield *match.span(), "name"


def _everything(draft: Draft) -> Iterator[tuple[str, str, str, tuple[Kept, ...]]]:
    """(place, rule, words, what its sources keep back) of all that is printed, places still to be written too."""
    for part in draft.parts:
        yield part.place, draft.rule, part.heading, ()
        for one in part.passages:
            yield one.place, one.rule or draft.rule, one.whole, one.kept


def addresses(draft: Draft, _lexicon: Lexicon) -> Iterator[Fault]:
    """No mail addresses, telephones or network addresses; under a strict rule no exact times."""
    for place, rule, body, _own in _everything(draft):
        for match in _ADDRESS.finditer(body):
            yield reading.fault("address", place, body, match.span())
        for match in _TIME.finditer(body) if rule in STRICT else ():
            yield reading.fault("exact-time", place, body, match.span())


def unconsented(draft: Draft, lexicon: Lexicon) -> Iterator[Fault]:
    """No eight words in a row of a contribution whose author may not be quoted.

    What was given for the report, and what everybody could read before, may stand. Of reasons that the rule keeps back
    not a word.
    """
    for _part, one in draft.passages:
        for words in one.unsaid:
            for match in re.finditer(re.escape(words), one.text, re.IGNORECASE):
                yield reading.fault("unconsented", one.place, one.text, match.span())
    length = limits.UNCONSENTED_RUN if lexicon.spaced else limits.UNCONSENTED_SIGNS
    kept = {run for words in draft.unconsented for run in reading.runs(reading.folded(words), length)}
    kept -= {run for words in (*draft.given, *draft.public) for run in reading.runs(reading.folded(words), length)}
    for _part, one in draft.passages if kept else ():
        tokens = reading.words(one.whole)
        folded = reading.folded(one.whole)
        at = next((at for at in range(len(folded) - length + 1) if tuple(folded[at : at + length]) in kept), None)
        if at is not None:
            words = ("" if not lexicon.spaced else " ").join(tokens[at : at + length])
            yield Fault("unconsented", one.place, words, one.text)


def jigsaw(draft: Draft, lexicon: Lexicon) -> Iterator[Fault]:
    """Numbers, places and "we" in what was said under a rule that keeps the speaker back."""
    public = {word.casefold() for words in draft.public for word in reading.words(words)}
    person = lexicon.find(*lexicon.first_person)
    place = re.compile(rf"\b(?:{'|'.join(lexicon.place_before)})\s+([A-ZÀ-ÞА-ЯЁ][\w-]+(?:\s+[A-ZÀ-ÞА-ЯЁ][\w-]+)*)")
    for part, one in draft.passages:
        if (one.rule or draft.rule) not in CLOSE or not _can_tell(part, one):
            continue
        if one.style != LIST_ITEM and not one.number and _LINE.fullmatch(one.text) and _NUMBER.search(one.text):
            continue
        found = [*person.finditer(one.text)]
        found += [m for m in _NUMBER.finditer(one.text) if not _is_open(m.group(), one, public)]
        found = [m for m in found if not _REFERS.search(one.text[: m.start()])]
        found += [m for m in place.finditer(one.text) if m.group(1).split()[0].casefold() not in public]
        for match in sorted(found, key=lambda one: one.start()):
            yield reading.fault("jigsaw", one.place, one.text, match.span())


def _can_tell(part: Part, one: Passage) -> bool:
    """Whether it tells what somebody said: not the process, not a text that everybody saw, not the annexes.

    What was taken from a part's report was checked there, where it is known which of its numbers are findings.
    """
    if part.is_annex or one.is_of_part or one.kind == STANDING or one.addressees is not None:
        return False
    return one.claims is None or not one.claims or any(claim.kind in {"said", "reason"} for claim in one.claims)


def _is_open(number: str, one: Passage, public: set[str]) -> bool:
    """Whether a number is one of the findings, of the texts that everybody saw, or of a year."""
    plain = number.rstrip(".,")
    known = {str(value) for claim in one.claims or () for value in claim.numbers.values()}
    known |= {name for claim in one.claims or () for name in claim.named}
    return plain in known or plain.casefold() in public or bool(_YEAR.fullmatch(plain))


RULES = (names, addresses, unconsented, jigsaw)
