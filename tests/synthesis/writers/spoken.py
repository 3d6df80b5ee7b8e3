"""A sitting in one of the six languages: what was said, texts with addressees, positions, a paper. Nobody said this."""

from datetime import UTC, datetime

from consult import record
from consult.models import Elector
from sessions_app.models import GuidingQuestion, Paper, Recommendation
from sessions_app.states import RecommendationState
from tests.factories import Room, make_room
from tests.synthesis import rooms
from tests.synthesis.languages import MATTERS

# title, question, title of a paper, its note; groups; (addressee, recommendation)
WORDS = {
    "en": (
        ("Machines that decide: a roundtable", "What makes it fair?", "On registers", "See document X/ABC/12/3."),
        ("States", "Civil society", "Businesses", "Academia"),
        (("States", "States should publish a register."), ("Businesses", "Businesses should train their staff.")),
    ),
    "fr": (
        ("Machines qui décident : table ronde", "Qu’est-ce qui est équitable ?", "Des registres", "Voir X/ABC/12/3."),
        ("États", "Société civile", "Entreprises", "Universités"),
        (
            ("États", "Les États devraient publier un registre."),
            ("Entreprises", "Les entreprises devraient former leur personnel."),
        ),
    ),
    "es": (
        ("Máquinas que deciden: mesa redonda", "¿Qué es lo justo?", "De los registros", "Véase X/ABC/12/3."),
        ("Estados", "Sociedad civil", "Empresas", "Universidades"),
        (
            ("Estados", "Los Estados deberían publicar un registro."),
            ("Empresas", "Las empresas deberían formar a su personal."),
        ),
    ),
    "ru": (
        ("Решения машин: круглый стол", "Что здесь справедливо?", "О реестрах", "См. X/ABC/12/3."),
        ("Государства", "Гражданское общество", "Предприятия", "Учёные"),
        (
            ("Государства", "Государствам следует опубликовать реестр."),
            ("Предприятия", "Предприятиям следует обучать работников."),
        ),
    ),
    "ar": (
        ("آلات تقرر: مائدة مستديرة", "ما الذي يجعلها منصفة؟", "عن السجلات", "انظر X/ABC/12/3."),
        ("الدول", "المجتمع المدني", "الشركات", "الأوساط الأكاديمية"),
        (("الدول", "ينبغي للدول أن تنشر سجلا."), ("الشركات", "ينبغي للشركات أن تدرب موظفيها.")),
    ),
    "zh-hans": (
        ("机器作出的决定：圆桌会议", "怎样才公平？", "论登记册", "见X/ABC/12/3。"),
        ("国家", "民间社会", "企业", "学术界"),
        (("国家", "国家应当公布登记册。"), ("企业", "企业应当培训其员工。")),
    ),
}
LANGUAGES = list(WORDS)
AT = datetime(2025, 12, 12, 9, tzinfo=UTC)


def spoken(language: str) -> Room:
    """Twenty delegations on two questions; the first text was put forward, a paper appeared."""
    (title, question, paper, note), groups, texts = WORDS[language]
    room = make_room(per_group=5, title=title, language=language, starts_at=AT, city="", visibility="public")
    people = [room.people[f"{group} {number}"] for group in room.groups for number in range(1, 6)]
    for group, name in zip(room.groups.values(), groups, strict=True):
        group.name = name
        group.save()
    asked = rooms.add_session(room)
    for place, one in enumerate(asked):
        one.text, one.short_title = question, f"{paper} {place + 1}"
        one.save()
    said = [row[language.split("-")[0]] for row in MATTERS.values()]
    kinds = ("challenge", "proposal", "good-practice", "issue", "evidence", "proposal")
    for place, (kind, both) in enumerate(zip(kinds, said, strict=True)):
        for number, sentence in enumerate(both):
            person = people[(place * 3 + number) % len(people)]
            rooms.say(asked[place % 2], person, sentence, type=kind, sentence=sentence.rstrip(".。"), language=language)
    for number, (addressee, text) in enumerate(texts, start=1):
        version = rooms.add_text(room, asked[0], f"1.{number}", text, addressees=[addressee])
        electors = Elector.objects.filter(electorate=room.electorate).order_by("pk")
        rooms.check(room, version, {one.pk: ("support" if one.pk % 5 else "object", "") for one in electors})
    Recommendation.objects.filter(consultation=room.consultation, number="1.1").update(
        state=RecommendationState.PUT_FORWARD
    )
    _paper(room, asked[0], (paper, note, *said[0]))
    return room


def _paper(room: Room, question: GuidingQuestion, words: tuple[str, ...]) -> None:
    title, note, first, second = words
    thread = GuidingQuestion.objects.create(session=question.session, number=9, text=title, state="open")
    Paper.objects.create(
        consultation=room.consultation,
        thread=thread,
        title=title,
        authors="Amara Author",
        blocks=[
            {"kind": "heading", "text": title, "level": 1},
            {"kind": "paragraph", "text": first},
            {"kind": "footnote", "text": note, "number": "1"},
            {"kind": "quote", "text": second},
        ],
        appears_at=AT,
        published_at=AT,
        state="published",
        salt=record.salt(),
    )
