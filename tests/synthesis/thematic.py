"""A room whose first question was answered on two matters, often enough for themes to be proposed; our own words."""

from consult.models import Participant
from consult.queries.people import Here, here
from sessions_app.models import Contribution, GuidingQuestion
from synthesis.actions import proposing
from synthesis.actions.theme import Seen
from synthesis.models import Theme, ThemeRun
from tests.factories import ParticipantFactory, Room, make_room
from tests.synthesis.rooms import add_session, say

PONDS = (
    "The pond of the {n} village needs clean water for its frogs in spring",
    "Frogs of pond {n} die where the water is dirty",
    "Clean water in the pond near school {n} brings the frogs back",
    "Nobody clears the pond in quarter {n}, so the water is bad for frogs",
)
LAMPS = (
    "Street lamps near house {n} should be dimmed at night",
    "The lamp at corner {n} burns all night and wastes power",
    "Dim the street lamps of road {n} after midnight to save power",
    "Lamps that shine all night keep house {n} awake",
)
WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def thematic(rule: str = "on-the-record", **fields: object) -> tuple[Room, GuidingQuestion, list[Contribution]]:
    """A contribution of each of forty people: twenty on ponds, twenty on lamps."""
    room = make_room(rule=rule, per_group=10, **fields)
    question, _other = add_session(room)
    people = [room.people[f"{group} {n}"] for group in room.groups for n in range(1, 11)]
    said = []
    for number in range(40):
        of = (PONDS, LAMPS)[number % 2]
        text = of[number // 2 % 4].format(n=WORDS[number % 10])
        said.append(say(question, people[number], text + "."))
    return room, question, said


def another_rapporteur(room: Room) -> Participant:
    return ParticipantFactory(consultation=room.consultation, name="Rosa Second", roles=["rapporteur"])


def at_desk(room: Room, person: Participant | None = None) -> Here:
    return here(room.consultation, (person or room.people["rapporteur"]).user)


def proposed(question: GuidingQuestion) -> list[Theme]:
    """Have themes proposed at once, as the worker does it."""
    run = ThemeRun.objects.get_or_create(question=question)[0]
    proposing.propose(run, "rule")
    return list(Theme.objects.filter(question=question, state__in=("proposed", "confirmed")).order_by("pk"))


def seen(theme: Theme) -> Seen:
    theme.refresh_from_db()
    return Seen(theme.pk, theme.revision)
