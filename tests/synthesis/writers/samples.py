"""Invented reports in the six languages of the United Nations, with every kind of block. Nobody said any of this."""

from datetime import UTC, datetime

from consult.documents.blocks import Block
from synthesis.rules.numerals import roman
from synthesis.writers.blocks import Head
from synthesis.writers.cells import Table
from synthesis.writers.material import Material

# What would be markup somewhere, and signs that fonts may lack.
HOSTILE = '#import "x" $a_1$ *b* _c_ <b>&amp; [d](e) `f` {{g}} \\h @i ~ // /* 50 % “q” — 𝄞 =1+1'

WORDS = {
    "en": {
        "title": "Lamps on the quay: summary of a roundtable",
        "date": ("Date", "12 December 2025"),
        "reference": ("Reference", "X/ABC/12/3"),
        "status": ("Chair’s summary", "This text is the chair’s. It was not negotiated."),
        "heads": ("The process", "Views expressed", "Where views met", "Where they parted", "Annex: note on method"),
        "said": "Several delegations said that lamps should stay lit until the last boat is in, as X/ABC/12/3 has it.",
        "item": "Harbours should publish the hours of their lamps.",
        "quote": "A dark quay is a closed quay.",
        "note": "The hours are those of the winter plan.",
        "table": ("Positions", (("Text", "Support", "Object"), ("Keep lamps lit", "12", "3"))),
        "words": ("Words", (("Word", "Means"), ("several", "five to nine speakers"))),
    },
    "fr": {
        "title": "Les lampes du quai : résumé d’une table ronde",
        "date": ("Date", "12 décembre 2025"),
        "reference": ("Référence", "X/ABC/12/3"),
        "status": ("Résumé de la présidence", "Ce texte est celui de la présidence. Il n’a pas été négocié."),
        "heads": ("Le déroulement", "Avis exprimés", "Convergences", "Divergences", "Annexe : méthode"),
        "said": "Plusieurs délégations ont dit que les lampes devraient rester allumées (X/ABC/12/3).",
        "item": "Les ports devraient publier les heures de leurs lampes.",
        "quote": "Un quai sombre est un quai fermé.",
        "note": "Les heures sont celles du plan d’hiver.",
        "table": ("Positions", (("Texte", "Pour", "Contre"), ("Garder les lampes allumées", "12", "3"))),
        "words": ("Mots", (("Mot", "Sens"), ("plusieurs", "cinq à neuf orateurs"))),
    },
    "es": {
        "title": "Las lámparas del muelle: resumen de una mesa redonda",
        "date": ("Fecha", "12 de diciembre de 2025"),
        "reference": ("Signatura", "X/ABC/12/3"),
        "status": ("Resumen de la presidencia", "Este texto es de la presidencia. No fue negociado."),
        "heads": ("El proceso", "Opiniones", "Coincidencias", "Diferencias", "Anexo: nota sobre el método"),
        "said": "Varias delegaciones dijeron que las lámparas deberían quedar encendidas; ¿hasta cuándo? (X/ABC/12/3).",
        "item": "Los puertos deberían publicar las horas de sus lámparas.",
        "quote": "Un muelle oscuro es un muelle cerrado.",
        "note": "Las horas son las del plan de invierno.",
        "table": ("Posiciones", (("Texto", "A favor", "En contra"), ("Mantener las lámparas", "12", "3"))),
        "words": ("Palabras", (("Palabra", "Significa"), ("varias", "de cinco a nueve oradores"))),
    },
    "ru": {
        "title": "Фонари на причале: резюме круглого стола",
        "date": ("Дата", "12 декабря 2025 года"),
        "reference": ("Условное обозначение", "X/ABC/12/3"),
        "status": ("Резюме председателя", "Это текст председателя. Он не согласовывался."),
        "heads": ("Ход работы", "Высказанные мнения", "Где мнения сошлись", "Где разошлись", "Приложение: метод"),
        "said": "Несколько делегаций сказали, что фонари должны гореть до последней лодки, как в документе X/ABC/12/3.",
        "item": "Портам следует публиковать часы работы фонарей.",
        "quote": "Тёмный причал — закрытый причал.",
        "note": "Часы указаны по зимнему плану.",
        "table": ("Позиции", (("Текст", "За", "Против"), ("Оставить фонари", "12", "3"))),
        "words": ("Слова", (("Слово", "Значение"), ("несколько", "от пяти до девяти"))),
    },
    "ar": {
        "title": "مصابيح الرصيف: ملخص مائدة مستديرة",
        "date": ("التاريخ", "12 كانون الأول/ديسمبر 2025"),
        "reference": ("الرمز", "X/ABC/12/3"),
        "status": ("ملخص الرئيس", "هذا النص للرئيس، ولم يجر التفاوض بشأنه."),
        "heads": ("سير العمل", "الآراء المعرب عنها", "نقاط الالتقاء", "نقاط الاختلاف", "المرفق: مذكرة عن المنهج"),
        "said": "قالت عدة وفود إن المصابيح ينبغي أن تظل مضاءة كما ورد في الوثيقة X/ABC/12/3، في عام 2025.",
        "item": "ينبغي للموانئ أن تنشر ساعات عمل مصابيحها.",
        "quote": "الرصيف المظلم رصيف مغلق.",
        "note": "الساعات هي ساعات خطة الشتاء.",
        "table": ("المواقف", (("النص", "مؤيد", "معارض"), ("إبقاء المصابيح مضاءة", "12", "3"))),
        "words": ("الكلمات", (("الكلمة", "معناها"), ("عدة", "من خمسة إلى تسعة متكلمين"))),
    },
    "zh-hans": {
        "title": "码头的灯：圆桌会议摘要",
        "date": ("日期", "2025年12月12日"),
        "reference": ("文号", "X/ABC/12/3"),
        "status": ("主席摘要", "本文由主席撰写，未经谈判。"),
        "heads": ("过程", "表达的意见", "意见一致之处", "意见分歧之处", "附件：方法说明"),
        "said": "若干代表团表示，灯应一直亮到最后一条船回港，正如X/ABC/12/3号文件所述。有代表团问：“由谁出钱？”",
        "item": "港口应公布其灯的开放时间。",
        "quote": "黑暗的码头就是关闭的码头。",
        "note": "时间以冬季计划为准。",
        "table": ("立场", (("案文", "支持", "反对"), ("保持灯亮", "12", "3"))),
        "words": ("用语", (("词", "含义"), ("若干", "五至九位发言者"))),
    },
}
LANGUAGES = list(WORDS)


def head(language: str = "en", **more: object) -> Head:
    words = WORDS[language]
    values = {
        "title": words["title"],
        "language": language,
        "status": words["status"][0],
        "is_draft": False,
        "date": datetime(2025, 12, 12, tzinfo=UTC),
        "name": "lamps",
        "rule": "chatham-house",
        "host": "The Harbour Board",
        "place": "Quay Hall",
        "reference": "X/ABC/12/3",
        "starts": "2025-12-12",
        "ends": "2025-12-12",
    }
    return Head(**values | more)


def material(language: str = "en", paragraphs: int = 2, hostile: str = "") -> Material:
    """A report in ``language``. With many paragraphs it has contents."""
    words = WORDS[language]
    process, views, met, parted, method = words["heads"]
    found = [Block("title", words["title"])]
    found += [Block("definition", words[key][1], label=words[key][0]) for key in ("reference", "date", "status")]
    found += [Block("heading", process, level=1, number=roman(1))]
    numbered = iter(range(1, 10_000))

    def said(text: str) -> Block:
        return Block("paragraph", text, number=str(next(numbered)))

    found += [said(words["said"]), Block("footnote", words["note"], number="1")]
    found += [Block("heading", views, level=1, number=roman(2))]
    for letter, part in (("A", met), ("B", parted)):
        found += [Block("heading", part, level=2, number=letter)]
        found += [said(words["said"]) for _one in range(paragraphs)]
        found += [Block("list_item", words["item"], marker="•")] * 2 + [Block("quote", words["quote"])]
    found += [said(hostile)] if hostile else []
    found += [Block("heading", method, level=1), Block("paragraph", words["note"])]
    for label, rows in (words["table"], words["words"]):
        found += [Block("table", "\n".join("\t".join(row) for row in rows), label=label, rows=rows)]
    tables = (
        Table("texts", ("number", "version", "state", "decision", "text"), [("1.1", 1, "open", "", words["item"])]),
        Table(
            "positions",
            ("number", "version", "method", "group", "choice", "count", "hidden"),
            [("1.1", 1, "check", "total", "Support", 12, ""), ("1.1", 1, "check", "total", "Object", None, "yes")],
        ),
    )
    return Material(tuple(found), head(language), tables)
