"""A consultation from a Polis export: its statements, its voters, its votes."""

import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from consult import record
from consult.attribution import Capacity, Quotation, Rule
from consult.models import Consultation, Elector, Electorate, Participant, ParticipantRole, Phase, User
from consult.models.consultation import DocumentStatus, Format, Visibility
from consult.procedure import PhaseKind, Role
from sessions_app.actions.turns import writing
from sessions_app.models import AgendaItem, Ballot, Contribution, GuidingQuestion, Session, Vote
from sessions_app.rules.tally import from_counts
from sessions_app.states import CHOICES, BallotState, Choice, ContributionState, Method, QuestionState, SessionKind
from synthesis.actions.polis_files import PolisExport
from synthesis.models import PolisStatement, PolisVoter

ATTRIBUTION = (
    "Data was gathered using the Polis software (see: compdemocracy.org/polis and github.com/compdemocracy/polis) and "
    "is sub-licensed under CC BY 4.0 with Attribution to The Computational Democracy Project."
)
CHOICE_OF = {1: Choice.AGREE, -1: Choice.DISAGREE, 0: Choice.PASS}
BATCH = 5_000

Say = Callable[[str], None]


@writing()
def import_polis(export: PolisExport, *, convenor: User | None = None, say: Say = lambda line: None) -> Consultation:
    """Write ``export`` as a closed consultation, in one transaction with one entry in the record.

    Nobody is named: voters become accounts without an address under the rule "anonymous". ``convenor`` may draft. Of
    votes that their voter replaced the record keeps how many: a ballot holds one vote of each, here as anywhere.
    """
    times = [at for _choice, at in export.votes.values()]
    first = min([statement.at for statement in export.statements] + [_time(at) for at in times[:1]])
    last = max([statement.at for statement in export.statements] + [_time(max(times))] if times else [first])
    consultation = _consultation(export, first, last)
    question = _round(consultation, export, first, last)
    people = _people(consultation, export, last)
    if convenor is not None:
        _convene(consultation, convenor)
    say(_("{count} participants").format(count=len(people)))
    texts = _statements(question, export, people)
    say(_("{count} statements").format(count=len(texts)))
    digests = _votes(consultation, export, people, texts, last)
    say(_("{count} votes").format(count=len(export.votes)))
    record.enter(
        consultation.pk,
        "data imported",
        record.COMMAND,
        subject=f"consultation-{consultation.pk}",
        payload={
            "files": export.digests,
            "participants": len(people),
            "statements": len(texts),
            "votes": len(export.votes),
            "superseded": export.superseded,
            "ballots": digests,
        },
    )
    return consultation


def _time(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)


def free_slug(title: str) -> str:
    """A slug from ``title`` that no consultation has yet."""
    stem = slugify(title)[:70].strip("-") or "consultation"
    slug, number = stem, 1
    while Consultation.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _consultation(export: PolisExport, first: datetime, last: datetime) -> Consultation:
    consultation = Consultation.objects.create(
        slug=free_slug(export.topic),
        title=export.topic[:300],
        format=Format.BLANK,
        document_status=DocumentStatus.RAPPORTEUR,
        context=export.description,
        starts_at=first,
        ends_at=last,
        visibility=Visibility.PUBLIC,
        attribution_rule=Rule.ANONYMOUS,
        source_note="\n".join(filter(None, (ATTRIBUTION, export.url))),
    )
    now = timezone.now()
    Phase.objects.bulk_create(
        Phase(consultation=consultation, kind=kind, opens_at=opens, closes_at=closes)
        for kind, opens, closes in (
            (PhaseKind.CONTRIBUTIONS, min(first, last), last),
            (PhaseKind.SYNTHESIS, min(last, now), None),
        )
    )
    return consultation


def _round(consultation: Consultation, export: PolisExport, first: datetime, last: datetime) -> GuidingQuestion:
    session = Session.objects.create(
        consultation=consultation,
        title=_("Written round"),
        kind=SessionKind.WRITTEN,
        starts_at=first,
        ends_at=last,
    )
    question = GuidingQuestion.objects.create(
        session=session, number=1, text=export.topic, short_title=export.topic[:120], state=QuestionState.CLOSED
    )
    AgendaItem.objects.create(session=session, question=question, starts_at=first)
    return question


def _people(consultation: Consultation, export: PolisExport, at: datetime) -> dict[int, Participant]:
    """The export's number -> a participant without name or address."""
    unusable = make_password(None)
    users = User.objects.bulk_create([User(password=unusable) for _number in export.participants], batch_size=BATCH)
    participants = Participant.objects.bulk_create(
        [Participant(consultation=consultation, user=user, capacity=Capacity.PERSONAL) for user in users],
        batch_size=BATCH,
    )
    ParticipantRole.objects.bulk_create(
        [ParticipantRole(participant=participant, role=Role.PARTICIPANT) for participant in participants],
        batch_size=BATCH,
    )
    PolisVoter.objects.bulk_create(
        [
            PolisVoter(participant=participant, number=number, group=export.groups.get(number))
            for number, participant in zip(export.participants, participants, strict=True)
        ],
        batch_size=BATCH,
    )
    return dict(zip(export.participants, participants, strict=True))


def _convene(consultation: Consultation, user: User) -> None:
    participant = Participant.objects.create(consultation=consultation, user=user, name=user.name)
    ParticipantRole.objects.bulk_create(
        ParticipantRole(participant=participant, role=role) for role in (Role.CONVENOR, Role.RAPPORTEUR)
    )


def _statements(
    question: GuidingQuestion, export: PolisExport, people: dict[int, Participant]
) -> dict[int, Contribution]:
    rows = [
        Contribution(
            question=question,
            author=people[statement.author],
            rule=Rule.ANONYMOUS,
            quotation=Quotation.WITHOUT_NAME,
            text=statement.text,
            language=question.session.consultation.language,
            state=ContributionState.HIDDEN if statement.moderated == -1 else ContributionState.SHOWN,
            state_reason=_("Moderated out where it was collected.") if statement.moderated == -1 else "",
            salt=record.salt(),
            created_at=statement.at,
        )
        for statement in export.statements
    ]
    made = Contribution.objects.bulk_create(rows, batch_size=BATCH)
    PolisStatement.objects.bulk_create(
        [
            PolisStatement(contribution=row, number=statement.number, moderated=statement.moderated)
            for statement, row in zip(export.statements, made, strict=True)
        ],
        batch_size=BATCH,
    )
    return {statement.number: row for statement, row in zip(export.statements, made, strict=True)}


def _votes(
    consultation: Consultation,
    export: PolisExport,
    people: dict[int, Participant],
    texts: dict[int, Contribution],
    closed: datetime,
) -> dict[str, str]:
    """One closed ballot a statement, with its tally; the votes behind it. Returns ballot id -> digest."""
    electorate = Electorate.objects.create(consultation=consultation, name=_("Voters"))
    made = Elector.objects.bulk_create(
        [Elector(electorate=electorate, participant=person, is_guest=True) for person in people.values()],
        batch_size=BATCH,
    )
    electors = dict(zip(people, made, strict=True))
    votes = [
        (statement, electors[voter].pk, people[voter].pk, CHOICE_OF[choice], at)
        for (statement, voter), (choice, at) in sorted(export.votes.items())
    ]
    counts = Counter((statement, choice) for statement, _elector, _person, choice, _at in votes)
    digests: dict[int, hashlib._Hash] = {number: hashlib.sha256() for number in texts}
    for statement, elector, _person, choice, _at in votes:
        digests[statement].update(f"{elector}:{choice.value}\n".encode())
    choices = CHOICES[Method.STATEMENT]
    rows = [
        Ballot(
            consultation=consultation,
            electorate=electorate,
            contribution=text,
            method=Method.STATEMENT,
            state=BallotState.CLOSED,
            opened_at=text.created_at,
            closed_at=closed,
            entitled=len(people),
            tally=from_counts({(None, str(c)): counts[number, c] for c in choices if counts[number, c]}, choices)
            | {"guests": len(people)},
            digest=digests[number].hexdigest(),
        )
        for number, text in texts.items()
    ]
    ballots = dict(zip(texts, Ballot.objects.bulk_create(rows, batch_size=BATCH), strict=True))
    _insert([(ballots[s].pk, e, c.value, p, at) for s, e, p, c, at in votes])
    return {str(ballot.pk): ballot.digest for ballot in ballots.values()}


def _insert(votes: list[tuple[int, int, str, int, int]]) -> None:
    """Rows of (ballot, elector, choice, participant, milliseconds). A model object for each takes ten times as long."""
    columns = ("ballot_id", "elector_id", "choice", "set_by_id", "at", "reason", "way")
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    table = connection.ops.quote_name(Vote._meta.db_table)
    statement = f"INSERT INTO {table} ({names}) VALUES (%s, %s, %s, %s, %s, '', '')"  # noqa: S608 - names of our own
    moment = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        for start in range(0, len(votes), BATCH):
            rows = votes[start : start + BATCH]
            cursor.executemany(statement, [(*row[:4], moment(_time(row[4]))) for row in rows])
