"""The labels by which sections are known, in the six languages of the United Nations, and the marks of furniture.

A label is matched whole, without its number, emphasis, colon or case. Patterns are regular expressions.
"""

from __future__ import annotations

import re
from functools import lru_cache

_OF = r"(?: (?:of|for) (?:the|this|our)? ?[\w’'() -]{1,60})?"
_KEY = (
    r"(?:(?:key|main|specific|overall|general|guiding|leading|proposed|suggested|possible|indicative|focus|core|"
    r"central|"
    r"discussion|thematic|policy|open|preliminary|orienting|framing) )*"
)

LABELS: dict[str, tuple[str, ...]] = {
    "possible_recommendation": (
        r"(?:possible|suggested|proposed|potential|draft|candidate|"
        r"preliminary)(?: policy)? recommendations?(?: \(?[0-9a-z]\)?)?",
        r"recommendations? for (?:discussion|consideration)",
        r"recommandations? (?:possibles?|proposées?|suggérées?)|pistes? de recommandations?",
        r"(?:posibles? recomendaci(?:ón|ones)|recomendaci(?:ón|ones) (?:posibles?|propuestas?))",
        r"возможн(?:ая|ые) рекомендаци[яи]|可能的建议|建议草案|توصي(?:ة|ات) (?:ممكنة|محتملة|مقترحة)",
    ),
    "questions": (
        _KEY + r"questions?" + _OF + r"(?: and .{3,60})?",
        r"(?:(?:focus|themes|topics|key issues|issues) and )(?:guiding |key )?questions" + _OF,
        r"questions? (?:to|that) .{3,50}|questionnaire|(?:key )?items? to explore|issues? (?:for|to) (?:discussion|"
        r"explore|discuss|consider)",
        r"questions? (?:directrices?|clés?|d’orientation|à débattre|pour (?:le|la|les) .{3,30})",
        r"preguntas?(?: (?:orientadoras?|clave|guía|para (?:el|la) .{3,30}))?",
        r"(?:ключевые|основные|направляющие|наводящие) вопросы|вопросы для (?:обсуждения|дискуссии)",
        r"(?:指导性|主要|关键|讨论)问题|(?:الأسئلة|أسئلة)(?: (?:التوجيهية|الرئيسية|إرشادية|للنقاش))?",
    ),
    "recommendations": (
        r"(?:(?:key|main|policy|final|overall|summary of|list of) )*recommendations?(?: (?:to|for|emerging|from|by|on|"
        r"of|made) .{2,80})?",
        r"(?:conclusions?|findings|observations)(?: and|,|/)(?:/or)? ?.{0,20}recommendations?|"
        r"the way forward and recommendations",
        r"recommandations?(?: (?:à|aux?|pour) .{2,60})?|conclusions et(?:/ou)? recommandations",
        r"recomendaciones(?: (?:a|al|a los|para) .{2,60})?|conclusiones y(?:/o)? recomendaciones",
        r"рекомендации|выводы и(?:/или)? рекомендации|建议|结论和(?:/或)?建议|التوصيات|الاستنتاجات والتوصيات|"
        r"الاستنتاجات و(?:/أو )?التوصيات",
    ),
    "objectives": (
        _KEY
        + r"(?:objectives?|objective\(s\)|aims?|goals?|purposes?)"
        + r"(?: and (?:objectives?|aims?|goals?|purposes?|scope|expected outcomes?))?"
        + _OF,
        r"what (?:we|the \w+) (?:want|wants|hope|hopes|aim|aims) to (?:achieve|do)",
        r"objectifs?(?: .{3,50})?|buts?(?: de .{3,40})?|objetivos?(?: .{3,50})?|finalidad",
        r"цел[ьи](?: и задачи)?(?: .{3,40})?|задачи|目标|目的|宗旨|(?:ال)?أهداف(?: .{3,40})?|الهدف|الغرض",
    ),
    "resources": (
        r"(?:(?:background|reference|key|relevant|supporting|useful|related|additional) )+(?:documents?|documentation|"
        r"materials?|readings?|resources?|papers?|links?|sources?)" + _OF,
        r"resources|further (?:readings?|reading materials?|resources|information and resources)|references|"
        r"bibliography|reading (?:list|materials?)|literature|"
        r"selected (?:reading|references)",
        r"documents? (?:de référence|d’information|de base|utiles)|ressources|pour en savoir plus|"
        r"lectures? (?:complémentaires?)",
        r"documentos? (?:de referencia|de antecedentes|de base)|recursos|lecturas? (?:recomendadas?|adicionales)",
        r"справочные (?:документы|материалы)|ресурсы|дополнительная литература|背景文件|参考资料|资源|参考文献|"
        r"(?:ال)?وثائق (?:ال)?(?:معلومات الأساسية|مرجعية)|الموارد|المراجع",
    ),
    "scope": (
        r"scope(?: and (?:exclusions|limitations?|limits))?" + _OF,
        r"out of scope|exclusions|what (?:is|this) .{0,30}not cover(?:ed)?",
        r"champ d’application|alcance|сфера охвата|范围|النطاق",
    ),
    "context": (
        r"(?:brief )?(?:context|background|introduction|overview|rationale|description|summary|"
        r"preamble)(?: and (?:context|background|rationale|justification|introduction))?" + _OF,
        r"background (?:information|note)|brief description"
        + _OF
        + r"|about (?:the|this) [\w -]{3,40}|setting the scene|"
        r"why (?:now|this matters)|the (?:issue|challenge|problem)",
        r"contexte(?: .{2,40})?|introduction|rappel|antécédents|généralités|antecedentes|contexto(?: .{2,40})?|"
        r"introducción|justificación",
        r"контекст|введение|справочная информация|общая информация|"
        r"история вопроса|背景(?:介绍|情况)?|导言|引言|背景和?情况|السياق|"
        r"(?:ال)?خلفية(?: .{2,30})?|المقدمة|مقدمة|معلومات أساسية",
    ),
    "contacts": (
        r"contacts?(?: (?:persons?|us|details?|information|points?|names?))?|for (?:more|further|"
        r"additional) information(?:,? (?:please )?contact)?|focal points?|enquiries|inquiries|secretariat contacts?",
        r"(?:personnes? à contacter|coordonnées|pour (?:plus d’informations?|tout renseignement))|"
        r"(?:personas? de )?contactos?|datos de contacto|para más información",
        r"контакт(?:ы|ные лица|ная информация)?|联系(?:人|方式|我们)|(?:جهات|جهة|معلومات) (?:ال)?اتصال|للاتصال",
    ),
    "deadline": (
        r"(?:submission |final |closing )?deadlines?(?: (?:for|of|to) .{3,50})?|closing date|due (?:date|by)|"
        r"submissions? due",
        r"date limite(?: .{3,40})?|échéance|fecha límite(?: .{3,40})?|plazo|срок(?: .{3,40})?|крайний срок|截止日期|"
        r"الموعد النهائي|آخر موعد",
    ),
    "date": (
        r"(?:event )?dates?(?:(?:,| and| &|/) ?(?:time|times|venue|place|location|hour|duration))*|time and (?:date|"
        r"place|venue)|when|when and where|time",
        r"dates?(?: et (?:lieu|heure|horaires?))+|dates?, heure et lieu|quand|fechas?(?: y (?:lugar|hora))*|"
        r"fecha, hora y lugar|cuándo",
        r"дата(?: (?:и|,) (?:время|место)(?: проведения)?)*|время|日期(?:和(?:地点|时间))?|时间(?:和地点)?|时间地点|"
        r"(?:ال)?تاريخ(?: و(?:ال)?(?:مكان|وقت))?|الزمان والمكان",
    ),
    "venue": (
        r"venue|location|place|where|meeting place|lieu|où|endroit|lugar|sede|dónde|место(?: проведения)?|地点|会场|"
        r"(?:ال)?مكان",
    ),
    "reference": (
        r"(?:event |document |programme )?ref(?:erence|\.)?(?: (?:number|no\.?|code|n°))?|document symbol|symbol|"
        r"(?:event|programme|conference) (?:code|number)",
        r"référence|numéro de référence|cote|referencia|número de referencia|signatura|номер|условное обозначение|编号|"
        r"文号|参考编号|(?:ال)?رقم(?: المرجعي)?|المرجع|الرمز",
    ),
    "convenors": (
        r"(?:jointly )?(?:co-?)?(?:organi[sz]ed|convened|hosted|issued|sponsored|led)(?: jointly)? by|"
        r"(?:co-?)?(?:organi[sz]ers?|convenors?|conveners?|hosts?|sponsors?)(?:\(s\))?|(?:organi[sz]ing|"
        r"lead) (?:partners?|entity|entities|institutions?)",
        r"(?:in )?(?:partnership|cooperation|co-operation|collaboration|association)(?: with)?|(?:our )?partners|"
        r"mandate[ -]holders?|from",
        r"organisé par|organisateurs?|en partenariat avec|partenaires|organizado por|organizadores|en colaboración con|"
        r"организаторы?|партн[её]ры|主办(?:方|单位)?|合作伙伴|المنظمون|الجهة المنظمة|بالشراكة مع|الشركاء",
    ),
    "themes": (
        r"(?:(?:main|key|conference|discussion) )?(?:themes?|topics|sub-?themes|thematic (?:areas|clusters|"
        r"tracks))(?: covered)?|thèmes|temas|темы|主题|议题|(?:ال)?(?:مواضيع|محاور)",
    ),
    "attribution": (
        r"attribution(?: rule)?|(?:the )?chatham house rule|rules? of attribution|confidentiality|"
        r"règle de chatham house|regla de chatham house",
    ),
    "date_of_text": (
        r"(?:last )?(?:updated|modified|revised|published|posted)(?: on| at)?|version(?: date)?|date of (?:issue|"
        r"publication|the document)|issued(?: on)?|distr|date issued",
    ),
    "other": (
        r"chair(?:person)?|moderat(?:or|ors|ion)|panell?ists?|(?:keynote )?speakers?|facilitators?|rapporteurs?|"
        r"format(?: of .{3,40})?|programme|agenda|order of business|participants?|participation|mandate|original",
        r"(?:expected )?(?:outcomes?|outputs?|results?)"
        + _OF
        + r"|methodology|modalities|interpretation|webcast|accessibility|languages?|"
        r"registration|how (?:and where )?to .{3,50}|next steps|submissions?|submission (?:guidelines|details)",
        r"findings|annex(?:es)?(?: .{1,40})?|notes?|conclusions?|title|type|treatment of (?:inputs|submissions)|"
        r"types? of input.{0,40}|inputs received|duration|audience|target audience|logistics|dress code|media|press",
        r"format|modérat(?:eur|rice)|participants|résultats attendus|inscription|formato|participantes|"
        r"resultados(?: .{3,30})?|inscripción|участники|формат|参与者|形式|الشكل|المشاركون",
        r"email|e-mail|phone|telephone|website|url",
    ),
    "furniture": (
        r"previous|next|back|want to find out more\??|sign up.*|share(?: this.*)?|related (?:content|articles?|posts?|"
        r"events?|news)|don[’']t miss.*|subscribe.*|(?:our )?newsletter.*|skip to .*",
        r"follow us.*|listen to this.*|play all audios.*|comments|cookies?.*|downloads?|menu|search|navigation|"
        r"breadcrumbs?|read (?:more|next)|print(?: this page)?|tags?|filed under.*|all rights reserved.*|©.*|donate.*|"
        r"support us.*|select a language.*",
    ),
}

# Labels that stand over a single short value rather than over text.
SHORT = frozenset(
    {"deadline", "date", "venue", "reference", "convenors", "contacts", "date_of_text", "furniture", "attribution"}
)

_COMPILED = {
    kind: re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE) for kind, patterns in LABELS.items()
}
_NUMBER = r"(?:(?:\d{1,2}(?:\.\d+)*|[IVX]{1,5}|[A-H])[.)]?\s+|[（(]?[一二三四五六七八九十]+[）)、.]\s*)"
_GENRES = re.compile(
    r"(?:(?:draft|revised|final|background|brief) )*(?:think[ -]?piece|concept note|concept paper|discussion (?:paper|"
    r"note)|issues? paper|background (?:note|paper)|"
    r"food for thought(?: paper)?|working paper|scoping (?:note|paper)|session description|information note|"
    r"call for inputs?|"
    r"note (?:de réflexion|conceptuelle|de cadrage)|document de (?:réflexion|travail)|nota conceptual|"
    r"documento de (?:debate|reflexión|trabajo)|"
    r"концептуальная записка|дискуссионный документ|概念说明|讨论文件|مذكرة مفاهيمية|ورقة (?:مفاهيمية|نقاش|مناقشة))",
    re.IGNORECASE,
)


def bare_label(text: str) -> str:
    """A label without emphasis, number and colon: "**II. Findings:-**" -> "Findings"."""
    text = re.sub(r"^[\s*_#“\"]+|[\s*_#”\"]+$", "", text)
    text = re.sub(r"\s*[:：]\s*[-–—]?\s*$", "", text)
    return re.sub("^" + _NUMBER, "", text).strip(" *_")


@lru_cache(maxsize=4096)
def kind_of(label: str) -> str | None:
    """The kind of section a label opens, or None. Number, emphasis and colon do not matter."""
    bare = " ".join(bare_label(label).replace("'", "’").split())
    if not bare or len(bare) > 100:
        return None
    for kind, pattern in _COMPILED.items():
        if pattern.fullmatch(bare) or pattern.fullmatch(bare.replace("’", "'")):
            return kind
    return None


def is_genre(text: str) -> bool:
    """Whether a line only names what sort of document this is ("Think piece")."""
    return bool(_GENRES.fullmatch(bare_label(text).strip("[]()")))


# Labels that are recognised inside running text when a colon follows: "... on Fair Sport Key objectives: To".
_GLUED = re.compile(
    r"(?:(?<=\s)|^)(?P<label>(?:"
    r"(?:Brief description|Description|Background(?: (?:of|to) the \w+| documents?)?|Context|Context and background|"
    r"Rationale)(?: of the \w+)?|"
    r"(?:(?:Key|Main|Specific|Overall) )?(?:[Oo]bjectives?|[Oo]bjective\(s\)|[Aa]ims|[Gg]oals|[Pp]urpose)(?: of (?:the|"
    r"this) \w+(?: \w+)?)?|"
    r"(?:Key|Guiding|Discussion|Main) [Qq]uestions(?: for (?:the )?\w+)?|Questions for (?:discussion|the \w+)|"
    r"(?:Possible|Suggested|Proposed|Potential|Draft) [Rr]ecommendations?|Recommandations? possibles?|"
    r"Posibles? recomendaci(?:ón|ones)|"
    r"(?:Key |Main )?[Rr]ecommendations|Background (?:documents?|materials?|reading)|Further reading|Resources|"
    r"Contacts?(?: persons?| details| information)?|Date(?: and (?:time|venue|place))*|Venue|Location|Deadline|"
    r"Reference(?: number)?|"
    r"Organi[sz]ed by|Convened by|Hosted by|Scope|Expected outcomes?|Format|Chair|Moderator|Panell?ists|Speakers|"
    r"Focus and guiding questions"
    r"))\s?[:：]\s?(?P<dash>-\s)?"
)


def glued(text: str) -> list[re.Match[str]]:
    """The labels with a colon that stand inside a text, in order, each known to `kind_of`."""
    return [hit for hit in _GLUED.finditer(text) if hit["label"][0].isupper() and kind_of(hit["label"])]


_UNMARKED = re.compile(
    r"(?:(?<=[.?!:;”\"*)\]])\s+|^\s*|(?<=\s)(?=(?:Context and|Guiding|Background and)))(?P<label>"
    r"Context and background|Background and context|Context|Background|Introduction|(?:Key |Main )?[Oo]bjectives|"
    r"Aims and objectives|Purpose|"
    r"(?:Guiding|Key|Discussion) questions(?: and possible recommendations| for discussion)?|Questions for discussion|"
    r"(?:Key )?[Rr]ecommendations|Conclusions and recommendations|Resources|Further reading|Background documents|"
    r"References|Contacts?)"
    r"(?=\s+(?:[-–•*]\s|\d{1,2}[.)]\s|[A-Z“\"(\[]))"
)


def unmarked(text: str) -> list[re.Match[str]]:
    """Labels without a colon in a text without line breaks: a known label, then a capital, number or bullet."""
    return list(_UNMARKED.finditer(text))
