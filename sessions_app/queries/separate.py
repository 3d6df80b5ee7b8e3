"""Reading separate votes on paragraphs: what waits, what was put, what came of it."""

from dataclasses import dataclass

from consult import attribution
from consult.models import Consultation, Participant
from consult.queries import people
from sessions_app.models import Ballot, Recommendation, SeparateVote
from sessions_app.queries.amendment import by
from sessions_app.rules.paragraphs import paragraphs
from sessions_app.states import SeparateState


def of_ballot(ballot: Ballot) -> SeparateVote | None:
    """The separate vote that a ballot is; None where it is on the whole text."""
    return getattr(ballot, "separate", None)


def waiting(row: Recommendation) -> list[SeparateVote]:
    """What is asked for and neither put nor refused, in the order of the paragraphs."""
    return list(row.separate_votes.filter(state=SeparateState.ASKED))


def request(consultation: Consultation, separate_id: int) -> SeparateVote | None:
    rows = SeparateVote.objects.filter(recommendation__consultation=consultation)
    return rows.select_related("recommendation").filter(pk=separate_id).first()


def numbered(text: str) -> list[tuple[int, str]]:
    """The paragraphs that a separate vote can be asked for; none where there is but one."""
    parts = paragraphs(text)
    return list(enumerate(parts, start=1)) if len(parts) > 1 else []


@dataclass(frozen=True, slots=True)
class ShownSeparate:
    """A separate vote ready to print. ballot: the id of the vote on it; became: the version without the paragraph."""

    pk: int
    number: int
    version: int
    paragraph: str
    by: attribution.Shown
    state: str
    state_label: str
    decision: str
    ballot: int | None
    became: int | None
    is_mine: bool

    @property
    def is_asked(self) -> bool:
        return self.state == SeparateState.ASKED


def shown(row: Recommendation, me: Participant | None) -> list[ShownSeparate]:
    """Those of a text: what waits first, then what was decided, as it was asked."""
    sizes = people.group_sizes(row.consultation)
    rows = row.separate_votes.select_related("version", "became", "participant", "delegation", "group")
    found = [
        ShownSeparate(
            pk=one.pk,
            number=one.number,
            version=one.version.version,
            paragraph=one.paragraph,
            by=by(one, row, sizes),
            state=one.state,
            state_label=one.get_state_display(),
            decision=one.decision,
            ballot=one.ballot_id,
            became=one.became.version if one.became else None,
            is_mine=me is not None and one.participant_id == me.pk,
        )
        for one in rows.order_by("pk")
    ]
    return sorted(found, key=lambda one: not one.is_asked)
