"""What a report must not say in its own voice: acts that did not happen, opinion, conclusions, analysis."""

import re
from collections.abc import Iterator

from synthesis.rules.lint import text as reading
from synthesis.rules.lint.draft import STANDING, Draft, Fault, Passage
from synthesis.rules.lint.lexicons import Lexicon
from synthesis.rules.lint.limits import limits_of

_CODES = re.compile(r"\[[CBT]\d+(?:, ?[CBT]\d+)*[^\]]*\]")
# An act that stands in another document, or was done at another's session: it is cited, not claimed.
_CITED = re.compile(
    r"(?:resolution|decision|r[ée]solution|d[ée]cision|resoluci[óo]n|decisi[óo]n|резолюци\w*|решени\w*|القرار|المقرر)"
    r"s?\s(?:[A-Z]\w*[ /-])?\d+|第?\d+/\d+号(?:决议|决定)|\b[A-Z]{1,6}/[\w./()-]*\d|"
    r"\b(?:at|during) (?:its|their) [\w-]+(?: \w+)? session|à (?:sa|leur) \S+ session|"
    r"en su \S+ período de sesiones|на (?:своей|их) \S+ сессии|في دورت(?:ه|ها)|第\S{1,4}届会议",
    re.IGNORECASE,
)
# "It should meet" after another sentence speaks of what was named there; "it should be noted" speaks of nobody.
_SPEAKS_OF = re.compile(r"it (?:should|ought to)\b(?! (?:\w+ )?be \w+(?:ed|en)\b)", re.IGNORECASE)
_DENIED_WITHIN = 40  # signs before a word of adoption in which it may be denied


def _told(draft: Draft) -> Iterator[tuple[Passage, str]]:
    """Passages with what is the report's own voice in them; standing texts are the house's and were read by it."""
    for _part, one in draft.passages:
        if one.kind != STANDING:
            yield one, reading.own_voice(one)


def adoption(draft: Draft, lexicon: Lexicon) -> Iterator[Fault]:
    """ "Agreed", "consensus", "decided": only where an act of adoption stands behind it."""
    pattern, denied = lexicon.find(*lexicon.adoption), lexicon.find(*lexicon.denied)
    for one, own in _told(draft):
        if one.is_adopted:
            continue
        cited = [range(at, at + len(words)) for at, words in reading.sentences(own) if _CITED.search(words)]
        for match in pattern.finditer(own):
            sentence = re.split(r"[.;!?。；]", own[: match.start()])[-1]
            if any(match.start() in words for words in cited):
                continue
            if not denied.search(sentence[-_DENIED_WITHIN:] if lexicon.spaced else sentence[-6:]):
                yield reading.fault("adoption", one.place, one.text, match.span())


def opinion(draft: Draft, lexicon: Lexicon) -> Iterator[Fault]:
    return _each("opinion", draft, lexicon.find(*lexicon.opinion))


def connectives(draft: Draft, lexicon: Lexicon) -> Iterator[Fault]:
    return _each("connective", draft, lexicon.find(*lexicon.connectives))


def _each(rule: str, draft: Draft, pattern: re.Pattern[str]) -> Iterator[Fault]:
    for one, own in _told(draft):
        for match in pattern.finditer(own):
            yield reading.fault(rule, one.place, one.text, match.span())


def codes(draft: Draft, lexicon: Lexicon) -> Iterator[Fault]:
    """No marks of sources and no terms of the analysis."""
    terms = lexicon.find(*lexicon.terms)
    for one, own in _told(draft):
        marks = [re.escape(mark) for mark in sorted(one.marks)]
        found = [*_CODES.finditer(own), *terms.finditer(own)]
        if marks:
            found += [m for m in re.finditer(rf"\b(?:{'|'.join(marks)})\b", own) if "[" not in own[: m.start()][-60:]]
        for match in found:
            yield reading.fault("codes", one.place, one.text, match.span())


def statements(draft: Draft, lexicon: Lexicon) -> Iterator[Fault]:
    """Where a template forbids it: no summary of what one speaker said."""
    if limits_of(draft.template).statements:
        return
    yield from _each("statement", draft, lexicon.find(*lexicon.individual))


def should(draft: Draft, lexicon: Lexicon) -> Iterator[Fault]:
    """A duty names who has it: "should" of nobody, or in the passive without "by"."""
    pattern, reporting = lexicon.find(*lexicon.impersonal), lexicon.find(*lexicon.reporting)
    for one, own in _duties(draft):
        if one.addressees:
            continue
        for start, sentence in reading.sentences(own):
            match = pattern.search(own, start, start + len(sentence))
            if match is None or reporting.search(own[start : match.start()]):
                continue
            if start and _SPEAKS_OF.match(own, match.start()):
                continue
            if not re.search(r"\b(?:by|par|por)\s+\w", own[match.end() : start + len(sentence)]):
                yield reading.fault("should", one.place, one.text, match.span())


def must(draft: Draft, lexicon: Lexicon) -> Iterator[Fault]:
    """ "Must" names the obligation that it stands on."""
    pattern, obligation = lexicon.find(*lexicon.must), lexicon.find(*lexicon.obligation)
    reporting = lexicon.find(*lexicon.reporting)
    for one, own in _duties(draft):
        for start, sentence in reading.sentences(own):
            match = pattern.search(own, start, start + len(sentence))
            if match and not obligation.search(sentence) and not reporting.search(own[start : match.start()]):
                yield reading.fault("must", one.place, one.text, match.span())


def _duties(draft: Draft) -> Iterator[tuple[Passage, str]]:
    """As ``_told``; a recommendation is looked at in whole, though its words are those of whoever proposed it."""
    for one, own in _told(draft):
        yield one, one.text if one.addressees is not None else own


RULES = (adoption, opinion, connectives, codes, statements, should, must)
