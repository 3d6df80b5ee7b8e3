"""One question answered in the six languages of the United Nations, on six matters: sentences of our own.

Each matter is put in every language in other words, none a translation of the other's line word by word.
"""

QUESTION = "What should be done so that public services that decide by machine treat people fairly?"
LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
MATTERS: dict[str, dict[str, tuple[str, ...]]] = {
    "training": {
        "en": (
            "Officials need training before they are handed such software.",
            "Teach civil servants how these tools work and where they fail.",
        ),
        "fr": (
            "Il faut former les fonctionnaires avant de leur confier ces logiciels.",
            "Des cours pour les agents publics sur les limites de ces outils seraient utiles.",
        ),
        "es": (
            "Hay que capacitar a los funcionarios antes de darles estos programas.",
            "Los empleados públicos necesitan cursos sobre cómo funcionan estas herramientas.",
        ),
        "ru": (
            "Чиновников надо обучать, прежде чем давать им такие программы.",
            "Государственным служащим нужны курсы о том, как работают эти инструменты.",
        ),
        "ar": (
            "يجب تدريب الموظفين العموميين قبل تسليمهم هذه البرامج.",
            "يحتاج العاملون في الإدارة إلى دورات تشرح كيف تعمل هذه الأدوات.",
        ),
        "zh": ("在使用这些软件之前，必须对公务员进行培训。", "公职人员需要学习课程，了解这些工具如何运作。"),
    },
    "appeal": {
        "en": (
            "Whoever is refused must be able to appeal to a human being.",
            "There has to be a complaint procedure with a real person deciding again.",
        ),
        "fr": (
            "Toute personne refusée doit pouvoir faire appel devant un être humain.",
            "Il manque une procédure de recours où une personne réexamine la décision.",
        ),
        "es": (
            "Quien sea rechazado debe poder apelar ante una persona.",
            "Debe existir un recurso en el que un ser humano revise la decisión.",
        ),
        "ru": (
            "Тот, кому отказали, должен иметь право обжаловать решение у человека.",
            "Нужна процедура жалоб, в которой решение пересматривает живой человек.",
        ),
        "ar": (
            "يجب أن يتمكن كل من رُفض طلبه من الطعن أمام إنسان.",
            "نحتاج إلى إجراء تظلم يعيد فيه شخص حقيقي النظر في القرار.",
        ),
        "zh": ("被拒绝的人必须能够向真人提出申诉。", "应当有申诉程序，由真人重新审查决定。"),
    },
    "language": {
        "en": (
            "Forms must exist in the languages of minorities.",
            "Translate the notices, or people who speak another language are shut out.",
        ),
        "fr": (
            "Les formulaires doivent exister dans les langues des minorités.",
            "Sans traduction des avis, ceux qui parlent une autre langue sont exclus.",
        ),
        "es": (
            "Los formularios deben existir en las lenguas de las minorías.",
            "Sin traducción, quienes hablan otro idioma quedan fuera.",
        ),
        "ru": (
            "Бланки должны быть на языках меньшинств.",
            "Без перевода уведомлений те, кто говорит на другом языке, остаются ни с чем.",
        ),
        "ar": ("يجب أن تتوفر الاستمارات بلغات الأقليات.", "من دون ترجمة الإشعارات يُستبعد من يتكلم لغة أخرى."),
        "zh": ("表格必须有少数民族语言的版本。", "如果通知不翻译，讲其他语言的人就被排除在外。"),
    },
    "register": {
        "en": (
            "Publish a register of every system in use.",
            "A public list should name each program that an agency has bought.",
        ),
        "fr": (
            "Il faut publier un registre de tous les systèmes utilisés.",
            "Une liste publique devrait nommer chaque programme acheté par une administration.",
        ),
        "es": (
            "Hay que publicar un registro de todos los sistemas en uso.",
            "Una lista pública debería nombrar cada programa comprado por un organismo.",
        ),
        "ru": (
            "Нужно опубликовать реестр всех используемых систем.",
            "Открытый список должен называть каждую программу, купленную ведомством.",
        ),
        "ar": (
            "يجب نشر سجل بجميع الأنظمة المستخدمة.",
            "ينبغي أن تذكر قائمة علنية كل برنامج اشترته جهة حكومية.",
        ),
        "zh": ("应当公布所有在用系统的登记册。", "公开的名单应列出机构购买的每个程序。"),
    },
    "data": {
        "en": (
            "Personal data must be deleted after a year.",
            "Keep as little personal information as possible, and not for long.",
        ),
        "fr": (
            "Les données personnelles doivent être effacées après un an.",
            "Il faut conserver le moins possible d’informations personnelles, et peu de temps.",
        ),
        "es": (
            "Los datos personales deben borrarse al cabo de un año.",
            "Hay que guardar la menor información personal posible y por poco tiempo.",
        ),
        "ru": (
            "Личные данные надо удалять через год.",
            "Хранить следует как можно меньше персональной информации и недолго.",
        ),
        "ar": (
            "يجب حذف البيانات الشخصية بعد سنة.",
            "ينبغي الاحتفاظ بأقل قدر من المعلومات الشخصية ولمدة قصيرة.",
        ),
        "zh": ("个人数据必须在一年后删除。", "应尽量少保存个人信息，保存时间要短。"),
    },
    "cost": {
        "en": (
            "Small towns cannot pay for this: they need money from the national budget.",
            "Without funding, poor municipalities will be left behind.",
        ),
        "fr": (
            "Les petites communes ne peuvent pas payer : il faut un financement de l’État.",
            "Sans budget, les municipalités pauvres resteront en arrière.",
        ),
        "es": (
            "Los pueblos pequeños no pueden pagarlo: necesitan dinero del presupuesto nacional.",
            "Sin financiación, los municipios pobres quedarán atrás.",
        ),
        "ru": (
            "Маленьким городам это не по карману: нужны деньги из государственного бюджета.",
            "Без финансирования бедные муниципалитеты отстанут.",
        ),
        "ar": (
            "لا تستطيع البلدات الصغيرة دفع ثمن ذلك: تحتاج إلى أموال من الميزانية الوطنية.",
            "من دون تمويل ستتخلف البلديات الفقيرة.",
        ),
        "zh": ("小城镇付不起这笔钱，需要国家预算拨款。", "没有资金，贫困的市镇将会落后。"),
    },
}


def sentences() -> list[tuple[str, str, str]]:
    """(text, language, matter) of every sentence, mixed: no matter and no language stands together."""
    rows = [
        (text, language, matter)
        for place in range(2)
        for language in LANGUAGES
        for matter, of in MATTERS.items()
        for text in (of[language][place],)
    ]
    return sorted(rows, key=lambda row: row[0][::-1])
