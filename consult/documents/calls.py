"""How recommendations are worded in the six languages: who recommends, to whom, in which mood."""

from __future__ import annotations

import re
from dataclasses import dataclass

from consult.documents.addressees import addressees, of_heading
from consult.documents.spans import sentences

_URGED = r"(?:encouraged|urged|invited|called (?:up)?on|requested|recommended|advised|asked|expected|required)"
_MODAL = (
    r"(?P<modality>should|must|shall|could|may|might|ought to|needs? to|have to|has to|"
    rf"(?:is|are) (?:strongly |further |also |hereby )?{_URGED} to|"
    r"devraient|devrait|doivent|doit|pourraient|pourrait|"
    r"(?:sont|est) (?:instamment )?(?:invité|encouragé|appelé|prié|tenu)e?s? (?:à|de)|"
    r"deberían|debería|deberán|deberá|deben|debe|podrían|podría|tendrían que|tendría que|"
    r"должны|должен|должна|должно|следует(?: бы)?|необходимо|рекомендуется|предлагается|надлежит|могли бы|мог бы|"
    r"могла бы)"
)
_SAID = re.compile(
    rf"(?P<who>[^.;:?!]{{2,220}}?),?\s+(?:also |therefore |further |and |además |donc |également |также )?{_MODAL}\b"
    r"\s*(?P<rest>.*)",
    re.DOTALL | re.IGNORECASE,
)
# 应 is also the end of other words (响应, 供应, 适应, 相应, 反应, 对应, 效应).
_SAID_CHINESE = re.compile(
    r"(?P<who>[^，。；：？！\s]{2,24}?)(?:还|也|均|都)?(?P<modality>(?<![响供适相反对效])应(?:当|该)?(?![对用急邀变])|必须|须|可以|不妨)(?P<rest>.*)",
    re.DOTALL,
)
_SAID_ARABIC = re.compile(
    r"(?P<modality>ينبغي|يجب|يتعين|يمكن|يتوجب)\s+(?:على\s+|لل|ل(?=\w))(?P<who>[^.؛:؟،]{2,120}?)،?\s+أن\s+(?P<rest>.*)",
    re.DOTALL,
)
_VERB = (
    r"(?P<verb>(?:strongly |solemnly )?(?:recommend(?:s|ed)?|call(?:s|ed)? (?:up)?on|urge[sd]?|encourage[sd]?|"
    r"invite[sd]?|request(?:s|ed)?|appeal(?:s|ed)? to|advise[sd]?|"
    r"recommande(?:nt)?|invite(?:nt)?|exhorte(?:nt)?|encourage(?:nt)?|engage(?:nt)?|demande(?:nt)?|prie(?:nt)?|"
    r"appelle(?:nt)?|recomiendan?|exhortan?|instan?|invitan?|alientan?|piden?|"
    r"рекоменду(?:ет|ют)|(?:настоятельно )?призыва(?:ет|ют)|предлага(?:ет|ют)|настоятельно рекоменду(?:ет|ют)))"
)
_ALSO = r"(?:also |further |therefore |thus |likewise |, accordingly, |également |en outre |además |también |также )*"
_LEAD = re.compile(
    rf"(?P<by>[^;:]{{2,160}}?)\s+{_ALSO}{_VERB}\s+(?:that |to |à |aux? |a (?:los |las |la )?|al |que |d[e’])?"
    r"(?P<who>[^:]{2,200}?)?(?:\s*,\s*in particular[^:]*)?"
    r"\s*(?P<to>\b(?:to|should|de|à|que|a|a que|the following|(?:do )?as follows|lo siguiente|ce qui suit|следующее))?"
    r"\s*[:：]",
    re.IGNORECASE,
)
_LEAD_CHINESE = re.compile(
    r"(?P<by>[^，。；：]{2,30}?)(?P<verb>建议|呼吁|敦促|促请|鼓励)(?P<who>[^，。；：]{2,30}?)?(?:采取以下措施)?[：:]$"
)
_LEAD_ARABIC = re.compile(
    r"(?P<verb>[توي]{1}(?:وصي|دعو|حث|شجع))\s+(?P<by>[^.؛:]{2,80}?)\s+(?:ب?أن|إلى أن)\s+(?:[تي]قوم\s+)?"
    r"(?P<who>[^.؛:]{2,80}?)"
    r"(?:\s+(?:ب?ما يلي|على ما يلي))?\s*:$"
)
_MODAL_LEAD = re.compile(rf"(?P<who>[^:]{{2,160}}?)\s+{_MODAL}(?: also)?\s*[:：]$", re.IGNORECASE)
# "To States and donors, the Expert recommends:"
_TO_FIRST = re.compile(
    rf"(?:To|For|As regards|À l[’']intention d(?:es?|u)|Aux?|A (?:los|las)|Al|Para (?:los|las)) "
    rf"(?P<who>[^.;:]{{2,120}}?),\s+[^.;:]{{2,120}}?\s+{_ALSO}{_VERB}\b",
)
# Verbs that recommendations begin with: where "that States adopt" has no "to" they show where the addressee ends.
_ACT = (
    r"(?:accede|adopt|address|advance|agree|align|allocate|allow|amend|apply|assess|avoid|ban|base|be|bring|build|carry|"
    r"collaborate|collect|commit|conduct|consider|consult|continue|convene|cooperate|coordinate|create|decriminali[sz]e|"
    r"define|deliver|design|develop|disclose|draw|eliminate|embed|enable|enact|encourage|end|engage|enhance|ensure|"
    r"establish|evaluate|examine|expand|explore|extend|facilitate|finance|fund|give|grant|guarantee|help|identify|"
    r"implement|improve|include|incorporate|increase|integrate|invest|investigate|introduce|issue|join|keep|launch|"
    r"limit|maintain|make|monitor|offer|open|prevent|prioriti[sz]e|prohibit|promote|protect|provide|publish|put|raise|"
    r"ratify|recogni[sz]e|reduce|refrain|regulate|remove|repeal|report|require|respect|review|revise|safeguard|secure|"
    r"set|share|sign|simplify|stop|strengthen|submit|support|take|tackle|train|undertake|update|uphold|use|withdraw|work)"
)
# "Donors are encouraged to ..." calls on the donors themselves; "it is recommended that donors ..." does not.
_ACTIVE = r"(?:(?<!\bare )(?<!\bis )(?<!\bbe )|(?=recommended that))"
_CALLED = re.compile(
    rf"(?P<by>[^.;:]{{2,120}}?)\s+{_ALSO}{_ACTIVE}{_VERB}\s+(?:that )?(?:aux? |a (?:los |las |la )?|al )?"
    rf"(?P<who>[^.;:]{{2,200}}?),?\s+"
    rf"(?:(?:to|should|que|a que)\s+\S|(?:de|à|a)\s+(?:ne pas )?\w+[aeio]i?re?\b|d[’']\w+[eio]i?re?\b|"
    rf"(?<!and ){_ACT}\b|\w+(?:ть|ти|чь)(?:ся)?\b)",
    re.IGNORECASE,
)
_CALLED_CHINESE = re.compile(
    r"(?P<by>[^，。；：]{2,24}?)(?:还|也|进一步)?(?P<verb>建议|呼吁|敦促|促请|鼓励)(?P<who>[^，。；：]{2,20}?)"
    r"(?=通过|制定|确保|建立|采取|加强|公布|公开|设立|批准|保障|提供|考虑|审查|修订|继续|支持|禁止|培训|废除|为|向|在|与|将|对)"
)
_FOLLOWING = re.compile(r"(?:the )?following|(?:les|las|los) |ce qui suit|lo siguiente|следующ|that$", re.IGNORECASE)
_PRONOUN = re.compile(
    r"(?:this|these|it|they|that|such|there|we|he|she|which|who|ceci|cela|ils?|elles?|on|esto|ello|эти|это|они)\b",
    re.IGNORECASE,
)
_NO_ADDRESSEE = re.compile(
    r"(?:if|when|where|while|although|as|in|for|to|by|given|since|because|how|what|any|no|every|care|attention|more|"
    rf"further|si|lorsque|dans|cuando|en|для|при|если|{_ACT})\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|that|which|does|do|can|will|would|est|sont|qui|que|es|son|который|которые)\b"
)
_PASSIVE = re.compile(
    r"be \w+(?:ed|en|n|t)\b|être \w+(?:é|és|ée|ées|i|is|u|us)\b|ser \w+[ai]d[oa]s?\b|быть \w+н[ыоа]?\b"
)


@dataclass(frozen=True, slots=True)
class Call:
    """Whom a sentence calls on, and its word for it ("should", "recommends"); passive: it names nobody to act."""

    who: tuple[str, ...] = ()
    modality: str | None = None
    passive: bool = False


def lead(text: str) -> Call | None:
    """What a sentence ending in a colon says of the items below it: "The Expert recommends that States:"."""
    last = sentences(text)[-1] if text else ""
    if hit := _TO_FIRST.match(last):
        return Call(addressees(hit["who"]), hit["verb"].lower())
    if hit := _MODAL_LEAD.match(last):
        if is_addressee(hit["who"]):
            return Call(addressees(hit["who"]), hit["modality"].lower())
        return None
    if hit := _LEAD.match(last) or _LEAD_CHINESE.match(last) or _LEAD_ARABIC.match(last):
        said = hit["who"] or ""
        return Call(() if _FOLLOWING.match(said) else addressees(said), hit["verb"].lower())
    return None


def plain_lead(text: str) -> tuple[str, ...]:
    """Whom a bare line before a list addresses: "Companies:", "To donors:"; () where it is a sentence."""
    last = sentences(text)[-1] if text else ""
    if len(last) < 80 and last[:1].isupper() and not re.search(r"\b(?:are|is|were|was|recommendations)\b", last):
        return of_heading(last.rstrip(" :：")) or addressees(last.rstrip(" :："))
    return of_heading(last.rstrip(" :："))


def call(sentence: str, *, reported: bool) -> Call:
    """What one sentence recommends. reported: whether "X recommends that Y ..." may stand here, not in a sub-item."""
    if reported and (hit := _TO_FIRST.match(sentence) or _CALLED.match(sentence) or _CALLED_CHINESE.match(sentence)):
        return Call(addressees(hit["who"]), hit["verb"].lower())
    hit = _SAID.match(sentence) or _SAID_ARABIC.match(sentence) or _SAID_CHINESE.match(sentence)
    if hit is None:
        return Call()
    modality = hit["modality"].lower()
    if is_addressee(hit["who"]):
        passive = _PASSIVE.match(hit["rest"]) is not None
        return Call(() if passive else addressees(hit["who"]), modality, passive)
    return Call((), modality if _is_pronoun(hit["who"]) else None)


def _is_pronoun(who: str) -> bool:
    return len(who.split()) < 4 and _PRONOUN.match(who) is not None


def is_addressee(who: str) -> bool:
    """Whether the words before "should" name somebody: they begin the sentence and hold no verb of a clause."""
    words = who.split()
    if not words or _PRONOUN.match(who) or len(words) > 30:
        return False
    return not _NO_ADDRESSEE.match(who) and not _CLAUSE.search(who)
