"""A room where twenty people carry markers in name, address and delegation, and do all that leaves a trace."""

from datetime import timedelta

from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from consult.attribution import Inside, Rule
from consult.models import Participant
from consult.procedure import PhaseKind
from sessions_app.actions import (
    amendment,
    breakout,
    calling,
    closing,
    commitment,
    consensus,
    drafting,
    floor,
    lineage,
    minutes,
    position,
    presence,
    recorded,
    secret,
    separate,
    silence,
    speaking,
    sponsor,
    statement,
    transcript,
)
from sessions_app.actions import report_back as reports
from sessions_app.actions.follower import tell_followers
from sessions_app.actions.submission import take
from sessions_app.actions.taking import Heard, take_down
from sessions_app.models import (
    Commitment,
    Contribution,
    DecisionTerms,
    Session,
    Submission,
)
from sessions_app.queries.amendment import in_order
from synthesis.actions import circulation, telling
from synthesis.writers.circulation import text_of
from tests.factories import DelegationFactory, ParticipantFactory, Room, UserFactory, make_room, open_phases
from tests.sessions_app.deciding import provide
from tests.sessions_app.factories import make_session, put, say, standing_of, vote
from tests.sessions_app.written import make_paper, send

PEOPLE = 20
IN_A_ROOM = "Zyxsaidinaroom"


def markers(number: int) -> list[str]:
    return [f"Zyx{number}name", f"zyx{number}mail", f"Qwv{number}body"]


ALL = [marker for number in range(PEOPLE) for marker in markers(number)]


def make_people(room: Room, count: int = PEOPLE) -> list[Participant]:
    """So many heads of delegations, each marked and on the list of those who answer."""
    people = []
    for number in range(count):
        name, address, body = markers(number)
        group = list(room.groups.values())[number % 4]
        delegation = DelegationFactory(consultation=room.consultation, group=group, name=f"{body} of somewhere")
        user = UserFactory(email=f"{address}@example.org", name=name)
        people.append(
            ParticipantFactory(
                consultation=room.consultation,
                user=user,
                name=name,
                group=group,
                delegation=delegation,
                is_elector=True,
                is_head=True,
            )
        )
    return people


def make_marked_room(inside: str) -> tuple[Room, Session, list[Participant]]:
    """Everybody contributes, replies and answers a check; the check is closed and a report drafted."""
    room = make_room(rule=Rule.CHATHAM_HOUSE, inside=inside, visibility="public")
    session = make_session(room.consultation)
    people = make_people(room)
    question = session.questions.first()
    assert question is not None
    ballot = put(room.people["chair"], question)
    for number, person in enumerate(people):
        kind = ["challenge", "proposal", "good-practice", ""][number % 4]
        sentence = f"procurement rules should come early, as point {number} shows" if number % 2 else ""
        given = say(person, question, f"Rules for buying systems help, point {number}.", type=kind, sentence=sentence)
        say(people[number - 1], question, "A reply to that.", parent_id=given.pk)
        vote(person, ballot, ["support", "live-with", "object", "abstain"][number % 4], "It costs too much.")
    write(room, session, people)
    break_out(room, session, people)
    prepare(room, session, people)
    speak(room, session, people)
    draft(room, session, people)
    decide(room, session, people)
    closing.close_ballot(ballot.pk, room.people["chair"], standing_of(room.people["chair"]))
    minute(room, session, people)
    open_phases(room.consultation, [*PhaseKind])
    call_command("draft_report", room.slug)
    go_round(room, people)
    return room, session, people


def go_round(room: Room, people: list[Participant]) -> None:
    """The draft goes round, everybody comments on it, and everybody is told what became of what they said."""
    report, desk = room.consultation.reports.get(), standing_of(room.people["rapporteur"])
    text = text_of(report)
    circulation.circulate(desk, report, circulation.Terms(timezone.now() + timedelta(days=2)), text_of)
    place = next(place for place, block in enumerate(text) if block["key"])
    for number, person in enumerate(people):
        said = circulation.Said("factual", f"Commented{number} words.")
        circulation.comment(standing_of(person), report, place, said)
    telling.send(desk, report)


def break_out(room: Room, session: Session, people: list[Participant]) -> None:
    """Half of them go into one room, half into another; one speaks there, both rooms report, all are called back."""
    desk = standing_of(room.people["chair"])
    rooms = breakout.make(desk, session.pk, ["North", "South"])
    breakout.assign(desk, session.pk, {person.pk: rooms[place % 2].pk for place, person in enumerate(people)})
    breakout.name_scribe(desk, session.pk, rooms[0].pk, people[0].pk)
    breakout.open_rooms(desk, session.pk, 10)
    for place, found in enumerate(rooms):
        say(people[place], found.questions.get(number=1), f"{IN_A_ROOM} {place}")
        reports.report_back(standing_of(people[place]), found.pk, "Three points were agreed.")
    breakout.back_to_plenary(desk, session.pk)


def minute(room: Room, session: Session, people: list[Participant]) -> None:
    """The minutes, whose summary names everybody, are approved."""
    desk = standing_of(room.people["chair"])
    named = ", ".join(f"{person.name} of {person.delegation}" for person in people)
    minutes.save(
        desk, session.pk, f"There spoke: {named}." if room.consultation.inside == Inside.NAMES else "Short.", 0
    )
    minutes.approve(desk, session.pk, 1)


def speak(room: Room, session: Session, people: list[Participant]) -> None:
    """One has the floor, others wait, one of them in the room; all are seen to be here, and one says so."""
    chair = standing_of(room.people["chair"])
    floor.open_list(chair, session.pk)
    presence.set_quorum(chair, session.pk, 1)
    asked = [speaking.ask(standing_of(person), session.pk, on_behalf_of=person.name) for person in people[1:5]]
    calling.call(chair, session.pk, asked[0].pk)
    calling.add(chair, session.pk, name=people[6].name, delegation_id=people[6].delegation_id)
    presence.seen([(session.pk, person.pk) for person in people])
    presence.check_in(standing_of(people[1]), session.pk)
    scribe, question = standing_of(room.people["scribe"]), session.questions.get(number=1)
    take_down(scribe, question.pk, Heard("It was said aloud.", f"request-{asked[0].pk}"))
    if room.consultation.inside == Inside.NAMES:
        take_down(scribe, question.pk, Heard("So was this.", "other", name=markers(7)[0]))


def prepare(room: Room, session: Session, people: list[Participant]) -> None:
    """Everybody hands in what they will say; a transcript with names waits, and what it is known of is taken."""
    for number, person in enumerate(people):
        statement.hand_in(standing_of(person), session.pk, None, f"Embargoed{number} words.", "en")
    scribe, question = standing_of(room.people["scribe"]), session.questions.get(number=1)
    turns = [(person.name, "It was transcribed.", None) for person in people[8:10]] + [("", "Embargoed words.", None)]
    waits = transcript.add(scribe, session.pk, name=f"{people[8].name}.vtt", language="en", turns=turns)
    transcript.take_all(scribe, waits.pk, question.pk)


def write(room: Room, session: Session, people: list[Participant]) -> None:
    """Everybody sends a submission with a signatory; the desk takes the first up; a paper appears, somebody follows."""
    Session.objects.filter(pk=session.pk).update(takes_submissions=True)
    desk = standing_of(room.people["chair"])
    for number, person in enumerate(people):
        sent = send(person, session, f"Registers help, point {number}.", signatories=(markers(number)[2],))
        Submission.objects.filter(pk=sent.pk).update(published_at=sent.submitted_at)  # as if somebody had managed to
        if not number:
            take(desk, sent.pk, {passage.pk: passage.question_id or 0 for passage in sent.passages.all()})
    make_paper(room)
    client = Client()
    client.post(f"/c/{room.slug}/follow/", {"email": "follower@example.org"})
    link = str(mail.outbox[-1].body).split("http://testserver")[1].split()[0]
    client.post(link)
    make_paper(room, title="Another paper")
    assert tell_followers(at_once=True)


def draft(room: Room, session: Session, people: list[Participant]) -> None:
    """Everybody stands behind a text or amends one; one is merged, one put forward, one turned by its author."""
    question = session.questions.get(number=2)
    rapporteur, chair = standing_of(room.people["rapporteur"]), standing_of(room.people["chair"])
    said = Contribution.objects.filter(author=people[0], parent=None).first()
    assert said is not None
    drafting.turn(standing_of(people[0]), said.pk, text=said.text)
    rows = [drafting.propose(rapporteur, question.pk, text=f"States should keep register {n}.") for n in range(3)]
    for number, person in enumerate(people):
        sponsor.stand(standing_of(person), rows[number % 2].pk)
        text = f"States should keep register 2, and point {number}."
        amendment.amend(standing_of(person), rows[2].pk, text=text, version=1, reason="It helps.")
    lineage.merge(rapporteur, [rows[0].pk, rows[1].pk], text="States should keep all registers.")
    first = in_order(rows[2])[0]
    amendment.decide(chair, rows[2].pk, first.number, outcome="adopted", reason="It was asked for.")
    while waiting := in_order(rows[2]):
        amendment.decide(chair, rows[2].pk, waiting[0].number, outcome="rejected", reason="It was not.")
    drafting.set_state(rapporteur, rows[2].pk, "put-forward")
    follow_up(room, people)


def follow_up(room: Room, people: list[Participant]) -> None:
    """Everybody pledges something and says how it stands; what was put forward is somebody's."""
    chair = standing_of(room.people["chair"])
    for number, person in enumerate(people):
        made = commitment.pledge(standing_of(person), text=f"We will keep register {number}.")
        commitment.report(standing_of(person), made.number, commitment.Standing("done", f"Register {number} is kept."))
    commitment.take_up(chair)
    last = Commitment.objects.get(recommendation__isnull=False)
    commitment.assign(chair, last.number, commitment.Ownership(delegation_id=people[3].delegation_id))
    commitment.add(chair, text="The list is kept.", ownership=commitment.Ownership(body=markers(8)[2]))


def decide(room: Room, session: Session, people: list[Participant]) -> None:
    """Texts voted on in the open and in secret, adopted without a vote, under silence, and one whose silence broke."""
    question, chair = session.questions.get(number=2), standing_of(room.people["chair"])
    rapporteur = standing_of(room.people["rapporteur"])
    rows = [drafting.propose(rapporteur, question.pk, text=f"States should decide on {n}.") for n in range(5)]
    provide(room, "States", "Business")
    ballot = recorded.put(chair, rows[0].pk)
    for number, person in enumerate(people):
        vote(person, ballot, ("yes", "yes", "abstain")[number % 3])
    closing.close_ballot(ballot.pk, room.people["chair"], chair)
    closing.declare(chair, ballot.pk)
    for person, kind, is_named in ((people[1], "reservation", False), (people[2], "after", False)):
        words = position.Words(kind, "We could not join it.", is_named=is_named)
        position.state(standing_of(person), rows[0].pk, words)
    ballot = consensus.put(chair, rows[1].pk)
    vote(people[3], ballot, "dissociate", "the last words")
    consensus.last_call(chair, ballot.pk)
    DecisionTerms.objects.filter(ballot=ballot).update(called_at=timezone.now() - timedelta(minutes=2))
    consensus.declare(chair, ballot.pk)
    ballot = silence.put(chair, rows[2].pk)
    silence.acknowledge(standing_of(people[4]), ballot.pk)
    vote(people[5], ballot, "break", "We wait.")
    silence.put(chair, rows[3].pk)
    divided = drafting.propose(rapporteur, question.pk, text="States should decide.\n\nThey should do it soon.")
    asked = separate.ask(standing_of(people[1]), divided.pk, number=2, version=1)
    ballot = recorded.put(chair, divided.pk, separate_id=asked.pk)
    for person in people[:9]:
        vote(person, ballot, "no")
    closing.close_ballot(ballot.pk, room.people["chair"], chair)
    closing.declare(chair, ballot.pk)
    ballot = secret.put(chair, rows[4].pk)
    for number, person in enumerate(people):
        secret.cast(person.pk, ballot.pk, ("yes", "no")[number % 2])
    secret.close(ballot.pk, room.people["chair"])
    closing.declare(chair, ballot.pk)
