"""Rooms in which something was said and positions were taken, for tests. All labels and sentences are invented."""

from datetime import timedelta

from django.utils import timezone

from consult import record
from consult.models import Elector, Participant
from consult.queries.people import Here, here
from sessions_app.models import (
    Ballot,
    Contribution,
    GuidingQuestion,
    Recommendation,
    RecommendationVersion,
    Session,
    Vote,
)
from sessions_app.rules.tally import tally
from sessions_app.states import CHOICES, BallotState, Method
from tests.factories import Room, make_room

SAID = [
    ("issue", "small suppliers cannot read the forms that large buyers use"),
    ("challenge", "publishing every assessment would slow procurement down"),
    ("good-practice", "a shared register cut the time of an assessment by half"),
    ("proposal", "States should fund a shared register of assessments"),
    ("proposal", "a shared register of assessments should be funded by States"),
    ("question", "who would keep such a register after five years"),
]


def add_session(room: Room, questions: int = 2) -> list[GuidingQuestion]:
    session = Session.objects.create(consultation=room.consultation, title="Sitting", starts_at=timezone.now())
    return [
        GuidingQuestion.objects.create(
            session=session,
            number=n,
            text=f"What can be done about matter {n}?",
            short_title=f"Matter {n}",
            state="open",
        )
        for n in range(1, questions + 1)
    ]


def say(question: GuidingQuestion, author: Participant, text: str, **fields: object) -> Contribution:
    values = {
        "rule": question.session.consultation.attribution_rule,
        "delegation": author.delegation,
        "group": author.group,
        "language": "en",
        "salt": record.salt(),
        "created_at": timezone.now(),
        **fields,
    }
    return Contribution.objects.create(question=question, author=author, text=text, **values)


def add_text(room: Room, question: GuidingQuestion, number: str, text: str, **fields: object) -> RecommendationVersion:
    row = Recommendation.objects.create(consultation=room.consultation, question=question, number=number, **fields)
    return RecommendationVersion.objects.create(recommendation=row, text=text)


def check(room: Room, version: RecommendationVersion, answers: dict[int, tuple[str, str]]) -> Ballot:
    """A closed temperature check. answers: elector id -> (choice, reason)."""
    return close(room, Method.TEMPERATURE, answers, version=version)


def close(room: Room, method: Method, answers: dict[int, tuple[str, str]], **on: object) -> Ballot:
    now = timezone.now()
    electors = {row.pk: row for row in Elector.objects.filter(pk__in=answers)}
    ballot = Ballot.objects.create(
        consultation=room.consultation,
        electorate=room.electorate,
        method=method,
        state=BallotState.CLOSED,
        opened_at=now - timedelta(hours=1),
        closed_at=now,
        entitled=Elector.objects.filter(electorate=room.electorate).count(),
        tally=tally([(electors[pk].group_id, choice) for pk, (choice, _why) in answers.items()], CHOICES[method]),
        digest=f"{len(answers):064d}",
        **on,
    )
    members = {row.delegation_id: row for row in Participant.objects.filter(consultation=room.consultation)}
    Vote.objects.bulk_create(
        Vote(
            ballot=ballot,
            elector=electors[pk],
            choice=choice,
            reason=reason,
            set_by=electors[pk].participant or members.get(electors[pk].delegation_id),
            at=now,
        )
        for pk, (choice, reason) in answers.items()
    )
    return ballot


def lively(rule: str = "on-the-record", per_group: int = 5, **fields: object) -> Room:
    """A sitting of twenty delegations and a few: sentences of every type, a joined one, an exchange, a check, a gap."""
    room = make_room(rule=rule, per_group=per_group, starts_at=timezone.now(), **fields)
    first, _second = add_session(room)
    people = [room.people[f"{group} {n}"] for group in room.groups for n in range(1, per_group + 1)]
    for number, (type_, sentence) in enumerate(SAID):
        say(first, people[number * 2], f"In my own words: {sentence}.", type=type_, sentence=sentence)
    parent = say(first, people[1], "Publish all.", type="proposal", sentence="every assessment should be published")
    say(first, people[3], "Not so fast.", type="challenge", sentence="some assessments name victims", parent=parent)
    say(first, people[5], "Something about training of officials and training of buyers without a sentence.")
    version = add_text(room, first, "1.1", "States should publish what they assess.", addressees=["States"])
    electors = list(Elector.objects.filter(electorate=room.electorate).order_by("pk"))
    answers = {elector.pk: ("support" if n % 4 else "live-with", "") for n, elector in enumerate(electors)}
    answers[electors[2].pk] = ("object", "It would name victims.")
    answers[electors[5].pk] = ("abstain", "")
    answers[electors[6].pk] = ("awaiting", "")
    check(room, version, answers)
    add_text(room, first, "1.2", "Businesses should keep registers.", addressees=["Businesses"])
    return room


def converging() -> Room:
    """The same, where a third, of another group, says what two said: views converge on it."""
    room = lively()
    question = GuidingQuestion.objects.get(session__consultation=room.consultation, number=1)
    say(question, room.people["Business 2"], "Fund it.", type="proposal", sentence=SAID[3][1])
    return room


def at_desk(room: Room, role: str = "rapporteur") -> Here:
    """The standing of whoever holds ``role``."""
    return here(room.consultation, room.people[role].user)
