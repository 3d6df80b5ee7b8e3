"""A house with every kind of page and state in it, for looking at and for tests of pages.

python manage.py shell -c "from tests.journeys import scene; scene.main()"      # prints the session keys as JSON
"""

import json
from datetime import timedelta

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from consult.models import Consultation, Contact, Participant, Resource, User
from sessions_app.actions import breakout, closing, commitment, discussion, minutes, report_back, voting
from sessions_app.actions import session as steering
from sessions_app.models import (
    AgendaItem,
    Contribution,
    GuidingQuestion,
    Recommendation,
    RecommendationVersion,
    Session,
)
from sessions_app.states import QuestionState, SessionKind
from synthesis.actions import analysing, analysis
from synthesis.models import Analysis
from tests.factories import GuestFactory, ParticipantFactory, Room, make_room
from tests.sessions_app.factories import put, say, standing_of, vote
from tests.synthesis import voted

QUESTIONS = (
    ("Guardrails for government use", "How can safeguards for government use of technology reach those who need them?"),
    ("Sharing the benefits", "How can the benefits of new technologies reach everyone, with their risks managed?"),
    ("Corporate respect", "What should companies do, and be asked to do, to respect human rights?"),
    ("Support to apply standards", "How can States and businesses be supported to apply human rights standards?"),
)
TEXTS = (
    "States should fund, and share through an open register, due diligence tools that a small authority can use "
    "without outside help.",
    "Businesses should publish the rights assessment of each public-sector deployment with the contract notice.",
    "Companies should name one person who answers for the remedy of each product.",
    "States should give every regulator a budget line for technical advice.",
)
SAID = (
    "Guardrails written for well-resourced ministries do not travel. Where one official buys every system a district "
    "uses, due diligence has to fit on two pages or it will not happen."
)
ARABIC = "لا تصل الضمانات إلى السلطات المحلية ما لم تكن قصيرة وواضحة ومتاحة بلغتها."
LONG = " ".join(f"{letter}. {TEXTS[0]} {TEXTS[1]}" for letter in "abcdefghi")
CHOICES = ("support", "support", "live-with", "object", "abstain", "support")
HELD = "A sentence that names a third person."
OWN = "A contribution of my own, which I can still edit."
REASON = "It is too costly for small authorities."


def main() -> None:
    print(json.dumps(build()))


def build() -> dict[str, dict[str, str]]:
    """Everything. keys: name -> session key of who is signed in; at: name -> address of a session, or of one thing."""
    room = _sitting()
    _discussion_only()
    _written()
    _rule("chatham", "chatham-house", "Under the Chatham House Rule", "CDEFGHJK", is_open=True)
    _rule("anonymous", "anonymous", "Without names", "DEFGHJKM", is_open=False)
    make_room(slug="no-session", title="A consultation without a session yet", visibility="public", phases=["set-up"])
    blank = make_room(slug="blank", title="A session without questions", visibility="public")
    Session.objects.create(consultation=blank.consultation, title="First sitting")
    _long()
    _workshop()
    a_room = _rooms()
    _positions()
    make_room(slug="done", title="A published consultation", visibility="public", phases=["published"])
    guest = ParticipantFactory(consultation=room.consultation, user=GuestFactory(), keep_nothing=True)
    users = {role: room.people[role].user for role in ("participant", "chair", "rapporteur", "convenor", "observer")}
    elsewhere = {
        f"{slug}-{role}": Participant.objects.get(consultation__slug=slug, role_rows__role=role, delegation=None).user
        for slug, role in (
            ("discussion", "chair"),
            ("anonymous", "chair"),
            ("blank", "chair"),
            ("no-session", "convenor"),
            ("written", "convenor"),
            ("long", "chair"),
            ("workshop", "chair"),
            ("rooms", "chair"),
            ("divided-on-the-record", "chair"),
            ("divided-anonymous", "chair"),
        )
    }
    elsewhere |= {
        f"{slug}-participant": Participant.objects.get(consultation__slug=slug, name="The participant").user
        for slug in (
            "discussion",
            "written",
            "chatham",
            "anonymous",
            "blank",
            "long",
            "workshop",
            "rooms",
            "divided-on-the-record",
            "divided-anonymous",
        )
    }
    newcomer = User.objects.create_user("newcomer@example.org", None, name="A newcomer")
    everybody = users | elsewhere | {"guest": guest.user, "newcomer": newcomer}
    at = {session.consultation.slug: session.get_absolute_url() for session in Session.objects.filter(breakout_of=None)}
    sitting = Session.objects.get(consultation=room.consultation, breakout_of=None)
    at["demo_set_up"] = f"/c/demo/set-up/agenda/{sitting.pk}/"
    rows = Contribution.objects.filter(question__session__consultation=room.consultation)
    said = {row.text: f"{at['demo']}contribution/{row.pk}/" for row in rows}
    return {
        "keys": {name: _sign_in(user) for name, user in everybody.items()},
        "at": at | {"a_room": a_room.get_absolute_url(), "held": said[HELD], "own": said[OWN], "first": said[SAID]},
    }


def _sign_in(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def _session(consultation: Consultation, number: int = 4, **fields: object) -> tuple[Session, list[GuidingQuestion]]:
    start = timezone.now().replace(minute=30, second=0, microsecond=0)
    session = Session.objects.create(
        consultation=consultation,
        title="Morning sitting",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        **fields,
    )
    asked = []
    for position, (title, text) in enumerate(QUESTIONS[:number], 1):
        question = GuidingQuestion.objects.create(
            session=session, number=position, short_title=title, text=text, state=QuestionState.OPEN
        )
        AgendaItem.objects.create(session=session, question=question, minutes=25, position=position)
        _text(question, 1, TEXTS[position - 1])
        asked.append(question)
    return session, asked


def _text(question: GuidingQuestion, number: int, text: str) -> Recommendation:
    consultation = question.session.consultation
    made = Recommendation.objects.create(
        consultation=consultation, question=question, number=f"{question.number}.{number}"
    )
    RecommendationVersion.objects.create(recommendation=made, version=1, text=text)
    return made


def _everybody(room: Room) -> list[Participant]:
    return [person for name, person in room.people.items() if name[-1].isdigit()]


def _sitting() -> Room:
    """On the record: a closed check, an open one, a question not yet open and a closed one, a held contribution."""
    room = make_room(
        slug="demo", title="Digital technology and human rights", per_group=6, visibility="public",
        reference="DEMO/2026/1", join_code="ACDEFGHJ", is_demonstration=True, place="Room XX",
        context="Digital technology changes how rights are enjoyed and how they are denied.\n\nWhat follows?",
        objectives=["Hear those who apply safeguards every day.", "Agree on texts that can be put forward."],
        partners=["State A", "Civil society network B"], starts_at=timezone.now() + timedelta(hours=2),
        ends_at=timezone.now() + timedelta(hours=4),
    )  # fmt: skip
    Contact.objects.create(consultation=room.consultation, name="The desk", role="secretary", email="desk@example.org")
    Resource.objects.create(consultation=room.consultation, text="Think piece", url="https://example.org/think-piece")
    session, asked = _session(room.consultation)
    people, chair = _everybody(room), room.people["chair"]
    first = say(people[6], asked[0], SAID, type="challenge", sentence="safeguards do not reach local authorities")
    say(people[0], asked[0], "We tested such a two-page form in three districts and can share it.", parent_id=first.pk)
    say(people[13], asked[0], "We publish each rights assessment with the contract notice.", type="good-practice")
    say(people[19], asked[0], ARABIC, type="issue")
    held = say(people[8], asked[1], HELD)
    discussion.moderate(standing_of(chair), held.pk, "held", "It names somebody who is not here.")
    say(people[7], asked[1], "Benefits reach those first who can already pay for them.")
    say(room.people["participant"], asked[1], OWN)
    closed = put(chair, asked[0])
    for number, person in enumerate(people):
        choice = CHOICES[number % 6]
        vote(person, closed, choice, REASON if choice == "object" else "")
    closing.close_ballot(closed.pk, chair, standing_of(chair))
    second = _text(asked[1], 2, TEXTS[0])
    steering.set_question(standing_of(chair), asked[3].pk, "closed")
    GuidingQuestion.objects.filter(pk=asked[2].pk).update(state=QuestionState.PLANNED)
    running = voting.put(standing_of(chair), second.pk, minutes=600)
    for person in people[:9]:
        vote(person, running, "support")
    steering.show(standing_of(chair), session.pk, question_id=asked[1].pk)
    _follow_up(room)
    return room


def _follow_up(room: Room) -> None:
    """A pledge under way, one overdue whose owner takes no part, one that is done."""
    chair, me = standing_of(room.people["chair"]), standing_of(room.people["participant"])
    mine = commitment.pledge(me, text="We publish the rights assessment of each system that we buy, from next year.")
    commitment.report(me, mine.number, commitment.Standing("under-way", "The first three assessments are out."))
    past = timezone.now().date() - timedelta(days=20)
    late = commitment.Ownership(body="Ministry of Public Works", is_named=True, due=past)
    commitment.add(chair, text="A register of systems in use is open to everybody.", ownership=late)
    done = commitment.add(chair, text="A guide of two pages for small authorities.", ownership=commitment.Ownership())
    commitment.report(chair, done.number, commitment.Standing("done", "It was published in six languages."))


def _discussion_only() -> None:
    room = make_room(slug="discussion", title="Only to discuss", per_group=2, visibility="public", discussion_only=True)
    _, asked = _session(room.consultation, 2)
    say(_everybody(room)[0], asked[0], SAID)


def _written() -> None:
    """A written round with more contributions than a page holds."""
    room = make_room(slug="written", title="A written round", per_group=3, visibility="public")
    _, asked = _session(room.consultation, 2, kind=SessionKind.WRITTEN)
    people = _everybody(room)
    for number in range(36):
        say(people[number % len(people)], asked[0], f"{number + 1}. {SAID}")


def _rule(slug: str, rule: str, title: str, code: str, is_open: bool) -> None:
    """Under a rule; the projector shows the check, still open or closed."""
    room = make_room(slug=slug, title=title, rule=rule, per_group=6, visibility="public", join_code=code)
    session, asked = _session(room.consultation, 2)
    people, chair = _everybody(room), room.people["chair"]
    said = say(people[0], asked[0], SAID, type="challenge")
    say(people[7], asked[0], "A reply to it.", parent_id=said.pk)
    ballot = put(chair, asked[0])
    for number, person in enumerate(people):
        choice = CHOICES[number % 6]
        vote(person, ballot, choice, REASON if choice == "object" else "")
    closing.close_ballot(ballot.pk, chair, standing_of(chair))
    if is_open:
        ballot = put(chair, asked[1])
        vote(people[0], ballot, "support")
    steering.show(standing_of(chair), session.pk, ballot_id=ballot.pk)


def _positions() -> None:
    """Statements that two camps voted on, analysed, on the record and without names."""
    for room in (voted.divided(), voted.divided("anonymous")):
        analysis.begin(standing_of(room.people["chair"]), 4)
        analysing.make(Analysis.objects.get(consultation=room.consultation), "command")


def _long() -> None:
    """A text that fills a projector, with its result."""
    room = make_room(slug="long", title="A very long text", per_group=2, visibility="public", join_code="BCDEFGHJ")
    session, asked = _session(room.consultation, 1)
    RecommendationVersion.objects.filter(recommendation__question=asked[0]).update(text=LONG)
    chair = room.people["chair"]
    ballot = put(chair, asked[0])
    for number, person in enumerate(_everybody(room)):
        vote(person, ballot, CHOICES[number % 2])
    closing.close_ballot(ballot.pk, chair, standing_of(chair))
    steering.show(standing_of(chair), session.pk, ballot_id=ballot.pk)


def _workshop() -> None:
    """Where tests write: an open question with a contribution, a check open and a text to be put."""
    room = make_room(slug="workshop", title="A sitting to write in", per_group=2, visibility="public")
    _, asked = _session(room.consultation, 2)
    say(_everybody(room)[0], asked[0], SAID)
    put(room.people["chair"], asked[0])


def _rooms() -> Session:
    """A sitting out in breakout rooms, with interpretation; its minutes are approved, with a summary and a file."""
    room = make_room(slug="rooms", title="A sitting in breakout rooms", per_group=2, visibility="public")
    booths = [
        {"language": "fr", "link": "https://example.org/fr"},
        {"language": "ar", "link": "https://example.org/ar"},
    ]
    session, asked = _session(room.consultation, 2, interpretation=booths, captions_link="https://example.org/captions")
    desk = standing_of(room.people["chair"])
    steering.speak_in(desk, session.pk, "es")
    made = breakout.make(desk, session.pk, ["Safeguards", "Sharing the benefits"])
    chosen = breakout.make(desk, session.pk, ["Remedies"], is_chosen=True)
    breakout.mix(desk, session.pk)
    for rooms in (made, chosen):
        rooms[0].members.remove(room.people["participant"])
    made[1].members.add(room.people["participant"])
    breakout.open_rooms(desk, session.pk, 25)
    say(room.people["participant"], made[1].questions.get(number=1), SAID)
    report_back.report_back(desk, made[0].pk, "Three points were shared by all.")
    put(room.people["chair"], asked[0])
    minutes.save(desk, session.pk, "The sitting agreed on three points.", 0)
    minutes.save(desk, session.pk, "The sitting agreed on three points, and left one open.", 1)
    minutes.attach(desk, session.pk, [("List of documents.pdf", b"%PDF-1.7 %%EOF")])
    minutes.approve(desk, session.pk, 2)
    return made[1]
