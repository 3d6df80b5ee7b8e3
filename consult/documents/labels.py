"""The words that documents put over their sections, in the six languages of the United Nations.

Regular expressions, matched whole against a label without its number, emphasis, colon or case; the order of the kinds
matters where a label fits two.
"""

from __future__ import annotations

_OF = r"(?: (?:of|for) (?:the|this|our)? ?[\w’'() -]{1,60})?"
_KEY = (
    r"(?:(?:key|main|specific|overall|general|guiding|leading|proposed|suggested|possible|indicative|focus|core|"
    r"central|discussion|thematic|policy|open|preliminary|orienting|framing|strategic|consultation|following|our|the|"
    r"session|event|meeting|workshop|panel|roundtable|conference|learning|research|two|three|four|five|six|[2-9]) )*"
)
_GOAL = r"(?:objectives?|objective\(s\)|aims?|goals?|purposes?)"
_PAPERS = r"(?:documents?|documentation|materials?|readings?|resources?|papers?|links?|sources?|literature)"

LABELS: dict[str, tuple[str, ...]] = {
    "possible_recommendation": (
        r"(?:possible|suggested|proposed|potential|draft|candidate|preliminary|tentative|illustrative)"
        r"(?: policy)? recommendations?(?: \(?[0-9a-z]\)?)?",
        r"recommendations? for (?:discussion|consideration)|recommendations? to consider",
        r"(?:pistes? de )?recommandations? (?:possibles?|proposées?|suggérées?|envisageables?)|"
        r"pistes? de recommandations?",
        r"posibles? recomendaci(?:ón|ones)|recomendaci(?:ón|ones) (?:posibles?|propuestas?|sugeridas?)",
        r"(?:возможн|предлагаем)(?:ая|ые) рекомендаци[яи]",
        r"(?:可能的|拟议)建议|建议草案",
        r"(?:ال)?توصي(?:ة|ات) (?:ال)?(?:ممكنة|محتملة|مقترحة)",
    ),
    "questions": (
        _KEY + r"questions?(?:\(s\))?" + _OF + r"(?: and .{3,60}| (?:to|that|we|on) .{3,50})?",
        r"(?:(?:focus|themes|topics|key issues|issues) and )(?:guiding |key )?questions" + _OF,
        r"(?:evidence|views|input|comments|feedback) (?:is|are) (?:welcome|sought|invited)(?: on)?|"
        r"(?:online )?questionnaire|(?:key )?items? to explore|survey questions",
        r"(?:points?|issues?|topics?|items?|matters?) (?:for|to) (?:discussion|explore|discuss|consider(?:ation)?|"
        r"debate|address)|discussion (?:points|topics)|key issues(?: to .{3,40})?|"
        r"what we (?:want to (?:know|hear)|are asking|ask).{0,30}",
        r"questions? (?:directrices?|clés?|d[’']orientation|à débattre|à examiner|principales?|proposées|"
        r"pour (?:le|la|les) .{3,30}|aux? .{3,60})|axes? de (?:discussion|réflexion)",
        r"preguntas?(?: (?:orientadoras?|clave|guía|rectoras|principales|para (?:el|la|los) .{3,40}|a los .{3,40}))?|"
        r"cuestionario",
        r"(?:ключевые|основные|направляющие|наводящие|примерные) вопросы(?: .{3,40})?|"
        r"вопросы (?:для|к|участникам|государствам).{0,50}|вопросник",
        r"(?:指导性|主要|关键|讨论|引导性?|核心)?问题(?:清单)?|讨论要点|(?:供|有待)讨论的问题|问卷",
        r"(?:ال)?أسئلة(?: (?:ال)?(?:توجيهية|رئيسية|إرشادية|أساسية|مطروحة|للنقاش|للمناقشة).{0,30})?|"
        r"محاور النقاش|الاستبيان",
    ),
    "recommendations": (
        r"(?:(?:key|main|policy|final|overall|emerging|general|specific|joint|priority|practical|summary of|list of|"
        r"our|the|draft) )*recommendations?(?: (?:to|for|emerging|from|by|on|of|made|arising).{2,80})?",
        r"(?:the )?recommendations? (?:put forward|adopted|agreed|received|submitted)|"
        r"(?:priorities|ways forward) suggested|"
        r"recommandations? (?:présentées|adoptées)|priorités suggérées|recomendaciones (?:presentadas|aprobadas)|"
        r"prioridades sugeridas|(?:представленные|принятые) рекомендации|предложенные приоритеты|"
        r"已(?:提出|通过)的建议|所建议的优先事项|الأولويات المقترحة",
        r"(?:conclusions?|findings|observations)(?: and|,|/)(?:/or)? ?.{0,20}recommendations?|"
        r"(?:the )?way forward and recommendations|"
        r"recommendations and (?:conclusions?|next steps|(?:the )?way forward)|"
        r"(?:key )?(?:recommended actions?|calls? (?:to|for) action|action points|(?:points|proposals) for action)",
        r"(?:[\w ]{3,40} )?advice no\.? ?\d+|"
        r"(?:principales )?recommandations?(?: (?:à|aux?|pour|formulées|issues).{2,60})?|"
        r"(?:conclusions?|observations) et(?:/ou)? recommandations",
        r"(?:principales )?recomendaciones(?: (?:a|al|a los|para|formuladas|surgidas).{2,60})?|"
        r"(?:conclusiones|observaciones) y(?:/o)? recomendaciones",
        r"(?:основные )?рекомендации(?: .{3,60})?|(?:выводы|заключения) и(?:/или)? рекомендации",
        r"(?:主要|政策)?建议|结论和?(?:/或)?、?建议|对.{1,12}的建议",
        r"(?:ال)?توصيات(?: .{2,50})?|(?:ال)?استنتاجات و(?:/أو )?(?:ال)?توصيات|التوصيات الموجهة إلى .{2,40}",
    ),
    "objectives": (
        _KEY
        + _GOAL
        + r"(?: and (?:objectives?|aims?|goals?|purposes?|scope|expected (?:outcomes?|results?)|format))?"
        + _OF
        + r"(?: (?:is|are))?",
        r"what (?:we|the \w+|this \w+) (?:wants?|hopes?|aims?|is for|intends?|will do|seeks?)(?: to .{2,30})?|"
        r"why (?:this|the|we) .{3,30}\?|what (?:the|this) .{3,30} is (?:for|about)",
        r"objectifs?(?: .{3,50})?|buts?(?: (?:de|du) .{3,40})?|finalités?|objet(?: de la .{3,30})?",
        r"objetivos?(?: .{3,50})?|finalidad(?: .{3,40})?|propósitos?(?: .{3,40})?",
        r"(?:основные )?цел[ьи](?: и задачи)?(?: .{3,40})?|задачи(?: .{3,40})?",
        r"(?:会议|活动|主要|总体|具体|本次会议的?)?(?:目标|目的|宗旨)",
        r"(?:ال)?أهداف(?: .{3,40})?|(?:ال)?هدف(?: .{3,40})?|(?:ال)?غرض(?: .{3,40})?|(?:ال)?غاية(?: .{3,40})?",
    ),
    "resources": (
        r"(?:(?:background|reference|key|relevant|supporting|useful|related|additional|preparatory|suggested|"
        r"recommended|selected|essential|further|core|working|pre-?) ?)+" + _PAPERS + _OF,
        r"(?:and )?resources(?: and .{3,30})?|documentation|further information and resources|references|bibliography|"
        r"reading (?:list|materials?)|literature|to read (?:beforehand|before|in advance|more|first)|sources",
        r"documents? (?:de référence|d[’']information|de base|utiles|de travail|connexes)|documentation|ressources|"
        r"pour en savoir plus|lectures? (?:complémentaires?|recommandées?)|bibliographie",
        r"documentos? (?:de referencia|de antecedentes|de base|de trabajo|de consulta)|documentación(?: .{3,30})?|"
        r"recursos|lecturas? (?:recomendadas?|adicionales|complementarias)|bibliografía",
        r"(?:справочн|базов|рабоч|исходн)(?:ые|ая) (?:документы|материалы|документация)|документация|ресурсы|"
        r"(?:дополнительная|рекомендуемая|справочная) литература|библиография|источники",
        r"(?:背景|参考|相关|会议|工作)(?:文件|资料|材料)|资源|参考文献|延伸阅读|推荐阅读",
        r"(?:ال)?وثائق(?: (?:ال)?(?:معلومات الأساسية|مرجعية|أساسية|خلفية|ذات الصلة))?|(?:ال)?موارد|(?:ال)?مراجع|"
        r"قراءات (?:إضافية|مقترحة)",
    ),
    "scope": (
        r"scope(?: and (?:exclusions|limitations?|limits))?" + _OF,
        r"out of scope|exclusions|what (?:is|this) .{0,30}not cover(?:ed)?",
        r"champ d[’']application|alcance|сфера охвата|范围|النطاق",
    ),
    "context": (
        r"(?:brief )?(?:context|background|introduction|overview|rationale|description|summary|abstract|"
        r"preamble)(?: and (?:context|background|rationale|justification|introduction|mandate))?" + _OF,
        r"(?:mandate|context) and background|background (?:information|note)|brief description"
        + _OF
        + r"|about (?:the|this) [\w -]{3,40}|setting the scene|"
        r"why (?:now|this (?:matters|paper|note|session|event|discussion)|this .{3,30} now)|"
        r"the (?:issue|challenge|problem)",
        r"contexte(?: .{2,40})?|introduction|rappel|antécédents|généralités|antecedentes|contexto(?: .{2,40})?|"
        r"introducción|justificación",
        r"контекст|введение|справочная информация|общая информация|история вопроса|предыстория|обоснование",
        r"背景(?:介绍|情况|和?情况)?|导言|引言|概述|简介|السياق|(?:ال)?خلفية(?: .{2,30})?|(?:ال)?مقدمة|معلومات أساسية",
    ),
    "contacts": (
        r"(?:main )?contacts?(?: (?:persons?|us|details?|information|points?|names?|for .{3,40}))?|for (?:more|further|"
        r"additional) information(?:,? (?:please )?contact)?|focal points?|enquiries|inquiries|queries|"
        r"secretariat contacts?|further information|any questions\?|get in touch|who to contact|contact us",
        r"personnes? (?:à contacter|ressources?)|personne de contact|coordonnées|"
        r"pour (?:plus d[’']informations?|tout renseignement)|renseignements",
        r"(?:personas? de )?contactos?|datos de contacto|para más información|informes",
        r"контакт(?:ы|ные лица|ное лицо|ная информация|ные данные)?|联系(?:人|方式|我们)|联络(?:人|方式)|"
        r"(?:جهات|جهة|معلومات|بيانات) (?:ال)?اتصال|للاتصال|للتواصل|لمزيد من المعلومات",
    ),
    "deadline": (
        r"(?:submission |final |closing |new |extended )?deadlines?(?: (?:for|of|to) .{3,50})?|closing date|"
        r"due (?:date|by)|submissions? due|(?:open|closes?|respond|submit) (?:until|on|by)",
        r"date limite(?: .{3,40})?|échéance|délai(?: de .{3,40})?|fecha límite(?: .{3,40})?|plazo(?: .{3,40})?",
        r"срок(?: .{3,40})?|крайний срок(?: .{3,40})?|(?:提交)?截止(?:日期|时间)|"
        r"(?:ال)?موعد (?:ال)?نهائي(?: .{3,40})?|آخر موعد(?: .{3,40})?",
    ),
    "date": (
        r"(?:event )?dates?(?:\(s\))?(?:(?:,| and| &|/) ?(?:time|times|venue|place|location|hour|duration|format))*|"
        r"time and (?:date|place|venue)|when|when and where|time|day and time|opens",
        r"(?:jour|dates?)(?:(?:,| et) (?:lieu|heures?|horaires?))*|quand",
        r"(?:día|fechas?)(?:(?:,| y) (?:lugar|hora|horario))*|cuándo",
        r"(?:дата|даты)(?:(?:,| и) (?:время|место)(?: проведения)?)*|время(?: и место)?(?: проведения)?|когда",
        r"(?:会议)?(?:日期|时间)(?:[和、与及](?:地点|时间))?|时间地点",
        r"(?:ال)?(?:تاريخ|موعد|زمان)(?: و(?:ال)?(?:مكان|وقت|توقيت))?|(?:ال)?وقت",
    ),
    "venue": (
        r"venue(?:\(s\))?|(?:event )?location|place|where|(?:meeting )?(?:place|room)|lieu(?: de la .{3,30})?|"
        r"où|endroit|salle|lugar|sede|dónde|место(?: проведения)?|где|"
        r"(?:会议)?地点|会场|(?:ال)?مكان(?: .{2,30})?|القاعة",
    ),
    "reference": (
        r"(?:event |document |programme |conference )?ref(?:erence|\.)?(?: (?:number|no\.?|code|n°))?|document symbol|"
        r"symbol|(?:event|programme|conference|meeting) (?:code|number)",
        r"référence|numéro de référence|cote|referencia|número de referencia|signatura|(?:регистрационный )?номер|"
        r"условное обозначение|编号|文号|参考编号|文件编号|(?:ال)?رقم(?: المرجعي)?|(?:ال)?مرجع|(?:ال)?رمز",
    ),
    "convenors": (
        r"(?:jointly )?(?:co-?)?(?:organi[sz]ed|convened|hosted|issued|sponsored|led|presented)(?: jointly)? by|"
        r"(?:main |co-?|lead )?(?:organi[sz]ers?|convenors?|conveners?|hosts?|sponsors?)(?:\(s\))?|(?:organi[sz]ing|"
        r"lead) (?:partners?|entity|entities|institutions?)",
        r"(?:in )?(?:partnership|cooperation|co-operation|collaboration|association)(?: with)?|"
        r"(?:our |event |main )?partners|mandate[ -]holders?|from",
        r"(?:co)?organisée? (?:conjointement )?par|(?:publiée?|émise?|lancée?) par|"
        r"(?:co)?organisateurs?|en partenariat avec|partenaires|convoqué par",
        r"(?:co)?organizad[oa] por|(?:publicad|emitid)[oa] por|"
        r"(?:co)?organizadores|en colaboración con|socios|convoca(?:n)?",
        r"(?:со)?организаторы?|партн[её]ры|при поддержке|主办(?:方|单位|机构)?|合作(?:伙伴|单位)|协办(?:方|单位)?",
        r"(?:ال)?(?:منظمون|جهة المنظمة|جهات المنظمة)|بالشراكة مع|(?:ال)?شركاء|تنظيم",
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
        r"publication|the document)|issued(?: on)?|distr|date issued|(?:dernière )?mise à jour|publié le|"
        r"(?:última )?actualización|publicado el|(?:дата )?обновлени[ея]|опубликовано|更新(?:日期|时间)|发布日期|"
        r"(?:آخر )?تحديث|تاريخ النشر",
    ),
    "other": (
        r"chair(?:person)?|moderat(?:or|ors|ion)|panell?ists?|(?:keynote )?speakers?|facilitators?|rapporteurs?|"
        r"format(?: of .{3,40})?|programme|agenda|order of business|participants?|participation|mandate|original|"
        r"opening (?:statements?|remarks)|closing remarks|"
        r"who (?:can|may|should) (?:apply|attend|contribute|join|participate|reply|respond|submit|take part).{0,30}|"
        r"how (?:to|can (?:i|we|you)|may (?:i|you)) .{3,40}",
        r"(?:expected )?(?:outcomes?|outputs?|results?)" + _OF + r"|methodology|modalities|interpretation|webcast|"
        r"accessibility|languages?|registration|how (?:and where )?to .{3,50}|next steps|submissions?|"
        r"respond(?:ing)? to .{3,40}|replying|"
        r"submission (?:guidelines|details)|word limits?|file formats?|accepted languages|email subject line",
        r"findings|annex(?:es)?(?: .{1,40})?|notes?|conclusions?|title|type|treatment of (?:inputs|submissions|"
        r"inputs/comments).{0,20}|types? of input.{0,40}|inputs received|duration|audience|target audience|logistics|"
        r"dress code|media|press|disclaimer|glossary|contents|table of contents",
        r"format|modérat(?:eur|rice)|participants|intervenants|résultats attendus|inscription|langues|présidence|"
        r"déroulement|comment (?:participer|répondre|soumettre).{0,30}|suites à donner",
        r"formato|participantes|panelistas|moderador(?:a|es)?|resultados(?: .{3,30})?|inscripción|idiomas|presidencia|"
        r"cómo (?:participar|enviar|responder).{0,30}",
        r"участники|формат|докладчики|модератор|ожидаемые результаты|регистрация|языки|председатель|порядок .{3,40}",
        r"参与者|与会者|形式|会议形式|主持人?|发言人|预期成果|语言|报名|注册|提交方式",
        r"(?:ال)?(?:شكل|مشاركون|متحدثون|رئيس|لغات|تسجيل)|النتائج المتوقعة|كيفية .{3,30}|الصيغة",
        r"email|e-mail|phone|telephone|website|url|courriel|correo electrónico|эл\. почта|电子邮件|البريد الإلكتروني",
    ),
    "furniture": (
        r"previous|next|back|want to find out more\??|sign up.*|share(?: this.*)?|related (?:content|articles?|posts?|"
        r"events?|news)|don[’']t miss.*|subscribe.*|(?:our )?newsletter.*|skip to .*",
        r"follow us.*|listen to this.*|play all audios.*|comments|cookies?.*|downloads?|menu|search|navigation|"
        r"breadcrumbs?|read (?:more|next)|print(?: this page)?|tags?|filed under.*|all rights reserved.*|©.*|donate.*|"
        r"support us.*|select a language.*|you (?:may|might) also like.*|more (?:events|posts|from).*|see also",
    ),
}

# Labels of kinds that only have words glued to text in English; see `lexicon.glued`.
GLUED = (
    r"(?:Brief description|Description|Background(?: (?:of|to) the \w+| documents?)?|Context|Context and background|"
    r"Rationale)(?: of the \w+)?|"
    r"(?:(?:Key|Main|Specific|Overall) )?(?:[Oo]bjectives?|[Oo]bjective\(s\)|[Aa]ims|[Gg]oals|[Pp]urpose)"
    r"(?: of (?:the|this) \w+(?: \w+)?)?|"
    r"(?:Key|Guiding|Discussion|Main) [Qq]uestions(?: for (?:the )?\w+)?|Questions for (?:discussion|the \w+)|"
    r"(?:Possible|Suggested|Proposed|Potential|Draft) [Rr]ecommendations?|Recommandations? possibles?|"
    r"Posibles? recomendaci(?:ón|ones)|"
    r"(?:Key |Main )?[Rr]ecommendations|(?:Additional |Relevant |Key )?[Bb]ackground (?:documents?|materials?|reading)|"
    r"Further reading|Resources|"
    r"Contacts?(?: persons?| details| information)?|Date(?: and (?:time|venue|place))*|Venue|Location|Deadline|"
    r"Reference(?: number)?|"
    r"Organi[sz]ed by|Convened by|Hosted by|Scope|Expected outcomes?|Format|Chair|Moderator|Panell?ists|Speakers|"
    r"Focus and guiding questions|"
    r"Objectifs?|Questions directrices|Contexte|Objetivos?|Preguntas orientadoras|Antecedentes|Цели|Вопросы|目标|问题"
)

GENRES = (
    r"(?:(?:draft|revised|final|background|brief|short) )*(?:think[ -]?piece|concept note|concept paper|discussion "
    r"(?:paper|note)|issues? (?:paper|note)|background (?:note|paper)|food for thought(?: paper)?|"
    r"(?:working|input|reflection|position|framing|guiding) paper(?: prepared by .{3,40})?|policy brief|"
    r"scoping (?:note|paper)|session description|information note|non-paper|"
    r"briefing(?: (?:note|paper|for .{3,30}))?|provocation paper|"
    r"(?:targeted |public |open |online )?consultation(?: (?:document|paper|note))?|"
    r"(?:open )?calls? for (?:inputs?|submissions?|contributions?|evidence|views|comments)|"
    r"note (?:de réflexion|conceptuelle|de cadrage|d[’']orientation|d[’']information)|"
    r"document de (?:réflexion|travail|synthèse)|appel à contributions?|nota (?:conceptual|informativa)|"
    r"documento de (?:debate|reflexión|trabajo|posición)|"
    r"(?:llamamiento|convocatoria|solicitud) (?:para|de) (?:el envío de )?(?:contribuciones|aportaciones|aportes)|"
    r"концептуальная записка|дискуссионный документ|аналитическая записка|"
    r"призыв (?:к представлению|о представлении) материалов|"
    r"概念说明|概念文件|讨论文件|思考文件|征集意见|征集材料|"
    r"مذكرة (?:مفاهيمية|توجيهية)|ورقة (?:مفاهيمية|نقاش|مناقشة|عمل|تفكير)|دعوة (?:إلى|ل)تقديم (?:مساهمات|مدخلات))"
)
