"""Whom a recommendation addresses, out of the words in front of its verb or of the heading above it."""

from __future__ import annotations

import re

ARTICLE = re.compile(
    r"^(?:and |or |et |y |e |и |both |as well as )*(?:all relevant |the |le |la |les |l[’']|aux |el |los |las |a los |"
    r"a las |al )?",
    re.IGNORECASE,
)
_SUBHEAD = re.compile(
    r"(?:(?:.{0,20}recommendations?|recommandations|recomendaciones|questions?)\s*)?(?:addressed )?"
    r"(?:to|for|pour|para|à|aux?|a los|a las|al) (?:the |les |los |las )?(?P<who>.+)|"
    r"(?:рекомендации )(?:для )?(?P<ru>.+)|对(?P<zh>.{2,20})的建议|(?:ال)?توصيات (?:ال)?(?:موجهة )?(?:إلى )(?P<ar>.+)",
    re.IGNORECASE,
)
_NO_ONE = re.compile(r"discussion|consideration|action|follow|the (?:way|future)|par |и ", re.IGNORECASE)
_ACTORS = re.compile(
    r"(?:Member |Participating )?States|Governments?|Compan(?:y|ies)|Business(?:es| enterprises)|"
    r"Civil society(?: organi[sz]ations)?|(?:The )?(?:private|public) sector|Academia|Donors?|Parliaments?|Regulators?|"
    r"(?:Local|National|Public|Regional) authorities|Municipalities|Cities|Researchers|Universities|Funders?|"
    r"(?:International|Regional|Intergovernmental) organi[sz]ations|(?:Technology |Tech )?(?:companies|industry)|"
    r"États(?: membres)?|Entreprises|Société civile|Donateurs|Estados(?: miembros)?|Empresas|Sociedad civil|"
    r"Государства(?:м|-члены)?|Предприятия|Гражданское общество|各?国|国家|企业|民间社会|الدول|الشركات|المجتمع المدني",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r",?\s+(?:in (?:close )?(?:cooperation|co-operation|collaboration|partnership|consultation|coordination)|together|"
    r"working|including|such as|at all levels|with (?:the )?support|en (?:coopération|colaboración|consultation)|"
    r"notamment|incluid[oa]s|в сотрудничестве|включая)\b.*$"
)
_OFFICE = re.compile(
    r"\b(?:Office|Ministry|Department|Committee|Council|Commission|Working Group|Commissioner|Representative|"
    r"Rapporteur|Bureau|Centre)s? (?:of|for|on|to)\b"
)
_AND = re.compile(
    r"\s*,\s*(?:(?:and|or|et|y|и|as well as|ainsi que|así como|а также)\s+)?|"
    r"\s+(?:and|or|et|y|as well as|ainsi que|así como|и|а также)\s+|、|(?<=[\u4e00-\u9fff])[和与及](?=[\u4e00-\u9fff])|"
    r"\s*،\s*|\s+و(?=ال)"
)
_SHARED = re.compile(
    r"(?:inter|sub|supra)?national|inter-?governmental|global|regional|local|municipal|public|private|domestic|federal|"
    r"foreign|bilateral|multilateral|civil|political|military|academic|technical|relevant|upstream|downstream|large|small|"
    r"urban|rural|humanitarian|current|future|state|non-state",
    re.IGNORECASE,
)


def addressees(said: str) -> tuple[str, ...]:
    """ "Governments and the private sector" -> ("Governments", "private sector"); names of offices stay whole."""
    said = _ASIDE.sub("", re.sub(r"\s*\([^)]*\)", "", said).strip(" ,:;،"))
    if not _OFFICE.search(said) or "," in said:
        parts = _split(said)
    elif said.count(" and ") <= 1 and not re.search(r" and (?:the )?(?:[A-Z]\w+ )?[a-z]", said):
        parts = [said]
    else:
        parts = re.split(r"\s+and\s+(?=the )", said)
    named = [ARTICLE.sub("", part.strip()).strip() for part in parts]
    return tuple(name for name in named if name)


def _split(said: str) -> list[str]:
    """The parts of a list; an adjective that shares the next part's noun stays with it ("public and private banks")."""
    parts: list[str] = []
    start, at = 0, 0
    for hit in [*_AND.finditer(said), None]:
        end = hit.start() if hit else len(said)
        alone = ARTICLE.sub("", said[at:end].strip())
        if hit is None or not _SHARED.fullmatch(alone):
            parts.append(said[start:end])
            start = hit.end() if hit else end
        at = hit.end() if hit else end
    return parts


def of_heading(text: str) -> tuple[str, ...]:
    """Whom a heading addresses: "Recommendations to States" -> ("States",); plain "Recommendations" -> ()."""
    bare = text.strip(" :：")
    hit = _SUBHEAD.fullmatch(bare)
    if hit and not _NO_ONE.match(who := next(part for part in hit.groups() if part)):
        return addressees(who)
    if all(_ACTORS.fullmatch(ARTICLE.sub("", part.strip())) for part in _split(bare)):
        return addressees(bare)
    return ()
