"""A consultation as a Polis export. Its rows tell all that each voter said: only where that is open anyway."""

from dataclasses import dataclass, field

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from consult import record
from consult.attribution import Quotation
from consult.models import Consultation
from consult.procedure import RefusedError
from sessions_app.actions.turns import writing
from sessions_app.models import Contribution, Vote
from sessions_app.queries.session import terms_of
from sessions_app.rules.shown import OUTSIDE, View, what
from sessions_app.states import BallotState, ContributionState, Method
from synthesis.actions.polis_files import PolisExport, Statement
from synthesis.models import PolisStatement, PolisVoter
from synthesis.queries.votes import SIDES, on_statements

_VOTER = Coalesce("elector__participant_id", -F("elector__delegation_id"))


@dataclass(slots=True)
class _Source:
    """statements: contribution id -> row. voters: participant id, or minus the delegation's -> number."""

    statements: dict[int, Statement]
    voters: dict[int, int]
    groups: dict[int, int] = field(default_factory=dict)


@writing()
def export_polis(consultation: Consultation) -> PolisExport:
    """What the four files hold, with an entry in the record.

    What came from a Polis export goes out with the numbers, groups and times it came with. Else: closed votes on
    contributions whose positions are on the record; everybody has a number, and no statement says whose it is.
    Raises RefusedError where there is neither.
    """
    source = _imported(consultation) or _on_the_record(consultation)
    if source is None:
        raise RefusedError(
            _("A row of a Polis export is all that one voter said. Here no vote on a statement is on the record.")
        )
    votes = _votes(consultation, source)
    statements = tuple(sorted(source.statements.values(), key=lambda statement: statement.number))
    people = {*source.voters.values(), *(statement.author for statement in statements)}
    lines = consultation.source_note.splitlines()
    exported = PolisExport(
        topic=consultation.title,
        description=consultation.context,
        url=next((line for line in lines if line.startswith(("https://", "http://"))), ""),
        statements=statements,
        participants=tuple(sorted(people)),
        votes=votes,
        groups=source.groups,
    )
    record.enter(
        consultation.pk,
        "data exported",
        record.COMMAND,
        subject=f"consultation-{consultation.pk}",
        payload={"participants": len(people), "statements": len(statements), "votes": len(votes)},
    )
    return exported


def _imported(consultation: Consultation) -> _Source | None:
    """What was imported; statements that were taken out here, after the import, stay out."""
    rows = PolisStatement.objects.filter(contribution__question__session__consultation=consultation)
    voters = list(PolisVoter.objects.filter(participant__consultation=consultation))
    number_of = {row.participant_id: row.number for row in voters}
    nobody = max(number_of.values(), default=-1) + 1
    statements = {
        row.contribution_id: _statement(
            row.contribution, row.number, number_of.get(row.contribution.author_id or 0, nobody), row.moderated
        )
        for row in rows.select_related("contribution")
        if row.contribution.text and (row.moderated == -1 or row.contribution.state == ContributionState.SHOWN)
    }
    groups = {row.number: row.group for row in voters if row.group is not None}
    return _Source(statements, number_of, groups) if statements else None


def _on_the_record(consultation: Consultation) -> _Source | None:
    ballots = on_statements(consultation).select_related("contribution__question__session__consultation").order_by("id")
    texts = [ballot.contribution for ballot in ballots if ballot.contribution and _is_open(ballot.contribution)]
    if not texts:
        return None
    cast = Vote.objects.filter(ballot__in=ballots.filter(contribution__in=texts).values("id"))
    voters = sorted(set(cast.order_by().values_list(_VOTER, flat=True)))
    nobody = len(voters)
    statements = {text.pk: _statement(text, number, nobody, 1) for number, text in enumerate(texts)}
    return _Source(statements, {voter: number for number, voter in enumerate(voters)})


def _is_open(text: Contribution) -> bool:
    if text.quotation == Quotation.NONE:
        return False
    rule = terms_of(text.question).rule
    return what(rule=rule, method=Method.STATEMENT, is_closed=True, audience=OUTSIDE) is View.POSITIONS


def _statement(text: Contribution, number: int, author: int, moderated: int) -> Statement:
    return Statement(number=number, author=author, moderated=moderated, text=text.text, at=text.created_at)


def _votes(consultation: Consultation, source: _Source) -> dict[tuple[int, int], tuple[int, int]]:
    closed = Vote.objects.filter(
        ballot__consultation=consultation, ballot__method=Method.STATEMENT, ballot__state=BallotState.CLOSED
    )
    rows = (
        closed.filter(choice__in=list(SIDES))
        .order_by("ballot_id", "elector_id")
        .values_list("ballot__contribution_id", _VOTER, "choice", "at")
    )
    return {
        (source.statements[text].number, source.voters[voter]): (SIDES[choice], round(1000 * at.timestamp()))
        for text, voter, choice, at in rows.iterator(chunk_size=20_000)
        if text in source.statements and voter in source.voters
    }
