"""Recommendations: text, addressees, modality, nesting, proposers. Only from sections that hold recommendations."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from consult.documents import lexicon
from consult.documents.addressees import ARTICLE, addressees, of_heading
from consult.documents.blocks import Block, Document
from consult.documents.proposal import Recommendation
from consult.documents.sections import Section
from consult.documents.spans import find, sentences

_MODAL = (
    r"(?P<modality>should|must|shall|could|may|might|ought to|need to|needs to|are encouraged to|is encouraged to|"
    r"are urged to|are invited to|are called upon to|devraient|devrait|doivent|doit|pourraient|pourrait|"
    r"deberían|debería|deben|debe|podrían|podría|должны|должен|должна|следует|"
    r"могли бы|应当?|必须|可以)"
)
_ADDRESSED = re.compile(
    rf"(?P<who>[^.;:?!]{{2,220}}?),?\s+(?:also |therefore |further |and )?{_MODAL}\b\s*(?P<rest>.*)", re.DOTALL
)
_VERB = (
    r"(?P<verb>(?:strongly )?(?:recommends?|calls? (?:up)?on|urges?|encourages?|invites?|requests?|appeals? to|"
    r"recommande(?:nt)?|invite(?:nt)?|recomienda|exhorta|insta|рекомендует|призывает))"
)
_LEAD_IN = re.compile(
    rf"(?P<by>(?:The |Le |La |El )?[^.;:]{{2,160}}?)\s+(?:also |further |therefore |thus |likewise |"
    rf", accordingly, )*{_VERB}\s+(?:that |to |à |a |aux |al |"
    rf"que )?(?P<who>[^.:]{{2,200}}?)?(?:\s*,\s*in particular[^:]*)?\s*(?P<to>\bto|should|de|à)?\s*:",
    re.IGNORECASE,
)
_CALLS = re.compile(
    rf"(?P<by>[^.;:]{{2,120}}?)\s+(?:also |further |therefore )*{_VERB}\s+(?:that )?(?P<who>[^.;:]{{2,160}}?)\s+(?:to|"
    rf"should|de|à|que)\s+\S",
    re.IGNORECASE,
)
_SPONSORS = re.compile(r"\s*(?P<all>(?:\((?:[^()]|\([^()]*\))+\)\s*)+)(?P<end>[;.]|$)")
_ONE_SPONSOR = re.compile(r"\(((?:[^()]|\([^()]*\))+)\)")
_PRONOUNS = {
    "this",
    "these",
    "it",
    "they",
    "that",
    "such",
    "there",
    "we",
    "he",
    "she",
    "which",
    "who",
    "ceci",
    "cela",
    "esto",
    "это",
}
_REVIEWED = re.compile(
    r"(?:recommendations? .{0,160}?(?:examined|considered|supported|accepted|noted|enjoy|made) (?:by|to|"
    r"during) )(?P<who>(?:the )?[A-Z][\w’ ]+?)(?=,| and | which|\.|:| during| enjoy)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _State:
    """Whom the recommendations that follow are addressed to, and since which kind of mark that holds."""

    who: tuple[str, ...] = ()
    modality: str | None = None
    leading: bool = False
    number: str | None = None
    roman: bool = False
    opened: bool = False
    heading_who: tuple[str, ...] = ()


def recommendations(document: Document, found: list[Section]) -> tuple[Recommendation, ...]:
    """The recommendations of a document's sections of that kind, nested as printed.

    A narrative paragraph in such a section is none; nor is any sentence elsewhere, whatever its verb.
    """
    made: list[Recommendation] = []
    for section in found:
        if section.kind == "recommendations":
            made += _section(document, section)
    return tuple(made)


def _section(document: Document, section: Section) -> list[Recommendation]:
    mixed = bool(re.search(r"conclusion|findings|observations|выводы|结论|استنتاجات", section.label, re.IGNORECASE))
    state = _State(heading_who=of_heading(section.label))
    flat: list[tuple[int, Recommendation]] = []
    for block in section.blocks:
        flat += _block(document, block, state, mixed=mixed)
    return _nested(flat)


def _block(document: Document, block: Block, state: _State, *, mixed: bool) -> list[tuple[int, Recommendation]]:
    """The recommendations of one block, each with its nesting."""
    if block.kind == "heading":
        state.heading_who, state.leading, state.who = of_heading(block.text), False, ()
        return []
    if block.kind not in ("paragraph", "list_item", "definition"):
        return []
    if block.number and block.number.isdigit() and (state.number or "").isdigit() and block.number != state.number:
        # The next numbered paragraph: what led to a lettered list before it leads no further.
        state.leading, state.who, state.modality, state.number = False, (), None, None
    below = _below(block, state)
    state.opened = block.kind == "list_item" and _is_lead(block.text)
    # "(a) Adopt legislation, including:" is a recommendation itself.
    opens = state.opened and (state.leading or not mixed) and not _LEAD_IN.search(block.text)
    if _is_lead(block.text) and not opens:
        _take_lead(block.text, state)
        state.number = block.number
        return []
    level = block.level + below if block.kind == "list_item" else 0
    sponsored = _sponsored(document, block, state)
    if sponsored:
        return [(level, item) for item in sponsored]
    item = _one(document, block, state)
    if item is not None and (
        _is_explicit(block, state, mixed=mixed) or item.modality not in (None, "may", "might", "could") or level > 0
    ):
        return [(level, item)]
    if block.kind == "paragraph":
        state.leading = False
    return []


def _below(block: Block, state: _State) -> int:
    """1 for the (i), (ii), ... under an item "(a) ..., including:" where only the marks show the nesting."""
    if block.number == "i" and state.opened:
        state.roman = True
    elif not re.fullmatch(r"[ivx]+", block.number or ""):
        state.roman = False
    return int(state.roman and block.level == 0)


def _is_lead(text: str) -> bool:
    return text.rstrip().endswith((":", "："))


def _take_lead(text: str, state: _State) -> None:
    """From "The Expert recommends that States:" remember States for the items that follow."""
    state.leading, state.who, state.modality = True, (), None
    last = sentences(text)[-1]
    if reviewed := _REVIEWED.search(text):
        state.who = (ARTICLE.sub("", reviewed["who"]).strip(),)
    elif hit := _LEAD_IN.search(last):
        state.modality = hit["verb"].lower()
        state.who = (
            addressees(hit["who"] or "") if hit["who"] and not re.match(r"(?:the )?following", hit["who"]) else ()
        )
    elif hit := re.match(rf"(?P<who>[^:]{{2,160}}?)\s+{_MODAL}\s*:", last):
        state.modality, state.who = hit["modality"].lower(), addressees(hit["who"])
    elif len(last) < 80 and last[:1].isupper() and not re.search(r"\b(?:are|is|were|was|recommendations)\b", last):
        state.who = of_heading(last.rstrip(" :")) or addressees(last.rstrip(" :"))


def _is_explicit(block: Block, state: _State, *, mixed: bool) -> bool:
    """Whether a block is a recommendation by where it stands, even without a verb of its own."""
    if block.kind == "list_item":
        return state.leading or not mixed
    return block.number is not None and not mixed and len(block.text) < 900


def _one(document: Document, block: Block, state: _State) -> Recommendation | None:
    text = block.text.strip()
    who: tuple[str, ...] = ()
    modality: str | None = None
    if block.kind == "definition":
        who = addressees(block.label or "") if lexicon.kind_of(block.label or "") is None else ()
    first = sentences(text)[0] if text else ""
    if (hit := _CALLS.match(first)) and (block.kind != "list_item" or (block.number or "").isdigit()):
        who, modality = addressees(hit["who"]), hit["verb"].lower()
    elif (hit := _ADDRESSED.match(first)) and _is_addressee(hit["who"]):
        # "Figures could be published" names no one who is to act.
        passive = re.match(r"be \w+(?:ed|en|n|t)\b", hit["rest"]) is not None
        modality = hit["modality"].lower()
        who = (state.who or state.heading_who) if passive else addressees(hit["who"])
        if passive and block.kind != "list_item":
            return None
    elif hit:
        modality = hit["modality"].lower() if _is_pronoun(hit["who"]) else None
    if modality is None:
        modality, who = state.modality, who or state.who or state.heading_who
    if not text or (modality is None and block.kind == "paragraph" and not block.number):
        return None
    if modality is not None and not who and block.kind == "paragraph" and not block.number:
        return None
    source = find(document.text, text, block.source) or block.source
    return Recommendation(text, who, modality, (), (), 0.95 if who else 0.8, source)


def _is_pronoun(who: str) -> bool:
    words = who.lower().split()
    return bool(words) and words[0] in _PRONOUNS and len(words) < 4


def _is_addressee(who: str) -> bool:
    """Whether the words before "should" name somebody: they begin the sentence and hold no verb of a clause."""
    words = who.split()
    if not words or words[0].lower().strip(",") in _PRONOUNS or len(words) > 30:
        return False
    if re.match(
        r"(?:if|when|where|while|although|as|in|for|to|by|given|since|because|how|what|any|no|every|care|attention|"
        r"more|further)\b",
        who,
        re.IGNORECASE,
    ):
        return False
    return not re.search(r"\b(?:is|are|was|were|has|have|had|that|which|does|do|can|will|would)\b", who)


def _sponsored(document: Document, block: Block, state: _State) -> list[Recommendation]:
    """ "Ratify ... (State B) (State C); Reduce ... (State D)." -> one recommendation per sponsored part."""
    made: list[Recommendation] = []
    at = 0
    for hit in _SPONSORS.finditer(block.text):
        text = block.text[at : hit.start()].strip()
        names = tuple(name.strip() for group in _ONE_SPONSOR.findall(hit["all"]) for name in _names(group))
        if not text or not names or not all(_is_sponsor(name) for name in names):
            continue
        at = hit.end()
        source = find(document.text, text, block.source) or block.source
        made.append(Recommendation(text, state.who or state.heading_who, state.modality, (), names, 0.9, source))
    # A bracket at the end is a sponsor only where the items are imperatives: not "... of the Office (OHCHR)."
    return made if made and at >= len(block.text.rstrip()) and not _ADDRESSED.match(block.text) else []


def _names(group: str) -> list[str]:
    return [name for name in re.split(r"\s*[;,]\s*(?![^(]*\))", group) if name]


def _is_sponsor(name: str) -> bool:
    acronym = re.fullmatch(r"[A-Z]{3,}", name)
    return name[0].isupper() and not acronym and not re.search(r"\d", name) and len(name) < 70


def _nested(flat: list[tuple[int, Recommendation]]) -> list[Recommendation]:
    """Recommendations under the nearest one before them of a lesser level."""
    made: list[Recommendation] = []
    if not flat:
        return made
    least = min(level for level, _ in flat)
    at = 0
    while at < len(flat):
        level, item = flat[at]
        end = at + 1
        while end < len(flat) and flat[end][0] > max(level, least):
            end += 1
        made.append(replace(item, children=tuple(_nested(flat[at + 1 : end]))))
        at = end
    return made
