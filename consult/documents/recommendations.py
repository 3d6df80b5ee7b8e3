"""Recommendations: text, addressees, modality, nesting, proposers. Only from sections that hold recommendations."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from consult.documents import lexicon
from consult.documents.addressees import ARTICLE, addressees, of_heading
from consult.documents.blocks import Block, Document
from consult.documents.calls import call, lead, plain_lead
from consult.documents.proposal import Recommendation
from consult.documents.sections import Section
from consult.documents.spans import place, sentences

_SPONSORS = re.compile(r"\s*(?P<all>(?:\((?:[^()]|\([^()]*\))+\)\s*)+)(?P<end>[;.]|$)")
_ONE_SPONSOR = re.compile(r"\(((?:[^()]|\([^()]*\))+)\)")
_REVIEWED = re.compile(
    r"(?:examined|considered|supported|accepted|noted|enjoy(?:ed)?|made|support) (?:by|to|during|of|the support of) "
    r"(?P<who>(?:the )?[A-Z][\w’' -]*?)(?=,| and | which|\.|:| during| enjoy|$)|"
    r"(?:has|have) (?:been )?(?:examined|considered|supported|accepted|noted) by "
    r"(?P<by>(?:the )?[A-Z][\w’' -]*?)(?=,| and |:)",
    re.IGNORECASE,
)
# What only says that recommendations follow, in a sentence of its own.
_OPENING = 90  # characters of it in which that is said
_ANNOUNCES = re.compile(
    r"^the following (?:\w+ ){0,3}recommendations? |recommandations? (?:\w+ ){0,3}(?:ci-après|suivantes?)\b|"
    r"siguientes? (?:\w+ ){0,2}recomendaci|recomendaci\w+ siguientes?\b|"
    r"следующ\w+ (?:\w+ ){0,3}рекомендаци|以下.{0,12}建议|"
    r"توصي\w+ (?:\w+ ){0,3}التالي",
    re.IGNORECASE,
)
# The number of a text and what became of it, as reports print it behind the text: "(Text 2.1, put forward)".
_BECAME = re.compile(r"\s*[(（](?:\w+ ?)+?\d+(?:\.\d+)*[,،，] ?[^()（）]+[)）]$")


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
    reviewed: tuple[str, ...] = ()
    leads: int = 0
    above: str = ""  # how the recommendation stands that bullets or letters may spell out: "plain", "figure"


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
    made: list[Recommendation] = []
    flat: list[tuple[int, Recommendation]] = []
    for block in section.blocks:
        led = state.leads
        found = _block(document, block, state, mixed=mixed)
        if state.leads != led:
            # What follows a new lead hangs under nothing before it, however it is indented.
            made, flat = made + _nested(flat), []
        flat += found
    return made + _nested(flat)


def _block(document: Document, block: Block, state: _State, *, mixed: bool) -> list[tuple[int, Recommendation]]:
    """The recommendations of one block, each with its nesting."""
    if block.kind == "heading" or _is_subheading(block):
        state.heading_who, state.leading, state.who = of_heading(block.text), False, ()
        state.leads, state.above = state.leads + 1, ""
        return []
    if block.kind not in ("paragraph", "list_item", "definition"):
        return []
    _number(block, state)
    below = _below(block, state)
    state.opened = block.kind == "list_item" and _is_lead(block.text)
    if _is_lead(block.text) and not _is_item_itself(block, state, mixed=mixed):
        _take_lead(block.text, state)
        state.number = block.number
        return []
    level = block.level + below + _spells_out(block, state) if block.kind == "list_item" else 0
    sponsored = _sponsored(document, block, state)
    if sponsored:
        return [(level, item) for item in sponsored]
    item = _one(document, block, state)
    if item is not None and (
        _is_explicit(block, state, mixed=mixed)
        or item.modality not in (None, "may", "might", "could")
        or level > 0
        or bool(item.addressees and not mixed)
    ):
        if (block.number or "").isdigit():
            state.above = "figure"
        elif block.kind != "list_item":
            state.above = "plain"
        return [(level, item)]
    if block.kind == "paragraph":
        state.leading, state.above = False, ""
    return []


def _is_subheading(block: Block) -> bool:
    """ "For licensing authorities" on a line of its own."""
    plain = block.kind == "paragraph" and block.number is None and len(block.text) < 80
    return plain and block.text[-1].isalpha() and bool(of_heading(block.text))


def _number(block: Block, state: _State) -> None:
    """At the next numbered paragraph what led to a list before it leads no further; a list within counts from one."""
    if block.number is None or not block.number.isdigit() or not (state.number or "").isdigit():
        return
    if block.number == "1" and block.kind == "list_item":
        state.number = None
    elif block.kind == "paragraph" or int(block.number) == int(state.number or 0) + 1:
        state.leading, state.who, state.modality, state.number = False, (), None, None


def _is_item_itself(block: Block, state: _State, *, mixed: bool) -> bool:
    """ "(a) Adopt legislation, including:" is a recommendation and not only the lead of those under it."""
    return state.opened and (state.leading or not mixed) and lead(block.text) is None and not of_heading(block.text)


def _below(block: Block, state: _State) -> int:
    """1 for the (i), (ii), ... under an item "(a) ..., including:" where only the marks show the nesting."""
    if block.number == "i" and state.opened:
        state.roman = True
    elif not re.fullmatch(r"[ivx]+", block.number or ""):
        state.roman = False
    return int(state.roman and block.level == 0)


def _spells_out(block: Block, state: _State) -> int:
    """1 for a bullet below a recommending paragraph, and for "a." below "3. Ports should ..."."""
    if state.above == "plain":
        return int(not (block.number or "").isdigit())
    return int(state.above == "figure" and block.level == 0 and bool(re.fullmatch(r"[a-z]", block.number or "")))


def _is_lead(text: str) -> bool:
    return text.rstrip().endswith((":", "："))


def _take_lead(text: str, state: _State) -> None:
    """From "The Expert recommends that States:" remember States for the items that follow."""
    state.leading, state.who, state.modality = True, (), None
    state.leads, state.above = state.leads + 1, ""
    if reviewed := _REVIEWED.search(text):
        state.reviewed = (ARTICLE.sub("", reviewed["who"] or reviewed["by"]).strip(),)
        state.who = state.reviewed
    elif any(name in text for name in state.reviewed):
        state.who = state.reviewed
    elif said := lead(text):
        state.modality, state.who = said.modality, said.who
    else:
        state.who = plain_lead(text)


def _is_explicit(block: Block, state: _State, *, mixed: bool) -> bool:
    """Whether a block is a recommendation by where it stands, even without a verb of its own."""
    if block.kind == "list_item":
        return state.leading or not mixed
    return block.number is not None and not mixed and len(block.text) < 900


def _one(document: Document, block: Block, state: _State) -> Recommendation | None:
    text = _BECAME.sub("", block.text.strip())
    if not text or _ANNOUNCES.search(text[:_OPENING]):
        return None
    who = addressees(block.label or "") if block.label and lexicon.kind_of(block.label) is None else ()
    said = call(sentences(text)[0], reported=block.kind != "list_item" or state.modality is None)
    if said.passive and block.kind != "list_item":
        return None
    who, modality = said.who or who, said.modality
    if said.passive and block.level:
        who = ()
    elif said.passive or modality is None:
        who = who or state.who or state.heading_who
    modality = modality or state.modality
    if block.kind == "paragraph" and not block.number and (modality is None or not who):
        return None
    source = place(document, text, block)
    return Recommendation(text, who, modality, (), (), 0.95 if who else 0.8, source)


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
        source = place(document, text, block)
        made.append(Recommendation(text, state.who or state.heading_who, state.modality, (), names, 0.9, source))
    # A bracket at the end is a sponsor only where the items are imperatives: not "... of the Office (OHCHR)."
    return made if made and at >= len(block.text.rstrip()) and call(block.text, reported=False).modality is None else []


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
